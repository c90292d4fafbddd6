/** Pulling from a scripted hub: the plain way, and everything that breaks on it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import { startHub, type FakeHub, type HubFault, type HubRepository, type HubRequest } from '../testing/hub.ts';
import { openHub } from './hubs.ts';
import { openModelStore, type ModelStore, type StoredModel } from './model-store.ts';
import { pull, type PullEvent, type PullOptions } from './pull.ts';
import { referenceOf } from './short-list.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-hub-'));
const hubs: FakeHub[] = [];
after(async () => {
  for (const hub of hubs) await hub.close();
  rmSync(root, { recursive: true, force: true });
});

const randomBytes = (seed: string, size: number): Buffer => {
  const random = createRandom(seed);
  return Buffer.from(Uint8Array.from({ length: size }, () => random.int(0, 255)));
};

const weights = randomBytes('weights', 300_000);
const plain: HubRepository = {
  files: {
    '.gitattributes': 'x',
    'README.md': '# A model',
    'config.json': '{"model_type":"qwen3"}',
    'generation_config.json': '{}',
    'model.safetensors': weights,
    'onnx/model.onnx': 'never fetched',
    'pytorch_model.bin': 'never fetched',
    'tokenizer.json': '{"model":{}}',
    'tokenizer_config.json': '{}',
  },
  lfs: ['model.safetensors', 'pytorch_model.bin'],
  licence: 'apache-2.0',
};
const NEEDED = [
  'config.json',
  'generation_config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
];

let stores = 0;
const newStore = (): ModelStore => openModelStore(join(root, `data-${stores++}`));

type Setting = {
  repositories?: Record<string, HubRepository>;
  fault?: (request: HubRequest, i: number) => HubFault | undefined;
  env?: Record<string, string>;
  pageSize?: number;
};

/** A hub, and a function that pulls from it and records what was said. */
const setUp = async ({ repositories = { 'o/model': plain }, env = {}, ...options }: Setting = {}) => {
  const hub = await startHub(repositories, options);
  hubs.push(hub);
  const store = newStore();
  const [events, waits] = [[] as PullEvent[], [] as number[]];
  const run = (word: string, further: Partial<PullOptions> = {}): Promise<StoredModel> => {
    const reference = referenceOf(word, 'huggingface');
    assert.equal(reference.type, 'repository');
    if (reference.type !== 'repository') throw new Error();
    return pull({
      hub: openHub(reference.hub, { HF_ENDPOINT: hub.url, MODELSCOPE_ENDPOINT: hub.url, ...env }),
      reference,
      store,
      signal: new AbortController().signal,
      onEvent: (event) => void events.push(event),
      examine: () => ({ parameters: 1000, contextLength: 2048, memory: 5000 }),
      check: async () => {},
      sleep: async (seconds) => void waits.push(seconds),
      silence: 5,
      ...further,
    });
  };
  return { hub, store, events, waits, run };
};

const ofStore = ({ at }: HubRequest): boolean => at === 'store';

test('the plain way: only needed files, checked, with a manifest; the token never reaches the store', async () => {
  const { hub, store, events, run } = await setUp({ env: { HF_TOKEN: 'hf_good' }, pageSize: 2 });
  const model = await run('o/model');
  assert.deepEqual(readdirSync(model.folder).sort(), [...NEEDED, 'mizan-model.json'].sort());
  assert.deepEqual(readFileSync(join(model.folder, 'model.safetensors')), weights);
  assert.deepEqual(
    [model.name, model.repo, model.licence, model.kind, model.contextLength, model.bytes],
    [
      'model',
      'o/model',
      'apache-2.0',
      'safetensors',
      2048,
      NEEDED.reduce((sum, path) => sum + Buffer.byteLength(plain.files[path]!), 0),
    ],
  );
  assert.deepEqual(store.list(), [model]);
  assert.deepEqual(store.partials(), []);
  assert.ok(
    hub.requests.filter(({ at }) => at === 'hub').every(({ headers }) => headers.authorization === 'Bearer hf_good'),
  );
  assert.ok(hub.requests.some(ofStore));
  assert.ok(hub.requests.filter(ofStore).every(({ headers }) => headers.authorization === undefined));
  const last = events.findLast((event) => event.type === 'progress')!;
  assert.equal(last.done, last.total);
  const before = hub.requests.length;
  assert.deepEqual(await run('o/model'), model, 'what is there is given at once');
  assert.ok(
    hub.requests.slice(before).every(({ path }) => path.startsWith('/api/models/')),
    'without fetching a file',
  );
});

