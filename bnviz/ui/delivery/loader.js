// Unpacks a component's data and hands them to its script; both are said in delivery.py.

let turn = Promise.resolve();

// One after the other: of two data, the newer must not be overtaken by the older.
export default function (component) {
  turn = turn.then(() => show(component), () => show(component));
  return turn;
}

async function show(component) {
  const unpacked = new Blob([component.data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const { script, data } = await new Response(unpacked).json();
  const { default: run } = await import(new URL(script, document.baseURI));
  return run({ ...component, data });
}
