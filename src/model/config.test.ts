import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countParameters, formatConfig, parameterShapes, parseConfig } from './config.ts';

/** The published shape of Qwen2.5-0.5B. */
const qwen = {
  architectures: ['Qwen2ForCausalLM'], attention_dropout: 0, bos_token_id: 151643, eos_token_id: 151645, hidden_act: 'silu',
  hidden_size: 896, initializer_range: 0.02, intermediate_size: 4864, max_position_embeddings: 32768, max_window_layers: 21,
  model_type: 'qwen2', num_attention_heads: 14, num_hidden_layers: 24, num_key_value_heads: 2, rms_norm_eps: 1e-6,
  rope_theta: 1000000, sliding_window: 32768, tie_word_embeddings: true, use_sliding_window: false, vocab_size: 151936,
};

/** The published shape of Llama-3.1-8B, without its rope scaling. */
const llama = {
  model_type: 'llama', hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32,
  num_key_value_heads: 8, rms_norm_eps: 1e-5, rope_theta: 500000, rope_scaling: null, vocab_size: 128256, eos_token_id: [128001, 128009],
  max_position_embeddings: 8192, tie_word_embeddings: false, attention_bias: false, mlp_bias: false, hidden_act: 'silu',
};

test('Qwen2.5-0.5B: defaults and the published parameter count', () => {
  const config = parseConfig(qwen);
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
  assert.equal(names.some((name) => name.endsWith('.bias')), false);
  assert.equal(names.at(-1), 'lm_head.weight');
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
  for (const json of [qwen, llama, wide]) {
    const config = parseConfig(json);
    assert.deepEqual(parseConfig(JSON.parse(JSON.stringify(formatConfig(config)))), config);
  }
});

test('rope_parameters of newer files are read', () => {
  const { rope_theta, ...rest } = qwen;
  assert.equal(rope_theta, 1000000);
  assert.equal(parseConfig({ ...rest, rope_parameters: { rope_type: 'default', rope_theta: 5000 } }).ropeTheta, 5000);
});

test('what is not supported is one sentence with the field, the value and what is allowed', () => {
  const cases: [object, RegExp][] = [
    [{ model_type: 'mamba' }, /model_type is "mamba"; it must be 'qwen2' or 'llama'/],
    [{ model_type: undefined }, /model_type is missing/],
    [{ hidden_act: 'gelu' }, /hidden_act is "gelu"; it must be 'silu'/],
    [{ hidden_size: '896' }, /hidden_size is "896"; it must be a whole number/],
    [{ hidden_size: -1 }, /hidden_size is -1/],
    [{ hidden_size: 1e300 }, /hidden_size is 1e\+300/],
    [{ vocab_size: undefined }, /vocab_size is missing/],
    [{ hidden_size: 900 }, /hidden_size is 900; without head_dim it must be a multiple of num_attention_heads \(14\)/],
    [{ num_key_value_heads: 4 }, /num_attention_heads is 14; it must be a multiple of num_key_value_heads \(4\)/],
    [{ rope_scaling: { type: 'dynamic', factor: 4 } }, /rope_scaling has the type "dynamic"; it must be null or of type 'default', 'linear'/],
    [{ rope_parameters: { rope_type: 'llama3' } }, /rope_parameters\.factor is missing/],
    [{ rope_scaling: 4 }, /rope_scaling is 4/],
    [{ use_sliding_window: true }, /use_sliding_window is true/],
    [{ tie_word_embeddings: 'yes' }, /tie_word_embeddings is "yes"; it must be true or false/],
    [{ head_dim: 63 }, /head_dim is 63/],
    [{ num_hidden_layers: 1e9 }, /num_hidden_layers is 1000000000; it must be a whole number from 1 to 1024/],
    [{ rms_norm_eps: 0 }, /rms_norm_eps is 0/],
    [{ eos_token_id: 151936 }, /eos_token_id is 151936; every id must be a whole number from 0 to 151935/],
    [{ eos_token_id: ['x'] }, /eos_token_id/],
    [{ quantization_config: { bits: 4 } }, /quantization_config/],
    [{ layer_types: ['sliding_attention'] }, /layer_types/],
  ];
  for (const [change, message] of cases) assert.throws(() => parseConfig({ ...qwen, ...change }), message);
  assert.throws(() => parseConfig({ ...llama, attention_bias: true }), /attention_bias is true/);
  for (const junk of [null, undefined, 3, 'x', []]) assert.throws(() => parseConfig(junk), /must be a JSON object/);
});
