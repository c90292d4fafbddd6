/**
 * Where in a reply calls are marked by the tokens and tags of a model's chat template. It finds the marked places and
 * says what stands in them; what is in them is read by shapes.ts. One pass over the text, a bounded number of places.
 */
import type { Entry } from './syntax.ts';

/** The spelling in which a call was written. */
export type Spelling =
  | 'action'
  | 'deepseek'
  | 'fence'
  | 'function tag'
  | 'functionary'
  | 'harmony'
  | 'invoke tag'
  | 'json'
  | 'mistral'
  | 'native'
  | 'python'
  | 'python tag'
  | 'tool call tag';

/**
 * A marked place, from..to in the text. `text` holds calls; or, with `name`, the arguments of that call; or `entries`
 * are the arguments, read from XML. `closed`: its closing mark is there.
 */
export type Place = {
  spelling: Spelling;
  from: number;
  to: number;
  closed: boolean;
  text: string;
  name?: string;
  entries?: readonly Entry[];
};

/** More places are left as text. */
export const MOST_PLACES = 128;

/** A name of a tool or an argument. */
const NAME = String.raw`[\p{L}\p{N}_.:/-]{1,200}`;

const TAGS = [
  'tool_call',
  'tool_calls',
  'toolcall',
  'tool_use',
  'function_call',
  'function_calls',
  'functioncall',
  'tools',
  'toolcalls',
  'seed:tool_call',
  'minimax:tool_call',
  '｜DSML｜function_calls',
  '｜DSML｜tool_calls',
  'start_function_call',
].join('|');

const TOKENS = [
  'tool_call',
  'tool_calls',
  'tool_call_start',
  'tool_calls_start',
  'START_ACTION',
  'action_start',
  'tools_prefix',
  'function_call',
].join('|');

/** Every opening mark; the name of the group that matched says which. */
const OPEN = new RegExp(
  [
    String.raw`<(?<tag>${TAGS})>`,
    String.raw`<\|(?<token>${TOKENS})\|?>(?:\s*<\|plugin\|>)?`,
    String.raw`<(?:｜DSML｜)?function(?:=|\s+name=)["']?(?<fn>${NAME})["']?\s*>`,
    String.raw`<(?:｜DSML｜)?invoke\s+name=["'](?<invoke>${NAME})["']\s*>`,
    String.raw`\[TOOL_CALLS\](?<mistral>)`,
    String.raw`<\|python_tag\|>(?<python>)`,
    String.raw`<[|｜]tool[_▁]call[_▁]begin[|｜]>(?<begin>)`,
    String.raw`(?<=^|\n|<\|channel\|>|<\|start\|>|assistant|commentary|analysis)[ \t]*to=(?:functions\.)?(?<harmony>${NAME})`,
    String.raw`<\|recipient\|>\s*(?<recipient>${NAME})\s*<\|content\|>`,
    String.raw`>>>(?<functionary>${NAME})[ \t]*\n`,
    String.raw`(?<=^|\n)[ \t*]{0,4}Action:[ \t*]{0,4}(?<action>${NAME})[ \t]*\n[ \t*]{0,4}Action[ _]Input:[ \t*]{0,4}`,
  ].join('|'),
  'giu',
);

const nearestOf = (
  text: string,
  from: number,
  marks: readonly string[],
): { at: number; length: number } | undefined => {
  let best: { at: number; length: number } | undefined;
  for (const mark of marks) {
    const at = text.indexOf(mark, from);
    if (at >= 0 && (!best || at < best.at)) best = { at, length: mark.length };
  }
  return best;
};

/** Ends every place that has no closing mark of its own. */
const ENDS = ['<|eot_id|>', '<|im_end|>', '<|eom_id|>', '<|end|>', '</s>', '<end_of_turn>', '<｜end▁of▁sentence｜>'];

type Bounds = { inner: number; to: number; closed: boolean };

/** From `from` to the first of the closing marks, or of the marks before which it must end, or the end of the text. */
const within = (text: string, from: number, close: readonly string[], before: readonly string[] = []): Bounds => {
  const next = nearestOf(text, from, before)?.at ?? text.length;
  const part = text.slice(from, next);
  const end = nearestOf(part, 0, ENDS)?.at ?? part.length;
  const closing = nearestOf(part.slice(0, end), 0, close);
  if (closing) return { inner: from + closing.at, to: from + closing.at + closing.length, closed: true };
  return { inner: from + end, to: from + end, closed: false };
};

const PARAMETER = new RegExp(
  String.raw`<(?:｜DSML｜)?parameter(?:=|\s+name=)["']?(${NAME})["']?(?:\s+string=["'](true|false)["'])?\s*>`,
  'gu',
);

