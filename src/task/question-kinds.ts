/**
 * Questions of several kinds within one family: each kind has its own templates, and the family's only phrasing is
 * `{question}`. Reading goes the same way back. Not a phrasing engine: that is phrase.ts, used here.
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

/** Every reading of the question, in the order of the templates: its kind and the text of its slots. Empty: not one of these. */
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
