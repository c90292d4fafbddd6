import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { evaluate } from '../tensor/testing/reference.ts';
import { input, scalar, variable } from '../tensor/trace.ts';
import { momentumName, muon, orthogonalise, takesMuon } from './muon.ts';

type Matrix = number[][];
const random = createRandom('muon');
const matrix = (r: number, c: number): Matrix =>
  Array.from({ length: r }, () => Array.from({ length: c }, () => random.normal()));
const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const turn = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const combine = (x: number, a: Matrix, y: number, b: Matrix): Matrix =>
  a.map((row, i) => row.map((element, j) => x * element + y * b[i]![j]!));
const flat = (a: Matrix) => ({ data: a.flat(), shape: [a.length, a[0]!.length] });

/** Newton–Schulz written out for one matrix, on plain arrays. */
const newtonSchulz = (g: Matrix): Matrix => {
  const wide = g.length > g[0]!.length ? turn(g) : g;
  const norm = Math.hypot(...wide.flat());
  let x = wide.map((row) => row.map((element) => element / (norm + 1e-7)));
  for (let i = 0; i < 5; i++) {
    const a = multiply(x, turn(x));
    x = combine(3.4445, x, 1, multiply(combine(-4.775, a, 2.0315, multiply(a, a)), x));
  }
  return wide === g ? x : turn(x);
};

test('orthogonalise brings every singular value near 1', () => {
  for (const [r, c] of [
    [4, 4],
    [3, 8],
    [6, 20],
  ] as const) {
    const x = matrix(r, c);
    const [out] = evaluate([orthogonalise(input('x', [1, r, c]))], { x: { data: x.flat(), shape: [1, r, c] } });
    const y = Array.from({ length: r }, (_, i) => Array.from(out!.data.slice(i * c, (i + 1) * c)));
    const gram = multiply(y, turn(y));
    // Eigenvalues of the Gram matrix are the squared singular values; their sum is its trace.
    const trace = gram.reduce((sum, row, i) => sum + row[i]!, 0);
    assert.ok(trace > r * 0.4 && trace < r * 1.5, `${r}x${c}: trace ${trace}`);
    for (let i = 0; i < r; i++)
      for (let j = 0; j < r; j++) if (i !== j) assert.ok(Math.abs(gram[i]![j]!) < 0.55, `${gram[i]![j]}`);
  }
});

