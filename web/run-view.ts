/**
 * The tree of a run on the page: what the model says, its calls with arguments, results and diffs, questions to be
 * answered, sub-agents inside their calls. It grows as lines come and leaves alone what stays, so that what a reader
 * has opened or typed is not lost. Everything of a model or a tool is text here.
 */
import { ApiError } from './api.ts';
import { fill, h, say, show, type Child } from './dom.ts';
import { count, duration } from './format.ts';
import { t, tn } from './language.ts';
import type { Json } from './piece.ts';
import {
  mayHaveChanged,
  newRun,
  readable,
  runAt,
  runOf,
  timesOf,
  type NoteKind,
  type Run,
  type RunAsk,
  type RunCall,
  type RunItem,
} from './run.ts';
import { answerAsk, changesOf, undoRun, type Said } from './runs.ts';

const STATES: Readonly<Record<RunCall['state'], string>> = {
  waiting: t('waiting'),
  asked: t('asks you'),
  running: t('running'),
  done: t('done'),
  failed: t('failed'),
};

const NOTES: Readonly<Record<NoteKind, string>> = {
  steering: t('You said'),
  'follow-up': t('You said'),
  check: t('A check said'),
  correction: t('Corrected'),
  checked: t('Did not pass its check'),
  compacted: t('Made room in the window'),
  resumed: t('Went on'),
};

const messageOf = (error: unknown): string =>
  error instanceof ApiError ? error.trouble.message : String((error as Error).message);

/** A text in lines; those of a diff have their colours. */
const linesOf = (said: string): HTMLElement => {
  const all = readable(said);
  const isDiff = /^(?:@@ |--- |\+\+\+ )/m.test(all);
  const lines = isDiff ? all.split('\n') : [];
  return h(
    'pre',
    { dir: 'auto', tabindex: '0' },
    isDiff
      ? lines.map((line, i) =>
          h(
            'span',
            { class: [line.startsWith('+') && 'added', line.startsWith('-') && 'removed'] },
            i < lines.length - 1 ? `${line}\n` : line,
          ),
        )
      : all,
  );
};

type Part<T> = { element: HTMLElement; update(value: T, run: Run): void };

/**
 * A question with its buttons, and what was answered. `answer` is absent where nobody may answer: a trace, a replay.
 */
const createAskView = (answer: RunActions['answer'] | undefined): Part<RunAsk> => {
  const element = h('div', { class: 'run-ask', role: 'group', 'aria-label': t('Question of the agent') });
  let drawn = '';
  const draw = (ask: RunAsk, run: Run, closed: boolean): void => {
    const trouble = h('p', { class: 'run-bad', role: 'alert', hidden: true });
    const send = (said: Said): void => {
      for (const button of element.querySelectorAll('button')) button.disabled = true;
      answer!(run, ask.id, said).catch((error: unknown) => {
        say(trouble, messageOf(error));
        show(trouble, true);
        for (const button of element.querySelectorAll('button')) button.disabled = false;
      });
    };
    const press = (name: string, said: () => Said, main = false): HTMLElement =>
      h('button', { type: 'button', class: main ? 'button main' : 'button', on: { click: () => send(said()) } }, name);
    const field = h('input', {
      class: 'field',
      dir: 'auto',
      'aria-label': ask.permission ? t('Reason, where you say no') : t('Your answer'),
      placeholder: ask.permission ? t('Reason, where you say no') : t('Your answer'),
      on: {
        keydown: (event) => {
          if (event.key !== 'Enter' || event.isComposing || field.value.trim() === '') return;
          event.preventDefault();
          send({ allow: !ask.permission, text: field.value.trim() });
        },
      },
    });
    const why = (): Said => ({ allow: false, ...(field.value.trim() !== '' && { text: field.value.trim() }) });
    const said = ask.answer;
    const verdict = said && (ask.permission ? (said.allow ? t('You allowed it.') : t('It was not allowed.')) : '');
    const open: Child = [
      h(
        'div',
        { class: 'row' },
        ask.permission
          ? [
              press(t('Allow'), () => ({ allow: true }), true),
              press(t('Don’t allow'), why),
              ask.always !== undefined &&
                press(t('Always allow {pattern}', { pattern: readable(ask.always.replace(/^=/, '')) }), () => ({
                  allow: true,
                  always: true,
                })),
            ]
          : [
              ask.choices.map((choice) => press(readable(choice), () => ({ allow: true, text: choice }))),
              ask.choices.length === 0 && press(t('Answer'), () => ({ allow: true, text: field.value.trim() }), true),
              press(t('I can’t say'), () => ({ allow: false })),
            ],
      ),
      field,
      trouble,
    ];
    element.classList.toggle('open', !said && !closed && answer !== undefined);
    fill(
      element,
      h('p', { class: 'run-question', dir: 'auto' }, readable(ask.question)),
      ask.preview !== undefined && linesOf(ask.preview),
      said
        ? h('p', { class: 'quiet', dir: 'auto' }, [verdict, readable(said.text ?? '')].filter(Boolean).join(' '))
        : closed
          ? h('p', { class: 'quiet' }, t('It was not answered.'))
          : answer && open,
    );
  };
  return {
    element,
    update(ask, run) {
      const closed = run.stopped !== undefined;
      const key = JSON.stringify([ask, closed]);
      if (key === drawn) return;
      drawn = key;
      draw(ask, run, closed);
    },
  };
};