test('shards by their index, ModelScope, a GGUF file by name and by quantisation, a split GGUF', async () => {
  const [a, b] = [randomBytes('a', 5000), randomBytes('b', 7000)];
  const index = { weight_map: { x: 'model-00001-of-00002.safetensors', y: 'model-00002-of-00002.safetensors' } };
  const { 'model.safetensors': _, ...files } = plain.files;
  const sharded = {
    ...plain,
    files: {
      ...files,
      'model-00001-of-00002.safetensors': a,
      'model-00002-of-00002.safetensors': b,
      'model.safetensors.index.json': JSON.stringify(index),
    },
    lfs: ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'],
  };
  const gguf = {
    files: {
      'm-Q8_0.gguf': randomBytes('q8', 900),
      'm-Q4_K_M.gguf': randomBytes('q4', 500),
      'big-F16-00001-of-00002.gguf': a,
      'big-F16-00002-of-00002.gguf': b,
      'mmproj-m.gguf': 'x',
    },
    lfs: ['m-Q8_0.gguf', 'm-Q4_K_M.gguf', 'big-F16-00001-of-00002.gguf', 'big-F16-00002-of-00002.gguf'],
  };
  const { hub, run } = await setUp({ repositories: { 'o/model': sharded, 'o/gguf': gguf } });
  for (const word of ['o/model', 'modelscope:o/model']) {
    const model = await run(word, { name: word.replace(/\W/g, '-') });
    assert.deepEqual(readFileSync(join(model.folder, 'model-00002-of-00002.safetensors')), b);
    assert.equal(existsSync(join(model.folder, 'pytorch_model.bin')), false);
  }
  const files_ = async (word: string): Promise<string[]> => (await run(word)).files.map(({ path }) => path);
  assert.deepEqual(await files_('o/gguf'), ['m-Q4_K_M.gguf']);
  assert.deepEqual(await files_('o/gguf:q8_0'), ['m-Q8_0.gguf']);
  assert.deepEqual(await files_(`${hub.url.replace(/.*/, 'https://huggingface.co')}/o/gguf/resolve/main/m-Q8_0.gguf`), [
    'm-Q8_0.gguf',
  ]);
  const split = await run('o/gguf:F16');
  assert.deepEqual([split.name, split.files.length], ['big-F16', 2]);
  assert.equal(split.gguf, join(split.folder, 'big-F16-00001-of-00002.gguf'));
  await assert.rejects(run('o/gguf:Q4_K_S'), /no file Q4_K_S; did you mean Q4_K_M\?/);
  await assert.rejects(run('modelscope:o/none'), /ModelScope has no repository o\/none/);
});

/** Bytes of `o/model` that are in its part file, or -1 where there is none yet. */
const partSize = (store: ModelStore): number => {
  const folder = store.partialFolder('model');
  const part = existsSync(folder) && readdirSync(folder).find((name) => /safetensors.*\.part$/.test(name));
  return part ? statSync(join(folder, part)).size : -1;
};

