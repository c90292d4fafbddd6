/**
 * `mizan keys`: API keys of the server, made, listed, limited and revoked. A key is shown once, when it is made; only its hash
 * is kept (server/keys.ts). A server that runs follows at once.
 */
import { join } from 'node:path';
import { loadConfig } from '../provider/config.ts';
import { isLive, openKeys, type KeyStore, type KeyRecord } from '../server/ledger/keys.ts';
import type { Budget } from '../server/ledger/budget.ts';
import { describeOptions, parseOptions, type Options, type Values } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { dataFolder } from '../gateway/serve.ts';
import { processContext, type CliContext } from './context.ts';

const bound = (about: string, value: string) =>
  ({ type: 'number', about, value, min: 0, max: 1_000_000_000_000 }) as const;

const OPTIONS = {
  admin: { type: 'flag', about: 'it sees the traces and spend of all keys, and /metrics' },
  expires: { type: 'text', about: 'create: when it ends: 12h, 30d, 2w, or a date such as 2027-01-31', value: 'WHEN' },
  'day-usd': bound('most US dollars per day (UTC)', 'USD'),
  'total-usd': bound('most US dollars altogether', 'USD'),
  'day-tokens': bound('most tokens per day', 'N'),
  'total-tokens': bound('most tokens altogether', 'N'),
  data: { type: 'text', about: 'where keys are kept (default ~/.mizan), as of mizan serve', value: 'FOLDER' },
  config: {
    type: 'text',
    about: 'a config that names that folder; default: mizan.json, when it is there',
    value: 'FILE',
  },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const satisfies Options;

export const help = `mizan keys: API keys of the server

  mizan keys create alice --day-usd 2     makes a key and shows it, this once
  mizan keys create ops --admin           one that sees the traces of all
  mizan keys create ci --expires 30d      one that ends by itself
  mizan keys list
  mizan keys limit alice --day-usd 5      new limits in place of the old; none without a flag
  mizan keys revoke alice                 from now on it is refused, also by a server that runs

${describeOptions(OPTIONS)}

Clients send it as "Authorization: Bearer KEY" (the API key of any OpenAI client). On this machine a server asks for none,
unless it is told to (mizan serve --keys).
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
  const at = span
    ? now + Number(span[1]) * UNITS[span[2] as keyof typeof UNITS]
    : /^\d{4}-\d\d-\d\d/.test(text)
      ? Date.parse(text)
      : NaN;
  if (at > now) return at;
  throw new UsageError(`--expires takes a time to come, such as 12h, 30d, 2w or 2027-01-31; got "${text}"`);
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

const stateOf = (one: KeyRecord, now: number): string => {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  if (one.revoked !== null) return `revoked ${day(one.revoked)}`;
  return one.expires === null ? 'live' : `${isLive(one, now) ? 'live until' : 'expired'} ${day(one.expires)}`;
};

const listText = (records: readonly KeyRecord[], now: number): string =>
  records.length === 0
    ? 'there are no keys; make one with: mizan keys create NAME'
    : tableText(
        {
          title: `${records.length} key${records.length === 1 ? '' : 's'}`,
          head: ['name', 'id', 'made', 'may', 'limits', 'state'],
          rows: records.map((one) => [
            one.name,
            one.id,
            new Date(one.created).toISOString().slice(0, 10),
            one.admin ? 'see all' : 'ask',
            limitsText(one.budget),
            stateOf(one, now),
          ]),
        },
        'plain',
      );

/** Does what was asked; gives what --json prints and what else is printed. Mistakes in a name throw one sentence. */
const act = (
  book: KeyStore,
  verb: string,
  name: string | undefined,
  values: Values<typeof OPTIONS>,
  now: number,
): { json: unknown; text: string } => {
  if (verb === 'list') return { json: { keys: book.list().map(shown) }, text: listText(book.list(), now) };
  if (name === undefined) throw new UsageError(`mizan keys ${verb} needs a name: mizan keys ${verb} NAME`);
  switch (verb) {
    case 'create': {
      const expires = values.expires === undefined ? undefined : expiryOf(values.expires, now);
      const { key, record } = book.create({
        name,
        admin: values.admin,
        budget: budgetOf(values),
        ...(expires !== undefined && { expires }),
      });
      return {
        json: { key, ...shown(record) },
        text: `${key}\nThis is the key of ${record.name} (${limitsText(record.budget)}${expires === undefined ? '' : `, until ${dateText(expires)}`}). It is not shown again.`,
      };
    }
    case 'limit': {
      const record = book.limit(name, budgetOf(values));
      return { json: shown(record), text: `${record.name}: ${limitsText(record.budget)}` };
    }
    default: {
      const done = book.revoke(name);
      return { json: shown(book.find(name)!), text: done ? `${name} is revoked` : `${name} was revoked already` };
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
    throw new UsageError(`--admin is for mizan keys create; an admin's key is made as one`);
  if (values.expires !== undefined && verb !== 'create') throw new UsageError('--expires is for mizan keys create');
  if ((verb === 'list' || verb === 'revoke') && Object.keys(budgetOf(values)).length > 0)
    throw new UsageError('limits are for mizan keys create and limit');
  const folder = dataFolder(values.data, loadConfig(values.config, process.cwd()), context.env);
  const book = openKeys(join(folder, 'keys.db'), context.clock);
  try {
    const { json, text } = act(book, verb, name, values, context.clock());
    context.output.write(`${values.json ? JSON.stringify(json) : text}\n`);
    return 0;
  } finally {
    book.close();
  }
};
