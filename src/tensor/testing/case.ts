/**
 * What a case of the tensor engine is: a small graph over leaves, and values to feed them that follow from its name.
 * The cases themselves are in cases.ts.
 */
import { createRandom } from '../../random.ts';
import { resolve, type Dim, type Shape } from '../shape.ts';
import { input, variable, type DType, type Tensor } from '../trace.ts';

/** One value to feed: f32 numbers as drawn, or i32 ids in low..high. A `fixed` one is not differentiated. */
export type Leaf = {
  shape: Shape;
  values: 'normal' | 'positive' | { low: number; high: number };
  variable?: boolean;
  fixed?: boolean;
};

/** A graph over its leaves, which are named in0, in1, .... Dimensions named B and T take any size. */
export type Case = { name: string; leaves: readonly Leaf[]; build: (...leaves: Tensor[]) => Tensor };

export type Sizes = Readonly<Record<string, number>>;

/** What B and T stand for: every case is run at each of these. */
export const SIZES: readonly Sizes[] = [
  { B: 2, T: 3 },
  { B: 3, T: 5 },
  { B: 1, T: 1 },
];

export const leafType = (leaf: Leaf): DType => (typeof leaf.values === 'string' ? 'f32' : 'i32');

/** The leaves of a case as tensors, of numbered shapes when `sizes` are given and of named ones when not. */
export const traceLeaves = ({ leaves }: Case, sizes?: Sizes): Tensor[] =>
  leaves.map((leaf, i) => {
    const shape = sizes ? resolve(leaf.shape, sizes) : leaf.shape;
    return leaf.variable ? variable(`in${i}`, shape as number[]) : input(`in${i}`, shape, leafType(leaf));
  });

/** Random values of a shape: f32 or i32, as the leaf asks. */
export const drawValues = (
  leaf: Leaf,
  sizes: Sizes,
  seed: string,
): { data: Float32Array | Int32Array; shape: number[] } => {
  const random = createRandom(seed);
  const shape = resolve(leaf.shape, sizes);
  const length = shape.reduce((product, size) => product * size, 1);
  const { values } = leaf;
  if (typeof values !== 'string')
    return { data: Int32Array.from({ length }, () => random.int(values.low, values.high)), shape };
  return {
    data: Float32Array.from({ length }, () => (values === 'positive' ? 0.5 + 1.5 * random.next() : random.normal())),
    shape,
  };
};

/** Feeds of a case by name; they follow from its name and the sizes. */
export const drawFeeds = (
  { name, leaves }: Case,
  sizes: Sizes,
): Record<string, { data: Float32Array | Int32Array; shape: number[] }> =>
  Object.fromEntries(
    leaves.map((leaf, i) => [`in${i}`, drawValues(leaf, sizes, `${name}/${i}/${JSON.stringify(sizes)}`)]),
  );

// — short forms for the table —

export const normal = (...shape: Dim[]): Leaf => ({ shape, values: 'normal' });
export const positive = (...shape: Dim[]): Leaf => ({ shape, values: 'positive' });
export const ids = (low: number, high: number, ...shape: Dim[]): Leaf => ({ shape, values: { low, high } });

const label = (leaves: readonly Leaf[]): string => leaves.map(({ shape }) => `(${shape.join(' ')})`).join(' ');
export const make = (name: string, leaves: readonly Leaf[], build: Case['build']): Case => ({
  name: `${name} ${label(leaves)}`,
  leaves,
  build,
});
