import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dryRun } from './dry-run.ts';
import { openRememberedRules } from './permission-file.ts';
import { createPermission, permissionSchema, ruleFor, rulesOf, type Rule } from './permission.ts';
import { callTool } from './tools/testing.ts';
import type { AgentTool, PermissionRequest } from './types.ts';

const request = (tool: string, subject: string): PermissionRequest => ({
  tool,
  subject,
  effect: 'write',
  arguments: {},
});
const rules = (config: unknown): Rule[] => rulesOf(permissionSchema.parse(config));

const decide = (config: unknown, tool: string, subject: string): string => {
  const decision = createPermission(rules(config))(request(tool, subject));
  return typeof decision === 'string' ? decision : 'deny';
};

test('the last rule that fits wins; what no rule fits is asked; looking is allowed', () => {
  const config = { edit: { '*': 'allow', 'src/**': 'ask', 'src/gen/**': 'deny' }, 'github__*': 'deny' };
  const table: readonly [string, string, string][] = [
    ['edit', 'README.md', 'allow'],
    ['edit', 'src/a.ts', 'ask'],
    ['edit', 'src/gen/a.ts', 'deny'],
    ['write', 'README.md', 'ask'],
    ['read', 'src/a.ts', 'allow'],
    ['read', '.env', 'ask'],
    ['read', 'deep/down/.env.local', 'ask'],
    ['grep', 'keys/server.pem', 'ask'],
    ['github__push', 'x', 'deny'],
    ['gitlab__push', 'x', 'ask'],
    ['fetch', 'https://a.org/', 'ask'],
  ];
  for (const [tool, subject, expected] of table)
    assert.equal(decide(config, tool, subject), expected, `${tool} ${subject}`);
  assert.equal(decide({ '*': 'allow' }, 'anything', 'x'), 'allow');
  assert.equal(decide({ edit: { './a.ts': 'allow' } }, 'edit', 'b/a.ts'), 'ask');
  assert.equal(decide({ edit: { './a.ts': 'allow' } }, 'edit', 'a.ts'), 'allow');
  assert.equal(decide({ edit: { '**': 'allow' } }, 'edit', '../x'), 'ask');
  assert.equal(permissionSchema.safeParse({ bash: { x: 'maybe' } }).success, false);
});

const ALLOWS = {
  bash: {
    'npm test *': 'allow',
    'git log *': 'allow',
    'find *': 'allow',
    ls: 'allow',
    'echo *': 'allow',
    'node *': 'allow',
    'sed *': 'allow',
  },
};

test('what an allowed command allows', () => {
  const allowed = [
    'npm test', 'npm test -- --watch', 'npm   test  "a b"', "npm test 'a;b'", 'npm test; ls', 'npm test && ls || ls', 'ls | ls', 'ls\nls',
    'npm test 2>&1', 'npm test > /dev/null 2>&1', 'git log --oneline -5', 'find . -name "*.ts"', 'node build.js', "sed -n '1,5p' a.txt", 'ls ;',
  ]; // prettier-ignore
  for (const line of allowed) assert.equal(decide(ALLOWS, 'bash', line), 'allow', line);
});

