/**
 * Muon (Jordan et al. 2024) as traced tensors: momentum whose direction is orthogonalised by Newton-Schulz
 * iterations, for the matrices inside the blocks. Embeddings, head, norms and biases stay with AdamW. Updates are
 * scaled to the size of AdamW's (Liu et al. 2025, "Muon is scalable for LLM training"), so both share one learning
 * rate and weight decay. In a stack of experts each matrix is orthogonalised by itself. With the QK-Clip of
 * qk-clip.ts it is MuonClip.
 */
import {
  add,
  concat,
  constant,
  div,
  mul,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
  transpose,
  matmul,
  variable,
  type Tensor,
} from '../tensor/trace.ts';

export type MuonOptions = {
  momentum: number;
  /** Size of an update: its root mean square is about lr × this. 0.2 matches AdamW. */
  rms: number;
};

export const muonDefaults: MuonOptions = { momentum: 0.95, rms: 0.2 };

/** Whether a parameter is a matrix inside a block, or a stack of such. The router is one (Moonlight). */
export const takesMuon = (name: string, shape: readonly unknown[]): boolean =>
  (shape.length === 2 || shape.length === 3) && name.includes('.layers.');

/** Name of the momentum of one parameter. */
export const momentumName = (name: string): string => `m.${name}`;

/**
 * Coefficients of the quintic iteration x ← ax + b(xxᵀ)x + c(xxᵀ)²x, tuned for a steep slope at 0; and its
 * iterations.
 */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;

const identity = (r: number, times: number): Tensor =>
  constant(
    Float32Array.from({ length: r * r }, (_, i) => (i % (r + 1) === 0 ? times : 0)),
    [1, r, r],
  );

/**
 * Singular values of each matrix of x (n, r, c), r ≤ c, brought near 1, between about 0.7 and 1.2, and the matrix times
 * `scale`. With G = xxᵀ the polynomial a + bG + cG² is computed as c(G + b/2c)² + (a - b²/4c): two passes over numbers
 * instead of four beside the three products, which for experts is much of the cost.
 */
export const orthogonalise = (x: Tensor, scale = 1): Tensor => {
  const r = x.shape[1] as number;
  const [inner, outer] = [identity(r, B / (2 * C)), identity(r, A - (B * B) / (4 * C))];
  let y = div(x, add(sqrt(sum(mul(x, x), [1, 2])), 1e-7));
  for (let i = 0; i < ITERATIONS; i++) {
    const shifted = add(matmul(y, y, { transB: true }), inner);
    y = matmul(add(matmul(shifted, shifted, { alpha: C }), outer), y, { alpha: i === ITERATIONS - 1 ? scale : 1 });
  }
  return y;
};

/**
 * New values of parameters and momenta. Matrices of one shape (up to transposition) go through Newton-Schulz
 * together. A stack of experts goes by itself: it fits a CPU cache better and needs no concatenation.
 *   m ← μm + g;  p ← p − lr·(rms·√max(r, c)·orthogonal(g + μm) + λp)
 */
export const muon = (
  params: Readonly<Record<string, Tensor>>,
  gradients: Readonly<Record<string, Tensor>>,
  scale: Tensor,
  lr: Tensor,
  { momentum, rms }: MuonOptions,
  weightDecay: number,
): Record<string, Tensor> => {
  const updates: Record<string, Tensor> = {};
  const matrixOf = (p: Tensor) => p.shape.slice(-2) as [number, number];
  const smallFirst = (p: Tensor) => matrixOf(p).toSorted((a, b) => a - b) as [number, number];
  const turn = (x: Tensor): Tensor => transpose(x, x.shape.length === 3 ? [0, 2, 1] : [1, 0]);
  for (const members of Map.groupBy(Object.entries(params), ([name, p]) =>
    p.shape.length === 3 ? name : smallFirst(p).join(),
  ).values()) {
    const [r, c] = smallFirst(members[0]![1]);
    const counted = members.map(([name, p]) => ({
      name,
      p,
      turned: matrixOf(p)[0] !== r,
      count: p.shape.length === 3 ? (p.shape[0] as number) : 1,
    }));
    const directions = counted.map(({ name, p, turned, count }) => {
      const g = mul(gradients[name]!, scale);
      const m = add(mul(variable(momentumName(name), p.shape as number[]), momentum), g);
      updates[momentumName(name)] = m;
      const nesterov = add(g, mul(m, momentum));
      return reshape(turned ? turn(nesterov) : nesterov, [count, r, c]);
    });
    const all = orthogonalise(directions.length === 1 ? directions[0]! : concat(directions, 0), rms * Math.sqrt(c));
    let start = 0;
    for (const { name, p, turned, count } of counted) {
      const direction = reshape(
        directions.length === 1 ? all : slice(all, 0, start, (start += count)),
        p.shape.length === 3 ? [count, r, c] : [r, c],
      );
      const step = turned ? turn(direction) : direction;
      updates[name] = sub(weightDecay > 0 ? mul(p, sub(1, mul(lr, weightDecay))) : p, mul(step, lr));
    }
  }
  return updates;
};
