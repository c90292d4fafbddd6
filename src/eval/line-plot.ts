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
  const step = power * ([1, 2, 2.5, 5, 10].find((size) => size * power >= rough * 0.999) ?? 10);
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

/**
 * Long curves drawn with the first, lowest, highest and last point of each pixel column: the same picture, few points.
 */
const thin = (points: PlotPoint[], column: (x: number) => number): PlotPoint[] => {
  if (points.length < 1500) return points;
  const groups = Map.groupBy(points, (point) => Math.round(column(point[0])));
  return [...groups.values()].flatMap((group) => {
    const [low, high] = group.reduce(([a, b], p) => [p[1] < a[1] ? p : a, p[1] > b[1] ? p : b], [group[0]!, group[0]!]);
    return group.filter((p, i) => i === 0 || i === group.length - 1 || p === low || p === high);
  });
};

const textWidth = (text: string): number => [...text].length * 6.7;

/** Series with finite points in the order of x. */
type Drawn = Omit<PlotSeries, 'points'> & { points: PlotPoint[] };

/** Throws `RangeError` on two series of one name, which a legend can't tell apart. */
const drawable = ({ series, logX = false }: PlotOptions): Drawn[] => {
  const names = series.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`two series are named "${twice}"; give each a name of its own`);
  const isDrawable = ([x, y]: PlotPoint) => Number.isFinite(x) && Number.isFinite(y) && (!logX || x > 0);
  return series.map((line) => ({ ...line, points: line.points.filter(isDrawable).sort((a, b) => a[0] - b[0]) }));
};

/** Colours start over after the last one, with dashes. */
const isDashed = (line: Drawn, index: number): boolean => line.dashed === true || index >= COLOURS.length;
const strokeOf = (line: Drawn, index: number): string =>
  `line s${index % COLOURS.length}${isDashed(line, index) ? ' dash' : ''}`;

type LegendEntry = { name: string; index: number; x: number; y: number };

/** Places of the names, in as many rows as they need, and where the last row lies. One series needs none. */
const legendOf = (series: readonly Drawn[], width: number): { entries: LegendEntry[]; bottom: number } => {
  if (series.length <= 1) return { entries: [], bottom: 30 };
  const entries: LegendEntry[] = [];
  let [x, y] = [20, 50];
  for (const [index, { name }] of series.entries()) {
    const room = 30 + textWidth(name) + 18;
    if (x > 20 && x + room > width - 10) [x, y] = [20, y + 18];
    entries.push({ name, index, x, y });
    x += room;
  }
  return { entries, bottom: y };
};

const least = (values: readonly number[], none: number): number =>
  values.length ? values.reduce((a, b) => Math.min(a, b)) : none;
const most = (values: readonly number[], none: number): number =>
  values.length ? values.reduce((a, b) => Math.max(a, b)) : none;

/** The ticks of both axes, the edges of the plot in pixels, and the pixel of a value. */
type Axes = {
  xTicks: number[];
  yTicks: number[];
  yTexts: string[];
  left: number;
  right: number;
  top: number;
  bottom: number;
  px: (x: number) => number;
  py: (y: number) => number;
};

const axesOf = (points: readonly PlotPoint[], options: PlotOptions, legendBottom: number): Axes => {
  const { logX = false, yRange = [], yFormat = 'number', width = 720, height = 420 } = options;
  const xs = points.map(([x]) => x);
  const ys = [...points.flatMap(([, y, low = y, high = y]) => [y, low, high]).filter(Number.isFinite), ...yRange];
  const [xLow, xHigh] = [least(xs, logX ? 1 : 0), most(xs, logX ? 2 : 1)];
  const yTicks = niceTicks(least(ys, 0), most(ys, 1));
  const xTicks = logX ? logTicks(xLow, xHigh) : niceTicks(xLow, xHigh, 6);
  const [xFrom, xTo] = [xTicks[0]!, xTicks.at(-1)!];
  const [yFrom, yTo] = [yTicks[0]!, yTicks.at(-1)!];
  const yTexts = yTicks.map((tick) => tickText(tick, yTo, yFormat === 'percent'));
  const left = Math.max(44, 18 + Math.max(...yTexts.map(textWidth)));
  const [top, right, bottom] = [legendBottom + 42, width - 24, height - 50];
  const along = (x: number) => (logX ? Math.log(x / xFrom) / Math.log(xTo / xFrom) : (x - xFrom) / (xTo - xFrom));
  return {
    xTicks,
    yTicks,
    yTexts,
    left,
    right,
    top,
    bottom,
    px: (x) => Number((left + along(x) * (right - left)).toFixed(1)),
    py: (y) => Number((bottom - ((y - yFrom) / (yTo - yFrom)) * (bottom - top)).toFixed(1)),
  };
};

