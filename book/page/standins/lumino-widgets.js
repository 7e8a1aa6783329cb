/**
 * Stands for `@lumino/widgets` in the bundle: the two of its classes that ipywidgets' boxes and views
 * are made of, out of the package's own sources. The docks, menus and tabs of JupyterLab stay out.
 */
export { Panel } from "@lumino/widgets/src/panel";
export { Widget } from "@lumino/widgets/src/widget";
