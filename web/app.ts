/** The page: puts the parts together, follows the address, keeps the list of conversations, listens to the keyboard. */
import { answerHere, ApiError, getJson, saveKey } from './api.ts';
import { isLive } from './answer.ts';
import { createChat, type ChatEvents } from './chat-view.ts';
import { createConnections } from './connections-view.ts';
import { createDashboard } from './dashboard.ts';
import { createShelf } from './conversations.ts';
import { announce, fill, h, show } from './dom.ts';
import { createFind } from './find-view.ts';
import { icon, iconButton } from './icons.ts';
import { registerWorker } from './install.ts';
import type { Shortcut } from './keys.ts';
import { t, tn } from './language.ts';
import { askBrowser, browserModel, startBrowserModel, watchEngine } from './engine.ts';
import { isStatic } from './static.ts';
import { HERE, ownSolver, readModels, type Model } from './models.ts';
import { download, fileName, toJson, toMarkdown } from './portable.ts';
import { load, save, setLanguage, setTheme, theme } from './prefs.ts';
import { createSettings } from './settings-view.ts';
import { createSidebar, type Place } from './sidebar.ts';
import type { Keeper } from './session.ts';
import { createSheet, listen } from './shortcuts.ts';
import { isGone, openStore } from './store.ts';
import { createSync, type Sync } from './sync.ts';
import type { Conversation } from './turn.ts';
import { createTraces } from './traces-view.ts';
import { createTuning } from './tuning-view.ts';
import { isTuned } from './tuning.ts';
import { createUndo } from './undo.ts';

const app = document.getElementById('app')!;
const notices = h('div', { 'aria-live': 'polite' });

/** Says something that stays until it is closed; the same words are said once. */
const notice = (message: string, ...more: (HTMLElement | false)[]): void => {
  for (const item of notices.children) if (item.querySelector('p')?.textContent === message) return;
  const element = h(
    'div',
    { class: 'notice' },
    h('p', {}, message),
    more,
    iconButton('cross', t('Close'), () => element.remove(), { class: 'icon-button small' }),
  );
  notices.append(element);
};

const store = await openStore(notice);
const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('mizan');
let conversations: Conversation[] = [];
let place: Place = 'chat';

const refresh = async (): Promise<void> => {
  conversations = await store.conversations();
  sidebar.update(conversations, place === 'chat' ? chat.current()?.id : undefined, place);
};
others?.addEventListener('message', ({ data }) => {
  void refresh();
  const id = (data as { changed?: unknown } | null)?.changed;
  if (typeof id === 'string' && id === chat.current()?.id) void changedElsewhere(id);
});

/** Another tab has changed the conversation that is shown here. */
const changedElsewhere = async (id: string): Promise<void> => {
  if (isGone(await store.conversation(id))) {
    notice(t('This conversation was deleted in another tab.'));
    location.hash = '#/';
  } else await chat.reload();
  drawTop();
};

const sync: Sync = createSync(store, (turn) => chat.isReceiving(turn), {
  changed(changed) {
    void refresh();
    chat.refresh(changed);
    drawTop();
  },
  trouble: (message) => notice(message),
  lost: () => void listModels(),
});
store.watch({ touched: sync.touch, removed: sync.remove });

const keeper: Keeper = {
  keeps: sync.keeps,
  cancel: sync.cancel,
  lost: () => void listModels(),
  received: (turn, answer) => sync.received(turn.id, answer),
  async endedElsewhere(turn, answer) {
    await sync.run();
    const found = (await store.turn(turn.id))?.answers.find(({ id }) => id === answer);
    return found && !isLive(found) ? found : undefined;
  },
};
const chatEvents: ChatEvents = {
  changed(conversation, isNew) {
    if (isNew) history.replaceState(null, '', `#/c/${encodeURIComponent(conversation.id)}`);
    drawTop();
    void refresh();
    others?.postMessage({ changed: conversation.id });
  },
  ended: (id) => others?.postMessage({ changed: id }),
};
const chat = createChat(store, chatEvents, keeper);
const traces = createTraces();
const dashboard = createDashboard();
const connections = createConnections(() => void listModels());

const undo = createUndo();
const shelf = createShelf(store, undo, async (id) => {
  const gone = isGone(await store.conversation(id));
  if (chat.current()?.id === id && gone) {
    chat.stop();
    location.hash = '#/';
  } else await chat.reload();
  drawTop();
  await refresh();
  others?.postMessage({ changed: id });
});
const tuning = createTuning();

