/**
 * The widgets that controls are made of, each from its own file: the packages' index would bring all
 * others along.
 */
export * from "@jupyter-widgets/controls/lib/widget_bool";
export * from "@jupyter-widgets/controls/lib/widget_box";
export * from "@jupyter-widgets/controls/lib/widget_description";
export * from "@jupyter-widgets/controls/lib/widget_float";
export * from "@jupyter-widgets/controls/lib/widget_int";
export * from "@jupyter-widgets/controls/lib/widget_link";
export * from "@jupyter-widgets/controls/lib/widget_selection";
export * from "@jupyter-widgets/controls/lib/widget_string";
