/** The traces: a list with filters, and one trace as a tree with its timeline. */
import { ApiError, adviceFor, getJson } from './api.ts';
import { fill, h, show, type Child } from './dom.ts';
import { count, duration, moment, money, percent } from './format.ts';
import { icon } from './icons.ts';
import { isObject } from './piece.ts';
import { createRunView } from './run-view.ts';
import { loadTrace, traceTree } from './trace-tree.ts';
import { readList, type Trace, type TraceRow } from './traces.ts';
import { locale, t } from './language.ts';

const STATES: readonly (readonly [string, string])[] = [
  ['', t('Any state')],
  ['finished', t('Finished')],
  ['failed', t('Failed')],
  ['running', t('Running')],
  ['interrupted', t('Interrupted')],
];

const stateOf = (row: TraceRow): HTMLElement => {
  if (row.state === 'running') return h('span', { class: 'state now' }, t('running'));
  if (row.state === 'interrupted') return h('span', { class: 'state bad' }, t('interrupted'));
  if (row.failure !== undefined || row.finish === 'error')
    return h('span', { class: 'state bad', title: row.failure }, t('failed'));
  if (row.finish === 'cancelled') return h('span', { class: 'state' }, t('stopped'));
  if (row.finish === 'length') return h('span', { class: 'state' }, t('cut at its limit'));
  return h(
    'span',
    { class: 'state' },
    row.rule === '' ? 'answered' : row.rule,
    row.confidence !== undefined && row.confidence > 0 && ` ${percent(row.confidence)}`,
  );
};

const cost = (row: TraceRow): string => (row.cost === undefined ? '–' : money(row.cost));

const rowElement = (row: TraceRow, now: number): HTMLElement => {
  const href = `#/traces/${encodeURIComponent(row.id)}`;
  return h(
    'tr',
    {
      class: 'go',
      on: {
        click: (event) => {
          if (!(event.target as Element).closest('a')) location.hash = href;
        },
      },
    },
    h('td', { class: 'num' }, h('time', { datetime: new Date(row.started).toISOString() }, moment(row.started, now))),
    h(
      'td',
      { class: 'what' },
      h('a', { href, dir: 'auto' }, row.question || t('(no question)')),
      h('span', { dir: 'auto' }, row.failure ?? row.answer),
    ),
    h('td', { class: 'less' }, row.model),
    h('td', {}, stateOf(row)),
    h('td', { class: 'num less' }, count(row.calls)),
    h('td', { class: 'num less' }, count(row.completionTokens)),
    h('td', { class: 'num' }, duration(row.seconds)),
    h('td', { class: 'num less' }, cost(row)),
  );
};

/** The steps of the agent that was asked, as in its conversation. */
const runIn = ({ tree, state }: Trace): Child => {
  const lines = (tree[0]?.events ?? []).flatMap(({ type, event }) =>
    type === 'act' && isObject(event) ? [event] : [],
  );
  if (lines.length === 0) return false;
  const view = createRunView();
  view.update(lines, state === 'running');
  return h('section', {}, h('h3', {}, t('Steps of the agent')), view.element);
};

const detail = (trace: Trace): Child => [
  h('p', { class: 'asked', dir: 'auto' }, trace.question || t('(no question)')),
  h('p', { class: 'lead', dir: 'auto' }, trace.failure ?? trace.answer),
  h(
    'dl',
    { class: 'figures' },
    (
      [
        [t('State'), stateOf(trace)],
        [t('Model'), trace.model],
        [t('Started'), new Date(trace.started).toLocaleString(locale)],
        [t('Time'), duration(trace.seconds)],
        [t('First token'), trace.firstToken === undefined ? '–' : duration(trace.firstToken)],
        [
          t('Tokens'),
          t('{read} read, {written} written', {
            read: count(trace.promptTokens),
            written: count(trace.completionTokens),
          }),
        ],
        [t('Calls'), count(trace.calls)],
        [t('Cost'), cost(trace)],
      ] as const
    ).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  ),
  runIn(trace),
  h(
    'section',
    {},
    h('h3', {}, t('Calls')),
    trace.tree.length > 0 ? traceTree(trace) : h('p', { class: 'quiet' }, t('No calls were kept.')),
  ),
];

export type TracesView = { element: HTMLElement; open(id: string | undefined): void };