/** What the page can do with a run; absent where it can only be looked at. */
export type RunActions = {
  answer(run: Run, ask: string, said: Said): Promise<void>;
  undo: boolean;
};

/** Brings the views of a list up to its items: those that are there are updated, new ones are added. */
const follow = <T>(
  parent: HTMLElement,
  views: Part<T>[],
  items: readonly T[],
  make: (item: T) => Part<T>,
  run: Run,
): void => {
  items.forEach((item, i) => {
    let view = views[i];
    if (!view) {
      view = make(item);
      views.push(view);
      parent.append(view.element);
    }
    view.update(item, run);
  });
};

/** What a call does, or how it ended; one that had no result when its run ended was stopped. */
const stateWords = (call: RunCall, root: Run): string => {
  if (call.error !== undefined) return readable(call.error);
  return call.result === undefined && root.stopped ? t('stopped') : STATES[call.state];
};

const createCallView = (actions: RunActions | undefined, root: () => Run): Part<RunCall> => {
  const name = h('b', {});
  const args = h('code', { class: 'run-args', dir: 'ltr' });
  const time = h('span', { class: 'num' });
  const state = h('span', { class: 'run-state' });
  const body = h('div', { class: 'inside' });
  const details = h('details', { class: 'run-call' }, h('summary', {}, name, args, state, time), body);
  const asks = h('div', {});
  const child = h('div', { class: 'run-child', hidden: true });
  const element = h('li', {}, details, asks, child);
  const askViews: Part<RunAsk>[] = [];
  let inner: ReturnType<typeof createTree> | undefined;
  let drawn = '';
  return {
    element,
    update(call, run) {
      const key = JSON.stringify([stateWords(call, root()), call.result?.length, call.seconds]);
      if (key !== drawn) {
        drawn = key;
        details.className = `run-call is-${call.state}`;
        say(name, readable(call.name));
        say(args, readable(call.args).slice(0, 200));
        say(time, call.seconds === undefined ? '' : duration(call.seconds));
        say(state, stateWords(call, root()));
        fill(
          body,
          h('h5', {}, t('Input')),
          h('pre', { dir: 'ltr', tabindex: '0' }, readable(call.args)),
          call.repairs.length > 0 && h('p', { class: 'quiet', dir: 'auto' }, call.repairs.map(readable).join(' · ')),
          call.result !== undefined && [h('h5', {}, t('Output')), linesOf(call.result)],
        );
      }
      // A question without an answer is over when its call has a result.
      const shown = call.result === undefined ? root() : { ...root(), stopped: { reason: '', text: '' } };
      follow(asks, askViews, call.asks, () => createAskView(actions?.answer), shown);
      if (!call.child) return;
      if (!inner) {
        inner = createTree(actions, root);
        child.append(inner.element);
        show(child, true);
      }
      inner.update(call.child, run);
    },
  };
};

