// @ts-check
/** Hands a rescue file to another app. Hidden in the markup, because only some browsers can; the link that saves it is always there. */

/** @param {Response} answer */
const nameOf = (answer) => /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "";

/** Chromium shares only kinds of files it knows, so the file goes as its text there; the centre takes both. @param {ArrayBuffer} bytes @param {string} name */
const shareable = (bytes, name) => {
  const plain = { files: [new File([bytes], name, { type: "application/octet-stream" })] };
  if (navigator.canShare(plain)) return plain;
  const text = btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  return { files: [new File([text], name + ".txt", { type: "text/plain" })] };
};

/** @param {HTMLButtonElement} button */
export const start = (button) => {
  if (!navigator.canShare || !navigator.canShare({ files: [new File(["x"], "x.txt", { type: "text/plain" })] })) return;
  /** Fetched before the tap: sharing is allowed only right after it. @type {Promise<ShareData | null>} */
  const ready = fetch(button.dataset.href ?? "", { cache: "no-store" })
    .then(async (answer) => (nameOf(answer) ? shareable(await answer.arrayBuffer(), nameOf(answer)) : null))
    .catch(() => null);
  ready.then((data) => {
    button.hidden = !data;
    if (data) button.addEventListener("click", () => navigator.share(data).catch(() => undefined));
  });
};
