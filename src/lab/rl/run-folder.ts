/**
 * The folder of an RL run: what is in it, how it is begun, resumed, recorded and drawn. The loop is rl-loop.ts.
 *
 * rollouts.jsonl and log.jsonl grow with every step; a checkpoint holds how long they were, and a resumed run cuts them
 * back to that, so each step stands in them once.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { prettyJson } from '../../json.ts';
import { isAdapterFolder } from '../../model/adapter.ts';
import { countParameters, parameterShapes, type ModelConfig } from '../../model/config.ts';
import { encodeSafetensors } from '../../model/safetensors.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import { appendText, createFolder, removeLeftovers, writeAtomic } from '../../files.ts';
import type { SuccessRates } from '../../task/curriculum.ts';
import type { Graded } from '../../task/penalty.ts';
import type { Rubric } from '../../task/reward.ts';
import type { Values } from '../../tensor/run.ts';
import { loadCheckpoint, saveCheckpoint, type LoopState } from '../../train/checkpoint.ts';
import { SHARD } from '../../train/source.ts';
import { openModelFolder } from '../../local/model-folder.ts';
import type { HeldOutResult } from '../exam/held-out.ts';
import { linePlot } from '../../eval/line-plot.ts';
import type { Drawn } from '../data/task-documents.ts';
import { readData, readRecipeJson } from '../data/sft-recipe.ts';
import { readRlRecipe, requireSense, type RlRecipe } from './recipe.ts';
import { readAttempt, tokensOf, type Group } from './rollouts.ts';
import { loadRubric } from './load-rubric.ts';

/** What the loop needs to go on exactly, besides the weights and the optimiser's state. */
export type RlState = {
  /** Steps done; updates applied, which is the version of the weights; groups begun; tokens drawn. */
  step: number;
  version: number;
  groups: number;
  tokens: number;
  seconds: number;
  standing: SuccessRates;
  /** Groups with unfinished answers. */
  underway: Group[];
};

/** What one step found. Rates are shares of the answers (or groups) that were completed in it; null where there were none. */
export type StepLine = {
  type: 'step';
  step: number;
  reward: number | null;
  pass1: number | null;
  passK: number | null;
  length: number | null;
  truncated: number | null;
  groups: number;
  skipped: number;
  entropy: number | null;
  kl: number | null;
  gap: number | null;
  loss: number | null;
  ptx: number | null;
  norm: number | null;
  lr: number;
  temperature: number;
  tokens: number;
  seconds: number;
  /** Seconds of its parts: drawing, checking that both sides agree, updating, handing over. */ drawing: number;
  checking: number;
  updating: number;
  handing: number;
};
type HeldOutLine = { type: 'held-out'; step: number; accuracy: number; items: number };
export type LogLine = StepLine | HeldOutLine;

const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
const OPTIONAL = ['domain.json', 'generation_config.json', 'recipe.json'];

/** What to do about a run that has lost something. */
const RESTORE = 'restore it, or start afresh in another folder with --out';

const startOf = (folder: string): string => join(folder, 'start');
const criticOf = (folder: string): string => join(folder, 'critic');

/** Checks that `from` is a model folder. `what` it is wanted for and the `remedy` are for the message. */
const requireModel = (from: string, what: string, remedy: string): void => {
  if (isAdapterFolder(from))
    throw new Error(
      `${from} is an adapter and no ${what}; merge it into its base first: mizan export ${from} --out FOLDER`,
    );
  for (const name of FILES)
    if (!existsSync(join(from, name))) throw new Error(`${from} is no ${what}: it has no ${name}; ${remedy}`);
};

/** Copies a model into the run, whole or not at all: the run then no longer depends on where it came from. */
const copyModel = (from: string, to: string): void =>
  createFolder(
    to,
    (folder) => {
      for (const name of [...FILES, ...OPTIONAL])
        if (existsSync(join(from, name))) cpSync(join(from, name), join(folder, name));
    },
    { replace: true },
  );

