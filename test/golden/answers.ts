/**
 * `npm run check:answers`: one SHA-256 over what the embedded model answers to 100 fixed questions, greedily and
 * sampled with seeds. Two checkouts that print the same hash generate the same bytes. It guards changes that must not
 * alter a model's answers: tensor programs, tokenizer, chat template, cache, sampler.
 *
 * Every question is asked alone, on one thread, because floating-point sums depend on both. Questions stand in
 * questions.txt, so that new wordings of the task families do not change the hash. `npm run check:answers -- FOLDER`
 * runs another checkout.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const MAX_TOKENS = 160;

const checkout = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'));
const { loadModel } = (await import(
  pathToFileURL(join(checkout, 'src/index.ts')).href
)) as typeof import('../../src/index.ts');

const questions = readFileSync(join(import.meta.dirname, 'questions.txt'), 'utf8')
  .trimEnd()
  .split('\n');
const model = await loadModel(join(checkout, 'models/mizan-1m'), { threads: 1 });
const hash = createHash('sha256');
let tokens = 0;
for (const [index, line] of questions.entries()) {
  const content = line.replaceAll('\\n', '\n');
  for (const sampling of [{ temperature: 0 }, { temperature: 0.8, topP: 0.95, seed: index }]) {
    const events = model.chat({ messages: [{ role: 'user', content }], maxTokens: MAX_TOKENS, ...sampling });
    for await (const event of events) {
      if (event.type !== 'reply') continue;
      const { reply } = event;
      hash.update(
        `${JSON.stringify([index, reply.plan, reply.reasoning, reply.content, reply.logprob, reply.finish])}\n`,
      );
      tokens += reply.tokens;
    }
  }
}
await model.close();
console.log(
  JSON.stringify({ questions: questions.length, replies: 2 * questions.length, tokens, sha256: hash.digest('hex') }),
);
