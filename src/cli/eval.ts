/**
 * `mizan eval`: how good a model is, alone and with the system around it. Only flags and output are here; collecting,
 * resuming and computing are eval/run.ts. With --effort or --profile the system is measured as it is served, by
 * `mizan compare`.
 */
import { join } from 'node:path';
import { abstention } from '../eval/false-refusals.ts';
import { tableText } from '../eval/report.ts';
import {
  calibrate,
  completeRun,
  createEvaluationRun,
  evaluateRun,
  evaluationJson,
  evaluationText,
  openEvaluationRun,
  writeEvaluation,
  type EvaluationHeader,
  type EvaluationRun,
} from '../eval/run.ts';
import { writeAtomic } from '../files.ts';
import { EFFORT_NAMES } from '../gateway/effort.ts';
import { fingerprintWithCritic } from '../local/fingerprint.ts';
import { CALIBRATION_FILE, readModelFacts } from '../local/read-facts.ts';
import { loadModel, type LoadedModel } from '../local/load-model.ts';
import { STANDARD } from '../reason/defaults.ts';
import { thinkingFor } from '../reason/think-length.ts';
import { agentHelp, evaluateAgent } from './eval-agent.ts';
import { evaluateWords } from './eval-words.ts';
import { families, familyNamed } from '../task/registry.ts';
import type { ProgressStream } from '../terminal/progress.ts';
import { dataFolder, runsFolder } from '../gateway/data-folder.ts';
import { NO_CONFIG } from '../provider/config.ts';
import { UsageError } from '../usage-error.ts';
import { thoughtOf } from './ask.ts';
import { compareDefaults, compareModels, type CompareValues } from './compare.ts';
import { describeOptions, parseOptions, type Options, type Values } from './flags/options.ts';
import { asTyped } from './screen/command-name.ts';

const OPTIONS = {
  model: { type: 'text', value: 'FOLDER', about: 'the model to measure (default: the embedded model)' },
  families: { type: 'text', value: 'A,B', about: 'task families, separated by commas (default: all)' },
  items: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 10_000,
    about: 'questions per family (default 40, with --quick 4)',
  },
  n: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 128,
    about: 'candidates drawn per question (default 32, with --quick 8)',
  },
  difficulty: { type: 'choice', choices: ['all', '1', '2', '3'], about: 'of the questions (default all, in turn)' },
  plan: { type: 'choice', choices: ['both', 'none', 'shared'], about: 'with a plan, without, or both (default both)' },
  seed: {
    type: 'integer',
    value: 'SEED',
    min: 1000,
    about: 'of questions and samples, 1000 or more: smaller ones belong to training (default 1000)',
  },
  temperature: { type: 'number', value: 'T', min: 0.01, max: 5, about: 'of the candidates (default 1)' },
  'max-tokens': { type: 'integer', value: 'N', min: 1, about: 'most tokens of one candidate (default 256)' },
  effort: {
    type: 'choice',
    choices: EFFORT_NAMES,
    about: 'measure the system as it is served, at this effort (mizan compare does several)',
  },
  profile: { type: 'choice', choices: ['none', 'mizan', 'k2-think'], about: 'the same for a profile' },
  'think-tokens': {
    type: 'integer',
    value: 'N',
    min: 1,
    about: 'end a thought after N tokens and ask for the answer',
  },
  'think-least': {
    type: 'integer',
    value: 'N',
    min: 1,
    about: 'a thought that would end before N tokens goes on',
  },
  quick: { type: 'flag', about: 'a small, rough run' },
  resume: { type: 'text', value: 'FILE', about: 'continue an interrupted run, or compute a finished one again' },
  out: { type: 'text', value: 'FOLDER', about: 'also write results.md, results.svg and results.json there' },
  runs: { type: 'text', value: 'FOLDER', about: 'folder of the run file (default: runs in the data folder)' },
  calibrate: {
    type: 'flag',
    about: 'fit calibration.json of the model on train-split questions of another seed',
  },
  words: {
    type: 'text',
    value: 'FOLDER',
    about: 'measure the system on questions in independent wordings (test/words)',
  },
  split: { type: 'text', value: 'NAME', default: 'dev', about: 'of --words: NAME of the files *.NAME.jsonl' },
  set: { type: 'text', value: 'DATA', about: 'measure it on public sets in DATA/bbh and DATA/stories, where present' },
  reworded: { type: 'flag', about: 'with --set: 30 items of BIG-Bench Hard tasks in other words' },
  reader: {
    type: 'text',
    value: 'FOLDER',
    about: 'with --words or --set: a reading model, asked where no reader fits',
  },
  'reading-alone': { type: 'flag', about: 'with --words or --set: never ask the model' },
  'without-reading': { type: 'flag', about: 'with --words or --set: the model alone, as before questions were read' },
  abstain: {
    type: 'text',
    value: 'DATA',
    about: 'measure the domain gate against out-of-domain questions in this folder',
  },
  threads: { type: 'integer', value: 'N', min: 1, max: 256, about: 'processor threads of the model' },
  json: { type: 'flag', about: 'print one JSON object instead of tables' },
} as const satisfies Options;

