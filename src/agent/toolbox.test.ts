import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lookAtHost } from '../sandbox/bubblewrap.ts';
import { openSandbox, sharedSandbox } from '../sandbox/sandbox.ts';
import { WORK_FOLDER } from '../sandbox/types.ts';
import { openToolbox, TOOL_NAMES } from './toolbox.ts';
import { callTool, scratch } from './tools/testing.ts';
import type { AgentTool, ToolContext } from './types.ts';

const sandbox = await sharedSandbox();
const skip = sandbox.offers.has('shell') ? false : sandbox.missing!;
const noPython = sandbox.python ? false : sandbox.missing!;

const caller = (tools: readonly AgentTool[]) => {
  const named = new Map(tools.map((tool) => [tool.name, tool]));
  return (name: string, args: Record<string, unknown>, context?: Partial<ToolContext>) =>
    callTool(named.get(name)!, args, context);
};

test('tools have short names, descriptions, and schemas without anything a model does not need', async (t) => {
  const { tools } = await openToolbox({ folder: scratch(t), hosts: ['example.com'] });
  for (const { name, description, parameters } of tools) {
    assert.ok((TOOL_NAMES as readonly string[]).includes(name));
    assert.ok(description!.length < 400, `${name}: ${description!.length}`);
    assert.equal((parameters as { type: string }).type, 'object');
    assert.ok(JSON.stringify(parameters).length < 900, `${name}: ${JSON.stringify(parameters).length}`);
  }
  const wrong = await callTool(tools[0]!, { path: 3, offset: 0 });
  assert.equal(wrong.error, 'schema');
  assert.match(wrong.content, /Arguments of read: .*path/s);
});

test('what this machine can not hold is not listed, and one sentence says what to install', async (t) => {
  const folder = scratch(t);
  const without = await openSandbox({ ...lookAtHost(), bwrap: undefined });
  const { tools, missing } = await openToolbox({ folder, sandbox: without });
  assert.deepEqual(
    tools.map(({ name }) => name),
    ['read', 'glob', 'grep', 'edit', 'write', 'js', 'ask', 'todo'],
  );
  assert.equal(missing.length, 1);
  assert.match(missing[0]!, /^No sandbox: .*(?:install|needs Linux)/);
  const unsafe = await openToolbox({ folder, sandbox: without, names: ['bash'], unsafeHostShell: true });
  assert.match(unsafe.tools[0]!.description!, /without a sandbox/);
  assert.equal(unsafe.tools[0]!.effect, 'outside');
  assert.match(
    (await caller(unsafe.tools)('bash', { command: 'pwd' })).content,
    new RegExp(`exit code 0.*\n${folder}`),
  );
  const named = await openToolbox({ folder, names: ['fetch'] });
  assert.match(named.missing[0]!, /no host is allowed/);
  await assert.rejects(openToolbox({ folder: join(folder, 'nowhere') }));
});

test('commands run in the folder, and their end is told first', { skip }, async (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'a.test.mjs'), "import { test } from 'node:test'; test('works', () => {});\n");
  const call = caller((await openToolbox({ folder, sandbox })).tools);
  const pieces: string[] = [];
  const hello = await call(
    'bash',
    { command: 'echo hello; echo oops >&2; exit 3' },
    { progress: (text) => pieces.push(text) },
  );
  assert.match(hello.content, /^\[exit code 3; \d+\.\d s\]\nhello\n\[errors\]\noops$/);
  assert.equal(hello.error, 'tool');
  assert.match(pieces.join(''), /hello/);
  assert.match((await call('bash', { command: 'true' })).content, /^\[exit code 0; .* s\]\n\[no output\]$/);
  assert.match((await call('bash', { command: 'echo new > made; ls' })).content, /\na\.test\.mjs\nmade$/);
  assert.equal(readFileSync(join(folder, 'made'), 'utf8'), 'new\n');
  assert.match((await call('read', { path: `${WORK_FOLDER}/made` })).content, /^1\tnew/);
  const bash = (await openToolbox({ folder, sandbox, names: ['bash'] })).tools[0]!;
  const hidden = 'rm x\u001b[2K\u001b[1Gls\u202e';
  assert.equal(await bash.preview!({ command: hidden }), '$ rm x\\u{1b}[2K\\u{1b}[1Gls\\u{202e}');
  const late = await call('bash', { command: 'sleep 60 & sleep 60', seconds: 1 });
  assert.match(late.content, /^\[ended after 1 seconds/);
  assert.equal(late.error, 'timeout');
  const much = await call('bash', { command: 'seq 1 100000' });
  assert.match(much.content, /bytes left out/);
  assert.ok(much.content.length < 20_000);
  assert.match(
    (await call('bash', { command: 'cat /etc/shadow; ls /root /home; ping -c1 1.1.1.1' })).content,
    /No such file|not found/,
  );
  const tests = await call('bash', { command: 'command -v node >/dev/null && node --test a.test.mjs || echo no node' });
  assert.match(tests.content, /works|no node/);
});

