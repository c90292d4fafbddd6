/**
 * The gate before new weights serve: gate.json in a model folder. It holds recorded replies, token ids with ln p that
 * the publisher computed with a forward pass of its own (infer/score.ts), and questions with required answers. New
 * weights serve only when the engine gives the same tokens with ln p within the bound, and the required answers. The
 * hashes of weights.json find bytes that changed on the way; the gate finds weights that were wrong when they were
 * published, or that this engine computes wrongly.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerText } from '../answers/read.ts';
import { sameAnswer } from '../answers/same.ts';
import { localChat } from '../infer/model-chat.ts';
import { sequenceLogits } from '../infer/score.ts';
import type { ModelConfig } from '../model/config.ts';
import { renderPrompt, type ChatTemplate } from '../model/template.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { Sample } from '../types.ts';

export const GATE = 'gate.json';

const ids = z.array(z.number().int().min(0)).min(1).max(100_000);
const schema = z.object({
  type: z.literal('gate'),
  version: z.literal(1),
  /** `logprobs`: of each token of `reply`, the likeliest after those before it. `within`: how far each may be off. */
  replies: z
    .array(
      z.object({ prompt: ids, reply: ids, logprobs: z.array(z.number()), within: z.number().min(0).default(0.25) }),
    )
    .max(1000)
    .default([]),
  /** Answered greedily; `answer` is compared as votes are. */
  questions: z
    .array(z.object({ question: z.string().min(1).max(10_000), answer: z.string().min(1).max(1000) }))
    .max(1000)
    .default([]),
});

export type Gate = z.infer<typeof schema>;

/** The gate of a folder; undefined when it has none. Throws one sentence. */
export const readGate = (folder: string): Gate | undefined => {
  const file = join(folder, GATE);
  if (!existsSync(file)) return undefined;
  if (statSync(file).size > 50e6) throw new Error(`${file} is too large; a gate is a few recorded answers`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`${file} is not JSON; correct it or remove it`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Error(`${file}: ${path.join('.') || 'the file'}: ${message}; correct it or remove it`);
};

export type GateModel = { config: ModelConfig; tokenizer: Tokenizer; template?: ChatTemplate | undefined };

/** A reply is recorded up to the first token whose lead over the next likeliest is below this many nats. */
const CLEAR_LEAD = 1;
const LONGEST_REPLY = 16;
/** How far ln p may be off: int8 weights were seen 0.15 from exact ones (infer/int8.test.ts). */
const WITHIN = 0.25;

/** The likeliest token after a row of logits, its ln p, and its lead over the second. */
const likeliest = (row: Float32Array): { id: number; logprob: number; lead: number } => {
  let [best, second] = [0, -1];
  for (let i = 1; i < row.length; i++) {
    if (row[i]! > row[best]!) [second, best] = [best, i];
    else if (second < 0 || row[i]! > row[second]!) second = i;
  }
  const most = row[best]!;
  const total = row.reduce((sum, x) => sum + Math.exp(x - most), 0);
  return { id: best, logprob: -Math.log(total), lead: second < 0 ? Infinity : most - row[second]! };
};

type Weights = Parameters<typeof sequenceLogits>[1];

/**
 * Records what these weights reply to the prompts, by forward passes over whole sequences. Close calls at the beginning
 * become part of the prompt.
 */
export const recordReplies = async (
  config: ModelConfig,
  weights: Weights,
  prompts: readonly (readonly number[])[],
): Promise<Gate['replies']> => {
  const open = prompts.map((prompt) => ({ prompt: [...prompt], reply: [] as number[], logprobs: [] as number[] }));
  let growing = open;
  for (let k = 0; k < LONGEST_REPLY && growing.length > 0; k++) {
    const rows = growing.map(({ prompt, reply }) => [...prompt, ...reply]);
    const logits = await sequenceLogits(config, weights, rows);
    growing = growing.filter((item, i) => {
      const { id, logprob, lead } = likeliest(logits[i]!.at(-1)!);
      if (!(lead >= CLEAR_LEAD)) {
        if (item.reply.length === 0) item.prompt.push(id); // the reply begins after the close call
        return item.reply.length === 0;
      }
      item.reply.push(id);
      item.logprobs.push(logprob);
      return true;
    });
  }
  return open
    .filter(({ reply }) => reply.length > 0)
    .map((item) => ({ ...item, logprobs: item.logprobs.map((x) => Number(x.toFixed(5))), within: WITHIN }));
};

/** The prompts of questions, as the model's template writes them. */
export const promptsOf = ({ tokenizer, template }: GateModel, questions: readonly string[]): number[][] =>
  questions.map((content) =>
    template ? renderPrompt(tokenizer, template, [{ role: 'user', content }]) : tokenizer.encode(content),
  );

const checkReply = async (sample: Sample, { prompt, reply, logprobs, within }: Gate['replies'][number], at: number) => {
  const fail = (why: string): never => {
    throw new Error(`recorded reply ${at + 1} of ${GATE} does not come back: ${why}`);
  };
  let k = 0;
  for await (const event of sample({ prompt, maxTokens: reply.length, temperature: 0, seed: 0 })) {
    if (event.type !== 'token') continue;
    const off = Math.abs(event.logprob - logprobs[k]!);
    if (event.id !== reply[k]) fail(`token ${k + 1} is ${event.id} and not ${reply[k]}`);
    if (!(off <= within)) fail(`ln p of token ${k + 1} is ${event.logprob.toFixed(3)}, recorded ${logprobs[k]}`);
    k++;
  }
  if (k < reply.length) fail(`it ends after ${k} of ${reply.length} tokens`);
};

/** Throws one sentence unless the weights that `sample` draws from pass. */
export const passGate = async (sample: Sample, gate: Gate, model: GateModel): Promise<void> => {
  await Promise.all(gate.replies.map((reply, at) => checkReply(sample, reply, at)));
  const { tokenizer, template, config } = model;
  if (gate.questions.length === 0) return;
  if (!template) throw new Error(`${GATE} holds questions, but the model has no chat template`);
  const chat = localChat({ sample, tokenizer, template, config });
  await Promise.all(
    gate.questions.map(async ({ question, answer }) => {
      for await (const event of chat({ messages: [{ role: 'user', content: question }], temperature: 0, seed: 0 })) {
        if (event.type !== 'done') continue;
        const found = answerText(event.reply, question);
        if (sameAnswer(found, answer)) continue;
        const told = found === '' ? 'nothing' : JSON.stringify(found.slice(0, 80));
        throw new Error(
          `${JSON.stringify(question.slice(0, 80))} is answered ${told} and not ${JSON.stringify(answer)}`,
        );
      }
    }),
  );
};
