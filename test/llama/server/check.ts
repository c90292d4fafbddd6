/**
 * `mizan serve --gguf FILE [--draft FILE]` over a real llama-server, from its start to its end, opt-in:
 *   MIZAN_LLAMA_SERVER=PATH npm run check:llama-server            the file must be called llama-server
 *   MIZAN_LLAMA_SERVER=PATH npm run check:llama-server -- speed   and what slots and drafts gain
 * Installs nothing. llama-server is in the releases of llama.cpp, and builds from the source that the npm package
 * node-llama-cpp holds as a git bundle (docs/results/serve.md).
 * Exit code: 0 all as it should be, or skipped with a message; 1 something is not.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { openDoor, sleep, until, type Door, type Json } from './door.ts';
import { writeFiles, type Files } from './files.ts';
import { measureSpeed } from './speed.ts';

const QUESTION = 'What is 17 + 25?';
const CHAT = '/v1/chat/completions';

type Context = { binary: string; folder: string; files: Files };

/** A step of the check: its name, and what it does; `told` is printed beside it. */
type Step = readonly [name: string, run: (context: Context) => Promise<string | void>];

const ask = (content: string, more: Json = {}): Json => ({
  messages: [{ role: 'user', content }],
  max_tokens: 48,
  temperature: 0,
  seed: 1,
  ...more,
});

let doors = 0;
/** A door over a file that is closed again whatever happens; no child may be left. */
const withDoor = async (
  { binary, folder }: Context,
  words: readonly string[],
  use: (door: Door) => Promise<string | void>,
): Promise<string | void> => {
  const data = join(folder, `data-${++doors}`);
  mkdirSync(data);
  const door = await openDoor(binary, data, words);
  try {
    return await use(door);
  } catch (error) {
    console.error(door.log().split('\n').slice(-25).join('\n'));
    throw error;
  } finally {
    await door.end('SIGINT');
    assert.deepEqual(door.children(), [], 'no llama-server is left');
  }
};

const nameOf = (file: string): string => basename(file, '.gguf');

const serves: Step = [
  'it starts, answers, streams and completes',
  (context) =>
    withDoor(context, ['--gguf', context.files.small], async (door) => {
      const model = nameOf(context.files.small);
      const { status, body } = await door.post(CHAT, { model, ...ask(QUESTION) });
      assert.equal(status, 200, JSON.stringify(body));
      const { content } = body.choices[0].message;
      assert.ok(content.length > 0, 'there is a text');
      assert.ok(body.usage.completion_tokens > 0 && body.usage.prompt_tokens > 0, JSON.stringify(body.usage));
      let [text, pieces, finish] = ['', 0, ''];
      for await (const event of door.stream(CHAT, { model, ...ask(QUESTION) })) {
        const choice = event.choices?.[0];
        if (typeof choice?.delta?.content === 'string' && choice.delta.content !== '') pieces++;
        text += choice?.delta?.content ?? '';
        finish = choice?.finish_reason ?? finish;
      }
      assert.equal(text, content, 'a stream says the same');
      assert.ok(pieces > 1 && finish !== '', `${pieces} pieces, finish ${finish}`);
      const completed = await door.post('/v1/completions', { model, prompt: 'What is', max_tokens: 8, temperature: 0 });
      const settings = /small: (.* side by side.*)/.exec(door.log())?.[1];
      assert.ok(settings, 'its settings are told');
      const completion =
        completed.status === 200 ? JSON.stringify(completed.body.choices[0].text) : completed.body.error.message;
      return `${settings}\n    answer ${JSON.stringify(content.slice(0, 60))}, ${body.usage.completion_tokens} tokens in ${pieces} pieces\n    completion (${completed.status}): ${completion}`;
    }),
];

const thinks: Step = [
  'four candidates of a vote side by side',
  (context) =>
    withDoor(context, ['--gguf', context.files.small], async (door) => {
      const { status, body } = await door.post(CHAT, {
        model: 'mizan',
        messages: [{ role: 'user', content: QUESTION }],
        seed: 1,
        mizan: { n: 4, plan: 'none' },
      });
      assert.equal(status, 200, JSON.stringify(body));
      return JSON.stringify(body.choices[0].message.content.slice(0, 80));
    }),
];

