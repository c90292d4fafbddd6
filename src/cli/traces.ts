/** `mizan traces`: lists the requests that the server has answered, newest first, with search and filters. */
import type { TraceSummary } from '../server/ledger/request-trace.ts';
import { clip, printable, width } from '../terminal/text-width.ts';
import {
  costText,
  dataFolderFor,
  findKeyId,
  keyNameLookup,
  DATA_OPTIONS,
  timeText,
  withTraceStore,
} from './trace-store.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';

const OPTIONS = {
  search: { type: 'text', about: 'text in the question or the answer; case and accents are ignored', value: 'TEXT' },
  model: { type: 'text', about: 'requests to this model', value: 'NAME' },
  key: { type: 'text', about: 'requests with this key; local: without a key', value: 'NAME' },
  state: { type: 'choice', about: 'requests in this state', choices: ['running', 'finished', 'interrupted'] },
  failed: { type: 'flag', about: 'requests that ended with an error' },
  limit: { type: 'integer', about: 'how many', value: 'N', min: 1, max: 500, default: 20 },
  cursor: { type: 'text', about: 'continue after a page: its "next"', value: 'ID' },
  ...DATA_OPTIONS,
  json: { type: 'flag', about: 'print one JSON object, as GET /v1/traces does' },
} as const;

export const help = `mizan traces: requests that the server has answered, newest first

  mizan traces
  mizan traces --search capital --model mizan
  mizan traces --failed --key ann --limit 100
  mizan trace last                 the newest in full; mizan trace ID shows any

${describeOptions(OPTIONS)}

Environment: MIZAN_DATA is the folder of --data.
Exit code: 0 done, also when there are none; 1 an error; 2 a mistake in the command.
`;

const endOf = ({ state, failure, finish }: TraceSummary): string => {
  if (state !== 'finished') return state;
  return failure ? 'failed' : (finish ?? 'ended');
};

const row = (trace: TraceSummary, nameOfKey: (id: string) => string, columns: number): string => {
  const tokens = trace.prompt_tokens + trace.completion_tokens;
  const asker = clip(printable(`${trace.model} · ${nameOfKey(trace.key)}`), 24);
  const cells = [
    trace.id,
    timeText(trace.started),
    endOf(trace).padEnd(11),
    asker.padEnd(24),
    `${String(tokens).padStart(7)} tok`,
    `${trace.seconds.toFixed(2).padStart(7)} s`,
    costText(trace.cost).padStart(9),
  ];
  const left = `${cells.join('  ')}  `;
  return left + clip(printable(trace.question), Math.max(24, columns - width(left)));
};

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 0)
    throw new UsageError(
      `mizan traces takes no "${positionals[0]}"; mizan trace ${positionals[0]} shows one, --search looks for text`,
    );
  const { search, model, state, cursor, limit } = values;
  if (cursor !== undefined && !/^[0-9a-f]{32}$/.test(cursor))
    throw new UsageError('--cursor takes the "next" of the page before, 32 hexadecimal digits');
  return withTraceStore(dataFolderFor(values, context), (store, keys) => {
    const key = values.key === undefined ? undefined : findKeyId(keys, values.key);
    const filter = {
      limit,
      ...(search !== undefined && { search }),
      ...(model !== undefined && { model }),
      ...(state !== undefined && { state }),
      ...(key !== undefined && { key }),
      ...(values.failed && { failed: true }),
    };
    const data: TraceSummary[] = [];
    let next = cursor;
    do {
      // a page of a search may be empty and have a next one
      const page = store.list({ ...filter, limit: limit - data.length, ...(next !== undefined && { cursor: next }) });
      data.push(...page.data);
      next = page.next;
    } while (data.length < limit && next !== undefined);
    if (values.json)
      context.output.write(
        `${JSON.stringify({ object: 'list', data, has_more: next !== undefined, next: next ?? null })}\n`,
      );
    else if (data.length === 0) context.output.write('no request matches\n');
    else {
      context.output.write(
        `${data.map((trace) => row(trace, keyNameLookup(keys), context.output.columns ?? 180)).join('\n')}\n`,
      );
      if (next !== undefined) context.output.write(`more: --cursor ${next}\n`);
    }
    return 0;
  });
};
