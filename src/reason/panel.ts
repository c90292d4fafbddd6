/**
 * A panel: several models as one Chat. Its continuations are drawn from the members in turn, so a vote over them is a
 * vote of different models. A member that fails is left out; the panel fails only when all members fail.
 */
import type { Chat, ChatEvent, ChatRequest, Failure, Reply, Usage } from '../types.ts';
import { priced, sumUsage, type Price } from '../usage.ts';
import { emptyReply } from '../answer.ts';
import { mergeStreams } from './merge-streams.ts';

/** One model of a panel. `id` is written on what it says. */
export type PanelMember = { id: string; chat: Chat; price?: Price | undefined };

type End = { reply: Reply; failure?: Failure | undefined; usage: Usage; seconds: number };

/** Which continuations each member draws: the next in turn from `from` on. */
const shares = (members: number, n: number, from: number): number[][] =>
  Array.from({ length: members }, (_, member) =>
    Array.from({ length: n }, (_unused, i) => i).filter((i) => (from + i) % members === member),
  );

const renumbered = (event: ChatEvent, positions: readonly number[], id: string): ChatEvent => {
  const at = (index: number): number => positions[index] ?? positions[0]!;
  switch (event.type) {
    case 'delta':
    case 'tool':
    case 'plan':
    case 'verdict':
      return { ...event, index: at(event.index) };
    case 'reply':
      return { ...event, reply: { ...event.reply, index: at(event.reply.index), model: event.reply.model ?? id } };
    case 'decision':
    case 'act':
    case 'raw':
    case 'done':
      return event;
    default:
      return event satisfies never;
  }
};

/**
 * A panel for one request to a thinking Chat: continuation i is drawn by the next member in turn, and the turn goes on
 * from one call to the next. A request for a plan goes to the first member. Throws a RangeError without members.
 */
export const createPanel = (members: readonly PanelMember[]): Chat => {
  const [first] = members;
  if (!first) throw new RangeError('createPanel: there are no members; give it at least one');
  let turn = 0;
  return async function* (request: ChatRequest) {
    if (request.open === 'plan') return yield* first.chat(request);
    const { n = 1, signal = new AbortController().signal } = request;
    const positions = shares(members.length, n, turn);
    turn += n;
    const assigned = members.flatMap((member, i) =>
      positions[i]!.length > 0 ? [{ member, positions: positions[i]! }] : [],
    );
    const ends: End[] = [];
    const told = new Set<number>();
    const calls = assigned.map(({ member, positions: ownPositions }) => ({
      chat: member.chat,
      request: { ...request, n: ownPositions.length },
    }));
    for await (const { source, event } of mergeStreams(calls, signal)) {
      const { member, positions: ownPositions } = assigned[source]!;
      const named = renumbered(event, ownPositions, member.id);
      if (named.type !== 'done') {
        if (named.type === 'reply') told.add(named.reply.index);
        yield named;
        continue;
      }
      const { reply, failure, usage, seconds } = named;
      const place = { ...reply, index: ownPositions[reply.index] ?? ownPositions[0]!, model: reply.model ?? member.id };
      // A chat that was asked for one reply may give it in its end alone.
      const late =
        ownPositions.length === 1 && !told.has(place.index) && reply.finish !== 'error' && reply.finish !== 'cancelled';
      if (late) yield { type: 'reply', reply: place, usage };
      ends.push({ reply: place, failure, usage: priced(usage, member.price), seconds });
    }
    const good = ends.filter((end) => end.reply.finish !== 'error').sort((a, b) => a.reply.index - b.reply.index);
    const failed = good.length === 0 ? ends.find((end) => end.reply.finish === 'error') : undefined;
    const empty = emptyReply(
      signal.aborted ? 'cancelled' : 'error',
      signal.aborted ? '' : 'no model of the panel answered',
    );
    yield {
      type: 'done',
      reply: good[0]?.reply ?? failed?.reply ?? empty,
      usage: sumUsage(ends.map((end) => end.usage)),
      seconds: Math.max(0, ...ends.map((end) => end.seconds)),
      ...(failed?.failure && { failure: failed.failure }),
    };
  };
};