const createItemView = (item: RunItem, actions: RunActions | undefined, root: () => Run): Part<RunItem> => {
  if (item.type === 'note') {
    const element = h(
      'li',
      { class: `run-note ${item.kind}` },
      h('span', { class: 'quiet' }, NOTES[item.kind]),
      item.text !== '' && h('span', { dir: 'auto' }, ` ${readable(item.text)}`),
    );
    return { element, update: () => {} };
  }
  const said = h('p', { class: 'run-said', dir: 'auto', hidden: true });
  const list = h('ul', { class: 'run-calls' });
  const views: Part<RunCall>[] = [];
  return {
    element: h('li', { class: 'run-step' }, said, list),
    update(value, run) {
      if (value.type !== 'reply') return;
      // The last reply is the answer, which stands below the tree.
      const isAnswer = run.items.at(-1) === value && value.calls.length === 0 && run === root();
      say(said, readable(value.text));
      show(said, value.text !== '' && !isAnswer);
      follow(list, views, value.calls, () => createCallView(actions, root), run);
    },
  };
};

/** The steps of one run; `root` is the run that the server knows by its name. */
const createTree = (
  actions: RunActions | undefined,
  root: () => Run,
): { element: HTMLElement; update(run: Run, within?: Run): void } => {
  const element = h('ol', { class: 'run-steps' });
  const views: Part<RunItem>[] = [];
  return {
    element,
    update: (run) => follow(element, views, run.items, (item) => createItemView(item, actions, root), run),
  };
};

/** The end of a run in words; '' for an answer. */
const endWords = ({ stopped }: Run): string => {
  if (!stopped || ['', 'answered', 'handed'].includes(stopped.reason)) return '';
  return t('Stopped ({reason}): {why}', { reason: stopped.reason, why: readable(stopped.text) });
};

/** Taking back what a run has changed: what that is, then the button. */
const createUndo = (): { element: HTMLElement; update(run: Run): void } => {
  const out = h('div', { class: 'run-undo', role: 'status' });
  let run = newRun();
  const failed = (error: unknown): void => fill(out, h('p', { class: 'run-bad' }, messageOf(error)));
  const undo = async (): Promise<void> => {
    const { undone, left } = await undoRun(run.id);
    fill(
      out,
      h('p', {}, tn('{n} files are taken back.', undone.length)),
      left.length > 0 &&
        h('p', { class: 'run-bad', dir: 'auto' }, t('Left as they are: {files}', { files: readable(left.join(', ')) })),
    );
  };
  const list = async (): Promise<void> => {
    const changes = await changesOf(run.id);
    if (changes.length === 0) return fill(out, h('p', { class: 'quiet' }, t('It changed no file.')));
    fill(
      out,
      h(
        'ul',
        {},
        changes.map(({ change, path }) => h('li', { dir: 'ltr' }, `${change} ${readable(path)}`)),
      ),
      h(
        'button',
        { type: 'button', class: 'button danger', on: { click: () => void undo().catch(failed) } },
        t('Take all of it back'),
      ),
    );
  };
  const button = h(
    'button',
    { type: 'button', class: 'more', on: { click: () => void list().catch(failed) } },
    t('Take its changes back'),
  );
  const element = h('div', { hidden: true }, button, out);
  return {
    element,
    update(next) {
      run = next;
      show(element, next.stopped !== undefined && next.id !== '' && mayHaveChanged(next));
    },
  };
};

