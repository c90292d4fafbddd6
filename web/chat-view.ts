/** A conversation on the page: its turns, the composer, and everything a reader can do with a turn. */
import { isLive, newAnswer, type Answer } from './answer.ts';
import { sendJson } from './api.ts';
import type { Attachment } from './attachments.ts';
import { createComposer, type ComposerView } from './composer.ts';
import { followed, leafBelow, messagesFor, pathOf, shownIn, siblingsOf, titleOf } from './conversation.ts';
import { announce, fill, h, perFrame, show } from './dom.ts';
import { EXAMPLES, GENERAL, HONEST } from './examples.ts';
import { isStatic } from './static.ts';
import { icon, iconButton } from './icons.ts';
import { estimateCheck, estimateEffort } from './estimate.ts';
import {
  checkEffort,
  fitChoice,
  HERE,
  higherEffort,
  isAgentName,
  nameOf,
  ownSolver,
  type Choice,
  type Found,
  type Model,
} from './models.ts';
import { openAsks, readable, runOf, type Run } from './run.ts';
import { tellRun } from './runs.ts';
import { createSession, type Keeper } from './session.ts';
import { isGone, type Store } from './store.ts';
import type { Conversation, Turn } from './turn.ts';
import { createTurnView, type TurnView } from './turn-view.ts';
import { isTuned, requestFields, type Tuning } from './tuning.ts';
import { t } from './language.ts';

export type ChatView = {
  element: HTMLElement;
  /** Shows a conversation, or an empty page. False when there is none of that id. */
  open(id: string | undefined): Promise<boolean>;
  offer(models: readonly Model[], found: readonly Found[]): void;
  /** Stops what is being answered here; false when nothing is. */
  stop(): boolean;
  focus(): void;
  current(): Conversation | undefined;
  /** The settings of the conversation shown, or of the one that the next question begins. */
  tuning(): Tuning;
  tune(next: Tuning): void;
  /** What was changed elsewhere (another tab, the sidebar) is read again. */
  reload(): Promise<void>;
  /** Puts the last question into the field to be asked in other words. */
  editLast(): void;
  /** Asks the last question again. */
  againLast(): void;
  /** The text of the last answer. */
  lastText(): string;
  path(): Turn[];
  running(): boolean;
  /** Turns being received here. */
  isReceiving(turn: string): boolean;
  /** Conversations were changed from elsewhere: what is shown of them is read again. */
  refresh(conversations: ReadonlySet<string>): void;
};

export type ChatEvents = {
  /** An answer has ended, of any conversation. */
  ended?(conversation: string): void;
  /** A conversation was made or renamed, or has got a newer turn. */
  changed(conversation: Conversation, isNew: boolean): void;
};

/** One answer that is asked for. `check` is the text of the answer `after` that is to be checked. */
type Asking = { column: number; choice: Choice; after?: string; check?: string };

const newId = (): string => crypto.randomUUID();

/** Says which model thinks, and offers to connect another. */
const welcomeText = (models: readonly Model[]): HTMLElement => {
  const solver = ownSolver(models);
  return solver === undefined
    ? h('p', {}, HONEST, ' ', !isStatic && h('a', { href: '#/models' }, t('Connect a model of your own.')))
    : h(
        'p',
        {},
        t('Mizan thinks with '),
        h('b', {}, solver),
        t('. It draws several answers where they can be checked or voted on, weighs them, and says how sure it is. '),
        h('a', { href: '#/models' }, t('Connect and choose models')),
      );
};