const fold = (folded: boolean): void => {
  if (matchMedia('(max-width: 760px)').matches) app.classList.toggle('drawer', !folded);
  else {
    app.classList.toggle('folded', folded);
    save('folded', folded ? 'yes' : 'no');
  }
  menu.setAttribute('aria-expanded', String(!folded));
};

const isUnfolded = (): boolean =>
  matchMedia('(max-width: 760px)').matches ? app.classList.contains('drawer') : !app.classList.contains('folded');

const isDark = (): boolean =>
  theme() === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme() === 'dark';
const sidebar = createSidebar({
  find: () => find.show(),
  settings: () => settings.show(),
  keys: () => sheet.show(),
  theme: () => setTheme(isDark() ? 'light' : 'dark'),
  rename: (conversation) => void shelf.rename(conversation),
  pin: (conversation) => void shelf.pin(conversation),
  move: (conversation, folder) => void shelf.move(conversation, folder),
  remove: (conversation) => void shelf.remove(conversation),
  fold: () => fold(true),
});
const find = createFind(store, (id) => {
  location.hash = `#/c/${encodeURIComponent(id)}`;
});
const settings = createSettings(store, {
  changed() {
    void refresh();
    if (chat.current() && !conversations.some((conversation) => conversation.id === chat.current()?.id))
      location.hash = '#/';
    void route(true);
  },
  keySaved: () => void listModels(),
  language(next) {
    if (chat.running()) notice(t('Choose the language again when the answer has ended.'));
    else setLanguage(next);
  },
});

const menu = iconButton('menu', t('Show the sidebar'), () => fold(false), {
  class: 'icon-button menu-button',
  'aria-expanded': 'false',
});
const title = h('h1', { dir: 'auto' });
const tools = h('div', { class: 'row' });
const top = h('header', { class: 'top' }, menu, title, tools);
const main = h(
  'main',
  { class: 'main' },
  top,
  notices,
  chat.element,
  connections.element,
  traces.element,
  dashboard.element,
);

const showTuning = (): void => {
  if (place !== 'chat') return;
  tuning.show(chat.tuning(), (next) => {
    chat.tune(next);
    drawTop();
  });
};

const exportButton = (form: string, click: () => void): HTMLElement =>
  h(
    'button',
    {
      type: 'button',
      class: 'export',
      title: t('Export as {form}', { form }),
      'aria-label': t('Export as {form}', { form }),
      on: { click },
    },
    icon('save'),
    h('span', {}, form),
  );

const TITLES: Readonly<Record<Place, string>> = {
  chat: '',
  models: t('Models'),
  traces: t('Traces'),
  dashboard: t('Dashboard'),
};

const drawTop = (): void => {
  const current = place === 'chat' ? chat.current() : undefined;
  title.textContent = current?.title ?? '';
  const name = current?.title ?? TITLES[place];
  document.title = name === '' ? 'Mizan' : `${name} · Mizan`;
  fill(
    tools,
    current && [
      exportButton('Markdown', () =>
        download(fileName(current.title, 'md'), toMarkdown(current.title, chat.path()), 'text/markdown'),
      ),
      exportButton(
        'JSON',
        () =>
          void store
            .turns(current.id)
            .then((turns) =>
              download(fileName(current.title, 'json'), toJson([{ conversation: current, turns }]), 'application/json'),
            ),
      ),
    ],
    place === 'chat' && [
      iconButton('sliders', t('Settings of this conversation'), showTuning, {
        class: ['icon-button', isTuned(chat.tuning()) && 'tuned'],
      }),
      iconButton('plus', t('New conversation'), newConversation),
    ],
  );
};