test('killed anywhere: the part stays, and the next pull fetches the rest only', async () => {
  const at = [0, 1, 70_000, 299_999];
  for (const bytes of at) {
    const { hub, store, run } = await setUp({
      fault: (request) =>
        ofStore(request) && hub.requests.filter(ofStore).length === 1 ? { type: 'stall', after: bytes } : undefined,
    });
    const stop = new AbortController();
    const reason = new Error('stopped');
    const timer = setInterval(() => partSize(store) >= bytes && stop.abort(reason), 5);
    await assert.rejects(run('o/model', { signal: stop.signal }), (error) => error === reason);
    clearInterval(timer);
    assert.equal(partSize(store), bytes);
    assert.equal(store.list().length, 0);
    assert.deepEqual(
      store.partials().map(({ name, reference }) => [name, reference]),
      [['model', 'o/model']],
    );
    const model = await run('o/model');
    assert.deepEqual(readFileSync(join(model.folder, 'model.safetensors')), weights);
    assert.equal(hub.requests.findLast(ofStore)!.headers.range, bytes === 0 ? undefined : `bytes=${bytes}-`);
    assert.equal(
      hub.requests.filter(({ path }) => path.startsWith('/api/resolve-cache')).length,
      4,
      'small files came once',
    );
  }
});

