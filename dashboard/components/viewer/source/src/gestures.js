// What fingers, pen and mouse do on a film.
import { box, clamp, distance } from "./geometry.js";

export class Gestures {
  constructor(pane) {
    this.pane = pane;
    this.pointers = new Map();
    this.leaving = new AbortController();
    const on = (event, act, options = {}) =>
      pane.element.addEventListener(event, act, { signal: this.leaving.signal, ...options });
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("contextmenu", (event) => event.preventDefault());
    on("pointerdown", (event) => this.press(event));
    on("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) on(name, (event) => this.release(event));
    on("pointerleave", () => pane.viewer.point(pane));
    on("dblclick", (event) => event.target.closest(".over .item, .pane-head") || pane.see({ fitted: true }));
  }

  close() {
    this.leaving.abort();
  }

  at(event) {
    const frame = this.pane.element.getBoundingClientRect();
    return [event.clientX - frame.left - this.pane.element.clientLeft, event.clientY - frame.top - this.pane.element.clientTop];
  }

  wheel(event) {
    event.preventDefault();
    this.pane.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), this.at(event));
  }

  press(event) {
    if (!this.pane.film || event.target.closest(".pane-head")) return;
    event.preventDefault();
    this.pane.element.focus({ preventScroll: true });
    this.pane.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    if (this.pointers.size > 1) {
      this.act?.undo?.();
      this.act = undefined;
      return;
    }
    this.act = this.begin(event, this.at(event));
    this.pane.element.classList.add("pressed");
  }

  drag(event) {
    const now = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.pane.viewer.point(this.pane, now);
    this.pointers.set(event.pointerId, now);
    if (this.pointers.size === 1) return this.act?.move(now, before);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
    // Each finger carries its half: the picture moves with the middle of both and grows with their distance.
    this.pane.move((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    this.pane.zoom(distance(now, other) / Math.max(1, distance(before, other)), middle);
  }

  release(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.pointers.size) return;
    this.pane.element.classList.remove("pressed");
    const { act } = this;
    this.act = undefined;
    act?.end?.();
  }

  begin(event, at) {
    const { viewer } = this.pane;
    if (event.button === 1 || (event.button === 0 && event.shiftKey)) return this.moving();
    if (event.button === 2) return this.zooming(at);
    if (event.button !== 0) return undefined;
    const grip = event.target.closest?.(".item");
    const item = grip && viewer.items.find(({ id }) => id === Number(grip.dataset.item));
    if (item && viewer.mayChange(item)) return this.changing(item, event.target.dataset.edges ?? "", at);
    viewer.select(null);
    if (viewer.tool === "move") return this.moving();
    if (viewer.tool === "measure" || viewer.tool === "draw") return this.making(at);
    return this.windowing();
  }

  moving() {
    return { move: (now, before) => this.pane.move(now[0] - before[0], now[1] - before[1]) };
  }

  zooming(at) {
    return { move: (now, before) => this.pane.zoom(Math.exp((before[1] - now[1]) * 0.01), at) };
  }

  // To the right wider, down darker, as in other viewers; across 400 pixels of the screen by the first window.
  windowing() {
    const { film } = this.pane;
    const step = Math.max(film.high - film.low, 2 ** film.bits / 64) / 400;
    return {
      move: (now, before) => {
        const { low, high } = this.pane.look;
        const width = Math.max(1, high - low + (now[0] - before[0]) * step);
        const middle = (low + high) / 2 + (now[1] - before[1]) * step;
        this.pane.window(middle - width / 2, middle + width / 2);
      },
    };
  }

  making(at) {
    const { pane } = this;
    const kind = pane.viewer.tool === "draw" ? "mark" : "ruler";
    const start = this.inside(at);
    let item;
    return {
      move: (now) => {
        const points = [...start, ...this.inside(now)];
        const made = kind === "mark" ? box(...points, pane.film) : points;
        if (!made) return;
        if (item) item.points = made;
        else if (distance(at, now) > 3) item = pane.viewer.add(kind, pane.view.case, made);
        pane.viewer.drawAll();
      },
      undo: () => item && pane.viewer.remove(item, { quiet: true }),
      end: () => item && pane.viewer.finish(item),
    };
  }

  changing(item, edges, at) {
    const { pane } = this;
    const { viewer } = pane;
    const before = item.points;
    const start = pane.toFilm(...at);
    viewer.select(item);
    return {
      move: (now) => {
        const [x, y] = pane.toFilm(...now);
        const by = [x - start[0], y - start[1]];
        item.points = item.kind === "mark" ? changedBox(before, edges, by, pane.film) : changedLine(before, edges, by);
        viewer.drawAll();
      },
      undo: () => { item.points = before; viewer.drawAll(); },
      end: () => String(before) !== String(item.points) && viewer.finish(item),
    };
  }

  inside(at) {
    const [x, y] = this.pane.toFilm(...at);
    return [clamp(x, 0, this.pane.film.width), clamp(y, 0, this.pane.film.height)];
  }
}

// `edges` names what is moved, e.g. "x1 y0" for a corner of the film; "" for all of it.
export function changedBox([x0, y0, x1, y1], edges, [dx, dy], film) {
  if (!edges) {
    const by = [clamp(Math.round(dx), -x0, film.width - x1), clamp(Math.round(dy), -y0, film.height - y1)];
    return [x0 + by[0], y0 + by[1], x1 + by[0], y1 + by[1]];
  }
  const moved = (name, value, by) => (edges.includes(name) ? value + by : value);
  const changed = box(moved("x0", x0, dx), moved("y0", y0, dy), moved("x1", x1, dx), moved("y1", y1, dy), film);
  return changed ?? [x0, y0, x1, y1];
}

export function changedLine([x0, y0, x1, y1], edges, [dx, dy]) {
  const first = !edges || edges.includes("x0");
  const second = !edges || edges.includes("x1");
  return [first ? x0 + dx : x0, first ? y0 + dy : y0, second ? x1 + dx : x1, second ? y1 + dy : y1];
}
