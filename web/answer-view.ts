/** One answer on the page: who gave it, its thought tree, its text, what went wrong, and what can be done with it. */
import { isLive, type Answer } from './answer.ts';
import { adviceFor, saveKey } from './api.ts';
import { fill, h, say, show } from './dom.ts';
import { duration } from './format.ts';
import { iconButton } from './icons.ts';
import { createMarkdown } from './markdown.ts';
import { describeChoice } from './models.ts';
import { createThought } from './thought-view.ts';

export type AnswerActions = {
  askAgain(): void;
  /** Shows the version before (-1) or after (1). */
  version(step: number): void;
  /** Later turns build on this answer. */
  follow(): void;
  elapsed(): number;
  silence(): number;
};

type AnswerPlace = { versions: number; version: number; compared: boolean; followed: boolean };

export type AnswerView = { element: HTMLElement; update(answer: Answer, place: AnswerPlace): void; tick(): void };

/** Seconds without a sign of life before the reader is told; the server sends one every five. */
const QUIET = 20;

const TITLES = {
  stopped: 'You stopped this answer.',
  interrupted: 'The page was closed in the middle of this answer. What had come is kept.',
} as const;

export const createAnswerView = (actions: AnswerActions, open: boolean): AnswerView => {
  const by = h('p', { class: 'by' });
  const thought = createThought(open);
  const prose = createMarkdown();
  const trouble = h('div', { class: 'trouble', role: 'alert', hidden: true });
  const quiet = h('p', { class: 'quiet small', hidden: true });
  const tools = h('div', { class: 'tools' });
  const element = h(
    'article',
    { class: 'answer', 'aria-label': 'Answer' },
    by,
    thought.element,
    prose.element,
    quiet,
    trouble,
    tools,
  );
  let last: Answer | undefined;
  let drawn = '';
  let announced = '';

  const keyForm = (): HTMLElement => {
    const field = h('input', {
      class: 'field',
      type: 'password',
      name: 'key',
      autocomplete: 'off',
      placeholder: 'API key',
      'aria-label': 'API key',
      required: true,
    });
    const remember = h('input', { type: 'checkbox', name: 'remember' });
    return h(
      'form',
      {
        on: {
          submit: (event) => {
            event.preventDefault();
            saveKey(field.value.trim(), remember.checked);
            actions.askAgain();
          },
        },
      },
      field,
      h('button', { class: 'button main' }, 'Use this key'),
      h('label', { class: 'check' }, remember, 'Keep it on this device'),
    );
  };

  const drawTrouble = (answer: Answer): void => {
    const title =
      answer.state === 'failed'
        ? answer.trouble?.message
        : answer.state === 'stopped' || answer.state === 'interrupted'
          ? TITLES[answer.state]
          : undefined;
    const key = `${answer.state}/${title ?? ''}`;
    if (key === announced) return;
    announced = key;
    show(trouble, title !== undefined);
    if (title === undefined) return;
    trouble.classList.toggle('mild', answer.state !== 'failed');
    const wantsKey = answer.state === 'failed' && answer.trouble?.status === 401;
    fill(
      trouble,
      h('b', { dir: 'auto' }, title),
      answer.state === 'failed' && answer.trouble && h('p', {}, adviceFor(answer.trouble)),
      wantsKey
        ? keyForm()
        : h(
            'div',
            { class: 'row' },
            h('button', { type: 'button', class: 'button', on: { click: actions.askAgain } }, 'Ask again'),
          ),
    );
  };

  const drawTools = (answer: Answer, { versions, version, compared, followed }: AnswerPlace): void => {
    const key = JSON.stringify([isLive(answer), versions, version, compared, followed, answer.text !== '']);
    if (key === drawn) return;
    drawn = key;
    const copy = iconButton(
      'copy',
      'Copy the answer',
      () => {
        void navigator.clipboard.writeText(last?.text ?? '').then(() => {
          copy.replaceChildren(...iconButton('check', '', () => {}).childNodes);
          copy.title = 'Copied';
        });
        setTimeout(() => {
          drawn = '';
          if (last) drawTools(last, { versions, version, compared, followed });
        }, 1600);
      },
      { class: 'icon-button small' },
    );
    fill(
      tools,
      !isLive(answer) && [
        answer.text !== '' && copy,
        iconButton('again', 'Ask again', actions.askAgain, { class: 'icon-button small' }),
      ],
      versions > 1 &&
        h(
          'span',
          { class: 'versions' },
          iconButton('left', 'The version before', () => actions.version(-1), {
            class: 'icon-button small',
            disabled: version === 0,
          }),
          h('span', { class: 'figure' }, `${version + 1} of ${versions}`),
          iconButton('right', 'The next version', () => actions.version(1), {
            class: 'icon-button small',
            disabled: version === versions - 1,
          }),
        ),
      compared &&
        !isLive(answer) &&
        answer.text !== '' &&
        h(
          'button',
          { type: 'button', class: 'more', 'aria-pressed': String(followed), on: { click: actions.follow } },
          followed ? 'The conversation goes on from here' : 'Go on from this one',
        ),
    );
  };

  return {
    element,
    update(answer, place) {
      last = answer;
      element.classList.toggle('live', isLive(answer));
      element.setAttribute('aria-busy', String(isLive(answer)));
      const name = describeChoice(answer);
      if (by.dataset.name !== name) {
        by.dataset.name = name;
        fill(by, h('b', {}, answer.model), answer.effort !== '' && h('span', {}, answer.effort));
      }
      thought.update(answer);
      prose.update(answer.text, isLive(answer));
      drawTrouble(answer);
      drawTools(answer, place);
      if (!isLive(answer)) show(quiet, false);
    },
    tick() {
      if (!last || !isLive(last)) return;
      const silence = actions.silence() / 1000;
      const waited = actions.elapsed() / 1000;
      const text =
        silence > QUIET
          ? `No sign from the server for ${duration(silence)}. Wait, or stop with Esc.`
          : waited > 3 && last.first === undefined
            ? `Waiting for the first token, ${Math.round(waited)} s`
            : '';
      say(quiet, text);
      show(quiet, text !== '');
    },
  };
};
