/**
 * ONNX Runtime against the reference, over the cases of cases.ts: value and gradients, numbered and named dimensions,
 * both targets. The webgpu lowering is run here by the CPU provider: this checks its numbers, not a GPU. And: no
 * operation that races, and the same bytes on every run.
 */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { drawFeeds, drawValues, leafType, SIZES, traceLeaves, type Case, type Sizes } from './testing/case.ts';
import { CASES } from './testing/cases.ts';
import { attention, COMPOSITIONS } from './testing/compositions.ts';
import { createOnnxRuntime, type Value, type Values } from './onnx-runtime.ts';
import { lower, refuseRacy, type Graph } from './onnx.ts';
import type { Target } from './onnx-graph.ts';
import { Message } from './protobuf.ts';
import { evaluate } from './testing/reference.ts';
import { openDevice } from './run.ts';
import type { Shape } from './shape.ts';
import {
  add,
  cast,
  constant,
  div,
  gather,
  input,
  less,
  logSoftmax,
  matmul,
  max,
  mul,
  neg,
  oneHot,
  silu,
  sqrt,
  sub,
  sumAll,
  topological,
  variable,
  type Tensor,
} from './trace.ts';
import { checkpoint, gradients } from './vjp.ts';

const TOLERANCE = 2e-5; // of the largest magnitude: f32 holds 6e-8, and sums here have tens of terms
const core = createOnnxRuntime({ target: 'cpu', threads: 1 });
after(() => core.close());

/** Lowers for `target`; runs on the CPU provider whatever the target. */
const compile = async (
  graph: Graph,
  target: Target,
): Promise<(feeds: Readonly<Record<string, Value>>) => Promise<Values>> => {
  const { bytes, inputs } = lower(graph, target);
  const variables = inputs.filter((input) => input.variable).map((input) => input.name);
  const session = await core.load(bytes, variables, []);
  return async (feeds) => {
    await core.write(Object.fromEntries(variables.map((name) => [name, feeds[name]!])));
    return core.run(
      session,
      Object.fromEntries(inputs.filter((input) => !input.variable).map(({ name }) => [name, feeds[name]!])),
    );
  };
};

/** The value of a case and, by a random cotangent, its gradients. */
const traceOutputs = (testCase: Case, sizes?: Sizes): Record<string, Tensor> => {
  const leaves = traceLeaves(testCase, sizes);
  const value = cast(testCase.build(...leaves), 'f32');
  const wrt = testCase.leaves.flatMap((leaf, i) => (leafType(leaf) === 'f32' && !leaf.fixed ? [i] : []));
  const flows = gradients(
    sumAll(mul(value, input('seed', value.shape))),
    wrt.map((i) => leaves[i]!),
  );
  return { value, ...Object.fromEntries(wrt.map((i, k) => [`d in${i}`, flows[k]!])) };
};

const feedsWithSeed = (testCase: Case, sizes: Sizes): Record<string, Value> => {
  const shape = testCase.build(...traceLeaves(testCase, sizes)).shape;
  return {
    ...drawFeeds(testCase, sizes),
    seed: drawValues({ shape, values: 'normal' }, sizes, `seed/${testCase.name}`),
  };
};

const assertClose = (got: Value, expected: { data: Float64Array; shape: Shape }, what: string): void => {
  assert.deepEqual([...got.shape], [...expected.shape], what);
  assert.equal(got.data.length, expected.data.length, what);
  const scale = Math.max(1e-3, ...expected.data.map(Math.abs));
  for (let i = 0; i < got.data.length; i++) {
    assert.ok(
      Math.abs(got.data[i]! - expected.data[i]!) <= TOLERANCE * scale,
      `${what}: element ${i} is ${got.data[i]}, expected ${expected.data[i]} (scale ${scale})`,
    );
  }
};

const isNamed = (testCase: Case): boolean =>
  testCase.leaves.some(({ shape }) => shape.some((dim) => typeof dim === 'string'));

/** Named dimensions: one session, fed at each size in turn. Numbered: one size. */
const checkCase = async (testCase: Case, target: Target, named: boolean): Promise<void> => {
  const traced = traceOutputs(testCase, named ? undefined : SIZES[0]);
  const run = await compile({ outputs: traced }, target);
  for (const sizes of named ? SIZES : SIZES.slice(0, 1)) {
    const feeds = feedsWithSeed(testCase, sizes);
    const expected = evaluate(Object.values(traced), feeds);
    const got = await run(feeds);
    Object.keys(traced).forEach((name, i) =>
      assertClose(got[name]!, expected[i]!, `${name} at ${JSON.stringify(sizes)}`),
    );
  }
};

