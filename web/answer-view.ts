/**
 * One answer on the page: who gave it and how far to trust it, its text, what went wrong, what can be done with it, and
 * its thought tree below.
 */
import { draftOf, isLive, secondsOf, type Answer, type Rating } from './answer.ts';
import { adviceFor, ApiError, saveKey } from './api.ts';
import { announce, fill, h, say, show } from './dom.ts';
import { estimateWords, shortEstimate, type Estimate } from './estimate.ts';
import { count, duration, money } from './format.ts';
import { iconButton } from './icons.ts';
import { known, t, tn } from './language.ts';
import { createMarkdown } from './markdown.ts';
import { menuButton, type MenuItem } from './menu.ts';
import { describeChoice, nameOf, type Effort } from './models.ts';
import type { Json } from './piece.ts';
import { answerRun, createRunView } from './run-view.ts';
import { createThought } from './thought-view.ts';
import { guessOf, verdictOf, type Verdict } from './verdict.ts';

/** What can be done with an answer that has ended, with what it would cost. */
export type Offers = { check?: Estimate | 'unknown'; harder?: Estimate | 'unknown' };

export type AnswerActions = {
  askAgain(): void;
  /** Asks again at the next higher effort. */
  thinkHarder(): void;
  /** The effort that `thinkHarder` takes; undefined when there is none. */
  higher(): Effort | undefined;
  /** Draws, checks and votes, beginning with this answer. */
  check(): void;
  offers(): Offers;
  /** Whether there is a model beside the one that comes with Mizan. */
  hasModels(): boolean;
  /** The server can't be reached. */
  cutOff(): boolean;
  /** Keeps what the reader says of the answer; undefined takes it back. Rejects with an ApiError. */
  rate(rating: Rating | undefined): Promise<void>;
  /** Shows the version before (-1) or after (1). */
  version(step: number): void;
  /** What can be asked in its place: other models. */
  alternatives(): readonly MenuItem[];
  /** Later turns build on this answer. */
  follow(): void;
  elapsed(): number;
  silence(): number;
};

type AnswerPlace = {
  versions: number;
  version: number;
  compared: boolean;
  followed: boolean;
  /** What thinking harder has changed; '' when the answer was not thought over. */
  change: string;
};

export type AnswerView = { element: HTMLElement; update(answer: Answer, place: AnswerPlace): void; tick(): void };

/** Seconds without a sign of life before the reader is told; the server sends one every five. */
const QUIET = 20;

const BADGES: Readonly<Record<Verdict['kind'], string>> = {
  checked: 'good',
  agreed: '',
  unchecked: '',
  unsure: 'bad',
  declined: '',
};

const TITLES = {
  stopped: t('You stopped this answer. The model is not told of it.'),
  interrupted: t('This answer was broken off in its middle. What had come is kept; the model is not told of it.'),
} as const;

type AgentRun = { element: HTMLElement; update(answer: Answer, acts: readonly Json[]): void };

/** What an agent did for its answer, and why it could do nothing where its tools are off. */
const createAgentRun = (): AgentRun => {
  const run = createRunView({ answer: answerRun, undo: true });
  const off = h(
    'p',
    { class: 'quiet small', hidden: true },
    t(
      'The tools of this agent are off on this server. Name the folder that it may work in: agents.NAME.folder in mizan.json.',
    ),
  );
  return {
    element: h('div', {}, run.element, off),
    update(answer, acts) {
      run.update(acts, isLive(answer));
      show(off, answer.figures.settings?.serve === 'nothing');
    },
  };
};

/** Whether thinking harder can change anything: not where it was declined before anything was drawn. */
const canThink = ({ decision, candidates }: Answer): boolean => !(decision?.abstained && candidates.length === 0);

