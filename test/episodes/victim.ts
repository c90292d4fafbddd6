/**
 * A process that runs one agent on a journal in a folder, to be killed by check.ts: `node victim.ts FOLDER SEED`. Each
 * write of its tools adds a line with the call's id to FOLDER/world.log. It prints the messages when the run has ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { emptyReply } from '../../src/answer.ts';
import { openJournal } from '../../src/agent/journal.ts';
import { runAgent } from '../../src/agent/loop.ts';
import type { AgentTool } from '../../src/agent/types.ts';
import { appendLine } from '../../src/files.ts';
import { createRandom } from '../../src/random.ts';
import type { Chat } from '../../src/types.ts';

const [folder, seed] = [process.argv[2]!, process.argv[3]!];
const parameters = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
const tools: AgentTool[] = [
  {
    name: 'read',
    parameters,
    effect: 'read',
    run: async ({ n }) => (await sleep(3), { content: `value ${String(n)}` }),
  },
  {
    name: 'write',
    parameters,
    effect: 'write',
    run: async ({ n }, { callId }) => {
      await sleep(4);
      appendLine(join(folder, 'world.log'), callId);
      await sleep(4);
      return { content: `wrote ${String(n)}` };
    },
  },
];

const chat: Chat = async function* (request) {
  await sleep(3);
  const random = createRandom(`${seed}/${request.seed ?? 0}`);
  const steps = request.messages.filter(({ role }) => role === 'assistant').length;
  const toolCalls = Array.from({ length: random.int(1, 4) }, () => ({
    id: '',
    name: random.pick(['read', 'write']),
    arguments: JSON.stringify({ n: random.int(0, 99) }),
  }));
  const reply = steps >= 8 ? emptyReply('stop', 'done') : { ...emptyReply('tools'), toolCalls };
  yield { type: 'done', reply, usage: { promptTokens: 1, completionTokens: 1 }, seconds: 0 };
};

const journal = openJournal(join(folder, 'run'));
console.log('ready');
const task = { messages: [{ role: 'user' as const, content: 'Go.' }] };
const outcome = await runAgent({ chat, tools, journal, permission: () => 'allow' }, task);
journal.close();
console.log(JSON.stringify(outcome.messages));
