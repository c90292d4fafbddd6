/** The input for a question: it grows with its text, stores a draft, sends with Enter and stops with Esc. */
import { createAttach } from './attach-view.ts';
import type { Attachment } from './attachments.ts';
import { fill, h, say, show } from './dom.ts';
import { icon, iconButton } from './icons.ts';
import { t } from './language.ts';
import type { Choice, Found, Model } from './models.ts';
import { createPicker } from './picker.ts';
import { load, save } from './prefs.ts';

export type ComposerView = {
  element: HTMLElement;
  /**
   * `queued`: the question that is asked when the answer has ended. `steers`: an agent works, and is told what is sent.
   */
  update(state: { running: boolean; steers: boolean; queued: string }): void;
  offer(models: readonly Model[], found: readonly Found[]): void;
  /** One choice, or two when they are compared. */
  choices(): Choice[];
  write(text: string, attachments?: readonly Attachment[]): void;
  focus(): void;
};

export type ComposerActions = {
  send(question: string, attachments: readonly Attachment[]): void;
  stop(): void;
  /** Asks a question when what is being answered has ended; '' takes it back. */
  queue(question: string, attachments: readonly Attachment[]): void;
};

export const createComposer = ({ send, stop, queue }: ComposerActions): ComposerView => {
  let running = false;
  let waiting = '';
  let steers = false;
  /** What waits, to be taken back. */
  let queuedText = '';
  let queuedFiles: readonly Attachment[] = [];
  let listed: readonly Model[] = [];
  let comparing = load('compare') === 'yes';
  /** A question may be asked before the list of models is there: mizan is always one of them. */
  const saved = (name: 'choice' | 'other', standard: string): Choice => {
    const [model, effort = standard] = load(name).split('\n');
    return model === undefined || model === '' ? { model: 'mizan', effort: standard } : { model, effort };
  };
  const keep =
    (name: 'choice' | 'other') =>
    ({ model, effort }: Choice): void =>
      save(name, `${model}\n${effort}`);
  const first = createPicker(t('Model and effort'), keep('choice'));
  const second = createPicker(t('Compared model and effort'), keep('other'));
  first.set(saved('choice', 'auto'));
  second.set(saved('other', 'minimal'));

  const area = h('textarea', {
    dir: 'auto',
    rows: '1',
    placeholder: t('Ask a question'),
    'aria-label': t('Question'),
    name: 'question',
    value: load('draft'),
    on: {
      input: () => {
        save('draft', area.value);
        fit();
      },
      keydown: (event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        submit();
      },
    },
  });
  const go = h('button', { class: 'send' });
  const versus = h('span', { class: 'versus-word' }, t('and'));
  const compare = iconButton('columns', t('Compare two models or efforts'), () => {
    comparing = !comparing;
    save('compare', comparing ? 'yes' : 'no');
    draw();
  });
  const box = h(
    'form',
    {
      class: 'box',
      on: {
        submit: (event) => {
          event.preventDefault();
          if (running) stop();
          else submit();
        },
      },
    },
    area,
  );
  const attach = createAttach(area, box, () => fit());
  const choices = (): Choice[] => (comparing ? [first.choice(), second.choice()] : [first.choice()]);
  box.prepend(attach.row);
  box.append(
    h(
      'div',
      { class: 'bar' },
      attach.button,
      first.element,
      versus,
      second.element,
      compare,
      h('span', { class: 'gap' }),
      go,
    ),
  );
  const queueText = h('span', { class: 'queue-text', dir: 'auto' });
  const queued = h(
    'p',
    { class: 'queued', role: 'status', hidden: true },
    h('b', {}, t('Queued: ')),
    queueText,
    t(' It is asked when this answer has ended. '),
    h('button', { type: 'button', class: 'more', on: { click: () => stop() } }, t('Ask it now')),
    h(
      'button',
      {
        type: 'button',
        class: 'more',
        on: {
          click: () => {
            const text = queuedText;
            attach.set([...queuedFiles, ...attach.list()]);
            queue('', []);
            area.value = area.value === '' ? text : `${text}\n${area.value}`;
            save('draft', area.value);
            fit();
            area.focus();
          },
        },
      },
      t('Take it back'),
    ),
  );
  const enterDoes = h('span', {}, t('asks'));
  const element = h(
    'div',
    { class: 'composer' },
    queued,
    box,
    h(
      'p',
      { class: 'hint' },
      [
        ['Enter', enterDoes],
        ['Shift Enter', t('starts a line')],
        ['Esc', t('stops')],
        ['?', t('shows all keys')],
      ].map(([key, what], i) => [i > 0 && ' · ', h('kbd', { dir: 'ltr' }, key), ' ', what]),
    ),
  );

  const fit = (): void => {
    if (!CSS.supports('field-sizing', 'content')) {
      area.style.height = 'auto';
      area.style.height = `${area.scrollHeight}px`;
    }
    go.disabled = !running && area.value.trim() === '' && attach.list().length === 0;
  };
  const submit = (): void => {
    const question = area.value.trim();
    const attached = attach.list();
    if (question === '' && attached.length === 0) return;
    const hindrance = attach.hindrance(choices().map(({ model }) => listed.find(({ id }) => id === model)));
    if (hindrance !== '') return attach.say(hindrance);
    area.value = '';
    save('draft', '');
    attach.clear();
    if (!running) return send(question, attached);
    queuedText = waiting === '' ? question : `${queuedText}\n${question}`;
    queuedFiles = waiting === '' ? attached : [...queuedFiles, ...attached];
    queue(queuedText, queuedFiles);
  };
  let sign = '';
  const draw = (): void => {
    show(queued, waiting !== '');
    say(queueText, waiting.length > 120 ? `${waiting.slice(0, 120)}…` : waiting);
    const whileRunning = steers ? t('tells the agent') : t('queues your question');
    say(enterDoes, running ? whileRunning : t('asks'));
    show(versus, comparing);
    show(second.element, comparing);
    compare.setAttribute('aria-pressed', String(comparing));
    element.classList.toggle('wide', comparing);
    const label = running ? t('Stop') : t('Ask');
    if (sign !== label) {
      sign = label;
      fill(go, icon(running ? 'stop' : 'send'));
      go.className = running ? 'send stop' : 'send';
      go.setAttribute('aria-label', label);
      go.title = label;
    }
    fit();
  };
  draw();
  return {
    element,
    update(state) {
      running = state.running;
      waiting = state.queued;
      steers = state.steers;
      draw();
    },
    offer(models, found) {
      listed = models;
      for (const picker of [first, second]) picker.offer(models, found);
      first.set(saved('choice', 'auto'));
      second.set(saved('other', 'minimal'));
    },
    choices,
    write(text, attachments) {
      if (attachments) attach.set(attachments);
      area.value = text;
      save('draft', text);
      fit();
      area.focus();
    },
    focus: () => area.focus(),
  };
};
