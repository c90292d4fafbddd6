/**
 * A progress line on stderr: bar, percentage, rate, time left and a few named numbers such as the loss. On a terminal
 * the line is redrawn at most ten times a second. Elsewhere a plain line is written every ten seconds, as log files
 * need it.
 */
import { clip } from './text-width.ts';

/** The part of a writable stream that is used. */
export type ProgressStream = { isTTY?: boolean; columns?: number; write(text: string): unknown };

export type ProgressOptions = {
  /** Number of units. Leave it out when it is unknown. */
  total?: number;
  /** Units finished by an earlier run. They don't count for the rate. Default 0. */
  from?: number;
  label: string;
  /** The unit in the plural: 'steps', 'items', 'tokens'. */
  unit?: string;
  /** Monotonic milliseconds. */
  clock?: () => number;
  stream?: ProgressStream;
};

type Fields = Record<string, string | number>;

export type Progress = {
  /** `done` units are finished. `fields` replace those shown so far. */
  update(done: number, fields?: Fields): void;
  /** Prints a line above the progress line. */
  log(line: string): void;
  /** Draws the last state and ends the line. Later calls have no effect. */
  finish(note?: string): void;
};

const REDRAW_MS = 100;
const LINE_MS = 10_000;
/** The rate is that of the last half minute, so a slow start does not distort the time left. */
const MEMORY_MS = 30_000;

/** 75 → '1m15s'; 0.42 → '0.4s'; 90061 → '25h01m'. Seconds in. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`;
};

/** Three significant digits, large numbers with k, M, G: 1234567 → '1.23M'. */
export const short = (value: number): string => {
  if (!Number.isFinite(value)) return '?';
  const size = Math.abs(value);
  for (const [scale, mark] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (size >= scale * (scale === 1e3 ? 10 : 1)) return `${Number((value / scale).toPrecision(3))}${mark}`;
  }
  return size >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
};

const bar = (share: number, cells: number): string => {
  const full = Math.floor(share * cells);
  return '█'.repeat(full) + '░'.repeat(cells - full);
};

/** Starts a progress line; nothing is drawn until the first `update`. */
export const createProgress = (options: ProgressOptions): Progress => {
  const { total, from = 0, label, unit = '', clock = () => performance.now(), stream = process.stderr } = options;
  const live = stream.isTTY === true && process.env.TERM !== 'dumb';
  const started = clock();
  let marks: { at: number; done: number }[] = [{ at: started, done: from }];
  let [done, fields, drawn, drawnDone, finished]: [number, Fields, number, number, boolean] = [
    from,
    {},
    -Infinity,
    -1,
    false,
  ];

  const rate = (): number => {
    const first = marks[0]!;
    const last = marks.at(-1)!;
    return last.at > first.at ? ((last.done - first.done) * 1000) / (last.at - first.at) : 0;
  };
  const text = (note?: string): string => {
    const share = total ? Math.min(1, Math.max(0, done / total)) : undefined;
    const average = ((done - from) * 1000) / Math.max(1, clock() - started);
    const shown = note === undefined ? rate() : average;
    const parts = [
      label,
      share === undefined ? '' : `${live ? `${bar(share, 16)} ` : ''}${String(Math.floor(share * 100)).padStart(3)} %`,
      `${short(done)}${total ? `/${short(total)}` : ''}${unit ? ` ${unit}` : ''}`,
      shown > 0 ? `${short(shown)}/s` : '',
      note !== undefined
        ? `in ${duration((clock() - started) / 1000)}`
        : total && shown > 0
          ? `${duration((total - done) / shown)} left`
          : '',
      ...Object.entries(fields).map(([name, value]) => `${name} ${typeof value === 'number' ? short(value) : value}`),
      note ?? '',
    ];
    return parts.filter((part) => part !== '').join('  ');
  };
  const draw = (note?: string): void => {
    drawn = clock();
    drawnDone = done;
    const line = text(note);
    const end = note === undefined ? '' : '\n';
    if (live) stream.write(`\r\x1b[K${clip(line, Math.max(10, (stream.columns || 80) - 1))}${end}`);
    else stream.write(`${line}\n`);
  };

  return {
    update(now, extra) {
      if (finished) return;
      done = now;
      if (extra) fields = extra;
      const at = clock();
      marks.push({ at, done });
      if (marks.length > 2 && at - marks[1]!.at > MEMORY_MS) marks.shift();
      if (marks.length > 400) marks = marks.filter((_, i) => i % 2 === 0 || i === marks.length - 1);
      if (at - drawn >= (live ? REDRAW_MS : LINE_MS)) draw();
    },
    log(line) {
      if (live && !finished) stream.write('\r\x1b[K');
      stream.write(`${line}\n`);
      if (live && !finished && drawnDone >= 0) draw();
    },
    finish(note = 'done') {
      if (finished) return;
      draw(note);
      finished = true;
    },
  };
};
