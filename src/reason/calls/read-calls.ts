/**
 * Reads the tool calls in a reply, in every spelling that open models write, well-formed or not. A call is read only
 * where a known tool is named and only from a place that is a call: a mark of a chat template, the whole reply, a block
 * of its own. What is left is text. Calls inside thoughts are thoughts.
 *
 * Bounded for hostile input: at most 1,000,000 characters are looked at, 128 places, 64 levels; time is linear in the
 * text.
 */
import type { Tool } from '../../types.ts';
import { callFrom, LONGEST, notJson, type CallFault, type ReadCall } from './check-call.ts';
import { markedPlaces, MOST_PLACES, type Place, type Spelling } from './markers.ts';
import { toolNamed, unknownTool } from './names.ts';
import type { RawArguments } from './repair.ts';
import { parametersOf, plainTools, type ToolLike } from './tool-schema.ts';
import { shapeOfText, type Shape } from './shapes.ts';
import { parseValue, type Note } from './syntax.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/**
 * What a reply says. `text` is the reply without its calls; `declined`: it says in a call's place that no tool fits.
 */
export type CallReading = {
  calls: readonly ReadCall[];
  text: string;
  declined: boolean;
  /** Of marked places that hold no call of a known tool. */
  faults: readonly CallFault[];
};

type PlaceReading = { calls: ReadCall[]; faults: CallFault[]; none: boolean };

/** A marked place whose tool is named by the mark. */
const readNamed = (place: Place, name: string, tools: readonly Tool[]): PlaceReading => {
  const tool = toolNamed(name, tools);
  if (!tool)
    return { calls: [], faults: [{ cause: 'unknown tool', path: '', message: unknownTool(name, tools) }], none: false };
  const done = (raw: RawArguments, notes: readonly Note[]): PlaceReading => ({
    calls: [callFrom({ tool, spelled: name, raw, notes, text: place.text }, place.spelling)],
    faults: [],
    none: false,
  });
  if (place.entries) return done({ named: place.entries, items: [] }, []);
  if (place.text.trim() === '') return done({ named: [], items: [] }, []);
  const parsed = parseValue(place.text);
  if (parsed.type === 'parsed' && parsed.node.type === 'object')
    return done({ named: parsed.node.entries, items: [] }, parsed.notes);
  if (parsed.type === 'parsed' && parsed.node.type === 'value' && typeof parsed.node.value === 'string') {
    const inner = parseValue(parsed.node.value);
    if (inner.type === 'parsed' && inner.node.type === 'object')
      return done({ named: inner.node.entries, items: [] }, inner.notes);
  }
  if (parametersOf(tool).properties.size === 1 && place.spelling === 'action') {
    return done({ named: [], items: [{ type: 'value', value: place.text.trim() }] }, []);
  }
  const fault =
    parsed.type === 'fault'
      ? notJson(tool.name, parsed.message, parsed.cut)
      : notJson(tool.name, 'it is no object', false);
  return { calls: [], faults: [fault], none: false };
};

const fromShape = (shape: Shape, spelling: Spelling, tools: readonly Tool[]): PlaceReading => {
  switch (shape.type) {
    case 'calls':
      return {
        calls: shape.calls.slice(0, MOST_PLACES).map((call) => callFrom(call, spelling)),
        faults: [],
        none: false,
      };
    case 'none':
      return { calls: [], faults: [], none: true };
    case 'unknown tool':
      return {
        calls: [],
        faults: [{ cause: 'unknown tool', path: '', message: unknownTool(shape.name, tools) }],
        none: false,
      };
    case 'not a call':
      return { calls: [], faults: [], none: false };
    default:
      return shape satisfies never;
  }
};

const contextOf = (tools: readonly Tool[]) => ({ tools, notes: [], text: '', depth: 0 });

