/**
 * Bad input, kills and full disks, through the command line as a user has it: nothing crashes and nothing is lost. One
 * tiny model is trained by `mizan train`; the runs that are killed must end as it did, and the damaged folders are
 * copies of it.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run as ask } from '../src/cli/ask.ts';
import { loadModel } from '../src/local/load-model.ts';
import { report } from '../src/cli/main.ts';
import { processContext } from '../src/cli/flags/context.ts';
import { readModelFacts } from '../src/local/read-facts.ts';
import { parseConfig } from '../src/model/config.ts';
import { readWeights } from '../src/model/weights.ts';
import { parseTemplate } from '../src/model/template.ts';
import { loadTokenizer } from '../src/model/tokenizer.ts';
import { createRandom, type Random } from '../src/random.ts';
import { loadCheckpoint } from '../src/train/checkpoint.ts';
import { inLongRun } from '../src/testing/long.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const QUESTION = 'Write 14 in Roman numerals.';
const root = mkdtempSync(join(tmpdir(), 'mizan-failures-'));
after(() => rmSync(root, { recursive: true, force: true }));

const UPDATES = 24;
const recipe = join(root, 'micro.json');
const whole = join(root, 'whole');
const model = join(whole, 'model');

type Ended = { code: number | null; by: NodeJS.Signals | null; out: string; err: string };

/** Runs a command to its end; `act` may meddle with the child meanwhile. */
const start = (
  command: string,
  args: string[],
  act: (child: ReturnType<typeof spawn>) => void = (child) => child.stdin!.end(),
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'pipe',
      cwd: root,
      env: { ...process.env, MIZAN_DEBUG: '', NODE: process.execPath, MAIN },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    child.stdin.on('error', () => {}); // it ended before it had read everything
    child.on('close', (code, by) => resolve({ code, by, out, err }));
    act(child);
  });
const mizan = (args: string[], act?: (child: ReturnType<typeof spawn>) => void) =>
  start(process.execPath, [MAIN, ...args], act);
/** A shell line in which $NODE and $MAIN are what runs the command. */
const shell = (line: string) => start('bash', ['-c', line]);

/** The lines of stderr that the command itself wrote as its error. */
const errorsIn = (err: string): string[] => err.split('\n').filter((line) => line.startsWith('mizan: '));
/** With --json a question that could not be answered has its outcome and reason on stdout, in one object. */
const assertFailedOutcome = (out: string): void => {
  const { outcome, reason, verified } = JSON.parse(out) as { outcome: string; reason: string; verified: boolean };
  assert.deepEqual([outcome, verified], ['failed', false]);
  assert.ok(reason.length > 10, out);
};

const assertOneMessage = ({ err }: Pick<Ended, 'err'>, message: RegExp): void => {
  assert.equal(errorsIn(err).length, 1, err);
  assert.match(errorsIn(err)[0]!, message);
  assert.doesNotMatch(err, /\n\s+at |looks like a bug|Node\.js v\d/);
};

const updatesIn = (folder: string): number => {
  const log = join(folder, 'log.jsonl');
  return existsSync(log)
    ? readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"update",')).length
    : 0;
};
/**
 * Sends `signal` a little after the log of `folder` holds `updates` more updates than now, `first` being done before.
 */
const signalAfter =
  (folder: string, updates: number, delay: number, signal: NodeJS.Signals, first = (): void => {}) =>
  (child: ReturnType<typeof spawn>): void => {
    const timer = setInterval(() => {
      if (updatesIn(folder) < updates) return;
      clearInterval(timer);
      first();
      setTimeout(() => child.kill(signal), delay);
    }, 2);
    child.on('exit', () => clearInterval(timer));
  };

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const withoutSeconds = (text: string): string => text.replace(/"seconds": ?[-+.e\d]+/g, '"seconds":0');
const lossesOf = (folder: string): string[] =>
  readFileSync(join(folder, 'log.jsonl'), 'utf8').trimEnd().split('\n').map(withoutSeconds);
const temporary = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.tmp'));

