/**
 * Pulls a model into an Ollama that is connected, through its /api/pull. Ollama fetches, checks and resumes by itself;
 * this tells its progress in the form of `pull`. Leaving it in the middle is safe: the next pull goes on there.
 *
 * Source: Ollama's API documentation, "Pull a Model": one JSON object a line, {status, digest?, total?, completed?} or
 * {error}.
 */
import { z } from 'zod';
import { HubError } from './failure.ts';
import { createMeter, type Pace } from './meter.ts';

type OllamaPullEvent = ({ type: 'progress'; file: string } & Pace) | { type: 'status'; status: string };

const line = z.object({
  status: z.string().optional(),
  digest: z.string().optional(),
  total: z.number().optional(),
  completed: z.number().optional(),
  error: z.string().optional(),
});

/** Longest line, and longest silence in milliseconds: hashing a large file is silent. */
const [LONGEST, SILENCE_MS] = [1 << 16, 600_000];

async function* linesOf(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    heard();
    pending += decoder.decode(chunk, { stream: true });
    if (pending.length > LONGEST && !pending.includes('\n'))
      throw new HubError('refused', 'Ollama sends a line without end; is it Ollama that answers there?');
    const lines = pending.split('\n');
    pending = lines.pop()!;
    yield* lines.filter((text) => text.trim() !== '');
  }
  if (pending.trim() !== '') yield pending;
}

const parse = (text: string): z.infer<typeof line> => {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    throw new HubError('refused', `Ollama sends "${text.slice(0, 80)}", which is not progress of a pull; update it`);
  }
};

/** The address of Ollama's own API from that of its OpenAI-compatible one. */
const ollamaAddress = (baseUrl: string): string => baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');

const failed = (name: string, message: string): HubError =>
  /does not exist|not found/i.test(message)
    ? new HubError('not-found', `Ollama knows no model ${name}; its library is at https://ollama.com/library`)
    : new HubError(
        'unavailable',
        `Ollama could not pull ${name}: ${message.slice(0, 300)}; pull again, it goes on there`,
      );

export type OllamaPullOptions = {
  /** Such as http://127.0.0.1:11434/v1. */
  baseUrl: string;
  name: string;
  signal: AbortSignal;
  onEvent: (event: OllamaPullEvent) => void;
  clock?: () => number;
};

/** Resolves when Ollama has the model. Rejects with a `HubError` in words, or the signal's reason. */
export const pullIntoOllama = async ({ baseUrl, name, signal, onEvent, clock }: OllamaPullOptions): Promise<void> => {
  const address = ollamaAddress(baseUrl);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  let [success, file] = [false, ''];
  let meter = createMeter(0);
  try {
    const response = await fetch(`${address}/api/pull`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, silence.signal]),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: name, stream: true }),
    });
    if (!response.ok) {
      const text = await response.text();
      const [, message = `HTTP ${response.status}`] = /"error"\s*:\s*"((?:\\.|[^"\\])*)"/.exec(text) ?? [];
      throw failed(name, message);
    }
    for await (const text of linesOf(response.body!, () => timer.refresh())) {
      const { status, digest, total, completed = 0, error } = parse(text);
      if (error !== undefined) throw failed(name, error);
      success ||= status === 'success';
      if (digest !== undefined && total !== undefined) {
        if (file !== digest) [file, meter] = [digest, createMeter(total, clock)];
        const pace = meter(digest, completed);
        if (pace) onEvent({ type: 'progress', file: digest.replace(/^sha256:/, '').slice(0, 12), ...pace });
      } else if (status !== undefined) onEvent({ type: 'status', status });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HubError) throw error;
    throw new HubError('network', `Ollama at ${address} can't be reached, or fell silent; see whether it is running`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
  if (!success) throw failed(name, 'the connection ended before it was done');
};
