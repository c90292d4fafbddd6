/** Searches titles, questions and answers; case and accents don't matter. Pure but for `findAll`. */
import { followed } from './conversation.ts';
import type { Store } from './store.ts';
import type { Conversation, Turn } from './turn.ts';

/** Lower case without accents, Arabic and Persian letters and digits in one form. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک')
    .replaceAll('ى', 'ی');

/** A piece of `text` around the first of `words`; undefined when it is not there. */
const excerpt = (text: string, words: readonly string[]): string | undefined => {
  const flat = text.replace(/\s+/g, ' ');
  const at = words
    .map((word) => foldText(flat).indexOf(word))
    .filter((i) => i >= 0)
    .sort((a, b) => a - b)[0];
  if (at === undefined) return undefined;
  const from = Math.max(0, at - 30);
  return `${from > 0 ? '…' : ''}${flat.slice(from, from + 120)}${flat.length > from + 120 ? '…' : ''}`;
};

export type Hit = { conversation: Conversation; excerpt: string };

/** Conversations that hold all the words, newest first; without words the newest ones. At most `most`. */
export const findAll = async (store: Store, query: string, most: number): Promise<Hit[]> => {
  const words = foldText(query).split(/\s+/).filter(Boolean);
  const conversations = await store.conversations();
  if (words.length === 0) return conversations.slice(0, most).map((conversation) => ({ conversation, excerpt: '' }));
  const texts = new Map<string, { all: string; excerpt: string }>(
    conversations.map((conversation) => [conversation.id, { all: foldText(conversation.title), excerpt: '' }]),
  );
  await store.eachTurn((turn: Turn) => {
    const found = texts.get(turn.conversation);
    if (!found) return;
    const text = `${turn.question} ${followed(turn)?.text ?? ''} ${turn.answers.map((answer) => answer.text).join(' ')}`;
    found.all += ` ${foldText(text)}`;
    if (found.excerpt === '') found.excerpt = excerpt(text, words) ?? '';
  });
  return conversations
    .flatMap((conversation): Hit[] => {
      const { all, excerpt: piece } = texts.get(conversation.id)!;
      return words.every((word) => all.includes(word)) ? [{ conversation, excerpt: piece }] : [];
    })
    .slice(0, most);
};
