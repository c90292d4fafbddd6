/**
 * Updates of RL on a tiny model: what is scored, what carries loss, what is left out, and that the likelihood moves
 * the right way.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parseConfig, parameterShapes } from '../model/config.ts';
import { initWeights } from '../model/transformer.ts';
import { openDevice, type Device } from '../tensor/run.ts';
import { adamwDefaults } from './adamw.ts';
import { grpo, kimi, drGrpo, rloo, type Objective } from './objective.ts';
import { toBatch } from './pack.ts';
import {
  compilePolicy,
  maxLogprobGap,
  klEstimate,
  idsOf,
  startVariables,
  type Rollout,
  type GradedRollout,
} from './rl.ts';
import { crossEntropyLoss } from './loss.ts';
import { compileTrainer, type StepOptions } from './step.ts';
import { optimiserState } from './optimiser.ts';

const config = parseConfig({
  model_type: 'llama',
  vocab_size: 20,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  max_position_embeddings: 16,
  tie_word_embeddings: true,
});
const NAMES = Object.keys(parameterShapes(config));
const STEP: StepOptions = { clip: 1, optimiser: { ...adamwDefaults, weightDecay: 0 } };
const [ROWS, LENGTH] = [2, 16];

const open: Device[] = [];
after(async () => {
  for (const device of open) await device.close();
});
const start = async () => {
  const device = openDevice({ threads: 1, worker: false });
  open.push(device);
  const weights = initWeights(config, 3, 0.3);
  await device.write({ ...weights, ...optimiserState(config, STEP), ...startVariables(weights) });
  return { device, policy: compilePolicy(device, config, { step: STEP, rows: ROWS, length: LENGTH }) };
};

const answer = (prompt: number[], ids: number[], version = 0): Rollout => ({
  prompt,
  segments: [{ version, ids, logprobs: ids.map(() => 0) }],
});
const ROLLOUTS: Rollout[] = [
  answer([1, 2, 3], [4, 5, 6, 7]),
  answer([1, 2, 3], [8, 9]),
  answer([10], [11, 12, 13, 14, 15, 16]),
  answer([2, 2], [3]),
  answer([5, 6, 7, 8], [1, 1, 1, 1, 1, 1, 1, 1]),
];

/** The answers with the log-probabilities that the weights give now, as a generator would have recorded them. */
const recorded = async (policy: Awaited<ReturnType<typeof start>>['policy'], version: number): Promise<Rollout[]> => {
  const { now } = await policy.score(ROLLOUTS);
  return ROLLOUTS.map(({ prompt, segments }, i) => ({
    prompt,
    segments: [{ version, ids: segments[0]!.ids, logprobs: now[i]! }],
  }));
};

test('a score is minus the cross-entropy of that token alone, in the order asked, whatever shares its row', async () => {
  const { device, policy } = await start();
  const trainer = compileTrainer(device, config, STEP, 1, LENGTH, crossEntropyLoss);
  const { now, start: from, entropy } = await policy.score(ROLLOUTS);
  for (const [i, rollout] of ROLLOUTS.entries()) {
    const ids = idsOf(rollout);
    assert.equal(now[i]!.length, ids.length - rollout.prompt.length);
    for (const [t, logP] of now[i]!.entries()) {
      const alone = (
        await trainer.evaluate(toBatch([[{ ids, mask: ids.map((_, k) => k === rollout.prompt.length + t) }]], LENGTH))
      ).loss;
      assert.ok(Math.abs(logP + alone) < 1e-5, `answer ${i}, token ${t}: ${logP} and ${-alone}`);
    }
  }
  assert.deepEqual(from, now, 'the weights of the start are those of now');
  assert.equal(klEstimate({ now, start: from }), 0);
  assert.ok(entropy > 0 && entropy < Math.log(config.vocabSize));
});

