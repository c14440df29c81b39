// One film on the screen: how it is seen, and what lies over it.
import { html, svg } from "./dom.js";
import { film, LostFilm, presets } from "./films.js";
import { flat, largestSide, Renderer } from "./renderer.js";
import { Gestures } from "./gestures.js";
import { drawOver, length } from "./overlay.js";
import * as geometry from "./geometry.js";

const LARGEST = 16; // device pixels to one pixel of the film
const SHARP = 3; // from here on pixels are shown as squares
const NO_DRAWING = "This browser can't draw the film at full depth (no WebGL). It is shown with 8 bits; its window can't be changed.";

export class Pane {
  constructor(viewer) {
    this.viewer = viewer;
    this.canvas = html("div", { class: "canvas" });
    this.flat = html("img", { class: "flat", alt: "", draggable: "false", hidden: true });
    this.heat = html("img", { class: "heat", alt: "", draggable: "false", hidden: true });
    this.over = svg("svg", { class: "over", "aria-hidden": "true" });
    this.picture = html("div", { class: "picture", role: "img" }, this.canvas, this.flat, this.heat);
    this.head = html("div", { class: "pane-head" });
    this.note = html("p", { class: "note", role: "status", hidden: true });
    this.element = html("div", { class: "pane", tabindex: "0", role: "group" },
      this.picture, this.over, this.head, this.note);
    this.layer = 0;
    this.size = { width: 0, height: 0 };
    this.gestures = new Gestures(this);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.element);
    this.element.addEventListener("focus", () => viewer.choose(this));
    this.element.addEventListener("pointerdown", () => viewer.choose(this), { capture: true });
  }

  close() {
    this.sizes.disconnect();
    this.gestures.close();
    this.renderer?.close();
    this.element.remove();
  }

  // Put a view here; it keeps the look it had when it was last seen, and starts whole and by its own window.
  async show(view) {
    const another = this.view?.address !== view.address;
    this.view = view;
    this.layer = Math.min(this.layer, Math.max(0, view.layers.length - 1));
    this.label();
    if (!another) return this.draw();
    this.film = undefined;
    this.lost = "";
    this.element.classList.remove("shown");
    this.draw();
    try {
      const fetched = await film(view.address);
      if (this.view.address === view.address) await this.place(fetched);
    } catch (error) {
      if (!(error instanceof LostFilm)) throw error;
      if (this.view.address === view.address) this.lost = error.message;
    }
    this.draw();
  }

  async place(fetched) {
    let drawable = largestSide() >= Math.max(fetched.width, fetched.height);
    if (drawable) {
      this.renderer ??= new Renderer(this.canvas);
      drawable = await this.renderer.show(fetched);
      if (this.view.address !== fetched.address) return;
    }
    if (!drawable) this.flat.src = flat(fetched);
    this.film = fetched;
    this.isFlat = !drawable;
    this.canvas.hidden = !drawable;
    this.flat.hidden = drawable;
    this.look = this.viewer.looks.get(this.view.case) ?? this.fresh();
    this.measure();
    if (this.look.fitted) this.look.scale = this.fit;
    this.element.classList.add("shown");
    this.viewer.changed(this);
  }

  fresh() {
    const { width, height, low, high } = this.film;
    return { turn: geometry.UPRIGHT, x: width / 2, y: height / 2, scale: 1, fitted: true, low, high, invert: false };
  }

  get fit() {
    return geometry.fitting(this.look, this.film, this.size);
  }

  // Device pixels to one pixel of the film.
  get magnification() {
    return this.look.scale * this.film.unit[0] * window.devicePixelRatio;
  }

  get evidence() {
    return this.view.layers[this.layer];
  }

  measure() {
    this.size = { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  resize() {
    this.measure();
    if (!this.film || !this.size.width) return;
    this.renderer?.resize();
    this.see({ scale: this.look.fitted ? this.fit : this.look.scale });
  }

  // Change how the film is seen; the other pane follows where both are linked.
  see(change, { alone = false } = {}) {
    if (!this.film) return;
    const next = { ...this.look, ...change };
    const smallest = geometry.fitting(next, this.film, this.size);
    const most = Math.max(LARGEST / (this.film.unit[0] * window.devicePixelRatio), smallest);
    next.fitted = change.fitted || next.scale <= smallest * 1.0001;
    next.scale = next.fitted ? smallest : Math.min(next.scale, most);
    this.look = geometry.held(next, this.film, this.size);
    this.viewer.looks.set(this.view.case, this.look);
    this.draw();
    if (!alone) this.viewer.follow(this);
  }

  zoom(factor, at = [this.size.width / 2, this.size.height / 2]) {
    if (!this.film) return;
    const scale = Math.max(this.look.scale * factor, this.fit);
    const limited = Math.min(scale, Math.max(LARGEST / (this.film.unit[0] * window.devicePixelRatio), this.fit));
    const [x, y] = this.toFilm(...at);
    const part = this.look.scale / limited;
    this.see({ scale: limited, x: x + (this.look.x - x) * part, y: y + (this.look.y - y) * part });
  }

  move(dx, dy) {
    if (!this.film) return;
    const [x, y] = this.toFilm(this.size.width / 2 - dx, this.size.height / 2 - dy);
    this.see({ x, y });
  }

  turn(by) {
    if (!this.film) return;
    const turn = geometry.after(by, this.look.turn);
    const share = this.look.scale / this.fit;
    const scale = share * geometry.fitting({ ...this.look, turn }, this.film, this.size);
    this.see({ turn, scale, fitted: this.look.fitted });
  }

  window(low, high) {
    if (!this.film || this.isFlat) return;
    const width = geometry.clamp(high - low, 1, 2 ** this.film.bits * 2);
    const middle = geometry.clamp((low + high) / 2, -(2 ** this.film.bits), 2 ** this.film.bits * 2);
    this.see({ low: middle - width / 2, high: middle + width / 2 });
  }

  get presets() {
    return this.film ? presets(this.film) : [];
  }

  get matrix() {
    return geometry.matrix(this.look, this.film, this.size);
  }

  toFilm(x, y) {
    return geometry.toFilm(this.matrix, x, y);
  }

  toScreen(x, y) {
    return geometry.toScreen(this.matrix, x, y);
  }

  // The grey value of a pixel, as the file holds it; undefined beside the film.
  probe(x, y) {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const inside = this.film && column >= 0 && row >= 0 && column < this.film.width && row < this.film.height;
    return inside ? this.film.pixels[row * this.film.width + column] : undefined;
  }

  lengthOf(points) {
    return length(points, this.film);
  }

  label() {
    const said = this.evidence?.alt ?? "";
    this.picture.setAttribute("aria-label", `${this.view.name}: radiograph. ${said}`.trim());
    this.element.setAttribute("aria-label", `${this.view.name}. Wheel or plus and minus zoom, arrow keys move, question mark lists all keys.`);
  }

  draw() {
    const visible = Boolean(this.film);
    if (visible) {
      const sharp = this.magnification >= SHARP * window.devicePixelRatio;
      this.renderer?.draw(geometry.camera(this.look, this.film, this.size), this.look, this.look.invert, sharp);
    }
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.drawLayers();
    });
  }

  drawLayers() {
    const visible = Boolean(this.film);
    const transform = visible ? `matrix(${this.matrix.join(",")})` : "";
    const heat = visible && this.viewer.heatOn && this.evidence?.heat;
    if (heat && this.heat.src !== heat) this.heat.src = heat;
    this.heat.hidden = !heat;
    this.heat.style.opacity = this.viewer.opacity;
    for (const picture of [this.heat, this.flat]) {
      if (visible) Object.assign(picture.style, { width: `${this.film.width}px`, height: `${this.film.height}px`, transform });
    }
    this.flat.style.filter = visible && this.look.invert ? "invert(1)" : "";
    drawOver(this);
    this.say();
    this.viewer.drawStatus(this);
  }

  say() {
    const text = this.lost || (!this.film && "Loading the film…") || (this.isFlat && NO_DRAWING)
      || (this.viewer.heatOn && this.evidence && !this.evidence.heat && "No positive evidence")
      || (this.viewer.boxesOn && this.evidence && !this.evidence.boxes.length && "No region reaches a threshold")
      || this.viewer.data.note;
    this.note.hidden = !text;
    if (this.note.textContent !== (text || "")) this.note.textContent = text || "";
  }
}