export const createTraces = (): TracesView => {
  let latest = 0;
  let next: string | undefined;
  let shown: string | undefined;
  const filter = { search: '', state: '', model: '' };
  const rows = h('tbody', {});
  const status = h('p', { class: 'nothing', role: 'status' });
  const more = h(
    'button',
    { type: 'button', class: 'button', hidden: true, on: { click: () => void load(true) } },
    t('Show older ones'),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void load(false), 250);
  };
  const search = h('input', {
    class: 'field grow',
    type: 'search',
    placeholder: t('Words of the question or the answer'),
    'aria-label': t('Words of the question or the answer'),
    on: {
      input: () => {
        filter.search = search.value.trim();
        soon();
      },
    },
  });
  const model = h('input', {
    class: 'field',
    type: 'search',
    placeholder: t('Any model'),
    'aria-label': t('Model'),
    on: {
      input: () => {
        filter.model = model.value.trim();
        soon();
      },
    },
  });
  const state = h(
    'select',
    {
      class: 'field',
      'aria-label': t('State'),
      on: {
        change: () => {
          filter.state = state.value;
          void load(false);
        },
      },
    },
    STATES.map(([value, words]) => h('option', { value }, words)),
  );
  const table = h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'grid' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          (['When', 'Question and answer', 'Model', 'State', 'Calls', 'Tokens', 'Time', 'Cost'] as const).map((name) =>
            h(
              'th',
              {
                class: [
                  ['When', 'Calls', 'Tokens', 'Time', 'Cost'].includes(name) && 'num',
                  ['Model', 'Calls', 'Tokens', 'Cost'].includes(name) && 'less',
                ],
              },
              t(name),
            ),
          ),
        ),
      ),
      rows,
    ),
  );
  const list = h(
    'div',
    {},
    h('h2', {}, t('Traces')),
    h(
      'p',
      { class: 'lead' },
      t('Each request is a tree of calls. Open one to see who was asked, for how long, and for what.'),
    ),
    h('div', { class: 'filters', role: 'search' }, search, model, state),
    table,
    status,
    more,
  );
  const row = h('div', { hidden: true });
  const element = h('div', { class: 'page', tabindex: '-1' }, h('div', { class: 'page-in' }, list, row));

  const problem = (error: unknown, retry: () => void): HTMLElement => {
    const { trouble } = error instanceof ApiError ? error : new ApiError({ message: String(error) });
    return h(
      'div',
      { class: 'trouble', role: 'alert' },
      h('b', {}, trouble.message),
      h(
        'p',
        {},
        trouble.status === 404
          ? t('Traces are kept for a time, then they go. Choose another one.')
          : adviceFor(trouble),
      ),
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'button', class: 'button', on: { click: retry } }, t('Try again')),
      ),
    );
  };

  const load = async (older: boolean): Promise<void> => {
    const mine = ++latest;
    const query = new URLSearchParams({ limit: '50' });
    if (filter.search !== '') query.set('search', filter.search);
    if (filter.model !== '') query.set('model', filter.model);
    if (filter.state === 'failed') query.set('failed', 'true');
    else if (filter.state !== '') query.set('state', filter.state);
    if (older && next !== undefined) query.set('cursor', next);
    try {
      const page = readList(await getJson(`v1/traces?${query}`));
      if (mine !== latest) return;
      const made = page.rows.map((row) => rowElement(row, Date.now()));
      if (older) rows.append(...made);
      else rows.replaceChildren(...made);
      next = page.next;
      show(more, next !== undefined);
      const none = rows.childElementCount === 0;
      show(table, !none);
      show(status, none);
      fill(
        status,
        none &&
          (Object.values(filter).some(Boolean)
            ? t('No trace fits. Change the filters.')
            : t('Nothing was asked yet. Ask a question, and its trace is here.')),
      );
    } catch (error) {
      if (mine !== latest) return;
      show(status, true);
      fill(
        status,
        problem(error, () => void load(older)),
      );
    }
  };

  const openOne = async (id: string): Promise<void> => {
    shown = id;
    fill(row, h('p', { class: 'nothing' }, t('Fetching …')));
    const crumbs = h(
      'p',
      { class: 'crumbs' },
      h('a', { href: '#/traces' }, t('Traces')),
      icon('right'),
      h('span', { class: 'quiet' }, id),
    );
    try {
      const trace = await loadTrace(id);
      if (shown === id) fill(row, crumbs, detail(trace));
    } catch (error) {
      if (shown === id)
        fill(
          row,
          crumbs,
          problem(error, () => void openOne(id)),
        );
    }
  };

  return {
    element,
    open(id) {
      show(list, id === undefined);
      show(row, id !== undefined);
      shown = id;
      if (id === undefined) void load(false);
      else void openOne(id);
    },
  };
};
