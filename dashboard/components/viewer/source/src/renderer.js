// Draws a film by cornerstone3D: all its bits go to the graphics card, and the window is set there.
import { cache, Enums, imageLoader, init, metaData, RenderingEngine } from "@cornerstonejs/core";

let engine;
let made = 0;
let largest;

// The longest side of a picture that can be drawn here; 0 where there is no WebGL.
export function largestSide() {
  if (largest === undefined) {
    const gl = document.createElement("canvas").getContext("webgl2");
    largest = gl ? gl.getParameter(gl.MAX_TEXTURE_SIZE) : 0;
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return largest;
}

export class Renderer {
  constructor(element) {
    engine ??= begin();
    this.element = element;
    this.id = `pane-${(made += 1)}`;
    engine.enableElement({ viewportId: this.id, type: Enums.ViewportType.STACK, element });
    this.viewport = engine.getViewport(this.id);
  }

  // Returns whether the film can be drawn; why not, the library keeps to itself.
  async show(film) {
    this.film = film;
    this.ready = false;
    await this.viewport.setStack([register(film)]);
    if (this.film === film) this.ready = this.viewport.getActors().length > 0;
    return this.ready;
  }

  // `window` has low and high; drawn in the next frame.
  draw(camera, window, invert, sharp) {
    if (!this.ready) return;
    this.viewport.setCameraNoEvent(camera);
    this.viewport.setProperties({
      voiRange: { lower: window.low, upper: window.high },
      VOILUTFunction: this.film.curve === "sigmoid" ? Enums.VOILUTFunctionType.SAMPLED_SIGMOID : Enums.VOILUTFunctionType.LINEAR,
      invert,
      interpolationType: sharp ? Enums.InterpolationType.NEAREST : Enums.InterpolationType.LINEAR,
    }, true);
    this.viewport.render();
  }

  resize() {
    engine.resize(true, true);
  }

  close() {
    engine.disableElement(this.id);
  }
}

function begin() {
  init();
  // The library asks for the modality of whatever it draws, and stops where there is none.
  metaData.addProvider((type, id) => (type === "generalSeriesModule" && String(id).startsWith("callus:") ? { modality: "DX" } : undefined));
  return new RenderingEngine("callus");
}

function register(film) {
  if (!film.imageId || !cache.getImageLoadObject(film.imageId)) {
    film.imageId = `callus:${(made += 1)}`;
    const image = imageLoader.createAndCacheLocalImage(film.imageId, {
      scalarData: film.pixels,
      dimensions: [film.width, film.height],
      spacing: film.unit,
    });
    // A width of 0, which it has so far, would turn the first transfer function over, and with it all later ones.
    image.windowCenter = 2 ** (film.bits - 1);
    image.windowWidth = 2 ** film.bits;
  }
  return film.imageId;
}

// Eight bits of it as a picture, for where there is no WebGL.
export function flat(film) {
  const canvas = Object.assign(document.createElement("canvas"), { width: film.width, height: film.height });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(film.width, film.height);
  const span = film.high - film.low || 1;
  new Uint32Array(picture.data.buffer).forEach((_, at, all) => {
    const grey = Math.max(0, Math.min(255, Math.round(((film.pixels[at] - film.low) / span) * 255)));
    all[at] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  });
  context.putImageData(picture, 0, 0);
  return canvas.toDataURL("image/png");
}
