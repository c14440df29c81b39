// The reader's marks as numbers, for those who can't draw.
import { html } from "./dom.js";
import { box } from "./geometry.js";
import { icon } from "./icons.js";

const NUMBERS = ["x0", "y0", "x1", "y1"];
const MEANING = { x0: "left", y0: "top", x1: "right", y1: "bottom" };

export class MarkList {
  constructor(viewer) {
    this.viewer = viewer;
    this.open = false;
    this.rows = html("div", { class: "rows" });
    this.adopt = html("button", { type: "button", onclick: () => this.takeOver() }, "Take over the network's boxes");
    this.element = html("section", { class: "mark-list", "aria-label": "Marks in numbers", hidden: true },
      html("h3", {}, "Your marks"),
      html("p", {}, "In pixels of the film, from its upper left corner."),
      this.rows,
      html("div", { class: "row-end" },
        html("button", { type: "button", onclick: () => this.viewer.place("mark") }, "Add a box"), this.adopt));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.viewer.toggleList();
    });
  }

  toggle() {
    this.open = !this.open && this.viewer.data.drawing;
    this.element.hidden = !this.open;
    this.draw();
    if (this.open) this.element.querySelector("input, button").focus();
  }

  draw() {
    const { viewer } = this;
    if (!viewer.data.drawing) this.open = false;
    this.element.hidden = !this.open;
    if (!this.open || !viewer.pane?.view) return;
    const marks = viewer.items.filter((item) => item.kind === "mark" && item.case === viewer.pane.view.case);
    const kept = [...this.rows.children].map((row) => row.dataset.item).join();
    if (kept !== marks.map(({ id }) => id).join()) this.rows.replaceChildren(...marks.map((item, index) => this.row(item, index)));
    for (const row of this.rows.children) this.fill(row);
    this.adopt.hidden = !viewer.pane.evidence?.boxes.length;
  }

  row(item, index) {
    const fields = NUMBERS.map((name, at) => html("label", {}, html("span", {}, MEANING[name]),
      html("input", { type: "number", step: "1", min: "0", "data-at": at, inputmode: "numeric",
        "aria-label": `Mark ${index + 1}, ${MEANING[name]} (${name})`, onchange: () => this.typed(item) })));
    const bin = html("button", { type: "button", class: "plain", "aria-label": `Delete mark ${index + 1}`, title: "Delete",
      onclick: () => this.viewer.remove(item) });
    bin.innerHTML = icon("bin");
    return html("fieldset", { class: "row", "data-item": item.id, onfocusin: () => this.viewer.select(item) },
      html("legend", {}, `Mark ${index + 1}`), ...fields, bin);
  }

  fill(row) {
    const item = this.viewer.items.find(({ id }) => id === Number(row.dataset.item));
    row.querySelectorAll("input").forEach((input, at) => {
      if (!input.matches(":focus")) input.value = item.points[at];
      input.removeAttribute("aria-invalid");
    });
  }

  typed(item) {
    const { viewer } = this;
    const inputs = [...this.rows.querySelectorAll(`[data-item="${item.id}"] input`)];
    const [x0, y0, x1, y1] = inputs.map((input) => input.valueAsNumber);
    const made = x0 < x1 && y0 < y1 ? box(x0, y0, x1, y1, viewer.pane.view) : null;
    if (!made) {
      inputs.forEach((input) => input.setAttribute("aria-invalid", "true"));
      return viewer.announce("Left must be smaller than right, top smaller than bottom.");
    }
    item.points = made;
    inputs.forEach((input, at) => { input.value = made[at]; });
    return viewer.finish(item);
  }

  takeOver() {
    const { viewer } = this;
    viewer.pane.evidence.boxes.forEach((points) => viewer.add("mark", viewer.pane.view.case, [...points]));
    viewer.finish(viewer.chosen);
    viewer.announce("The network's boxes were taken over as your marks. Correct them or delete them.");
  }
}
