/**
 * 10,000 malformed and hostile requests at the whole server over sockets (test/hostile.ts): no crash, no 5xx, no hang,
 * nothing left at work. It measures no speed; it prints what each kind was answered with, and fails when the claim does
 * not hold.
 */
import { startDoor } from '../test/clients/door.ts';
import { assail } from '../test/hostile.ts';
import { machine, type BenchOptions } from './timing.ts';

const SEED = 20_261_125;

export const benchFuzz = async ({ quick, json }: BenchOptions): Promise<void> => {
  const requests = quick ? 1000 : 10_000;
  const door = await startDoor({ server: { maxBodyBytes: 64 * 1024 } });
  const began = performance.now();
  try {
    const onEach = (done: number) => {
      if (!json && done % 1000 === 0)
        console.log(`${done} of ${requests}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    };
    const tally = await assail(door, { seed: SEED, to: requests, onEach });
    const seconds = (performance.now() - began) / 1000;
    if (!json) {
      console.log(
        `\n${requests} requests, seed ${SEED}, ${seconds.toFixed(1)} s: no crash, no 5xx, no hang, nothing left at work\n`,
      );
      for (const [kind, row] of Object.entries(tally))
        console.log(
          `  ${kind.padEnd(16)} ${Object.entries(row)
            .map(([status, count]) => `${status} × ${count}`)
            .join('  ')}`,
        );
      console.log();
    }
    console.log(JSON.stringify({ bench: 'fuzz', seed: SEED, requests, seconds, tally, machine: machine() }));
  } finally {
    await door.close();
  }
};
