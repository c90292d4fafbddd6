/**
 * Commits that a run proposes, in real repositories: only its own files, the index of the person untouched, no hooks.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitMessage, makeCommit, proposeCommit, statText, uncommitted } from './commit.ts';
import { scratch } from './tools/testing.ts';

const identity = ['-c', 'user.name=A', '-c', 'user.email=a@b.c'];
const repository = (folder: string): ((...args: string[]) => string) => {
  const git = (...args: string[]): string =>
    execFileSync('git', [...identity, '-C', folder, ...args], { encoding: 'utf8' });
  git('init', '-q');
  git('config', 'user.name', 'A');
  git('config', 'user.email', 'a@b.c');
  return git;
};

test('a commit holds what the run changed; what else is staged stays staged, and hooks are not run', async (t) => {
  const root = scratch(t);
  const git = repository(root);
  const folder = join(root, 'package');
  mkdirSync(folder);
  for (const name of ['a.txt', 'theirs.txt', 'gone.txt']) writeFileSync(join(folder, name), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'first');
  writeFileSync(join(folder, 'theirs.txt'), 'staged\n');
  git('add', '-A');
  mkdirSync(join(root, '.git', 'hooks'), { recursive: true });
  writeFileSync(join(root, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\ntouch hooked\nexit 1\n');
  chmodSync(join(root, '.git', 'hooks', 'pre-commit'), 0o755);
  const before = (await uncommitted(folder))!;
  assert.deepEqual(before, ['theirs.txt']);
  writeFileSync(join(folder, 'a.txt'), 'one\ntwo\n');
  writeFileSync(join(folder, 'new file.txt'), 'x\ny\n');
  execFileSync('rm', [join(folder, 'gone.txt')]);
  const paths = ['a.txt', 'new file.txt', 'gone.txt', 'never.txt'];
  const proposal = (await proposeCommit(folder, {
    paths,
    before,
    task: 'Add a line.',
    answer: 'Added the second line.',
  }))!;
  assert.equal(statText(proposal), ' a.txt | +1 −0\n gone.txt | +0 −1\n new file.txt | +2 −0\n 3 files changed');
  assert.equal(git('log', '--oneline').trim().split('\n').length, 1);
  await makeCommit(folder, proposal, proposal.message);
  assert.equal(git('log', '-1', '--format=%B').trim(), 'Added the second line');
  assert.deepEqual(git('show', '--name-only', '--format=').trim().split('\n'), [
    'package/a.txt',
    'package/gone.txt',
    'package/new file.txt',
  ]);
  assert.equal(git('diff', '--cached', '--name-only').trim(), 'package/theirs.txt');
  assert.equal(existsSync(join(root, 'hooked')), false);
});

test('no repository, no change: nothing is proposed; a commit that git refuses leaves the index as it was', async (t) => {
  const folder = scratch(t);
  const nothing = { paths: ['a.txt'], before: [], task: 't', answer: 'a' };
  assert.equal(await uncommitted(folder), undefined);
  assert.equal(await proposeCommit(folder, nothing), undefined);
  const git = repository(folder);
  assert.equal(await proposeCommit(folder, nothing), undefined);
  writeFileSync(join(folder, 'a.txt'), 'x\n');
  const proposal = (await proposeCommit(folder, nothing))!;
  assert.equal(statText(proposal), ' a.txt | +1 −0\n 1 file changed');
  await assert.rejects(makeCommit(folder, proposal, ''), /git did not commit/);
  assert.equal(git('status', '--porcelain').trim(), '?? a.txt');
  await makeCommit(folder, proposal, proposal.message);
  assert.equal(git('status', '--porcelain'), '');
});

test('the message says what the agent said, within 72 characters', () => {
  const rows: [string, string, string][] = [
    ['Fix it.', 'The sign was wrong; it is mended.', 'The sign was wrong; it is mended'],
    ['Fix it.', '', 'Fix it'],
    ['Fix the sum.', `${'Very long words about everything '.repeat(6)}.`, 'Fix the sum'],
    ['t', '**Mended** `add`. It subtracted.', 'Mended add\n\nMended add. It subtracted.'],
  ];
  for (const [task, answer, message] of rows)
    assert.equal(commitMessage(task, answer).replace(/\n\nVery[\s\S]*/, ''), message);
  assert.ok(commitMessage('word '.repeat(40), '').length <= 72);
});
