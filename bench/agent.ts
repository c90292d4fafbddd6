/**
 * Claim: what the agent loop itself costs is small beside a call of a model. An agent whose model and tool answer at
 * once takes N steps, with its journal in memory and in a file (each line synced). The last line is one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryJournal, openJournal } from '../src/agent/journal.ts';
import { runAgent } from '../src/agent/loop.ts';
import type { AgentTool, Journal } from '../src/agent/types.ts';
import { emptyReply } from '../src/answer.ts';
import type { Chat } from '../src/types.ts';
import { median } from './timing.ts';

const STEPS = 500;
const ROUNDS = 7;

const tool: AgentTool = {
  name: 'next',
  parameters: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  effect: 'read',
  run: async ({ n }) => ({ content: String(n) }),
};

const model: Chat = async function* ({ messages }) {
  const toolCalls = [{ id: '', name: 'next', arguments: JSON.stringify({ n: messages.length }) }];
  const reply = { ...emptyReply('tools'), toolCalls };
  yield { type: 'done', reply, usage: { promptTokens: 1, completionTokens: 1 }, seconds: 0 };
};

/** Milliseconds a step. */
const timed = async (journal: Journal): Promise<number> => {
  const began = performance.now();
  const task = { messages: [{ role: 'user' as const, content: 'Go.' }] };
  await runAgent({ chat: model, tools: [tool], journal, budget: { steps: STEPS } }, task);
  return (performance.now() - began) / STEPS;
};

/** Runs it and prints the table. */
export const benchAgent = async (): Promise<void> => {
  const [memory, file]: [number[], number[]] = [[], []];
  await timed(memoryJournal());
  for (let round = 0; round < ROUNDS; round++) {
    memory.push(await timed(memoryJournal()));
    const folder = mkdtempSync(join(tmpdir(), 'bench-agent-'));
    const journal = openJournal(folder);
    file.push(await timed(journal));
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  const before = process.memoryUsage().heapUsed;
  const kept = memoryJournal();
  await timed(kept);
  collect?.();
  const bytes = Math.max(0, process.memoryUsage().heapUsed - before) / STEPS;
  const result = {
    steps: STEPS,
    rounds: ROUNDS,
    memory_ms_per_step: Number(median(memory).toFixed(3)),
    file_ms_per_step: Number(median(file).toFixed(3)),
    lines_per_step: Number((kept.written.length / STEPS).toFixed(2)),
    heap_bytes_per_step: collect ? Math.round(bytes) : null,
  };
  console.log(`an empty agent, median of ${ROUNDS} runs of ${STEPS} steps`);
  console.log(`  journal in memory  ${result.memory_ms_per_step} ms a step`);
  console.log(`  journal in a file  ${result.file_ms_per_step} ms a step, ${result.lines_per_step} lines synced`);
  console.log(JSON.stringify(result));
};
