/** Numbers, times, sizes and money as a reader wants them. Pure. */

/** 1,234 */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** 12.3 k, 4.5 M: for axes and small tiles. */
export const short = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e9) return `${trim(value / 1e9)} G`;
  if (size >= 1e6) return `${trim(value / 1e6)} M`;
  if (size >= 1e4) return `${trim(value / 1e3)} k`;
  return size >= 100 || Number.isInteger(value) ? count(value) : trim(value);
};

const trim = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 1).replace(/\.?0+$/, '');

/** 0.42 s, 12.3 s, 3 min 05 s; milliseconds below a tenth of a second. */
export const duration = (seconds: number): string => {
  if (seconds < 0.1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
};

/** US dollars with as many digits as small sums need: $0, $0.00042, $1.30. */
export const money = (dollars: number): string => {
  if (dollars === 0) return '$0';
  if (Math.abs(dollars) >= 1) return `$${dollars.toFixed(2)}`;
  return `$${Number(dollars.toPrecision(2)).toFixed(Math.min(10, Math.max(2, 1 - Math.floor(Math.log10(Math.abs(dollars))))))}`;
};

/** 0.731 → 73 % */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The words for a confidence; the command line uses the same bounds. */
export const confidenceWords = (confidence: number): string =>
  confidence >= 0.95
    ? 'very high'
    : confidence >= 0.85
      ? 'high'
      : confidence >= 0.6
        ? 'moderate'
        : confidence >= 0.35
          ? 'low'
          : 'very low';

/** 5 answers, 1 answer */
export const plural = (value: number, item: string, many = `${item}s`): string =>
  `${count(value)} ${value === 1 ? item : many}`;

/** 14:05 today, 3 Nov before. */
export const moment = (at: number, now: number): string => {
  const date = new Date(at);
  return date.toDateString() === new Date(now).toDateString()
    ? date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString('en-GB', {
        day: 'numeric',
        month: 'short',
        ...(date.getFullYear() !== new Date(now).getFullYear() && { year: 'numeric' }),
      });
};

/** The heading of a list ordered by time. */
export const dayGroup = (at: number, now: number): string => {
  const start = new Date(now).setHours(0, 0, 0, 0);
  if (at >= start) return 'Today';
  if (at >= start - 86_400_000) return 'Yesterday';
  if (at >= start - 7 * 86_400_000) return 'The last seven days';
  return new Date(at).toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
};

/** 1.2 MB */
export const bytes = (size: number): string =>
  size < 1000
    ? `${size} B`
    : size < 1e6
      ? `${trim(size / 1e3)} kB`
      : size < 1e9
        ? `${trim(size / 1e6)} MB`
        : `${trim(size / 1e9)} GB`;
