// Lets the worklist beside it be used by hand and by keyboard: up and down or J and K choose, Enter opens.
// The choice sticks to the study, not to the place, since the list is drawn anew while somebody looks at it.

const CHOSEN = "callus-chosen";
let chosen = null;
let stop = () => {};

// On its way to a study Streamlit first pushes the study's query onto the worklist's own address. That step is
// left out, so that Back comes to the list with its filters and not to an address between the two.
function leaveOutTheStepBetween() {
  if (Object.hasOwn(history, "pushState")) return;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const to = new URL(url, location.href);
    const between = to.pathname === location.pathname && to.searchParams.has("study");
    if (!(between && document.querySelector("[class*='st-key-callus-worklist']"))) push(state, title, url);
  };
}

export default function ({ setTriggerValue, parentElement }) {
  const list = parentElement.closest("[class*='st-key-callus-worklist']");
  const rows = () => [...list.querySelectorAll("tr[data-open]")];

  const mark = () => {
    for (const row of rows()) {
      const is = row.dataset.open === chosen;
      if (row.classList.contains(CHOSEN) !== is) row.classList.toggle(CHOSEN, is);
      if (is) row.setAttribute("aria-selected", "true");
      else row.removeAttribute("aria-selected");
    }
  };
  const choose = (row) => {
    chosen = row.dataset.open;
    mark();
    document.activeElement?.blur(); // Enter is for the row now, not for the button that was used before
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const place = all.findIndex((row) => row.dataset.open === chosen);
    choose(all[place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + by, 0), all.length - 1)]);
  };
  const open = (study) => {
    chosen = study;
    setTriggerValue("open", study);
  };
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], [role=listbox], [role=dialog]");

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && chosen && !event.target.closest("button, a, [role=button]")) {
      if (!rows().some((row) => row.dataset.open === chosen)) return;
      open(chosen);
    } else return;
    event.preventDefault();
  };
  const onClick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const row = event.target.closest("tr[data-open]");
    if (!row || !document.getSelection().isCollapsed) return; // text is being copied
    event.preventDefault();
    open(row.dataset.open);
  };

  leaveOutTheStepBetween();
  stop();
  list.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  const redrawn = new MutationObserver(mark);
  redrawn.observe(list, { childList: true, subtree: true });
  mark();
  list.dataset.listening = ""; // for tests, which are quicker than people
  stop = () => {
    list.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
    redrawn.disconnect();
  };
  return stop;
}
