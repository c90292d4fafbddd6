/**
 * How a copy of a model learns to judge that model's answers. One round: the model answers questions that can be graded, and of
 * questions with right and wrong answers as many of both become critiques, which the copy learns. A critique is the reference
 * (task/critique.ts), or the copy's own where the reference came to the wrong word and it to the right one; its last word is the
 * truth. What the copy then gets wrong stands more often in the next round. The model itself stays as it was, so that it answers
 * as before. Pairs to measure with are of test-split questions.
 */
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { prettyJson } from '../../json.ts';
import { createRandom } from '../../random.ts';
import { criticMessages } from '../../reason/critic.ts';
import { appendText, lockFolder, createFolder, writeAtomic } from '../../files.ts';
import { critiqueOf, type Side } from '../../task/critique.ts';
import { evaluationItems } from '../../eval/collect.ts';
import { families as everyFamily, item } from '../../task/registry.ts';
import { spoil } from '../../task/corrupt.ts';
import type { Item, Message } from '../../types.ts';
import { sampleAnswers, critiqueAnswers, pairAnswers, type GradedAnswer, type AnswerPair } from '../exam/pairs.ts';
import { readCriticRecipe, type CriticRecipe } from '../recipe/critic.ts';
import { agreementOf, selectedOf, type Agreement, type JudgedPair, type Selected } from './report.ts';
import { openBatchSampler, type BatchSampler } from '../../local/batch-sampler.ts';
import { EMBEDDED, openModelFolder } from '../../local/model-folder.ts';
import { CALIBRATION_FILE, readModelFacts } from '../../local/model-facts.ts';
import { CRITIC_FILE, CRITIC_FOLDER, CRITIC_VERSION } from '../../local/load-model.ts';
import { createProgress } from '../../terminal/progress.ts';
import { examineModel } from '../exam/exam.ts';
import { trainRecipe } from '../sft/train.ts';
import type { FinetuneRecipe } from '../recipe/sft.ts';

/** Seeds from 1000 are for measuring; mizan eval's is 1000. */
const HELD_OUT_SEED = 1009;
const BATCH = 200;

/** How many answers the votes and the critic choose from when it is measured. */
export const CANDIDATES = 8;

type Row = { messages: Message[] };

const familiesOf = ({ data: { families } }: CriticRecipe): string[] =>
  families === 'all' ? everyFamily.map(({ name }) => name) : Array.isArray(families) ? families : Object.keys(families);
const levelsOf = ({ data: { difficulties } }: CriticRecipe) =>
  ([1, 2, 3] as const).filter((level) => difficulties[level] > 0);

/** Question k of a stream: the families in turn, the difficulties that have a weight alike. */
const question = (recipe: CriticRecipe, split: 'train' | 'test', seed: number, stream: string, k: number): Item => {
  const random = createRandom(`critic/${seed}/${stream}/${k}`);
  const names = familiesOf(recipe);
  return item(names[k % names.length]!, split, seed, random.int(0, 2 ** 30), random.pick(levelsOf(recipe)));
};

/** The batches of answers in the file `path`, of those to `count` questions; what a kill has torn is cut off. */
const keptAnswers = (path: string, count: number): GradedAnswer[][] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const whole = lines.length >= count ? lines : lines.slice(0, lines.length - (lines.length % BATCH));
  writeAtomic(path, whole.map((line) => `${line}\n`).join(''));
  return whole.map((line, i) => {
    try {
      return JSON.parse(line) as GradedAnswer[];
    } catch (error) {
      throw new Error(`${path} is damaged at line ${i + 1}; remove it to have the questions answered again`, {
        cause: error,
      });
    }
  });
};

type Questions = { label: string; path: string; questions: readonly Item[]; draws: number; seed: number };

