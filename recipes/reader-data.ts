/**
 * Writes the training data of the reading model as JSON Lines: questions made from the wordings, and people's own words
 * from the training parts of MAWPS and GSM8K where a formal problem can be derived and comes to the right answer. node
 * bin/node24.mjs recipes/reader-data.ts OUT.jsonl DATA-FOLDER [COUNT [FORM [VOICE]]]. FORM: slots (default), or for the
 * ablations digits (numbers stay in the question and in the form) and answers (the answer instead of the form). VOICE: one
 * voice of the wordings instead of all. The test in independent wordings is never read.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createRandom, type Random } from '../src/random.ts';
import { solve } from '../src/problem/solve/solve.ts';
import { parseExpression, type Tree } from '../src/problem/solve/expression.ts';
import { abstractQuestion } from '../src/reading/slots/abstract.ts';
import { readForm, slotExpression, writeForm, type Slots } from '../src/reading/slots/form.ts';
import { PEOPLE } from '../src/reading/wordings/names.ts';
import { worded } from '../src/reading/wordings/make.ts';
import { VOICES } from '../src/reading/wordings/voices.ts';

type Row = { question: string; form: string; slots: Slots };

const mawps = z.object({ question: z.string(), prefix: z.string(), answer: z.string() });
const gsm = z.object({ question: z.string(), answer: z.string() });

const rowsOf = <T>(path: string, schema: z.ZodType<T>): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => schema.parse(JSON.parse(line)));

/** "- 8 2" as 8-2. */
const infix = (prefix: string): string | undefined => {
  const tokens = prefix.split(/\s+/);
  let at = 0;
  const read = (): string => {
    const token = tokens[at++] ?? '';
    if (!/^[-+*/]$/.test(token)) return token;
    const [left, right] = [read(), read()];
    const group = (text: string, low: RegExp): string => (low.test(text) ? `(${text})` : text);
    if (token === '+') return `${left}+${right}`;
    if (token === '-') return `${left}-${group(right, /[-+]/)}`;
    if (token === '*') return `${group(left, /[-+]/)}*${group(right, /[-+]/)}`;
    return `${group(left, /[-+]/)}/${group(right, /[-+*/]/)}`;
  };
  const text = read();
  return at === tokens.length ? text : undefined;
};

/** Whole numbers without ".0", as they stand in a question. */
const tidy = (text: string): string => text.replace(/(\d)\.0+(?!\d)/g, '$1');

/** One expression of a solution's steps: results of earlier steps are put in where they are used. */
const stepped = (answer: string): string | undefined => {
  const results = new Map<string, string>();
  let last: string | undefined;
  for (const [, left = '', right = ''] of answer.matchAll(/<<([^=>]+)=([^>]+)>>/g)) {
    if (!/^[-+*/().\d\s]+$/.test(left) || /[-+*/]{2}/.test(left)) return undefined;
    const sum = left.replaceAll(/\s+/g, '').replace(/\d+(?:\.\d+)?/g, (one) => {
      const before = results.get(one);
      return before === undefined ? one : `(${before})`;
    });
    results.set(right.trim(), sum);
    last = sum;
  }
  return last;
};

const STRENGTH = { '+': 1, '-': 1, '*': 2, '/': 2 } as const;

/** A sum with no more brackets than it needs; undefined for other signs. */
const plainly = (tree: Tree): string | undefined => {
  if (tree.type === 'name') return tree.name;
  if (tree.type === 'number') return tree.value.d === 1n ? `${tree.value.n}` : undefined;
  if (!(tree.type in STRENGTH) || !('left' in tree)) return undefined;
  const [left, right] = [plainly(tree.left), plainly(tree.right)];
  if (left === undefined || right === undefined) return undefined;
  const type = tree.type as keyof typeof STRENGTH;
  const weak = (one: Tree, than: number): boolean =>
    one.type in STRENGTH && STRENGTH[one.type as keyof typeof STRENGTH] < than;
  const own = STRENGTH[type];
  const brackets = type === '-' || type === '/' ? own + 1 : own;
  return `${weak(tree.left, own) ? `(${left})` : left}${type}${weak(tree.right, brackets) ? `(${right})` : right}`;
};

const asRow = (question: string, expression: string | undefined, answer: string): Row | undefined => {
  const abstract = abstractQuestion(question);
  if (!abstract || expression === undefined || abstract.text.length > 280) return undefined;
  const sum = slotExpression(tidy(expression), abstract.slots);
  if (sum === undefined) return undefined;
  // A constant that is also told twice stands for one of both, nobody knows which.
  const told = new Set([...abstract.slots.values()]);
  if ((sum.match(/(?<![A-Za-z])\d+/g) ?? []).some((one) => told.has(one))) return undefined;
  const tree = parseExpression(sum);
  const plain = tree && plainly(tree);
  if (plain === undefined || !/[QY][a-h]/.test(plain) || (plain.match(/[-+*/]/g) ?? []).length > 3) return undefined;
  const form = `story ${plain}`;
  const formed = readForm(form, abstract.slots);
  if (formed?.type !== 'problem') return undefined;
  const solution = solve(formed.problem);
  const right =
    solution.type === 'answer' && Math.abs(valueOf(solution.answer) - Number(answer.replaceAll(',', ''))) < 0.011;
  return right ? { question: abstract.text, form, slots: abstract.slots } : undefined;
};