const cancels: Step = [
  'a client that leaves frees its slot',
  (context) =>
    withDoor(context, ['--gguf', context.files.large], async (door) => {
      const model = nameOf(context.files.large);
      const controller = new AbortController();
      const stream = door.stream(
        CHAT,
        { model, ...ask(QUESTION, { max_tokens: 3000, ignore_eos: true, temperature: 1 }) },
        controller.signal,
      );
      for (let i = 0; i < 3; i++) await stream.next();
      const busy = async (): Promise<number> =>
        ((await door.below('/slots')) as unknown as Json[]).filter((slot) => slot.is_processing).length;
      assert.equal(await busy(), 1, 'a slot works');
      controller.abort();
      const left = performance.now();
      while ((await busy()) > 0) {
        assert.ok(performance.now() - left < 10_000, 'the slot is free within 10 s');
        await sleep(50);
      }
      return `free after ${Math.round(performance.now() - left)} ms`;
    }),
];

const refusesLong: Step = [
  'a conversation that is too long is refused in words, and the next one is answered',
  (context) =>
    withDoor(context, ['--gguf', context.files.small], async (door) => {
      const model = nameOf(context.files.small);
      const long = await door.post(CHAT, { model, ...ask('one two three four '.repeat(400)) });
      assert.equal(long.status, 400, JSON.stringify(long.body));
      assert.equal(long.body.error.code, 'context_length_exceeded', JSON.stringify(long.body));
      assert.equal((await door.post(CHAT, { model, ...ask(QUESTION) })).status, 200);
      return long.body.error.message;
    }),
];

const revives: Step = [
  'a child that is killed is started again',
  (context) =>
    withDoor(context, ['--gguf', context.files.small], async (door) => {
      const model = nameOf(context.files.small);
      await door.post(CHAT, { model, ...ask(QUESTION) });
      const [pid] = door.children();
      process.kill(pid!, 'SIGKILL');
      await door.said(/llama-server ended by itself \(code \d+\)/);
      const { status } = await door.post(CHAT, { model, ...ask(QUESTION) });
      assert.equal(status, 200);
      const [next, ...others] = door.children();
      assert.ok(next !== undefined && next !== pid && others.length === 0, 'one other process serves');
      return /llama-server ended by itself.*/.exec(door.log())![0];
    }),
];

/** Ends the door in the middle of a stream by `signal`. */
const ends = (signal: NodeJS.Signals): Step => [
  `${signal} in the middle of a stream leaves no child`,
  async (context) => {
    const data = join(context.folder, `data-${++doors}`);
    mkdirSync(data);
    const door = await openDoor(context.binary, data, ['--gguf', context.files.large, '--grace', '1']);
    const stream = door.stream(CHAT, {
      model: nameOf(context.files.large),
      ...ask(QUESTION, { max_tokens: 3000, ignore_eos: true, temperature: 1 }),
    });
    await stream.next();
    assert.equal(door.children().length, 1);
    const over = (async () => {
      try {
        for await (const _ of stream);
      } catch {
        /* it is cut off */
      }
    })();
    const { code, seconds } = await door.end(signal);
    await over;
    await until(() => door.children().length === 0, 10, 'the child is gone');
    if (signal === 'SIGINT') assert.equal(code, 0);
    return `exit code ${code} after ${seconds.toFixed(1)} s`;
  },
];

/** A door whose first question is refused; gives the words. */
const refused = (name: string, words: (context: Context) => string[], why: RegExp): Step => [
  name,
  (context) =>
    withDoor(context, words(context), async (door) => {
      const given = words(context);
      const model = nameOf(given[given.indexOf('--gguf') + 1]!);
      const { status, body } = await door.post(CHAT, { model, ...ask(QUESTION) });
      assert.equal(status, 503, JSON.stringify(body));
      assert.match(body.error.message, why);
      return body.error.message;
    }),
];

