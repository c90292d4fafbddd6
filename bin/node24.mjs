#!/usr/bin/env node
// Runs the given arguments on Node 24 or newer, installing the project's packages first when they are missing.
// Plain JavaScript that any Node >= 20 can run; everything else in the project is TypeScript.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** Number of packages that lie directly in node_modules, scoped ones counted each. */
const countInstalled = (folder) => {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .reduce((count, name) => count + (name.startsWith('@') ? readdirSync(join(folder, name)).length : 1), 0);
};

/** Number of packages that a full install puts there: those of package-lock.json that are not optional. */
const countWanted = () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const paths = Object.entries(packages).filter(([, entry]) => !entry.optional);
  return paths.filter(([path]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)).length;
};

/**
 * Installs the packages at the versions of package-lock.json, with a line of progress: a redrawn one on a terminal, a new one
 * every ten seconds elsewhere. What npm says goes to standard error, so that standard output stays clean.
 */
const install = async () => {
  const started = Date.now();
  const wanted = countWanted();
  const live = process.stderr.isTTY === true;
  const show = (end = '') => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const count = Math.min(wanted, countInstalled(join(root, 'node_modules')));
    const text = `mizan: installing packages (first run only): ${count} of ${wanted}, ${seconds} s`;
    process.stderr.write(live ? `\r\x1b[K${text}${end}` : `${text}\n`);
  };
  show();
  const timer = setInterval(show, live ? 500 : 10_000);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Not `npm ci`: it fails where a registry lacks an optional package of some other platform.
  const child = spawn(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
  clearInterval(timer);
  show(live ? '\n' : '');
  if (status !== 0) fail('npm could not install the packages; read its message above, then run the command again');
};

/** The parent of a shell, or undefined when the process is no shell or the system does not tell. */
const parentOfShell = (pid) => {
  try {
    const text = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [, parent, command] = /^(\d+)\s+(.*)$/.exec(text) ?? [];
    return /(^|[/-])(ba|da|z|k|a)?sh$/.test(command ?? '') ? Number(parent) : undefined;
  } catch {
    return undefined;
  }
};

const isRunning = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** How often it is checked whether npm still runs, in milliseconds. */
const NPM_CHECK_MS = 1000;

/**
 * Calls `gone` when the npm that ran this (npm start) has ended without a signal to its children, as after a kill. npm runs
 * commands through a shell, which may replace itself by the command: so npm is the parent here, or the parent of a shell that
 * is. Without npm nothing is watched: a server in the background outlives the shell that started it.
 */
const watchNpm = (gone) => {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const above = [parent, parentOfShell(parent)].filter((pid) => pid !== undefined && pid > 1);
  const timer = setInterval(() => {
    if (process.ppid === parent && above.every(isRunning)) return;
    clearInterval(timer);
    gone();
  }, NPM_CHECK_MS);
  timer.unref();
};

/** Runs `args` on Node >= 24. This process ends with it; signals and the exit code are passed on. */
export const runOnNode24 = async (args) => {
  if (!existsSync(join(root, 'node_modules', 'onnxruntime-node')) && existsSync(join(root, 'package-lock.json')))
    await install();
  const node = findNode();
  if (!node) fail('needs Node 24 or newer and the npm package "node" did not bring it; install Node 24 and try again');
  // The child looks whether this process still runs: src/cli/main.ts.
  const env = { ...process.env, MIZAN_LAUNCHER: String(process.pid) };
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : (code ?? 1)));
};

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  process.chdir(root);
  await runOnNode24(process.argv.slice(2));
}