for (const target of ['cpu', 'webgpu'] as const) {
  for (const [type, cases] of [...Object.entries(CASES), ['compositions', COMPOSITIONS] as const]) {
    test(`${type} for ${target}: value and gradients as in the reference`, async (t) => {
      for (const testCase of cases) {
        await t.test(testCase.name, () => checkCase(testCase, target, false));
        if (isNamed(testCase))
          await t.test(`${testCase.name}, named dimensions`, () => checkCase(testCase, target, true));
      }
    });
  }
}

// — a training step —

/** A small language model's training step as one graph: loss and updates, one layer, AdamW-like state, named batch. */
const trainingStep = (
  vocabulary: number,
  width: number,
  positions: number,
): { graph: Graph; shapes: Record<string, number[]> } => {
  const shapes: Record<string, number[]> = {
    embedding: [vocabulary, width],
    norm: [width],
    wqkv: [width, 3 * width],
    wo: [width, width],
    w: [width, 2 * width],
    v: [2 * width, width],
  };
  const p = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, variable(name, shape)]));
  const [ids, targets, at] = ['ids', 'targets', 'positions'].map((name) => input(name, ['B', 'T'], 'i32')) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const [c, s] = ['cos', 'sin'].map((name) => input(name, [positions, width / 4])) as [Tensor, Tensor];
  const x = gather(p.embedding!, ids);
  const mixed = checkpoint(attention as Case['build'], [x, at, p.norm!, p.wqkv!, p.wo!, c, s]);
  const hidden = add(mixed, matmul(silu(matmul(mixed, p.w!)), p.v!));
  const hot = oneHot(targets, vocabulary);
  const loss = div(neg(sumAll(mul(logSoftmax(matmul(hidden, p.embedding!, { transB: true })), hot))), sumAll(hot));
  const names = Object.keys(shapes);
  const flows = gradients(
    loss,
    names.map((name) => p[name]!),
  );
  const updates: Record<string, Tensor> = {};
  names.forEach((name, i) => {
    const square = variable(`${name}.square`, shapes[name]!);
    updates[`${name}.square`] = add(mul(0.9, square), mul(0.1, mul(flows[i]!, flows[i]!)));
    updates[name] = sub(p[name]!, mul(0.01, div(flows[i]!, add(sqrt(updates[`${name}.square`]!), 1e-8))));
  });
  return {
    graph: { outputs: { loss }, updates },
    shapes: { ...shapes, ...Object.fromEntries(names.map((name) => [`${name}.square`, shapes[name]!])) },
  };
};

const draw = (values: 'normal' | 'positive' | { low: number; high: number }, shape: Shape, seed: string): Value =>
  drawValues({ shape, values }, {}, seed);

const trainingFeeds = (
  vocabulary: number,
  width: number,
  positions: number,
  batch: number,
  time: number,
): Record<string, Value> => ({
  ids: draw({ low: 0, high: vocabulary - 1 }, [batch, time], 'ids'),
  targets: draw({ low: 0, high: vocabulary - 1 }, [batch, time], 'targets'),
  positions: { data: Int32Array.from({ length: batch * time }, (_, i) => i % time), shape: [batch, time] },
  cos: draw('normal', [positions, width / 4], 'cos'),
  sin: draw('normal', [positions, width / 4], 'sin'),
});

const startingVariables = (shapes: Record<string, number[]>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const { data } = draw(name.endsWith('.square') ? 'positive' : 'normal', shape, name);
      return [name, { data: (data as Float32Array).map((x) => x * 0.2), shape }];
    }),
  );

test('a training step updates the variables of a device as the reference would', async () => {
  const { graph, shapes } = trainingStep(11, 8, 6);
  const device = openDevice({ worker: false, threads: 1 });
  const variables = startingVariables(shapes);
  const program = await device.compile(graph);
  await device.write(variables);
  let expected: Record<string, Value | { data: Float64Array; shape: number[] }> = variables;
  for (const [batch, time] of [
    [2, 5],
    [3, 4],
  ] as const) {
    const feeds = trainingFeeds(11, 8, 6, batch, time);
    const names = Object.keys(graph.updates!);
    const [loss, ...updated] = evaluate([graph.outputs.loss!, ...Object.values(graph.updates!)], {
      ...feeds,
      ...expected,
    });
    expected = Object.fromEntries(names.map((name, i) => [name, updated[i]!]));
    assertClose((await program.run(feeds)).loss!, loss!, 'loss');
    const values = await device.read(names);
    names.forEach((name, i) => assertClose(values[name]!, updated[i]!, name));
  }
  await device.close();
});

