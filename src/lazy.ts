/**
 * A function that runs at most once: later calls get the promise of the first. For programs that are compiled when
 * they are needed.
 */
export const lazy = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
