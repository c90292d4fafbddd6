/** Prompts of the speculation benchmark by kind of text, in a model's own template and within its context. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message, Section } from '../src/types.ts';
import { renderPrompt } from '../src/model/template.ts';
import type { ModelFolder } from '../src/local/model-folder.ts';
import { createRandom } from '../src/random.ts';
import { criticMessages } from '../src/reason/critic.ts';
import { corruptAnswer } from '../src/task/corrupt.ts';
import { item } from '../src/task/registry.ts';

export type Kind = 'reasoning' | 'code' | 'chat' | 'repetition' | 'critic' | 'plan';

/**
 * How prompts of a kind are drawn from: `n` continuations of each, at these temperatures. A critic reads answers
 * greedily; candidates that share a plan are drawn two at a time.
 */
export const DRAWN: Readonly<Record<Kind, { n: number; temperatures: readonly number[] }>> = {
  reasoning: { n: 1, temperatures: [0, 1] },
  code: { n: 1, temperatures: [0, 1] },
  chat: { n: 1, temperatures: [0, 1] },
  repetition: { n: 1, temperatures: [0, 1] },
  plan: { n: 2, temperatures: [1] },
  critic: { n: 1, temperatures: [0] },
};

/** Families whose thoughts are long enough to show a rate. */
const FAMILIES = ['linear', 'roman', 'units', 'word', 'systems'];
/** Families that the embedded critic judges. */
const CRITIC_FAMILIES = ['arithmetic', 'word', 'sequences', 'counting'];

const linesOf = (path: string): string[] =>
  readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8').split('\n');

/** A question as a model is asked it. */
type Asked = { messages: Message[]; open?: Section };

const plain = (content: string): Asked => ({ messages: [{ role: 'user', content }] });

/**
 * `count` questions of each kind: held-out items, beginnings of a program and of sentences, words to write twice; items
 * with a plan to follow; and worked answers for a critic to judge, every third of them wrong.
 */
const questions = (count: number): [Kind, Asked[]][] => {
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
  const of = (make: (i: number) => Asked) => Array.from({ length: count }, (_, i) => make(i));
  const itemOf = (list: readonly string[], i: number) =>
    item(list[i % list.length]!, 'test', 1000, i, i % 2 === 0 ? 1 : 2);
  return [
    ['reasoning', of((i) => plain(itemOf(FAMILIES, i).question))],
    ['code', of((i) => plain(`Go on with this program:\n${code.slice(20 + i * 3, 22 + i * 3).join('\n')}`))],
    ['chat', of((i) => plain(`Tell me: ${sentences[i % sentences.length]!.split(' ').slice(1, 6).join(' ')}`))],
    ['repetition', of(() => plain(`Write this twice: ${random.sample(words, 6).join(' ')}`))],
    [
      'plan',
      of((i) => {
        const { question, plan } = itemOf(FAMILIES, i);
        const messages: Message[] = [
          { role: 'user', content: question },
          { role: 'assistant', content: '', plan },
        ];
        return { messages, open: 'think' };
      }),
    ],
    [
      'critic',
      of((i) => {
        const one = itemOf(CRITIC_FAMILIES, i);
        const { thought, answer } = (i % 3 === 2 && corruptAnswer(one, random)) || { ...one, answer: one.gold };
        return { messages: criticMessages(one.question, { thought, answer }), open: 'think' };
      }),
    ],
  ];
};

/** Token ids of `count` prompts of each kind; of a critic the kind `critic` alone, which is of no other model. */
export const speculationPrompts = async (model: ModelFolder, count: number): Promise<[Kind, number[][]][]> => {
  const template = await model.template();
  const critic = existsSync(join(model.folder, 'critic.json'));
  return questions(count)
    .filter(([kind]) => (kind === 'critic') === critic)
    .map(([kind, asked]) => [
      kind,
      asked.map(({ messages, open }) => renderPrompt(model.tokenizer, template, messages, open).slice(-256)),
    ]);
};
