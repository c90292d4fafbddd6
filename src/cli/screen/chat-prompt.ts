/** The prompt of `mizan chat` at a terminal: line editing with history, and Ctrl-C while an answer runs. */
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { CliContext } from '../flags/context.ts';

/**
 * One line typed at the prompt; undefined when it is time to leave. `history` is newest first and grows; `commands` are
 * completed by the tab key.
 */
export const readTypedLine = (
  context: CliContext,
  history: string[],
  commands: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const editor = createInterface({
      input: context.input,
      output: context.output as unknown as Writable,
      terminal: true,
      prompt: '› ',
      history: [...history],
      historySize: 200,
      removeHistoryDuplicates: true,
      completer: (line: string) => [
        line.startsWith('/') ? commands.filter((command) => command.startsWith(line)) : [],
        line,
      ],
    });
    let result: string | undefined;
    const stop = (): void => editor.close();
    signal.addEventListener('abort', stop, { once: true });
    editor.on('history', (lines: string[]) => history.splice(0, history.length, ...lines));
    editor.on('line', (line: string) => {
      result ??= line;
      editor.close();
    });
    editor.on('SIGINT', () => {
      const hint = editor.line === '' ? '(Ctrl-D leaves)' : '';
      context.output.write(`${hint}\n`);
      editor.write(null, { ctrl: true, name: 'e' });
      editor.write(null, { ctrl: true, name: 'u' });
      editor.prompt();
    });
    editor.on('close', () => {
      signal.removeEventListener('abort', stop);
      if (result === undefined) context.output.write('\n');
      resolve(result);
    });
    editor.prompt();
  });

const CTRL_C = 3;

/** Runs `work` with a signal that Ctrl-C aborts; a second Ctrl-C ends the process. Other keys are dropped meanwhile. */
export const cancellable = async <T>(
  context: CliContext,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const inner = new AbortController();
  const onKey = (bytes: Buffer | string): void => {
    if (!Buffer.from(bytes as string).includes(CTRL_C)) return;
    if (inner.signal.aborted) {
      context.input.setRawMode?.(false);
      process.exit(130);
    }
    inner.abort();
  };
  context.input.setRawMode?.(true);
  context.input.on('data', onKey);
  context.input.resume();
  try {
    return await work(AbortSignal.any([outer, inner.signal]));
  } finally {
    context.input.off('data', onKey);
    context.input.pause();
    context.input.setRawMode?.(false);
  }
};
