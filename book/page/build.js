/** Bundles the page manager: `npm run build -- FOLDER`. */
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.argv[2] && resolve(process.argv[2]);
if (!target) throw new Error("Name the folder to build into: npm run build -- FOLDER");

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: ["live.js", "live.css"],
  outdir: target,
  bundle: true,
  format: "iife",
  minify: true,
  target: "es2022",
  inject: ["amd.js"],
  alias: {
    jquery: "./standins/jquery.js",
    "lodash/isEqual": "./standins/is-equal.js",
    "@lumino/widgets": "./standins/lumino-widgets.js",
    "@lumino/widgets/src": "@lumino/widgets/src",
    "sanitize-html": "./standins/sanitize-html.js",
    // One form of it for all: imported and required, it would be there twice.
    underscore: "underscore/underscore-umd.js",
  },
  legalComments: "linked",
  logLevel: "warning",
});
