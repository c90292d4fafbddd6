/**
 * What a finished group of answers to one item earns: the rubric's reward (reward.ts) of each, less what it pays for its
 * length. Penalties stand apart from the rubric since they look at an item's token budget and at the other answers of the
 * group, which a single graded answer does not have. Training only: gold answers are seen.
 */
import { grade } from './registry.ts';
import { score, type Answered, type Rubric, type Scored } from './reward.ts';

/** `budget`: most tokens that this item allowed. */
export type Attempt = Answered & { budget: number };

/**
 * `truncated`: what an answer pays that its budget cut off. `length`: up to half of it is paid by the longest answer of a
 * group and earned by the shortest one if that is right (Kimi K1.5, §2.3.3); a wrong answer earns nothing by being short.
 */
export type Penalties = { truncated: number; length: number };

export type Graded = Scored & { correct: boolean };

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** K1.5's λ of each answer: 0.5 for the shortest to −0.5 for the longest, never above 0 when wrong; all 0 when all are equally long. */
export const lengthTerms = (tokens: readonly number[], right: readonly boolean[]): number[] => {
  const [least, most] = [Math.min(...tokens), Math.max(...tokens)];
  return tokens.map((token, i) => {
    const value = least === most ? 0 : 0.5 - (token - least) / (most - least);
    return right[i] ? value : Math.min(0, value);
  });
};

/** The reward of each answer, its parts with reasons, and whether it is right, whatever the rubric asks. To six digits. */
export const gradeGroup = (rubric: Rubric, penalties: Penalties, group: readonly Attempt[]): Graded[] => {
  const right = group.map(({ item, answer }) => answer !== '' && grade(item, answer).correct);
  const terms = lengthTerms(
    group.map(({ reply }) => reply.tokens),
    right,
  );
  return group.map((attempt, i) => {
    const { reward, parts } = score(rubric, attempt);
    const { finish, tokens } = attempt.reply;
    const cut = finish === 'length';
    const paid = [
      {
        name: 'truncated',
        weight: penalties.truncated,
        value: cut ? -1 : 0,
        reason: cut ? `cut off at its budget of ${attempt.budget} tokens` : `${tokens} of ${attempt.budget} tokens`,
      },
      {
        name: 'length',
        weight: penalties.length,
        value: rounded(terms[i]!),
        reason: `${tokens} tokens in a group of ${group.length}`,
      },
    ].filter(({ weight }) => weight !== 0);
    return {
      reward: rounded(paid.reduce((sum, { weight, value }) => sum + weight * value, reward)),
      correct: right[i]!,
      parts: [...parts, ...paid],
    };
  });
};
