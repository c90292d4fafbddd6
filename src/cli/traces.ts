/** `mizan traces`: the requests that the server has answered, newest first, searched and filtered. One of them in full is trace.ts. */
import type { TraceSummary } from '../server/ledger/trace.ts';
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
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './context.ts';

const OPTIONS = {
  search: { type: 'text', about: 'text in the question or the answer, whatever its case and accents', value: 'TEXT' },
  model: { type: 'text', about: 'only of this model', value: 'NAME' },
  key: { type: 'text', about: 'only of this key; local: without one', value: 'NAME' },
  state: { type: 'choice', about: 'only those in this state', choices: ['running', 'finished', 'interrupted'] },
  failed: { type: 'flag', about: 'only those that ended with an error' },
  limit: { type: 'integer', about: 'how many', value: 'N', min: 1, max: 500, default: 20 },
  cursor: { type: 'text', about: 'go on from here: the "next" of the page before', value: 'ID' },
  ...DATA_OPTIONS,
  json: { type: 'flag', about: 'print one JSON object, as GET /v1/traces does' },
} as const;

export const help = `mizan traces: requests that the server has answered, newest first

  mizan traces
  mizan traces --search capital --model mizan
  mizan traces --failed --key ann --limit 100
  mizan trace last                 the newest one in full; mizan trace ID: any

${describeOptions(OPTIONS)}

Environment: MIZAN_DATA is the folder of --data.
Exit code: 0 done, also when there are none; 1 an error; 2 a mistake in the command.
`;

const row = (one: TraceSummary, name: (id: string) => string, columns: number): string => {
  const end = one.state !== 'finished' ? one.state : one.failure ? 'failed' : (one.finish ?? 'ended');
  const tokens = one.prompt_tokens + one.completion_tokens;
  const left = `${one.id}  ${timeText(one.started)}  ${end.padEnd(11)}  ${clip(printable(`${one.model} · ${name(one.key)}`), 24).padEnd(24)}  ${String(tokens).padStart(7)} tok  ${one.seconds.toFixed(2).padStart(7)} s  ${costText(one.cost).padStart(9)}  `;
  return left + clip(printable(one.question), Math.max(24, columns - width(left)));
};

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 0)
    throw new UsageError(
      `mizan traces lists them and takes no "${positionals[0]}"; mizan trace ${positionals[0]} shows one, --search looks for text`,
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
    else if (data.length === 0) context.output.write('there are none\n');
    else {
      context.output.write(
        `${data.map((one) => row(one, keyNameLookup(keys), context.output.columns ?? 180)).join('\n')}\n`,
      );
      if (next !== undefined) context.output.write(`more: --cursor ${next}\n`);
    }
    return 0;
  });
};
