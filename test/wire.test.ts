/** Tables of what upstreams and clients send, each row through the whole gateway (wire/). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fine, startPlayer, type Player, type WireCase } from './wire/play.ts';
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

test('a heartbeat comes before the first byte of a slow upstream, by every API', async () => {
  const stream = (fine as readonly (object | string)[]).map((item) =>
    typeof item === 'string' ? item : `data: ${JSON.stringify(item)}\n\n`,
  );
  const script = { body: stream.join(''), headers: { 'content-type': 'text/event-stream' }, waitMs: 2200 };
  const paths = [
    '/v1/chat/completions',
    '/v1/completions',
    '/v1/responses',
    '/v1/messages',
    '/api/chat',
    '/api/generate',
  ];
  await Promise.all(
    paths.map(async (path) => {
      const out = await player.play({ kind: '', name: '', path, script, body: { stream: true }, check: () => {} });
      assert.equal(out.content, 'fine', path);
      const first = path.startsWith('/api/')
        ? /^\{[^\n]*"(content|response)":""[^\n]*"done":false\}\n/
        : /^(: heartbeat\n\n|event: message_start)/;
      assert.match(out.text, first, path);
      const beats = out.text.split(path.startsWith('/api/') ? '\n' : ': heartbeat').length - 1;
      assert.ok(beats >= 2 || /event: ping/.test(out.text), `${path}: ${out.text.slice(0, 300)}`);
    }),
  );
});
