/**
 * `mizan rows`: writes task items as dataset rows of other trainers (verl, TRL, OpenRLHF, verifiers, reasoning-gym), so that
 * the same tasks can train large models there.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { writeAtomic } from '../files.ts';
import type { Difficulty } from '../task/family.ts';
import { families, item } from '../task/registry.ts';
import { verlParquet } from '../datasets/parquet.ts';
import { INSTRUCTION, ROW_FORMS, verlRow, type RowForm } from '../datasets/rows.ts';
import type { Item } from '../types.ts';
import { suggest } from '../suggest.ts';
import { describeOptions, parseOptions, type Values } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { createProgress } from '../terminal/progress.ts';

const FORMS = Object.keys(ROW_FORMS) as RowForm[];

const options = {
  out: {
    type: 'text',
    about: 'the file to write (.jsonl, or .parquet for verl); without it rows go to stdout as JSON lines',
    value: 'FILE',
  },
  count: { type: 'integer', about: 'how many rows', value: 'N', min: 1, max: 1_000_000, default: 1000 },
  families: { type: 'text', about: 'families, separated by commas', value: 'LIST', default: 'all' },
  split: {
    type: 'choice',
    about: 'train: problems for training; test: problems for evaluation',
    choices: ['train', 'test'],
    default: 'train',
  },
  difficulty: { type: 'choice', about: '1 easy, 2 middle, 3 hard (default: in turn)', choices: ['1', '2', '3'] },
  seed: { type: 'integer', about: 'same seed, same rows', value: 'S', min: 0, max: 4_294_967_295, default: 1 },
  supervised: { type: 'flag', about: 'rows with the worked solution, for supervised training (trl, openrlhf)' },
  bare: { type: 'flag', about: 'the question without the line that asks for an answer in \\boxed{}' },
  json: { type: 'flag', about: 'with --out: print one JSON object about what was written' },
} as const;

export const help = `mizan rows: the tasks as dataset rows for verl, TRL, OpenRLHF, verifiers and reasoning-gym

  mizan rows verl --count 20000 --out train.parquet
  mizan rows verl --split test --count 500 --out test.parquet
  mizan rows trl --families countdown,logic --out rows.jsonl
  mizan rows openrlhf --supervised --out sft.jsonl
  mizan rows verifiers --count 3

Every row has a label by which mizan rewards scores an answer: see mizan help rewards.
OpenRLHF reads rows with --data.input_key input --data.label_key label --data.apply_chat_template, and supervised ones with
--data.input_key input --data.output_key output; before version 0.10 these options have no "data." in their names.

${describeOptions(options)}

Exit code: 0 written; 1 an error; 2 a mistake in the command; 130 stopped by Ctrl-C; then nothing is written.
`;

const chosenFamilies = (list: string): string[] => {
  const names = families.map((family) => family.name);
  if (list === 'all') return names;
  return list.split(',').map((name) => {
    if (names.includes(name)) return name;
    const meant = suggest(name, names);
    throw new UsageError(
      `there is no family "${name}"; ${meant ? `did you mean ${meant}?` : `known: ${names.join(', ')}`}`,
    );
  });
};

/** Rows between two checks of the signal. From ten times as many on there is a progress line. */
const EVERY = 1000;

/**
 * The rows that `make` makes of items: families in turn, difficulties in turn within each. Undefined when `signal`
 * aborted.
 */
const draw = async <Row>(
  { count, families: list, split, difficulty, seed }: Values<typeof options>,
  signal: AbortSignal,
  make: (sample: Item) => Row,
): Promise<Row[] | undefined> => {
  const names = chosenFamilies(list);
  const progress = count > 10 * EVERY ? createProgress({ total: count, label: 'rows', unit: 'rows' }) : undefined;
  const rows: Row[] = [];
  for (let k = 0; k < count; k++) {
    if (k % EVERY === 0) {
      await turn();
      if (signal.aborted) {
        progress?.finish('stopped');
        return undefined;
      }
      progress?.update(k);
    }
    const round = Math.floor(k / names.length);
    rows.push(
      make(item(names[k % names.length]!, split, seed, round, Number(difficulty ?? (round % 3) + 1) as Difficulty)),
    );
  }
  progress?.update(count);
  progress?.finish();
  return rows;
};

const kindOf = (name: RowForm, out: string | undefined): 'parquet' | 'jsonl' => {
  if (out === undefined || out.endsWith('.jsonl')) return 'jsonl';
  if (out.endsWith('.parquet') && name === 'verl') return 'parquet';
  throw new UsageError(
    `--out for ${name} takes a name that ends in .jsonl${name === 'verl' ? ' or .parquet' : ''}, got "${out}"`,
  );
};

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0 || !FORMS.includes(name as RowForm)) {
    const meant = name === undefined ? undefined : suggest(name, FORMS);
    throw new UsageError(
      `mizan rows takes the name of one trainer: ${FORMS.join(', ')}${meant ? `. Did you mean ${meant}?` : ''}`,
    );
  }
  if (values.supervised && name !== 'trl' && name !== 'openrlhf')
    throw new UsageError(`--supervised has a form for trl and openrlhf, not for ${name}`);
  if (values.json && values.out === undefined)
    throw new UsageError(
      '--json tells of a file that was written; give one with --out (without it, the rows themselves are JSON lines)',
    );
  const kind = kindOf(name as RowForm, values.out);
  const rowOptions = { instruction: values.bare ? '' : INSTRUCTION, supervised: values.supervised };
  const data =
    kind === 'parquet'
      ? await draw(values, signal, (sample) => verlRow(sample, rowOptions)).then((rows) => rows && verlParquet(rows))
      : await draw(
          values,
          signal,
          (sample) => `${JSON.stringify(ROW_FORMS[name as RowForm](sample, rowOptions))}\n`,
        ).then((lines) => lines?.join(''));
  if (data === undefined) return 130;
  if (values.out === undefined) {
    process.stdout.write(data);
    return 0;
  }
  writeAtomic(values.out, data);
  const about = { form: name, file: values.out, kind, rows: values.count, bytes: Buffer.byteLength(data) };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(about)}\n`
      : `${values.count} rows for ${name} in ${values.out} (${kind}, ${about.bytes.toLocaleString('en')} bytes)\n`,
  );
  return 0;
};
