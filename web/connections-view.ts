/**
 * The section Models: which model `mizan` thinks with, model servers in use and found, adding one by preset or address,
 * measuring the speed of a model, choosing the default. Changes hold at once. A key is sent once and never shown again.
 */
import { ApiError, getJson, sendJson } from './api.ts';
import { chosenByWords, readConnections, readSpeed, type Connection, type Connections } from './connections.ts';
import { announce, fill, h, say, show, type Child } from './dom.ts';
import { count, duration } from './format.ts';
import type { Model } from './models.ts';
import { t, tn } from './language.ts';
import { createPulls } from './pulls-view.ts';

export type ConnectionsView = {
  element: HTMLElement;
  open(): void;
  /** The models of /v1/models, for those that belong to no connection. */
  offer(models: readonly Model[]): void;
};

const PATH = 'v1/mizan/connections';
const pathOf = (name: string): string => `${PATH}/${encodeURIComponent(name)}`;

/** Models of one server that are listed before the rest is folded. */
const LISTED = 12;

const wordsOf = (error: unknown): string =>
  error instanceof ApiError ? error.trouble.message : t('The page failed: {why}', { why: (error as Error).message });

/** `changed` is called after every change of the served models or of the default. */
export const createConnections = (changed: () => void): ConnectionsView => {
  let now: Connections | undefined;
  let models: readonly Model[] = [];
  /** Measured speeds in words, by connection and model. */
  const speeds = new Map<string, string>();

  const lead = h('p', { class: 'lead', dir: 'auto' });
  const status = h('p', { class: 'said-status', role: 'status' });
  const lists = h('div', {});

  /** Does one thing with a button that can't be pressed twice; what went wrong is said. */
  const doing = async (button: HTMLButtonElement, words: string, action: () => Promise<string>): Promise<void> => {
    const label = button.textContent;
    button.disabled = true;
    say(button, words);
    say(status, words);
    try {
      say(status, await action());
      status.classList.remove('bad');
    } catch (error) {
      status.classList.add('bad');
      say(status, wordsOf(error));
    }
    announce(status.textContent);
    status.scrollIntoView({ block: 'nearest' }); // the button may stand far below it
    button.disabled = false;
    say(button, label);
  };

  const load = async (): Promise<void> => {
    try {
      now = readConnections(await getJson(PATH));
      draw();
    } catch (error) {
      now = undefined;
      fill(lists);
      show(form, false);
      say(lead, wordsOf(error));
    }
  };
  const reload = async (): Promise<void> => {
    await load();
    changed();
  };

  const button = (label: string, name: string, words: string, action: () => Promise<string>): HTMLElement => {
    const element: HTMLButtonElement = h(
      'button',
      { type: 'button', class: 'button', 'aria-label': name, on: { click: () => void doing(element, words, action) } },
      label,
    );
    return element;
  };

  const setDefault = async (model: string | null): Promise<string> => {
    await sendJson('POST', 'v1/mizan/default', { model });
    await reload();
    return now ? t('Mizan now thinks with {model}.', { model: now.solver }) : t('Done.');
  };

  const modelRow = (id: string, connection?: Connection, about = ''): HTMLElement => {
    const key = `${connection?.name ?? ''}/${id}`;
    return h(
      'li',
      {},
      h(
        'span',
        { class: 'what' },
        h('b', {}, id),
        (speeds.get(key) ?? about) !== '' && h('span', {}, speeds.get(key) ?? about),
      ),
      connection &&
        button(t('Test'), t('Test the speed of {id}', { id }), t('Testing …'), async () => {
          const speed = readSpeed(await sendJson('POST', `${pathOf(connection.name)}/test`, { model: id }));
          const words = speed
            ? t('first text after {time}, then {n} tokens/s', {
                time: duration(speed.firstText),
                n: count(speed.perSecond),
              })
            : t('it answered, and its speed could not be read');
          speeds.set(key, words);
          draw();
          return `${id}: ${words}.`;
        }),
      now?.solver === id
        ? h('span', { class: 'badge good' }, now.chosen === id ? t('Default') : t('In use'))
        : button(t('Use as default'), t('Use {id} as the default', { id }), t('Choosing …'), () => setDefault(id)),
    );
  };

  const serverCard = (connection: Connection): HTMLElement => {
    const { name, baseUrl, hasKey, models: ids } = connection;
    const rows = ids.map((id) => modelRow(id, connection));
    return h(
      'section',
      { class: 'server', 'aria-label': t('Model server {name}', { name }) },
      h(
        'header',
        {},
        h('h4', {}, name),
        h('span', { class: 'quiet', dir: 'ltr' }, baseUrl),
        hasKey && h('span', { class: 'badge' }, t('key kept')),
        button(t('Remove'), t('Remove {name}', { name }), t('Removing …'), async () => {
          if (!confirm(t('Remove {name}? Its key is forgotten. The server itself is left alone.', { name })))
            return t('Nothing changed.');
          await sendJson('DELETE', pathOf(name));
          await reload();
          return t('{name} is removed.', { name });
        }),
      ),
      ids.length === 0
        ? h('p', { class: 'quiet' }, t('It lists no model now. See whether it is running.'))
        : h('ul', { class: 'served' }, rows.slice(0, LISTED)),
      rows.length > LISTED &&
        h(
          'details',
          {},
          h('summary', {}, tn('{n} more models', rows.length - LISTED)),
          h('ul', { class: 'served' }, rows.slice(LISTED)),
        ),
    );
  };

  const foundCard = ({ preset, name, baseUrl, models: ids }: Connections['discovered'][number]): HTMLElement =>
    h(
      'section',
      { class: 'server', 'aria-label': t('Found: {name}', { name }) },
      h(
        'header',
        {},
        h('h4', {}, name),
        h('span', { class: 'quiet', dir: 'ltr' }, baseUrl),
        button(t('Connect'), t('Connect {name}', { name }), t('Connecting …'), async () => {
          await sendJson('POST', PATH, { baseUrl, ...(preset !== '' && { preset }) });
          await reload();
          return t('{name} is connected. Mizan now thinks with {model}.', { name, model: now?.solver ?? name });
        }),
      ),
      h('p', { class: 'quiet' }, ids.length > 0 ? ids.slice(0, LISTED).join(', ') : t('It has no model yet.')),
    );

  const part = (title: string, ...body: Child[]): HTMLElement =>
    h('section', { class: 'part' }, h('h3', {}, title), body);

  const draw = (): void => {
    if (!now) return;
    const { connections, discovered, solver, chosenBy, chosen } = now;
    const why = chosenByWords(chosenBy);
    fill(
      lead,
      t('When you ask '),
      h('b', {}, 'mizan'),
      t(', it thinks with '),
      h('b', {}, solver),
      why === '' ? '.' : `: ${why}.`,
      chosenBy === 'embedded' && t(' It is a demo that answers small puzzles only. Connect a model of your own below.'),
    );
    const served = connections.flatMap((connection) => connection.models);
    const focused = lists.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') : null;
    const others = models.filter(({ id }) => id !== 'mizan' && !served.includes(id));
    fill(
      lists,
      connections.length > 0 && part(t('In use'), connections.map(serverCard)),
      discovered.length > 0 && part(t('Found on this machine'), discovered.map(foundCard)),
      others.length > 0 &&
        part(
          connections.length > 0 ? t('Other models') : t('Models'),
          h(
            'ul',
            { class: 'served' },
            others.map(({ id, demo }) =>
              modelRow(id, undefined, demo ? t('a demo: it answers small puzzles only') : ''),
            ),
          ),
        ),
      chosen !== undefined &&
        h(
          'p',
          { class: 'row' },
          button(t('Forget the default'), t('Forget the default'), t('Forgetting …'), () => setDefault(null)),
        ),
    );
    if (focused) [...lists.querySelectorAll('button')].find((item) => item.ariaLabel === focused)?.focus();
    drawPresets();
    show(form, true);
  };

  const { form, drawPresets } = createForm(
    () => now,
    async (body) => {
      const added = await sendJson('POST', PATH, body);
      await reload();
      const [connection] = readConnections({ data: [added] }).connections;
      const { name = t('The server'), models: ids = [] } = connection ?? {};
      return tn('{name} is connected with {n} models. Mizan now thinks with {model}.', ids.length, {
        name,
        model: now?.solver ?? name,
      });
    },
    doing,
  );

  const pulls = createPulls(
    () => void reload(),
    (words, bad) => {
      status.classList.toggle('bad', bad);
      say(status, words);
      announce(words);
    },
  );
  const element = h(
    'div',
    { class: 'page models-page', tabindex: '-1', hidden: true },
    h('div', { class: 'page-in' }, h('h2', {}, t('Models')), lead, status, lists, form, pulls.element),
  );
  return {
    element,
    open: () => {
      void load();
      pulls.open();
    },
    offer(next) {
      models = next;
      if (now) draw();
    },
  };
};

