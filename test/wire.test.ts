/** Tables of what upstreams and clients send, each row through the whole gateway (wire/). */
import { after, before, test } from 'node:test';
import { startPlayer, type Player, type WireCase } from './wire/play.ts';
import { UPSTREAM_CASES } from './wire/upstream-cases.ts';
import { REQUEST_CASES } from './wire/request-cases.ts';

let player: Player;
before(async () => {
  player = await startPlayer();
});
after(() => player.close());

const CASES: readonly WireCase[] = [...UPSTREAM_CASES, ...REQUEST_CASES];
for (const kind of new Set(CASES.map((item) => item.kind))) {
  test(kind, async () => {
    const faults: string[] = [];
    for (const item of CASES.filter((other) => other.kind === kind)) {
      try {
        item.check(await player.play(item));
      } catch (error) {
        faults.push(`${item.name}: ${(error instanceof Error ? error.message : String(error)).slice(0, 500)}`);
      }
    }
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
}