test('at another temperature the policy is softmax(logits / T): its log-probabilities, and the direction of its gradient', async () => {
  const { device, policy } = await start();
  const T = 0.5;
  const tempered = ROLLOUTS.map((rollout) => ({ ...rollout, temperature: T }));
  const { now } = await policy.score(tempered);
  // ln p at T of every token of the vocabulary follows from the raw ln p of all of them.
  const rollout = ROLLOUTS[1]!;
  const raw = await Promise.all(
    Array.from(
      { length: config.vocabSize },
      async (_, id) =>
        (await policy.score([{ prompt: rollout.prompt, segments: [{ version: 0, ids: [id], logprobs: [0] }] }]))
          .now[0]![0]!,
    ),
  );
  const total = raw.reduce((sum, logP) => sum + Math.exp(logP / T), 0);
  assert.ok(Math.abs(now[1]![0]! - (raw[rollout.segments[0]!.ids[0]!]! / T - Math.log(total))) < 1e-4);
  // Along the gradient of its own loss, the loss falls; scored as it is drawn.
  const lessons = tempered.slice(0, 2).map((lesson, i): GradedRollout => ({
    ...lesson,
    segments: [{ version: 0, ids: lesson.segments[0]!.ids, logprobs: now[i]! }],
    advantage: [1, -1][i]!,
  }));
  const value = async () => {
    const scored = (await policy.score(tempered.slice(0, 2))).now;
    return scored[0]!.reduce((a, b) => a + b, 0) - scored[1]!.reduce((a, b) => a + b, 0);
  };
  const before = await value();
  await policy.update(lessons, { objective: rloo(), version: 0, lr: 1e-3, step: 1 });
  assert.ok((await value()) > before);
  await device.close();
  open.splice(open.indexOf(device), 1);
});

test('an update is the step of the trainer on a cross-entropy weighted by −slope, and prompts carry none', async () => {
  const [first, second] = [await start(), await start()];
  const lessons = (await recorded(first.policy, 0))
    .slice(0, 2)
    .map((lesson, i): GradedRollout => ({ ...lesson, advantage: [0.5, -0.25][i]! }));
  const found = await first.policy.update(lessons, { objective: rloo(), version: 0, lr: 1e-2, step: 1 });
  const trainer = compileTrainer(second.device, config, STEP, ROWS, LENGTH, crossEntropyLoss);
  const batch = toBatch(
    [
      lessons.map((lesson) => ({
        ids: idsOf(lesson),
        mask: idsOf(lesson).map((_, i) => i >= 3),
        weights: idsOf(lesson).map(() => lesson.advantage / 2),
      })),
      [],
    ],
    LENGTH,
  );
  const { norm } = await trainer.step([batch], 1e-2, 1);
  assert.ok(Math.abs(found.norm - norm) < 1e-5 * norm, `${found.norm} and ${norm}`);
  const [a, b] = [await first.device.read(NAMES), await second.device.read(NAMES)];
  for (const name of NAMES) a[name]!.data.forEach((x, i) => assert.ok(Math.abs(x - b[name]!.data[i]!) < 1e-5, name));
});

test('every objective makes the better answer likelier and the worse one less likely', async () => {
  for (const [name, objective] of Object.entries<Objective>({
    kimi: kimi({ tau: 0.1 }),
    grpo: grpo({ clip: 0.2 }),
    dr: drGrpo({ clip: 0.2, tokens: 8 }),
    rloo: rloo(),
  })) {
    const { policy } = await start();
    const advantages = objective.advantages([1, 0, 0, 0, 0]);
    const before = (await policy.score(ROLLOUTS)).now.map((each) => each.reduce((a, b) => a + b, 0));
    for (let step = 1; step <= 3; step++) {
      const lessons = (await recorded(policy, step)).map((lesson, i): GradedRollout => ({
        ...lesson,
        advantage: advantages[i]!,
      }));
      await policy.update(lessons, { objective, version: step, lr: 3e-3, step });
    }
    const scores = await policy.score(ROLLOUTS);
    const now = scores.now.map((each) => each.reduce((a, b) => a + b, 0));
    assert.ok(now[0]! > before[0]!, `${name}: ${before[0]} to ${now[0]}`);
    const others = (all: readonly number[]) => all.slice(1).reduce((a, b) => a + b, 0);
    assert.ok(others(now) < others(before), `${name}: ${others(before)} to ${others(now)}`);
    assert.ok(klEstimate(scores) > 0);
  }
});

test('tokens of another version are scored anew: a second update on one batch sees how far the first has gone', async () => {
  const { policy } = await start();
  const objective = kimi({ tau: 0.1 });
  const lessons = (await recorded(policy, 7)).map((lesson, i): GradedRollout => ({
    ...lesson,
    advantage: i === 0 ? 0.8 : -0.2,
  }));
  const expected = async () => {
    const { now } = await policy.score(lessons);
    return lessons.reduce(
      (sum, lesson, i) =>
        sum + objective.answer(lesson.advantage, lesson.segments[0]!.logprobs, now[i]!).loss / lessons.length,
      0,
    );
  };
  const first = await policy.update(lessons, { objective, version: 7, lr: 1e-2, step: 1 });
  assert.ok(Math.abs(first.loss - (0.64 + 4 * 0.04) / 5 / 0.2) < 1e-6, `at D = 0 it is mean A² / 2τ: ${first.loss}`);
  const want = await expected();
  const second = await policy.update(lessons, { objective, version: 8, lr: 0, step: 2 });
  assert.ok(
    Math.abs(second.loss - want) < 1e-4 && Math.abs(second.loss - first.loss) > 1e-3,
    `${first.loss}, then ${second.loss} for ${want}`,
  );
});

