/**
 * Policies over recorded candidates: a single model, majority, the system's own selection with and without each of its
 * rules, a panel of models, a cascade to a larger one. Each sees candidates without knowing which are right, and says
 * which one it gives and which had to be drawn for that. The system's rules are those that serve (reason/select.ts).
 */
import { cluster, type Candidate } from '../../reason/cluster.ts';
import { decideInOrder } from '../../reason/decide.ts';
import type { RecordedCandidate, RecordedQuestion } from './question.ts';

/** What a policy may see of a candidate. `group` is equal for equal answers, '' without a vote. */
export type Seen = Omit<RecordedCandidate, 'right'> & { index: number; group: string };

/**
 * `chosen` is a candidate's index, undefined when the policy gives no answer; of several, any may be given and the score is
 * their mean. `drawn` are the indices that it paid for.
 */
type Choice = { chosen: number | readonly number[] | undefined; drawn: readonly number[] };

/** A way from the candidates of one run to one of them. Deterministic. */
export type RecordedPolicy = (
  candidates: readonly Seen[],
  question: Pick<RecordedQuestion, 'id' | 'question'>,
) => Choice;

/** A candidate as the selection of the live system sees it. */
export const asCandidate = ({ index, answer, text, tokens, finish, verdict }: Seen, group = answer): Candidate => ({
  index,
  answer: group,
  verdict,
  reply: { index, plan: '', reasoning: '', content: text, finish, tokens, logprob: 0 },
});

/** What policies see of a question. Equal answers are those that vote together in the live system. */
export const seen = ({ candidates }: RecordedQuestion): Seen[] => {
  const all = candidates.map(({ model, text, answer, key, tokens, finish, verdict }, index): Seen => ({
    model,
    text,
    answer,
    key,
    tokens,
    finish,
    verdict,
    index,
    group: '',
  }));
  const groups = new Map<number, string>();
  const keyed = all.filter(({ key, answer }) => key !== undefined && answer !== '');
  for (const { index, key } of keyed) groups.set(index, `k ${key}`);
  const voting = all.filter(({ key }) => key === undefined).map((seen) => asCandidate(seen));
  cluster(voting.filter(({ answer }) => answer !== '')).forEach(({ members }, i) =>
    members.forEach(({ index }) => groups.set(index, `g${i}`)),
  );
  // Groups get short names, so that comparing them again costs nothing.
  const names = new Map([...new Set(groups.values())].map((group, i) => [group, `answer${i}`]));
  return all.map((seen) => ({ ...seen, group: names.get(groups.get(seen.index) ?? '') ?? '' }));
};

const everyIndex = (candidates: readonly Seen[]): number[] => candidates.map(({ index }) => index);

/** The first candidate, whatever it says. */
export const single: RecordedPolicy = (candidates) => ({
  chosen: candidates[0]?.index,
  drawn: everyIndex(candidates.slice(0, 1)),
});

/** The most frequent answer, the earliest among equals; candidates without an answer have no vote. */
export const majority: RecordedPolicy = (candidates) => {
  const groups = [
    ...Map.groupBy(
      candidates.filter(({ group }) => group !== ''),
      ({ group }) => group,
    ).values(),
  ];
  const largest = groups.reduce<Seen[] | undefined>(
    (best, group) => (best && best.length >= group.length ? best : group),
    undefined,
  );
  return { chosen: (largest?.[0] ?? candidates[0])?.index, drawn: everyIndex(candidates) };
};

/** A rule of the selection that can be left out. */
export type Rule = 'check' | 'votes' | 'length';

/**
 * The system: candidates in their order, their checks, votes, the shorter chain; it stops as soon as the outcome is
 * settled. `without` leaves rules out: no verdicts, no grouping of equal answers, no look at lengths.
 */
export const system =
  ({ without = [] }: { without?: readonly Rule[] } = {}): RecordedPolicy =>
  (candidates) => {
    const list = candidates.map((candidate, position) => {
      const group = candidate.group !== '' && without.includes('votes') ? `answer${position}` : candidate.group;
      const changed = {
        ...candidate,
        verdict: without.includes('check') ? undefined : candidate.verdict,
        tokens: without.includes('length') ? 1 : candidate.tokens,
      };
      return asCandidate(changed, group);
    });
    const { decision, used } = decideInOrder(list);
    return { chosen: decision.chosen, drawn: everyIndex(candidates.slice(0, used)) };
  };

/** The first candidate of each of these models, in their order; the strongest stands first and settles ties. */
const ofModels = (candidates: readonly Seen[], models: readonly string[]): Seen[] =>
  models.flatMap((model) => candidates.find((candidate) => candidate.model === model) ?? []);

/** One candidate of each model: passed checks, then the most frequent answer, then the first model's. */
export const panel =
  (models: readonly string[], without: readonly Rule[] = []): RecordedPolicy =>
  (candidates) => {
    const members = ofModels(candidates, models);
    const passed = without.includes('check') ? [] : members.filter(({ verdict }) => verdict?.pass);
    const failed = without.includes('check') ? [] : members.filter(({ verdict }) => verdict?.pass === false);
    const voting = passed.length > 0 ? passed : members.filter((member) => !failed.includes(member));
    return { ...majority(voting.length > 0 ? voting : members, { id: '', question: '' }), drawn: everyIndex(members) };
  };

/** A panel that asks a larger model where no check passes and fewer than `agree` of its members say the same. */
export const cascade =
  (models: readonly string[], large: string, agree: number): RecordedPolicy =>
  (candidates, question) => {
    const members = ofModels(candidates, models);
    const choice = panel(models)(candidates, question);
    const group = members.find(({ index }) => index === choice.chosen);
    const votes = members.filter((member) => member.group !== '' && member.group === group?.group).length;
    if (group?.verdict?.pass || votes >= agree) return choice;
    const larger = candidates.find(({ model }) => model === large);
    return larger ? { chosen: larger.index, drawn: [...choice.drawn, larger.index] } : choice;
  };
