/** The verb of studies: what it refuses, and what it writes of a study that is made up here. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { StudyEntry, StudyRequest } from '../lab/findings.ts';
import { report } from './main.ts';
import { run, runStudy } from './study.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-study-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

test('a mistake in the command is one line that says what there is', async () => {
  for (const [args, message] of [
    [[], /takes one study: small-beats-large, first-rl, rewards, muonclip/],
    [['muonclp'], /no study "muonclp"; did you mean muonclip\?/],
    [['muonclip', 'more'], /takes one study/],
    [['zzzzzz'], /there are: small-beats-large, first-rl, rewards, muonclip, recorded/],
    [['recorded'], /takes one DATA/],
    [['recorded', '/nowhere'], /no folder or file \/nowhere/],
    [['recorded', root, '--set', 'game25'], /no part "game25".*game24/],
    [['recorded', root, '--out', join(root, 'none')], /holds none of the sets/],
    [['muonclip', '--set', 'game24'], /has no parts/],
  ] as const) {
    let line = '';
    await assert.rejects(run([...args], never), (error) => {
      assert.equal(
        report(
          error,
          (text) => {
            line += text;
          },
          {},
        ),
        2,
      );
      return true;
    });
    assert.match(line, message);
  }
});

test('a study that takes a folder gets it; one that takes none refuses it', async () => {
  const requests: StudyRequest[] = [];
  const entry = (input?: string): StudyEntry => ({
    about: 'made up',
    ...(input !== undefined && { input }),
    load: async () => async (request) => {
      requests.push(request);
      return { title: 'T', about: [], claims: [], runs: { made: 1, missing: 0 }, parts: [], results: { x: 1 } };
    },
  });
  const studies = { plain: entry(), reads: entry('DATA') };
  const out = join(root, 'out');
  assert.equal(await runStudy(['reads', 'some/data', '--out', out, '--json'], never, studies), 0);
  assert.equal(requests[0]!.input, 'some/data');
  assert.match(readFileSync(join(out, 'reads.md'), 'utf8'), /^# T\n/);
  assert.deepEqual((JSON.parse(readFileSync(join(out, 'reads.json'), 'utf8')) as { results: unknown }).results, {
    x: 1,
  });
  for (const [args, message] of [
    [['reads'], /mizan study reads takes one DATA/],
    [['plain', 'x'], /takes one study and nothing after it/],
  ] as const)
    await assert.rejects(runStudy([...args], never, studies), message);
});
