/**
 * From a question in anybody's words to a formal problem and its exact answer, or to the reason why there is none. All
 * readers look at the question; what they find must be grounded in it (every number and name of the problem stands
 * there, and no number is left over), and readings that disagree are told and not answered. Pure and bounded in time.
 */
import { printProblem } from '../problem/formal/print.ts';
import type { Problem } from '../problem/formal/problem.ts';
import { evaluateTree, parseExpression } from '../problem/solve/expression.ts';
import { solve } from '../problem/solve/solve.ts';
import type { Answered, Solution, Why } from '../problem/solve/solution.ts';
import { NO_NUMBER } from './measures/statistics.ts';
import { unlikeAsked } from './doubts/answer-sort.ts';
import { misfits } from './doubts/asked-kind.ts';
import { firmDoubt } from './doubts/firm.ts';
import { likelyDoubt } from './doubts/likely.ts';
import { overlooks } from './doubts/overlooked.ts';
import { readsLoosely } from './stories/alone.ts';
import { doubtOf, takesMore } from './stories/doubts.ts';
import { choiceOf } from './choices.ts';
import { isClaim, readClaim, saysTruth, unquotedClaim } from './claims.ts';
import { grounded, namesGrounded } from './grounded.ts';
import { namesTwoBases } from './named-bases.ts';
import { BY_ROLES, DECISIVE, GENERAL, READERS } from './readers.ts';
import { sameAnswer } from './compare-answers.ts';
import { inFittingForm } from './decimals.ts';
import { optionsOf, statementsOf, walkOf, type Options } from './options.ts';
import { askedBlank } from './text/blanks.ts';
import { withoutClaims, withoutIdleSentence, withoutNoneLeft } from './text/manner.ts';
import { missingNumber, notComputable, nothingToWorkWith, otherMathematics } from './doubts/refusals.ts';
import { asText, readText, tooLong, valuesIn, type Text } from './text/text.ts';
import { withoutTypos } from './text/typos.ts';
import { countsThings, countsToTheLast } from './stories/whole-things.ts';
import { asksAnew } from '../explain/grammar/named-things.ts';
import { explain, type Explained } from '../explain/explain.ts';
import { REASONS } from './reasons.ts';
import { recognise } from './wordings/recognise.ts';
import type { Reader, Reading, Refusal } from './reading.ts';

export type Understood = {
  type: 'answered';
  problem: Problem;
  /** The problem as one line. */
  line: string;
  solution: Answered;
  /** Read by exact patterns alone: the answer may count as checked. */
  sure: boolean;
  /** Of a reading that is not sure: how often its rule was right, where that was measured. */
  chance?: number;
  /** A second reading, made in another way and without anything left over, comes to the same. */
  agreed?: boolean;
  /** The same of a reading that passes over words which change no question, or of two readers of a story. */
  fits?: boolean;
  /** A second reading comes to another answer: one of the two is wrong. */
  disputed?: boolean;
};
type Refused = {
  type: 'declined';
  why: Why;
  reason: string;
  line?: string;
  /** Told by words that leave no doubt: no other reading is tried. */
  firm?: true;
};
type Several = { type: 'several'; readings: readonly { line: string; answer: string }[] };
export type Understanding = Understood | Refused | Several | { type: 'unknown' };

/** A story that counts things has no answer where it does not come out whole. */
const wholly = ({ low }: Text, problem: Problem): Solution =>
  solve(problem.type === 'story' && countsThings(low) ? { ...problem, whole: true } : problem);

/** Something of the question speaks against a problem that is read from it, or against its answer. */
const doubted = (name: string, low: string, { problem, sure }: Reading, { answer }: Answered): boolean =>
  misfits(problem, low, sure) ||
  (problem.type === 'story' &&
    name !== 'short' &&
    doubtOf(low, problem.expression, answer, BY_ROLES.has(name)) !== undefined);

/** "How many people are on it?" asks for no class of things. */
const ofNoClass = ({ why, line = '' }: Refused): boolean => why === 'invalid-input' && line.startsWith('count-things ');

