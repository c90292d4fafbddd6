/** The page: puts the parts together, follows the address, keeps the list of conversations, listens to the keyboard. */
import { ApiError, getJson, saveKey } from './api.ts';
import { isLive } from './answer.ts';
import { createChat, type ChatEvents } from './chat-view.ts';
import { createConnections } from './connections-view.ts';
import { createDashboard } from './dashboard.ts';
import { fill, h, show } from './dom.ts';
import { createFind } from './find-view.ts';
import { plural } from './format.ts';
import { icon, iconButton } from './icons.ts';
import { readModels } from './models.ts';
import { download, fileName, toJson, toMarkdown } from './portable.ts';
import { load, save, setTheme, theme } from './prefs.ts';
import { createSettings } from './settings-view.ts';
import { createSidebar, type Place } from './sidebar.ts';
import type { Keeper } from './session.ts';
import { openStore } from './store.ts';
import { createSync, type Sync } from './sync.ts';
import type { Conversation } from './turn.ts';
import { createTraces } from './traces-view.ts';

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
    iconButton('cross', 'Close', () => element.remove(), { class: 'icon-button small' }),
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
others?.addEventListener('message', () => void refresh());

const sync: Sync = createSync(store, (turn) => chat.isReceiving(turn), {
  changed(changed) {
    void refresh();
    chat.refresh(changed);
    drawTop();
  },
  trouble: (message) => notice(message),
});
store.watch({ touched: sync.touch, removed: sync.remove });

const keeper: Keeper = {
  keeps: sync.keeps,
  cancel: sync.cancel,
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
    others?.postMessage('changed');
  },
};
const chat = createChat(store, chatEvents, keeper);
const traces = createTraces();
const dashboard = createDashboard();
const connections = createConnections(() => void listModels());

const remove = async (conversation: Conversation): Promise<void> => {
  if (!confirm(`Delete “${conversation.title}”? This can’t be undone.`)) return;
  if (chat.current()?.id === conversation.id) {
    chat.stop();
    location.hash = '#/';
  }
  await store.remove(conversation.id);
  await refresh();
  others?.postMessage('changed');
};

const fold = (folded: boolean): void => {
  if (matchMedia('(max-width: 760px)').matches) app.classList.toggle('drawer', !folded);
  else {
    app.classList.toggle('folded', folded);
    save('folded', folded ? 'yes' : 'no');
  }
  menu.setAttribute('aria-expanded', String(!folded));
};

const isDark = (): boolean =>
  theme() === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme() === 'dark';
const sidebar = createSidebar({
  find: () => find.show(),
  settings: () => settings.show(),
  theme: () => setTheme(isDark() ? 'light' : 'dark'),
  remove: (conversation) => void remove(conversation),
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
});

const menu = iconButton('menu', 'Show the sidebar', () => fold(false), {
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

const exportButton = (form: string, click: () => void): HTMLElement =>
  h(
    'button',
    { type: 'button', class: 'export', title: `Export as ${form}`, 'aria-label': `Export as ${form}`, on: { click } },
    icon('save'),
    h('span', {}, form),
  );

const TITLES: Readonly<Record<Place, string>> = {
  chat: '',
  models: 'Models',
  traces: 'Traces',
  dashboard: 'Dashboard',
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
    place === 'chat' &&
      iconButton('plus', 'New conversation', () => {
        location.hash = '#/';
        chat.focus();
      }),
  );
};

/** #/, #/c/ID, #/models, #/traces, #/traces/ID, #/dashboard; anything else is the empty page. */
const route = async (repeated = false): Promise<void> => {
  const [, first = '', second] = location.hash.split('/');
  const id = second === undefined || second === '' ? undefined : safelyDecoded(second);
  place = first === 'models' || first === 'traces' || first === 'dashboard' ? first : 'chat';
  app.classList.remove('drawer');
  if (place === 'chat') {
    if (repeated) await chat.open(undefined);
    if (!(await chat.open(first === 'c' ? id : undefined))) {
      notice('This conversation is not in this browser’s history.');
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

/** How often other devices' changes are looked for, and how long the page waits for them at its start, in milliseconds. */
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
    placeholder: 'API key',
    'aria-label': 'API key',
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
    h('label', { class: 'check' }, remember, 'Keep it on this device'),
    h('button', { class: 'button main' }, 'Use'),
  );
};

let retry: ReturnType<typeof setTimeout> | undefined;
const listModels = async (): Promise<void> => {
  clearTimeout(retry);
  try {
    const { models, found } = readModels(await getJson('v1/models'));
    chat.offer(models, found);
    connections.offer(models);
    sidebar.server('up', models.length === 0 ? 'No model is served' : plural(models.length, 'model'));
    retry = setTimeout(() => void listModels(), 60_000);
  } catch (error) {
    const trouble = error instanceof ApiError ? error.trouble : { message: String(error) };
    sidebar.server(
      'down',
      trouble.kind === 'unreachable'
        ? navigator.onLine
          ? 'Server not reached'
          : 'This device is offline'
        : trouble.status === 401
          ? 'A key is needed'
          : 'Server in trouble',
    );
    if (trouble.status === 401) notice('This server wants an API key.', askForKey());
    else retry = setTimeout(() => void listModels(), 5_000);
  }
};

document.addEventListener('keydown', (event) => {
  const command = event.ctrlKey || event.metaKey;
  const typing = (event.target as Element).closest('input, textarea, select, [contenteditable]') !== null;
  if (command && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    find.show();
  } else if (command && event.shiftKey && event.key.toLowerCase() === 'o') {
    event.preventDefault();
    location.hash = '#/';
    chat.focus();
  } else if (event.key === 'Escape' && app.classList.contains('drawer')) fold(true);
  else if (event.key === 'Escape' && place === 'chat') chat.stop();
  else if (event.key === '?' && !typing && !command && document.querySelector('dialog[open]') === null) {
    event.preventDefault();
    settings.show();
  } else if (event.key === '/' && !typing && !command && document.querySelector('dialog[open]') === null) {
    event.preventDefault();
    location.hash = location.hash.startsWith('#/c/') ? location.hash : '#/';
    chat.focus();
  }
});
app.addEventListener('click', (event) => {
  if (event.target === app) fold(true);
});
window.addEventListener('hashchange', () => void route());
window.addEventListener('online', () => {
  void listModels();
  void sync.run();
});
window.addEventListener('offline', () => sidebar.server('down', 'This device is offline'));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void sync.run();
});
setInterval(() => {
  if (!document.hidden) void sync.run();
}, SYNC_EVERY);

if (load('folded') === 'yes') app.classList.add('folded');
sidebar.server('unknown', 'Looking for the server');
app.append(sidebar.element, main);
document.body.append(find.element, settings.element);
// What other devices changed is there first, unless the server takes too long.
await Promise.race([sync.run(), new Promise((resolve) => setTimeout(resolve, SYNC_PATIENCE))]);
await refresh();
await route();
void listModels();
