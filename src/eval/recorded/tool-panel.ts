/**
 * A panel of small models against each of them, a model of 70 B and GPT-4, over recorded replies: who sits in the panel
 * and what a vote for text weighs is chosen on the other folds (cross-fitting), so that no question has a say in its
 * own panel; ten divisions into folds are averaged. The vote is that of the live system (reason/calls/vote.ts).
 *
 * Chosen is the panel with the best mean over simple, multiple and parallel among those that decline, where no tool
 * fits, at least as often as the best single member does on the same folds.
 */
import { createRandom } from '../../random.ts';
import { ballotOf, voteOnCalls, type ToolBallot } from '../../reason/calls/vote.ts';
import type { Category } from '../bfcl.ts';
import { signed, within, type Table } from '../report.ts';
import { mean, pairedDifference, sum, wilson, type Interval } from '../statistics.ts';
import { isRight, readingOf, readRecordedTurns, type RecordedTurn } from './tool-replies.ts';

/** Recorded models of at most 8 B parameters by name. Gemma 7B has 8.5 B with its embeddings. */
export const SMALL_MODELS = [
  'functionary-small-v3.1',
  'hermes-2-pro-llama-3-8b',
  'hermes-2-pro-mistral-7b',
  'xlam-1b',
  'llama-3-8b',
  'gemma-7b',
] as const;

const LARGE_MODELS = ['llama-3-70b', 'gpt-4-0125', 'gpt-4o-2024-08'];
const CATEGORIES: readonly Category[] = ['simple', 'multiple', 'parallel', 'irrelevance'];
const TEXT_WEIGHTS = [1, 1.5, 2, 3];
const FOLDS = 10;
const DIVISIONS = 10;

/** What a model said to one question, as a ballot, and whether it is right. */
type Vote = { ballot: ToolBallot; right: boolean; board: boolean };
type Turn = { category: Category; votes: ReadonlyMap<string, Vote> };

/**
 * Who sits in a panel, in the order in which ties are decided, and what a vote for text weighs beside one for a call.
 */
type PanelRule = { members: readonly string[]; textWeight: number };

const turnOf = ({ item, replies }: RecordedTurn): Turn => ({
  category: item.category,
  votes: new Map(
    replies.map((reply) => {
      const reading = readingOf(reply, item);
      return [
        reply.model,
        { ballot: ballotOf(0, reading, item.tools), right: isRight(reading, item), board: reply.right },
      ];
    }),
  ),
});

/** Whether the panel is right. Where no member can be used it makes no call. */
const panelIsRight = ({ members, textWeight }: PanelRule, turn: Turn): boolean => {
  const ballots = members.map((model, index) => ({ ...turn.votes.get(model)!.ballot, index }));
  const found = voteOnCalls(ballots, { textWeight });
  if (found.type !== 'chosen') return turn.category === 'irrelevance';
  return turn.votes.get(members[found.index]!)!.right;
};

/** Every panel of at least three of `models`, in their order, with every weight. */
const rulesOver = (models: readonly string[]): PanelRule[] =>
  Array.from({ length: 2 ** models.length }, (_, bits) => models.filter((_model, i) => bits & (1 << i)))
    .filter((members) => members.length >= 3)
    .flatMap((members) => TEXT_WEIGHTS.map((textWeight) => ({ members, textWeight })));

/** The share that is right in each category, of the questions that are `kept`. */
const sharesIn = (
  turns: readonly Turn[],
  scores: readonly boolean[],
  included: (i: number) => boolean,
): Record<Category, number> => {
  const right = perCategory(() => 0);
  const all = perCategory(() => 0);
  turns.forEach(({ category }, i) => {
    if (!included(i)) return;
    all[category]++;
    if (scores[i]) right[category]++;
  });
  return perCategory((category) => right[category] / all[category]);
};

/**
 * Which of `candidates` does best on calls while it declines at least as often as `least`; the most declining where
 * none does.
 */
const bestOf = (candidates: readonly Record<Category, number>[], least: number): number => {
  const score = (accuracy: Record<Category, number>): number =>
    accuracy.irrelevance < least - 1e-12
      ? accuracy.irrelevance - 1
      : mean([accuracy.simple, accuracy.multiple, accuracy.parallel]);
  const scores = candidates.map(score);
  return scores.indexOf(Math.max(...scores));
};

/** Folds of equal size in each category, from `seed`. */
const foldsOf = (turns: readonly Turn[], seed: number): number[] => {
  const fold = Array<number>(turns.length).fill(0);
  const random = createRandom(`folds/${seed}`);
  for (const category of CATEGORIES) {
    const places = turns.flatMap((turn, i) => (turn.category === category ? [i] : []));
    for (let i = places.length - 1; i > 0; i--) {
      const j = Math.floor(random.next() * (i + 1));
      [places[i], places[j]] = [places[j]!, places[i]!];
    }
    places.forEach((place, i) => (fold[place] = i % FOLDS));
  }
  return fold;
};

/** One policy: in each category the share that is right, and the paired differences against others. */
type PanelRow = {
  policy: string;
  byCategory: Readonly<Record<Category, Interval>>;
  /** Against the best single member (chosen on the other folds), Llama 3 70B and GPT-4. Absent for these themselves. */
  against?: Readonly<Record<string, Readonly<Record<Category, Interval>>>>;
};

export type PanelResult = {
  rows: PanelRow[];
  /** The panels that were chosen, and in how many folds. */
  chosen: { rule: PanelRule; folds: number }[];
};

