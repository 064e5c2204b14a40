// @ts-check
/**
 * What happens when htmx could not send. The browser tries the same form natively: that goes through the phone's worker even on
 * a page that the worker does not control, and the server folds a repeated form to one. Without a worker, or after it tried itself,
 * a native try would only replace the page, and what was typed in it, by an error page: so we stay and say so.
 */

/** @typedef {{elt?: Element, requestConfig?: {elt?: Element, triggeringEvent?: Event & {submitter?: HTMLElement | null}}}} Failure */

/** @param {HTMLFormElement} form @param {HTMLElement | null | undefined} button */
const submitNatively = (form, button) => {
  if (button instanceof HTMLButtonElement && button.name) {
    const carried = document.createElement("input");
    carried.type = "hidden";
    carried.name = button.name;
    carried.value = button.value;
    form.append(carried);
  }
  HTMLFormElement.prototype.submit.call(form);
};

/** Is there a worker that has not seen this request, because it does not control this page? */
const passedWorker = async () => !!navigator.serviceWorker && !navigator.serviceWorker.controller && !!(await navigator.serviceWorker.getRegistration())?.active;

const sayNotSent = () => {
  const notice = /** @type {HTMLElement | null} */ (document.querySelector('[data-part="not_sent"]'));
  if (!notice) return;
  notice.hidden = false;
  notice.scrollIntoView({ block: "center" });
};

/**
 * @param {Failure} failure the detail of an htmx event
 * @param {"lost" | "slow"} how no connection at all, or no answer in time
 */
export const sendAgainNatively = async (failure, how) => {
  const element = failure.requestConfig?.elt ?? failure.elt;
  // A form with a file goes past the worker (iOS may send an empty body otherwise), so the worker cannot catch it either.
  const carriesFiles = element instanceof HTMLFormElement && element.enctype === "multipart/form-data";
  if (how === "lost" && (carriesFiles || !(await passedWorker()))) {
    sayNotSent();
    return;
  }
  if (element instanceof HTMLFormElement) submitNatively(element, failure.requestConfig?.triggeringEvent?.submitter);
  else if (element instanceof HTMLAnchorElement) location.assign(element.href);
};
