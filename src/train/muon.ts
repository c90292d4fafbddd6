/**
 * Muon (Jordan et al. 2024) as traced tensors: momentum whose direction is orthogonalised by Newton–Schulz, for the
 * matrices inside the blocks; embeddings, head, norms and biases stay with AdamW. With the update's size matched to
 * AdamW's (Liu et al. 2025, "Muon is scalable for LLM training"), both share one learning rate and weight decay.
 * The clip of attention logits (MuonClip) is not here.
 */
import { add, concat, div, mul, reshape, slice, sqrt, sub, sum, transpose, matmul, variable, type Tensor } from '../tensor/trace.ts';

export type MuonOptions = {
  momentum: number;
  /** Size of an update: its root mean square is about lr × this. 0.2 matches AdamW. */
  rms: number;
};

export const muonDefaults: MuonOptions = { momentum: 0.95, rms: 0.2 };

/** Whether a parameter is a matrix inside a block. */
export const takesMuon = (name: string, shape: readonly unknown[]): boolean => shape.length === 2 && name.includes('.layers.');

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
 * New values of parameters and momenta. Matrices of one shape (up to turning) go through Newton–Schulz together.
 *   m ← μm + g;  p ← p − lr·(rms·√max(r, c)·orthogonal(g + μm) + λp)
 */
export const muon = (
  params: Readonly<Record<string, Tensor>>, gradients: Readonly<Record<string, Tensor>>, scale: Tensor, lr: Tensor,
  { momentum, rms }: MuonOptions, weightDecay: number,
): Record<string, Tensor> => {
  const updates: Record<string, Tensor> = {};
  const groups = Map.groupBy(Object.entries(params), ([, p]) => [...p.shape].sort((a, b) => Number(a) - Number(b)).join());
  for (const members of groups.values()) {
    const [r, c] = members[0]![1].shape.toSorted((a, b) => Number(a) - Number(b)) as [number, number];
    const turned = ([, p]: [string, Tensor]) => p.shape[0] !== r;
    const directions = members.map((member) => {
      const [name, p] = member;
      const g = mul(gradients[name]!, scale);
      const m = add(mul(variable(momentumName(name), p.shape as number[]), momentum), g);
      updates[momentumName(name)] = m;
      const nesterov = add(g, mul(m, momentum));
      return reshape(turned(member) ? transpose(nesterov, [1, 0]) : nesterov, [1, r, c]);
    });
    const all = mul(orthogonalise(concat(directions, 0)), rms * Math.sqrt(c));
    members.forEach((member, i) => {
      const [name, p] = member;
      const one = reshape(slice(all, 0, i, i + 1), [r, c]);
      const step = turned(member) ? transpose(one, [1, 0]) : one;
      updates[name] = sub(p, mul(weightDecay > 0 ? add(step, mul(p, weightDecay)) : step, lr));
    });
  }
  return updates;
};