export const help = `mizan eval: measure a model on test questions that it was never trained on

It reports greedy accuracy, majority of N, the full system with the model's critic where there is one, and pass@N,
with 95 % intervals, tokens and calls. Every reply is stored in a run file, and every number is computed from it.

  mizan eval --quick
  mizan eval --families countdown,linear --items 20 --out docs/results
  mizan eval --profile k2-think --items 10
  mizan eval --words test/words      right, wrong, declined per kind and voice
  mizan eval --abstain DATA      DATA/gsm8k/test.jsonl and DATA/math500/test.jsonl, where present

${describeOptions(OPTIONS)}

${agentHelp}`;

type EvalValues = Values<typeof OPTIONS>;

type EvalContext = {
  /** Identifies a model: see local/fingerprint.ts. */
  fingerprint: (folder: string) => Promise<string>;
  open: (folder: string | undefined, options: { threads?: number }) => Promise<LoadedModel>;
  write: (text: string) => unknown;
  stderr: ProgressStream;
  clock: () => number;
};

/** Flags that say what is asked; a resumed run takes them from its file. */
const SETTINGS = [
  'families',
  'items',
  'n',
  'difficulty',
  'plan',
  'seed',
  'temperature',
  'max-tokens',
  'think-tokens',
  'think-least',
  'quick',
  'calibrate',
] as const;

/**
 * The header of a new run, from the flags. Calibration uses the train split and the next seed. Throws a `UsageError`.
 */
