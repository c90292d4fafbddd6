/**
 * Claim: the attention of a step is made of the faster operations. All layers of a step by ONNX Runtime's two ways: as
 * it is (products, maximum, exponentials, sums; the new keys and values beside the cache), and GroupQueryAttention,
 * which writes new keys and values into the cache itself. Both come to the same numbers; milliseconds at 1, 8 and 32
 * rows with 100 tokens each, in turns. THREADS=2 gives each session two threads.
 */
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import type { Tensor } from 'onnxruntime-node';
import { cachedAttention } from '../src/model/dense.ts';
import { createRandom } from '../src/random.ts';
import { valueInfo } from '../src/tensor/onnx-graph.ts';
import { lower } from '../src/tensor/onnx.ts';
import { Message } from '../src/tensor/protobuf.ts';
import { add, input, matmul } from '../src/tensor/trace.ts';
import { machine, short, type BenchOptions } from './timing.ts';

const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');
const threads = Number(process.env.THREADS ?? 1);
/** Heads, heads of keys and values, width of a head, layers. */
const SHAPES = { '1.3M': [5, 5, 32, 4], '5M': [8, 2, 32, 6], '50M': [10, 2, 64, 10] } as const;
const [ROOM, LENGTH] = [128, 100];
const HIDDEN = -1e9;

type Shape = (typeof SHAPES)[keyof typeof SHAPES];
const layersOf = ([, , , layers]: Shape): number[] => Array.from({ length: layers }, (_, i) => i);

/** Each layer's output and the queries are the next layer's queries. */
const asItIs = (shape: Shape): Uint8Array => {
  const [heads, kv, width] = shape;
  const [k, v] = [input('k', ['R', kv, 1, width]), input('v', ['R', kv, 1, width])];
  const [q, mask] = [input('q', ['R', kv, heads / kv, width]), input('mask', ['R', 1, 1, 'S'])];
  let x = q;
  for (const i of layersOf(shape)) {
    const cached = { k: input(`k${i}`, ['R', kv, 'S', width]), v: input(`v${i}`, ['R', kv, 'S', width]) };
    const queries = x;
    const score = (keys: { k: typeof k }) => matmul(queries, keys.k, { transB: true, alpha: 1 / Math.sqrt(width) });
    x = add(q, cachedAttention(score, cached, { k, v }, mask, undefined, heads / kv));
  }
  return lower({ outputs: { y: x } }, 'cpu').bytes;
};

const grouped = (shape: Shape): Uint8Array => {
  const [heads, kv, width] = shape;
  const body = new Message();
  const node = (type: string, inputs: readonly string[], outputs: readonly string[], domain = ''): Message => {
    const message = new Message();
    for (const name of inputs) message.string(1, name);
    for (const name of outputs) message.string(2, name);
    return message.string(4, type).string(7, domain);
  };
  const number = (name: string, value: number) => new Message().string(1, name).int(3, value).int(20, 2);
  for (const i of layersOf(shape)) {
    const inputs = [i === 0 ? 'q' : `x${i - 1}`, 'k', 'v', `k${i}`, `v${i}`, 'last', 'room'];
    const attention = node('GroupQueryAttention', inputs, [`y${i}`, `newK${i}`, `newV${i}`], 'com.microsoft');
    body.message(1, attention.message(5, number('num_heads', heads)).message(5, number('kv_num_heads', kv)));
    body.message(1, node('Add', ['q', `y${i}`], [i === shape[3] - 1 ? 'out:y' : `x${i}`]));
  }
  body.string(2, 'attention');
  for (const [name, size] of [
    ['q', heads],
    ['k', kv],
    ['v', kv],
  ] as const)
    body.message(11, valueInfo(name, 'f32', ['R', 1, size * width]));
  body.message(11, valueInfo('last', 'i32', ['R'])).message(11, valueInfo('room', 'i32', [1]));
  body.message(12, valueInfo('out:y', 'f32', ['R', 1, heads * width]));
  for (const i of layersOf(shape))
    for (const part of ['k', 'v']) {
      body.message(11, valueInfo(`${part}${i}`, 'f32', ['R', kv, 'S', width]));
      body.message(12, valueInfo(`new${part.toUpperCase()}${i}`, 'f32', ['R', kv, 'S', width]));
    }
  const opset = (domain: string, version: number) => new Message().string(1, domain).int(2, version);
  const graph = new Message().int(1, 9).message(7, body);
  return graph.message(8, opset('', 20)).message(8, opset('com.microsoft', 1)).encode();
};

