/**
 * The button that shows model and effort, and its menu: models with prices, the effort slider, what each effort means.
 */
import { fill, h, say } from './dom.ts';
import { money, short } from './format.ts';
import { isStatic } from './static.ts';
import { icon } from './icons.ts';
import { APART, fitChoice, nameOf, type Choice, type Found, type Model } from './models.ts';
import { known, t } from './language.ts';

export type PickerView = {
  element: HTMLElement;
  choice(): Choice;
  set(choice: Choice): void;
  offer(models: readonly Model[], found: readonly Found[]): void;
};

let made = 0;

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const priceOf = ({ price, contextLength }: Model): string =>
  [
    price &&
      (price.input === 0 && price.output === 0
        ? t('free')
        : t('{input} in, {output} out per M', { input: money(price.input), output: money(price.output) })),
    contextLength !== undefined && t('{n} context', { n: short(contextLength) }),
  ]
    .filter(Boolean)
    .join(' · ');

/** What is said below the name of a model. */
const aboutOf = ({ about, solver, demo }: Model): string => {
  if (solver !== undefined) return t('thinks with {solver}', { solver });
  return demo ? t('a demo: it answers small puzzles only') : known(about);
};

/** Puts the card above or below the button, inside the window. On a narrow screen the style sheet places it. */
const place = (card: HTMLElement, button: HTMLElement): void => {
  const at = button.getBoundingClientRect();
  card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - card.offsetWidth - 8))}px`;
  const above = at.top > innerHeight / 2;
  card.style.top = above ? 'auto' : `${at.bottom + 6}px`;
  card.style.bottom = above ? `${innerHeight - at.top + 6}px` : 'auto';
};

export const createPicker = (label: string, changed: (choice: Choice) => void): PickerView => {
  const id = `picker-${++made}`;
  let models: readonly Model[] = [];
  let found: readonly Found[] = [];
  let now: Choice = { model: 'mizan', effort: '' };
  const name = h('b');
  const thinker = h('span', { class: 'thinker' });
  const level = h('span', { class: 'level' });
  const card = h('div', { class: 'picker', id, popover: 'auto', role: 'dialog', 'aria-label': label });
  const button = h(
    'button',
    { type: 'button', class: 'pick', popovertarget: id, 'aria-haspopup': 'dialog', 'aria-expanded': 'false' },
    // What is seen is said too, after what it is.
    h('span', { class: 'unseen' }, `${label}:`),
    ' ',
    name,
    ' ',
    thinker,
    ' ',
    level,
    icon('down'),
  );
  const element = h('span', {}, button, card);

  const drawButton = (): void => {
    const solver = models.find((model) => model.id === now.model)?.solver;
    say(name, nameOf(now.model));
    say(thinker, solver === undefined ? '' : t('with {solver}', { solver }));
    say(level, now.effort);
    const words = solver === undefined ? nameOf(now.model) : `${now.model} ${t('with {solver}', { solver })}`;
    button.title = words;
  };
  const choose = (next: Choice, redraw: boolean): void => {
    now = next;
    drawButton();
    if (redraw) draw();
    changed(now);
  };

  const dial = (model: Model): HTMLElement => {
    const stops = model.efforts.filter((effort) => !APART.some((name) => name === effort.name));
    const apart = model.efforts.filter((effort) => APART.some((name) => name === effort.name));
    const meaning = h('p', { class: 'meaning', 'aria-live': 'polite' });
    const labels: HTMLElement[] = [];
    const mark = (): void => {
      const at = stops.findIndex((stop) => stop.name === now.effort);
      labels.forEach((label, i) => label.classList.toggle('under', i < at));
      say(
        meaning,
        stops[at]?.about ? sentence(known(stops[at].about)) : at < 0 ? t('The profile below is chosen.') : '',
      );
    };
    const radio = (effort: string) =>
      h('input', {
        type: 'radio',
        name: `${id}-effort`,
        value: effort,
        checked: effort === now.effort,
        on: {
          change: () => {
            choose({ ...now, effort }, false);
            mark();
          },
        },
      });
    labels.push(...stops.map((stop) => h('label', {}, radio(stop.name), stop.name)));
    const row = h('div', { class: 'stops' }, labels);
    row.style.setProperty('--stops', String(stops.length));
    mark();
    return h(
      'div',
      { class: 'dial', role: 'radiogroup', 'aria-label': t('Effort') },
      row,
      meaning,
      apart.map((entry) =>
        h('label', { class: 'apart' }, radio(entry.name), h('b', {}, entry.name), h('span', {}, known(entry.about))),
      ),
    );
  };

  const draw = (): void => {
    const model = models.find((model) => model.id === now.model);
    fill(
      card,
      h('h3', {}, t('Model')),
      models.length === 0
        ? h('p', { class: 'found' }, t('The server has not listed its models yet.'))
        : h(
            'div',
            { class: 'models', role: 'radiogroup', 'aria-label': t('Model') },
            models.map((model) =>
              h(
                'label',
                {},
                h('input', {
                  type: 'radio',
                  name: `${id}-model`,
                  value: model.id,
                  checked: model.id === now.model,
                  on: {
                    change: () => {
                      choose(fitChoice({ model: model.id, effort: now.effort }, models), true);
                      card.querySelector<HTMLInputElement>(`input[name="${id}-model"]:checked`)?.focus();
                    },
                  },
                }),
                h('b', {}, nameOf(model.id)),
                h('span', { class: 'price' }, priceOf(model)),
                aboutOf(model) !== '' && h('span', { class: 'about' }, aboutOf(model)),
              ),
            ),
          ),
      found.map((item) =>
        h(
          'p',
          { class: 'found' },
          `${t('Found on this machine: {name}', { name: item.name })}${[item.url, item.models.slice(0, 4).join(', ')].map((part) => (part === '' ? '' : ` · ${part}`)).join('')}. `,
          h('a', { href: '#/models' }, t('Connect it')),
        ),
      ),
      found.length === 0 &&
        !isStatic &&
        h('p', { class: 'found' }, h('a', { href: '#/models' }, t('Connect and choose models'))),
      model && model.efforts.length > 0
        ? [h('h3', {}, t('Effort')), dial(model)]
        : model && h('p', { class: 'found' }, t('This model is asked as it is.')),
    );
  };

  card.addEventListener('toggle', (event) => {
    const open = (event as ToggleEvent).newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    place(card, button);
    card.querySelector<HTMLInputElement>('input:checked')?.focus();
  });
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      card.hidePopover();
      button.focus();
    }
    if (event.key === 'Escape') event.stopPropagation();
  });
  drawButton();
  return {
    element,
    choice: () => now,
    set(choice) {
      now = fitChoice(choice, models);
      drawButton();
      draw();
    },
    offer(next, others) {
      models = next;
      found = others;
      now = fitChoice(now, models);
      drawButton();
      draw();
    },
  };
};
