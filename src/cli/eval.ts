/**
 * `mizan eval`: measures a model, alone and with the thinking system around it. Replies are collected into a run file first;
 * every number is computed from that file.
 *
 * A run that was stopped continues with --resume. When nothing is left to ask, --resume only computes again. Gold answers are
 * used for grading; a model sees questions and plans only.
 */
import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Chat, ChatRequest, Reply } from '../types.ts';
import { fitCalibration, confidenceOf } from '../reason/confidence.ts';
import { criticForm, criticMessages, readCritic } from '../reason/critic.ts';
import { extractAnswer } from '../reason/extract.ts';
import { thinkingFor } from '../reason/think-length.ts';
import { planRequest, readPlan } from '../reason/plan.ts';
import { createRun, readRun, writeAtomic } from '../files.ts';
import { canonical } from '../task/answer.ts';
import {
  ChatFailed,
  collect,
  evaluationItems,
  collectReplies,
  remaining,
  tokensOf,
  type ReadReply,
  type Arm,
  type EvaluationRecord,
  type CollectOptions,
  type CriticScore,
} from '../eval/collect.ts';
import { families, familyNamed, grade, verify } from '../task/registry.ts';
import { measure } from '../eval/metrics.ts';
import { majority } from '../eval/replay.ts';
import { reliability } from '../eval/statistics.ts';
import { abstention } from '../eval/false-refusals.ts';
import { thoughtOf } from './ask.ts';
import { EFFORT_NAMES } from '../gateway/effort.ts';
import { fingerprintWithCritic } from '../local/fingerprint.ts';
import { CALIBRATION_FILE, readModelFacts } from '../local/model-facts.ts';
import { loadModel, type LoadedModel } from '../local/load-model.ts';
import { describeOptions, parseOptions, type Options, type Values } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { decided, systemPolicy } from '../eval/system-policy.ts';
import { STANDARD } from '../reason/defaults.ts';
import { createProgress, type ProgressStream } from '../terminal/progress.ts';
import { plot, settingText, tableText, tables, type Setting } from '../eval/report.ts';

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
  runs: { type: 'text', value: 'FOLDER', default: 'runs', about: 'folder of the run file' },
  calibrate: {
    type: 'flag',
    about: 'fit calibration.json of the model on train-split questions of another seed',
  },
  abstain: {
    type: 'text',
    value: 'DATA',
    about: 'measure the domain gate against out-of-domain questions in this folder',
  },
  threads: { type: 'integer', value: 'N', min: 1, max: 256, about: 'processor threads of the model' },
  json: { type: 'flag', about: 'print one JSON object instead of tables' },
} as const satisfies Options;

export const help = `mizan eval: measure a model on test questions that it was never trained on

It reports greedy accuracy, majority of N, the full system with the model's critic where there is one, and pass@N, with 95 %
intervals, tokens and calls. Every reply is stored in a run file, and every number is computed from it.

  mizan eval --quick
  mizan eval --families countdown,linear --items 20 --out docs/results
  mizan eval --profile k2-think --items 10
  mizan eval --abstain DATA      DATA/gsm8k/test.jsonl and DATA/math500/test.jsonl, where present

${describeOptions(OPTIONS)}
`;

type EvalContext = {
  /** Identifies a model: see local/fingerprint.ts. */
  fingerprint: (folder: string) => Promise<string>;
  open: (folder: string | undefined, options: { threads?: number }) => Promise<LoadedModel>;
  write: (text: string) => unknown;
  stderr: ProgressStream;
  clock: () => number;
};

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

type Header = {
  purpose: 'evaluation' | 'calibration';
  setting: Setting;
  model: string | undefined;
  /** Fingerprint of the model with its critic. Older runs have none. */
  fingerprint?: string;
};

