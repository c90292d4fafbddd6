import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { startFakeUpstream } from '../testing/upstream.ts';
import { run as models } from './models.ts';
import type { CliContext } from './flags/context.ts';

const temporary = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-models-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

type VerbRun = (args: string[], signal: AbortSignal, context: CliContext) => Promise<number>;

/** What a verb prints. */
const printed = async (verb: VerbRun, args: string[], extra: Partial<CliContext> = {}): Promise<string> => {
  let text = '';
  const output = {
    isTTY: false,
    columns: 120,
    write: (part: string) => {
      text += part;
    },
  };
  const context: CliContext = {
    input: Readable.from([]),
    output,
    errors: output,
    env: { MIZAN_DATA: join(tmpdir(), 'mizan-no-data-folder') },
    clock: Date.now,
    open: () => Promise.reject(new Error('no model is opened here')),
    places: { places: [] },
    ...extra,
  };
  assert.equal(await verb(args, new AbortController().signal, context), 0);
  return text;
};
const json = async <T>(verb: VerbRun, args: string[], extra?: Partial<CliContext>): Promise<T> =>
  JSON.parse(await printed(verb, [...args, '--json'], extra)) as T;

test('models lists what the config has, what a provider says it has, and what runs nearby', async (t) => {
  const folder = temporary(t);
  const [listing, nearby] = await Promise.all([
    startFakeUpstream(['x'], { models: ['listed-a', 'listed-b'] }),
    startFakeUpstream(['x'], { models: ['llama3.2'] }),
  ]);
  t.after(() => Promise.all([listing.close(), nearby.close()]));
  const config = join(folder, 'mizan.json');
  writeFileSync(
    config,
    JSON.stringify({
      providers: {
        lists: { baseUrl: listing.url },
        declared: {
          baseUrl: listing.url,
          key: '$NO_SUCH_KEY',
          models: { priced: { price: { input: 0.5, output: 1.5 }, contextLength: 4096 } },
        },
      },
    }),
  );
  const places = { places: { places: [{ preset: 'ollama' as const, url: nearby.url }], patience: 20_000 } };
  const text = await printed(models, ['--config', config], places);
  assert.match(text, /listed-a +lists[\s\S]*priced +declared +4,096 +\$0.5 +\$1.5/);
  assert.match(text, /NO_SUCH_KEY is not set/);
  assert.match(text, /found Ollama[^\n]*llama3\.2\n +use it: npm start -- connect ollama/);
  const object = await json<{ models: { id: string }[]; found: { models: string[] }[] }>(
    models,
    ['--config', config],
    places,
  );
  assert.deepEqual(object.models.map(({ id }) => id).sort(), [
    'listed-a',
    'listed-b',
    'mizan',
    'mizan-1m',
    'mizan:act',
    'priced',
  ]);
  assert.deepEqual(
    object.found.map((server) => server.models),
    [['llama3.2']],
  );
});
