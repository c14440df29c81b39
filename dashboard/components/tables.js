// Lets the table beside it answer clicks in the running page; with a modifier key they stay the browser's own.

// On its way to another page Streamlit first pushes the new query onto the old page's address. That step is
// left out, so that Back comes to the list with its filters and not to an address between the two.
function leaveOutTheStepBetween() {
  const here = location.pathname;
  history.pushState = (state, title, url) => {
    delete history.pushState;
    if (new URL(url, location.href).pathname !== here) history.pushState(state, title, url);
  };
}

export default function ({ setTriggerValue, parentElement }) {
  const table = parentElement.closest("[class*='st-key-callus-live']");
  table.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (!document.getSelection().isCollapsed) return; // text is being copied
    const sort = event.target.closest("[data-sort]");
    const open = event.target.closest("[data-open]");
    if (!sort && !open) return;
    // The first link of a row leads where the row does; any other one leads somewhere else.
    const own = open?.querySelector("a[href]");
    const link = event.target.closest("a[href]");
    if (link && link !== own) return;
    event.preventDefault();
    if (sort) {
      setTriggerValue("sort", sort.dataset.sort);
    } else {
      if (own && new URL(own.href).pathname !== location.pathname) leaveOutTheStepBetween();
      setTriggerValue("open", open.dataset.open);
    }
  };
  table.dataset.listening = ""; // for tests, which are quicker than people
}
