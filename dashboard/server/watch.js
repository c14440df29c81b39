// Leaves the page when its session has ended, so that no film stays on a screen that nobody may look at; and
// lets no key that is held down or tapped twice act twice.
(() => {
  const EVERY_MS = 20_000;
  let atWork = true;
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, () => { atWork = true; }, { capture: true, passive: true });
  }
  // A letter saves a read or signs it, and the next study has the same letters: one press is one deed, held down or
  // tapped twice. What comes into view takes longer than that to be looked at.
  const TAP_MS = 600;
  const saved = new Map();
  const typed = (place) => place?.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(place?.tagName);
  const again = (event) => {
    const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!enter && (typed(event.composedPath()[0]) || !/^[an]$/i.test(event.key))) return false;
    const key = event.key.toLowerCase();
    const soon = event.timeStamp - (saved.get(key) ?? -Infinity) < TAP_MS;
    if (!soon) saved.set(key, event.timeStamp);
    return soon;
  };
  const held = (event) => event.repeat && !typed(event.composedPath()[0]) && /^([a-z]|Enter)$/i.test(event.key);
  addEventListener("keydown", (event) => {
    if (!held(event) && !again(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
  const leave = () => {
    const here = location.pathname + location.search;
    location.replace(`/callus/sign-in?next=${encodeURIComponent(here)}`);
  };
  // A POST says that somebody is at work here; a GET only asks.
  const look = async () => {
    const method = atWork ? "POST" : "GET";
    atWork = false;
    try {
      const answer = await fetch("/callus/session", { method, cache: "no-store" });
      if (answer.status === 401) leave();
    } catch { /* the server is away: the page says so itself */ }
  };
  setInterval(look, EVERY_MS);
  addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  // The gate closes the page's socket at the first message after the end: no need to wait for the next look.
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", look);
    }
  };
})();
