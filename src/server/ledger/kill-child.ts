/**
 * A process for tests to kill. It writes requests to the ledger in a folder, several at a time, and prints the id of
 * each after `committed` has resolved. `node kill-child.ts FOLDER COUNT [unique]`: 'unique' makes the questions large
 * and all different.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openLedger } from './open-ledger.ts';

const [folder, count, unique] = [process.argv[2]!, Number(process.argv[3]), process.argv[4] === 'unique'];
const ledger = openLedger({ folder, log: (line) => writeSync(2, `${line}\n`) });

/** Writes a line to standard output; a full pipe is waited for. */
const print = (line: string): void => {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
};

const writeRequest = async (i: number): Promise<void> => {
  const question = `question ${i} ${unique ? randomBytes(2000).toString('hex') : 'padding '.repeat(i % 200)}`;
  const entry = ledger.begin({
    requestId: `r${i}`,
    keyId: 'local',
    model: 'm',
    path: '/v1/chat/completions',
    body: { messages: [{ role: 'user', content: question }] },
  });
  entry
    .child('solver', 'm', { prompt: question })
    .end({ finish: 'stop', usage: { promptTokens: 10, completionTokens: 20 } });
  if (i % 3 === 0) await new Promise((resolve) => setTimeout(resolve, i % 7));
  entry.end({
    finish: 'stop',
    usage: { promptTokens: 10, completionTokens: 20 },
    output: { content: `answer of ${question}`.slice(0, 2000) },
  });
  await entry.committed;
  print(entry.id);
};

let next = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (next < count) await writeRequest(next++);
  }),
);
await ledger.close();
