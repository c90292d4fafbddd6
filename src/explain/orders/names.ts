/** Names of an order in one spelling, for the reading by explanation. */
import type { Clue } from '../../problem/formal/problem.ts';

/** One spelling for names of which one holds the other's words: "the red mug" and "red". */
export const unify = (names: readonly string[]): ((name: string) => string | undefined) => {
  // "Ben's score was higher than Amy's": the names are Ben and Amy.
  const plain = (name: string): string => name.toLowerCase().replace(/'s$/, '');
  const low = [...new Set(names.map(plain))];
  const wider = (one: string): string[] =>
    low.filter((other) => other !== one && one.split(' ').every((word) => other.split(' ').includes(word)));
  return (name) => {
    const one = plain(name);
    const found = wider(one);
    const key = found.length === 1 ? found[0]! : low.includes(one) ? one : undefined;
    return key === undefined ? undefined : names.find((other) => plain(other) === key)?.replace(/'s$/, '');
  };
};

export const withNames = (clue: Clue, one: (name: string) => string): Clue => {
  if ('before' in clue) return { ...clue, before: one(clue.before), after: one(clue.after) };
  if ('places' in clue) return { ...clue, name: one(clue.name) };
  if ('apart' in clue) return { ...clue, apart: [one(clue.apart[0]), one(clue.apart[1])] };
  if ('between' in clue) return { name: one(clue.name), between: [one(clue.between[0]), one(clue.between[1])] };
  return { level: [one(clue.level[0]), one(clue.level[1])] };
};

export const isOfOne = (a: Clue): boolean => 'before' in a && a.before === a.after;
