/** LoRA: exact gradients, a frozen base, merging, and the layout of PEFT. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { mergeAdapter, readAdapter, writeAdapter, type AdapterPair } from '../model/adapter.ts';
import { parameterShapes, parseConfig, type ModelConfig } from '../model/config.ts';
import { encodeSafetensors, readSafetensors } from '../model/safetensors.ts';
import { deepseekJson, llamaJson, qwen2Json, randomWeights } from '../model/testing.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { createRandom } from '../random.ts';
import { evaluate } from '../tensor/testing/reference.ts';
import { openDevice, type Values } from '../tensor/run.ts';
import { input, variable, type Tensor } from '../tensor/trace.ts';
import { gradients } from '../tensor/vjp.ts';
import { adamwDefaults } from './adamw.ts';
import { adapterNames, initLora, loraModules, loraShapes, loraTargets, loraWeights, type LoraOptions } from './lora.ts';
import { crossEntropy } from './loss.ts';
import { normaliseWeights, toBatch, type Document } from './pack.ts';
import { crossEntropyLoss } from './loss.ts';
import { compileTrainer, type StepOptions } from './step.ts';
import { optimiserState, trainedShapes } from './optimiser.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-lora-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const small = {
  vocab_size: 24,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  max_position_embeddings: 16,
};
const qwen = parseConfig({ ...qwen2Json, ...small, num_key_value_heads: 1 });
const deepseek = parseConfig({
  ...deepseekJson,
  ...small,
  num_key_value_heads: 2,
  num_hidden_layers: 2,
  q_lora_rank: 6,
  kv_lora_rank: 4,
  qk_nope_head_dim: 4,
  qk_rope_head_dim: 2,
  v_head_dim: 3,
  n_routed_experts: 4,
  moe_intermediate_size: 4,
});
const all = (config: ModelConfig, rank = 2): LoraOptions => ({ rank, alpha: 3, targets: loraTargets(config) });

/** Adapters in which nothing is zero. */
const filled = (config: ModelConfig, lora: LoraOptions): Values => {
  const random = createRandom('lora/filled');
  return Object.fromEntries(
    Object.entries(loraShapes(config, lora)).map(([name, shape]) => [
      name,
      { shape, data: Float32Array.from({ length: shape[0]! * shape[1]! }, () => 0.3 * random.normal()) },
    ]),
  );
};

const T = 6;
const feeds = {
  ids: { data: Int32Array.of(3, 9, 14, 2, 7, 20), shape: [1, T] },
  positions: { data: Int32Array.of(0, 1, 2, 3, 4, 5), shape: [1, T] },
  segments: { data: new Int32Array(T).fill(1), shape: [1, T] },
  index: { data: Int32Array.of(0, 1, 2, 3, 4, 5), shape: [T] },
  targets: { data: Int32Array.of(9, 14, 2, 7, 20, 1), shape: [T] },
  weights: { data: new Float32Array(T).fill(1 / T), shape: [T] },
};

test('gradients of A and B equal finite differences in f64, dense and latent, with and without recomputation', () => {
  for (const config of [qwen, deepseek]) {
    const lora = all(config);
    const values = { ...randomWeights(config, 'lora'), ...filled(config, lora) };
    const names = Object.keys(trainedShapes(config, { lora }));
    for (const checkpoint of [false, true]) {
      const made = new Map(
        Object.entries({ ...parameterShapes(config), ...loraShapes(config, lora) }).map(([name, shape]) => [
          name,
          variable(name, shape),
        ]),
      );
      const tensor = (name: string): Tensor => made.get(name)!;
      const logits = forward(config, loraWeights(config, lora, tensor), forwardInputs(1, T), { checkpoint });
      const loss = crossEntropy(logits, input('targets', [T], 'i32'), input('weights', [T]));
      const grads = evaluate([loss, ...gradients(loss, names.map(tensor))], { ...feeds, ...values }).slice(1);
      const random = createRandom('lora/differences');
      for (let n = 0; n < 8; n++) {
        const i = random.int(0, names.length - 1);
        const name = names[i]!;
        const at = random.int(0, values[name]!.data.length - 1);
        const lossAt = (step: number): number => {
          const data = Float64Array.from(values[name]!.data);
          data[at]! += step;
          return evaluate([loss], { ...feeds, ...values, [name]: { data, shape: values[name]!.shape } })[0]!.data[0]!;
        };
        const [step, found] = [1e-4, grads[i]!.data[at]!];
        const expected = (8 * (lossAt(step) - lossAt(-step)) - (lossAt(2 * step) - lossAt(-2 * step))) / (12 * step);
        assert.ok(
          Math.abs(found - expected) <= 1e-8 + 1e-6 * Math.abs(expected),
          `${name}[${at}]: ${found}, by differences ${expected}`,
        );
      }
    }
  }
});

