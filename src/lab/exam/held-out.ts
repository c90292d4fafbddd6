/**
 * How good a sampling model is on held-out items, before and after training: the greedy answer, and how many of n
 * samples are right, with intervals over the items.
 */
import type { Item } from '../../types.ts';
import { hashString } from '../../random.ts';
import { mizanTemplate, renderPrompt } from '../../model/template.ts';
import { answerText } from '../../answers/read.ts';
import { grade } from '../../task/registry.ts';
import { pairedDifference, passAtK, stratifiedMean, type Interval } from '../../eval/statistics.ts';
import { sampleAll, decodeSections, type BatchSampler } from '../../local/batch-sampler.ts';

/** One item: whether the greedy answer is right, its tokens, and how many of `draws` samples are right. */
export type HeldOutResult = {
  id: string;
  family: string;
  greedy: boolean;
  tokens: number;
  right: number;
  draws: number;
};

export type HeldOutOptions = {
  /** How many items of each family are also sampled, and samples of each. */
  drawn: number;
  draws: number;
  maxTokens: number;
  seed: number;
  signal?: AbortSignal;
  /** Of the progress line, if there is to be one. */
  label?: string;
};

/** A request for an item: greedy, or several samples. */
type ExamRequest = { item: Item; prompt: number[]; maxTokens: number; seed: number; n: number; temperature: number };

const requestsFor = ({ tokenizer }: BatchSampler, items: readonly Item[], options: HeldOutOptions): ExamRequest[] => {
  const { drawn, draws, maxTokens, seed } = options;
  const seen: Record<string, number> = {};
  return items.flatMap((item) => {
    const prompt = renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: item.question }], 'think');
    const rank = (seen[item.family] = (seen[item.family] ?? 0) + 1);
    const request = { item, prompt, maxTokens, seed: hashString(`${seed}/${item.id}`) };
    return [{ ...request, n: 1, temperature: 0 }, ...(rank <= drawn ? [{ ...request, n: draws, temperature: 1 }] : [])];
  });
};

/**
 * Asks every item greedily, straight to its thought, and the first `drawn` of each family `draws` times at temperature
 * 1. Undefined when the signal came first.
 */
export const evaluateHeldOut = async (
  sampler: BatchSampler,
  items: readonly Item[],
  options: HeldOutOptions,
): Promise<HeldOutResult[] | undefined> => {
  const requests = requestsFor(sampler, items, options);
  const sampled = await sampleAll(
    sampler,
    requests.map(({ item: _item, ...request }) => request),
    { signal: options.signal, label: options.label },
  );
  if (!sampled) return undefined;
  const results = new Map(
    items.map(({ id, family }): [string, HeldOutResult] => [
      id,
      { id, family, greedy: false, tokens: 0, right: 0, draws: 0 },
    ]),
  );
  requests.forEach(({ item, n, temperature }, i) => {
    const answers = sampled[i]!;
    const right = answers.filter(({ ids, finish }) => {
      const { think, answer: content } = decodeSections(sampler.tokenizer, 'think', ids);
      const answer = answerText({ content, reasoning: think, finish });
      return answer !== '' && grade(item, answer).correct;
    }).length;
    const result = results.get(item.id)!;
    if (temperature === 0) Object.assign(result, { greedy: right === 1, tokens: answers[0]!.ids.length });
    else Object.assign(result, { right, draws: n });
  });
  return [...results.values()];
};

const strata = (results: readonly HeldOutResult[], of: (result: HeldOutResult) => number): number[][] =>
  [...Map.groupBy(results, ({ family }) => family).values()].map((group) => group.map(of));

/** Mean over families of greedy accuracy. */
export const accuracy = (results: readonly HeldOutResult[]): Interval =>
  stratifiedMean(strata(results, ({ greedy }) => (greedy ? 1 : 0)));

/** Mean over families of pass@n, of the items that were sampled at least n times. */
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

/**
 * Per family, and 'average' over families: greedy before and after on the same items, the paired difference, pass@n.
 */
export const compareResults = (
  before: readonly HeldOutResult[],
  after: readonly HeldOutResult[],
  n: number,
): HeldOutComparison[] => {
  const laterById = new Map(after.map((result) => [result.id, result]));
  const row = (family: string, earlier: readonly HeldOutResult[]): HeldOutComparison => {
    const later = earlier.map(({ id }) => laterById.get(id)!);
    const pairs = earlier.map((result, i) => ({
      stratum: result.family,
      a: later[i]!.greedy ? 1 : 0,
      b: result.greedy ? 1 : 0,
    }));
    return {
      family,
      items: earlier.length,
      before: accuracy(earlier).value,
      after: accuracy(later).value,
      difference: pairedDifference(pairs, { seed: 1 }),
      passBefore: passAt(earlier, n).value,
      passAfter: passAt(later, n).value,
    };
  };
  return [
    ...[...Map.groupBy(before, ({ family }) => family)].map(([family, results]) => row(family, results)),
    row('average', before),
  ];
};

const percent = (value: number): string => (Number.isFinite(value) ? (100 * value).toFixed(1) : '-').padStart(6);
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(100 * value).toFixed(1)}`;

/** The comparison as plain text, one row a family. */
export const comparisonText = (rows: readonly HeldOutComparison[], n: number): string => {
  const width = Math.max(...rows.map(({ family }) => family.length));
  const head = `${'family'.padEnd(width)}  items  before   after  difference            pass@${n} before  after`;
  const line = ({ family, items, before, after, difference, passBefore, passAfter }: HeldOutComparison): string => {
    const change = `${signed(difference.value)} [${signed(difference.low)}, ${signed(difference.high)}]`;
    return [
      family.padEnd(width),
      String(items).padStart(5),
      percent(before),
      percent(after),
      change.padEnd(20),
      `${percent(passBefore).padStart(14)} ${percent(passAfter)}`,
    ].join('  ');
  };
  return [head, ...rows.map(line)].join('\n');
};
