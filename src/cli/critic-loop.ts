/**
 * How a copy of a model learns to compare that model's answers. One round: the model answers questions that can be graded, right
 * and wrong answers to one question make pairs, and each pair becomes a critique in both orders, which the copy learns. A critique
 * is the copy's own where the claims tell nothing and it came to the right letter, else the reference (task/critique.ts). The model
 * itself stays as it was, so that it answers as before. Pairs to measure with are of test-split questions.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createRandom } from '../random.ts';
import { criticMessages } from '../reason/critic.ts';
import { writeAtomic } from '../store.ts';
import { critiqueOf, type Side } from '../task/critique.ts';
import { evaluationItems } from '../task/evaluate.ts';
import { families as everyFamily, item } from '../task/index.ts';
import { spoil } from '../task/spoil.ts';
import type { Item, Message } from '../types.ts';
import { answersTo, judge, openDrawer, pairsOf, rightFirst, type Drawer, type Drawn, type Pair } from './critic-pairs.ts';
import type { CriticRecipe } from './critic-recipe.ts';
import { agreementOf, selectedOf, type Agreement, type Asked, type Selected } from './critic-report.ts';
import { EMBEDDED } from './folder.ts';
import { CRITIC_FILE, CRITIC_FOLDER } from './load.ts';
import { createProgress } from './progress.ts';
import { examineModel } from './study-exam.ts';
import { trainRecipe } from './train.ts';
import type { TuneRecipe } from './tune-recipe.ts';

/** Seeds from 1000 are for measuring; mizan eval's is 1000. */
const HELD_OUT_SEED = 1007;
const BATCH = 200;

/** How many answers the votes and the critic choose from when it is measured. */
export const CANDIDATES = 8;

type Row = { messages: Message[] };

const familiesOf = ({ data: { families } }: CriticRecipe): string[] => (families === 'all' ? everyFamily.map(({ name }) => name) : Array.isArray(families) ? families : Object.keys(families));
const levelsOf = ({ data: { difficulties } }: CriticRecipe) => ([1, 2, 3] as const).filter((level) => difficulties[level] > 0);

/** Question k of a stream: the families in turn, the difficulties that have a weight alike. */
const question = (recipe: CriticRecipe, split: 'train' | 'test', seed: number, stream: string, k: number): Item => {
  const random = createRandom(`critic/${seed}/${stream}/${k}`);
  const names = familiesOf(recipe);
  return item(names[k % names.length]!, split, seed, random.int(0, 2 ** 30), random.pick(levelsOf(recipe)));
};

/** Answers to `count` questions, batch by batch; undefined when it was stopped. */
const ask = async (drawer: Drawer, recipe: CriticRecipe, label: string, questions: readonly Item[], draws: number, seed: number, signal: AbortSignal): Promise<Drawn[][] | undefined> => {
  const { temperature, most } = recipe.answers;
  const progress = createProgress({ total: questions.length, label, unit: 'questions' });
  const all: Drawn[][] = [];
  while (all.length < questions.length) {
    const part = await answersTo(drawer, questions.slice(all.length, all.length + BATCH), { n: draws, temperature, maxTokens: most, seed, signal });
    if (!part) { progress.finish('stopped'); return undefined; }
    all.push(...part);
    const answers = all.flat();
    progress.update(all.length, { right: `${((100 * answers.filter(({ right }) => right).length) / answers.length).toFixed(1)} %` });
  }
  progress.finish('done');
  return all;
};

const sidesOf = (pair: Pair, first: boolean): [Side, Side] => (first ? [pair.right, pair.wrong] : [pair.wrong, pair.right]);

const critiqueRow = (asked: string, a: Side, b: Side, text: string, letter: 'A' | 'B'): Row =>
  ({ messages: [...criticMessages(asked, a, b), { role: 'assistant', reasoning: text, content: letter }] });