export type RlRun = {
  folder: string;
  recipe: RlRecipe;
  config: ModelConfig;
  tokenizer: Tokenizer;
  rubric: Rubric;
  /** Folder of the run's own copy of the critic, when it has one. */
  critic: string | undefined;
  start: Values;
  /** What the start was taught by imitation, to be rehearsed beside (train.ptx). */
  taught: Drawn | undefined;
  /** What has been measured before the run, and its log as far as it has come. */
  before: HeldOutResult[] | undefined;
  log: LogLine[];
  /** From the last checkpoint; undefined for a new run. */
  resumed: { variables: Values; state: RlState } | undefined;
};

type Extra = { version: 1; state: RlState; bytes: { rollouts: number; log: number } };

const isExtra = (value: unknown): value is Extra =>
  typeof value === 'object' &&
  value !== null &&
  (value as Extra).version === 1 &&
  Array.isArray((value as Extra).state?.underway) &&
  typeof (value as Extra).bytes?.rollouts === 'number';

/** Cuts a file back to its first `size` bytes. */
const cutBack = (path: string, size: number): void => {
  const now = existsSync(path) ? statSync(path).size : 0;
  if (now < size) throw new Error(`${path} has ${now} bytes and the checkpoint knows of ${size}; ${RESTORE}`);
  if (now > size) truncateSync(path, size);
};

/** What makes two recipes the same run. A run has copied its start and its critic, so those may be gone. */
const lasting = ({
  about: _about,
  train: { save_every: _save, ...train },
  start: _start,
  rewards,
  ...rest
}: RlRecipe): string =>
  JSON.stringify({ ...rest, train, rewards: { ...rewards, critic: rewards.critic !== undefined } });

/** Whether the recipe saved in a run's folder is this one. Throws one sentence that names the file when it is damaged. */
export const isSameRun = (saved: string, recipe: RlRecipe): boolean =>
  existsSync(saved) && lasting(readRlRecipe(saved)) === lasting(recipe);

/** Whether the run has copied these very weights. */
const startsWith = (folder: string, from: string): boolean => {
  const [copy, weights] = [startOf(folder), from].map((one) => join(one, 'model.safetensors'));
  return existsSync(copy!) && existsSync(weights!) && readFileSync(copy!).equals(readFileSync(weights!));
};

/** What the examination before the run found; undefined when it is still to be made. */
const readBefore = (folder: string): HeldOutResult[] | undefined => {
  const path = join(folder, 'before.json');
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as HeldOutResult[];
  } catch (error) {
    throw new Error(`${path} is damaged; ${RESTORE}`, { cause: error });
  }
};

/**
 * Checks that the run in `folder`, whose checkpoint has this state, is the recipe's and whole, and gives what the loop has kept. The run
 * has a copy of its start, so that may be gone, but it may not be another now.
 */
const checkRun = (folder: string, recipe: RlRecipe, { update, extra }: LoopState): Extra => {
  const saved = join(folder, 'recipe.json');
  if (!isExtra(extra))
    throw new Error(`the checkpoint in ${folder} is not one of mizan rl; give another folder with --out`);
  for (const name of ['recipe.json', 'start', ...(update > 0 ? ['before.json'] : [])])
    if (!existsSync(join(folder, name))) throw new Error(`the run in ${folder} lacks its ${name}; ${RESTORE}`);
  if (!isSameRun(saved, recipe))
    throw new Error(
      `the run in ${folder} was made from another recipe; give another folder with --out, or go on with ${saved}`,
    );
  const copy = startOf(folder);
  if (!existsSync(join(recipe.start, 'model.safetensors')))
    console.error(`${recipe.start} is gone; the run goes on with its own copy, ${copy}`);
  else if (!startsWith(folder, recipe.start))
    throw new Error(
      `the run in ${folder} began with another model than ${recipe.start}; go on with --start ${copy}, or give another folder with --out`,
    );
  return extra;
};

