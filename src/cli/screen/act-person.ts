/**
 * The person at the terminal of `mizan act`: answers questions about calls, and may type at any time. A line that is
 * typed while the agent works is told to it before its next step; one that comes while it answers goes on with the run.
 * `/undo` takes back the last step that changed something. Ctrl-C stays the terminal's own.
 */
import { createInterface } from 'node:readline';
import type { Rule } from '../../agent/permission.ts';
import type { Ask, AskPerson } from '../../agent/types.ts';
import { takesColour } from '../../terminal/live-region.ts';
import { printable } from '../../terminal/text-width.ts';
import type { CliContext } from '../flags/context.ts';
import { shownText } from './act-lines.ts';

export type Person = {
  ask: AskPerson;
  /** What was typed since it was last called. */
  inbox: () => string[];
  /** One question, one line. Undefined: nobody is here, or the input has ended. */
  question: (text: string, signal: AbortSignal) => Promise<string | undefined>;
  close: () => void;
};

export type PersonOptions = {
  /** Remembers a yes for this folder: to this call, or to all that fit a pattern. */
  remember: (ask: Ask, pattern: string | undefined) => Rule | undefined;
  /** Takes back the last step; says what was done, for the person and for the agent. */
  undo: () => string;
};

const HELP =
  'y: yes · n: no · a: yes, always here · a PATTERN: yes to all that fit it, as in "a npm test *" · /undo: take back the last step · anything else: no, and why';

/** Opens the terminal. Without one, nobody is asked and nothing is read. */
export const openPerson = (context: CliContext, options: PersonOptions): Person => {
  const { input, errors } = context;
  if (!input.isTTY)
    return { ask: async () => undefined, inbox: () => [], question: async () => undefined, close: () => {} };
  // Not readline's own line editor, which would take Ctrl-C away from the process.
  const reader = createInterface({ input, terminal: false });
  const typed: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let ended = false;
  const tell = (text: string): void => void errors.write(`mizan: ${printable(text)}\n`);
  reader.on('line', (line) => {
    const text = line.trim();
    if (waiting) return waiting(text);
    if (text === '') return;
    typed.push(text);
    if (text !== '/undo') tell('told to the agent before its next step');
  });
  reader.on('close', () => {
    ended = true;
    waiting?.(undefined);
  });
  const question = async (text: string, signal: AbortSignal): Promise<string | undefined> => {
    if (ended || signal.aborted) return undefined;
    errors.write(text);
    const stop = (): void => waiting?.(undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<string | undefined>((resolve) => (waiting = resolve));
    } finally {
      waiting = undefined;
      signal.removeEventListener('abort', stop);
    }
  };
  const ask: AskPerson = async (asked, signal) => {
    const { permission, choices } = asked;
    if (permission?.preview) errors.write(shownText(permission.preview, takesColour(errors, context.env)));
    const words = permission
      ? ' [y]es, [n]o, [a]lways, ? for more: '
      : `${choices ? ` (${choices.join(', ')})` : ''}: `;
    for (;;) {
      const said = await question(`? ${printable(asked.question)}${words}`, signal);
      if (said === undefined) return undefined;
      if (!permission) return { allow: true, text: said };
      if (said === '?') errors.write(`${HELP}\n`);
      else if (said === '/undo') typed.push(`(${options.undo()})`);
      else return answerOf(asked, said, { remember: options.remember, tell });
    }
  };
  const inbox = (): string[] => typed.splice(0).map((line) => (line === '/undo' ? `(${undone()})` : line));
  const undone = (): string => {
    const text = options.undo();
    tell(text);
    return text;
  };
  return { ask, inbox, question, close: () => reader.close() };
};

const answerOf = (
  asked: Ask,
  said: string,
  { remember, tell }: { remember: PersonOptions['remember']; tell: (text: string) => void },
): { allow: boolean; text?: string } => {
  const always = /^(?:a|always)(?:\s+(.+))?$/i.exec(said);
  if (always) {
    const rule = remember(asked, always[1]);
    tell(
      rule
        ? `allowed from now on in this folder: ${rule.tool} ${rule.pattern}`
        : 'allowed this once: no rule would fit only this',
    );
  }
  if (always || /^y(?:es)?$/i.test(said)) return { allow: true };
  return said === '' || /^no?$/i.test(said) ? { allow: false } : { allow: false, text: said };
};