/** The same binary with little memory: a program called llama-server that bounds itself first. */
const lowMemory: Step = [
  'too little memory is said',
  (context) => {
    const folder = join(context.folder, 'low');
    mkdirSync(folder);
    const binary = join(folder, 'llama-server');
    writeFileSync(binary, `#!/bin/sh\nulimit -v 400000\nexec '${context.binary}' "$@"\n`);
    chmodSync(binary, 0o755);
    return refused(
      '',
      ({ files }) => ['--gguf', files.large],
      /llama-server ended before it was ready; it said: .*(alloc|memory)/,
    )[1]({ ...context, binary });
  },
];

const drafts: Step = [
  'a draft model is used, and changes no token',
  async (context) => {
    const { small, large } = context.files;
    const model = nameOf(large);
    const answerOf = async (door: Door): Promise<Json> => {
      const { status, body } = await door.post(CHAT, { model, ...ask(QUESTION, { max_tokens: 60 }) });
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    };
    let [plain, told]: [string, string] = ['', ''];
    await withDoor(context, ['--gguf', large], async (door) => {
      plain = (await answerOf(door)).choices[0].message.content;
    });
    await withDoor(context, ['--gguf', large, '--draft', small], async (door) => {
      const body = await answerOf(door);
      assert.equal(body.choices[0].message.content, plain);
      const port = /llama-server is ready on port (\d+)/.exec(door.log())![1]!;
      const direct = await fetch(`http://127.0.0.1:${port}${CHAT}`, {
        method: 'POST',
        body: JSON.stringify(ask('What is 3 + 4?')),
      });
      const { timings } = (await direct.json()) as Json;
      assert.ok(timings.draft_n > 0, `it drafts: ${JSON.stringify(timings)}`);
      told = `${timings.draft_n_accepted} of ${timings.draft_n} drafts held; ${/large: (drafts by.*)/.exec(door.log())?.[1]}`;
    });
    return told;
  },
];

const steps: readonly Step[] = [
  serves,
  thinks,
  cancels,
  refusesLong,
  revives,
  ends('SIGINT'),
  ends('SIGKILL'),
  refused('a file that is no GGUF', ({ files }) => ['--gguf', files.text], /text\.gguf is not a GGUF file/),
  refused('half a file', ({ files }) => ['--gguf', files.half], /ended before it was ready; it said: /),
  refused('an unknown architecture', ({ files }) => ['--gguf', files.strange], /ended before it was ready; it said: /),
  lowMemory,
  refused(
    'a draft model of another vocabulary',
    ({ files }) => ['--gguf', files.large, '--draft', files.other],
    /other\.gguf can't draft for .*large\.gguf: its token \d+ is .* take a small model with the same tokenizer/,
  ),
  drafts,
];

const main = async (): Promise<number> => {
  const given = process.env.MIZAN_LLAMA_SERVER;
  if (given === undefined) {
    console.log('skipped: MIZAN_LLAMA_SERVER names no llama-server (see the comment in test/llama/server/check.ts)');
    return 0;
  }
  const binary = resolve(given);
  if (!existsSync(binary) || basename(binary) !== 'llama-server')
    throw new Error(`${binary} is no file called llama-server`);
  const [only] = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'mizan-llama-server-'));
  let failed = 0;
  try {
    const { stdout, stderr } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
    console.log(`llama-server, ${/version: .*/.exec(stdout + stderr)?.[0] ?? 'of no known version'}`);
    const files = await writeFiles(folder);
    for (const [name, run] of steps.filter(([name]) => only === undefined || name.includes(only))) {
      try {
        const told = await run({ binary, folder, files });
        console.log(`ok   ${name}${told ? `\n    ${told}` : ''}`);
      } catch (error) {
        failed++;
        console.log(`FAIL ${name}\n    ${(error as Error).stack}`);
      }
    }
    if (only === 'speed') await measureSpeed(binary, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(failed === 0 ? 'all as it should be' : `${failed} of ${steps.length} are not as they should be`);
  return failed === 0 ? 0 : 1;
};

process.exitCode = await main();
