// Draws curves as an SVG: one panel per unit, with logarithmic axes and each curve's name at its end.
const PANEL = { width: 330, height: 330, gap: 200, left: 78, top: 64, bottom: 58 };
const COLOURS = ["#0b6e4f", "#c2410c", "#1d4ed8", "#9333ea", "#b45309", "#be123c"];
const INK = "#1f2933";
const FAINT = "#e4e7eb";
const LABEL_HEIGHT = 17;

const powersOfTen = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at));
/** How far a point may lie outside the axis, as a part of a power of ten. */
const PAD = 0.12;
/** Returns the exponents of the first and the last power of ten on an axis. */
const decades = (values) => {
  const logs = values.map(Math.log10);
  return [Math.floor(Math.min(...logs) + PAD), Math.ceil(Math.max(...logs) - PAD)];
};
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const oneDecimal = (number) => number.toFixed(1);

const count = (value) => (value >= 1e6 ? `${value / 1e6} M` : value >= 1e3 ? `${value / 1e3} k` : String(value));
const UNITS = [
  ["ms", 1e6],
  ["µs", 1e3],
  ["ns", 1],
  ["ps", 1e-3],
  ["fs", 1e-6],
];
/** Formats a time. The factor 0.99 is needed because powers of ten below 1 are not exact floats. */
const time = (ns) => {
  const [unit, size] = UNITS.find(([, size]) => ns >= size * 0.99) ?? UNITS.at(-1);
  return `${Number((ns / size).toPrecision(3))} ${unit}`;
};

const text = (x, y, content, { anchor = "middle", fill = INK, weight = 400, size = 12 } = {}) =>
  `<text x="${oneDecimal(x)}" y="${oneDecimal(y)}" text-anchor="${anchor}" fill="${fill}" ` +
  `font-size="${size}" font-weight="${weight}">${escape(content)}</text>`;
const line = (x1, y1, x2, y2) =>
  `<path d="M${oneDecimal(x1)} ${oneDecimal(y1)}L${oneDecimal(x2)} ${oneDecimal(y2)}" stroke="${FAINT}"/>`;

/** Moves labels apart from top to bottom, and moves them up again if they would leave the panel. */
function spread(labels, bottom) {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  sorted.forEach((label, at) => (label.y = Math.max(label.y, at ? sorted[at - 1].y + LABEL_HEIGHT : -Infinity)));
  sorted.reverse().forEach((label, at) => (label.y = Math.min(label.y, at ? sorted[at - 1].y - LABEL_HEIGHT : bottom)));
  return labels;
}

function panel(unit, curves, left) {
  const { width, height, top } = PANEL;
  const all = curves.flatMap(({ points }) => points);
  const [, toX] = decades(all.map(([size]) => size));
  const [fromY, toY] = decades(all.map(([, ns]) => ns));
  const x = (size) => left + (Math.log10(size) / toX) * width;
  const y = (ns) => top + height - ((Math.log10(ns) - fromY + PAD) / (toY - fromY + 2 * PAD)) * height;
  const out = [text(left, top - 22, `Time per ${unit}`, { anchor: "start", weight: 600, size: 14 })];
  for (const ns of powersOfTen(fromY, toY)) {
    out.push(line(left, y(ns), left + width, y(ns)), text(left - 10, y(ns) + 4, time(ns), { anchor: "end" }));
  }
  for (const size of powersOfTen(0, toX)) {
    out.push(line(x(size), top, x(size), top + height), text(x(size), top + height + 20, count(size)));
  }
  out.push(text(left + width / 2, top + height + 42, `${unit}s in the input`));
  const labels = spread(
    curves.map(({ points }) => ({ y: y(points.at(-1)[1]) })),
    top + height,
  );
  curves.forEach(({ name, points }, at) => {
    const fill = COLOURS[at % COLOURS.length];
    const path = points.map(([size, ns]) => `${oneDecimal(x(size))} ${oneDecimal(y(ns))}`).join("L");
    out.push(`<path d="M${path}" fill="none" stroke="${fill}" stroke-width="2.2" stroke-linejoin="round"/>`);
    for (const [size, ns] of points)
      out.push(`<circle cx="${oneDecimal(x(size))}" cy="${oneDecimal(y(ns))}" r="3" fill="${fill}"/>`);
    out.push(text(left + width + 12, labels[at].y + 4, name, { anchor: "start", fill, weight: 600 }));
  });
  return out;
}

/**
 * @param {{ name: string, unit: string, points: [number, number][] }[]} curves each point is a size and the nanoseconds
 * per unit
 */
export function plot(curves) {
  const units = [...new Set(curves.map(({ unit }) => unit))];
  const step = PANEL.left + PANEL.width + PANEL.gap;
  const [width, height] = [units.length * step, PANEL.top + PANEL.height + PANEL.bottom];
  const panels = units.flatMap((unit, at) =>
    panel(
      unit,
      curves.filter((curve) => curve.unit === unit),
      at * step + PANEL.left,
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    "<title>Time per item and per byte as the input grows</title>",
    `<rect width="${width}" height="${height}" rx="8" fill="#fff"/>`,
    ...panels,
    "</svg>\n",
  ].join("\n");
}
