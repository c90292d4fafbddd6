/** Prompts of the speculation benchmark by kind of text, in a model's own template and within its context. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderPrompt } from '../src/model/template.ts';
import type { ModelFolder } from '../src/local/model-folder.ts';
import { createRandom } from '../src/random.ts';
import { item } from '../src/task/registry.ts';

export type Kind = 'reasoning' | 'code' | 'chat' | 'repetition';

/** Families whose thoughts are long enough to show a rate. */
const FAMILIES = ['linear', 'roman', 'units', 'word', 'systems'];

const linesOf = (path: string): string[] =>
  readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8').split('\n');

/** `count` questions of each kind: held-out items, beginnings of a program and of sentences, words to write twice. */
const questions = (count: number): [Kind, string[]][] => {
  const random = createRandom('speculate');
  const code = linesOf('./speculate.ts');
  const sentences = linesOf('../docs/architecture.md').filter((line) => line.startsWith('- **'));
  const words = [
    ...new Set(
      sentences
        .join(' ')
        .toLowerCase()
        .match(/[a-z]{3,8}/g),
    ),
  ];
  const of = (make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i));
  return [
    ['reasoning', of((i) => item(FAMILIES[i % FAMILIES.length]!, 'test', 1000, i, i % 2 === 0 ? 1 : 2).question)],
    ['code', of((i) => `Go on with this program:\n${code.slice(20 + i * 3, 22 + i * 3).join('\n')}`)],
    ['chat', of((i) => `Tell me: ${sentences[i % sentences.length]!.split(' ').slice(1, 6).join(' ')}`)],
    ['repetition', of(() => `Write this twice: ${random.sample(words, 6).join(' ')}`)],
  ];
};

/** Token ids of `count` prompts of each kind. */
export const speculationPrompts = async (model: ModelFolder, count: number): Promise<[Kind, number[][]][]> => {
  const template = await model.template();
  return questions(count).map(([kind, texts]) => [
    kind,
    texts.map((content) => renderPrompt(model.tokenizer, template, [{ role: 'user', content }]).slice(-256)),
  ]);
};