test('broken connections are taken up again; one that brings nothing five times is told', async () => {
  const { hub, store, waits, run } = await setUp({
    fault: (request) => {
      const count = hub.requests.filter(ofStore).length;
      if (!ofStore(request) || count > 7) return undefined;
      return { type: 'cut', after: 30_000, arrived: () => partSize(store) >= count * 30_000 };
    },
  });
  const model = await run('o/model');
  assert.deepEqual(readFileSync(join(model.folder, 'model.safetensors')), weights);
  assert.deepEqual(waits, [1, 1, 1, 1, 1, 1, 1], 'each brought something');
  const silent = await setUp({ fault: (request) => (ofStore(request) ? { type: 'stall', after: 0 } : undefined) });
  await assert.rejects(silent.run('o/model', { silence: 0.4 }), /can't be reached \(silent for 0\.4 s\)/);
  assert.equal(silent.hub.requests.filter(ofStore).length, 5);
});

test('a store without ranges, a part that is too long, a part of another version', async () => {
  const whole = await setUp({ fault: (request) => (ofStore(request) ? { type: 'whole' } : undefined) });
  const begin = async (
    { run, store }: typeof whole,
    content: Buffer,
    name: (hash: string) => string,
  ): Promise<StoredModel> => {
    await assert.rejects(run('o/model', { freeBytes: async () => 0 }), /needs 3\d\d kB on the disk, and 0 kB are free/);
    const hash = createHash('sha256').update(weights).digest('hex');
    writeFileSync(join(store.partialFolder('model'), name(hash)), content);
    return run('o/model');
  };
  const named = (hash: string): string => `model.safetensors.${hash.slice(0, 24)}.part`;
  const model = await begin(whole, weights.subarray(0, 1000), named);
  assert.deepEqual(readFileSync(join(model.folder, 'model.safetensors')), weights);
  for (const [content, name] of [
    [Buffer.concat([weights, weights]), named],
    [weights, named],
    [randomBytes('other', 5000), () => 'model.safetensors.0123456789abcdef01234567.part'],
  ] as const) {
    const setting = await setUp();
    const done = await begin(setting, content, name);
    assert.deepEqual(readFileSync(join(done.folder, 'model.safetensors')), weights);
    assert.deepEqual(
      readdirSync(done.folder).filter((file) => file.endsWith('.part')),
      [],
    );
  }
});

test('a file whose hash is wrong is fetched once more, then refused; small files are checked too', async () => {
  const once = await setUp({
    fault: (request) =>
      ofStore(request) && once.hub.requests.filter(ofStore).length === 1 ? { type: 'corrupt' } : undefined,
  });
  assert.deepEqual(readFileSync(join((await once.run('o/model')).folder, 'model.safetensors')), weights);
  for (const wrong of [ofStore, ({ path }: HubRequest) => /resolve-cache.*tokenizer\.json/.test(path)]) {
    const always = await setUp({ fault: (request) => (wrong(request) ? { type: 'corrupt' } : undefined) });
    await assert.rejects(
      always.run('o/model'),
      /came damaged: its hash is \w{12}…, and the hub lists \w{12}…; pull again/,
    );
    assert.deepEqual(always.store.list(), []);
  }
  // A part with a wrong bit in it is found out by the hash of the whole.
  const bad = await setUp();
  await assert.rejects(bad.run('o/model', { freeBytes: async () => 0 }));
  const part = `model.safetensors.${createHash('sha256').update(weights).digest('hex').slice(0, 24)}.part`;
  writeFileSync(join(bad.store.partialFolder('model'), part), Buffer.alloc(1000));
  assert.deepEqual(readFileSync(join((await bad.run('o/model')).folder, 'model.safetensors')), weights);
});

test('a repository that changes in the middle is listed anew; unchanged files are kept', async () => {
  const next = { ...plain, files: { ...plain.files, 'model.safetensors': randomBytes('next', 300_000) } };
  const { hub, run, events } = await setUp({
    fault: ({ path }) => {
      if (/\/resolve\/.*model\.safetensors/.test(path)) hub.push('o/model', next);
      return undefined;
    },
  });
  // The old commit is gone with its files, as after a forced push; a mirror that follows a branch serves the new one.
  const model = await run('o/model').catch(async (error: unknown) => {
    assert.match((error as Error).message, /has no such revision|changed on the hub/);
    return run('o/model');
  });
  assert.deepEqual(readFileSync(join(model.folder, 'model.safetensors')), next.files['model.safetensors']);
  assert.equal(hub.requests.filter(({ path }) => /resolve-cache.*tokenizer\.json/.test(path)).length, 1);
  assert.ok(events.length > 0);
  // A later version of a model that is there: only what changed is fetched.
  hub.push('o/model', { ...next, files: { ...next.files, 'config.json': '{"model_type":"qwen2"}' } });
  const before = hub.requests.length;
  const newer = await run('o/model');
  assert.equal(readFileSync(join(newer.folder, 'config.json'), 'utf8'), '{"model_type":"qwen2"}');
  assert.deepEqual(hub.requests.slice(before).filter(ofStore), []);
});

test('an ETag that is not the listed hash is a change', async () => {
  let listings = 0;
  const { run } = await setUp({
    fault: ({ path }) => {
      if (path.includes('/tree/')) listings++;
      return undefined;
    },
    repositories: { 'o/model': plain },
  });
  const hub = openHub('huggingface', { HF_ENDPOINT: hubs.at(-1)!.url });
  const lying = {
    ...hub,
    list: async (...args: Parameters<typeof hub.list>) => {
      const listing = await hub.list(...args);
      return {
        ...listing,
        files: listing.files.map((file) => (file.sha256 ? { ...file, sha256: 'a'.repeat(64) } : file)),
      };
    },
  };
  await assert.rejects(
    run('o/model', { hub: lying }),
    /model\.safetensors of o\/model changed on the hub while it was fetched/,
  );
  assert.equal(listings, 2, 'it is listed anew once');
});

test('refusals in words: gated, unknown, rate limited, in trouble, another server', async () => {
  const gatedRepo = { 'o/gated': { ...plain, gated: true } };
  const cases: [Setting, string, RegExp][] = [
    [
      { repositories: gatedRepo },
      'o/gated',
      /o\/gated is gated: accept its licence at http:.*\/o\/gated, make a read token at https:\/\/huggingface\.co\/settings\/tokens, set HF_TOKEN to it/,
    ],
    [
      { repositories: gatedRepo, env: { HF_TOKEN: 'hf_other' } },
      'o/gated',
      /the account of HF_TOKEN has no access to it; accept its licence/,
    ],
    [{}, 'o/none', /Hugging Face has no repository o\/none, or it is private and wants HF_TOKEN; correct the name/],
    [{ env: { HF_TOKEN: 'hf_good' } }, 'o/none', /Hugging Face has no repository o\/none; correct/],
    [{}, 'o/model@v9', /o\/model has no such revision on Hugging Face; leave out what follows "@"/],
    [
      { fault: () => ({ type: 'status', status: 401 }), env: { HF_TOKEN: 'hf_bad' } },
      'o/model',
      /refuses the token of HF_TOKEN; correct it, or unset it/,
    ],
    [
      { fault: () => ({ type: 'status', status: 429, headers: { 'retry-after': '900' } }) },
      'o/model',
      /limits how often it is asked; pull again in 900 s; with HF_TOKEN more is allowed/,
    ],
    [{ fault: () => ({ type: 'status', status: 503 }) }, 'o/model', /in trouble \(HTTP 503\); pull again later/],
    [
      { fault: () => ({ type: 'status', status: 200 }) },
      'o/model',
      /does not answer as Hugging Face does; unset HF_ENDPOINT/,
    ],
    [{ fault: () => ({ type: 'status', status: 302, headers: { location: '/x' } }) }, 'o/model', /leads in circles/],
    [
      { fault: () => ({ type: 'status', status: 302, headers: { location: 'file:///etc/passwd' } }) },
      'o/model',
      /leads to file:.*not encrypted/,
    ],
  ];
  for (const [setting, word, message] of cases) {
    const { run } = await setUp(setting);
    await assert.rejects(run(word), (error: Error) => {
      assert.equal(error.name, 'HubError');
      assert.match(error.message, message);
      return true;
    });
  }
  const open = await setUp({ repositories: gatedRepo, env: { HF_TOKEN: 'hf_good' } });
  assert.equal((await open.run('o/gated')).name, 'gated');
});

test('a rate limit that passes is waited for, by Retry-After or RateLimit; so is a short trouble', async () => {
  const statuses: { status: number; headers?: Record<string, string> }[] = [
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 429, headers: { ratelimit: '"api";r=0;t=11' } },
    { status: 502 },
  ];
  const { waits, events, run } = await setUp({
    fault: (_request, i) => (i < statuses.length ? { type: 'status', ...statuses[i]! } : undefined),
  });
  await run('o/model');
  assert.deepEqual(waits, [7, 11, 4]);
  assert.match(JSON.stringify(events.filter(({ type }) => type === 'waiting')), /limits how often it is asked/);
});

