// Draws pages for pytest: one JSON request per line on stdin, one JSON answer per line on stdout.
import { createInterface } from "node:readline";
import { render } from "../../static/core/render.js";

/** @type {any} */
let shell = { trees: {}, words: {} };

/** @param {any} request */
const answer = (request) => {
  if (request.trees) shell = { trees: request.trees, words: request.words };
  const words = shell.words[request.view.lang] ?? {};
  try {
    return { page: render({ trees: shell.trees, words }, request.template, request.view) };
  } catch (error) {
    return { fault: String(error) };
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
}
