/** The launcher: when it installs packages. That it runs at all is what every other suite shows. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const { packageState } = (await import(new URL('../bin/node24.mjs', import.meta.url).href)) as {
  packageState(folder: string): 'none' | 'old' | 'fit';
};

type Versions = Readonly<Record<string, string>>;

const lockOf = (versions: Versions): string => {
  const packages = Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify({ packages: { '': { dependencies: versions }, ...Object.fromEntries(packages) } });
};

test('packages are installed at first, and again when a pull has brought others', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-launcher-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [lock, there] = [join(folder, 'package-lock.json'), join(folder, 'node_modules', '.package-lock.json')];
  const write = (path: string, versions: Versions, at: number): void => {
    writeFileSync(path, lockOf(versions));
    utimesSync(path, at, at);
  };
  write(lock, { hono: '4.0.0' }, 10);
  assert.equal(packageState(folder), 'none');
  mkdirSync(join(folder, 'node_modules', 'onnxruntime-node'), { recursive: true });
  assert.equal(packageState(folder), 'fit', 'put there by another package manager');
  const cases: readonly [string, Versions, number, string][] = [
    ['older lock file', { hono: '9.9.9' }, 10, 'fit'],
    ['written again, the same', { hono: '4.0.0' }, 30, 'fit'],
    ['a new version', { hono: '4.0.1' }, 30, 'old'],
    ['a new package', { hono: '4.0.0', zod: '4.0.0' }, 30, 'old'],
    ['a package less', {}, 30, 'fit'],
  ];
  for (const [name, versions, at, state] of cases) {
    write(there, { hono: '4.0.0' }, 20);
    write(lock, versions, at);
    assert.equal(packageState(folder), state, name);
  }
});