/** Every word of a bare form has its place; what is shared may still not come out whole. */
const ofBareForm = (name: string, problem: Problem): boolean =>
  name === 'bare' && !(problem.type === 'story' && /^[\d.]+\/[\d.]+$/.test(problem.expression));

/** Of two readings of a story the one that takes more of its numbers: the other one left some out. */
const fullest = (answers: readonly Understood[]): readonly Understood[] => {
  const taken = ({ problem }: Understood): number =>
    problem.type === 'story' ? valuesIn(problem.expression.replace(/[-+*/()]/g, ' ')).length : 0;
  if (answers.length !== 2 || answers.some(({ problem }) => problem.type !== 'story')) return answers;
  const [a, b] = answers.map(taken) as [number, number];
  return a === b ? answers : [answers[a > b ? 0 : 1]!];
};

/** A story of one amount in another, whose days are counted up to the last one. */
const toTheLast = ({ low }: Text, found: ReturnType<Reader>): ReturnType<Reader> =>
  found?.type === 'problem' &&
  found.problem.type === 'story' &&
  found.problem.round === undefined &&
  /^[\d.]+\/[\d.]+$/.test(found.problem.expression) &&
  countsToTheLast(low)
    ? { ...found, problem: { ...found.problem, round: 'up' } }
    : found;

const attempt = (text: Text): Understanding => {
  const answers: Understood[] = [];
  const refusals: Refused[] = [];
  const loose: Understood[] = [];
  /** A story read by its sentences: of two figures the short reader is better. */
  let spoken: Understood | undefined;
  const taken = new Set<string>();
  for (const [name, read, ...unless] of READERS) {
    if (unless.some((one) => taken.has(one))) continue;
    if (GENERAL.has(name) && refusals.some((one) => one.firm)) continue;
    if (GENERAL.has(name) && (answers.length > 0 || refusals.some((one) => one.line !== undefined))) {
      const stories =
        answers.every((one) => one.problem.type === 'story') &&
        refusals.every((one) => !one.line || one.line.startsWith('story ') || ofNoClass(one));
      if (!(BY_ROLES.has(name) || name === 'related') || !stories) continue;
    }
    if (DECISIVE.some((one) => taken.has(one))) break;
    const found = toTheLast(text, read(text));
    if (!found) continue;
    taken.add(name);
    if (overlooks(name, text.low)) continue;
    if (found.type === 'refusal') {
      // A map with a road whose length is not told is no story of the other lengths.
      refusals.push({
        ...declinedBy(found),
        ...(((name === 'path' && found.reason.startsWith('the length of')) ||
          (name === 'formula' && found.reason === NO_NUMBER)) && { firm: true }),
      });
      continue;
    }
    if (!grounded(text, found)) continue;
    const line = printProblem(found.problem);
    const solution = wholly(text, found.problem);
    if (solution.type === 'answer') {
      // Every clause of a story of relations, every word of a bare form was understood: cues of what is missed say nothing.
      if (
        name !== 'related' &&
        name !== 'clauses' &&
        !ofBareForm(name, found.problem) &&
        doubted(name, text.low, found, solution)
      )
        continue;
      const unlike = unlikeAsked(found.problem, solution.answer, text.low);
      if (unlike !== undefined) {
        refusals.push({ type: 'declined', why: 'no-solution', reason: unlike, line });
        continue;
      }
      answers.push({
        type: 'answered',
        problem: found.problem,
        line,
        solution,
        sure: found.sure,
        ...(found.chance !== undefined && { chance: found.chance }),
      });
      if (name === 'clauses') dropUnlike(answers);
      const { problem } = found;
      if (name === 'story' && problem.type === 'story') {
        spoken = answers.at(-1)!;
        if (readsLoosely(text.low, problem.expression)) loose.push(spoken);
      } else if (spoken && name === 'short') loose.push(spoken);
    } else if (
      found.problem.type === 'story' &&
      solution.why === 'contradiction' &&
      !takesMore(text.low, found.problem.expression)
    )
      continue;
    else if (found.sure || solution.why !== 'invalid-input')
      refusals.push({ type: 'declined', why: solution.why, reason: solution.reason, line });
  }
  return settle(fullest(withoutLoose(answers, loose)), refusals);
};

