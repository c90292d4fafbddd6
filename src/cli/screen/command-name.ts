/**
 * How the command is typed here. Hints say `mizan …`; someone who works in a clone types `npm start -- …`, someone who
 * came through npx types `npx mizan …`. `asTyped` puts that in the place of `mizan` before the verbs of this command.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The lock file lies in a clone and not in the published package. */
const IN_CLONE = existsSync(fileURLToPath(new URL('../../../package-lock.json', import.meta.url)));

/** What is typed in place of `mizan`, by where it runs from and by what npm says of itself. */
export const commandName = (
  env: Readonly<Record<string, string | undefined>> = process.env,
  inClone = IN_CLONE,
): string => {
  if (inClone) return 'npm start --';
  // npm sets these for npx, and for nothing else that starts this command.
  return env.npm_command === 'exec' ? 'npx mizan' : 'mizan';
};

/**
 * Words that follow `mizan` in a command; not in a sentence such as "mizan thinks with …". A test holds them against
 * the verbs.
 */
export const VERB_WORDS =
  'serve|page|connect|pull|models|ask|act|undo|runs|mcp|chat|compare|publish|swap|keys|traces|trace|spend|tasks|train|rl|critic|sweep|study|eval|import|export|rows|rewards|help';
const COMMAND = new RegExp(`(?<![\\w/.-])(?:npx )?mizan(?= (?:${VERB_WORDS}|--\\w+)\\b)`, 'g');

/** The text with commands as they are typed here. */
export const asTyped = (text: string, name: string = commandName()): string =>
  name === 'mizan' ? text : text.replace(COMMAND, name);
