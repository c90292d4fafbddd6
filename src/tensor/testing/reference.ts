/**
 * The reference executor: what every operation means, computed in f64, one element at a time by its index. ONNX
 * Runtime is tested against it, and gradients against finite differences on it. It is far too slow for models (run.ts
 * runs those). Booleans are 0 and 1, integers are numbers, constants keep the f32 values that they were made with.
 */
import {
  topological,
  type BinaryType,
  type CompareType,
  type Op,
  type OpOf,
  type ReduceType,
  type Tensor,
  type UnaryType,
} from '../trace.ts';
import { formatShape, resolve } from '../shape.ts';

export type Value = { data: Float64Array; shape: number[] };
export type Feed = { data: ArrayLike<number>; shape: readonly number[] };

// — values by index —

/** An index into a tensor: one position per axis, row-major. */
type Index = readonly number[];

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

/** Every index of a shape in row-major order, with its offset. `index` is reused: copy it to keep it. */
const forEachIndex = (shape: readonly number[], visit: (index: number[], offset: number) => void): void => {
  const index = shape.map(() => 0);
  const count = product(shape);
  for (let offset = 0; offset < count; offset++) {
    visit(index, offset);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      // to the next index, as an odometer turns
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
};

/** A value whose element at every index is `element(index)`. */
const generate = (shape: readonly number[], element: (index: number[]) => number): Value => {
  const data = new Float64Array(product(shape));
  forEachIndex(shape, (index, offset) => {
    data[offset] = element(index);
  });
  return { data, shape: [...shape] };
};

/** The element at `index`, with broadcasting: axes are matched from the last one back, an axis of size 1 repeats. */
const at = (value: Value, index: Index): number => {
  const lead = index.length - value.shape.length;
  let offset = 0;
  for (let axis = 0; axis < value.shape.length; axis++) {
    const size = value.shape[axis]!;
    offset = offset * size + (size === 1 ? 0 : index[lead + axis]!);
  }
  return value.data[offset]!;
};

/** Each row of the last axis through `row`, which gives a row of the same length. */
const byRow = (x: Value, row: (values: Float64Array) => Float64Array): Value => {
  const width = x.shape.at(-1)!;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start += width) data.set(row(x.data.subarray(start, start + width)), start);
  return { data, shape: x.shape };
};

// — meanings —

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const reduce = (type: ReduceType, x: Value, axes: readonly number[], shape: number[]): Value => {
  const reducedShape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const counted = product(axes.map((axis) => x.shape[axis]!));
  const data = new Float64Array(product(reducedShape)).fill(type === 'max' ? -Infinity : 0);
  forEachIndex(x.shape, (index, from) => {
    const to = index.reduce((offset, i, axis) => offset * reducedShape[axis]! + (axes.includes(axis) ? 0 : i), 0);
    data[to] = type === 'max' ? Math.max(data[to]!, x.data[from]!) : data[to]! + x.data[from]!;
  });
  return { data: type === 'mean' ? data.map((total) => total / counted) : data, shape };
};

const matmul = (op: Extract<Op, { type: 'matmul' }>, a: Value, b: Value, shape: number[]): Value => {
  const inner = op.transA ? a.shape.at(-2)! : a.shape.at(-1)!;
  return generate(shape, (index) => {
    const batch = index.slice(0, -2);
    const [row, column] = index.slice(-2) as [number, number];
    let total = 0;
    for (let k = 0; k < inner; k++) {
      total +=
        at(a, [...batch, ...(op.transA ? [k, row] : [row, k])]) *
        at(b, [...batch, ...(op.transB ? [column, k] : [k, column])]);
    }
    return op.alpha * total;
  });
};

/** A row rounded to 127 steps on either side of 0, as whole numbers, and the size of a step. */
const roundRow = (values: Float64Array): { whole: Float64Array; step: number } => {
  const scale = Math.max(1e-30, ...values.map(Math.abs));
  // f32 first, as the kernels divide; halves go to the even neighbour
  const whole = values.map((value) => halfToEven(Math.fround(Math.fround(value / scale) / Math.fround(1 / 127))));
  return { whole, step: scale / 127 };
};

