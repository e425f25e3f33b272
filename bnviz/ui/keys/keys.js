// Keys of the whole page: they press the buttons that `data` names, { key: button }, or move the time bar.

// What needs its keys however it got the focus. The time bar's own slider is moved as from anywhere else.
const FIELDS = `input:not([type=radio], [type=checkbox], .time-bar *), textarea, select, [contenteditable=true],
  [role=slider], [role=combobox], [role=spinbutton]`;
// What needs them only where Tab led to it: after a click nobody means it any more.
const CHOICES = "[role=radio], [role=tab], [role=option], [type=radio], [type=checkbox], [data-symbol]";
const PRESSED = "button, a, summary"; // by the space bar
const OPEN = "[role=dialog], [role=listbox], [role=menu], [data-testid=stPopoverBody]"; // Escape closes it
const TIME = [" ", "ArrowLeft", "ArrowRight", "Home", "End"];

const pages = new WeakMap(); // element -> Page

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("i");
  if (!pages.has(root)) pages.set(root, new Page());
  const page = pages.get(root);
  page.presses = data;
  return () => queueMicrotask(() => root.isConnected || page.close());
}

class Page {
  presses = {};
  #tabbed = false; // whether the focus is where Tab led to
  #listening = new AbortController();

  constructor() {
    // On the way down, before anything else on the page: the time bar has another use for the space bar.
    const options = { capture: true, signal: this.#listening.signal };
    document.addEventListener("pointerdown", () => (this.#tabbed = false), options);
    document.addEventListener("keydown", (event) => this.#take(event), options);
  }

  close() {
    this.#listening.abort();
  }

  #take(event) {
    const { key } = event;
    if (key === "Tab") this.#tabbed = true;
    if (event.ctrlKey || event.altKey || event.metaKey || this.#isNeeded(key, event.composedPath()[0])) return;
    const button = key in this.presses && document.querySelector(`.st-key-${this.presses[key]} button:enabled`);
    if (button) {
      event.preventDefault();
      if (!event.repeat) button.click();
    } else if (TIME.includes(key)) {
      document.dispatchEvent(new CustomEvent("bnviz:key", { detail: event }));
    }
    if (event.defaultPrevented) event.stopPropagation(); // nothing else is to take it too
  }

  #isNeeded(key, target) {
    if (key === "Escape") return Boolean(document.querySelector(OPEN));
    const tabbed = key === " " ? `${CHOICES}, ${PRESSED}` : CHOICES;
    return target.matches(FIELDS) || (this.#tabbed && target.matches(tabbed));
  }
}
