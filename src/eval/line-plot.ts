/**
 * Line plots as self-contained SVG text, light or dark by the reader's preference.
 * Not a charting library: lines with optional interval bands over a linear or logarithmic x axis, and no more.
 */

/** [x, y] or [x, y, low, high]; low and high draw an interval band. */
export type PlotPoint = readonly [x: number, y: number, low?: number, high?: number];
/** `marks`: points that no line joins. */
export type PlotSeries = { name: string; points: readonly PlotPoint[]; dashed?: boolean; marks?: boolean };

export type PlotOptions = {
  title: string;
  xLabel: string;
  yLabel: string;
  /** Logarithmic x axis; points at x <= 0 are left out. */
  logX?: boolean;
  /** Values that the y axis shows at least, e.g. [0, 1]; it grows to hold every point. */
  yRange?: readonly [number, number];
  /** 'percent' writes 0.25 as 25 %. */
  yFormat?: 'number' | 'percent';
  series: readonly PlotSeries[];
  /** Pixels of the drawing; it scales to wherever it stands. */
  width?: number;
  height?: number;
};

/** Eight colours that stay apart for colour-blind readers; light page, dark page. */
const COLOURS: readonly (readonly [string, string])[] = [
  ['#0b6bcb', '#6cb6ff'],
  ['#d1480f', '#ff9b6a'],
  ['#1a7f4b', '#56d38f'],
  ['#8a3ffc', '#c49bff'],
  ['#a8700a', '#eec25c'],
  ['#c2185b', '#ff8fb4'],
  ['#00798a', '#5cd0de'],
  ['#5f6b7a', '#a9b4c2'],
];

const STYLE = [
  'text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px;fill:#57606a}',
  '.page{fill:#ffffff}.title{font-size:16px;font-weight:600;fill:#1f2328}.name{fill:#1f2328}',
  '.grid{stroke:#d8dee4;stroke-width:1}.axis{stroke:#8c959f;stroke-width:1}.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}',
  '.band{stroke:none;fill-opacity:.14}.dash{stroke-dasharray:6 4}',
  ...COLOURS.map(([light], i) => `.s${i}{stroke:${light}}.f${i}{fill:${light}}`),
  '@media (prefers-color-scheme:dark){text{fill:#9198a1}.page{fill:#0d1117}.title,.name{fill:#f0f6fc}.grid{stroke:#262c36}.axis{stroke:#656c76}',
  ...COLOURS.map(([, dark], i) => `.s${i}{stroke:${dark}}.f${i}{fill:${dark}}`),
  '}',
].join('');

const escape = (text: string): string =>
  text
    .replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '');

/** Round steps (1, 2, 2.5, 5 times a power of ten) that hold [low, high]; about `count` of them. */
export const niceTicks = (low: number, high: number, count = 5): number[] => {
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw new RangeError(`ticks of [${low}, ${high}]: both ends must be finite`);
  if (high <= low) return niceTicks(low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2, count);
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
};

/** Powers of ten, or of two when the span is short, that hold [low, high]; both above 0. */
export const logTicks = (low: number, high: number): number[] => {
  const base = high / low > 300 ? 10 : 2;
  const first = Math.floor(Math.log(low) / Math.log(base) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log(high) / Math.log(base) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => base ** (first + i));
};