/** The header of a new run, from the flags. Calibration uses the train split and the next seed. Throws a `UsageError`. */
const headerFrom = (values: Values<typeof OPTIONS>): Header => {
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

/** The header and records of an earlier run. A last line torn by a crash is removed from the file, so that it can be appended to. */
const reopen = (path: string): { header: Header; records: EvaluationRecord[] } => {
  const { header, events, torn } = readRun<EvaluationRecord>(path);
  if (header['purpose'] !== 'evaluation' && header['purpose'] !== 'calibration') {
    throw new UsageError(`${path} is not a run of mizan eval; give --resume the file that mizan eval named`);
  }
  if (typeof header['setting'] !== 'object' || header['setting'] === null)
    throw new UsageError(`${path} has no settings; begin a new run without --resume`);
  if (torn !== undefined) writeAtomic(path, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { header: header as unknown as Header, records: events.filter((event) => event.type === 'asked') };
};

/** Asks for a plan as the live system does (reason/candidates.ts): greedy, cut off, dropped when it leaks the answer. */
const askPlan: CollectOptions['plan'] = async (chat, question, { seed, signal }) => {
  let reply: Reply | undefined;
  const request: ChatRequest = { messages: [{ role: 'user', content: question }], temperature: 0, seed, signal };
  for await (const event of chat(planRequest(request, 1, 200))) {
    if (event.type === 'reply') reply = event.reply;
    if (event.type !== 'done') continue;
    if (event.reply.finish === 'error') throw new ChatFailed(event.reply.content);
    const plan = readPlan(reply ?? event.reply, question);
    return { text: plan.leak || (reply ?? event.reply).finish !== 'stop' ? '' : plan.text, usage: event.usage };
  }
  throw new ChatFailed('the model ended its stream without a "done" event');
};

/**
 * Asks the critic as the live system does (reason/candidates.ts): each answer by itself, where no check applies and answers
 * differ. All samples are scored, since any of them may represent its answer in some run. Equal samples are scored once.
 */
const askCritic =
  (critic: Chat): CollectOptions['critic'] =>
  async (question, drawn, signal) => {
    const open = drawn.filter(({ answer }) => answer !== '' && verify(question, answer) === undefined);
    if (new Set(open.map(({ answer }) => canonical(answer))).size < 2) return drawn.map(() => undefined);
    const keyOf = ({ reply, answer }: ReadReply): string => JSON.stringify([reply.reasoning, answer]);
    const distinct = [...new Map(open.map((sample) => [keyOf(sample), sample]))];
    const said = await Promise.all(
      distinct.map(async ([key, sample]): Promise<[string, CriticScore] | undefined> => {
        const collected = await collectReplies(critic, {
          messages: criticMessages(question, { thought: sample.reply.reasoning, answer: sample.answer }),
          open: 'think',
          temperature: 0,
          maxTokens: criticForm.tokens,
          logprobs: 0,
          signal,
        });
        const reply = collected?.replies[0];
        return reply && [key, { right: readCritic(reply) ?? null, tokens: reply.tokens }];
      }),
    );
    const scores = said.every((entry) => entry !== undefined) ? new Map(said) : undefined;
    return scores && drawn.map((sample) => scores.get(keyOf(sample)));
  };

/** Fits calibration.json. Its quality is measured by cross-fitting: fitted on one half of the questions, read on the other. */
const calibrateModel = (
  records: readonly EvaluationRecord[],
  folder: string,
  setting: Setting,
  context: EvalContext,
  json: boolean,
): void => {
  const options = { verify, grade, greedyFirst: STANDARD.greedyFirst };
  const ids = [...new Set(records.map((record) => record.item.id))].sort();
  const halves = [0, 1].map((half) =>
    decided(
      records.filter((record) => ids.indexOf(record.item.id) % 2 === half),
      options,
    ),
  );
  const crossed = halves.flatMap((tested, half) => {
    const table = fitCalibration(halves[1 - half]!);
    return tested.map((decision) => ({ confidence: confidenceOf(decision, table), correct: decision.correct }));
  });
  const prior = halves.flat().map((decision) => ({ confidence: confidenceOf(decision), correct: decision.correct }));
  const calibration = fitCalibration(halves.flat());
  const path = join(folder, CALIBRATION_FILE);
  const source = { split: 'train', seed: setting.seed, items: setting.items, n: setting.n };
  writeAtomic(path, `${JSON.stringify({ ...calibration, source })}\n`);
  const [before, after] = [reliability(prior), reliability(crossed)];
  context.write(
    json
      ? `${JSON.stringify({ calibration: path, decisions: calibration.records, before, after })}\n`
      : `wrote ${path} from ${calibration.records} decisions on ${ids.length} train-split questions of seed ${setting.seed}\n` +
          `ECE ${before.ece.toFixed(3)} without a table, ${after.ece.toFixed(3)} with one (fitted on half of the questions, read on the rest)\n`,
  );
};

/** The report of finished records: tables or JSON on stdout, and files when `out` is given. */
const publish = (
  records: readonly EvaluationRecord[],
  header: Header,
  loaded: LoadedModel,
  path: string,
  context: EvalContext,
  out: string | undefined,
  json: boolean,
): void => {
  const { calibration } = readModelFacts(loaded.folder);
  const report = measure(records, {
    policies: {
      majority: majority({ early: false, greedyFirst: STANDARD.greedyFirst }),
      'majority, early stop': majority({ early: true, greedyFirst: STANDARD.greedyFirst }),
      system: systemPolicy({ verify, greedyFirst: STANDARD.greedyFirst, calibration }),
    },
    baseline: 'majority, early stop',
    system: 'system',
    grade,
    seed: header.setting.seed,
  });
  const setting = { ...header.setting, model: loaded.name };
  const about =
    `${settingText(setting)} · confidence ${calibration ? 'calibrated' : 'not calibrated'} · greedy candidate first · ` +
    `${records.some(({ samples }) => samples.some(({ held }) => held)) ? 'its critic is asked' : 'no judge'}, no larger model, no domain gate · ${records.length} records`;
  const result = { setting, calibrated: calibration !== undefined, records: basename(path), ...report };
  const printed = [about, ...tables(report).map((table) => tableText(table, 'plain'))].join('\n\n');
  context.write(`${json ? JSON.stringify(result) : printed}\n`);
  if (out === undefined) return;
  const sections = [
    '# Results',
    about,
    '![Accuracy at equal tokens](results.svg)',
    ...tables(report).map((table) => tableText(table, 'markdown')),
  ];
  writeAtomic(join(out, 'results.md'), `${sections.join('\n\n')}\n`);
  writeAtomic(join(out, 'results.svg'), plot(report));
  writeAtomic(join(out, 'results.json'), `${JSON.stringify(result, null, 1)}\n`);
  if (!json) context.write(`\nwrote results.md, results.svg and results.json in ${out}\n`);
};

/** Collects what the run file lacks. True: nothing is left. False: `signal` aborted. */
const complete = async (
  { chat, critic }: Pick<LoadedModel, 'chat' | 'critic'>,
  header: Header,
  path: string,
  records: EvaluationRecord[],
  signal: AbortSignal,
  context: EvalContext,
): Promise<boolean> => {
  const { setting, purpose } = header;
  const difficulties = setting.difficulty === 'all' ? ([1, 2, 3] as const) : [Number(setting.difficulty) as 1 | 2 | 3];
  const items = evaluationItems(setting.families, {
    split: purpose === 'calibration' ? 'train' : 'test',
    seed: setting.seed,
    count: setting.items,
    difficulties,
  });
  const arms: readonly Arm[] = setting.plan === 'both' ? ['shared', 'none'] : [setting.plan as Arm];
  const work = remaining(items, arms, records);
  if (work.length === 0) return true;
  const progress = createProgress({
    total: work.length,
    label: purpose,
    unit: 'requests',
    clock: context.clock,
    stream: context.stderr,
  });
  const started = context.clock();
  let [done, tokens] = [0, 0];
  try {
    const options = {
      ...setting,
      plan: askPlan,
      extract: extractAnswer,
      ...(critic && { critic: askCritic(critic) }),
      clock: context.clock,
      signal,
    };
    for await (const record of collect(chat, work, options)) {
      appendFileSync(path, `${JSON.stringify(record)}\n`);
      records.push(record);
      tokens += tokensOf(record);
      progress.update(++done, { 'tokens/s': Math.round((tokens * 1000) / Math.max(1, context.clock() - started)) });
    }
  } catch (error) {
    progress.finish('stopped');
    if (!(error instanceof ChatFailed)) throw error;
    throw new Error(`the model failed: ${error.message}; go on with: mizan eval --resume ${path}`, { cause: error });
  }
  progress.finish(done === work.length ? 'done' : 'stopped');
  return done === work.length;
};

/** `mizan eval` with its surroundings as an argument, for tests. Returns the exit code. */
export const evaluate = async (args: string[], signal: AbortSignal, context: EvalContext): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan eval takes no words, got "${positionals[0]}"; see mizan help eval`);
  const given = SETTINGS.find((name) => values[name] !== undefined && values[name] !== false);
  if (values.resume !== undefined && given)
    throw new UsageError(`--resume takes its settings from the file; leave out --${given}`);
  const resumed = values.resume === undefined ? undefined : reopen(values.resume);
  const header = resumed?.header ?? headerFrom(values);
  const loaded = await context.open(
    values.model ?? header.model,
    values.threads === undefined ? {} : { threads: values.threads },
  );
  try {
    if (values.abstain !== undefined) {
      const table = abstention(loaded.folder, values.abstain, header.setting);
      context.write(values.json ? `${JSON.stringify(table)}\n` : `${tableText(table, 'plain')}\n`);
      return 0;
    }
    const fingerprint = await context.fingerprint(loaded.folder);
    if (header.fingerprint !== undefined && header.fingerprint !== fingerprint)
      throw new Error(
        `${values.resume} is a run of another model than the one in ${loaded.folder}, or that or its critic has changed since; name the right one with --model, or begin a new run without --resume`,
      );
    let path = values.resume;
    if (path === undefined) {
      const run = createRun(join(values.runs, 'eval'), { ...header, fingerprint });
      run.close();
      path = run.path;
    }
    const records = resumed?.records ?? [];
    if (
      !(await complete(
        { ...loaded, chat: thinkingFor(loaded.chat, header.setting.thinking) },
        header,
        path,
        records,
        signal,
        context,
      ))
    ) {
      context.stderr.write(`stopped; go on with: mizan eval --resume ${path}\n`);
      return 130;
    }
    if (header.purpose === 'calibration') calibrateModel(records, loaded.folder, header.setting, context, values.json);
    else publish(records, header, loaded, path, context, values.out, values.json);
    context.stderr.write(`records: ${path}\n`);
    return 0;
  } finally {
    await loaded.close();
  }
};

/**
 * With --effort or --profile: the arguments of `mizan compare` that measure it live, as the server would answer. Undefined
 * without these flags. Throws a `UsageError`.
 */
export const servedArgs = (args: readonly string[]): string[] | undefined => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  const { effort, profile, n, plan, temperature } = values;
  if (effort === undefined && profile === undefined) return undefined;
  if (positionals.length > 0)
    throw new UsageError(`mizan eval takes no words, got "${positionals[0]}"; see mizan help eval`);
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
  const settings = [
    ...(base === undefined ? [] : [base]),
    ...(n === undefined ? [] : [`n=${n}`]),
    ...(plan === undefined ? [] : [`plan=${plan}`]),
    ...(temperature === undefined ? [] : [`temperature=${temperature}`]),
    ...(values['max-tokens'] === undefined ? [] : [`max_tokens=${values['max-tokens']}`]),
    ...(values['think-tokens'] === undefined ? [] : [`think_tokens=${values['think-tokens']}`]),
    ...(values['think-least'] === undefined ? [] : [`think_least=${values['think-least']}`]),
  ].join(',');
  const passed = (['families', 'seed', 'model', 'threads'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, String(values[name])],
  );
  return [
    settings === '' ? 'mizan' : `mizan:${settings}`,
    '--items',
    String(values.items ?? (values.quick ? 4 : 40)),
    ...passed,
    ...(values.out === undefined ? [] : ['--out', join(values.out, 'compare.md')]),
    '--runs',
    values.runs,
    ...(values.json ? ['--json'] : []),
  ];
};

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const served = servedArgs(args);
  if (served) return (await import('./compare.ts')).run(served, signal);
  return evaluate(args, signal, {
    open: loadModel,
    fingerprint: fingerprintWithCritic,
    write: (text) => process.stdout.write(text),
    stderr: process.stderr,
    clock: () => performance.now(),
  });
};
