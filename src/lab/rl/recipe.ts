/**
 * A recipe of reinforcement learning: one JSON file that says everything a run depends on, checked field by field. It is
 * saved with the run. The loop is rl-loop.ts; what the numbers mean stands where they are used (train/objective.ts,
 * task/curriculum.ts, task/reward.ts, rollouts.ts).
 */
import { families } from '../../task/registry.ts';
import type { Penalties } from '../../task/penalty.ts';
import type { Curriculum, Shares } from '../../task/curriculum.ts';
import type { ObjectiveOptions } from '../../train/objective.ts';
import { reader, readFamilies, readRecipeJson } from '../data/sft-recipe.ts';

export type RlRecipe = {
  name: string;
  about: string;
  seed: number;
  /** Folder of the model to begin with. */
  start: string;
  data: Curriculum & { seed: number; /** Share of groups that write a plan first. */ planned: number };
  rollouts: {
    /** Questions of a step, and answers to each. Without questions there is only what is rehearsed (train.ptx): the control of a run. */
    groups: number;
    size: number;
    /** How many answers of a group are learned from: those whose rewards differ most. */
    learn: number;
    /** Sampling temperature at the start of the run and at its end. */
    temperature: [number, number];
    /** The token budget of an item: factor × the tokens of its reference + slack, `most` at the most. */
    budget: { factor: number; slack: number; most: number };
    /** Most tokens of one answer in one step; an answer that needs more goes on in the next, under the new weights. */
    segment: number;
    /** Learn from tokens drawn by earlier weights too. */
    stale: boolean;
    /** Threads that generate, each a copy of the model, and most answers at once in each. */
    generators: number;
    rows: number;
  };
  objective: ObjectiveOptions;
  /**
   * "standard", "training", "critic" (src/task/reward.ts) or the file of a rubric of one's own, and what is subtracted beside. `critic`:
   * folder of the critic that judges each answer first, or "embedded".
   */
  rewards: Penalties & {
    rubric: string;
    critic?: string;
    /** What the results of an answer's sums earn together, by how likely each is the true one (rollouts.ts, resultTargets). */ steps: number;
  };
  train: {
    steps: number;
    updates: number;
    rows: number;
    length: number;
    threads: number;
    lr: number;
    warmup: number;
    decay: number;
    weight_decay: number;
    betas: [number, number];
    clip: number;
    muon?: { momentum: number; rms: number };
    /** Weight of the SFT loss that goes on beside, and its documents per update. */
    ptx: { weight: number; documents: number };
    save_every: number;
  };
  /** Answers of a step, of each generator alike, whose log-probabilities trainer and generator must agree on, and within what. */
  check: { answers: number; bound: number };
  /** Greedy accuracy on held-out items every so many steps; at the start and the end on `final` items a family, with draws. */
  held_out: { every: number; items: number; final: number; drawn: number; draws: number };
};

type Reader = ReturnType<typeof reader>;

const readShares = (path: string, place: string, value: unknown): Shares => {
  const shares = reader(path, place, value, ['1', '2', '3']);
  const found = {
    1: shares.number('1', 0, 1e6, false),
    2: shares.number('2', 0, 1e6, false),
    3: shares.number('3', 0, 1e6, false),
  };
  return Object.values(found).some((one) => one > 0) ? found : shares.fail('', 'must have a number above 0, all are 0');
};

const readObjective = (path: string, value: unknown): ObjectiveOptions => {
  const given = reader(path, 'objective.', value, ['type', 'tau', 'clip', 'tokens']);
  const only = (...known: string[]) => reader(path, 'objective.', value, ['type', ...known]);
  const type = given.text('type');
  switch (type) {
    case 'kimi':
      return { type, tau: only('tau').number('tau', 1e-6, 1e3, false) };
    case 'grpo':
      return { type, clip: only('clip').number('clip', 0, 1, false) };
    case 'dr-grpo': {
      const one = only('clip', 'tokens');
      return { type, clip: one.number('clip', 0, 1, false), tokens: one.whole('tokens', 1, 1e6) };
    }
    case 'rloo':
      only();
      return { type };
    default:
      return given.fail('type', `must be kimi, grpo, dr-grpo or rloo, is ${JSON.stringify(type)}`);
  }
};

