/**
 * Seeded randomness for everything: the same seed gives the same stream on every machine. Not for secrets.
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), seeded by splitmix32 over a string or number.
 */

export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** One element; throws on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[];
  /** n distinct elements, in random order. */
  sample<T>(list: readonly T[], n: number): T[];
  /** True with probability p. */
  chance(p: number): boolean;
  /** One that gives the numbers that this one gives from here on. */
  copy(): Random;
};

/** 32-bit FNV-1a of a string: a stable, well-spread number to seed or to bucket with. */
export const hashString = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const fromState = (s: [number, number, number, number]): Random => {
  let [a, b, c, d] = s;
  const word = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  const next = () => word() / 4294967296;
  const random: Random = {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (list) => {
      if (list.length === 0) throw new RangeError('pick from an empty list');
      return list[Math.floor(next() * list.length)]!;
    },
    shuffle: (list) => {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
    sample: (list, n) => {
      if (n > list.length) throw new RangeError(`sample of ${n} from ${list.length}`);
      return random.shuffle(list).slice(0, n);
    },
    chance: (p) => next() < p,
    copy: () => fromState([a, b, c, d]),
  };
  return random;
};

/** A generator that follows from `seed` alone. Strings are hashed, so structured seeds ('train/7/epoch/2') work. */
export const createRandom = (seed: number | string): Random => {
  let h = typeof seed === 'number' ? seed >>> 0 : hashString(seed);
  const split = (): number => {
    h = (h + 0x9e3779b9) | 0;
    let t = h ^ (h >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) | 0;
  };
  const random = fromState([split(), split(), split(), split()]);
  for (let i = 0; i < 12; i++) random.next();
  return random;
};
