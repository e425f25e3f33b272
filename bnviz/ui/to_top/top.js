// Scrolls the page to its top when `data`, the name of what it shows, is not what it was.

export default function ({ data, parentElement }) {
  const memory = parentElement.querySelector("i").dataset;
  if (memory.shown !== undefined && memory.shown !== data) {
    document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  }
  memory.shown = data;
}
