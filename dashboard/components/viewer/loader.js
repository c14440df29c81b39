// Mounts the viewer's bundle, which the server hands out once and the browser keeps: its name is its content.
// This text stands in every page and is all that Streamlit loads itself.
const loads = new Map();

function load(address) {
  const url = new URL(address, window.location.origin).href; // this module is a blob, which has no origin path
  if (!loads.has(url)) {
    loads.set(url, import(url));
    loads.get(url).catch(() => loads.delete(url));
  }
  return loads.get(url);
}

export default function (component) {
  const root = component.parentElement.querySelector(".callus-viewer");
  root.latest = component;
  root.wanted = true;
  load(component.data.bundle).then(
    (bundle) => root.wanted && root.latest === component && bundle.mount(root, component),
    () => root.replaceChildren(Object.assign(document.createElement("p"), {
      className: "callus-viewer-lost", role: "alert",
      textContent: "The viewer could not be loaded. Reload the page; if that does not help, tell whoever runs Callus.",
    })),
  );
  return () => {
    root.wanted = false;
    load(component.data.bundle).then((bundle) => root.wanted || bundle.unmount(root), () => {});
  };
}
