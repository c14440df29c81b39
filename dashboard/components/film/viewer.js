// The film viewer. Everything about the view happens here; the server only sends pictures and boxes.
const LARGEST = 16; // screen pixels to one pixel of the film
const STEP = 1.25;
const NUDGE = 60; // screen pixels that an arrow key moves the film

class Viewer {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    this.stage = find(".stage");
    this.film = find(".film");
    this.radiograph = find(".radiograph");
    this.heat = find(".heat");
    this.boxes = find(".boxes");
    this.note = find(".note");
    this.heatToggle = find(".heat-toggle");
    this.boxToggle = find(".box-toggle");
    this.opacity = find(".opacity input");
    this.opacityLabel = find(".opacity");
    this.legend = find(".legend");
    this.choice = find(".layer");
    this.output = find(".zoom output");
    this.buttons = { in: find(".in"), out: find(".out"), fit: find(".fit") };
    this.view = { scale: 1, x: 0, y: 0, fitted: true };
    this.pointers = new Map();
    this.radiograph.addEventListener("load", () => this.radiograph.classList.add("shown"));
  }

  show(data) {
    const another = this.data?.film !== data.film;
    this.data = data;
    this.radiograph.alt = data.alt;
    if (another) {
      this.radiograph.classList.remove("shown");
      this.radiograph.src = data.film;
      this.heatOn = false; // the original is seen first
      this.boxesOn = false;
      this.chosen = 0;
    }
    this.film.style.width = `${data.width}px`;
    this.film.style.height = `${data.height}px`;
    this.chosen = Math.min(this.chosen, Math.max(0, data.layers.length - 1));
    this.offerLayers();
    this.drawLayer();
    if (another || this.view.fitted) this.fit();
  }

  offerLayers() {
    const names = this.data.layers.map((layer) => layer.name);
    this.choice.hidden = names.length < 2;
    this.choice.replaceChildren(...names.map((name, index) => new Option(name, index)));
    this.choice.value = this.chosen;
  }

  drawLayer() {
    const layer = this.data.layers[this.chosen];
    const showsHeat = this.heatOn && Boolean(layer?.heat);
    if (layer?.heat && this.heat.src !== layer.heat) this.heat.src = layer.heat;
    this.heat.hidden = !showsHeat;
    this.heat.style.opacity = this.opacity.value / 100;
    this.heatToggle.disabled = !layer;
    this.heatToggle.setAttribute("aria-pressed", String(Boolean(this.heatOn && layer)));
    this.opacityLabel.classList.toggle("off", !showsHeat);
    this.legend.hidden = !showsHeat;
    this.boxToggle.disabled = !layer?.boxes.length;
    this.boxToggle.setAttribute("aria-pressed", String(Boolean(this.boxesOn && layer?.boxes.length)));
    this.boxes.toggleAttribute("hidden", !this.boxesOn || !layer?.boxes.length);
    this.drawBoxes(layer?.boxes ?? []);
    this.say(this.remark(layer));
  }

  remark(layer) {
    if (!layer) return this.data.pending ? "Being analysed…" : "";
    return this.heatOn && !layer.heat ? "No positive evidence" : "";
  }

  say(text) {
    this.note.hidden = !text;
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  drawBoxes(boxes) {
    const { width, height } = this.data;
    const size = 13 / this.view.scale;
    this.boxes.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.boxes.replaceChildren(...boxes.flatMap(([x0, y0, x1, y1], index) => [
      ...["under", "over"].map((name) =>
        element("rect", { class: name, x: x0, y: y0, width: x1 - x0, height: y1 - y0 })),
      element("text", { x: x0, y: Math.max(size, y0 - size / 2), "font-size": size,
        "stroke-width": size / 5 }, String(index + 1)),
    ]));
  }

  toggleHeat() {
    if (this.heatToggle.disabled) return;
    this.heatOn = !this.heatOn;
    this.drawLayer();
  }

  toggleBoxes() {
    if (this.boxToggle.disabled) return;
    this.boxesOn = !this.boxesOn;
    this.drawLayer();
  }

  smallest() {
    const { clientWidth, clientHeight } = this.stage;
    return Math.min(clientWidth / this.data.width, clientHeight / this.data.height);
  }

  fit() {
    this.place(this.smallest(), 0, 0);
  }

  zoom(factor, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const { scale } = this.view;
    const smallest = this.smallest();
    const next = Math.min(Math.max(scale * factor, smallest), Math.max(LARGEST, smallest));
    this.place(next, x - ((x - this.view.x) * next) / scale, y - ((y - this.view.y) * next) / scale);
  }

  move(dx, dy) {
    this.place(this.view.scale, this.view.x + dx, this.view.y + dy);
  }

  place(scale, x, y) {
    const { clientWidth, clientHeight } = this.stage;
    const rescaled = scale !== this.view.scale;
    this.view = {
      scale,
      x: held(x, clientWidth, this.data.width * scale),
      y: held(y, clientHeight, this.data.height * scale),
      fitted: Math.abs(scale - this.smallest()) < 1e-6,
    };
    this.film.style.transform = `translate(${this.view.x}px, ${this.view.y}px) scale(${scale})`;
    this.radiograph.style.imageRendering = scale > 3 ? "pixelated" : "auto";
    this.output.textContent = `${Math.round(scale * 100)} %`;
    if (rescaled) this.drawBoxes(this.data.layers[this.chosen]?.boxes ?? []);
  }

  listen() {
    const leaving = new AbortController();
    const on = (target, event, act, options = {}) =>
      target.addEventListener(event, act, { signal: leaving.signal, ...options });
    on(this.heatToggle, "click", () => this.toggleHeat());
    on(this.boxToggle, "click", () => this.toggleBoxes());
    on(this.opacity, "input", () => this.drawLayer());
    on(this.choice, "change", () => { this.chosen = Number(this.choice.value); this.drawLayer(); });
    on(this.buttons.in, "click", () => this.zoom(STEP));
    on(this.buttons.out, "click", () => this.zoom(1 / STEP));
    on(this.buttons.fit, "click", () => this.fit());
    on(this.stage, "wheel", (event) => this.wheel(event), { passive: false });
    on(this.stage, "pointerdown", (event) => this.grab(event));
    on(this.stage, "pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) on(this.stage, name, (event) => this.drop(event));
    on(this.stage, "keydown", (event) => this.arrow(event));
    on(document, "keydown", (event) => this.key(event));
    const sizes = new ResizeObserver(() =>
      this.view.fitted ? this.fit() : this.place(this.view.scale, this.view.x, this.view.y));
    sizes.observe(this.stage);
    return () => { leaving.abort(); sizes.disconnect(); };
  }

  at(event) {
    const frame = this.stage.getBoundingClientRect();
    return [event.clientX - frame.left - this.stage.clientLeft, event.clientY - frame.top - this.stage.clientTop];
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...this.at(event));
  }

  grab(event) {
    if (event.button !== 0) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    this.stage.classList.add("dragging");
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    this.pointers.set(event.pointerId, now);
    if (this.pointers.size === 1) return this.move(now[0] - before[0], now[1] - before[1]);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
    const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    this.zoom(distance(now, other) / Math.max(1, distance(before, other)), ...middle);
  }

  drop(event) {
    this.pointers.delete(event.pointerId);
    this.stage.classList.toggle("dragging", this.pointers.size > 0);
  }

  arrow(event) {
    const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    this.move(way[0] * NUDGE, way[1] * NUDGE);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || writes(event.composedPath()[0])) return;
    const acts = { h: () => this.toggleHeat(), b: () => this.toggleBoxes(), 0: () => this.fit(),
      "+": () => this.zoom(STEP), "=": () => this.zoom(STEP), "-": () => this.zoom(1 / STEP) };
    acts[event.key.toLowerCase()]?.();
  }
}

// A film smaller than the stage is centred; a larger one never leaves a gap at its edge.
function held(offset, stage, film) {
  return film <= stage ? (stage - film) / 2 : Math.min(0, Math.max(stage - film, offset));
}

function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function writes(target) {
  return Boolean(target?.matches?.("input:not([type=range]), textarea, select, [contenteditable=true]"));
}

function element(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

export default function (component) {
  // Called anew whenever the data change, but cleaned up only when the component leaves the page.
  const root = component.parentElement.querySelector(".viewer");
  root.viewer ??= new Viewer(root);
  root.viewer.show(component.data);
  root.leave ??= root.viewer.listen();
  return () => {
    root.leave?.();
    root.leave = undefined;
  };
}
