/**
 * The operator's verifiers, from the config, as checks of candidates. They are made once when the server starts: nothing of
 * a request reaches their settings. One that only knows what must not be says nothing of an answer that passes, unless the
 * operator says that it `proves`.
 */
import type { Check } from '../reason/check.ts';
import { schemaFault } from '../reason/check.ts';
import type { VerifierSettings } from '../provider/schema.ts';
import { verify } from '../task/registry.ts';
import type { Verdict } from '../types.ts';
import { findSandbox, runVerifier, type Sandbox } from './verifier-command.ts';

/** A check with the models that it is for; undefined: all. */
export type Verifier = { name: string; check: Check; models?: readonly string[] };

const said = (fault: string | undefined, name: string, proves: boolean): Verdict | undefined =>
  fault !== undefined
    ? { pass: false, reason: fault }
    : proves
      ? { pass: true, reason: `${name} accepts it` }
      : undefined;

/** Answers longer than this are not matched: a pattern may take time that grows with its square. */
const LONGEST_MATCHED = 20_000;

const checkOf = (
  settings: Exclude<VerifierSettings, { type: 'tasks' }>,
  folder: string,
  sandbox: () => Sandbox,
): Check => {
  switch (settings.type) {
    case 'json-schema':
      return ({ reply }) =>
        said(schemaFault(reply.content.trim(), settings.schema), settings.name, settings.proves ?? false);
    case 'regex': {
      const pattern = new RegExp(settings.pattern, settings.flags);
      return ({ reply }) => {
        if (reply.content.length > LONGEST_MATCHED) return undefined;
        const fault =
          pattern.test(reply.content) === (settings.not ?? false)
            ? `${settings.name}: it ${settings.not ? 'matches' : 'does not match'} /${settings.pattern}/`
            : undefined;
        return said(fault, settings.name, settings.proves ?? false);
      };
    }
    case 'command': {
      const walls = sandbox();
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
          walls,
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
 * The verifiers that a config declares; `folder` is where it lies. Throws when a command would run without a sandbox that
 * the operator has not given up, and when two have one name.
 */
export const createVerifiers = (
  settings: readonly VerifierSettings[],
  folder: string,
  find: () => Sandbox = findSandbox,
): Verifier[] => {
  let found: { sandbox: Sandbox } | undefined;
  const names = new Set<string>();
  return settings.map((one): Verifier => {
    if (one.type === 'tasks') return { name: 'tasks', check: ({ question, answer }) => verify(question, answer) };
    if (names.has(one.name)) throw new Error(`two verifiers are called "${one.name}"; give each a name of its own`);
    names.add(one.name);
    const sandbox = (): Sandbox => {
      found ??= { sandbox: find() };
      if (found.sandbox || (one.type === 'command' && one.unsafe)) return found.sandbox;
      throw new Error(
        `the verifier "${one.name}" runs a command, and there is no sandbox for it: install bubblewrap (apt install bubblewrap)` +
          ' and allow user namespaces, or set "unsafe": true to run it with your own rights',
      );
    };
    return { name: one.name, check: checkOf(one, folder, sandbox), ...(one.models && { models: one.models }) };
  });
};
