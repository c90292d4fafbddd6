/**
 * What a person sees while a question is answered: a picture folded from the event stream, and functions from that
 * picture to lines. It decides nothing, keeps no time and writes nowhere; paint.ts puts the lines on a screen.
 */
import { canonical } from '../task/answer.ts';
import type { ChatEvent, Decision, Reply, Usage, Verdict } from '../types.ts';
import { clip, printable, tail, width, wrap } from '../terminal/text-width.ts';
import { fitLine, lineWidth, type Line, type StyledText, type Style } from '../terminal/live-region.ts';

type CandidateView = {
  index: number;
  text: string;
  tokens: number;
  reply: Reply | undefined;
  /** Set once the answer was extracted and checked. */
  result: { answer: string; verdict: Verdict | undefined } | undefined;
};

export type AnswerView = {
  /** By the candidate that a plan belongs to. */
  plans: Map<number, { text: string; leak: boolean; done: boolean }>;
  candidates: Map<number, CandidateView>;
  tokens: number;
  decision: Decision | undefined;
  done: { reply: Reply; usage: Usage; seconds: number } | undefined;
};

export const createAnswerView = (): AnswerView => ({
  plans: new Map(),
  candidates: new Map(),
  tokens: 0,
  decision: undefined,
  done: undefined,
});

const candidateOf = (view: AnswerView, index: number): CandidateView => {
  let found = view.candidates.get(index);
  if (!found) view.candidates.set(index, (found = { index, text: '', tokens: 0, reply: undefined, result: undefined }));
  return found;
};

/** Takes one event into the picture. */
export const applyEvent = (view: AnswerView, event: ChatEvent): void => {
  switch (event.type) {
    case 'delta': {
      view.tokens += event.tokens;
      if (event.section === 'plan') {
        const before = view.plans.get(event.index);
        if (!before?.done)
          view.plans.set(event.index, { text: (before?.text ?? '') + event.text, leak: false, done: false });
        return;
      }
      const candidate = candidateOf(view, event.index);
      candidate.text += event.text;
      candidate.tokens += event.tokens;
      return;
    }
    case 'tool': // a question asked here names no tools
      return;
    case 'plan':
      view.plans.set(event.index, { text: event.text, leak: event.leak, done: true });
      return;
    case 'reply': {
      const candidate = candidateOf(view, event.reply.index);
      candidate.reply = event.reply;
      candidate.tokens = event.reply.tokens;
      candidate.text = [event.reply.reasoning, event.reply.content].filter((part) => part !== '').join('\n');
      return;
    }
    case 'verdict':
      candidateOf(view, event.index).result = { answer: event.answer, verdict: event.verdict };
      return;
    case 'decision':
      view.decision = event.decision;
      return;
    case 'done':
      view.done = { reply: event.reply, usage: event.usage, seconds: event.seconds };
      return;
    default:
      event satisfies never;
  }
};

/** 0.94 → 'high'. */
export const confidenceWord = (confidence: number): string =>
  confidence >= 0.95
    ? 'very high'
    : confidence >= 0.85
      ? 'high'
      : confidence >= 0.6
        ? 'moderate'
        : confidence >= 0.35
          ? 'low'
          : 'very low';

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** ✓ passed its check, ✗ failed it, · not checkable, – no answer, … still being drawn. */
const markOf = ({ reply, result }: CandidateView): StyledText => {
  if (!reply && !result) return { text: '…', style: 'dim' };
  if (!result || result.answer === '') return { text: '–', style: 'warn' };
  if (!result.verdict) return { text: '·', style: 'dim' };
  return result.verdict.pass ? { text: '✓', style: 'good' } : { text: '✗', style: 'bad' };
};

/** Why a candidate has no answer, or what its check found. */
const remarkOf = ({ reply, result }: CandidateView): string => {
  if (result && result.answer !== '') return result.verdict ? result.verdict.reason : '';
  if (reply?.finish === 'length') return 'no answer within its tokens';
  if (reply?.finish === 'cancelled') return 'stopped';
  return reply ? 'no answer' : '';
};

/** `left` and `right` at the two edges of `columns`; the right one is given up first. */
const spread = (left: readonly StyledText[], right: StyledText, columns: number): Line => {
  if (columns === Infinity) return [...left, { text: '  ' }, right];
  const gap = columns - lineWidth(left) - width(right.text);
  return gap >= 1 ? [...left, { text: ' '.repeat(gap) }, right] : left;
};

