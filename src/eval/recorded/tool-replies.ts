/**
 * Recorded replies of nine models to BFCL's questions (HuanzhiMao/BFCL-Result, 2024-08-11) with the board's judgement,
 * each read three ways: as the board judged it, by a strict reader of the spelling that was asked for, and by Mizan's
 * reader. What is made of them is tool-reading.ts's and tool-panel.ts's business.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkCall, type ReadCall } from '../../reason/calls/check-call.ts';
import { readCalls, type CallReading } from '../../reason/calls/read-calls.ts';
import { parseValue, type Node } from '../../reason/calls/syntax.ts';
import type { Tool, Wire } from '../../types.ts';
import { readItem, scoreCalls, type BfclItem, type Called, type Category } from '../bfcl.ts';

/** One reply: text, or calls of the protocol. `right` is the board's word. */
export type RecordedReply = {
  model: string;
  text?: string | undefined;
  calls?: readonly { name: string; arguments: string }[] | undefined;
  right: boolean;
};

export type RecordedTurn = { item: BfclItem; replies: readonly RecordedReply[] };

const FILES: readonly (readonly [Category, string])[] = [
  ['simple', 'simple_python'],
  ['multiple', 'multiple'],
  ['parallel', 'parallel'],
  ['irrelevance', 'irrelevance'],
];
const ANSWERS = 'router/bfcl/answers.jsonl';

const rowSchema = z.object({
  id: z.string(),
  answers: z.record(
    z.string(),
    z.object({
      text: z.string().optional(),
      calls: z.array(z.record(z.string(), z.string())).optional(),
      right: z.boolean(),
    }),
  ),
});

const jsonLines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));

const idOf = (row: unknown): string => z.object({ id: z.string() }).parse(row).id;

/**
 * The recorded turns of a data folder; undefined when it does not hold them. Throws a ZodError on a row of another
 * form.
 */
export const readRecordedTurns = (data: string): RecordedTurn[] | undefined => {
  const path = (file: string): string => join(data, file);
  const needed = [ANSWERS, ...FILES.map(([, name]) => `bfcl/${name}.jsonl`)];
  if (!needed.every((file) => existsSync(path(file)))) return undefined;
  const items = new Map<string, BfclItem>();
  for (const [category, name] of FILES) {
    const gold = category === 'irrelevance' ? [] : jsonLines(path(`bfcl/${name}.answers.jsonl`));
    const answers = new Map(gold.map((row) => [idOf(row), row]));
    for (const row of jsonLines(path(`bfcl/${name}.jsonl`))) {
      items.set(idOf(row), readItem(category, row, answers.get(idOf(row))));
    }
  }
  return jsonLines(path(ANSWERS)).flatMap((given) => {
    const row = rowSchema.parse(given);
    const item = items.get(row.id);
    if (!item) return [];
    const replies = Object.entries(row.answers).map(([model, { text, calls, right }]): RecordedReply => {
      const native = calls?.flatMap((call) => Object.entries(call).map(([name, args]) => ({ name, arguments: args })));
      return { model, text, calls: native, right };
    });
    return [{ item, replies }];
  });
};

/** Mizan's reading of a reply. A native call of a tool that is not there (a built-in of the model) is no call. */
export const readingOf = ({ text, calls }: RecordedReply, { tools }: BfclItem): CallReading => {
  if (!calls) return readCalls(text ?? '', tools);
  const read = calls
    .map((call) => checkCall(call, tools))
    .filter((readCall) => readCall.fault?.cause !== 'unknown tool');
  return { calls: read, text: '', declined: false, faults: [] };
};

/** Whether every call can be made. A reply with a broken call makes none. */
export const isMade = (calls: readonly ReadCall[]): boolean => calls.length > 0 && calls.every((call) => !call.fault);

/** Whether a reply is right as Mizan reads it. */
export const isRight = ({ calls }: CallReading, item: BfclItem): boolean =>
  scoreCalls(isMade(calls) ? calls : [], item).right;

const literal = (node: Node): unknown => {
  switch (node.type) {
    case 'value':
      return node.value;
    case 'list':
      return node.named.length > 0 ? undefined : node.items.map(literal);
    case 'object':
      return Object.fromEntries(node.entries.map(([key, value]) => [key, literal(value)]));
    default:
      return undefined;
  }
};

const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

const jsonCall = (value: unknown): Called | undefined =>
  isWire(value) && typeof value.name === 'string' && isWire(value.arguments)
    ? { name: value.name, arguments: value.arguments }
    : undefined;

const all = <T>(values: readonly (T | undefined)[]): T[] | undefined =>
  values.every((element) => element !== undefined) ? (values as T[]) : undefined;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `[f(a=1), g(b="x")]` as Python writes it, arguments by name and literal. */
const pythonCalls = (text: string): Called[] | undefined => {
  const found = parseValue(text);
  if (found.type === 'fault' || found.end !== text.length || found.notes.length > 0) return undefined;
  if (found.node.type !== 'list' || found.node.named.length > 0) return undefined;
  return all(
    found.node.items.map((item) => {
      if (item.type !== 'call' || item.items.length > 0) return undefined;
      const values = item.named.map(([key, value]): [string, unknown] => [key, literal(value)]);
      return values.some(([, value]) => value === undefined)
        ? undefined
        : { name: item.name, arguments: Object.fromEntries(values) };
    }),
  );
};

/**
 * What a strict reader makes of a reply: JSON as JSON.parse reads it (a list of calls, `{"tool_calls": […]}`, or
 * between
 * `<tool_call>` tags and nothing beside them), or one Python list of calls with literal arguments by name. Undefined:
 * it can't be decoded.
 */
export const strictCalls = ({ text = '', calls }: RecordedReply): Called[] | undefined => {
  if (calls) return all(calls.map((call) => jsonCall({ name: call.name, arguments: parsed(call.arguments) })));
  const body = text.trim();
  if (body === '' || body === 'None') return [];
  if (body.startsWith('<tool_call>')) {
    const parts = body.split(/<\/?tool_call>/);
    if (parts.some((part, i) => i % 2 === 0 && part.trim() !== '')) return undefined;
    return all(parts.filter((_, i) => i % 2 === 1).map((part) => jsonCall(parsed(part))));
  }
  const json = parsed(body);
  const list = isWire(json) ? json.tool_calls : json;
  if (Array.isArray(list)) return all(list.map(jsonCall));
  return pythonCalls(body);
};

/** The strict reading scored, with names as the protocol wrote them (`_` for `.`). */
export const isRightStrictly = (calls: readonly Called[] | undefined, item: BfclItem): boolean => {
  const named = (calls ?? []).map((called) => ({ ...called, name: underscored(called.name, item.tools) }));
  return scoreCalls(named, item).right;
};

const underscored = (name: string, tools: readonly Tool[]): string =>
  tools.find((tool) => tool.name === name || tool.name.replaceAll('.', '_') === name)?.name ?? name;