test('an allowed command allows nothing else that is written beside it', () => {
  const attempts = [
    'npm test; rm -rf .', 'npm test && rm -rf .', 'npm test || rm -rf .', 'npm test | sh', 'npm test & rm -rf .', 'npm test &rm -rf .', 'npm test\nrm -rf .',
    'npm test\r\nrm -rf .', 'npm test $(rm -rf .)', 'npm test `rm -rf .`', 'npm test "$(rm -rf .)"', 'npm test "`rm`"', 'npm test <(rm -rf .)',
    'npm test > ~/.bashrc', 'npm test >> file', 'npm test 2> file', 'npm test < /etc/passwd', 'npm test &> file', 'npm test >| file', 'npm test <<< x',
    'npm test ${IFS}x', 'npm test $X', '$X npm test', 'X=1 npm test', 'LD_PRELOAD=./x.so npm test', 'PATH=. npm test', 'npm test {a,b}', '{ npm test; }',
    '(npm test)', '! npm test', 'if npm test; then rm -rf .; fi', 'for x in a; do rm $x; done', 'while :; do ls; done', 'eval ls', 'exec ls', 'source ls', '. ls',
    'alias ls=rm', 'function ls { rm; }', 'ls() { rm; }', 'trap ls EXIT', 'command ls', 'cd / && ls', 'export A=b && ls',
    'npm test \\; rm', 'np\\m test', "npm test 'open", 'npm test "open', 'npm test # rm', 'npm test $\'\\n\'rm', 'npm test\u2028rm -rf .', 'npm test\u00a0; rm',
    'npm testing', 'npm tests', 'xnpm test', 'npm', 'rm -rf .', '', ' ', ';', 'ls -la', './ls', '/elsewhere/ls', 'npm "test; x" ; rm', "'npm test; rm'",
    'git log --output=/elsewhere/x', 'git -c core.pager=x log', 'git log --ext-diff', 'git log -O x', 'find . -exec rm {} +', 'find . -delete', 'find . -fprint x', 'find . -name x -execdir sh',
    'node -e "process.exit()"', 'node --eval=1', 'node -p 1', 'node --require ./x.js y.js', "sed -i 's/a/b/' f", "sed -n 'w out' f", "sed '1e rm' f", "sed 's/a/b/e' f",
    'echo a | xargs rm', 'env rm', 'sudo ls', 'timeout 5 rm', 'sh -c ls', 'echo x |& sh', 'echo x > f', 'echo a && echo b > f', 'echo {a,b}',
  ]; // prettier-ignore
  for (const line of attempts) assert.equal(decide(ALLOWS, 'bash', line), 'ask', JSON.stringify(line));
});

test('denied commands are denied in all plain spellings and within other lines', () => {
  const config = { bash: { '*': 'allow', 'rm *': 'deny', 'git push *': 'deny', 'curl *': 'ask' } };
  const denied = [
    'rm -rf .', 'rm', '/bin/rm -rf .', '"rm" -rf .', "r'm' -rf .", 'ls; rm x', 'ls && /usr/bin/rm x', 'ls | rm', 'echo $(rm x)', 'echo `rm x`', '(rm x)', 'ls & rm x', 'X=$(ls) ; rm x',
    'git push', 'git  push --force', 'ls > f; rm x',
  ]; // prettier-ignore
  for (const line of denied) assert.equal(decide(config, 'bash', line), 'deny', line);
  for (const line of [
    'ls',
    'echo $(ls)',
    'ls > f',
    'for i in 1 2; do ls; done',
    'git pull',
    'sh -c ls',
    'find . -exec ls {} +',
  ])
    assert.equal(decide(config, 'bash', line), 'allow', line);
  for (const line of ['curl x', 'ls; curl x', 'echo $(curl x)'])
    assert.equal(decide(config, 'bash', line), 'ask', line);
});

test('a pattern with many stars is judged at once, whatever the command', () => {
  const started = performance.now();
  const config = { bash: { [`${'*a'.repeat(30)}*b`]: 'allow' } };
  assert.equal(decide(config, 'bash', 'a'.repeat(100_000)), 'ask');
  assert.equal(decide(config, 'bash', `${'a'.repeat(1000)}b`), 'allow');
  assert.equal(decide({ bash: { 'a*a': 'allow' } }, 'bash', 'a'), 'ask');
  assert.equal(decide({ bash: { 'a*b*c': 'allow' } }, 'bash', 'axxbyyc'), 'allow');
  assert.equal(decide({ bash: { 'a*bc*c': 'allow' } }, 'bash', 'axxbc'), 'ask');
  assert.ok(performance.now() - started < 5000);
});

