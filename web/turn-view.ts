/** One question with its answers: side by side when models are compared. */
import { attachmentChip } from './attach-view.ts';
import { isLive, secondsOf, type Answer, type Rating } from './answer.ts';
import { createAnswerView, type AnswerView, type Offers } from './answer-view.ts';
import { shownIn } from './conversation.ts';
import { fill, h, say, show } from './dom.ts';
import { count, decimal, duration, money } from './format.ts';
import { iconButton } from './icons.ts';
import { t, tn } from './language.ts';
import type { MenuItem } from './menu.ts';
import { describeChoice, type Effort } from './models.ts';
import type { Turn } from './turn.ts';
import { changeOf } from './verdict.ts';

export type TurnActions = {
  askAgain(turn: Turn, column: number): void;
  /** Asks again at the next higher effort than that of the answer shown. */
  thinkHarder(turn: Turn, column: number): void;
  higher(answer: Answer): Effort | undefined;
  /** Checks the answer shown, beginning with it. */
  check(turn: Turn, column: number): void;
  /** What each of the two would cost; undefined where it can't be done. */
  offers(answer: Answer): Offers;
  hasModels(): boolean;
  rate(turn: Turn, answer: Answer, rating: Rating | undefined): Promise<void>;
  edit(turn: Turn, question: string): void;
  version(turn: Turn, column: number, step: number): void;
  follow(turn: Turn, column: number): void;
  /** Asks again with another model: what can be chosen. */
  alternatives(turn: Turn, column: number): readonly MenuItem[];
  /** Shows the sibling before (-1) or after (1). */
  sibling(turn: Turn, step: number): void;
  elapsed(answer: string): number;
  silence(answer: string): number;
  cutOff(answer: string): boolean;
};

export type TurnView = {
  element: HTMLElement;
  update(turn: Turn, place: { siblings: number; sibling: number }): void;
  tick(): void;
  /** Opens the question to be asked in other words. */
  edit(): void;
};