/** The data of the recipe that the start was taught by before any rewards, as far as it has read them, in rows of this run. */
const sftDataOf = (folder: string, { train: { ptx, length } }: RlRecipe): Drawn | undefined => {
  if (ptx.weight === 0 || ptx.documents === 0) return undefined;
  const path = join(startOf(folder), 'recipe.json');
  type Taught = { data?: unknown; run?: { cursor?: { shard?: unknown } }; sft?: Taught };
  let taught: Taught = existsSync(path) ? (readRecipeJson(path) as Taught) : {};
  while (taught.sft) taught = taught.sft;
  const { data, run } = taught;
  if (data === undefined)
    throw new Error(
      `${path} names no data that the model was taught, so there is nothing to rehearse; set train.ptx to {"weight": 0, "documents": 0}`,
    );
  const { documents = 2 ** 30, ...rest } = readData(data, path);
  const shards = run?.cursor?.shard;
  const seen = typeof shards === 'number' && shards > 0 ? shards * SHARD : documents;
  return { data: { ...rest, documents: Math.min(documents, seen) }, train: { length, validation_items: 0 } };
};

/** What a run writes. A folder that has some of it without the recipe of an RL run is somebody's own. */
const WRITTEN = [
  'recipe.json',
  'start',
  'critic',
  'before.json',
  'rollouts.jsonl',
  'log.jsonl',
  'results.json',
  'model',
];

/** Whether the recipe.json in `folder` is that of an RL run. */
const isRun = (folder: string): boolean => {
  try {
    readRlRecipe(join(folder, 'recipe.json'));
    return true;
  } catch {
    return false;
  }
};

/**
 * Begins the run in `folder`, where there may be one that ended before its first checkpoint: what that has measured of the same
 * start is kept. Nothing is changed before everything has been checked.
 */
const beginRun = (folder: string, recipe: RlRecipe): void => {
  const {
    start,
    rewards: { critic },
  } = recipe;
  requireSense(recipe);
  requireModel(
    start,
    'model to start from',
    'train one to start from (mizan train recipes/mizan-1m.json), or name one with --start',
  );
  if (critic !== undefined)
    requireModel(
      critic,
      'critic',
      'train one (mizan critic recipes/critic-1m.json) and name its folder, MODEL/critic, in rewards.critic',
    );
  const own = isRun(folder);
  const other = own ? undefined : WRITTEN.find((name) => existsSync(join(folder, name)));
  if (other !== undefined)
    throw new Error(
      `${folder} is no run of mizan rl, which would overwrite its ${other}; give another folder with --out`,
    );
  const saved = join(folder, 'recipe.json');
  const measured = own && isSameRun(saved, recipe) && startsWith(folder, start);
  for (const name of ['rollouts.jsonl', 'log.jsonl', 'results.json', ...(measured ? [] : ['before.json'])])
    rmSync(join(folder, name), { force: true });
  writeAtomic(saved, prettyJson(recipe)); // before the folders: by it a run that is killed here knows them for its own
  copyModel(start, startOf(folder));
  if (critic !== undefined) copyModel(critic, criticOf(folder));
};

