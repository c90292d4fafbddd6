/**
 * `mizan keys`: creates, lists, limits and revokes API keys of the server. A key is shown once, when it is created; only its
 * hash is stored (server/ledger/keys.ts). A running server follows at once.
 */
import { join } from 'node:path';
import { loadConfig } from '../provider/config.ts';
import { isLive, openKeys, type KeyStore, type KeyRecord } from '../server/ledger/keys.ts';
import type { Budget } from '../server/ledger/key-budget.ts';
import { describeOptions, parseOptions, type Options, type Values } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { asTyped } from './screen/command-name.ts';

const bound = (about: string, value: string) =>
  ({ type: 'number', about, value, min: 0, max: 1_000_000_000_000 }) as const;

const OPTIONS = {
  admin: { type: 'flag', about: 'the key may see traces and spend of all keys, /metrics, and change connections' },
  expires: { type: 'text', about: 'when the key ends: 12h, 30d, 2w, or a date such as 2027-01-31', value: 'WHEN' },
  priority: {
    type: 'integer',
    about: 'requests of a key with a lower one go first (default 0)',
    value: 'N',
    min: -100,
    max: 100,
  },
  'day-usd': bound('most US dollars per day (UTC)', 'USD'),
  'total-usd': bound('most US dollars in total', 'USD'),
  'day-tokens': bound('most tokens per day', 'N'),
  'total-tokens': bound('most tokens in total', 'N'),
  data: { type: 'text', about: 'data folder of the server (default ~/.mizan)', value: 'FOLDER' },
  config: {
    type: 'text',
    about: 'a config that names that folder (default mizan.json, if there is one)',
    value: 'FILE',
  },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const satisfies Options;

export const help = `mizan keys: API keys of the server

  mizan keys create alice --day-usd 2     creates a key and shows it, this once
  mizan keys create ops --admin           a key that may see the traces of all
  mizan keys create ci --expires 30d      a key that ends after 30 days
  mizan keys list
  mizan keys limit alice --day-usd 5      replaces the limits; without a flag there is none
  mizan keys limit batch --priority 10    its requests go after those of other keys
  mizan keys revoke alice                 the key is refused from now on, also by a running server

${describeOptions(OPTIONS)}

Clients send it as "Authorization: Bearer KEY" (the API key of any OpenAI client). A server on loopback needs no keys unless
it was started with mizan serve --keys.
`;

const whole = (name: 'day-tokens' | 'total-tokens', value: number | undefined): number | undefined => {
  if (value !== undefined && !Number.isSafeInteger(value))
    throw new UsageError(`--${name} takes a whole number, got ${value}`);
  return value;
};

const budgetOf = (values: Values<typeof OPTIONS>): Budget => {
  const [dayUsd, totalUsd, dayTokens, totalTokens] = [
    values['day-usd'],
    values['total-usd'],
    whole('day-tokens', values['day-tokens']),
    whole('total-tokens', values['total-tokens']),
  ];
  return {
    ...(dayUsd !== undefined && { dayUsd }),
    ...(totalUsd !== undefined && { totalUsd }),
    ...(dayTokens !== undefined && { dayTokens }),
    ...(totalTokens !== undefined && { totalTokens }),
  };
};

const UNITS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** When a key ends, in milliseconds since 1970. */
const expiryOf = (text: string, now: number): number => {
  const span = /^(\d{1,5})([hdw])$/.exec(text);
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  const at = span ? now + Number(span[1]) * UNITS[span[2] as keyof typeof UNITS] : date;
  if (at > now) return at;
  throw new UsageError(`--expires takes a time in the future, such as 12h, 30d, 2w or 2027-01-31; got "${text}"`);
};

const limitsText = ({ dayUsd, totalUsd, dayTokens, totalTokens }: Budget): string =>
  [
    ...(dayUsd === undefined ? [] : [`$${dayUsd} a day`]),
    ...(totalUsd === undefined ? [] : [`$${totalUsd} in all`]),
    ...(dayTokens === undefined ? [] : [`${dayTokens} tokens a day`]),
    ...(totalTokens === undefined ? [] : [`${totalTokens} tokens in all`]),
  ].join(', ') || 'no limit';

const dateText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const shown = ({ created, revoked, expires, ...rest }: KeyRecord) => ({
  ...rest,
  created: dateText(created),
  revoked: dateText(revoked),
  expires: dateText(expires),
});

const stateOf = (record: KeyRecord, now: number): string => {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  if (record.revoked !== null) return `revoked ${day(record.revoked)}`;
  return record.expires === null ? 'live' : `${isLive(record, now) ? 'live until' : 'expired'} ${day(record.expires)}`;
};

const listText = (records: readonly KeyRecord[], now: number): string =>
  records.length === 0
    ? asTyped('there are no keys; create one with: mizan keys create NAME')
    : tableText(
        {
          title: `${records.length} key${records.length === 1 ? '' : 's'}`,
          head: ['name', 'id', 'created', 'may', 'limits', 'state'],
          rows: records.map((record) => [
            record.name,
            record.id,
            new Date(record.created).toISOString().slice(0, 10),
            record.admin ? 'admin' : 'ask',
            limitsText(record.budget),
            stateOf(record, now),
          ]),
        },
        'plain',
      );

/**
 * Carries out one subcommand. Gives what --json prints and what is printed otherwise. Throws one sentence on a mistake.
 */
const act = (
  store: KeyStore,
  verb: string,
  name: string | undefined,
  values: Values<typeof OPTIONS>,
  now: number,
): { json: unknown; text: string } => {
  if (verb === 'list') return { json: { keys: store.list().map(shown) }, text: listText(store.list(), now) };
  if (name === undefined) throw new UsageError(`mizan keys ${verb} needs a name: mizan keys ${verb} NAME`);
  switch (verb) {
    case 'create': {
      const expires = values.expires === undefined ? undefined : expiryOf(values.expires, now);
      const { key, record } = store.create({
        name,
        admin: values.admin,
        budget: budgetOf(values),
        ...(expires !== undefined && { expires }),
        ...(values.priority !== undefined && { priority: values.priority }),
      });
      return {
        json: { key, ...shown(record) },
        text: `${key}\nThis is the key of ${record.name} (${limitsText(record.budget)}${expires === undefined ? '' : `, until ${dateText(expires)}`}). It is not shown again.`,
      };
    }
    case 'limit': {
      const record = store.limit(name, budgetOf(values), values.priority);
      return { json: shown(record), text: `${record.name}: ${limitsText(record.budget)}` };
    }
    default: {
      const done = store.revoke(name);
      return { json: shown(store.find(name)!), text: done ? `${name} is revoked` : `${name} was revoked already` };
    }
  }
};

const VERBS = ['create', 'list', 'limit', 'revoke'];

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const {
    values,
    positionals: [verb = 'list', name, ...others],
  } = parseOptions(OPTIONS, args);
  if (!VERBS.includes(verb)) throw new UsageError(`mizan keys takes ${VERBS.join(', ')}; got "${verb}"`);
  if (others.length > 0 || (verb === 'list' && name !== undefined))
    throw new UsageError(`mizan keys ${verb} takes no "${others[0] ?? name}"; put a name of several words in quotes`);
  if (values.admin && verb !== 'create')
    throw new UsageError('--admin is for mizan keys create; make a new key for an admin');
  if (values.expires !== undefined && verb !== 'create') throw new UsageError('--expires is for mizan keys create');
  if (
    (verb === 'list' || verb === 'revoke') &&
    (Object.keys(budgetOf(values)).length > 0 || values.priority !== undefined)
  )
    throw new UsageError('limits and priorities are for mizan keys create and limit');
  const folder = dataFolder(values.data, loadConfig(values.config, process.cwd()), context.env);
  const store = openKeys(join(folder, 'keys.db'), context.clock);
  try {
    const { json, text } = act(store, verb, name, values, context.clock());
    context.output.write(`${values.json ? JSON.stringify(json) : text}\n`);
    return 0;
  } finally {
    store.close();
  }
};