/** Pairs in both orders. Where the claims speak for the wrong one the answer was right by luck, and nothing is learnt from it. */
const ownRows = async (drawer: Drawer, recipe: CriticRecipe, pairs: readonly Pair[], round: number, signal: AbortSignal): Promise<Row[] | undefined> => {
  const shown = pairs.flatMap((pair) => [true, false].map((first) => ({ pair, first, sides: sidesOf(pair, first), letter: first ? 'A' as const : 'B' as const })));
  const said = round === 0 ? [] : await judge(drawer, shown.map(({ pair, sides: [a, b] }) => ({ question: pair.item.question, a, b })), { maxTokens: recipe.train.length, temperature: 1, seed: recipe.seed + round, signal });
  if (!said) return undefined;
  return shown.flatMap(({ pair, sides: [a, b], letter }, i) => {
    const { text, found } = critiqueOf(pair.item.family, pair.item.question, a, b);
    if (found !== undefined && found !== letter) return [];
    const own = said[i]?.verdict === letter && found === undefined ? said[i].text : text;
    return [critiqueRow(pair.item.question, a, b, own, letter)];
  });
};

const spoiltRows = (recipe: CriticRecipe, round: number): Row[] => {
  const random = createRandom(`spoilt/${recipe.seed}/${round}`);
  const rows: Row[] = [];
  for (let k = 0; rows.length < recipe.spoilt && k < 4 * recipe.spoilt; k++) {
    const one = question(recipe, 'train', recipe.data.seed, `spoilt/${round}`, k);
    const wrong = spoil(one, random);
    if (!wrong) continue;
    const right = { thought: one.thought, answer: one.gold };
    const first = random.chance(0.5);
    const [a, b] = first ? [right, wrong] : [wrong, right];
    const { text, found } = critiqueOf(one.family, one.question, a, b);
    if (found === (first ? 'A' : 'B')) rows.push(critiqueRow(one.question, a, b, text, found));
  }
  return rows;
};

/** Draws, pairs and writes the rows of a round; false when it was stopped. A file that is there is taken as it is. */
const writeRows = async (recipe: CriticRecipe, start: string, critic: string, path: string, round: number, signal: AbortSignal): Promise<boolean> => {
  if (existsSync(path)) return true;
  const [solver, reader] = [await openDrawer(start, recipe.train.threads), await openDrawer(critic, recipe.train.threads)];
  try {
    const questions = Array.from({ length: recipe.answers.questions }, (_, k) => question(recipe, 'train', recipe.data.seed, `round/${round}`, k));
    const answers = await ask(solver, recipe, `answering, round ${round + 1}`, questions, recipe.answers.draws, recipe.seed + round, signal);
    const own = answers && await ownRows(reader, recipe, pairsOf(questions, answers, recipe.answers.pairs), round, signal);
    if (!own) return false;
    const spoilt = spoiltRows(recipe, round);
    console.error(`round ${round + 1}: ${own.length} critiques of its own answers, ${spoilt.length} of spoilt ones`);
    writeAtomic(path, createRandom(`rows/${recipe.seed}/${round}`).shuffle([...own, ...spoilt]).map((row) => `${JSON.stringify(row)}\n`).join(''));
    return true;
  } finally {
    await Promise.all([solver.close(), reader.close()]);
  }
};

/** Held-out pairs of the model's answers, and what its critic says of each in both orders; undefined when it was stopped. */
export const examineCritic = async (recipe: CriticRecipe, start: string, critic: string, signal: AbortSignal): Promise<Asked[] | undefined> => {
  const [solver, reader] = [await openDrawer(start, recipe.train.threads), await openDrawer(critic, recipe.train.threads)];
  try {
    const questions = Array.from({ length: recipe.held_out.questions }, (_, k) => question(recipe, 'test', HELD_OUT_SEED, 'held out', k));
    const answers = await ask(solver, recipe, 'held-out answers', questions, recipe.held_out.draws, HELD_OUT_SEED, signal);
    if (!answers) return undefined;
    const pairs = pairsOf(questions, answers, recipe.answers.pairs).map((pair, k) => ({ pair, first: rightFirst(pair, k) }));
    const shown = pairs.flatMap(({ pair, first }) => [first, !first].map((one) => { const [a, b] = sidesOf(pair, one); return { question: pair.item.question, a, b }; }));
    const said = await judge(reader, shown, { maxTokens: recipe.train.length, signal });
    return said && pairs.map(({ pair, first }, i): Asked => ({
      family: pair.item.family, question: pair.item.question, right: pair.right, wrong: pair.wrong, first: first ? 'right' : 'wrong', straight: said[2 * i]!, swapped: said[2 * i + 1]!,
    }));
  } finally {
    await Promise.all([solver.close(), reader.close()]);
  }
};

