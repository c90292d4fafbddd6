import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countActive,
  countParameters,
  formatConfig,
  parameterShapes,
  parseConfig,
  type DeepseekConfig,
  type DenseConfig,
} from './config.ts';
import { routedScaleOf } from './deepseek-config.ts';
import { publishedShapes, stackExperts, unstackExperts } from './experts.ts';

/** The published shape of Qwen2.5-0.5B. */
const qwen = {
  architectures: ['Qwen2ForCausalLM'],
  attention_dropout: 0,
  bos_token_id: 151643,
  eos_token_id: 151645,
  hidden_act: 'silu',
  hidden_size: 896,
  initializer_range: 0.02,
  intermediate_size: 4864,
  max_position_embeddings: 32768,
  max_window_layers: 21,
  model_type: 'qwen2',
  num_attention_heads: 14,
  num_hidden_layers: 24,
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 1000000,
  sliding_window: 32768,
  tie_word_embeddings: true,
  use_sliding_window: false,
  vocab_size: 151936,
};

/** The published shape of Llama-3.1-8B, without its rope scaling. */
const llama = {
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  rms_norm_eps: 1e-5,
  rope_theta: 500000,
  rope_scaling: null,
  vocab_size: 128256,
  eos_token_id: [128001, 128009],
  max_position_embeddings: 8192,
  tie_word_embeddings: false,
  attention_bias: false,
  mlp_bias: false,
  hidden_act: 'silu',
};

/** The published shape of Kimi-K2, without its rope scaling. */
const kimi = {
  architectures: ['DeepseekV3ForCausalLM'],
  attention_bias: false,
  attention_dropout: 0,
  aux_loss_alpha: 0.001,
  bos_token_id: 163584,
  eos_token_id: 163585,
  first_k_dense_replace: 1,
  hidden_act: 'silu',
  hidden_size: 7168,
  initializer_range: 0.02,
  intermediate_size: 18432,
  kv_lora_rank: 512,
  max_position_embeddings: 131072,
  model_type: 'kimi_k2',
  moe_intermediate_size: 2048,
  moe_layer_freq: 1,
  n_group: 1,
  n_routed_experts: 384,
  n_shared_experts: 1,
  norm_topk_prob: true,
  num_attention_heads: 64,
  num_experts_per_tok: 8,
  num_hidden_layers: 61,
  num_key_value_heads: 64,
  num_nextn_predict_layers: 0,
  q_lora_rank: 1536,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  rms_norm_eps: 1e-6,
  rope_theta: 50000,
  rope_scaling: null,
  routed_scaling_factor: 2.827,
  scoring_func: 'sigmoid',
  seq_aux: true,
  tie_word_embeddings: false,
  topk_group: 1,
  topk_method: 'noaux_tc',
  torch_dtype: 'bfloat16',
  use_cache: true,
  v_head_dim: 128,
  vocab_size: 163840,
};

/**
 * The published shape of DeepSeek-V3, without its rope scaling, quantisation and the layer that predicts a second
 * token.
 */
const deepseek = {
  ...kimi,
  model_type: 'deepseek_v3',
  bos_token_id: 0,
  eos_token_id: 1,
  first_k_dense_replace: 3,
  n_group: 8,
  topk_group: 4,
  n_routed_experts: 256,
  num_attention_heads: 128,
  num_key_value_heads: 128,
  rope_theta: 10000,
  routed_scaling_factor: 2.5,
  vocab_size: 129280,
};

test('Qwen2.5-0.5B: defaults and the published parameter count', () => {
  const config = parseConfig(qwen) as DenseConfig;
  assert.equal(config.headDim, 64);
  assert.equal(config.attentionBias, true);
  assert.deepEqual(config.eosTokenIds, [151645]);
  assert.equal(countParameters(config), 494_032_768);
});

test('Llama-3-8B: the published parameter count, no biases', () => {
  const config = parseConfig(llama);
  assert.equal(countParameters(config), 8_030_261_248);
  assert.deepEqual(config.eosTokenIds, [128001, 128009]);
  const names = Object.keys(parameterShapes(config));
  assert.equal(
    names.some((name) => name.endsWith('.bias')),
    false,
  );
  assert.equal(names.at(-1), 'lm_head.weight');
});

