/**
 * AdamW (Loshchilov & Hutter 2019) and clipping by the global norm, as traced tensors. An optimiser is a function
 * from parameters and gradients to new values of variables, so that a training step is one graph. The state of a
 * parameter NAME is in the variables `m.NAME` and `v.NAME`.
 */
import { add, div, input, minimum, mul, sqrt, sub, sumAll, variable, type Tensor } from '../tensor/trace.ts';

export type AdamWOptions = { beta1: number; beta2: number; eps: number; weightDecay: number };

export const adamwDefaults: AdamWOptions = { beta1: 0.9, beta2: 0.95, eps: 1e-8, weightDecay: 0.1 };

const squares = new WeakMap<Tensor, Tensor>();

/** g², the same node each time. */
const squared = (g: Tensor): Tensor => {
  const square = squares.get(g) ?? mul(g, g);
  squares.set(g, square);
  return square;
};

/** √Σ‖g‖² over all gradients: a scalar. */
export const globalNorm = (gradients: readonly Tensor[]): Tensor =>
  sqrt(gradients.map((g) => sumAll(squared(g))).reduce((a, b) => add(a, b)));

/** min(1, limit / norm): multiply every gradient by it. */
export const clipFactor = (norm: Tensor, limit: number): Tensor => minimum(1, div(limit, add(norm, 1e-6)));

/** Whether weight decay applies: to matrices, but not to norms and biases. */
export const hasWeightDecay = (name: string, shape: readonly unknown[]): boolean =>
  shape.length > 1 && !name.endsWith('.bias');

/** Names of an optimiser's state variables for one parameter. */
export const stateNames = (name: string): string[] => [`m.${name}`, `v.${name}`];

/** Scalars that change from step to step; `stepFeeds` gives their values. */
export const stepInputs = () => ({
  lr: input('lr', []),
  correct1: input('correct1', []),
  correct2: input('correct2', []),
});

/** The scalars of update number `step` (from 1): learning rate and the two bias corrections 1 / (1 − βᵗ). */
export const stepFeeds = (lr: number, step: number, { beta1, beta2 }: AdamWOptions) => {
  const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
  return { lr: scalar(lr), correct1: scalar(1 / (1 - beta1 ** step)), correct2: scalar(1 / (1 - beta2 ** step)) };
};

/**
 * New values of every parameter and its state. `scale` multiplies the gradients first (clipping).
 *   m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  p ← p − lr·(m̂ / (√v̂ + ε) + λp)
 * Factors are multiplied with each other before they meet an array, since every operation is a pass over memory: with
 * m̂ = c₁m and v̂ = c₂v, m̂ / (√v̂ + ε) is c₁/√c₂ · m / (√v + ε/√c₂). g² is the one that the norm is made of.
 */
export const adamw = (
  params: Readonly<Record<string, Tensor>>,
  gradients: Readonly<Record<string, Tensor>>,
  scale: Tensor,
  { lr, correct1, correct2 }: ReturnType<typeof stepInputs>,
  { beta1, beta2, eps, weightDecay }: AdamWOptions,
): Record<string, Tensor> => {
  const root = sqrt(correct2);
  const [first, second] = [mul(scale, 1 - beta1), mul(mul(scale, scale), 1 - beta2)];
  const [rate, least, kept] = [div(mul(lr, correct1), root), div(eps, root), sub(1, mul(lr, weightDecay))];
  const updates: Record<string, Tensor> = {};
  for (const [name, p] of Object.entries(params)) {
    const shape = p.shape as number[];
    const g = gradients[name]!;
    const [mName, vName] = stateNames(name) as [string, string];
    const m = add(mul(variable(mName, shape), beta1), mul(g, first));
    const v = add(mul(variable(vName, shape), beta2), mul(squared(g), second));
    updates[mName] = m;
    updates[vName] = v;
    updates[name] = sub(
      hasWeightDecay(name, shape) && weightDecay > 0 ? mul(p, kept) : p,
      mul(div(m, add(sqrt(v), least)), rate),
    );
  }
  return updates;
};
