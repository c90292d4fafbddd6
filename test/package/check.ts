/**
 * `npm run check:package`: packs the package, installs it in a fresh folder with nothing but the npm registry, and tries it
 * on Node 20, 22 and 24: import, types without skipLibCheck, a model, every entry point of the library (entries.mjs), a
 * server with its page, and `npx mizan`. Prints what
 * each took and the installed size. It needs a few minutes and the registry, so it is not part of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MAJORS = [20, 22, 24];

type Ran = { text: string; seconds: number };

/** Runs a command; throws with its output when it fails or npm warns. */
const run = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Ran => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, npm_config_loglevel: 'warn', ...env },
    maxBuffer: 1 << 28,
  });
  const text = `${stdout}${stderr}`;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${text}`);
  if (/npm warn/i.test(text)) throw new Error(`${command} ${args.join(' ')} warns:\n${text}`);
  return { text, seconds: (performance.now() - started) / 1000 };
};

const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const PROGRAM = `
import { loadModel, serve } from 'mizan';
import { createMizan } from 'mizan/ai-sdk';
const model = await loadModel();
let answer = '';
for await (const event of model.chat({ messages: [{ role: 'user', content: 'What is MCMXCIV as a number?' }] }))
  if (event.type === 'done') answer = event.reply.content;
await model.close();
if (!answer) throw new Error('the model gave no answer');
if (typeof createMizan !== 'function') throw new Error('mizan/ai-sdk has no createMizan');
if (Number(process.versions.node.split('.')[0]) >= 22) {
  const server = await serve({ port: 0, data: process.env.MIZAN_DATA });
  const page = await fetch(server.url + '/app.ts');
  if (!page.ok || /: string/.test(await page.text())) throw new Error('the page is not built');
  await server.stop();
}
console.log('ok');
`;

const TYPES = `
import { serve, think, type Chat, type ChatEvent } from 'mizan';
import { createMizan } from 'mizan/ai-sdk';
import { openModelFolder, type ModelConfig } from 'mizan/model';
import { evaluateChat, type EvaluationRecord } from 'mizan/eval';
import { matmul, type Tensor } from 'mizan/tensor';
import { scriptedChat, type Script } from 'mizan/testing';
import { runSft, type Document } from 'mizan/train';
export const used: [Chat?, ChatEvent?, ModelConfig?, Tensor?, Script?, Document?, EvaluationRecord?] = [];
export const names = [serve, think, createMizan, openModelFolder, matmul, scriptedChat, runSft, evaluateChat];
`;

/** What the tarball must not hold: tests, fakes of single folders, sources. */
const checkContents = (folder: string): void => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const wrong = names.filter((name) =>
    /\.test\.|(?<!dist\/(?:testing|exports|model))\/testing\.|kill-child|(?<!\.d)\.ts$/.test(name),
  );
  const unexpected = wrong.filter((name) => !name.startsWith('recipes') && !/dist.web/.test(name));
  if (unexpected.length > 0) throw new Error(`the package holds ${unexpected.join(', ')}`);
};

const tryOn = (major: number, tarball: string, folder: string): string => {
  const nodes = join(folder, 'node');
  const work = join(folder, `work-${major}`);
  run('npm', ['install', '--prefix', nodes, `node-${major}@npm:node-linux-${process.arch}@${major}`], folder);
  const bin = join(nodes, 'node_modules', `node-${major}`, 'bin');
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    XDG_CACHE_HOME: join(work, 'cache'),
    MIZAN_DATA: join(work, 'data'),
  };
  run('mkdir', ['-p', work], folder);
  writeFileSync(join(work, 'package.json'), '{ "name": "downstream", "private": true, "type": "module" }\n');
  const installed = run('npm', ['install', tarball], work, env);
  const size = bytesBelow(join(work, 'node_modules'));
  checkContents(join(work, 'node_modules', 'mizan'));
  writeFileSync(join(work, 'program.js'), PROGRAM);
  writeFileSync(join(work, 'types.ts'), TYPES);
  const imported = run(join(bin, 'node'), ['program.js'], work, env);
  const tsc = [join(root, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', '--noEmit', '--strict'];
  const kind = ['--skipLibCheck', 'false', '--module', 'nodenext', '--target', 'es2024', 'types.ts'];
  run(process.execPath, [...tsc, ...kind], work);
  copyFileSync(join(root, 'test', 'package', 'entries.mjs'), join(work, 'entries.mjs'));
  const entries = run(join(bin, 'node'), ['entries.mjs'], work, env);
  const ran = run('npx', ['mizan', 'ask', '--json', 'What is MCMXCIV as a number?'], work, env);
  if (!ran.text.includes('1994')) throw new Error(`npx mizan ask said: ${ran.text}`);
  const megabytes = (size / 1e6).toFixed(0);
  return `Node ${major}: npm install ${installed.seconds.toFixed(1)} s, ${megabytes} MB; import and server ${imported.seconds.toFixed(1)} s; entry points ${entries.seconds.toFixed(1)} s; npx mizan ask ${ran.seconds.toFixed(1)} s`;
};

const folder = mkdtempSync(join(tmpdir(), 'mizan-package-'));
try {
  run('npm', ['pack', '--pack-destination', folder], root);
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz'))!,
  );
  console.log(`tarball ${(statSync(tarball).size / 1e6).toFixed(1)} MB`);
  for (const major of MAJORS) console.log(tryOn(major, tarball, folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
