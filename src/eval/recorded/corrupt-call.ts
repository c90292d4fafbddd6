/**
 * Calls of an agent, written as recorded models wrote theirs: the spelling of a recorded reply (text around the call,
 * tags, quotes, order of its parts) with another call in it, and its mistake where it made one: no call, another tool,
 * an argument left out, made up, or wrong. So a scripted agent makes mistakes at the rates and in the forms of real
 * models.
 *
 * What does not carry over: mistakes of types, since an agent's arguments are texts; and that some questions are hard
 * for every draw.
 */
import type { Random } from '../../random.ts';
import type { ToolCall, Wire } from '../../types.ts';
import { scoreCalls, type BfclItem } from '../bfcl.ts';
import { isMade, readingOf, type RecordedReply, type RecordedTurn } from './tool-replies.ts';

/** The call that is meant, and the names of all tools. */
type MeantCall = { name: string; arguments: Wire; required: readonly string[]; tools: readonly string[] };

/** What the model writes instead: text, or calls of the protocol. */
type WrittenReply = { content: string; toolCalls?: readonly ToolCall[] };

/** A recorded reply as a way of writing one call. */
export type Manner = { model: string; write: (meant: MeantCall, random: Random) => WrittenReply };

type Mistake = 'none' | 'other tool' | 'left out' | 'made up' | 'wrong value';

const python = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string' || typeof value === 'number' || value === null)
    return value === null ? 'None' : JSON.stringify(value);
  return JSON.stringify(value);
};

const mistakeOf = (call: { name: string; arguments: Wire }, item: BfclItem): Mistake => {
  if (scoreCalls([call], item).right) return 'none';
  const [due] = Object.entries(item.allowed[0] ?? {});
  if (!due || due[0].replaceAll('.', '_') !== call.name.replaceAll('.', '_')) return 'other tool';
  const known = Object.keys(due[1]);
  const given = Object.keys(call.arguments);
  if (given.some((key) => !known.includes(key))) return 'made up';
  return known.some((key) => !given.includes(key) && !due[1][key]!.includes('')) ? 'left out' : 'wrong value';
};

const spoil = (text: string, random: Random): string => {
  const at = random.int(0, Math.max(0, text.length - 1));
  return text.slice(0, at) + text.slice(at + 1);
};

/** The meant call with the mistake in it. */
const mistaken = ({ name, arguments: args, required, tools }: MeantCall, mistake: Mistake, random: Random) => {
  const key = required.length > 0 ? random.pick(required) : Object.keys(args)[0]!;
  switch (mistake) {
    case 'none':
      return { name, args };
    case 'other tool':
      return { name: random.pick(tools.filter((other) => other !== name)), args };
    case 'left out':
      return { name, args: Object.fromEntries(Object.entries(args).filter(([other]) => other !== key)) };
    case 'made up':
      return { name, args: { ...args, note: 'as asked' } };
    case 'wrong value':
      return { name, args: { ...args, [key]: spoil(String(args[key]), random) } };
    default:
      return mistake satisfies never;
  }
};

/** The place after the bracket that closes the one at `from`; strings are skipped. -1 where none does. */
const closing = (text: string, from: number): number => {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || (c === "'" && /[\s([{,=:]/.test(text[i - 1] ?? ''))) {
      let end = i + 1;
      while (end < text.length && text[end] !== c) end += text[end] === '\\' ? 2 : 1;
      i = end;
    } else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c) && --depth === 0) return i + 1;
  }
  return -1;
};

type Span = { start: number; end: number; write: (name: string, args: Wire) => string };

/** `name(a=1)`, also with one object inside. */
const pythonSpan = (text: string, name: string): Span | undefined => {
  const start = text.indexOf(`${name}(`);
  if (start < 0) return undefined;
  const end = closing(text, start + name.length);
  if (end < 0) return undefined;
  const inner = text.slice(start + name.length + 1, end - 1).trim();
  const quote = inner.includes("'") && !inner.includes('"') ? "'" : '"';
  const literal = (value: unknown): string =>
    quote === "'" && typeof value === 'string' && !/['\\\n]/.test(value) ? `'${value}'` : python(value);
  const write = (called: string, args: Wire): string => {
    const pairs = Object.entries(args);
    if (inner.startsWith('{'))
      return `${called}({${pairs.map(([key, value]) => `${quote}${key}${quote}: ${literal(value)}`).join(', ')}})`;
    const named = /^\w+\s*=/.test(inner) || inner === '';
    return `${called}(${pairs.map(([key, value]) => (named ? `${key}=${literal(value)}` : literal(value))).join(', ')})`;
  };
  return { start, end, write };
};

/** An object with the name and the arguments in it, in the order in which the model wrote them. */
const jsonSpan = (text: string, name: string): Span | undefined => {
  const at = [`"${name}"`, `'${name}'`].map((quoted) => text.indexOf(quoted)).find((found) => found >= 0);
  const key = /["'](arguments|parameters|args)["']\s*:\s*/.exec(text);
  if (at === undefined || !key || text[key.index + key[0].length] !== '{') return undefined;
  const from = key.index + key[0].length;
  const end = closing(text, from);
  if (end < 0) return undefined;
  const quote = text[at]!;
  const body = (args: Wire): string => {
    if (quote === '"') return JSON.stringify(args);
    return `{${Object.entries(args)
      .map(([argument, value]) => `'${argument}': ${python(value)}`)
      .join(', ')}}`;
  };
  const [nameEnd, spans] = [at + name.length + 2, at < from];
  const write = (called: string, args: Wire): string =>
    spans
      ? `${quote}${called}${quote}${text.slice(nameEnd, from)}${body(args)}`
      : `${body(args)}${text.slice(end, at)}${quote}${called}${quote}`;
  return { start: Math.min(at, from), end: Math.max(nameEnd, end), write };
};

/** The manner of a reply to a question with one call due; undefined where its spelling can't be told. */
const mannerOf = (reply: RecordedReply, item: BfclItem): Manner | undefined => {
  const { model, text = '', calls: native } = reply;
  const { calls } = readingOf(reply, item);
  const [first] = calls;
  if (!first) return { model, write: () => ({ content: text }) };
  const mistake = isMade(calls) || first.fault?.cause === 'schema' ? mistakeOf(first, item) : 'none';
  const rawName =
    native?.[0]?.name ?? [first.name, first.name.replaceAll('.', '_')].find((name) => text.includes(name));
  if (rawName === undefined) return undefined;
  if (native) {
    return {
      model,
      write: (meant, random) => {
        const { name, args } = mistaken(meant, mistake, random);
        return { content: '', toolCalls: [{ id: '', name, arguments: JSON.stringify(args) }] };
      },
    };
  }
  const span = jsonSpan(text, rawName) ?? pythonSpan(text, rawName);
  if (!span || calls.length > 1) return undefined;
  return {
    model,
    write: (meant, random) => {
      const { name, args } = mistaken(meant, mistake, random);
      return { content: text.slice(0, span.start) + span.write(name, args) + text.slice(span.end) };
    },
  };
};

/** The manners of the recorded replies to questions where one call is due, and how many replies could not be used. */
export const mannersOf = (
  turns: readonly RecordedTurn[],
  models: readonly string[],
): { manners: Manner[]; left: number } => {
  const single = turns.filter(({ item }) => item.category === 'simple' || item.category === 'multiple');
  const all = single.flatMap(({ item, replies }) =>
    replies.filter(({ model }) => models.includes(model)).map((reply) => mannerOf(reply, item)),
  );
  const manners = all.filter((manner) => manner !== undefined);
  return { manners, left: all.length - manners.length };
};
