// @ts-check
/** The keys that every page has; twin of `webapp/ui/frame.py`. */

/** @typedef {import("../types").Json} Json */
/** @typedef {{lang: string, path: string, pageNo: string, look: string, said: string, today: string, waiting: number, trouble: string, vault?: string, vaultLabel?: string}} Asked
 * `vault`: "" on one's own phone, open or locked on a shared one */

const SIZES = ["normal", "large", "huge"];
const CONTRASTS = ["normal", "high"];
const SAID = ["saved", "code_kept", "gap_kept", "left", "resumed", "removed", "help_asked", "withdrawn", "done", "signed_out", "locked", "changed"];

/** @param {string} cookie `huge.high` */
const lookOf = (cookie) => {
  const [text, contrast] = cookie.split(".");
  return { text: SIZES.includes(text) ? text : SIZES[0], contrast: CONTRASTS.includes(contrast) ? contrast : CONTRASTS[0] };
};

/** Return the common keys. @param {Json} common the shell's `Common` @param {Asked} asked */
export const frame = ({ release, style, phone }, { lang, path, pageNo, look, said, today, waiting, trouble, vault = "", vaultLabel = "" }) => ({
  lang, other_lang: lang === "vi" ? "en" : "vi", path, page_no: pageNo, heading_text: "", look: lookOf(look), said: SAID.includes(said) ? said : "",
  release, style, phone, today, served_by: "phone", waiting, trouble, vault, vault_label: vaultLabel, worker: "on",
});
