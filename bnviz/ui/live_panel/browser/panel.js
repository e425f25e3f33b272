// Draws the figures of live_panel() and keeps them: one node a figure, for as long as the page shows it.
//
// The default export is called at every tick, and again, with the same data, when the theme changes.
// data: { plotly: address of plotly.min.js, picks: whether a click is wanted,
//         words: { language, failure, missing, drawing, plotly: { its word: ours } },
//         rows: [[{ name, alt, height, min_width, steps, figure: JSON text }]] }

import { element } from "./element.js";
import { Panel } from "./figure.js";
import { library } from "./library.js";
import { sizeOf, themeOf } from "./theme.js";

// A panel is drawn once it is this near to the part of the page that is seen.
const NEAR = "50%";

const boards = new WeakMap(); // root element -> Board

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".live-panel");
  if (!boards.has(root)) boards.set(root, new Board(root));
  const board = boards.get(root);
  board.show(data, setTriggerValue);
  // Streamlit also cleans up after a call that a newer one overtook, while the root is still on the page.
  return () => queueMicrotask(() => root.isConnected || board.close());
}

class Board {
  #root;
  #failure = element("p", { class: "failure", role: "alert" });
  #grid = element("div");
  #panels = new Map(); // name -> Panel
  #data = null;
  #step = null; // that the time bar points at; null: the newest
  #tell = null;
  #stale = false;
  #drawing = null;
  #resized = new ResizeObserver(() => this.#redraw());
  #scrolled = new IntersectionObserver((changes) => this.#look(changes), { rootMargin: NEAR, scrollMargin: NEAR });
  #listening = new AbortController();

  constructor(root) {
    this.#root = root;
    root.append(this.#failure, this.#grid);
    this.#resized.observe(root);
    document.addEventListener("bnviz:step", (event) => this.#point(event.detail), this.#listening);
    document.dispatchEvent(new Event("bnviz:ask-step")); // the time bar may have come first, and answers
  }

  show(data, tell) {
    this.#data = data;
    this.#tell = tell;
    this.#redraw();
  }

  close() {
    this.#listening.abort();
    this.#resized.disconnect();
    this.#scrolled.disconnect();
    this.#panels.forEach((panel) => panel.close());
  }

  #point(step) {
    this.#step = step;
    this.#panels.forEach((panel) => panel.point(step));
  }

  #look(changes) {
    for (const { target, isIntersecting } of changes) {
      const panel = this.#panels.get(target.dataset.panel);
      if (panel) panel.near = isIntersecting; // else it is gone
    }
    this.#redraw();
  }

  // One drawing at a time; of all that is asked for meanwhile, only the newest is drawn after it.
  #redraw() {
    this.#stale = true;
    this.#drawing ??= this.#drawUntilFresh()
      .catch((error) => this.#say(this.#data.words.failure.replace("{reason}", () => error.message)))
      .finally(() => (this.#drawing = null));
  }

  #say(text) {
    if (this.#failure.textContent !== text) this.#failure.textContent = text; // or it is read out at every tick
  }

  async #drawUntilFresh() {
    while (this.#data && this.#stale) {
      this.#stale = false;
      const { plotly, rows, words } = this.#data;
      this.#arrange(rows); // before anything is awaited: the panels have their size at once, and nothing jumps
      const Plotly = await library(plotly, words.missing);
      const drawn = await this.#draw(Plotly, rows.flat(), themeOf(this.#root), words);
      this.#say("");
      if (drawn) this.#root.dataset.draws = Number(this.#root.dataset.draws) + 1;
    }
  }

  async #draw(Plotly, panels, theme, words) {
    let drawn = 0;
    for (const panel of panels) {
      if (!(await this.#panels.get(panel.name).draw(Plotly, panel.figure, theme, words))) continue;
      drawn += 1;
      await new Promise((resolve) => setTimeout(resolve)); // the page may answer its reader between two figures
    }
    return drawn;
  }

  #arrange(rows) {
    const names = rows.flat().map((panel) => panel.name);
    if (names.join() !== [...this.#panels.keys()].join()) this.#replacePanels(rows, names);
    const size = sizeOf(this.#root);
    for (const panel of rows.flat()) this.#panels.get(panel.name).describe(panel, this.#step, size);
  }

  #replacePanels(rows, names) {
    const old = this.#panels;
    this.#panels = new Map(names.map((name) => [name, old.get(name) ?? this.#newPanel(name)]));
    const nodes = (row) => row.map((panel) => this.#panels.get(panel.name).node);
    this.#grid.replaceChildren(...rows.map((row) => element("div", { class: "row" }, nodes(row))));
    for (const [name, panel] of old) if (!this.#panels.has(name)) this.#close(panel);
  }

  #newPanel(name) {
    const panel = new Panel(name, (picked) => this.#data.picks && this.#tell("pick", { panel: name, ...picked }));
    this.#scrolled.observe(panel.node);
    return panel;
  }

  #close(panel) {
    this.#scrolled.unobserve(panel.node);
    panel.close();
  }
}