/** The published shapes of Qwen3-0.6B, SmolLM2-135M and Llama-3.2-1B, with every field that changes arithmetic. */
const qwen3 = {
  ...qwen,
  architectures: ['Qwen3ForCausalLM'],
  attention_bias: false,
  head_dim: 128,
  hidden_size: 1024,
  intermediate_size: 3072,
  max_position_embeddings: 40960,
  max_window_layers: 28,
  model_type: 'qwen3',
  num_attention_heads: 16,
  num_hidden_layers: 28,
  num_key_value_heads: 8,
  rope_scaling: null,
  sliding_window: null,
};
const smollm2 = {
  ...llama,
  hidden_size: 576,
  intermediate_size: 1536,
  is_llama_config: true,
  num_attention_heads: 9,
  num_hidden_layers: 30,
  num_key_value_heads: 3,
  rope_interleaved: false,
  rope_theta: 100000,
  tie_word_embeddings: true,
  'transformers.js_config': { kv_cache_dtype: { q4f16: 'float16', fp16: 'float16' } },
  vocab_size: 49152,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 2,
};
const llama32 = {
  ...llama,
  bos_token_id: 128000,
  eos_token_id: [128001, 128008, 128009],
  head_dim: 64,
  hidden_size: 2048,
  intermediate_size: 8192,
  max_position_embeddings: 131072,
  num_attention_heads: 32,
  num_hidden_layers: 16,
  num_key_value_heads: 8,
  pretraining_tp: 1,
  rope_scaling: {
    factor: 32,
    high_freq_factor: 4,
    low_freq_factor: 1,
    original_max_position_embeddings: 8192,
    rope_type: 'llama3',
  },
  tie_word_embeddings: true,
};

test('Qwen3, SmolLM2 and Llama 3.2: the published parameter counts', () => {
  const small = parseConfig(qwen3) as DenseConfig;
  assert.deepEqual([small.headDim, small.qkNorm, small.attentionBias], [128, true, false]);
  assert.equal(countParameters(small), 596_049_920);
  const { head_dim: _, ...rest } = qwen3;
  assert.equal((parseConfig({ ...rest, num_attention_heads: 15, num_key_value_heads: 5 }) as DenseConfig).headDim, 128);
  assert.equal(countParameters(parseConfig(smollm2)), 134_515_008);
  const llama3 = parseConfig(llama32);
  assert.equal(countParameters(llama3), 1_235_814_400);
  assert.deepEqual(llama3.ropeScaling, {
    type: 'llama3',
    factor: 32,
    lowFreqFactor: 1,
    highFreqFactor: 4,
    originalMaxPositions: 8192,
  });
  assert.throws(() => parseConfig({ ...qwen3, attention_bias: true }), /a model of type 'qwen3' must have no/);
});

test('sliding windows that leave no token out are read, all others are refused', () => {
  const harmless: object[] = [
    { use_sliding_window: false, sliding_window: 4096 },
    { use_sliding_window: true, sliding_window: 32768 },
    { use_sliding_window: true, sliding_window: 4096, max_window_layers: 24 },
    { sliding_window: 32768, layer_types: ['sliding_attention'] },
    { use_sliding_window: true, sliding_window: 4096, layer_types: ['full_attention'] },
  ];
  for (const change of harmless) assert.ok(parseConfig({ ...qwen, ...change }), JSON.stringify(change));
  const refused: object[] = [
    { use_sliding_window: true, sliding_window: 4096 },
    { use_sliding_window: true, sliding_window: null, max_window_layers: 21 },
    { sliding_window: 4096, layer_types: ['full_attention', 'sliding_attention'] },
  ];
  for (const change of refused)
    assert.throws(
      () => parseConfig({ ...qwen, ...change }),
      /sliding_window is true|layer_types/,
      JSON.stringify(change),
    );
});

