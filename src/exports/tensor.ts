/**
 * `mizan/tensor`: traced tensors with reverse-mode gradients, compiled to one ONNX graph per program and run by ONNX Runtime.
 *
 * Operations build a graph and compute nothing. A device compiles the graph once, keeps its variables between runs, and
 * takes and gives plain arrays. Dimensions may be names ('B'), for sizes known only when the program runs.
 *
 * @example
 *   import { gradients, input, mul, openDevice, sub, sumAll, variable } from 'mizan/tensor';
 *
 *   const x = input('x', ['B']);
 *   const w = variable('w', []);
 *   const loss = sumAll(mul(sub(mul(x, w), 3), sub(mul(x, w), 3)));
 *   const [slope] = gradients(loss, [w]);
 *
 *   const device = openDevice();
 *   await device.write({ w: { data: Float32Array.of(1), shape: [] } });
 *   const step = await device.compile({ outputs: { loss }, updates: { w: sub(w, mul(slope!, 0.01)) } });
 *   const { loss: value } = await step.run({ x: { data: Float32Array.of(1, 2), shape: [2] } });
 *   console.log(value!.data[0]); // (1·1 − 3)² + (2·1 − 3)² = 5
 *   await device.close();
 *
 * @module
 */
// Leaves and elementwise operations; numbers may stand for scalars, and shapes broadcast as in NumPy.
export {
  abs,
  add,
  cast,
  constant,
  cos,
  div,
  equal,
  exp,
  input,
  less,
  log,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  scalar,
  sigmoid,
  silu,
  sin,
  sqrt,
  sub,
  tanh,
  variable,
  where,
} from '../tensor/trace.ts';
// Products, reductions and shapes.
export {
  broadcastTo,
  concat,
  gather,
  groupedMatmul,
  groupedOuter,
  int8Matmul,
  matmul,
  max,
  mean,
  oneHot,
  reshape,
  slice,
  sum,
  sumAll,
  topK,
  argsort,
  transpose,
} from '../tensor/trace.ts';
// Layers, and operations with a gradient of your own.
export { custom, logSoftmax, rmsNorm, rope, softmax } from '../tensor/trace.ts';
export { checkpoint, gradients } from '../tensor/vjp.ts';
export {
  openDevice,
  type Device,
  type DeviceOptions,
  type Feeds,
  type Program,
  type Stored,
  type Value,
  type Values,
} from '../tensor/run.ts';
export { int8Range } from '../tensor/int8-range.ts';
export type { Graph } from '../tensor/onnx.ts';
export type { Dim, Shape } from '../tensor/shape.ts';
export type { DType, Op, Tensor } from '../tensor/trace.ts';