/** Between two lines of a replay, in milliseconds: as it was, within these. */
const GAP = { least: 120, most: 900 };

/** `live`: more lines may come. */
export type RunView = { element: HTMLElement; update(lines: readonly Json[], live: boolean): void };

/** Looking at a run again: a slider over its lines, and a button that moves it. `show` draws so many of them. */
const createReplay = (shows: (lines: number) => void) => {
  let times: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const where = h('span', { class: 'figure' });
  const move = (shown: number): void => {
    slider.value = String(shown);
    say(where, t('{n} of {all}', { n: count(shown), all: count(times.length) }));
    shows(shown);
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    say(play, t('Replay'));
  };
  const next = (shown: number): void => {
    move(shown);
    if (shown >= times.length) return stop();
    const gap = (times[shown] ?? 0) - (times[shown - 1] ?? 0);
    timer = setTimeout(() => next(shown + 1), Math.min(GAP.most, Math.max(GAP.least, gap)));
  };
  const start = (): void => {
    say(play, t('Pause'));
    next(Number(slider.value) >= times.length ? 1 : Number(slider.value));
  };
  const slider = h('input', {
    type: 'range',
    min: '1',
    'aria-label': t('Moment of the run'),
    on: {
      input: () => {
        stop();
        move(Number(slider.value));
      },
    },
  });
  const play = h(
    'button',
    { type: 'button', class: 'more', on: { click: () => (timer === undefined ? start() : stop()) } },
    t('Replay'),
  );
  const element = h('div', { class: 'run-replay row', hidden: true }, play, slider, where);
  return {
    element,
    /** Offers the lines of an ended run, and stands at its end. */
    offer(lines: readonly Json[]): void {
      stop();
      times = timesOf(lines);
      show(element, lines.length > 2);
      slider.max = String(lines.length);
      slider.value = slider.max;
      say(where, t('{n} of {all}', { n: count(lines.length), all: count(lines.length) }));
    },
    withdraw(): void {
      stop();
      show(element, false);
    },
  };
};

/** The tree of a run with what can be done with it: look at any moment of it again, take its changes back. */
export const createRunView = (actions?: RunActions): RunView => {
  let lines: readonly Json[] = [];
  let current = newRun();
  let offered = -1;
  const whole = (): ReturnType<typeof createTree> => createTree(actions, () => current);
  let tree = whole();
  const place = h('div', {}, tree.element);
  const put = (next: ReturnType<typeof createTree>, run: Run): void => {
    next.update(run);
    tree = next;
    place.replaceChildren(next.element);
  };
  const replay = createReplay((shown) => {
    if (shown >= lines.length) return put(whole(), current);
    const run = runAt(lines, shown);
    put(
      createTree(undefined, () => run),
      run,
    );
  });
  const end = h('p', { class: 'run-bad', dir: 'auto', hidden: true });
  const undo = actions?.undo ? createUndo() : undefined;
  const element = h(
    'section',
    { class: 'run', 'aria-label': t('Steps of the agent'), hidden: true },
    place,
    end,
    replay.element,
    undo?.element,
  );
  return {
    element,
    update(given, live) {
      const run = runOf(given);
      // Whoever stopped it has left before its last line came.
      current = live || run.stopped ? run : { ...run, stopped: { reason: '', text: '' } };
      if (given !== lines) {
        lines = given;
        offered = -1;
        put(whole(), current);
      }
      show(element, given.length > 0);
      if (!current.stopped) {
        tree.update(current);
        if (offered >= 0) replay.withdraw();
        offered = -1;
      } else if (offered !== given.length) {
        offered = given.length;
        put(whole(), current);
        replay.offer(given);
      }
      const words = endWords(current);
      say(end, words);
      show(end, words !== '');
      undo?.update(current);
    },
  };
};

/** Answers a question of a run at the server. */
export const answerRun: RunActions['answer'] = (run, ask, said) => answerAsk(run.id, ask, said);