test('shapes follow Hugging Face names, (out, in)', () => {
  const shapes = parameterShapes(parseConfig(qwen));
  assert.deepEqual(shapes['model.layers.23.self_attn.k_proj.weight'], [128, 896]);
  assert.deepEqual(shapes['model.layers.0.self_attn.k_proj.bias'], [128]);
  assert.deepEqual(shapes['model.layers.0.self_attn.o_proj.weight'], [896, 896]);
  assert.deepEqual(shapes['model.layers.0.mlp.down_proj.weight'], [896, 4864]);
  assert.equal('lm_head.weight' in shapes, false);
  assert.equal('model.layers.0.self_attn.o_proj.bias' in shapes, false);
});

test('formatConfig and parseConfig are inverse', () => {
  const wide = { ...qwen, head_dim: 128, attention_bias: false, pad_token_id: 0 };
  for (const json of [
    qwen,
    llama,
    wide,
    kimi,
    deepseek,
    { ...kimi, q_lora_rank: null, rope_interleave: false, n_shared_experts: 0 },
  ]) {
    const config = parseConfig(json);
    assert.deepEqual(parseConfig(JSON.parse(JSON.stringify(formatConfig(config)))), config);
  }
});

test('rope settings are read wherever files put them; two that differ and unknown ones are refused', () => {
  const { rope_theta: _, ...rest } = qwen;
  const theta = (json: object): number => parseConfig({ ...rest, ...json }).ropeTheta;
  const read: [object, number][] = [
    [{}, 10_000],
    [{ rope_theta: 7 }, 7],
    [{ rope_scaling: { rope_type: 'default', rope_theta: 7 } }, 7],
    [{ rope_parameters: { rope_type: 'default', rope_theta: 7 } }, 7],
    [{ rope_theta: 7, rope_parameters: { rope_theta: 7 } }, 7],
    [
      {
        rope_scaling: { type: 'linear', factor: 2, rope_theta: 7 },
        rope_parameters: { rope_type: 'linear', factor: 2 },
      },
      7,
    ],
  ];
  for (const [json, expected] of read) assert.equal(theta(json), expected, JSON.stringify(json));
  const refused: [object, RegExp][] = [
    [
      { rope_theta: 7, rope_scaling: { rope_type: 'default', rope_theta: 8 } },
      /rope_theta is 7 in config\.json and 8 in rope_scaling/,
    ],
    [{ rope_scaling: { rope_theta: 8 }, rope_parameters: { rope_theta: 9 } }, /rope_theta is 8 .* and 9/],
    [
      { rope_scaling: { type: 'linear', factor: 2 }, rope_parameters: { rope_type: 'linear', factor: 4 } },
      /two different scalings/,
    ],
    [{ rope_parameters: { rope_type: 'default', partial_rotary_factor: 0.5 } }, /partial_rotary_factor is 0\.5/],
    [
      { rope_scaling: { rope_type: 'linear', factor: 2, new_switch: 1 } },
      /new_switch is 1; this setting is not supported/,
    ],
    [{ rope_parameters: { full_attention: { rope_theta: 7 } } }, /full_attention is /],
  ];
  for (const [json, says] of refused) assert.throws(() => theta(json), says, JSON.stringify(json));
});

test('rope_parameters of newer files are read', () => {
  const { rope_theta, ...rest } = qwen;
  assert.equal(rope_theta, 1000000);
  assert.equal(parseConfig({ ...rest, rope_parameters: { rope_type: 'default', rope_theta: 5000 } }).ropeTheta, 5000);
});