/** Of each question, how often it is right: 0 or 1, or a share of the divisions. */
type Scores = readonly number[];

const perCategory = <T>(make: (category: Category) => T): Record<Category, T> =>
  Object.fromEntries(CATEGORIES.map((category) => [category, make(category)])) as Record<Category, T>;

const intervals = (turns: readonly Turn[], scores: Scores): Record<Category, Interval> =>
  perCategory((category) => {
    const mine = scores.filter((_, i) => turns[i]!.category === category);
    return wilson(sum(mine), mine.length);
  });

const differences = (turns: readonly Turn[], a: Scores, b: Scores): Record<Category, Interval> =>
  perCategory((category) =>
    pairedDifference(
      turns.flatMap((turn, i) => (turn.category === category ? [{ stratum: category, a: a[i]!, b: b[i]! }] : [])),
      { seed: 1 },
    ),
  );

type CrossFit = { panel: number[]; single: number[]; chosen: Map<PanelRule, number> };

/** The panel and the best single member of each fold, chosen on the others, averaged over the divisions. */
const crossFit = (turns: readonly Turn[]): CrossFit => {
  const rules = rulesOver(SMALL_MODELS);
  const byRule = rules.map((rule) => turns.map((turn) => panelIsRight(rule, turn)));
  const byModel = SMALL_MODELS.map((model) => turns.map((turn) => turn.votes.get(model)!.right));
  const found: CrossFit = { panel: turns.map(() => 0), single: turns.map(() => 0), chosen: new Map() };
  for (let division = 1; division <= DIVISIONS; division++) {
    const fold = foldsOf(turns, division);
    for (let heldOutFold = 0; heldOutFold < FOLDS; heldOutFold++) {
      const training = (i: number): boolean => fold[i] !== heldOutFold;
      const singles = byModel.map((scores) => sharesIn(turns, scores, training));
      const least = Math.max(...singles.map((single) => single.irrelevance));
      const panel = bestOf(
        byRule.map((scores) => sharesIn(turns, scores, training)),
        least,
      );
      const means = singles.map((single) => mean(Object.values(single)));
      const single = means.indexOf(Math.max(...means));
      found.chosen.set(rules[panel]!, (found.chosen.get(rules[panel]!) ?? 0) + 1);
      turns.forEach((_, i) => {
        if (training(i)) return;
        if (byRule[panel]![i]) found.panel[i]!++;
        if (byModel[single]![i]) found.single[i]!++;
      });
    }
  }
  const share = (count: number): number => count / DIVISIONS;
  return { ...found, panel: found.panel.map(share), single: found.single.map(share) };
};

/** Panels over all recorded questions; undefined when the folder does not hold the replies. Takes a few seconds. */
export const toolPanelRows = (data: string): PanelResult | undefined => {
  const recorded = readRecordedTurns(data);
  if (!recorded) return undefined;
  const turns = recorded.map(turnOf);
  const { panel, single, chosen } = crossFit(turns);
  const alone = (model: string): Scores => turns.map((turn) => Number(turn.votes.get(model)!.right));
  const board = (model: string): Scores => turns.map((turn) => Number(turn.votes.get(model)!.board));
  const row = (policy: string, scores: Scores): PanelRow => ({ policy, byCategory: intervals(turns, scores) });
  const [gpt4, large] = ['gpt-4-0125', 'llama-3-70b'];
  return {
    rows: [
      {
        ...row('panel of models of at most 8 B', panel),
        against: {
          'best member': differences(turns, panel, single),
          [large]: differences(turns, panel, alone(large)),
          [gpt4]: differences(turns, panel, alone(gpt4)),
          [`${large}, the board's word`]: differences(turns, panel, board(large)),
          [`${gpt4}, the board's word`]: differences(turns, panel, board(gpt4)),
        },
      },
      row('best member, chosen the same way', single),
      ...[...SMALL_MODELS, ...LARGE_MODELS].map((model) => row(model, alone(model))),
      ...[large, gpt4].map((model) => row(`${model}, the board's word`, board(model))),
    ],
    chosen: [...chosen].map(([rule, folds]) => ({ rule, folds })).sort((a, b) => b.folds - a.folds),
  };
};

/** The result as tables. */
export const toolPanelTables = ({ rows, chosen }: PanelResult): Table[] => {
  const [panel] = rows;
  const picks = chosen
    .slice(0, 3)
    .map(
      ({ rule, folds }) =>
        `${rule.members.join(', ')} with text at ${rule.textWeight} (${folds} of ${DIVISIONS * FOLDS} folds)`,
    );
  return [
    {
      title: 'A panel of small models on recorded tool calls (BFCL)',
      note: `Right, in per cent, with 95 % intervals; all replies read and repaired by Mizan unless the board's judgement is named. Chosen by cross-fitting, most often: ${picks.join('; ')}.`,
      head: ['policy', ...CATEGORIES],
      rows: rows.map((row) => [row.policy, ...CATEGORIES.map((category) => within(row.byCategory[category]))]),
    },
    {
      title: 'The panel minus others, paired over the same questions',
      note: 'In points, with 95 % bootstrap intervals.',
      head: ['minus', ...CATEGORIES],
      rows: Object.entries(panel!.against ?? {}).map(([name, gaps]) => [
        name,
        ...CATEGORIES.map((category) => signed(gaps[category])),
      ]),
    },
  ];
};
