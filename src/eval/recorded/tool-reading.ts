/**
 * How many recorded replies that a strict reader can't decode are read rightly all the same, and whether a call is made
 * from a text that holds none. Whether a text holds the right call is told without Mizan's reader: it must name the
 * tool and every value that is due.
 */
import { percent, within, type Table } from '../report.ts';
import { wilson } from '../statistics.ts';
import type { BfclItem } from '../bfcl.ts';
import {
  isMade,
  isRight,
  isRightStrictly,
  readingOf,
  readRecordedTurns,
  strictCalls,
  type RecordedReply,
  type RecordedTurn,
} from './tool-replies.ts';

/** Counts over the replies of one model. */
export type ReadingRow = {
  model: string;
  /** Replies to questions where a tool fits. */
  replies: number;
  /** Of those, judged right by the board, by the strict reader, by Mizan's. */
  board: number;
  strict: number;
  read: number;
  /** Replies that the strict reader can't decode; those that hold the right call; of those, read rightly. */
  undecoded: number;
  holding: number;
  recovered: number;
  /**
   * Questions where no tool fits: replies without a call to the strict reader; of those, in which a call is written,
   * and in which none is.
   */
  silent: number;
  written: number;
  unwritten: number;
  /** Of the last two, those from which Mizan makes a call. */
  fromWritten: number;
  fromUnwritten: number;
};

const fold = (text: string): string => text.toLowerCase().replace(/[\s,./\-_*^'"]/g, '');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a value is written in a text, in whatever spelling. */
const isWritten = (value: unknown, text: string): boolean => {
  if (typeof value === 'string') return value === '' || fold(text).includes(fold(value));
  if (typeof value === 'boolean') return new RegExp(`\\b${value}\\b`, 'i').test(text);
  if (typeof value === 'number') {
    const spelled = Number.isInteger(value) ? `${value}(?:\\.0+)?` : escaped(String(value));
    return new RegExp(`(?<![\\d.])${spelled}(?![\\d])`).test(text.replaceAll('_', ''));
  }
  if (Array.isArray(value)) return value.every((element) => isWritten(element, text));
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).every(
      (choices) =>
        Array.isArray(choices) && (choices.includes('') || choices.some((choice) => isWritten(choice, text))),
    );
  }
  return true;
};

/**
 * How often a call of a tool is written in a text: its name before a parenthesis with arguments, as the value of a
 * name, or at the head of a list.
 */
const callsWritten = (text: string, name: string): number => {
  const parts = [name, name.split('.').at(-1)!].map((spelling) => spelling.split(/[._-]/).map(escaped).join('[._-]'));
  const spelled = `(?:${parts.join('|')})`;
  const forms = [
    `(?<![\\w.])${spelled}\\s*\\(\\s*[^)\\s]`,
    `["'](?:name|function|tool)["']\\s*:\\s*["']${spelled}["']`,
    `["']${spelled}["']\\s*,\\s*[{\\w]`,
  ];
  return Math.max(...forms.map((form) => [...text.matchAll(new RegExp(form, 'g'))].length));
};

/** Whether an argument is given by its name. */
const isNamed = (key: string, text: string): boolean => new RegExp(`\\b${escaped(key)}["']?\\s*[:=]`).test(text);

const dueOf = (allowed: BfclItem['allowed']): [string, Readonly<Record<string, readonly unknown[]>>][] =>
  allowed.flatMap((due) => Object.entries(due));

/**
 * Whether the right calls stand in a text: each tool is called as often as it is due and no other is, of every argument
 * that is due one allowed value is written, and no argument is named that may not be there or has no allowed value.
 */
export const holdsAnswer = (text: string, { allowed, tools }: BfclItem): boolean => {
  if (allowed.length === 0) return false;
  const dues = dueOf(allowed);
  const often = tools.every(({ name }) => callsWritten(text, name) === dues.filter(([due]) => due === name).length);
  const written = (choices: readonly unknown[]): boolean =>
    choices.some((choice) => choice !== '' && isWritten(choice, text));
  return (
    often &&
    dues.every(([name, values]) => {
      const declared = Object.keys((tools.find((tool) => tool.name === name)?.parameters?.properties ?? {}) as object);
      const extra = declared.some((key) => isNamed(key, text) && !(values[key] && written(values[key])));
      return !extra && Object.values(values).every((choices) => choices.includes('') || written(choices));
    })
  );
};

