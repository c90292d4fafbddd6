/**
 * `mizan serve`, which `npm start` runs: the server on its port, on the screen what it offers, a first answer as proof that
 * it works, and its end. How it is put together is serving.ts.
 */
import { createServer } from 'node:net';
import { loadConfig, readConfig, type Config } from '../provider/config.ts';
import { PRESET_NAMES, PRESETS, type PresetName } from '../provider/presets.ts';
import { nullSpan } from '../server/ledger/span.ts';
import type { ChatEvent, Decision } from '../types.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { dataFolder, PORT, startServer, type RunningServer } from '../gateway/serve.ts';
import { processContext, type CliContext } from './ask-once.ts';

const options = {
  port: {
    type: 'integer',
    about: `where to listen (default ${PORT}, or the config's); 0 for any free port`,
    value: 'PORT',
    min: 0,
    max: 65_535,
  },
  host: { type: 'text', about: "the address to listen on; any but this machine's own takes API keys", value: 'HOST' },
  config: { type: 'text', about: 'models, roles and limits; default: mizan.json, when it is there', value: 'FILE' },
  data: { type: 'text', about: 'where traces, spend and keys are kept (default ~/.mizan)', value: 'FOLDER' },
  model: { type: 'text', about: 'a model folder instead of the one that comes with mizan', value: 'FOLDER' },
  threads: { type: 'integer', about: 'processor threads of the model', value: 'N', min: 1, max: 1024 },
  use: {
    type: 'text',
    about: 'put a usual upstream behind the door: ollama, vllm, groq … (docs/formats.md)',
    value: 'PRESET',
  },
  keys: { type: 'flag', about: 'ask for API keys on this machine too, as behind a proxy' },
  'no-first': { type: 'flag', about: "don't ask a first question" },
  grace: {
    type: 'number',
    about: 'how long running requests may finish after Ctrl-C',
    value: 'S',
    min: 0,
    max: 3600,
    default: 10,
  },
  json: { type: 'flag', about: 'print one JSON line when it listens, and nothing else' },
} as const;

export const help = `mizan serve: one OpenAI-compatible door to the thinking system and to any other model

  mizan serve                          http://127.0.0.1:${PORT}, with the model that comes with mizan
  mizan serve --config mizan.json      with other models behind the door (docs/formats.md, mizan.example.json)
  mizan serve --port 0 --json          on a free port, which the line names
  mizan serve --use ollama             with the models of the Ollama on this machine
  mizan serve --host 0.0.0.0           for other machines: they need keys (mizan keys create NAME)

  curl http://127.0.0.1:${PORT}/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model": "mizan", "messages": [{"role": "user", "content": "What is MCMXCIV as a number?"}]}'

${describeOptions(options)}

Environment: MIZAN_DATA is the folder of --data. Keys of providers come from the variables that the config names.
Exit code: 0 stopped by Ctrl-C or a termination, after running requests had ended or were cancelled; 130 or 143 when a second
one ended it at once; 1 an error; 2 a mistake in the command.
`;

/** A stop is how it ends, so that one asked for is no failure. */
export const service = true;

const FIRST = 'Using 3, 7, 25 and 50, each at most once, make 128.';

type First = {
  question: string;
  answer: string;
  tokens: number;
  seconds: number;
  decision: Decision | undefined;
  failure?: string;
};

/** Asks `mizan` a question as a client would, leaving no trace. */
const askFirst = async (
  { catalog }: Pick<RunningServer, 'catalog'>,
  signal: AbortSignal,
  question = FIRST,
): Promise<First> => {
  const { model, suffix } = catalog.find('mizan')!;
  const request = { messages: [{ role: 'user' as const, content: question }], seed: 1, signal };
  let decision: Decision | undefined;
  let done: (ChatEvent & { type: 'done' }) | undefined;
  for await (const event of model.open(request, { suffix }, nullSpan).chat(request)) {
    if (event.type === 'decision') decision = event.decision;
    else if (event.type === 'done') done = event;
  }
  const { reply, usage, seconds } = done!;
  return {
    question,
    answer: reply.content,
    tokens: usage.promptTokens + usage.completionTokens,
    seconds,
    decision,
    ...(reply.finish === 'error' && { failure: reply.content }),
  };
};

/** The next port above `port` that is free, if there is one near. */
const freeAfter = async (port: number, host: string): Promise<number | undefined> => {
  for (let next = port + 1; next <= Math.min(port + 20, 65_535); next++) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(next, host, () => probe.close(() => resolve(true)));
    });
    if (free) return next;
  }
  return undefined;
};

/** Whether a server of Mizan answers there already. */
const isMizan = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => 'problems' in ((await response.json()) as object),
    () => false,
  );

