/**
 * The sidebar: sections of the page, and the conversations: pinned, in folders, by day. Long lists grow as they are
 * scrolled.
 */
import { fill, h, say } from './dom.ts';
import { isStatic } from './static.ts';
import { count, dayGroup } from './format.ts';
import { icon, iconButton, type IconName } from './icons.ts';
import { keyNames } from './keys.ts';
import { t } from './language.ts';
import { menuButton, type MenuItem } from './menu.ts';
import { load, save } from './prefs.ts';
import { foldersOf, shelve, type Group } from './shelf.ts';
import type { Conversation } from './turn.ts';

export type Place = 'chat' | 'models' | 'traces' | 'dashboard';

export type SidebarActions = {
  find(): void;
  settings(): void;
  keys(): void;
  theme(): void;
  rename(conversation: Conversation): void;
  pin(conversation: Conversation): void;
  /** Into a folder; undefined: out of any; '': into a new one, whose name is asked for. */
  move(conversation: Conversation, folder: string | undefined): void;
  remove(conversation: Conversation): void;
  fold(): void;
};

export type SidebarView = {
  element: HTMLElement;
  update(conversations: readonly Conversation[], current: string | undefined, place: Place): void;
  server(state: 'up' | 'down' | 'unknown', words: string): void;
};

/** Rows that are drawn at first, and that are added when the end of the list is near. */
const ROWS = 80;

/** What can be done with a conversation. */
const menuOf = (item: Conversation, folders: readonly string[], actions: SidebarActions): readonly MenuItem[] => [
  { label: t('Rename'), icon: 'edit', choose: () => actions.rename(item) },
  { label: item.pinned ? t('Unpin') : t('Pin'), icon: 'pin', choose: () => actions.pin(item) },
  {
    label: t('Move to a folder'),
    icon: 'folder',
    choose: () => [
      ...folders.map((name): MenuItem => ({
        label: name,
        on: item.folder === name,
        choose: () => actions.move(item, name),
      })),
      { label: t('New folder'), icon: 'plus', choose: () => actions.move(item, '') },
      ...(item.folder === undefined
        ? []
        : [{ label: t('Out of its folder'), choose: () => actions.move(item, undefined) }]),
    ],
  },
  { label: t('Delete'), icon: 'trash', danger: true, choose: () => actions.remove(item) },
];

/** The list of conversations: rows by group, more of them when its end comes near. */
const createHistory = (
  actions: SidebarActions,
): { element: HTMLElement; update(next: readonly Conversation[], current: string | undefined): void } => {
  const element = h('nav', { class: 'history', 'aria-label': t('Conversations') });
  let all: readonly Conversation[] = [];
  let current: string | undefined;
  let most = ROWS;
  let left = 0;
  const open = new Set(load('folders').split('\n').filter(Boolean));

  const row = (item: Conversation): HTMLElement =>
    h(
      'li',
      { class: [item.id === current && 'current'] },
      h(
        'a',
        {
          href: `#/c/${encodeURIComponent(item.id)}`,
          dir: 'auto',
          title: item.title,
          'aria-current': item.id === current && 'page',
        },
        item.title,
      ),
      menuButton('more', t('Options of “{title}”', { title: item.title }), () => menuOf(item, foldersOf(all), actions)),
    );
  const rows = (group: Group): HTMLElement => h('ul', {}, group.items.map(row));
  const folder = (group: Group): HTMLElement => {
    const details = h(
      'details',
      { class: 'folder', open: open.has(group.name) },
      h('summary', {}, icon('folder'), h('span', { dir: 'auto' }, group.name), h('small', {}, count(group.size))),
      rows(group),
    );
    details.querySelector('summary')!.addEventListener('click', (event) => {
      event.preventDefault();
      if (!open.delete(group.name)) open.add(group.name);
      save('folders', [...open].join('\n'));
      draw();
      [...element.querySelectorAll('details')]
        .find((item) => item.querySelector('span')?.textContent === group.name)
        ?.querySelector('summary')
        ?.focus();
    });
    return details;
  };
  const draw = (): void => {
    const now = Date.now();
    const shelf = shelve(all, { open, most, dayOf: (at) => dayGroup(at, now) });
    left = shelf.left;
    const scrolled = element.scrollTop;
    fill(
      element,
      all.length === 0
        ? h('p', { class: 'none' }, t('Your conversations will be listed here.'))
        : shelf.groups.map((group) =>
            group.kind === 'folder'
              ? folder(group)
              : [h('h2', {}, group.kind === 'pinned' ? t('Pinned') : group.name), rows(group)],
          ),
      left > 0 &&
        h(
          'button',
          { type: 'button', class: 'more', on: { click: grow } },
          t('Show more ({left} left)', { left: count(left) }),
        ),
    );
    element.scrollTop = scrolled;
  };
  const grow = (): void => {
    most += ROWS * 2;
    draw();
  };
  element.addEventListener(
    'scroll',
    () => {
      if (left > 0 && element.scrollTop + element.clientHeight > element.scrollHeight - 300) grow();
    },
    { passive: true },
  );
  return {
    element,
    update(next, id) {
      all = next;
      current = id;
      draw();
    },
  };
};

export const createSidebar = (actions: SidebarActions): SidebarView => {
  const link = (name: IconName, label: string, href: string) => h('a', { class: 'side-link', href }, icon(name), label);
  const fresh = link('plus', t('New conversation'), '#/');
  const models = link('scale', t('Models'), '#/models');
  const traces = link('tree', t('Traces'), '#/traces');
  const dashboard = link('chart', t('Dashboard'), '#/dashboard');
  const history = createHistory(actions);
  const dot = h('span', { class: 'dot' });
  const words = h('span', {});
  const element = h(
    'aside',
    { class: 'side', 'aria-label': t('Navigation') },
    h(
      'div',
      { class: 'brand' },
      h('a', { href: '#/', 'aria-label': t('Mizan, new conversation') }, icon('scale'), 'Mizan'),
      iconButton('left', t('Hide the sidebar'), actions.fold, { class: 'icon-button turns' }),
    ),
    h(
      'div',
      { class: 'side-actions' },
      fresh,
      h(
        'button',
        { type: 'button', class: 'side-link', on: { click: actions.find } },
        icon('search'),
        t('Search'),
        h('kbd', { dir: 'ltr' }, keyNames(['Ctrl', 'K']).join(' ')),
      ),
      !isStatic && [models, traces, dashboard],
    ),
    history.element,
    h(
      'div',
      { class: 'side-foot' },
      h('span', { class: 'state', role: 'status' }, dot, words),
      iconButton('keys', t('Keyboard'), actions.keys),
      iconButton('moon', t('Dark or light'), actions.theme),
      iconButton('gear', t('Settings'), actions.settings),
    ),
  );
  return {
    element,
    update(conversations, current, place) {
      for (const [link, on] of [
        [fresh, place === 'chat' && current === undefined],
        [models, place === 'models'],
        [traces, place === 'traces'],
        [dashboard, place === 'dashboard'],
      ] as const) {
        if (on) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      history.update(conversations, current);
    },
    server(state, text) {
      dot.className = `dot ${state}`;
      say(words, text);
    },
  };
};