export type CriticOutcome = { finished: boolean; /** The model with its critic. */ model: string | null; agreement: Agreement[]; selected: Selected[] };

/** The model as it was, with its critic in a folder of its own; whole or not at all. */
const putTogether = (recipe: CriticRecipe, start: string, critic: string, to: string, agreement: readonly Agreement[]): void => {
  const half = `${to}.part`;
  for (const place of [half, to]) rmSync(place, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  cpSync(start, half, { recursive: true, filter: (path) => relative(start, path) !== CRITIC_FOLDER });
  cpSync(critic, join(half, CRITIC_FOLDER), { recursive: true });
  writeAtomic(join(half, CRITIC_FOLDER, 'recipe.json'), `${JSON.stringify(recipe, null, 2)}\n`);
  writeAtomic(join(half, CRITIC_FOLDER, CRITIC_FILE), `${JSON.stringify({ version: 1, families: agreement })}\n`);
  renameSync(half, to);
};

/**
 * Runs `recipe` in `folder`, or goes on there: rows of a finished round, its training and its model are taken up where they
 * are. When `signal` aborts, it returns with `finished` false. Throws one sentence when the folder holds another recipe's run.
 */
export const criticRecipe = async (recipe: CriticRecipe, folder: string, signal: AbortSignal): Promise<CriticOutcome> => {
  const saved = join(folder, 'recipe.json');
  const { about: _about, ...lasting } = recipe;
  const same = (text: string): boolean => { const { about: _, ...rest } = JSON.parse(text) as CriticRecipe; return JSON.stringify(rest) === JSON.stringify(lasting); };
  if (existsSync(saved) && !same(readFileSync(saved, 'utf8'))) throw new Error(`the run in ${folder} was made from another recipe; give another folder with --out`);
  writeAtomic(saved, `${JSON.stringify(recipe, null, 2)}\n`);
  const stopped = { finished: false, model: null, agreement: [], selected: [] };
  const start = recipe.start === 'embedded' ? EMBEDDED : recipe.start;
  let critic = start;
  for (let round = 0; round < recipe.rounds; round++) {
    const rows = join(folder, `rows-${round + 1}.jsonl`);
    if (!await writeRows(recipe, start, critic, rows, round, signal)) return stopped;
    const tune: TuneRecipe = { name: `${recipe.name}-${round + 1}`, about: recipe.about, seed: recipe.seed, base: critic, data: { file: rows }, train: recipe.train };
    const trained = await trainRecipe(tune, join(folder, `round-${round + 1}`), signal);
    if (!trained.finished) return stopped;
    critic = trained.model!;
  }
  const asked = await examineCritic(recipe, start, critic, signal);
  if (!asked) return stopped;
  writeAtomic(join(folder, 'pairs.jsonl'), asked.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const agreement = agreementOf(asked);
  const model = join(folder, 'model');
  putTogether(recipe, start, critic, model, agreement);
  const items = evaluationItems(familiesOf(recipe), { split: 'test', seed: 1000, count: recipe.held_out.selected, difficulties: levelsOf(recipe) });
  const examined = await examineModel(model, items, { arms: ['none'], n: CANDIDATES - 1, ns: [CANDIDATES], seed: recipe.seed, maxTokens: recipe.answers.most, critic: join(model, CRITIC_FOLDER), threads: recipe.train.threads, signal });
  if (!examined) return stopped;
  const selected = selectedOf(examined, CANDIDATES);
  writeAtomic(join(folder, 'results.json'), `${JSON.stringify({ agreement, selected })}\n`);
  return { finished: true, model, agreement, selected };
};
