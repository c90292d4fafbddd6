/**
 * A run of an agent as the page shows it: its steps, the calls of each with their results, questions and sub-agents,
 * folded from the lines that the stream and the trace carry. The same lines give the same tree, live, stored or
 * replayed. Every field is checked, since texts of models and tools are in them. Pure.
 */
import { isObject, number, text, type Json } from './piece.ts';

/** A question to the person. `permission`: may this call run; otherwise a tool asks. */
export type RunAsk = {
  id: string;
  question: string;
  permission: boolean;
  /** What would change, and the pattern that would be remembered. */
  preview?: string;
  always?: string;
  choices: string[];
  answer?: { allow: boolean; text?: string };
};

type CallState = 'waiting' | 'asked' | 'running' | 'done' | 'failed';

export type RunCall = {
  id: string;
  name: string;
  args: string;
  state: CallState;
  /** What it may change; known once it runs. */
  effect?: string;
  result?: string;
  error?: string;
  seconds?: number;
  repairs: string[];
  asks: RunAsk[];
  /** The run of the agent that was called. */
  child?: Run;
};

/** What the person, a check or the loop said between two replies. */
export type NoteKind = 'steering' | 'follow-up' | 'check' | 'correction' | 'checked' | 'compacted' | 'resumed';

export type RunItem =
  | { type: 'reply'; step: number; text: string; calls: RunCall[] }
  | { type: 'note'; kind: NoteKind; text: string };

export type Run = {
  /** Its name at the server; '' until its first line. */
  id: string;
  agent: string;
  items: RunItem[];
  stopped?: { reason: string; text: string };
};

/** Characters of a result that the page keeps; the trace has all of it. */
const LONGEST = 6000;

export const newRun = (): Run => ({ id: '', agent: '', items: [] });

/** A line as the page stores it: long results are cut. */
export const slimLine = (line: Json): Json => {
  if (line.type === 'child' && isObject(line.event)) return { ...line, event: slimLine(line.event) };
  if (line.type !== 'result' || !isObject(line.result)) return line;
  const { content, error } = line.result;
  const all = text(content) ?? '';
  const left = all.length - LONGEST;
  return { ...line, result: { error, content: left > 0 ? `${all.slice(0, LONGEST)}\n[… ${left}]` : all } };
};

const callsOf = (run: Run): RunCall[] => run.items.flatMap((item) => (item.type === 'reply' ? item.calls : []));
const callOf = (run: Run, id: unknown): RunCall | undefined =>
  callsOf(run).findLast((call) => call.id === id || String(id).startsWith(`${call.id}/`));

const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((item) => typeof item === 'string');

const readCall = (value: unknown): RunCall[] => {
  if (!isObject(value) || !text(value.id) || !text(value.name)) return [];
  const { fault } = value;
  const args = isObject(fault) ? (text(value.raw) ?? '') : JSON.stringify(value.arguments ?? {});
  return [
    { id: text(value.id)!, name: text(value.name)!, args, state: 'waiting', repairs: strings(value.repairs), asks: [] },
  ];
};

const readAsk = (value: unknown): RunAsk | undefined => {
  if (!isObject(value) || !text(value.id)) return undefined;
  const { permission } = value;
  const more = isObject(permission) ? { preview: text(permission.preview), always: text(permission.always) } : {};
  return {
    id: text(value.id)!,
    question: text(value.question) ?? '',
    permission: isObject(permission),
    choices: strings(value.choices),
    ...Object.fromEntries(Object.entries(more).filter(([, field]) => field !== undefined)),
  };
};

const foldReply = (run: Run, line: Json): void => {
  const message = isObject(line.message) ? line.message : {};
  const calls = (Array.isArray(line.calls) ? line.calls : []).flatMap(readCall);
  run.items.push({ type: 'reply', step: number(line.step) ?? 0, text: text(message.content) ?? '', calls });
};

const foldResult = (run: Run, line: Json): void => {
  const call = callOf(run, line.id);
  if (!call) return;
  const result = isObject(line.result) ? line.result : {};
  call.result = text(result.content) ?? '';
  const [error, took] = [text(result.error), number(line.took)];
  if (error !== undefined) call.error = error;
  if (took !== undefined) call.seconds = took;
  call.state = error === undefined ? 'done' : 'failed';
};

