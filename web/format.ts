/** Numbers, times, sizes and money as a reader wants them, in the language of the page. Pure. */
import { language, locale, t } from './language.ts';

/** English figures are those of the United States: 1,234. Dates have the day first. */
const numbers = language === 'en' ? 'en-US' : language;

const integer = new Intl.NumberFormat(numbers, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(numbers, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat(numbers, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const atMostOne = new Intl.NumberFormat(numbers, { maximumFractionDigits: 1 });
const atMostTwo = new Intl.NumberFormat(numbers, { maximumFractionDigits: 2 });

/** 1,234 */
export const count = (value: number): string => integer.format(Math.round(value));

/** 1.5 */
export const decimal = (value: number): string => oneDigit.format(value);

/** 12.3 k, 4.5 M: for axes and small tiles. */
export const short = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e9) return `${trim(value / 1e9)} G`;
  if (size >= 1e6) return `${trim(value / 1e6)} M`;
  if (size >= 1e4) return `${trim(value / 1e3)} k`;
  return size >= 100 || Number.isInteger(value) ? count(value) : trim(value);
};

const trim = (value: number): string => (Math.abs(value) < 10 ? atMostTwo : atMostOne).format(value);

/** 0.42 s, 12.3 s, 3 min 05 s; milliseconds below a tenth of a second. */
export const duration = (seconds: number): string => {
  if (seconds < 0.1) return t('{n} ms', { n: count(Math.max(0, seconds * 1000)) });
  if (seconds < 10) return t('{n} s', { n: twoDigits.format(seconds) });
  if (seconds < 60) return t('{n} s', { n: oneDigit.format(seconds) });
  const whole = Math.round(seconds);
  const rest = new Intl.NumberFormat(numbers, { minimumIntegerDigits: 2 }).format(whole % 60);
  return t('{m} min {s} s', { m: count(Math.floor(whole / 60)), s: rest });
};

const dollarsWith = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat(numbers, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

/** US dollars with as many digits as small sums need: $0, $0.00042, $1.30. */
export const money = (dollars: number): string => {
  if (dollars === 0) return dollarsWith(0).format(0);
  if (Math.abs(dollars) >= 1) return dollarsWith(2).format(dollars);
  const digits = Math.min(10, Math.max(2, 1 - Math.floor(Math.log10(Math.abs(dollars)))));
  return dollarsWith(digits).format(Number(dollars.toPrecision(2)));
};

/** 0.731 → 73 % */
export const percent = (share: number): string => t('{n} %', { n: count(share * 100) });

/** The words for a confidence; the command line uses the same bounds. */
export const confidenceWords = (confidence: number): string => {
  if (confidence >= 0.95) return t('very high');
  if (confidence >= 0.85) return t('high');
  if (confidence >= 0.6) return t('moderate');
  return confidence >= 0.35 ? t('low') : t('very low');
};

/** 14:05 today, 3 Nov before. */
export const moment = (at: number, now: number): string => {
  const date = new Date(at);
  return date.toDateString() === new Date(now).toDateString()
    ? date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString(locale, {
        day: 'numeric',
        month: 'short',
        ...(date.getFullYear() !== new Date(now).getFullYear() && { year: 'numeric' }),
      });
};

/** The heading of a list ordered by time. */
export const dayGroup = (at: number, now: number): string => {
  const start = new Date(now).setHours(0, 0, 0, 0);
  if (at >= start) return t('Today');
  if (at >= start - 86_400_000) return t('Yesterday');
  if (at >= start - 7 * 86_400_000) return t('The last seven days');
  return new Date(at).toLocaleDateString(locale, { month: 'long', year: 'numeric' });
};

/** 1.2 MB */
export const bytes = (size: number): string => {
  if (size < 1000) return `${count(size)} B`;
  if (size < 1e6) return `${trim(size / 1e3)} kB`;
  return size < 1e9 ? `${trim(size / 1e6)} MB` : `${trim(size / 1e9)} GB`;
};
