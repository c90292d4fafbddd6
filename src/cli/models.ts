/**
 * `mizan models`: the models that can be asked, which one `mizan` thinks with, and model servers found on this machine.
 */
import { openCatalog, type OpenCatalog } from '../gateway/open-catalog.ts';
import type { LoadedModel } from '../local/load-model.ts';
import type { Config } from '../provider/config.ts';
import type { Discovered } from '../provider/discover.ts';
import type { ServedModel } from '../server/catalog.ts';
import { plainTable } from '../terminal/text-width.ts';
import type { Price } from '../usage.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { DATA_FLAG, MODEL_FLAGS } from './flags/model-flags.ts';
import { prepareModels, type Prepared } from './flags/open-models.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  use: MODEL_FLAGS.use,
  solver: MODEL_FLAGS.solver,
  config: MODEL_FLAGS.config,
  ...DATA_FLAG,
  'no-find': { type: 'flag', about: 'do not look for model servers on this machine' },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const;

export const help = `mizan models: the models that can be asked, and model servers found on this machine

  mizan models
  mizan models --config mizan.json --json

Models come from the config file, from connections (mizan connect) and from the servers themselves, which are asked for their
lists. Ollama, LM Studio, llama-server, vLLM and SGLang on their usual ports are found and named.

${describeOptions(options)}
`;

/** The embedded model, which is listed and not loaded. */
const EMBEDDED: LoadedModel = {
  name: 'mizan-1m',
  chat: () => {
    throw new Error('mizan models asks no model');
  },
  folder: '',
  sections: true,
  contextLength: 512,
  close: async () => {},
};

type Row = {
  id: string;
  provider: string | null;
  model: string;
  context_length: number | null;
  /** The family whose advice on sampling holds. */
  family: string | null;
  price: Price | null;
  fallbacks: readonly string[];
};

const fallbacksOf = (id: string, { providers }: Config): readonly string[] =>
  providers.flatMap(({ models }) => models ?? []).find(({ name }) => name === id)?.fallbacks ?? [];

const rowOf = ({ id, ownedBy, about }: ServedModel, { config }: Prepared): Row => {
  const family = about.family as { name: string; context_length?: number } | undefined;
  return {
    id,
    provider: id === EMBEDDED.name ? 'embedded' : ownedBy,
    model: (about.upstream_model as string | undefined) ?? id,
    context_length: (about.context_length as number | undefined) ?? family?.context_length ?? null,
    family: family?.name ?? null,
    price: (about.price as Price | undefined) ?? null,
    fallbacks: fallbacksOf(id, config),
  };
};

/** The row of the thinking system. */
const systemRow = (solver: string): Row => ({
  id: 'mizan',
  provider: null,
  model: solver,
  context_length: null,
  family: null,
  price: null,
  fallbacks: [],
});

const rowsOf = (opened: OpenCatalog, prepared: Prepared): Row[] =>
  opened.catalog
    .models()
    .map((model) => (model.id === 'mizan' ? systemRow(opened.solver().id) : rowOf(model, prepared)));

const cellsOf = ({ id, provider, model, context_length: context, family, price, fallbacks }: Row): string[] => [
  id,
  provider ?? '',
  family ?? '',
  context === null ? '' : context.toLocaleString('en'),
  price ? `$${price.input}` : '',
  price ? `$${price.output}` : '',
  provider === null ? `thinks with ${model}` : fallbacks.join(', '),
];

/** The lines about servers on this machine that are not in use. */
const foundLines = (found: readonly Discovered[]): string[] =>
  found.flatMap(({ preset, name, url, models }) => {
    const more = models.length > 6 ? ` and ${models.length - 6} more` : '';
    const listed = models.length === 0 ? 'no model yet' : `${models.slice(0, 6).join(', ')}${more}`;
    return ['', `found ${name} at ${url} with ${listed}`, asTyped(`  use it: mizan connect ${preset}`)];
  });

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan models takes no "${positionals[0]}"; mizan models --help lists what it takes`);
  const prepared = await prepareModels(
    { ...values, model: undefined, draft: undefined, gguf: undefined },
    context,
    signal,
  );
  const { config, connections, choice } = prepared;
  const discover = values['no-find'] ? undefined : { signal, ...context.places };
  const pulled = prepared.pulled;
  const opened = await openCatalog({
    model: EMBEDDED,
    config,
    connections,
    pulled,
    env: context.env,
    choice,
    discover,
  });
  try {
    const rows = rowsOf(opened, prepared);
    const [found, problems] = [opened.discovered(), opened.warnings()];
    if (values.json) {
      const roles = config.roles;
      context.output.write(
        `${JSON.stringify({ config: config.path ?? null, roles, solver: opened.solver().id, models: rows, found, problems })}\n`,
      );
      return 0;
    }
    const table = plainTable(
      ['model', 'provider', 'family', 'context', 'in, per M', 'out, per M', 'fallbacks'],
      rows.map(cellsOf),
    );
    const nothing = found.length === 0 && discover ? ['', 'no other model server was found on the usual ports'] : [];
    const notes = problems.map((problem) => `note: ${asTyped(problem)}`);
    context.output.write(`${[table, ...notes, ...foundLines(found), ...nothing].join('\n')}\n`);
    return 0;
  } finally {
    await opened.close();
  }
};
