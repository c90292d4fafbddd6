import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { width } from '../../terminal/text-width.ts';
import { fitHelp } from './help-text.ts';

const TEXT = `mizan verb: does something that takes a fairly long line of words to say in full

  mizan verb --flag        what this example does, in some more words
  curl http://127.0.0.1:4747/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model": "mizan", "messages": []}'

  --flag N  what it means, and which values it takes (default 3)
Exit code: 0 done; 1 an error.`;

test('paragraphs are filled, lists hang, commands stay as they are', () => {
  assert.equal(
    fitHelp(TEXT, 50),
    `mizan verb: does something that takes a fairly
long line of words to say in full

  mizan verb --flag        what this example does,
                           in some more words
  curl http://127.0.0.1:4747/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model": "mizan", "messages": []}'

  --flag N  what it means, and which values it
            takes (default 3)
Exit code: 0 done; 1 an error.`,
  );
  assert.equal(fitHelp(TEXT, undefined), TEXT, 'written to a file it stays as it is');
});

test('the help of every verb fits terminals of 60, 80 and 120 columns, but for commands to copy', async () => {
  const verbsFolder = join(import.meta.dirname, '..');
  const files = readdirSync(verbsFolder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  let verbs = 0;
  for (const file of files) {
    if (file === 'main.ts') continue;
    const { help } = (await import(join(verbsFolder, file))) as { help?: string };
    if (help === undefined) continue;
    verbs++;
    for (const columns of [60, 80, 120]) {
      const lines: string[] = fitHelp(help, columns).split('\n');
      const isCommand = (i: number): boolean => [lines[i], lines[i - 1]].some((line) => line?.endsWith('\\'));
      const long = lines.filter((line, i) => width(line) > columns && !isCommand(i));
      assert.deepEqual(long, [], `${file} at ${columns}`);
      const words = (text: string): string => text.replace(/\s+/g, '');
      assert.equal(words(lines.join('\n')), words(help), `${file} at ${columns}: no word is lost`);
    }
  }
  assert.ok(verbs >= 20, `${verbs}`);
});
