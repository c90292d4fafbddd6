/**
 * Built-ins of Node 22 that Node 20 lacks, so that the published library can be imported there: Map.groupBy,
 * Object.groupBy and Promise.withResolvers, by their ECMAScript definitions. On newer versions this file does nothing.
 * bin/publish.mjs makes it the first import of every entry point.
 */

const define = (target: object, name: string, value: unknown): void => {
  if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
};

const groupBy = <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

define(Map, 'groupBy', groupBy);

define(Object, 'groupBy', <T>(items: Iterable<T>, keyOf: (item: T, index: number) => PropertyKey) =>
  Object.assign(Object.create(null), Object.fromEntries(groupBy(items, keyOf))),
);

define(Promise, 'withResolvers', <T>() => {
  let resolve!: (value: T | PromiseLike<T>) => void;
  let reject!: (reason?: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
});
