// The guided tour: its card stands beside a part of the page, with a ring around that part.

const SEEN = "bnviz:tour"; // in the browser, once the tour was on its screen
const GAP = 12; // pixels between the card and what it points at
const EDGE = 8; // pixels that stay free where the window ends
const OPEN = "[role=listbox], [role=menu], [data-testid=stPopoverBody]"; // what Escape closes first

const COVERED = "[data-testid=stPopoverBody], [data-testid=stDialog]"; // what the card would lie over

let answered = 0; // the press of the button that was answered last
let offered = false; // whether it was, also where a browser keeps nothing for us
const tours = new WeakMap(); // card -> Tour

export default function ({ data, parentElement, setTriggerValue }) {
  const card = parentElement.querySelector(".card");
  if (!tours.has(card)) tours.set(card, new Tour(parentElement));
  const tour = tours.get(card);
  tour.take(data, () => setTriggerValue("way", true));
  return () => queueMicrotask(() => card.isConnected || tour.end());
}

class Tour {
  #part; // finds a part of the card by its selector
  #card;
  #ring;
  #data;
  #step = 0;
  #goToPath;
  #before; // what had the focus
  #frame = 0;
  #listening = new AbortController();

  constructor(root) {
    this.#part = (selector) => root.querySelector(selector);
    [this.#card, this.#ring] = [".card", ".ring"].map(this.#part);
    const options = { capture: true, signal: this.#listening.signal };
    document.addEventListener("keydown", (event) => this.#key(event), options);
    document.addEventListener("click", (event) => this.#click(event), options);
    this.#part(".skip").onclick = () => this.#close();
    this.#part(".back").onclick = () => this.#go(this.#step - 1);
    this.#part(".next").onclick = () => this.#go(this.#step + 1);
    this.#part(".way").onclick = () => (this.#close(), this.#goToPath());
  }

  take(data, goToPath) {
    const asked = data.asked && data.asked !== answered;
    answered = data.asked;
    [this.#data, this.#goToPath] = [data, goToPath];
    if (asked || (data.offered && isNew())) this.#open();
    else if (this.#isOpen) this.#tell();
  }

  end() {
    this.#listening.abort();
    cancelAnimationFrame(this.#frame);
  }

  get #isOpen() {
    return this.#card.matches(":popover-open");
  }

  get #place() {
    const { places } = this.#data.steps[this.#step];
    const [selector, text] = places.find(([each]) => isSeen(document.querySelector(each))) ?? places[0];
    return { target: document.querySelector(selector), text };
  }

  #open() {
    remember();
    if (!this.#isOpen) this.#before = document.activeElement;
    this.#ring.showPopover();
    this.#card.showPopover(); // over the ring
    this.#go(0);
    this.#card.focus({ preventScroll: true });
    cancelAnimationFrame(this.#frame);
    this.#follow();
  }

  #close() {
    const focused = this.#card.matches(":focus-within");
    cancelAnimationFrame(this.#frame);
    this.#ring.hidePopover();
    this.#card.hidePopover();
    if (focused) this.#before?.focus({ preventScroll: true });
  }

  #go(step) {
    if (step === this.#data.steps.length) return this.#close();
    this.#step = step;
    this.#tell();
    bringIntoView(this.#place.target);
  }

  #tell() {
    const { steps, words } = this.#data;
    const focused = this.#card.getRootNode().activeElement;
    const last = this.#step === steps.length - 1;
    const count = words.count.replace("{step}", this.#step + 1).replace("{steps}", steps.length);
    const texts = { ".count": count, "#title": steps[this.#step].title, "#text": this.#place.text };
    for (const name of ["skip", "back", "way"]) texts[`.${name}`] = words[name];
    texts[".next"] = last ? words.done : words.next;
    for (const [selector, text] of Object.entries(texts)) write(this.#part(selector), text);
    this.#part(".back").hidden = this.#step === 0;
    this.#part(".skip").hidden = last;
    this.#part(".way").hidden = !last;
    if (this.#card.contains(focused) && focused.hidden) this.#part(".next").focus({ preventScroll: true });
  }

  #follow() {
    if (document.querySelector(COVERED)) return this.#close();
    const { target } = this.#place;
    const box = isSeen(target) ? within(target.getBoundingClientRect()) : new DOMRect(innerWidth / 2, innerHeight / 2);
    move(this.#ring, box.x, box.y, box.width, box.height);
    move(this.#card, ...beside(box, this.#card.getBoundingClientRect(), this.#data.steps[this.#step].side));
    this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #key({ key }) {
    if (key === "Escape" && this.#isOpen && !document.querySelector(OPEN)) this.#close();
  }

  #click({ target }) {
    if (!this.#isOpen || !this.#data.steps[this.#step].pressed) return;
    if (this.#place.target?.contains(target)) this.#go(this.#step + 1);
  }
}

function isNew() {
  try {
    return !offered && !localStorage.getItem(SEEN);
  } catch {
    return !offered;
  }
}

function remember() {
  offered = true;
  try {
    localStorage.setItem(SEEN, "seen");
  } catch {
    // a browser that keeps nothing offers the tour again at its next visit
  }
}

function isSeen(part) {
  const box = part?.getBoundingClientRect();
  return Boolean(box?.width && box.height && box.right > 0 && box.left < innerWidth);
}

function bringIntoView(part) {
  const box = part?.getBoundingClientRect();
  if (!box || (box.top >= 0 && box.bottom <= innerHeight - 60)) return; // the time bar's height
  part.scrollIntoView({ block: box.height > innerHeight / 3 ? "start" : "center", behavior: "instant" });
}

// A ring of the box that the window does not cut off.
function within({ left, top, right, bottom }) {
  const [x, y] = [Math.max(left - 4, 2), Math.max(top - 4, 2)];
  return new DOMRect(x, y, Math.min(right + 4, innerWidth - 2) - x, Math.min(bottom + 4, innerHeight - 2) - y);
}

// Where a card of this size stands beside the box: on the side that is wished for, or else on one with room.
function beside(box, { width, height }, wished) {
  const x = between(box.left, innerWidth - width);
  const y = between(box.top, innerHeight - height);
  const places = {
    above: [x, box.top - GAP - height],
    below: [x, box.bottom + GAP],
    left: [box.left - GAP - width, y],
    right: [box.right + GAP, y],
  };
  const fits = ([left, top]) => left === between(left, innerWidth - width) && top === between(top, innerHeight - height);
  const sides = [wished, "above", "below", "right", "left"].map((side) => places[side]);
  return sides.find(fits) ?? [x, between(Infinity, innerHeight - height)];
}

function between(place, most) {
  return Math.max(EDGE, Math.min(place, most - EDGE));
}

function move(part, left, top, width, height) {
  const said = { left, top, ...(width === undefined ? {} : { width, height }) };
  for (const [name, value] of Object.entries(said)) part.style[name] = `${value}px`;
}

function write(part, text) {
  if (part.textContent !== text) part.textContent = text; // or it would be read out again
}
