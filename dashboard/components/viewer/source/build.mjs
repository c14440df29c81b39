// Bundles the viewer into ../bundle: one file, named by the SHA-256 of its content, and the licences in it.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "bundle");

// So that a test without Node can tell whether the bundle was made of these very sources.
const sources = ["build.mjs", "package-lock.json", ...readdirSync(join(here, "src")).map((name) => `src/${name}`)].sort();
const source = createHash("sha256");
for (const name of sources) source.update(`${name}\n`).update(readFileSync(join(here, name)));

const made = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // they are in licences.txt, whole
  alias: { url: "./src/none.js" },
  define: { "process.env.NODE_ENV": '"production"' },
  banner: { js: `// source ${source.digest("hex")}` },
  metafile: true,
  write: false,
  logLevel: "warning",
});
const { contents } = made.outputFiles[0];
const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) rmSync(join(out, old));
writeFileSync(join(out, `viewer-${hash}.js`), contents);
writeFileSync(join(out, "licences.txt"), licences(Object.keys(made.metafile.inputs)));
console.log(`viewer-${hash}.js ${(contents.length / 2 ** 20).toFixed(1)} MB`);

function licences(inputs) {
  const packages = new Set(inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
  return [...packages].sort().map(licence).join("\n");
}

function licence(folder) {
  const { name, version, license, author, contributors } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  const file = readdirSync(join(here, folder)).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const words = file ? readFileSync(join(here, folder, file), "utf8").trim() : standing(license, author ?? contributors?.[0]);
  return `${"=".repeat(100)}\n${name} ${version} (${license ?? "see below"})\n${"-".repeat(100)}\n${words}\n`;
}

// Some packages name their licence and leave its text out.
function standing(license, author) {
  if (license !== "MIT") throw new Error(`the text of ${license} is wanted`);
  return `Copyright (c) ${author?.name ?? author ?? "its authors"}\n\n${readFileSync(join(here, "mit.txt"), "utf8").trim()}`;
}
