/**
 * Training data from a JSON Lines file, in the form that other trainers take: each line is {"messages": [...]}, a
 * conversation whose assistant turns are learnt, or {"text": "..."}, which is learnt as a whole. Errors name the
 * line.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { defined, isObject } from '../../json.ts';
import type { Message } from '../../types.ts';
import { createRandom } from '../../random.ts';
import { conversationDocuments } from '../../model/conversation.ts';
import type { ChatTemplate } from '../../model/template.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import type { Document } from '../../train/pack.ts';

/** Largest file in bytes: token ids of a larger one would not fit memory. */
const LARGEST = 1_000_000_000;

export type TrainingFile = {
  train: readonly Document[];
  validation: readonly Document[];
  /** Number of documents that were left out because they are longer than a row. */
  tooLong: number;
  sha256: string;
};

type Line = { messages: Message[] } | { text: string };

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const parseMessage = (value: unknown): Message => {
  if (!isObject(value) || typeof value.content !== 'string')
    throw new Error('a message must be an object with "role" and "content" as text');
  const { role, content, plan, reasoning = value.reasoning_content } = value;
  if (role !== 'system' && role !== 'user' && role !== 'assistant')
    throw new Error(`a message has the role ${JSON.stringify(role)}; system, user and assistant are known`);
  return {
    role,
    content,
    ...defined({ plan: textOf(plan), reasoning: textOf(reasoning) }),
  };
};

const parseLine = (line: string): Line => {
  const json: unknown = JSON.parse(line);
  if (isObject(json) && Array.isArray(json.messages)) return { messages: json.messages.map(parseMessage) };
  if (isObject(json) && typeof json.text === 'string' && json.text !== '') return { text: json.text };
  throw new Error('it must hold "messages" (a list) or "text"');
};

/** The non-empty lines of a file with their numbers, and its bytes. */
const readLines = (path: string): { bytes: Buffer; lines: { text: string; number: number }[] } => {
  try {
    const { size } = statSync(path);
    if (size > LARGEST) throw new Error(`it has ${size} bytes; at most ${LARGEST} are read`);
    const bytes = readFileSync(path);
    const lines = bytes.toString('utf8').split('\n');
    return { bytes, lines: lines.flatMap((text, i) => (text.trim() === '' ? [] : [{ text, number: i + 1 }])) };
  } catch (error) {
    throw new Error(`can't read the training data in ${path}: ${(error as Error).message}`, { cause: error });
  }
};

/**
 * Reads a file of conversations and texts. `heldOut` of its lines, chosen by `seed`, are for validation. A text ends
 * with the first of `ends`, the ids that end a reply. Documents longer than `length` are left out. Throws one
 * sentence that names the file, and the line when one is wrong.
 */
export const readTrainingFile = async (
  path: string,
  model: { tokenizer: Tokenizer; template(): Promise<ChatTemplate>; ends: readonly number[] },
  { heldOut, length, seed }: { heldOut: number; length: number; seed: number },
): Promise<TrainingFile> => {
  const { bytes, lines } = readLines(path);
  const { tokenizer, ends } = model;
  let template: ChatTemplate | undefined;
  const documents: Document[][] = [];
  for (const { text, number } of lines) {
    try {
      const line = parseLine(text);
      if ('messages' in line) template ??= await model.template();
      documents.push(
        'messages' in line
          ? conversationDocuments(tokenizer, template!, line.messages, [...ends, ...endIdOf(tokenizer, template!)])
          : [textDocument(tokenizer, line.text, ends)],
      );
    } catch (error) {
      throw new Error(`${path}, line ${number}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (lines.length < heldOut + 1)
    throw new Error(
      `${path} has ${lines.length} lines, and train.validation_items holds out ${heldOut} of them; none would be left to train on`,
    );
  const order = createRandom(`held/${seed}`).shuffle(documents.map((_, i) => i));
  const fitting = (numbers: readonly number[]) =>
    numbers.flatMap((i) => documents[i]!).filter(({ ids }) => ids.length <= length);
  const validation = fitting(order.slice(0, heldOut));
  const train = fitting(order.slice(heldOut).sort((a, b) => a - b));
  if (train.length === 0) throw new Error(`every line of ${path} has more than ${length} tokens; raise train.length`);
  return {
    train,
    validation,
    tooLong: documents.flat().length - train.length - validation.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
};

const endIdOf = (tokenizer: Tokenizer, { eosToken }: ChatTemplate): number[] =>
  [tokenizer.idOf(eosToken)].filter((id) => id !== undefined);

const textDocument = (tokenizer: Tokenizer, text: string, ends: readonly number[]): Document => {
  const ids = [...tokenizer.encode(text), ...ends.slice(0, 1)];
  return { ids, mask: ids.map(() => true) };
};

/** An endless stream of the documents: every round has each of them once, in another order. */
export const repeatShuffled = (documents: readonly Document[], seed: number): ((k: number) => Document) => {
  let [round, order]: [number, number[]] = [-1, []];
  return (k) => {
    const roundOfK = Math.floor(k / documents.length);
    if (roundOfK !== round)
      [round, order] = [roundOfK, createRandom(`round/${seed}/${roundOfK}`).shuffle(documents.map((_, i) => i))];
    return documents[order[k % documents.length]!]!;
  };
};
