/**
 * A program that depends on Mizan and uses each entry point of the library. test/library.test.ts runs it in this
 * repository;
 * `npm run check:package` runs it, as `node entries.mjs`, where a tarball of the package is installed.
 */
import {
  createSampler,
  initWeights,
  loadModel,
  localChat,
  openModelFolder,
  parseConfig,
  renderPrompt,
} from 'mizan/model';
import { evaluateChat, evaluationText, pairedDifference } from 'mizan/eval';
import { openDevice, add, gradients, input, mul, sub, sumAll, variable } from 'mizan/tensor';
import { evaluate, scriptedChat } from 'mizan/testing';
import * as training from 'mizan/train';

const expect = (condition, what) => {
  if (!condition) throw new Error(`expected ${what}`);
};

const scalar = (value) => ({ data: Float32Array.of(value), shape: [] });
const vector = (...values) => ({ data: Float32Array.from(values), shape: [values.length] });

/** mizan/tensor: gradient descent on a line, and the same program in the f64 reference of mizan/testing. */
export const fitLine = async () => {
  const [x, y] = [input('x', ['B']), input('y', ['B'])];
  const [w, b] = [variable('w', []), variable('b', [])];
  const error = sub(add(mul(x, w), b), y);
  const loss = sumAll(mul(error, error));
  const [dw, db] = gradients(loss, [w, b]);
  const device = openDevice({ threads: 1 });
  await device.write({ w: scalar(0), b: scalar(0) });
  const updates = { w: sub(w, mul(dw, 0.02)), b: sub(b, mul(db, 0.02)) };
  const step = await device.compile({ outputs: { loss }, updates });
  const feeds = { x: vector(0, 1, 2, 3), y: vector(1, 3, 5, 7) };
  const [reference] = evaluate([loss], { ...feeds, w: scalar(0), b: scalar(0) });
  const first = (await step.run(feeds)).loss.data[0];
  expect(Math.abs(first - reference.data[0]) < 1e-4, `the loss of the reference, ${reference.data[0]}, not ${first}`);
  for (let i = 0; i < 500; i++) await step.run(feeds);
  const { w: slope, b: offset } = await device.read();
  await device.close();
  expect(Math.abs(slope.data[0] - 2) < 1e-2 && Math.abs(offset.data[0] - 1) < 1e-2, 'the line 2x + 1');
};

/** mizan/model: opens the model that ships with Mizan, samples from it token by token, and asks it as a Chat. */
export const loadAndSample = async () => {
  const model = await openModelFolder();
  const { tokenizer, config } = model;
  const template = await model.template();
  const weights = Object.fromEntries(await model.weights());
  const sampler = createSampler({ config, weights, threads: 1 });
  const request = { messages: [{ role: 'user', content: 'What is MCMXCIV as a number?' }], temperature: 0 };
  const ids = [];
  const prompt = renderPrompt(tokenizer, template, request.messages);
  for await (const event of sampler.sample({ prompt, temperature: 0, maxTokens: 200, stopIds: config.eosTokenIds }))
    if (event.type === 'token') ids.push(event.id);
  expect(/1994/.test(tokenizer.decode(ids)), `1994 in ${tokenizer.decode(ids)}`);
  const chat = localChat({ sample: sampler.sample, tokenizer, template, config });
  const loaded = await loadModel(undefined, { threads: 1 });
  for (const ask of [chat, loaded.chat])
    for await (const event of ask(request))
      if (event.type === 'done') expect(event.reply.content.trim() === '1994', `1994, not ${event.reply.content}`);
  await Promise.all([sampler.close(), loaded.close()]);
};

const CONFIG = {
  model_type: 'llama',
  hidden_act: 'silu',
  vocab_size: 16,
  hidden_size: 32,
  intermediate_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 32,
  tie_word_embeddings: true,
};

