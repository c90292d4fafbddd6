#!/usr/bin/env node
// Makes the package ready to be packed, and the working copy as it was after that: Node strips no types below node_modules, so a
// published package runs from dist/ (JavaScript and .d.ts) while this repository runs from src/. npm calls it: npm pack, npm publish.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'package.json');
const source = readFileSync(file, 'utf8');

/** package.json with every entry of "exports" changed by `to`. */
const rewrite = (to) => {
  const manifest = JSON.parse(source);
  manifest.exports = Object.fromEntries(Object.entries(manifest.exports).map(([path, entry]) => [path, to(entry)]));
  return `${JSON.stringify(manifest, null, 2)}\n`;
};

const toDist = (entry) => ({
  types: entry.replace('./src/', './dist/').replace(/\.ts$/, '.d.ts'),
  default: entry.replace('./src/', './dist/').replace(/\.ts$/, '.js'),
});

if (process.argv[2] === 'before') {
  const built = spawnSync(
    process.execPath,
    [join(root, 'bin/node24.mjs'), 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (built.status !== 0) process.exit(1);
  writeFileSync(join(root, 'dist', 'package.json.before'), source);
  writeFileSync(file, rewrite(toDist));
} else if (process.argv[2] === 'after') {
  writeFileSync(file, readFileSync(join(root, 'dist', 'package.json.before')));
  rmSync(join(root, 'dist'), { recursive: true });
} else {
  console.error('mizan: npm calls this file; use npm pack or npm publish');
  process.exit(2);
}
