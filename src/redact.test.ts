/** Secrets leave text wherever they stand and however they are spelled; ordinary text is left as it is. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from './random.ts';
import { createRedact, redact } from './redact.ts';

test('a configured secret is taken out in every spelling', () => {
  const secret = 'p@ss "word"/2026+é';
  const clean = createRedact([secret]);
  for (const text of [
    secret,
    `key=${encodeURIComponent(secret)}&x=1`,
    JSON.stringify({ error: `wrong key ${secret}!` }),
    `${secret}${secret}`,
  ]) {
    const out = clean(text);
    assert.ok(
      !out.includes(secret) &&
        !out.includes(encodeURIComponent(secret)) &&
        !out.includes(JSON.stringify(secret).slice(1, -1)),
      out,
    );
    assert.match(out, /\[redacted\]/);
  }
});

test('of two secrets of which one begins with the other, none leaves its end behind', () => {
  assert.equal(createRedact(['abcdefgh', 'abcdefgh-long'])('x abcdefgh-long y'), 'x [redacted] y');
});

test('what has the shape of a key goes without being configured', () => {
  const body = 'A1b2C3d4E5f6G7h8I9j0';
  for (const key of [
    `sk-${body}`,
    `sk-proj-${body}_x`,
    `sk-ant-api03-${body}`,
    `gsk_${body}`,
    `csk-${body}`,
    `hf_${body}`,
    `xai-${body}`,
    `mz-${body}-${body}`,
    `AIza${body}${body}`,
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${body}`,
  ]) {
    assert.equal(redact(`Incorrect API key provided: ${key}.`), 'Incorrect API key provided: [redacted].', key);
  }
  assert.equal(redact(`authorization: Bearer ${body}.${body}==`), 'authorization: Bearer [redacted]');
});

test('ordinary text is untouched, placeholders of a few letters too', () => {
  const clean = createRedact(['none', 'ollama', '']);
  for (const text of [
    'the ollama server has none',
    'risk-averse-investors-are-many-and-varied',
    'task_force_one_hundred_and_twenty',
    'Bearer of bad news',
    'sk-short',
    'https://example.org/a-b_c?d=e',
    '',
  ]) {
    assert.equal(clean(text), text);
  }
});

test('no secret survives in random surroundings (seed 1)', () => {
  const random = createRandom('redact/1');
  const secret = 'S3cr3t-of-the-operator';
  const clean = createRedact([secret]);
  for (let i = 0; i < 2000; i++) {
    const noise = () =>
      Array.from({ length: random.int(0, 30) }, () => String.fromCharCode(random.int(1, 0x2ff))).join('');
    const out = clean(noise() + secret + noise());
    assert.ok(!out.includes(secret));
  }
});

test('a long text of no secrets costs little', () => {
  const text = 'a-b_c d-e f '.repeat(100_000);
  const before = performance.now();
  redact(text);
  redact('-'.repeat(1_000_000));
  redact('sk-'.repeat(300_000));
  assert.ok(performance.now() - before < 2000);
});
