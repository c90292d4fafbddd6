/**
 * Whether a tool may be called with these arguments: allow, ask the person, or deny. A pure function of rules. The last
 * rule that fits wins; what no rule fits is asked. Whoever asks, remembers and runs is elsewhere.
 *
 * A command is judged by each simple command in it, and the strictest counts: `npm test; rm -rf .` needs both to be
 * allowed. A line whose commands can't be told for sure is allowed by the pattern `*` alone. Rules that deny are a help
 * against mistakes and no wall: a program can do under one name what is denied under another. The wall is the sandbox.
 */
import { z } from 'zod';
import { fitsPattern, fitsText, SECRET_NAMES } from './patterns.ts';
import { dangerousArgument, readCommand } from './shell-command.ts';
import { fitsAddress } from './tools/addresses.ts';
import type { Permission, PermissionRequest } from './types.ts';

const actionSchema = z.enum(['allow', 'ask', 'deny']);
export type Action = z.output<typeof actionSchema>;

/** `tool` is a name in which `*` stands for anything; `pattern` is of what the tool's permission is about. */
export const ruleSchema = z.object({ tool: z.string().min(1), pattern: z.string().min(1), action: actionSchema });
export type Rule = z.output<typeof ruleSchema>;

/**
 * Rules as a config file writes them, in order: `{ "edit": "allow", "bash": { "*": "ask", "npm test *": "allow" } }`.
 * The last one that fits wins.
 */
export const permissionSchema = z.record(z.string(), z.union([actionSchema, z.record(z.string(), actionSchema)]));

/** The rules of a config, in its order. */
export const rulesOf = (config: z.output<typeof permissionSchema>): Rule[] =>
  Object.entries(config).flatMap(([tool, value]) =>
    typeof value === 'string'
      ? [{ tool, pattern: '*', action: value }]
      : Object.entries(value).map(([pattern, action]) => ({ tool, pattern, action })),
  );

/** A rule as a person types it: `TOOL`, or `TOOL:PATTERN` as in "bash:npm test *". */
export const readRule = (text: string, action: Action): Rule => {
  const [, tool = text, pattern = '*'] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  return { tool, pattern, action };
};

/** Looking is allowed, but for files that hold secrets by their names; changing, running and reaching out are asked. */
const DEFAULT_RULES: readonly Rule[] = [
  ...['read', 'glob', 'grep', 'js', 'python', 'ask', 'todo'].map((tool) => ({
    tool,
    pattern: '*',
    action: 'allow' as const,
  })),
  ...['read', 'grep'].flatMap((tool) => SECRET_NAMES.map((pattern) => ({ tool, pattern, action: 'ask' as const }))),
];

const PATH_TOOLS = new Set(['read', 'write', 'edit', 'glob', 'grep']);

const toolFits = (rule: Rule, tool: string): boolean => fitsText(tool, rule.tool);

const STRICTER: Readonly<Record<Action, number>> = { allow: 0, ask: 1, deny: 2 };

/** The strictest of some actions; without any it is asked. */
const strictest = (actions: readonly Action[]): Action =>
  actions.length === 0 ? 'ask' : actions.reduce((a, b) => (STRICTER[b] > STRICTER[a] ? b : a));

/**
 * Whether a rule says something about a simple command. One that allows has to name an argument that runs something
 * else.
 */
const commandFits = (rule: Rule, words: readonly string[]): boolean => {
  if (rule.pattern === '*') return true;
  const text = words.join(' ');
  if (rule.action === 'deny') {
    const bare = [words[0]!.replace(/^.*\//, ''), ...words.slice(1)].join(' ');
    return fitsText(text, rule.pattern) || fitsText(bare, rule.pattern);
  }
  if (!fitsText(text, rule.pattern)) return false;
  const danger = rule.action === 'allow' ? dangerousArgument(words) : undefined;
  return danger === undefined || rule.pattern.split(' ').includes(danger);
};

const last = (rules: readonly Rule[], fits: (rule: Rule) => boolean): Action | undefined =>
  rules.findLast(fits)?.action;

const commandAction = (rules: readonly Rule[], line: string): Action | undefined => {
  const read = readCommand(line);
  const actions = read.commands.map((words) => last(rules, (rule) => commandFits(rule, words)));
  if (read.type === 'plain')
    return actions.every((action) => action === undefined)
      ? undefined
      : strictest(actions.map((action) => action ?? 'ask'));
  const whole = last(
    rules,
    (rule) => rule.pattern === '*' || (rule.action !== 'allow' && fitsText(line, rule.pattern)),
  );
  if (actions.includes('deny') || whole === 'deny') return 'deny';
  // Only a rule for every command allows what can't be read, and only if no later rule asks about a part of it.
  return whole === 'allow' && actions.every((action) => action === 'allow') ? 'allow' : 'ask';
};

const subjectFits = ({ pattern }: Rule, { tool, subject }: PermissionRequest): boolean => {
  if (pattern === '*') return true;
  if (PATH_TOOLS.has(tool)) return !subject.startsWith('../') && fitsPattern(subject, pattern);
  return tool === 'fetch' ? fitsAddress(subject, pattern) : fitsText(subject, pattern);
};

/** What the rules say; undefined when none fits. */
const actionOf = (rules: readonly Rule[], request: PermissionRequest): Action | undefined => {
  const own = rules.filter((rule) => toolFits(rule, request.tool));
  if (request.tool === 'bash') return commandAction(own, request.subject);
  return last(own, (rule) => subjectFits(rule, request));
};

/**
 * The permission of a run. `rules` come from the config, after the defaults; `remembered` are the person's earlier
 * answers for this folder, which count only where the rules ask: they never undo a rule that denies.
 */
export const createPermission =
  (rules: readonly Rule[], remembered: () => readonly Rule[] = () => []): Permission =>
  (request) => {
    const action = actionOf([...DEFAULT_RULES, ...rules], request) ?? 'ask';
    if (action === 'deny') return { deny: `the rules deny ${request.tool} for ${request.subject.slice(0, 200)}` };
    if (action === 'allow') return 'allow';
    const earlier = actionOf(remembered(), request);
    if (earlier === 'deny') return { deny: `you denied ${request.tool} for this in this folder` };
    return earlier === 'allow' ? 'allow' : 'ask';
  };

/**
 * The rule that would spare the person the same question: a command by its exact words, a file by its path, a page by
 * its host. Undefined where only a rule for everything would do, as with a command that can't be read.
 */
export const ruleFor = ({ tool, subject }: PermissionRequest, action: Action): Rule | undefined => {
  if (/[*\p{Cc}]/u.test(subject)) return undefined;
  if (tool === 'bash') {
    const read = readCommand(subject);
    const [words] = read.commands;
    if (read.type === 'opaque' || read.commands.length !== 1 || words === undefined) return undefined;
    return { tool, pattern: words.join(' '), action };
  }
  if (tool === 'fetch') return URL.canParse(subject) ? { tool, pattern: new URL(subject).host, action } : undefined;
  return { tool, pattern: PATH_TOOLS.has(tool) ? `=${subject}` : subject, action };
};
