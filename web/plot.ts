/** Small SVG plots: bars by day and lines by day. Each column shows its values on hover and to screen readers. */
import { h, s } from './dom.ts';
import { locale, t } from './language.ts';

type Series = { name: string; kind: string; values: readonly (number | undefined)[] };

const WIDTH = 560;
const HEIGHT = 190;
const LEFT = 54;
const BOTTOM = 26;
const TOP = 12;

/** A round number at or above `value`: 1, 2, 4, 6 or 8 times a power of ten, so that its half is round too. */
const niceTop = (value: number): number => {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((item) => item * power).find((item) => item >= value * 0.9999)!;
};

const dayLabel = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });

export type PlotOptions = {
  title: string;
  /** What one value is, as a sentence below the title. */
  about: string;
  days: readonly string[];
  series: readonly Series[];
  form: (value: number) => string;
  kind: 'bars' | 'lines';
};

/** Which days get a label: at most six, the last always. */
const labelled = (count: number): Set<number> => {
  const every = Math.max(1, Math.ceil(count / 6));
  return new Set(Array.from({ length: count }, (_, i) => count - 1 - i).filter((i) => (count - 1 - i) % every === 0));
};

const bars = (
  series: readonly Series[],
  x: (i: number) => number,
  width: number,
  y: (value: number) => number,
  count: number,
): SVGElement[] =>
  Array.from({ length: count }, (_, i) => {
    let below = 0;
    return series.flatMap((line) => {
      const value = line.values[i] ?? 0;
      if (value <= 0) return [];
      const rect = s('rect', {
        class: line.kind,
        x: x(i) - width / 2,
        width,
        y: y(below + value),
        height: Math.max(0.8, y(below) - y(below + value)),
        rx: Math.min(2, width / 4),
      });
      below += value;
      return [rect];
    });
  }).flat();

const lines = (series: readonly Series[], x: (i: number) => number, y: (value: number) => number): SVGElement[] =>
  series.flatMap((line) => {
    const runs: string[] = [];
    let pen = 'M';
    const dots: SVGElement[] = [];
    line.values.forEach((value, i) => {
      if (value === undefined) {
        pen = 'M';
        return;
      }
      runs.push(`${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`);
      if (line.values[i - 1] === undefined && line.values[i + 1] === undefined)
        dots.push(s('circle', { class: line.kind || 'a', cx: x(i), cy: y(value), r: 2.5 }));
      pen = 'L';
    });
    return [s('path', { class: `line ${line.kind}`, d: runs.join('') }), ...dots];
  });

/** A titled plot. Values that are undefined leave a gap in a line and no bar. */
export const plot = ({ title, about, days, series, form, kind }: PlotOptions): HTMLElement => {
  const stacked = days.map((_, i) => series.reduce((sum, item) => sum + (item.values[i] ?? 0), 0));
  const top = niceTop(
    kind === 'bars'
      ? Math.max(...stacked, 0)
      : Math.max(...series.flatMap((line) => line.values.map((value) => value ?? 0)), 0),
  );
  const slot = (WIDTH - LEFT) / Math.max(days.length, 1);
  const x = (i: number): number => LEFT + slot * (i + 0.5);
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const shown = labelled(days.length);
  const described = (i: number): string =>
    `${dayLabel(days[i]!)}: ${series.map((line) => `${line.name} ${line.values[i] === undefined ? '–' : form(line.values[i]!)}`).join(', ')}`;
  return h(
    'figure',
    { class: 'plot' },
    h('h3', {}, title),
    h('p', {}, about),
    s(
      'svg',
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        role: 'img',
        'aria-label': `${title}. ${days.length > 0 ? t('Latest day: {what}', { what: described(days.length - 1) }) : t('No data.')}`,
      },
      [0, 0.5, 1].map((share) => [
        s('line', { class: 'axis', x1: LEFT, x2: WIDTH, y1: y(top * share), y2: y(top * share) }),
        s('text', { x: LEFT - 8, y: y(top * share) + 4, 'text-anchor': 'end' }, form(top * share)),
      ]),
      kind === 'bars' ? bars(series, x, Math.min(26, slot * 0.66), y, days.length) : lines(series, x, y),
      days.map((day, i) => [
        shown.has(i) &&
          s(
            'text',
            { x: x(i), y: HEIGHT - 6, 'text-anchor': i === days.length - 1 && slot < 40 ? 'end' : 'middle' },
            dayLabel(day),
          ),
        s(
          'rect',
          { class: 'hit', x: x(i) - slot / 2, y: TOP, width: slot, height: HEIGHT - TOP - BOTTOM },
          s('title', {}, described(i)),
        ),
      ]),
    ),
    series.length > 1 &&
      h(
        'p',
        { class: 'legend' },
        series.map((item) =>
          h(
            'span',
            {},
            s(
              'svg',
              { viewBox: '0 0 18 12', 'aria-hidden': 'true' },
              kind === 'bars'
                ? s('rect', { class: item.kind, x: 2, y: 1, width: 12, height: 10, rx: 2 })
                : s('line', { class: `line ${item.kind}`, x1: 0, x2: 18, y1: 6, y2: 6 }),
            ),
            item.name,
          ),
        ),
      ),
  );
};
