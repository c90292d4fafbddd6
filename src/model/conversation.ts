/**
 * Conversations as training documents: token ids as the model's own chat template writes them, and a mask of the ids
 * that the model must produce, which are those of the assistant up to and including the marker that ends its turn.
 */
import type { Message } from '../types.ts';
import { renderConversation, renderPrompt, type ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';

export type EncodedDocument = { ids: number[]; mask: boolean[] };

const commonLength = (a: readonly number[], b: readonly number[]): number => {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
};

/**
 * One document for a conversation, or one per assistant turn where the template rewrites earlier turns when later
 * ones follow (as those do that drop old thoughts). `ends` are the ids that end a reply. Throws one sentence when
 * nothing is said by the assistant or the template refuses the messages.
 */
export const conversationDocuments = (
  tokenizer: Tokenizer,
  template: ChatTemplate,
  messages: readonly Message[],
  ends: readonly number[],
): EncodedDocument[] => {
  const rows: EncodedDocument[] = [];
  for (const [i, { role }] of messages.entries()) {
    if (role !== 'assistant') continue;
    const ids = renderConversation(tokenizer, template, messages.slice(0, i + 1));
    // Some prompts open a section that a finished turn writes differently: the common part is given, the rest is
    // learnt.
    const from = commonLength(renderPrompt(tokenizer, template, messages.slice(0, i)), ids);
    const end = ids.findIndex((id, at) => at >= from && ends.includes(id));
    const to = end < 0 ? ids.length : end + 1; // what a template writes after the end is not the model's to say
    const mask = ids.map((_, at) => at >= from && at < to);
    const before = rows.at(-1);
    if (before && commonLength(before.ids, ids) === before.ids.length) {
      before.mask.forEach((learnt, at) => {
        mask[at] = learnt;
      });
      rows.pop();
    }
    rows.push({ ids, mask });
  }
  if (rows.length === 0) throw new Error('it has no assistant message to learn from');
  return rows;
};
