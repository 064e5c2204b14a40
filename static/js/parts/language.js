// @ts-check
/** The language link on a page with unsent answers: they go along, so that nothing typed is lost. Without script it is a plain link. */

/** @param {Element} control */
const isTouched = (control) => {
  if (control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox")) {
    return control.checked !== control.defaultChecked;
  }
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
  return false;
};

/** @param {HTMLAnchorElement} link */
export const start = (link) => {
  link.addEventListener("click", (event) => {
    const form = document.querySelector("form[data-step]");
    if (!(form instanceof HTMLFormElement) || ![...form.elements].some(isTouched)) return;
    event.preventDefault();
    const stay = document.createElement("input");
    stay.type = "hidden";
    stay.name = "_stay";
    stay.value = "1";
    form.append(stay);
    form.action = link.href;
    form.submit();
  });
};
