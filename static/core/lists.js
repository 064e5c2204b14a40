// @ts-check
/** Reference lists as the pack carries them: `{name: [[code, vi, en, parent?], ...]}`, in the order of their files. */

/** @typedef {import("./types").Item} Item */

/** Quảng Ninh. Only its communes are offered as a list. */
export const HOME_PROVINCE = "22";

export class Lists {
  /** @param {Record<string, string[][]>} lists */
  constructor(lists) {
    /** @type {Map<string, Map<string, Item>>} */
    this.lists = new Map();
    for (const [name, rows] of Object.entries(lists)) {
      this.lists.set(name, new Map(rows.map(([code, vi, en, parent = ""]) => [code, { code, vi, en, parent }])));
    }
  }

  /** Return the items of a list, all or those under `parent`. Throws for an unknown list. @param {string} name @param {string} [parent] */
  entries(name, parent) {
    const found = [...this.list(name).values()];
    return parent === undefined ? found : found.filter((item) => item.parent === parent);
  }

  /** Return the item of that code, or undefined. @param {string} name @param {string} code */
  item(name, code) {
    return this.list(name).get(code);
  }

  /** @private @param {string} name */
  list(name) {
    const found = this.lists.get(name);
    if (!found) throw new TypeError("no list " + name);
    return found;
  }
}

/** Return the name in `lang`. @param {{vi: string, en: string}} said @param {string} lang */
export const say = (said, lang) => (lang === "en" ? said.en : said.vi);

/** Return one of the engine's own words ("có", "đồng"). @param {string} code @param {string} lang @param {Lists} lists */
export const word = (code, lang, lists) => {
  const item = lists.item("words", code);
  return item ? say(item, lang) : code;
};
