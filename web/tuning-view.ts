/** The dialog for the settings of one conversation: presets, system prompt, temperature, top-p, length. */
import { askText } from './ask-text.ts';
import { fill, h, say } from './dom.ts';
import { t } from './language.ts';
import { load, save } from './prefs.ts';
import { createDialog } from './sheet.ts';
import { bounded, BOUNDS, readPresets, readTuning, type Preset, type Tuning } from './tuning.ts';

/** Presets that come with the page. */
const BUILT_IN = (): Preset[] => [
  { name: t('The model’s own way'), tuning: {} },
  { name: t('Short answers'), tuning: { system: t('Answer in at most three sentences, without an introduction.') } },
  {
    name: t('Patient teacher'),
    tuning: {
      system: t(
        'Explain step by step, as to a beginner, and end with one question that tests whether it was understood.',
      ),
    },
  },
  {
    name: t('Translator'),
    tuning: {
      system: t('Translate what is written into English, or English into Persian. Give the translation only.'),
    },
  },
  { name: t('Exact'), tuning: { temperature: 0 } },
];

export type TuningView = { element: HTMLDialogElement; show(now: Tuning, changed: (next: Tuning) => void): void };

export const createTuning = (): TuningView => {
  let tell: (next: Tuning) => void = () => {};
  const system = h('textarea', { class: 'field', rows: '5', dir: 'auto', 'aria-label': t('System prompt') });
  const numberField = (name: keyof typeof BOUNDS, label: string, about: string): [HTMLInputElement, HTMLElement] => {
    const { least, most, step } = BOUNDS[name];
    const input = h('input', {
      class: 'field',
      type: 'number',
      min: least,
      max: most,
      step,
      inputmode: 'decimal',
      placeholder: t('as the model advises'),
    });
    return [
      input,
      h('label', { class: 'number' }, h('b', {}, label), input, h('span', { class: 'quiet small' }, about)),
    ];
  };
  const [temperature, temperatureRow] = numberField(
    'temperature',
    t('Temperature'),
    t('0 gives the same answer each time, higher values vary more'),
  );
  const [topP, topPRow] = numberField('topP', t('Top-p'), t('tokens outside this share of probability are not drawn'));
  const [maxTokens, maxTokensRow] = numberField('maxTokens', t('Longest answer'), t('in tokens, thought included'));
  const choice = h('select', { class: 'field', 'aria-label': t('Preset') });
  const said = h('p', { role: 'status' });

  const read = (): Tuning =>
    readTuning({
      system: system.value,
      temperature: temperature.value,
      topP: topP.value,
      maxTokens: maxTokens.value,
    });
  const write = (tuning: Tuning): void => {
    system.value = tuning.system ?? '';
    temperature.value = String(tuning.temperature ?? '');
    topP.value = String(tuning.topP ?? '');
    maxTokens.value = String(tuning.maxTokens ?? '');
  };
  const apply = (): void => {
    const wrong = (
      [
        ['temperature', temperature],
        ['topP', topP],
        ['maxTokens', maxTokens],
      ] as const
    ).find(
      ([name, input]) =>
        (input.value.trim() !== '' || input.validity.badInput) && bounded(name, input.value) === undefined,
    );
    if (wrong) {
      const { least, most } = BOUNDS[wrong[0]];
      return say(said, t('A number from {least} to {most} is needed.', { least, most }));
    }
    say(said, '');
    tell(read());
  };
  for (const input of [system, temperature, topP, maxTokens]) input.addEventListener('change', apply);

  const saved = (): Preset[] => readPresets(load('presets'));
  const drawPresets = (chosen = ''): void => {
    const option = ({ name }: Preset): HTMLElement => h('option', { value: name, selected: name === chosen }, name);
    const own = saved();
    fill(
      choice,
      h('option', { value: '' }, t('Choose a preset')),
      BUILT_IN().map(option),
      own.length > 0 && h('optgroup', { label: t('Saved') }, own.map(option)),
    );
    choice.value = chosen;
    remove.disabled = !own.some(({ name }) => name === chosen);
  };
  const keep = async (): Promise<void> => {
    const name = await askText(t('Name of the preset'));
    if (!name) return;
    save('presets', JSON.stringify([...saved().filter((item) => item.name !== name), { name, tuning: read() }]));
    drawPresets(name);
    say(said, t('{name} is saved.', { name }));
  };
  const remove = h(
    'button',
    {
      type: 'button',
      class: 'button',
      on: {
        click: () => {
          save('presets', JSON.stringify(saved().filter(({ name }) => name !== choice.value)));
          say(said, t('{name} is deleted.', { name: choice.value }));
          drawPresets();
        },
      },
    },
    t('Delete preset'),
  );
  choice.addEventListener('change', () => {
    const found = [...BUILT_IN(), ...saved()].find(({ name }) => name === choice.value);
    remove.disabled = !saved().some(({ name }) => name === choice.value);
    if (!found) return;
    write(found.tuning);
    apply();
  });

  const { dialog, body } = createDialog(t('Settings of this conversation'), 'tuning');
  fill(
    body,
    h(
      'section',
      {},
      h(
        'div',
        { class: 'row' },
        choice,
        h('button', { type: 'button', class: 'button', on: { click: () => void keep() } }, t('Save as preset')),
        remove,
      ),
    ),
    h('section', {}, h('h3', {}, t('System prompt')), system),
    h('section', { class: 'numbers' }, temperatureRow, topPRow, maxTokensRow, said),
  );
  dialog.addEventListener('close', () => apply());
  return {
    element: dialog,
    show(now, changed) {
      tell = changed;
      write(now);
      drawPresets();
      say(said, '');
      dialog.showModal();
    },
  };
};