test('no network at all, a mirror that is no address', async () => {
  const { run } = await setUp();
  const none = openHub('huggingface', { HF_ENDPOINT: 'http://127.0.0.1:9' });
  await assert.rejects(
    run('o/model', { hub: none }),
    /http:\/\/127\.0\.0\.1:9 can't be reached \(.*\); connect to the internet, or name a mirror with HF_ENDPOINT/,
  );
  assert.throws(
    () => openHub('huggingface', { HF_ENDPOINT: 'mirror' }),
    /HF_ENDPOINT is "mirror", which is no address/,
  );
});

test('disk and memory are checked before the weights come', async () => {
  for (const [further, message] of [
    [
      { freeBytes: async () => 200e6 + 100 },
      /o\/model needs 300 kB on the disk, and 200 MB are free in .*free some, or choose another folder with --data/,
    ],
    [{ memory: 5000 }, /o\/model needs about 5 kB of memory, and this machine has 5 kB; choose a smaller model/],
    [
      {
        examine: () => {
          throw new Error("config.json: model_type is 'x'");
        },
      },
      /can't be run by the engine of Mizan: config\.json: model_type is 'x'; take a GGUF file/,
    ],
  ] as [Partial<PullOptions>, RegExp][]) {
    const { hub, run, store } = await setUp();
    await assert.rejects(run('o/model', further), message);
    assert.equal(hub.requests.filter(ofStore).length, 0);
    assert.deepEqual(store.list(), []);
  }
});

