/** The sidebar: sections of the page, and the conversations by day. */
import { fill, h, say } from './dom.ts';
import { dayGroup } from './format.ts';
import { icon, iconButton, type IconName } from './icons.ts';
import type { Conversation } from './turn.ts';

export type Place = 'chat' | 'models' | 'traces' | 'dashboard';

export type SidebarActions = {
  find(): void;
  settings(): void;
  theme(): void;
  remove(conversation: Conversation): void;
  fold(): void;
};

export type SidebarView = {
  element: HTMLElement;
  update(conversations: readonly Conversation[], current: string | undefined, place: Place): void;
  server(state: 'up' | 'down' | 'unknown', words: string): void;
};

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

export const createSidebar = (actions: SidebarActions): SidebarView => {
  const link = (name: IconName, label: string, href: string) => h('a', { class: 'side-link', href }, icon(name), label);
  const fresh = link('plus', 'New conversation', '#/');
  const models = link('scale', 'Models', '#/models');
  const traces = link('tree', 'Traces', '#/traces');
  const dashboard = link('chart', 'Dashboard', '#/dashboard');
  const history = h('nav', { class: 'history', 'aria-label': 'Conversations' });
  const dot = h('span', { class: 'dot' });
  const words = h('span', {});
  const element = h(
    'aside',
    { class: 'side', 'aria-label': 'Navigation' },
    h(
      'div',
      { class: 'brand' },
      h('a', { href: '#/', 'aria-label': 'Mizan, new conversation' }, icon('scale'), 'Mizan'),
      iconButton('left', 'Hide the sidebar', actions.fold),
    ),
    h(
      'div',
      { class: 'side-actions' },
      fresh,
      h(
        'button',
        { type: 'button', class: 'side-link', on: { click: actions.find } },
        icon('search'),
        'Search',
        h('kbd', {}, isApple ? '⌘ K' : 'Ctrl K'),
      ),
      models,
      traces,
      dashboard,
    ),
    history,
    h(
      'div',
      { class: 'side-foot' },
      h('span', { class: 'state', role: 'status' }, dot, words),
      iconButton('moon', 'Dark or light', actions.theme),
      iconButton('gear', 'Settings', actions.settings),
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
      const now = Date.now();
      const groups = Map.groupBy(conversations, (item) => dayGroup(item.updated, now));
      fill(
        history,
        conversations.length === 0
          ? h('p', { class: 'none' }, 'Your conversations will be listed here. They stay in this browser.')
          : [...groups].map(([name, all]) => [
              h('h2', {}, name),
              h(
                'ul',
                {},
                all.map((item) =>
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
                    iconButton('trash', `Delete “${item.title}”`, () => actions.remove(item), {
                      class: 'icon-button small',
                    }),
                  ),
                ),
              ),
            ]),
      );
    },
    server(state, text) {
      dot.className = `dot ${state}`;
      say(words, text);
    },
  };
};
