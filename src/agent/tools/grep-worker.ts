/**
 * The thread in which `grep` and `glob` search: a pattern of a model may take for ever, and only a thread can be ended.
 * It is given a `GrepJob` and says one message for each file with matches, then the end.
 */
import { closeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { fitsPattern, namesSecret } from '../patterns.ts';
import type { FileMatches, GrepEnd, GrepJob } from './grep.ts';
import { readText } from './text-file.ts';
import { walk } from './walk.ts';
import { openInside, readBytes } from './work-folder.ts';

const LARGEST = 4 * 1024 * 1024;

const job = workerData as GrepJob;
const port = parentPort!;
const pattern = job.expression && new RegExp(job.expression.source, job.expression.flags);
const end: GrepEnd = { type: 'end', files: 0, seen: 0, binary: 0, large: 0, unreadable: 0, secret: 0, full: false };
let matches = 0;

/** Lines with matches and those around them; `-` marks a line that is only around one. */
const searchText = (text: string, pattern: RegExp): FileMatches['lines'] => {
  const lines = text.split(/\r?\n/);
  const hits: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (!pattern.test(line)) continue;
    hits.push(i);
    if (++matches >= job.most) {
      end.full = true;
      break;
    }
  }
  const shown = new Map<number, boolean>();
  for (const hit of hits)
    for (let i = Math.max(0, hit - job.context); i <= Math.min(lines.length - 1, hit + job.context); i++)
      shown.set(i, shown.get(i) === true || i === hit);
  return [...shown]
    .toSorted(([a], [b]) => a - b)
    .map(([i, hit]) => ({ line: i + 1, text: around(lines[i]!, pattern), match: hit }));
};

/** At most 300 characters of a long line, with its match. */
const around = (line: string, pattern: RegExp): string => {
  if (line.length <= 300) return line;
  const at = Math.max(0, (pattern.exec(line)?.index ?? 0) - 100);
  return `${at > 0 ? '…' : ''}${line.slice(at, at + 300)}…`;
};

const say = (path: string, lines: FileMatches['lines']): void =>
  port.postMessage({ type: 'file', path, lines } satisfies FileMatches);

const searchFile = (path: string, pattern: RegExp): void => {
  const opened = openInside({ root: job.root }, `${job.root}/${path}`);
  if ('refusal' in opened) {
    end.unreadable++;
    return;
  }
  try {
    end.files++;
    const size = Number(opened.stat.size);
    if (size > LARGEST) end.large++;
    const file = readText(readBytes(opened.file, 0, Math.min(size, LARGEST)));
    if (!file) {
      end.binary++;
      return;
    }
    const lines = searchText(file.text, pattern);
    if (lines.length > 0) say(path, lines);
  } finally {
    closeSync(opened.file);
  }
};

/** A file whose name fits: a match by itself, or to be searched. */
const take = (path: string): void => {
  if (pattern) {
    if (namesSecret(path)) end.secret++;
    else searchFile(path, pattern);
  } else if (matches >= job.most) end.full = true;
  else {
    matches++;
    say(path, []);
  }
};

if (job.file && pattern) searchFile(job.start, pattern);
else
  for (const { path, kind } of walk(job.root, job.start, { onUnreadable: () => end.unreadable++ })) {
    if (end.full) break;
    end.seen++;
    const inside = job.start === '' ? path : path.slice(job.start.length + 1);
    const wanted = pattern ? kind === 'file' : kind !== 'folder';
    if (wanted && (job.glob === undefined || fitsPattern(inside, job.glob))) take(path);
  }
port.postMessage(end);
