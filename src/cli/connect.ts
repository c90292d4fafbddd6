/**
 * `mizan connect`: connects model servers (Ollama, LM Studio, llama-server, vLLM, SGLang, hosted APIs) to Mizan. It lists
 * connections and servers found on this machine, adds and removes, measures the speed of a model, and chooses the
 * default. Connections are stored in the data folder; a running server follows at once.
 */
import { addConnection, presetNamed } from '../gateway/add-connection.ts';
import { applyConnections, openConnections, type Connection, type ConnectionStore } from '../gateway/connections.ts';
import { openModelStore, type ModelStore } from '../hub/model-store.ts';
import { isChatModel, measureSpeed } from '../gateway/model-servers.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import { loadConfig, NO_CONFIG } from '../provider/config.ts';
import { discover, type Discovered } from '../provider/discover.ts';
import { openProviders } from '../provider/providers.ts';
import { PRESETS, type Preset } from '../provider/presets.ts';
import { suggest } from '../suggest.ts';
import { plainTable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { describeOptions, parseOptions, type Options, type Values } from './flags/options.ts';
import { asTyped } from './screen/command-name.ts';
import { askSecret } from './screen/secret-prompt.ts';

const OPTIONS = {
  name: { type: 'text', about: 'name of the connection (default: that of the server)', value: 'NAME' },
  key: { type: 'text', about: 'API key; - reads it from standard input; without it you are asked', value: 'KEY' },
  model: { type: 'text', about: 'test: this model (default: the first)', value: 'NAME' },
  none: { type: 'flag', about: 'default: forget the choice' },
  force: { type: 'flag', about: 'add the server even when it does not answer now' },
  config: MODEL_FLAGS.config,
  data: MODEL_FLAGS.data,
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const satisfies Options;

export const help = `mizan connect: connect your model servers, so that mizan thinks with your model

  mizan connect                          connections, and model servers found on this machine
  mizan connect ollama                   the Ollama on this machine (also lmstudio, llama-server, vllm, sglang)
  mizan connect http://gpu:8000          a server at an address
  mizan connect groq                     a hosted API; you are asked for its key once
  mizan connect test ollama              asks a model a short question and shows its speed
  mizan connect default qwen3:8b         the model that mizan thinks with
  mizan connect remove groq              forgets a connection and its key

Without a default, mizan thinks with the first model that is there. Connections and keys are stored in the data folder, readable
by you alone. A running server takes changes at once.

Hosted APIs: ${Object.entries(PRESETS)
  .filter(([, { local }]) => !local)
  .map(([name]) => name)
  .join(', ')}.

${describeOptions(OPTIONS)}

Exit code: 0 done; 1 an error; 2 a mistake, or a server that can't be used; 130 stopped by Ctrl-C.
`;

type ConnectValues = Values<typeof OPTIONS>;
type Job = {
  values: ConnectValues;
  store: ConnectionStore;
  models: ModelStore;
  context: CliContext;
  signal: AbortSignal;
};
/** What a subcommand gives: the object of --json, and the text of the screen. */
type Result = { json: object; text: string };

/** How long a server may take to list its models, in seconds. */
const LIST_SECONDS = 5;

const findConnection = (store: ConnectionStore, name: string | undefined): Connection => {
  const connections = store.list();
  const names = connections.map((connection) => connection.name);
  if (name === undefined) {
    if (connections.length === 1) return connections[0]!;
    throw new UsageError(
      names.length === 0
        ? 'there is no connection yet; add one: mizan connect ollama'
        : `name one of ${names.join(', ')}`,
    );
  }
  const found = connections.find((connection) => connection.name === name);
  if (found) return found;
  const meant = suggest(name, names);
  throw new UsageError(
    `there is no connection "${name}"; ${meant ? `did you mean ${meant}?` : `there are: ${names.join(', ') || 'none'}`}`,
  );
};

type Listed = { connection: Connection; models: string[]; problem: string | undefined };

/** The models of each connection, or why its server did not list them. */
const listModels = async ({ store, context, signal }: Job): Promise<Listed[]> => {
  const connections = store.list();
  const { config, env } = applyConnections(NO_CONFIG, context.env, connections);
  const providers = openProviders(config, { env });
  try {
    const faults = await providers.refresh(LIST_SECONDS, signal);
    const models = providers.models();
    return connections.map((connection) => ({
      connection,
      models: models.filter(({ provider }) => provider.name === connection.name).map(({ entry }) => entry.name),
      problem: faults.find(({ provider }) => provider === connection.name)?.message,
    }));
  } finally {
    await providers.close();
  }
};

const someModels = (models: readonly string[]): string => {
  const shown = models.slice(0, 5).join(', ');
  return models.length > 5 ? `${shown} and ${models.length - 5} more` : shown || 'no model yet';
};

const foundLines = (found: readonly Discovered[]): string[] =>
  found.map(
    ({ preset, name, url, models }) => `found ${name} at ${url} with ${someModels(models)}: mizan connect ${preset}`,
  );

const list = async (job: Job): Promise<Result> => {
  const { store, context, signal } = job;
  const listed = await listModels(job);
  const found = await discover({ signal, ...context.places, known: store.list().map(({ baseUrl }) => baseUrl) });
  const chosen = store.defaultModel();
  const table = plainTable(
    ['connection', 'address', 'key', 'models'],
    listed.map(({ connection, models, problem }) => [
      connection.name,
      connection.baseUrl,
      connection.key === undefined ? '' : 'stored',
      problem ?? someModels(models),
    ]),
  );
  const thinks = chosen ?? listed.flatMap(({ models }) => models).find(isChatModel);
  const text = [
    ...(listed.length === 0 ? ['no connection yet: mizan thinks with its embedded demo model'] : [table]),
    ...(thinks === undefined
      ? []
      : [`mizan thinks with ${thinks} (${chosen === undefined ? 'the first' : 'your default'})`]),
    ...foundLines(found),
    ...(listed.length === 0 && found.length === 0
      ? [
          'no model server was found on the usual ports; start Ollama or llama-server, or give an address: mizan connect http://HOST:PORT',
        ]
      : []),
  ].join('\n');
  const data = listed.map(({ connection: { name, preset, baseUrl, key }, models, problem }) => ({
    name,
    preset: preset ?? null,
    base_url: baseUrl,
    has_key: key !== undefined,
    models,
    problem: problem ?? null,
  }));
  return { json: { connections: data, default: chosen ?? null, found }, text };
};

/** The key of --key; '-' is read from standard input. */
const keyFrom = async ({ values, context }: Job): Promise<string | undefined> => {
  if (values.key !== '-') return values.key;
  const parts: Buffer[] = [];
  for await (const part of context.input) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString('utf8').trim();
};

/** The person left the question for a key: nothing is connected, and nothing went wrong. */
class LeftTheQuestion extends Error {}

/** Asks for the key of a hosted preset at a terminal, when none is known. Throws `LeftTheQuestion` after Ctrl-C. */
const askKey = async (title: string, { context, signal }: Job): Promise<string | undefined> => {
  if (!context.input.isTTY) return undefined;
  const typed = await askSecret(context, `API key of ${title} (it is not shown): `, signal);
  if (typed === undefined) throw new LeftTheQuestion();
  return typed;
};

const add = async (word: string, job: Job): Promise<Result> => {
  const { values, store, context, signal } = job;
  const preset = presetNamed(word);
  const usual: Preset | undefined = preset && PRESETS[preset];
  const given = await keyFrom(job);
  const known = given ?? (usual?.keyEnv === undefined ? undefined : context.env[usual.keyEnv]);
  const stored = store.list().some((connection) => connection.preset === preset && connection.key !== undefined);
  const key = usual?.keyEnv !== undefined && known === undefined && !stored ? await askKey(usual.title, job) : given;
  const target = preset === undefined ? { baseUrl: word } : { preset };
  const options = { ...target, name: values.name, env: context.env, signal, force: values.force };
  const { connection, models } = await addConnection(store, { ...options, key }).catch(async (error: unknown) => {
    const needsKey = error instanceof UsageError && /asks for a key/.test(error.message) && key === undefined;
    const typed = needsKey ? await askKey(word, job) : undefined;
    if (!typed && needsKey)
      throw new UsageError(
        `${word} asks for a key; give it with --key KEY, or through a pipe with --key - (at a terminal it is asked for)`,
        { cause: error },
      );
    if (!typed) throw error;
    return addConnection(store, { ...options, key: typed });
  });
  const { name, baseUrl } = connection;
  const first = models.find(isChatModel);
  const text = [
    `connected ${name} at ${baseUrl} with ${someModels(models)}`,
    ...(first === undefined ? [] : [`try it: mizan ask "Why is the sky blue?"   speed: mizan connect test ${name}`]),
  ].join('\n');
  return { json: { name, base_url: baseUrl, preset: connection.preset ?? null, models }, text };
};

const test = async (name: string | undefined, { values, store, context, signal }: Job): Promise<Result> => {
  const connection = findConnection(store, name);
  const { config, env } = applyConnections(NO_CONFIG, context.env, [connection]);
  const speed = await measureSpeed(config, env, values.model, signal);
  const { model, firstTextSeconds, tokensPerSecond, tokens } = speed;
  return {
    json: {
      connection: connection.name,
      model,
      first_text_seconds: firstTextSeconds,
      tokens_per_second: tokensPerSecond,
      tokens,
    },
    text: `${model}: first text after ${firstTextSeconds.toFixed(2)} s, then ${tokensPerSecond.toFixed(1)} tokens/s (${tokens} tokens)`,
  };
};

const chooseDefault = async (model: string | undefined, job: Job): Promise<Result> => {
  const { values, store } = job;
  if (values.none) {
    store.setDefault(undefined);
    return { json: { default: null }, text: 'mizan thinks with the first model that is there' };
  }
  if (model === undefined) throw new UsageError('name a model: mizan connect default NAME, or --none');
  const pulled = job.models.list().map(({ name }) => name);
  const models = [...(await listModels(job)).flatMap((listed) => listed.models), ...pulled];
  if (model !== 'mizan' && !models.includes(model) && !values.force) {
    const meant = suggest(model, models);
    const hint = meant ? `did you mean ${meant}?` : `there are: ${models.join(', ') || 'none'}`;
    throw new UsageError(`no connection has a model "${model}" now; ${hint} (--force takes it all the same)`);
  }
  store.setDefault(model);
  return {
    json: { default: model },
    text: `mizan thinks with ${model}; a server that was started with --use or --solver keeps that one until it is started anew`,
  };
};

const remove = (name: string | undefined, { store }: Job): Result => {
  if (name === undefined) throw new UsageError('name the connection to remove: mizan connect remove NAME');
  const connection = findConnection(store, name);
  store.remove(connection.name);
  return { json: { removed: connection.name }, text: `removed ${connection.name}` };
};

/** Words that take an argument each; any other word is a server to add. */
const SUBCOMMANDS = ['list', 'add', 'test', 'default', 'remove'];

const carryOut = (word: string, argument: string | undefined, job: Job): Result | Promise<Result> => {
  switch (word) {
    case 'list':
      return list(job);
    case 'test':
      return test(argument, job);
    case 'default':
      return chooseDefault(argument, job);
    case 'remove':
      return remove(argument, job);
    case 'add':
      if (argument === undefined)
        throw new UsageError('add what? mizan connect ollama, or mizan connect http://HOST:PORT');
      return add(argument, job);
    default:
      if (argument !== undefined)
        throw new UsageError(
          `mizan connect takes one server, got "${word}" and "${argument}"; mizan connect --help shows how`,
        );
      return add(word, job);
  }
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  const [word = 'list', argument, ...others] = positionals;
  if (others.length > 0 || (word === 'list' && argument !== undefined))
    throw new UsageError(`mizan connect takes no "${others[0] ?? argument}"; mizan connect --help shows what it takes`);
  const meant = SUBCOMMANDS.includes(word) ? undefined : suggest(word, SUBCOMMANDS);
  if (
    meant !== undefined &&
    meant !== word &&
    !/[/:.]/.test(word) &&
    !Object.hasOwn(PRESETS, word) &&
    argument !== undefined
  )
    throw new UsageError(`there is no "mizan connect ${word}"; did you mean mizan connect ${meant} ${argument}?`);
  const config = loadConfig(values.config, process.cwd());
  const data = dataFolder(values.data, config, context.env);
  const [store, models] = [openConnections(data), openModelStore(data)];
  const job: Job = { values, store, models, context, signal };
  const result = await Promise.resolve(carryOut(word, argument, job)).catch((error: unknown) => {
    if (error instanceof LeftTheQuestion) return undefined;
    throw error;
  });
  if (result === undefined || signal.aborted) return 130;
  const { json, text } = result;
  context.output.write(`${values.json ? JSON.stringify(json) : asTyped(text)}\n`);
  return 0;
};