/** The arguments written as `<parameter=NAME>VALUE</parameter>`; undefined when there are none. */
const parametersIn = (body: string): Entry[] | undefined => {
  const opened = [...body.matchAll(PARAMETER)];
  if (opened.length === 0) return undefined;
  return opened.map((match, index): Entry => {
    const start = match.index + match[0].length;
    const next = opened[index + 1]?.index ?? body.length;
    const close = nearestOf(body.slice(start, next), 0, ['</parameter>', '</｜DSML｜parameter>', '</function>']);
    const value = body.slice(start, close ? start + close.at : next).replace(/^\r?\n|\r?\n$/g, '');
    return [match[1]!, match[2] === 'true' ? { type: 'value', value } : { type: 'raw', text: value }];
  });
};

/** GLM's `NAME <arg_key>K</arg_key> <arg_value>V</arg_value>`. */
const argPairsIn = (body: string): { name: string; entries: Entry[] } | undefined => {
  const first = body.indexOf('<arg_key>');
  if (first < 0) return undefined;
  const entries: Entry[] = [];
  for (const part of body.slice(first).split('<arg_key>').slice(1)) {
    const [key, rest] = part.split('</arg_key>', 2);
    const value = rest?.split('<arg_value>', 2)[1]?.split('</arg_value>', 1)[0];
    if (value !== undefined) entries.push([key!.trim(), { type: 'raw', text: value }]);
  }
  return { name: body.slice(0, first).trim(), entries };
};

/** `NAME` alone, or `NAME` and then a JSON object, on one line or two. */
const NAMED = new RegExp(
  String.raw`^\s*(?:functions\.)?(${NAME})\s*(?:\[CALL_ID\]\s*[\w-]{1,64})?\s*(?:\[ARGS\])?\s*(?=\{|$)`,
  'u',
);

const named = (text: string): { name: string; text: string } | undefined => {
  const found = NAMED.exec(text);
  return found ? { name: found[1]!, text: text.slice(found[0].length) } : undefined;
};

type Opened = { text: string; at: number; after: number; groups: Record<string, string | undefined> };

const tagPlaces = ({ text, at, after, groups }: Opened, next: number): Place[] => {
  const tag = groups.tag;
  const token = groups.token?.replace(/_start$|_START$/, '');
  const close = tag
    ? [`</${tag}>`, tag === 'start_function_call' ? '<end_function_call>' : `</${tag.toLowerCase()}>`]
    : [
        `<|/${token}|>`,
        `</|${token}|>`,
        `<|${token}_end|>`,
        `<${token}|>`,
        '<|END_ACTION|>',
        '<|action_end|>',
        '<|tools_suffix|>',
        `</${token}>`,
      ];
  const bounds = within(text, after, close, [text.slice(at, after)]);
  const body = text.slice(after, bounds.inner);
  const place: Place = { spelling: 'tool call tag', from: at, to: bounds.to, closed: bounds.closed, text: body };
  const pairs = argPairsIn(body);
  if (pairs) return [{ ...place, ...pairs }];
  // What is inside has marks of its own: they are found on their own.
  if (next < bounds.inner && text.slice(after, next).trim() === '') return [];
  const head = named(body);
  return [head && head.text.trim() !== '' ? { ...place, ...head } : place];
};

const functionPlaces = ({ text, at, after, groups }: Opened): Place[] => {
  const name = groups.fn ?? groups.invoke!;
  const close = groups.fn ? ['</function>'] : ['</invoke>', '</｜DSML｜invoke>'];
  const before = groups.fn ? ['<function=', '</tool_call>'] : ['<invoke ', '<｜DSML｜invoke '];
  const bounds = within(text, after, close, before);
  const body = text.slice(after, bounds.inner);
  const entries = parametersIn(body) ?? (body.trim() === '' ? [] : undefined);
  return [
    {
      spelling: groups.fn ? 'function tag' : 'invoke tag',
      from: at,
      to: bounds.to,
      closed: bounds.closed,
      text: body,
      name,
      ...(entries && { entries }),
    },
  ];
};

/** Mistral's two forms: `[TOOL_CALLS][{…}]`, and `[TOOL_CALLS]NAME[ARGS]{…}` once for each call. */
const mistralPlaces = ({ text, at, after }: Opened): Place[] => {
  const bounds = within(text, after, [], ['[TOOL_CALLS]']);
  const body = text.slice(after, bounds.inner);
  return [{ spelling: 'mistral', from: at, to: bounds.to, closed: true, text: body, ...named(body) }];
};

const HEAD = new RegExp(String.raw`^\s*(${NAME})\s*`, 'u');

/**
 * `NAME SEP ARGUMENTS` of DeepSeek and Kimi; DeepSeek's first form has `function` before the name and a fence around
 * the arguments.
 */
