import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptedChat, type Script } from '../testing/scripted-chat.ts';
import { exampleQuestions, run } from './chat.ts';
import { UsageError } from '../usage-error.ts';
import type { CliContext } from './flags/context.ts';

/** Runs chat over a pipe with a scripted model. */
const converse = async (
  t: { after(f: () => void): void },
  input: string,
  script: Script,
  args: string[] = ['--no-trace'],
) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-chat-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [out, errors]: [string[], string[]] = [[], []];
  const chat = scriptedChat(script);
  let closed = 0;
  const context: CliContext = {
    input: Readable.from([Buffer.from(input)]),
    output: { isTTY: false, write: (text) => out.push(text) },
    errors: { isTTY: false, write: (text) => errors.push(text) },
    env: { MIZAN_DATA: folder },
    clock: () => 1_700_000_000_000,
    open: async () => ({
      name: 'scripted',
      chat,
      folder,
      sections: true,
      contextLength: 256,
      close: async () => {
        closed++;
      },
    }),
  };
  const code = await run(
    args.map((arg) => (arg === 'FOLDER' ? folder : arg)),
    new AbortController().signal,
    context,
  );
  assert.equal(closed, 1, 'the model is closed');
  return { code, out: out.join(''), errors: errors.join(''), chat, files: readdirSync(folder) };
};

test('a pipe: each line is asked, commands work, the end ends it', async (t) => {
  const { code, out, errors, chat } = await converse(
    t,
    '/plan none\r\n/n 1\n\nWhich is it, red or blue?\nWhich is it, left or right?',
    { replies: ['blue', 'left'] },
  );
  assert.equal(code, 0);
  assert.equal(errors, '');
  assert.deepEqual(
    chat.requests.map((request) => request.messages.length),
    [1, 1],
    'nothing of the first turn is in the second',
  );
  assert.match(out, /Which is it, red or blue\?\n[^]*answer {6}blue\n[^]*answer {6}left\n/);
  assert.doesNotMatch(out, /\x1b/);
});

test('a number picks an example, also the headline', async (t) => {
  const { out } = await converse(t, '/n 1\n/plan none\n1\n', { replies: () => '(25*7)-50+3' });
  assert.match(out, /Using 3, 7, 25 and 50, each at most once, make 128\.\n[^]*answer {6}\S*25\*7/);
});

test('mistakes are told and the rest is still answered; the exit code remembers', async (t) => {
  const { code, out, errors } = await converse(
    t,
    '/n none\n/plna each\n/seed -1\n/plan maybe\nbad \x07 bell\n/n 1\n/plan none\nWhich is it, left or right?\n',
    { replies: ['left'] },
  );
  assert.equal(code, 1);
  assert.match(errors, /\/n takes a whole number from 1 to 256, got "none"/);
  assert.match(errors, /there is no command \/plna; did you mean \/plan\?/);
  assert.match(errors, /\/seed takes a whole number from 0/);
  assert.match(errors, /\/plan takes none, shared, each; got "maybe"/);
  assert.match(errors, /control character/);
  assert.match(out, /answer {6}left/);
});

test('/quit leaves at once; /help says that turns stand alone; run files are written', async (t) => {
  const { code, out, chat, files } = await converse(
    t,
    '/help\n/n 1\n/plan none\nWhich is it, left or right?\n/quit\nWhich is it, up or down?\n',
    { replies: ['left'] },
    ['--trace-folder', 'FOLDER'],
  );
  assert.equal(code, 0);
  assert.equal(chat.requests.length, 1);
  assert.match(out, /the one before is not remembered/);
  assert.equal(files.length, 1);
});

test('a failing model is told; the next question is asked all the same', async (t) => {
  const { code, out } = await converse(t, '/n 1\n/plan none\nfirst\nWhich is it, left or right?\n', {
    replies: [{ error: 'lost the connection' }, 'left'],
  });
  assert.equal(code, 1);
  assert.match(out, /failed {6}lost the connection/);
  assert.match(out, /answer {6}left/);
});

test('chat takes no question on the command line', async (t) => {
  await assert.rejects(converse(t, '', {}, ['what?']), UsageError);
});

test('examples are questions of the test split, the same for the same seed', () => {
  const examples = exampleQuestions(5);
  assert.ok(examples.length >= 2 && new Set(examples).size === examples.length);
  assert.deepEqual(exampleQuestions(5), examples);
  assert.notDeepEqual(exampleQuestions(6), examples);
});

test('at a terminal: Ctrl-C stops the answer and returns to the prompt, Ctrl-D leaves', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-chat-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let out = '';
  const output = Object.assign(
    new Writable({
      write(part, _, next) {
        out += part;
        next();
      },
    }),
    { isTTY: true, columns: 80, rows: 24 },
  );
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) });
  const chat = scriptedChat({ replies: [{ content: 'u', stall: true }, 'left'] });
  const context: CliContext = {
    input,
    output,
    errors: output,
    env: { NO_COLOR: '1', MIZAN_DATA: folder },
    clock: Date.now,
    open: async () => ({ name: 'scripted', chat, folder, sections: true, contextLength: 256, close: async () => {} }),
  };
  const seen = async (pattern: RegExp): Promise<void> => {
    for (let i = 0; i < 200 && !pattern.test(out); i++) await sleep(10);
    assert.match(out, pattern);
    out = '';
  };
  const ended = run(['--effort', 'minimal', '--no-trace'], new AbortController().signal, context);
  await seen(/Type a question[^]*› /);
  input.write('Which is it, up or down?\r');
  await seen(/Ctrl-C stops/);
  input.write('\x03');
  await seen(/stopped[^]*› /);
  input.write('Which is it, left or right?\r');
  await seen(/answer {6}left[^]*› /);
  input.write('\x04');
  assert.equal(await ended, 0);
  assert.equal(raw.at(-1), false, 'the terminal is left as it was');
  assert.equal(chat.requests[0]!.signal!.aborted, true);
});