export const createChat = (store: Store, events: ChatEvents, keeper: Keeper): ChatView => {
  let conversation: Conversation | undefined;
  let turns: Turn[] = [];
  let models: readonly Model[] = [];
  const views = new Map<string, TurnView>();
  /** Turns being answered, of any conversation: a reader may look elsewhere meanwhile. */
  const live = new Map<string, Turn>();
  let follows = true;
  /** Settings for the conversation that the next question begins. */
  let draft: Tuning = {};

  const list = h('div', { class: 'turns' });
  const thread = h('div', { class: 'thread', tabindex: '-1', role: 'region', 'aria-label': t('Conversation') }, list);
  const end = iconButton(
    'down',
    t('To the end'),
    () => {
      follows = true;
      toEnd();
    },
    { class: 'icon-button to-end', hidden: true },
  );
  /** A question that waits until what is being answered in its conversation has ended. */
  let queued: { conversation: string; question: string; attachments: readonly Attachment[] } | undefined;
  const composer: ComposerView = createComposer({
    send: (question, attachments) => void askNew(question, attachments),
    stop: () => void stop(),
    queue(question, attachments) {
      const run = attachments.length === 0 && question !== '' ? liveRun() : undefined;
      if (run) return steer(run, question);
      const none = question === '' && attachments.length === 0;
      // The answer may have ended, or another conversation begun, since the composer was drawn.
      if (!none && runningHere().length === 0) {
        queued = undefined;
        return void askNew(question, attachments);
      }
      queued = none || !conversation ? undefined : { conversation: conversation.id, question, attachments };
      draw();
    },
  });
  const element = h('div', { class: 'main-chat' }, thread, h('div', { class: 'foot' }, end, composer.element));

  const toEnd = (): void => {
    thread.scrollTop = thread.scrollHeight;
  };
  thread.addEventListener(
    'scroll',
    () => {
      follows = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 60;
      show(end, !follows);
    },
    { passive: true },
  );

  /** The agent that works here and can be told something. */
  const liveRun = (): Run | undefined =>
    runningHere().flatMap(({ acts }) => {
      const run = acts && runOf(acts);
      return run && run.id !== '' && !run.stopped ? [run] : [];
    })[0];
  const waitFor = (question: string): void => {
    if (!conversation) return;
    const before = queued?.conversation === conversation.id ? `${queued.question}\n` : '';
    queued = {
      conversation: conversation.id,
      question: `${before}${question}`,
      attachments: queued?.attachments ?? [],
    };
    draw();
    askQueued();
  };
  /** Words for an agent at work: they are told before its next step. */
  const told = new Map<string, string[]>();
  const steer = (run: Run, words: string): void => {
    announce(t('Told the agent. It reads it before its next step.'));
    tellRun(run.id, words).then(
      () => void told.set(run.id, [...(told.get(run.id) ?? []), words]),
      () => waitFor(words),
    );
  };
  /** What an agent was told and never read, since it had ended, is asked. */
  const askUnread = (answer: Answer): void => {
    const run = answer.acts && runOf(answer.acts);
    if (!run) return;
    const read = run.items.flatMap((item) => (item.type === 'note' ? item.text : []));
    const unread = (told.get(run.id) ?? []).filter((words) => !read.includes(words));
    told.delete(run.id);
    if (unread.length > 0 && answer.state === 'done') waitFor(unread.join('\n'));
  };

  /** Asks the queued question once nothing is being answered in its conversation. */
  const askQueued = (): void => {
    if (!queued || queued.conversation !== conversation?.id || runningHere().length > 0) return;
    const { question, attachments } = queued;
    queued = undefined;
    void askNew(question, attachments);
  };

  /** The last question of an agent that a screen reader was told. */
  let askTold = '';
  const announceAsk = ({ acts }: Answer): void => {
    const open = acts && openAsks(runOf(acts))[0];
    if (!open || open.id === askTold) return;
    askTold = open.id;
    announce(t('The agent asks: {question}', { question: readable(open.question) }));
  };

  const changed = (turn: Turn, answer: Answer): void => {
    if (turn.conversation === conversation?.id) redraw();
    announceAsk(answer);
    if (!isLive(answer)) {
      if (!turn.answers.some(isLive)) live.delete(turn.id);
      events.ended?.(turn.conversation);
      const said =
        answer.state === 'done'
          ? t('Answer: {text}', { text: answer.text.slice(0, 400) })
          : answer.state === 'stopped'
            ? t('Stopped.')
            : t('Failed: {why}', { why: answer.trouble?.message ?? '' });
      announce(said);
      if (turn.conversation === conversation?.id) askUnread(answer);
      askQueued();
    }
  };
  const session = createSession(store, changed, keeper);

  const welcome = (): HTMLElement =>
    h(
      'div',
      { class: 'welcome' },
      h('h2', {}, t('Several answers, weighed')),
      welcomeText(models),
      h(
        'ul',
        { class: 'examples' },
        (ownSolver(models) === undefined ? EXAMPLES : GENERAL).map(({ kind, question }) =>
          h(
            'li',
            {},
            h(
              'button',
              { type: 'button', on: { click: () => void askNew(question) } },
              h('span', { class: 'kind' }, kind),
              h('span', {}, question),
              icon('send'),
            ),
          ),
        ),
      ),
    );

  const draw = (): void => {
    const path = pathOf(turns, conversation?.leaf ?? null);
    if (path.length === 0) {
      views.clear();
      fill(list, welcome());
      thread.scrollTop = 0;
      list.classList.remove('wide');
      show(end, false);
    } else {
      list.classList.toggle(
        'wide',
        path.some((turn) => turn.columns.length > 1),
      );
      for (const id of views.keys()) if (!path.some((turn) => turn.id === id)) views.delete(id);
      for (const turn of path) {
        const siblings = siblingsOf(turns, turn);
        let view = views.get(turn.id);
        if (!view) {
          view = createTurnView(actions);
          views.set(turn.id, view);
        }
        view.update(turn, { siblings: siblings.length, sibling: siblings.indexOf(turn) });
      }
      const wanted = path.map((turn) => views.get(turn.id)!.element);
      if (wanted.length !== list.children.length || wanted.some((item, i) => item !== list.children[i]))
        list.replaceChildren(...wanted);
      if (follows) toEnd();
    }
    const here = queued?.conversation === conversation?.id ? queued : undefined;
    const waiting = here
      ? [here.question, ...here.attachments.map(({ name }) => name)].filter(Boolean).join(' · ')
      : '';
    composer.update({ running: runningHere().length > 0, steers: liveRun() !== undefined, queued: waiting });
  };
  const redraw = perFrame(draw);

  const runningHere = (): Answer[] =>
    turns.flatMap((turn) => turn.answers.filter((answer) => session.running().includes(answer.id)));
  const stop = (): boolean => {
    const mine = runningHere();
    for (const entry of mine) session.stop(entry.id);
    return mine.length > 0;
  };

  const keep = async (turn: Turn, isNew: boolean): Promise<void> => {
    if (!conversation) return;
    conversation.leaf = leafBelow(turns, turn).id;
    conversation.updated = Date.now();
    await store.putConversation({ ...conversation });
    events.changed(conversation, isNew);
  };

  /** What is sent for an answer to `turn`. */
  const questionFor = (turn: Turn, { model: id, effort }: Choice, check: string | undefined) => ({
    messages: messagesFor(
      pathOf(turns, turn.id),
      turn,
      models.find((model) => model.id === id)?.forgets ?? false,
      conversation?.tuning?.system,
    ),
    thinks: effort !== '',
    acts: models.find((model) => model.id === id)?.agent ?? isAgentName(id),
    fields: requestFields(conversation?.tuning ?? {}),
    ...(check !== undefined && { check }),
  });

  /** Asks `turn` of these choices, each into its own column. */
  const start = (turn: Turn, choices: readonly Asking[]): void => {
    live.set(turn.id, turn);
    follows = true;
    for (const { column, choice, after, check } of choices) {
      const answer = newAnswer(newId(), choice.model, choice.effort, Date.now());
      if (after !== undefined) answer.after = after;
      if (check !== undefined) answer.checks = true;
      turn.answers.push(answer);
      const place = turn.columns[column] ?? { versions: [], shown: '' };
      place.versions.push(answer.id);
      place.shown = answer.id;
      turn.columns[column] = place;
      void session.start(turn, answer, questionFor(turn, choice, check));
    }
    announce(t('Asked. Waiting for the answer.'));
    redraw();
  };

  const askAs = async (
    question: string,
    parent: string | null,
    choices: readonly Choice[],
    attachments: readonly Attachment[] = [],
  ): Promise<void> => {
    const isNew = conversation === undefined;
    conversation ??= {
      id: newId(),
      title: titleOf(question || (attachments[0]?.name ?? '')),
      created: Date.now(),
      updated: Date.now(),
      leaf: null,
      ...(isTuned(draft) && { tuning: draft }),
    };
    const turn: Turn = {
      id: newId(),
      conversation: conversation.id,
      parent,
      created: Date.now(),
      question,
      ...(attachments.length > 0 && { attachments }),
      answers: [],
      columns: [],
      follow: 0,
    };
    turns.push(turn);
    // It is not stored yet: what another tab changes meanwhile must not drop it.
    live.set(turn.id, turn);
    await keep(turn, isNew);
    start(
      turn,
      choices.map((choice, column) => ({ column, choice })),
    );
    draw();
  };
  const askNew = (question: string, attachments: readonly Attachment[] = []): Promise<void> =>
    askAs(question, pathOf(turns, conversation?.leaf ?? null).at(-1)?.id ?? null, composer.choices(), attachments);
  const lastTurn = (): Turn | undefined => pathOf(turns, conversation?.leaf ?? null).at(-1);

  const actions: Parameters<typeof createTurnView>[0] = {
    askAgain(turn, column) {
      const before = shownIn(turn, column);
      const wanted = composer.choices();
      const choice = turn.columns.length > 1 && before ? { model: before.model, effort: before.effort } : wanted[0]!;
      start(turn, [{ column, choice }]);
    },
    thinkHarder(turn, column) {
      const before = shownIn(turn, column);
      const effort = before && higherEffort(before, models);
      if (effort) start(turn, [{ column, choice: { model: before.model, effort: effort.name }, after: before.id }]);
    },
    higher: (answer) => higherEffort(answer, models),
    check(turn, column) {
      const before = shownIn(turn, column);
      const effort = before && checkEffort(before, models);
      if (!effort) return;
      const choice = { model: before.model, effort: effort.name };
      start(turn, [{ column, choice, after: before.id, check: before.text }]);
    },
    offers(answer) {
      const model = models.find(({ id }) => id === answer.model);
      const [checking, higher] = [checkEffort(answer, models), higherEffort(answer, models)];
      // What a check has passed needs no other.
      const proven = answer.decision?.rule === 'verified' && answer.checks === true;
      // The model that comes with Mizan has voted already, and would vote for its own error again.
      const voted = ownSolver(models) === undefined && answer.candidates.length > 1;
      return {
        ...(checking && !proven && !voted && { check: estimateCheck(answer, model, checking) ?? 'unknown' }),
        ...(higher && { harder: estimateEffort(answer, model, higher) ?? 'unknown' }),
      };
    },
    hasModels: () => ownSolver(models) !== undefined,
    async rate(turn, answer, rating) {
      await sendJson('PUT', `v1/traces/${encodeURIComponent(answer.figures.trace ?? '')}/labels`, { rating });
      if (rating === undefined) delete answer.rating;
      else answer.rating = rating;
      await store.putTurn(turn);
      draw();
    },
    edit(turn, question) {
      void askAs(question, turn.parent, composer.choices(), turn.attachments);
    },
    alternatives: (turn, column) =>
      models.map(({ id }) => ({
        label: nameOf(id),
        on: shownIn(turn, column)?.model === id,
        choose: () => start(turn, [{ column, choice: fitChoice({ model: id }, models) }]),
      })),
    version(turn, column, step) {
      const place = turn.columns[column]!;
      place.shown = place.versions[place.versions.indexOf(place.shown) + step] ?? place.shown;
      void store.putTurn(turn);
      draw();
    },
    follow(turn, column) {
      turn.follow = column;
      void store.putTurn(turn);
      draw();
    },
    sibling(turn, step) {
      const all = siblingsOf(turns, turn);
      const next = all[all.indexOf(turn) + step];
      if (next) void keep(next, false).then(draw);
    },
    elapsed: session.elapsed,
    silence: session.silence,
    cutOff: session.cutOff,
  };

  /** Answers that were left in their middle: the server has them, or the journal. */
  const takeUp = (): void => {
    for (const turn of turns)
      for (const answer of turn.answers.filter(isLive)) {
        if (session.running().includes(answer.id)) continue;
        if (keeper.keeps() && answer.model !== HERE) {
          live.set(turn.id, turn);
          const checked = answer.checks ? turn.answers.find(({ id }) => id === answer.after)?.text : undefined;
          void session.resume(turn, answer, questionFor(turn, answer, checked));
        } else void store.recover(turn, answer).then(draw);
      }
  };

  setInterval(() => {
    if (session.running().length > 0) for (const view of views.values()) view.tick();
  }, 1000);
  draw();
  return {
    element,
    async open(id) {
      if (id === conversation?.id && id !== undefined) return true;
      const found = id === undefined ? undefined : await store.conversation(id);
      if (id !== undefined && isGone(found)) return false;
      const stored = found ? await store.turns(found.id) : [];
      // What is being received here lives in memory: its elements follow this object.
      turns = stored.map((turn) => live.get(turn.id) ?? turn);
      for (const turn of live.values()) if (turn.conversation === found?.id && !turns.includes(turn)) turns.push(turn);
      conversation = found;
      draft = {};
      views.clear();
      follows = true;
      draw();
      takeUp();
      askQueued();
      return true;
    },
    offer(next, found) {
      models = next;
      composer.offer(next, found);
      if (turns.length === 0) draw();
    },
    stop,
    focus: composer.focus,
    current: () => conversation,
    tuning: () => conversation?.tuning ?? draft,
    tune(next) {
      if (!conversation) draft = next;
      else {
        if (isTuned(next)) conversation.tuning = next;
        else delete conversation.tuning;
        void store.putConversation({ ...conversation }).then(() => conversation && events.changed(conversation, false));
      }
    },
    async reload() {
      const id = conversation?.id;
      if (id === undefined) return;
      const found = await store.conversation(id);
      if (!found || isGone(found) || conversation?.id !== id) return;
      const all = await store.turns(id);
      if (conversation?.id !== id) return;
      turns = all.map((turn) => live.get(turn.id) ?? turn);
      for (const turn of live.values()) if (turn.conversation === id && !turns.includes(turn)) turns.push(turn);
      // What another tab has added below is shown; where it has gone on elsewhere in the tree, the path shown here
      // stays.
      const { leaf } = conversation;
      const stored = turns.some((turn) => turn.id === found.leaf);
      const below = stored && (leaf === null || pathOf(turns, found.leaf).some((turn) => turn.id === leaf));
      conversation = { ...found, leaf: below ? found.leaf : leaf };
      draw();
    },
    editLast() {
      const turn = lastTurn();
      if (turn) views.get(turn.id)?.edit();
    },
    againLast() {
      const turn = lastTurn();
      if (turn && !turn.answers.some(isLive)) actions.askAgain(turn, turn.follow);
    },
    lastText: () => {
      const turn = lastTurn();
      return (turn && followed(turn)?.text) ?? '';
    },
    path: () => pathOf(turns, conversation?.leaf ?? null),
    running: () => session.running().length > 0,
    isReceiving: (turn) => live.has(turn),
    refresh(ids) {
      const id = conversation?.id;
      if (id === undefined || !ids.has(id)) return;
      void Promise.all([store.conversation(id), store.turns(id)]).then(([found, stored]) => {
        if (conversation?.id !== id || !found) return;
        const leaf = turns.find((turn) => turn.id === conversation!.leaf) ? conversation.leaf : found.leaf;
        conversation = { ...found, leaf: stored.some((turn) => turn.parent === leaf) ? found.leaf : leaf };
        turns = stored.map((turn) => live.get(turn.id) ?? turn);
        for (const turn of live.values()) if (turn.conversation === id && !turns.includes(turn)) turns.push(turn);
        draw();
        takeUp();
      });
    },
  };
};
