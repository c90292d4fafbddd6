/** `mizan models`: what is behind the door by the config, and which model servers of this machine could be. */
import { discover } from '../provider/discover.ts';
import { loadConfig, missingKeys } from '../provider/config.ts';
import { openProviders, type ProviderModel } from '../provider/providers.ts';
import { plainTable } from '../terminal/text-width.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './context.ts';

const options = {
  config: { type: 'text', about: 'models, roles and limits; default: mizan.json, when it is there', value: 'FILE' },
  'no-find': { type: 'flag', about: 'look for no model servers on this machine' },
  seconds: {
    type: 'number',
    about: 'patience with a provider that lists its models',
    value: 'S',
    min: 0.1,
    max: 60,
    default: 3,
  },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const;

export const help = `mizan models: the models behind the door, and the model servers found on this machine

  mizan models
  mizan models --config mizan.json --json

Ollama, LM Studio, llama-server, vLLM and others that run on their usual ports are found and shown with the lines that put
them behind the door. A provider without declared models is asked what it has.

${describeOptions(options)}
`;

const rowOf = ({ entry, provider }: ProviderModel): string[] => {
  const { price, contextLength } = entry;
  return [
    entry.name,
    provider.name,
    contextLength === undefined ? '' : contextLength.toLocaleString('en'),
    price ? `$${price.input}` : '',
    price ? `$${price.output}` : '',
    entry.fallbacks.join(', '),
  ];
};

/** A name for a provider that is not taken. */
const freeName = (name: string, taken: readonly string[]): string => {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name}-${i}`;
    if (!taken.includes(candidate)) return candidate;
  }
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan models takes no "${positionals[0]}"; mizan models --help lists what it takes`);
  const config = loadConfig(values.config, process.cwd());
  const providers = openProviders(config, { env: context.env });
  try {
    const [faults, found] = await Promise.all([
      providers.refresh(values.seconds, signal),
      values['no-find']
        ? []
        : discover({ known: config.providers.map((one) => one.baseUrl), signal, ...context.places }),
    ]);
    const models = providers.models();
    const problems = [...missingKeys(config, context.env), ...faults.map((one) => one.message)];
    if (values.json) {
      const own = [
        {
          id: 'mizan',
          provider: null,
          model: config.roles.solver ?? 'mizan-1m',
          context_length: null,
          price: null,
          fallbacks: [],
        },
        { id: 'mizan-1m', provider: 'embedded', model: 'mizan-1m', context_length: 512, price: null, fallbacks: [] },
      ];
      const listed = models.map(({ entry, provider }) => ({
        id: entry.name,
        provider: provider.name,
        model: entry.model,
        context_length: entry.contextLength ?? null,
        price: entry.price ?? null,
        fallbacks: entry.fallbacks,
      }));
      context.output.write(
        `${JSON.stringify({ config: config.path ?? null, roles: config.roles, models: [...own, ...listed], found, problems })}\n`,
      );
      return 0;
    }
    const lines = [
      plainTable(
        ['model', 'provider', 'context', 'in, per M', 'out, per M', 'fallbacks'],
        [
          [
            'mizan',
            '',
            '',
            '',
            '',
            `thinks with ${config.roles.panel?.join(', ') ?? config.roles.solver ?? 'the embedded model'}`,
          ],
          ['mizan-1m', 'embedded', '512', '', '', ''],
          ...models.map(rowOf),
        ],
      ),
      ...problems.map((one) => `note: ${one}`),
    ];
    const taken = config.providers.map(({ name }) => name);
    for (const { preset, name, url, models: has } of found) {
      const entry = { [freeName(preset, taken)]: { preset, baseUrl: url } };
      lines.push(
        '',
        `found ${name} at ${url} with ${has.length === 0 ? 'no model' : has.slice(0, 6).join(', ')}${has.length > 6 ? ` and ${has.length - 6} more` : ''}`,
        `  put it behind the door in ${config.path ?? 'mizan.json'}, under "providers": ${JSON.stringify(entry).slice(1, -1)}`,
      );
    }
    if (found.length === 0 && !values['no-find'])
      lines.push('', 'no model server was found on the usual ports of this machine');
    context.output.write(`${lines.join('\n')}\n`);
    return 0;
  } finally {
    await providers.close();
  }
};
