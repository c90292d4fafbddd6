import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { createStopCutter } from './stop.ts';

/** Everything shown for `text` handed over in the given pieces, and whether it was stopped. */
const feed = (stops: string[], parts: string[]): { shown: string; stopped: boolean } => {
  const cutter = createStopCutter(stops);
  let shown = '';
  for (const part of parts) {
    const { text, stopped } = cutter.push(part);
    shown += text;
    if (stopped) return { shown, stopped };
  }
  return { shown: shown + cutter.end(), stopped: false };
};

test('cuts exactly before the stop string, also when it is spread over pieces', () => {
  assert.deepEqual(feed(['END'], ['one END two']), { shown: 'one ', stopped: true });
  assert.deepEqual(feed(['END'], ['one E', 'N', 'D two']), { shown: 'one ', stopped: true });
  assert.deepEqual(feed(['END'], ['one E', 'N', 'd two']), { shown: 'one ENd two', stopped: false });
  assert.deepEqual(feed(['aab'], ['aa', 'aab']), { shown: 'aa', stopped: true });
  assert.deepEqual(feed(['b', 'ab'], ['xa', 'b']), { shown: 'x', stopped: true });
  assert.deepEqual(feed([''], ['x']), { shown: 'x', stopped: false });
});

test('holds back only what may begin a stop string', () => {
  const cutter = createStopCutter(['\n\n']);
  assert.deepEqual(cutter.push('a\n'), { text: 'a', stopped: false });
  assert.deepEqual(cutter.push('b'), { text: '\nb', stopped: false });
  assert.equal(cutter.end(), '');
});

test('any cutting into pieces gives what the whole text gives', () => {
  const random = createRandom('stop');
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: random.int(0, 14) }, () => random.pick(['a', 'b'])).join('');
    const stops = Array.from({ length: random.int(0, 3) }, () =>
      Array.from({ length: random.int(1, 4) }, () => random.pick(['a', 'b'])).join(''),
    );
    // A shorter stop ends the stream before a longer, earlier one can complete; so only one length at a time.
    const same = stops.filter((stop) => stop.length === stops[0]!.length);
    const at = Math.min(...same.map((stop) => text.indexOf(stop)).filter((i) => i >= 0), Infinity);
    const parts: string[] = [];
    for (let i = 0; i < text.length;) {
      const j = i + random.int(1, 4);
      parts.push(text.slice(i, j));
      i = j;
    }
    const want = at === Infinity ? { shown: text, stopped: false } : { shown: text.slice(0, at), stopped: true };
    assert.deepEqual(feed(same, parts), want, JSON.stringify({ parts, same }));
  }
});
