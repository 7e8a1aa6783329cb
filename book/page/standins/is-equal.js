/** Stands for `lodash/isEqual` in the bundle: underscore, which is in it, has the same. */
export { isEqual as default } from "underscore";