test('with `from`, tokens drawn by older weights carry no loss, and the others do', async () => {
  const { policy } = await start();
  const [lesson] = await recorded(policy, 4);
  const { ids, logprobs } = lesson!.segments[0]!;
  const halves: Rollout = {
    prompt: lesson!.prompt,
    segments: [
      { version: 3, ids: ids.slice(0, 2), logprobs: logprobs.slice(0, 2) },
      { version: 4, ids: ids.slice(2), logprobs: logprobs.slice(2) },
    ],
  };
  const norm = async (from: number) =>
    (await policy.update([{ ...halves, advantage: 1, from }], { objective: rloo(), version: 4, lr: 0, step: 1 })).norm;
  const [all, late, none] = [await norm(0), await norm(4), await norm(5)];
  assert.ok(all > late && late > 1e-3, `${all}, ${late}`);
  assert.equal(none, 0);
});

test('ptx: its mean loss is reported, its gradient counts by its weight', async () => {
  const { policy, device } = await start();
  const documents = [
    { ids: [1, 2, 3, 4], mask: [false, true, true, true] },
    { ids: [5, 6], mask: [false, true] },
  ];
  const trainer = compileTrainer(device, config, STEP, ROWS, LENGTH, crossEntropyLoss);
  const batch = toBatch([documents, []], LENGTH);
  batch.weights.forEach((weight, i) => {
    batch.weights[i] = weight / 4;
  });
  const alone = (await trainer.evaluate(batch)).loss;
  const lessons = (await recorded(policy, 0)).map((lesson, i): GradedRollout => ({
    ...lesson,
    advantage: i === 0 ? 0.8 : -0.2,
  }));
  const update = (weight: number, some: GradedRollout[]) =>
    policy.update(some, { objective: rloo(), version: 0, lr: 0, step: 1, ptx: { documents, weight } });
  assert.ok(Math.abs((await update(0.5, lessons)).ptx - alone) < 1e-4);
  const still = lessons.map((lesson) => ({ ...lesson, advantage: 0 }));
  const [half, whole] = [await update(0.5, still), await update(1, still)];
  assert.ok(half.norm > 1e-3 && Math.abs(whole.norm - 2 * half.norm) < 1e-4 * whole.norm);
});

test('maxLogprobGap looks at the tokens of one step only, finds one that is off among very many, and passes on what is no number', async () => {
  const { policy } = await start();
  const good = (await recorded(policy, 0)).map((rollout) => ({
    ...rollout,
    segments: [{ ...rollout.segments[0]!, step: 2 }],
  }));
  const { now } = await policy.score(good);
  assert.equal(maxLogprobGap(good, now, 2), 0);
  const off = (by: number) =>
    good.map((rollout, i) =>
      i !== 2
        ? rollout
        : {
            ...rollout,
            segments: [
              {
                ...rollout.segments[0]!,
                logprobs: rollout.segments[0]!.logprobs.with(3, rollout.segments[0]!.logprobs[3]! - by),
              },
            ],
          },
    );
  assert.ok(Math.abs(maxLogprobGap(off(0.25), now, 2) - 0.25) < 1e-6);
  assert.equal(maxLogprobGap(off(0.25), now, 1), 0);
  assert.equal(maxLogprobGap(off(NaN), now, 2), NaN);
  const many = <T>(all: readonly T[]): T[] => Array.from({ length: 20_000 }, () => all).flat();
  assert.ok(Math.abs(maxLogprobGap(many(off(0.25)), many(now), 2) - 0.25) < 1e-6);
});

/**
 * The gradient of an update, held against finite differences of the value that it is meant to lower, at the steepest
 * weight of each matrix.
 */