test('two updates equal the formula written out, for wide, tall and square matrices in one graph', () => {
  const shapes = {
    'model.layers.0.a.weight': [3, 5],
    'model.layers.0.b.weight': [5, 3],
    'model.layers.1.a.weight': [3, 5],
    'model.layers.1.c.weight': [4, 4],
  } as const;
  const [lr, momentum, rms, decay, scale] = [0.05, 0.9, 0.3, 0.1, 0.5];
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const params = Object.fromEntries(names.map((name) => [name, variable(name, shapes[name])]));
  const grads = Object.fromEntries(names.map((name) => [name, input(`g.${name}`, shapes[name])]));
  const updates = muon(params, grads, scalar(scale), input('lr', []), { momentum, rms }, decay);

  const state = new Map(
    names.map((name) => [
      name,
      {
        p: matrix(...(shapes[name] as unknown as [number, number])),
        m: matrix(...(shapes[name] as unknown as [number, number])),
      },
    ]),
  );
  for (let round = 0; round < 2; round++) {
    const gs = new Map(names.map((name) => [name, matrix(...(shapes[name] as unknown as [number, number]))]));
    const feeds = Object.fromEntries(
      names.flatMap((name) => [
        [name, flat(state.get(name)!.p)],
        [momentumName(name), flat(state.get(name)!.m)],
        [`g.${name}`, flat(gs.get(name)!)],
      ]),
    );
    const keys = Object.keys(updates);
    const values = evaluate(
      keys.map((key) => updates[key]!),
      { ...feeds, lr: { data: [lr], shape: [] } },
    );
    for (const name of names) {
      const { p, m } = state.get(name)!;
      const g = gs.get(name)!.map((row) => row.map((x) => x * scale));
      const nextM = combine(momentum, m, 1, g);
      const direction = newtonSchulz(combine(1, g, momentum, nextM));
      const size = rms * Math.sqrt(Math.max(...shapes[name]));
      const nextP = combine(1 - lr * decay, p, -lr * size, direction);
      for (const [key, wanted] of [
        [name, nextP],
        [momentumName(name), nextM],
      ] as const) {
        const got = values[keys.indexOf(key)]!.data;
        // Constants of the graph are f32, those of this test f64.
        wanted
          .flat()
          .forEach((x, i) => assert.ok(Math.abs(x - got[i]!) < 1e-6, `${key}[${i}]: ${got[i]} instead of ${x}`));
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

/** Newton–Schulz of f64 numbers through the graph. */
const orthogonal = (x: Matrix): Matrix => {
  const [r, c] = [x.length, x[0]!.length];
  const [out] = evaluate([orthogonalise(input('x', [1, r, c]))], { x: { data: x.flat(), shape: [1, r, c] } });
  return Array.from({ length: r }, (_, i) => Array.from(out!.data.slice(i * c, (i + 1) * c)));
};

test('singular values from 0.002 of the norm on end between 0.68 and 1.21, smaller ones below', () => {
  // A diagonal matrix keeps its singular vectors, so each value is mapped by itself; one of them is the whole norm,
  // nearly.
  const values = [0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15];
  const rest = Math.sqrt(1 - values.reduce((sum, x) => sum + x * x, 0));
  const all = [...values, rest];
  const mapped = orthogonal(all.map((x, i) => all.map((_, j) => (i === j ? x : 0))));
  mapped.forEach((row, i) => assert.ok(row[i]! > 0.68 && row[i]! < 1.21, `${all[i]} becomes ${row[i]}`));
  mapped.forEach((row, i) =>
    row.forEach((x, j) => {
      if (i !== j) assert.ok(Math.abs(x) < 1e-12);
    }),
  );
  const small = orthogonal([
    [1, 0, 0],
    [0, 0.001, 0],
    [0, 0, 0.0001],
  ]);
  assert.ok(
    Math.abs(small[1]![1]! - 0.47) < 0.02 && Math.abs(small[2]![2]! - 0.05) < 0.01,
    `${small[1]![1]}, ${small[2]![2]}`,
  );
});

test('the update of a random gradient has a root mean square of 0.165 to 0.19, whatever the shape', () => {
  for (const [r, c] of [
    [32, 32],
    [16, 64],
    [24, 48],
  ] as const) {
    const out = orthogonal(matrix(r, c)).flat();
    const rms = 0.2 * Math.sqrt(c) * Math.sqrt(out.reduce((sum, x) => sum + x * x, 0) / out.length);
    assert.ok(rms > 0.165 && rms < 0.19, `${r} × ${c}: ${rms}`);
  }
});

test('a stack of experts is updated as its matrices are alone', () => {
  const [count, r, c] = [3, 5, 4];
  const [matrices, moments, grads] = [0, 1, 2].map(() => Array.from({ length: count }, () => matrix(r, c))) as [
    Matrix[],
    Matrix[],
    Matrix[],
  ];
  const run = (shapes: Record<string, number[]>, values: Record<string, [Matrix[], Matrix[], Matrix[]]>) => {
    const params = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, variable(name, shape)]));
    const gradients = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, input(`g.${name}`, shape)]),
    );
    const updates = muon(params, gradients, scalar(1), scalar(0.1), { momentum: 0.95, rms: 0.2 }, 0.1);
    const feeds = Object.fromEntries(
      Object.entries(values).flatMap(([name, [p, m, g]]) =>
        (
          [
            [name, p],
            [momentumName(name), m],
            [`g.${name}`, g],
          ] as const
        ).map(([key, list]) => [key, { data: list.flat(2), shape: shapes[name]! }]),
      ),
    );
    return Object.fromEntries(
      evaluate(Object.values(updates), feeds).map(({ data }, i) => [Object.keys(updates)[i]!, [...data]]),
    );
  };
  const stack = 'model.layers.1.mlp.experts.up_proj.weight';
  const together = run({ [stack]: [count, r, c] }, { [stack]: [matrices, moments, grads] });
  const names = [0, 1, 2].map((i) => `model.layers.${i}.x.weight`);
  const alone = run(
    Object.fromEntries(names.map((name) => [name, [r, c]])),
    Object.fromEntries(names.map((name, i) => [name, [[matrices[i]!], [moments[i]!], [grads[i]!]]])),
  );
  assert.deepEqual(
    together[stack],
    names.flatMap((name) => alone[name]!),
  );
  assert.deepEqual(
    together[momentumName(stack)],
    names.flatMap((name) => alone[momentumName(name)]!),
  );
  assert.ok(
    takesMuon(stack, [count, r, c]) &&
      takesMuon('model.layers.1.mlp.gate.weight', [8, 4]) &&
      !takesMuon('model.layers.1.mlp.gate.e_score_correction_bias', [8]),
  );
});
