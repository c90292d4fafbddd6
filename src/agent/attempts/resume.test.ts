/**
 * Attempts that are killed at any point and gone on with: what has ended is not done again, no write runs twice, and
 * the choice is that of attempts that nobody disturbed.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { lockFolder } from '../../files.ts';
import { scratch } from '../tools/testing.ts';
import { openAttempts, readAttempts } from './attempts-journal.ts';

const moduleOf = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/**
 * Three attempts: each agent writes two files, one call after the other; the second attempt passes the tests. What is
 * done is logged outside, a line each. `KILL` names the point at which the process kills itself.
 */
const PROGRAM = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAttempts } from ${moduleOf('./attempts-journal.ts')};
import { runAttempts } from ${moduleOf('./run-attempts.ts')};
import { takeOver } from ${moduleOf('./copies.ts')};
import { runAgent } from ${moduleOf('../loop.ts')};
const [folder, root, run, log] = process.argv.slice(1);
const point = (name) => {
  if (name === process.env.KILL) process.kill(process.pid, 'SIGKILL');
};
const did = (what) => (point('before ' + what), appendFileSync(log, what + '\\n'), point('after ' + what));
const chatOf = (i) => async function* ({ messages }) {
  const results = messages.filter(({ role }) => role === 'tool').length;
  did('ask ' + i + ' ' + results);
  const usage = { promptTokens: 10, completionTokens: 5 };
  const call = { id: 'c' + i + results, name: 'put', arguments: JSON.stringify({ n: results }) };
  const reply = results < 2 ? { content: '', finish: 'tools', toolCalls: [call] } : { content: 'done ' + i, finish: 'stop' };
  yield { type: 'done', reply: { reasoning: '', tokens: 5, ...reply }, usage, seconds: 0 };
};
const attempts = openAttempts(run, { task: 't', agent: 'act', folder, seed: 1, n: 3, budget: {} });
const { attempts: made, choice } = await runAttempts({
  folder, n: 3, copies: { root, run: 'r' }, journal: attempts,
  solve: async (copy, i) => {
    const { journal, outcome } = attempts.agent(i);
    if (outcome) return (journal.close(), outcome);
    const put = { name: 'put', effect: 'write', parameters: { type: 'object', properties: { n: { type: 'integer' } } },
      run: async ({ n }) => {
        did('put ' + i + ' ' + n);
        writeFileSync(join(copy, 'file' + n + '.txt'), (i === 1 ? 'right ' : 'wrong ' + i + ' ') + n + '\\n');
        point('in put ' + i + ' ' + n);
        return { content: 'put' };
      } };
    const task = { messages: [{ role: 'user', content: 't' }], seed: i };
    const ended = await runAgent({ chat: chatOf(i), tools: [put], permission: () => 'allow', journal }, task);
    journal.close();
    return ended;
  },
  test: async (copy) => {
    const i = Number(/[/](\\d+)[/][^/]+$/.exec(copy)[1]) - 1;
    did('test ' + i);
    writeFileSync(join(copy, 'report.xml'), 'of the tests');
    point('in test ' + i);
    return { pass: readFileSync(join(copy, 'file1.txt'), 'utf8').startsWith('right') };
  },
});
if (attempts.taking() === undefined) did('yes');
attempts.writeTaking(choice.index);
point('taking');
const left = takeOver(folder, made[choice.index].changes);
did('taken');
attempts.writeOver(true);
process.stdout.write(JSON.stringify({ choice, left, known: made.map(({ known }) => known ?? false), files: made.map(({ changes }) => changes.map(({ path }) => path)) }));
`;

type End = { choice: { index: number; why: string }; left: unknown[]; known: boolean[]; files: string[][] };

const start = (t: TestContext) => {
  const [folder, root, run, logs] = [scratch(t), scratch(t), join(scratch(t), 'run'), scratch(t)];
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  const log = join(logs, 'log');
  writeFileSync(log, '');
  /** Runs the program; undefined when it killed itself. */
  const go = async (kill = ''): Promise<End | undefined> => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, folder, root, run, log], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, KILL: kill },
    });
    let out = '';
    child.stdout.on('data', (part: Buffer) => void (out += part.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (kill === '') assert.equal(code, 0);
    else assert.equal(signal, 'SIGKILL', kill);
    return code === 0 ? (JSON.parse(out) as End) : undefined;
  };
  const done = (): string[] => readFileSync(log, 'utf8').trim().split('\n');
  return { folder, root, run, go, done };
};

const WHOLE = [0, 1, 2].flatMap((i) => [
  ...[0, 1].flatMap((n) => [`ask ${i} ${n}`, `put ${i} ${n}`]),
  `ask ${i} 2`,
  `test ${i}`,
]);

test('undisturbed attempts do each thing once', async (t) => {
  const { go, done, folder, root } = start(t);
  const end = (await go())!;
  assert.deepEqual(done(), [...WHOLE, 'yes', 'taken']);
  assert.equal(end.choice.index, 1);
  assert.equal(readFileSync(join(folder, 'file1.txt'), 'utf8'), 'right 1\n');
  assert.deepEqual(readdirSync(root), []);
});

/** The points of a kill: at the seams of an attempt, in a write, in the tests, while a change is taken over. */
const KILLS = ['in put 1 0', 'in test 1', 'after test 2', 'taking', 'after taken'];

for (const kill of KILLS)
  test(`killed at "${kill}" and gone on with: nothing that has ended is done again`, async (t) => {
    const { go, done, folder, root, run } = start(t);
    assert.equal(await go(kill), undefined);
    assert.equal(readAttempts(run)?.over, false);
    const end = (await go())!;
    const counts = new Map<string, number>();
    for (const what of done()) counts.set(what, (counts.get(what) ?? 0) + 1);
    for (const [what, count] of counts) {
      // Asking the model and running tests change nothing: of the one that was cut off there are two.
      const cutOff = kill.endsWith(what) && !what.startsWith('put') && what !== 'yes';
      assert.ok(count === 1 || (cutOff && count === 2), `${what}: ${count} times`);
    }
    const missing = [...WHOLE, 'yes', 'taken'].filter((what) => !counts.has(what));
    assert.deepEqual(missing, [], 'and all of it is done');
    assert.equal(end.choice.index, 1);
    assert.deepEqual(end.left, []);
    assert.deepEqual(
      end.files,
      [0, 1, 2].map(() => ['file0.txt', 'file1.txt']),
      'what tests wrote is no part of it',
    );
    const before = Number(/\d/.exec(kill)?.[0] ?? 3);
    assert.deepEqual(
      end.known,
      [0, 1, 2].map((i) => i < before),
    );
    assert.equal(readFileSync(join(folder, 'file0.txt'), 'utf8'), 'right 0\n');
    assert.deepEqual(readdirSync(root), []);
    assert.equal(readAttempts(run)?.over, true);
  });

test('a lost copy begins its attempt anew; damage is said; the folder of a run is locked by its caller', async (t) => {
  const { go, done, root, run } = start(t);
  await go('before ask 1 1');
  rmSync(join(root, 'r'), { recursive: true });
  const end = (await go())!;
  assert.deepEqual(end.known, [true, false, false]);
  assert.deepEqual(
    done().filter((what) => what.startsWith('put')),
    ['put 0 0', 'put 0 1', 'put 1 0', 'put 1 0', 'put 1 1', 'put 2 0', 'put 2 1'],
  );
  assert.ok(existsSync(join(run, 'attempts', '2', 'journal.jsonl')));
  using _ = lockFolder(run);
  writeFileSync(join(run, 'attempts.jsonl'), '{"type":"nonsense"}\n');
  assert.throws(
    () => openAttempts(run, { task: 't', agent: 'a', folder: '/', seed: 1, n: 1, budget: {} }),
    /damaged at line 1/,
  );
});
