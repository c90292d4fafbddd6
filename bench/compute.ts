/**
 * Question: where do more tokens help, in one longer thought or in more answers? The model that ships with Mizan on
 * test questions: one greedy answer whose thought is ended early or told to go on (budget forcing), beside votes of N
 * answers, at equal tokens. Votes are plain majority and, where the task can be checked without its gold answer, votes
 * of those that pass.
 */
import { openModelFolder } from '../src/local/model-folder.ts';
import { hashString } from '../src/random.ts';
import { localChat } from '../src/infer/model-chat.ts';
import { createSampler } from '../src/infer/generate.ts';
import { answerText } from '../src/answers/read.ts';
import { evaluationItems } from '../src/eval/collect.ts';
import { families, grade, verify } from '../src/task/registry.ts';
import { mean, pairedDifference, stratifiedMean } from '../src/eval/statistics.ts';
import type { Chat, ChatRequest, Item, Reply, Thinking } from '../src/types.ts';
import { THREADS, type BenchOptions } from './timing.ts';

const SEED = 1000;
/** What one thought is held to. The model's own are 10 to 150 tokens long. */
const DIALS: readonly { name: string; thinking?: Thinking }[] = [
  ...[4, 8, 16, 32, 48, 64, 96].map((most) => ({ name: `at most ${most}`, thinking: { most } })),
  { name: 'its own length' },
  ...[64, 96].map((least) => ({ name: `at least ${least}`, thinking: { least } })),
  ...[144, 288].map((least) => ({ name: `at least ${least}, up to 64 times`, thinking: { least, nudges: 64 } })),
  { name: 'at least 96, "\\nwait"', thinking: { least: 96, nudge: '\nwait' } },
];

type Answered = { item: Item; answer: string; tokens: number };

/** Most requests that are open at once: a batch costs little more than one. */
const AT_ONCE = 32;

const askAll = async (
  chat: Chat,
  items: readonly Item[],
  request: (item: Item) => Omit<ChatRequest, 'messages'>,
): Promise<Answered[][]> => {
  const results: Answered[][] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      const item = items[at]!;
      const replies: Reply[] = [];
      for await (const event of chat({
        messages: [{ role: 'user', content: item.question }],
        open: 'think',
        maxTokens: 384,
        ...request(item),
      })) {
        if (event.type === 'reply') replies[event.reply.index] = event.reply;
        else if (event.type === 'done' && event.reply.finish === 'error') throw new Error(event.reply.content);
      }
      results[at] = replies.map((reply) => ({
        item,
        answer: answerText(reply, item.question),
        tokens: reply.tokens,
      }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};

/** The answer with most votes, the earliest of equals; '' has none. */
const voted = (answers: readonly Answered[]): string => {
  const votes = new Map<string, number>();
  for (const { answer } of answers) if (answer !== '') votes.set(answer, (votes.get(answer) ?? 0) + 1);
  return [...votes].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number])[0];
};

const checked = (answers: readonly Answered[]): Answered[] => {
  const passing = answers.filter(({ item, answer }) => answer !== '' && verify(item.question, answer)?.pass !== false);
  return passing.length > 0 ? passing : [...answers];
};

type Row = { name: string; tokens: number; right: number[]; items: readonly Item[] };

/** Runs the comparison and prints a table, then one JSON object. */
export const benchCompute = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const model = await openModelFolder();
  const items = evaluationItems(
    families.map(({ name }) => name),
    { split: 'test', seed: SEED, count: quick ? 3 : 12, difficulties: [1, 2, 3] },
  );
  const most = quick ? 8 : 16;
  const weights = Object.fromEntries(await model.weights());
  const sampler = createSampler({ config: model.config, weights, threads: THREADS, maxRows: 256 });
  const chat = localChat({
    sample: sampler.sample,
    tokenizer: model.tokenizer,
    template: await model.template(),
    config: model.config,
  });
  const seedOf = (item: Item): number => hashString(`${SEED}/${item.id}`);
  const right = (item: Item, answer: string): number => (answer !== '' && grade(item, answer).correct ? 1 : 0);
  try {
    const batch: Row[] = [];
    for (const { name, thinking } of DIALS) {
      const answers = (
        await askAll(chat, items, (item) => ({ temperature: 0, seed: seedOf(item), ...(thinking && { thinking }) }))
      ).map(([first]) => first!);
      batch.push({
        name,
        items,
        tokens: mean(answers.map(({ tokens }) => tokens)),
        right: answers.map(({ item, answer }) => right(item, answer)),
      });
      log(`  asked with a thought of ${name}`);
    }
    const drawn = await askAll(chat, items, (item) => ({ n: most, temperature: 1, seed: seedOf(item) }));
    const counts = Array.from({ length: Math.log2(most) + 1 }, (_, i) => 2 ** i);
    const votes = (name: string, of: (answers: readonly Answered[]) => string): Row[] =>
      counts.map((n) => ({
        name: `${name} of ${n}`,
        items,
        tokens: mean(drawn.map((answers) => answers.slice(0, n).reduce((sum, { tokens }) => sum + tokens, 0))),
        right: drawn.map((answers, i) => right(items[i]!, of(answers.slice(0, n)))),
      }));
    const rows = [
      ...batch,
      ...votes('majority', voted),
      ...votes('checked majority', (answers) => voted(checked(answers))),
    ];
    const base = rows.find(({ name }) => name === 'its own length')!;
    const strata = ({ right: each }: Row): number[][] =>
      [...Map.groupBy(items.keys(), (i) => items[i]!.family).values()].map((group) => group.map((i) => each[i]!));
    const percent = (value: number): string => (100 * value).toFixed(1);
    const table = rows.map((row) => {
      const { value, low, high } = stratifiedMean(strata(row));
      const apart = pairedDifference(
        items.map((item, i) => ({ stratum: item.family, a: row.right[i]!, b: base.right[i]! })),
        { seed: SEED },
      );
      return {
        name: row.name,
        tokens: Math.round(row.tokens),
        right: value,
        low,
        high,
        difference: apart.value,
        differenceLow: apart.low,
        differenceHigh: apart.high,
      };
    });
    log(
      `\nOne thought of a length, or votes of several answers: ${model.name}, ${items.length} test questions, families of equal weight, seed ${SEED}.`,
    );
    log(
      'Difference: from one greedy answer of its own length, on the same questions, in points, with a 95 % interval.\n',
    );
    log('| answers | tokens a question | right | difference |\n|---|--:|--:|--:|');
    for (const each of table) {
      log(
        `| ${each.name} | ${each.tokens} | ${percent(each.right)} [${percent(each.low)}, ${percent(each.high)}] | ${percent(each.difference)} [${percent(each.differenceLow)}, ${percent(each.differenceHigh)}] |`,
      );
    }
    console.log(
      JSON.stringify({ bench: 'compute', quick, model: model.name, items: items.length, seed: SEED, rows: table }),
    );
  } finally {
    await sampler.close();
  }
};
