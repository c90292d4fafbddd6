/**
 * `mizan rows`: task items as the dataset rows of other trainers, so that the same tasks train large models on those engines.
 * It writes files and trains nothing.
 */
import { writeAtomic } from '../store.ts';
import type { Difficulty } from '../task/family.ts';
import { families, item } from '../task/index.ts';
import { verlParquet } from '../synth/parquet.ts';
import { INSTRUCTION, ROW_FORMS, verlRow, type RowForm } from '../synth/rows.ts';
import type { Item } from '../types.ts';
import { nearest } from '../nearest.ts';
import { describeOptions, parseOptions, UsageError, type Values } from './options.ts';

const FORMS = Object.keys(ROW_FORMS) as RowForm[];

const options = {
  out: { type: 'text', about: 'the file to write (.parquet for verl, else .jsonl); without it rows go to stdout as JSON lines', value: 'FILE' },
  count: { type: 'integer', about: 'how many rows', value: 'N', min: 1, max: 1_000_000, default: 1000 },
  families: { type: 'text', about: 'only these, separated by commas', value: 'LIST', default: 'all' },
  split: { type: 'choice', about: 'problems to learn from, or problems kept for measuring', choices: ['train', 'test'], default: 'train' },
  difficulty: { type: 'choice', about: '1 easy, 2 middle, 3 hard; default: in turn', choices: ['1', '2', '3'] },
  seed: { type: 'integer', about: 'same seed, same rows', value: 'S', min: 0, max: 4_294_967_295, default: 1 },
  supervised: { type: 'flag', about: 'rows with the worked solution, for supervised training (trl, openrlhf)' },
  bare: { type: 'flag', about: 'the question alone, without the line that asks for an answer in \\boxed{}' },
  json: { type: 'flag', about: 'print one JSON object about what was written' },
} as const;

export const help = `mizan rows: the tasks as dataset rows for verl, TRL, OpenRLHF, verifiers and reasoning-gym

  mizan rows verl --count 20000 --out train.parquet
  mizan rows verl --split test --count 500 --out test.parquet
  mizan rows trl --families countdown,logic --out rows.jsonl
  mizan rows openrlhf --supervised --out sft.jsonl
  mizan rows verifiers --count 3

Every row carries a label from which mizan rewards tells what an answer is worth; see mizan help rewards.
OpenRLHF reads rows with --data.input_key input --data.label_key label --data.apply_chat_template, and supervised ones with
--data.input_key input --data.output_key output; before version 0.10 these options have no "data." in their names.

${describeOptions(options)}

Exit code: 0 written; 1 an error; 2 a mistake in the command.
`;

const chosenFamilies = (list: string): string[] => {
  const names = families.map((one) => one.name);
  if (list === 'all') return names;
  return list.split(',').map((name) => {
    if (names.includes(name)) return name;
    const meant = nearest(name, names);
    throw new UsageError(`there is no family "${name}"; ${meant ? `did you mean ${meant}?` : `known: ${names.join(', ')}`}`);
  });
};

/** Item k of the rows: families in turn, difficulties in turn within each. */
const draw = ({ count, families: list, split, difficulty, seed }: Values<typeof options>): Item[] => {
  const names = chosenFamilies(list);
  return Array.from({ length: count }, (_, k) => {
    const turn = Math.floor(k / names.length);
    return item(names[k % names.length]!, split, seed, turn, Number(difficulty ?? (turn % 3) + 1) as Difficulty);
  });
};

/** The bytes of the rows in the form of `name`, and of which kind they are. */
const rowsOf = (name: RowForm, values: Values<typeof options>): { kind: 'parquet' | 'jsonl'; data: Uint8Array | string } => {
  const rowOptions = { instruction: values.bare ? '' : INSTRUCTION, supervised: values.supervised };
  const items = draw(values);
  if (name === 'verl' && values.out !== undefined && !values.out.endsWith('.jsonl')) {
    return { kind: 'parquet', data: verlParquet(items.map((one) => verlRow(one, rowOptions))) };
  }
  return { kind: 'jsonl', data: items.map((one) => `${JSON.stringify(ROW_FORMS[name](one, rowOptions))}\n`).join('') };
};

export const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0 || !FORMS.includes(name as RowForm)) {
    const meant = name === undefined ? undefined : nearest(name, FORMS);
    throw new UsageError(`mizan rows takes the name of one trainer: ${FORMS.join(', ')}${meant ? `. Did you mean ${meant}?` : ''}`);
  }
  if (values.supervised && name !== 'trl' && name !== 'openrlhf') throw new UsageError(`--supervised has a form for trl and openrlhf, not for ${name}`);
  const { kind, data } = rowsOf(name as RowForm, values);
  if (values.out === undefined) {
    process.stdout.write(data);
    return 0;
  }
  writeAtomic(values.out, data);
  const about = { form: name, file: values.out, kind, rows: values.count, bytes: Buffer.byteLength(data) };
  process.stdout.write(values.json ? `${JSON.stringify(about)}\n` : `${values.count} rows for ${name} in ${values.out} (${kind}, ${about.bytes.toLocaleString('en')} bytes)\n`);
  return 0;
};
