/**
 * A user's own recorded outputs (a traces file, docs/formats.md) as a comparison: every model alone, votes and the
 * system where a model was asked several times, a panel and cascades where several models answered.
 */
import { basename } from 'node:path';
import { verify } from '../../task/registry.ts';
import { cascade, majority, panel, single, system, type RecordedPolicy } from './policies.ts';
import { readTraces, type RecordedQuestion } from './question.ts';
import { drawCounts, type Arm } from './replay.ts';
import type { Comparison } from './set.ts';

/** The policy over the candidates of one model alone. */
const only =
  (model: string, policy: RecordedPolicy): RecordedPolicy =>
  (candidates, question) =>
    policy(
      candidates.filter((candidate) => candidate.model === model),
      question,
    );

const share = (questions: readonly RecordedQuestion[], model: string): number =>
  questions.filter(({ candidates }) => candidates.find((candidate) => candidate.model === model)?.right).length /
  questions.length;

/** Draws of one model: votes and the system at every number of draws that each question has. */
const drawArms = (model: string, draws: number): Arm[] =>
  drawCounts(draws)
    .filter((n) => n > 1)
    .flatMap((n) => {
      const first = (policy: RecordedPolicy): RecordedPolicy =>
        only(model, (candidates, question) => policy(candidates.slice(0, n), question));
      return [
        { name: `${model}, majority of ${n}`, policy: first(majority) },
        { name: `${model}, system with ${n}`, policy: first(system()) },
      ];
    });

/**
 * The arms for these questions. Models are ordered by how often they are right here, which favours the panel's ties a
 * little: with few questions, name the models in the order that you trust.
 */
const armsFor = (
  questions: readonly RecordedQuestion[],
  large: string | undefined,
): { arms: Arm[]; baseline: string } => {
  const every = [...new Set(questions.flatMap(({ candidates }) => candidates.map(({ model }) => model)))];
  const models = every.filter((model) =>
    questions.every(({ candidates }) => candidates.some((candidate) => candidate.model === model)),
  );
  const ranked = models.toSorted((a, b) => share(questions, b) - share(questions, a));
  if (ranked.length === 0)
    throw new Error('no model answered every question: policies can not be compared on the same questions');
  const draws = (model: string): number =>
    Math.min(...questions.map(({ candidates }) => candidates.filter((candidate) => candidate.model === model).length));
  const small = ranked.filter((model) => model !== large);
  const arms: Arm[] = [
    ...ranked.map((model) => ({ name: model, policy: only(model, single) })),
    ...ranked.flatMap((model) => drawArms(model, draws(model))),
    ...(small.length > 1 ? [{ name: `panel of ${small.length}`, policy: panel(small) }] : []),
    ...(small.length > 1 && large !== undefined
      ? [{ name: `panel, ${large} where no two agree`, policy: cascade(small, large, 2) }]
      : []),
  ];
  return { arms, baseline: (small[0] ?? ranked[0])! };
};

/** Reads a traces file. Throws an error that names the line when it has another form. */
export const compareTraces = (file: string): Comparison => {
  const { header, questions } = readTraces(file, { verify });
  return {
    title: header.name === 'traces' ? basename(file) : header.name,
    questions,
    ...armsFor(questions, header.large),
    ...(header.large !== undefined && { large: header.large }),
  };
};
