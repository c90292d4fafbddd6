/**
 * What the authors of a model's family advise, applied to a provider's model: sampling of candidates, a way not to
 * think where thinking would be wasted (plans, forced answers), and what GET /v1/models shows. The table is
 * provider/model-families.ts.
 */
import { defined } from '../json.ts';
import type { ModelEntry, ProviderEntry } from '../provider/config.ts';
import type { ModelFamily } from '../provider/families/row.ts';
import { familyFor, samplingFields } from '../provider/model-families.ts';
import { usualStyle } from '../answers/form.ts';
import type { Chat, ChatRequest, Message, Wire } from '../types.ts';

/** Sampling of candidates: fields of a request, and further fields of the wire that the server takes. */
export type AdvisedSampling = { temperature?: number; topP?: number; minP?: number; wire: Wire };

/**
 * Candidates that vote are drawn at least at this temperature, also where a card advises less for single answers: equal
 * candidates decide nothing. Self-consistency (Wang et al. 2022, arXiv 2203.11171) samples at 0.5 to 0.7.
 */
const LEAST_TEMPERATURE = 0.5;

export const advisedSampling = (
  { sampling }: ModelFamily,
  { preset }: Pick<ProviderEntry, 'preset'>,
): AdvisedSampling => {
  const { temperature, topP, minP } = sampling;
  return {
    ...defined({ temperature: temperature && Math.max(LEAST_TEMPERATURE, temperature), topP, minP }),
    wire: samplingFields(sampling, preset),
  };
};

/** How a model of this entry is used to end: as its family advises, else as models of its name do. */
export const answersOf = (entry: ModelEntry): 'box' | 'label' => {
  const family = familyFor(entry);
  if (!family) return usualStyle(entry.model);
  return family.answer === undefined ? 'label' : 'box';
};

/** The family as GET /v1/models shows it. */
export const describeFamily = (family: ModelFamily): Wire => {
  const { name, title, sampling, thinking, answer, contextLength, extendedLength, source, checked } = family;
  const { temperature, topP, topK, minP, repetitionPenalty } = sampling;
  return {
    name,
    title,
    sampling: defined({
      temperature,
      top_p: topP,
      top_k: topK,
      min_p: minP,
      repetition_penalty: repetitionPenalty,
    }),
    thinking: thinking.type,
    ...defined({ answer, context_length: contextLength, extended_length: extendedLength }),
    source,
    checked,
  };
};

const withEnd = (message: Message, end: string): Message => {
  const content = `${message.content}${end}`;
  const parts = message.wire?.content;
  if (typeof parts === 'string') return { ...message, content, wire: { ...message.wire, content } };
  if (!Array.isArray(parts)) return { ...message, content };
  return {
    ...message,
    content,
    wire: { ...message.wire, content: [...(parts as Wire[]), { type: 'text', text: end.trim() }] },
  };
};

/** The request with `end` behind the text of the last user message; a turn of several parts gets one more part. */
export const withLastWords = (request: ChatRequest, end: string): ChatRequest => {
  const at = request.messages.findLastIndex(({ role }) => role === 'user');
  if (at < 0) return request;
  return { ...request, messages: request.messages.map((message, i) => (i === at ? withEnd(message, end) : message)) };
};

/**
 * `chat` that does not think about a plan or a forced answer: otherwise a plan costs a whole thought. Where the server has no field
 * for it (Ollama, LM Studio) the family's word says so. Such a request is drawn as the family advises without thinking,
 * where it does not say itself. Other requests are not changed.
 */
export const sparingThoughts = (chat: Chat, family: ModelFamily, { dialect, preset }: ProviderEntry): Chat => {
  if (family.thinking.type !== 'switch') return chat;
  const word = dialect.noThink ? undefined : family.thinking.word;
  const { temperature, topP, minP, ...rest } = family.withoutThinking ?? {};
  const wire = samplingFields(rest, preset);
  const quietly = (request: ChatRequest): ChatRequest => ({
    ...defined({ temperature, topP, minP }),
    ...(word === undefined ? request : withLastWords(request, `\n${word}`)),
    wire: { ...wire, ...request.wire },
  });
  return (request) => chat(request.open === 'plan' || request.open === 'answer' ? quietly(request) : request);
};
