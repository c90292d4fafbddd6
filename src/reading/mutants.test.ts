/**
 * A question that is changed in one word is another question: the explanation must not give it the old problem. Numbers
 * and words that turn a question are swapped, dropped or put in. `npm run check:mutants` tries 6,000 of them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../random.ts';
import { printProblem } from '../problem/formal/print.ts';
import { understand } from './understand.ts';
import { worded } from './wordings/make.ts';
import { explain } from '../explain/explain.ts';

/** Each word with one that says something else in its place. */
const SWAPS = (
  'plus minus;minus plus;times plus;divided multiplied;multiplied divided;largest smallest;smallest largest;' +
  'biggest smallest;greatest smallest;highest lowest;lowest highest;ascending descending;descending ascending;' +
  'before after;after before;first last;last first;taller shorter;shorter taller;older younger;younger older;' +
  'faster slower;slower faster;heavier lighter;lighter heavier;tallest shortest;oldest youngest;fastest slowest;' +
  'heaviest lightest;youngest oldest;slowest fastest;lightest heaviest;even odd;odd even;vowels consonants;' +
  'binary octal;hexadecimal octal;decimal octal;true false;false true;monday tuesday;friday sunday;' +
  'march june;july may;sum product;product sum;difference sum;add subtract;subtract add;double triple;half double;' +
  'minutes hours;days weeks;weeks days;gcd lcm;lcm gcd;divisor multiple;multiple divisor;next previous;' +
  'alphabetical numerical;tomorrow yesterday'
)
  .split(';')
  .map((pair) => pair.split(' ') as [string, string]);

const PUT_IN =
  'not except without twice half double before after each minus plus times unless ignoring second squared'.split(' ');

/** The question with one word changed so that it asks something else; undefined where it has no such word. */
const mutated = (question: string, random: Random): string | undefined => {
  const words = question.split(/(?<=\s)/);
  const at = (test: (word: string) => boolean): number => {
    const found = words.flatMap((word, i) => (test(word) ? [i] : []));
    return found.length === 0 ? -1 : random.pick(found);
  };
  const way = random.int(0, 3);
  if (way === 0) {
    const i = at((word) => /^\d+\D{0,2}\s*$/.test(word));
    if (i < 0) return undefined;
    words[i] = words[i]!.replace(/\d+/, (number) => String(Number(number) + random.int(1, 3)));
  } else if (way === 1) {
    const i = at((word) => SWAPS.some(([from]) => word.toLowerCase().replace(/\W/g, '') === from));
    if (i < 0) return undefined;
    const [from, to] = SWAPS.find(([one]) => words[i]!.toLowerCase().replace(/\W/g, '') === one)!;
    words[i] = words[i]!.toLowerCase().replace(from, to);
  } else if (way === 2) {
    const i = at((word) => /^\d+\D{0,2}\s*$/.test(word) || /^not\b/.test(word));
    if (i < 0) return undefined;
    words.splice(i, 1);
  } else words.splice(random.int(1, Math.max(1, words.length - 1)), 0, `${random.pick(PUT_IN)} `);
  return words.join('');
};

const COUNT = Number(process.env.MIZAN_MUTANTS ?? 500);

test(`${COUNT} mutants: none is explained as the question it was made of`, () => {
  let tried = 0;
  let explained = 0;
  const passed: string[] = [];
  for (let k = 0; tried < COUNT; k++) {
    const { question } = worded('mutants', k, { near: 0 });
    const before = explain(question);
    if (before === undefined) continue;
    const random = createRandom(`mutant/${k}`);
    for (let i = 0; i < 4; i++) {
      const other = mutated(question, random);
      if (other === undefined || other.replace(/\W/g, '') === question.replace(/\W/g, '')) continue;
      tried++;
      const after = explain(other);
      if (after === undefined) continue;
      explained++;
      if (printProblem(after.problem) === printProblem(before.problem)) passed.push(`${question} -> ${other}`);
    }
  }
  assert.deepEqual(passed, []);
  assert.ok(explained > 0, 'no mutant is explained at all');
});

test('what is made of wordings is explained rightly or not at all', () => {
  let explained = 0;
  const wrong: string[] = [];
  for (let k = 0; k < 400; k++) {
    const { question, meaning } = worded('explained', k);
    const found = explain(question);
    if (found === undefined) continue;
    explained++;
    const line = printProblem(found.problem);
    if (meaning.type !== 'problem') wrong.push(`${question}: explained as ${line}`);
    const read = understand(question);
    if (read.type === 'answered' && read.disputed === true) wrong.push(`${question}: explained as ${line}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(explained > 60, `${explained} of 400 were explained`);
});