let routed = false;
/** #/, #/c/ID, #/models, #/traces, #/traces/ID, #/dashboard; anything else is the empty page. */
const route = async (repeated = false): Promise<void> => {
  const [, first = '', second] = location.hash.split('/');
  const id = second === undefined || second === '' ? undefined : safelyDecoded(second);
  place = first === 'models' || first === 'traces' || first === 'dashboard' ? first : 'chat';
  app.classList.remove('drawer');
  const lost = t('There is no page at this address; this is the start page.');
  for (const item of notices.children) if (item.querySelector('p')?.textContent === lost) item.remove();
  if (place === 'chat' && first !== '' && first !== 'c') notice(lost);
  // Who asks before the page has looked at its address keeps what was begun.
  const begun = !routed && chat.current() !== undefined;
  routed = true;
  if (place === 'chat' && !begun) {
    if (repeated) await chat.open(undefined);
    const wanted = first === 'c' ? id : undefined;
    let found = await chat.open(wanted);
    if (!found) {
      // It may be another device's, which this browser has not heard of yet.
      await Promise.race([sync.run(), new Promise((resolve) => setTimeout(resolve, SYNC_PATIENCE))]);
      found = await chat.open(wanted);
    }
    if (!found) {
      notice(t('This conversation is not in this browser’s history.'));
      await chat.open(undefined);
    }
  }
  for (const [view, name] of [
    [chat, 'chat'],
    [connections, 'models'],
    [traces, 'traces'],
    [dashboard, 'dashboard'],
  ] as const) {
    show(view.element, place === name);
    // One element at a time is the main one, for the link that skips to it.
    const target = view.element.matches('.page') ? view.element : view.element.querySelector('.thread')!;
    if (place === name) target.id = 'main';
    else target.removeAttribute('id');
  }
  if (place === 'models') connections.open();
  if (place === 'traces') traces.open(id);
  if (place === 'dashboard') dashboard.open();
  drawTop();
  sidebar.update(conversations, place === 'chat' ? chat.current()?.id : undefined, place);
  if (place === 'chat' && !matchMedia('(pointer: coarse)').matches) chat.focus();
};

/**
 * How often other devices' changes are looked for, and how long the page waits for them at its start, in milliseconds.
 */
const [SYNC_EVERY, SYNC_PATIENCE] = [15_000, 2000];

const safelyDecoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const askForKey = (): HTMLElement => {
  const field = h('input', {
    class: 'field',
    type: 'password',
    placeholder: t('API key'),
    'aria-label': t('API key'),
    autocomplete: 'off',
  });
  const remember = h('input', { type: 'checkbox' });
  return h(
    'form',
    {
      class: 'row',
      on: {
        submit: (event) => {
          event.preventDefault();
          saveKey(field.value.trim(), remember.checked);
          notices.replaceChildren();
          void listModels();
        },
      },
    },
    field,
    h('label', { class: 'check' }, remember, t('Keep it on this device')),
    h('button', { class: 'button main' }, t('Use')),
  );
};

/** The page without a server: this browser thinks, and its files are fetched at once, since nothing else can answer. */
const offerHere = (models: readonly Model[]): void => {
  chat.offer(models, []);
  sidebar.server(
    models.length > 0 ? 'up' : 'down',
    models.length > 0 ? t('On this device') : t('Its files can’t be fetched.'),
  );
  if (models.length > 0) void startBrowserModel();
};
answerHere(askBrowser);
watchEngine((part) => {
  if (part < 1) sidebar.server('unknown', t('Fetching Mizan: {n} %', { n: Math.floor(100 * part) }));
  else void listModels();
});

let retry: ReturnType<typeof setTimeout> | undefined;
/** Counts the listings that were asked for: one that comes after a newer one is old. */
let listings = 0;
/**
 * Whether this browser may answer while the server is away: the model that was chosen is the one that comes with Mizan.
 * Nobody's own model is replaced by it. What was chosen comes back with the server.
 */
const isChosenHere = (): boolean => {
  const chosen = load('choice').split('\n')[0] || 'mizan';
  return chosen === HERE || (chosen === 'mizan' && load('demo') === 'yes');
};
/** The model in this browser as the last listing found it. */
let hereBefore: Model | undefined;
const listModels = async (): Promise<void> => {
  clearTimeout(retry);
  const listing = ++listings;
  const finding = browserModel().catch(() => undefined);
  try {
    if (isStatic) return offerHere([(await finding) ?? []].flat());
    const { models, found } = readModels(await getJson('v1/models'));
    if (listing !== listings) return;
    // The model in this browser joins when it is found: the server's are there at once.
    chat.offer([...models, hereBefore ?? []].flat(), found);
    void finding.then((here) => {
      if (listing !== listings || here?.id === hereBefore?.id) return;
      hereBefore = here;
      chat.offer([...models, here ?? []].flat(), found);
    });
    save('demo', ownSolver(models) === undefined ? 'yes' : '');
    connections.offer(models);
    sidebar.server(
      'up',
      models.length === 0
        ? t('No model is served')
        : tn('{n} models', models.filter(({ id }) => id !== 'mizan').length),
    );
    retry = setTimeout(() => void listModels(), 60_000);
  } catch (error) {
    if (listing !== listings) return;
    const trouble = error instanceof ApiError ? error.trouble : { message: String(error) };
    const here = trouble.kind === 'unreachable' && isChosenHere() ? await finding : undefined;
    if (here && listing === listings) chat.offer([here], []);
    sidebar.server(
      'down',
      trouble.kind === 'unreachable'
        ? navigator.onLine
          ? t('Server not reached')
          : t('This device is offline')
        : trouble.status === 401
          ? t('A key is needed')
          : t('Server in trouble'),
    );
    if (trouble.status === 401) notice(t('This server wants an API key.'), askForKey());
    else retry = setTimeout(() => void listModels(), 5_000);
  }
};

