// @ts-check
/** A picture chosen on a plain page: the form gets the small one instead of the large, with what looks wrong with it. Without script it goes as it is. */
import { choosePictures } from "../photos/control.js";

/** @typedef {import("../photos/control.js").Picture} Picture */

/** @param {Picture} picture @returns {File} */
const fileOf = ({ bytes, type, name }) => new File([bytes], type === "image/jpeg" ? name.replace(/\.\w+$/, "") + ".jpg" : name, { type });

/** What a form can carry besides: `_poor=<control> <number of the file> <codes>`. @param {HTMLInputElement} input @param {Picture[]} pictures */
const tellPoor = (input, pictures) => {
  for (const old of input.form?.querySelectorAll('input[name="_poor"]') ?? []) if (/** @type {HTMLInputElement} */ (old).value.startsWith(`${input.name} `)) old.remove();
  pictures.forEach(({ poor }, number) => {
    if (!poor.length) return;
    const told = document.createElement("input");
    Object.assign(told, { type: "hidden", name: "_poor", value: [input.name, number, ...poor].join(" ") });
    input.after(told);
  });
};

/** Put the small pictures in the place of the large. A browser that does not let us sends the large ones. @param {HTMLInputElement} input @param {Picture[]} pictures */
const putBack = (input, pictures) => {
  try {
    const carried = new DataTransfer();
    for (const picture of pictures) carried.items.add(fileOf(picture));
    input.files = carried.files;
  } catch {
    return;
  }
};

/** @param {HTMLTemplateElement} template */
export const start = (template) => {
  const input = template.previousElementSibling;
  if (!(input instanceof HTMLInputElement)) return;
  const take = async () => {
    tellPoor(input, []);
    const chosen = await choosePictures(input, template);
    // What we could not read stays as it was chosen: the centre has other readers, and says why when it cannot either.
    if (!chosen || chosen.code) return;
    putBack(input, chosen.pictures);
    tellPoor(input, chosen.pictures);
  };
  input.addEventListener("change", take);
  if (input.files?.length) take(); // chosen before this script was there
};
