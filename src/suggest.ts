/** The known word closest to a misspelt one, for "did you mean". */

/** Levenshtein distance with transpositions of neighbours (optimal string alignment). */
export const editDistance = (a: string, b: string): number => {
  const row = (i: number) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0));
  const table = Array.from({ length: a.length + 1 }, (_, i) => row(i));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, table[i - 2]![j - 2]! + 1);
      table[i]![j] = best;
    }
  }
  return table[a.length]![b.length]!;
};

/** The known word that `word` was probably meant to be: the start of one, or within a third of its letters of one. */
export const suggest = (word: string, known: readonly string[]): string | undefined => {
  if (word === '' || word.length > 40) return undefined;
  const starts = known.filter((candidate) => candidate.startsWith(word));
  if (starts.length === 1) return starts[0];
  // 'qwen3' where there are 'qwen3:8b' and 'qwen3:4b': the first of the family.
  if (starts.length > 0 && starts.every((candidate) => /[:@/.-]/.test(candidate[word.length] ?? ''))) return starts[0];
  const ranked = known.map((item) => ({ name: item, distance: editDistance(word.toLowerCase(), item) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const first = ranked[0];
  return first && first.distance <= Math.max(1, Math.floor(Math.max(word.length, first.name.length) / 3))
    ? first.name
    : undefined;
};
