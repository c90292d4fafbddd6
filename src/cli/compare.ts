/**
 * `mizan compare`: models, efforts and profiles side by side on the same questions, as the server would answer them. Every
 * answer is kept in a run file; stopped at any time, it goes on with --resume. Measures and tables are comparison.ts.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../server/catalog.ts';
import { RequestError } from '../server/errors.ts';
import { nullSpan } from '../server/ledger/span.ts';
import { loadConfig } from '../provider/config.ts';
import { createRun, readRun, writeAtomic } from '../files.ts';
import { evaluationItems } from '../eval/collect.ts';
import { families, familyNamed } from '../task/registry.ts';
import type { Item } from '../types.ts';
import { askModel, comparisonTable, familyTable, ModelFailed, type ComparisonRecord } from './comparison.ts';
import { openCatalog } from '../gateway/open-catalog.ts';
import { describeOptions, parseOptions, type Options, type Values } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { createProgress } from '../terminal/progress.ts';
import { tableText } from '../eval/report.ts';
import { processContext, type CliContext } from './ask-once.ts';

const OPTIONS = {
  items: { type: 'integer', value: 'N', min: 1, max: 10_000, about: 'questions per family (default 8)' },
  families: { type: 'text', value: 'A,B', about: 'task families, separated by commas; default: all' },
  seed: {
    type: 'integer',
    value: 'SEED',
    min: 1000,
    about: "of questions and draws; below 1000 is training's (default 1000)",
  },
  question: {
    type: 'text',
    value: 'TEXT',
    about: 'one question of your own instead: answers beside each other, no grades',
  },
  parallel: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 256,
    default: 1,
    about: 'questions at a time; more than 1 for models elsewhere',
  },
  config: { type: 'text', value: 'FILE', about: 'models and roles; default: mizan.json, when it is there' },
  model: { type: 'text', value: 'FOLDER', about: 'a model folder instead of the one that comes with mizan' },
  threads: { type: 'integer', value: 'N', min: 1, max: 1024, about: 'processor threads of the model' },
  resume: { type: 'text', value: 'FILE', about: 'go on with an interrupted run, or show a finished one again' },
  out: { type: 'text', value: 'FILE', about: 'also write the tables there, as markdown' },
  runs: { type: 'text', value: 'FOLDER', default: 'runs', about: 'where the record of the run is kept' },
  json: { type: 'flag', about: 'print one JSON object instead of tables' },
} as const satisfies Options;

export const help = `mizan compare NAME NAME …: models, efforts and profiles on the same questions

  mizan compare mizan:medium mizan:k2-think          Mizan's own way of thinking beside K2 Think's
  mizan compare mizan:low mizan:high --items 20
  mizan compare qwen qwen:k2-think qwen:high --config mizan.json --parallel 8
  mizan compare mizan:none mizan --question "What is MCMXCIV as a number?"

A NAME is what a client would put into "model": mizan or a model of the config, and after a colon an effort or settings
(mizan serve, GET /v1/models). Questions are of the test split, which no model of Mizan's was trained on.

${describeOptions(OPTIONS)}

Exit code: 0 done; 1 an error; 2 a mistake in the command; 130 stopped by Ctrl-C, what was answered being kept.
`;

type CompareSetting = { names: string[]; families: string[]; items: number; seed: number; question?: string };

const settingFrom = (values: Values<typeof OPTIONS>, names: string[]): CompareSetting => {
  if (names.length === 0)
    throw new UsageError('compare what? Name models as a client would: mizan compare mizan:medium mizan:k2-think');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice; name models that differ`);
  const asked =
    values.families
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? families.map((one) => one.name);
  for (const name of asked) {
    try {
      familyNamed(name);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  }
  return {
    names,
    families: [...new Set(asked)],
    items: values.items ?? 8,
    seed: values.seed ?? 1000,
    ...(values.question !== undefined && { question: values.question }),
  };
};

const reopen = (path: string): { setting: CompareSetting; records: ComparisonRecord[] } => {
  const { header, events, torn } = readRun<ComparisonRecord>(path);
  if (header['purpose'] !== 'comparison')
    throw new UsageError(`${path} is not a run of mizan compare; give --resume the file that mizan compare named`);
  if (torn !== undefined) writeAtomic(path, [header, ...events].map((one) => `${JSON.stringify(one)}\n`).join(''));
  return { setting: header['setting'] as CompareSetting, records: events.filter((event) => event.type === 'compared') };
};

type Work = { name: string; question: string; item?: Item };

/** Every question to every name, the names in turning order so that none is always first. */
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

