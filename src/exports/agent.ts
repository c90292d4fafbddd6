/**
 * `mizan/agent`: agents over any Chat, with tools that run, permission, budgets and a journal that survives a kill.
 *
 * @example
 *   // An agent with one tool. It is a Chat: serve it, measure it, or make it a tool of another.
 *   import { agent, type AgentTool } from 'mizan/agent';
 *   import { scriptedChat } from 'mizan/testing';
 *
 *   const clock: AgentTool = {
 *     name: 'clock',
 *     description: 'Says what time it is.',
 *     parameters: { type: 'object', properties: {} },
 *     effect: 'read',
 *     run: async () => ({ content: '12:30' }),
 *   };
 *   const model = scriptedChat({ replies: ['<tool_call>{"name": "clock", "arguments": {}}</tool_call>', 'Half past twelve.'] });
 *   const chat = agent({ chat: model, tools: [clock], budget: { steps: 5 } });
 *   for await (const event of chat({ messages: [{ role: 'user', content: 'What time is it?' }] }))
 *     if (event.type === 'done') console.log(event.reply.content);
 *
 * @example
 *   // Every event, and a journal in a folder: run it again with the same journal, and it goes on where it was.
 *   import { openJournal, runAgent } from 'mizan/agent';
 *   import { scriptedChat } from 'mizan/testing';
 *   import { mkdtempSync } from 'node:fs';
 *   import { tmpdir } from 'node:os';
 *   import { join } from 'node:path';
 *
 *   const journal = openJournal(mkdtempSync(join(tmpdir(), 'run-')));
 *   const model = scriptedChat({ replies: ['Hello.'] });
 *   const task = { messages: [{ role: 'user' as const, content: 'Say hello.' }] };
 *   const outcome = await runAgent({ chat: model, journal }, task, (event) => console.log(event.type));
 *   console.log(outcome.reason, outcome.text);
 *   journal.close();
 *
 * @example
 *   // The tools of a folder, with permissions and undo.
 *   import { createPermission, openToolbox, openUndo, rulesOf, withUndo } from 'mizan/agent';
 *   import { mkdtempSync } from 'node:fs';
 *   import { tmpdir } from 'node:os';
 *   import { join } from 'node:path';
 *
 *   const folder = mkdtempSync(join(tmpdir(), 'project-'));
 *   const { tools, missing } = await openToolbox({ folder });
 *   for (const sentence of missing) console.error(sentence);
 *   const undo = openUndo({ root: folder }, { dataFolder: mkdtempSync(join(tmpdir(), 'data-')), run: 'first' });
 *   const permission = createPermission(rulesOf({ edit: 'allow', bash: { 'npm test *': 'allow' } }));
 *   const parts = { tools: withUndo(tools, undo), permission }; // for agent() or runAgent()
 *   console.log(parts.tools.map(({ name }) => name).join(' '), undo.steps().length);
 *
 * @module
 */
export { agent, type AgentOptions } from '../agent/chat.ts';
export { listRuns, memoryJournal, openJournal, readJournal, type RunSummary } from '../agent/journal.ts';
export { runAgent } from '../agent/loop.ts';
export type { Agent } from '../agent/run.ts';
export { dryRun } from '../agent/dry-run.ts';
export { openMcpConsents, type McpConsents } from '../agent/mcp/consent.ts';
export { openMcpTools, type AskConsent, type McpTools, type OpenMcpOptions } from '../agent/mcp/open.ts';
export type { McpSource, McpTransport } from '../agent/mcp/types.ts';
export { openRememberedRules, type RememberedRules } from '../agent/permission-file.ts';
export { createPermission, permissionSchema, ruleFor, rulesOf, type Rule } from '../agent/permission.ts';
export { subAgentTool, type SubAgent } from '../agent/sub-agent.ts';
export { openToolbox, TOOL_NAMES, type Toolbox, type ToolboxOptions, type ToolName } from '../agent/toolbox.ts';
export type * from '../agent/types.ts';
export { openUndo, withUndo, type Change, type Step, type Undo, type Undone } from '../agent/undo/undo.ts';
