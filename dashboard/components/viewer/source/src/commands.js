// All that can be done, once: the buttons, the keys and the help sheet are made of this list.
import { LEFT, MIRROR, RIGHT } from "./geometry.js";

const STEP = 1.25;

function tool(id, key, label, icon, help, only = () => true) {
  return {
    id, icon, label, help, key, group: "Tool",
    act: (viewer) => viewer.use(id),
    pressed: (viewer) => viewer.tool === id,
    possible: (viewer) => Boolean(viewer.pane?.film) && only(viewer),
    offered: only,
  };
}

function change(id, key, label, icon, act, help = label) {
  return { id, icon, label, help, key, group: "View", act, possible: (viewer) => Boolean(viewer.pane?.film) };
}

export const COMMANDS = [
  tool("window", "w", "Window and level", "window", "Drag sets the window: right wider, down darker"),
  tool("move", "g", "Move", "move", "Drag moves the film (also the middle button, or Shift and drag)"),
  tool("measure", "m", "Measure", "measure", "Drag measures a distance; Enter puts a ruler in the middle"),
  tool("draw", "d", "Mark a box", "draw", "Drag marks a box; Enter puts one in the middle", (viewer) => viewer.data.drawing),
  change("invert", "i", "Invert", "invert", (viewer) => viewer.invert(), "Invert black and white"),
  change("turn", "t", "Turn right", "turn", (viewer) => viewer.turn(RIGHT, "Turned right."), "Turn right by 90°"),
  { ...change("back", "T", "Turn left", "", (viewer) => viewer.turn(LEFT, "Turned left."), "Turn left by 90°"), hidden: true },
  change("flip", "x", "Flip", "flip", (viewer) => viewer.turn(MIRROR, "Flipped."), "Flip left and right"),
  change("in", "+", "Zoom in", "plus", (viewer) => viewer.pane.zoom(STEP), "Zoom in (also the wheel, at the cursor; or two fingers)"),
  change("out", "-", "Zoom out", "minus", (viewer) => viewer.pane.zoom(1 / STEP), "Zoom out"),
  change("fit", "0", "Fit", "fit", (viewer) => viewer.pane.see({ fitted: true }), "Fit the whole film (also a double click)"),
  change("one", "o", "Original size", "one", (viewer) => viewer.original(), "One pixel of the film to one of the screen"),
  {
    id: "heat", icon: "heat", label: "Heatmap", help: "Heatmap on or off", key: "h", group: "Answer",
    act: (viewer) => viewer.toggleHeat(), pressed: (viewer) => viewer.heatOn, possible: (viewer) => viewer.answered,
  },
  {
    id: "boxes", icon: "boxes", label: "Boxes", key: "b", group: "Answer",
    help: "Boxes of the network on or off: solid at the high-specificity level, dotted only at the high-sensitivity one",
    act: (viewer) => viewer.toggleBoxes(), pressed: (viewer) => viewer.boxesOn, possible: (viewer) => viewer.answered,
  },
  {
    id: "layer", label: "Next network", help: "Evidence of the next network", key: "l", group: "Answer", hidden: true,
    act: (viewer) => viewer.nextLayer(), possible: (viewer) => (viewer.pane?.view?.layers.length ?? 0) > 1,
  },
  {
    id: "pair", icon: "pair", label: "Side by side", key: "s", group: "Layout",
    help: "Two views, or one view with two networks, side by side",
    act: (viewer) => viewer.togglePair(), pressed: (viewer) => viewer.panes.length > 1, possible: (viewer) => viewer.canPair,
  },
  {
    id: "link", icon: "link", label: "Move together", help: "Side by side: both sides move together", key: "y", group: "Layout",
    act: (viewer) => viewer.toggleLink(), pressed: (viewer) => viewer.linked && viewer.panes.length > 1, possible: (viewer) => viewer.panes.length > 1,
  },
  {
    id: "view", label: "Next view", help: "The next view of the study", key: "v", group: "Layout", hidden: true,
    act: (viewer) => viewer.nextView(), possible: (viewer) => viewer.data.views.length > 1,
  },
  {
    id: "list", icon: "list", label: "Marks in numbers", help: "List of your marks, with their numbers to type", key: "e", group: "Marks",
    act: (viewer) => viewer.toggleList(), pressed: (viewer) => viewer.list.open, possible: () => true,
    offered: (viewer) => viewer.data.drawing,
  },
  { ...change("reset", "z", "Reset", "reset", (viewer) => viewer.reset(), "Everything as it was at first; marks stay"), group: "Reset" },
  {
    id: "help", icon: "help", label: "Keys", help: "This sheet", key: "?", group: "Reset",
    act: (viewer) => viewer.toggleHelp(), possible: () => true,
  },
];

// Keys that no button stands for.
export const OTHER_KEYS = [
  ["1 to 4", "Window: default, bone, soft tissue, full range"],
  ["[ and ]", "Heatmap fainter, stronger"],
  ["Arrows", "Move the film, or the chosen mark or ruler by a pixel (with Shift by ten)"],
  ["Ctrl and arrows", "Move the lower right corner of the chosen mark, or a ruler's end"],
  [", and .", "Choose the mark or ruler before, after"],
  ["Delete", "Take the chosen mark or ruler away"],
  ["Escape", "Choose nothing; close this sheet"],
  ["Right button and drag", "Zoom"],
];

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NUDGE = 60; // screen pixels that an arrow key moves the film

// Returns whether the key meant something here. `inside`: the film or its buttons have the focus.
export function press(viewer, event, inside) {
  if (event.altKey || event.metaKey) return false;
  if (inside && ARROWS[event.key]) return arrow(viewer, ARROWS[event.key], event);
  if (event.ctrlKey) return false;
  const command = COMMANDS.find(({ key }) => key === event.key || (event.key === "=" && key === "+"))
    ?? COMMANDS.find(({ key }) => key === event.key.toLowerCase() && !event.shiftKey);
  if (command) return run(viewer, command);
  return other(viewer, event.key, inside);
}

export function run(viewer, command) {
  const offered = command.offered?.(viewer) ?? true;
  if (offered && command.possible(viewer)) command.act(viewer);
  return offered;
}

function other(viewer, key, inside) {
  const preset = ["1", "2", "3", "4"].indexOf(key);
  const acts = {
    "[": () => viewer.setOpacity(viewer.opacity - 0.1),
    "]": () => viewer.setOpacity(viewer.opacity + 0.1),
    ",": () => viewer.selectNext(-1),
    ".": () => viewer.selectNext(1),
  };
  const insiders = {
    Delete: () => viewer.removeChosen(),
    Backspace: () => viewer.removeChosen(),
    Escape: () => viewer.select(null),
    Enter: () => viewer.place(),
  };
  const act = preset >= 0 ? () => viewer.preset(preset) : acts[key] ?? (inside ? insiders[key] : undefined);
  act?.();
  return Boolean(act);
}

function arrow(viewer, [dx, dy], event) {
  if (viewer.chosen) viewer.nudge(dx, dy, event.shiftKey ? 10 : 1, event.ctrlKey);
  else viewer.pane?.move(-dx * NUDGE, -dy * NUDGE);
  return true;
}