/** What both cost, and which has fewer tokens, less time and less cost, in words; '' until both are done. */
const versus = (a: Answer, b: Answer): string => {
  if (isLive(a) || isLive(b)) return '';
  const names = [describeChoice(a), describeChoice(b)];
  const unlike = names[0] !== names[1];
  /** Both values, and whose is the smaller one: `word` says what that means. */
  const ratio = (
    x: number | undefined,
    y: number | undefined,
    unit: (value: number) => string,
    word: string,
  ): string | undefined => {
    if (x === undefined || y === undefined) return undefined;
    const both = t('{one} against {other}', { one: unit(x), other: unit(y) });
    if (unit(x) === unit(y)) return both;
    const first = x < y ? t('the first') : t('the second');
    const who = unlike ? names[x < y ? 0 : 1]! : first;
    const n = decimal(Math.max(x, y) / Math.min(x, y));
    return Math.min(x, y) > 0
      ? `${both}: ${t('{who} has {n} times {word}', { who, n, word })}`
      : `${both}: ${t('{who} has {word}', { who, word })}`;
  };
  const [left, right] = [a.decision?.answer || a.text.trim(), b.decision?.answer || b.text.trim()];
  const same = left !== '' && right !== '' ? (left === right ? t('The same answer') : t('Different answers')) : '';
  const parts = [
    same,
    ratio(a.tokens, b.tokens, (value) => tn('{n} tokens', value), t('fewer')),
    ratio(secondsOf(a), secondsOf(b), duration, t('less time')),
    ratio(a.figures.cost, b.figures.cost, money, t('less cost')),
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join('; ')}.` : '';
};

export const createTurnView = (actions: TurnActions): TurnView => {
  const said = h('div', { class: 'said', dir: 'auto' });
  const tools = h('div', { class: 'tools' });
  const attached = h('ul', { class: 'attachments', 'aria-label': t('Attached'), hidden: true });
  const question = h('div', { class: 'question' }, said, attached, tools);
  const columns = h('div', { class: 'columns' });
  const compared = h('p', { class: 'versus', hidden: true });
  const element = h('section', { class: 'turn', 'aria-label': t('Question and answer') }, question, columns, compared);
  let views: { id: string; view: AnswerView }[] = [];
  let last: Turn;
  let drawn = '';

  const edit = (): void => {
    const area = h('textarea', { dir: 'auto', 'aria-label': t('Edit the question'), value: last.question });
    const close = (): void => {
      form.replaceWith(said, attached, tools);
      drawn = '';
    };
    const send = (): void => {
      const text = area.value.trim();
      if (text === '') return;
      close();
      actions.edit(last, text);
    };
    const form = h(
      'form',
      {
        class: 'edit',
        on: {
          submit: (event) => {
            event.preventDefault();
            send();
          },
          keydown: (event) => {
            if (event.key === 'Escape') {
              event.preventDefault();
              event.stopPropagation();
              close();
              tools.querySelector('button')?.focus();
            }
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            }
          },
        },
      },
      area,
      h(
        'div',
        { class: 'row' },
        h('button', { class: 'button main' }, t('Ask this instead')),
        h('button', { type: 'button', class: 'button', on: { click: close } }, t('Cancel')),
      ),
    );
    said.replaceWith(form);
    attached.remove();
    tools.remove();
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };

  const drawQuestion = (turn: Turn, siblings: number, sibling: number): void => {
    const key = JSON.stringify([turn.id, siblings, sibling]);
    if (key === drawn) return;
    drawn = key;
    say(said, turn.question);
    show(said, turn.question !== '');
    const files = turn.attachments ?? [];
    show(attached, files.length > 0);
    fill(
      attached,
      files.map((item) => attachmentChip(item)),
    );
    said.classList.toggle('long', turn.question.length > 240 || turn.question.split('\n').length > 4);
    tools.classList.toggle('stay', siblings > 1);
    fill(
      tools,
      iconButton('edit', t('Edit the question'), edit, { class: 'icon-button small' }),
      iconButton('copy', t('Copy the question'), () => void navigator.clipboard.writeText(last.question), {
        class: 'icon-button small',
      }),
      siblings > 1 &&
        h(
          'span',
          { class: 'versions' },
          iconButton('left', t('The question before it was edited'), () => actions.sibling(last, -1), {
            class: 'icon-button small',
            disabled: sibling === 0,
          }),
          h('span', { class: 'figure' }, t('{n} of {all}', { n: count(sibling + 1), all: count(siblings) })),
          iconButton('right', t('The next edit'), () => actions.sibling(last, 1), {
            class: 'icon-button small',
            disabled: sibling === siblings - 1,
          }),
        ),
    );
  };

  return {
    element,
    update(turn, { siblings, sibling }) {
      last = turn;
      drawQuestion(turn, siblings, sibling);
      columns.classList.toggle('two', turn.columns.length > 1);
      const wanted = turn.columns.map((_, column) => shownIn(turn, column));
      if (wanted.length !== views.length || wanted.some((item, i) => item?.id !== views[i]!.id)) {
        views = wanted.flatMap((item, column) => {
          if (!item) return [];
          const found = views.find(({ id }) => id === item.id);
          return [
            found ?? {
              id: item.id,
              view: createAnswerView(
                {
                  askAgain: () => actions.askAgain(last, column),
                  thinkHarder: () => actions.thinkHarder(last, column),
                  higher: () => actions.higher(item),
                  check: () => actions.check(last, column),
                  offers: () => actions.offers(item),
                  hasModels: actions.hasModels,
                  cutOff: () => actions.cutOff(item.id),
                  rate: (rating) => actions.rate(last, item, rating),
                  version: (step) => actions.version(last, column, step),
                  follow: () => actions.follow(last, column),
                  alternatives: () => actions.alternatives(last, column),
                  elapsed: () => actions.elapsed(item.id),
                  silence: () => actions.silence(item.id),
                },
                // At effort auto the answer itself grows, and its thought is there on demand.
                isLive(item) && item.effort !== 'auto',
              ),
            },
          ];
        });
        columns.replaceChildren(...views.map(({ view }) => view.element));
      }
      views.forEach(({ id, view }) => {
        const answer = turn.answers.find((item) => item.id === id)!;
        const column = turn.columns.findIndex((item) => item.shown === id);
        const versions = turn.columns[column]!.versions;
        view.element.setAttribute('aria-label', t('Answer of {model}', { model: describeChoice(answer) }));
        view.update(answer, {
          versions: versions.length,
          version: versions.indexOf(id),
          compared: turn.columns.length > 1,
          followed: turn.follow === column,
          change:
            answer.after === undefined
              ? ''
              : changeOf(
                  turn.answers.find(({ id }) => id === answer.after),
                  answer,
                ),
        });
      });
      const [a, b] = [shownIn(turn, 0), shownIn(turn, 1)];
      const text = a && b ? versus(a, b) : '';
      say(compared, text);
      show(compared, text !== '');
    },
    edit() {
      if (said.isConnected) edit();
    },
    tick() {
      for (const { view } of views) view.tick();
    },
  };
};