type Doing = (button: HTMLButtonElement, words: string, action: () => Promise<string>) => Promise<void>;

/** The form that adds a model server by preset or address. It stays while the lists around it change. */
const createForm = (
  now: () => Connections | undefined,
  add: (body: Record<string, string>) => Promise<string>,
  doing: Doing,
): { form: HTMLElement; drawPresets(): void } => {
  const preset = h('select', { class: 'field', 'aria-label': t('Kind of server'), name: 'preset' });
  const address = h('input', {
    class: 'field',
    name: 'address',
    'aria-label': t('Address'),
    placeholder: 'http://127.0.0.1:8000',
    dir: 'ltr',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const key = h('input', {
    class: 'field',
    type: 'password',
    name: 'server-key',
    'aria-label': t('Key of the server'),
    placeholder: t('Key, where the server wants one'),
    autocomplete: 'off',
  });
  const submit = h('button', { class: 'button main' }, t('Add'));
  const chosen = () => now()?.presets.find(({ name }) => name === preset.value);
  preset.addEventListener('change', () => {
    address.value = '';
    address.placeholder = chosen()?.baseUrl ?? 'http://127.0.0.1:8000';
  });
  const form = h(
    'form',
    {
      class: 'part add-server',
      hidden: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          const baseUrl = address.value.trim();
          const name = chosen()?.name;
          if (baseUrl === '' && name === undefined) return address.focus();
          const secret = key.value.trim();
          key.value = '';
          void doing(submit, t('Looking at the server …'), async () => {
            const words = await add({
              ...(name !== undefined && { preset: name }),
              ...(baseUrl !== '' && { baseUrl }),
              ...(secret !== '' && { key: secret }),
            });
            address.value = '';
            return words;
          });
        },
      },
    },
    h('h3', {}, t('Add a model server')),
    h('div', { class: 'fields' }, preset, address, key, submit),
    h(
      'p',
      { class: 'quiet' },
      t(
        'Any server of the OpenAI form. The key is kept in a file that only the owner of this server can read, and is never shown again.',
      ),
    ),
  );
  let drawn = '';
  return {
    form,
    drawPresets() {
      const presets = now()?.presets ?? [];
      const names = presets.map(({ name }) => name).join();
      if (names === drawn) return;
      drawn = names;
      const group = (label: string, local: boolean): HTMLElement =>
        h(
          'optgroup',
          { label },
          presets.filter((item) => item.local === local).map(({ name, title }) => h('option', { value: name }, title)),
        );
      fill(
        preset,
        h('option', { value: '' }, t('By address')),
        group(t('On this machine'), true),
        group(t('Hosted'), false),
      );
    },
  };
};
