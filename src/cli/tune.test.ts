/**
 * `mizan train` over a base model: LoRA from the file of conversations to the merged model, stopped and resumed; all
 * weights.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sequenceLogits } from '../infer/score.ts';
import { trainBpe } from '../model/bpe.ts';
import { parseConfig } from '../model/config.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { qwen2Json, randomWeights } from '../model/testing.ts';
import { writeWeights } from '../model/weights.ts';
import { run as exportModel } from './export.ts';
import { openModelFolder } from '../local/model-folder.ts';
import { run as importModel } from './import.ts';
import { loadModel } from '../local/load-model.ts';
import { report } from './main.ts';
import { run } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-tune-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

const base = join(root, 'base');
const chats = join(root, 'chats.jsonl');
const words = ['one', 'two', 'three'];
const chatMl = {
  eos_token: '<|im_end|>',
  bos_token: null,
  tokenizer_class: 'Qwen2Tokenizer',
  chat_template:
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
};
const tuned = {
  name: 'tuned',
  about: 'small',
  seed: 1,
  base,
  lora: { rank: 4, alpha: 8, targets: 'all' as string | string[] },
  data: { file: chats },
  train: {
    updates: 40,
    rows: 4,
    length: 64,
    accumulate: 1,
    lr: 0.02,
    warmup: 3,
    decay: 0.25,
    weight_decay: 0,
    betas: [0.9, 0.98],
    clip: 1,
    threads: 1,
    save_every: 7,
    validate_every: 20,
    validation_items: 5,
  },
};

before(() => {
  mkdirSync(base);
  const config = parseConfig(qwen2Json);
  writeWeights(base, new Map(Object.entries(randomWeights(config, 'tune'))) as never, {
    dtype: 'F32',
    shardBytes: 60_000,
  });
  writeFileSync(join(base, 'config.json'), JSON.stringify(qwen2Json));
  writeFileSync(
    join(base, 'tokenizer.json'),
    JSON.stringify(
      trainBpe(['one two three user assistant '.repeat(3)], {
        vocabSize: 290,
        specials: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
      }),
    ),
  );
  writeFileSync(join(base, 'tokenizer_config.json'), JSON.stringify(chatMl));
  const lines = Array.from({ length: 40 }, (_, i) => ({
    messages: [
      { role: 'user', content: words[i % 3]! },
      { role: 'assistant', content: words[(i + 1) % 3]! },
    ],
  }));
  writeFileSync(
    chats,
    [
      ...lines.map((line) => JSON.stringify(line)),
      JSON.stringify({ text: 'one two three' }),
      JSON.stringify({ text: 'long '.repeat(100) }),
      '',
    ].join('\n'),
  );
});

const recipeFile = (name: string, recipe: object): string => {
  writeFileSync(join(root, name), JSON.stringify(recipe));
  return join(root, name);
};

/** Runs a verb quietly; gives its code and the JSON that it printed. */
const quietly = async (
  verb: () => Promise<number>,
): Promise<{ code: number; json: Record<string, unknown>; said: string }> => {
  const [log, error] = [console.log, console.error];
  let [out, said] = ['', ''];
  console.log = (line: string) => {
    out += line;
  };
  console.error = (line: string) => {
    said += `${line}\n`;
  };
  try {
    const code = await verb();
    return { code, json: JSON.parse(out || '{}') as Record<string, unknown>, said };
  } finally {
    [console.log, console.error] = [log, error];
  }
};

/** `stopAfter` stops the run once its log has that many lines. */
const train = async (recipe: string, folder: string, stopAfter = Infinity) => {
  const stop = new AbortController();
  const log = join(folder, 'log.jsonl');
  const timer = setInterval(() => {
    if (existsSync(log) && readFileSync(log, 'utf8').split('\n').length > stopAfter) stop.abort();
  }, 2);
  try {
    return await quietly(() => run([recipe, '--out', folder, '--json'], stop.signal));
  } finally {
    clearInterval(timer);
  }
};

const refused = async (verb: () => Promise<unknown>, message: RegExp): Promise<void> => {
  let line = '';
  await assert.rejects(verb(), (error) => {
    report(
      error,
      (text) => {
        line += text;
      },
      {},
    );
    return true;
  });
  assert.match(line, message);
  assert.equal(line.split('\n').length, 2, line);
  assert.doesNotMatch(line, /looks like a bug|undefined/);
};

