/**
 * A reply of a model as what is sent back and as calls: read in every spelling, repaired and validated (reason/calls).
 * What is sent back is always valid: legal names, ids used once, arguments that are JSON. The model's own text is kept
 * in the record of the call. Nothing is run here.
 */
import { createHash } from 'node:crypto';
import { hashString } from '../random.ts';
import { checkCall, toolCallOf, type CallFault, type ReadCall } from '../reason/calls/check-call.ts';
import { readCalls } from '../reason/calls/read-calls.ts';
import type { Message, Reply, ToolCall, Wire } from '../types.ts';
import { defined } from '../json.ts';
import { legalName } from './tool-names.ts';
import type { AnyTool, CallRecord, JournalLine, ToolError } from './types.ts';

const ERRORS: Readonly<Record<CallFault['cause'], ToolError>> = {
  'unknown tool': 'unknown',
  'not JSON': 'json',
  'cut off': 'cut off',
  schema: 'schema',
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const LONGEST_RAW = 4000;
const CUT = 'The reply was cut off by its limit of tokens before it ended. Answer more briefly.';
const EMPTY = 'The reply was empty. Call a tool or answer in words.';

type Reading = {
  calls: readonly ReadCall[];
  given: readonly (ToolCall | undefined)[];
  text: string;
  fault?: CallFault;
};

const readingOf = (reply: Reply, tools: readonly AnyTool[]): Reading => {
  if (reply.toolCalls?.length) {
    const calls = reply.toolCalls.map((call) => checkCall(call, tools));
    return { calls, given: reply.toolCalls, text: reply.content };
  }
  const { calls, text, faults } = readCalls(reply.content, tools);
  return { calls, given: [], text, ...(calls.length === 0 && faults[0] && { fault: faults[0] }) };
};

/** The call that a limit of tokens ended can't be trusted, even where its braces could be closed. */
const cutOff = (call: ReadCall, given: ToolCall | undefined): ReadCall => {
  if (call.fault || (given && isJsonObject(given.arguments))) return call;
  const message = `The call of ${call.name} was cut off before its end. Write the whole call again, shorter if need be.`;
  return { ...call, fault: { cause: 'cut off', path: '', message } };
};

/** `run`: the id of the run, which nobody can guess. */
type Naming = { run: string; step: number; seed: number; taken: ReadonlySet<string> };

/** The id of a call that is handed to the caller: it finds the run again, so it must belong to no other. */
const handedId = (run: string, step: number, place: number): string =>
  `call_${createHash('sha256').update(`${run}/${step}/${place}`).digest('hex').slice(0, 24)}`;

const recordOf = (call: ReadCall, given: ToolCall | undefined, id: string, tools: readonly AnyTool[]): CallRecord => {
  const tool = tools.find(({ name }) => name === call.name);
  const changed = call.fault || call.repairs.length > 0 || call.spelling !== 'native';
  const raw = given ? `${given.name}(${given.arguments})` : call.json;
  return {
    id,
    name: legalName(call.name),
    arguments: call.arguments,
    ...defined({
      raw: changed ? raw.slice(0, LONGEST_RAW) : undefined,
      repairs: call.repairs.length > 0 ? call.repairs.map(({ rule, path }) => `${rule} ${path}`.trim()) : undefined,
      fault: call.fault && { error: ERRORS[call.fault.cause], message: call.fault.message },
      handed: tool && !tool.run && !call.fault ? (true as const) : undefined,
      polls: tool?.run && tool.polls ? (true as const) : undefined,
    }),
  };
};

/** The arguments as they go back: as written where that is a JSON object, else `{}`. */
const argumentsBack = (call: ReadCall): string => (isJsonObject(call.json) ? call.json : '{}');

/**
 * Reads one reply. `taken`: ids of earlier calls. The `reply` line that it gives holds the message to send back, and
 * one record for each call, each with its fault where it can't be made.
 */
export const readReply = (
  reply: Reply,
  tools: readonly AnyTool[],
  { run, step, seed, taken }: Naming,
): Pick<Extract<JournalLine, { type: 'reply' }>, 'message' | 'calls' | 'fault'> => {
  const { calls: read, given, text, fault } = readingOf(reply, tools);
  const cut = reply.finish === 'length';
  const ids = new Set(taken);
  const calls = read.map((found, i) => {
    const call = cut && i === read.length - 1 ? cutOff(found, given[i]) : found;
    const own = given[i]?.id ?? '';
    const fresh = `call_${hashString(`${seed}/${step}/${i}`).toString(36)}_${step}_${i}`;
    const isHanded = !call.fault && tools.some(({ name, run: here }) => name === call.name && !here);
    const usable = own !== '' && !ids.has(own) ? own : fresh;
    const id = isHanded ? handedId(run, step, i) : usable;
    ids.add(id);
    return { call, record: recordOf(call, given[i], id, tools) };
  });
  const toolCalls = calls.map(({ call, record }) => ({
    ...toolCallOf(call, record.id),
    name: record.name,
    arguments: argumentsBack(call),
  }));
  const empty = calls.length === 0 && text.trim() === '';
  const wire: Wire | undefined = reply.wire && {
    ...reply.wire,
    role: 'assistant',
    content: text,
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, arguments: json }) => ({
        id,
        type: 'function',
        function: { name, arguments: json },
      })),
    }),
  };
  const message: Message = {
    role: 'assistant',
    content: empty ? '(nothing)' : text,
    ...defined({
      reasoning: reply.reasoning || undefined,
      toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
      wire: empty ? undefined : wire,
    }),
  };
  return { message, calls: calls.map(({ record }) => record), ...faultOf(calls.length, fault, cut, empty) };
};

const faultOf = (
  calls: number,
  fault: CallFault | undefined,
  cut: boolean,
  empty: boolean,
): Pick<Extract<JournalLine, { type: 'reply' }>, 'fault'> => {
  if (calls > 0) return {};
  if (fault) return { fault: { error: ERRORS[fault.cause], message: fault.message } };
  if (cut) return { fault: { error: 'cut off', message: CUT } };
  return empty ? { fault: { error: 'empty', message: EMPTY } } : {};
};
