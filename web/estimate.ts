/**
 * What checking an answer, or thinking harder about it, will cost: from the answer that is there, whose length, speed
 * and price are known. A range, since drawing ends when the votes are decided. Pure.
 */
import { secondsOf, speedOf, type Answer } from './answer.ts';
import { count, duration, money } from './format.ts';
import { t } from './language.ts';
import type { Effort, Model } from './models.ts';

type Range = readonly [least: number, most: number];

/** Of the whole: `seconds` and `cost` are undefined where speed or price are not known. */
export type Estimate = { tokens: Range; seconds?: Range; cost?: Range };

/** Tokens of one answer like this one: those of the winner where several were drawn. */
const tokensOfOne = (answer: Answer): number => {
  const winner = answer.candidates.find(({ index }) => index === answer.decision?.chosen)?.tokens;
  return answer.figures.winnerTokens ?? winner ?? answer.tokens / Math.max(1, answer.candidates.length);
};

/** Tokens of a plan, about. */
const PLAN = 150;

/** What `draws` more answers cost, of which `least` are drawn at the least, with `plans` plans. */
const estimate = (answer: Answer, model: Model | undefined, draws: Range, plans: Range): Estimate | undefined => {
  const one = tokensOfOne(answer);
  if (!(one > 0)) return undefined;
  const each = (work: (i: 0 | 1) => number): Range => [work(0), work(1)];
  const tokens = each((i) => Math.round(draws[i] * one + plans[i] * PLAN));
  const speed = speedOf(answer);
  const wait = (answer.first ?? 0) / 1000;
  const whole = secondsOf(answer);
  const time = (i: 0 | 1): number | undefined => {
    // Several were drawn side by side: the next ones are drawn so too.
    if (whole !== undefined && answer.candidates.length > 1) return (tokens[i] / Math.max(1, answer.tokens)) * whole;
    if (speed !== undefined) return tokens[i] / speed + (draws[i] + plans[i]) * wait;
    return whole && (draws[i] + plans[i]) * whole;
  };
  const { price } = model ?? {};
  const prompt = answer.figures.promptTokens ?? 0;
  return {
    tokens,
    ...(time(0) !== undefined && { seconds: each((i) => time(i)!) }),
    ...(price && {
      cost: each((i) => ((draws[i] + plans[i]) * prompt * price.input + tokens[i] * price.output) / 1e6),
    }),
  };
};

/** Of a check: the answer that is there is one of the effort's `n`, and a majority ends it. */
export const estimateCheck = (answer: Answer, model: Model | undefined, { n = 3 }: Effort): Estimate | undefined =>
  estimate(answer, model, [Math.max(1, Math.floor(n / 2)), Math.max(1, n - 1)], [0, 0]);

/** Of asking again at an effort. */
export const estimateEffort = (
  answer: Answer,
  model: Model | undefined,
  { n = 1, plan = 'none' }: Effort,
): Estimate | undefined => {
  const plans = { none: 0, shared: 1, each: n }[plan] ?? 0;
  return estimate(answer, model, [Math.floor(n / 2) + 1, n], [Math.min(1, plans), plans]);
};

const range = ([least, most]: Range, words: (value: number) => string): string =>
  words(least) === words(most) ? words(least) : t('{least} to {most}', { least: words(least), most: words(most) });

/** The time in a few signs, or the tokens where the speed is not known: "4.0 s to 8.0 s". */
export const shortEstimate = ({ tokens, seconds }: Estimate): string =>
  seconds ? range(seconds, duration) : t('{range} tokens', { range: range(tokens, count) });

/** Everything that is known, in words. */
export const estimateWords = ({ tokens, seconds, cost }: Estimate): string =>
  [
    seconds && t('about {time} at this model’s speed', { time: range(seconds, duration) }),
    t('{range} tokens', { range: range(tokens, count) }),
    cost && range(cost, money),
  ]
    .filter(Boolean)
    .join(', ');
