/**
 * `npm run bench -- NAME [--quick] [--json]`: one benchmark per claim about speed or endurance, each a file of its own.
 */
import type { BenchOptions } from './timing.ts';

type Bench = (options: BenchOptions) => void | Promise<void>;

const BENCHES: Readonly<Record<string, { about: string; load: () => Promise<Bench> }>> = {
  train: {
    about: 'whole training steps beside PyTorch on the CPU',
    load: async () => (await import('./train.ts')).benchTrain,
  },
  sparse: {
    about: 'training with experts beside a dense model of the same active parameters, and PyTorch',
    load: async () => (await import('./sparse.ts')).benchSparse,
  },
  decode: {
    about: 'generation at 1, 8 and 32 continuations',
    load: async () => (await import('./decode.ts')).benchDecode,
  },
  serve: {
    about: 'generation in int8 and exactly beside llama.cpp with the same weights in Q8_0',
    load: async () => (await import('./serve.ts')).benchServe,
  },
  streams: {
    about: 'eight streams over HTTP beside the engine; a first token while a long prompt is read',
    load: async () => (await import('./streams.ts')).benchStreams,
  },
  ask: {
    about: '32 answers and one answer of the embedded model, beside another checkout; the same answers',
    load: async () => (await import('./ask.ts')).benchAsk,
  },
  precision: {
    about: 'answers of the embedded model in int8 beside exact ones, on 600 held-out questions',
    load: async () => (await import('./precision.ts')).benchPrecision,
  },
  products: {
    about: 'the products of an int8 step by two kernels: time by rows, and whether neighbours change bits',
    load: async () => (await import('./products.ts')).benchProducts,
  },
  attention: {
    about: 'the attention of a step by two ways of ONNX Runtime: time by rows',
    load: async () => (await import('./attention.ts')).benchAttention,
  },
  perplexity: {
    about: 'what int8 costs in perplexity, on any model folder and text',
    load: async () => (await import('./perplexity.ts')).benchPerplexity,
  },
  prefixes: {
    about: 'a conversation of 20 turns reads each token once; memory over 10,000 prompts',
    load: async () => (await import('./prefixes.ts')).benchPrefixes,
  },
  swap: {
    about: 'weights that change under 32 running streams, beside no swap and beside a restart',
    load: async () => (await import('./swap.ts')).benchSwap,
  },
  speculate: {
    about: 'drafts of single streams: tokens a run, acceptance and speed by kind of text',
    load: async () => (await import('./speculate.ts')).benchSpeculate,
  },
  browser: {
    about: 'the embedded model in Chromium, offline, beside the server on this machine',
    load: async () => (await import('./browser.ts')).benchBrowser,
  },
  adapters: {
    about: 'several LoRA adapters over one base: rows together, grouped, and merged copies',
    load: async () => (await import('./adapters.ts')).benchAdapters,
  },
  gateway: {
    about: 'requests passed through to an upstream, beside the Portkey gateway',
    load: async () => (await import('./gateway.ts')).benchGateway,
  },
  fuzz: {
    about: '10,000 malformed and hostile requests: no crash, no 5xx',
    load: async () => (await import('./fuzz.ts')).benchFuzz,
  },
  agent: {
    about: 'what a step of the agent loop costs, without its model',
    load: async () => (await import('./agent.ts')).benchAgent,
  },
  sandbox: {
    about: 'starting a command in the sandbox beside starting it plainly; programs against tests',
    load: async () => (await import('./sandbox.ts')).benchSandbox,
  },
  soak: {
    about: '200 streams for a minute, clients leaving at random: nothing leaks',
    load: async () => (await import('./soak.ts')).benchSoak,
  },
  signal: {
    about: 'how much of a policy gradient two batches of answers have in common, by temperature',
    load: async () => (await import('./signal.ts')).benchSignal,
  },
  budgets: {
    about: 'budgets over two servers with kills: overspend and what stays reserved',
    load: async () => (await import('./budgets.ts')).benchBudgets,
  },
  answers: {
    about: 'reading and comparing the answers of 32 replies of 4 kB, beside the last number',
    load: async () => (await import('./answers.ts')).benchAnswers,
  },
  auto: {
    about: 'effort auto beside the plain model: first text, tokens and calls on chat, code and maths',
    load: async () => (await import('./auto.ts')).benchAuto,
  },
  compute: {
    about: 'a longer thought beside more answers, at equal tokens',
    load: async () => (await import('./compute.ts')).benchCompute,
  },
};

const usage = `usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--quick] [--json]
${Object.entries(BENCHES)
  .map(([name, { about }]) => `  ${name.padEnd(9)}${about}`)
  .join('\n')}`;

const [name, ...flags] = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== '--quick' && flag !== '--json');
const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (!bench || unknown !== undefined) {
  if (unknown !== undefined) console.error(`bench: unknown option ${unknown}`);
  else if (name !== undefined) console.error(`bench: there is no benchmark called ${name}`);
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    await (
      await bench.load()
    )({ quick: flags.includes('--quick'), json: flags.includes('--json') });
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
