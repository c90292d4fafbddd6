import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRope, inverseFrequencies, parseRope, rotaryFactor, rotaryTables, scoreFactor } from './rope.ts';

const llama3 = {
  rope_theta: 500_000,
  rope_scaling: {
    rope_type: 'llama3',
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
  },
};
const yarn = { rope_theta: 1e6, rope_scaling: { type: 'yarn', factor: 4, original_max_position_embeddings: 32_768 } };
const deepseek = {
  rope_theta: 10_000,
  rope_scaling: {
    type: 'yarn',
    factor: 40,
    original_max_position_embeddings: 4096,
    beta_fast: 32,
    beta_slow: 1,
    mscale: 1,
    mscale_all_dim: 1,
  },
};
const kimi = {
  rope_theta: 50_000,
  rope_scaling: {
    type: 'yarn',
    factor: 32,
    original_max_position_embeddings: 4096,
    beta_fast: 1,
    beta_slow: 1,
    mscale: 1,
    mscale_all_dim: 1,
  },
};

const close = (a: Float64Array, b: readonly number[]): void => {
  assert.equal(a.length, b.length);
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) <= 1e-12 * Math.abs(b[i]!), `${i}: ${value} and ${b[i]}`));
};

test('no scaling and linear scaling', () => {
  close(inverseFrequencies({ ropeTheta: 10_000 }, 8), [1, 0.1, 0.01, 0.001]);
  close(
    inverseFrequencies(parseRope({ rope_scaling: { type: 'linear', factor: 4 } }, 2048), 8),
    [0.25, 0.025, 0.0025, 0.00025],
  );
});

test('Llama 3 by wavelengths, as its reference code writes it', () => {
  const rope = parseRope(llama3, 131_072);
  const {
    factor,
    low_freq_factor: low,
    high_freq_factor: high,
    original_max_position_embeddings: old,
  } = llama3.rope_scaling;
  const expected = Array.from({ length: 64 }, (_, i) => {
    const f = 1 / 500_000 ** ((2 * i) / 128);
    const wave = (2 * Math.PI) / f;
    if (wave < old / high) return f;
    if (wave > old / low) return f / factor;
    const smooth = (old / wave - low) / (high - low);
    return ((1 - smooth) * f) / factor + smooth * f;
  });
  close(inverseFrequencies(rope, 128), expected);
  assert.equal(rotaryFactor(rope), 1);
});

test('YaRN: the ramp lies where the paper puts it, ends keep or stretch, and the factors are those of DeepSeek and Kimi', () => {
  // DeepSeek-V3, 64 wide: pairs up to 10 turn 32 times in 4096 tokens, from 23 on not once.
  const rope = parseRope(deepseek, 163_840);
  const frequencies = inverseFrequencies(rope, 64);
  const plain = inverseFrequencies({ ropeTheta: 10_000 }, 64);
  close(frequencies.subarray(0, 11), [...plain.subarray(0, 11)]);
  close(
    frequencies.subarray(23),
    [...plain.subarray(23)].map((f) => f / 40),
  );
  const middle = (16 - 10) / (23 - 10);
  close(frequencies.subarray(16, 17), [plain[16]! * (1 - middle) + (plain[16]! / 40) * middle]);
  assert.equal(rotaryFactor(rope), 1); // its two mscales cancel
  assert.ok(Math.abs(scoreFactor(rope) - (0.1 * Math.log(40) + 1) ** 2) < 1e-12);
  // Equal borders, as in Kimi K2's config, are a step from one pair to the next.
  const step = inverseFrequencies(parseRope(kimi, 131_072), 64);
  const base = inverseFrequencies({ ropeTheta: 50_000 }, 64);
  assert.deepEqual(
    [...step].map((f, i) => Math.round(base[i]! / f)),
    Array.from({ length: 32 }, (_, i) => (i < 20 ? 1 : 32)),
  );
  // Qwen2.5: the factor on cosines and sines is 0.1 ln 4 + 1.
  assert.ok(Math.abs(rotaryFactor(parseRope(yarn, 131_072)) - 1.138629436111989) < 1e-12);
  const { cos, sin } = rotaryTables(parseRope(yarn, 131_072), 128, 2);
  assert.deepEqual([cos[0], sin[0]], [Math.fround(1.138629436111989), 0]);
  assert.ok(Math.abs(Math.hypot(cos[70]!, sin[70]!) - 1.138629436111989) < 1e-6);
});

test('parse and format are inverse, for old and new places of the fields', () => {
  for (const json of [
    llama3,
    yarn,
    deepseek,
    kimi,
    { rope_theta: 5, rope_scaling: { type: 'linear', factor: 2.5 } },
    { rope_scaling: { type: 'yarn', factor: 2, attention_factor: 1.5, truncate: false } },
  ]) {
    const rope = parseRope(json, 4096);
    assert.deepEqual(parseRope(JSON.parse(JSON.stringify(formatRope(rope))), 4096), rope);
    assert.deepEqual(parseRope({ rope_parameters: { ...json.rope_scaling, rope_theta: rope.ropeTheta } }, 4096), rope);
  }
});

test('wrong fields are one sentence', () => {
  const cases: [object, RegExp][] = [
    [
      { rope_scaling: { type: 'longrope', factor: 4 } },
      /rope_scaling has the type "longrope"; it must be null or of type 'default', 'linear', 'llama3' or 'yarn'/,
    ],
    [{ rope_scaling: { type: 'linear' } }, /rope_scaling\.factor is missing; it must be a number of at least 1/],
    [{ rope_scaling: { type: 'linear', factor: 0.5 } }, /rope_scaling\.factor is 0\.5/],
    [{ rope_scaling: { type: 'yarn', factor: '4' } }, /rope_scaling\.factor is "4"/],
    [{ rope_scaling: { type: 'yarn', factor: 4, beta_fast: -1 } }, /beta_fast is -1; it must be a number above 0/],
    [
      { rope_scaling: { ...llama3.rope_scaling, high_freq_factor: 1 } },
      /high_freq_factor is 1; it must be above low_freq_factor, 1/,
    ],
    [{ rope_scaling: 4 }, /rope_scaling is 4; it must be null or an object/],
    [{ rope_theta: '10000' }, /rope_theta is "10000"/],
    [{ rope_theta: 0 }, /rope_theta is 0/],
    [{ partial_rotary_factor: 0.5 }, /partial_rotary_factor is 0\.5/],
  ];
  for (const [json, message] of cases) assert.throws(() => parseRope({ ...json }, 4096), message);
});
