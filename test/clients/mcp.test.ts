/** The OpenAI Agents SDK with `mizan mcp` as its tool server, over both transports. On Node 20: npm run check:mcp. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  Agent,
  MCPServerStdio,
  MCPServerStreamableHttp,
  OpenAIChatCompletionsModel,
  run,
  setTracingDisabled,
  type MCPServer,
} from '@openai/agents';
import OpenAI from 'openai';
import { serveMcpHttp } from '../../src/gateway/mcp/serve.ts';
import { openModels } from '../../src/gateway/library.ts';
import type { LoadedModel } from '../../src/local/load-model.ts';
import { scriptedChat } from '../../src/testing/scripted-chat.ts';
import { startFakeUpstream } from '../../src/testing/upstream.ts';
import type { Wire } from '../../src/types.ts';

setTracingDisabled(true);

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const QUESTION = { question: 'What is 17 * 23?', answer: '391' };

const model: LoadedModel = {
  name: 'scripted',
  chat: scriptedChat({ replies: () => 'An answer.' }),
  folder: '/nowhere',
  sections: false,
  contextLength: 4096,
  close: async () => {},
};

/** An agent of the SDK whose model calls check_answer and says what it gave. */
const useTool = async (t: TestContext, server: MCPServer): Promise<string> => {
  const upstream = await startFakeUpstream(({ body }) => {
    const last = (body.messages as Wire[]).at(-1)!;
    return last.role === 'tool'
      ? `it said: ${JSON.stringify(last.content)}`
      : { toolCalls: [{ name: 'check_answer', arguments: JSON.stringify(QUESTION) }] };
  });
  const client = new OpenAI({ baseURL: upstream.url, apiKey: 'none', maxRetries: 0 });
  t.after(() => upstream.close());
  await server.connect();
  try {
    const names = (await server.listTools()).map(({ name }) => name);
    assert.ok(names.includes('ask') && names.includes('check_answer'));
    const small = new OpenAIChatCompletionsModel(client, 'small');
    const agent = new Agent({ name: 'checker', model: small, mcpServers: [server] });
    return String((await run(agent, 'Check it.')).finalOutput);
  } finally {
    await server.close();
  }
};

test('agents: mizan mcp over stdio', { timeout: 120_000 }, async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-mcp-client-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const server = new MCPServerStdio({
    command: process.execPath,
    args: [MAIN, 'mcp', '--data', data, '--solver', 'mizan'],
    timeout: 60_000,
    clientSessionTimeoutSeconds: 60,
  });
  assert.match(await useTool(t, server), /Right, by an exact check/);
});

test('agents: mizan mcp over HTTP', { timeout: 120_000 }, async (t) => {
  const opened = await openModels({ model });
  const socket = await serveMcpHttp(opened, 0, { version: '1', report: () => {} });
  t.after(async () => {
    await socket.stop(0);
    await opened.close();
  });
  const server = new MCPServerStreamableHttp({ url: `${socket.url}/mcp` });
  assert.match(await useTool(t, server), /Right, by an exact check/);
});