const readPlace = (place: Place, tools: readonly Tool[]): PlaceReading => {
  if (place.name !== undefined && place.entries === undefined && place.spelling === 'tool call tag') {
    // A bare word before an object may be a name or the start of something else.
    if (!toolNamed(place.name, tools))
      return fromShape(shapeOfText(`${place.name} ${place.text}`, contextOf(tools)), place.spelling, tools);
  }
  if (place.name !== undefined) return readNamed(place, place.name, tools);
  const text = place.text
    .trim()
    .replace(/^```\w*\s*/, '')
    .replace(/\s*```$/, '');
  const found = fromShape(shapeOfText(text, contextOf(tools)), place.spelling, tools);
  if (found.calls.length > 0 || found.faults.length > 0 || found.none) return found;
  const alone = toolNamed(text, tools);
  if (alone) return readNamed({ ...place, text: '' }, text, tools);
  const parsed = parseValue(text);
  const named = tools.find((tool) => text.includes(tool.name));
  if (parsed.type === 'parsed' || !named) return found;
  return { calls: [], faults: [notJson(named.name, parsed.message, parsed.cut)], none: false };
};

/** `text` with its thoughts blanked out, so that places keep their positions; an open thought reaches to the end. */
const withoutThoughts = (text: string): string => {
  let out = text;
  for (const tag of ['think', 'thinking', 'thought', 'reasoning']) {
    const [open, close] = [`<${tag}>`, `</${tag}>`];
    const parts: string[] = [];
    let at = 0;
    const first = out.indexOf(close);
    // The template may have opened the thought: a closing tag comes first.
    if (first >= 0 && !out.slice(0, first).includes(open)) {
      parts.push(' '.repeat(first + close.length));
      at = first + close.length;
    }
    for (let start = out.indexOf(open, at); start >= 0; start = out.indexOf(open, at)) {
      const end = out.indexOf(close, start);
      const to = end < 0 ? out.length : end + close.length;
      parts.push(out.slice(at, start), ' '.repeat(to - start));
      at = to;
    }
    out = parts.join('') + out.slice(at);
  }
  return out;
};

const LEADING = /^(?:\s|<\|[\w-]{1,40}\|>|<s>|assistant(?=\s|<))*/;
const TRAILING = /(?:\s|<\|[\w-]{1,40}\|>|<\/s>|<eos>|<end_of_turn>|<｜end▁of▁sentence｜>)$/;

/** Where the reply begins and ends, without the tokens of the template around it. */
const bodyOf = (text: string): { from: number; to: number } => {
  const from = LEADING.exec(text)![0].length;
  let to = text.length;
  for (
    let tail = text.slice(Math.max(from, to - 60), to);
    TRAILING.test(tail) && to > from;
    tail = text.slice(Math.max(from, to - 60), to)
  ) {
    to -= TRAILING.exec(tail)![0].length;
  }
  return { from, to: Math.max(from, to) };
};

/**
 * A part of the reply that may be calls. `sure`: it says that it is; else the words before it must not call it an
 * example.
 */
type Block = { from: number; to: number; text: string; spelling: Spelling; sure: boolean };

const CALL_FENCES = /^(?:tool_?calls?|tool_code|function_?calls?|tool_use|tool)$/i;
const DATA_FENCES = /^(?:|json|python|py|javascript|js|typescript|ts|xml|text|plaintext)$/i;

/** Fenced blocks. One labelled as a call is sure; another must hold nothing but calls, and not be called an example. */
const fences = (text: string, from: number, to: number): Block[] => {
  const blocks: Block[] = [];
  const marks: { at: number; end: number; label: string }[] = [];
  for (
    let at = text.indexOf('```', from);
    at >= 0 && at < to && marks.length < 2 * MOST_PLACES;
    at = text.indexOf('```', at + 3)
  ) {
    const line = text.indexOf('\n', at);
    const label = text.slice(at + 3, line < 0 ? at + 3 : Math.min(line, at + 40)).trim();
    marks.push({ at, end: line < 0 ? at + 3 : line + 1, label });
  }
  for (let index = 0; index < marks.length; index += 2) {
    const open = marks[index]!;
    const close = marks[index + 1];
    const end = close ? close.at + 3 : to;
    const sure = CALL_FENCES.test(open.label);
    if (!sure && !DATA_FENCES.test(open.label)) continue;
    const inner = text.slice(open.end, close?.at ?? to);
    blocks.push({ from: open.at, to: end, text: inner, spelling: 'fence', sure });
  }
  return blocks;
};

