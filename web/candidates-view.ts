/** The candidates of an answer as a list: one line each, with their full text on demand. */
import { candidateState, type Answer, type CandidateView } from './answer.ts';
import { fill, h, say, show } from './dom.ts';
import { count, duration } from './format.ts';
import { icon, type IconName } from './icons.ts';
import { createLongText, type LongText } from './long-text.ts';
import { createMeter } from './meter.ts';
import { t, tn } from './language.ts';

type State = ReturnType<typeof candidateState>;

/** More than these are folded away until asked for; the winner is always there. */
const SHOWN = 10;

const MARKS: Readonly<Record<State, IconName | undefined>> = {
  growing: undefined,
  passed: 'check',
  refuted: 'cross',
  voted: 'dash',
  empty: 'dash',
  left: 'dash',
};

const WORDS: Readonly<Record<State, string>> = {
  growing: t('being written'),
  passed: t('passed its check'),
  refuted: t('refuted by its check'),
  voted: t('has a vote'),
  empty: t('no answer'),
  left: t('left unfinished: the outcome was settled'),
};

const tail = (text: string): string => text.trimEnd().slice(-90).replace(/\s+/g, ' ');

const gistOf = (candidateView: CandidateView, state: State): string => {
  if (state === 'growing') return tail(candidateView.content || candidateView.think);
  if (candidateView.answer) return candidateView.answer;
  if (state === 'empty') return candidateView.finish === 'length' ? t('no answer within its tokens') : t('no answer');
  return tail(candidateView.content || candidateView.think) || '…';
};

type Row = {
  element: HTMLDetailsElement;
  update(candidate: CandidateView, state: State, won: boolean, most: number): void;
};

const createRow = (index: number): Row => {
  const mark = h('span', { class: 'mark' });
  const gist = h('span', { class: 'gist', dir: 'auto' });
  const tokens = h('span');
  const meter = createMeter();
  const word = h('span', { class: 'unseen' });
  const full = h('div', { class: 'full' });
  const element = h(
    'details',
    { class: 'candidate' },
    h(
      'summary',
      {},
      h('span', { class: 'no' }, count(index + 1)),
      mark,
      gist,
      h('span', { class: 'size' }, tokens, meter.element),
      word,
    ),
    full,
  );
  const check = h('p');
  const [think, content] = [0, 1].map(() => createLongText(h('pre', { dir: 'auto', tabindex: '0' }))) as [
    LongText,
    LongText,
  ];
  const size = h('p', { class: 'quiet figure' });
  full.append(check, think.element, content.element, size);
  let last: CandidateView | undefined;
  let was = '';
  const drawFull = (): void => {
    if (!element.open || !last) return;
    const { verdict } = last;
    const seconds = last.to === undefined ? undefined : (last.to - (last.from ?? 0)) / 1000;
    show(check, verdict !== undefined);
    if (verdict) fill(check, h('b', {}, verdict.pass ? t('Check passed: ') : t('Check failed: ')), verdict.reason);
    for (const [view, text] of [
      [think, last.think],
      [content, last.content],
    ] as const) {
      show(view.element, text !== '');
      view.update(text);
    }
    const told = [tn('{n} tokens', last.tokens), seconds !== undefined && seconds > 0 && duration(seconds)];
    say(size, told.filter(Boolean).join(', '));
  };
  element.addEventListener('toggle', drawFull);
  return {
    element,
    update(candidate, state, won, most) {
      const now = `${state}/${won}`;
      if (now !== was) {
        element.className = `candidate ${state}${won ? ' won' : ''}`;
        const name = MARKS[state];
        fill(mark, name && icon(name));
        say(word, won ? t('chosen, {state}', { state: WORDS[state] }) : WORDS[state]);
        element.title = won ? t('Chosen: {state}', { state: WORDS[state] }) : WORDS[state];
        was = now;
      }
      say(gist, gistOf(candidate, state));
      say(tokens, count(candidate.tokens));
      meter.update(candidate.tokens / Math.max(most, 1));
      last = candidate;
      drawFull();
    },
  };
};

export type CandidatesView = { element: HTMLElement; update(answer: Answer): void };

export const createCandidates = (): CandidatesView => {
  const rows = new Map<number, Row>();
  const list = h('div', { class: 'candidates' });
  let all = false;
  let last: Answer | undefined;
  const more = h('button', {
    type: 'button',
    class: 'more',
    hidden: true,
    on: {
      click: () => {
        all = !all;
        if (last) update(last);
      },
    },
  });
  const element = h('div', {}, list, more);
  const update = (answer: Answer): void => {
    last = answer;
    const most = answer.candidates.reduce((max, item) => Math.max(max, item.tokens), 0);
    answer.candidates.forEach((candidate, position) => {
      let row = rows.get(candidate.index);
      if (!row) {
        row = createRow(candidate.index);
        rows.set(candidate.index, row);
        const after = answer.candidates
          .slice(position + 1)
          .map((next) => rows.get(next.index))
          .find(Boolean);
        list.insertBefore(row.element, after?.element ?? null);
      }
      const won = answer.decision?.chosen === candidate.index;
      row.update(candidate, candidateState(answer, candidate), won, most);
      show(row.element, all || position < SHOWN || won);
    });
    show(more, answer.candidates.length > SHOWN);
    say(more, all ? t('Show fewer') : t('Show all {n}', { n: count(answer.candidates.length) }));
  };
  return { element, update };
};
