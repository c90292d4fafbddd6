/** Cases (see cases.ts) of the operations that only generation uses: entries put into a cache, and drawn tokens. */
import { cast, constant, draw, mul, put, sigmoid } from '../trace.ts';
import { make, normal, positive, type Case, type Leaf } from './case.ts';

/** A leaf that is not differentiated. */
const fixed = (leaf: Leaf): Leaf => ({ ...leaf, fixed: true });

export const CACHE_CASES: { readonly put: readonly Case[]; readonly draw: readonly Case[] } = {
  put: [
    make('put rows', [fixed(normal('B', 4)), fixed(normal(1, 4))], (x, row) =>
      put(x, constant(Int32Array.of(0), [1, 1]), row),
    ),
    make('put numbers', [fixed(normal('B', 4, 3)), fixed(normal(1, 2, 3))], (x, values) =>
      put(x, constant(Int32Array.of(0, 3, 0, 1), [1, 2, 2]), values),
    ),
  ],
  draw: [
    make('draw', [fixed(normal('B', 7)), fixed(positive('B', 1)), fixed(normal('B', 1))], (x, heats, u) =>
      cast(draw(mul(x, 3), heats, sigmoid(u)), 'f32'),
    ),
    make(
      'draw of the top p',
      [fixed(normal('B', 90)), fixed(positive('B', 1)), fixed(normal('B', 1)), fixed(normal('B', 2))],
      (x, heats, u, cuts) => {
        const shares = mul(sigmoid(cuts), constant(Float32Array.of(1, 0.2), [2]));
        return cast(draw(mul(x, 3), heats, sigmoid(u), shares), 'f32');
      },
    ),
  ],
};
