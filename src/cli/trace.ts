/**
 * `mizan trace ID`: shows one request in full as the tree of its calls, or replays it through the view of a live answer. It
 * needs neither a model nor a running server.
 */
import { eventsOf } from '../server/ledger/request-trace.ts';
import type { LedgerStore } from '../server/ledger/store.ts';
import type { Trace, TraceCall } from '../server/ledger/request-trace.ts';
import type { ChatEvent } from '../types.ts';
import { printable, wrap } from '../terminal/text-width.ts';
import { costText, dataFolderFor, keyNameLookup, DATA_OPTIONS, timeText, withTraceStore } from './trace-store.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { show } from './screen/ask-once.ts';
import { processContext, type CliContext } from './flags/context.ts';

const OPTIONS = {
  replay: { type: 'flag', about: 'show plan, candidates, verdicts and decision as a live answer shows them' },
  ...DATA_OPTIONS,
  json: { type: 'flag', about: 'print the trace as JSON; with --replay its events, one on a line' },
} as const;

export const help = `mizan trace ID: one request in full, with every call that was made for it

  mizan trace last                 the newest request
  mizan trace ID                   an ID of mizan traces, of a response's mizan.trace, or of its x-request-id
  mizan trace ID --replay          its plan, candidates, verdicts and decision again, without a model
  mizan trace ID --json            everything that is stored, as GET /v1/traces/ID gives it

${describeOptions(OPTIONS)}

Environment: MIZAN_DATA is the folder of --data.
Exit code: 0 done; 1 an error, for example an unknown ID; 2 a mistake in the command.
`;

/** The trace id for 'last', a trace id, or an x-request-id. */
const traceIdOf = (store: LedgerStore, word: string): string | undefined => {
  if (word === 'last') return store.list({ limit: 1 }).data[0]?.id;
  if (/^[0-9a-f]{32}$/.test(word)) return word;
  const newest = store.db.prepare('SELECT id FROM requests WHERE request_id = ? ORDER BY id DESC LIMIT 1').get(word);
  return (newest as { id: string } | undefined)?.id;
};

/** Throws one sentence when there is no such trace. */
const findTrace = (store: LedgerStore, word: string): Trace => {
  const id = traceIdOf(store, word);
  const trace = id === undefined ? undefined : store.get(id);
  if (trace) return trace;
  if (word === 'last') throw new Error('no request is stored yet; ask the server something first');
  throw new Error(`there is no trace "${printable(word.slice(0, 64))}"; mizan traces lists those that are stored`);
};

const eventText = (event: ChatEvent): string | undefined => {
  switch (event.type) {
    case 'plan':
      return `plan ${event.index + 1}${event.leak ? ' (dropped: it held an answer)' : ''}: ${event.text}`;
    case 'verdict':
      return `candidate ${event.index + 1} says ${event.answer || 'nothing'}${event.verdict ? `: ${event.verdict.pass ? 'passes' : 'fails'}, ${event.verdict.reason}` : ''}`;
    case 'decision':
      return `decision by ${event.decision.rule}: ${event.decision.reason}`;
    default:
      return undefined; // a reply is in the output of its call
  }
};

const callLines = (call: TraceCall, depth: number, columns: number): string[] => {
  const indent = '  '.repeat(depth + 1);
  const { promptTokens, completionTokens, cost } = call.usage;
  const end = call.failure ? `failed: ${call.failure.message}` : (call.finish ?? 'running');
  const head = `${call.role} ${call.model}  ${promptTokens} + ${completionTokens} tokens  ${call.seconds === null ? '' : `${call.seconds.toFixed(3)} s  `}${costText(cost ?? null)}  ${end}`;
  const notes = call.events.flatMap((event) => eventText(event) ?? []);
  return [
    indent + printable(head),
    ...notes.flatMap((note) =>
      wrap(printable(note), Math.max(30, columns - indent.length - 2)).map((line) => `${indent}  ${line}`),
    ),
  ];
};

const treeText = (trace: Trace, name: (id: string) => string, columns: number): string => {
  const depths = new Map<string, number>();
  for (const { id, parent } of trace.tree) depths.set(id, parent === null ? 0 : (depths.get(parent) ?? 0) + 1);
  const texts = (title: string, text: string): string[] =>
    text === ''
      ? []
      : [
          '',
          title,
          ...text
            .split('\n')
            .flatMap((line) => wrap(printable(line), Math.max(30, columns - 2)))
            .map((line) => `  ${line}`),
        ];
  return [
    `trace     ${trace.id}`,
    `request   ${printable(trace.request_id)}  ${trace.path}${trace.stream ? '  streamed' : ''}`,
    `began     ${timeText(trace.started)} UTC, by ${printable(name(trace.key))}`,
    `ended     ${trace.state === 'finished' ? (trace.finish ?? 'ended') : trace.state} after ${trace.seconds.toFixed(3)} s${trace.first_token_seconds === null ? '' : `, first token after ${trace.first_token_seconds.toFixed(3)} s`}`,
    `tokens    ${trace.prompt_tokens} of prompts, ${trace.completion_tokens} drawn, in ${trace.calls} call${trace.calls === 1 ? '' : 's'}`,
    `cost      ${costText(trace.cost)}`,
    ...(trace.settings ? [`settings  ${printable(JSON.stringify(trace.settings))}`] : []),
    ...(trace.rule === null
      ? []
      : [
          `decided   ${trace.rule}${trace.confidence === null ? '' : `, confidence ${Math.round(100 * trace.confidence)} %`}`,
        ]),
    ...(trace.failure
      ? [`failed    ${trace.failure.status} ${trace.failure.type}: ${printable(trace.failure.message)}`]
      : []),
    '',
    'calls',
    ...trace.tree.flatMap((call) => callLines(call, depths.get(call.id) ?? 0, columns)),
    ...texts('question', trace.question),
    ...texts('answer', trace.answer),
  ].join('\n');
};

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0)
    throw new UsageError('mizan trace takes one ID: mizan trace last, or an ID that mizan traces lists');
  return withTraceStore(dataFolderFor(values, context), async (store, keys) => {
    const trace = findTrace(store, id);
    if (!values.replay) {
      context.output.write(
        `${values.json ? JSON.stringify(trace) : treeText(trace, keyNameLookup(keys), context.output.columns ?? 120)}\n`,
      );
      return 0;
    }
    const events = eventsOf(trace);
    if (values.json) context.output.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    else if (events.at(-1)?.type !== 'done')
      throw new Error(
        `this request is ${trace.state}, so there is no end to replay yet; mizan trace ${trace.id} shows what is known`,
      );
    else {
      context.output.write(`${printable(trace.question)}\n\n`);
      await show(events, context, { showAll: true });
    }
    return 0;
  });
};
