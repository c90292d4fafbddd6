/** The flags that say how much a question is thought about, the same for `mizan ask` and `mizan chat`. */
import { EFFORT_NAMES, EFFORTS } from '../../gateway/effort.ts';
import { MOST_CANDIDATES, type ThinkingFields } from '../../gateway/thinking-options.ts';
import { defined } from '../../json.ts';
import type { Options, Values } from './options.ts';

/** `--effort` alone, for verbs that take no further settings. */
export const EFFORT_FLAG = {
  effort: { type: 'choice', about: 'how much to think (default auto)', choices: EFFORT_NAMES },
} as const satisfies Options;

const tokens = (about: string, max = 1_000_000) =>
  ({ type: 'integer', about, value: 'N', min: 1, max }) as const satisfies Options[string];

/** The answer that `mizan ask` checks. */
export const CHECK_FLAG = {
  check: { type: 'text', about: 'check this answer: it counts as the first one', value: 'ANSWER' },
} as const satisfies Options;

export const THINKING_FLAGS = {
  ...EFFORT_FLAG,
  n: { type: 'integer', about: 'draw at most N answers', value: 'N', min: 1, max: MOST_CANDIDATES },
  plan: { type: 'choice', about: 'plan before solving', choices: ['none', 'shared', 'each'] },
  temperature: { type: 'number', about: "0 is greedy, 1 the model's own distribution", value: 'T', min: 0, max: 2 },
  'max-tokens': tokens('most tokens of one answer'),
  'think-tokens': tokens('end a thought after N tokens and ask for the answer'),
  'think-least': tokens('a thought that would end before N tokens goes on'),
  'budget-tokens': tokens('most tokens of all answers together', 1_000_000_000),
  seconds: { type: 'number', about: 'decide after S seconds with what there is', value: 'S', min: 0.01, max: 86_400 },
} as const satisfies Options;

/** What the flags say, as the fields of a request. A flag that was not given is left to the effort. */
export const thinkingFields = (values: Values<typeof THINKING_FLAGS>): ThinkingFields =>
  defined({
    effort: values.effort,
    n: values.n,
    plan: values.plan,
    temperature: values.temperature,
    max_tokens: values['max-tokens'],
    think_tokens: values['think-tokens'],
    think_least: values['think-least'],
    budget_tokens: values['budget-tokens'],
    budget_seconds: values.seconds,
  }) as ThinkingFields;

/** What each effort means, a line each, for help: the small embedded model beside a model of an upstream. */
export const effortHelp = (): string =>
  EFFORT_NAMES.filter((name) => name !== 'default')
    .map((name) => {
      const [small, large] = [EFFORTS.small[name].about, EFFORTS.large[name].about];
      const text = small === large ? small : `${small}; a large model: ${large}`;
      return `  ${name.padEnd(10)}${text}`;
    })
    .join('\n');
