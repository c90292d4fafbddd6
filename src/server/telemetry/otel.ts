/**
 * A finished request as OpenTelemetry spans in OTLP JSON, with the names of the GenAI conventions. Texts of prompts
 * and answers are not exported: the conventions make them opt-in, and they stay in the ledger. otlp.ts sends the
 * spans.
 * Sources: OpenTelemetry semantic conventions, GenAI spans (status: development); OTLP 1.x, JSON encoding.
 */
import type { Wire } from '../../types.ts';
import { operationOf } from './metrics.ts';
import type { Trace, TraceCall } from '../ledger/request-trace.ts';

type Value =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: { values: Value[] } };
export type Attribute = { key: string; value: Value };

export type OtelSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number; message?: string };
};

/** Span kinds and the status of an error, by OTLP's numbers. */
const [INTERNAL, SERVER, CLIENT, ERROR] = [1, 2, 3, 2];

const valueOf = (value: unknown): Value | undefined => {
  switch (typeof value) {
    case 'string':
      return { stringValue: value.toWellFormed() };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return !Number.isFinite(value)
        ? undefined
        : Number.isSafeInteger(value)
          ? { intValue: String(value) }
          : { doubleValue: value };
    default:
      return Array.isArray(value)
        ? { arrayValue: { values: value.flatMap((item: unknown) => valueOf(item) ?? []) } }
        : undefined;
  }
};

/**
 * Attributes of those values that are there. Whole numbers of fields that are fractions by nature are marked so in
 * `double`.
 */
const attributes = (values: Readonly<Record<string, unknown>>, double: ReadonlySet<string> = new Set()): Attribute[] =>
  Object.entries(values).flatMap(([key, given]) => {
    const value =
      typeof given === 'number' && Number.isFinite(given) && double.has(key) ? { doubleValue: given } : valueOf(given);
    return value ? [{ key, value }] : [];
  });

const FRACTIONS = new Set([
  'gen_ai.request.temperature',
  'gen_ai.request.top_p',
  'gen_ai.request.frequency_penalty',
  'gen_ai.request.presence_penalty',
  'gen_ai.response.time_to_first_token',
  'mizan.cost_usd',
  'mizan.confidence',
]);

/** How it was asked: of a body on the wire, and of a request of ours. */
const askedFor = (input: Wire): Record<string, unknown> => ({
  'gen_ai.request.temperature': input.temperature,
  'gen_ai.request.top_p': input.top_p ?? input.topP,
  'gen_ai.request.max_tokens':
    input.max_completion_tokens ?? input.max_output_tokens ?? input.max_tokens ?? input.maxTokens,
  'gen_ai.request.seed': input.seed,
  'gen_ai.request.choice.count': typeof input.n === 'number' && input.n !== 1 ? input.n : undefined,
  'gen_ai.request.frequency_penalty': input.frequency_penalty,
  'gen_ai.request.presence_penalty': input.presence_penalty,
});

/** The conventions' attributes of one call. `root`: of the request itself, which tells of all its calls together. */
const attributesOf = (trace: Trace, call: TraceCall): Attribute[] => {
  const root = call.parent === null;
  const { usage, failure } = call;
  return attributes(
    {
      'gen_ai.operation.name': operationOf(trace.path),
      'gen_ai.provider.name': 'mizan',
      'gen_ai.request.model': call.model,
      ...askedFor(call.input),
      'gen_ai.response.finish_reasons': call.finish === null ? undefined : [call.finish],
      'gen_ai.usage.input_tokens': root ? trace.prompt_tokens : usage.promptTokens,
      'gen_ai.usage.output_tokens': root ? trace.completion_tokens : usage.completionTokens,
      'gen_ai.response.time_to_first_token': call.first_token_seconds ?? undefined,
      'error.type': failure ? (failure.code ?? failure.type) : undefined,
      'mizan.role': call.role,
      'mizan.cost_usd': (root ? trace.cost : usage.cost) ?? undefined,
      ...(root && {
        'mizan.request_id': trace.request_id,
        'mizan.key': trace.key,
        'mizan.state': trace.state,
        'mizan.rule': trace.rule ?? undefined,
        'mizan.confidence': trace.confidence ?? undefined,
        'url.path': trace.path,
        'mizan.stream': trace.stream,
      }),
    },
    FRACTIONS,
  );
};

/** Milliseconds since 1970 and seconds after that, as nanoseconds since 1970. */
const nanoseconds = (ms: number, seconds = 0): string =>
  String(BigInt(Math.floor(ms)) * 1_000_000n + BigInt(Math.max(0, Math.round(seconds * 1e9))));

/** The request and its calls as spans; a call that runs still ends where it stands. */
export const spansOf = (trace: Trace): OtelSpan[] =>
  trace.tree.map((call) => ({
    traceId: trace.id,
    spanId: call.id,
    ...(call.parent !== null && { parentSpanId: call.parent }),
    name: `${operationOf(trace.path)} ${call.model}`,
    kind: call.parent === null ? SERVER : call.role === 'upstream' ? CLIENT : INTERNAL,
    startTimeUnixNano: nanoseconds(call.started),
    endTimeUnixNano: nanoseconds(call.started, call.seconds ?? 0),
    attributes: attributesOf(trace, call),
    status: call.failure ? { code: ERROR, message: call.failure.message } : {},
  }));

/** The body of an export. */
export const exportOf = (spans: readonly OtelSpan[], service: string) => ({
  resourceSpans: [
    {
      resource: { attributes: attributes({ 'service.name': service }) },
      scopeSpans: [{ scope: { name: 'mizan' }, spans }],
    },
  ],
});
