// What stands round the film: the tools on the left, the state below, the help sheet.
import { html } from "./dom.js";
import { COMMANDS, OTHER_KEYS, run } from "./commands.js";
import { icon } from "./icons.js";

export function toolbar(viewer) {
  const element = html("div", { class: "tools", role: "toolbar", "aria-label": "View of the radiograph", "aria-orientation": "vertical" });
  let group;
  for (const command of COMMANDS.filter((one) => !one.hidden)) {
    if (group && group !== command.group) element.append(html("hr"));
    group = command.group;
    element.append(button(viewer, command));
  }
  return element;
}

function button(viewer, command) {
  const made = html("button", { type: "button", class: command.id, "aria-label": command.label, title: `${command.label} (${command.key})`,
    "aria-keyshortcuts": command.key, onclick: () => run(viewer, command) });
  made.innerHTML = icon(command.icon);
  return made;
}

export function drawToolbar(viewer, element) {
  for (const command of COMMANDS.filter((one) => !one.hidden)) {
    const made = element.querySelector(`button.${command.id}`);
    made.hidden = !(command.offered?.(viewer) ?? true);
    made.disabled = !command.possible(viewer);
    if (command.pressed) made.setAttribute("aria-pressed", String(Boolean(command.pressed(viewer))));
  }
}

export class Status {
  constructor(viewer) {
    this.viewer = viewer;
    this.preset = html("select", { "aria-label": "Window", title: "Window (1 to 4)", onchange: () => viewer.preset(Number(this.preset.value)) });
    this.window = html("output", { class: "window", "aria-label": "Window width and level" });
    this.zoom = html("output", { class: "zoom", "aria-label": "Magnification" });
    this.point = html("output", { class: "point", "aria-label": "Pixel under the cursor", "aria-live": "off" });
    this.slider = html("input", { type: "range", min: "10", max: "100", step: "5", "aria-label": "Opacity of the heatmap",
      oninput: () => viewer.setOpacity(this.slider.value / 100) });
    this.legend = html("div", { class: "legend" }, html("span", {}, "weak"), html("i"), html("span", {}, "strong evidence"),
      html("label", {}, html("span", {}, "Opacity"), this.slider));
    this.element = html("div", { class: "status" }, this.preset, this.window, this.zoom, this.point, this.legend);
  }

  draw(pane) {
    const { viewer } = this;
    const shown = Boolean(pane?.film);
    this.preset.disabled = !shown || pane.isFlat;
    this.legend.classList.toggle("off", !(viewer.heatOn && pane?.evidence?.heat));
    this.slider.value = Math.round(viewer.opacity * 100);
    if (!shown) return [this.window, this.zoom].forEach((output) => { output.textContent = ""; });
    const { low, high } = pane.look;
    this.window.textContent = `W ${Math.round(high - low)}  L ${Math.round((low + high) / 2)}`;
    this.zoom.textContent = `${Math.round(pane.magnification * 100)} %`;
    return this.offer(pane.presets, pane.look);
  }

  offer(presets, { low, high }) {
    const names = presets.map(({ name }) => name).join();
    if (this.preset.dataset.names !== names) {
      this.preset.dataset.names = names;
      this.preset.replaceChildren(...presets.map(({ name }, index) => new Option(name, index)), new Option("Own window", -1));
      this.preset.lastChild.hidden = true;
    }
    const at = presets.findIndex((preset) => Math.abs(preset.low - low) < 0.01 && Math.abs(preset.high - high) < 0.01);
    this.preset.value = at;
  }

  probe(pane, at) {
    const [x, y] = at && pane.film ? pane.toFilm(...at) : [];
    const value = at && pane.probe(x, y);
    this.point.textContent = value === undefined || !at ? "" : `x ${Math.floor(x)}  y ${Math.floor(y)}  grey ${value}`;
  }
}

export function helpSheet() {
  const keys = [...COMMANDS.map(({ key, help }) => [key.length === 1 ? shown(key) : key, help]), ...OTHER_KEYS];
  const rows = keys.map(([key, help]) => html("div", {}, html("dt", {}, html("kbd", {}, key)), html("dd", {}, help)));
  const close = html("button", { type: "button", class: "plain", "aria-label": "Close" });
  close.innerHTML = icon("close");
  const sheet = html("dialog", { class: "help", "aria-labelledby": "callus-keys" },
    html("header", {}, html("h3", { id: "callus-keys" }, "Keys of the viewer"), close), html("dl", {}, ...rows));
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "?") sheet.close();
    event.stopPropagation();
  });
  return sheet;
}

function shown(key) {
  return key === key.toUpperCase() && key !== key.toLowerCase() ? `Shift ${key}` : key.toUpperCase();
}