const newConversation = (): void => {
  location.hash = '#/';
  chat.focus();
};

/** Opens the conversation before (-1) or after (1) the one shown. */
const step = (by: number): void => {
  const at = conversations.findIndex(({ id }) => id === chat.current()?.id);
  const next = conversations[at < 0 ? 0 : at + by];
  if (next) location.hash = `#/c/${encodeURIComponent(next.id)}`;
};

const copyLast = async (): Promise<void> => {
  const text = chat.lastText();
  if (text === '') return announce(t('There is no answer to copy.'));
  await navigator.clipboard.writeText(text).then(
    () => announce(t('The answer is copied.')),
    () => announce(t('The browser did not allow copying.')),
  );
};

const withCurrent = (action: (conversation: Conversation) => Promise<void>) => (): void => {
  const current = chat.current();
  if (current && place === 'chat') void action(current);
};

const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['Enter'], about: t('ask') },
  { keys: ['Shift', 'Enter'], about: t('a new line') },
  {
    keys: ['Escape'],
    about: t('stop the answer, close a dialog'),
    always: true,
    run: () => {
      if (app.classList.contains('drawer')) fold(true);
      else if (place === 'chat') chat.stop();
    },
  },
  { keys: ['Ctrl', 'K'], about: t('search the history'), always: true, run: () => find.show() },
  { keys: ['Ctrl', 'Shift', 'O'], about: t('a new conversation'), always: true, run: newConversation },
  {
    keys: ['/'],
    about: t('write a question'),
    run: () => {
      location.hash = location.hash.startsWith('#/c/') ? location.hash : '#/';
      chat.focus();
    },
  },
  { keys: ['Alt', 'ArrowUp'], about: t('the conversation above'), always: true, run: () => step(-1) },
  { keys: ['Alt', 'ArrowDown'], about: t('the conversation below'), always: true, run: () => step(1) },
  {
    keys: ['Ctrl', 'Shift', 'E'],
    about: t('ask the last question in other words'),
    always: true,
    run: () => chat.editLast(),
  },
  { keys: ['Ctrl', 'Shift', 'G'], about: t('ask the last question again'), always: true, run: () => chat.againLast() },
  { keys: ['Ctrl', 'Shift', 'Y'], about: t('copy the last answer'), always: true, run: () => void copyLast() },
  { keys: ['Ctrl', '.'], about: t('settings of this conversation'), always: true, run: () => showTuning() },
  { keys: ['F2'], about: t('rename this conversation'), always: true, run: withCurrent(shelf.rename) },
  {
    keys: ['Ctrl', 'Shift', 'Backspace'],
    about: t('delete this conversation'),
    always: true,
    run: withCurrent(shelf.remove),
  },
  { keys: ['Ctrl', 'Shift', 'Z'], about: t('bring back what was deleted'), run: () => undo.undo() },
  { keys: ['Ctrl', 'Shift', 'S'], about: t('show or hide the sidebar'), always: true, run: () => fold(isUnfolded()) },
  { keys: ['Ctrl', ','], about: t('settings'), always: true, run: () => settings.show() },
  { keys: ['?'], about: t('this list'), run: () => sheet.show() },
];
const sheet = createSheet(() => SHORTCUTS);
listen(SHORTCUTS);
app.addEventListener('click', (event) => {
  if (event.target === app) fold(true);
});
window.addEventListener('hashchange', () => void route());
window.addEventListener('online', () => {
  void listModels();
  void sync.run();
});
window.addEventListener('offline', () => sidebar.server('down', t('This device is offline')));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void sync.run();
});
setInterval(() => {
  if (!document.hidden) void sync.run();
}, SYNC_EVERY);

if (load('folded') === 'yes') app.classList.add('folded');
sidebar.server('unknown', t('Looking for the server'));
document.querySelector('.skip')!.textContent = t('Skip to the conversation');
document.body.append(find.element, settings.element, tuning.element, sheet.element, undo.element);
await refresh();
await route();
// Only now can something be asked: a question asked before would be lost from sight when the address is followed.
app.append(sidebar.element, main);
if (place === 'chat' && !matchMedia('(pointer: coarse)').matches) chat.focus();
void sync.run();
void listModels();
void store.sweep(Date.now() - 60_000);
registerWorker();
