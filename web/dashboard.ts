/** The dashboard: requests, tokens, cost and latency, by day and by model, from /v1/stats. */
import { ApiError, adviceFor, getJson } from './api.ts';
import { fill, h } from './dom.ts';
import { count, duration, money, percent, short } from './format.ts';
import { createMeter } from './meter.ts';
import { plot } from './plot.ts';
import { fillDays, readStats, type Percentiles, type Stats, type Tally } from './traces.ts';
import { t, tn } from './language.ts';

const SPANS = [7, 30, 90] as const;

const sum = (rows: readonly Tally[], pick: (row: Tally) => number): number =>
  rows.reduce((all, row) => all + pick(row), 0);

/** Percentiles of days weighed by their requests: a rough figure for the whole, and said to be one. */
const typical = (
  rows: readonly Tally[],
  pick: (row: Tally) => Percentiles | undefined,
  of: keyof Percentiles,
): number | undefined => {
  const known = rows.filter((row) => pick(row));
  const requests = sum(known, (row) => row.requests);
  return requests === 0 ? undefined : sum(known, (row) => pick(row)![of] * row.requests) / requests;
};

const tile = (label: string, value: string, note = ''): HTMLElement =>
  h(
    'div',
    { class: 'tile' },
    h('span', { class: 'label' }, label),
    h('span', { class: 'value' }, value),
    h('span', { class: 'note' }, note),
  );

const seconds = (value: number | undefined): string => (value === undefined ? '–' : duration(value));

const tiles = (rows: readonly Tally[]): HTMLElement => {
  const [requests, failed] = [sum(rows, (row) => row.requests), sum(rows, (row) => row.failed)];
  return h(
    'div',
    { class: 'tiles' },
    tile(
      t('Requests'),
      short(requests),
      failed > 0
        ? t('{n} failed, {percent}', { n: count(failed), percent: percent(failed / requests) })
        : t('none failed'),
    ),
    tile(
      t('Tokens written'),
      short(sum(rows, (row) => row.completionTokens)),
      t('{n} read', { n: short(sum(rows, (row) => row.promptTokens)) }),
    ),
    tile(t('Spent'), money(sum(rows, (row) => row.cost)), t('where prices are known')),
    tile(t('Half within'), seconds(typical(rows, (row) => row.seconds, 'p50')), t('mean of the days')),
    tile(
      t('Nine in ten within'),
      seconds(typical(rows, (row) => row.seconds, 'p90')),
      t('99 in 100: {time}', { time: seconds(typical(rows, (row) => row.seconds, 'p99')) }),
    ),
    tile(t('First token'), seconds(typical(rows, (row) => row.firstToken, 'p50')), t('half of requests')),
  );
};

const plots = (days: readonly Tally[]): HTMLElement => {
  const names = days.map((day) => day.name);
  return h(
    'div',
    { class: 'plots' },
    plot({
      title: t('Requests'),
      about: t('A day'),
      days: names,
      kind: 'bars',
      form: short,
      series: [
        { name: t('answered'), kind: 'a', values: days.map((day) => day.requests - day.failed) },
        { name: t('failed'), kind: 'bad', values: days.map((day) => day.failed) },
      ],
    }),
    plot({
      title: t('Time to answer'),
      about: t('Seconds'),
      days: names,
      kind: 'lines',
      form: duration,
      series: [
        { name: t('half within'), kind: 'a', values: days.map((day) => day.seconds?.p50) },
        { name: t('nine in ten'), kind: 'c', values: days.map((day) => day.seconds?.p90) },
        { name: t('99 in 100'), kind: 'b', values: days.map((day) => day.seconds?.p99) },
      ],
    }),
    plot({
      title: t('Tokens'),
      about: t('A day'),
      days: names,
      kind: 'bars',
      form: short,
      series: [
        { name: t('written'), kind: 'a', values: days.map((day) => day.completionTokens) },
        { name: t('read'), kind: 'b', values: days.map((day) => day.promptTokens) },
      ],
    }),
    plot({
      title: t('Spent'),
      about: t('US dollars a day'),
      days: names,
      kind: 'bars',
      form: money,
      series: [{ name: t('spent'), kind: 'a', values: days.map((day) => day.cost) }],
    }),
  );
};