/** The same error, with what to do instead when the port is taken. */
const portAdvice = async (error: unknown, port: number, host: string): Promise<unknown> => {
  if (!(error instanceof Error) || (error.cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE')
    return error;
  const [free, other] = await Promise.all([
    freeAfter(port, host),
    isMizan(`http://${host.includes(':') ? `[${host}]` : host}:${port}`),
  ]);
  const what = other
    ? `a Mizan server is running on port ${port} of ${host} already`
    : `port ${port} of ${host} is taken by another program`;
  return new Error(
    `${what}; stop it, or take another port: ${free === undefined ? '--port 0 finds a free one' : `--port ${free} is free`}`,
    { cause: error },
  );
};

const describe = ({ url, catalog, keyed, solver, warnings, discovered }: RunningServer, data: string): string => {
  const names = catalog.models().map((one) => one.id);
  const shown =
    names.length > 8
      ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more (${url}/v1/models)`
      : names.join(', ');
  return [
    `mizan serves on ${url}`,
    `  page      ${url}`,
    `  API       ${url}/v1 for any OpenAI client, ${keyed ? 'with a key (mizan keys create NAME)' : 'without a key'}`,
    `  models    ${shown}`,
    `  thinks    mizan, with ${solver.id}`,
    `  kept in   ${data}`,
    ...discovered().map(
      ({ preset, name, url: at, models }) =>
        `  found     ${name} at ${at}${models.length === 0 ? '' : ` with ${models.slice(0, 4).join(', ')}${models.length > 4 ? ' …' : ''}`}: mizan serve --use ${preset}`,
    ),
    ...warnings.map((one) => `  note      ${one}`),
  ].join('\n');
};

const describeFirst = ({ question, answer, tokens, seconds, decision, failure }: First): string =>
  failure === undefined
    ? `  asked     ${question}\n  answered  ${answer.trim()}  (${decision?.reason ?? 'one answer'}; ${tokens.toLocaleString('en')} tokens, ${seconds.toFixed(2)} s)`
    : `  asked     ${question}\n  failed    ${failure}`;

/** The config with one more provider, of a preset; the key of a hosted one comes from its usual variable. */
const withPreset = (config: Config, name: string | undefined): Config => {
  if (name === undefined) return config;
  const presets: readonly string[] = PRESET_NAMES;
  if (!presets.includes(name)) throw new UsageError(`--use takes one of ${presets.join(', ')}; got "${name}"`);
  if (config.providers.some((one) => one.name === name)) return config;
  const preset = PRESETS[name as PresetName];
  const entry = { preset: name, ...('keyEnv' in preset && { key: `$${preset.keyEnv}` }) };
  return {
    ...config,
    providers: [
      ...config.providers,
      ...readConfig(JSON.stringify({ providers: { [name]: entry } }), '--use', process.cwd()).providers,
    ],
  };
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan serve takes no "${positionals[0]}"; mizan serve --help lists what it takes`);
  const config = withPreset(loadConfig(values.config, process.cwd()), values.use);
  const data = dataFolder(values.data, config, context.env);
  const say = (text: string): void => {
    if (!values.json) context.output.write(`${text}\n`);
  };
  const model = await context.open(values.model, {
    lazy: true,
    ...(values.threads !== undefined && { threads: values.threads }),
  });
  try {
    const started = startServer({
      model,
      config,
      data,
      ...(config.server.discover !== false && { discover: context.places ?? {} }),
      host: values.host,
      port: values.port,
      env: context.env,
      ...(values.keys && { requireKeys: true }),
      log: (line) => {
        context.errors.write(`mizan: ${line}\n`);
      },
      report: (error) => {
        context.errors.write(`mizan: ${error instanceof Error ? error.stack : String(error)}\n`);
      },
    });
    const serving = await started.catch(async (error: unknown) => {
      throw await portAdvice(
        error,
        values.port ?? config.server.port ?? PORT,
        values.host ?? config.server.host ?? '127.0.0.1',
      );
    });
    if (values.json) {
      for (const warning of serving.warnings) context.errors.write(`mizan: ${warning}\n`);
      context.output.write(
        `${JSON.stringify({ url: serving.url, port: serving.port, models: serving.catalog.models().map((one) => one.id), data, pid: process.pid })}\n`,
      );
    } else {
      say(describe(serving, data));
      if (serving.solver.local && !values['no-first'] && !signal.aborted) {
        const first = await askFirst(serving, signal);
        if (!signal.aborted) say(describeFirst(first));
      }
      if (!signal.aborted) say('Ctrl-C stops it.');
    }
    await untilAborted(signal);
    const running = serving.running();
    if (running > 0)
      say(
        `stopping: ${running} request${running === 1 ? ' is' : 's are'} finishing; Ctrl-C again ends ${running === 1 ? 'it' : 'them'} at once`,
      );
    await serving.stop(values.grace);
    say('stopped');
    return 0;
  } finally {
    await model.close();
  }
};
