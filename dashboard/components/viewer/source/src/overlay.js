// Boxes, marks and rulers over a film, drawn in pixels of the screen so that lines and words keep their size.
import { svg } from "./dom.js";

const GRIP = 9;
const CORNERS = [["x0", "y0"], ["x1", "y0"], ["x1", "y1"], ["x0", "y1"]];
const SIDES = [["", "y0"], ["x1", ""], ["", "y1"], ["x0", ""]];

export function drawOver(pane) {
  const { viewer, film, evidence, over } = pane;
  if (!film) return over.replaceChildren();
  const found = viewer.boxesOn && evidence ? evidence.boxes.map((points, index) => finding(pane, points, index, evidence.lines[index])) : [];
  const items = viewer.items.filter((item) => item.case === pane.view.case);
  const marks = items.filter(({ kind }) => kind === "mark");
  over.replaceChildren(...found, ...items.map((item) =>
    item.kind === "mark" ? mark(pane, item, marks.indexOf(item)) : ruler(pane, item)));
}

function frame(pane, [x0, y0, x1, y1]) {
  const [ax, ay] = pane.toScreen(x0, y0);
  const [bx, by] = pane.toScreen(x1, y1);
  return { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(bx - ax), height: Math.abs(by - ay) };
}

function finding(pane, points, index, line) {
  const place = frame(pane, points);
  return svg("g", { class: `finding ${line}`, "data-box": points.join(",") },
    svg("rect", { class: "under", ...place }), svg("rect", { class: "line", ...place }),
    text(place.x, place.y - 7, String(index + 1)));
}

function mark(pane, item, index) {
  const place = frame(pane, item.points);
  const chosen = pane.viewer.chosen === item;
  const group = svg("g", { class: `item mark${chosen ? " chosen" : ""}`, "data-item": item.id, "data-box": item.points.join(",") },
    svg("rect", { class: "under", ...place }), svg("rect", { class: "line", ...place }), svg("rect", { class: "hit", ...place }),
    text(place.x, place.y - 7, `Mark ${index + 1}`));
  if (chosen && pane.viewer.mayChange(item)) group.append(...[...CORNERS, ...SIDES].flatMap((edges) => grip(pane, item, edges)));
  return group;
}

function ruler(pane, item) {
  const [x0, y0, x1, y1] = item.points;
  const [ax, ay] = pane.toScreen(x0, y0);
  const [bx, by] = pane.toScreen(x1, y1);
  const chosen = pane.viewer.chosen === item;
  const ends = { x1: ax, y1: ay, x2: bx, y2: by };
  const group = svg("g", { class: `item ruler${chosen ? " chosen" : ""}`, "data-item": item.id },
    svg("line", { class: "under", ...ends }), svg("line", { class: "line", ...ends }),
    ...ticks(ax, ay, bx, by), svg("line", { class: "hit", ...ends }),
    text((ax + bx) / 2 + 10, (ay + by) / 2 - 8, length(item.points, pane.film)));
  group.append(...[["x0", "y0"], ["x1", "y1"]].flatMap((edges) => grip(pane, item, edges, !chosen)));
  return group;
}

function ticks(ax, ay, bx, by) {
  const long = Math.hypot(bx - ax, by - ay) || 1;
  const [dx, dy] = [(-(by - ay) / long) * 6, ((bx - ax) / long) * 6];
  return [[ax, ay], [bx, by]].map(([x, y]) => svg("line", { class: "line", x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy }));
}

function grip(pane, item, edges, hidden = false) {
  const [x0, y0, x1, y1] = item.points;
  const ends = { x0, y0, x1, y1 };
  const [x, y] = pane.toScreen(ends[edges[0]] ?? (x0 + x1) / 2, ends[edges[1]] ?? (y0 + y1) / 2);
  const named = { "data-edges": edges.join(" ").trim() };
  const touch = svg("circle", { class: "grip-hit", cx: x, cy: y, r: 13, ...named });
  if (hidden) return [touch];
  return [touch, svg("rect", { class: "grip", x: x - GRIP / 2, y: y - GRIP / 2, width: GRIP, height: GRIP, ...named })];
}

function text(x, y, words) {
  return svg("text", { x: Math.max(4, x), y: Math.max(14, y) }, words);
}

// In millimetres where the spacing is known, else in pixels of the film.
export function length([x0, y0, x1, y1], film) {
  const long = Math.hypot((x1 - x0) * film.unit[0], (y1 - y0) * film.unit[1]);
  return film.spacing ? `${long.toFixed(1)} mm` : `${Math.round(long)} px`;
}