const int8Product = (x: Value, w: Value, scales: Value, transB: boolean, shape: number[]): Value => {
  const scaled = transB ? x : generate(x.shape, (index) => at(x, index) * scales.data[index[1]!]!);
  const inner = x.shape[1]!;
  const rows = Array.from({ length: x.shape[0]! }, (_, i) =>
    roundRow(scaled.data.subarray(i * inner, (i + 1) * inner)),
  );
  return generate(shape, ([row, column]) => {
    const { whole, step } = rows[row!]!;
    const total = whole.reduce((sum, value, i) => sum + value * at(w, transB ? [column!, i] : [i, column!]), 0);
    return total * step * (transB ? scales.data[column!]! : 1);
  });
};

const put = (x: Value, places: Value, values: Value): Value => {
  const [data, k] = [x.data.slice(), places.shape.at(-1)!];
  const size = product(x.shape.slice(k));
  for (let i = 0; i < places.data.length / k; i++) {
    const at = Array.from(places.data.subarray(i * k, (i + 1) * k)).reduce(
      (sum, p, axis) => sum * x.shape[axis]! + p,
      0,
    );
    data.set(values.data.subarray(i * size, (i + 1) * size), at * size);
  }
  return { data, shape: x.shape };
};

const draw = (logits: Value, heats: Value, uniforms: Value, cuts?: Value): Value => {
  const [rows, width] = logits.shape as [number, number];
  const data = Float64Array.from({ length: rows }, (_, r) => {
    const heated = logits.data.subarray(r * width, (r + 1) * width).map((x) => x * heats.data[r]!);
    let p = logSoftmaxRow(heated).map(Math.exp);
    const [topP, minP] = cuts ? [cuts.data[2 * r]!, cuts.data[2 * r + 1]!] : [1, 0];
    const most = Math.max(...p);
    const order = [...p.keys()].filter((i) => p[i]! >= minP * most).toSorted((a, b) => p[b]! - p[a]! || a - b);
    const whole = order.reduce((sum, i) => sum + p[i]!, 0);
    let mass = 0;
    const inside = order.filter((_, at) => at === 0 || topP >= 1 || (mass += p[order[at - 1]!]!) < topP * whole);
    p = p.map((x, i) => (inside.includes(i) ? x : 0));
    let left = uniforms.data[r]! * p.reduce((a, b) => a + b, 0);
    const found = p.findIndex((x) => (left -= x) < 0);
    return found < 0 ? width - 1 : found;
  });
  return { data, shape: [rows, 1] };
};

const int8Matmul = ({ matrix }: OpOf<'int8Matmul'>, x: Value): Value => {
  const { data, scales, rows, columns } = matrix;
  if (!(data instanceof Int8Array)) throw new TypeError('int8Matmul: the reference reads no files');
  const out = new Float64Array((x.data.length / rows) * columns);
  for (let row = 0; row < x.data.length / rows; row++) {
    const { whole, step } = roundRow(x.data.subarray(row * rows, (row + 1) * rows));
    for (let column = 0; column < columns; column++) {
      const total = whole.reduce((sum, value, i) => sum + value * data[i * columns + column]!, 0);
      out[row * columns + column] = total * scales[column]! * step;
    }
  }
  return { data: out, shape: [...x.shape.slice(0, -1), columns] };
};

const halfToEven = (x: number): number => {
  const whole = Math.round(x);
  return whole - x === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
};

const concat = (parts: readonly Value[], axis: number, shape: number[]): Value =>
  generate(shape, (index) => {
    let within = index[axis]!;
    const part = parts.find(({ shape: of }) => within < of[axis]! || ((within -= of[axis]!), false))!;
    return at(part, index.with(axis, within));
  });

const gather = (table: Value, ids: Value, shape: number[]): Value =>
  generate(shape, (index) => {
    const id = at(ids, index.slice(0, ids.shape.length));
    if (id < 0 || id >= table.shape[0]!)
      throw new RangeError(`gather: id ${id} is outside the ${table.shape[0]} rows of the table`);
    return at(table, [id, ...index.slice(ids.shape.length)]);
  });

