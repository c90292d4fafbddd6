/** How good a generating model is on held-out items: greedy, and how many of n draws are right; before against after. */
import type { Item } from '../../types.ts';
import { hashString } from '../../random.ts';
import { mizanTemplate, renderPrompt } from '../../model/template.ts';
import { answerText } from '../../task/answers/read.ts';
import { grade } from '../../task/registry.ts';
import { pairedDifference, passAtK, stratifiedMean, type Interval } from '../../eval/statistics.ts';
import { sampleAll, decodeSections, type BatchSampler } from '../../local/batch-sampler.ts';

/** One item: whether the greedy answer is right, its tokens, and how many of `draws` sampled ones are right. */
export type HeldOutResult = {
  id: string;
  family: string;
  greedy: boolean;
  tokens: number;
  right: number;
  draws: number;
};

/** Asks every item greedily, straight to its thought, and the first `drawn` of each family `draws` times at temperature 1. `label`: of the progress line, if any. */
export const evaluateHeldOut = async (
  drawer: BatchSampler,
  items: readonly Item[],
  options: { drawn: number; draws: number; maxTokens: number; seed: number; signal?: AbortSignal; label?: string },
): Promise<HeldOutResult[] | undefined> => {
  const { tokenizer } = drawer;
  const seen: Record<string, number> = {};
  const work = items.flatMap((one) => {
    const prompt = renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: one.question }], 'think');
    const rank = (seen[one.family] = (seen[one.family] ?? 0) + 1);
    const base = { prompt, maxTokens: options.maxTokens, seed: hashString(`${options.seed}/${one.id}`) };
    return [
      { one, request: { ...base, n: 1, temperature: 0 } },
      ...(rank <= options.drawn ? [{ one, request: { ...base, n: options.draws, temperature: 1 } }] : []),
    ];
  });
  const drawn = await sampleAll(
    drawer,
    work.map(({ request }) => request),
    { signal: options.signal, label: options.label },
  );
  if (!drawn) return undefined;
  const results = new Map(
    items.map((one): [string, HeldOutResult] => [
      one.id,
      { id: one.id, family: one.family, greedy: false, tokens: 0, right: 0, draws: 0 },
    ]),
  );
  work.forEach(({ one, request }, i) => {
    const answers = drawn[i]!;
    const right = answers.filter(({ ids, finish }) => {
      const { think, answer: content } = decodeSections(tokenizer, 'think', ids);
      const answer = answerText({ content, reasoning: think, finish });
      return answer !== '' && grade(one, answer).correct;
    }).length;
    const result = results.get(one.id)!;
    if (request.temperature === 0) Object.assign(result, { greedy: right === 1, tokens: answers[0]!.ids.length });
    else Object.assign(result, { right, draws: request.n });
  });
  return [...results.values()];
};

const strata = (results: readonly HeldOutResult[], of: (one: HeldOutResult) => number): number[][] =>
  [...Map.groupBy(results, ({ family }) => family).values()].map((group) => group.map(of));

/** Mean over families of greedy accuracy, and of pass@n of the items that were drawn. */
export const accuracy = (results: readonly HeldOutResult[]): Interval =>
  stratifiedMean(strata(results, ({ greedy }) => (greedy ? 1 : 0)));
const passAt = (results: readonly HeldOutResult[], n: number): Interval =>
  stratifiedMean(
    strata(
      results.filter(({ draws }) => draws >= n),
      ({ right, draws }) => passAtK(draws, right, n),
    ),
  );

export type HeldOutComparison = {
  family: string;
  items: number;
  before: number;
  after: number;
  difference: Interval;
  passBefore: number;
  passAfter: number;
};

/** Per family, and 'average' over families: greedy before and after on the same items, the paired difference, pass@n. */
export const compareResults = (
  before: readonly HeldOutResult[],
  after: readonly HeldOutResult[],
  n: number,
): HeldOutComparison[] => {
  const later = new Map(after.map((one) => [one.id, one]));
  const row = (family: string, some: readonly HeldOutResult[]): HeldOutComparison => {
    const others = some.map((one) => later.get(one.id)!);
    const pairs = some.map((one, i) => ({ stratum: one.family, a: others[i]!.greedy ? 1 : 0, b: one.greedy ? 1 : 0 }));
    return {
      family,
      items: some.length,
      before: accuracy(some).value,
      after: accuracy(others).value,
      difference: pairedDifference(pairs, { seed: 1 }),
      passBefore: passAt(some, n).value,
      passAfter: passAt(others, n).value,
    };
  };
  return [
    ...[...Map.groupBy(before, ({ family }) => family)].map(([family, some]) => row(family, some)),
    row('average', before),
  ];
};

const percent = (value: number): string => (Number.isFinite(value) ? (100 * value).toFixed(1) : '-').padStart(6);
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(100 * value).toFixed(1)}`;

/** The comparison as plain text, one row a family. */
export const comparisonText = (rows: readonly HeldOutComparison[], n: number): string => {
  const width = Math.max(...rows.map(({ family }) => family.length));
  const head = `${'family'.padEnd(width)}  items  before   after  difference            pass@${n} before  after`;
  return [
    head,
    ...rows.map(({ family, items, before, after, difference, passBefore, passAfter }) => {
      const change = `${signed(difference.value)} [${signed(difference.low)}, ${signed(difference.high)}]`;
      return `${family.padEnd(width)}  ${String(items).padStart(5)}  ${percent(before)}  ${percent(after)}  ${change.padEnd(20)}  ${percent(passBefore).padStart(14)} ${percent(passAfter)}`;
    }),
  ].join('\n');
};
