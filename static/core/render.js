// @ts-check
/**
 * Draws a page from a tree that `webapp/offline/compiler.py` made of a Jinja template: the same bytes as the server.
 * No DOM, no eval. Own keys only, text and whole numbers only; a missing name throws. Everything printed is escaped.
 */

/** @typedef {any} Json */
/** @typedef {Json[]} Body */
/** @typedef {{trees: Record<string, Body>, words: Record<string, string>}} Shell */

const SIGNS = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;" });

/** @type {(value: Json, why: string) => asserts value} */
const insist = (value, why) => {
  if (!value) throw new TypeError(why);
};

/** @param {Json} object @param {string} key @returns {boolean} */
const has = (object, key) => !!object && typeof object === "object" && !Array.isArray(object) && Object.prototype.hasOwnProperty.call(object, key);

/** @param {Json} object @param {string} key @returns {Json} */
const own = (object, key) => {
  insist(has(object, key), "missing: " + key);
  return object[key];
};

/** @param {Json} value @returns {string | number} */
const plain = (value) => {
  insist(typeof value === "string" || Number.isSafeInteger(value), "not printable");
  return value;
};

/** @param {Json} value @returns {boolean} as Python sees it: empty lists and objects are false */
const truth = (value) => (value && typeof value === "object" ? Object.keys(value).length > 0 : !!value);

/** @param {Json} left @param {Json} right @returns {boolean} */
const within = (left, right) => {
  plain(left);
  if (Array.isArray(right)) return right.map(plain).includes(left);
  insist(typeof right === "string" && typeof left === "string", "'in' looks in a list or a text");
  return right.includes(left);
};

/** @param {Json} value @returns {number} */
const size = (value) => {
  insist(typeof value === "string" || Array.isArray(value), "no length");
  return [...value].length;
};

/** @type {Record<string, (node: Json[], of: (node: Json) => Json, scope: Json, shell: Shell) => Json>} */
const VALUES = {
  n: ([, ...keys], of, scope) => keys.reduce(own, scope),
  l: ([, ...entries]) => entries,
  "=": ([, a, b], of) => plain(of(a)) === plain(of(b)),
  "!": ([, a, b], of) => plain(of(a)) !== plain(of(b)),
  in: ([, a, b], of) => within(of(a), of(b)),
  ni: ([, a, b], of) => !within(of(a), of(b)),
  "&": ([, a, b], of) => (truth((a = of(a))) ? of(b) : a),
  "|": ([, a, b], of) => (truth((a = of(a))) ? a : of(b)),
  not: ([, a], of) => !truth(of(a)),
  "?": ([, test, yes, no], of) => of(truth(of(test)) ? yes : no),
  "~": ([, ...parts], of) => parts.map((part) => plain(of(part))).join(""),
  "#": ([, a], of) => size(of(a)),
  _: ([, sentence, named], of, scope, { words }) =>
    (has(words, sentence) ? words[sentence] : sentence).replace(/%\(([a-z_]+)\)s/g, (/** @type {string} */ whole, /** @type {string} */ name) =>
      String(plain(of(own(named, name)))),
    ),
};

/** @type {Record<string, (node: Json[], of: (node: Json) => Json, scope: Json, shell: Shell) => string>} */
const NODES = {
  o: ([, a], of) => String(plain(of(a))).replace(/[&<>'"]/g, (sign) => SIGNS[sign]),
  i: ([, test, yes, no = []], of, scope, shell) => draw(truth(of(test)) ? yes : no, scope, shell),
  f: ([, name, rows, body], of, scope, shell) => {
    rows = of(rows);
    insist(Array.isArray(rows), "a loop goes over a list");
    return rows
      .map((/** @type {Json} */ row, /** @type {number} */ at) =>
        draw(body, { ...scope, [name]: row, loop: { index: at + 1, last: at + 1 === rows.length } }, shell),
      )
      .join("");
  },
  w: ([, named, body], of, scope, shell) => {
    const inner = /** @type {Json} */ ({ lang: scope.lang });
    for (const name in named) inner[name] = of(named[name]);
    return draw(body, inner, shell);
  },
  k: ([, field, what], of, scope, shell) => {
    field = of(field);
    return draw(own(shell.trees, `kinds/${own(field, "control")}/${what}.html`), { lang: scope.lang, field }, shell);
  },
};

/** @param {Body} body @param {Json} scope @param {Shell} shell @returns {string} */
const draw = (body, scope, shell) => {
  /** @param {Json} node @returns {Json} */
  const of = (node) => (Array.isArray(node) ? VALUES[node[0]](node, of, scope, shell) : node);
  return body.map((node) => (typeof node === "string" ? node : NODES[node[0]](node, of, scope, shell))).join("");
};

/**
 * Return the page.
 * @param {Shell} shell the trees of the release and the words of the view's language
 * @param {string} template for example "citizen/step.html"
 * @param {Json} view plain JSON
 */
export const render = (shell, template, view) => draw(own(shell.trees, template), view, shell);
