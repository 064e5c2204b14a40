// @ts-check
/** After a swap the focus would be on nothing, and a screen reader would stay silent. */

/** Put the focus on the heading, unless the page asked for another place (the list of problems has autofocus). */
export const focusHeading = () => {
  if (document.querySelector("main [autofocus]")) return;
  const heading = /** @type {HTMLElement | null} */ (document.querySelector("main h1"));
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
};
