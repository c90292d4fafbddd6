/**
 * A published folder as the next version of a model that serves: what is refused, in which words, and what serves on.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readManifest, versionOf } from '../model/manifest.ts';
import { loadModel, type LoadedModel } from './load-model.ts';
import { publishFolder } from './new-version.ts';
import { tinyFolders, type Tensors } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-version-'));
let model: LoadedModel;
after(async () => {
  await model?.close();
  rmSync(root, { recursive: true, force: true });
});

const { start, tensorsOf, putWeights, folderOf } = tinyFolders(root);

before(async () => {
  model = await loadModel(start, { threads: 1 });
});

const ask = async () => {
  for await (const event of model.chat({ messages: [{ role: 'user', content: 'one two' }], seed: 3, maxTokens: 12 }))
    if (event.type === 'done') return event.reply;
  throw new Error('no end');
};

test('a published folder is taken into use, and the reply names the version that drew it', async () => {
  const before = await ask();
  assert.equal(before.weights, model.versions!.current());
  const folder = folderOf('next', 'next');
  const { manifest, gate } = await publishFolder(folder);
  assert.ok(gate!.replies.length >= 1, `${gate!.replies.length} replies are clear enough to be recorded`);
  assert.equal(manifest.tensors.length, tensorsOf('next').size);
  const swapped = await model.versions!.swap(folder);
  assert.deepEqual(swapped.checked, { hashes: true, replies: gate!.replies.length, questions: 0 });
  assert.equal(swapped.from, before.weights);
  assert.equal(swapped.to, versionOf(manifest));
  const answer = await ask();
  assert.equal(answer.weights, versionOf(manifest));
  assert.notEqual(answer.content, before.content);
  assert.deepEqual(await readManifest(folder), manifest);
});

const square = 'model.layers.0.self_attn.q_proj.weight';
const transpose = ({ shape, data }: { shape: number[]; data: Float32Array }): void => {
  const [rows, columns] = shape as [number, number];
  const copy = data.slice();
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) data[c * rows + r] = copy[r * columns + c]!;
  shape.reverse();
};

/** Publishes a good folder, then damages it. */
const damaged = async (name: string, damage: (folder: string) => void): Promise<string> => {
  const folder = folderOf(name, 'good');
  await publishFolder(folder);
  damage(folder);
  return folder;
};
const rewrite = (folder: string, change: (tensors: Tensors) => unknown): void => putWeights(folder, 'good', change);

test('a flipped bit, a transposed or missing tensor, a wrong shape and a short file are refused in words', async () => {
  const serving = await ask();
  const cases: [what: string, folder: string, why: RegExp][] = [
    [
      'one flipped bit',
      await damaged('bit', (folder) => {
        const file = join(folder, 'model.safetensors');
        const bytes = readFileSync(file);
        bytes[bytes.length - 5_000]! ^= 1;
        writeFileSync(file, bytes);
      }),
      /not those that were published: the bytes of model\.\S+ have another hash/,
    ],
    [
      'a transposed square tensor',
      await damaged('square', (folder) => rewrite(folder, (tensors) => transpose(tensors.get(square)!))),
      /the bytes of model\.layers\.0\.self_attn\.q_proj\.weight have another hash/,
    ],
    [
      'a transposed tensor',
      await damaged('transposed', (folder) =>
        rewrite(folder, (tensors) => transpose(tensors.get('model.layers.1.mlp.up_proj.weight')!)),
      ),
      /up_proj\.weight has shape \[32,24\], but config\.json asks for \[24,32\]/,
    ],
    [
      'a missing tensor',
      await damaged('missing', (folder) => rewrite(folder, (tensors) => tensors.delete('model.norm.weight'))),
      /the weights lack model\.norm\.weight/,
    ],
    [
      'a file that ends early',
      await damaged('short', (folder) => truncateSync(join(folder, 'model.safetensors'), 20_000)),
      /model\.safetensors: .*ends at byte/,
    ],
    [
      'another config',
      folderOf('config', 'good', (tensors) => tensors, { rope_theta: 500 }),
      /can't replace the weights of start: its rope_theta is 500/,
    ],
    [
      'a config that was changed after publishing',
      await damaged('edited', (folder) =>
        writeFileSync(join(folder, 'config.json'), `${readFileSync(join(folder, 'config.json'), 'utf8')} `),
      ),
      /config\.json has another hash/,
    ],
    [
      'not a number',
      folderOf('nan', 'good', (tensors) => {
        tensors.get(square)!.data[7] = Number.NaN;
      }),
      /q_proj\.weight holds NaN at place 7/,
    ],
  ];
  for (const [what, folder, why] of cases) await assert.rejects(model.versions!.swap(folder), why, what);
  assert.deepEqual(await ask(), serving, 'the version before goes on serving');
});

test('the gate refuses weights that were published wrong, and answers that are not those required', async () => {
  const serving = await ask();
  const folder = await damaged('wrong', (at) => rewrite(at, (tensors) => transpose(tensors.get(square)!)));
  await publishFolder(folder, { record: false }); // hashes of the wrong weights, replies of the right ones
  await assert.rejects(model.versions!.swap(folder), /recorded reply \d+ of gate\.json does not come back/);
  const asked = folderOf('asked', 'asked');
  const questions = [{ question: 'What is 2 + 2?', answer: '4' }];
  writeFileSync(join(asked, 'gate.json'), JSON.stringify({ type: 'gate', version: 1, questions }));
  await publishFolder(asked);
  await assert.rejects(model.versions!.swap(asked), /"What is 2 \+ 2\?" is answered .* and not "4"/);
  assert.deepEqual(await ask(), serving);
});
