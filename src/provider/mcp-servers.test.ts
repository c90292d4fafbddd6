/** MCP servers of the config: entries as other programs write them, faults, variables. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { expandText, mcpSummary, mcpTransport } from './mcp-servers.ts';

const read = (mcpServers: unknown, agents: unknown = {}) =>
  readConfig(JSON.stringify({ mcpServers, agents }), 'mizan.json', '/project');

test('entries of Claude Desktop, Cursor, Cline and VS Code are read as they are', () => {
  const { mcpServers } = read({
    filesystem: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '/Users/x/Desktop'] },
    github: {
      command: 'docker',
      args: ['run', '-i', '--rm', '-e', 'TOKEN', 'ghcr.io/github/github-mcp-server'],
      env: { TOKEN: '${GITHUB_TOKEN}' },
    },
    cursor: { url: 'https://mcp.example.com/mcp', headers: { Authorization: 'Bearer ${env:MY_TOKEN}' } },
    code: { type: 'http', url: 'http://127.0.0.1:3000/mcp' },
    cline: { command: './server.js', disabled: true, autoApprove: ['*'], alwaysAllow: ['*'], timeout: 60 },
    roo: { type: 'streamable-http', url: 'http://127.0.0.1:3000/mcp', alwaysAllow: [] },
    'VS Code': { type: 'stdio', command: '${workspaceFolder}/bin/s', cwd: '${userHome}', dev: { watch: 'src' } },
    gemini: { httpUrl: 'http://127.0.0.1:3000/mcp', trust: true },
    windsurf: { serverUrl: 'http://127.0.0.1:3000/mcp' },
  });
  const env = { GITHUB_TOKEN: 'gh', MY_TOKEN: 'my' };
  const transports = mcpServers.map((entry) => mcpTransport(entry, env));
  assert.deepEqual(transports[1], {
    type: 'stdio',
    command: 'docker',
    args: ['run', '-i', '--rm', '-e', 'TOKEN', 'ghcr.io/github/github-mcp-server'],
    env: { TOKEN: 'gh' },
    cwd: '/project',
  });
  assert.deepEqual(transports[2], {
    type: 'http',
    url: 'https://mcp.example.com/mcp',
    headers: { Authorization: 'Bearer my' },
  });
  assert.equal(transports[4]?.type === 'stdio' && transports[4].command, '/project/server.js');
  assert.deepEqual(transports[6], { type: 'stdio', command: '/project/bin/s', args: [], env: {}, cwd: homedir() });
  assert.equal('autoApprove' in mcpServers[4]!.file, false);
  assert.equal(
    mcpSummary(mcpServers[1]!),
    'the command docker run -i --rm -e TOKEN ghcr.io/github/github-mcp-server in /project, with the variables TOKEN',
  );
  assert.equal(mcpSummary(mcpServers[2]!), 'the address https://mcp.example.com/mcp, with the headers Authorization');
});

const FAULTS: readonly [unknown, RegExp][] = [
  [{ a: {} }, /mcpServers\.a has neither a "command" nor a "url"/],
  [{ a: { command: 'x', url: 'http://x' } }, /one of the two/],
  [{ a: { type: 'sse', url: 'http://x/sse' } }, /HTTP\+SSE transport of 2024/],
  [{ a: { type: 'http', command: 'x' } }, /of type "http" and has no "url"/],
  [{ a: { type: 'pigeon', url: 'http://x' } }, /must be one of stdio, http/],
  [{ a: { command: 'x', args: 'y' } }, /args is "y"; it must be a list of texts/],
  [{ a: { command: 'x', env: { A: 1 } } }, /must be a text/],
  [{ a: { command: 'x', timeoutSeconds: 0 } }, /above 0/],
  [{ 'a\u001b[2J': { command: 'x' } }, /characters that can be seen/],
  [{ ['a'.repeat(65)]: { command: 'x' } }, /at most 64 characters/],
];

test('a faulty entry is one sentence that says what is right', () => {
  for (const [servers, said] of FAULTS) assert.throws(() => read(servers), said, JSON.stringify(servers));
});

test('the file of another program is told where its entries go', () => {
  const entry = { type: 'http', url: 'http://127.0.0.1:3000/mcp' };
  for (const [file, says] of [
    [{ servers: { a: entry } }, /servers is not a field; the MCP servers of a VS Code file go under "mcpServers"/],
    [{ mcpServers: { a: entry }, inputs: [] }, /inputs is not a field; .* a variable of the environment/],
    [{ mcp: { servers: { a: entry } } }, /mcp is not a field; MCP servers go under "mcpServers"/],
  ] as const)
    assert.throws(() => readConfig(JSON.stringify(file), 'mizan.json', '/project'), says);
});

test('the variables of a file go before those of the entry', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-env-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, '.env'), '# keys\nexport A=file\nB="two words"\nC=${A}\n');
  const { mcpServers } = readConfig(
    JSON.stringify({
      mcpServers: {
        a: { command: 'x', envFile: '${workspaceFolder}/.env', env: { A: 'entry' } },
        none: { command: 'x', envFile: 'nothing.env' },
      },
    }),
    'mizan.json',
    folder,
  );
  const made = mcpTransport(mcpServers[0]!, {});
  assert.deepEqual(made.type === 'stdio' && made.env, { A: 'entry', B: 'two words', C: '${A}' });
  assert.throws(
    () => mcpTransport(mcpServers[1]!, {}),
    /^Error: its "envFile" .*nothing\.env can't be read \(ENOENT\)$/,
  );
  assert.match(mcpSummary(mcpServers[0]!), /with the variables A, with the variables of the file /);
});

test('an agent that names a server that is not there is told so', () => {
  assert.throws(
    () => read({ files: { command: 'x' } }, { a: { tools: ['mcp:fils'] } }),
    /agents\.a\.tools names the MCP server "fils", which is not in this file; did you mean "files"/,
  );
  read({ files: { command: 'x' } }, { a: { tools: ['mcp:files'] } });
});

const EXPANDED: readonly [string, string | RegExp][] = [
  ['plain $HOME text', 'plain $HOME text'],
  ['${A}', 'value'],
  ['x-${A}-${env:A}', 'x-value-value'],
  ['${B:-b}${EMPTY:-e}', 'be'],
  ['${B}', /environment variable B is not set/],
  ['${EMPTY}', /EMPTY is not set/],
  ['${input:key}', /input of VS Code; write an environment variable instead/],
  ['${a b}', /is no environment variable/],
  ['${workspaceFolder}/x', '/project/x'],
];

test('variables are expanded, and a missing one is told by its name', () => {
  for (const [given, wanted] of EXPANDED) {
    const expand = (): string => expandText(given, { A: 'value', EMPTY: '' }, '/project');
    if (typeof wanted === 'string') assert.equal(expand(), wanted);
    else assert.throws(expand, wanted);
  }
});

test('an address is one of http, without a name and password in it', () => {
  const [entry] = read({ a: { url: '${URL}' } }).mcpServers;
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'http://user:pw@x/', 'x'])
    assert.throws(() => mcpTransport(entry!, { URL: url }), /its "url"/, url);
});

test("a header that can't be sent is named without its value; white space around a key is left out", () => {
  const [entry] = read({ a: { url: 'http://x', headers: { Authorization: 'Bearer ${KEY}' } } }).mcpServers;
  assert.throws(
    () => mcpTransport(entry!, { KEY: 'sk-se\ncret' }),
    /^Error: its header "Authorization" can't be sent$/,
  );
  const sent = mcpTransport(entry!, { KEY: 'sk-secret\n' });
  assert.equal(sent.type === 'http' && sent.headers.Authorization, 'Bearer sk-secret');
});