/** Opens the run in `folder`, new or to be resumed. Throws one clear sentence when it is another recipe's or damaged; nothing is changed then. */
export const openRun = async (folder: string, recipe: RlRecipe): Promise<RlRun> => {
  const rubric = await loadRubric(recipe.rewards.rubric);
  const checkpoint = await loadCheckpoint(folder);
  const extra = checkpoint && checkRun(folder, recipe, checkpoint.state);
  if (!extra) beginRun(folder, recipe);
  const before = readBefore(folder);
  if (extra) for (const name of ['rollouts', 'log'] as const) cutBack(join(folder, `${name}.jsonl`), extra.bytes[name]);
  removeLeftovers(folder);
  const model = await openModelFolder(startOf(folder));
  const { config, tokenizer } = model;
  for (const marker of ['<|plan|>', '<|think|>', '<|answer|>', '<|end|>']) {
    if (tokenizer.idOf(marker) === undefined)
      throw new Error(`the model in ${recipe.start} has no ${marker}; mizan rl trains models of Mizan's own kind`);
  }
  if (recipe.train.length > config.maxPositions)
    throw new Error(
      `train.length is ${recipe.train.length}, and the model in ${recipe.start} has room for ${config.maxPositions}; lower it in the recipe`,
    );
  const weights = await model.weights();
  const start = Object.fromEntries(
    Object.keys(parameterShapes(config)).map((name) => [
      name,
      { data: Float32Array.from(weights.get(name)!.data), shape: weights.get(name)!.shape },
    ]),
  );
  return {
    folder,
    recipe,
    config,
    tokenizer,
    rubric,
    critic: recipe.rewards.critic === undefined ? undefined : criticOf(folder),
    start,
    taught: sftDataOf(folder, recipe),
    before,
    log: readLog(folder),
    resumed: extra && { variables: checkpoint!.variables, state: extra.state },
  };
};

/** One line a rollout: what was asked, what was answered, what it earned and why. */
export const recordGroups = (
  { folder, tokenizer }: RlRun,
  step: number,
  groups: readonly { group: Group; graded: readonly Graded[]; advantages: ReadonlyMap<number, number> | undefined }[],
): void => {
  const lines = groups.flatMap(({ group, graded, advantages }) =>
    group.answers.map((answer, i) => {
      const {
        answer: said,
        reply: { plan, reasoning, content, finish, tokens },
      } = readAttempt(tokenizer, group, answer);
      const { reward, correct, parts } = graded[i]!;
      return JSON.stringify({
        type: 'rollout',
        step,
        group: group.number,
        index: i,
        item: group.item.id,
        question: group.item.question,
        gold: group.item.gold,
        plan,
        thought: reasoning,
        content,
        answer: said,
        finish,
        tokens,
        budget: group.budget,
        versions: answer.segments.map(({ version, ids }) => [version, ids.length]),
        reward,
        correct,
        advantage: advantages?.get(i) ?? null,
        parts: Object.fromEntries(parts.map(({ name, weight, value, reason }) => [name, [weight, value, reason]])),
      });
    }),
  );
  if (lines.length > 0) appendText(join(folder, 'rollouts.jsonl'), `${lines.join('\n')}\n`);
};

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

export const saveRun = ({ folder }: RlRun, variables: Values, state: RlState): void => {
  const extra: Extra = {
    version: 1,
    state,
    bytes: { rollouts: sizeOf(join(folder, 'rollouts.jsonl')), log: sizeOf(join(folder, 'log.jsonl')) },
  };
  const loop: LoopState = {
    update: state.step,
    tokens: state.tokens,
    seconds: state.seconds,
    cursor: { shard: 0, offset: 0 },
    extra,
  };
  saveCheckpoint(folder, variables, loop);
};

export const readLog = (folder: string): LogLine[] => {
  const path = join(folder, 'log.jsonl');
  return (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []).flatMap((line, i) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as LogLine];
    } catch (error) {
      throw new Error(`${path} is damaged at line ${i + 1}; ${RESTORE}`, { cause: error });
    }
  });
};

/** Means over at most 100 stretches. */
const smooth = (points: [number, number][]): [number, number][] => {
  const size = Math.ceil(points.length / 100) || 1;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const part = points.slice(i * size, (i + 1) * size);
    return [part.at(-1)![0], part.reduce((sum, [, y]) => sum + y, 0) / part.length];
  });
};