/** One candidate on one line; the chosen one is pointed at. On an endless line nothing is cut. */
const candidateLine = (one: CandidateView, columns: number, chosen = false): Line => {
  const right: StyledText = { text: columns < 44 ? '' : count(one.tokens, 'token'), style: 'dim' };
  const left: StyledText[] = [
    { text: chosen ? '▸' : ' ', style: 'accent' },
    { text: `${String(one.index + 1).padStart(2)} `, style: 'dim' },
    markOf(one),
    { text: ' ' },
  ];
  const room = columns - lineWidth(left) - (right.text === '' ? 0 : width(right.text) + 2);
  if (!one.reply && !one.result)
    return spread([...left, { text: tail(printable(one.text), room), style: 'dim' }], right, columns);
  const answer = clip(printable(one.result?.answer ?? ''), room);
  const remark = printable(remarkOf(one));
  const rest = room - width(answer) - (answer === '' ? 0 : 2);
  const middle: StyledText[] = [{ text: answer, style: chosen ? 'bold' : 'accent' }];
  if (remark !== '' && rest >= 8)
    middle.push({ text: answer === '' ? '' : '  ' }, { text: clip(remark, rest), style: 'dim' });
  return spread([...left, ...middle], right, columns);
};

/** Votes by equal answers, most first; only candidates that have an answer and did not fail a check. */
const votes = (view: AnswerView): { answer: string; votes: number }[] => {
  const groups = new Map<string, { answer: string; votes: number }>();
  for (const { result } of view.candidates.values()) {
    if (!result || result.answer === '' || result.verdict?.pass === false) continue;
    const key = canonical(result.answer);
    const group = groups.get(key) ?? { answer: result.answer, votes: 0 };
    group.votes++;
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.votes - a.votes);
};

const LABEL = 12;

/** A label and its text, wrapped beside it, or below it where the window is narrow. */
const labelled = (label: string, text: string, columns: number, style?: Style): Line[] => {
  const span = (part: string): StyledText => (style ? { text: part, style } : { text: part });
  const narrow = columns < 44;
  const lines = columns === Infinity ? text.split('\n').map(printable) : wrap(text, columns - (narrow ? 2 : LABEL));
  const head: StyledText = { text: narrow ? label : label.padEnd(LABEL), style: 'dim' };
  if (narrow) return [[head], ...lines.map((line): Line => [{ text: '  ' }, span(line)])];
  return lines.map((line, i): Line => [i === 0 ? head : { text: ' '.repeat(LABEL) }, span(line)]);
};

const votesText = (view: AnswerView): string =>
  votes(view)
    .slice(0, 5)
    .map(({ answer, votes: n }) => `${clip(printable(answer), 30)} ×${n}`)
    .join('   ');

export type Region = { columns: number; rows: number; seconds: number };

/**
 * The region while the work goes on: plan, candidates (those being drawn first), votes, totals. At most `rows` lines
 * (4 or more) of at most `columns` columns.
 */
export const liveLines = (view: AnswerView, region: Region): Line[] =>
  allLiveLines(view, region).map((line) => fitLine(line, region.columns));

const allLiveLines = (view: AnswerView, { columns, rows, seconds }: Region): Line[] => {
  const head: Line[] = [];
  const plan = view.plans.values().next().value;
  if (plan)
    head.push([
      { text: 'plan  ', style: 'dim' },
      { text: plan.leak ? '(dropped: it gave an answer away)' : printable(plan.text) },
    ]);
  const foot: Line[] = [];
  const counted = votesText(view);
  if (counted !== '') foot.push([{ text: 'votes ', style: 'dim' }, { text: counted }]);
  const rate = seconds > 0.2 ? `  ${count(Math.round(view.tokens / seconds), 'token')}/s` : '';
  foot.push([{ text: `${count(view.tokens, 'token')}${rate}  ${seconds.toFixed(1)} s  Ctrl-C stops`, style: 'dim' }]);
  const all = [...view.candidates.values()];
  const room = Math.max(1, rows - head.length - foot.length);
  if (all.length <= room) return [...head, ...all.map((one) => candidateLine(one, columns)), ...foot];
  const drawing = all.filter((one) => !one.reply);
  const ended = all.filter((one) => one.reply);
  const fits = room - 1;
  const chosen = new Set(
    [...drawing.slice(0, fits), ...ended.slice(-Math.max(0, fits - drawing.length) || all.length)].slice(0, fits),
  );
  const more = `    and ${all.length - chosen.size} more, ${ended.length} of ${all.length} ended`;
  return [
    ...head,
    ...all.filter((one) => chosen.has(one)).map((one) => candidateLine(one, columns)),
    [{ text: more, style: 'dim' }],
    ...foot,
  ];
};