/** Every word of a story told by clauses has its place: readings that come to another answer are dropped. */
const dropUnlike = (answers: Understood[]): void => {
  const last = answers.at(-1)!.solution.answer;
  answers.splice(0, answers.length, ...answers.filter((one) => one.solution.answer === last));
};

/** Without the stories that were read loosely, where no other reading comes to the same. */
const withoutLoose = (answers: readonly Understood[], loose: readonly Understood[]): readonly Understood[] =>
  answers.filter(
    (one) =>
      !loose.includes(one) || answers.some((other) => other !== one && other.solution.answer === one.solution.answer),
  );

const declinedBy = ({ why, reason }: Refusal): Refused => ({ type: 'declined', why, reason });

/** One answer of several readings; the first reader's where only it is sure. */
const settle = (answers: readonly Understood[], refusals: readonly Refused[]): Understanding => {
  const [first] = answers;
  if (first === undefined) return refusals.find((one) => one.line !== undefined) ?? refusals[0] ?? { type: 'unknown' };
  const plain = ({ solution: { answer } }: Understood): string => answer.replace(/^x = /, '');
  const same = (one: Understood): boolean => plain(one) === plain(first);
  if (answers.every(same))
    return answers.length > 1 && first.problem.type === 'story' ? { ...first, fits: true } : first;
  const sure = answers.filter((one) => one.sure);
  if (sure.length === 1) return sure[0]!;
  return { type: 'several', readings: answers.map((one) => ({ line: one.line, answer: one.solution.answer })) };
};

/** What the readers found beside what the wordings say, which are matched word for word. */
const weighed = (found: Understanding, question: string): Understanding => {
  if (found.type === 'several') return found;
  const worded = recognise(question);
  if (worded === undefined) return found;
  const { meaning, solution } = worded;
  if (meaning.type === 'refusal') {
    // The wordings know nothing yet of what a formula takes.
    if (found.type === 'answered' && found.sure && /^(?:formula|value|convert|leap|days)$/.test(found.problem.type))
      return found;
    if (found.type === 'declined' && (found.why === meaning.why || found.line !== undefined)) return found;
    return { type: 'declined', why: meaning.why, reason: REASONS[meaning.why] };
  }
  if (solution?.type !== 'answer') return found;
  if (wholly(readText(question), meaning.problem).type === 'none') return found;
  const same = found.type === 'answered' && sameAnswer(found.problem, found.solution, solution.answer) === true;
  if (same) return found.problem.type === 'story' ? found : { ...found, agreed: true };
  const { problem } = meaning;
  // Two sure readings that differ: the one whose every word has a role is given, in doubt.
  if (found.type === 'answered' && found.sure && problem.type === 'value' && found.problem.type === 'value')
    return { ...found, disputed: true };
  const sure = found.type !== 'answered' && problem.type !== 'story';
  return { type: 'answered', problem, line: printProblem(problem), solution, sure };
};

/**
 * Kinds of which a loose explanation is a check too: one number or one target is all that they hold, and there is
 * little else to ask of it.
 */
const TIGHT: ReadonlySet<Problem['type']> = new Set(['make', 'roman', 'unroman']);

/** Kinds whose words leave room though all of them are known: "11 in binary" may be written in either way. */
const EITHER_WAY: ReadonlySet<Problem['type']> = new Set(['base', 'coded']);

/** Whether agreement with an explanation is a check. */
const checks = ({ problem, loose, closed }: Explained, question: string): boolean =>
  !loose ||
  (closed && (!EITHER_WAY.has(problem.type) || (problem.type === 'base' && namesTwoBases(question)))) ||
  TIGHT.has(problem.type);

