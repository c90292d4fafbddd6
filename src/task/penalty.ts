/**
 * Group rewards: the rubric's reward (reward.ts) of each answer to one item, minus length penalties. Penalties are
 * separate from the rubric because they depend on the item's token budget and on the other answers of the group.
 * For training only: gold answers are used.
 */
import { grade } from './registry.ts';
import { score, type Answered, type Rubric, type Scored } from './reward.ts';

/** `budget`: the token limit of this item. */
export type Attempt = Answered & { budget: number };

/**
 * `truncated`: the penalty of an answer that its budget cut off. `length`: up to half of it is paid by the longest
 * answer of a group and earned by the shortest one if that is right (Kimi K1.5, §2.3.3); a wrong answer earns nothing
 * by being short.
 */
export type Penalties = { truncated: number; length: number };

export type Graded = Scored & { correct: boolean };

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * K1.5's λ of each answer: 0.5 for the shortest to −0.5 for the longest, never above 0 when wrong; all 0 when all are
 * equally long.
 */
export const lengthTerms = (tokens: readonly number[], right: readonly boolean[]): number[] => {
  const [least, most] = [Math.min(...tokens), Math.max(...tokens)];
  return tokens.map((token, i) => {
    const value = least === most ? 0 : 0.5 - (token - least) / (most - least);
    return right[i] ? value : Math.min(0, value);
  });
};

/**
 * The reward of each answer to six digits, its parts with reasons, and whether it is right whatever the rubric
 * measures.
 */
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