const table = (title: string, first: string, rows: readonly Tally[], timed: boolean): HTMLElement | false => {
  if (rows.length === 0) return false;
  const most = Math.max(...rows.map((row) => row.completionTokens), 1);
  return h(
    'section',
    {},
    h('h3', {}, title),
    h(
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
            h('th', {}, first),
            h('th', { class: 'num' }, t('Requests')),
            h('th', { class: 'num less' }, t('Failed')),
            h('th', { class: 'num' }, t('Tokens')),
            h('th', { class: 'less' }),
            timed && h('th', { class: 'num less' }, t('Half within')),
            timed && h('th', { class: 'num less' }, t('Nine in ten')),
            h('th', { class: 'num' }, t('Spent')),
          ),
        ),
        h(
          'tbody',
          {},
          rows.map((row) =>
            h(
              'tr',
              {},
              h('td', {}, row.name),
              h('td', { class: 'num' }, count(row.requests)),
              h('td', { class: 'num less' }, count(row.failed)),
              h('td', { class: 'num' }, short(row.completionTokens)),
              h('td', { class: 'bar-cell less' }, createMeter(row.completionTokens / most).element),
              timed && h('td', { class: 'num less' }, seconds(row.seconds?.p50)),
              timed && h('td', { class: 'num less' }, seconds(row.seconds?.p90)),
              h('td', { class: 'num' }, money(row.cost)),
            ),
          ),
        ),
      ),
    ),
  );
};

export type DashboardView = { element: HTMLElement; open(): void };

export const createDashboard = (): DashboardView => {
  let span: number = 30;
  const body = h('div', { 'aria-live': 'off' });
  const choices = h(
    'div',
    { class: 'choices', role: 'radiogroup', 'aria-label': t('Days shown') },
    SPANS.map((days) =>
      h(
        'label',
        {},
        h('input', {
          type: 'radio',
          name: 'span',
          value: days,
          checked: days === span,
          on: {
            change: () => {
              span = days;
              void load();
            },
          },
        }),
        tn('{n} days', days),
      ),
    ),
  );
  const element = h(
    'div',
    { class: 'page', tabindex: '-1' },
    h(
      'div',
      { class: 'page-in' },
      h('h2', {}, t('Dashboard')),
      h('p', { class: 'lead' }, t('Everything that this server was asked. Days are those of UTC.')),
      h('div', { class: 'filters' }, choices),
      body,
    ),
  );

  const draw = (stats: Stats): void => {
    if (stats.days.every((day) => day.requests === 0))
      return fill(
        body,
        h('p', { class: 'nothing' }, t('Nothing was asked in these days. Ask a question, then look again.')),
      );
    const days = fillDays(stats.days, new Date().toISOString().slice(0, 10), span);
    fill(
      body,
      tiles(stats.days),
      plots(days),
      table(t('By model'), t('Model'), stats.models, true),
      stats.keys.length > 1 && table(t('By key'), t('Key'), stats.keys, false),
    );
  };
  const load = async (): Promise<void> => {
    try {
      draw(readStats(await getJson(`v1/stats?days=${span}`)));
    } catch (error) {
      const { trouble } = error instanceof ApiError ? error : new ApiError({ message: String(error) });
      fill(
        body,
        h(
          'div',
          { class: 'trouble', role: 'alert' },
          h('b', {}, trouble.message),
          h('p', {}, adviceFor(trouble)),
          h(
            'div',
            { class: 'row' },
            h('button', { type: 'button', class: 'button', on: { click: () => void load() } }, t('Try again')),
          ),
        ),
      );
    }
  };
  return { element, open: () => void load() };
};
