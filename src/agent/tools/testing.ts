/** For tests of tools: a folder that goes away, and a context in which nobody is there. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Wire } from '../../types.ts';
import type { AgentTool, ToolContext, ToolResult } from '../types.ts';

/** A new folder that is removed after the test. */
export const scratch = (t: Pick<TestContext, 'after'>): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mizan-tools-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** What a tool gets in a test; anything may be replaced. */
const toolContext = (replaced: Partial<ToolContext> = {}): ToolContext => ({
  signal: new AbortController().signal,
  callId: 'call_1',
  progress: () => {},
  ask: () => Promise.resolve(undefined),
  left: () => ({}),
  grant: () => ({}),
  journal: () => Promise.reject(new Error('a tool of a test has no journal')),
  emit: () => {},
  depth: 0,
  ...replaced,
});

/** Calls a tool. */
export const callTool = (tool: AgentTool, args: Wire, context?: Partial<ToolContext>): Promise<ToolResult> =>
  tool.run(args, toolContext(context));