/** Whether a call of one of the tools is written in a text. */
export const holdsCall = (text: string, { tools }: BfclItem): boolean =>
  tools.some(({ name }) => callsWritten(text, name) > 0);

const count = (values: readonly boolean[]): number => values.filter(Boolean).length;

const rowOf = (model: string, turns: readonly RecordedTurn[]): ReadingRow => {
  const mine = turns.flatMap(({ item, replies }) =>
    replies
      .filter((reply) => reply.model === model)
      .map((reply) => ({ item, reply, strict: strictCalls(reply), reading: readingOf(reply, item) })),
  );
  const fits = mine.filter(({ item }) => item.category !== 'irrelevance');
  const textOf = ({ text = '' }: RecordedReply): string => text;
  const undecoded = fits.filter(({ reply, strict }) => reply.text !== undefined && strict === undefined);
  const holding = undecoded.filter(({ reply, item }) => holdsAnswer(textOf(reply), item));
  const silent = mine.filter(
    ({ item, reply, strict }) => item.category === 'irrelevance' && reply.text !== undefined && !strict?.length,
  );
  const written = silent.filter(({ reply, item }) => holdsCall(textOf(reply), item));
  const unwritten = silent.filter(({ reply, item }) => !holdsCall(textOf(reply), item));
  return {
    model,
    replies: fits.length,
    board: count(fits.map(({ reply }) => reply.right)),
    strict: count(fits.map(({ strict, item }) => isRightStrictly(strict, item))),
    read: count(fits.map(({ reading, item }) => isRight(reading, item))),
    undecoded: undecoded.length,
    holding: holding.length,
    recovered: count(holding.map(({ reading, item }) => isRight(reading, item))),
    silent: silent.length,
    written: written.length,
    unwritten: unwritten.length,
    fromWritten: count(written.map(({ reading }) => isMade(reading.calls))),
    fromUnwritten: count(unwritten.map(({ reading }) => isMade(reading.calls))),
  };
};

/** One row per model, in the order of the recording; undefined when the folder does not hold the replies. */
export const toolReadingRows = (data: string): ReadingRow[] | undefined => {
  const turns = readRecordedTurns(data);
  const models = turns?.[0]?.replies.map((reply) => reply.model);
  return models?.map((model) => rowOf(model, turns!));
};

const total = (rows: readonly ReadingRow[]): ReadingRow =>
  rows.reduce((sum, row) => {
    const added = Object.entries(row).map(([key, value]) => [
      key,
      key === 'model' ? 'all' : Number(sum[key as keyof ReadingRow]) + Number(value),
    ]);
    return Object.fromEntries(added) as ReadingRow;
  });

/** The rows as tables. */
export const toolReadingTables = (rows: readonly ReadingRow[]): Table[] => {
  const each = [...rows, total(rows)];
  return [
    {
      title: 'Tool calls read in recorded replies (BFCL simple, multiple, parallel)',
      note:
        'Right, in per cent of the replies: by the board, by a strict reader of the asked spelling, by Mizan. Then the replies that the strict reader ' +
        "can't decode, those of them that hold the right call (tool and every value that is due are written), and of these the share read rightly.",
      head: ['model', 'replies', 'board', 'strict', 'Mizan', 'not decoded', 'hold the call', 'read rightly'],
      rows: each.map((row) => [
        row.model,
        String(row.replies),
        percent(row.board / row.replies),
        percent(row.strict / row.replies),
        percent(row.read / row.replies),
        String(row.undecoded),
        String(row.holding),
        row.holding > 0 ? within(wilson(row.recovered, row.holding)) : '–',
      ]),
    },
    {
      title: 'Calls made where no tool fits (BFCL irrelevance)',
      note: 'Replies in which the strict reader finds no call: those in which a call of a known tool is written (the model calls, misspelt), and those in which none is.',
      head: ['model', 'no call, strictly', 'a call is written', 'of those made', 'none is written', 'of those made'],
      rows: each.map((row) =>
        [row.model, row.silent, row.written, row.fromWritten, row.unwritten, row.fromUnwritten].map(String),
      ),
    },
  ];
};
