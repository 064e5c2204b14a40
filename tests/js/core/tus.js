// A small tus 1.0.0 server for the node tests, to the letter of `webapp/docs/offline.md`: it keeps what arrived before a cut, opens what is whole, and can be made to fail.
import { openPhoto } from "../../../static/core/photo_sealing.js";
import { hashOfBytes, sha256, useKey } from "../../../static/core/sealing.js";
import { b64, joined } from "../../../static/core/ids.js";

const LARGEST_PIECE = 1048576;
const decoded = (text) => Buffer.from(text, "base64").toString("utf8");

export class Tus {
  /** @param {import("./centre.js").Centre} centre what it knows of operations and keys */
  constructor(centre) {
    Object.assign(this, { centre, uploads: new Map(), kept: new Map(), refused: new Map(), bytes: 0, requests: [] });
    this.refuses = () => "";
    centre.awaits = (dossier) => centre.of(dossier).filter((op) => op.kind === "paper.attach" && !this.kept.has(op.facts.file)).map((op) => op.facts.file);
  }

  /** The operation that names a file. */
  #named(file) {
    return this.centre.log.find((op) => op.facts?.file === file && op.kind !== "paper.remove");
  }

  #told(file, status, headers = {}) {
    const [kept, refused, open] = [this.kept.get(file), this.refused.get(file), this.uploads.get(file)];
    const code = headers["Cam-Tay-Code"] ?? refused;
    return { status, headers: {
      "Cam-Tay-Sync": "1", "Cam-Tay-File": kept ? "kept" : refused ? "refused" : "partial",
      ...((kept || refused) && { "Cam-Tay-Hash": this.#named(file).facts.hash }), ...(code && { "Cam-Tay-Code": code }),
      ...(open && { "Upload-Offset": String(open.bytes.length), "Upload-Length": String(open.length) }),
      ...(kept && { "Upload-Offset": String(this.#named(file).facts.size) }), ...headers,
    } };
  }

  async #finished(file) {
    const op = this.#named(file);
    const { bytes } = this.uploads.get(file);
    const key = await useKey(this.centre.keys.get(op.dossier));
    const plain = await openPhoto(key, { dossier: op.dossier, file }, bytes).catch(() => null);
    const code = !plain || (await hashOfBytes(file, bytes)) !== op.facts.hash ? "unopenable" : this.refuses(file, plain);
    if (code) this.refused.set(file, code);
    else this.kept.set(file, plain);
    this.uploads.delete(file);
    return code ? this.#told(file, 422) : this.#told(file, 204);
  }

  async #patch(file, headers, body) {
    const open = this.uploads.get(file);
    if (!open) return this.kept.has(file) ? this.#told(file, 204) : this.#told(file, 404);
    if (Number(headers["Upload-Offset"]) !== open.bytes.length) return this.#told(file, 409);
    if (body.length > LARGEST_PIECE || open.bytes.length + body.length > open.length) return this.#told(file, 413);
    const sum = b64(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
    if (headers["Upload-Checksum"] !== `sha256 ${sum}`) return this.#told(file, 460);
    open.bytes = joined(open.bytes, body);
    this.bytes += body.length;
    return open.bytes.length === open.length ? this.#finished(file) : this.#told(file, 204);
  }

  async answer({ method, path, headers, body }) {
    const told = Object.fromEntries((headers["Upload-Metadata"] ?? "").split(",").filter(Boolean).map((pair) => pair.split(" ")).map(([name, value]) => [name, decoded(value)]));
    const file = told.file ?? path.split("/").pop();
    this.requests.push({ method, file, size: body?.length ?? 0 });
    const op = this.#named(file);
    if (!op || this.centre.secrets.get(headers["Cam-Tay-Device"]) !== headers["Cam-Tay-Secret"] || !this.centre.rights.get(headers["Cam-Tay-Device"] + op.dossier)) return this.#told(file, 404);
    if (method === "PATCH") return this.#patch(file, headers, body);
    if (method === "POST") {
      if (told.hash !== op.facts.hash || Number(headers["Upload-Length"]) !== op.facts.size) return this.#told(file, 409, { "Cam-Tay-Code": "upload_differs" });
      if (!this.kept.has(file) && !this.uploads.has(file)) this.uploads.set(file, { bytes: new Uint8Array(0), length: op.facts.size });
      return this.#told(file, 201, { Location: `/uploads/${file}` });
    }
    return this.kept.has(file) || this.refused.has(file) || this.uploads.has(file) ? this.#told(file, 200) : this.#told(file, 404);
  }

  /** The way to it; `fault(asked, nth)` may say what becomes of a request: cut, swallowed, portal, redirect, or a status with headers. */
  ask(fault = () => "") {
    let nth = 0;
    const seen = ({ status, headers }, redirected = false) => ({ status, redirected, header: (name) => headers[name] ?? "" });
    return async (asked) => {
      nth += 1;
      const what = fault(asked, nth);
      if (what === "cut") throw new TypeError("Failed to fetch");
      if (what === "portal") return seen({ status: 200, headers: {} });
      if (what === "redirect") return seen({ status: 0, headers: { "Cam-Tay-Sync": "1" } }, true);
      if (typeof what === "object") return seen({ status: what.status, headers: { "Cam-Tay-Sync": "1", ...what.headers } });
      const answer = await this.answer(asked);
      if (what === "swallowed") throw new TypeError("Failed to fetch");
      return seen(answer);
    };
  }
}

export const sameBytes = async (one, other) => (await sha256(new Uint8Array(one))) === (await sha256(new Uint8Array(other)));