test('what is not supported is one sentence with the field, the value and what is allowed', () => {
  const cases: [object, RegExp][] = [
    [
      { model_type: 'mamba' },
      /model_type is "mamba"; it must be 'qwen2', 'qwen3', 'llama', 'deepseek_v3' or 'kimi_k2'/,
    ],
    [{ model_type: undefined }, /model_type is missing/],
    [{ hidden_act: 'gelu' }, /hidden_act is "gelu"; it must be 'silu'/],
    [{ hidden_size: '896' }, /hidden_size is "896"; it must be a whole number/],
    [{ hidden_size: -1 }, /hidden_size is -1/],
    [{ hidden_size: 1e300 }, /hidden_size is 1e\+300/],
    [{ vocab_size: undefined }, /vocab_size is missing/],
    [{ hidden_size: 900 }, /hidden_size is 900; without head_dim it must be a multiple of num_attention_heads \(14\)/],
    [{ num_key_value_heads: 4 }, /num_attention_heads is 14; it must be a multiple of num_key_value_heads \(4\)/],
    [
      { rope_scaling: { type: 'dynamic', factor: 4 } },
      /rope_scaling has the type "dynamic"; it must be null or of type 'default', 'linear'/,
    ],
    [{ rope_parameters: { rope_type: 'llama3' } }, /rope_parameters\.factor is missing/],
    [{ rope_scaling: 4 }, /rope_scaling is 4/],
    [{ use_sliding_window: true, sliding_window: 4096 }, /use_sliding_window is true/],
    [{ tie_word_embeddings: 'yes' }, /tie_word_embeddings is "yes"; it must be true or false/],
    [{ head_dim: 63 }, /head_dim is 63/],
    [{ num_hidden_layers: 1e9 }, /num_hidden_layers is 1000000000; it must be a whole number from 1 to 1024/],
    [{ rms_norm_eps: 0 }, /rms_norm_eps is 0/],
    [{ eos_token_id: 151936 }, /eos_token_id is 151936; every id must be a whole number from 0 to 151935/],
    [{ eos_token_id: ['x'] }, /eos_token_id/],
    [{ quantization_config: { bits: 4 } }, /quantization_config/],
    [{ sliding_window: 128, layer_types: ['sliding_attention'] }, /layer_types/],
  ];
  for (const [change, message] of cases) assert.throws(() => parseConfig({ ...qwen, ...change }), message);
  assert.throws(() => parseConfig({ ...llama, attention_bias: true }), /attention_bias is true/);
  for (const junk of [null, undefined, 3, 'x', []]) assert.throws(() => parseConfig(junk), /must be a JSON object/);
});

test('Kimi-K2 and DeepSeek-V3: sizes, and the published parameter counts', () => {
  const k2 = parseConfig(kimi) as DeepseekConfig;
  assert.deepEqual(
    [k2.type, k2.qLoraRank, k2.kvLoraRank, k2.qkNopeHeadDim, k2.qkRopeHeadDim, k2.vHeadDim],
    ['deepseek', 1536, 512, 128, 64, 128],
  );
  assert.deepEqual(
    [k2.numExperts, k2.expertsPerToken, k2.sharedExperts, k2.denseLayers, k2.routedScale, k2.balanceLoss],
    [384, 8, 1, 1, 2.827, 0.001],
  );
  assert.ok(Math.abs(countParameters(k2) / 1.026e12 - 1) < 0.001, `${countParameters(k2)}`);
  assert.ok(Math.abs(countActive(k2) / 32.9e9 - 1) < 0.005, `${countActive(k2)}`);
  assert.ok(
    Math.abs(countParameters(parseConfig(deepseek)) / 671.03e9 - 1) < 0.001,
    `${countParameters(parseConfig(deepseek))}`,
  );
});

