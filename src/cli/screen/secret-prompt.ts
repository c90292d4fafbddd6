/** Asks for a secret at a terminal without showing what is typed. */
import type { CliContext } from '../flags/context.ts';

const [CTRL_C, CTRL_D, BACKSPACE, DELETE] = ['\x03', '\x04', '\b', '\x7f'];

/**
 * Reads one line that is not echoed; pasting works. '' when the person presses Enter at once; undefined after Ctrl-C,
 * Ctrl-D and when `signal` aborts. `context.input` must be a terminal.
 */
export const askSecret = (context: CliContext, prompt: string, signal: AbortSignal): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { input, output } = context;
    let typed = '';
    const end = (result: string | undefined): void => {
      input.off('data', onData);
      signal.removeEventListener('abort', stop);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
      resolve(result);
    };
    const stop = (): void => end(undefined);
    const onData = (bytes: Buffer | string): void => {
      for (const character of bytes.toString()) {
        if (character === '\r' || character === '\n') return end(typed.trim());
        if (character === CTRL_C || character === CTRL_D) return end(undefined);
        typed = character === BACKSPACE || character === DELETE ? typed.slice(0, -1) : typed + character;
      }
    };
    output.write(prompt);
    signal.addEventListener('abort', stop, { once: true });
    input.setRawMode?.(true);
    input.on('data', onData);
    input.resume();
  });
