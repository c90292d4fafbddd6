/**
 * `mizan pull`: fetches an open model that this machine can run, from Hugging Face or ModelScope, or into an Ollama. Without a
 * name it shows a short list with sizes and an estimate of speed. Stopped anywhere, it goes on where it ended.
 */
import { totalmem } from 'node:os';
import { dataFolder } from '../gateway/data-folder.ts';
import { openConnections } from '../gateway/connections.ts';
import { describeOffers, type DescribedOffer } from '../gateway/offers.ts';
import { engineOf } from '../gateway/pulled-models.ts';
import { runPull, type Pulled, type PullProgress, type PullSetting } from '../gateway/pulls.ts';
import { HubError } from '../hub/failure.ts';
import {
  openModelStore,
  requireStored,
  type ModelStore,
  type PartialModel,
  type StoredModel,
} from '../hub/model-store.ts';
import { inBytes } from '../hub/pull.ts';
import { loadConfig } from '../provider/config.ts';
import { discover } from '../provider/discover.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { plainTable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { describeOptions, parseOptions, type Options, type Values } from './flags/options.ts';
import { asTyped } from './screen/command-name.ts';

const OPTIONS = {
  list: { type: 'flag', about: 'show the list, also with --json' },
  name: { type: 'text', about: 'name of the model here (default: that of the repository or file)', value: 'NAME' },
  hub: {
    type: 'choice',
    about: 'where a bare OWNER/REPO or a name of the list is taken from',
    choices: ['huggingface', 'modelscope'],
    default: 'huggingface',
  },
  config: MODEL_FLAGS.config,
  data: MODEL_FLAGS.data,
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const satisfies Options;

export const help = `mizan pull: fetch an open model that this machine can run

  mizan pull                                    the short list, with sizes, memory and estimated speed
  mizan pull qwen3-0.6b                         a model of the list
  mizan pull Qwen/Qwen3-0.6B                    any repository of Hugging Face: config, tokenizer, safetensors
  mizan pull Qwen/Qwen3-0.6B-GGUF:Q8_0          one GGUF file of it, for llama-server
  mizan pull modelscope:Qwen/Qwen3-0.6B         from ModelScope
  mizan pull ollama:qwen3:0.6b                  into the Ollama that is connected or runs here
  mizan pull rm Qwen3-0.6B                      removes a model from the disk

Only the files that are needed are fetched. Disk and memory are looked at first, and every file is checked by the hash that the
hub lists. Ctrl-C leaves what has come; the same command goes on there. Files of Python objects (pickles) are never fetched.
A folder of safetensors runs in the engine of Mizan (Qwen2.5, Qwen3, Llama, SmolLM2, DeepSeek), a GGUF file in llama-server.

${describeOptions(OPTIONS)}

Environment: HF_TOKEN for gated models; HF_ENDPOINT for a mirror; MODELSCOPE_API_TOKEN and MODELSCOPE_ENDPOINT likewise.
Exit code: 0 done; 1 it can't be had, with the reason; 2 a mistake in the command; 130 stopped by Ctrl-C, to go on later.
`;

type PullValues = Values<typeof OPTIONS>;
type Job = { values: PullValues; setting: PullSetting; context: CliContext; signal: AbortSignal };

const write = ({ context }: Job, text: string): unknown => context.output.write(`${text}\n`);

const speedOf = (offer: DescribedOffer): string => {
  if (!offer.fits) return 'too large here';
  const speed = offer.tokens_per_second;
  return speed === null ? '' : `~${speed} tokens/s${speed < SLOW ? ', slow' : ''}`;
};

/** Tokens a second below which an answer is waited for, and a model that thinks first is of no use. */
const SLOW = 5;
/** Parameters below which a model is too small to be recommended for general questions. */
const TOO_SMALL = 400e6;

/** The largest model that is not slow here. */
const recommended = (offers: readonly DescribedOffer[]): DescribedOffer | undefined =>
  offers
    .filter(({ fits, parameters, tokens_per_second: speed }) => fits && parameters >= TOO_SMALL && (speed ?? 0) >= SLOW)
    .toSorted((a, b) => b.parameters - a.parameters)[0];

/** What slow models mean, where there are any. */
const slowLines = (offers: readonly DescribedOffer[]): string[] =>
  offers.some(({ fits, tokens_per_second: speed }) => fits && speed !== null && speed < SLOW)
    ? [
        `slow: at less than ${SLOW} tokens/s an answer takes a minute or more, and one that is thought about first takes several.`,
        `Faster: a GGUF file of four bits in llama-server, ${asTyped('mizan pull OWNER/REPO-GGUF:Q4_K_M')}, or Ollama.`,
      ]
    : [];

const rowOf = (offer: DescribedOffer): string[] => [
  offer.name,
  inBytes(offer.bytes),
  inBytes(offer.memory),
  speedOf(offer),
  offer.licence,
  offer.pulled === null ? offer.about : `here as ${offer.pulled}`,
];

const partialLine = ({ name, reference, bytes, total }: PartialModel): string =>
  `${name}: ${inBytes(bytes)}${total === undefined ? '' : ` of ${inBytes(total)}`} are here; go on: ${asTyped(`mizan pull ${reference}`)}`;

const storedJson = (model: StoredModel, env: CliContext['env']): object => ({
  name: model.name,
  repository: model.repo,
  hub: model.hub,
  commit: model.commit,
  kind: model.kind,
  bytes: model.bytes,
  licence: model.licence ?? null,
  memory: model.memory ?? null,
  folder: model.folder,
  ...engineOf(model, env),
});

const showList = async (job: Job): Promise<number> => {
  const { setting, values, context, signal } = job;
  const models = setting.store.list();
  const offers = await describeOffers({ models, hasOllama: setting.baseUrls().length > 0 });
  if (signal.aborted) return 130;
  const partials = setting.store.partials();
  if (values.json) {
    write(job, JSON.stringify({ offers, models: models.map((model) => storedJson(model, context.env)), partials }));
    return 0;
  }
  const ollama = offers.find(({ ollama }) => ollama !== null);
  const best = recommended(offers);
  const lines = [
    plainTable(['model', 'download', 'memory', 'speed', 'licence', ''], offers.map(rowOf)),
    '',
    `Speeds are estimates for the engine of Mizan, from a product of one second that was measured now; ${inBytes(totalmem())} of memory are here.`,
    ...slowLines(offers),
    `${best ? 'Recommended here' : 'Fetch one'}: ${asTyped(`mizan pull ${best?.name ?? 'qwen3-0.6b'}`)}   any other: ${asTyped('mizan pull OWNER/REPO')}, or OWNER/REPO:FILE.gguf`,
    ...(ollama ? [`Into your Ollama, which is faster: ${asTyped(`mizan pull ollama:${ollama.ollama}`)}`] : []),
    ...(models.length > 0 ? [`here: ${models.map(({ name }) => name).join(', ')}`] : []),
    ...partials.map(partialLine),
  ];
  write(job, lines.join('\n'));
  return 0;
};

/** Shows what a pull says, on standard error. */
const createScreen = ({ context, values }: Job): { tell(event: PullProgress): void; finish(note?: string): void } => {
  let progress: Progress | undefined;
  const log = (line: string): unknown => (progress ? progress.log(line) : context.errors.write(`${line}\n`));
  if (values.json) return { tell: () => {}, finish: () => {} };
  return {
    tell(event) {
      switch (event.type) {
        case 'listed': {
          const { name, repo, licence, bytes, have, memory } = event;
          const rest = have > 0 ? `, ${inBytes(have)} of them are here` : '';
          log(
            `${repo}: ${inBytes(bytes)}${rest}${memory === undefined ? '' : `; ${inBytes(memory)} of memory`}${licence === undefined ? '' : `; licence ${licence}`}`,
          );
          progress = createProgress({
            label: name,
            total: bytes,
            from: have,
            unit: 'B',
            stream: context.errors,
            clock: () => performance.now(),
          });
          return;
        }
        case 'progress':
          // Before the list of files is known, small files come.
          if (progress === undefined && event.total > 50e6)
            progress = createProgress({
              label: event.file,
              total: event.total,
              from: event.done,
              unit: 'B',
              stream: context.errors,
            });
          progress?.update(event.done);
          return;
        case 'waiting':
          log(event.seconds > 0 ? `waiting ${event.seconds} s: ${event.why}` : event.why);
          return;
        case 'checking':
          progress?.finish();
          progress = undefined;
          return;
        case 'status':
          log(event.status);
          return;
        default:
          event satisfies never;
      }
    },
    finish: (note) => progress?.finish(note),
  };
};

const pulledText = (pulled: Pulled, env: CliContext['env']): string => {
  if (pulled.type === 'ollama')
    return `Ollama has ${pulled.name}\nask it: ${asTyped(`mizan ask --solver ${pulled.name} "Why is the sky blue?"`)}   connect it: ${asTyped('mizan connect ollama')}`;
  const { model } = pulled;
  const engine = engineOf(model, env);
  const from = `${model.name}: ${inBytes(model.bytes)} in ${model.folder}${model.licence === undefined ? '' : ` (${model.licence})`}`;
  if (engine.engine === null) return `${from}\n${asTyped(engine.missing)}`;
  return [
    from,
    `ask it: ${asTyped(`mizan ask --use ${model.name} "Why is the sky blue?"`)}`,
    `the server: ${asTyped(`mizan serve --use ${model.name}`)}   always: ${asTyped(`mizan connect default ${model.name}`)}`,
  ].join('\n');
};

const pullOne = async (word: string, job: Job): Promise<number> => {
  const { values, setting, context, signal } = job;
  const screen = createScreen(job);
  try {
    const pulled = await runPull(setting, { word, hub: values.hub, name: values.name, signal, onEvent: screen.tell });
    screen.finish();
    if (!values.json) write(job, pulledText(pulled, context.env));
    else
      write(
        job,
        JSON.stringify(
          pulled.type === 'ollama' ? { ollama: pulled.name } : { pulled: storedJson(pulled.model, context.env) },
        ),
      );
    return 0;
  } catch (error) {
    screen.finish('stopped');
    if (!signal.aborted && !(error instanceof HubError)) throw error;
    const left = setting.store.partials().map(partialLine);
    if (!values.json) for (const line of left) context.errors.write(`${line}\n`);
    if (signal.aborted) return 130;
    throw error;
  }
};

const removeOne = (name: string | undefined, job: Job): number => {
  const { store } = job.setting;
  if (name === undefined) throw new UsageError('name the model to remove: mizan pull rm NAME');
  if (!store.partials().some((partial) => partial.name === name)) requireStored(store, name);
  store.remove(name);
  write(job, job.values.json ? JSON.stringify({ removed: name }) : `removed ${name}`);
  return 0;
};

/** Addresses of Ollamas: connected ones, those of the config, then one that runs here. */
const findOllamas = async (
  store: ReturnType<typeof openConnections>,
  config: ReturnType<typeof loadConfig>,
  { context, signal }: { context: CliContext; signal: AbortSignal },
): Promise<string[]> => {
  const known = [...store.list(), ...config.providers].flatMap(({ preset, baseUrl }) =>
    preset === 'ollama' && baseUrl !== undefined ? [baseUrl] : [],
  );
  if (known.length > 0) return known;
  const found = await discover({ signal, ...context.places });
  return found.flatMap(({ preset, url }) => (preset === 'ollama' ? [url] : []));
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  const [word, argument, ...others] = positionals;
  const removes = word === 'rm' || word === 'remove';
  if (others.length > 0 || (argument !== undefined && !removes))
    throw new UsageError(`mizan pull takes one model, got "${positionals.join(' ')}"; mizan pull --help shows how`);
  if (values.list && word !== undefined) throw new UsageError('--list shows the list; leave out the name, or --list');
  const config = loadConfig(values.config, process.cwd());
  const data = dataFolder(values.data, config, context.env);
  const store: ModelStore = openModelStore(data);
  if (removes)
    return removeOne(argument, { values, setting: { store, env: context.env, baseUrls: () => [] }, context, signal });
  const needsOllama = word === undefined || /^ollama:/i.test(word);
  const ollamas = needsOllama ? await findOllamas(openConnections(data), config, { context, signal }) : [];
  const job: Job = { values, setting: { store, env: context.env, baseUrls: () => ollamas }, context, signal };
  return word === undefined ? showList(job) : pullOne(word, job);
};
