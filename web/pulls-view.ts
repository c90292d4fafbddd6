/**
 * The part of Models that gets a model: a short list of open models that this machine can run, any repository by name,
 * pulls with progress that can be stopped and resumed, and the models on the disk. It is hidden where the server can't
 * pull.
 */
import { ApiError, followEvents, getJson, sendJson } from './api.ts';
import { fill, h, say, show, type Child } from './dom.ts';
import { bytes } from './format.ts';
import { t } from './language.ts';
import { createMeter } from './meter.ts';
import { readPull, readPulls, type Offer, type Pull, type Pulls } from './pulls.ts';

export type PullsView = { element: HTMLElement; open(): void };

const PATH = 'v1/mizan/pulls';

type Card = { element: HTMLElement; update(pull: Pull): void };

/** One pull: its bar, what it does, and a button that stops it. */
const createCard = (first: Pull, cancel: (button: HTMLButtonElement) => void, resume: () => void): Card => {
  const meter = createMeter(0, t('Progress of {name}', { name: first.word }));
  const words = h('span', { class: 'quiet', role: 'status' });
  const stop: HTMLButtonElement = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-label': t('Stop {name}', { name: first.word }),
      on: { click: () => cancel(stop) },
    },
    t('Stop'),
  );
  const again = h(
    'button',
    { type: 'button', class: 'button', 'aria-label': t('Resume {name}', { name: first.word }), on: { click: resume } },
    t('Resume'),
  );
  const element = h(
    'section',
    { class: 'server pull', 'aria-label': t('Pull of {name}', { name: first.word }) },
    h('header', {}, h('h4', {}, first.word), words, stop, again),
    meter.element,
  );
  const update = (pull: Pull): void => {
    say(words, pull.words);
    element.classList.toggle('bad', pull.state === 'failed');
    if (pull.share !== undefined) meter.update(pull.share);
    if (pull.state === 'done') meter.update(1);
    show(stop, pull.state === 'running');
    show(again, pull.state === 'cancelled' || pull.state === 'failed');
  };
  update(first);
  return { element, update };
};

const offerWords = ({ about, size, memory, speed, licence, fits }: Offer): string =>
  [
    t('{size} to fetch, {memory} of memory', { size: bytes(size), memory: bytes(memory) }),
    fits ? (speed === undefined ? '' : t('about {n} tokens/s here', { n: speed })) : t('too large for this machine'),
    licence,
    about,
  ]
    .filter((part) => part !== '')
    .join(' · ');

const button = (label: string, name: string, press: (pressed: HTMLButtonElement) => void): HTMLElement => {
  const element: HTMLButtonElement = h(
    'button',
    { type: 'button', class: 'button', 'aria-label': name, on: { click: () => press(element) } },
    label,
  );
  return element;
};

/**
 * `changed` is called when a model came or went; `choose` makes one the default; `tell` says what went wrong or right.
 */