const valueOf = (text: string): number => {
  const [top, bottom = '1'] = text.split('/');
  return Number(top) / Number(bottom);
};

const storyRows = (folder: string): { mawps: Row[]; gsm: Row[] } => {
  const keep = (rows: (Row | undefined)[]): Row[] => rows.filter((one) => one !== undefined);
  return {
    mawps: keep(
      rowsOf(join(folder, 'stories/mawps-train.jsonl'), mawps).map((one) =>
        asRow(one.question, infix(tidy(one.prefix)), one.answer),
      ),
    ),
    gsm: keep(
      rowsOf(join(folder, 'gsm8k/train.jsonl'), gsm).map((one) => {
        const [, final = ''] = one.answer.split('####');
        return asRow(one.question, stepped(one.answer), final.trim());
      }),
    ),
  };
};

const FIRST_NAMES = new Set(
  'mary jason tom sam dan sara sarah joan mike tim fred keith alyssa sally melanie benny jessica nancy sandy john paul robin frank isabel henry maria carol ned gwen haley edward luke dave faye adam robin jerry olivia megan emily james david lisa amy ann anna kate karen natalia weng betty julie albert ken alexis tina jasper joy randy lucy peter alice bob jack jill emma mia noah leo max jane josh joe billy ella charlie george harry'.split(
    ' ',
  ),
);

/** The same question with other people in it. */
const renamed = ({ question, form, slots }: Row, random: Random): Row => {
  const names = [...new Set((question.match(/[a-z]+/g) ?? []).filter((word) => FIRST_NAMES.has(word)))];
  const others = random.sample([...FIRST_NAMES, ...PEOPLE.map((one) => one.toLowerCase())], names.length);
  const by = new Map(names.map((name, i) => [name, others[i]!]));
  return { question: question.replace(/[a-z]+/g, (word) => by.get(word) ?? word), form, slots };
};

const wordedRow = (seed: string, k: number): Row | undefined => {
  const { question, meaning, family } = worded(seed, k, { near: 0.15, stories: 8, voices });
  const abstract = abstractQuestion(question);
  if (!abstract || abstract.text.length > 300) return undefined;
  // Whether a number fits can't be seen without its value: the solvers say so.
  if (meaning.type === 'refusal')
    return /missing|other-mathematics/.test(meaning.why) || /order|truth/.test(family)
      ? { question: abstract.text, form: `decline ${meaning.why}`, slots: abstract.slots }
      : undefined;
  const form = writeForm(meaning.problem, abstract.slots);
  if (form === undefined) return undefined;
  const back = readForm(form, abstract.slots);
  if (back?.type !== 'problem') return undefined;
  const [a, b] = [solve(meaning.problem), solve(back.problem)];
  return a.type === 'answer' && b.type === 'answer' && a.answer === b.answer
    ? { question: abstract.text, form, slots: abstract.slots }
    : undefined;
};

/** As a line of training shows it: with slots, with the numbers themselves, or with the answer in place of the form. */
const shown = ({ question, form, slots }: Row): { question: string; form: string } => {
  if (shape === 'slots') return { question, form };
  const filled = (text: string): string => text.replace(/\b[QYDTW][a-h]\b/g, (name) => slots.get(name) ?? name);
  if (shape === 'digits') return { question: filled(question), form: filled(form) };
  const formed = readForm(form, slots);
  const solution = formed?.type === 'problem' ? solve(formed.problem) : undefined;
  return { question: filled(question), form: solution?.type === 'answer' ? solution.answer : form };
};

const [, , out, folder, countText = '120000', shape = 'slots', voice] = process.argv;
const voices = VOICES.filter((one) => voice === undefined || one === voice);
if (out === undefined || folder === undefined) throw new Error('give the file to write and the folder of the data');
const random = createRandom('reader data');
const stories = storyRows(folder);
const count = Number(countText);
const lines: string[] = [];
const add = (row: Row): unknown => {
  const { question, form } = shown(row);
  return lines.push(
    JSON.stringify({
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: form },
      ],
    }),
  );
};
let k = 0;
while (lines.length < count) {
  const kind = random.next();
  if (kind < 0.22) add(renamed(random.pick(stories.mawps), random));
  else if (kind < 0.3) add(renamed(random.pick(stories.gsm), random));
  else {
    const row = wordedRow('reader', k++);
    if (row) add(row);
  }
}
writeFileSync(out, `${lines.join('\n')}\n`);
process.stdout.write(
  `${lines.length} lines; ${stories.mawps.length} stories of MAWPS, ${stories.gsm.length} of GSM8K\n`,
);
