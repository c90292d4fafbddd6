/** Merges several async streams into one, in the order in which their items arrive. */

/**
 * All that `sources` yield; each is asked for its next piece once its last was taken. When one throws, so does this,
 * and the others are closed, as they are when it is left early.
 */
export async function* merge<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  type Step = { source: AsyncGenerator<T> } & ({ result: IteratorResult<T> } | { error: unknown });
  const ready: Step[] = [];
  let wake = (): void => {};
  const ask = (source: AsyncGenerator<T>): void => {
    const come = (step: Step): void => {
      ready.push(step);
      wake();
    };
    source.next().then(
      (result) => come({ source, result }),
      (error: unknown) => come({ source, error }),
    );
  };
  let open = sources.length;
  try {
    sources.forEach(ask);
    while (open > 0) {
      const step = ready.shift();
      if (!step) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ('error' in step) throw step.error;
      if (step.result.done) {
        open--;
        continue;
      }
      yield step.result.value;
      ask(step.source);
    }
  } finally {
    for (const source of sources) void source.return(undefined).catch(() => {});
  }
}
