/**
 * Attaching to a question: the button that picks files, dropping and pasting them, and the row of what is attached.
 * What could not be attached is said below it.
 */
import { roughTokens, type Attachment } from './attachments.ts';
import { LONG_PASTE, readFile, textAttachment } from './read-file.ts';
import { announce, fill, h, show } from './dom.ts';
import { bytes, count } from './format.ts';
import { icon, iconButton } from './icons.ts';
import { t } from './language.ts';
import type { Model } from './models.ts';

export type AttachView = {
  /** The button that picks files. */
  button: HTMLElement;
  /** What is attached, and what was refused. */
  row: HTMLElement;
  list(): readonly Attachment[];
  /** Attaches these instead of what is there. */
  set(list: readonly Attachment[]): void;
  clear(): void;
  /** A sentence why these models can't be asked with what is attached; '' when they can. */
  hindrance(models: readonly (Model | undefined)[]): string;
  say(words: string): void;
};

/** One attachment as it is shown: a picture small, a text by its name. */
export const attachmentChip = (item: Attachment, remove?: () => void): HTMLElement =>
  h(
    'li',
    { class: `attached ${item.kind}` },
    item.kind === 'image' ? h('img', { src: item.data, alt: item.name }) : icon('file'),
    h('span', { dir: 'auto', title: item.name }, item.name),
    h('small', {}, bytes(item.size)),
    remove && iconButton('cross', t('Remove {name}', { name: item.name }), remove, { class: 'icon-button small' }),
  );

/** `changed` is called when something was attached or removed. `area` takes pastes, `box` takes drops. */
export const createAttach = (area: HTMLTextAreaElement, box: HTMLElement, changed: () => void): AttachView => {
  let list: readonly Attachment[] = [];
  let reading = 0;
  const chips = h('ul', { class: 'attachments', 'aria-label': t('Attached') });
  const said = h('p', { class: 'refused small', role: 'status', hidden: true });
  const row = h('div', { class: 'attach-row' }, chips, said);
  const input = h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': t('Files to attach') });

  const sayThat = (words: string): void => {
    fill(said, words);
    show(said, words !== '');
  };
  const draw = (): void => {
    fill(
      chips,
      list.map((item) =>
        attachmentChip(item, () => {
          list = list.filter((other) => other !== item);
          draw();
          area.focus();
        }),
      ),
      reading > 0 && h('li', { class: 'attached quiet' }, t('Reading …')),
    );
    show(chips, list.length + reading > 0);
    changed();
  };
  const add = async (files: readonly File[]): Promise<void> => {
    const refused: string[] = [];
    reading += files.length;
    draw();
    for (const file of files) {
      const read = await readFile(file);
      reading -= 1;
      if ('refused' in read) refused.push(read.refused);
      else {
        list = [...list, read];
        announce(t('{name} is attached.', { name: read.name }));
      }
    }
    draw();
    sayThat(refused.join(' '));
  };

  input.addEventListener('change', () => {
    void add([...(input.files ?? [])]);
    input.value = '';
  });
  area.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (files.length > 0 && text === '') {
      event.preventDefault();
      void add(files);
    } else if (text.length > LONG_PASTE) {
      event.preventDefault();
      const read = textAttachment(t('pasted text'), text);
      if ('refused' in read) return sayThat(read.refused);
      list = [...list, read];
      draw();
      sayThat(t('The pasted text is long, so it is attached as a file.'));
    }
  });
  box.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    box.classList.add('dropping');
  });
  box.addEventListener('dragleave', () => box.classList.remove('dropping'));
  box.addEventListener('drop', (event) => {
    box.classList.remove('dropping');
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void add(files);
  });
  show(chips, false);
  return {
    button: h(
      'span',
      {},
      input,
      iconButton('clip', t('Attach pictures or files'), () => input.click()),
    ),
    row,
    list: () => list,
    set(next) {
      list = next;
      draw();
    },
    clear() {
      list = [];
      sayThat('');
      draw();
    },
    hindrance(models) {
      if (reading > 0) return t('A file is still being read.');
      const blind = list.some(({ kind }) => kind === 'image') && models.find((model) => model?.images === false);
      if (blind)
        return t('{model} takes no pictures. Choose another model, or remove the picture.', { model: blind.id });
      const tokens = list.reduce((sum, { kind, data }) => sum + (kind === 'text' ? roughTokens(data) : 0), 0);
      const small = models.find((model) => model?.contextLength !== undefined && model.contextLength < tokens);
      return small === undefined
        ? ''
        : t('The attached text has about {tokens} tokens; {model} reads {most}.', {
            tokens: count(tokens),
            model: small.id,
            most: count(small.contextLength!),
          });
    },
    say: sayThat,
  };
};
