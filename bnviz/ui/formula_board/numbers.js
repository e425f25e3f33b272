// Keeps the numbers of a tick where a board that comes later finds them, and tells the board that is there.

export default function ({ data, parentElement }) {
  const node = parentElement.querySelector(".formula-numbers");
  node.dataset.board = data.board;
  node.value = JSON.stringify(data.numbers);
  document.dispatchEvent(new CustomEvent("formula-numbers", { detail: data }));
}
