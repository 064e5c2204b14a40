// @ts-check
/** The shell: what the worker draws every page with. Fetched once a release, kept in Cache Storage; nothing personal is ever here. */

/** @typedef {{release: string, files: string[], later: string[], common: string, words: Record<string, string>, catalogue: string}} Config */
/** @typedef {any} Json */

const OURS = "camtay-";
const TRIES = 3;
/** @param {string} release */
const nameOf = (release) => `${OURS}shell-${release}`;

/** Is it our own file? A portal of a café answers 200 with a page of its own. @param {Response} response */
export const isOurs = (response) => response.status === 200 && response.type === "basic" && !response.redirected && !/html/.test(response.headers.get("Content-Type") ?? "html");

/** @param {string} address @returns {Promise<Response>} */
export const fetchOurs = async (address) => {
  for (let tried = 1; ; tried++) {
    try {
      const response = await fetch(address, { credentials: "omit" });
      if (isOurs(response)) return response;
      throw new Error(`${address}: ${response.status}`);
    } catch (fault) {
      if (tried === TRIES) throw fault;
    }
  }
};

/** Fetch what is missing of a release. One missing file fails the install; what came stays for the next try. @param {Config} config @param {string[]} addresses */
const keep = async ({ release }, addresses) => {
  const cache = await caches.open(nameOf(release));
  await Promise.all(
    addresses.map(async (address) => {
      if (!(await cache.match(address))) await cache.put(address, await fetchOurs(address));
    }),
  );
};

/** Small pictures come in `Common`: alone each would be a request whose head is longer than the picture. @param {Config} config */
const unpack = async ({ release, common }) => {
  const cache = await caches.open(nameOf(release));
  const { pictures } = await /** @type {Response} */ (await cache.match(common)).json();
  const headers = { "Content-Type": "image/svg+xml", "Content-Security-Policy": "sandbox; default-src 'none'" };
  await Promise.all(Object.entries(pictures).map(([name, drawn]) => cache.put(`/static/${release}/${name}`, new Response(drawn, { headers }))));
};

/** What must be there before this worker may serve. @param {Config} config */
export const install = async (config) => {
  await keep(config, [config.common, config.words.vi, config.catalogue, ...config.files]);
  await unpack(config);
};

/** What only some need: the other language, the reader of QR codes. @param {Config} config */
export const completes = (config) => keep(config, [...Object.values(config.words), ...config.later]);

/** Let go of shells older than the one before this: a page of that one may still be open. @param {Config} config */
export const forgetOld = async (config) => {
  const shells = (await caches.keys()).filter((name) => name.startsWith(`${OURS}shell-`) && name !== nameOf(config.release));
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
};

/** @param {Config} config @param {string} address */
const read = async (config, address) => {
  const kept = (await (await caches.open(nameOf(config.release))).match(address)) ?? (await fetchOurs(address));
  return { json: await kept.json(), policy: kept.headers.get("Content-Security-Policy") ?? "" };
};

export class Shell {
  /** @param {Config} config */
  constructor(config) {
    this.config = config;
    /** @type {Record<string, Promise<Json>>} */
    this.kept = {};
  }

  /** @param {string} address */
  one(address) {
    return (this.kept[address] ??= read(this.config, address).catch((fault) => (delete this.kept[address], Promise.reject(fault))));
  }

  /** @returns {Promise<Json>} `Common` of the contract */
  async common() {
    return (await this.one(this.config.common)).json;
  }

  /** The policy pages go out with: it came with the shell. @returns {Promise<string>} */
  async policy() {
    return (await this.one(this.config.common)).policy;
  }

  /** @returns {Promise<Json>} */
  async index() {
    return (await this.one(this.config.catalogue)).json;
  }

  /** What `core/render.js` draws with. @param {string} lang */
  async drawing(lang) {
    const [common, words] = await Promise.all([this.common(), this.one(this.config.words[lang])]);
    return { trees: common.trees, words: words.json };
  }
}

/** A static file: of any shell that is here, else of the network. @param {Request} request */
export const staticFile = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