/** `largest` is the axis's last tick: 5000 beside 20k is written 5k. */
const tickText = (value: number, largest: number, percent = false): string => {
  if (percent) return `${Number((value * 100).toPrecision(6))} %`;
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential(1).replace('.0e', 'e');
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(4))}M`;
  return largest >= 1e4 && size >= 1e3
    ? `${Number((value / 1e3).toPrecision(4))}k`
    : String(Number(value.toPrecision(6)));
};

/** Long curves drawn with the first, lowest, highest and last point of each pixel column: the same picture, few points. */
const thin = (points: PlotPoint[], column: (x: number) => number): PlotPoint[] => {
  if (points.length < 1500) return points;
  const groups = Map.groupBy(points, (point) => Math.round(column(point[0])));
  return [...groups.values()].flatMap((group) => {
    const [low, high] = group.reduce(([a, b], p) => [p[1] < a[1] ? p : a, p[1] > b[1] ? p : b], [group[0]!, group[0]!]);
    return group.filter((p, i) => i === 0 || i === group.length - 1 || p === low || p === high);
  });
};

const textWidth = (text: string): number => [...text].length * 6.7;

/**
 * An SVG document as text. Points that are not finite are left out; each series is drawn in the order of x. Throws
 * `RangeError` on two series of one name, which a legend can't tell apart.
 */
export const linePlot = (options: PlotOptions): string => {
  const { title, xLabel, yLabel, logX = false, yRange, yFormat = 'number', width = 720, height = 420 } = options;
  const names = options.series.map((one) => one.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`two series are named "${twice}"; give each its own name`);
  const finite = (point: PlotPoint) =>
    Number.isFinite(point[0]) && Number.isFinite(point[1]) && (!logX || point[0] > 0);
  const series = options.series.map((one) => ({
    ...one,
    points: one.points.filter(finite).sort((a, b) => a[0] - b[0]),
  }));
  const isDashed = (index: number) => series[index]!.dashed === true || index >= COLOURS.length; // colours start over
  const all = series.flatMap((one) => one.points);

  // The legend: as many rows as its names need.
  const rows: { name: string; index: number; x: number; y: number }[] = [];
  let [legendX, legendY] = [20, 50];
  if (series.length > 1) {
    for (const [index, { name }] of series.entries()) {
      const room = 30 + textWidth(name) + 18;
      if (legendX > 20 && legendX + room > width - 10) [legendX, legendY] = [20, legendY + 18];
      rows.push({ name, index, x: legendX, y: legendY });
      legendX += room;
    }
  } else legendY = 30;

  const fold = (values: number[], pick: (a: number, b: number) => number, none: number) =>
    values.length ? values.reduce((a, b) => pick(a, b)) : none;
  const xs = all.map((p) => p[0]);
  const ys = [...all.flatMap((p) => [p[1], p[2] ?? p[1], p[3] ?? p[1]]).filter(Number.isFinite), ...(yRange ?? [])];
  const [xLow, xHigh] = [fold(xs, Math.min, logX ? 1 : 0), fold(xs, Math.max, logX ? 2 : 1)];
  const yTicks = niceTicks(fold(ys, Math.min, 0), fold(ys, Math.max, 1));
  const xTicksAll = logX ? logTicks(xLow, xHigh) : niceTicks(xLow, xHigh, 6);
  const [xFrom, xTo] = [xTicksAll[0]!, xTicksAll.at(-1)!];
  const [yFrom, yTo] = [yTicks[0]!, yTicks.at(-1)!];
  const yTexts = yTicks.map((tick) => tickText(tick, yTo, yFormat === 'percent'));
  const left = Math.max(44, 18 + Math.max(...yTexts.map(textWidth)));
  const [top, right, bottom] = [legendY + 42, width - 24, height - 50];
  const along = (x: number) => (logX ? Math.log(x / xFrom) / Math.log(xTo / xFrom) : (x - xFrom) / (xTo - xFrom));
  const px = (x: number) => Number((left + along(x) * (right - left)).toFixed(1));
  const py = (y: number) => Number((bottom - ((y - yFrom) / (yTo - yFrom)) * (bottom - top)).toFixed(1));

  const out: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title><style>${STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="20" y="30">${escape(title)}</text>`,
    `<text x="20" y="${top - 16}">${escape(yLabel)}</text>`,
    `<text x="${right}" y="${height - 14}" text-anchor="end">${escape(xLabel)}</text>`,
  ];
  for (const [i, tick] of yTicks.entries()) {
    out.push(`<path class="${i === 0 ? 'axis' : 'grid'}" d="M${left} ${py(tick)}H${right}"/>`);
    out.push(`<text x="${left - 8}" y="${py(tick) + 4}" text-anchor="end">${yTexts[i]}</text>`);
  }
  const every = Math.ceil((xTicksAll.length * 52) / (right - left));
  for (const [i, tick] of xTicksAll.entries()) {
    if (i % every) continue;
    out.push(`<path class="axis" d="M${px(tick)} ${bottom}v5"/>`);
    out.push(`<text x="${px(tick)}" y="${bottom + 20}" text-anchor="middle">${tickText(tick, xTo)}</text>`);
  }
  if (all.length === 0)
    out.push(`<text x="${(left + right) / 2}" y="${(top + bottom) / 2}" text-anchor="middle">no data</text>`);
  for (const [index, one] of series.entries()) {
    const banded = one.points.filter((p) => Number.isFinite(p[2]) && Number.isFinite(p[3]));
    if (banded.length < 2 || one.marks) continue;
    const edge = [
      ...banded.map((p) => `${px(p[0])} ${py(p[3]!)}`),
      ...banded.toReversed().map((p) => `${px(p[0])} ${py(p[2]!)}`),
    ];
    out.push(`<path class="band f${index % COLOURS.length}" d="M${edge.join('L')}Z"/>`);
  }
  for (const [index, one] of series.entries()) {
    const colour = index % COLOURS.length;
    const points = thin(one.points, px);
    const path = points.map((p) => `${px(p[0])} ${py(p[1])}`).join('L');
    if (points.length > 1 && !one.marks)
      out.push(`<path class="line s${colour}${isDashed(index) ? ' dash' : ''}" d="M${path}"/>`);
    if (points.length <= 24 || one.marks)
      for (const p of points) out.push(`<circle class="f${colour}" cx="${px(p[0])}" cy="${py(p[1])}" r="3.2"/>`);
  }
  for (const { name, index, x, y } of rows) {
    const colour = index % COLOURS.length;
    out.push(`<path class="line s${colour}${isDashed(index) ? ' dash' : ''}" d="M${x} ${y}h22"/>`);
    out.push(`<text class="name" x="${x + 30}" y="${y + 4}">${escape(name)}</text>`);
  }
  return `${out.join('\n')}\n</svg>\n`;
};
