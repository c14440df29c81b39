// The viewer: one or two panes, what is chosen, and the reader's marks.
import { html, writes } from "./dom.js";
import { prefetch } from "./films.js";
import { Pane } from "./pane.js";
import { MarkList } from "./marklist.js";
import { drawToolbar, helpSheet, Status, toolbar } from "./bars.js";
import { press } from "./commands.js";
import { box, clamp } from "./geometry.js";
import { changedBox, changedLine } from "./gestures.js";

const FIRST = { tool: "window", heatOn: false, boxesOn: false, opacity: 0.6, linked: true };

export class Viewer {
  constructor(root) {
    this.root = root;
    this.panes = [];
    this.looks = new Map(); // case -> how it is seen
    this.items = []; // marks and rulers: { id, kind, case, points }
    this.made = 0;
    Object.assign(this, FIRST);
    this.tools = toolbar(this);
    this.stage = html("div", { class: "stage" });
    this.status = new Status(this);
    this.list = new MarkList(this);
    this.help = helpSheet();
    this.live = html("p", { class: "said", "aria-live": "polite" });
    this.middle = html("div", { class: "middle" }, this.stage, this.list.element);
    root.replaceChildren(this.tools, html("div", { class: "main" }, this.middle, this.status.element), this.help, this.live);
    this.leaving = new AbortController();
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.leaving.signal });
  }

  close() {
    this.leaving.abort();
    this.panes.forEach((pane) => pane.close());
    this.root.replaceChildren();
  }

  // Take what the server says; while the same films stand here, the reader's view and marks are kept.
  update(component) {
    const { data } = component;
    const another = this.data?.showing !== data.showing;
    this.component = component;
    this.data = data;
    if (another) this.begin();
    if (!data.drawing && this.tool === "draw") this.tool = FIRST.tool;
    const shown = this.panes.map((pane) => pane.show(data.views.find((view) => view.case === pane.view?.case) ?? data.views[0]));
    const others = data.views.map(({ address }) => address);
    Promise.all(shown).then(() => prefetch([...others, ...data.prefetch]));
    this.changed();
  }

  begin() {
    const { data } = this;
    Object.assign(this, FIRST, { opacity: this.opacity, linked: true });
    this.looks.clear();
    this.chosen = null;
    const marks = data.marks.filter(([of]) => data.views.some((view) => view.case === of));
    this.items = marks.map(([of, ...points]) => this.item("mark", of, points));
    this.sent = this.state();
    this.panes.splice(1).forEach((pane) => pane.close());
    if (!this.panes.length) this.open();
    this.pane = this.panes[0];
    this.pane.layer = 0;
    this.pane.view = undefined;
    this.list.rows.replaceChildren();
  }

  open() {
    const pane = new Pane(this);
    this.panes.push(pane);
    this.stage.append(pane.element);
    return pane;
  }

  choose(pane) {
    if (this.pane === pane) return;
    this.pane = pane;
    this.changed();
  }

  get answered() {
    return Boolean(this.pane?.film && this.pane.evidence);
  }

  get canPair() {
    return Boolean(this.pane?.view) && (this.data.views.length > 1 || this.pane.view.layers.length > 1);
  }

  // --- the view -----------------------------------------------------------------------------------------------

  use(tool) {
    this.tool = tool;
    this.select(null);
    this.announce({ window: "Drag sets the window.", move: "Drag moves the film.", measure: "Drag measures.", draw: "Drag marks a box." }[tool]);
  }

  both() {
    return this.linked ? this.panes.filter((pane) => pane.film) : [this.pane];
  }

  invert() {
    const invert = !this.pane.look.invert;
    this.both().forEach((pane) => pane.see({ invert }, { alone: true }));
    this.announce(invert ? "Inverted." : "No longer inverted.");
  }

  turn(by, said) {
    const { linked } = this;
    const panes = this.both();
    this.linked = false; // each is turned by itself, from where it stands
    panes.forEach((pane) => pane.turn(by));
    this.linked = linked;
    this.announce(said);
  }

  original() {
    const { pane } = this;
    pane.zoom(1 / pane.magnification);
  }

  preset(at) {
    const preset = this.pane?.presets[at];
    if (!preset) return;
    const { name } = preset;
    for (const pane of this.both()) {
      const own = pane.presets.find((one) => one.name === name);
      if (own && !pane.isFlat) pane.see({ low: own.low, high: own.high }, { alone: true });
    }
    this.announce(`Window: ${name}.`);
  }

  // The other side follows: the same part of its film, the window changed by as much as this one's.
  follow(leader) {
    if (!this.linked || this.following) return;
    this.following = true;
    const { look, film } = leader;
    for (const pane of this.panes.filter((one) => one !== leader && one.film)) {
      const share = (pane.film.high - pane.film.low) / (film.high - film.low || 1);
      pane.see({
        x: (look.x / film.width) * pane.film.width,
        y: (look.y / film.height) * pane.film.height,
        scale: (look.scale / leader.fit) * pane.fit,
        fitted: look.fitted,
        low: pane.film.low + (look.low - film.low) * share,
        high: pane.film.high + (look.high - film.high) * share,
      }, { alone: true });
    }
    this.following = false;
  }

  toggleHeat() {
    this.heatOn = !this.heatOn;
    this.announce(this.heatOn ? (this.pane.evidence.heat ? "Heatmap on." : "No positive evidence.") : "Heatmap off.");
    this.drawAll();
  }

  toggleBoxes() {
    this.boxesOn = !this.boxesOn;
    const count = this.pane.evidence.boxes.length;
    this.announce(this.boxesOn ? `Boxes on: ${count || "none"}.` : "Boxes off.");
    this.drawAll();
  }

  setOpacity(opacity) {
    this.opacity = clamp(Math.round(opacity * 100) / 100, 0.1, 1);
    this.drawAll();
  }

  nextLayer() {
    this.pane.layer = (this.pane.layer + 1) % this.pane.view.layers.length;
    this.announce(this.pane.evidence.name);
    this.changed();
  }

  nextView() {
    const { views } = this.data;
    const at = views.findIndex((view) => view.case === this.pane.view.case);
    this.see(this.pane, views[(at + 1) % views.length]);
  }

  see(pane, view) {
    this.select(null);
    pane.show(view).then(() => this.changed());
    this.announce(`${view.name}. ${view.layers[pane.layer]?.alt ?? ""}`);
    this.changed();
  }

  togglePair() {
    if (this.panes.length > 1) {
      this.panes.filter((pane) => pane !== this.pane).forEach((pane) => pane.close());
      this.panes = [this.pane];
      this.announce("One view.");
      return this.changed();
    }
    const { view, layer } = this.pane;
    const { views } = this.data;
    const pane = this.open();
    if (views.length > 1) {
      pane.layer = layer;
      pane.show(views[(views.findIndex((one) => one.case === view.case) + 1) % views.length]);
    } else {
      pane.layer = (layer + 1) % view.layers.length;
      pane.show(view);
    }
    this.announce("Side by side.");
    return this.changed();
  }

  toggleLink() {
    this.linked = !this.linked;
    this.announce(this.linked ? "Both sides move together." : "Each side moves alone.");
    if (this.linked) this.follow(this.pane);
    this.changed();
  }

  toggleHelp() {
    if (this.help.open) this.help.close();
    else this.help.showModal();
  }

  toggleList() {
    this.list.toggle();
    if (!this.list.open) this.pane.element.focus();
    this.changed();
  }

  reset() {
    Object.assign(this, FIRST);
    this.items = this.items.filter(({ kind }) => kind === "mark");
    this.select(null);
    for (const pane of this.panes.filter((one) => one.film)) pane.see(pane.fresh(), { alone: true });
    this.announce("The view is as it was at first.");
    this.changed();
  }

  // --- marks and rulers -----------------------------------------------------------------------------------------

  item(kind, of, points) {
    return { id: (this.made += 1), kind, case: of, points };
  }

  mayChange(item) {
    return item.kind === "ruler" || this.data.drawing;
  }

  add(kind, of, points) {
    const item = this.item(kind, of, points);
    this.items.push(item);
    this.chosen = item;
    return item;
  }

  // Put one in the middle of what is seen, for those who can't draw; arrows then move it.
  place(kind = { draw: "mark", measure: "ruler" }[this.tool]) {
    const { pane } = this;
    if (!kind || !pane?.film || (kind === "mark" && !this.data.drawing)) return;
    const { width, height } = pane.size;
    const points = [...pane.toFilm(width * 0.4, height * 0.4), ...pane.toFilm(width * 0.6, height * (kind === "mark" ? 0.6 : 0.4))];
    const made = kind === "mark" ? box(...points, pane.film) : points;
    if (made) this.finish(this.add(kind, pane.view.case, made));
  }

  nudge(dx, dy, by, corner) {
    const item = this.chosen;
    const { pane } = this;
    if (!this.mayChange(item) || item.case !== pane.view.case) return;
    // An arrow says where on the screen; under a turn that is another way on the film.
    const [a, b, c, d] = pane.look.turn;
    const way = [(a * dx + b * dy) * by, (c * dx + d * dy) * by];
    const edges = corner ? "x1 y1" : "";
    item.points = item.kind === "mark" ? changedBox(item.points, edges, way, pane.film) : changedLine(item.points, edges, way);
    this.finish(item);
  }

  select(item) {
    if (this.chosen === item) return;
    this.chosen = item;
    this.drawAll();
  }

  selectNext(step) {
    const items = this.items.filter((item) => item.case === this.pane?.view?.case);
    if (!items.length) return;
    const at = items.indexOf(this.chosen);
    this.select(items[(at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step + items.length) % items.length]);
    this.pane.element.focus();
    this.announce(this.spoken(this.chosen));
  }

  remove(item, { quiet = false } = {}) {
    this.items = this.items.filter((one) => one !== item);
    if (this.chosen === item) this.chosen = null;
    if (!quiet) this.announce(item.kind === "mark" ? "Mark deleted." : "Ruler deleted.");
    this.drawAll();
    if (!quiet) this.send();
  }

  removeChosen() {
    if (this.chosen && this.mayChange(this.chosen)) this.remove(this.chosen);
  }

  finish(item) {
    this.announce(this.spoken(item));
    this.drawAll();
    this.send();
  }

  spoken({ kind, case: of, points }) {
    const pane = this.panes.find((one) => one.view?.case === of);
    if (kind === "ruler") return pane ? `Ruler: ${pane.lengthOf(points)}.` : "";
    const number = this.items.filter((item) => item.kind === "mark" && item.case === of).findIndex((item) => item.points === points) + 1;
    const [x0, y0, x1, y1] = points;
    return `Mark ${number}: ${x0}, ${y0} to ${x1}, ${y1}.`;
  }

  state() {
    return JSON.stringify(this.items.filter(({ kind }) => kind === "mark").map((item) => [item.case, ...item.points]));
  }

  // The server hears of marks, and only when they changed.
  send() {
    const state = this.state();
    if (state === this.sent) return;
    this.sent = state;
    this.component.setStateValue("marks", { showing: this.data.showing, marks: JSON.parse(state) });
  }

  // --- drawing and listening --------------------------------------------------------------------------------------

  changed() {
    this.panes.forEach((pane) => {
      pane.element.classList.toggle("current", this.panes.length > 1 && pane === this.pane);
      this.drawHead(pane);
    });
    this.stage.classList.toggle("pair", this.panes.length > 1);
    this.drawAll();
  }

  drawAll() {
    this.panes.forEach((pane) => pane.view && pane.draw());
    this.stage.dataset.tool = this.tool;
    drawToolbar(this, this.tools);
    this.list.draw();
  }

  drawStatus(pane) {
    if (pane === this.pane) this.status.draw(pane);
  }

  point(pane, at) {
    this.status.probe(pane, at);
  }

  // Which view and whose evidence, where there is a choice.
  drawHead(pane) {
    if (!pane.view) return pane.head.replaceChildren();
    const { views } = this.data;
    const choices = [];
    if (views.length > 1) {
      choices.push(select("View", views.map(({ name }) => name), views.findIndex((view) => view.case === pane.view.case),
        (at) => this.see(pane, views[at])));
    }
    if (pane.view.layers.length > 1) {
      choices.push(select("Whose evidence is shown", pane.view.layers.map(({ name }) => name), pane.layer, (at) => {
        pane.layer = at;
        pane.label();
        this.changed();
      }));
    }
    const same = JSON.stringify(choices.map((choice) => [...choice.options].map(({ text }) => text)));
    if (pane.head.dataset.same !== same) {
      pane.head.dataset.same = same;
      pane.head.replaceChildren(...choices);
    }
    [...pane.head.children].forEach((choice, at) => { choice.value = choices[at].value; });
    return undefined;
  }

  announce(text) {
    this.live.textContent = text ?? "";
  }

  key(event) {
    if (event.defaultPrevented || this.help.open || !this.root.isConnected) return;
    const path = event.composedPath();
    if (writes(path[0])) return;
    const inside = this.panes.some(({ element }) => path.includes(element));
    if (press(this, event, inside)) event.preventDefault();
  }
}

function select(label, names, at, choose) {
  const made = html("select", { "aria-label": label, onchange: () => choose(Number(made.value)) });
  made.append(...names.map((name, index) => new Option(name, index)));
  made.value = at;
  return made;
}