test('the product in two parts needs no gradient of the size of W', () => {
  const config = parseConfig({ ...qwen2Json, num_hidden_layers: 1 });
  const lora: LoraOptions = { rank: 4, alpha: 4, targets: ['gate_proj'] };
  const made = new Map(
    Object.entries({ ...parameterShapes(config), ...loraShapes(config, lora) }).map(([name, shape]) => [
      name,
      variable(name, shape),
    ]),
  );
  const logits = forward(
    config,
    loraWeights(config, lora, (name) => made.get(name)!),
    forwardInputs(1, T),
  );
  const loss = crossEntropy(logits, input('targets', [T], 'i32'), input('weights', [T]));
  const [a, b] = gradients(loss, [
    made.get('model.layers.0.mlp.gate_proj.lora_A.weight')!,
    made.get('model.layers.0.mlp.gate_proj.lora_B.weight')!,
  ]);
  const seen = new Set<Tensor>();
  const visit = (node: Tensor): void => {
    if (!seen.has(node)) {
      seen.add(node);
      node.inputs.forEach(visit);
    }
  };
  visit(a!);
  visit(b!);
  const made80by48 = [...seen].filter(({ shape, op }) => shape.join() === '80,48' && op.type !== 'variable');
  assert.deepEqual(made80by48, []);
});

const document = (random: ReturnType<typeof createRandom>): Document => ({
  ids: Array.from({ length: 12 }, (_, i) => (i < 2 ? random.int(1, 23) : 5 + (i % 3))),
  mask: Array.from({ length: 12 }, (_, i) => i > 1),
});

test('training moves the adapters alone: the loss falls, the base stays bitwise, and merged weights give the same logits', async () => {
  const config = parseConfig({ ...llamaJson, vocab_size: 24 });
  const lora: LoraOptions = { rank: 4, alpha: 8, targets: ['q_proj', 'v_proj', 'down_proj'] };
  const options: StepOptions = { clip: 1, optimiser: { ...adamwDefaults, weightDecay: 0 }, lora };
  const base = randomWeights(config, 'frozen');
  const names = Object.keys(loraShapes(config, lora));
  assert.equal(names.length, 2 * 3 * 3);
  assert.equal(Object.keys(optimiserState(config, options)).length, 2 * names.length);
  const device = openDevice({ threads: 1, worker: false });
  try {
    await device.write({ ...base, ...initLora(config, lora, 1), ...optimiserState(config, options) });
    const trainer = compileTrainer(device, config, options, 2, 12, crossEntropyLoss);
    const random = createRandom('lora/train');
    const losses: number[] = [];
    for (let step = 1; step <= 60; step++) {
      const batches = Array.from({ length: step % 2 ? 1 : 2 }, () =>
        toBatch([[document(random)], [document(random)]], 12),
      ); // both ways of stepping
      normaliseWeights(batches);
      losses.push((await trainer.step(batches, 1e-2, step)).loss);
    }
    assert.ok(losses.at(-1)! < 0.4 * losses[0]!, `${losses[0]} → ${losses.at(-1)}`);
    const state = await device.read();
    for (const [name, { data }] of Object.entries(base)) assert.deepEqual(state[name]!.data, data, name);
    for (const name of names)
      assert.ok(
        state[name]!.data.some((x) => x !== 0),
        name,
      );

    const modules = new Map(
      loraModules(config, lora).map((module): [string, AdapterPair] => {
        const { a, b } = adapterNames(module);
        return [module, { a: state[a] as AdapterPair['a'], b: state[b] as AdapterPair['b'] }];
      }),
    );
    writeAdapter(folder, modules, { rank: 4, alpha: 8, targets: lora.targets, base: 'somewhere/model' });
    const adapter = await readAdapter(folder, config);
    assert.deepEqual(
      [adapter.scale, adapter.base, [...adapter.modules.keys()].sort()],
      [2, 'somewhere/model', [...modules.keys()].sort()],
    );
    const merged = mergeAdapter(new Map(Object.entries(base)) as never, adapter) as Map<
      string,
      { shape: number[]; data: Float32Array }
    >;
    const batch = toBatch([[document(random)], [document(random)]], 12);
    normaliseWeights([batch]);
    const apart = (await trainer.evaluate(batch)).loss;
    await device.write(Object.fromEntries(merged));
    await device.write(
      Object.fromEntries(
        names
          .filter((name) => name.includes('lora_B'))
          .map((name) => [name, { ...state[name]!, data: new Float32Array(state[name]!.data.length) }]),
      ),
    );
    const together = (await trainer.evaluate(batch)).loss;
    assert.ok(Math.abs(apart - together) < 1e-5 * Math.abs(apart), `${apart} apart, ${together} merged`);
    // And every logit, by the definition.
    const logitsOf = async (weights: Values, withLora: boolean): Promise<Float32Array> => {
      await device.write(weights);
      const made = new Map(
        [...Object.entries(parameterShapes(config)), ...Object.entries(loraShapes(config, lora))].map(
          ([name, shape]) => [name, variable(name, shape)],
        ),
      );
      const tensor = (name: string): Tensor => made.get(name)!;
      const program = await device.compile({
        outputs: {
          logits: forward(config, withLora ? loraWeights(config, lora, tensor) : tensor, forwardInputs(1, T)),
        },
      });
      const { targets: _targets, weights: _weights, ...inputs } = feeds;
      return (await program.run(inputs)).logits!.data as Float32Array;
    };
    const [with_, plain] = [
      await logitsOf({ ...base, ...Object.fromEntries(names.map((name) => [name, state[name]!])) }, true),
      await logitsOf(Object.fromEntries(merged), false),
    ];
    const largest = with_.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    with_.forEach((x, i) => assert.ok(Math.abs(x - plain[i]!) <= 2e-6 * largest, `${i}: ${x} and ${plain[i]}`));
  } finally {
    await device.close();
  }
});

