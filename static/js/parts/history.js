// @ts-check
/** The browser's Back among pages that were exchanged in place. */

/**
 * Ask for the page anew, as any address. htmx would say `location.reload(true)`, which only Firefox understands: "past the worker",
 * so that without a signal Back ended at Firefox's own error page. And its reloads put what stood in the fields of the page before into the new one.
 */
export const askAnewOnBack = () =>
  addEventListener(
    "popstate",
    (event) => {
      if (!event.state?.htmx) return;
      event.stopImmediatePropagation();
      location.replace(location.pathname + location.search);
    },
    { capture: true },
  );