const drawAxes = ({ xTicks, yTicks, yTexts, left, right, bottom, px, py }: Axes): string[] => {
  const every = Math.ceil((xTicks.length * 52) / (right - left));
  return [
    ...yTicks.flatMap((tick, i) => [
      `<path class="${i === 0 ? 'axis' : 'grid'}" d="M${left} ${py(tick)}H${right}"/>`,
      `<text x="${left - 8}" y="${py(tick) + 4}" text-anchor="end">${yTexts[i]}</text>`,
    ]),
    ...xTicks.flatMap((tick, i) =>
      i % every
        ? []
        : [
            `<path class="axis" d="M${px(tick)} ${bottom}v5"/>`,
            `<text x="${px(tick)}" y="${bottom + 20}" text-anchor="middle">${tickText(tick, xTicks.at(-1)!)}</text>`,
          ],
    ),
  ];
};

/** The band between the low and high of each point, where at least two have one. */
const drawBand = ({ px, py }: Axes, line: Drawn, index: number): string[] => {
  const banded = line.points.filter(([, , low, high]) => Number.isFinite(low) && Number.isFinite(high));
  if (banded.length < 2 || line.marks) return [];
  const edge = [
    ...banded.map(([x, , , high]) => `${px(x)} ${py(high!)}`),
    ...banded.toReversed().map(([x, , low]) => `${px(x)} ${py(low!)}`),
  ];
  return [`<path class="band f${index % COLOURS.length}" d="M${edge.join('L')}Z"/>`];
};

/** The line of a series, and its points where they are few. */
const drawLine = ({ px, py }: Axes, line: Drawn, index: number): string[] => {
  const points = thin(line.points, px);
  const path = points.map(([x, y]) => `${px(x)} ${py(y)}`).join('L');
  return [
    ...(points.length > 1 && !line.marks ? [`<path class="${strokeOf(line, index)}" d="M${path}"/>`] : []),
    ...(points.length <= 24 || line.marks
      ? points.map(([x, y]) => `<circle class="f${index % COLOURS.length}" cx="${px(x)}" cy="${py(y)}" r="3.2"/>`)
      : []),
  ];
};

/**
 * An SVG document as text. Points that are not finite are left out; each series is drawn in the order of x. Throws
 * `RangeError` on two series of one name, which a legend can't tell apart.
 */
export const linePlot = (options: PlotOptions): string => {
  const { title, xLabel, yLabel, width = 720, height = 420 } = options;
  const series = drawable(options);
  const points = series.flatMap((line) => line.points);
  const legend = legendOf(series, width);
  const axes = axesOf(points, options, legend.bottom);
  const { left, right, top, bottom } = axes;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title><style>${STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="20" y="30">${escape(title)}</text>`,
    `<text x="20" y="${top - 16}">${escape(yLabel)}</text>`,
    `<text x="${right}" y="${height - 14}" text-anchor="end">${escape(xLabel)}</text>`,
    ...drawAxes(axes),
    ...(points.length === 0
      ? [`<text x="${(left + right) / 2}" y="${(top + bottom) / 2}" text-anchor="middle">no data</text>`]
      : []),
    ...series.flatMap((line, index) => drawBand(axes, line, index)),
    ...series.flatMap((line, index) => drawLine(axes, line, index)),
    ...legend.entries.flatMap(({ name, index, x, y }) => [
      `<path class="${strokeOf(series[index]!, index)}" d="M${x} ${y}h22"/>`,
      `<text class="name" x="${x + 30}" y="${y + 4}">${escape(name)}</text>`,
    ]),
  ];
  return `${parts.join('\n')}\n</svg>\n`;
};