const blockAt = (text: string, from: number, to: number): Block => {
  const spelling = text[from] === '{' ? 'json' : 'python';
  return { from, to, text: text.slice(from, to).trim(), spelling, sure: false };
};

/** What may stand between a value and the end of its line: closers too many, an empty list, a comment. */
const LINE_END = /(?:[ \t]*[.,;)\]}])*(?:,?[ \t]*\[[ \t]*\])?[ \t]*(?:#[^\n]*)?(?=\n|```|$)/y;

/** Where one value or call that fills its lines ends; undefined where there is none. */
const valueEnd = (text: string, from: number, to: number): number | undefined => {
  const whole = parseValue(text, from, to);
  const paragraph = text.indexOf('\n\n', from);
  // A closer that is missing before a blank line.
  const parsed = whole.type === 'fault' && paragraph >= 0 && paragraph < to ? parseValue(text, from, paragraph) : whole;
  if (parsed.type === 'fault') return undefined;
  const rest = text.slice(parsed.end, Math.min(to, parsed.end + 300));
  LINE_END.lastIndex = 0;
  return LINE_END.test(rest) ? parsed.end : undefined;
};

/**
 * What the reply opens with, where that is values or calls that fill their lines; what follows is the model's comment.
 */
const opening = (text: string, from: number, to: number): Block[] => {
  let end: number | undefined;
  for (let at = from, found = valueEnd(text, at, to), many = 0; found !== undefined && many < MOST_PLACES; many++) {
    end = found;
    const rest = text.slice(end, Math.min(to, end + 1000));
    at = end + /^(?:[\s.,;)\]}]|#[^\n]*)*/.exec(rest)![0].length;
    // Another one has to begin like one: prose is not looked at.
    found = /[[{]/.test(text[at] ?? '') ? valueEnd(text, at, to) : undefined;
  }
  return end === undefined ? [] : [blockAt(text, from, end)];
};

/** The last paragraph, where it looks like calls in brackets or in an object. */
const ending = (text: string, from: number, to: number): Block[] => {
  const last = text.lastIndexOf('\n\n', to);
  if (last < from) return [];
  const start = to - text.slice(last, to).trimStart().length;
  return /[[{]/.test(text[start] ?? '') ? [blockAt(text, start, to)] : [];
};

/** Words by which a text introduces an example and not a call. */
const EXAMPLE = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /examples?|e\.g\.|for instance|would|could|might|you can|you may|if you|format|syntax|template/,
        /usage|how to|here'?s how|don'?t|do not|not|never|can(?:'|no)t|instead/,
      ),
      /\b/,
    ),
    /例|مثال|por ejemplo|beispiel|например/,
  ),
  'i',
);

/** The sentence before a block. */
const leadIn = (text: string, from: number, at: number): string =>
  text
    .slice(Math.max(from, at - 300), at)
    .trimEnd()
    .split('\n')
    .at(-1) ?? '';

const isSame = (a: ReadCall, b: ReadCall): boolean => a.name === b.name && a.json === b.json;

/** Calls in blocks of their own beside prose. */
const readBlocks = (
  text: string,
  from: number,
  to: number,
  tools: readonly Tool[],
): { calls: ReadCall[]; taken: Block[] } => {
  const calls: ReadCall[] = [];
  const taken: Block[] = [];
  const sources = [opening(text, from, to), fences(text, from, to), ending(text, from, to)];
  for (const blocks of sources) {
    for (const block of blocks) {
      if (taken.some((other) => block.from < other.to && other.from < block.to)) continue;
      if (!block.sure && EXAMPLE.test(leadIn(text, from, block.from))) continue;
      const found = fromShape(shapeOfText(block.text.trim(), contextOf(tools)), block.spelling, tools);
      if (found.calls.length === 0) continue;
      // The same calls again, as models write that explain what they did, are not made twice.
      calls.push(...found.calls.filter((call) => !calls.some((other) => isSame(call, other))));
      taken.push(block);
    }
    if (calls.length > 0) break;
  }
  return { calls, taken };
};

