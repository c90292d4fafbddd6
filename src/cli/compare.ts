/**
 * `mizan compare`: models, efforts and profiles side by side on the same questions, answered as the server would answer
 * them. Every answer is stored in a run file; a comparison that was stopped goes on with --resume. Measures and tables
 * are in eval/comparison.ts.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../server/catalog.ts';
import { RequestError } from '../server/http.ts';
import { createRun, readRun, writeAtomic } from '../files.ts';
import { evaluationItems } from '../eval/collect.ts';
import { families, familyNamed } from '../task/registry.ts';
import type { Item } from '../types.ts';
import { runsFolder } from '../gateway/data-folder.ts';
import { openChat } from '../gateway/open-chat.ts';
import type { OpenCatalog } from '../gateway/open-catalog.ts';
import {
  askForComparison,
  comparisonTable,
  familyTable,
  ModelFailed,
  type ComparisonRecord,
} from '../eval/comparison.ts';
import { nullSpan, type Span } from '../server/ledger/span.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { SYSTEM } from '../gateway/catalog.ts';
import { openModels, requireOwnModel } from './flags/open-models.ts';
import { describeOptions, parseOptions, type Options, type Values } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { createProgress } from '../terminal/progress.ts';
import { tableText } from '../eval/report.ts';
import { asTyped } from './screen/command-name.ts';

const OPTIONS = {
  items: { type: 'integer', value: 'N', min: 1, max: 10_000, about: 'questions per family (default 8)' },
  families: { type: 'text', value: 'A,B', about: 'task families, separated by commas; default: all' },
  seed: {
    type: 'integer',
    value: 'SEED',
    min: 1000,
    about: 'of questions and draws, 1000 or more: smaller ones belong to training (default 1000)',
  },
  question: {
    type: 'text',
    value: 'TEXT',
    about: 'one question of your own instead: the answers beside each other, without grades',
  },
  parallel: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 256,
    default: 1,
    about: 'questions at a time; more than 1 for models on other machines',
  },
  ...MODEL_FLAGS,
  resume: { type: 'text', value: 'FILE', about: 'go on with an interrupted run, or show a finished one again' },
  out: { type: 'text', value: 'FILE', about: 'also write the tables there, as markdown' },
  runs: { type: 'text', value: 'FOLDER', about: 'folder of the run file (default: runs in the data folder)' },
  json: { type: 'flag', about: 'print one JSON object instead of tables' },
} as const satisfies Options;

export const help = `mizan compare NAME NAME …: models, efforts and profiles on the same questions

  mizan compare mizan:medium mizan:k2-think          Mizan's own way of thinking beside K2 Think's
  mizan compare mizan:low mizan:high --items 20
  mizan compare qwen qwen:k2-think qwen:high --use ollama --parallel 8
  mizan compare mizan:none mizan --question "What is MCMXCIV as a number?"

A NAME is what a client would put into "model": mizan or another model, and after a colon an effort or settings (GET
/v1/models of mizan serve lists them). Questions are of the test split, on which no model of Mizan's was trained.

${describeOptions(OPTIONS)}

Exit code: 0 done; 1 an error; 2 a mistake in the command; 130 stopped by Ctrl-C; answers so far are stored.
`;

type CompareSetting = { names: string[]; families: string[]; items: number; seed: number; question?: string };

const settingFrom = (values: Values<typeof OPTIONS>, names: string[]): CompareSetting => {
  if (names.length === 0)
    throw new UsageError('compare what? Name models as a client would: mizan compare mizan:medium mizan:k2-think');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice; name different models`);
  const wanted =
    values.families
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? families.map((family) => family.name);
  for (const name of wanted) {
    try {
      familyNamed(name);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  }
  return {
    names,
    families: [...new Set(wanted)],
    items: values.items ?? 8,
    seed: values.seed ?? 1000,
    ...(values.question !== undefined && { question: values.question }),
  };
};

const reopen = (path: string): { setting: CompareSetting; records: ComparisonRecord[] } => {
  const { header, events, torn } = readRun<ComparisonRecord>(path);
  if (header['purpose'] !== 'comparison')
    throw new UsageError(`${path} is not a run of mizan compare; give --resume the file that mizan compare named`);
  if (torn !== undefined) writeAtomic(path, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { setting: header['setting'] as CompareSetting, records: events.filter((event) => event.type === 'compared') };
};

type Work = { name: string; question: string; item?: Item };

/** Every question for every name. The order of the names rotates, so that no name is always first. */
const workOf = ({ names, families: chosen, items, seed, question }: CompareSetting): Work[] => {
  if (question !== undefined) return names.map((name) => ({ name, question }));
  return evaluationItems(chosen, { split: 'test', seed, count: items, difficulties: [1, 2, 3] }).flatMap((item, i) =>
    names.map((_, j): Work => ({ name: names[(i + j) % names.length]!, question: item.question, item })),
  );
};

const answersText = (records: readonly ComparisonRecord[], names: readonly string[]): string =>
  names
    .flatMap((name) => records.filter((record) => record.name === name))
    .map(
      (record) =>
        `${record.name}\n${record.content.trim()}\n  ${record.candidates} candidate${record.candidates === 1 ? '' : 's'}, ${record.calls} call${record.calls === 1 ? '' : 's'}, ` +
        `${(record.promptTokens + record.completionTokens).toLocaleString('en')} tokens, ${record.seconds.toFixed(2)} s` +
        `${record.cost === undefined ? '' : `, $${record.cost.toFixed(6)}`}${record.confidence === undefined ? '' : `, confidence ${Math.round(100 * record.confidence)} %`}`,
    )
    .join('\n\n');