/** mizan/train: SFT of a tiny model on data of its own, then RL with a reward of its own. */
export const trainTiny = async () => {
  const { compilePolicy, compileTrainer, normaliseWeights, optimiserState, packBatches, rloo, startVariables } =
    training;
  const config = parseConfig(CONFIG);
  const options = { clip: 1, optimiser: { ...training.adamwDefaults, weightDecay: 0 } };
  const device = openDevice({ threads: 1 });
  const weights = initWeights(config, 1);
  await device.write({ ...weights, ...optimiserState(config, options), ...startVariables(weights) });

  // SFT: after 1 come 2, 3 or 4, then 5.
  const document = (k) => ({ ids: [1, 2 + (k % 3), 5], mask: [false, true, true] });
  const trainer = compileTrainer(device, config, options, 2, 16, training.crossEntropyLoss);
  const losses = [];
  for (let step = 1; step <= 40; step++) {
    const documents = Array.from({ length: 6 }, (_, k) => document(k));
    const [batch] = packBatches(documents, 2, 16).map((rows) => training.toBatch(rows, 16));
    normaliseWeights([batch]);
    losses.push((await trainer.step([batch], 0.01, step)).loss);
  }
  expect(losses.at(-1) < 0.7, `a loss near ln 3 / 2 = 0.55, not ${losses.at(-1)}`);

  // RL: an answer that begins with 3 earns 1, any other nothing.
  const policy = compilePolicy(device, config, { step: options, rows: 2, length: 16 });
  const reward = (ids) => (ids[0] === 3 ? 1 : 0);
  const sample = async (seed) => {
    const current = await device.read(Object.keys(weights));
    const sampler = createSampler({ config, weights: current, threads: 1 });
    const [sampled] = await sampler.sampleAll([{ prompt: [1], n: 64, maxTokens: 2, seed, tempered: true }]);
    await sampler.close();
    return sampled;
  };
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const rewards = [];
  for (let step = 1; step <= 6; step++) {
    const sampled = await sample(step);
    const earned = sampled.map(({ ids }) => reward(ids));
    rewards.push(mean(earned));
    const advantages = rloo().advantages(earned);
    const version = step - 1;
    const rollouts = sampled.map(({ ids, logprobs }, i) => ({
      prompt: [1],
      segments: [{ version, ids, logprobs }],
      advantage: advantages[i],
    }));
    await policy.update(rollouts, { objective: rloo(), version, lr: 0.01, step: 40 + step });
  }
  await device.close();
  expect(rewards.at(-1) > rewards[0] + 0.3, `a growing reward, not ${rewards}`);
};

/** mizan/eval: a Chat of one's own on held-out questions, and the statistics of a difference. */
export const evaluateOwnChat = async () => {
  const chat = scriptedChat({ replies: () => 'no idea' });
  const evaluation = await evaluateChat(chat, { name: 'mine', families: ['roman', 'units'], items: 2, n: 2 });
  const [arm] = evaluation.report.arms;
  expect(arm.greedy.accuracy.value === 0 && arm.items === 4, `0 of 4, not ${JSON.stringify(arm.greedy)}`);
  expect(evaluationText(evaluation).includes('model mine'), 'a table of the model');
  const pairs = Array.from({ length: 20 }, (_, i) => ({ stratum: 'x', a: 1, b: i % 2 }));
  const { value, low } = pairedDifference(pairs, { seed: 1 });
  expect(value === 0.5 && low > 0, 'a difference with an interval');
};

/** mizan/testing: a Chat that plays replies. */
export const playScript = async () => {
  const chat = scriptedChat({ replies: ['forty-two'] });
  for await (const event of chat({ messages: [{ role: 'user', content: '6 * 7?' }] }))
    if (event.type === 'done') expect(event.reply.content === 'forty-two', 'the scripted reply');
};

/** Every entry point exports at least these names. */
export const NAMES = {
  'mizan/train': ['openPolicyTrainer', 'readSftRecipe', 'runRl', 'runSft', 'trainCritic', 'trainRecipe'],
  'mizan/eval': ['collect', 'evaluateChat', 'measure', 'replay', 'systemPolicy'],
  'mizan/model': ['exportGguf', 'loadTokenizer', 'openModelFolder', 'trainBpe'],
  'mizan/tensor': ['custom', 'matmul', 'openDevice', 'softmax'],
  'mizan/testing': ['evaluate', 'startFakeUpstream'],
};

export const haveNames = async () => {
  for (const [entry, names] of Object.entries(NAMES)) {
    const exported = await import(entry);
    for (const name of names) expect(name in exported, `${name} in ${entry}`);
  }
};

if (process.argv[1]?.endsWith('entries.mjs')) {
  for (const use of [haveNames, fitLine, loadAndSample, trainTiny, evaluateOwnChat, playScript]) await use();
  console.log('entry points ok');
}
