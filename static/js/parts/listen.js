// @ts-check
/** Reads the page aloud with the phone's own voice. The key appears only where the phone has a voice for the page's language. */

/** @returns {SpeechSynthesisVoice | undefined} */
const voiceOfPage = () => speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(document.documentElement.lang));

/** @returns {string[]} the visible lines of the page */
const lines = () =>
  (document.querySelector("main")?.innerText ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** @param {HTMLButtonElement} button */
export const start = (button) => {
  if (!("speechSynthesis" in window)) return;
  const word = button.textContent;
  let reading = false;

  const stop = () => {
    reading = false;
    button.textContent = word;
    speechSynthesis.cancel();
  };

  const read = () => {
    reading = true;
    button.textContent = button.dataset.stop ?? word;
    const voice = voiceOfPage() ?? null;
    const said = lines();
    said.forEach((line, place) => {
      // One utterance per line: some engines fall silent in long ones.
      const utterance = new SpeechSynthesisUtterance(line);
      utterance.voice = voice;
      utterance.lang = document.documentElement.lang;
      utterance.rate = 0.9;
      if (place === said.length - 1) utterance.onend = stop;
      speechSynthesis.speak(utterance);
    });
  };

  const offer = () => (button.hidden = !voiceOfPage());
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (reading ? stop() : read()));
  addEventListener("pagehide", stop, { once: true });
  document.addEventListener("htmx:beforeSwap", stop, { once: true });
};
