/**
 * Messages of a request in an upstream's dialect. A turn that came in OpenAI's form is sent as it came. Its reasoning
 * is sent under the upstream's own field, or not at all. Plans, which no upstream knows, become text.
 */
import type { ChatRequest, Message, Wire } from '../types.ts';
import type { Dialect } from './presets.ts';

const SPELLINGS = ['reasoning_content', 'reasoning', 'reasoning_details'] as const;

const PLAN_ASK =
  'Write only a plan for how to go about this: a few short numbered steps, each naming what to find out and by what means. ' +
  'Carry out none of them, calculate nothing and give no answer.';
const PLAN_GIVEN = 'Here is a plan for it. Follow it where it helps, and depart from it where it is wrong:';
const SCHEMA_ASK = 'Answer with JSON only, without a word around it';

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** The text of `reasoning_details`. */
export const detailsText = (details: unknown): string =>
  (Array.isArray(details) ? details : [])
    .map((item) => {
      const { text, summary } = record(item);
      return typeof text === 'string' ? text : typeof summary === 'string' ? summary : '';
    })
    .join('');

/**
 * The reasoning of a turn under whatever name, the first that is not empty; undefined when the turn has none, '' when
 * all that is there is empty.
 */
const reasoningOf = (wire: Wire): string | undefined => {
  const { reasoning_content: content, reasoning, reasoning_details: details } = wire;
  const found = [content, reasoning, Array.isArray(details) ? detailsText(details) : undefined].filter(
    (value) => typeof value === 'string',
  );
  return found.find((item) => item !== '') ?? found[0];
};

const formOf = ({ role, content, toolCalls, toolCallId }: Message): Record<string, unknown> => ({
  role,
  content: content === '' && toolCalls?.length ? null : content,
  ...(toolCalls?.length && {
    tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    })),
  }),
  ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
});

/** How a model takes its thoughts back. `tags`: inside of the answer, as it wrote them. */
export type Echo = Pick<Dialect, 'reasoning' | 'echo' | 'developer' | 'plainTurns'> & { tags: boolean };

const isJson = (text: unknown): boolean => {
  try {
    JSON.parse(text as string);
    return true;
  } catch {
    return false;
  }
};

/**
 * A call whose arguments are JSON: a text that broke off, as clients keep it when a stream ended early, stands in a
 * field.
 */
const withJson = (call: unknown): unknown => {
  const { function: inner } = record(call);
  const { arguments: text } = record(inner);
  if (inner === undefined || isJson(text)) return call;
  return { ...record(call), function: { ...record(inner), arguments: JSON.stringify({ malformed_arguments: text }) } };
};

/** Changes a turn into one that servers with strict readers and templates take. */
const makePlain = (turn: Record<string, unknown>): void => {
  if (turn.content === null) turn.content = '';
  if (Array.isArray(turn.tool_calls)) turn.tool_calls = turn.tool_calls.map(withJson);
};

/** One turn as the upstream takes it. */
export const messageForUpstream = (message: Message, { reasoning: name, echo, tags, plainTurns }: Echo): Wire => {
  const given = message.wire ? { ...message.wire } : formOf(message);
  if (plainTurns) makePlain(given);
  if (message.role !== 'assistant') return given;
  const thought = reasoningOf(given) ?? message.reasoning;
  const details = given.reasoning_details;
  for (const spelling of SPELLINGS) delete given[spelling];
  const calls = Array.isArray(given.tool_calls) && given.tool_calls.length > 0;
  if (thought === undefined || echo === 'never' || (echo === 'tools' && !calls)) return given;
  if (tags)
    return thought === ''
      ? given
      : {
          ...given,
          content: `<think>\n${thought}\n</think>\n\n${typeof given.content === 'string' ? given.content : ''}`,
        };
  if (name === 'none') return given;
  if (name === 'reasoning_details')
    return { ...given, ...(Array.isArray(details) ? { reasoning_details: details } : { reasoning: thought }) };
  return { ...given, [name]: thought };
};

/** `turn` with a paragraph more. */
const withText = (turn: Wire, text: string): Wire => ({
  ...turn,
  content: Array.isArray(turn.content)
    ? [...(turn.content as unknown[]), { type: 'text', text }]
    : `${(turn.content as string | null) ?? ''}\n\n${text}`.trimStart(),
});

/** `turns` with a paragraph more in the last turn of the user, or as a turn of the user at the end. */
const withLast = (turns: readonly Wire[], text: string): Wire[] => {
  const last = turns.findLastIndex((turn) => turn.role === 'user');
  return last < 0
    ? [...turns, { role: 'user', content: text }]
    : turns.map((turn, i) => (i === last ? withText(turn, text) : turn));
};

const partsOf = (content: unknown): Wire[] =>
  Array.isArray(content) ? (content as Wire[]) : content ? [{ type: 'text', text: content }] : [];

/** Two contents as one: texts with an empty line between them, or the parts of both. */
const joined = (a: unknown, b: unknown): unknown =>
  typeof a === 'string' && typeof b === 'string'
    ? [a, b].filter((text) => text !== '').join('\n\n')
    : [...partsOf(a), ...partsOf(b)];

/**
 * `turns` for templates that know one system turn, the first: developer is system, and the system turns at the head are one.
 * Only OpenAI's own models tell the two roles apart.
 */
const withOneSystem = (turns: readonly Wire[]): Wire[] => {
  const named = turns.map((turn) => (turn.role === 'developer' ? { ...turn, role: 'system' } : turn));
  const first = named.findIndex((turn) => turn.role !== 'system');
  const head = named.slice(0, first < 0 ? named.length : first);
  if (head.length < 2) return named;
  const merged = head.reduce((all, turn) => ({ ...turn, ...all, content: joined(all.content, turn.content) }));
  return [merged, ...named.slice(head.length)];
};

/**
 * All turns of a request. `asJson`: the upstream has no field for the answer's form, so that it is asked for in words.
 */
export const messagesForUpstream = ({ messages, open, format }: ChatRequest, echo: Echo, asJson: boolean): Wire[] => {
  const last = messages.at(-1);
  const planned =
    last?.role === 'assistant' && last.plan !== undefined && last.content === '' && !last.toolCalls?.length;
  let turns: Wire[] = (planned ? messages.slice(0, -1) : messages).map((message) => messageForUpstream(message, echo));
  if (planned && last.plan) turns = withLast(turns, `${PLAN_GIVEN}\n${last.plan}`);
  if (open === 'plan') turns = withLast(turns, PLAN_ASK);
  else if (format && asJson)
    turns = withLast(
      turns,
      format.type === 'json'
        ? `${SCHEMA_ASK}.`
        : `${SCHEMA_ASK}, valid under this JSON schema:\n${JSON.stringify(format.schema)}`,
    );
  return echo.developer ? turns : withOneSystem(turns);
};
