import { test } from 'node:test';
import assert from 'node:assert/strict';
import { linePlot, logTicks, niceTicks, type PlotPoint } from './line-plot.ts';

/** Every tag that opens is closed, and nothing is written as a number that is none. */
const wellFormed = (svg: string): void => {
  const open: string[] = [];
  for (const [, close, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (close) assert.equal(open.pop(), name);
    else if (!selfClosing) open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
};

test('ticks are round and hold the data', () => {
  assert.deepEqual(niceTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks(0.71, 0.99), [0.7, 0.8, 0.9, 1]);
  for (const [low, high] of [
    [3, 3],
    [0, 0],
    [-5, 0.1],
    [1e6, 1e6 + 1],
    [-2e-7, 3e-7],
  ] as const) {
    const ticks = niceTicks(low, high);
    assert.ok(
      ticks[0]! <= low && ticks.at(-1)! >= high && ticks.length >= 2 && ticks.length <= 9,
      `${low}..${high}: ${ticks}`,
    );
  }
  assert.throws(() => niceTicks(NaN, 1), /finite/);
  assert.deepEqual(logTicks(1, 32), [1, 2, 4, 8, 16, 32]);
  assert.deepEqual(logTicks(1, 9999), [1, 10, 100, 1000, 10000]);
});

test('points land where the axes say', () => {
  const svg = linePlot({
    title: 't',
    xLabel: 'x',
    yLabel: 'y',
    yRange: [0, 1],
    series: [
      {
        name: 'a',
        points: [
          [0, 0],
          [10, 1],
          [5, 0.5],
        ],
      },
    ],
  });
  wellFormed(svg);
  const circles = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map((m) => [Number(m[1]), Number(m[2])]);
  assert.equal(circles.length, 3);
  const [first, middle, last] = circles as [number[], number[], number[]];
  assert.ok(
    Math.abs(middle[0]! - (first[0]! + last[0]!) / 2) < 0.2 && Math.abs(middle[1]! - (first[1]! + last[1]!) / 2) < 0.2,
  );
  assert.ok(first[1]! > last[1]!, 'larger y is higher');
});

test('bands, dashes, escapes, gaps and odd input', () => {
  const svg = linePlot({
    title: 'a < b & "c"',
    xLabel: 'n',
    yLabel: 'share',
    logX: true,
    yFormat: 'percent',
    series: [
      {
        name: 'x<y',
        points: [
          [1, 0.5, 0.4, 0.6],
          [2, 0.6, 0.5, 0.7],
          [0, 9],
          [4, NaN],
        ],
      },
      {
        name: 'oracle',
        points: [
          [1, 0.5],
          [4, 0.9],
        ],
        dashed: true,
      },
    ],
  });
  wellFormed(svg);
  assert.match(svg, /a &lt; b &amp; &quot;c&quot;/);
  assert.equal(svg.match(/class="band/g)?.length, 1);
  assert.match(svg, /class="line s1 dash"/);
  assert.match(svg, />60 %</);
  assert.equal(svg.match(/<circle/g)?.length, 4, 'x <= 0 on a log axis and NaN are left out');
  wellFormed(linePlot({ title: 'none', xLabel: '', yLabel: '', series: [] }));
  wellFormed(linePlot({ title: 'one', xLabel: '', yLabel: '', logX: true, series: [{ name: 'a', points: [[3, 3]] }] }));
  assert.throws(
    () =>
      linePlot({
        title: '',
        xLabel: '',
        yLabel: '',
        series: [
          { name: 'a', points: [] },
          { name: 'a', points: [] },
        ],
      }),
    /named "a"/,
  );
});

test('a long curve stays small and keeps its extremes', () => {
  const points = Array.from({ length: 50_000 }, (_, i): PlotPoint => [i, i === 25_000 ? 100 : Math.sin(i)]);
  const svg = linePlot({ title: 'long', xLabel: 'x', yLabel: 'y', series: [{ name: 'a', points }] });
  assert.ok(svg.length < 60_000, `${svg.length} characters`);
  const ys = [...svg.match(/class="line s0" d="M([^"]+)"/)![1]!.matchAll(/[\d.]+ ([\d.]+)/g)].map((m) => Number(m[1]));
  assert.ok(Math.min(...ys) < 100, 'the one high point is drawn');
});
