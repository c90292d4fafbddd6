import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Checked } from '../reason/check.ts';
import { emptyReply } from '../answer.ts';
import { readConfig } from '../provider/config.ts';
import type { VerifierSettings } from '../provider/config-schema.ts';
import { findSandbox } from './verifier-command.ts';
import { createVerifiers } from './verifiers.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-verifiers-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const sandbox = findSandbox();
const walls = sandbox
  ? [['in a sandbox', sandbox] as const, ['without one', undefined] as const]
  : [['without one', undefined] as const];

const checked = (content: string, signal = new AbortController().signal): Checked => ({
  question: 'What is 2 + 2?',
  answer: content,
  reply: { ...emptyReply('stop', content) },
  request: { messages: [] },
  signal,
});
const only = (settings: VerifierSettings, find: Parameters<typeof createVerifiers>[2] = () => undefined) =>
  createVerifiers([settings], folder, find)[0]!.check;
const run = async (settings: VerifierSettings, content: string) => only(settings)(checked(content));

test('a schema and a pattern say what fails, and that something passes only when they prove it', async () => {
  const schema = { type: 'object', required: ['city'] };
  assert.match(
    (await run({ type: 'json-schema', name: 's', schema }, '{"town": 1}'))!.reason,
    /breaks the schema at #: .*city/,
  );
  assert.equal(await run({ type: 'json-schema', name: 's', schema }, '{"city": 1}'), undefined);
  assert.equal((await run({ type: 'json-schema', name: 's', schema, proves: true }, '{"city": 1}'))!.pass, true);
  assert.deepEqual(await run({ type: 'regex', name: 'digits', pattern: '^\\d+$' }, 'four'), {
    pass: false,
    reason: 'digits: it does not match /^\\d+$/',
  });
  assert.equal(
    (await run({ type: 'regex', name: 'r', pattern: 'as an AI', flags: 'i', not: true }, 'As an ai, I …'))!.pass,
    false,
  );
  assert.equal(await run({ type: 'regex', name: 'r', pattern: '(a+)+$' }, `${'a'.repeat(20_001)}b`), undefined);
});

test("the task families' checks can be named", async () => {
  const checkedItem = { ...checked('50 + 3'), question: 'Using 3, 7, 25 and 50, each at most once, make 128.' };
  assert.equal((await only({ type: 'tasks' })(checkedItem))?.pass, false);
  assert.equal((await only({ type: 'tasks' })({ ...checkedItem, answer: '25*7-50+3' }))?.pass, true);
});