const pair = (one: Reader, field: string, low: number, high: number): [number, number] => {
  const value = one.object[field];
  const fits =
    Array.isArray(value) && value.length === 2 && value.every((x) => typeof x === 'number' && x >= low && x <= high);
  return fits
    ? (value as [number, number])
    : one.fail(field, `must be two numbers from ${low} to ${high}, is ${JSON.stringify(value)}`);
};

const flag = (one: Reader, field: string): boolean => {
  const value = one.object[field];
  return typeof value === 'boolean' ? value : one.fail(field, `must be true or false, is ${JSON.stringify(value)}`);
};

/** Checks the parsed content of an RL recipe. Throws one clear sentence at the first thing that is wrong. */
export const parseRlRecipe = (json: unknown, path: string): RlRecipe => {
  const top = reader(path, '', json, [
    'name',
    'about',
    'seed',
    'start',
    'data',
    'rollouts',
    'objective',
    'rewards',
    'train',
    'check',
    'held_out',
  ]);
  const name = top.text('name');
  if (!/^\w[\w.-]*$/.test(name))
    top.fail('name', 'may hold letters, digits, dot, dash and underscore only and begins with none of dot and dash');
  const data = reader(path, 'data.', top.object.data, [
    'seed',
    'families',
    'difficulties',
    'floor',
    'memory',
    'planned',
  ]);
  const shares = reader(path, 'data.difficulties.', data.object.difficulties, ['start', 'end']);
  const chosen = readFamilies(data.object.families, data.fail);
  const rollouts = reader(path, 'rollouts.', top.object.rollouts, [
    'groups',
    'size',
    'learn',
    'temperature',
    'budget',
    'segment',
    'stale',
    'generators',
    'rows',
  ]);
  const budget = reader(path, 'rollouts.budget.', rollouts.object.budget, ['factor', 'slack', 'most']);
  const rubric = reader(path, 'rewards.', top.object.rewards, ['rubric', 'critic', 'truncated', 'length', 'steps']);
  if (rubric.object.rubric === 'critic' && rubric.object.critic === undefined)
    rubric.fail(
      'critic',
      'must name the folder of a critic (MODEL/critic, see mizan critic) or "embedded" when the rubric is "critic"',
    );
  const train = reader(path, 'train.', top.object.train, [
    'steps',
    'updates',
    'rows',
    'length',
    'threads',
    'lr',
    'warmup',
    'decay',
    'weight_decay',
    'betas',
    'clip',
    'muon',
    'ptx',
    'save_every',
  ]);
  const muon =
    train.object.muon === undefined ? undefined : reader(path, 'train.muon.', train.object.muon, ['momentum', 'rms']);
  const ptx = reader(path, 'train.ptx.', train.object.ptx, ['weight', 'documents']);
  if (rollouts.object.groups === 0 && !(Number(ptx.object.weight) > 0 && Number(ptx.object.documents) > 0))
    rollouts.fail('groups', 'must be at least 1 where nothing is rehearsed (train.ptx)');
  const check = reader(path, 'check.', top.object.check, ['answers', 'bound']);
  const heldOut = reader(path, 'held_out.', top.object.held_out, ['every', 'items', 'final', 'drawn', 'draws']);
  return {
    name,
    about: top.text('about'),
    seed: top.whole('seed', 0, 2 ** 31),
    start: top.text('start'),
    data: {
      seed: data.whole('seed', 0, 999), // seeds from 1000 are for evaluation
      families:
        chosen === 'all'
          ? Object.fromEntries(families.map((one) => [one.name, 1]))
          : Array.isArray(chosen)
            ? Object.fromEntries(chosen.map((one) => [one, 1]))
            : chosen,
      difficulties: {
        start: readShares(path, 'data.difficulties.start.', shares.object.start),
        end: readShares(path, 'data.difficulties.end.', shares.object.end),
      },
      floor: data.number('floor', 1e-6, 1, false),
      memory: data.number('memory', 0, 0.9999, false),
      planned: data.share('planned'),
    },
    rollouts: {
      groups: rollouts.whole('groups', 0, 65536),
      size: rollouts.whole('size', 2, 4096),
      learn: rollouts.whole('learn', 2, 4096),
      temperature: pair(rollouts, 'temperature', 0.05, 5),
      budget: {
        factor: budget.number('factor', 0, 100, false),
        slack: budget.whole('slack', 0, 65536),
        most: budget.whole('most', 1, 65536),
      },
      segment: rollouts.whole('segment', 1, 65536),
      stale: flag(rollouts, 'stale'),
      generators: rollouts.whole('generators', 1, 64),
      rows: rollouts.whole('rows', 1, 4096),
    },
    objective: readObjective(path, top.object.objective),
    rewards: {
      rubric: rubric.text('rubric'),
      ...(rubric.object.critic !== undefined && { critic: rubric.text('critic') }),
      truncated: rubric.number('truncated', 0, 100, false),
      length: rubric.number('length', 0, 100, false),
      steps: rubric.object.steps === undefined ? 0 : rubric.number('steps', 0, 100, false),
    },
    train: {
      steps: train.whole('steps', 1, 1e7),
      updates: train.whole('updates', 1, 1024),
      rows: train.whole('rows', 1, 65536),
      length: train.whole('length', 16, 65536),
      threads: train.whole('threads', 1, 256),
      lr: train.number('lr', 0, 10, false),
      warmup: train.whole('warmup', 0, 1e7),
      decay: train.share('decay'),
      weight_decay: train.number('weight_decay', 0, 10, false),
      betas: pair(train, 'betas', 0, 0.99999),
      clip: train.number('clip', 0, 1e6, false),
      ...(muon
        ? { muon: { momentum: muon.number('momentum', 0, 0.9999, false), rms: muon.number('rms', 0, 10, false) } }
        : {}),
      ptx: { weight: ptx.number('weight', 0, 1e3, false), documents: ptx.whole('documents', 0, 65536) },
      save_every: train.whole('save_every', 1, 1e7),
    },
    check: { answers: check.whole('answers', 1, 65536), bound: check.number('bound', 0, 10, false) },
    held_out: {
      every: heldOut.whole('every', 1, 1e7),
      items: heldOut.whole('items', 1, 1e5),
      final: heldOut.whole('final', 1, 1e5),
      drawn: heldOut.whole('drawn', 0, 1e5),
      draws: heldOut.whole('draws', 1, 128),
    },
  };
};

