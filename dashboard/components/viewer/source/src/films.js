// Films: fetched once, kept in memory only, the least lately used given up first.
import { cache } from "@cornerstonejs/core";

const MAGIC = "CALLUS1\n";
const MOST = 12;
const films = new Map(); // address -> promise of a film

export class LostFilm extends Error {}

export function film(address) {
  const kept = films.get(address) ?? load(address);
  films.delete(address);
  films.set(address, kept);
  for (const old of [...films.keys()].slice(0, Math.max(0, films.size - MOST))) {
    films.get(old).then(forget, () => {});
    films.delete(old);
  }
  return kept;
}

// The study's other views, then the next studies: one after the other, after what is in view.
export async function prefetch(addresses) {
  for (const address of addresses.slice(0, MOST - 2)) {
    if (!films.has(address)) await film(address).catch(() => {});
  }
}

function load(address) {
  const loading = read(address);
  loading.catch(() => films.delete(address)); // so that it can be tried again
  return loading;
}

async function read(address) {
  let answer;
  try {
    answer = await fetch(new URL(address, window.location.origin), { cache: "no-store", credentials: "same-origin" });
  } catch {
    throw new LostFilm("The film could not be fetched. Check the connection, then reload the page.");
  }
  const plain = answer.headers.get("content-type")?.startsWith("text/plain");
  if (!answer.ok) throw new LostFilm(plain ? await answer.text() : "The film could not be fetched.");
  return unpack(await answer.arrayBuffer(), address);
}

export function unpack(buffer, address = "") {
  const start = new TextDecoder().decode(buffer.slice(0, MAGIC.length));
  if (start !== MAGIC) throw new LostFilm("The server sent something that is no film.");
  const length = new DataView(buffer).getUint32(MAGIC.length, true);
  const first = MAGIC.length + 4;
  const head = JSON.parse(new TextDecoder().decode(buffer.slice(first, first + length)));
  const pixels = new Uint16Array(buffer, first + length, head.width * head.height); // little-endian, as every browser
  return { ...head, address, pixels, unit: head.spacing ? [head.spacing[1], head.spacing[0]] : [1, 1] };
}

function forget(old) {
  if (old.imageId && cache.getImageLoadObject(old.imageId)) cache.removeImageLoadObject(old.imageId);
}

// Windows to choose from, as shares of the one that the film comes with: where collimators are white and air is
// black, a film's own values say less of bone than the window its maker chose.
export function presets({ low, high, bits }) {
  const at = (share) => low + (high - low) * share;
  return [
    { name: "Default", low, high },
    { name: "Bone", low: at(0.35), high },
    { name: "Soft tissue", low, high: at(0.6) },
    { name: "Full range", low: 0, high: 2 ** bits - 1 },
  ];
}
