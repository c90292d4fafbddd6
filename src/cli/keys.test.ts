import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { run } from './keys.ts';
import { UsageError } from '../usage-error.ts';
import type { CliContext } from './flags/context.ts';

const keysOf = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const go = async (...args: string[]): Promise<string> => {
    const out: string[] = [];
    const sink = { isTTY: false, write: (text: string) => out.push(text) };
    const context: CliContext = {
      input: Readable.from([]),
      output: sink,
      errors: sink,
      env: { MIZAN_DATA: folder },
      clock: () => 0,
      open: () => assert.fail('no model is needed'),
    };
    assert.equal(await run(args, new AbortController().signal, context), 0);
    return out.join('');
  };
  return { go, folder };
};

test('a key is made, shown once, listed, limited, revoked', async (t) => {
  const { go, folder } = keysOf(t);
  assert.match(await go(), /there are no keys; create one with: npm start -- keys create NAME/);
  const [key] = (await go('create', 'alice', '--day-usd', '2')).split('\n');
  assert.match(key!, /^mz-[a-z0-9]{10}-[A-Za-z0-9_-]{43}$/);
  const made = JSON.parse(await go('create', 'ops', '--admin', '--json')) as {
    key: string;
    admin: boolean;
    budget: object;
  };
  assert.deepEqual([made.admin, made.budget], [true, {}]);
  const list = await go('list');
  assert.match(list, /alice .*\$2 a day +live/);
  assert.match(list, /ops .*admin +no limit/);
  for (const text of [list, await go('list', '--json'), readFileSync(join(folder, 'keys.db'), 'latin1')])
    assert.ok(!text.includes(key!.slice(14)), 'only the hash is kept');
  assert.equal(await go('limit', 'alice', '--total-tokens', '1000'), 'alice: 1000 tokens in all\n');
  assert.equal(await go('revoke', 'alice'), 'alice is revoked\n');
  assert.equal(await go('revoke', 'alice'), 'alice was revoked already\n');
  const { keys } = JSON.parse(await go('list', '--json')) as { keys: { name: string; revoked: string | null }[] };
  assert.deepEqual(keys.map(({ name, revoked }) => [name, revoked !== null]).sort(), [
    ['alice', true],
    ['ops', false],
  ]);
});

test('mistakes say what to do', async (t) => {
  const { go } = keysOf(t);
  await assert.rejects(go('delete', 'alice'), /mizan keys takes create, list, limit, revoke; got "delete"/);
  await assert.rejects(go('create'), /mizan keys create needs a name/);
  await assert.rejects(go('create', 'alice', 'smith'), /takes no "smith"; put a name of several words in quotes/);
  await assert.rejects(go('create', 'alice', '--day-tokens', '1.5'), UsageError);
  await assert.rejects(go('list', '--day-usd', '1'), UsageError);
  await assert.rejects(go('revoke', 'bob'), /bob/);
  await go('create', 'alice');
  await assert.rejects(go('create', 'alice'), /alice/);
});