const foldAnswer = (run: Run, line: Json): void => {
  const call = callOf(run, line.id);
  const ask = call?.asks.find(({ id }) => id === line.id);
  if (!call || !ask || !isObject(line.answer)) return;
  const said = text(line.answer.text);
  ask.answer = { allow: line.answer.allow === true, ...(said !== undefined && { text: said }) };
  call.state = ask.permission ? 'waiting' : 'running';
};

const note = (run: Run, kind: NoteKind, said: string): void => void run.items.push({ type: 'note', kind, text: said });

/** Changes `run` by one line. A line that is not known, or makes no sense, changes nothing. */
const foldLine = (run: Run, line: Json): void => {
  switch (line.type) {
    case 'begin':
      Object.assign(run, { id: text(line.id) ?? '', agent: text(line.agent) ?? '' });
      return;
    case 'reply':
      return foldReply(run, line);
    case 'call': {
      const call = callOf(run, line.id);
      if (call) Object.assign(call, { state: 'running', effect: text(line.effect) });
      return;
    }
    case 'ask': {
      const ask = readAsk(line.ask);
      const call = callOf(run, ask?.id);
      if (!ask || !call) return;
      call.asks.push(ask);
      call.state = 'asked';
      return;
    }
    case 'answer':
      return foldAnswer(run, line);
    case 'result':
      return foldResult(run, line);
    case 'message': {
      const { from, message } = line;
      const said = isObject(message) ? (text(message.content) ?? '') : '';
      if (from === 'steering' || from === 'follow-up' || from === 'check' || from === 'correction')
        note(run, from, said);
      return;
    }
    case 'checked':
      if (line.pass === false) note(run, 'checked', text(line.reason) ?? '');
      return;
    case 'compacted':
      return note(run, 'compacted', String(number(line.before) ?? ''));
    case 'resumed':
      return note(run, 'resumed', '');
    case 'stopped':
      run.stopped = { reason: text(line.reason) ?? '', text: text(line.text) ?? '' };
      return;
    case 'child': {
      const call = callOf(run, line.id);
      if (call && isObject(line.event)) foldLine((call.child ??= newRun()), line.event);
      return;
    }
    default:
      return;
  }
};

/** The run of the first `count` lines. */
export const runAt = (lines: readonly Json[], count: number): Run => {
  const run = newRun();
  for (const line of lines.slice(0, count)) foldLine(run, line);
  return run;
};

const known = new WeakMap<readonly Json[], { run: Run; count: number }>();

/** The run of all lines; lines that have come since are folded into the same tree. */
export const runOf = (lines: readonly Json[]): Run => {
  const seen = known.get(lines) ?? { run: newRun(), count: 0 };
  for (const line of lines.slice(seen.count)) foldLine(seen.run, line);
  seen.count = lines.length;
  known.set(lines, seen);
  return seen.run;
};

/** Questions that wait for the person, of sub-agents too. */
export const openAsks = (run: Run): RunAsk[] =>
  callsOf(run).flatMap((call) => [
    ...(call.result === undefined ? call.asks.filter(({ answer }) => !answer) : []),
    ...(call.child && call.result === undefined ? openAsks(call.child) : []),
  ]);

/** Whether a call of it may have changed something, so that there is something to take back. */
export const mayHaveChanged = (run: Run): boolean =>
  callsOf(run).some(
    (call) =>
      (call.effect !== undefined && call.effect !== 'read' && !call.child) ||
      (call.child !== undefined && mayHaveChanged(call.child)),
  );

/** The milliseconds of work at each line, for a replay; a line that says nothing stands where the one before stood. */
export const timesOf = (lines: readonly Json[]): number[] => {
  let last = 0;
  return lines.map((line) => {
    const inner = line.type === 'child' && isObject(line.event) ? undefined : number(line.seconds);
    last = Math.max(last, (inner ?? 0) * 1000);
    return last;
  });
};

/**
 * A text of a model or a tool as a person may read it: control characters, colours of a terminal and marks that turn
 * the direction are written out. What joins letters in Persian and Arabic stays.
 */
export const readable = (said: string): string =>
  said.replace(/(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