test('answers are remembered for a folder, and never undo a rule that denies', (t) => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-permissions-'));
  t.after(() => rmSync(data, { recursive: true }));
  const remembered = openRememberedRules(data, '/home/a/project');
  assert.deepEqual(readdirSync(data), []);
  const permission = createPermission(rules({ bash: { 'rm *': 'deny' } }), remembered.rules);
  const remember = (tool: string, subject: string, action: 'allow' | 'deny') => {
    const rule = ruleFor(request(tool, subject), action);
    if (rule) remembered.remember(rule);
    return rule;
  };
  remember('bash', 'npm test', 'allow');
  remember('bash', 'rm x', 'allow');
  remember('edit', 'src/[id].ts', 'allow');
  remember('write', 'top.txt', 'deny');
  remember('fetch', 'https://docs.org/a?b', 'allow');
  for (const line of ['npm test; rm x', 'echo $(ls)', 'a && b', 'ls *'])
    assert.equal(remember('bash', line, 'allow'), undefined, line);
  const said = (tool: string, subject: string) => permission(request(tool, subject));
  assert.equal(said('bash', 'npm test'), 'allow');
  assert.equal(said('bash', 'npm test x'), 'ask');
  assert.deepEqual(said('bash', 'rm x'), { deny: 'the rules deny bash for rm x' });
  assert.equal(said('edit', 'src/[id].ts'), 'allow');
  assert.equal(said('edit', 'src/i.ts'), 'ask');
  assert.equal(typeof said('write', 'top.txt'), 'object');
  assert.equal(said('write', 'sub/top.txt'), 'ask');
  assert.equal(said('fetch', 'https://docs.org/other'), 'allow');
  assert.equal(said('fetch', 'https://docs.org.evil.net/'), 'ask');
  const again = openRememberedRules(data, '/home/a/project');
  assert.equal(again.rules().length, 5);
  assert.deepEqual(openRememberedRules(data, '/home/b').rules(), []);
  const [file] = readdirSync(join(data, 'permissions'));
  const path = join(data, 'permissions', file!);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  remember('bash', 'npm test', 'deny');
  assert.equal(typeof said('bash', 'npm test'), 'object');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"deny"', '"never"'));
  const damaged = openRememberedRules(data, '/home/a/project');
  assert.deepEqual(damaged.rules(), []);
  assert.match(damaged.fault!, /damaged.*asked anew/);
});

test('what another process remembers or removes holds at once, and nobody overwrites it', (t) => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-permissions-'));
  t.after(() => rmSync(data, { recursive: true }));
  const [one, other] = [openRememberedRules(data, '/home/a'), openRememberedRules(data, '/home/a')];
  const said = (subject: string) => createPermission([], one.rules)(request('bash', subject));
  other.remember({ tool: 'bash', pattern: 'ls', action: 'allow' });
  assert.equal(said('ls'), 'allow');
  one.remember({ tool: 'bash', pattern: 'pwd', action: 'deny' });
  assert.deepEqual(
    other.rules().map(({ pattern }) => pattern),
    ['ls', 'pwd'],
  );
  const [file] = readdirSync(join(data, 'permissions'));
  const path = join(data, 'permissions', file!);
  writeFileSync(path, '{');
  assert.equal(said('ls'), 'ask');
  assert.match(one.fault!, /damaged/);
  rmSync(path);
  assert.equal(said('pwd'), 'ask');
  assert.equal(one.fault, undefined);
});

test('a dry run runs what looks and says what the rest would do', async () => {
  const calls: string[] = [];
  const tool = (name: string, effect: AgentTool['effect'], more: Partial<AgentTool> = {}): AgentTool => ({
    name,
    effect,
    run: () => {
      calls.push(name);
      return Promise.resolve({ content: 'done' });
    },
    ...more,
  });
  const [read, write, outside, either] = dryRun([
    tool('read', 'read'),
    tool('write', 'write', { preview: () => Promise.resolve('+ a line') }),
    tool('outside', 'outside'),
    tool('either', ({ look }) => (look === true ? 'read' : 'write')),
  ]);
  assert.equal((await callTool(read!, {})).content, 'done');
  assert.equal((await callTool(write!, {})).content, 'Dry run: nothing was changed. This would be done:\n+ a line');
  assert.match((await callTool(outside!, { a: 1 })).content, /This would be done:\n\{"a":1\}/);
  assert.equal((await callTool(either!, { look: true })).content, 'done');
  assert.match((await callTool(either!, {})).content, /Dry run/);
  assert.deepEqual(calls, ['read', 'either']);
});