const without = (text: string, taken: readonly { from: number; to: number }[]): string => {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of taken.toSorted((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, from));
    at = Math.max(at, to);
  }
  return [...parts, text.slice(at)].join('').trim();
};

/** The marks around a list of calls, which are left when the calls are taken out. */
const SECTION = new RegExp(
  alternatives(
    /<[|｜](?:tool[_▁]calls(?:[_▁]section)?[_▁](?:begin|end)|tool_calls_section_\w+)[|｜]>/,
    /<\/?(?:tool_calls?|function_calls|minimax:tool_call|seed:tool_call|｜DSML｜\w+)>/,
  ),
  'g',
);

const readMarked = (text: string, seen: string, tools: readonly Tool[]): CallReading | undefined => {
  const places = markedPlaces(seen);
  if (places.length === 0) return undefined;
  const readings = places.map((place) => ({ place, ...readPlace(place, tools) }));
  const calls = readings.flatMap((reading) => reading.calls);
  const faults = readings.flatMap((reading) => reading.faults);
  const none = readings.some((reading) => reading.none);
  if (calls.length === 0 && faults.length === 0 && !none) return undefined;
  if (calls.length === 0) return { calls, faults, text, declined: faults.length === 0 };
  const taken = readings.filter((reading) => reading.calls.length > 0).map((reading) => reading.place);
  return { calls, faults, text: without(text, taken).replace(SECTION, '').trim(), declined: false };
};

const NAMED_OBJECT = /^([\p{L}\p{N}_.:/-]{1,200})[ \t]*\n\s*(?=\{)/u;

/**
 * Reads the calls of `tools` in `text`, a whole reply of a model. Gives the calls in their order, each repaired by its
 * tool's schema and judged by it, and the text that is left. Without a call `calls` is empty and `text` is the reply.
 *
 *   readCalls('<tool_call>{"name": "get_weather", "arguments": {"city": "Paris", "days": "3"}}</tool_call>', tools).calls[0]
 *   // { name: 'get_weather', arguments: { city: 'Paris', days: 3 }, repairs: [{ rule: 'text to number', path: '/days', … }], … }
 */
export const readCalls = (text: string, given: readonly ToolLike[]): CallReading => {
  const tools = plainTools(given);
  const nothing: CallReading = { calls: [], faults: [], text, declined: false };
  if (tools.length === 0 || text.length > LONGEST || text.trim() === '') return nothing;
  const seen = withoutThoughts(text);
  const marked = readMarked(text, seen, tools);
  if (marked) return marked;
  const { from, to } = bodyOf(seen);
  const body = seen.slice(from, to);
  const spelling: Spelling = /^\s*[[{]\s*(?:["'{]|$)/.test(body) ? 'json' : 'python';
  const whole = fromShape(shapeOfText(body, contextOf(tools)), spelling, tools);
  if (whole.calls.length > 0) return { ...nothing, calls: whole.calls, text: without(text, [{ from, to }]) };
  if (whole.none) return { ...nothing, declined: true };
  const head = NAMED_OBJECT.exec(body);
  if (head && toolNamed(head[1]!, tools)) {
    const place: Place = { spelling: 'functionary', from, to, closed: true, text: body.slice(head[0].length) };
    const found = readNamed(place, head[1]!, tools);
    if (found.calls.length > 0) return { ...nothing, calls: found.calls, text: without(text, [{ from, to }]) };
  }
  const { calls, taken } = readBlocks(seen, from, to, tools);
  return calls.length > 0 ? { ...nothing, calls, text: without(text, taken) } : nothing;
};
