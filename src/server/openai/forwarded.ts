/**
 * What a forwarded response says, read beside it for the ledger while the bytes are on their way: the first answer, its
 * finish, the usage, an error. It changes nothing and sends nothing.
 */
import type { Failure, Finish, Usage, Wire } from '../../types.ts';
import { readUsage } from '../../usage.ts';
import { optional } from './fields.ts';

const FINISHES: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tools',
  function_call: 'tools',
  content_filter: 'filtered',
};

/** Characters of an answer that are kept. */
const LONGEST = 2 ** 20;

type Call = { index?: number; id?: string; type?: string; function?: { name?: string; arguments?: string } };
type Words = { content?: unknown; reasoning_content?: unknown; reasoning?: unknown; tool_calls?: Call[] };
type Choice = { index?: number; delta?: Words; message?: Words; finish_reason?: string | null };
export type Piece = {
  choices?: (Choice | null)[];
  usage?: unknown;
  error?: { message?: unknown; type?: unknown; code?: unknown } | null;
};

/** A value that may be one. */
export const asPiece = (value: unknown): Piece | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;

/** JSON as an object, undefined when it is none. */
export const parsePiece = (text: string): Piece | undefined => {
  try {
    return asPiece(JSON.parse(text));
  } catch {
    return undefined;
  }
};

export type Forwarded = {
  /** A chunk of a stream, or a whole completion. Returns how many choices of it hold new text. */
  observe(piece: Piece): number;
  usage(): Usage | undefined;
  finish(): Finish | undefined;
  failure(): Failure | undefined;
  /** The first choice, as the ledger keeps answers. */
  output(): Wire;
};

const strings = (...values: readonly unknown[]): string =>
  values.find((one): one is string => typeof one === 'string' && one !== '') ?? '';

export const createForwarded = (): Forwarded => {
  let content = '';
  let reasoning = '';
  let usage: Usage | undefined;
  let finish: Finish | undefined;
  let failure: Failure | undefined;
  const calls = new Map<number, { id: string; name: string; arguments: string }>();

  const hear = (words: Words): void => {
    if (content.length < LONGEST) content += strings(words.content);
    if (reasoning.length < LONGEST) reasoning += strings(words.reasoning_content, words.reasoning);
    if (!Array.isArray(words.tool_calls)) return;
    for (const [i, call] of words.tool_calls.entries()) {
      const at = typeof call?.index === 'number' ? call.index : i;
      const one = calls.get(at) ?? { id: '', name: '', arguments: '' };
      calls.set(at, one);
      one.id ||= strings(call?.id);
      one.name ||= strings(call?.function?.name);
      if (one.arguments.length < LONGEST) one.arguments += strings(call?.function?.arguments);
    }
  };
  return {
    observe: (piece) => {
      usage = readUsage(piece.usage) ?? usage;
      if (piece.error) {
        const { message, type, code } = piece.error;
        failure = {
          status: 502,
          type: strings(type) || 'upstream_error',
          message: strings(message) || 'the upstream failed',
          ...optional('code', typeof code === 'string' ? code : undefined),
        };
      }
      let fresh = 0;
      for (const choice of Array.isArray(piece.choices) ? piece.choices : []) {
        const words = choice?.delta ?? choice?.message;
        if (words && (words.content || words.reasoning_content || words.reasoning || words.tool_calls)) fresh++;
        if (!choice || (choice.index ?? 0) !== 0) continue;
        if (words) hear(words);
        finish = FINISHES[choice.finish_reason ?? ''] ?? finish;
      }
      return fresh;
    },
    usage: () => usage,
    finish: () => finish,
    failure: () => failure,
    output: () => ({
      content,
      ...(reasoning !== '' && { reasoning }),
      ...(calls.size > 0 && { tool_calls: [...calls.values()] }),
    }),
  };
};