const oneHot = (ids: Value, depth: number, shape: number[]): Value =>
  generate(shape, (index) => {
    const id = at(ids, index.slice(0, -1));
    if (id < -1 || id >= depth) throw new RangeError(`oneHot: id ${id} is outside -1..${depth - 1}`);
    return Number(id === index.at(-1));
  });

const logSoftmaxRow = (row: Float64Array): Float64Array => {
  const top = Math.max(...row);
  const logTotal = top + Math.log(row.reduce((total, x) => total + Math.exp(x - top), 0));
  return row.map((x) => x - logTotal);
};

const rope = (
  x: Value,
  positions: Value,
  cosTable: Value,
  sinTable: Value,
  heads: number,
  interleaved: boolean,
): Value => {
  const half = cosTable.shape[1]!;
  if (x.shape[2] !== heads * 2 * half)
    throw new RangeError(`rope: width ${x.shape[2]} is not ${heads} heads of ${2 * half}`);
  return generate(x.shape, ([batch, time, channel]) => {
    const position = at(positions, [batch!, time!]);
    if (position < 0 || position >= cosTable.shape[0]!)
      throw new RangeError(`rope: position ${position} is outside the ${cosTable.shape[0]} rows of the tables`);
    const within = channel! % (2 * half); // inside its head
    const pair = interleaved ? within >> 1 : within % half;
    const first = interleaved ? within % 2 === 0 : within < half; // of its pair
    const away = interleaved ? 1 : half;
    const [c, s] = [at(cosTable, [position, pair]), at(sinTable, [position, pair])];
    const here = at(x, [batch!, time!, channel!]);
    return first
      ? here * c - at(x, [batch!, time!, channel! + away]) * s
      : here * c + at(x, [batch!, time!, channel! - away]) * s;
  });
};

/** The group of each of `rows` rows: the first counts[0] are in group 0, and so on. */
const groupOfRow = (counts: Value, rows: number): number[] => {
  const groups = Array.from(counts.data).flatMap((count, group) => Array.from({ length: count }, () => group));
  if (groups.length !== rows)
    throw new RangeError(`counts [${counts.data.join(', ')}] add up to ${groups.length}, not to ${rows} rows`);
  return groups;
};

const groupedMatmul = (x: Value, w: Value, counts: Value, transB: boolean, shape: number[]): Value => {
  const groups = groupOfRow(counts, x.shape[0]!);
  return generate(shape, ([row, column]) => {
    let total = 0;
    for (let k = 0; k < x.shape[1]!; k++)
      total += at(x, [row!, k]) * at(w, [groups[row!]!, ...(transB ? [column!, k] : [k, column!])]);
    return total;
  });
};

const groupedOuter = (a: Value, b: Value, counts: Value, shape: number[]): Value => {
  const groups = groupOfRow(counts, a.shape[0]!);
  return generate(shape, ([group, n, k]) =>
    groups.reduce(
      (total, groupOf, row) => (groupOf === group ? total + at(a, [row, n!]) * at(b, [row, k!]) : total),
      0,
    ),
  );
};

/** Places of the k largest, largest first, of equals the first. */
const largest = (row: ArrayLike<number>, k: number): number[] =>
  Array.from(row, (_, i) => i)
    .sort((i, j) => row[j]! - row[i]! || i - j)
    .slice(0, k);

const topK = (x: Value, k: number, shape: number[]): Value => {
  const width = x.shape.at(-1)!;
  const rows = Array.from({ length: x.data.length / width }, (_, i) =>
    largest(x.data.subarray(i * width, (i + 1) * width), k),
  );
  return { data: Float64Array.from(rows.flat()), shape };
};

const cast = (x: Value, dtype: Tensor['dtype']): Value => {
  if (dtype === 'f32' || dtype === 'f16') return x; // what is stored in halves is fed as it reads
  return { data: x.data.map(dtype === 'bool' ? (x) => Number(x !== 0) : Math.trunc), shape: x.shape };
};

