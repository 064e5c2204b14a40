// @ts-check
/** The fields of a posted form. */

/** A file has no business in a form that this worker takes: it is left out. @param {Request} request @returns {Promise<Record<string, string[]>>} */
export const fieldsOf = async (request) => {
  /** @type {Record<string, string[]>} */
  const fields = Object.create(null);
  for (const [name, value] of await request.formData()) if (typeof value === "string") (fields[name] ??= []).push(value);
  return { ...fields };
};
