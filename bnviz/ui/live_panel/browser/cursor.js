// A thin line at one step in each plot of a figure. It lies over the figure: moving it redraws nothing.

import { element } from "./element.js";

export class Cursor {
  #plot;
  #step = null;
  node = element("div", { class: "cursor", "aria-hidden": "true" });

  constructor(plot) {
    this.#plot = plot;
  }

  // null: no line.
  point(step) {
    this.#step = step;
    this.draw();
  }

  draw() {
    const lines = this.#step === null ? [] : this.#places();
    while (this.node.children.length < lines.length) this.node.append(element("i"));
    [...this.node.children].forEach((line, index) => place(line, lines[index]));
  }

  #places() {
    const plots = Object.values(this.#plot._fullLayout?._plots ?? {}); // none before the first drawing
    return plots
      .filter(({ xaxis }) => inside(xaxis, this.#step))
      .map(({ xaxis, yaxis }) => [xaxis._offset + xaxis.d2p(this.#step), yaxis._offset, yaxis._length]);
  }
}

function inside(axis, step) {
  const pixel = axis.d2p(step);
  return pixel >= -0.5 && pixel <= axis._length + 0.5;
}

function place(line, box) {
  line.hidden = !box;
  if (!box) return;
  const [left, top, height] = box;
  line.style.height = `${height}px`;
  line.style.transform = `translate(${Math.round(left)}px, ${top}px)`;
}
