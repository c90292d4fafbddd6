/**
 * Claim: the products of int8 steps are those of the faster kernel that keeps a row's bits from its neighbours. The
 * five products of a layer and head of the 50 M shape, by ONNX Runtime's two kernels: as they are (rows rounded to 8
 * bits, MatMulIntegerToFloat), and MatMulNBits with 8 bits in blocks of 64, 128 and 256 numbers. For each: whether a
 * row has the same bits alone and among others, and in an even number of rows; and milliseconds at 1 to 64 rows, in
 * turns. THREADS=2 gives each session two threads.
 */
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createRandom } from '../src/random.ts';
import { OnnxGraph, valueInfo } from '../src/tensor/onnx-graph.ts';
import { lower } from '../src/tensor/onnx.ts';
import { Message } from '../src/tensor/protobuf.ts';
import { input, int8Matmul } from '../src/tensor/trace.ts';
import { machine, short, type BenchOptions } from './timing.ts';

const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');
const threads = Number(process.env.THREADS ?? 1);
/** Numbers that go in and come out: q, k and v; o; gate and up; down; the head. */
const SHAPES = [
  [640, 896],
  [640, 640],
  [640, 3840],
  [1920, 640],
  [640, 4096],
] as const;
const BLOCKS = [64, 128, 256];
const ROWS = [1, 2, 4, 8, 16, 32, 64];
const MOST = 64;

const random = createRandom('products');

/** A graph of one product as Mizan lowers it. */
const rounded = (width: number, columns: number): Uint8Array => {
  const matrix = {
    data: Int8Array.from({ length: width * columns }, () => random.int(-127, 127)),
    scales: new Float32Array(columns).fill(0.001),
    rows: width,
    columns,
  };
  return lower({ outputs: { y: int8Matmul(input('x', ['R', width]), matrix) } }, 'cpu').bytes;
};

/** A graph of one MatMulNBits. */
const blocked = (width: number, columns: number, block: number): Uint8Array => {
  const [graph, blocks] = [new OnnxGraph(), Math.ceil(width / block)];
  const whole = Uint8Array.from({ length: columns * blocks * block }, () => random.int(1, 255));
  const scales = Float32Array.from({ length: columns * blocks }, () => 0.001 + 0.0005 * random.next());
  const inputs = ['x', graph.constant(whole, [columns, blocks, block]), graph.constant(scales, [columns * blocks])];
  const numbers = { K: width, N: columns, bits: 8, block_size: block, accuracy_level: 4 };
  graph.output(graph.microsoft('MatMulNBits', inputs, numbers), 'out:y');
  const body = new Message();
  for (const node of graph.encodeNodes()) body.message(1, node);
  body.string(2, 'product');
  for (const tensor of graph.constants) body.message(5, tensor);
  body.message(11, valueInfo('x', 'f32', ['R', width])).message(12, valueInfo('out:y', 'f32', ['R', columns]));
  const opset = (domain: string, version: number) => new Message().string(1, domain).int(2, version);
  return new Message()
    .int(1, 9)
    .message(7, body)
    .message(8, opset('', 20))
    .message(8, opset('com.microsoft', 1))
    .encode();
};

type Kernel = { name: string; sessions: InferenceSession[] };

const open = async (name: string, make: (width: number, columns: number) => Uint8Array): Promise<Kernel> => {
  const sessions: InferenceSession[] = [];
  const options = { intraOpNumThreads: threads, interOpNumThreads: 1, enableMemPattern: false } as const;
  for (const [width, columns] of SHAPES)
    sessions.push(await ort.InferenceSession.create(make(width, columns), { ...options, logSeverityLevel: 3 }));
  return { name, sessions };
};

const run = async (session: InferenceSession, x: Tensor): Promise<Float32Array> =>
  (await session.run({ x }))['out:y']!.data as Float32Array;

const tensorOf = (rows: readonly Float32Array[], width: number): Tensor => {
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, i) => data.set(row, i * width));
  return new ort.Tensor('float32', data, [rows.length, width]);
};

/** The share of numbers that differ among others from those of a row alone, and of a row beside itself in even runs. */
const differing = async ({ sessions }: Kernel) => {
  const count = { alone: 0, even: 0, ofAlone: 0, ofEven: 0 };
  for (const [at, [width, columns]] of SHAPES.entries()) {
    const rows = Array.from({ length: MOST }, () => Float32Array.from({ length: width }, () => random.normal()));
    const of = async (list: readonly Float32Array[]) => run(sessions[at]!, tensorOf(list, width));
    const alone = await Promise.all(rows.map(async (row) => of([row])));
    const pairs = await Promise.all(rows.map(async (row) => (await of([row, row])).subarray(0, columns)));
    for (const many of [2, 3, 4, 5, 8, 16, 31, 32, 48, 64]) {
      const order = Array.from({ length: many }, (_, i) => (i * 37 + many) % MOST);
      const y = await of(order.map((row) => rows[row]!));
      order.forEach((row, place) => {
        for (let j = 0; j < columns; j++) {
          const value = y[place * columns + j]!;
          count.ofAlone++;
          if (value !== alone[row]![j]) count.alone++;
          if (many % 2 === 1) continue;
          count.ofEven++;
          if (value !== pairs[row]![j]) count.even++;
        }
      });
    }
  }
  return { alone: count.alone / count.ofAlone, even: count.even / count.ofEven };
};

/** Milliseconds of the five products with so many rows, by kernel: the 10th percentile of runs in turns. */
const timesOf = async (kernels: readonly Kernel[], rows: number, rounds: number): Promise<number[]> => {
  const inputs = SHAPES.map(([width]) =>
    tensorOf(
      Array.from({ length: rows }, () => Float32Array.from({ length: width }, () => random.normal())),
      width,
    ),
  );
  const times = kernels.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [k, { sessions }] of kernels.entries())
      for (let i = 0; i < 6; i++) {
        const started = performance.now();
        for (const [at, session] of sessions.entries()) await run(session, inputs[at]!);
        times[k]!.push(performance.now() - started);
      }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 10)]!);
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchProducts = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const kernels = [await open('as they are', rounded)];
  for (const block of BLOCKS)
    kernels.push(await open(`blocks of ${block}`, (width, columns) => blocked(width, columns, block)));
  const results: { kernel: string; alone: number; even: number; ms: Record<number, number> }[] = [];
  for (const kernel of kernels) {
    const found = await differing(kernel);
    results.push({ kernel: kernel.name, ...found, ms: {} });
    log(
      `  ${kernel.name.padEnd(14)} numbers that others change: ${(100 * found.alone).toFixed(1)} %;` +
        ` in even numbers of rows ${(100 * found.even).toFixed(1)} %`,
    );
  }
  for (const rows of ROWS) {
    const times = await timesOf(kernels, rows, quick ? 2 : 20);
    times.forEach((ms, k) => (results[k]!.ms[rows] = ms));
    log(
      `  ${String(rows).padStart(2)} rows  ${kernels.map(({ name }, k) => `${name} ${short(times[k]!)} ms (${(times[k]! / times[0]!).toFixed(2)})`).join('  ')}`,
    );
  }
  for (const { sessions } of kernels) for (const session of sessions) await session.release();
  log(`load ${loadavg()[0]!.toFixed(1)}`);
  console.log(JSON.stringify({ bench: 'products', quick, threads, machine: machine(), results }));
};