before(async () => {
  writeFileSync(
    recipe,
    JSON.stringify({
      name: 'micro',
      about: 'as small as it trains',
      seed: 1,
      model: {
        model_type: 'llama',
        hidden_size: 32,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        intermediate_size: 48,
        max_position_embeddings: 256,
        tie_word_embeddings: true,
      },
      tokenizer: { vocab_size: 320, items: 40 },
      data: { seed: 1, families: ['roman', 'linear'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0.5 },
      train: {
        updates: UPDATES,
        rows: 2,
        length: 192,
        accumulate: 1,
        lr: 0.003,
        warmup: 3,
        decay: 0.25,
        weight_decay: 0.1,
        betas: [0.9, 0.98],
        clip: 1,
        threads: 1,
        save_every: 5,
        validate_every: 8,
        validation_items: 4,
      },
    }),
  );
  const { code, out, err } = await mizan(['train', recipe, '--out', whole, '--json']);
  assert.equal(code, 0, err);
  assert.equal((JSON.parse(out) as { update: number }).update, UPDATES);
});

// Training ------------------------------------------------------------------------------------------------------

const stopped = join(root, 'stopped');

test('Ctrl-C: the checkpoint is saved, exit code 130; killed three times at random moments, the run ends bitwise like the whole one', async (t) => {
  const folder = stopped;
  const train = ['train', recipe, '--out', folder, '--json'];
  const first = await mizan(train, signalAfter(folder, 2, 0, 'SIGINT'));
  assert.deepEqual([first.code, errorsIn(first.err)], [130, []], first.err);
  assert.equal((JSON.parse(first.out) as { finished: boolean }).finished, false);
  const { state } = (await loadCheckpoint(folder))!;
  assert.equal(state.update, updatesIn(folder));
  assert.ok(state.update >= 2 && state.update < UPDATES);
  assert.ok(!existsSync(join(folder, 'model')));

  const killed = join(root, 'killed');
  cpSync(folder, killed, { recursive: true });
  for (const part of [0, 1, 2]) {
    // From the loading of the model over updates and saves to the export: wherever it falls.
    const updates = Math.min(UPDATES, state.update + part * 6 + Math.floor(Math.random() * 6));
    const delay = Math.random() * 30;
    const child = await mizan(['train', recipe, '--out', killed], signalAfter(killed, updates, delay, 'SIGKILL'));
    t.diagnostic(
      `killed ${delay.toFixed(0)} ms after update ${updates}: the log has ${updatesIn(killed)}, the checkpoint ${(await loadCheckpoint(killed))!.state.update}`,
    );
    assert.equal(child.by, 'SIGKILL', `it ended first: ${child.err}`);
  }
  const last = await mizan(['train', recipe, '--out', killed, '--json']);
  assert.equal(last.code, 0, last.err);
  assert.equal((JSON.parse(last.out) as { finished: boolean }).finished, true);
  const weights = `checkpoint-${String(UPDATES).padStart(7, '0')}.safetensors`;
  assert.equal(hashOf(join(killed, weights)), hashOf(join(whole, weights)));
  assert.deepEqual(lossesOf(killed), lossesOf(whole));
  assert.deepEqual(readdirSync(killed).sort(), readdirSync(whole).sort());
  assert.deepEqual(readdirSync(join(killed, 'model')).sort(), readdirSync(model).sort());
  for (const name of readdirSync(model)) {
    // The exported recipe tells how long the training took; nothing else may differ.
    const read = (at: string) =>
      name === 'recipe.json'
        ? withoutSeconds(readFileSync(join(at, 'model', name), 'utf8'))
        : hashOf(join(at, 'model', name));
    assert.equal(read(killed), read(whole), name);
  }
});

test('Ctrl-C when the checkpoint can not be saved: one message, exit code 1', async () => {
  const folder = join(root, 'unsaved');
  const ended = await mizan(
    ['train', recipe, '--out', folder],
    signalAfter(folder, 2, 0, 'SIGINT', () => mkdirSync(join(folder, 'latest.json'))),
  );
  assert.equal(ended.code, 1, ended.err);
  assertOneMessage(ended, /could not write .*latest\.json: it is a folder: name a file/);
});

/** A run that could not save: one message, the checkpoint before it is there, and with room again it goes on. */
const assertNotLost = async (folder: string, ended: Ended, message: RegExp, update: number): Promise<void> => {
  assert.equal(ended.code, 1, ended.err);
  assertOneMessage(ended, message);
  assert.equal(ended.out, '');
  assert.deepEqual(temporary(folder), []);
  assert.equal((await loadCheckpoint(folder))!.state.update, update);
};

test('a checkpoint larger than the system lets it be: one message, the one before still loads', async () => {
  const folder = join(root, 'limited');
  cpSync(stopped, folder, { recursive: true });
  const { update } = (await loadCheckpoint(folder))!.state;
  const ended = await shell(`ulimit -f 100; exec "$NODE" "$MAIN" train '${recipe}' --out '${folder}' --json`);
  await assertNotLost(
    folder,
    ended,
    /could not write .*checkpoint-\d+\.safetensors: the file is larger than this system allows.*\(EFBIG\)/,
    update,
  );
});

test('a full disk: one message, the checkpoint before still loads', async (t) => {
  const folder = join(root, 'disk');
  mkdirSync(folder);
  // Room for the checkpoint that is there and what the run writes besides, not for a second checkpoint.
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', folder]).status !== 0)
    return t.skip('mounting a small disk takes root');
  try {
    cpSync(stopped, folder, { recursive: true });
    const { update } = (await loadCheckpoint(folder))!.state;
    await assertNotLost(
      folder,
      await mizan(['train', recipe, '--out', folder, '--json']),
      /could not write .*checkpoint-\d+\.safetensors: the disk is full.*\(ENOSPC\)/,
      update,
    );
  } finally {
    spawnSync('umount', [folder]);
  }
});

test('damage and mistakes, by exit code and message', async () => {
  const damaged = join(root, 'damaged');
  cpSync(stopped, damaged, { recursive: true });
  truncateSync(
    join(
      damaged,
      readdirSync(damaged).find((name) => name.startsWith('checkpoint-'))!,
    ),
    4000,
  );
  const wrong = join(root, 'wrong.json');
  writeFileSync(wrong, readFileSync(recipe, 'utf8').replace('"hidden_size":32', '"hidden_size":30'));
  const [first, two, three] = await Promise.all([
    mizan(['train', recipe, '--out', damaged, '--json']),
    mizan(['train', wrong, '--out', join(root, 'none')]),
    mizan(['train', recipe, '--updates', 'ten']),
  ]);
  assert.deepEqual([first.code, two.code, three.code], [1, 1, 2]);
  assertOneMessage(first, /can't be resumed: checkpoint-\d+\.safetensors is damaged/);
  assertOneMessage(
    two,
    /wrong\.json: model\.hidden_size is 30; without head_dim it must be a multiple of num_attention_heads \(4\)/,
  );
  assertOneMessage(three, /--updates takes a whole number/);
  assert.equal(first.out + two.out + three.out, '');
  assert.ok(!existsSync(join(root, 'none')));
});

// Asking --------------------------------------------------------------------------------------------------------

const SHORT = ['--n', '1', '--plan', 'none', '--max-tokens', '4', '--threads', '1', '--no-trace'];

let copies = 0;
/** A copy of the model folder with some files changed. */
const copyWith = (changes: Record<string, (bytes: Buffer) => Uint8Array | string>): string => {
  const folder = join(root, `model-${copies++}`);
  cpSync(model, folder, { recursive: true });
  for (const [name, change] of Object.entries(changes))
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name))));
  return folder;
};
const edit =
  (change: (json: Record<string, unknown>) => unknown) =>
  (bytes: Buffer): string =>
    JSON.stringify(change(JSON.parse(bytes.toString()) as Record<string, unknown>));