/** Of a whole and its part either may be asked for: a word that was not told before may mean the other one. */
const partAskedAnew = (problem: Problem, question: string): boolean =>
  problem.type === 'formula' &&
  /^(?:percent|fraction)-/.test(problem.formula) &&
  // "Including 21 % VAT": the whole is more than what the rate is of.
  (asksAnew(question) || /\bincl(?:uding|usive|udes)?\b/i.test(question));

const A_FRACTION = 0.4;
/** A sum, and things that are told in halves: "half a tablet and three quarters, how many tablets is that?" */
const IN_PARTS =
  /\bhow many (?:is|are|do|does|makes?)\b|\b(?:half|quarters?|thirds?)\b.*\b(?:is that|altogether|together|in total|in all)\b/;

/** Half a cushion: a fraction of things that are counted says that it was to be rounded, which was not read. */
const withoutTrustInFractions = (found: Understanding, question: string): Understanding => {
  if (found.type !== 'answered' || found.problem.type === 'convert') return found;
  if (found.solution.kind !== 'number' || /^-?\d+$/.test(found.solution.answer)) return found;
  const { low } = readText(question);
  if (!countsThings(low) || IN_PARTS.test(low)) return found;
  return { ...found, agreed: false, chance: Math.min(found.chance ?? 1, A_FRACTION) };
};

/** Such a part was right in 9 of 18 of unseen stories, and in 13 of 14 of questions in sight (docs/results/words.md). */
const PART_ASKED_ANEW = 0.6;

const withoutTrustInParts = (found: Understanding, question: string): Understanding => {
  if (found.type !== 'answered' || found.problem.type !== 'formula') return found;
  const part = /^(?:percent-of|percent-more|fraction-of)$/.test(found.problem.formula);
  if (!part || found.agreed || !asksAnew(question)) return found;
  return { ...found, chance: Math.min(found.chance ?? 1, PART_ASKED_ANEW) };
};

/** Whether a story that only counts whole ones is the rounded answer. */
const roundsTo = ({ problem, solution }: Understood, answer: string): boolean => {
  if (problem.type !== 'story' || problem.round === undefined) return false;
  const tree = parseExpression(answer);
  const value = tree && evaluateTree(tree);
  if (!value) return false;
  const size = Number(value.n) / Number(value.d);
  return solution.answer === String(problem.round === 'up' ? Math.ceil(size) : Math.floor(size));
};

/**
 * A reading held against the explanation of the question, which gives each of its words a role. Where they differ the
 * explanation is the better one, since it leaves no word over; but then nothing is sure.
 */
const explained = (found: Understanding, question: string): Understanding => {
  if (found.type === 'unknown' || (found.type === 'declined' && found.line === undefined && found.why === 'missing')) {
    // "12. 4 + 5" may begin with a label or with a decimal.
    const alone = /^\s*\d+\.\s/.test(question) ? undefined : explain(question);
    if (alone === undefined || alone.loose || alone.problem.type === 'story') return found;
    // "With addition and subtraction only" is another game.
    if (alone.problem.type === 'make' && overlooks('make', readText(question).low)) return found;
    const { problem, solution } = alone;
    return { type: 'answered', problem, line: printProblem(problem), solution, sure: false, fits: true };
  }
  if (found.type !== 'answered') return found;
  const second = explain(question);
  if (second === undefined) return found;
  const { problem, solution, loose } = second;
  // The words of a story leave room, and so do those of a part where another part may be meant.
  const open = problem.type === 'story' || partAskedAnew(problem, question);
  const same = sameAnswer(problem, solution, found.solution.answer) === true;
  if (same) {
    return !open && found.problem.type !== 'story' && checks(second, question)
      ? { ...found, agreed: true }
      : { ...found, fits: true };
  }
  // "How many can I finish?": the explanation does not round.
  if (roundsTo(found, solution.answer)) return found;
  // One that leaves room and comes to something else says nothing.
  if (loose || open) return found;
  return { type: 'answered', problem, line: printProblem(problem), solution, sure: false, disputed: true };
};

let last: { question: string; found: Understanding } | undefined;

/**
 * What a question asks, with its exact answer or the reason why there is none. Unknown: no reader fits. The last
 * question is kept: a request asks several times, and so do the checks of its candidates.
 */
