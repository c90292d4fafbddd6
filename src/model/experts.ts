/**
 * Routed experts in two layouts. Published files hold one matrix per expert and projection
 * (`mlp.experts.3.up_proj.weight`); this project computes with one stack per projection
 * (`mlp.experts.up_proj.weight`, (experts, out, in)). A dense model is passed through unchanged.
 */
import { parameterShapes, type ModelConfig } from './config.ts';

type Tensor = { readonly shape: readonly number[]; readonly data: Float32Array };

const STACK = /^(.*\.mlp\.experts)\.(\w+\.weight)$/;

/** The names of a stack's matrices in a published file, in the order of experts; undefined for any other tensor. */
const expertNames = (name: string, count: number): string[] | undefined => {
  const match = STACK.exec(name);
  return match ? Array.from({ length: count }, (_, i) => `${match[1]}.${i}.${match[2]}`) : undefined;
};

/** Every tensor of a published file of this model, with its shape, in order. */
export const publishedShapes = (config: ModelConfig): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(parameterShapes(config)).flatMap(
      ([name, shape]) =>
        expertNames(name, shape[0]!)?.map((expert): [string, number[]] => [expert, shape.slice(1)]) ?? [[name, shape]],
    ),
  );

/** Stacks as matrices of single experts, which are views of the stack; other tensors unchanged. */
export const unstackExperts = <T extends Tensor>(tensors: ReadonlyMap<string, T>): Map<string, T | Tensor> =>
  new Map(
    [...tensors].flatMap(([name, tensor]): [string, T | Tensor][] => {
      const names = expertNames(name, tensor.shape[0] ?? 0);
      if (!names) return [[name, tensor]];
      const size = tensor.data.length / names.length;
      return names.map((expert, i) => [
        expert,
        { shape: tensor.shape.slice(1), data: tensor.data.subarray(i * size, (i + 1) * size) },
      ]);
    }),
  );

/** The tensors of a published file (`publishedShapes`) as those of `parameterShapes`, with experts stacked. */
export const stackExperts = <T extends Tensor>(
  config: ModelConfig,
  tensors: ReadonlyMap<string, T>,
): Map<string, T | Tensor> =>
  new Map(
    Object.entries(parameterShapes(config)).map(([name, shape]): [string, T | Tensor] => {
      const tensorOf = (published: string): T => {
        const tensor = tensors.get(published);
        if (!tensor) throw new Error(`the weights lack ${published}`);
        return tensor;
      };
      const names = expertNames(name, shape[0]!);
      if (!names) return [name, tensorOf(name)];
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      names.forEach((expert, i) => data.set(tensorOf(expert).data, (data.length / names.length) * i));
      return [name, { shape, data }];
    }),
  );
