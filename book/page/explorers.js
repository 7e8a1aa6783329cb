/**
 * Makes a script of an explorer's module, to be loaded by pages: `node explorers.js NAME`, the module
 * on standard input, the script on standard output. It leaves the module in `liveModules[NAME]`.
 *
 * Functions keep their names, so that an error still says where it was.
 */
import { readFileSync } from "node:fs";
import { transform } from "esbuild";

const [name] = process.argv.slice(2);
const { code } = await transform(readFileSync(0, "utf8"), {
  format: "iife",
  globalName: `liveModules[${JSON.stringify(name)}]`,
  minify: true,
  keepNames: true,
  charset: "utf8",
  target: "es2022",
});
process.stdout.write(code);
