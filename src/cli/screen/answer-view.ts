/**
 * The terminal view of an answer: functions from its state (src/answer.ts) to lines. It decides nothing, keeps no time
 * and writes nothing; terminal/live-region.ts puts the lines on a screen.
 */
import { asTyped } from './command-name.ts';
import { groupAnswers } from '../../answers/same.ts';
import { candidateAt, type AnswerState, type Candidate } from '../../answer.ts';
import type { Decision, ChatEvent } from '../../types.ts';
import { clip, printable, tail, width, wrap } from '../../terminal/text-width.ts';
import { fitLine, lineWidth, type Line, type StyledText, type Style } from '../../terminal/live-region.ts';

const textOf = ({ think, content }: Candidate): string => [think, content].filter((part) => part !== '').join('\n');

/** The lowest confidence that each word stands for. */
const CONFIDENCE_WORDS = [
  [0.95, 'very high'],
  [0.85, 'high'],
  [0.6, 'moderate'],
  [0.35, 'low'],
] as const;

/** A confidence in words: 0.94 is 'high'. */
export const confidenceWord = (confidence: number): string =>
  CONFIDENCE_WORDS.find(([least]) => confidence >= least)?.[1] ?? 'very low';

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** The mark of a candidate: ✓ passed its check, ✗ failed it, · can't be checked, – no answer, … still running. */
const markOf = ({ reply, answer, verdict }: Candidate): StyledText => {
  if (!reply && answer === undefined) return { text: '…', style: 'dim' };
  if (!answer) return { text: '–', style: 'warn' };
  if (!verdict) return { text: '·', style: 'dim' };
  return verdict.pass ? { text: '✓', style: 'good' } : { text: '✗', style: 'bad' };
};

/** Why a candidate has no answer, or what its check found. */
const remarkOf = ({ reply, answer, verdict }: Candidate): string => {
  if (answer) return verdict ? verdict.reason : '';
  if (reply?.finish === 'length') return 'no answer within its tokens';
  if (reply?.finish === 'cancelled') return 'stopped';
  if (!reply) return '';
  return reply.content.trim() === '' ? 'no answer' : 'a text without a short answer';
};

/** `left` and `right` at the two edges of `columns`. Where there is no room, `right` is left out. */
const spread = (left: readonly StyledText[], right: StyledText, columns: number): Line => {
  if (columns === Infinity) return [...left, { text: '  ' }, right];
  const gap = columns - lineWidth(left) - width(right.text);
  return gap >= 1 ? [...left, { text: ' '.repeat(gap) }, right] : left;
};

/** The most columns of a program or another text of several lines where it stands in for its candidate. */
const MOST_OF_TEXT = 60;

/** An answer on one line of at most `room` columns. One of several lines is cut also where nothing else is. */
const shortened = (answer: string, room: number): string =>
  clip(printable(answer.trim()), answer.trim().includes('\n') ? Math.min(room, MOST_OF_TEXT) : room);

/** A candidate on one line, with a pointer when it was chosen. On an endless line nothing is cut. */
const candidateLine = (candidate: Candidate, columns: number, chosen = false): Line => {
  const right: StyledText = { text: columns < 44 ? '' : count(candidate.tokens, 'token'), style: 'dim' };
  const left: StyledText[] = [
    { text: chosen ? '▸' : ' ', style: 'accent' },
    { text: `${String(candidate.index + 1).padStart(2)} `, style: 'dim' },
    markOf(candidate),
    { text: ' ' },
  ];
  const room = columns - lineWidth(left) - (right.text === '' ? 0 : width(right.text) + 2);
  if (!candidate.reply && candidate.answer === undefined)
    return spread([...left, { text: tail(printable(textOf(candidate)), room), style: 'dim' }], right, columns);
  const answer = shortened(candidate.answer ?? '', room);
  const remark = printable(remarkOf(candidate));
  const rest = room - width(answer) - (answer === '' ? 0 : 2);
  const middle: StyledText[] = [{ text: answer, style: chosen ? 'bold' : 'accent' }];
  if (remark !== '' && rest >= 8)
    middle.push({ text: answer === '' ? '' : '  ' }, { text: clip(remark, rest), style: 'dim' });
  return spread([...left, ...middle], right, columns);
};

