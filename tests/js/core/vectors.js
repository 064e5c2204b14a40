// The vectors and the reference lists, as the node tests read them.
import { readFileSync, readdirSync } from "node:fs";
import { Lists } from "../../../static/core/lists.js";

const VECTORS = new URL("../../vectors/", import.meta.url);
const LISTS = new URL("../../../webapp/catalogue/data/lists/", import.meta.url);

/** @param {string} name */
export const vectors = (name) => JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));

/** The names of the kinds that have vectors. */
export const kindNames = readdirSync(new URL("kinds/", VECTORS)).map((name) => name.replace(".json", ""));

/** @param {string} line one line of CSV, quoted where it must be */
const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted?.replace(/""/g, '"') ?? bare);

/** @param {string} file */
const rows = (file) => readFileSync(new URL(file, LISTS), "utf8").trim().split(/\r?\n/).slice(1).map(cells);

export const lists = new Lists(Object.fromEntries(readdirSync(LISTS).map((file) => [file.replace(".csv", ""), rows(file)])));