test('the tensors of a sparse model, stacked and as published', () => {
  const small = {
    ...kimi,
    hidden_size: 8,
    intermediate_size: 12,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 2,
    q_lora_rank: 6,
    kv_lora_rank: 4,
    qk_nope_head_dim: 3,
    qk_rope_head_dim: 2,
    v_head_dim: 5,
    n_routed_experts: 4,
    num_experts_per_tok: 2,
    moe_intermediate_size: 7,
    vocab_size: 20,
    bos_token_id: null,
    eos_token_id: 1,
  };
  const config = parseConfig(small);
  const [shapes, published] = [parameterShapes(config), publishedShapes(config)];
  assert.deepEqual(shapes['model.layers.0.mlp.up_proj.weight'], [12, 8], 'the first layer is dense');
  assert.deepEqual(shapes['model.layers.1.mlp.experts.down_proj.weight'], [4, 8, 7]);
  assert.deepEqual(published['model.layers.1.mlp.experts.3.down_proj.weight'], [8, 7]);
  assert.deepEqual(published['model.layers.1.mlp.shared_experts.gate_proj.weight'], [7, 8]);
  assert.deepEqual(published['model.layers.1.mlp.gate.e_score_correction_bias'], [4]);
  assert.deepEqual(published['model.layers.1.self_attn.q_b_proj.weight'], [10, 6]);
  assert.deepEqual(published['model.layers.1.self_attn.kv_a_proj_with_mqa.weight'], [6, 8]);
  assert.deepEqual(published['model.layers.1.self_attn.kv_b_proj.weight'], [16, 4]);
  assert.deepEqual(published['model.layers.1.self_attn.o_proj.weight'], [8, 10]);
  assert.deepEqual(
    parameterShapes(parseConfig({ ...small, q_lora_rank: null }))['model.layers.1.self_attn.q_proj.weight'],
    [10, 8],
  );
  let next = 0;
  const tensors = new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next++) },
    ]),
  );
  const single = unstackExperts(tensors);
  assert.deepEqual(Object.fromEntries([...single].map(([name, { shape }]) => [name, shape])), published);
  assert.deepEqual(stackExperts(config, single), tensors);
  const up = tensors.get('model.layers.1.mlp.experts.up_proj.weight')!.data;
  assert.deepEqual([...single.get('model.layers.1.mlp.experts.2.up_proj.weight')!.data], [...up.subarray(112, 168)]);
  single.delete('model.layers.1.mlp.experts.2.up_proj.weight');
  assert.throws(
    () => stackExperts(config, single),
    /the weights lack model\.layers\.1\.mlp\.experts\.2\.up_proj\.weight/,
  );
});

test('the scale of routed experts by formula: the published values of Moonlight and Kimi K2, and the default', () => {
  assert.ok(Math.abs(routedScaleOf(64, 6) - 2.446) < 0.01, `${routedScaleOf(64, 6)}`);
  assert.ok(Math.abs(routedScaleOf(384, 8) - 2.827) < 0.01, `${routedScaleOf(384, 8)}`);
  const { routed_scaling_factor: _, ...rest } = kimi;
  assert.equal(
    (parseConfig({ ...rest, n_routed_experts: 64, num_experts_per_tok: 6 }) as DeepseekConfig).routedScale,
    routedScaleOf(64, 6),
  );
});

test('what a sparse config must not say is one sentence', () => {
  const cases: [object, RegExp][] = [
    [{ scoring_func: 'softmax' }, /scoring_func is "softmax"; it must be "sigmoid"/],
    [{ topk_method: 'greedy' }, /topk_method is "greedy"; it must be "noaux_tc"/],
    [{ moe_layer_freq: 2 }, /moe_layer_freq is 2; it must be 1/],
    [{ num_key_value_heads: 8 }, /num_key_value_heads is 8; it must be 64/],
    [{ attention_bias: true }, /attention_bias is true/],
    [{ kv_lora_rank: undefined }, /kv_lora_rank is missing/],
    [{ qk_rope_head_dim: 63 }, /qk_rope_head_dim is 63; rotary positions need an even number/],
    [{ num_experts_per_tok: 385 }, /num_experts_per_tok is 385; it must be a whole number from 1 to 384/],
    [{ n_group: 5 }, /n_group is 5; n_routed_experts \(384\) must be a multiple of it/],
    [{ n_group: 96, topk_group: 1 }, /topk_group is 1; 1 groups of 4 experts hold less than num_experts_per_tok \(8\)/],
    [{ first_k_dense_replace: 62 }, /first_k_dense_replace is 62; it must be a whole number from 0 to 61/],
    [{ n_shared_experts: -1 }, /n_shared_experts is -1/],
    [{ routed_scaling_factor: 0 }, /routed_scaling_factor is 0/],
    [{ aux_loss_alpha: -1 }, /aux_loss_alpha is -1/],
  ];
  for (const [change, message] of cases) assert.throws(() => parseConfig({ ...kimi, ...change }), message);
});