test('the same step gives the same bytes, ten times, with two threads', async () => {
  const { graph, shapes } = trainingStep(96, 32, 48);
  const device = openDevice({ threads: 2 });
  const program = await device.compile(graph);
  const feeds = trainingFeeds(96, 32, 48, 8, 48);
  const variables = startingVariables(shapes);
  const runs: Values[] = [];
  for (let i = 0; i < 10; i++) {
    await device.write(variables);
    runs.push({ ...(await program.run(feeds)), ...(await device.read()) });
  }
  await device.close();
  const bytes = ({ data }: Value) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (const run of runs.slice(1))
    for (const [name, value] of Object.entries(run))
      assert.ok(bytes(value).equals(bytes(runs[0]![name]!)), `${name} differs between runs`);
  assert.ok(!bytes(runs[0]!.w!).equals(bytes(variables.w!)), 'the step changed nothing');
});

test('adopted variables are those that were given: taken over by a thread, kept in place without one; written ones are copied', async () => {
  const values = (): Values => ({ x: { data: Float32Array.of(1, 2, 3), shape: [3] } });
  for (const worker of [true, false]) {
    const device = openDevice({ worker, threads: 1 });
    const [given, written] = [values(), values()];
    await device.adopt(given);
    const program = await device.compile({ outputs: { y: mul(variable('x', [3]), 2) } });
    assert.deepEqual((await program.run({})).y!.data, Float32Array.of(2, 4, 6));
    assert.equal(given.x!.data.length, worker ? 0 : 3);
    await device.write(written);
    written.x!.data[0] = 9;
    assert.deepEqual((await program.run({})).y!.data, Float32Array.of(2, 4, 6), 'the device has its own copy');
    await device.close();
  }
});

// — which operations —

/** The fields of a protocol buffer message, as [field, bytes]; numbers are passed over. Enough to list operations. */
const fieldsOf = (bytes: Uint8Array): [number, Uint8Array][] => {
  const fields: [number, Uint8Array][] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    if (key % 8 === 0) varint();
    else if (key % 8 === 5) at += 4;
    else {
      const size = varint();
      fields.push([key >> 3, bytes.subarray(at, at + size)]);
      at += size;
    }
  }
  return fields;
};

const only = (bytes: Uint8Array, field: number): Uint8Array[] =>
  fieldsOf(bytes).flatMap(([number, value]) => (number === field ? [value] : []));

/** 'domain:type' of every node in an ONNX model: model.graph = 7, graph.node = 1, node.op_type = 4, node.domain = 7. */
const operationsIn = (model: Uint8Array): string[] =>
  only(model, 7)
    .flatMap((graph) => only(graph, 1))
    .map((node) => {
      const text = (field: number) =>
        only(node, field)
          .map((bytes) => new TextDecoder().decode(bytes))
          .join();
      return text(7) ? `${text(7)}:${text(4)}` : text(4);
    });

const withScatter = (): Uint8Array => {
  const node = new Message().string(1, 'x').string(1, 'at').string(1, 'dy').string(2, 'y').string(4, 'ScatterND');
  return new Message()
    .int(1, 9)
    .message(7, new Message().message(1, new Message().string(4, 'Add')).message(1, node))
    .encode();
};

test('a product of a large transposed matrix, tall or wide, is that of the reference', async () => {
  for (const [rows, columns] of [
    [700, 520],
    [520, 700],
  ] as const) {
    const [a, b] = [input('a', [3, rows]), input('b', [3, columns])];
    const numbers = (width: number, shift: number): Value => ({
      data: Float32Array.from({ length: 3 * width }, (_, i) => Math.sin(i + shift)),
      shape: [3, width],
    });
    const feeds = { a: numbers(rows, 0), b: numbers(columns, 0.5) };
    const graph = { outputs: { y: matmul(a, b, { transA: true, alpha: 0.5 }) } };
    const turns = lower(graph, 'cpu').operations.get('Transpose');
    assert.equal(turns, rows > columns ? 2 : 1);
    const { y } = await (await compile(graph, 'cpu'))(feeds);
    const product = (i: number, j: number): number =>
      0.5 * [0, 1, 2].reduce((sum, k) => sum + feeds.a.data[k * rows + i]! * feeds.b.data[k * columns + j]!, 0);
    for (let at = 0; at < rows * columns; at++) {
      const wanted = product(Math.floor(at / columns), at % columns);
      assert.ok(Math.abs(y!.data[at]! - wanted) < 1e-5, `${at}: ${y!.data[at]} instead of ${wanted}`);
    }
  }
});

test('no operation of a training step races on the CPU, and the check finds one that does', () => {
  const { graph } = trainingStep(11, 8, 6);
  const { bytes, operations } = lower(graph, 'cpu');
  const found = operationsIn(bytes);
  assert.ok(
    found.includes('Gemm') && found.includes('com.microsoft:FusedMatMul'),
    `the list is wrong: ${found.join()}`,
  );
  assert.deepEqual(new Set(found.map((name) => name.split(':').at(-1))), new Set(operations.keys()));
  assert.equal(
    found.length,
    operations.values().reduce((total, count) => total + count, 0),
  );
  const racy = (names: string[]) => names.filter((name) => /Scatter|Grad$|Atomic/.test(name));
  assert.deepEqual(racy(found), []);
  refuseRacy(found);
  assert.deepEqual(racy(operationsIn(withScatter())), ['ScatterND']);
  assert.throws(() => refuseRacy(operationsIn(withScatter())), /ScatterND races on the CPU/);
});

