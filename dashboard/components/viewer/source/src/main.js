// What the loader calls: once for every message from the server, and when the viewer leaves the page.
import { Viewer } from "./viewer.js";

export function mount(root, component) {
  root.viewer ??= new Viewer(root);
  root.viewer.update(component);
}

export function unmount(root) {
  root.viewer?.close();
  root.viewer = undefined;
}
