/**
 * GSM8K in recorded answers: Mixtral and GPT-4 (RouteLLM's 1,319, with the wrong labels set right), and four models of
 * 2021 on
 * 660 questions. One draw of each model, so the policies are single models, panels and cascades.
 */
import { MODELS, readRouted, readSolutions } from './answers.ts';
import { cascade, panel, single } from './policies.ts';
import { toQuestion } from './question.ts';
import type { Arm } from './replay.ts';
import type { Comparison, RecordedSet } from './set.ts';

const alone = (model: string): Arm => ({ name: model, policy: panel([model]) });

const routed = (data: string): Comparison | undefined => {
  const rows = readRouted(data);
  if (!rows) return undefined;
  const { mixtral, gpt4 } = MODELS;
  return {
    title: "GSM8K, RouteLLM's two models",
    note: 'Two models can agree or not; where they do not, the stronger one is given, so that a pair gains nothing but what its stronger model leaves unanswered.',
    questions: rows.map(({ question, replies }, row) =>
      toQuestion({
        id: `${row}`,
        question,
        candidates: [
          { model: mixtral, text: replies.mixtral.text, right: replies.mixtral.right },
          { model: gpt4, text: replies.gpt4.text, right: replies.gpt4.right },
        ],
      }),
    ),
    arms: [alone(mixtral), alone(gpt4), { name: 'both, GPT-4 where they differ', policy: panel([gpt4, mixtral]) }],
    baseline: gpt4,
  };
};

/** By size, then by kind: the order in which a panel settles ties. */
const SMALLER = ['175b_finetuning', '6b_verification', '6b_finetuning'] as const;
const LARGE = '175b_verification';

const solved = (data: string): Comparison | undefined => {
  const rows = readSolutions(data);
  if (!rows) return undefined;
  return {
    title: 'GSM8K, four models of 2021',
    note: `The cascade asks ${LARGE} where no two of the other three agree.`,
    questions: rows.map((row, i) =>
      toQuestion({
        id: `${i}`,
        question: row.question,
        candidates: [...SMALLER, LARGE].map((model) => ({
          model,
          text: row[model as typeof LARGE].solution,
          right: row[model as typeof LARGE].is_correct,
        })),
      }),
    ),
    arms: [
      { name: 'a random model', policy: single, n: 1 },
      ...[...SMALLER, LARGE].map(alone),
      { name: 'panel of the first three', policy: panel(SMALLER) },
      { name: 'panel of four', policy: panel([LARGE, ...SMALLER]) },
      { name: `panel of three, ${LARGE} where no two agree`, policy: cascade(SMALLER, LARGE, 2) },
    ],
    baseline: LARGE,
    large: LARGE,
  };
};

export const gsm8k: RecordedSet = {
  name: 'gsm8k',
  about: 'grade-school word problems: two models of 2023 and four of 2021',
  load: ({ data, onProgress }) => {
    const found = [routed(data), solved(data)].filter((comparison) => comparison !== undefined);
    if (found.length === 0) onProgress(`gsm8k is skipped: ${data} holds no router/gsm8k`);
    return Promise.resolve(found.length === 0 ? undefined : found);
  },
};
