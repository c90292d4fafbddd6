/**
 * `mizan serve`, which `npm start` runs: starts the server, says where it is and which model thinks, and stops it when it
 * is asked to. gateway/serve.ts puts the server together.
 */
import { describeOptions, parseOptions, type Values } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { PORT, startServer, type RunningServer } from '../gateway/serve.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { draftOf, prepareModels, type Prepared, runningOf } from './flags/open-models.ts';
import { portAdvice } from './screen/port-advice.ts';
import { askExample, exampleLines, startLines } from './screen/serve-text.ts';

const options = {
  port: {
    type: 'integer',
    about: `where to listen (default ${PORT}, or the config's); 0 for any free port`,
    value: 'PORT',
    min: 0,
    max: 65_535,
  },
  host: { type: 'text', about: 'the address to listen on; any but loopback requires API keys', value: 'HOST' },
  ...MODEL_FLAGS,
  adapter: {
    type: 'list',
    about: 'a LoRA adapter over the model folder, asked for as MODEL:NAME; may be given several times',
    value: 'NAME=FOLDER',
  },
  keys: { type: 'flag', about: 'require API keys on this machine too, as behind a proxy' },
  'no-first': { type: 'flag', about: "don't ask the demo model an example question" },
  grace: {
    type: 'number',
    about: 'seconds that running requests may take to finish after Ctrl-C',
    value: 'S',
    min: 0,
    max: 3600,
    default: 10,
  },
  json: { type: 'flag', about: 'print one JSON line when it listens, and nothing else' },
} as const;

export const help = `mizan serve: an OpenAI-compatible server and its page, over the thinking system and any other model

  mizan serve                          http://127.0.0.1:${PORT}, with the models you connected (mizan connect)
  mizan serve --use ollama             think with the Ollama on this machine
  mizan serve --use http://gpu:8000    think with the server at this address
  mizan serve --solver qwen3:8b        think with this model
  mizan serve --gguf FILE --draft FILE think with a GGUF file in a llama-server, drafted by a smaller one
  mizan serve --config mizan.json      with the models and roles of a file (docs/formats.md, mizan.example.json)
  mizan serve --model base --adapter sql=runs/sql/adapter   and "model": "base:sql" (the base is there once)
  mizan serve --port 0 --json          on a free port, which the line names
  mizan serve --host 0.0.0.0           for other machines, which need keys (mizan keys create NAME)

  curl http://127.0.0.1:${PORT}/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model": "mizan", "messages": [{"role": "user", "content": "What is MCMXCIV as a number?"}]}'

Model servers on the usual ports of this machine (Ollama, LM Studio, llama-server, vLLM, SGLang) are found and named.
Edits of the config file and of the connections take effect while the server runs.

${describeOptions(options)}

Environment: MIZAN_DATA is the folder of --data. Keys of providers come from the variables that the config names.
Exit code: 0 stopped by Ctrl-C or a termination, after running requests had ended or were cancelled; 130 or 143 when a second
one ended it at once; 1 an error; 2 a mistake in the command.
`;

/** A server runs until it is stopped, so being stopped is no failure. */
export const service = true;

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

type ServeValues = Values<typeof options>;

/** Starts the server. An error about a taken port says which one is free. */
const start = async (
  values: ServeValues,
  { config, data, choice, configFile }: Prepared,
  model: LoadedModel,
  context: CliContext,
): Promise<RunningServer> => {
  try {
    return await startServer({
      model,
      config,
      data,
      choice,
      configFile,
      openModel: (folder) => context.open(folder, { lazy: true, ...runningOf(values) }),
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
  } catch (error) {
    const host = values.host ?? config.server.host ?? '127.0.0.1';
    throw await portAdvice(error, values.port ?? config.server.port ?? PORT, host);
  }
};

/** The line of --json. */
const startLine = ({ url, port, catalog, solver, chosenBy }: RunningServer, data: string): string =>
  JSON.stringify({
    url,
    port,
    models: catalog.models().map(({ id }) => id),
    solver: solver().id,
    chosen_by: chosenBy(),
    data,
    pid: process.pid,
  });

const announce = async (
  server: RunningServer,
  data: string,
  values: ServeValues,
  signal: AbortSignal,
  context: CliContext,
): Promise<void> => {
  const say = (lines: readonly string[]): unknown => context.output.write(`${lines.join('\n')}\n`);
  if (values.json) {
    for (const warning of server.warnings) context.errors.write(`mizan: ${warning}\n`);
    say([startLine(server, data)]);
    return;
  }
  say(startLines(server, data));
  if (server.chosenBy() === 'embedded' && !values['no-first'] && !signal.aborted) {
    const example = await askExample(server, signal);
    if (!signal.aborted) say(exampleLines(example));
  }
  if (!signal.aborted) say(['Ctrl-C stops it.']);
};

const stop = async (server: RunningServer, values: ServeValues, context: CliContext): Promise<void> => {
  const say = (line: string): void => {
    if (!values.json) context.output.write(`${line}\n`);
  };
  const running = server.running();
  const [are, them] = running === 1 ? [' is', 'it'] : ['s are', 'them'];
  if (running > 0) say(`stopping: ${running} request${are} finishing; Ctrl-C again ends ${them} at once`);
  await server.stop(values.grace);
  say('stopped');
};

/** The folders of adapters by their names. */
const adaptersOf = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--adapter takes NAME=FOLDER, got "${text}"`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan serve takes no "${positionals[0]}"; mizan serve --help lists what it takes`);
  const prepared = await prepareModels(values, context, signal);
  const model = await context.open(values.model, {
    lazy: true,
    adapters: adaptersOf(values.adapter),
    ...runningOf(values),
    ...draftOf(values),
  });
  try {
    const server = await start(values, prepared, model, context);
    await announce(server, prepared.data, values, signal, context);
    await untilAborted(signal);
    await stop(server, values, context);
    return 0;
  } finally {
    await model.close();
  }
};
