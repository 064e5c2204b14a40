// @ts-check
/** The answers of one dossier: canonical values by field and row. Maps and own keys only; treat a set as immutable. */

/** @typedef {import("./types").Json} Json */
/** @typedef {Map<string | null, Map<string, Json>>} Values by row (null: no row), then by field */

/** What is kept for "I do not know, ask the officer". */
export const unknownAnswer = () => ({ unknown: true });

/** Tell whether a value is an object with keys. @param {Json} value @returns {value is Record<string, Json>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Return an own key, never one of a prototype. @param {Json} value @param {string} key @returns {Json} */
export const own = (value, key) => (isObject(value) && Object.prototype.hasOwnProperty.call(value, key) ? value[key] : undefined);

/** @param {Json} value */
export const isUnknown = (value) => own(value, "unknown") === true;

export class AnswerSet {
  /** @param {Values} values @param {Map<string, string[]>} rows row ids of each repeat field, oldest first */
  constructor(values = new Map(), rows = new Map()) {
    this.values = values;
    this.rows = rows;
  }

  /** Return the value, or null when not answered. @param {string} field @param {string | null} row @returns {Json} */
  value(field, row = null) {
    return this.values.get(row)?.get(field) ?? null;
  }

  /** Answered ("I do not know" is an answer), or a repeat field with a row? @param {string} field @param {string | null} row */
  has(field, row = null) {
    return this.value(field, row) !== null || this.rowsOf(field).length > 0;
  }

  /** @param {string} field */
  rowsOf(field) {
    return this.rows.get(field) ?? [];
  }

  /** Return these answers with values of one page set. @param {Iterable<[string, Json]>} values @param {string | null} row */
  withValues(values, row = null) {
    return new AnswerSet(new Map([...this.values, [row, new Map([...(this.values.get(row) ?? []), ...values])]]), this.rows);
  }

  /** Return these answers without some. @param {Iterable<string>} fields @param {string | null} row */
  without(fields, row = null) {
    const gone = new Set(fields);
    const kept = [...(this.values.get(row) ?? [])].filter(([field]) => !gone.has(field));
    return new AnswerSet(new Map([...this.values, [row, new Map(kept)]]), this.rows);
  }

  /** Return these answers with other rows of one repeat field. @param {string} field @param {Iterable<string>} rows */
  withRows(field, rows) {
    return new AnswerSet(this.values, new Map([...this.rows, [field, [...rows]]]));
  }
}

/**
 * Return an AnswerSet from plain JSON: `{field: value}` and `{repeat field: {row id: {field: value}}}`.
 * @param {Record<string, Json>} plain @param {Record<string, Record<string, Record<string, Json>>>} rows
 */
export const answersOf = (plain, rows = {}) => {
  /** @type {Values} */
  const values = new Map([[null, new Map(Object.entries(plain))]]);
  /** @type {Map<string, string[]>} */
  const order = new Map();
  for (const [repeat, entries] of Object.entries(rows)) {
    order.set(repeat, Object.keys(entries));
    for (const [row, fields] of Object.entries(entries)) {
      values.set(row, new Map([...(values.get(row) ?? []), ...Object.entries(fields)]));
    }
  }
  return new AnswerSet(values, order);
};

/** Return `{answers, rows}`, the inverse of `answersOf`. @param {AnswerSet} set @returns {{answers: Json, rows: Json}} */
export const answersToJson = (set) => {
  /** @param {string | null} row */
  const plain = (row) => Object.fromEntries(set.values.get(row) ?? []);
  const rows = [...set.rows].map(([repeat, order]) => [repeat, Object.fromEntries(order.map((row) => [row, plain(row)]))]);
  return { answers: plain(null), rows: Object.fromEntries(rows) };
};