export const createPulls = (changed: () => void, tell: (words: string, bad: boolean) => void): PullsView => {
  const cards = new Map<string, Card>();
  const running = h('div', {});
  const lists = h('div', {});
  const repository = h('input', {
    class: 'field',
    'aria-label': t('Repository'),
    placeholder: 'OWNER/REPO or OWNER/REPO:FILE.gguf',
    dir: 'ltr',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const wordsOf = (error: unknown): string => (error instanceof ApiError ? error.trouble.message : String(error));

  const doing = async (pressed: HTMLButtonElement | undefined, action: () => Promise<void>): Promise<void> => {
    if (pressed) pressed.disabled = true;
    try {
      await action();
    } catch (error) {
      tell(wordsOf(error), true);
    }
    if (pressed) pressed.disabled = false;
  };

  /** Follows a pull to its end. A lost connection is taken up by the next look at the list. */
  const watch = async (pull: Pull): Promise<void> => {
    const known = cards.get(pull.word);
    const card =
      known ??
      createCard(
        pull,
        (pressed) => void doing(pressed, async () => void (await sendJson('DELETE', `${PATH}/${ids.get(pull.word)}`))),
        () => start(undefined, pull.word),
      );
    cards.set(pull.word, card);
    ids.set(pull.word, pull.id);
    if (!known) running.append(card.element);
    card.update(pull);
    if (pull.state !== 'running') return;
    for await (const value of followEvents(`${PATH}/${pull.id}/events`)) {
      const next = readPull(value);
      if (!next) continue;
      card.update(next);
      if (next.state === 'running') continue;
      if (next.state === 'done')
        tell(t('{name} is here. Choose it below as the default.', { name: next.model ?? next.word }), false);
      if (next.state === 'failed') tell(next.words, true);
      await load();
      changed();
    }
  };
  const ids = new Map<string, string>();

  const start = (pressed: HTMLButtonElement | undefined, word: string): void =>
    void doing(pressed, async () => {
      const pull = readPull(await sendJson('POST', PATH, { model: word }));
      if (pull) void watch(pull).catch((error: unknown) => tell(wordsOf(error), true));
    });

  const row = (name: string, words: string, ...buttons: Child[]): HTMLElement =>
    h('li', {}, h('span', { class: 'what' }, h('b', {}, name), h('span', {}, words)), ...buttons);

  const offerRow = (offer: Offer): HTMLElement =>
    row(
      offer.name,
      offerWords(offer),
      offer.pulled !== undefined && h('span', { class: 'badge good' }, t('Here')),
      offer.pulled === undefined &&
        offer.fits &&
        button(t('Pull'), t('Pull {name}', { name: offer.name }), (pressed) => start(pressed, offer.name)),
      offer.ollama !== undefined &&
        button(t('Into Ollama'), t('Pull {name} into Ollama', { name: offer.name }), (pressed) =>
          start(pressed, `ollama:${offer.ollama}`),
        ),
    );

  const draw = ({ offers, stored, partials }: Pulls): void => {
    const open = partials.filter(({ reference, name }) => !cards.has(reference) && !cards.has(name));
    const part = (title: string, rows: readonly HTMLElement[]): Child =>
      rows.length > 0 && [h('h4', {}, title), h('ul', { class: 'served' }, rows)];
    fill(
      lists,
      part(
        t('Not whole yet'),
        open.map(({ name, reference, size, total }) =>
          row(
            name,
            total === undefined ? bytes(size) : t('{n} of {all}', { n: bytes(size), all: bytes(total) }),
            button(t('Resume'), t('Resume {name}', { name }), (pressed) => start(pressed, reference)),
          ),
        ),
      ),
      part(
        t('On this disk'),
        stored.map(({ name, repository: repo, size, licence, missing }) =>
          row(
            name,
            missing ?? `${repo} · ${bytes(size)}${licence === '' ? '' : ` · ${licence}`}`,
            button(t('Delete'), t('Delete {name}', { name }), (pressed) => {
              if (!confirm(t('Delete {name} from the disk?', { name }))) return;
              void doing(pressed, async () => {
                await sendJson('DELETE', `${PATH}/models/${encodeURIComponent(name)}`);
                await load();
                changed();
              });
            }),
          ),
        ),
      ),
      part(t('A short list'), offers.map(offerRow)),
    );
  };

  const load = async (): Promise<void> => {
    try {
      const now = readPulls(await getJson(PATH));
      show(element, now.available);
      draw(now);
      for (const pull of now.pulls)
        if (pull.state === 'running' && !cards.has(pull.word)) void watch(pull).catch(() => {});
    } catch {
      show(element, false); // no admin, or a server that keeps nothing
    }
  };

  const element = h(
    'section',
    { class: 'part pulls', 'aria-label': t('Get a model'), hidden: true },
    h('h3', {}, t('Get a model')),
    h(
      'p',
      { class: 'quiet' },
      t(
        'Open models from Hugging Face, run by Mizan on this machine. Files are checked by their hashes, and a pull that is stopped goes on later. Speeds are estimates.',
      ),
    ),
    running,
    lists,
    h(
      'form',
      {
        class: 'fields',
        on: {
          submit: (event) => {
            event.preventDefault();
            const word = repository.value.trim();
            if (word === '') return repository.focus();
            repository.value = '';
            start(undefined, word);
          },
        },
      },
      repository,
      h('button', { class: 'button' }, t('Pull')),
    ),
  );
  return { element, open: () => void load() };
};