const assertGradient = async (
  lessons: readonly GradedRollout[],
  valueOf: (now: number[][], chances: number[]) => number,
): Promise<void> => {
  const device = openDevice({ threads: 1, worker: false });
  open.push(device);
  const free: StepOptions = { clip: 0, optimiser: { ...adamwDefaults, beta1: 0.5, weightDecay: 0 } };
  const weights = initWeights(config, 3, 0.3);
  await device.write({ ...weights, ...optimiserState(config, free), ...startVariables(weights) });
  const policy = compilePolicy(device, config, { step: free, rows: ROWS, length: LENGTH });
  /** Each place with what is right there, whatever was drawn. */
  const right = lessons.flatMap((lesson): Rollout[] =>
    (lesson.rewarded?.places ?? []).map(({ at, id }) => {
      const ids = lesson.segments.flatMap((segment) => segment.ids);
      return { ...lesson, segments: [{ version: 0, ids: [...ids.slice(0, at), id], logprobs: [] }] };
    }),
  );
  const value = async () =>
    valueOf(
      (await policy.score(lessons)).now,
      (await policy.score(right)).now.map((each) => Math.exp(each.at(-1)!)),
    );
  const { now } = await policy.score(lessons);
  const recorded = lessons.map((lesson, i) => {
    let at = 0;
    return {
      ...lesson,
      segments: lesson.segments.map((segment) => ({
        ...segment,
        logprobs: now[i]!.slice(at, (at += segment.ids.length)),
      })),
    };
  });
  const version = Math.max(...lessons.flatMap(({ segments }) => segments.map((segment) => segment.version)));
  const found = await policy.update(recorded, { objective: rloo(), version, lr: 0, step: 1 });
  const [want, moments] = [await value(), await device.read(NAMES.map((name) => `m.${name}`))];
  assert.ok(Math.abs(found.loss - want) < 1e-5, `${found.loss} for ${want}`);
  let seen = 0;
  for (const name of NAMES) {
    const slopes = moments[`m.${name}`]!.data;
    let at = 0;
    for (let i = 1; i < slopes.length; i++) if (Math.abs(slopes[i]!) > Math.abs(slopes[at]!)) at = i;
    const moved = async (by: number) => {
      const data = Float32Array.from(weights[name]!.data);
      data[at]! += by;
      await device.write({ [name]: { ...weights[name]!, data } });
      return value();
    };
    const h = 1e-2;
    const slope = ((await moved(h)) - (await moved(-h))) / (2 * h);
    await device.write({ [name]: weights[name]! });
    const traced = 2 * slopes[at]!; // the first moment after one update is half of the gradient
    if (Math.abs(traced) < 1e-4) continue;
    seen++;
    assert.ok(Math.abs(slope - traced) < 0.02 * Math.abs(traced) + 1e-4, `${name}: ${traced} and ${slope}`);
  }
  assert.ok(seen > 5);
};

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('a step whose right token is known is paid by its probability: the slope is that of p, by finite differences, whatever was drawn', () =>
  assertGradient(
    // One that was drawn right, and one that was not.
    [
      {
        ...answer([1, 2, 3], [4, 5, 6, 7]),
        temperature: 0.7,
        advantage: 0,
        rewarded: {
          places: [
            { at: 1, id: 5 },
            { at: 3, id: 9 },
          ],
          weight: 2,
        },
      },
    ],
    (_now, chances) => -2 * total(chances),
  ));

test('the gradient is that of the loss at the temperature of the draws, a mean over lessons, by finite differences', () =>
  assertGradient(
    [
      {
        ...answer([1, 2, 3], [4, 5, 6, 7]),
        temperature: 0.5,
        advantage: 0.8,
        rewarded: { places: [{ at: 1, id: 9 }], weight: 3 },
      },
      { ...answer([10], [11, 12, 13]), temperature: 0.5, advantage: -0.4 },
    ],
    ([first, second], chances) => (-0.8 * total(first!) + 0.4 * total(second!) - 3 * total(chances)) / 2,
  ));

test('with `from`, what older weights drew has no slope, and neither have the steps in it', () =>
  assertGradient(
    [
      {
        prompt: [1, 2, 3],
        temperature: 0.5,
        advantage: 0.8,
        from: 4,
        rewarded: {
          places: [
            { at: 1, id: 9 },
            { at: 3, id: 9 },
          ],
          weight: 3,
        },
        segments: [
          { version: 3, ids: [4, 5], logprobs: [] },
          { version: 4, ids: [6, 7], logprobs: [] },
        ],
      },
    ],
    ([now], [_early, late]) => -0.8 * total(now!.slice(2)) - 3 * late!,
  ));
