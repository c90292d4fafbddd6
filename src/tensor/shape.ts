/**
 * Shapes: lists of dimensions that are numbers or names. A name ('B', 'T') is a size known only when the graph runs;
 * a product of names is written 'B*T'. All functions work while a graph is traced.
 */

export type Dim = number | string;
export type Shape = readonly Dim[];

/** '(B, T, 64)' */
export const formatShape = (shape: Shape): string => `(${shape.join(', ')})`;

/** A product of dimensions as [number factor, sorted names]: (3, 'B*T') → [3, ['B', 'T']]. */
const factor = (dims: Shape): [number, string[]] => {
  let size = 1;
  const names: string[] = [];
  for (const part of dims.flatMap((dim) => `${dim}`.split('*'))) {
    if (/^\d+$/.test(part)) size *= Number(part);
    else names.push(part);
  }
  return [size, names.sort()];
};

/** Product of dimensions as one dimension: times('B', 'T') is 'B*T', times('B', 2, 3) is '6*B'. */
export const times = (...dims: Dim[]): Dim => {
  const [size, names] = factor(dims);
  if (names.length === 0 || size === 0) return size;
  return size === 1 ? names.join('*') : `${size}*${names.join('*')}`;
};

/** Whether two shapes hold the same number of elements whatever the names stand for. */
export const sameSize = (a: Shape, b: Shape): boolean => {
  const [sizeA, namesA] = factor(a);
  const [sizeB, namesB] = factor(b);
  return sizeA === sizeB && namesA.join() === namesB.join();
};

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, i) => dim === b[i]);

/** NumPy broadcasting. Throws and names the operation and both shapes. */
export const broadcast = (op: string, a: Shape, b: Shape): Shape => {
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new TypeError(`${op}: shapes ${formatShape(a)} and ${formatShape(b)} don't broadcast`);
    out.push(x === 1 ? y : x);
  }
  return out;
};

/** Number of elements once every name has a size; throws on a name without one. */
export const elements = (shape: Shape, sizes: Readonly<Record<string, number>> = {}): number =>
  resolve(shape, sizes).reduce((product, size) => product * size, 1);

/** The shape in numbers, names replaced by `sizes`. */
export const resolve = (shape: Shape, sizes: Readonly<Record<string, number>> = {}): number[] =>
  shape.map((dim) => {
    if (typeof dim === 'number') return dim;
    return dim.split('*').reduce((product, name) => {
      const size = /^\d+$/.test(name) ? Number(name) : sizes[name];
      if (size === undefined) throw new TypeError(`dimension ${name} of ${formatShape(shape)} has no size`);
      return product * size;
    }, 1);
  });
