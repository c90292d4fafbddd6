/**
 * `mizan eval --words FOLDER` and `mizan eval --set FOLDER`: the system as it is served, on questions in independent wordings and on public
 * sets. The rules of what is right are eval/words.ts and eval/public-sets.ts.
 */
import { createCatalog, SYSTEM } from '../gateway/catalog.ts';
import { localBackend } from '../gateway/local-backend.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { openReader } from '../local/reader.ts';
import { reworded } from '../eval/reworded.ts';
import { isTarget, readPeers, readPublicSets } from '../eval/public-sets.ts';
import { readWords, wordsTables, type Table, type WordsOutcome } from '../eval/words.ts';
import { collect } from '../reason/summary.ts';
import { think } from '../reason/think.ts';
import { readTwice, type SecondReader } from '../reason/read-first.ts';
import type { Chat, ChatRequest } from '../types.ts';

export type WordsOptions = {
  words: string | undefined;
  set: string | undefined;
  split: string;
  /** Reading alone: what no reading fits is declined. */
  alone: boolean;
  /** The model alone: questions are not read. */
  unread: boolean;
  /** Items of BIG-Bench Hard in other words instead of their own. */
  reworded: boolean;
  /** Folder of a reading model that is asked where no reader fits. */
  reader: string | undefined;
  json: boolean;
  signal: AbortSignal;
  write: (text: string) => unknown;
};

const requestOf = (question: string, signal: AbortSignal): ChatRequest => ({
  messages: [{ role: 'user', content: question }],
  seed: 1,
  signal,
});

/** The system as the server would answer. */
const systemOf = (
  model: LoadedModel,
  unread: boolean,
): ((question: string, signal: AbortSignal) => ReturnType<Chat>) => {
  const backend = localBackend(model);
  const solver = unread ? { ...backend, thinkDefaults: { ...backend.thinkDefaults, reads: false } } : backend;
  const catalog = createCatalog({ roles: { solver }, models: [] });
  const { model: served } = catalog.find(SYSTEM)!;
  return (question, signal) => {
    const request = requestOf(question, signal);
    return served.open(request, { suffix: '', effort: undefined, mizan: undefined }).chat(request);
  };
};

/** A chat that knows nothing: with `reads`, what is left is what reading alone answers. */
const silent: Chat = async function* () {
  yield {
    type: 'done',
    reply: { index: 0, plan: '', reasoning: '', content: '', finish: 'stop', tokens: 0, logprob: 0 },
    usage: { promptTokens: 0, completionTokens: 0 },
    seconds: 0,
  };
};

type Asked = Omit<WordsOutcome, 'row'>;

const ask = async (
  chat: (question: string, signal: AbortSignal) => ReturnType<Chat>,
  question: string,
  signal: AbortSignal,
  second?: SecondReader,
): Promise<Asked> => {
  const started = performance.now();
  const { summary } = await collect(chat(question, signal));
  const seconds = (performance.now() - started) / 1000;
  const declined = summary.abstained || summary.answer === '';
  const read = declined ? await readTwice(requestOf(question, signal), undefined, second) : undefined;
  return {
    answer: declined ? undefined : summary.answer,
    confidence: summary.confidence ?? 0,
    checked: summary.rule === 'verified',
    text: summary.reason,
    why: read?.why,
    tokens: summary.usage.completionTokens,
    seconds,
  };
};

const tableText = ({ title, head, rows }: Table): string => {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const text = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return `${title}\n${[head, ...rows].map((row) => `  ${text(row)}`).join('\n')}\n\n`;
};

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

const publicTable = async (
  folder: string,
  chat: Parameters<typeof ask>[0],
  { signal, reworded: inOtherWords }: WordsOptions,
  second: SecondReader | undefined,
): Promise<Table> => {
  const all = readPublicSets(folder);
  const items = inOtherWords ? reworded(all) : all;
  const peers = readPeers(folder);
  const results: { set: string; grade: 'right' | 'wrong' | 'declined'; checked: boolean }[] = [];
  for (const item of items) {
    signal.throwIfAborted();
    const { answer, checked } = await ask(chat, item.question, signal, second);
    const right = answer !== undefined && isTarget(item, answer);
    const answered = right ? 'right' : 'wrong';
    results.push({ set: item.set, grade: answer === undefined ? 'declined' : answered, checked });
  }
  const rows = [...Map.groupBy(results, (one) => one.set)].map(([set, group]) => {
    const count = (grade: string): number => group.filter((one) => one.grade === grade).length;
    const checked = group.filter((one) => one.checked && one.grade !== 'declined');
    return [
      set,
      `${group.length}`,
      percent(count('right'), group.length),
      percent(count('wrong'), group.length),
      percent(count('declined'), group.length),
      `${checked.filter((one) => one.grade === 'wrong').length}/${checked.length}`,
      peers[set.split(',')[0]!] === undefined ? '–' : `${peers[set.split(',')[0]!]} %`,
    ];
  });
  return {
    title: 'public sets',
    head: ['', 'N', 'right', 'wrong', 'declined', 'wrong/checked', 'code-davinci-002'],
    rows,
  };
};

/** Runs and prints. Gives the exit code. */
export const evaluateWords = async (model: LoadedModel, options: WordsOptions): Promise<number> => {
  const { words, set, split, alone, json, signal, write } = options;
  const given = options.reader === undefined ? undefined : await openReader(options.reader);
  const second: SecondReader | undefined = given ? (question, draws) => given.read(question, 1, draws) : model.reader;
  const reader = think(silent, { reads: true, abstainBelow: 0.5, ...(second && { second }) });
  const chat = alone
    ? (question: string, stop: AbortSignal) => reader(requestOf(question, stop))
    : systemOf({ ...model, ...(second && { reader: second }) }, options.unread);
  const tables: Table[] = [];
  if (words !== undefined) {
    const outcomes: WordsOutcome[] = [];
    for (const row of readWords(words, split)) {
      signal.throwIfAborted();
      outcomes.push({ row, ...(await ask(chat, row.question, signal, second)) });
    }
    tables.push(...wordsTables(outcomes));
  }
  if (set !== undefined) {
    const table = await publicTable(set, chat, options, second);
    if (table.rows.length === 0) write(`${set} holds neither bbh/ nor stories/: nothing was measured\n`);
    else tables.push(table);
  }
  await given?.close();
  write(json ? `${JSON.stringify({ split, alone, tables })}\n` : tables.map(tableText).join(''));
  return 0;
};
