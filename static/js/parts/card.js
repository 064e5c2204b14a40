// @ts-check
/** Fetches what scans an ID card (`card/page.js`) when the first page comes that one can fill: it is in no linked file. Without it people type. */

let asked = false;

export const start = () => {
  const own = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[src$="/js/linked.js"]'));
  if (asked || !own) return;
  asked = true;
  // An element and not import(): a linked file holds no import.
  const script = document.createElement("script");
  script.type = "module";
  script.src = own.src.replace(/linked\.js$/, "card/page.js");
  script.onerror = () => (asked = false); // no signal: the next page asks again
  document.head.append(script);
};
