/**
 * The side of llama.cpp in the check: a process of its own, since a wrong GGUF can abort the process that loads it.
 * Reads one JSON request from standard input, `{ "library", "file", "rows", "texts" }`, and writes one JSON answer: the
 * raw logits after each token of each row of ids, and the ids of each text.
 */
import { text } from 'node:stream/consumers';

const { library, file, rows, texts } = JSON.parse(await text(process.stdin));
const { getLlama } = await import(library);
const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: 1 });
const model = await llama.loadModel({ modelPath: file });
const ids = texts.map((one) => model.tokenize(one, false));
const logits = [];
if (rows.length > 0) {
  // Keys and values in F32 and no flash attention: with llama.cpp's defaults logits agree to about 0.005 only.
  const context = await model.createContext({
    contextSize: 256,
    threads: 1,
    sequences: 1,
    flashAttention: false,
    experimentalKvCacheKeyType: 'F32',
    experimentalKvCacheValueType: 'F32',
  });
  const sequence = context.getSequence();
  for (const row of rows) {
    await sequence.clearHistory();
    const options = { generateNext: { logits: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } } };
    const out = await sequence.controlledEvaluate(row.map((id) => [id, options]));
    logits.push(out.map(({ next }) => [...next.logits].sort(([a], [b]) => a - b).map(([, value]) => value)));
  }
}
await new Promise((done) => {
  process.stdout.write(JSON.stringify({ ids, logits }), done);
});
process.exit(0);