test(
  'hooks and settings of git are not changed by a command, and commits work',
  { skip: skip || !existsSync('/usr/bin/git') },
  async (t) => {
    const folder = scratch(t);
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
    git('init', '-q');
    for (const [name, value] of [
      ['user.name', 'a'],
      ['user.email', 'a@b.c'],
    ])
      git('config', name!, value!);
    writeFileSync(join(folder, 'f'), 'x');
    const config = readFileSync(join(folder, '.git/config'), 'utf8');
    const call = caller((await openToolbox({ folder, sandbox, names: ['bash'] })).tools);
    const attacks = [
      'echo x > .git/hooks/pre-commit',
      'git config core.hooksPath ./evil',
      'mv .git .other && mkdir .git',
      'rm -rf .git/hooks && mkdir .git/hooks && echo x > .git/hooks/pre-commit',
      'mv .git/config .git/c && echo > .git/config',
      'echo x >> .git/config',
    ];
    for (const command of attacks) assert.equal((await call('bash', { command })).error, 'tool', command);
    assert.equal(readFileSync(join(folder, '.git/config'), 'utf8'), config);
    assert.equal(existsSync(join(folder, '.git/hooks/pre-commit')), false);
    const committed = await call('bash', { command: 'git add f && git commit -qm first && git log --oneline' });
    assert.match(committed.content, /exit code 0.*first/s);
    mkdirSync(join(folder, 'sub'));
  },
);

test('programs run without files and network', { skip: noPython }, async (t) => {
  const call = caller((await openToolbox({ folder: scratch(t), sandbox })).tools);
  assert.match((await call('python', { code: 'print(sum(range(10)))' })).content, /^\[exit code 0; .* s\]\n45$/);
  const failing = await call('python', { code: 'open("/etc/passwd2")' });
  assert.equal(failing.error, 'tool');
  assert.match(failing.content, /FileNotFoundError/);
});

test('scripts give what they log and their last value', async (t) => {
  const call = caller((await openToolbox({ folder: scratch(t), names: ['js', 'todo', 'ask'] })).tools);
  const js = async (code: string) => (await call('js', { code })).content;
  assert.equal(await js('const x: number = 3; console.log("a", [x]); x * 2'), 'a [3]\n→ 6');
  assert.equal(await js('(async () => { await null; return { b: 1 }; })()'), '→ {"b":1}');
  assert.match(await js('throw new TypeError("no")'), /^\[failed\] TypeError: no/);
  assert.match(await js('const = 1'), /\[failed\] SyntaxError/);
  assert.match(await js('require("fs")'), /not defined/);
  const list = await call('todo', {
    items: [
      { text: 'read', status: 'done' },
      { text: 'write', status: 'doing' },
    ],
  });
  assert.equal(list.content, '[x] read\n[>] write\n[1 of 2 left]');
  assert.match((await call('ask', { question: 'Which?' })).content, /Nobody is there/);
  const answered = await call(
    'ask',
    { question: 'Which?', choices: ['a', 'b'] },
    { ask: (_q, choices) => Promise.resolve({ allow: true, text: choices![1]! }) },
  );
  assert.equal(answered.content, 'b');
});
