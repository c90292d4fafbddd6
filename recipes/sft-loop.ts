/**
 * The whole of supervised training (SFT), top to bottom: own data, a tokenizer, a new model, the loop, and a model
 * folder that `mizan ask --model` takes. `mizan train` does the same with recipes, checkpoints, shards and plots.
 *
 *   node bin/node24.mjs recipes/sft-loop.ts    about a minute; the model learns to reverse words, with a chain of thought
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSampler,
  exportFolder,
  initWeights,
  loadTokenizer,
  mizanTemplate,
  parameterShapes,
  parseConfig,
  renderPrompt,
  createSectionParser,
  specialTokens,
  tokenizerConfig,
  trainBpe,
  exampleDocument,
  type ModelConfig,
  type Tokenizer,
} from 'mizan/model';
import { openDevice, type Values } from 'mizan/tensor';
import {
  adamwDefaults,
  compileTrainer,
  createRandom,
  learningRate,
  muonDefaults,
  normaliseWeights,
  optimiserState,
  packBatches,
  crossEntropyLoss,
  toBatch,
  type Batch,
  type Random,
} from 'mizan/train';

export type SftLoopOptions = { updates: number; lr: number; seed: number; out?: string };

const [ROWS, LENGTH, HELD_OUT] = [16, 64, 100];

/** Own data: a question, a thought that spells the word backwards, and the answer. A quarter is held out. */
const makeExample = (random: Random, heldOut = false): { question: string; thought: string; answer: string } => {
  const letters = Array.from({ length: random.int(3, 5) }, () => random.pick([...'abcdefgh']));
  const isHeldOut = letters.reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 4 === 0;
  if (isHeldOut !== heldOut) return makeExample(random, heldOut);
  const reversed = letters.toReversed();
  return {
    question: `Reverse ${letters.join(' ')}`,
    thought: reversed.map((letter, i) => `${letters.length - i} ${letter}`).join('\n'),
    answer: reversed.join(' '),
  };
};

/** Documents packed into a batch: token ids, and a mask of those that the model must produce (thought and answer). */
const makeBatch = (tokenizer: Tokenizer, examples: ReturnType<typeof makeExample>[]): Batch => {
  const documents = examples.map((example) => exampleDocument(tokenizer, example));
  return toBatch(packBatches(documents, ROWS, LENGTH)[0]!, LENGTH);
};

const makeConfig = (tokenizer: Tokenizer): ModelConfig =>
  parseConfig({
    model_type: 'llama',
    hidden_act: 'silu',
    vocab_size: tokenizer.vocabSize,
    hidden_size: 64,
    intermediate_size: 192,
    num_hidden_layers: 3,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    max_position_embeddings: 2 * LENGTH,
    tie_word_embeddings: true,
    eos_token_id: specialTokens.indexOf('<|end|>'),
    pad_token_id: specialTokens.indexOf('<|pad|>'),
  });

/** Share of held-out questions that greedy generation answers correctly. */
const accuracyOf = async (config: ModelConfig, weights: Values, tokenizer: Tokenizer, random: Random) => {
  const examples = Array.from({ length: HELD_OUT }, () => makeExample(random, true));
  const sampler = createSampler({ config, weights, threads: 1 });
  const replies = await sampler.sampleAll(
    examples.map(({ question }) => ({
      prompt: renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: question }], 'think'),
      temperature: 0,
      maxTokens: LENGTH,
      stopIds: config.eosTokenIds!,
      seed: 0,
    })),
  );
  await sampler.close();
  const right = replies.filter(([reply], i) => {
    const parser = createSectionParser(tokenizer, 'think');
    const parts = [...reply!.ids.flatMap((id) => parser.push(id) ?? []), ...parser.end()];
    const answer = parts.filter(({ section }) => section === 'answer').map(({ text }) => text);
    return answer.join('').trim() === examples[i]!.answer;
  });
  return right.length / HELD_OUT;
};

/** Runs the loop. Returns the training loss of each update and the held-out accuracy at the end. */
export const sftLoop = async (
  { updates, lr, seed, out }: SftLoopOptions,
  log: (line: string) => void = console.log,
) => {
  const random = createRandom(seed);
  const texts = Array.from({ length: 500 }, () => Object.values(makeExample(random)).join('\n'));
  const tokenizerJson = trainBpe(texts, { vocabSize: 300, specials: specialTokens });
  const tokenizer = loadTokenizer(tokenizerJson);

  // Parameters and optimiser state are variables of the device. Muon for matrices, AdamW for the rest.
  const config = makeConfig(tokenizer);
  const optimiser = { clip: 1, optimiser: adamwDefaults, muon: muonDefaults };
  const device = openDevice({ threads: 1 });
  try {
    await device.write({ ...initWeights(config, seed), ...optimiserState(config, optimiser) });
    const trainer = compileTrainer(device, config, optimiser, ROWS, LENGTH, crossEntropyLoss);

    // The loop: draw a batch, let its weights add up to one, update at the schedule's learning rate.
    const losses: number[] = [];
    for (let update = 1; update <= updates; update++) {
      const batch = makeBatch(
        tokenizer,
        Array.from({ length: 2 * ROWS }, () => makeExample(random)),
      );
      normaliseWeights([batch]);
      const rate = learningRate({ lr, updates, warmup: 10, decay: 0.3 }, update);
      const { loss, norm } = await trainer.step([batch], rate, update);
      losses.push(loss);
      if (update % 50 === 0) log(`update ${update}: loss ${loss.toFixed(3)}, gradient ${norm.toFixed(2)}`);
    }

    const weights = await device.read(Object.keys(parameterShapes(config)));
    const accuracy = await accuracyOf(config, weights, tokenizer, random);
    log(`held-out: ${(100 * accuracy).toFixed(0)} % of ${HELD_OUT} questions right`);
    if (out !== undefined) {
      const named = new Map(Object.entries(weights)) as Parameters<typeof exportFolder>[1]['weights'];
      exportFolder(out, { config, weights: named, tokenizerJson }, { dtype: 'F32', configJson: {} });
      writeFileSync(join(out, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig()));
    }
    return { losses, accuracy };
  } finally {
    await device.close();
  }
};

if (import.meta.main) await sftLoop({ updates: 400, lr: 0.01, seed: 1, out: 'runs/sft-loop' });