const headerFrom = (values: EvalValues): EvaluationHeader => {
  const { quick, calibrate } = values;
  const wanted = values.families
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (wanted?.length === 0) throw new UsageError('--families names no family; leave it out for all of them');
  const names = [...new Set(wanted ?? families.map((family) => family.name))];
  for (const name of names) {
    try {
      familyNamed(name);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  }
  const thinking = thoughtOf(values);
  return {
    purpose: calibrate ? 'calibration' : 'evaluation',
    model: values.model,
    setting: {
      model: values.model ?? 'embedded',
      families: names,
      items: values.items ?? (quick ? 4 : 40),
      n: values.n ?? (quick ? 8 : 32),
      difficulty: values.difficulty ?? 'all',
      seed: (values.seed ?? 1000) + (calibrate ? 1 : 0),
      plan: values.plan ?? 'both',
      temperature: values.temperature ?? STANDARD.temperature,
      maxTokens: values['max-tokens'] ?? STANDARD.maxTokens,
      ...(thinking && { thinking }),
    },
  };
};

/** Fits calibration.json of the model, and prints how good it is on questions that it was not fitted on. */
const calibrateModel = (
  { records, header }: EvaluationRun,
  folder: string,
  json: boolean,
  write: EvalContext['write'],
) => {
  const { seed, items, n } = header.setting;
  const { calibration, questions, before, after } = calibrate(records);
  const path = join(folder, CALIBRATION_FILE);
  writeAtomic(path, `${JSON.stringify({ ...calibration, source: { split: 'train', seed, items, n } })}\n`);
  write(
    json
      ? `${JSON.stringify({ calibration: path, decisions: calibration.records, before, after })}\n`
      : `wrote ${path} from ${calibration.records} decisions on ${questions} train-split questions of seed ${seed}\n` +
          `ECE ${before.ece.toFixed(3)} without a table, ${after.ece.toFixed(3)} with one (fitted on half of the questions, read on the rest)\n`,
  );
};

/** Prints the report of a finished run, and writes its files when `out` is given. */
const publish = (run: EvaluationRun, model: LoadedModel, values: EvalValues, write: EvalContext['write']): void => {
  const { calibration } = readModelFacts(model.folder);
  const evaluation = evaluateRun(run, { name: model.name, calibration });
  write(`${values.json ? JSON.stringify(evaluationJson(evaluation, run.path)) : evaluationText(evaluation)}\n`);
  if (values.out === undefined) return;
  writeEvaluation(values.out, evaluation, run.path);
  if (!values.json) write(`\nwrote results.md, results.svg and results.json in ${values.out}\n`);
};

/** The run to go on with, or a new one. Throws when a resumed run is of another model. */
const runFor = (
  resumed: EvaluationRun | undefined,
  header: EvaluationHeader,
  model: { folder: string; fingerprint: string },
  runs: string,
): EvaluationRun => {
  const { folder, fingerprint } = model;
  if (!resumed) return createEvaluationRun(join(runs, 'eval'), { ...header, fingerprint });
  if (header.fingerprint !== undefined && header.fingerprint !== fingerprint)
    throw new Error(
      `${resumed.path} is a run of another model than the one in ${folder}, or that or its critic has changed since; name the right one with --model, or begin a new run without --resume`,
    );
  return resumed;
};

/** Asks what is missing, then prints. Gives the exit code. */
const runEvaluation = async (
  model: LoadedModel,
  run: EvaluationRun,
  values: EvalValues,
  signal: AbortSignal,
  { write, stderr, clock }: EvalContext,
): Promise<number> => {
  const chat = thinkingFor(model.chat, run.header.setting.thinking);
  if (!(await completeRun({ ...model, chat }, run, { signal, clock, stream: stderr }))) {
    stderr.write(asTyped(`stopped; go on with: mizan eval --resume ${run.path}\n`));
    return 130;
  }
  if (run.header.purpose === 'calibration') calibrateModel(run, model.folder, values.json, write);
  else publish(run, model, values, write);
  stderr.write(`records: ${run.path}\n`);
  return 0;
};

/** `mizan eval` with its surroundings as an argument, for tests. Gives the exit code. */
export const evaluate = async (args: string[], signal: AbortSignal, context: EvalContext): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan eval takes no words, got "${positionals[0]}"; see mizan help eval`);
  const given = SETTINGS.find((name) => values[name] !== undefined && values[name] !== false);
  if (values.resume !== undefined && given)
    throw new UsageError(`--resume takes its settings from the file; leave out --${given}`);
  const resumed = values.resume === undefined ? undefined : openEvaluationRun(values.resume);
  const header = resumed?.header ?? headerFrom(values);
  const model = await context.open(
    values.model ?? header.model,
    values.threads === undefined ? {} : { threads: values.threads },
  );
  try {
    if (values.words !== undefined || values.set !== undefined) {
      const { words, set, split, json } = values;
      return await evaluateWords(model, {
        words,
        set,
        split,
        alone: values['reading-alone'],
        unread: values['without-reading'],
        reworded: values.reworded,
        reader: values.reader,
        json,
        signal,
        write: context.write,
      });
    }
    if (values.abstain !== undefined) {
      const table = abstention(model.folder, values.abstain, header.setting);
      context.write(values.json ? `${JSON.stringify(table)}\n` : `${tableText(table, 'plain')}\n`);
      return 0;
    }
    const fingerprint = await context.fingerprint(model.folder);
    const runs = values.runs ?? runsFolder(dataFolder(undefined, NO_CONFIG, process.env));
    const run = runFor(resumed, header, { folder: model.folder, fingerprint }, runs);
    return await runEvaluation(model, run, values, signal, context);
  } finally {
    await model.close();
  }
};

/**
 * The name that asks for the system as it is served with these flags, such as `mizan:k2-think,n=4`. Throws
 * `UsageError`.
 */
const servedName = ({ effort, profile, n, plan, temperature, ...values }: EvalValues): string => {
  if (effort !== undefined && profile !== undefined)
    throw new UsageError('--effort and --profile say the same; give one of them');
  const flag = effort === undefined ? '--profile' : '--effort';
  const other = (['resume', 'calibrate', 'abstain', 'difficulty'] as const).find(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (other)
    throw new UsageError(
      `--${other} has no meaning with ${flag}; leave it out${other === 'resume' ? ' (mizan compare --resume goes on)' : ''}`,
    );
  if (plan === 'both') throw new UsageError(`--plan both has no meaning with ${flag}; take none or shared`);
  const base = effort ?? (profile === 'mizan' ? undefined : profile);
  const fields = {
    n,
    plan,
    temperature,
    max_tokens: values['max-tokens'],
    think_tokens: values['think-tokens'],
    think_least: values['think-least'],
  };
  const settings = [
    ...(base === undefined ? [] : [base]),
    ...Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
  ].join(',');
  return settings === '' ? 'mizan' : `mizan:${settings}`;
};

/**
 * With --effort or --profile, the comparison that measures it live, as the server would answer, where the rest of this
 * verb draws once and replays. Undefined without these flags. Throws `UsageError`.
 */
export const servedComparison = (args: string[]): { names: string[]; values: CompareValues } | undefined => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (values.effort === undefined && values.profile === undefined) return undefined;
  if (positionals.length > 0)
    throw new UsageError(`mizan eval takes no words, got "${positionals[0]}"; see mizan help eval`);
  const { families: chosen, seed, model, threads, runs, out, json, quick } = values;
  return {
    names: [servedName(values)],
    values: {
      ...compareDefaults,
      families: chosen,
      seed,
      model,
      threads,
      runs,
      json,
      items: values.items ?? (quick ? 4 : 40),
      parallel: 1,
      out: out === undefined ? undefined : join(out, 'compare.md'),
    },
  };
};

/** Whether the flags ask for an agent on tasks, which has flags of its own. */
const asksAgent = (args: readonly string[]): boolean =>
  args.some((arg) => arg === '--agent' || arg.startsWith('--agent='));

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  if (args.length === 0)
    throw new UsageError(
      `mizan eval measures a model on thousands of answers: all ${families.length} families take 25 minutes to an hour and ` +
        'a half; a rough run of minutes: mizan eval --quick; all of it: mizan eval --items 40; the rest: mizan help eval',
    );
  if (asksAgent(args)) return evaluateAgent(args, signal);
  const served = servedComparison(args);
  if (served) return compareModels(served.names, served.values, signal);
  return evaluate(args, signal, {
    open: loadModel,
    fingerprint: fingerprintWithCritic,
    write: (text) => process.stdout.write(text),
    stderr: process.stderr,
    clock: () => performance.now(),
  });
};
