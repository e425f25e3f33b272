// What a click on a figure asks for: { step, layer, cell }, or null if none of them is known.

export function pickOf(plot, { points, event }, steps) {
  if (!points.length) return null;
  const point = nearest(plot.getBoundingClientRect(), points, event);
  const picked = { step: steps ? whole(point.x) : null, layer: layerOf(point), cell: cellOf(point) };
  return Object.values(picked).some((value) => value !== null) ? picked : null;
}

// A unified hover label names a point of each curve; meant is the one closest to the mouse.
function nearest({ left, top }, points, { clientX, clientY }) {
  const distance = ({ x, y, xaxis, yaxis }) =>
    Math.hypot(left + xaxis._offset + xaxis.d2p(x) - clientX, top + yaxis._offset + yaxis.d2p(y) - clientY);
  return points.reduce((best, point) => (distance(point) < distance(best) ? point : best));
}

// A trace of one layer says which in its meta; "x" or "y": its x or y values are the layers.
function layerOf({ data, ...point }) {
  const layer = data.meta?.layer ?? null;
  return layer === "x" || layer === "y" ? whole(point[layer]) : layer;
}

// The column and row, from 0, in a map whose trace says in its meta that it has cells.
function cellOf({ data, x, y }) {
  return data.meta?.cells ? [whole(x), whole(y)] : null;
}

function whole(value) {
  const number = Math.round(Number(value));
  return Number.isFinite(number) ? number : null;
}