/** The verb in this process: its exit code, its stdout, and the message of its error as the user reads it. */
const askHere = async (args: string[]): Promise<Ended> => {
  let [out, err] = ['', ''];
  const world = {
    ...processContext(),
    output: {
      write: (text: string) => {
        out += text;
      },
    },
    errors: {
      write: (text: string) => {
        err += text;
      },
    },
  };
  const code = await ask(args, new AbortController().signal, world).catch((error: unknown) =>
    report(
      error,
      (text) => {
        err += text;
      },
      {},
    ),
  );
  return { code, by: null, out, err };
};

test('a model folder that is wrong: one sentence, exit code 1, nothing on stdout', async () => {
  for (const [folder, message] of [
    [join(root, 'no-model'), /there is no model folder .*no-model/],
    [copyWith({ 'model.safetensors': (bytes) => bytes.subarray(0, bytes.length - 1) }), /can't read the weights/],
    [copyWith({ 'model.safetensors': (bytes) => bytes.subarray(0, 5) }), /5 bytes, too few for a header/],
    [copyWith({ 'model.safetensors': () => '' }), /0 bytes, too few/],
    [
      copyWith({ 'config.json': edit((json) => ({ ...json, intermediate_size: 64 })) }),
      /has shape \[48,32\], but config\.json asks for \[64,32\]/,
    ],
    [
      copyWith({ 'config.json': edit((json) => ({ ...json, num_hidden_layers: 3 })) }),
      /the weights lack model\.layers\.2/,
    ],
    [
      copyWith({ 'config.json': edit((json) => ({ ...json, num_attention_heads: 5 })) }),
      /num_attention_heads is 5; it must be a multiple/,
    ],
    [
      copyWith({ 'config.json': edit((json) => ({ ...json, vocab_size: 300 })) }),
      /tokenizer\.json has ids up to 319, but config\.json has a vocab_size of 300/,
    ],
    [
      copyWith({ 'config.json': edit((json) => ({ ...json, eos_token_id: 320 })) }),
      /eos_token_id is 320; every id must be a whole number from 0 to 319/,
    ],
    [copyWith({ 'config.json': () => '{\n  "a": 1\n' }), /config\.json is not valid JSON/],
    [copyWith({ 'tokenizer.json': () => 'null' }), /tokenizer\.json/],
    [
      copyWith({ 'domain.json': () => '{}' }),
      /domain\.json has a form that this version does not read; copy the model folder again/,
    ],
    [copyWith({ 'domain.json': (bytes) => bytes.subarray(0, 100) }), /domain\.json is not JSON/],
  ] as const) {
    const ended = await askHere(['--json', '--model', folder, ...SHORT, QUESTION]);
    assert.equal(ended.code, 1, ended.err);
    assertOneMessage(ended, message);
    assert.equal(ended.err.split('\n').length, 2, ended.err);
    assert.equal(ended.out, '');
  }
});

test('questions that are empty, too long, no text: exit code 2; long ones are declined', async () => {
  const input =
    (bytes: Buffer | string) =>
    (child: ReturnType<typeof spawn>): void => {
      child.stdin!.end(bytes);
    };
  const askArgs = ['ask', '--json', '--model', model, ...SHORT];
  const long = (bytes: number) => `${QUESTION} ${'a'.repeat(bytes)}`.slice(0, bytes);
  const wrong = await Promise.all([
    mizan([...askArgs, ' \n']),
    mizan([...askArgs, '-'], input('')),
    mizan([...askArgs, '-'], input(long(100_001))),
    mizan([...askArgs, '-'], input(Buffer.alloc(5_000_000, 97))),
    mizan([...askArgs, 'What is \u001b[2J 2?']),
    mizan([...askArgs, '-'], input('What \u0000is 2?')),
    mizan([...askArgs, '-'], input(Buffer.from([0x57, 0xff, 0xfe, 0x3f]))),
  ]);
  const messages = [
    /question is empty/,
    /question is empty/,
    /too long \(100001 bytes/,
    /too long \(\d+ bytes or more/,
    /control character \(0x1b/,
    /control character \(0x00 at position 5/,
    /not UTF-8/,
  ];
  wrong.forEach((ended, i) => {
    assert.deepEqual([ended.code, ended.out], [2, ''], ended.err);
    assertOneMessage(ended, messages[i]!);
  });
  const [word, words, plain] = await Promise.all([
    mizan([...askArgs, '-'], input(long(100_000))),
    mizan([...askArgs, '-'], input('What is it? '.repeat(8333))),
    mizan([...askArgs, QUESTION]),
  ]);
  assert.equal(word.code, 1, word.err); // of one word, so only its tokens are too many
  assertFailedOutcome(word.out);
  assertOneMessage(word, /takes \d+ tokens, but prompt and reply together have room for 256 in this model; shorten/);
  for (const ended of [words, plain]) {
    assert.equal(ended.out.trimEnd().split('\n').length, 1);
    const { abstained } = JSON.parse(ended.out) as { abstained: boolean };
    assert.deepEqual([typeof abstained, ended.code, ended.err], ['boolean', abstained ? 3 : 0, '']);
  }
  assert.equal((JSON.parse(words.out) as { abstained: boolean }).abstained, true);
});

test('nobody reads the output, or it has no room: no crash, one message at most, a code that says so', async () => {
  const askCommand = `"$NODE" "$MAIN" ask --model '${model}' ${SHORT.join(' ')}`;
  for (const line of [
    `${askCommand} '${QUESTION}' | true`,
    `${askCommand} --json '${QUESTION}' | head -c 0`,
    `${askCommand} --show-all '${QUESTION}' | head -c 1 > '${join(root, 'one')}'`,
  ]) {
    const { out, err } = await shell(`${line}; echo "code \${PIPESTATUS[0]}"`);
    assert.match(out, /code (141|0)\n$/, `${out}${err}`); // 0: all was written before the reader had gone
    assert.equal(err, '');
  }
  if (!existsSync('/dev/full')) return;
  for (const flag of ['', '--json', '--show-all']) {
    const ended = await shell(`${askCommand} ${flag} '${QUESTION}' > /dev/full`);
    assert.equal(ended.code, 1, ended.err);
    assertOneMessage(ended, /can't write to standard output: ENOSPC/);
  }
});

// Random damage -------------------------------------------------------------------------------------------------

const VALUES = [null, true, -1, 0, 1, 3, 1e9, 0.5, 'x', '', [], {}, [[]], 'é'.repeat(50), 2 ** 53];

/** One random place of a JSON value removed, doubled or replaced. */
const mutateJson = (value: unknown, random: Random): unknown => {
  const isContainer = typeof value === 'object' && value !== null;
  const keys = isContainer ? Object.keys(value) : [];
  if (keys.length === 0 || random.chance(0.1)) return random.pick(VALUES);
  const key = random.pick(keys);
  if (Array.isArray(value)) {
    const list: unknown[] = [...value];
    if (random.chance(0.3))
      list.splice(Number(key), random.chance(0.5) ? 1 : 0, ...(random.chance(0.5) ? [list[Number(key)]] : []));
    else list[Number(key)] = mutateJson(list[Number(key)], random);
    return list;
  }
  const object = { ...(value as Record<string, unknown>) };
  if (random.chance(0.2)) delete object[key];
  else object[key] = mutateJson(object[key], random);
  return object;
};

const mutate = (bytes: Buffer, name: string, random: Random): Buffer => {
  const kind = random.next();
  if (kind < 0.2) return bytes.subarray(0, random.int(0, bytes.length));
  if (kind < 0.5 && name.endsWith('.json'))
    return Buffer.from(JSON.stringify(mutateJson(JSON.parse(bytes.toString()), random)));
  const changed = Buffer.from(bytes);
  // Of the weights mostly the header, where damage has consequences.
  const reach = name === 'model.safetensors' && random.chance(0.8) ? Math.min(bytes.length, 2000) : bytes.length;
  for (let flips = random.int(1, 4); flips > 0; flips--) changed[random.int(0, reach - 1)]! ^= 1 << random.int(0, 7);
  return changed;
};

/** What a model folder has to get through before its weights are computed with. Gives its room for positions. */
const readFolder = async (folder: string): Promise<number> => {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const config = parseConfig(json('config.json'));
  const tokenizer = loadTokenizer(json('tokenizer.json'));
  if (tokenizer.vocabSize > config.vocabSize) throw new Error('more tokens than embeddings');
  parseTemplate(json('tokenizer_config.json'));
  await readWeights(config, folder);
  readModelFacts(folder);
  return config.maxPositions;
};

const MUTATIONS = inLongRun(300, 75);

test('random mutations of a model folder: it loads, or fails with one sentence, at once and in little memory', async (t) => {
  const random = createRandom('failures/mutations');
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'domain.json', 'model.safetensors'];
  const folder = copyWith({});
  const original = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  let [failed, read, answered] = [0, 0, 0];
  const memory = process.memoryUsage().rss;
  for (let i = 0; i < MUTATIONS; i++) {
    const name = random.pick(names);
    writeFileSync(join(folder, name), mutate(original.get(name)!, name, random));
    const before = process.cpuUsage();
    let [why, room]: [unknown, number] = [undefined, 0];
    try {
      room = await readFolder(folder);
    } catch (error) {
      why = error;
    }
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1e6, `mutation ${i} of ${name} took ${(user + system) / 1e6} s`);
    if (why === undefined) read++;
    // The tables of positions grow with the room: one that is not the model's own is read only.
    if (why !== undefined || (answered < 12 && room <= 4096 && random.chance(0.15))) {
      // The whole way: the same outcome, and its message is fit to be read.
      const ended = await askHere(['--json', '--model', folder, ...SHORT, QUESTION]);
      if (why !== undefined) {
        failed++;
        assert.equal(ended.code, 1, `mutation ${i} of ${name} was accepted, though ${String(why)}`);
      } else answered++;
      if (ended.code === 0) JSON.parse(ended.out);
      else {
        if (ended.out !== '') assertFailedOutcome(ended.out);
        assertOneMessage(ended, /^mizan: .{10,}/);
        assert.equal(ended.err.split('\n').length, 2, `mutation ${i} of ${name}: ${ended.err}`);
      }
    }
    writeFileSync(join(folder, name), original.get(name)!);
  }
  t.diagnostic(`${failed} refused, ${read} read, of which ${answered} were asked a question`);
  assert.ok(
    failed > MUTATIONS / 5 && read > MUTATIONS / 15 && answered > 0,
    `${failed} refused, ${read} read, ${answered} asked`,
  );
  assert.ok(process.memoryUsage().rss - memory < 1e9);
  await (await loadModel(folder, { threads: 1 })).close(); // the folder is whole again: the damage was what failed
});