/** Throws a `UsageError` for an unknown name or unknown settings after it, before any model is asked. */
const requireModels = (catalog: Catalog, names: readonly string[]): void => {
  for (const name of names) openChat(catalog, name);
};

/** A new run file for this comparison. */
const createRunFile = (folder: string, setting: CompareSetting): string => {
  const file = createRun(join(folder, 'compare'), { purpose: 'comparison', setting });
  file.close();
  return file.path;
};

type Asking = {
  catalog: Catalog;
  work: readonly Work[];
  seed: number;
  parallel: number;
  /** The run file that every answer is appended to. */
  path: string;
  signal: AbortSignal;
  answered: (record: ComparisonRecord) => void;
};

/** A span that counts the calls of models under it. */
const countingSpan = (): { span: Span; calls(): number } => {
  let calls = 0;
  const span: Span = {
    ...nullSpan,
    child: () => {
      calls++;
      return nullSpan;
    },
  };
  return { span, calls: () => calls };
};

/** Asks all of the work, `parallel` at a time. An error of one model ends all, and says how to go on. */
const askAll = async ({ catalog, work, seed, parallel, path, signal, answered }: Asking): Promise<void> => {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < work.length && !either.aborted) {
      const task = work[next++]!;
      const { span, calls } = countingSpan();
      const chat = openChat(catalog, task.name, {}, span);
      const record = await askForComparison(chat, { ...task, seed, signal: either, calls });
      if (!record) return;
      appendFileSync(path, `${JSON.stringify(record)}\n`);
      answered(record);
    }
  };
  const guarded = (): Promise<void> =>
    worker().catch((error: unknown) => {
      failure.abort();
      throw error;
    });
  try {
    await Promise.all(Array.from({ length: parallel }, guarded));
  } catch (error) {
    if (!(error instanceof ModelFailed || error instanceof RequestError)) throw error;
    throw new Error(`${error.message}; go on with: mizan compare --resume ${path}`, { cause: error });
  }
};

type Outcome = { setting: CompareSetting; records: readonly ComparisonRecord[]; path: string; model: string };

/** Prints the tables, or the answers to one's own question, and writes the file of --out. */
const writeOutcome = (outcome: Outcome, values: Values<typeof OPTIONS>, context: CliContext): void => {
  const { setting, records, path, model } = outcome;
  const { names, seed, question } = setting;
  const tables = question === undefined ? [comparisonTable(records, names, seed), familyTable(records, names)] : [];
  if (values.json) {
    const answers = question === undefined ? undefined : records;
    context.output.write(`${JSON.stringify({ setting, model, records: path, tables, answers })}\n`);
  } else {
    const text = tables.map((table) => tableText(table, 'plain')).join('\n\n');
    context.output.write(`${question === undefined ? text : answersText(records, names)}\n`);
    context.errors.write(`records: ${path}\n`);
  }
  if (values.out !== undefined && question === undefined)
    writeAtomic(values.out, `${tables.map((table) => tableText(table, 'markdown')).join('\n\n')}\n`);
};

const keyOf = ({ name, item, question }: { name: string; item?: string; question: string }): string =>
  `${name}\n${item ?? question}`;

/** What is left of a comparison: all work but that of `records`. */
const workLeft = (setting: CompareSetting, records: readonly ComparisonRecord[]): Work[] => {
  const done = new Set(records.map(keyOf));
  return workOf(setting).filter(
    ({ name, item, question }) => !done.has(keyOf({ name, question, ...(item && { item: item.id }) })),
  );
};

/** Asks what is left of the comparison and prints the outcome. Gives the exit code. */
const compare = async (
  { catalog }: OpenCatalog,
  { setting, records, path, model }: Outcome & { records: ComparisonRecord[] },
  values: Values<typeof OPTIONS>,
  signal: AbortSignal,
  context: CliContext,
): Promise<number> => {
  const work = workLeft(setting, records);
  const progress = createProgress({ total: work.length, label: 'compare', unit: 'answers', stream: context.errors });
  let done = 0;
  const answered = (record: ComparisonRecord): void => {
    records.push(record);
    progress.update(++done);
  };
  await askAll({ catalog, work, seed: setting.seed, parallel: values.parallel, path, signal, answered });
  if (done < work.length) {
    progress.finish('stopped');
    context.errors.write(asTyped(`stopped; go on with: mizan compare --resume ${path}\n`));
    return 130;
  }
  if (work.length > 1 && setting.question === undefined) progress.finish();
  writeOutcome({ setting, records, path, model }, values, context);
  return 0;
};

export type CompareValues = Values<typeof OPTIONS>;

/** The values of a command line without flags. */
export const compareDefaults: CompareValues = parseOptions(OPTIONS, []).values;

/** Compares the models of these names, or goes on with the run file of `values.resume`. Gives the exit code. */
export const compareModels = async (
  names: string[],
  values: CompareValues,
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  if (values.resume !== undefined && names.length > 0)
    throw new UsageError('--resume takes its models from the file; leave out the names');
  const resumed = values.resume === undefined ? undefined : reopen(values.resume);
  const setting = resumed?.setting ?? settingFrom(values, names);
  const models = await openModels(values, context, signal);
  const { opened, model, data, close } = models;
  try {
    if (setting.names.some((name) => name.split(':')[0] === SYSTEM)) requireOwnModel(models);
    requireModels(opened.catalog, setting.names);
    const path = values.resume ?? createRunFile(values.runs ?? runsFolder(data), setting);
    const records = resumed?.records ?? [];
    return await compare(opened, { setting, records, path, model: model.name }, values, signal, context);
  } finally {
    await close();
  }
};

export const run = (args: string[], signal: AbortSignal, context?: CliContext): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  return compareModels(positionals, values, signal, context);
};
