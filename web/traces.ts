/** Reads the responses of /v1/traces and /v1/stats. Rows that make no sense are left out. Pure. */
import { isObject, number, text, type Json } from './piece.ts';

export type TraceRow = {
  id: string;
  model: string;
  state: string;
  finish: string;
  failure?: string;
  started: number;
  seconds: number;
  firstToken?: number;
  promptTokens: number;
  completionTokens: number;
  cost?: number;
  calls: number;
  rule: string;
  confidence?: number;
  question: string;
  answer: string;
  key: string;
};

export type Call = {
  id: string;
  parent: string | null;
  role: string;
  model: string;
  started: number;
  seconds?: number;
  firstToken?: number;
  finish: string;
  failure?: string;
  tokens?: number;
  cost?: number;
  input: unknown;
  output: unknown;
  events: Json[];
};

export type Trace = TraceRow & { tree: Call[] };

/** What went wrong; a request that its caller cancelled has not failed. */
const failureOf = (value: unknown): { failure?: string } => {
  if (isObject(value) && value.code === 'cancelled') return {};
  const message = isObject(value) ? text(value.message) : text(value);
  return message ? { failure: message } : {};
};

const optional = <K extends string>(name: K, value: number | undefined): { [P in K]?: number } =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: number };

const readRow = (value: unknown): TraceRow[] => {
  if (!isObject(value) || !text(value.id)) return [];
  return [
    {
      id: text(value.id)!,
      model: text(value.model) ?? '?',
      state: text(value.state) ?? '',
      finish: text(value.finish) ?? '',
      ...failureOf(value.failure),
      started: number(value.started) ?? 0,
      seconds: number(value.seconds) ?? 0,
      ...optional('firstToken', number(value.first_token_seconds)),
      promptTokens: number(value.prompt_tokens) ?? 0,
      completionTokens: number(value.completion_tokens) ?? 0,
      ...optional('cost', number(value.cost)),
      calls: number(value.calls) ?? 0,
      rule: text(value.rule) ?? '',
      ...optional('confidence', number(value.confidence)),
      question: text(value.question) ?? '',
      answer: text(value.answer) ?? '',
      key: text(value.key) ?? '',
    },
  ];
};

export const readList = (body: unknown): { rows: TraceRow[]; next?: string } => {
  if (!isObject(body)) return { rows: [] };
  const next = text(body.next) ?? text(body.next_cursor);
  return { rows: (Array.isArray(body.data) ? body.data : []).flatMap(readRow), ...(next !== undefined && { next }) };
};

const readCall = (value: unknown): Call[] => {
  if (!isObject(value) || !text(value.id)) return [];
  const usage = isObject(value.usage) ? value.usage : {};
  return [
    {
      id: text(value.id)!,
      parent: text(value.parent) ?? null,
      role: text(value.role) ?? 'call',
      model: text(value.model) ?? '',
      started: number(value.started) ?? 0,
      ...optional('seconds', number(value.seconds)),
      ...optional('firstToken', number(value.first_token_seconds)),
      finish: text(value.finish) ?? '',
      ...failureOf(value.failure),
      ...optional('tokens', number(usage.completionTokens) ?? number(usage.completion_tokens)),
      ...optional('cost', number(usage.cost)),
      input: value.input,
      output: value.output,
      events: (Array.isArray(value.events) ? value.events : []).filter(isObject),
    },
  ];
};

/** One trace with its calls; undefined when it is not one. */
export const readTrace = (body: unknown): Trace | undefined => {
  const [row] = readRow(body);
  if (!row || !isObject(body)) return undefined;
  return { ...row, tree: (Array.isArray(body.tree) ? body.tree : []).flatMap(readCall) };
};

/** Calls in the order of a tree, each with its depth. A call whose parent is missing stands at the top; circles end. */
export const inOrder = (calls: readonly Call[]): { call: Call; depth: number }[] => {
  const known = new Set(calls.map((item) => item.id));
  const below = Map.groupBy(calls, (item) =>
    item.parent !== null && known.has(item.parent) && item.parent !== item.id ? item.parent : '',
  );
  const seen = new Set<string>();
  const out: { call: Call; depth: number }[] = [];
  const visit = (call: Call, depth: number): void => {
    if (seen.has(call.id)) return;
    seen.add(call.id);
    out.push({ call, depth });
    for (const child of below.get(call.id) ?? []) visit(child, depth + 1);
  };
  for (const call of below.get('') ?? []) visit(call, 0);
  for (const call of calls) visit(call, 0);
  return out;
};

export type Percentiles = { p50: number; p90: number; p99: number };

export type Tally = {
  name: string;
  requests: number;
  failed: number;
  promptTokens: number;
  completionTokens: number;
  cost: number;
  seconds?: Percentiles;
  firstToken?: Percentiles;
};

const readPercentiles = (value: unknown): Percentiles | undefined => {
  if (!isObject(value)) return undefined;
  const [p50, p90, p99] = [number(value.p50), number(value.p90), number(value.p99)];
  return p50 === undefined || p90 === undefined || p99 === undefined ? undefined : { p50, p90, p99 };
};

const readTally =
  (name: string) =>
  (value: unknown): Tally[] => {
    if (!isObject(value) || !text(value[name])) return [];
    const seconds = readPercentiles(value.seconds);
    const firstToken = readPercentiles(value.first_token_seconds);
    return [
      {
        name: text(value.name) || text(value[name])!,
        requests: number(value.requests) ?? 0,
        failed: number(value.failed) ?? 0,
        promptTokens: number(value.prompt_tokens) ?? 0,
        completionTokens: number(value.completion_tokens) ?? 0,
        cost: number(value.cost) ?? 0,
        ...(seconds && { seconds }),
        ...(firstToken && { firstToken }),
      },
    ];
  };

export type Stats = { days: Tally[]; models: Tally[]; keys: Tally[] };

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const readStats = (body: unknown): Stats => {
  const all = isObject(body) ? body : {};
  return {
    days: list(all.days).flatMap(readTally('day')),
    models: list(all.models).flatMap(readTally('model')),
    keys: list(all.keys).flatMap(readTally('key')),
  };
};

/** The last `count` days up to `today` (YYYY-MM-DD), oldest first, with the days without requests filled in. */
export const fillDays = (days: readonly Tally[], today: string, wanted: number): Tally[] => {
  const byName = new Map(days.map((day) => [day.name, day]));
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: wanted }, (_, i) => {
    const name = new Date(end - (wanted - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return byName.get(name) ?? { name, requests: 0, failed: 0, promptTokens: 0, completionTokens: 0, cost: 0 };
  });
};