/** A node whose inputs have values. `shape` is its own shape, in numbers; a and b are its first two inputs. */
type Evaluation = {
  node: Tensor;
  inputs: readonly Value[];
  shape: number[];
  feeds: Readonly<Record<string, Feed>>;
};
type Meaning<K extends Op['type']> = (a: Value, b: Value, op: OpOf<K>, evaluation: Evaluation) => Value;

const leaf: Meaning<'input' | 'variable'> = (_a, _b, { name }, { feeds, shape }) => ({
  data: Float64Array.from(feeds[name]!.data),
  shape,
});
const unaryOp =
  (f: (x: number) => number): Meaning<UnaryType> =>
  (a, _b, _op, { shape }) =>
    generate(shape, (index) => f(at(a, index)));
const binaryOp =
  (f: (a: number, b: number) => number): Meaning<BinaryType | CompareType> =>
  (a, b, _op, { shape }) =>
    generate(shape, (index) => f(at(a, index), at(b, index)));
const reduction: Meaning<ReduceType> = (a, _b, { type, axes }, { shape }) => reduce(type, a, axes, shape);

const MEANINGS: { readonly [K in Op['type']]: Meaning<K> } = {
  input: leaf,
  variable: leaf,
  constant: (_a, _b, { data }, { shape }) => ({ data: Float64Array.from(data), shape }),
  neg: unaryOp((x) => -x),
  exp: unaryOp(Math.exp),
  log: unaryOp(Math.log),
  sqrt: unaryOp(Math.sqrt),
  reciprocal: unaryOp((x) => 1 / x),
  tanh: unaryOp(Math.tanh),
  sigmoid: unaryOp(sigmoid),
  silu: unaryOp((x) => x * sigmoid(x)),
  sin: unaryOp(Math.sin),
  cos: unaryOp(Math.cos),
  abs: unaryOp(Math.abs),
  add: binaryOp((a, b) => a + b),
  sub: binaryOp((a, b) => a - b),
  mul: binaryOp((a, b) => a * b),
  div: binaryOp((a, b) => a / b),
  minimum: binaryOp(Math.min),
  maximum: binaryOp(Math.max),
  equal: binaryOp((a, b) => Number(a === b)),
  less: binaryOp((a, b) => Number(a < b)),
  where: (a, b, _op, { shape, inputs }) =>
    generate(shape, (index) => (at(a, index) !== 0 ? at(b, index) : at(inputs[2]!, index))),
  cast: (a, _b, _op, { node }) => cast(a, node.dtype),
  matmul: (a, b, op, { shape }) => matmul(op, a, b, shape),
  sum: reduction,
  mean: reduction,
  max: reduction,
  reshape: (a, _b, _op, { shape }) => ({ data: a.data, shape }),
  broadcastTo: (a, _b, _op, { shape }) => generate(shape, (index) => at(a, index)),
  transpose: (a, _b, { perm }, { shape }) => {
    const inverse = perm.map((_, axis) => perm.indexOf(axis));
    return generate(shape, (index) =>
      at(
        a,
        inverse.map((axis) => index[axis]!),
      ),
    );
  },
  concat: (_a, _b, { axis }, { inputs, shape }) => concat(inputs, axis, shape),
  slice: (a, _b, { axis, start }, { shape }) =>
    generate(shape, (index) => at(a, index.with(axis, index[axis]! + start))),
  gather: (a, b, _op, { shape }) => gather(a, b, shape),
  put: (a, b, _op, { inputs }) => put(a, b, inputs[2]!),
  draw: (a, b, { cut }, { inputs }) => draw(a, b, inputs[2]!, cut ? inputs[3] : undefined),
  oneHot: (a, _b, { depth }, { shape }) => oneHot(a, depth, shape),
  softmax: (a) => byRow(a, (row) => logSoftmaxRow(row).map(Math.exp)),
  logSoftmax: (a) => byRow(a, logSoftmaxRow),
  rmsNorm: (a, b, { eps }) =>
    byRow(a, (row) => {
      const root = Math.sqrt(row.reduce((total, x) => total + x * x, 0) / row.length + eps);
      return row.map((x, i) => (x / root) * b.data[i]!);
    }),
  rope: (a, b, { heads, interleaved }, { inputs }) => rope(a, b, inputs[2]!, inputs[3]!, heads, interleaved),
  topK: (a, _b, { k }, { shape }) => topK(a, k, shape),
  argsort: (a, _b, _op, { shape }) => {
    const negated = a.data.map((id) => -id);
    return { data: Float64Array.from(largest(negated, negated.length)), shape };
  },
  groupedMatmul: (a, b, { transB }, { inputs, shape }) => groupedMatmul(a, b, inputs[2]!, transB, shape),
  int8Matmul: (x, _b, op) => int8Matmul(op, x),
  int8Product: (x, w, { transB }, { inputs, shape }) => int8Product(x, w, inputs[2]!, transB, shape),
  groupedOuter: (a, b, _op, { inputs, shape }) => groupedOuter(a, b, inputs[2]!, shape),
  custom: (a) => a,
};

