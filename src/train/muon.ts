/**
 * Muon (Jordan et al. 2024) as traced tensors: momentum whose direction is orthogonalised by Newton–Schulz, for the
 * matrices inside the blocks; embeddings, head, norms and biases stay with AdamW. With the update's size matched to
 * AdamW's (Liu et al. 2025, "Muon is scalable for LLM training"), both share one learning rate and weight decay.
 * A stack of experts is as many matrices: each is orthogonalised by itself. The clip of attention logits that makes it
 * MuonClip is in qk-clip.ts.
 */
import { add, concat, div, mul, reshape, slice, sqrt, sub, sum, transpose, matmul, variable, type Tensor } from '../tensor/trace.ts';

export type MuonOptions = {
  momentum: number;
  /** Size of an update: its root mean square is about lr × this. 0.2 matches AdamW. */
  rms: number;
};

export const muonDefaults: MuonOptions = { momentum: 0.95, rms: 0.2 };

/** Whether a parameter is a matrix inside a block, or a stack of such. The router is one (Moonlight). */
export const takesMuon = (name: string, shape: readonly unknown[]): boolean => (shape.length === 2 || shape.length === 3) && name.includes('.layers.');

/** Name of the momentum of one parameter. */
export const momentumName = (name: string): string => `m.${name}`;

/** Coefficients of the quintic iteration x ← ax + b(xxᵀ)x + c(xxᵀ)²x, tuned for steepness at 0, and how often it is run. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;

/** Singular values of each matrix of x (n, r, c), r ≤ c, brought near 1: between about 0.7 and 1.2. */
export const orthogonalise = (x: Tensor): Tensor => {
  let y = div(x, add(sqrt(sum(mul(x, x), [1, 2])), 1e-7));
  for (let i = 0; i < ITERATIONS; i++) {
    const gram = matmul(y, y, { transB: true });
    const polynomial = add(mul(gram, B), matmul(gram, gram, { alpha: C }));
    y = add(mul(y, A), matmul(polynomial, y));
  }
  return y;
};

/**
 * New values of parameters and momenta. Matrices of one shape (up to turning), in stacks or alone, go through Newton–Schulz
 * together.
 *   m ← μm + g;  p ← p − lr·(rms·√max(r, c)·orthogonal(g + μm) + λp)
 */
export const muon = (
  params: Readonly<Record<string, Tensor>>, gradients: Readonly<Record<string, Tensor>>, scale: Tensor, lr: Tensor,
  { momentum, rms }: MuonOptions, weightDecay: number,
): Record<string, Tensor> => {
  const updates: Record<string, Tensor> = {};
  const matrixOf = (p: Tensor) => p.shape.slice(-2) as [number, number];
  const smallFirst = (p: Tensor) => matrixOf(p).toSorted((a, b) => a - b) as [number, number];
  const turn = (x: Tensor): Tensor => transpose(x, x.shape.length === 3 ? [0, 2, 1] : [1, 0]);
  for (const members of Map.groupBy(Object.entries(params), ([, p]) => smallFirst(p).join()).values()) {
    const [r, c] = smallFirst(members[0]![1]);
    const counted = members.map(([name, p]) => ({ name, p, turned: matrixOf(p)[0] !== r, count: p.shape.length === 3 ? (p.shape[0] as number) : 1 }));
    const directions = counted.map(({ name, p, turned, count }) => {
      const g = mul(gradients[name]!, scale);
      const m = add(mul(variable(momentumName(name), p.shape as number[]), momentum), g);
      updates[momentumName(name)] = m;
      const nesterov = add(g, mul(m, momentum));
      return reshape(turned ? turn(nesterov) : nesterov, [count, r, c]);
    });
    const all = mul(orthogonalise(concat(directions, 0)), rms * Math.sqrt(c));
    let start = 0;
    for (const { name, p, turned, count } of counted) {
      const one = reshape(slice(all, 0, start, start += count), p.shape.length === 3 ? [count, r, c] : [r, c]);
      const step = turned ? turn(one) : one;
      updates[name] = sub(p, mul(weightDecay > 0 ? add(step, mul(p, weightDecay)) : step, lr));
    }
  }
  return updates;
};
