/**
 * What is said beside an answer about how far to trust it: checked, agreed by so many, not checked, unsure. Only a
 * passed check is called checked; no other word claims certainty. Pure.
 */
import { isLive, votesOf, type Answer } from './answer.ts';
import { count } from './format.ts';
import { t } from './language.ts';

export type Verdict = {
  kind: 'checked' | 'agreed' | 'unchecked' | 'unsure' | 'declined';
  /** One or two words. */
  word: string;
  /** Why, in a sentence; '' when there is no more to say. */
  how: string;
};

/** Below it an answer is called a guess. */
const HALF = 0.5;

const RULES: Readonly<Record<string, string>> = {
  judge: t('a judge preferred it'),
  confidence: t('the most certain of several'),
  shorter: t('the shortest of several'),
};

const votesFor = (answer: Answer): { votes: number; ballots: number } => {
  const groups = votesOf(answer);
  const chosen = answer.decision?.chosen;
  const won = groups.find((group) => chosen !== undefined && group.indices.includes(chosen));
  return { votes: won?.votes ?? 0, ballots: groups.reduce((sum, group) => sum + group.votes, 0) };
};

/** Undefined while the answer is written, and for one that failed or was stopped. */
export const verdictOf = (answer: Answer): Verdict | undefined => {
  if (isLive(answer) || answer.state !== 'done' || (answer.text === '' && !answer.decision)) return undefined;
  const { decision } = answer;
  if (!decision) return { kind: 'unchecked', word: t('not checked'), how: t('the model’s answer as it is') };
  const { rule, confidence, abstained, reason } = decision;
  if (abstained) return { kind: 'declined', word: t('no answer'), how: '' };
  if (rule === 'verified')
    return { kind: 'checked', word: t('checked'), how: reason.replace(/^it passed its check: /, '') };
  const { votes, ballots } = votesFor(answer);
  // Programs that agree and pass no test were not chosen for agreeing.
  const counts = votes > 1 && !(rule === 'shorter' && votes === ballots);
  const agreed = counts ? t('{n} of {all} agree', { n: count(votes), all: count(ballots) }) : '';
  if (confidence < HALF) return { kind: 'unsure', word: t('unsure'), how: agreed || (RULES[rule] ?? t('not checked')) };
  if (agreed !== '')
    return {
      kind: 'agreed',
      word: t('agreed {n} of {all}', { n: count(votes), all: count(ballots) }),
      how: t('not checked'),
    };
  return { kind: 'unchecked', word: t('not checked'), how: RULES[rule] ?? '' };
};

/** The most characters of a guess that is said in a sentence of its own. */
const MOST_GUESS = 120;

/**
 * The guess of an answer that is less sure than not: shown before its text. '' when it is not called a guess, and for a
 * program or a long text, which no sentence holds: the answer itself shows it.
 */
export const guessOf = (answer: Answer): string => {
  const guess = verdictOf(answer)?.kind === 'unsure' ? (answer.decision?.answer ?? '').trim() : '';
  return guess.includes('\n') || guess.length > MOST_GUESS ? '' : guess;
};

/** What a check found: whether the answer stands, what it was and is, and why. */
const foundBy = ({ decision, text }: Answer): string => {
  const { first, reason, answer, chosen, rule } = decision!;
  const why = reason.replace(/[.\s]+$/, '');
  if (chosen === undefined) return t('The answer does not stand, and there is no better one: {why}.', { why });
  if (first!.stands) {
    if (rule === 'verified') return t('Checked, the answer stands: {why}.', { why });
    return rule === 'majority' || rule === 'judge'
      ? t('Asked again, the answer is the same: {why}. Agreement is no check.', { why })
      : t('The answer stays, but nothing speaks for it: {why}.', { why });
  }
  const [old, now] = [first!.answer, answer || text.trim()].map((value) => value.replace(/\s+/g, ' ').trim());
  return old !== '' && `${old}${now}`.length <= 120
    ? t('The answer has changed from {old} to {now}: {why}.', { old: old!, now: now!, why })
    : t('The answer has changed: {why}.', { why });
};

/** What a check or thinking harder has changed, in words; '' until both answers have come to their end. */
export const changeOf = (before: Answer | undefined, after: Answer): string => {
  if (after.state === 'done' && after.decision?.first) return foundBy(after);
  if (!before || before.state !== 'done' || after.state !== 'done') return '';
  const [old, now] = [before, after].map((answer) => answer.decision?.answer || answer.text.trim());
  const at = before.effort;
  if (old === '' || now === '') return '';
  if (old === now) return at === '' ? t('The answer is the same.') : t('The answer is the same as at {at}.', { at });
  if (old!.length > 60 || old!.includes('\n')) return t('The answer has changed.');
  return at === ''
    ? t('The answer has changed. At first it was {old}.', { old: old! })
    : t('The answer has changed. At {at} it was {old}.', { at, old: old! });
};
