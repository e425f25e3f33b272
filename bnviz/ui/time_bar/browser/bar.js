// The time bar: a slider over the recorded Snapshots, and buttons that move it.
//
// The default export is called at every tick, and again, with the same data, when the theme changes.
// data: { steps, step: the one shown, null for the newest, wish: the newest wish that this answers,
//         live: whether more steps are to come, marks: [[step, text]], locked: whether it only shows,
//         words: what it says, in `language` }
//
// Whoever draws a cursor hears "bnviz:step" on the document, with the step or null, and may ask for it with
// "bnviz:ask-step". Whoever hears keys elsewhere on the page may tell them here with "bnviz:key": a keydown.

import { Courier } from "./courier.js";
import { MARKUP } from "./markup.js";

const SLOWEST = 200; // milliseconds a Snapshot is shown at 1×

const FAR = 10; // Snapshots that an arrow goes with the shift key

const KEYS = {
  " ": "play",
  ArrowLeft: "back",
  ArrowDown: "back",
  ArrowRight: "forward",
  ArrowUp: "forward",
  Home: "first",
  End: "newest",
};

const bars = new WeakMap(); // root element -> Bar

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".time-bar");
  if (!bars.has(root)) bars.set(root, new Bar(root));
  const bar = bars.get(root);
  bar.show(data, setTriggerValue);
  // Streamlit also cleans up after a call that a newer one overtook, while the root is still on the page.
  return () => queueMicrotask(() => root.isConnected || bar.close());
}

class Bar {
  #root;
  #parts = {};
  #steps = [];
  #step = null; // null: the newest, whichever that is
  #playing = null;
  #locked = false;
  #words = null;
  #language = null;
  #courier = new Courier();
  #listening = new AbortController();

  constructor(root) {
    this.#root = root;
    root.innerHTML = MARKUP;
    for (const part of root.querySelectorAll("[name]")) this.#parts[part.getAttribute("name")] = part;
    const { slider, speed } = this.#parts;
    slider.addEventListener("input", () => this.#move(slider.valueAsNumber));
    speed.addEventListener("change", () => this.#playing && this.#start());
    root.addEventListener("click", ({ target }) => this.#do(target.closest("button")?.name));
    root.addEventListener("keydown", (event) => isNative(event) || this.#press(event));
    document.addEventListener("bnviz:ask-step", () => this.#announce(), this.#listening);
    document.addEventListener("bnviz:key", ({ detail }) => this.#press(detail), this.#listening);
  }

  show({ steps, step, wish, live, marks, locked, words, language }, tell) {
    if (language !== this.#language) this.#speak(words, language);
    this.#lock(locked);
    this.#steps = steps;
    const newest = this.#courier.hear(wish, tell); // or it is older than what the visitor has chosen since
    if (newest && step !== this.#step) this.#point(step);
    this.#root.classList.toggle("live", live);
    this.#drawMarks(marks);
    this.#draw();
  }

  #speak(words, language) {
    this.#words = words;
    this.#language = language;
    for (const [name, [label, about]] of Object.entries(words.parts)) {
      const part = this.#parts[name] ?? this.#root;
      part.setAttribute("aria-label", label);
      if (about) part.title = about;
    }
  }

  #lock(locked) {
    if (locked) this.#stop();
    this.#locked = this.#root.inert = Boolean(locked);
  }

  close() {
    this.#stop();
    this.#courier.close();
    this.#listening.abort();
    this.#point(null);
  }

  get #last() {
    return this.#steps.length - 1;
  }

  get #index() {
    return this.#step === null ? this.#last : this.#indexOf(this.#step);
  }

  // Of the nearest recorded step at or below.
  #indexOf(wanted) {
    return Math.max(this.#steps.findLastIndex((step) => step <= wanted), 0);
  }

  #do(action, by = 1) {
    if (!action || this.#locked) return;
    if (action === "play") return this.#playing ? this.#stop() : this.#start();
    this.#move({ first: 0, back: this.#index - by, forward: this.#index + by, newest: this.#last }[action]);
  }

  #press(event) {
    const action = KEYS[event.key];
    if (!action || this.#last < 1 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#do(action, event.shiftKey ? FAR : 1);
  }

  #move(index) {
    this.#stop();
    this.#choose(index);
  }

  #choose(index) {
    const step = index < this.#last ? this.#steps[Math.max(index, 0)] : null;
    if (step === this.#step) return;
    this.#point(step);
    this.#draw();
    this.#courier.ask(step);
  }

  #start() {
    this.#stop();
    if (this.#index === this.#last) this.#choose(0);
    this.#playing = setInterval(() => this.#advance(), SLOWEST / Number(this.#parts.speed.value));
    this.#draw();
  }

  #advance() {
    this.#choose(this.#index + 1);
    if (this.#index >= this.#last) this.#stop();
  }

  #stop() {
    clearInterval(this.#playing);
    this.#playing = null;
    this.#draw();
  }

  #point(step) {
    this.#step = step;
    this.#announce();
  }

  #announce() {
    document.dispatchEvent(new CustomEvent("bnviz:step", { detail: this.#step }));
  }

  #draw() {
    const { slider, label, play, first, back, forward, newest } = this.#parts;
    const [index, last] = [this.#index, this.#last];
    const words = this.#words;
    const step = words.step.replace("{step}", (this.#steps[index] ?? 0).toLocaleString("en"));
    const following = this.#step === null;
    slider.max = Math.max(last, 0);
    slider.value = index;
    slider.style.setProperty("--at", this.#share(index));
    slider.setAttribute("aria-valuetext", following ? words.newestAloud.replace("{step}", step) : step);
    label.textContent = following ? words.newest.replace("{step}", step) : step;
    this.#root.classList.toggle("following", following);
    this.#root.classList.toggle("playing", Boolean(this.#playing));
    const does = this.#playing ? words.pause : words.play;
    for (const name of ["aria-label", "title"]) play.setAttribute(name, does);
    for (const part of [slider, play]) part.disabled = last < 1;
    for (const part of [first, back]) part.disabled = index < 1;
    for (const part of [forward, newest]) part.disabled = following;
  }

  #share(index) {
    return this.#last > 0 ? index / this.#last : 0;
  }

  #drawMarks(marks) {
    const text = JSON.stringify([marks, this.#last]);
    const { marks: box } = this.#parts;
    if (box.dataset.drawn === text) return;
    box.dataset.drawn = text;
    const met = marks.filter(([step]) => step <= this.#steps[this.#last]);
    box.replaceChildren(...met.map(([step, title]) => this.#mark(step, title)));
  }

  #mark(step, title) {
    const mark = document.createElement("i");
    mark.title = title;
    mark.style.setProperty("--at", this.#share(this.#indexOf(step)));
    return mark;
  }
}

// Whether the key does what it should without us.
function isNative({ key, target }) {
  return target.matches("select") || (key === " " && target.matches("button"));
}
