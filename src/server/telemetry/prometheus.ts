/**
 * Counters and histograms, and their text in Prometheus' exposition format 0.0.4. Labels from outside are bounded:
 * after so many values of one label, further values become 'other'.
 */

export type Labels = Readonly<Record<string, string>>;

/** Something that has lines in the exposition. */
type Metric = { lines(): string[] };
export type Counter = Metric & { add(labels: Labels, by?: number): void };
export type Histogram = Metric & { observe(labels: Labels, value: number): void };

/** Values that one label may have. */
const MOST_VALUES = 100;

const escape = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const labelText = (labels: Labels): string => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
};

const number = (value: number): string => (value === Infinity ? '+Inf' : String(value));

const head = (name: string, type: string, help: string): string[] => [
  `# HELP ${name} ${help.replaceAll('\n', ' ')}`,
  `# TYPE ${name} ${type}`,
];

/** Lets the first values of each label through and calls the rest 'other'. */
const createBound = (): ((labels: Labels) => Labels) => {
  const seen = new Map<string, Set<string>>();
  return (labels) =>
    Object.fromEntries(
      Object.entries(labels).map(([name, value]) => {
        let values = seen.get(name);
        if (!values) seen.set(name, (values = new Set()));
        if (values.has(value)) return [name, value];
        if (values.size >= MOST_VALUES) return [name, 'other'];
        values.add(value);
        return [name, value];
      }),
    );
};

/** The bounded labels and their text. Those that were seen before are found without writing them anew. */
const createSeries = (): ((labels: Labels) => { labels: Labels; key: string }) => {
  const bound = createBound();
  const known = new Map<string, { labels: Labels; key: string }>();
  return (given) => {
    let name = '';
    for (const label in given) name += `${label}\0${given[label]}\0`;
    const found = known.get(name);
    if (found) return found;
    const labels = bound(given);
    const made = { labels, key: labelText(labels) };
    // What was bounded to 'other' has no end of values: it is not remembered.
    if (Object.keys(given).every((label) => given[label] === labels[label])) known.set(name, made);
    return made;
  };
};

/** A sum that only grows. `name` ends in _total. */
export const createCounter = (name: string, help: string): Counter => {
  const seriesOf = createSeries();
  const sums = new Map<string, number>();
  return {
    add(labels, by = 1) {
      const { key } = seriesOf(labels);
      sums.set(key, (sums.get(key) ?? 0) + by);
    },
    lines: () => [
      ...head(name, 'counter', help),
      ...[...sums].map(([labels, sum]) => `${name}${labels} ${number(sum)}`),
    ],
  };
};

/** Counts by upper bounds, which rise; the last, infinite one is added. */
export const createHistogram = (name: string, help: string, bounds: readonly number[]): Histogram => {
  const seriesOf = createSeries();
  const series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();
  return {
    observe(labels, value) {
      const { labels: bounded, key } = seriesOf(labels);
      let counter = series.get(key);
      if (!counter) series.set(key, (counter = { labels: bounded, counts: bounds.map(() => 0), sum: 0, count: 0 }));
      const at = bounds.findIndex((most) => value <= most);
      if (at >= 0) counter.counts[at]!++;
      counter.sum += value;
      counter.count++;
    },
    lines: () => [
      ...head(name, 'histogram', help),
      ...[...series].flatMap(([key, { labels, counts, sum, count }]) => {
        let below = 0;
        const buckets = bounds.map(
          (most, i) => `${name}_bucket${labelText({ ...labels, le: number(most) })} ${(below += counts[i]!)}`,
        );
        return [
          ...buckets,
          `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
          `${name}_sum${key} ${number(sum)}`,
          `${name}_count${key} ${count}`,
        ];
      }),
    ],
  };
};

/** One number without labels, of now. */
export const gaugeLines = (name: string, help: string, value: number): string[] => [
  ...head(name, 'gauge', help),
  `${name} ${number(value)}`,
];

/** Numbers of now, one for each set of labels. */
export const gaugeSeries = (
  name: string,
  help: string,
  series: readonly (readonly [labels: Labels, value: number])[],
): string[] => [
  ...head(name, 'gauge', help),
  ...series.map(([labels, value]) => `${name}${labelText(labels)} ${number(value)}`),
];

export const exposition = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