/** Answers to all questions, batch by batch, each kept in a file as soon as it is there; undefined when it was stopped. */
const ask = async (
  drawer: BatchSampler,
  { answers: { temperature, most } }: CriticRecipe,
  { label, path, questions, draws, seed }: Questions,
  signal: AbortSignal,
): Promise<GradedAnswer[][] | undefined> => {
  const all = keptAnswers(path, questions.length);
  const progress = createProgress({ total: questions.length, from: all.length, label, unit: 'questions' });
  while (all.length < questions.length) {
    const part = await sampleAnswers(drawer, questions.slice(all.length, all.length + BATCH), {
      n: draws,
      temperature,
      maxTokens: most,
      seed,
      signal,
    });
    if (!part) {
      progress.finish('stopped');
      return undefined;
    }
    appendText(path, part.map((one) => `${JSON.stringify(one)}\n`).join(''));
    all.push(...part);
    const answers = all.flat();
    progress.update(all.length, {
      right: `${((100 * answers.filter(({ right }) => right).length) / answers.length).toFixed(1)} %`,
    });
  }
  progress.finish('done');
  return all;
};

const critiqueRow = (asked: string, side: Side, text: string, right: boolean): Row => ({
  messages: [...criticMessages(asked, side), { role: 'assistant', reasoning: text, content: right ? 'yes' : 'no' }],
});

type Shown = { family: string; question: string; side: Side; right: boolean };

/** Both answers of each pair. */
const ownShown = (pairs: readonly AnswerPair[]): Shown[] =>
  pairs.flatMap(({ item: { family, question: asked }, right, wrong }) =>
    [right, wrong].map((side) => ({ family, question: asked, side, right: side.right })),
  );

/** Reference answers, and such that were spoilt where their claims show it; as many of both. */
const spoiltShown = (recipe: CriticRecipe, round: number): Shown[] => {
  const random = createRandom(`spoilt/${recipe.seed}/${round}`);
  const found: Shown[] = [];
  for (let k = 0; found.length < recipe.corrupted && k < 4 * recipe.corrupted; k++) {
    const one = question(recipe, 'train', recipe.data.seed, `spoilt/${round}`, k);
    const right = found.length % 2 === 0;
    const side = right ? { thought: one.thought, answer: one.gold } : spoil(one, random);
    if (side && critiqueOf(one.family, one.question, side).holds === right)
      found.push({ family: one.family, question: one.question, side, right });
  }
  return found;
};

/** What a critic got wrong stands this often among what it learns next. */
const AGAIN = 3;

/**
 * A critique of each: the reference, or what the critic itself wrote where the reference comes to the wrong word and it to the
 * right one. From the second round on, what it still gets wrong stands several times.
 */
const rowsOf = async (
  critic: BatchSampler,
  recipe: CriticRecipe,
  shown: readonly Shown[],
  round: number,
  signal: AbortSignal,
): Promise<Row[] | undefined> => {
  const said = round === 0 ? [] : await critiqueAnswers(critic, shown, { maxTokens: recipe.train.length, signal });
  return (
    said &&
    shown.flatMap(({ family, question: asked, side, right }, i) => {
      const { text, holds } = critiqueOf(family, asked, side);
      const agrees = said[i]?.right !== undefined && said[i].right > 0.5 === right;
      const row = critiqueRow(asked, side, holds !== right && agrees ? said[i]!.text : text, right);
      return Array<Row>(round === 0 || agrees ? 1 : AGAIN).fill(row);
    })
  );
};