/** Draws the log: rates.svg (reward, pass@1, pass@k, held-out), policy.svg (entropy, KL), length.svg and speed.svg. */
export const drawRun = ({ folder, recipe }: RlRun, log: readonly LogLine[]): void => {
  const steps = log.filter((line) => line.type === 'step');
  const of = (field: keyof StepLine): [number, number][] =>
    smooth(
      steps.flatMap((line) => (typeof line[field] === 'number' ? [[line.step, line[field]] as [number, number]] : [])),
    );
  const draw = (
    name: string,
    title: string,
    yLabel: string,
    series: { name: string; points: [number, number][]; dashed?: boolean }[],
    percent = false,
  ) =>
    writeAtomic(
      join(folder, name),
      linePlot({
        title: `${recipe.name}: ${title}`,
        xLabel: 'steps',
        yLabel,
        yRange: percent ? [0, 1] : [0, 0],
        ...(percent ? { yFormat: 'percent' as const } : {}),
        series,
      }),
    );
  draw(
    'rates.svg',
    'how often it is right',
    'share of the answers',
    [
      { name: 'reward', points: of('reward') },
      { name: 'pass@1', points: of('pass1') },
      { name: `pass@${recipe.rollouts.size}`, points: of('passK') },
      {
        name: 'held-out, greedy',
        points: log.filter((line) => line.type === 'held-out').map((line) => [line.step, line.accuracy]),
        dashed: true,
      },
      {
        name: 'skipped groups',
        points: smooth(steps.map((line) => [line.step, line.groups === 0 ? 0 : line.skipped / line.groups])),
      },
    ],
    true,
  );
  draw('policy.svg', 'how far it has moved', 'nats per token', [
    { name: 'entropy', points: of('entropy') },
    { name: 'KL to the start', points: of('kl') },
  ]);
  draw('length.svg', 'length of an answer', 'tokens', [{ name: 'tokens', points: of('length') }]);
  draw('speed.svg', 'tokens drawn per second of a step', 'tokens per second', [
    { name: 'tokens/s', points: smooth(steps.map((line) => [line.step, line.tokens / Math.max(1e-3, line.seconds)])) },
  ]);
};

/** Writes the model as it is to model/, in the layout of the one it began with. Gives that folder. */
export const exportModel = ({ folder, recipe, config }: RlRun, weights: Values, state: RlState): string => {
  const model = join(folder, 'model');
  mkdirSync(model, { recursive: true });
  for (const name of [...FILES, ...OPTIONAL])
    if (name !== 'model.safetensors' && existsSync(join(startOf(folder), name)))
      writeAtomic(join(model, name), readFileSync(join(startOf(folder), name)));
  const before = join(startOf(folder), 'recipe.json');
  const { underway: _underway, standing, ...run } = state;
  writeAtomic(
    join(model, 'recipe.json'),
    prettyJson({
      rl: { ...recipe, run: { ...run, standing } },
      ...(existsSync(before) ? { sft: JSON.parse(readFileSync(before, 'utf8')) as unknown } : {}),
      parameters: countParameters(config),
    }),
  );
  const tensors = new Map(Object.keys(parameterShapes(config)).map((name) => [name, weights[name]!]));
  writeAtomic(
    join(model, 'model.safetensors'),
    encodeSafetensors(tensors, { dtype: 'F16', metadata: { format: 'pt' } }),
  );
  return model;
};

/** Shares over the completed answers of a step. */
export const summarise = (groups: readonly { group: Group; graded: readonly Graded[] }[]) => {
  const answers = groups.flatMap(({ group, graded }) =>
    group.answers.map((answer, i) => ({ answer, graded: graded[i]! })),
  );
  const mean = (of: (one: (typeof answers)[number]) => number): number | null =>
    answers.length === 0 ? null : answers.reduce((sum, one) => sum + of(one), 0) / answers.length;
  return {
    reward: mean(({ graded }) => graded.reward),
    pass1: mean(({ graded }) => (graded.correct ? 1 : 0)),
    length: mean(({ answer }) => tokensOf(answer)),
    truncated: mean(({ answer }) => (answer.finish === 'length' ? 1 : 0)),
    passK:
      groups.length === 0
        ? null
        : groups.filter(({ graded }) => graded.some(({ correct }) => correct)).length / groups.length,
  };
};
