// @ts-check
/** Text size and contrast at once, without a new page. Without script the same buttons post the form. */

const A_YEAR = 365 * 24 * 60 * 60;
const CHOICES = /** @type {Record<string, string[]>} */ ({ text: ["normal", "large", "huge"], contrast: ["normal", "high"] });

/** @param {string} sort @returns {string} what the page shows now */
const current = (sort) => CHOICES[sort].find((value) => document.documentElement.classList.contains(`${sort}-${value}`)) ?? "normal";

/** @param {HTMLElement} form */
const markPressed = (form) => {
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(current(button.name) === button.value));
  }
};

const keep = () => {
  const look = `${current("text")}.${current("contrast")}`;
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `look=${look};path=/;max-age=${A_YEAR};samesite=lax${secure}`;
  navigator.serviceWorker?.controller?.postMessage({ look });
};

/** @param {HTMLFormElement} form */
export const start = (form) => {
  markPressed(form);
  form.addEventListener("submit", (event) => {
    const button = /** @type {SubmitEvent} */ (event).submitter;
    if (!(button instanceof HTMLButtonElement) || !CHOICES[button.name]?.includes(button.value)) return;
    event.preventDefault();
    const classes = document.documentElement.classList;
    for (const value of CHOICES[button.name]) classes.toggle(`${button.name}-${value}`, value === button.value);
    keep();
    markPressed(form);
  });
};