/** The value of one node. */
const compute = (evaluation: Evaluation): Value => {
  const { node, inputs } = evaluation;
  return (MEANINGS[node.op.type] as Meaning<Op['type']>)(inputs[0]!, inputs[1]!, node.op as never, evaluation);
};

// — feeding —

/**
 * Sizes of the named dimensions, from the shapes that are fed. Throws when a feed is missing, misshapen or in
 * conflict.
 */
const bind = (order: readonly Tensor[], feeds: Readonly<Record<string, Feed>>): Record<string, number> => {
  const sizes: Record<string, number> = {};
  const leaves = order.flatMap((node) =>
    node.op.type === 'input' || node.op.type === 'variable' ? [{ node, name: node.op.name }] : [],
  );
  for (const { node, name } of leaves) {
    const feed = feeds[name];
    if (!feed) throw new TypeError(`reference: nothing is fed for ${name} ${formatShape(node.shape)}`);
    if (feed.data.length !== product(feed.shape))
      throw new TypeError(
        `reference: ${feed.data.length} values are fed for ${name} of shape ${formatShape(feed.shape)}`,
      );
    if (feed.shape.length !== node.shape.length)
      throw new TypeError(`reference: ${name} is ${formatShape(node.shape)}, fed ${formatShape(feed.shape)}`);
    node.shape.forEach((dim, axis) => {
      if (typeof dim !== 'string' || dim.includes('*')) return;
      const size = feed.shape[axis]!;
      if ((sizes[dim] ??= size) !== size)
        throw new TypeError(
          `reference: dimension ${dim} is ${sizes[dim]} elsewhere, but ${size} in ${name} ${formatShape(node.shape)}, fed ${formatShape(feed.shape)}`,
        );
    });
  }
  for (const { node, name } of leaves) {
    const shape = resolve(node.shape, sizes);
    const feed = feeds[name]!;
    if (shape.join() !== feed.shape.join())
      throw new TypeError(`reference: ${name} is ${formatShape(node.shape)}, fed ${formatShape(feed.shape)}`);
    if (node.dtype !== 'f32' && !Array.from(feed.data).every(Number.isInteger))
      throw new TypeError(`reference: ${name} is ${node.dtype}, fed a fraction`);
  }
  return sizes;
};

/**
 * The values of `outputs`, row-major. Inputs and variables are fed by name; named dimensions take their sizes from the
 * shapes of the feeds. An id outside its table throws; oneHot of -1 is a row of zeros.
 */
export const evaluate = (outputs: readonly Tensor[], feeds: Readonly<Record<string, Feed>>): Value[] => {
  const order = topological(outputs);
  const sizes = bind(order, feeds);
  const values = new Map<Tensor, Value>();
  for (const node of order) {
    const inputs = node.inputs.map((input) => values.get(input)!);
    values.set(node, compute({ node, inputs, shape: resolve(node.shape, sizes), feeds }));
  }
  return outputs.map((output) => values.get(output)!);
};
