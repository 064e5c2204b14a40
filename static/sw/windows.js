// @ts-check
/** The open pages of this browser: told, and asked. */

/** @typedef {any} Json */

const every = () => /** @type {any} */ (self).clients.matchAll({ type: "window", includeUncontrolled: true });

/** Tell every open page. @param {Json} said */
export const tell = async (said) => {
  for (const page of await every()) page.postMessage(said);
};

/** Ask every open page; one that says nothing in time answers undefined. @param {string} type @param {number} ms @returns {Promise<Promise<Json>[]>} */
export const askPages = async (type, ms) =>
  (await every()).map(
    (/** @type {any} */ page) =>
      new Promise((answer) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => answer(data);
        setTimeout(() => answer(undefined), ms);
        page.postMessage({ type }, [port2]);
      }),
  );
