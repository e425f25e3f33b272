// Draws the figures of live_panel() and keeps them: one node a figure, for as long as the page shows it.
//
// Streamlit calls the default export at every tick, and again, with the same data, when the theme changes.
// data: { plotly: address of plotly.min.js, rows: [[{ name, alt, height, min_width, figure: JSON text }]] }

// A finger scrolls the page where a mouse zooms, and has nothing to hover with.
const FINGER = matchMedia("(pointer: coarse)").matches;

const CONFIG = {
  displaylogo: false,
  displayModeBar: FINGER ? false : "hover",
  modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
};

const boards = new WeakMap(); // root element -> Board

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".live-panel");
  if (!boards.has(root)) boards.set(root, new Board(root));
  const board = boards.get(root);
  board.show(data);
  // Streamlit also cleans up after a call that a newer one overtook, while the root is still on the page.
  return () => queueMicrotask(() => root.isConnected || board.close());
}

class Board {
  #root;
  #failure = element("p", { class: "failure", role: "alert" });
  #grid = element("div");
  #panels = new Map(); // name -> Panel
  #data = null;
  #stale = false;
  #drawing = null;
  #resized = new ResizeObserver(() => this.#redraw());

  constructor(root) {
    this.#root = root;
    root.append(this.#failure, this.#grid);
    this.#resized.observe(root);
  }

  show(data) {
    this.#data = data;
    this.#redraw();
  }

  close() {
    this.#resized.disconnect();
    this.#panels.forEach((panel) => panel.close());
  }

  // One drawing at a time; of all that is asked for meanwhile, only the newest is drawn after it.
  #redraw() {
    this.#stale = true;
    this.#drawing ??= this.#drawUntilFresh()
      .catch((error) => this.#say(`The figures could not be drawn: ${error.message}`))
      .finally(() => (this.#drawing = null));
  }

  #say(text) {
    if (this.#failure.textContent !== text) this.#failure.textContent = text; // or it is read out at every tick
  }

  async #drawUntilFresh() {
    while (this.#data && this.#stale) {
      this.#stale = false;
      const { plotly, rows } = this.#data;
      this.#arrange(rows); // before anything is awaited: the panels have their size at once, and nothing jumps
      const Plotly = await library(plotly);
      const drawn = await this.#draw(Plotly, rows.flat(), themeOf(this.#root));
      this.#say("");
      if (drawn) this.#root.dataset.draws = Number(this.#root.dataset.draws) + 1;
    }
  }

  async #draw(Plotly, panels, theme) {
    let drawn = 0;
    for (const panel of panels) {
      if (!(await this.#panels.get(panel.name).draw(Plotly, panel.figure, theme))) continue;
      drawn += 1;
      await new Promise((resolve) => setTimeout(resolve)); // the page may answer its reader between two figures
    }
    return drawn;
  }

  #arrange(rows) {
    const names = rows.flat().map((panel) => panel.name);
    if (names.join() !== [...this.#panels.keys()].join()) this.#replacePanels(rows, names);
    for (const panel of rows.flat()) this.#panels.get(panel.name).describe(panel);
  }

  #replacePanels(rows, names) {
    this.#panels.forEach((panel) => panel.close());
    this.#panels = new Map(names.map((name) => [name, new Panel(name)]));
    const nodes = (row) => row.map((panel) => this.#panels.get(panel.name).node);
    this.#grid.replaceChildren(...rows.map((row) => element("div", { class: "row" }, nodes(row))));
  }
}

class Panel {
  #plot = element("div", { role: "img" });
  #drawn = null;
  node = element("figure", {}, [this.#plot]);

  constructor(name) {
    this.node.dataset.panel = name;
  }

  describe({ alt, height, min_width }) {
    this.#plot.setAttribute("aria-label", alt);
    this.#plot.style.height = `${height}px`;
    this.#plot.style.minWidth = `${min_width}px`;
    // A box that scrolls must be within a keyboard's reach; one that does not is only in its way.
    if (this.node.clientWidth < min_width) this.node.tabIndex = 0;
    else this.node.removeAttribute("tabindex");
  }

  // Whether there was anything to draw.
  async draw(Plotly, figure, theme) {
    const width = this.#plot.clientWidth;
    const state = [figure, theme, width].join("\n");
    if (state === this.#drawn || !width) return false;
    const { data, layout } = JSON.parse(figure); // anew each time: Plotly writes into what it is given
    await Plotly.react(this.#plot, data, { ...layout, width, template: templateOf(theme) }, CONFIG);
    this.#drawn = state;
    return true;
  }

  close() {
    if (this.#drawn) window.Plotly.purge(this.#plot);
  }
}

function element(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

let loading = null; // the promise of Plotly, one for all boards of the page

function library(address) {
  loading ??= load(address).catch((error) => {
    loading = null; // so that the next tick tries again
    throw error;
  });
  return loading;
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: address });
    const settle = () => {
      script.remove();
      // Streamlit answers an unknown address with its start page, which "loads" but is no library.
      if (window.Plotly) resolve(window.Plotly);
      else reject(new Error("this app's server did not send plotly.min.js. Reload the page to try again."));
    };
    script.onload = script.onerror = settle;
    document.head.append(script);
  });
}

// The page's theme as text, so that two themes can be compared.
function themeOf(root) {
  const css = getComputedStyle(root);
  const names = ["text-color", "background-color", "border-color", "font", "heading-font"];
  return JSON.stringify(names.map((name) => css.getPropertyValue(`--st-${name}`).trim()));
}

function templateOf(theme) {
  const [ink, paper, rule, font, headingFont] = JSON.parse(theme);
  const clear = "rgba(0,0,0,0)";
  const axis = {
    gridcolor: rule,
    zerolinecolor: rule,
    title: { font: { size: 11.5 } },
    tickfont: { size: 11 },
    spikecolor: ink,
    spikethickness: -1, // without the halo that plotly draws around it
    spikedash: "dot",
  };
  return {
    layout: {
      font: { color: ink, family: font, size: 12 },
      title: { font: { family: headingFont, size: 14.5, weight: 600 } },
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      xaxis: axis,
      yaxis: axis,
      shapedefaults: { line: { color: ink }, opacity: 0.6 },
      hoverlabel: { bgcolor: paper, bordercolor: rule, font: { color: ink, family: font } },
      dragmode: FINGER ? false : "zoom",
      modebar: { bgcolor: clear, color: rule, activecolor: ink },
    },
  };
}