/** The 10th percentile of the milliseconds of both ways, and the largest difference of their numbers. */
const measure = async (shape: Shape, rows: number, rounds: number) => {
  const [heads, kv, width] = shape;
  const random = createRandom(`attention/${shape.join()}/${rows}`);
  const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const floats = (data: Float32Array, dims: readonly number[]) => new ort.Tensor('float32', data, dims);
  const ints = (data: Int32Array) => new ort.Tensor('int32', data, [data.length]);
  const options = { intraOpNumThreads: threads, interOpNumThreads: 1, enableMemPattern: false } as const;
  const open = (bytes: Uint8Array) => ort.InferenceSession.create(bytes, { ...options, logSeverityLevel: 3 });
  const sessions = [await open(asItIs(shape)), await open(grouped(shape))] as const;
  const [q, k, v] = [numbers(rows * heads * width), numbers(rows * kv * width), numbers(rows * kv * width)];
  const mask = new Float32Array(rows * ROOM).fill(HIDDEN);
  for (let row = 0; row < rows; row++) mask.fill(0, row * ROOM, row * ROOM + LENGTH);
  const own: Record<string, Tensor> = {
    q: floats(q, [rows, kv, heads / kv, width]),
    k: floats(k, [rows, kv, 1, width]),
    v: floats(v, [rows, kv, 1, width]),
    mask: floats(mask, [rows, 1, 1, ROOM]),
  };
  const other: Record<string, Tensor> = {
    q: floats(q, [rows, 1, heads * width]),
    k: floats(k, [rows, 1, kv * width]),
    v: floats(v, [rows, 1, kv * width]),
    last: ints(new Int32Array(rows).fill(LENGTH)),
    room: ints(Int32Array.of(ROOM)),
  };
  const written: Record<string, Tensor | null> = { 'out:y': null };
  for (const i of layersOf(shape))
    for (const part of ['k', 'v']) {
      const cache = numbers(rows * kv * ROOM * width);
      own[`${part}${i}`] = floats(cache, [rows, kv, ROOM, width]);
      // the same memory is read and written, so that nothing is copied
      other[`${part}${i}`] = written[`new${part.toUpperCase()}${i}`] = floats(cache.slice(), [rows, kv, ROOM, width]);
    }
  const run = [() => sessions[0].run(own), () => sessions[1].run(other, written)] as const;
  const times: [number[], number[]] = [[], []];
  const results: Float32Array[] = [];
  for (let round = 0; round < rounds; round++)
    for (const at of [0, 1] as const) {
      const started = performance.now();
      results[at] = (await run[at]())['out:y']!.data as Float32Array;
      times[at].push(performance.now() - started);
    }
  for (const session of sessions) await session.release();
  const [asIs, group] = times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 10)]!);
  return { asIs: asIs!, grouped: group!, gap: Math.max(...results[0]!.map((x, i) => Math.abs(x - results[1]![i]!))) };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchAttention = async ({ quick, json }: BenchOptions): Promise<void> => {
  const results = [];
  for (const [model, shape] of Object.entries(SHAPES))
    for (const rows of [1, 8, 32]) {
      const found = await measure(shape, rows, quick ? 50 : 400);
      results.push({ model, rows, ...found });
      if (!json)
        console.log(
          `  ${model.padEnd(5)} ${`${rows}`.padStart(2)} rows  as it is ${short(found.asIs)} ms` +
            `  GroupQueryAttention ${short(found.grouped)} ms (${(found.grouped / found.asIs).toFixed(2)} ×)`,
        );
    }
  console.log(JSON.stringify({ bench: 'attention', threads, load: loadavg()[0]!, machine: machine(), results }));
};