test('the webgpu lowering keeps to operations that its provider has', () => {
  const graphs: Graph[] = [
    trainingStep(11, 8, 6).graph,
    ...[...Object.values(CASES).flat(), ...COMPOSITIONS].map((testCase) => ({ outputs: traceOutputs(testCase) })),
  ];
  const found = new Set(graphs.flatMap((graph) => operationsIn(lower(graph, 'webgpu').bytes)));
  assert.ok(found.has('MatMul') && found.has('Softmax'), `the list is wrong: ${[...found].join()}`);
  assert.deepEqual(
    [...found].filter((name) => /FusedMatMul|LogSoftmax|OneHot|com\.microsoft|Scatter[^N]/.test(name)),
    [],
  );
  const onCpu = new Set(graphs.flatMap((graph) => operationsIn(lower(graph, 'cpu').bytes)));
  assert.ok(onCpu.has('LogSoftmax') && onCpu.has('com.microsoft:FusedMatMul'), 'the check would find them');
});

test('checkpoint leaves its second computation in the lowered graph', () => {
  const { graph } = trainingStep(11, 8, 6);
  const wanted = topological([graph.outputs.loss!, ...Object.values(graph.updates!)]).filter(
    ({ op }) => op.type === 'softmax',
  ).length;
  assert.equal(wanted, 2);
  assert.equal(operationsIn(lower(graph, 'cpu').bytes).filter((name) => name === 'Softmax').length, 2);
});

// — mistakes —

test('lower refuses what it can not name', () => {
  assert.throws(() => lower({ outputs: {} }, 'cpu'), /a graph needs an output/);
  assert.throws(
    () => lower({ outputs: { y: add(input('x', [2]), input('x', [3, 1])) } }, 'cpu'),
    /two different inputs are named x: \(2\) and \(3, 1\)/,
  );
});

test('a program refuses feeds that are missing, misshapen or in conflict', async () => {
  const device = openDevice({ worker: false, threads: 1 });
  const program = await device.compile({ outputs: { y: add(input('x', ['B', 3]), input('z', ['B', 1])) } });
  const zeros = (...shape: number[]): Value => ({ data: new Float32Array(shape.reduce((a, b) => a * b, 1)), shape });
  await assert.rejects(program.run({ x: zeros(2, 3) }), /input z \(B, 1\) was not fed/);
  await assert.rejects(
    program.run({ x: zeros(2, 4), z: zeros(2, 1) }),
    /input x is f32 \(B, 3\), fed 8 × f32 as \(2, 4\)/,
  );
  await assert.rejects(
    program.run({ x: zeros(2, 3), z: { data: new Int32Array(2), shape: [2, 1] } }),
    /input z is f32 \(B, 1\), fed 2 × i32/,
  );
  await assert.rejects(program.run({ x: zeros(2, 3), z: zeros(1, 1) }), /dimension B/);
  await device.close();
});

test('a repeated graph carries values from one time to the next, and stacks its outputs', async () => {
  const [total, factors, at] = [input('total', ['R', 2]), input('factors', ['N', 'R', 1]), input('at', [], 'i32')];
  const next = add(mul(total, gather(factors, at)), constant(Float32Array.of(1, 10), [2]));
  const device = openDevice({ threads: 1, worker: false });
  try {
    const sum = max(next, [0, 1], false);
    const repeat = {
      carried: new Map([[total, next]]),
      index: at,
      goOn: less(sum, constant(Float32Array.of(400), [])),
    };
    const program = await device.compile({ outputs: { next, twice: mul(next, 2) }, repeat });
    const run = (steps: number) =>
      program.run({
        steps: { data: Int32Array.of(steps), shape: [1] },
        total: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
        factors: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2, 1] },
      });
    const { next: three, twice } = await run(3);
    assert.deepEqual(three!.shape, [3, 2, 2]);
    assert.deepEqual([...three!.data], [2, 12, 7, 18, 7, 46, 29, 82, 36, 240, 175, 502]);
    assert.deepEqual(
      [...twice!.data],
      [...three!.data].map((x) => 2 * x),
    );
    assert.deepEqual([...(await run(1)).next!.data], [2, 12, 7, 18]);
    assert.equal((await run(9)).next!.shape[0], 3, 'it ends after the time in which the largest is above 400');
    await assert.rejects(program.run({}), /steps/);
  } finally {
    await device.close();
  }
});