const planLines = (view: AnswerView, columns: number): Line[] => {
  const plan = view.plans.values().next().value;
  if (!plan) return [];
  return plan.leak
    ? labelled('plan', 'dropped, because it gave an answer away', columns, 'warn')
    : labelled('plan', plan.text.trim(), columns);
};

/** What to append when `event` has just been observed, where nothing can be repainted. */
export const newsLines = (view: AnswerView, event: ChatEvent, columns = Infinity): Line[] => {
  if (event.type === 'plan') return view.plans.keys().next().value === event.index ? planLines(view, columns) : [];
  if (event.type === 'verdict') return [candidateLine(candidateOf(view, event.index), columns)];
  return [];
};

/** Every plan and candidate in full. */
const wholeLines = (view: AnswerView, columns: number): Line[] =>
  [...view.candidates.values()].flatMap((one) => {
    const plan = view.plans.size > 1 ? view.plans.get(one.index) : undefined;
    const body = [...(plan ? [`plan: ${plan.text}`] : []), one.text].join('\n');
    const lines = columns === Infinity ? body.split('\n').map(printable) : wrap(body, columns - 6);
    return [
      candidateLine(one, columns, one.index === view.decision?.chosen),
      ...lines.map((line): Line => [{ text: '      ' }, { text: line, style: 'dim' }]),
      [],
    ];
  });

const SHOWN = 8;

/** Plan and candidates once the work is over, for above the result: the first few and the chosen one, or all in full. */
export const workLines = (view: AnswerView, columns: number, showAll: boolean): Line[] => {
  const all = [...view.candidates.values()].sort((a, b) => a.index - b.index);
  const isChosen = (one: CandidateView): boolean => one.index === view.decision?.chosen;
  if (showAll) return [...planLines(view, columns), ...wholeLines(view, columns)];
  const first = all.slice(0, SHOWN);
  const chosen = all.find(isChosen);
  const shown = chosen && !first.includes(chosen) ? [...first.slice(0, -1), chosen] : first;
  const rest = all.length - shown.length;
  const more: Line[] =
    rest > 0 ? [[{ text: `    and ${rest} more (--show-all shows them in full)`, style: 'dim' }]] : [];
  return [...planLines(view, columns), ...shown.map((one) => candidateLine(one, columns, isChosen(one))), ...more];
};

/** The outcome: votes, the answer and why, confidence, cost, and where the trace lies. */
export const resultLines = (view: AnswerView, columns: number, trace?: string): Line[] => {
  const { decision, done } = view;
  const out: Line[] = [];
  const counted = votesText(view);
  if (counted !== '') out.push(...labelled('votes', counted, columns));
  const finish = done?.reply.finish;
  if (!done) out.push(...labelled('unfinished', 'the run ended before there was an answer', columns, 'warn'));
  else if (finish === 'cancelled') out.push(...labelled('stopped', 'no answer was chosen', columns, 'warn'));
  else if (finish === 'error') out.push(...labelled('failed', done.reply.content, columns, 'bad'));
  else if (decision?.abstained)
    out.push(...labelled('no answer', done.reply.content || decision.reason, columns, 'warn'));
  else out.push(...labelled('answer', decision?.answer || done.reply.content.trim() || '(empty)', columns, 'bold'));
  if (decision && finish !== 'cancelled' && finish !== 'error') {
    const told = decision.abstained && (done?.reply.content || decision.reason).includes(decision.reason);
    if (!told) out.push(...labelled('why', decision.reason, columns));
    const percent = Math.round(decision.confidence * 100);
    if (!decision.abstained)
      out.push(...labelled('confidence', `${confidenceWord(decision.confidence)}, ${percent} %`, columns));
  }
  if (done) {
    const tokens = done.usage.completionTokens;
    const rate = done.seconds > 0 && tokens > 0 ? `, ${count(Math.round(tokens / done.seconds), 'token')}/s` : '';
    out.push(...labelled('spent', `${count(tokens, 'token')}${rate}, ${done.seconds.toFixed(2)} s`, columns));
  }
  if (trace) out.push(...labelled('trace', trace, columns, 'dim'));
  return out;
};
