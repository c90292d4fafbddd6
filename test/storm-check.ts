/**
 * The whole storm of upstream faults: `npm run check:storm -- [REQUESTS] [SEED]`. Fails when its claim does not hold.
 */
import { storm } from './storm.ts';

const [requests = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const began = performance.now();
const tally = await storm({
  seed,
  requests,
  width: 64,
  onEach: (done) => {
    if (done % 1000 === 0) console.log(`${done} of ${requests}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  },
});
const seconds = ((performance.now() - began) / 1000).toFixed(1);
const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
console.log(`every request ended in its form, nothing was left: ${JSON.stringify({ ...tally, seed, seconds, rss })}`);
process.exit(0);
