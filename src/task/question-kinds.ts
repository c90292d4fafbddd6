/**
 * Question kinds within one family. Each kind has its own templates; the only template of the family itself is
 * `{question}`. Questions are written and read back with templates.ts.
 */
import type { Random } from '../random.ts';
import { fill, read } from './templates.ts';

/** The templates of each kind. */
export type QuestionTemplates<K extends string> = Readonly<Record<K, readonly string[]>>;

/** A question of that kind, in one of its wordings. */
export const writeQuestion = <K extends string>(
  templates: QuestionTemplates<K>,
  kind: K,
  slots: Record<string, string>,
  random: Random,
): string => fill(random.pick(templates[kind]), slots);

/**
 * Every reading of the question, in the order of the templates: its kind and its slots. Empty when no template fits.
 */
export const readQuestionKinds = <K extends string>(
  templates: QuestionTemplates<K>,
  question: string,
): { kind: K; slots: Record<string, string> }[] => {
  const found: { kind: K; slots: Record<string, string> }[] = [];
  for (const kind of Object.keys(templates) as K[]) {
    for (const template of templates[kind]) {
      const slots = read(template, question);
      if (slots) found.push({ kind, slots });
    }
  }
  return found;
};