/** The votes for each answer, most first. Candidates without an answer, and those that failed a check, have none. */
const votes = (view: AnswerState): { answer: string; votes: number }[] => {
  const voting = view.candidates.flatMap(({ answer, verdict }) => (answer && verdict?.pass !== false ? [answer] : []));
  const numbers = groupAnswers(voting, { question: view.question });
  const groups = Map.groupBy(voting, (_, at) => numbers[at]);
  return [...groups.values()]
    .map((same) => ({ answer: same[0]!, votes: same.length }))
    .sort((a, b) => b.votes - a.votes);
};

const LABEL = 12;

/** A label with its text beside it, or below it in a narrow window. */
const labelled = (label: string, text: string, columns: number, style?: Style): Line[] => {
  const span = (part: string): StyledText => (style ? { text: part, style } : { text: part });
  const narrow = columns < 44;
  const lines = columns === Infinity ? text.split('\n').map(printable) : wrap(text, columns - (narrow ? 2 : LABEL));
  const head: StyledText = { text: narrow ? label : label.padEnd(LABEL), style: 'dim' };
  if (narrow) return [[head], ...lines.map((line): Line => [{ text: '  ' }, span(line)])];
  return lines.map((line, i): Line => [i === 0 ? head : { text: ' '.repeat(LABEL) }, span(line)]);
};

/** The votes on one line; '' when there are none, and for a single one at the end, or of several lines. */
const votesText = (view: AnswerState): string => {
  const counted = votes(view);
  const single = counted.length === 1 && counted[0]!.votes === 1;
  if (single && (view.done || counted[0]!.answer.trim().includes('\n'))) return '';
  return counted
    .slice(0, 5)
    .map(({ answer, votes: n }) => `${clip(printable(answer), 30)} ×${n}`)
    .join('   ');
};

/** The only candidate there is, when it has written some of its answer. */
const onlyText = ({ candidates }: AnswerState): Candidate | undefined =>
  candidates.length === 1 && candidates[0]!.content.trim() !== '' ? candidates[0] : undefined;

export type Region = { columns: number; rows: number; seconds: number };

/**
 * The live region while an answer is worked on: plan, candidates (running ones first), votes, totals. At most `rows`
 * lines (4 or more) of at most `columns` columns.
 */
export const liveLines = (view: AnswerState, region: Region): Line[] =>
  allLiveLines(view, region).map((line) => fitLine(line, region.columns));

const allLiveLines = (view: AnswerState, { columns, rows, seconds }: Region): Line[] => {
  const head: Line[] = [];
  const plan = view.plans[0];
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
  const all = view.candidates;
  const room = Math.max(1, rows - head.length - foot.length);
  const written = onlyText(view);
  // One answer is read while it is written: as much of its end as there is room for.
  if (written && !written.reply)
    return [...head, ...labelled('answer', written.content.trimStart(), columns).slice(-room), ...foot];
  if (all.length <= room) return [...head, ...all.map((candidate) => candidateLine(candidate, columns)), ...foot];
  const running = all.filter(({ reply }) => !reply);
  const ended = all.filter(({ reply }) => reply);
  const fits = room - 1;
  const chosen = new Set(
    [...running.slice(0, fits), ...ended.slice(-Math.max(0, fits - running.length) || all.length)].slice(0, fits),
  );
  const more = `    and ${all.length - chosen.size} more, ${ended.length} of ${all.length} ended`;
  return [
    ...head,
    ...all.filter((candidate) => chosen.has(candidate)).map((candidate) => candidateLine(candidate, columns)),
    [{ text: more, style: 'dim' }],
    ...foot,
  ];
};

/** What a question was read as, where it was read and computed (reason/read-first.ts); undefined where a model drew. */
const readAs = ({ plans, tokens }: AnswerState): string | undefined =>
  tokens === 0 ? /^understood as: (.+)$/s.exec(plans[0]?.text ?? '')?.[1] : undefined;

