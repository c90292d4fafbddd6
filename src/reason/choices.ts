/**
 * Choices: the `n` of an OpenAI request for a Chat that thinks. Each choice is answered independently, with its own
 * seed and its own candidates.
 */
import { hashString } from '../random.ts';
import type { Chat, ChatEvent, Reply } from '../types.ts';
import { sumUsage } from '../usage.ts';
import { emptyReply } from '../answer.ts';
import { mergeStreams } from './merge-streams.ts';

/** The event with its candidate numbered over all choices. */
const renumbered = (event: ChatEvent, offset: number): ChatEvent => {
  switch (event.type) {
    case 'delta':
    case 'tool':
    case 'plan':
    case 'verdict':
      return { ...event, index: event.index + offset };
    case 'reply':
      return { ...event, reply: { ...event.reply, index: event.reply.index + offset } };
    case 'decision': {
      const { chosen } = event.decision;
      return { ...event, decision: { ...event.decision, chosen: chosen === undefined ? undefined : chosen + offset } };
    }
    case 'act':
    case 'raw':
    case 'done':
      return event;
    default:
      return event satisfies never;
  }
};

/**
 * A thinking Chat that honours `n`: it answers n times at once, each from at most `stride` candidates, which are
 * numbered over all choices; `done` carries all answers. With n = 1 the events pass unchanged. When a choice fails the
 * others are still given.
 */
export const withChoices = (chat: Chat, stride: number): Chat =>
  async function* (request) {
    const { n = 1, seed = 0, signal = new AbortController().signal } = request;
    if (n === 1) return yield* chat(request);
    const calls = Array.from({ length: n }, (_, i) => ({
      chat,
      request: { ...request, n: 1, seed: i === 0 ? seed : hashString(`${seed}/answer/${i}`) },
    }));
    const ends = Array<(ChatEvent & { type: 'done' }) | undefined>(n).fill(undefined);
    for await (const { source, event } of mergeStreams(calls, signal)) {
      if (event.type === 'done') ends[source] = event;
      else yield renumbered(event, source * stride);
    }
    const cancelled = signal.aborted;
    const replies = ends.map((end, index): Reply => ({
      ...(end?.reply ?? emptyReply(cancelled ? 'cancelled' : 'error')),
      index,
    }));
    const found = ends.filter((end) => end !== undefined);
    const failure = found.find((end) => end.failure)?.failure;
    const failed = replies.every((reply) => reply.finish === 'error');
    yield {
      type: 'done',
      reply: replies[0]!,
      replies,
      usage: sumUsage(found.map((end) => end.usage)),
      seconds: Math.max(0, ...found.map((end) => end.seconds)),
      ...(failed && failure && { failure }),
    };
  };
