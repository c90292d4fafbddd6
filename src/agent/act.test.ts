import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sharedSandbox } from '../sandbox/sandbox.ts';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { dryRun } from './dry-run.ts';
import { runAgent } from './loop.ts';
import { openRememberedRules } from './permission-file.ts';
import { createPermission, ruleFor, rulesOf } from './permission.ts';
import { openToolbox } from './toolbox.ts';
import { scratch } from './tools/testing.ts';
import { openWorkFolder } from './tools/work-folder.ts';
import type { AgentEvent, Ask, ToolResult } from './types.ts';
import { openUndo, withUndo } from './undo/undo.ts';

const sandbox = await sharedSandbox();

const call = (name: string, args: object): string =>
  `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`;

/** A model that mends a bug as models do: it looks, gets a path wrong, edits, tries, and says what it did. */
const MENDS = [
  `${call('grep', { pattern: 'export const add' })}${call('read', { path: 'ad.mjs' })}`,
  call('read', { path: 'add.mjs' }),
  call('edit', { path: 'add.mjs', old_string: '  a - b;', new_string: '  a + b;' }),
  call('write', { path: '../escape', content: 'x' }),
  call('bash', { command: 'npm test; rm -rf .' }),
  call('bash', { command: 'echo \'import { add } from "./add.mjs"; console.log(add(2, 3))\' > try.mjs; cat try.mjs' }),
  'The sign was wrong; it is mended.',
];

test('the loop with tools, permissions and undo: a bug is mended, what is refused is not run, and all of it is undone', async (t) => {
  const [folder, dataFolder] = [scratch(t), scratch(t)];
  const program = 'export const add = (a, b) =>\n  a - b;\n';
  writeFileSync(join(folder, 'add.mjs'), program);
  const undo = openUndo(openWorkFolder(folder), { dataFolder, run: 'r' });
  const { tools, missing } = await openToolbox({ folder, sandbox });
  const remembered = openRememberedRules(dataFolder, folder);
  const permission = createPermission(
    rulesOf({ edit: 'allow', bash: { 'npm test *': 'allow', 'rm *': 'deny' } }),
    remembered.rules,
  );
  const asked: Ask[] = [];
  const results: (ToolResult & { name: string })[] = [];
  const outcome = await runAgent(
    {
      chat: scriptedChat({ replies: MENDS }),
      tools: withUndo(tools, undo),
      permission,
      askPerson: (ask) => {
        asked.push(ask);
        const { permission: about } = ask;
        const rule = about && ruleFor(about, 'allow');
        if (rule) remembered.remember(rule);
        return Promise.resolve({ allow: true });
      },
    },
    { messages: [{ role: 'user', content: 'Mend add.mjs.' }] },
    (event: AgentEvent) => {
      if (event.type === 'result') results.push({ ...event.result, name: event.name });
    },
  );
  assert.equal(outcome.reason, 'answered');
  const [first, second, seen, edited, escaped, ...commands] = results;
  const [found, wrong] = first!.name === 'grep' ? [first, second] : [second, first]; // reads end as they like
  assert.match(found!.content, /^add\.mjs:1:export const add/);
  assert.match(wrong!.content, /does not exist\. Did you mean add\.mjs\?/);
  assert.match(seen!.content, /^1\texport const add/);
  assert.match(edited!.content, /^changed add\.mjs/);
  assert.match(escaped!.content, /outside the working folder/);
  assert.equal(readFileSync(join(folder, 'add.mjs'), 'utf8'), program.replace('-', '+'));
  if (missing.length === 0) {
    assert.match(commands[0]!.content, /not run: the rules deny bash/);
    assert.match(commands[1]!.content, /exit code 0.*add\(2, 3\).*\[changed files: made try\.mjs\]/s);
    assert.deepEqual(
      asked.map((ask) => ask.permission?.tool),
      ['write', 'bash'],
    );
    assert.match(asked[1]!.permission!.preview!, /^\$ echo/);
    assert.equal(remembered.rules().length, 1); // a line with > is asked each time
  }
  undo.undo(0);
  assert.equal(readFileSync(join(folder, 'add.mjs'), 'utf8'), program);
  assert.equal(existsSync(join(folder, 'try.mjs')), false);
});

test('the same in a dry run changes nothing', async (t) => {
  const folder = scratch(t);
  const program = 'export const add = (a, b) =>\n  a - b;\n';
  writeFileSync(join(folder, 'add.mjs'), program);
  const { tools } = await openToolbox({ folder, sandbox });
  const results: string[] = [];
  await runAgent(
    { chat: scriptedChat({ replies: MENDS }), tools: dryRun(tools), permission: () => 'allow' },
    { messages: [{ role: 'user', content: 'Mend add.mjs.' }] },
    (event: AgentEvent) => {
      if (event.type === 'result') results.push(event.result.content);
    },
  );
  assert.match(
    results[3]!,
    /^Dry run: nothing was changed\. This would be done:\n--- a\/add\.mjs.*\n-  a - b;\n\+  a \+ b;/s,
  );
  assert.equal(readFileSync(join(folder, 'add.mjs'), 'utf8'), program);
  assert.equal(existsSync(join(folder, 'try.mjs')), false);
});
