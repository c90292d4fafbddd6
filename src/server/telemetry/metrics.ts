/**
 * Metrics of the server since its start, for /metrics. Names and buckets follow OpenTelemetry's GenAI conventions in
 * Prometheus spelling ('.' is '_', the unit comes last); all others begin with mizan_.
 * Source: OpenTelemetry semantic conventions, GenAI metrics (status: development).
 */
import type { Failure } from '../../types.ts';
import type { LedgerHealth } from '../ledger/ledger.ts';
import { createCounter, createHistogram, exposition, gaugeLines, type Labels } from './prometheus.ts';
import type { Trace, TraceSummary } from '../ledger/request-trace.ts';

export type Metrics = {
  finished(trace: TraceSummary & { tree?: Trace['tree'] }): void;
  refused(failure: Failure): void;
  committed(seconds: number): void;
  text(health: LedgerHealth): string;
};

/** `gen_ai.operation.name`. */
export const operationOf = (path: string): string => (path.endsWith('/v1/completions') ? 'text_completion' : 'chat');

const powers = (base: number, from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => base ** (from + i));
const DURATION = powers(2, 0, 13).map((n) => n / 100);
const FIRST_TOKEN = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const PER_TOKEN = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
const COMMIT = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1];

/** The histograms and counters of one server, by what they measure. */
const createInstruments = () => ({
  tokens: createHistogram(
    'gen_ai_client_token_usage',
    'Tokens of a request, of all its calls together.',
    powers(4, 0, 13),
  ),
  duration: createHistogram(
    'gen_ai_server_request_duration_seconds',
    'From a request to the end of its answer.',
    DURATION,
  ),
  first: createHistogram(
    'gen_ai_server_time_to_first_token_seconds',
    'From a request to the first piece of output.',
    FIRST_TOKEN,
  ),
  perToken: createHistogram(
    'gen_ai_server_time_per_output_token_seconds',
    'Time per token after the first one, over all candidates.',
    PER_TOKEN,
  ),
  operations: createHistogram(
    'gen_ai_client_operation_duration_seconds',
    'Time of a call that was made for a request: a plan, a draw of candidates, a judge, an upstream.',
    DURATION,
  ),
  requests: createCounter('mizan_requests_total', 'Requests that ended, by model and how they ended.'),
  refusals: createCounter(
    'mizan_requests_refused_total',
    'Requests that were answered with an error before they began, by its type.',
  ),
  cost: createCounter('mizan_cost_usd_total', 'US dollars spent where prices are known.'),
  calls: createCounter('mizan_calls_total', 'Calls made for requests, by role.'),
  decisions: createCounter('mizan_decisions_total', 'Decisions among candidates, by the rule that decided.'),
  commits: createHistogram('mizan_ledger_commit_seconds', 'Time that one commit of the ledger took.', COMMIT),
});

type Instruments = ReturnType<typeof createInstruments>;

/** Counts one request that ended. */
const countFinished = (
  { tokens, duration, first, perToken, operations, requests, cost, calls, decisions }: Instruments,
  trace: TraceSummary & { tree?: Trace['tree'] },
): void => {
  const labels = { gen_ai_operation_name: operationOf(trace.path), gen_ai_request_model: trace.model };
  const cancelled = trace.failure?.code === 'cancelled';
  const failed: Labels =
    trace.failure === null || cancelled ? {} : { error_type: trace.failure.code ?? trace.failure.type };
  tokens.observe({ ...labels, gen_ai_token_type: 'input' }, trace.prompt_tokens);
  tokens.observe({ ...labels, gen_ai_token_type: 'output' }, trace.completion_tokens);
  duration.observe({ ...labels, ...failed }, trace.seconds);
  if (trace.first_token_seconds !== null) {
    first.observe(labels, trace.first_token_seconds);
    if (trace.completion_tokens > 1)
      perToken.observe(labels, (trace.seconds - trace.first_token_seconds) / (trace.completion_tokens - 1));
  }
  requests.add({ model: trace.model, finish: trace.finish ?? 'cancelled' });
  if (trace.cost !== null) cost.add({ model: trace.model }, trace.cost);
  for (const { role, model, seconds, failure } of trace.tree?.slice(1) ?? []) {
    calls.add({ role });
    const error: Labels = failure === null ? {} : { error_type: failure.code ?? failure.type };
    if (seconds !== null)
      operations.observe(
        { gen_ai_operation_name: operationOf(trace.path), gen_ai_request_model: model, ...error },
        seconds,
      );
  }
  if (trace.rule !== null) decisions.add({ rule: trace.rule });
};

/** What is read at the moment of asking: the ledger and this process. */
const currentLines = ({ running, waiting, lost }: LedgerHealth): string[] => {
  const cpu = process.cpuUsage();
  return [
    ...gaugeLines('mizan_requests_running', 'Requests that have begun and not ended.', running),
    ...gaugeLines('mizan_ledger_waiting', 'Finished requests that could not be written yet.', waiting),
    '# HELP mizan_ledger_lost_total Finished requests that were not kept.',
    '# TYPE mizan_ledger_lost_total counter',
    `mizan_ledger_lost_total ${lost}`,
    ...gaugeLines('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
    '# HELP process_cpu_seconds_total Processor time of the process.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(cpu.user + cpu.system) / 1e6}`,
    ...gaugeLines(
      'process_start_time_seconds',
      'When the process began, in seconds since 1970.',
      performance.timeOrigin / 1000,
    ),
  ];
};

export const createMetrics = (): Metrics => {
  const instruments = createInstruments();
  const { refusals, commits } = instruments;
  return {
    finished: (trace) => countFinished(instruments, trace),
    refused: ({ status, type, code }) => refusals.add({ status: String(status), type: code ?? type }),
    committed: (seconds) => commits.observe({}, seconds),
    text: (health) =>
      exposition([...Object.values(instruments).flatMap((instrument) => instrument.lines()), ...currentLines(health)]),
  };
};
