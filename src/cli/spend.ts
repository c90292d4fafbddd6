/**
 * `mizan spend`: requests, tokens and dollars of the server by key, day or model. The totals outlive removed traces.
 */
import type { Tally } from '../server/ledger/request-trace.ts';
import { printable } from '../terminal/text-width.ts';
import { costText, dataFolderFor, findKeyId, keyNameLookup, DATA_OPTIONS, withTraceStore } from './trace-store.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { processContext, type CliContext } from './flags/context.ts';

const OPTIONS = {
  by: { type: 'choice', about: 'what each row stands for', choices: ['key', 'day', 'model'], default: 'day' },
  days: { type: 'integer', about: 'number of days, including today (UTC)', value: 'N', min: 1, max: 400, default: 30 },
  key: { type: 'text', about: 'requests with this key; local: without a key', value: 'NAME' },
  ...DATA_OPTIONS,
  json: { type: 'flag', about: 'print one JSON object' },
} as const;

export const help = `mizan spend: requests, tokens and dollars of the server, by day, key or model

  mizan spend                      the last 30 days
  mizan spend --by key --days 7
  mizan spend --by model --key ann --json

Only models with a known price (mizan.json) count in dollars. Removed traces stay counted.

${describeOptions(OPTIONS)}

Environment: MIZAN_DATA is the folder of --data.
Exit code: 0 done; 1 an error; 2 a mistake in the command.
`;

type Row = Pick<Tally, 'requests' | 'failed' | 'prompt_tokens' | 'completion_tokens' | 'cost'> &
  Partial<Pick<Tally, 'seconds'>> & { name: string };

const cells = ({
  name,
  requests,
  failed,
  prompt_tokens: prompt,
  completion_tokens: completion,
  cost,
  seconds,
}: Row): string[] => [
  printable(name),
  String(requests),
  String(failed),
  String(prompt),
  String(completion),
  costText(cost),
  seconds ? `${seconds.p50.toFixed(2)} s` : '–',
  seconds ? `${seconds.p99.toFixed(2)} s` : '–',
];

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan spend takes no "${positionals[0]}"; mizan spend --help lists what it takes`);
  const { by, days } = values;
  return withTraceStore(dataFolderFor(values, context), (store, keys) => {
    const stats = store.totals.stats(
      days,
      context.clock(),
      values.key === undefined ? undefined : findKeyId(keys, values.key),
      keyNameLookup(keys),
    );
    const rows: Row[] = {
      day: () => stats.days.map((row) => ({ ...row, name: row.day })),
      model: () => stats.models.map((row) => ({ ...row, name: row.model })),
      key: () => [...stats.keys],
    }[by]();
    const sum = (field: 'requests' | 'failed' | 'prompt_tokens' | 'completion_tokens' | 'cost') =>
      rows.reduce((total, row) => total + row[field], 0);
    const total = {
      requests: sum('requests'),
      failed: sum('failed'),
      prompt_tokens: sum('prompt_tokens'),
      completion_tokens: sum('completion_tokens'),
      cost: sum('cost'),
    };
    if (values.json) context.output.write(`${JSON.stringify({ object: 'spend', by, days, rows, total })}\n`);
    else if (rows.length === 0)
      context.output.write(`there was no request in the last ${days} day${days === 1 ? '' : 's'}\n`);
    else
      context.output.write(
        `${tableText({ title: `Spend by ${by}, ${days} day${days === 1 ? '' : 's'}`, head: [by, 'requests', 'failed', 'prompt tok', 'drawn tok', 'cost', 'p50', 'p99'], rows: [...rows, { name: 'total', ...total }].map(cells) }, 'plain')}\n`,
      );
    return 0;
  });
};
