/**
 * Several LoRA adapters over one set of weights, chosen per row: the base weights are in the graph once. The matrices
 * of all adapters lie side by side, so that a layer computes y = xWᵀ + ((xAᵀ) ∘ m)Bᵀ with A (in, L) and B (L, out), L
 * being the sum of all ranks; a row's m is 1 in the columns of its own adapter and 0 elsewhere. Rows of different
 * adapters and of none share a step. Grouping rows by adapter was measured to be slower (docs/results/swap.md).
 */
import type { Adapter } from '../model/adapter.ts';
import type { Weights } from '../model/dense.ts';
import { timesWeight } from '../model/low-rank.ts';
import type { Dim } from '../tensor/shape.ts';
import { add, concat, constant, input, matmul, mul, reshape, slice, type Tensor } from '../tensor/trace.ts';

/** Adapters by the names that requests use. */
export type Adapters = ReadonlyMap<string, Adapter>;

/** Where the columns of each adapter begin and end. */
export type Columns = { of: ReadonlyMap<string, readonly [start: number, end: number]>; width: number };

const rankOf = ({ modules }: Adapter): number => modules.values().next().value!.a.shape[0]!;

export const columnsOf = (adapters: Adapters): Columns => {
  let width = 0;
  const of = new Map<string, readonly [number, number]>();
  for (const [name, adapter] of adapters) {
    const start = width;
    width += rankOf(adapter);
    of.set(name, [start, width]);
  }
  return { of, width };
};

/** The name of the graph's input with the rows' masks (R, L). */
export const ADAPTER_MASK = 'adapters';

/** The masks of rows by the names of their adapters; undefined: the base alone. */
export const adapterMask = ({ of, width }: Columns, rows: readonly (string | undefined)[]): Float32Array => {
  const mask = new Float32Array(rows.length * width);
  rows.forEach((name, i) => {
    const [start, end] = name === undefined ? [0, 0] : of.get(name)!;
    mask.fill(1, i * width + start, i * width + end);
  });
  return mask;
};

/** A (in, L) of a module: the transposes side by side. */
const stackA = (adapters: Adapters, { of, width }: Columns, module: string, inWidth: number): Float32Array => {
  const stacked = new Float32Array(inWidth * width);
  for (const [name, { modules }] of adapters) {
    const a = modules.get(module)?.a;
    const [start, end] = of.get(name)!;
    for (let r = start; a && r < end; r++)
      for (let i = 0; i < inWidth; i++) stacked[i * width + r] = a.data[(r - start) * inWidth + i]!;
  }
  return stacked;
};

/** B (L, out) of a module, times each adapter's scale. */
const stackB = (adapters: Adapters, { of, width }: Columns, module: string, outWidth: number): Float32Array => {
  const stacked = new Float32Array(width * outWidth);
  for (const [name, { modules, scale }] of adapters) {
    const b = modules.get(module)?.b;
    const [start, end] = of.get(name)!;
    const rank = end - start;
    for (let r = start; b && r < end; r++)
      for (let o = 0; o < outWidth; o++) stacked[r * outWidth + o] = scale * b.data[o * rank + r - start]!;
  }
  return stacked;
};

/**
 * `base` with the adapters on top, for graphs of `p` tokens a row. `used` collects the modules that the graph asks for:
 * an adapted module that is not among them is not computed by this path.
 */
export const adaptedSource = (base: Weights, adapters: Adapters, p: Dim, used: Set<string>): Weights => {
  const columns = columnsOf(adapters);
  const { width } = columns;
  const mask = input(ADAPTER_MASK, ['R', width]);
  const adapted = new Map<string, [a: readonly number[], b: readonly number[]]>();
  for (const { modules } of adapters.values())
    for (const [module, { a, b }] of modules) adapted.set(module, [a.shape, b.shape]);
  const plain = (x: Tensor, names: readonly string[], bias: boolean): Tensor[] =>
    base.products?.(x, names, bias) ??
    names.map((name) => {
      const y = timesWeight(x, base(`${name}.weight`));
      return bias ? add(y, base(`${name}.bias`)) : y;
    });
  /** Rows (N, L) times the masks of their sequences. */
  const masked = (h: Tensor): Tensor =>
    p === 1 ? mul(h, mask) : reshape(mul(reshape(h, ['R', p, width]), reshape(mask, ['R', 1, width])), h.shape);
  return Object.assign((name: string) => base(name), {
    products: (x: Tensor, names: readonly string[], bias: boolean): Tensor[] => {
      const outs = plain(x, names, bias);
      const own = names.filter((name) => adapted.has(name));
      for (const name of own) used.add(name);
      if (own.length === 0) return outs;
      const inWidth = x.shape[1] as number;
      const stacks = own.map((name) => constant(stackA(adapters, columns, name, inWidth), [inWidth, width]));
      const hidden = matmul(x, stacks.length === 1 ? stacks[0]! : concat(stacks, 1));
      return outs.map((y, i) => {
        const at = own.indexOf(names[i]!);
        if (at < 0) return y;
        const outWidth = adapted.get(names[i]!)![1][0]!;
        const h = own.length === 1 ? hidden : slice(hidden, -1, at * width, (at + 1) * width);
        const b = constant(stackB(adapters, columns, names[i]!, outWidth), [width, outWidth]);
        return add(y, matmul(masked(h), b));
      });
    },
  });
};

/** Throws when an adapter changes a module that this way of computing leaves alone. */
export const requireUsed = (adapters: Adapters, used: ReadonlySet<string>): void => {
  for (const [name, { modules }] of adapters)
    for (const module of modules.keys())
      if (!used.has(module))
        throw new Error(
          `the adapter ${name} changes ${module}, which can't be chosen per request; merge it into its base: mizan export FOLDER NEW`,
        );
};
