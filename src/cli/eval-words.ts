/**
 * `mizan eval --words FOLDER` and `mizan eval --set FOLDER`: the system as it is served, on questions in independent wordings and on public
 * sets. The rules of what is right are eval/words.ts and eval/public-sets.ts.
 */
import { createCatalog, SYSTEM } from '../gateway/catalog.ts';
import { localBackend } from '../gateway/backend.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { openReader, type ReaderModel } from '../local/reader.ts';
import { decideReadings } from '../problem/slots/decide.ts';
import { reworded } from '../eval/reworded.ts';
import { isTarget, readPeers, readPublicSets } from '../eval/public-sets.ts';
import { readWords, wordsTables, type Table, type WordsOutcome } from '../eval/words.ts';
import { collect } from '../reason/summary.ts';
import { think } from '../reason/think.ts';
import { readFirst } from '../reason/read-first.ts';
import type { Chat, ChatRequest } from '../types.ts';

export type WordsOptions = {
  words: string | undefined;
  set: string | undefined;
  split: string;
  /** Reading alone: what no reading fits is declined. */
  alone: boolean;
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
const systemOf = (model: LoadedModel): ((question: string, signal: AbortSignal) => ReturnType<Chat>) => {
  const catalog = createCatalog({ roles: { solver: localBackend(model) }, models: [] });
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

/** Trust in what only a model has read. */
const GUESS = 0.6;

/** What a reading model makes of a question that no reader fits. */
const guess = async (reader: ReaderModel, question: string): Promise<Omit<Asked, 'seconds'> | undefined> => {
  const decided = decideReadings(await reader.read(question, 1));
  if (!decided) return undefined;
  return {
    answer: decided.solution.answer,
    confidence: GUESS,
    checked: false,
    text: decided.line,
    why: undefined,
    tokens: 0,
  };
};

const ask = async (
  chat: (question: string, signal: AbortSignal) => ReturnType<Chat>,
  question: string,
  signal: AbortSignal,
  reader?: ReaderModel,
): Promise<Asked> => {
  const started = performance.now();
  const { summary } = await collect(chat(question, signal));
  const seconds = (performance.now() - started) / 1000;
  const declined = summary.abstained || summary.answer === '';
  const read = declined ? readFirst(requestOf(question, signal)) : undefined;
  const guessed =
    declined && reader && !read?.events.some((one) => one.type === 'plan') ? await guess(reader, question) : undefined;
  if (guessed !== undefined) return { ...guessed, seconds: (performance.now() - started) / 1000 };
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
  reader: ReaderModel | undefined,
): Promise<Table> => {
  const all = readPublicSets(folder);
  const items = inOtherWords ? reworded(all) : all;
  const peers = readPeers(folder);
  const results: { set: string; grade: 'right' | 'wrong' | 'declined'; checked: boolean }[] = [];
  for (const item of items) {
    signal.throwIfAborted();
    const { answer, checked } = await ask(chat, item.question, signal, reader);
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
  const reader = think(silent, { reads: true, abstainBelow: 0.5 });
  const chat = alone ? (question: string, stop: AbortSignal) => reader(requestOf(question, stop)) : systemOf(model);
  const second = options.reader === undefined ? undefined : await openReader(options.reader);
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
  await second?.close();
  write(json ? `${JSON.stringify({ split, alone, tables })}\n` : tables.map(tableText).join(''));
  return 0;
};
