import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { evaluate } from '../tensor/reference.ts';
import { input, scalar, variable } from '../tensor/trace.ts';
import { momentumName, muon, orthogonalise, takesMuon } from './muon.ts';

type Matrix = number[][];
const random = createRandom('muon');
const matrix = (r: number, c: number): Matrix => Array.from({ length: r }, () => Array.from({ length: c }, () => random.normal()));
const multiply = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const turn = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const combine = (x: number, a: Matrix, y: number, b: Matrix): Matrix => a.map((row, i) => row.map((one, j) => x * one + y * b[i]![j]!));
const flat = (a: Matrix) => ({ data: a.flat(), shape: [a.length, a[0]!.length] });

/** Newton–Schulz written out for one matrix, on plain arrays. */
const newtonSchulz = (g: Matrix): Matrix => {
  const wide = g.length > g[0]!.length ? turn(g) : g;
  const norm = Math.hypot(...wide.flat());
  let x = wide.map((row) => row.map((one) => one / (norm + 1e-7)));
  for (let i = 0; i < 5; i++) {
    const a = multiply(x, turn(x));
    x = combine(3.4445, x, 1, multiply(combine(-4.775, a, 2.0315, multiply(a, a)), x));
  }
  return wide === g ? x : turn(x);
};

test('orthogonalise brings every singular value near 1', () => {
  for (const [r, c] of [[4, 4], [3, 8], [6, 20]] as const) {
    const x = matrix(r, c);
    const [out] = evaluate([orthogonalise(input('x', [1, r, c]))], { x: { data: x.flat(), shape: [1, r, c] } });
    const y = Array.from({ length: r }, (_, i) => Array.from(out!.data.slice(i * c, (i + 1) * c)));
    const gram = multiply(y, turn(y));
    // Eigenvalues of the Gram matrix are the squared singular values; their sum is its trace.
    const trace = gram.reduce((sum, row, i) => sum + row[i]!, 0);
    assert.ok(trace > r * 0.4 && trace < r * 1.5, `${r}x${c}: trace ${trace}`);
    for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) if (i !== j) assert.ok(Math.abs(gram[i]![j]!) < 0.55, `${gram[i]![j]}`);
  }
});

test('two updates equal the formula written out, for wide, tall and square matrices in one graph', () => {
  const shapes = { 'model.layers.0.a.weight': [3, 5], 'model.layers.0.b.weight': [5, 3], 'model.layers.1.a.weight': [3, 5], 'model.layers.1.c.weight': [4, 4] } as const;
  const [lr, momentum, rms, decay, scale] = [0.05, 0.9, 0.3, 0.1, 0.5];
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const params = Object.fromEntries(names.map((name) => [name, variable(name, shapes[name])]));
  const grads = Object.fromEntries(names.map((name) => [name, input(`g.${name}`, shapes[name])]));
  const updates = muon(params, grads, scalar(scale), input('lr', []), { momentum, rms }, decay);

  const state = new Map(names.map((name) => [name, { p: matrix(...shapes[name] as unknown as [number, number]), m: matrix(...shapes[name] as unknown as [number, number]) }]));
  for (let round = 0; round < 2; round++) {
    const gs = new Map(names.map((name) => [name, matrix(...shapes[name] as unknown as [number, number])]));
    const feeds = Object.fromEntries(names.flatMap((name) => [
      [name, flat(state.get(name)!.p)], [momentumName(name), flat(state.get(name)!.m)], [`g.${name}`, flat(gs.get(name)!)],
    ]));
    const keys = Object.keys(updates);
    const values = evaluate(keys.map((key) => updates[key]!), { ...feeds, lr: { data: [lr], shape: [] } });
    for (const name of names) {
      const { p, m } = state.get(name)!;
      const g = gs.get(name)!.map((row) => row.map((x) => x * scale));
      const nextM = combine(momentum, m, 1, g);
      const direction = newtonSchulz(combine(1, g, momentum, nextM));
      const size = rms * Math.sqrt(Math.max(...shapes[name]));
      const nextP = combine(1 - lr * decay, p, -lr * size, direction);
      for (const [key, wanted] of [[name, nextP], [momentumName(name), nextM]] as const) {
        const got = values[keys.indexOf(key)]!.data;
        // Constants of the graph are f32, those of this test f64.
        wanted.flat().forEach((x, i) => assert.ok(Math.abs(x - got[i]!) < 1e-6, `${key}[${i}]: ${got[i]} instead of ${x}`));
      }
      state.set(name, { p: nextP, m: nextM });
    }
  }
});

test('matrices inside the blocks take Muon, nothing else does', () => {
  assert.ok(takesMuon('model.layers.3.mlp.up_proj.weight', [8, 4]));
  assert.ok(!takesMuon('model.embed_tokens.weight', [8, 4]));
  assert.ok(!takesMuon('lm_head.weight', [8, 4]));
  assert.ok(!takesMuon('model.layers.3.input_layernorm.weight', [4]));
});