for (const [how, sandboxed] of walls) {
  const command = (
    words: string[],
    more: Partial<Extract<VerifierSettings, { type: 'command' }>> = {},
  ): VerifierSettings => ({ type: 'command', name: 'c', command: words, unsafe: true, ...more });
  const verdict = (settings: VerifierSettings, content: string, signal?: AbortSignal) =>
    only(settings, () => sandboxed)(checked(content, signal));

  test(`${how}: exit code 0 passes, 1 fails, any other says nothing; the answer comes on standard input`, async () => {
    writeFileSync(
      join(folder, 'check.sh'),
      'read -r line\ncase "$line" in *\'"answer":"4"\'*) echo "right: $line" ;; *) echo wrong; exit 1 ;; esac\n',
    );
    const right = await verdict(command(['sh', 'check.sh']), '4');
    assert.equal(right?.pass, true);
    assert.match(right.reason, /^right: \{"question":"What is 2 \+ 2\?","answer":"4"/);
    assert.deepEqual(await verdict(command(['sh', 'check.sh']), '5'), { pass: false, reason: 'wrong' });
    assert.equal(await verdict(command(['sh', 'check.sh'], { proves: false }), '4'), undefined);
    for (const code of ['2', '127', '255'])
      assert.equal(await verdict(command(['sh', '-c', `exit ${code}`]), '4'), undefined);
    assert.equal(await verdict(command(['no-such-program-here']), '4'), undefined);
    assert.equal(
      (
        await verdict(
          command([
            'node',
            '-e',
            'process.exit(JSON.parse(require("fs").readFileSync(0, "utf8")).answer === "4" ? 0 : 1)',
          ]),
          '4',
        )
      )?.pass,
      true,
    );
  });

  test(`${how}: no word of an answer becomes a word of the command, and no environment comes with it`, async () => {
    process.env.MIZAN_TEST_SECRET = 'do-not-tell';
    try {
      const hostile = '$(touch pwned) `touch pwned` "; touch pwned; echo "';
      const found = await verdict(command(['sh', '-c', 'env; ls; cat >/dev/null; exit 0']), hostile);
      assert.equal(found?.pass, true);
      const whole = await verdict(
        command(['sh', '-c', 'test -z "$MIZAN_TEST_SECRET" && ! test -e pwned && test $# -eq 0']),
        hostile,
      );
      assert.equal(whole?.pass, true);
    } finally {
      delete process.env.MIZAN_TEST_SECRET;
    }
  });

  test(`${how}: time, memory and output are bounded, and an abort ends it at once with what it started`, async () => {
    const started = performance.now();
    assert.equal(await verdict(command(['sh', '-c', 'sleep 30 & sleep 30'], { timeoutSeconds: 0.3 }), '4'), undefined);
    assert.equal(
      await verdict(command(['sh', '-c', 'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done']), '4'),
      undefined,
    );
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    assert.equal(await verdict(command(['sleep', '30']), '4', stop.signal), undefined);
    assert.ok(performance.now() - started < 5000, `${performance.now() - started} ms`);
    const hungry = 'const all = []; for (let i = 0; i < 32; i++) all.push(Buffer.alloc(16e6, 1)); process.exit(0)';
    assert.notEqual((await verdict(command(['node', '-e', hungry], { memoryMb: 1024 }), '4'))?.pass, true);
    assert.equal((await verdict(command(['node', '-e', hungry], { memoryMb: 2048 }), '4'))?.pass, true);
  });
}

test(
  "in the sandbox: no network, no writing, no files but the system's and the config's",
  { skip: sandbox ? false : 'bubblewrap is not usable here' },
  async () => {
    const check = (words: string) =>
      only({ type: 'command', name: 'c', command: ['sh', '-c', words] }, () => sandbox)(checked('4'));
    assert.equal(
      (
        await check(
          `touch here 2>/dev/null; test ! -e here && test ! -e '${import.meta.filename}' && test ! -e /home && test ! -e /etc/passwd`,
        )
      )?.pass,
      true,
    );
    assert.equal((await check('test "$(ls /sys/class/net 2>/dev/null | wc -l)" -eq 0'))?.pass, true);
    assert.equal((await check('test $(ls -d /proc/[0-9]* | wc -l) -lt 8'))?.pass, true);
  },
);

test('without a sandbox a command is refused when the server starts, and the message says what to do', () => {
  const settings: VerifierSettings = { type: 'command', name: 'tests', command: ['true'] };
  assert.throws(
    () => createVerifiers([settings], folder, () => undefined),
    /the verifier "tests" runs a command.*install bubblewrap.*"unsafe": true/,
  );
  assert.equal(createVerifiers([{ ...settings, unsafe: true }], folder, () => undefined).length, 1);
  assert.throws(
    () =>
      createVerifiers(
        [
          { type: 'regex', name: 'a', pattern: 'x' },
          { type: 'regex', name: 'a', pattern: 'y' },
        ],
        folder,
      ),
    /two verifiers are called "a"/,
  );
});

test('the config says which verifiers there are, and what is wrong with one', () => {
  const read = (verifiers: unknown) => readConfig(JSON.stringify({ verifiers }), 'mizan.json', '/project').verifiers;
  assert.equal(
    read([
      { type: 'tasks' },
      { type: 'regex', name: 'r', pattern: 'x', not: true },
      { type: 'json-schema', name: 's', schema: {} },
    ]).length,
    3,
  );
  assert.throws(() => read([{ type: 'regex', name: 'r', pattern: '(' }]), /verifiers\[0\].*regular expression/);
  assert.throws(() => read([{ type: 'regex', name: 'r', pattern: 'x', flags: 'g' }]), /verifiers\[0\]\.flags/);
  assert.throws(() => read([{ type: 'shell', name: 'r' }]), /verifiers\[0\]/);
});