test('what is refused: pickles alone, no model, lying lists, names that are taken, two pulls at once', async () => {
  const { 'model.safetensors': _, ...without } = plain.files;
  const { 'pytorch_model.bin': __, ...nothing } = without;
  const lies = { ...without, 'model.safetensors.index.json': '{"weight_map":{"a":"../../evil.safetensors"}}' };
  const { hub, run, store } = await setUp({
    repositories: {
      'o/pickle': { files: without },
      'o/data': { files: nothing },
      'o/lies': { files: lies },
      'o/model': plain,
      'p/model': plain,
    },
  });
  await assert.rejects(
    run('o/pickle'),
    /weights in pytorch_model\.bin only: a file of Python objects, which can run code/,
  );
  await assert.rejects(run('o/data'), /neither model\.safetensors nor a GGUF file/);
  await assert.rejects(run('o/lies'), /names "\.\.\/\.\.\/evil\.safetensors", which is not there/);
  await run('o/model');
  await assert.rejects(run('p/model'), /the name model is taken by o\/model; give another one with --name/);
  assert.equal((await run('p/model', { name: 'second' })).name, 'second');
  const both = await Promise.allSettled([run('o/model', { name: 'twice' }), run('o/model', { name: 'twice' })]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.match(
    String((both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason),
    /being pulled by another process/,
  );
  assert.equal(store.remove('twice'), true);
  assert.equal(store.remove('twice'), false);
  assert.deepEqual(
    store.list().map(({ name }) => name),
    ['model', 'second'],
  );
  // Whatever a hub lists, nothing leaves the folder of the model.
  hub.push('o/out', { files: { '../../evil.json': 'x', ...plain.files }, lfs: plain.lfs! });
  await assert.rejects(run('o/out'), /does not answer as Hugging Face does/);
});

test('names that are typed, and what is no name', () => {
  const read = (word: string): unknown => referenceOf(word, 'huggingface');
  const hf = (repo: string, further = {}) => ({ type: 'repository', hub: 'huggingface', repo, ...further });
  for (const [word, expected] of [
    ['qwen3-0.6b', hf('Qwen/Qwen3-0.6B')],
    ['qwen3:0.6b', hf('Qwen/Qwen3-0.6B')],
    ['Qwen/Qwen3-0.6B', hf('Qwen/Qwen3-0.6B')],
    ['hf:Qwen/Qwen3-0.6B@main', hf('Qwen/Qwen3-0.6B', { revision: 'main' })],
    ['https://huggingface.co/Qwen/Qwen3-0.6B/tree/main', hf('Qwen/Qwen3-0.6B', { revision: 'main' })],
    ['hf.co/Qwen/Qwen3-0.6B-GGUF:Q8_0', hf('Qwen/Qwen3-0.6B-GGUF', { file: 'Q8_0' })],
    ['modelscope:Qwen/Qwen3-0.6B', { ...hf('Qwen/Qwen3-0.6B'), hub: 'modelscope' }],
    ['https://www.modelscope.cn/models/Qwen/Qwen3-0.6B', { ...hf('Qwen/Qwen3-0.6B'), hub: 'modelscope' }],
    ['ollama:qwen3:0.6b', { type: 'ollama', name: 'qwen3:0.6b' }],
    ['ollama:hf.co/Qwen/Qwen3-0.6B-GGUF:Q8_0', { type: 'ollama', name: 'hf.co/Qwen/Qwen3-0.6B-GGUF:Q8_0' }],
  ] as const)
    assert.deepEqual(read(word), expected, word);
  assert.equal(
    (referenceOf('llama-3.2-1b', 'modelscope') as { repo: string }).repo,
    'LLM-Research/Llama-3.2-1B-Instruct',
  );
  assert.throws(() => read('qwen3-0.5b'), /not on the list; did you mean qwen3-0\.6b\?/);
  for (const word of ['../etc', 'a/../b', 'o/model:../../x.gguf', 'a/b/c', 'o/mo del', 'ollama:a b'])
    assert.throws(() => read(word), /names no model|can't be/, word);
});
