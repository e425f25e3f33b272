// One figure and what lies over it: the cursor of the time bar.

import { Cursor } from "./cursor.js";
import { element } from "./element.js";
import { pickOf } from "./pick.js";
import { FINGER, templateOf } from "./theme.js";

const DOUBLE_CLICK = 300; // milliseconds within which a second click makes a double one, which undoes a zoom

// One for all redraws in a language: if it were another object, plotly would make the figure anew, and end a drag
// in it.
const configs = {};
const configOf = (Plotly, { language, drawing, plotly }) =>
  (configs[language] ??= {
    doubleClickDelay: DOUBLE_CLICK,
    displaylogo: false,
    displayModeBar: FINGER ? false : "hover",
    locale: language,
    locales: { [language]: { dictionary: plotly } },
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage", drawingOf(Plotly, drawing)]],
  });

// plotly.js has a button for pictures made of pixels only.
const drawingOf = (Plotly, title) => ({
  name: "toDrawing",
  title,
  icon: Plotly.Icons.disk,
  click: (plot) => Plotly.downloadImage(plot, { format: "svg" }),
});

export class Panel {
  #plot = element("div");
  #cursor = new Cursor(this.#plot);
  #steps = false;
  #drawn = null;
  #picked;
  #waiting = null;
  near = false; // whether it is on the screen, or nearly
  #sheet = element("div", { class: "sheet" }, [this.#plot, this.#cursor.node]);
  #height = 0;
  node = element("figure", {}, [this.#sheet]);

  constructor(name, picked) {
    this.node.dataset.panel = name;
    this.#picked = picked;
  }

  // `size` is that of the screen: how large everything is drawn, and how much of a figure's height there is for it.
  describe({ alt, height, min_width, steps }, step, size) {
    this.#height = Math.round(height * size.height);
    this.#steps = Boolean(steps);
    this.point(step);
    this.node.setAttribute("aria-label", alt);
    this.#plot.style.height = `${this.#height}px`;
    this.#sheet.style.marginBottom = `${this.#height * (size.scale - 1)}px`; // a transform itself takes no room
    this.#plot.style.minWidth = `${min_width}px`;
    // A box that scrolls must be within a keyboard's reach; one that does not is only in its way.
    if (this.node.clientWidth < min_width * size.scale) this.node.tabIndex = 0;
    else this.node.removeAttribute("tabindex");
  }

  // Whether there was anything to draw.
  async draw(Plotly, figure, theme, words) {
    const width = this.#plot.clientWidth;
    const height = this.#height;
    const state = [figure, theme, words.language, width, height].join("\n");
    if (state === this.#drawn || !width || !this.near) return false;
    const { data, layout } = JSON.parse(figure); // anew each time: Plotly writes into what it is given
    const template = templateOf(theme);
    await Plotly.react(this.#plot, data, { ...layout, width, height, template }, configOf(Plotly, words));
    this.#measure(width, height);
    if (!this.#drawn) this.#begin();
    this.#drawn = state;
    return true;
  }

  point(step) {
    this.#cursor.point(this.#steps ? step : null);
  }

  close() {
    clearTimeout(this.#waiting);
    if (this.#drawn) window.Plotly.purge(this.#plot);
  }

  // With its size a picture can be made to fit on paper.
  #measure(width, height) {
    this.#plot.style.setProperty("--shape", `${width} / ${height}`);
    for (const picture of this.#plot.querySelectorAll(".main-svg")) {
      picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
  }

  #begin() {
    // The figure's label says what is in it; of its parts only plotly's buttons are to be met.
    for (const picture of this.#plot.querySelectorAll(".main-svg")) picture.setAttribute("aria-hidden", "true");
    this.#listen();
  }

  #listen() {
    const draw = () => this.#cursor.draw();
    this.#plot.on("plotly_afterplot", draw);
    this.#plot.on("plotly_relayouting", draw);
    draw();
    this.#plot.on("plotly_click", (click) => this.#pick(pickOf(this.#plot, click, this.#steps)));
    if (FINGER) return; // plotly.js takes every tap for a double click
    // It tells of a double click first, and then of its second click.
    this.#plot.on("plotly_doubleclick", () => setTimeout(() => clearTimeout(this.#waiting)));
  }

  #pick(picked) {
    clearTimeout(this.#waiting);
    if (picked) this.#waiting = setTimeout(() => this.#picked(picked), DOUBLE_CLICK);
  }
}
