/** The calls of a request as a tree beside a timeline: model, start, duration, cost. */
import { ApiError, getJson } from './api.ts';
import { fill, h, s, show } from './dom.ts';
import { count, duration, money } from './format.ts';
import { inOrder, readTrace, type Call, type Trace } from './traces.ts';
import { t } from './language.ts';

const pretty = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

const eventLine = (event: Record<string, unknown>): string => {
  const { type, ...rest } = event;
  return `${String(type)}  ${JSON.stringify(rest)}`;
};

const bar = (call: Call, from: number, span: number): SVGSVGElement => {
  const at = (ms: number): number => Math.max(0, Math.min(100, ((ms - from) / span) * 100));
  const start = at(call.started);
  const width = Math.max(0.6, at(call.started + (call.seconds ?? 0) * 1000) - start);
  const first = call.firstToken === undefined ? undefined : at(call.started + call.firstToken * 1000);
  return s(
    'svg',
    { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('rect', { class: 'lane', width: 100, height: 10, rx: 1 }),
    s('rect', { class: 'bar', x: start, width, y: 1, height: 8, rx: 0.8 }),
    first !== undefined &&
      s('line', { class: 'tick', x1: first, x2: first, y1: 0, y2: 10, 'vector-effect': 'non-scaling-stroke' }),
  );
};

const inside = (call: Call): HTMLElement => {
  const events = call.events.filter(({ type }) => type !== 'act'); // the steps of an agent stand above
  const part = (title: string, value: unknown) =>
    value === undefined || value === null
      ? false
      : [h('h5', {}, title), h('pre', { dir: 'auto', tabindex: '0' }, pretty(value))];
  return h(
    'div',
    { class: 'inside' },
    call.failure !== undefined && h('p', { class: 'state bad' }, call.failure),
    part(t('Input'), call.input),
    part(t('Output'), call.output),
    events.length > 0 && part(t('Events'), events.map(eventLine).join('\n')),
  );
};

/** The tree of a trace. Each call opens to its input, output and events. */
export const traceTree = (trace: Trace): HTMLElement => {
  const rows = inOrder(trace.tree);
  const from = Math.min(...trace.tree.map((item) => item.started));
  const to = Math.max(...trace.tree.map((item) => item.started + (item.seconds ?? 0) * 1000));
  const span = Math.max(1, to - from);
  return h(
    'div',
    { class: 'spans' },
    rows.map(({ call, depth }) => {
      const details = h(
        'details',
        { class: ['span', `level-${Math.min(depth, 4)}`, call.failure !== undefined && 'failed'] },
        h(
          'summary',
          {},
          h('span', { class: 'name' }, h('b', {}, call.role), h('span', { title: call.model }, call.model)),
          bar(call, from, span),
          h('span', { class: 'num' }, call.seconds === undefined ? t('running') : duration(call.seconds)),
          h(
            'span',
            { class: 'num' },
            call.cost !== undefined && call.cost > 0
              ? money(call.cost)
              : call.tokens !== undefined
                ? t('{n} t', { n: count(call.tokens) })
                : '',
          ),
        ),
      );
      details.addEventListener('toggle', () => {
        if (details.open && details.children.length === 1) details.append(inside(call));
      });
      return details;
    }),
  );
};

/** The trace of an id. Throws an ApiError. */
export const loadTrace = async (id: string, signal?: AbortSignal): Promise<Trace> => {
  const trace = readTrace(await getJson(`v1/traces/${encodeURIComponent(id)}`, signal));
  if (!trace) throw new ApiError({ message: t('What the server gave is not a trace.') });
  return trace;
};

/** A button that fetches the calls of an answer and shows them in place. */
export const createCalls = (): { element: HTMLElement; update(trace: string): void } => {
  let id = '';
  const body = h('div', { hidden: true });
  const link = h('a', {}, t('Open the trace'));
  const button = h(
    'button',
    {
      type: 'button',
      class: 'more',
      'aria-expanded': 'false',
      on: {
        click: () => {
          const open = button.getAttribute('aria-expanded') !== 'true';
          button.setAttribute('aria-expanded', String(open));
          button.textContent = open ? t('Hide the calls') : t('Show the calls');
          show(body, open);
          if (!open || body.childElementCount > 0) return;
          fill(body, h('p', { class: 'quiet' }, t('Fetching …')));
          loadTrace(id).then(
            (trace) => fill(body, traceTree(trace)),
            (error: unknown) => {
              const { trouble } = error instanceof ApiError ? error : new ApiError({ message: String(error) });
              fill(
                body,
                h(
                  'p',
                  { class: 'quiet' },
                  trouble.status === 404 ? t('This server keeps no trace of it (any more).') : trouble.message,
                ),
              );
              setTimeout(() => {
                if (body.querySelector('.spans') === null) {
                  button.setAttribute('aria-expanded', 'false');
                  button.textContent = t('Show the calls');
                  body.replaceChildren();
                  show(body, false);
                }
              }, 4000);
            },
          );
        },
      },
    },
    t('Show the calls'),
  );
  return {
    element: h('div', {}, h('p', { class: 'calls-link' }, button, link), body),
    update(trace) {
      if (trace === id) return;
      id = trace;
      link.href = `#/traces/${encodeURIComponent(trace)}`;
    },
  };
};
