/**
 * The operator's verifiers, from the config, as checks of candidates: a JSON schema, a regular expression, a command,
 * the task families. They are made once, when the server starts; nothing in a request can change them.
 *
 * A verifier that only finds faults gives no verdict about an answer without one, unless the operator sets `proves`.
 */
import type { Check } from '../reason/check.ts';
import { schemaFault } from '../reason/check.ts';
import type { VerifierSettings } from '../provider/config-schema.ts';
import { verifyGrounded, verifyKind } from '../task/answer-rules.ts';
import { verifyAny } from '../task/registry.ts';
import type { Verdict } from '../types.ts';
import { findSandbox, runVerifier, type Sandbox } from './verifier-command.ts';

/** A check and the models that it applies to. Undefined: all models. */
export type Verifier = { name: string; check: Check; models?: readonly string[] };

const verdictOf = (fault: string | undefined, name: string, proves: boolean): Verdict | undefined => {
  if (fault !== undefined) return { pass: false, reason: fault };
  return proves ? { pass: true, reason: `${name} accepts it` } : undefined;
};

/** Longest answer that a pattern is tried on, in characters: matching may take time quadratic in it. */
const LONGEST_MATCHED = 20_000;

const checkOf = (
  settings: Exclude<VerifierSettings, { type: 'tasks' | 'grounded' | 'kind' }>,
  folder: string,
  sandbox: () => Sandbox,
): Check => {
  switch (settings.type) {
    case 'json-schema':
      return ({ reply }) =>
        verdictOf(schemaFault(reply.content.trim(), settings.schema), settings.name, settings.proves ?? false);
    case 'regex': {
      const pattern = new RegExp(settings.pattern, settings.flags);
      return ({ reply }) => {
        if (reply.content.length > LONGEST_MATCHED) return undefined;
        const fault =
          pattern.test(reply.content) === (settings.not ?? false)
            ? `${settings.name}: it ${settings.not ? 'matches' : 'does not match'} /${settings.pattern}/`
            : undefined;
        return verdictOf(fault, settings.name, settings.proves ?? false);
      };
    }
    case 'command': {
      const found = sandbox();
      return async ({ question, answer, reply, signal }) => {
        const verdict = await runVerifier(
          {
            name: settings.name,
            command: settings.command,
            ...(settings.timeoutSeconds !== undefined && { timeoutSeconds: settings.timeoutSeconds }),
            ...(settings.memoryMb !== undefined && { memoryMb: settings.memoryMb }),
          },
          { question, answer, content: reply.content, reasoning: reply.reasoning },
          folder,
          found,
          signal,
        );
        return verdict?.pass && settings.proves === false ? undefined : verdict;
      };
    }
    default:
      return settings satisfies never;
  }
};

/**
 * The verifiers that a config declares. `folder` is the folder of the config. Throws when two have the same name, and
 * when a command would run without a sandbox although the operator did not set `unsafe`.
 */
export const createVerifiers = (
  settings: readonly VerifierSettings[],
  folder: string,
  find: () => Sandbox = findSandbox,
): Verifier[] => {
  let found: { sandbox: Sandbox } | undefined;
  const names = new Set<string>();
  return settings.map((entry): Verifier => {
    if (entry.type === 'grounded')
      return { name: entry.type, check: ({ question, answer }) => verifyGrounded(question, answer) };
    if (entry.type === 'kind')
      return { name: entry.type, check: ({ question, answer }) => verifyKind(question, answer) };
    if (entry.type === 'tasks') return { name: 'tasks', check: ({ question, answer }) => verifyAny(question, answer) };
    if (names.has(entry.name)) throw new Error(`two verifiers are called "${entry.name}"; rename one of them`);
    names.add(entry.name);
    const sandbox = (): Sandbox => {
      found ??= { sandbox: find() };
      if (found.sandbox || (entry.type === 'command' && entry.unsafe)) return found.sandbox;
      throw new Error(
        `the verifier "${entry.name}" runs a command, and no sandbox works here: install bubblewrap (apt install bubblewrap)` +
          ' and allow user namespaces, or set "unsafe": true to run it with your own rights',
      );
    };
    return { name: entry.name, check: checkOf(entry, folder, sandbox), ...(entry.models && { models: entry.models }) };
  });
};
