// Pages of formulas whose numbers change in place, and whose symbols, pointed at, say how they hang together.
//
// data: { key, hint, notes: { symbol: HTML }, pages: [[name, purpose, HTML]],
//         words: { board: its name, from, "goes to": what a role is called, language } }
// In a page, [data-symbol] stands for a symbol and [data-slot] waits for the text of its number. A .formula has
// in data-defines the symbol it gives, and in data-uses those it takes.

const WAITING = "…";
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

const boards = new WeakMap(); // root element -> Board

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".formula-board");
  const known = boards.get(root);
  if (known?.language !== data.words.language) {
    known?.close(); // what it was built from changes with the language only
    boards.set(root, new Board(root, data));
  }
  const board = boards.get(root);
  // Streamlit also cleans up after a call that a newer one overtook, while the root is still on the page.
  return () => queueMicrotask(() => root.isConnected || board.close());
}

class Board {
  #root;
  #key;
  #tabs;
  #pages;
  #notes;
  #words;
  #listening = new AbortController();
  #pointed = null; // the name of the symbol under the pointer
  #focused = null; // and of that under the keyboard's focus
  #hear = ({ detail }) => detail.board === this.#key && this.#fill(detail.numbers);

  constructor(root, { key, hint, notes, pages, words }) {
    this.#root = root;
    this.#words = words;
    this.#key = key;
    this.#tabs = pages.map(([name, purpose], place) => tabOf(place, name, purpose));
    this.#pages = pages.map(([, , html], place) => pageOf(place, html));
    this.#notes = Object.entries({ "": hint, ...notes }).map(([name, html]) => noteOf(name, html));
    root.replaceChildren(
      element("div", { role: "tablist", "aria-label": words.board }, this.#tabs),
      ...this.#pages,
      element("div", { class: "notes", "aria-live": "polite" }, this.#notes),
    );
    this.#open(0);
    this.#light();
    this.#listen();
  }

  get language() {
    return this.#words.language;
  }

  close() {
    this.#listening.abort();
  }

  #listen() {
    this.#tabs.forEach((tab, place) => tab.addEventListener("click", () => this.#open(place)));
    this.#tabs[0].parentElement.addEventListener("keydown", (event) => this.#turn(event));
    for (const page of this.#pages) page.addEventListener("keydown", (event) => this.#walk(page, event));
    const on = (event, act) => this.#root.addEventListener(event, act, this.#listening);
    on("pointerover", ({ target }) => this.#light({ pointed: symbolAt(target) }));
    on("pointerleave", () => this.#light({ pointed: null }));
    on("focusin", ({ target }) => this.#light({ focused: symbolAt(target) }));
    on("focusout", () => this.#light({ focused: null }));
    document.addEventListener("formula-numbers", this.#hear, this.#listening);
    const known = document.querySelector(`.formula-numbers[data-board="${this.#key}"]`);
    if (known) this.#fill(JSON.parse(known.value));
  }

  // Only what differs is touched: what a reader points at or has selected outlives a tick.
  #fill(numbers) {
    for (const slot of this.#root.querySelectorAll("[data-slot]")) {
      const text = numbers[slot.dataset.slot] ?? WAITING;
      if (slot.textContent !== text) slot.textContent = text;
    }
  }

  #open(chosen) {
    this.#tabs.forEach((tab, place) => {
      tab.setAttribute("aria-selected", place === chosen);
      tab.tabIndex = place === chosen ? 0 : -1;
      this.#pages[place].hidden = place !== chosen;
    });
  }

  // The arrow keys go from tab to tab.
  #turn(event) {
    const place = goal(event, this.#tabs);
    if (place === null) return;
    this.#open(place);
    this.#tabs[place].focus();
  }

  // All symbols of a page are one stop of the Tab key, and the arrow keys go from one to the next.
  #walk(page, event) {
    if (event.key === "Escape") event.target.blur();
    const symbols = [...page.querySelectorAll("[data-symbol]")];
    const place = goal(event, symbols);
    if (place === null) return;
    for (const symbol of symbols) symbol.tabIndex = symbol === symbols[place] ? 0 : -1;
    symbols[place].focus();
  }

  // Show where a symbol stands, comes from and goes to; the pointer's before the keyboard's.
  #light({ pointed = this.#pointed, focused = this.#focused } = {}) {
    this.#pointed = pointed;
    this.#focused = focused;
    const name = pointed ?? focused ?? "";
    const all = (selector) => this.#root.querySelectorAll(selector);
    for (const symbol of all("[data-symbol]")) symbol.classList.toggle("lit", symbol.dataset.symbol === name);
    for (const formula of all(".formula")) this.#play(formula, roleOf(formula, name));
    this.#tabs.forEach((tab, place) => this.#play(tab, roleWithin(this.#pages[place])));
    for (const note of this.#notes) note.classList.toggle("shown", note.dataset.note === name);
  }

  // Written on its border, in the reader's words.
  #play(node, role) {
    node.dataset.role = role;
    node.dataset.word = this.#words[role] ?? "";
  }
}

function symbolAt(node) {
  return node.closest("[data-symbol]")?.dataset.symbol ?? null;
}

function roleOf({ dataset: { defines, uses } }, name) {
  if (defines === name) return "from";
  return uses.split(" ").includes(name) ? "goes to" : "";
}

// What the formulas of a page that is not shown are to the symbol; where it comes from counts for more.
function roleWithin(page) {
  const has = (role) => page.hidden && page.querySelector(`[data-role="${role}"]`);
  return ["from", "goes to"].find(has) ?? "";
}

// The place among `nodes` that a key leads to from the one that has the focus; null if it leads nowhere.
function goal(event, nodes) {
  const step = STEPS[event.key];
  if (!step) return null;
  event.preventDefault();
  return Math.min(Math.max(nodes.indexOf(event.target) + step, 0), nodes.length - 1);
}

function tabOf(place, name, purpose) {
  const words = [element("b", {}, [name]), element("span", {}, [purpose])];
  return element("button", { role: "tab", id: `tab-${place}`, "aria-controls": `page-${place}` }, words);
}

function pageOf(place, html) {
  const page = element("div", { role: "tabpanel", id: `page-${place}`, "aria-labelledby": `tab-${place}` });
  page.innerHTML = html;
  page.querySelectorAll("[data-symbol]").forEach((symbol, other) => (symbol.tabIndex = other ? -1 : 0));
  return page;
}

function noteOf(name, html) {
  const note = element("p", { "data-note": name });
  note.innerHTML = html;
  return note;
}

function element(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
