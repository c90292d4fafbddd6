/**
 * Sends finished requests to an OpenTelemetry collector, by OTLP over HTTP in JSON. Requests don't wait for it: spans
 * are queued in memory, sent in batches, retried while the collector is away, and dropped, oldest first, when the
 * queue is full.
 */
import type { Redact } from '../../redact.ts';
import { exportOf, spansOf, type OtelSpan } from './otel.ts';
import type { Trace } from '../ledger/request-trace.ts';

export type OtlpTarget = { url: string; headers: Readonly<Record<string, string>>; service: string };

export type OtlpOptions = OtlpTarget & {
  redact: Redact;
  /** Hears once when sending fails, and once when it works again. */
  log?: (line: string) => void;
  /** Milliseconds between batches, and spans per batch, in the queue, and of waiting for the collector. */
  every?: number;
  batch?: number;
  most?: number;
  patience?: number;
};

export type Otlp = {
  /** Takes what is to be sent of a trace; never throws, never waits. */
  send(trace: Trace): void;
  /** What became of spans. */
  counts(): { sent: number; dropped: number; waiting: number };
  /** Tries once more to send what is queued, for `patience` at most. */
  close(): Promise<void>;
};

type Env = Readonly<Record<string, string | undefined>>;

const headersFrom = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (text ?? '').split(',').flatMap((pair): [string, string][] => {
      const [name, value] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()];
      if (!pair.includes('=') || !/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return [];
      let decoded = value;
      try {
        decoded = decodeURIComponent(value);
      } catch {
        /* not encoded */
      }
      return /^[\x20-\x7e]*$/.test(decoded) ? [[name, decoded]] : [];
    }),
  );

/**
 * Where to send to, by the config (`server.otlp`, the address that /v1/traces is put after) or else by the variables
 * that OpenTelemetry defines; undefined when nothing says so. Throws one sentence for what is no http address.
 */
export const otlpTarget = (configured: string | undefined, env: Env): OtlpTarget | undefined => {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  const exact = configured === undefined ? env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?.trim() || undefined : undefined;
  const base = configured ?? (env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim() || undefined);
  if (exact === undefined && base === undefined) return undefined;
  const url = exact ?? `${base!.replace(/\/+$/, '')}/v1/traces`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(
      `${configured === undefined ? 'the OTLP endpoint in the environment' : 'server.otlp'} must be an address such as http://127.0.0.1:4318`,
    );
  }
  return {
    url,
    service: env.OTEL_SERVICE_NAME?.trim() || 'mizan',
    headers: { ...headersFrom(env.OTEL_EXPORTER_OTLP_HEADERS), ...headersFrom(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS) },
  };
};

/** Answers after which the same may be sent again, by OTLP. */
const AGAIN: readonly number[] = [408, 429, 502, 503, 504];

/** Posts one batch. Rejects when the collector can't be reached within `patience` milliseconds. */
const postSpans = async (
  spans: readonly OtelSpan[],
  { url, headers, service, redact }: OtlpOptions,
  patience: number,
): Promise<{ ok: boolean; status: number; retryAfter: number }> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
    body: redact(JSON.stringify(exportOf(spans, service))),
  });
  await response.body?.cancel();
  const { ok, status } = response;
  return { ok, status, retryAfter: Number(response.headers.get('retry-after')) };
};

/** Why a batch could not be posted: the system's code where there is one. */
const causeOf = (error: unknown): string =>
  error instanceof Error ? ((error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message) : String(error);

export const createOtlp = (options: OtlpOptions): Otlp => {
  const { url, redact, log = () => {}, every = 2000, batch = 512, most = 8192, patience = 5000 } = options;
  let queue: OtelSpan[] = [];
  let [sent, dropped, failures, notBefore] = [0, 0, 0, 0];
  let sending: Promise<void> | undefined;

  const failed = (why: string): void => {
    if (failures++ === 0)
      log(`traces can't be sent to ${new URL(url).origin} (${redact(why)}); requests go on, and it is tried again`);
    notBefore = performance.now() + Math.min(60_000, every * 2 ** Math.min(failures, 10));
  };

  const post = async (): Promise<void> => {
    const spans = queue.splice(0, batch);
    const putBack = (): void => {
      queue = [...spans, ...queue];
      trim();
    };
    try {
      const { ok, status, retryAfter } = await postSpans(spans, options, patience);
      if (ok) {
        sent += spans.length;
        if (failures > 0) log(`traces are sent to ${new URL(url).origin} again`);
        failures = 0;
        return;
      }
      if (AGAIN.includes(status)) putBack();
      else dropped += spans.length;
      failed(`it answered ${status}`);
      if (retryAfter > 0) notBefore = Math.max(notBefore, performance.now() + Math.min(retryAfter, 300) * 1000);
    } catch (error) {
      putBack();
      failed(causeOf(error));
    }
  };

  const trim = (): void => {
    const over = queue.length - most;
    if (over <= 0) return;
    queue.splice(0, over);
    dropped += over;
  };

  const flush = (): void => {
    if (sending || queue.length === 0 || performance.now() < notBefore) return;
    sending = post().finally(() => {
      sending = undefined;
      if (queue.length >= batch) flush();
    });
  };
  const timer = setInterval(flush, every);
  timer.unref();

  return {
    send(trace) {
      try {
        queue.push(...spansOf(trace));
      } catch {
        dropped++; // a trace of a form that was not foreseen is no reason to fail
        return;
      }
      trim();
      if (queue.length >= batch) flush();
    },
    counts: () => ({ sent, dropped, waiting: queue.length }),
    async close() {
      clearInterval(timer);
      await sending;
      const end = performance.now() + patience;
      notBefore = 0;
      while (queue.length > 0 && failures === 0 && performance.now() < end) await post();
      if (queue.length > 0 && failures > 0) await post();
    },
  };
};
