// What a click on a figure asks for: { step, layer }, or null if neither is known.

export function pickOf(plot, { points, event }, steps) {
  if (!points.length) return null;
  const point = nearest(plot.getBoundingClientRect(), points, event);
  const picked = { step: steps ? whole(point.x) : null, layer: layerOf(point) };
  return picked.step === null && picked.layer === null ? null : picked;
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

function whole(value) {
  const number = Math.round(Number(value));
  return Number.isFinite(number) ? number : null;
}
