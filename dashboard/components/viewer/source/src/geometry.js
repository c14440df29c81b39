// Where things lie: film and screen, as pure functions.
//
// A point on the film is in pixels of the original, (0, 0) the upper left corner of its first pixel. A look says
// how it is seen: `x`, `y` lie in the middle of the pane, `scale` is in screen pixels to one unit (a millimetre
// where the spacing is known, else a pixel), `turn` is a matrix [a, b, c, d] of -1, 0 and 1 that takes a direction
// on the film to one on the screen: (a x + c y, b x + d y).

export const UPRIGHT = [1, 0, 0, 1];
export const RIGHT = [0, 1, -1, 0];
export const LEFT = [0, -1, 1, 0];
export const MIRROR = [-1, 0, 0, 1];

export function after([a, b, c, d], [e, f, g, h]) {
  return [a * e + c * f, b * e + d * f, a * g + c * h, b * g + d * h].map((number) => number + 0);
}

// The CSS matrix from film to pane.
export function matrix(look, film, size) {
  const [a, b, c, d] = look.turn;
  const wide = look.scale * film.unit[0];
  const high = look.scale * film.unit[1];
  const m = [a * wide, b * wide, c * high, d * high];
  return [...m, size.width / 2 - m[0] * look.x - m[2] * look.y, size.height / 2 - m[1] * look.x - m[3] * look.y];
}

export function toScreen([a, b, c, d, e, f], x, y) {
  return [a * x + c * y + e, b * x + d * y + f];
}

export function toFilm([a, b, c, d, e, f], x, y) {
  const area = a * d - b * c;
  return [(d * (x - e) - c * (y - f)) / area, (a * (y - f) - b * (x - e)) / area];
}

// The scale at which the whole film is seen.
export function fitting(look, film, size) {
  const [width, height] = extent(look, film);
  return Math.max(1e-6, Math.min(size.width / width, size.height / height));
}

// The film's width and height on the screen, in units.
export function extent({ turn: [a, , c] }, film) {
  const width = film.width * film.unit[0];
  const height = film.height * film.unit[1];
  return [Math.abs(a) * width + Math.abs(c) * height, Math.abs(a) * height + Math.abs(c) * width];
}

// A film smaller than the pane is centred; a larger one never leaves a gap at its edge.
export function held(look, film, size) {
  const m = matrix(look, film, size);
  const middle = toScreen(m, film.width / 2, film.height / 2);
  const sides = extent(look, film);
  const off = [size.width, size.height].map((pane, axis) => {
    const slack = Math.max(0, (sides[axis] * look.scale - pane) / 2);
    const offset = middle[axis] - pane / 2;
    return clamp(offset, -slack, slack) - offset;
  });
  const [x, y] = toFilm(m, size.width / 2 - off[0], size.height / 2 - off[1]);
  return { ...look, x, y };
}

// How the film is seen by a camera that looks straight at it; the middle of a pixel is a whole number there.
export function camera(look, film, size) {
  const [a, b, c, d] = look.turn;
  const focalPoint = [(look.x - 0.5) * film.unit[0], (look.y - 0.5) * film.unit[1], 0];
  const viewPlaneNormal = [0, 0, -(a * d - b * c)];
  const distance = 1000;
  return {
    focalPoint,
    viewPlaneNormal,
    viewUp: [-b + 0, -d + 0, 0],
    position: [focalPoint[0], focalPoint[1], viewPlaneNormal[2] * distance],
    parallelScale: size.height / 2 / look.scale,
    parallelProjection: true,
  };
}

export function distance([x0, y0], [x1, y1]) {
  return Math.hypot(x1 - x0, y1 - y0);
}

export function clamp(number, low, high) {
  return Math.min(high, Math.max(low, number));
}

// A box of whole pixels on the film, its corners in order; null where nothing is left of it.
export function box(x0, y0, x1, y1, film) {
  const [left, right] = [x0, x1].map((x) => clamp(Math.round(x), 0, film.width)).sort((one, two) => one - two);
  const [top, bottom] = [y0, y1].map((y) => clamp(Math.round(y), 0, film.height)).sort((one, two) => one - two);
  return right > left && bottom > top ? [left, top, right, bottom] : null;
}
