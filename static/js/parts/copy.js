// @ts-check
/** A copy key: copies the text of the element before it. Hidden in the markup, because without script it would do nothing. */

const SHOWN_MS = 4000;

/** @param {Element} source */
const selectAndCopy = (source) => {
  const range = document.createRange();
  range.selectNodeContents(source);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  return document.execCommand("copy");
};

/** @param {Element} source @returns {Promise<boolean>} */
const copyText = async (source) => {
  try {
    await navigator.clipboard.writeText((source.textContent ?? "").trim());
    return true;
  } catch {
    // No clipboard on plain http and in old browsers.
    return selectAndCopy(source);
  }
};

/** @param {HTMLButtonElement} button */
export const start = (button) => {
  const source = button.previousElementSibling;
  if (!source) return;
  const word = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!(await copyText(source))) return;
    button.textContent = button.dataset.wordDone ?? word;
    setTimeout(() => (button.textContent = word), SHOWN_MS);
  });
};