test('the files are those of PEFT', async () => {
  const tensors = await readSafetensors(join(folder, 'adapter_model.safetensors'));
  assert.deepEqual(
    [...tensors].slice(0, 2).map(([name, { shape, dtype }]) => [name, shape, dtype]),
    [
      ['base_model.model.model.layers.0.mlp.down_proj.lora_A.weight', [4, 96], 'F32'],
      ['base_model.model.model.layers.0.mlp.down_proj.lora_B.weight', [48, 4], 'F32'],
    ],
  );
  const config = JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(
    [config.peft_type, config.task_type, config.r, config.lora_alpha, config.target_modules, config.bias],
    ['LORA', 'CAUSAL_LM', 4, 8, ['q_proj', 'v_proj', 'down_proj'], 'none'],
  );
});

test('an adapter that does not fit, or does what is not supported, is one sentence', async () => {
  const config = parseConfig({ ...llamaJson, vocab_size: 24 });
  const good = JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8')) as Record<string, unknown>;
  const bytes = readFileSync(join(folder, 'adapter_model.safetensors'));
  const weights = await readSafetensors(join(folder, 'adapter_model.safetensors'));
  const refused = async (
    message: RegExp,
    change: Record<string, unknown>,
    tensors: ReadonlyMap<string, unknown> | Buffer = bytes,
  ) => {
    writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify({ ...good, ...change }));
    writeFileSync(
      join(folder, 'adapter_model.safetensors'),
      tensors instanceof Map ? encodeSafetensors(tensors as never, { dtype: 'F32' }) : (tensors as Buffer),
    );
    await assert.rejects(readAdapter(folder, config), (error: Error) => {
      assert.match(error.message, message);
      assert.match(error.message, /^can't load the adapter in /);
      return true;
    });
  };
  await refused(/peft_type is "IA3"; it must be "LORA"/, { peft_type: 'IA3' });
  await refused(/use_dora is true, which is not supported/, { use_dora: true });
  await refused(/bias is "all"/, { bias: 'all' });
  await refused(/modules_to_save is \["lm_head"\], which is not supported/, { modules_to_save: ['lm_head'] });
  for (const init of ['pissa', 'pissa_niter_4', 'olora', 'corda', 'loftq', 'lora_ga', 'new_in_2027'])
    await refused(/init_lora_weights is .*belongs to base weights that were changed/, { init_lora_weights: init });
  await refused(/alora_invocation_tokens is \[1,2\]/, { alora_invocation_tokens: [1, 2] });
  await refused(/loftq_config is /, { loftq_config: { loftq_bits: 4 } });
  await refused(/use_qalora is true/, { use_qalora: true });
  await refused(/some_new_switch is 2/, { some_new_switch: 2 });
  await refused(/says that r is 7, but the matrices have rank 4/, { r: 7 });
  await refused(/lora_alpha is 0; it must be a number above 0/, { lora_alpha: 0 });
  await refused(/ends at byte/, {}, bytes.subarray(0, bytes.length - 8));
  const change = (name: string, value: unknown) => {
    const copy = new Map<string, unknown>(weights);
    if (value === undefined) copy.delete(name);
    else copy.set(name, value);
    return copy;
  };
  const first = 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight';
  await refused(
    /lacks base_model\.model\.model\.layers\.0\.self_attn\.q_proj\.lora_A\.weight/,
    {},
    change(first, undefined),
  );
  await refused(/lacks .*q_proj\.lora_B\.weight/, {}, change(first.replace('_A', '_B'), undefined));
  await refused(
    /q_proj has matrices of shapes \[4,40\] and \[64,4\], but \[r, 48\] and \[64, r\] with one r for all are expected/,
    {},
    change(first, { shape: [4, 40], data: new Float32Array(160) }),
  );
  await refused(
    /adapts model\.layers\.9\.self_attn\.q_proj, which is not a matrix of this model; use the adapter's own base model, somewhere\/model/,
    {},
    change(first.replace('layers.0', 'layers.9'), { shape: [4, 48], data: new Float32Array(192) }),
  );
  await refused(
    /holds lm_head\.weight, which is not a matrix of a LoRA adapter/,
    {},
    change('lm_head.weight', { shape: [1], data: new Float32Array(1) }),
  );
  assert.throws(
    () => loraModules(config, { rank: 2, alpha: 2, targets: ['q_proj', 'wq'] }),
    /lora\.targets holds "wq"; a model of this type has q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj/,
  );
  assert.deepEqual(loraTargets(deepseek), ['q_a_proj', 'q_b_proj', 'kv_a_proj_with_mqa', 'kv_b_proj', 'o_proj']);
});