const planLines = (view: AnswerState, columns: number): Line[] => {
  const plan = view.plans[0];
  if (!plan) return [];
  const line = readAs(view);
  if (line !== undefined) return labelled('read as', line, columns);
  return plan.leak
    ? labelled('plan', 'dropped, because it gave an answer away', columns, 'warn')
    : labelled('plan', plan.text.trim(), columns);
};

/** The lines to append after `event`, where nothing can be repainted. */
export const newsLines = (view: AnswerState, event: ChatEvent, columns = Infinity): Line[] => {
  if (event.type === 'plan') return view.plans[0]?.index === event.index ? planLines(view, columns) : [];
  if (event.type === 'verdict')
    return readAs(view) !== undefined ? [] : [candidateLine(candidateAt(view, event.index), columns)];
  return [];
};

/** Every plan and candidate in full. */
const wholeLines = (view: AnswerState, columns: number): Line[] =>
  view.candidates.flatMap((candidate) => {
    const plan = view.plans.length > 1 ? view.plans.find(({ index }) => index === candidate.index) : undefined;
    const body = [...(plan ? [`plan: ${plan.text}`] : []), textOf(candidate)].join('\n');
    const lines = columns === Infinity ? body.split('\n').map(printable) : wrap(body, columns - 6);
    return [
      candidateLine(candidate, columns, candidate.index === view.decision?.chosen),
      ...lines.map((line): Line => [{ text: '      ' }, { text: line, style: 'dim' }]),
      [],
    ];
  });

const SHOWN = 8;

/** Plan and candidates of a finished answer: the first few and the chosen candidate, or with `showAll` all in full. */
export const workLines = (view: AnswerState, columns: number, showAll: boolean): Line[] => {
  const all = view.candidates;
  const isChosen = ({ index }: Candidate): boolean => index === view.decision?.chosen;
  if (showAll) return [...planLines(view, columns), ...wholeLines(view, columns)];
  // One text that was neither read nor checked: it follows in full, and a line about it would say nothing.
  if (onlyText(view) && !view.decision) return planLines(view, columns);
  // What was read and computed is told by its answer and its reason.
  if (readAs(view) !== undefined) return planLines(view, columns);
  const first = all.slice(0, SHOWN);
  const chosen = all.find(isChosen);
  const shown = chosen && !first.includes(chosen) ? [...first.slice(0, -1), chosen] : first;
  const rest = all.length - shown.length;
  const more: Line[] =
    rest > 0 ? [[{ text: `    and ${rest} more (--show-all shows them in full)`, style: 'dim' }]] : [];
  return [
    ...planLines(view, columns),
    ...shown.map((candidate) => candidateLine(candidate, columns, isChosen(candidate))),
    ...more,
  ];
};

/** Where the group that opens before `from` closes; -1 when it does not. */
const closing = (text: string, from: number): number => {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
};