const beginPlaces = ({ text, at, after }: Opened): Place[] => {
  const bounds = within(
    text,
    after,
    ['<｜tool▁call▁end｜>', '<|tool_call_end|>', '<|tool▁call▁end|>'],
    ['<｜tool▁calls▁end｜>', '<|tool_calls_section_end|>', '<|tool_calls_end|>', text.slice(at, after)],
  );
  const body = text.slice(after, bounds.inner).replace(/^\s*function\s*(?=<[|｜]tool[_▁]sep[|｜]>)/, '');
  const parts = body.split(/<[|｜]tool[_▁](?:sep|call[_▁]argument[_▁]begin)[|｜]>/);
  const whole = parts.filter((part) => part.trim() !== '').join('\n');
  const line = HEAD.exec(whole);
  if (!line) return [];
  const inner = whole
    .slice(line[0].length)
    .trim()
    .replace(/^```\w*\s*/, '')
    .replace(/\s*```$/, '');
  return [{ spelling: 'deepseek', from: at, to: bounds.to, closed: bounds.closed, text: inner, name: line[1]! }];
};

const HARMONY_HEAD =
  /\s*(?:<\|channel\|>\s*\w{1,20}\s*)?(?:<\|constrain\|>)?\s*(?:json|code)?\s*(?:<\|message\|>)?\s*/y;

const harmonyPlaces = ({ text, at, after, groups }: Opened): Place[] => {
  HARMONY_HEAD.lastIndex = after;
  HARMONY_HEAD.exec(text);
  const start = Math.max(after, HARMONY_HEAD.lastIndex);
  if (text[start] !== '{') return [];
  const bounds = within(text, start, ['<|call|>'], ['<|start|>', '<|channel|>']);
  const body = text.slice(start, bounds.inner);
  const before = /(?:<\|start\|>)?(?:assistant)?(?:<\|channel\|>)?(?:commentary|analysis)?[ \t]*$/.exec(
    text.slice(Math.max(0, at - 80), at),
  );
  const from = at - (before?.[0].length ?? 0);
  return [{ spelling: 'harmony', from, to: bounds.to, closed: bounds.closed, text: body, name: groups.harmony! }];
};

const restPlaces = (
  opened: Opened,
  spelling: Spelling,
  name: string | undefined,
  close: readonly string[],
  before: readonly string[],
): Place[] => {
  const bounds = within(opened.text, opened.after, close, before);
  const text = opened.text.slice(opened.after, bounds.inner);
  const place: Place = { spelling, from: opened.at, to: bounds.to, closed: true, text };
  return [name === undefined ? place : { ...place, name }];
};

const placesOf = (opened: Opened, next: number): Place[] => {
  const { groups } = opened;
  if (groups.tag !== undefined || groups.token !== undefined) return tagPlaces(opened, next);
  if (groups.fn !== undefined || groups.invoke !== undefined) return functionPlaces(opened);
  if (groups.mistral !== undefined) return mistralPlaces(opened);
  if (groups.python !== undefined) return restPlaces(opened, 'python tag', undefined, [], ['<|python_tag|>']);
  if (groups.begin !== undefined) return beginPlaces(opened);
  if (groups.harmony !== undefined) return harmonyPlaces(opened);
  if (groups.action !== undefined)
    return restPlaces(opened, 'action', groups.action, [], ['\nObservation', '\nThought:', '\nAction:']);
  const name = groups.recipient ?? groups.functionary;
  if (name === undefined || name === 'all') return [];
  return restPlaces(opened, 'functionary', name, ['<|stop|>'], ['>>>', '<|from|>']);
};

/** Whether a mark is quoted as code on its line, as in an explanation of the mark itself. */
const isQuoted = (text: string, at: number): boolean => {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(Math.max(start, at - 400), at);
  return !before.startsWith('```') && (before.split('`').length - 1) % 2 === 1;
};

/** The marked places of `text` in their order, none overlapping. */
export const markedPlaces = (text: string): Place[] => {
  if (!/[<>[]|to=|Action:/i.test(text)) return [];
  const opened: Opened[] = [];
  for (const found of text.matchAll(OPEN)) {
    if (opened.length >= MOST_PLACES) break;
    if (!isQuoted(text, found.index)) {
      opened.push({ text, at: found.index, after: found.index + found[0].length, groups: found.groups ?? {} });
    }
  }
  const places: Place[] = [];
  for (const [index, marker] of opened.entries()) {
    const last = places.at(-1);
    if (last && marker.at < last.to) continue;
    places.push(...placesOf(marker, opened[index + 1]?.at ?? text.length));
  }
  return places;
};
