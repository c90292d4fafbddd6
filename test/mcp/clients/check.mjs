/**
 * `mizan mcp` used by clients on the Node at hand (20, 22 or 24): the SDK's own client in both eras and @openai/agents, each
 * over stdio and over HTTP. Prints a table of what each got and how long it took; the last line is one JSON object.
 *
 *   node test/mcp/clients/check.mjs
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { MCPServerStdio, MCPServerStreamableHttp } from '@openai/agents';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'mizan-check-mcp-'));
const words = ['bin/node24.mjs', 'src/cli/main.ts', 'mcp', '--data', data, '--solver', 'mizan'].map((word) =>
  /^(?:bin|src)\//.test(word) ? join(root, word) : word,
);
const QUESTION = { question: 'What is 17 * 23?', answer: '391' };

const startHttp = async () => {
  const child = spawn(process.execPath, [...words, '--http', '0'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const url = await new Promise((resolve, reject) => {
    child.stderr.on('data', (piece) => {
      said += piece;
      const [found] = /http:\/\/\S+\/mcp/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  return { url, stop: () => child.kill('SIGTERM') };
};

const timed = async (work) => {
  const began = performance.now();
  const value = await work();
  return [value, Math.round(performance.now() - began)];
};

const bySdk = async (transport, mode) => {
  const client = new Client({ name: 'check', version: '1' }, { versionNegotiation: { mode } });
  const [, connect] = await timed(() => client.connect(transport));
  const [result, call] = await timed(() => client.callTool({ name: 'check_answer', arguments: QUESTION }));
  const protocol = client.getNegotiatedProtocolVersion();
  await client.close();
  return { protocol, verdict: result.structuredContent?.verdict, connect, call };
};

const byAgents = async (server) => {
  const [, connect] = await timed(() => server.connect());
  const [content, call] = await timed(() => server.callTool('check_answer', QUESTION));
  await server.close();
  return { protocol: '', verdict: content[0]?.text?.startsWith('Right') ? 'right' : 'none', connect, call };
};

const http = await startHttp();
const stdio = { command: process.execPath, args: words, cwd: root };
const cases = [
  ['SDK, older', 'stdio', () => bySdk(new StdioClientTransport({ ...stdio, stderr: 'ignore' }), 'legacy')],
  ['SDK, newer', 'stdio', () => bySdk(new StdioClientTransport({ ...stdio, stderr: 'ignore' }), { pin: '2026-07-28' })],
  ['SDK, auto', 'stdio', () => bySdk(new StdioClientTransport({ ...stdio, stderr: 'ignore' }), 'auto')],
  ['@openai/agents', 'stdio', () => byAgents(new MCPServerStdio({ ...stdio, clientSessionTimeoutSeconds: 60 }))],
  ['SDK, older', 'http', () => bySdk(new StreamableHTTPClientTransport(new URL(http.url)), 'legacy')],
  ['SDK, newer', 'http', () => bySdk(new StreamableHTTPClientTransport(new URL(http.url)), { pin: '2026-07-28' })],
  ['SDK, auto', 'http', () => bySdk(new StreamableHTTPClientTransport(new URL(http.url)), 'auto')],
  ['@openai/agents', 'http', () => byAgents(new MCPServerStreamableHttp({ url: http.url }))],
];
const rows = [];
try {
  for (const [client, transport, run] of cases) {
    const got = await run().catch((error) => ({ fault: String(error) }));
    rows.push({ client, transport, ...got });
    console.log(
      `${client.padEnd(16)}${transport.padEnd(7)}${got.fault ?? `${got.protocol.padEnd(12)}${got.verdict}  connect ${got.connect} ms, call ${got.call} ms`}`,
    );
  }
} finally {
  http.stop();
  rmSync(data, { recursive: true, force: true });
}
const passed = rows.filter(({ verdict }) => verdict === 'right').length;
console.log(JSON.stringify({ node: process.version, passed, of: cases.length, rows }));
process.exit(passed === cases.length ? 0 : 1);
