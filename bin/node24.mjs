#!/usr/bin/env node
// Runs the given arguments on Node 24 or newer, installing the project's packages first when they are missing.
// Plain JavaScript that any Node >= 20 can run; everything else in the project is TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Path of a Node that strips TypeScript types, or undefined when none is at hand. */
const findNode = () => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const exe = process.platform === 'win32' ? 'node.exe' : 'node';
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const candidates = [
    join(root, 'node_modules', 'node', 'bin', exe),
    join(root, 'node_modules', `node-${os}-${process.arch}`, 'bin', exe),
    join(root, '..', 'node', 'bin', exe),
  ];
  return candidates.find((path) => existsSync(path));
};

const fail = (message) => {
  console.error(`mizan: ${message}`);
  process.exit(1);
};

/** Installs the packages once, at the versions of package-lock.json; npm's chatter goes to stderr so that stdout stays clean. */
const install = () => {
  console.error('mizan: installing packages (first run only) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Not `npm ci`: it fails where a registry lacks an optional package of some other platform.
  const result = spawnSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0)
    fail('npm could not install the packages; read its message above, then run the command again');
};

/** Runs `args` on Node >= 24 and resolves when it ends, passing signals and the exit code through. */
export const runOnNode24 = (args) => {
  if (!existsSync(join(root, 'node_modules', 'onnxruntime-node')) && existsSync(join(root, 'package-lock.json')))
    install();
  const node = findNode();
  if (!node) fail('needs Node 24 or newer and the npm package "node" did not bring it; install Node 24 and try again');
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : (code ?? 1)));
};

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  process.chdir(root);
  runOnNode24(process.argv.slice(2));
}