export const understand = (question: string): Understanding => {
  if (last?.question !== question) last = { question, found: understandAnew(question) };
  return last.found;
};

const understandAnew = (question: string): Understanding => {
  if (tooLong(question)) return { type: 'unknown' };
  const found = understandAsPut(question);
  if (found.type === 'answered' || found.type === 'several' || (found.type === 'declined' && found.line !== undefined))
    return found;
  // A sentence that is left open for its answer.
  const asked = askedBlank(question);
  const again = asked === undefined ? undefined : understandAsPut(asked);
  return again?.type === 'answered' ? again : found;
};

/**
 * Words of a list that is to be sorted tell nothing: where every word has a role there is no doubt. A sum, a conversion
 * and a story can be made of any two numbers.
 */
const withoutDoubt = (question: string): boolean => {
  const second = explain(question);
  return second !== undefined && !second.loose && !/^(?:value|convert|story)$/.test(second.problem.type);
};

const understandAsPut = (question: string): Understanding => {
  const lettered = optionsOf(question);
  if (lettered) return chooseOption(lettered);
  const steps = walkOf(readText(question).low);
  if (steps) return answerOf({ type: 'walk', steps });
  const firm = firmDoubt(readText(question));
  if (firm && (firm.proven || !withoutDoubt(question))) return { ...declinedBy(firm), firm: true };
  const found = chosen(question) ?? explained(weighed(readClaims(question), question), question);
  const trusted = withoutTrustInFractions(withoutTrustInParts(found, question), question);
  if (trusted.type !== 'answered') return trusted;
  const { problem, solution } = trusted;
  return { ...trusted, solution: inFittingForm(problem, solution, readText(question).low) };
};

/** The problem that a side of a claim asks for: read without doubt of the readers' answer. */
const readSide = (question: string): Problem | undefined => {
  const found = readPlain(question);
  return found.type === 'answered' ? found.problem : undefined;
};

/** A claim by its two sides; other questions by the readers. A claim is never answered with a number. */
const readClaims = (asked: string): Understanding => {
  const question = unquotedClaim(asked);
  const text = readText(question);
  const claim = readClaim(text, readSide);
  if (claim) return answerOf(claim);
  const found = readPlain(question);
  if (found.type === 'answered' && found.solution.kind === 'yes-no' && saysTruth(text)) return asTruth(found);
  const bare = found.type === 'answered' && /^(?:number|assignment|numeral)$/.test(found.solution.kind);
  return bare && isClaim(text) ? { type: 'unknown' } : found;
};

/** "True or false: 6 is even" asks for no yes. */
const asTruth = (found: Understood): Understanding => {
  const told = answerOf({ type: 'claim', left: found.line, relation: 'equals', right: 'yes', truth: true });
  return told.type === 'answered'
    ? { ...found, problem: told.problem, line: told.line, solution: told.solution }
    : told;
};

/** By the readers alone: what the wordings are held against. */
export const understandByReaders = (question: string): Understanding => readPlain(question);

/** A problem that is read for sure, solved. */
const answerOf = (problem: Problem): Understanding => {
  const solution = solve(problem);
  const line = printProblem(problem);
  if (solution.type === 'none') return { type: 'declined', why: solution.why, reason: solution.reason, line };
  return { type: 'answered', problem, line, solution, sure: true };
};

/** The one of two values that the question before them comes to: "7 + 8 is 15 or 16?" */
const chosen = (question: string): Understanding | undefined => {
  const choice = choiceOf(readText(question).text);
  for (const stem of choice?.stems ?? []) {
    const found = explained(readPlain(stem), stem);
    if (
      found.type === 'answered' &&
      choice!.values.some((one) => sameAnswer(found.problem, found.solution, one) === true)
    )
      return found;
  }
  return undefined;
};

