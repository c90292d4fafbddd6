/**
 * What each part of the reading model is worth, on word problems that it never saw: node bin/node24.mjs
 * recipes/reader-ablations.ts RUNS DATA-FOLDER [COUNT [VARIANT]]. RUNS holds run-base-SEED, run-digits-SEED, run-answers-SEED and
 * run-voice-SEED, trained by recipes/reader.json for as many updates each on the four forms of recipes/reader-data.ts.
 * The model alone is measured, without the rules: an answer counts as wrong, no answer as declined.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createSampler } from '../src/infer/generate.ts';
import { openModelFolder } from '../src/local/model-folder.ts';
import { renderPrompt } from '../src/model/template.ts';
import { solve } from '../src/problem/solve/solve.ts';
import { abstractQuestion } from '../src/reading/slots/abstract.ts';
import { decideReadings, type Reading } from '../src/reading/slots/decide.ts';
import { readForm } from '../src/reading/slots/form.ts';
import { formGrammar } from '../src/reading/slots/grammar.ts';

const DRAWS = 8;
const row = z.object({ question: z.string(), answer: z.string() });
type Item = z.infer<typeof row>;
type Tally = { right: number; wrong: number; declined: number };

const valueOf = (text: string): number => {
  const [top, below = '1'] = text.replace(/^.*= /, '').split('/');
  return Number(top) / Number(below);
};
const isRight = (item: Item, answer: string): boolean =>
  Math.abs(valueOf(answer) - Number(item.answer.replaceAll(',', ''))) < 0.011;

type Draws = (question: string, masked: boolean) => Promise<{ texts: string[]; slots: ReadonlyMap<string, string> }>;

/** Draws of a model; `filled`: with the numbers in the question instead of slots. */
const openDraws = async (folder: string, filled: boolean): Promise<{ draws: Draws; close: () => Promise<void> }> => {
  const { config, tokenizer, template: readTemplate, weights: readWeights } = await openModelFolder(folder);
  const template = await readTemplate();
  const weights = Object.fromEntries(
    [...(await readWeights())].map(([name, { data, shape }]) => [name, { data, shape }]),
  );
  const sampler = createSampler({ config, threads: 1, weights }, { handOver: true });
  const pieces = Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([id]));
  const draws: Draws = async (question, masked) => {
    const abstract = abstractQuestion(question);
    if (!abstract) return { texts: [], slots: new Map() };
    const { slots } = abstract;
    const text = filled ? abstract.text.replace(/\b[QYDTW][a-h]\b/g, (name) => slots.get(name) ?? name) : abstract.text;
    const prompt = renderPrompt(tokenizer, template, [{ role: 'user', content: text }], 'answer');
    if (prompt.length + 48 > config.maxPositions) return { texts: [], slots };
    const request = {
      prompt,
      maxTokens: 48,
      stopIds: config.eosTokenIds ?? [],
      seed: 1,
      ...(masked && { mask: { grammar: formGrammar(slots), pieces } }),
    };
    const drawn = await sampler.sampleAll([
      { ...request, temperature: 0 },
      { ...request, n: DRAWS - 1, temperature: 0.7 },
    ]);
    return { texts: drawn.flat().map(({ ids }) => tokenizer.decode(ids).trim()), slots };
  };
  return { draws, close: () => sampler.close() };
};

/** Forms counted, the most frequent first. */
const readingsOf = (texts: readonly string[], slots: ReadonlyMap<string, string>): Reading[] => {
  const counted = new Map<string, Reading>();
  for (const form of texts) {
    const formed = readForm(form, slots);
    if (!formed) continue;
    const key = JSON.stringify(formed);
    const before = counted.get(key);
    counted.set(key, { form: before?.form ?? form, formed, votes: (before?.votes ?? 0) + 1, of: texts.length });
  }
  return [...counted.values()].sort((a, b) => b.votes - a.votes);
};

type Decide = (question: string, texts: readonly string[], slots: ReadonlyMap<string, string>) => string | undefined;

/** As it is served: all draws agree, and the words do not speak against the form. */
const served: Decide = (question, texts, slots) => decideReadings(question, readingsOf(texts, slots))?.solution.answer;

/** The greedy form alone. */
const greedy: Decide = (question, texts, slots) => served(question, texts.slice(0, 1), slots);

/** Nothing holds the form against the question: numbers and words may be others. */
const ungrounded: Decide = (_, texts, slots) => {
  const [first] = readingsOf(texts, slots);
  if (first === undefined || first.votes < first.of || first.formed.type !== 'problem') return undefined;
  const solution = solve(first.formed.problem);
  return solution.type === 'answer' ? solution.answer : undefined;
};

/** The model's own answer, all draws the same. */
const own: Decide = (_, texts) =>
  texts.length > 0 && texts.every((one) => one === texts[0]) && /^-?[\d./]+$/.test(texts[0]!) ? texts[0] : undefined;

const VARIANTS: readonly { name: string; run: string; masked: boolean; filled: boolean; decide: Decide }[] = [
  { name: 'all parts', run: 'base', masked: true, filled: false, decide: served },
  { name: 'votes off', run: 'base', masked: true, filled: false, decide: greedy },
  { name: 'grammar off', run: 'base', masked: false, filled: false, decide: served },
  { name: 'grounding off', run: 'digits', masked: false, filled: true, decide: ungrounded },
  { name: 'tools off', run: 'answers', masked: false, filled: true, decide: own },
  {
    name: 'tools off, one draw',
    run: 'answers',
    masked: false,
    filled: true,
    decide: (question, texts, slots) => own(question, texts.slice(0, 1), slots),
  },
  { name: 'wordings of one voice', run: 'voice', masked: true, filled: false, decide: served },
];

const itemsOf = (path: string, count: number): Item[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => row.parse(JSON.parse(line)))
    .slice(0, count);

const [, , runs, data, countText = '150', only] = process.argv;
if (runs === undefined || data === undefined) throw new Error('give the folder of the runs and the folder of the data');
const items = itemsOf(join(data, 'stories/mawps-test.jsonl'), Number(countText));
for (const { name, run, masked, filled, decide } of VARIANTS.filter((one) => only === undefined || one.name === only))
  for (const seed of [1, 2, 3]) {
    const model = await openDraws(join(runs, `run-${run}-${seed}`, 'model'), filled);
    const tally: Tally = { right: 0, wrong: 0, declined: 0 };
    for (const item of items) {
      const { texts, slots } = await model.draws(item.question, masked);
      const answer = decide(item.question, texts, slots);
      if (answer === undefined) tally.declined++;
      else if (isRight(item, answer)) tally.right++;
      else tally.wrong++;
    }
    await model.close();
    process.stdout.write(`${JSON.stringify({ name, seed, count: items.length, ...tally })}\n`);
  }
