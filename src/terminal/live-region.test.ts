import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createLiveRegion, fitLine, lineText, type Line } from './live-region.ts';

/** A terminal that knows as much as the liveRegion uses: print, newline, cursor up, return, clear below, wrapping. */
const terminal = (columns: number) => {
  const screen: string[] = [''];
  let row = 0;
  let hidden = false;
  const out: string[] = [];
  const write = (text: string): void => {
    out.push(text);
    for (const [token, up] of text.matchAll(/\x1b\[(\d+)A|\x1b\[[?\d;]*[a-zA-Z]|\r|\n|[^\x1b\r\n]+/g)) {
      if (up) row = Math.max(0, row - Number(up));
      else if (token === '\x1b[J') screen.splice(row, Infinity, '');
      else if (token === '\x1b[?25l') hidden = true;
      else if (token === '\x1b[?25h') hidden = false;
      else if (token === '\n') screen[++row] ??= '';
      else if (token !== '\r' && !token.startsWith('\x1b')) screen[row] += token;
    }
  };
  return {
    stream: { isTTY: true, columns, rows: 24, write },
    lines: () => screen.slice(0, row),
    hidden: () => hidden,
    out,
  };
};
const lines = (...texts: string[]): Line[] => texts.map((text) => [{ text, style: 'good' }]);

test('the region repaints in place and leaves only what was printed', () => {
  const screen = terminal(20);
  let now = 0;
  const liveRegion = createLiveRegion(screen.stream, { NO_COLOR: '1' }, () => now);
  liveRegion.print(lines('before'));
  liveRegion.paint(() => lines('one', 'two', 'a line that is far too long'));
  assert.deepEqual(screen.lines(), ['before', 'one', 'two', 'a line that is far…']);
  assert.ok(screen.hidden());
  liveRegion.paint(() => lines('too soon'));
  assert.equal(screen.lines().length, 4, 'at most about twelve repaints a second');
  now += 100;
  liveRegion.paint(() => lines('three'));
  assert.deepEqual(screen.lines(), ['before', 'three']);
  liveRegion.end();
  liveRegion.print(lines('after'));
  assert.deepEqual(screen.lines(), ['before', 'after']);
  assert.ok(!screen.hidden(), 'the cursor is back');
});

test('a window made narrower is cleared by the rows that the old lines take now', () => {
  const screen = terminal(40);
  const liveRegion = createLiveRegion(screen.stream, {}, () => 0);
  liveRegion.paint(() => lines('x'.repeat(30)));
  screen.stream.columns = 10;
  liveRegion.paint(() => lines('y'), true);
  assert.match(screen.out.at(-1)!, /^\x1b\[3A/);
  liveRegion.end();
});

test('colour only where it is wanted; no cursor codes at all in a pipe', () => {
  for (const [isTTY, env, colour] of [
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, {}, false],
  ] as const) {
    const out: string[] = [];
    const liveRegion = createLiveRegion({ isTTY, columns: 40, write: (text) => out.push(text) }, env, () => 0);
    liveRegion.print(lines('hello'));
    assert.equal(out.join(''), colour ? '\x1b[32mhello\x1b[0m\n' : 'hello\n');
    if (isTTY && env !== undefined && !('TERM' in env)) continue;
    liveRegion.paint(() => lines('live'));
    liveRegion.end();
    assert.equal(out.length, 1, 'nothing but appended lines');
    assert.equal(liveRegion.columns(), Infinity);
  }
});

test('fitting keeps styles and counts columns', () => {
  const line: Line = [{ text: '日本', style: 'bold' }, { text: ' and more' }];
  assert.equal(lineText(fitLine(line, 8)), '日本 an…');
  assert.equal(lineText(fitLine(line, 3)), '日…');
  assert.equal(lineText(fitLine(line, 40), true), '\x1b[1m日本\x1b[0m and more');
});