/** The letter of the one option that says the answer of the question before the options. */
const chooseOption = (lettered: Options): Understanding => {
  const statements = statementsOf(lettered);
  const found = statements === undefined ? readPlain(lettered.stem) : readPlain(withNames(lettered.stem, statements));
  if (found.type !== 'answered') return found;
  const answer = found.solution.answer.replaceAll('_', ' ');
  const says = ([, text]: readonly [string, string], i: number): boolean =>
    statements === undefined
      ? sameAnswer(found.problem, found.solution, text) === true
      : statements.names[i]!.toLowerCase() === answer.toLowerCase();
  const fits = lettered.options.filter(says);
  if (fits.length !== 1) return { type: 'unknown' };
  return { ...found, solution: { ...found.solution, answer: `(${fits[0]![0]})`, kind: 'name' } };
};

/** The question that statements answer: "…? Which one is the second from the left?", names of several words as one. */
const withNames = (stem: string, { names, says }: { names: readonly string[]; says: string }): string => {
  let text = stem.replace(/^The following paragraphs each describe [^.]*\. The statements are [^.]*\.\s*/i, '');
  for (const name of names)
    if (name.includes(' '))
      text = text.replaceAll(
        new RegExp(`\\b${name.replace(/[^\p{L}\p{N} ]/gu, '.')}\\b`, 'gi'),
        name.replaceAll(' ', '_'),
      );
  return `${text} Which one ${says}?`;
};

/**
 * A slip in a word that turns the question ("tomorow") may leave it readable as another one: then the mended text is
 * read.
 */
const settled = (tries: readonly Text[], text: Text, fixed: Text | undefined): readonly Text[] => {
  if (!fixed) return tries;
  const [plain, mended] = [attempt(text), attempt(fixed)];
  if (plain.type !== 'answered') return tries;
  if (mended.type === 'declined')
    return mended.why === 'invalid-input' && mended.line?.startsWith(`${plain.problem.type} `) ? [fixed] : tries;
  const differ = mended.type === 'answered' && plain.solution.answer !== mended.solution.answer;
  return differ && namesGrounded(text, mended.problem) ? [fixed] : tries;
};

/** A formula of two numbers that are the halves of one: "2,310". */
const ofOneNumber = (found: Understanding): boolean =>
  found.type === 'answered' && found.problem.type === 'formula' && found.problem.given.length < 3;

const readPlain = (question: string): Understanding => {
  const text = readText(question);
  const split = readText(question, false);
  const core = withoutTypos(text, true);
  const fixed = withoutTypos(text, false);
  const claimless = withoutClaims(text.text);
  const shared = withoutNoneLeft(text.text);
  const tries: Text[] = [
    ...(core ? [core] : []),
    text,
    ...(split.text === text.text ? [] : [split]),
    ...(fixed ? [fixed] : []),
    ...(claimless === undefined ? [] : [asText(claimless)]),
    ...(shared === undefined ? [] : [asText(shared)]),
  ];
  // "She says t = 2 for 6t + 5 = 8": what somebody came to is no part of an equation.
  const claimed = claimless === undefined ? undefined : attempt(asText(claimless));
  if (claimed?.type === 'answered' && (claimed.problem.type === 'solve' || claimed.problem.type === 'value'))
    return claimed;
  let refused: Understanding | undefined;
  for (const one of settled(tries, text, fixed)) {
    const found = attempt(one);
    if (found.type === 'answered' && (one === fixed || one === core) && !namesGrounded(text, found.problem)) continue;
    if (one === split && one !== text && ofOneNumber(found)) continue;
    if (found.type === 'answered' || found.type === 'several') return found;
    if (found.type === 'declined' && found.line !== undefined) return found;
    if (found.type === 'declined') refused ??= found;
  }
  const busy = refused === undefined ? withoutIdleSentence(text.text) : undefined;
  const shorter = busy === undefined ? undefined : readPlain(busy);
  if (shorter !== undefined && shorter.type !== 'unknown') return shorter;
  if (refused) return refused;
  const other =
    notComputable(text) ??
    likelyDoubt(text) ??
    otherMathematics(text) ??
    missingNumber(text) ??
    nothingToWorkWith(text);
  return other ? declinedBy(other) : { type: 'unknown' };
};
