// Phones of the chaos test, all in one process.
// argv: JSON {base, seed, phones, seconds, procedures: [{procedure, digest, revision, fields: [[field, values]]}], centre}, and perhaps
// {many: answers of a page at most, gap: ms between two sendings of a phone, jumps: how often its clock is set, photos: [files], operations: at most}.
// stdin, lines: "drain"; or JSON {"forms": procedures from now on}, {"again": [dossiers whose person is to send them again]}.
// stdout, lines of JSON: {"ticked": {...}} for every operation that was told of as saved, {"untrue": {...}} where that was no
// more than a word, {"heal": true} when the time is over or
// "drain" came, and after that {"end": [...]} with what each phone holds.
import { createInterface } from "node:readline";
import { Phone } from "./phone.mjs";

const PATIENCE_MS = 60_000;
const told = JSON.parse(process.argv[2]);
/** Dossiers stay with the revision they began with. */
told.known = [...told.procedures];
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

const phones = Array.from({ length: told.phones }, (_, number) => new Phone(told, number, say));
const until = Date.now() + told.seconds * 1000;
const again = new Set();
let called = false;

/** Read what the storm says until it says "drain". */
const commands = async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "drain") return;
    const said = JSON.parse(line);
    if (said.forms) {
      told.procedures = said.forms;
      told.known.push(...said.forms);
    }
    for (const dossier of said.again ?? []) again.add(dossier);
  }
};
const drain = commands().then(() => (called = true));
const written = () => phones.reduce((sum, { counts }) => sum + counts.ops, 0);
const over = () => called || Date.now() > until || written() >= (told.operations ?? Infinity);

await Promise.all(phones.map((phone) => phone.lives(over)));
say({ heal: true });
await drain;
await Promise.all(phones.map((phone) => phone.drains(Date.now() + PATIENCE_MS, again)));
const end = JSON.stringify({ end: await Promise.all(phones.map((phone) => phone.holds())) }) + "\n";
process.stdout.write(end, () => process.exit(0));
