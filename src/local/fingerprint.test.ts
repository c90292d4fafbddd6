/** The fingerprint of a model changes with what its answers follow from, and with nothing else. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fingerprintWithCritic } from './fingerprint.ts';
import { EMBEDDED } from './model-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-fingerprint-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('weights, config, tokenizer and critic are told from any other, a card is not', async () => {
  const copy = join(root, 'copy');
  cpSync(EMBEDDED, copy, { recursive: true });
  const fingerprint = await fingerprintWithCritic(EMBEDDED);
  assert.equal(await fingerprintWithCritic(copy), fingerprint);
  writeFileSync(join(copy, 'README.md'), 'another card');
  assert.equal(await fingerprintWithCritic(copy), fingerprint);
  const changed = async (name: string, change: (bytes: Buffer) => Buffer): Promise<string> => {
    const path = join(copy, name);
    const before = readFileSync(path);
    writeFileSync(path, change(Buffer.from(before)));
    const found = await fingerprintWithCritic(copy);
    writeFileSync(path, before);
    return found;
  };
  const lastByte = (bytes: Buffer): Buffer => {
    bytes[bytes.length - 1]! ^= 1;
    return bytes;
  };
  const found: string[] = [];
  for (const name of ['model.safetensors', 'critic/model.safetensors']) found.push(await changed(name, lastByte));
  found.push(await changed('tokenizer.json', (bytes) => Buffer.concat([bytes, Buffer.from('\n')])));
  assert.equal(new Set([fingerprint, ...found]).size, 4);
  rmSync(join(copy, 'critic'), { recursive: true });
  assert.notEqual(await fingerprintWithCritic(copy), fingerprint);
});
