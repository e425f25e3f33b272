// Brings a visitor's wishes to the server: one at a time, of several the newest, the next one when the page
// shows the answer.

const PATIENCE = 1000; // milliseconds until the next wish goes out though nothing was answered

export class Courier {
  #wish = 0; // the number of the newest wish
  #next = null;
  #waiting = null;
  #tell = null;

  ask(step) {
    this.#next = { step };
    if (!this.#waiting) this.#send();
  }

  // The page shows the answer to `wish`. Returns whether there is no newer one.
  hear(wish, tell) {
    this.#tell = tell;
    if (wish < this.#wish) return false;
    this.#wish = wish; // larger at the start, if there was a bar on this page before
    const settled = this.#next === null;
    this.#free();
    return settled;
  }

  close() {
    clearTimeout(this.#waiting);
  }

  #send() {
    const { step } = this.#next;
    this.#next = null;
    this.#wish += 1;
    this.#waiting = setTimeout(() => this.#free(), PATIENCE);
    this.#tell("wish", { step, wish: this.#wish });
  }

  #free() {
    clearTimeout(this.#waiting);
    this.#waiting = null;
    if (this.#next) this.#send();
  }
}
