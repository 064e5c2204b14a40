// @ts-check
/** The line that says where a dossier is becomes true by itself: the worker tells when something was sent or came. Nothing typed is touched. */

/** The whole page may be drawn anew where nobody types. @param {Document} fresh */
const takeIn = (fresh) => {
  const [now, next] = [document.querySelector("main"), fresh.querySelector("main")];
  if (!now || !next) return;
  if (!now.querySelector("form[data-step], form[action$='/submit']")) {
    now.replaceChildren(...next.childNodes);
    document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
    return;
  }
  const [line, fair] = [now.querySelector("[data-safety]"), next.querySelector("[data-safety]")];
  if (line && fair) line.replaceWith(fair);
};

let asking = false;

const refresh = async () => {
  if (asking || document.activeElement?.matches("main input, main textarea, main select")) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) takeIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The line stays as it was: it was true when it was drawn.
  } finally {
    asking = false;
  }
};

const PAGES = /\/(?:dossiers|outbox)(?:\/|$)/;

/** Listen to the worker: once a page load. */
export const keepTrue = () => {
  navigator.serviceWorker?.addEventListener("message", (event) => {
    const { type, dossier } = event.data ?? {};
    if (type === "changed" && PAGES.test(location.pathname) && (!dossier || location.pathname.includes(dossier) || !/[0-9a-f]{8}-/.test(location.pathname))) {
      refresh();
    }
  });
};