/** Throws `UsageError` for a name that is no model's, or with settings that there are none of, before anything is asked. */
const requireModel = (catalog: Catalog, name: string, warnings: readonly string[]): void => {
  const found = catalog.find(name);
  if (!found)
    throw new UsageError(
      `there is no model "${name}"; there are ${[...catalog.models().map((one) => one.id), ...warnings].join(', ')}`,
    );
  try {
    found.model.open({ messages: [{ role: 'user', content: '' }] }, { suffix: found.suffix }, nullSpan);
  } catch (error) {
    throw error instanceof RequestError ? new UsageError(`${name}: ${error.message}`) : error;
  }
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (values.resume !== undefined && positionals.length > 0)
    throw new UsageError('--resume takes its models from the file; leave out the names');
  const old = values.resume === undefined ? undefined : reopen(values.resume);
  const setting = old?.setting ?? settingFrom(values, positionals);
  const { names, question, seed } = setting;
  const records = old?.records ?? [];
  const key = ({ name, item, question: text }: { name: string; item?: string; question: string }) =>
    `${name}\n${item ?? text}`;
  const had = new Set(records.map(key));
  const work = workOf(setting).filter(
    ({ name, item, question: text }) => !had.has(key({ name, question: text, ...(item && { item: item.id }) })),
  );
  const config = loadConfig(values.config, process.cwd());
  const model = await context.open(values.model, values.threads === undefined ? {} : { threads: values.threads });
  try {
    const { catalog, warnings, close } = await openCatalog({ model, config, env: context.env });
    try {
      for (const name of names) requireModel(catalog, name, warnings);
      let path = values.resume;
      if (path === undefined) {
        const file = createRun(join(values.runs, 'compare'), { purpose: 'comparison', setting });
        file.close();
        path = file.path;
      }
      const progress = createProgress({
        total: work.length,
        label: 'compare',
        unit: 'answers',
        stream: context.errors,
      });
      let done = 0;
      let next = 0;
      const asking = new AbortController();
      const both = AbortSignal.any([signal, asking.signal]);
      const worker = async (): Promise<void> => {
        while (next < work.length && !both.aborted) {
          const { name, question: text, item } = work[next++]!;
          const record = await askModel(catalog, name, { question: text, seed, signal: both, ...(item && { item }) });
          if (!record) return;
          appendFileSync(path, `${JSON.stringify(record)}\n`);
          records.push(record);
          progress.update(++done);
        }
      };
      try {
        await Promise.all(
          Array.from({ length: values.parallel }, () =>
            worker().catch((error: unknown) => {
              asking.abort();
              throw error;
            }),
          ),
        );
      } catch (error) {
        if (!(error instanceof ModelFailed || error instanceof RequestError)) throw error;
        throw new Error(`${error.message}; go on with: mizan compare --resume ${path}`, { cause: error });
      }
      if (done < work.length) {
        progress.finish('stopped');
        context.errors.write(`stopped; go on with: mizan compare --resume ${path}\n`);
        return 130;
      }
      if (work.length > 1 && question === undefined) progress.finish();
      const tables = question === undefined ? [comparisonTable(records, names, seed), familyTable(records, names)] : [];
      if (values.json)
        context.output.write(
          `${JSON.stringify({ setting, model: model.name, records: path, tables, answers: question === undefined ? undefined : records })}\n`,
        );
      else
        context.output.write(
          `${question === undefined ? tables.map((table) => tableText(table, 'plain')).join('\n\n') : answersText(records, names)}\n`,
        );
      if (values.out !== undefined && question === undefined)
        writeAtomic(values.out, `${tables.map((table) => tableText(table, 'markdown')).join('\n\n')}\n`);
      if (!values.json) context.errors.write(`records: ${path}\n`);
      return 0;
    } finally {
      await close();
    }
  } finally {
    await model.close();
  }
};
