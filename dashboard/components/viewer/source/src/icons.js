// Icons of 24 x 24, drawn as lines so that nothing is fetched.
const PATHS = {
  window: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  move: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
  measure: "M3 16 16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2",
  draw: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 9v6M9 12h6",
  invert: "M4 4h16v16H4zM4 20 20 4v16z",
  turn: "M19 12a7 7 0 1 1-2.5-5.4M19 3v5h-5",
  flip: "M12 3v18M9 7 3 18h6zM15 7l6 11h-6z",
  plus: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5M8 11h6M11 8v6",
  minus: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5M8 11h6",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 9h6v6H9z",
  one: "M6 8l2-1v10M16 8l2-1v10M12 10v.5M12 14v.5",
  heat: "M12 3c1 4 5 5 5 10a5 5 0 0 1-10 0c0-2 1-3 2-4 0 2 1 3 2 3 1-3-1-5 1-9z",
  boxes: "M4 4h3M10 4h4M17 4h3v3M20 10v4M20 17v3h-3M14 20h-4M7 20H4v-3M4 14v-4M4 7V4M9 9h6v6H9z",
  pair: "M4 5h7v14H4zM13 5h7v14h-7z",
  link: "M10 8H7a4 4 0 0 0 0 8h3M14 8h3a4 4 0 0 1 0 8h-3M8 12h8",
  list: "M4 6h2v2H4zM4 11h2v2H4zM4 16h2v2H4zM10 7h10M10 12h10M10 17h10",
  reset: "M5 12a7 7 0 1 0 2.5-5.4M5 3v5h5",
  help: "M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2V15M12 18v.5",
  bin: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v6M14 11v6",
  close: "M6 6l12 12M18 6 6 18",
};
const FILLED = { window: "M12 4a8 8 0 0 0 0 16z", invert: "M4 20 20 4v16z" };

export function icon(name) {
  const solid = FILLED[name] ? `<path d="${FILLED[name]}" fill="currentColor" stroke="none"/>` : "";
  return `<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"/>${solid}</svg>`;
}