const hashOf = (folder: string): string => {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
};
const row = [5, 9, 44, 17, 200, 31, 8];
const logitsOf = async (folder: string): Promise<Float32Array[]> => {
  const { config, weights } = await openModelFolder(folder);
  return (await sequenceLogits(config, await weights(), [row]))[0]!;
};
const distance = (a: Float32Array[], b: Float32Array[]): number =>
  Math.max(...a.flatMap((row, t) => [...row].map((x, v) => Math.abs(x - b[t]![v]!))));

test('adapters: the loss falls, a stopped run goes on bitwise, the base stays, and the merged model is the adapted one', async () => {
  const recipe = recipeFile('tuned.json', tuned);
  const untouched = hashOf(base);
  const [straight, broken] = [join(root, 'straight'), join(root, 'broken')];
  const done = await train(recipe, straight);
  assert.equal(done.code, 0);
  assert.match(
    done.said,
    /base, \S+ of \S+ parameters trained; 36 documents and 5 held out; 1 longer than 64 tokens are left out/,
  );
  assert.equal(done.json.model, join(straight, 'adapter'));
  assert.deepEqual(readdirSync(join(straight, 'adapter')).sort(), [
    'adapter_config.json',
    'adapter_model.safetensors',
    'recipe.json',
  ]);
  const losses = readFileSync(join(straight, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; loss: number });
  const updates = losses.filter(({ type }) => type === 'update').map(({ loss }) => loss);
  const validation = losses.filter(({ type }) => type === 'validation').map(({ loss }) => loss);
  assert.ok(updates.at(-1)! < 0.3 * updates[0]!, `${updates[0]} → ${updates.at(-1)}`);
  assert.ok(validation.at(-1)! < 0.3 * updates[0]!, `held out ${validation.at(-1)}`);

  const stopped = await train(recipe, broken, 15);
  assert.equal(stopped.code, 130);
  assert.ok(!existsSync(join(broken, 'adapter')));
  assert.equal((await train(recipe, broken)).code, 0);
  assert.deepEqual(
    readFileSync(join(broken, 'adapter/adapter_model.safetensors')),
    readFileSync(join(straight, 'adapter/adapter_model.safetensors')),
  );
  assert.equal(hashOf(base), untouched, 'no file of the base model has changed');
  assert.ok(
    ![
      ...(
        await readSafetensors(
          join(
            straight,
            readdirSync(straight).find((name) => name.startsWith('checkpoint'))!,
          ),
        )
      ).keys(),
    ].some((name) => !name.includes('lora_')),
    'a checkpoint holds no weights of the base',
  );

  // Opened, merged by export, and merged by import: the same model, and not the base.
  const adapter = join(straight, 'adapter');
  const [merged, imported] = [join(root, 'merged'), join(root, 'imported')];
  await quietly(() => exportModel([adapter, '--out', merged, '--dtype', 'f32', '--json']));
  assert.equal(
    (await quietly(() => importModel([adapter, '--out', imported, '--dtype', 'f32', '--json'], never))).code,
    0,
  );
  const adapted = await logitsOf(adapter);
  assert.equal(distance(await logitsOf(merged), adapted), 0);
  assert.equal(distance(await logitsOf(imported), adapted), 0);
  assert.ok(distance(await logitsOf(base), adapted) > 0.5);
  assert.deepEqual(readdirSync(merged).sort(), [
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  // It says what it was taught, from the adapter as from the merged folder.
  for (const folder of [adapter, merged]) {
    const { chat, close } = await loadModel(folder, { threads: 1 });
    let said = '';
    for await (const event of chat({ messages: [{ role: 'user', content: 'two' }], temperature: 0, maxTokens: 8 }))
      if (event.type === 'reply') said = event.reply.content;
    await close();
    assert.equal(said, 'three');
  }
});

test('all weights of a base model: a model folder like the one that it came from', async () => {
  const { lora: _lora, ...rest } = tuned;
  const recipe = recipeFile('whole.json', {
    ...rest,
    name: 'whole',
    train: { ...tuned.train, updates: 10, lr: 0.003 },
  });
  const folder = join(root, 'whole');
  const { code, json } = await train(recipe, folder);
  assert.deepEqual([code, json.model], [0, join(folder, 'model')]);
  assert.deepEqual(readdirSync(join(folder, 'model')).sort(), [
    'config.json',
    'model.safetensors',
    'recipe.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const { config } = await openModelFolder(join(folder, 'model'));
  assert.deepEqual(
    config,
    (await openModelFolder(base)).config,
    "the context is the base model's, not that of the rows",
  );
  assert.ok(distance(await logitsOf(base), await logitsOf(join(folder, 'model'))) > 0.01);
});

test("items of the task families in the base model's own template", async () => {
  const recipe = recipeFile('items.json', {
    ...tuned,
    name: 'items',
    base: 'embedded',
    lora: { ...tuned.lora, targets: ['q_proj', 'v_proj'] },
    data: { seed: 1, families: ['roman'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0.5 },
    train: { ...tuned.train, updates: 2, rows: 2, length: 128 },
  });
  const { code, json } = await train(recipe, join(root, 'items'));
  assert.equal(code, 0);
  assert.equal(
    (JSON.parse(readFileSync(join(String(json.model), 'adapter_config.json'), 'utf8')) as Record<string, unknown>)
      .base_model_name_or_path,
    'mizan-1m',
  );
  const { template } = await openModelFolder(String(json.model));
  assert.match((await template()).source, /assistant/);
});

test('what does not fit is refused in one sentence, before anything is written', async () => {
  const out = join(root, 'refused');
  const attempt = (change: object) => train(recipeFile('wrong.json', { ...tuned, ...change }), out);
  const data = (text: string) => {
    writeFileSync(join(root, 'wrong.jsonl'), text);
    return { data: { file: join(root, 'wrong.jsonl') } };
  };
  await refused(
    () => attempt({ lora: { rank: 0, alpha: 1, targets: 'all' } }),
    /lora\.rank must be a whole number from 1 to 1024, is 0/,
  );
  await refused(
    () => attempt({ lora: { rank: 1, alpha: 1, targets: [] } }),
    /lora\.targets must be "all" or a list of module names/,
  );
  await refused(
    () => attempt({ lora: { rank: 1, alpha: 1, targets: ['wq'] } }),
    /lora\.targets holds "wq"; a model of this type has q_proj/,
  );
  await refused(() => attempt({ base: join(root, 'nowhere') }), /there is no model folder/);
  await refused(
    () => attempt({ base: join(root, 'straight/adapter') }),
    /is an adapter; merge it first: npm start -- export/,
  );
  await refused(
    () => attempt({ model: {} }),
    /model is not a field of a recipe; known here: name, about, seed, base, lora, train, data/,
  );
  await refused(
    () => attempt({ train: { ...tuned.train, length: 512 } }),
    /train\.length is 512, and the model in .* has room for 256/,
  );
  await refused(
    () => attempt({ data: { file: join(root, 'none.jsonl') } }),
    /can't read the training data in .*none\.jsonl: ENOENT/,
  );
  await refused(
    () => attempt(data('{"messages": []}')),
    /wrong\.jsonl, line 1: it has no assistant message to learn from/,
  );
  await refused(
    () => attempt(data('{"text": "a"}\n\n{"text": 1}')),
    /wrong\.jsonl, line 3: it must hold "messages" \(a list\) or "text"/,
  );
  await refused(
    () => attempt(data('{"messages": [{"role": "tool", "content": "x"}]}')),
    /line 1: a message has the role "tool"/,
  );
  await refused(() => attempt(data('{"text": "a')), /line 1: Unterminated string/);
  await refused(
    () => attempt(data('{"text": "a"}\n{"text": "b"}')),
    /has 2 lines, and train\.validation_items holds out 5 of them/,
  );
  await refused(
    () => attempt(data(Array.from({ length: 9 }, () => JSON.stringify({ text: 'long '.repeat(100) })).join('\n'))),
    /every line of .* has more than 64 tokens; raise train\.length/,
  );
  assert.ok(!existsSync(out));

  // A run whose base or data is no longer what it was.
  const copy = join(root, 'copy');
  cpSync(join(root, 'straight'), copy, { recursive: true });
  const lines = readFileSync(chats, 'utf8');
  writeFileSync(chats, lines.replace('one', 'two'));
  await refused(() => train(join(root, 'tuned.json'), copy), /chats\.jsonl has changed since the run in .* began/);
  writeFileSync(chats, lines);
  const config = readFileSync(join(base, 'config.json'), 'utf8');
  writeFileSync(join(base, 'config.json'), `${config} `);
  await refused(() => train(join(root, 'tuned.json'), copy), /the base model .* has changed since the run/);
  writeFileSync(join(base, 'config.json'), config);
});
