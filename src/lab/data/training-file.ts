/**
 * A file of training data as documents: JSON Lines, each {"messages": [...]} (a conversation, of which what the assistant
 * says is learnt) or {"text": "..."} (all of it is learnt), as other trainers take them. What is wrong names the line.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isObject } from '../../json.ts';
import type { Message } from '../../types.ts';
import { createRandom } from '../../random.ts';
import { conversationRows } from '../../model/conversation.ts';
import type { ChatTemplate } from '../../model/template.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import type { Document } from '../../train/pack.ts';

/** Bytes that are read; the documents of a larger file would not fit memory as ids. */
const LARGEST = 1_000_000_000;

export type TrainingFile = {
  train: readonly Document[];
  validation: readonly Document[];
  /** Documents that were longer than a row, and are left out. */
  tooLong: number;
  sha256: string;
};

type Line = { messages: Message[] } | { text: string };

const parseMessage = (value: unknown): Message => {
  if (!isObject(value) || typeof value.content !== 'string')
    throw new Error('a message must be an object with "role" and "content" as text');
  const { role, content, plan, reasoning = value.reasoning_content } = value;
  if (role !== 'system' && role !== 'user' && role !== 'assistant')
    throw new Error(`a message has the role ${JSON.stringify(role)}; system, user and assistant are known`);
  return {
    role,
    content,
    ...(typeof plan === 'string' ? { plan } : {}),
    ...(typeof reasoning === 'string' ? { reasoning } : {}),
  };
};

const parseLine = (line: string): Line => {
  const json: unknown = JSON.parse(line);
  if (isObject(json) && Array.isArray(json.messages)) return { messages: json.messages.map(parseMessage) };
  if (isObject(json) && typeof json.text === 'string' && json.text !== '') return { text: json.text };
  throw new Error('it must hold "messages" (a list) or "text"');
};

/**
 * Reads a file of conversations and texts. `held` of its lines, picked by `seed`, are for validation. Texts end with the
 * first of `ends`, ids that end a reply. Throws one sentence that names the file, and the line when one is wrong.
 */
export const readTrainingFile = async (
  path: string,
  model: { tokenizer: Tokenizer; template(): Promise<ChatTemplate>; ends: readonly number[] },
  { held, length, seed }: { held: number; length: number; seed: number },
): Promise<TrainingFile> => {
  let bytes: Buffer;
  try {
    const { size } = statSync(path);
    if (size > LARGEST) throw new Error(`it has ${size} bytes, and at most ${LARGEST} are read`);
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`can't read the training data in ${path}: ${(error as Error).message}`, { cause: error });
  }
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .flatMap((text, i) => (text.trim() === '' ? [] : [{ text, number: i + 1 }]));
  const { tokenizer, ends } = model;
  let template: ChatTemplate | undefined;
  const documents: Document[][] = [];
  for (const { text, number } of lines) {
    try {
      const line = parseLine(text);
      if ('messages' in line) template ??= await model.template();
      documents.push(
        'messages' in line
          ? conversationRows(tokenizer, template!, line.messages, [...ends, ...idOf(tokenizer, template!)])
          : [plain(tokenizer, line.text, ends)],
      );
    } catch (error) {
      throw new Error(`${path}, line ${number}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (lines.length < held + 1)
    throw new Error(
      `${path} has ${lines.length} lines, of which train.validation_items (${held}) are held out; none would be left to train on`,
    );
  const order = createRandom(`held/${seed}`).shuffle(documents.map((_, i) => i));
  const fits = (numbers: readonly number[]) =>
    numbers.flatMap((i) => documents[i]!).filter(({ ids }) => ids.length <= length);
  const [validation, train] = [fits(order.slice(0, held)), fits(order.slice(held).sort((a, b) => a - b))];
  if (train.length === 0) throw new Error(`every line of ${path} has more than ${length} tokens; raise train.length`);
  return {
    train,
    validation,
    tooLong: documents.flat().length - train.length - validation.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
};

const idOf = (tokenizer: Tokenizer, { eosToken }: ChatTemplate): number[] =>
  [tokenizer.idOf(eosToken)].filter((id) => id !== undefined);

const plain = (tokenizer: Tokenizer, text: string, ends: readonly number[]): Document => {
  const ids = [...tokenizer.encode(text), ...ends.slice(0, 1)];
  return { ids, mask: ids.map(() => true) };
};

/** An endless stream of the documents, each once in every round, in an order of its own. */
export const endless = (documents: readonly Document[], seed: number): ((k: number) => Document) => {
  let [round, order]: [number, number[]] = [-1, []];
  return (k) => {
    const now = Math.floor(k / documents.length);
    if (now !== round) [round, order] = [now, createRandom(`round/${seed}/${now}`).shuffle(documents.map((_, i) => i))];
    return documents[order[k % documents.length]!]!;
  };
};
