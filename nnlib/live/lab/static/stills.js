// For JupyterLab and Notebook 7: the picture that an output brings, where its widget cannot live.
//
// Each output of an explorer holds the widget and a picture of it. VS Code, nbconvert and GitHub fall
// back to the picture when they find no model for the widget, as in a notebook that is opened again
// after its kernel is gone. JupyterLab decides by the type of the output alone: it always takes the
// widget, and then writes "Error displaying widget: model not found". No other order and no other type
// in the output changes that, so this extension does.
//
// pip puts it where JupyterLab looks for extensions. It is small enough to be written as what the tools
// of JupyterLab would make of it: a container that hands out one plugin.

const WIDGET_VIEW = "application/vnd.jupyter.widget-view+json";

function picture({ data }) {
  const image = document.createElement("img");
  image.src = `data:image/png;base64,${[data["image/png"]].flat().join("")}`;
  image.alt = [data["text/plain"] ?? ""].flat().join("");
  image.style.maxWidth = "100%";
  return image;
}

/** A renderer of widgets that shows the output's picture while, and where, it has only words to show. */
function withPicture(renderer) {
  const renderModel = renderer.renderModel.bind(renderer);
  const fallBack = (model) => {
    const { node } = renderer;
    if (node.childElementCount === 0 && "image/png" in model.data) node.replaceChildren(picture(model));
  };
  renderer.renderModel = async (model) => {
    const rendered = renderModel(model);
    // "Loading widget…", for ever where no kernel is.
    fallBack(model);
    await rendered;
    fallBack(model);
  };
  return renderer;
}

const plugin = {
  id: "neural-networks-live:stills",
  description: "Shows the picture that a saved output brings where its widget cannot live.",
  autoStart: true,
  activate({ docRegistry }) {
    docRegistry.addWidgetExtension("Notebook", {
      createNew({ content: { rendermime } }) {
        // ipywidgets puts a renderer of its own into each notebook's registry, and another one when the
        // kernel has come: what is made is the same.
        const createRenderer = rendermime.createRenderer.bind(rendermime);
        rendermime.createRenderer = (type, ...rest) => {
          const renderer = createRenderer(type, ...rest);
          return type === WIDGET_VIEW ? withPicture(renderer) : renderer;
        };
      },
    });
  },
};

(window._JUPYTERLAB ??= {})["neural-networks-live"] = {
  init() {},
  get: async () => () => ({ __esModule: true, default: plugin }),
};
