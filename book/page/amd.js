/**
 * The `define` that AMD modules in the bundle find (build.js puts it in place of the global).
 *
 * anywidget is published as one AMD module, a factory that takes `@jupyter-widgets/base` and returns
 * its model and view classes. It has no `amd` mark on purpose: libraries that also come
 * as CommonJS look for that mark, miss it, and take the way that esbuild understands.
 */
export const defined = [];

export function define(dependencies, factory) {
  defined.push({ dependencies, factory });
}
