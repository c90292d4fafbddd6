/**
 * Items of BIG-Bench Hard in other words: each task has one fixed template, and a reader may know it by heart. The item
 * is read from the caller's data, its content cut out, and put into one of ten wordings that were written by hand here.
 * 30 items of a task.
 */
import type { PublicItem } from './public-sets.ts';

const ITEMS = 30;

type Task = {
  /** The content of an item; undefined where it has another form. */
  cut(question: string): string | undefined;
  wordings: readonly ((content: string) => string)[];
};

const commas = (words: string): string => words.split(' ').join(', ');
const lastAnd = (words: string): string => commas(words).replace(/, ([^,]+)$/, ' and $1');

const WORDS: Task = {
  cut: (question) => /List: (.+)$/.exec(question)?.[1],
  wordings: [
    (w) => `Please put these words in alphabetical order: ${commas(w)}`,
    (w) => `Which order do ${lastAnd(w)} have in a dictionary?`,
    (w) => `alphabetize: ${w}`,
    (w) => `I have a list of words (${commas(w)}) and I need it from A to Z.`,
    (w) => `${commas(w)} - sort them by the alphabet, please.`,
    (w) => `My teacher gave us the words ${lastAnd(w)}. Write them alphabetically.`,
    (w) => `Could you arrange ${lastAnd(w)} alphabetically for me?`,
    (w) => `abc order pls: ${commas(w)}`,
    (w) => `Kindly list the following entries in alphabetical order. ${commas(w)}`,
    (w) => `How would a dictionary order the words ${lastAnd(w)}?`,
  ],
};

const SUMS: Task = {
  cut: (question) => /^(.+?)\s*=\s*$/.exec(question)?.[1],
  wordings: [
    (s) => `What is ${s}?`,
    (s) => `Please work out ${s} for me.`,
    (s) => `evaluate ${s}`,
    (s) => `I get stuck with this one: ${s}. What's the result?`,
    (s) => `Kindly compute the value of the expression ${s}.`,
    (s) => `${s} makes how much?`,
    (s) => `My calculator is broken, so what does ${s} come to?`,
    (s) => `hey whats ${s}`,
    (s) => `Find the value: ${s.replaceAll('*', '×')}`,
    (s) => `How much is ${s.replaceAll(' - ', ' − ')}?`,
  ],
};

const TRUTHS: Task = {
  cut: (question) => /^(.+?)\s+is\s*$/.exec(question)?.[1],
  wordings: [
    (s) => `Is "${s}" true or false?`,
    (s) => `What does ${s} evaluate to?`,
    (s) => `evaluate: ${s.toLowerCase()}`,
    (s) => `Please tell me the value of the boolean expression ${s}.`,
    (s) => `${s} = ?`,
    (s) => `In logic, what do I get for ${s.toLowerCase()}?`,
    (s) => `Kindly work out whether ${s} is true or false.`,
    (s) => `true or false: ${s}`,
    (s) => `The result of ${s} is what?`,
    (s) => `hey, ${s.toLowerCase()} - true or false?`,
  ],
};

const THINGS: Task = {
  cut: (question) => {
    const [, things, kind] = /^I have (.+)\. How many (.+) do I have\?$/.exec(question) ?? [];
    return things === undefined || kind === undefined ? undefined : `${things}|${kind}`;
  },
  wordings: [
    (all) => with2(all, (t, k) => `In my room there are ${t}. How many ${k} are there?`),
    (all) => with2(all, (t, k) => `How many ${k} are these: ${t}?`),
    (all) => with2(all, (t, k) => `Count the ${k}: ${t}.`),
    (all) => with2(all, (t, k) => `We brought ${t}. What is the number of ${k}?`),
    (all) => with2(all, (t, k) => `There are ${t} on the table. How many ${k} is that in total?`),
    (all) => with2(all, (t, k) => `${t} - how many ${k} in all?`),
    (all) => with2(all, (t, k) => `Please tell me how many ${k} I own when I own ${t}.`),
    (all) => with2(all, (t, k) => `my list says ${t}. how many ${k} do i have`),
    (all) => with2(all, (t, k) => `Kindly count how many ${k} there are among the following: ${t}.`),
    (all) => with2(all, (t, k) => `If I have ${t}, how many ${k} do I have altogether?`),
  ],
};

const with2 = (content: string, write: (things: string, kind: string) => string): string => {
  const [things = '', kind = ''] = content.split('|');
  return write(things, kind);
};

const TASKS: Readonly<Record<string, Task>> = {
  word_sorting: WORDS,
  multistep_arithmetic_two: SUMS,
  boolean_expressions: TRUTHS,
  object_counting: THINGS,
};

/** The first 30 items of each task that has wordings here, each in another wording than the one before. */
export const reworded = (items: readonly PublicItem[]): PublicItem[] =>
  Object.entries(TASKS).flatMap(([set, { cut, wordings }]) =>
    items
      .filter((item) => item.set === set)
      .flatMap((item) => {
        const content = cut(item.question);
        return content === undefined ? [] : [{ item, content }];
      })
      .slice(0, ITEMS)
      .map(({ item, content }, i): PublicItem => ({
        ...item,
        set: `${set}, reworded`,
        id: `${item.id}/reworded`,
        question: wordings[i % wordings.length]!(content),
      })),
  );