/** Draws, pairs and writes the rows of a round; false when it was stopped. A file that is there is taken as it is. */
const writeRows = async (
  recipe: CriticRecipe,
  start: string,
  critic: string,
  path: string,
  round: number,
  signal: AbortSignal,
): Promise<boolean> => {
  if (existsSync(path)) return true;
  const [solver, reader] = [
    await openBatchSampler(start, recipe.train.threads),
    await openBatchSampler(critic, recipe.train.threads),
  ];
  try {
    const questions = Array.from({ length: recipe.answers.questions }, (_, k) =>
      question(recipe, 'train', recipe.data.seed, `round/${round}`, k),
    );
    const kept = `${path}.answers`;
    const answers = await ask(
      solver,
      recipe,
      {
        label: `answering, round ${round + 1}`,
        path: kept,
        questions,
        draws: recipe.answers.draws,
        seed: recipe.seed + round,
      },
      signal,
    );
    const own =
      answers &&
      (await rowsOf(reader, recipe, ownShown(pairAnswers(questions, answers, recipe.answers.pairs)), round, signal));
    const spoilt = own && (await rowsOf(reader, recipe, spoiltShown(recipe, round), round, signal));
    if (!spoilt) return false;
    console.error(`round ${round + 1}: ${own.length} critiques of its own answers, ${spoilt.length} of spoilt ones`);
    writeAtomic(
      path,
      createRandom(`rows/${recipe.seed}/${round}`)
        .shuffle([...own, ...spoilt])
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    rmSync(kept, { force: true });
    return true;
  } finally {
    await Promise.all([solver.close(), reader.close()]);
  }
};

/** Held-out pairs of the model's answers, kept in `path` meanwhile, and what its critic says of both; undefined when it was stopped. */
const examineCritic = async (
  recipe: CriticRecipe,
  start: string,
  critic: string,
  path: string,
  signal: AbortSignal,
): Promise<JudgedPair[] | undefined> => {
  const [solver, reader] = [
    await openBatchSampler(start, recipe.train.threads),
    await openBatchSampler(critic, recipe.train.threads),
  ];
  try {
    const questions = Array.from({ length: recipe.held_out.questions }, (_, k) =>
      question(recipe, 'test', HELD_OUT_SEED, 'held out', k),
    );
    const answers = await ask(
      solver,
      recipe,
      { label: 'held-out answers', path, questions, draws: recipe.held_out.draws, seed: HELD_OUT_SEED },
      signal,
    );
    if (!answers) return undefined;
    const pairs = pairAnswers(questions, answers, recipe.answers.pairs);
    const said = await critiqueAnswers(
      reader,
      pairs.flatMap(({ item: { question: asked }, right, wrong }) =>
        [right, wrong].map((side) => ({ question: asked, side })),
      ),
      { maxTokens: recipe.train.length, signal, label: 'critic, held-out pairs' },
    );
    return (
      said &&
      pairs.map(({ item: { family, question: asked }, right, wrong }, i): JudgedPair => ({
        family,
        question: asked,
        right,
        wrong,
        ofRight: said[2 * i]!,
        ofWrong: said[2 * i + 1]!,
      }))
    );
  } finally {
    await Promise.all([solver.close(), reader.close()]);
  }
};

/** What a run came to. `model`: with its critic beside it; `learnt`: what all rounds of training took. */
export type CriticOutcome = {
  finished: boolean;
  model: string | null;
  agreement: Agreement[];
  selected: Selected[];
  learnt: { tokens: number; seconds: number };
};

/** The model as it was, with its critic in a folder of its own; whole or not at all. What its calibration says of a critic is of another one. */
const putTogether = (
  recipe: CriticRecipe,
  start: string,
  critic: string,
  to: string,
  agreement: readonly Agreement[],
): void => {
  const fill = (folder: string): void => {
    cpSync(start, folder, { recursive: true, filter: (path) => relative(start, path) !== CRITIC_FOLDER });
    const { calibration } = readModelFacts(folder);
    if (calibration)
      writeAtomic(
        join(folder, CALIBRATION_FILE),
        JSON.stringify({
          ...calibration,
          bins: Object.fromEntries(
            Object.entries(calibration.bins).filter(([key]) => key.split('/')[0] !== 'critiqueAnswers'),
          ),
        }),
      );
    cpSync(critic, join(folder, CRITIC_FOLDER), { recursive: true });
    writeAtomic(join(folder, CRITIC_FOLDER, 'recipe.json'), prettyJson(recipe));
    writeAtomic(
      join(folder, CRITIC_FOLDER, CRITIC_FILE),
      `${JSON.stringify({ version: CRITIC_VERSION, families: agreement })}\n`,
    );
  };
  createFolder(to, fill, { replace: true });
};

/** Throws one sentence when the recipe that `folder` was begun with is another, or can't be read. */
const requireSame = (folder: string, recipe: CriticRecipe): void => {
  const saved = join(folder, 'recipe.json');
  if (!existsSync(saved)) return;
  const lasting = ({ about: _about, ...rest }: CriticRecipe): string => JSON.stringify(rest);
  if (lasting(readCriticRecipe(saved)) !== lasting(recipe))
    throw new Error(`the run in ${folder} was made from another recipe; give another folder with --out`);
};

/** What a finished run has written down. */
const readOutcome = (path: string, model: string): CriticOutcome => {
  try {
    return {
      finished: true,
      model,
      learnt: { tokens: 0, seconds: 0 },
      ...(JSON.parse(readFileSync(path, 'utf8')) as Pick<CriticOutcome, 'agreement' | 'selected'>),
    };
  } catch (error) {
    throw new Error(`${path} is damaged (${(error as Error).message}); remove it to have the critic measured again`, {
      cause: error,
    });
  }
};

/**
 * Runs `recipe` in `folder`, or goes on there: answers, rows and training that are there are taken up where they are, and a
 * finished run is only read. When `signal` aborts, it returns with `finished` false. Throws one sentence when the folder holds another recipe's run.
 */
export const criticRecipe = async (
  recipe: CriticRecipe,
  folder: string,
  signal: AbortSignal,
): Promise<CriticOutcome> => {
  using _lock = lockFolder(folder);
  requireSame(folder, recipe);
  const [model, results] = [join(folder, 'model'), join(folder, 'results.json')];
  if (existsSync(results) && existsSync(model)) return readOutcome(results, model);
  const start = recipe.start === 'embedded' ? EMBEDDED : recipe.start;
  await openModelFolder(start); // nothing is written before there is a model to begin with
  writeAtomic(join(folder, 'recipe.json'), prettyJson(recipe));
  const learnt = { tokens: 0, seconds: 0 };
  const stopped: CriticOutcome = { finished: false, model: null, agreement: [], selected: [], learnt };
  let critic = start;
  for (let round = 0; round < recipe.rounds; round++) {
    const rows = join(folder, `rows-${round + 1}.jsonl`);
    if (!(await writeRows(recipe, start, critic, rows, round, signal))) return stopped;
    const tune: FinetuneRecipe = {
      name: `${recipe.name}-${round + 1}`,
      about: recipe.about,
      seed: recipe.seed,
      base: critic,
      data: { file: rows },
      train: recipe.train,
    };
    const trained = await trainRecipe(tune, join(folder, `round-${round + 1}`), signal);
    if (!trained.finished) return stopped;
    critic = trained.model!;
    learnt.tokens += trained.state.tokens;
    learnt.seconds += trained.state.seconds;
  }
  const kept = join(folder, 'pairs.jsonl.answers');
  const asked = await examineCritic(recipe, start, critic, kept, signal);
  if (!asked) return stopped;
  writeAtomic(join(folder, 'pairs.jsonl'), asked.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const agreement = agreementOf(asked);
  putTogether(recipe, start, critic, model, agreement);
  const items = evaluationItems(familiesOf(recipe), {
    split: 'test',
    seed: 1000,
    count: recipe.held_out.selected,
    difficulties: levelsOf(recipe),
  });
  const examined = await examineModel(model, items, {
    arms: ['none'],
    n: CANDIDATES - 1,
    ns: [CANDIDATES],
    seed: recipe.seed,
    maxTokens: recipe.answers.most,
    critic: join(model, CRITIC_FOLDER),
    threads: recipe.train.threads,
    signal,
  });
  if (!examined) return stopped;
  const selected = selectedOf(examined, CANDIDATES);
  writeAtomic(results, `${JSON.stringify({ agreement, selected, learnt })}\n`);
  rmSync(kept, { force: true });
  return { finished: true, model, agreement, selected, learnt };
};