const BOX = /(?:\$\$?|\\\(|\\\[)?\s*\\(?:boxed|fbox)\s*\{/;
const AFTER_BOX = /^\s*(?:\$\$?|\\\)|\\\])/;

/** A text for a terminal, which sets no TeX: `\boxed{42}` is shown as 42. */
const withoutBoxes = (text: string): string => {
  const found = BOX.exec(text);
  const end = found ? closing(text, found.index + found[0].length) : -1;
  if (!found || end < 0) return text;
  const inside = text.slice(found.index + found[0].length, end);
  const opened = /[$([]/.test(found[0].replace(/boxed|fbox/, ''));
  const rest = text.slice(end + 1);
  const lead = /^\s/.test(found[0]) ? ' ' : '';
  return `${text.slice(0, found.index)}${lead}${inside}${withoutBoxes(opened ? rest.replace(AFTER_BOX, '') : rest)}`;
};

/**
 * The answer. A text that says more than its extracted result is shown in full, with the result below it where the text
 * does not end with it: a person asked for the text, while the result is what was checked and voted on.
 */
const answerLines = (content: string, extracted: string, columns: number): Line[] => {
  const isText = content.includes('\n') || content.length > 2 * extracted.length + 40;
  if (extracted === '' || !isText) return labelled('answer', extracted || content || '(empty)', columns, 'bold');
  const shown = withoutBoxes(content);
  const said = shown.trimEnd().split('\n').at(-1)!.includes(extracted);
  const result = extracted.length <= 80 && !said ? labelled('result', extracted, columns, 'bold') : [];
  return [...labelled('answer', shown, columns), ...result];
};

/** The rules by which other answers speak for one, and not only nothing against it. */
const SPEAKS_FOR: ReadonlySet<Decision['rule']> = new Set(['majority', 'judge']);

/** What a check came to, in one line. */
const checkLine = ({ first, chosen, rule }: Decision): string => {
  if (first!.stands && rule === 'verified') return 'the answer stands';
  if (first!.stands)
    return SPEAKS_FOR.has(rule)
      ? 'asked again, the answer is the same; agreement is no check'
      : 'the answer stays, but nothing speaks for it';
  const before = first!.answer === '' ? 'no answer was read from it' : `it was ${first!.answer}`;
  return chosen === undefined ? `the answer does not stand: ${before}` : `the answer has changed: ${before}`;
};

/** The answer, or how the run ended without one and what had been written until then. */
const outcomeLines = (view: AnswerState, columns: number): Line[] => {
  const { decision, done } = view;
  const finish = done?.reply.finish;
  if (done && decision?.abstained && finish !== 'cancelled' && finish !== 'error')
    return labelled('no answer', asTyped(done.reply.content || decision.reason), columns, 'warn');
  if (done && finish !== 'cancelled' && finish !== 'error')
    return answerLines(done.reply.content.trim(), decision?.answer ?? '', columns);
  const said = done?.reply.content.trim() ?? '';
  const written = onlyText(view)?.content.trim() ?? '';
  const cut = written === '' || written === said ? [] : labelled('so far', written, columns);
  if (!done) return [...cut, ...labelled('unfinished', 'the run ended before there was an answer', columns, 'warn')];
  if (finish === 'cancelled') return [...cut, ...labelled('stopped', 'no answer was chosen', columns, 'warn')];
  return [...cut, ...labelled('failed', done.reply.content, columns, 'bad')];
};

/** Who answered, and what is in its run file. */
export type Source = { model?: string | undefined; trace?: string | undefined };

/** The outcome: votes, the answer and why, confidence, who answered, cost, and the path of the run file. */
export const resultLines = (view: AnswerState, columns: number, { model, trace }: Source = {}): Line[] => {
  const { decision, done } = view;
  const out: Line[] = [];
  const counted = votesText(view);
  if (counted !== '') out.push(...labelled('votes', counted, columns));
  const finish = done?.reply.finish;
  out.push(...outcomeLines(view, columns));
  if (decision && finish !== 'cancelled' && finish !== 'error') {
    const alreadySaid = decision.abstained && (done?.reply.content || decision.reason).includes(decision.reason);
    if (decision.first) out.push(...labelled('check', checkLine(decision), columns));
    if (!alreadySaid) out.push(...labelled('why', decision.reason, columns));
    const percent = Math.round(decision.confidence * 100);
    if (!decision.abstained)
      out.push(
        ...labelled(
          'confidence',
          `${confidenceWord(decision.confidence)}, ${percent} %${decision.rule === 'verified' ? '' : ' (not checked)'}`,
          columns,
        ),
      );
  }
  if (model !== undefined && !decision?.abstained && finish !== 'error') {
    const by = readAs(view) !== undefined ? 'none: the question was read and computed by Mizan itself' : model;
    out.push(...labelled('model', by, columns));
  }
  if (done) {
    const tokens = done.usage.completionTokens;
    const rate = done.seconds > 0 && tokens > 0 ? `, ${count(Math.round(tokens / done.seconds), 'token')}/s` : '';
    out.push(...labelled('spent', `${count(tokens, 'token')}${rate}, ${done.seconds.toFixed(2)} s`, columns));
  }
  if (trace) out.push(...labelled('trace', trace, columns, 'dim'));
  return out;
};
