/**
 * The long proof of the agent loop, `npm run check:episodes [-- EPISODES KILLS]`: random episodes in this process
 * (src/agent/testing.ts), then processes that are killed with SIGKILL at random moments and run again on their journal
 * until they end. The last line is one JSON object; exit code 1 when anything is wrong.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJournal } from '../../src/agent/journal.ts';
import { pairingFault, playEpisode } from '../../src/agent/testing.ts';
import { createRandom } from '../../src/random.ts';
import type { Message } from '../../src/types.ts';

const [episodes, victims] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 60)];
const faults: string[] = [];
let rejections = 0;
process.on('unhandledRejection', () => void rejections++);

const total = { kills: 0, insideWrites: 0, cancelled: 0, lines: 0, compacted: 0 };
const began = performance.now();
for (let seed = 0; seed < episodes; seed++) {
  const result = await playEpisode(seed);
  faults.push(...result.faults);
  total.kills += result.kills;
  total.insideWrites += result.insideWrites;
  total.cancelled += Number(result.cancelled);
  total.lines += result.lines;
  total.compacted += result.compacted;
  if (seed % 1000 === 999) console.log(`${seed + 1} episodes, ${faults.length} faults`);
}
const seconds = (performance.now() - began) / 1000;

const victim = fileURLToPath(new URL('victim.ts', import.meta.url));

/** Runs it; kills it `after` milliseconds past its first output. The messages, or undefined when it was killed. */
const runVictim = (folder: string, seed: number, after: number | undefined): Promise<Message[] | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [victim, folder, String(seed)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      if (output === '' && after !== undefined) setTimeout(() => child.kill('SIGKILL'), after);
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code !== 0) reject(new Error(errors));
      else resolve(JSON.parse(output.split('\n')[1]!) as Message[]);
    });
  });

const real = { runs: 0, kills: 0, insideWrites: 0 };
for (let seed = 0; seed < victims; seed++) {
  const random = createRandom(`victim/${seed}`);
  const [plain, folder] = [mkdtempSync(join(tmpdir(), 'whole-')), mkdtempSync(join(tmpdir(), 'killed-'))];
  const whole = await runVictim(plain, seed, undefined);
  let messages: Message[] | undefined;
  for (let kills = 0; !messages; kills++) {
    messages = await runVictim(folder, seed, kills < 4 ? random.int(0, 120) : undefined);
    if (!messages) real.kills++;
  }
  const world = existsSync(join(folder, 'world.log'))
    ? readFileSync(join(folder, 'world.log'), 'utf8').split('\n').filter(Boolean)
    : [];
  if (new Set(world).size !== world.length) faults.push(`victim ${seed}: a write ran twice`);
  const fault = pairingFault(messages);
  if (fault !== undefined) faults.push(`victim ${seed}: ${fault}`);
  const told = readJournal(join(folder, 'run')).filter(
    (line) => line.type === 'result' && line.result.error === 'interrupted',
  );
  real.insideWrites += told.length;
  if (told.length === 0 && JSON.stringify(messages) !== JSON.stringify(whole)) faults.push(`victim ${seed}: differs`);
  real.runs++;
  rmSync(plain, { recursive: true });
  rmSync(folder, { recursive: true });
}

for (const fault of faults.slice(0, 20)) console.log(fault);
console.log(
  JSON.stringify({ episodes, ...total, faults: faults.length, rejections, seconds: Math.round(seconds), real }),
);
process.exitCode = faults.length > 0 || rejections > 0 ? 1 : 0;
