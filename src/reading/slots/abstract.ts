/**
 * A question with its numbers, lists, dates, times and weekdays taken out: "sort Ya ascending", "Qa plus Qb". A small
 * model then reads words alone, can't change a digit, and what it writes names the slots. Each kind counts for itself:
 * Qa, Qb, … for numbers.
 */
import { WEEKDAYS } from '../../problem/solve/calendar.ts';
import { datesIn } from '../calendar/dates.ts';
import { numbersIn, readText } from '../text/text.ts';
import { clocksIn } from '../calendar/times.ts';

/** Q: a number, Y: a list of numbers, D: a date, T: a clock time, W: a weekday. */
type SlotKind = 'Q' | 'Y' | 'D' | 'T' | 'W';
export type Abstract = {
  /** The question in small letters; slots have a capital. */
  text: string;
  /** What each slot holds, as a formal problem writes it; the numbers of a list joined by ", ". */
  slots: ReadonlyMap<string, string>;
};

/** Most slots of a kind; a question with more is not abstracted. */
const MOST_SLOTS = 8;

type Piece = { start: number; end: number; kind: SlotKind; value: string };

const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && a.end > b.start;

/** Runs of three numbers and more with nothing but signs and "and" between them. */
const lists = (low: string, numbers: readonly Piece[]): Piece[] => {
  const runs: Piece[][] = [];
  for (const one of numbers) {
    const last = runs.at(-1)?.at(-1);
    const between = last && low.slice(last.end, one.start);
    if (between !== undefined && /^\s*(?:[,;]\s*)?(?:and\s+|or\s+|&\s*)?$/.test(between)) runs.at(-1)!.push(one);
    else runs.push([one]);
  }
  return runs.flatMap((run): Piece[] =>
    run.length < 3
      ? run
      : [{ start: run[0]!.start, end: run.at(-1)!.end, kind: 'Y', value: run.map((one) => one.value).join(', ') }],
  );
};

/** The abstract form of a question, or undefined when it has too many parts. */
export const abstractQuestion = (question: string): Abstract | undefined => {
  const { low } = readText(question);
  if (low.length > 600) return undefined;
  const pieces: Piece[] = datesIn(low)
    .filter((one) => !one.date.startsWith('us:'))
    .map((one) => ({ start: one.start, end: one.end, kind: 'D', value: one.date }));
  for (const one of clocksIn(low))
    if (
      !pieces.some((other) => overlaps(one, other)) &&
      /[:]|[ap]m\b|o'?clock|past|quarter|half|noon|midnight/.test(low.slice(one.start, one.end))
    )
      pieces.push({ start: one.start, end: one.end, kind: 'T', value: one.text });
  for (const match of low.matchAll(
    new RegExp(`\\b(?:${WEEKDAYS.map((one) => one.toLowerCase()).join('|')})\\b`, 'g'),
  )) {
    const piece: Piece = {
      start: match.index,
      end: match.index + match[0].length,
      kind: 'W',
      value: WEEKDAYS.find((one) => one.toLowerCase() === match[0])!,
    };
    if (!pieces.some((other) => overlaps(piece, other))) pieces.push(piece);
  }
  const numbers = numbersIn(low)
    .map((one): Piece => ({ start: one.start, end: one.end, kind: 'Q', value: one.value }))
    .filter((one) => !pieces.some((other) => overlaps(one, other)));
  const all = [...pieces, ...lists(low, numbers)].sort((a, b) => a.start - b.start);
  const slots = new Map<string, string>();
  const counts = new Map<SlotKind, number>();
  let text = '';
  let at = 0;
  for (const { start, end, kind, value } of all) {
    const count = counts.get(kind) ?? 0;
    if (count >= MOST_SLOTS) return undefined;
    counts.set(kind, count + 1);
    const name = `${kind}${String.fromCharCode(97 + count)}`;
    slots.set(name, value);
    text += `${low.slice(at, start)} ${name} `;
    at = end;
  }
  text += low.slice(at);
  return { text: text.replace(/\s+/g, ' ').trim(), slots };
};
