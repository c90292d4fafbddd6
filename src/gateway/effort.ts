/**
 * Efforts: the names auto, none … max and k2-think, and what each means for a small model, for a small model with a
 * critic, and for a large model. The server, the page, the library, `mizan ask`, `mizan chat` and `mizan compare` all
 * read this one table. `auto` is the default: the first answer at once, more thinking only where it pays.
 */
import type { PlanMode } from '../reason/plans/plan.ts';

/** What an effort stands for. Profile `none`: the model answers as it is, and its reply is streamed unchanged. */
export type EffortLevel = {
  profile: 'none' | 'mizan' | 'k2-think';
  /** Most candidates. */
  n: number;
  plan: PlanMode;
  /** Candidates that disagree are compared in pairs. */
  judge: boolean;
  /** The first candidate is drawn greedily. */
  greedyFirst: boolean;
  /**
   * The first answer is the model's own and is given at once; more are drawn only where that pays (reason/pays.ts).
   * Questions that can't be weighed go straight to the model.
   */
  eager?: boolean;
  /** Of the candidates. Undefined: the request's. */
  temperature?: number;
  topP?: number;
  about: string;
};

export const EFFORT_NAMES = [
  'auto',
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
  'default',
  'k2-think',
] as const;
export type EffortName = (typeof EFFORT_NAMES)[number];
export type Efforts = Readonly<Record<EffortName, EffortLevel>>;

const level = (n: number, plan: PlanMode, about: string, more: Partial<EffortLevel> = {}): EffortLevel => ({
  profile: 'mizan',
  n,
  plan,
  judge: false,
  greedyFirst: true,
  about,
  ...more,
});

const none: EffortLevel = {
  profile: 'none',
  n: 1,
  plan: 'none',
  judge: false,
  greedyFirst: false,
  about: 'the model as it is, streamed straight through',
};
const k2Think: EffortLevel = {
  profile: 'k2-think',
  n: 3,
  plan: 'each',
  judge: true,
  greedyFirst: false,
  temperature: 1,
  topP: 0.95,
  about: 'as K2 Think does it: three candidates, each with its own triage and plan, and a pairwise scan for the best',
};

/** For small models that can't compare answers: many cheap candidates, checks and votes. */
const smallMedium = level(32, 'shared', 'a plan, then up to 32 answers, checked and voted on');
const small = {
  auto: { ...smallMedium, about: 'as medium, since answers of this model cost little' },
  none,
  minimal: level(1, 'none', 'one answer, checked'),
  low: level(8, 'none', 'up to 8 answers, checked and voted on'),
  medium: smallMedium,
  high: level(64, 'each', 'up to 64 answers, each along its own plan'),
  xhigh: level(128, 'each', 'up to 128 answers, each along its own plan'),
  max: level(256, 'each', 'up to 256 answers, each along its own plan'),
} as const;

const oneDraw = { greedyFirst: false } as const;
const severalDraws = { greedyFirst: false, judge: true, temperature: 1, topP: 0.95 } as const;

/** For models whose calls are expensive: few candidates, and a judge where they disagree. */
const large = {
  auto: level(3, 'none', 'the first answer at once; up to 3 where they can be checked or voted on', {
    ...severalDraws,
    eager: true,
  }),
  none,
  minimal: level(1, 'none', 'one answer, checked', oneDraw),
  low: level(1, 'shared', 'a plan, then one answer, checked', oneDraw),
  medium: level(3, 'shared', 'a plan, then up to 3 answers; votes decide, or a judge where they differ', severalDraws),
  high: level(5, 'each', 'up to 5 answers, each along its own plan; votes, then a judge', severalDraws),
  xhigh: level(9, 'each', 'up to 9 answers, each along its own plan; votes, then a judge', severalDraws),
  max: level(16, 'each', 'up to 16 answers, each along its own plan; votes, then a judge', severalDraws),
} as const;

const withCritic = (effort: EffortLevel): EffortLevel =>
  effort.n === 1 ? effort : { ...effort, judge: true, about: `${effort.about}; its own judgement where they differ` };

/** For small models that were trained to judge their own answers. */
const critic = {
  auto: withCritic(small.auto),
  none,
  minimal: small.minimal,
  low: withCritic(small.low),
  medium: withCritic(small.medium),
  high: withCritic(small.high),
  xhigh: withCritic(small.xhigh),
  max: withCritic(small.max),
} as const;

/** What the names mean, by the kind of model. `default` is auto. */
export const EFFORTS: Readonly<Record<'small' | 'critic' | 'large', Efforts>> = {
  small: { ...small, default: small.auto, 'k2-think': k2Think },
  critic: { ...critic, default: critic.auto, 'k2-think': k2Think },
  large: { ...large, default: large.auto, 'k2-think': k2Think },
};