/** The fewest tokens of a whole answer: a thought, its end, an answer and its end. */
const SHORTEST = 4;

/**
 * Checks that fields fit one another, before a run begins; not where a recipe is read, so that a run that began without this goes on.
 * Throws one clear sentence.
 */
export const requireConsistent = ({
  name,
  objective,
  rollouts: { size, learn, budget, generators },
  train,
  check,
}: RlRecipe): void => {
  const fail = (sentence: string): never => {
    throw new Error(`recipe ${name}: ${sentence}`);
  };
  if (objective.type === 'rloo' && train.updates > 1)
    fail(
      `train.updates must be 1 with rloo, which is for answers drawn by the very weights that learn from them, is ${train.updates}; lower it, or take another objective`,
    );
  if (learn > size) fail(`rollouts.learn must be at most rollouts.size, ${size}, is ${learn}`);
  if ((budget.factor === 0 ? Math.min(budget.slack, budget.most) : budget.most) < SHORTEST)
    fail(`rollouts.budget leaves every answer less than ${SHORTEST} tokens; raise it`);
  if (check.answers < generators)
    fail(
      `check.answers must be at least rollouts.generators, ${generators}, so that each is checked, is ${check.answers}`,
    );
};

/** Reads and checks an RL recipe file. */
export const readRlRecipe = (path: string): RlRecipe => parseRlRecipe(readRecipeJson(path), path);