export const createAnswerView = (actions: AnswerActions, open: boolean): AnswerView => {
  const by = h('p', { class: 'by' });
  const guess = h('p', { class: 'guess', dir: 'auto', hidden: true });
  const thought = createThought(open);
  /** The steps of an agent, once there are any. */
  const steps = h('div', {});
  let run: AgentRun | undefined;
  const prose = createMarkdown();
  const trouble = h('div', { class: 'trouble', role: 'alert', hidden: true });
  const quiet = h('p', { class: 'quiet small', hidden: true });
  const tools = h('div', { class: 'tools' });
  const change = h('p', { class: 'change small', role: 'status', dir: 'auto', hidden: true });
  const advice = h('p', { class: 'quiet small', hidden: true });
  const element = h(
    'article',
    { class: 'answer', 'aria-label': t('Answer') },
    by,
    guess,
    steps,
    prose.element,
    advice,
    change,
    quiet,
    trouble,
    tools,
    thought.element,
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
      h('button', { class: 'button main' }, t('Use this key')),
      h('label', { class: 'check' }, remember, t('Keep it on this device')),
    );
  };

  /** Who answered, the badge, and a guess that is called one. */
  const drawBy = (answer: Answer): void => {
    const verdict = verdictOf(answer);
    const name = JSON.stringify([describeChoice(answer), verdict]);
    if (by.dataset.name === name) return;
    by.dataset.name = name;
    fill(
      by,
      h('b', {}, nameOf(answer.model)),
      answer.effort !== '' && h('span', {}, answer.effort),
      verdict && h('span', { class: ['badge', BADGES[verdict.kind]], title: verdict.how }, verdict.word),
      verdict && verdict.how !== '' && h('span', { class: 'how', dir: 'auto' }, verdict.how),
    );
    const guessed = guessOf(answer);
    show(guess, guessed !== '');
    fill(guess, guessed !== '' && [t('I don’t know; best guess '), h('b', {}, guessed)]);
    show(prose.element, guessed === '' || answer.text.trim() !== guessed);
    show(advice, verdict?.kind === 'declined');
    fill(
      advice,
      t(canThink(answer) ? 'Ask in other words, think harder, or ' : 'Ask in other words, or '),
      h('a', { href: '#/models' }, actions.hasModels() ? t('choose another model') : t('connect a model of your own')),
      '.',
    );
    element.classList.toggle('declined', verdict?.kind === 'declined');
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
            h('button', { type: 'button', class: 'button', on: { click: actions.askAgain } }, t('Ask again')),
          ),
    );
  };

  const thumb = (answer: Answer, rating: Rating): HTMLElement => {
    const on = answer.rating === rating;
    const press = async (): Promise<void> => {
      try {
        await actions.rate(on ? undefined : rating);
        announce(on ? t('The rating is taken back.') : t('The rating is kept with the trace.'));
      } catch (error) {
        const words = error instanceof ApiError ? error.trouble.message : (error as Error).message;
        say(change, t('The rating could not be kept: {words}', { words }));
        show(change, true);
      }
    };
    return iconButton(
      rating === 'up' ? 'thumbUp' : 'thumbDown',
      rating === 'up' ? t('A good answer') : t('A bad answer'),
      () => void press(),
      { class: 'icon-button small', 'aria-pressed': String(on) },
    );
  };

  /** A button with what it would cost beside it. */
  const costing = (name: string, title: string, click: () => void, cost: Estimate | 'unknown'): HTMLElement => {
    const price = cost === 'unknown' ? undefined : cost;
    return h(
      'button',
      {
        type: 'button',
        class: 'more',
        'aria-label': price ? `${name}, ${estimateWords(price)}` : name,
        title: price ? t('{title}. It takes {cost}', { title, cost: estimateWords(price) }) : title,
        on: { click },
      },
      name,
      price && h('span', { class: 'estimate' }, ` ${shortEstimate(price)}`),
    );
  };
  const harder = ({ name, about }: Effort, cost: Estimate | 'unknown'): HTMLElement =>
    costing(
      t('Think harder'),
      about === ''
        ? t('Ask again at {name}', { name })
        : t('Ask again at {name}: {about}', { name, about: known(about) }),
      actions.thinkHarder,
      cost,
    );
  const checkThis = (cost: Estimate | 'unknown'): HTMLElement =>
    costing(
      t('Check this'),
      t('Draw other answers, check them and vote: this answer counts as one of them'),
      actions.check,
      cost,
    );

  /** What a check or thinking harder has changed, and what it took. */
  const changeWords = (answer: Answer, change: string): string => {
    if (change === '') return '';
    const seconds = secondsOf(answer);
    const took = [
      seconds !== undefined && duration(seconds),
      answer.tokens > 0 && tn('{n} tokens', answer.tokens),
      answer.figures.cost !== undefined && money(answer.figures.cost),
    ].filter(Boolean);
    return took.length > 0 ? `${change} ${t('It took {what}.', { what: took.join(', ') })}` : change;
  };

  const drawTools = (answer: Answer, place: AnswerPlace): void => {
    const { versions, version, compared, followed } = place;
    const higher = actions.higher();
    const { state, rating, figures } = answer;
    const offers = state === 'done' ? actions.offers() : {};
    const key = JSON.stringify([place, state, rating, figures.trace, higher?.name, answer.text !== '', offers]);
    if (key === drawn) return;
    drawn = key;
    say(change, changeWords(answer, place.change));
    show(change, place.change !== '');
    const copy = iconButton(
      'copy',
      t('Copy the answer'),
      () => {
        void navigator.clipboard.writeText(last?.text ?? '').then(() => {
          copy.replaceChildren(...iconButton('check', '', () => {}).childNodes);
          copy.title = t('Copied');
        });
        setTimeout(() => {
          drawn = '';
          if (last) drawTools(last, place);
        }, 1600);
      },
      { class: 'icon-button small' },
    );
    fill(
      tools,
      !isLive(answer) && [
        answer.text !== '' && copy,
        trouble.hidden && iconButton('again', t('Ask again'), actions.askAgain, { class: 'icon-button small' }),
        menuButton('swap', t('Ask another model'), actions.alternatives),
        state === 'done' && figures.trace !== undefined && [thumb(answer, 'up'), thumb(answer, 'down')],
        offers.check && answer.text !== '' && checkThis(offers.check),
        state === 'done' && higher && canThink(answer) && harder(higher, offers.harder ?? 'unknown'),
      ],
      versions > 1 &&
        h(
          'span',
          { class: 'versions' },
          iconButton('left', t('The version before'), () => actions.version(-1), {
            class: 'icon-button small',
            disabled: version === 0,
          }),
          h('span', { class: 'figure' }, t('{n} of {all}', { n: count(version + 1), all: count(versions) })),
          iconButton('right', t('The next version'), () => actions.version(1), {
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
          followed ? t('The conversation goes on from here') : t('Go on from this one'),
        ),
    );
  };

  return {
    element,
    update(answer, place) {
      last = answer;
      element.classList.toggle('live', isLive(answer));
      drawBy(answer);
      if (answer.acts) {
        if (!run) steps.append((run = createAgentRun()).element);
        run.update(answer, answer.acts);
      }
      thought.update(answer);
      const thoughtful = answer.state !== 'failed' || answer.candidates.length + answer.reasoning.length > 0;
      show(thought.element, thoughtful && (!answer.acts || !isLive(answer)));
      const draft = draftOf(answer);
      prose.update(draft || answer.text, isLive(answer));
      prose.element.classList.toggle('draft', draft !== '' && answer.candidates[0]?.finish !== undefined);
      drawTrouble(answer);
      drawTools(answer, place);
      if (!isLive(answer)) show(quiet, false);
      // Last: false says that all of the answer is drawn.
      element.setAttribute('aria-busy', String(isLive(answer)));
    },
    tick() {
      if (!last || !isLive(last)) return;
      const silence = actions.silence() / 1000;
      const waited = actions.elapsed() / 1000;
      const text = actions.cutOff()
        ? t(
            'The server can’t be reached for {time}. What it has of this answer is shown when it is back; Esc stops it.',
            { time: duration(silence) },
          )
        : silence > QUIET
          ? t('No sign from the server for {time}. Wait, or stop with Esc.', { time: duration(silence) })
          : waited > 3 && last.first === undefined
            ? t('Waiting for the first token, {n} s', { n: count(Math.round(waited)) })
            : '';
      say(quiet, text);
      show(quiet, text !== '');
    },
  };
};
