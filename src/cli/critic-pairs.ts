/**
 * Pairs of a right and a wrong answer of one model to one question, and what a critic makes of them. Drawing, pairing and
 * asking here; what a critique is, task/critique.ts, and how a run is made of it, critic.ts.
 */
import { createSampler, type LocalSampler } from '../infer/generate.ts';
import { mizanTemplate, renderPrompt } from '../model/template.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { createRandom, hashString } from '../random.ts';
import { criticMessages, readCritic } from '../reason/critic.ts';
import { extractAnswer } from '../reason/extract.ts';
import type { Side } from '../task/critique.ts';
import { grade } from '../task/index.ts';
import type { Item } from '../types.ts';
import { openFolder } from './folder.ts';
import { readIds } from './rollouts.ts';

/** One answer as it was drawn. `logprob` is the sum of ln p over its `tokens`; `answer` is '' when it has none. */
export type Drawn = Side & { right: boolean; tokens: number; logprob: number };

/** A question with answers of both kinds: the right one and the wrong one. */
export type Pair = { item: Item; right: Drawn; wrong: Drawn };

/** A model that draws, with as many threads as it is given. */
export type Drawer = { tokenizer: Tokenizer; samplers: LocalSampler[]; close(): Promise<void> };

export const openDrawer = async (folder: string | undefined, threads: number, maxRows = 128): Promise<Drawer> => {
  const { config, tokenizer, weights } = await openFolder(folder);
  const values = Object.fromEntries([...await weights()].map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }]));
  const samplers = Array.from({ length: threads }, () => createSampler({ config, weights: values, threads: 1, maxRows }));
  return { tokenizer, samplers, close: async () => { await Promise.all(samplers.map((one) => one.close())); } };
};

type Request = { prompt: number[]; n: number; temperature: number; maxTokens: number; seed: number };

/** All requests over all threads, each to the end of its turn or to one of the markers `ends`; undefined when the signal came first. */
export const drawAll = async ({ tokenizer, samplers }: Drawer, requests: readonly Request[], signal?: AbortSignal, ends: readonly string[] = []) => {
  const stopIds = ['<|end|>', ...ends].map((marker) => tokenizer.idOf(marker)!);
  const of = (k: number) => requests.filter((_, i) => i % samplers.length === k).map((one) => ({ ...one, stopIds }));
  const drawn = await Promise.all(samplers.map((sampler, k) => sampler.sampleAll(of(k), signal)));
  return signal?.aborted ? undefined : requests.map((_, i) => drawn[i % samplers.length]![Math.floor(i / samplers.length)]!);
};

/** `n` answers to each item, straight to the thought. */
export const answersTo = async (drawer: Drawer, items: readonly Item[], { n, temperature, maxTokens, seed, signal }: { n: number; temperature: number; maxTokens: number; seed: number; signal?: AbortSignal }): Promise<Drawn[][] | undefined> => {
  const drawn = await drawAll(drawer, items.map((one) => ({
    prompt: renderPrompt(drawer.tokenizer, mizanTemplate, [{ role: 'user', content: one.question }], 'think'), n, temperature, maxTokens, seed: hashString(`${seed}/${one.id}`),
  })), signal);
  return drawn?.map((answers, i) => answers.map(({ ids, logprobs, finish }): Drawn => {
    const { think: thought, answer: content } = readIds(drawer.tokenizer, 'think', ids);
    const answer = extractAnswer({ content, reasoning: thought, finish });
    return { thought, answer, right: answer !== '' && grade(items[i]!, answer).correct, tokens: ids.length, logprob: logprobs.reduce((sum, one) => sum + one, 0) };
  }));
};

/** At most `most` pairs of each question whose answers are of both kinds, each answer in one pair only. */
export const pairsOf = (items: readonly Item[], answers: readonly (readonly Drawn[])[], most: number): Pair[] => items.flatMap((item, i) => {
  const distinct = [...new Map(answers[i]!.filter(({ answer }) => answer !== '').map((one) => [one.thought, one])).values()];
  const [right, wrong] = [distinct.filter((one) => one.right), distinct.filter((one) => !one.right)];
  return Array.from({ length: Math.min(most, right.length, wrong.length) }, (_, k) => ({ item, right: right[k]!, wrong: wrong[k]! }));
});

/** Whether the right one stands first, by the pair alone. */
export const rightFirst = ({ item }: Pair, k: number): boolean => createRandom(`order/${item.id}/${k}`).chance(0.5);

export type Judged = { verdict: 'A' | 'B' | undefined; text: string; tokens: number };

/** What the critic says of each two answers, greedily. */
export const judge = async (drawer: Drawer, shown: readonly { question: string; a: Side; b: Side }[], { maxTokens, signal, temperature = 0, seed = 1 }: { maxTokens: number; signal?: AbortSignal; temperature?: number; seed?: number }): Promise<Judged[] | undefined> => {
  const drawn = await drawAll(drawer, shown.map(({ question, a, b }, i) => ({
    prompt: renderPrompt(drawer.tokenizer, mizanTemplate, criticMessages(question, a, b), 'think'), n: 1, temperature, maxTokens, seed: hashString(`${seed}/${i}`),
  })), signal);
  return drawn?.map(([one]) => {
    const { think: text, answer: content } = readIds(drawer.tokenizer, 'think', one!.ids);
    return { verdict: readCritic({ content, finish: one!.finish }), text, tokens: one!.ids.length };
  });
};
