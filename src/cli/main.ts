/**
 * The `mizan` command: finds the verb, runs it, and is the one edge where errors, signals and closed pipes become
 * messages and exit codes. It does no work of its own; each verb is a file of its own, loaded when it is called.
 *
 * Exit codes: what the verb returns; 1 after an error, also one while it stops; 2 after a mistake in the command; 130 after
 * Ctrl-C, 143 after a termination; 141 when nobody reads the output any more.
 */
import { readFileSync } from 'node:fs';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

/** What the file of a verb exports. `run` returns the exit code and stops soon after `signal` aborts. */
type Verb = {
  help: string;
  run(args: string[], signal: AbortSignal): Promise<number>;
  /** It runs until it is asked to stop, which is therefore no failure: its exit code counts, not the signal's. */
  service?: boolean;
};

const VERBS: Record<string, { about: string; load: () => Promise<Verb> }> = {
  serve: { about: 'serve the thinking system and other models to OpenAI clients', load: () => import('./serve.ts') },
  keys: { about: 'make, list, limit and revoke API keys of the server', load: () => import('./keys.ts') },
  models: {
    about: 'the models behind the door, and the model servers found on this machine',
    load: () => import('./models.ts'),
  },
  traces: { about: 'list the requests that the server has answered', load: () => import('./traces.ts') },
  trace: { about: 'one request in full, or replayed without a model', load: () => import('./trace.ts') },
  spend: { about: 'what requests have cost, by day, key or model', load: () => import('./spend.ts') },
  ask: { about: 'answer one question, and show how the answer was found', load: () => import('./ask.ts') },
  chat: { about: 'ask questions one after the other', load: () => import('./chat.ts') },
  tasks: { about: 'list the kinds of questions and draw examples', load: () => import('./tasks.ts') },
  train: { about: 'train a model from a recipe', load: () => import('./train.ts') },
  rl: { about: 'let a model learn from its own graded answers', load: () => import('./rl.ts') },
  critic: { about: 'let a model learn to judge its own answers', load: () => import('./critic.ts') },
  sweep: { about: 'train a recipe with other values of its fields, and compare', load: () => import('./sweep.ts') },
  study: { about: 'test claims about training by runs', load: () => import('./study.ts') },
  eval: { about: 'measure a model, with intervals', load: () => import('./eval.ts') },
  compare: {
    about: 'models, efforts and profiles side by side on the same questions',
    load: () => import('./compare.ts'),
  },
  import: { about: 'check a Qwen2, Llama or DeepSeek folder and make it usable', load: () => import('./import.ts') },
  export: { about: 'write a model for other programs (Hugging Face, GGUF)', load: () => import('./export.ts') },
  rows: { about: 'write the tasks as dataset rows for other trainers', load: () => import('./rows.ts') },
  rewards: { about: 'serve what answers are worth to other trainers', load: () => import('./rewards.ts') },
};

const version = (): string => {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
};

const help = (): string => `mizan ${version()}: small language models that plan, draw several answers and weigh them

  mizan                 the server and its page (the same as mizan serve)
  mizan ask "Using 3, 7, 25 and 50, each at most once, make 128."
  mizan chat

${Object.entries(VERBS)
  .map(([name, { about }]) => `  ${name.padEnd(8)}${about}`)
  .join('\n')}

  mizan help VERB   what a verb takes, with examples
  mizan --version   the version

Environment: NO_COLOR turns colours off; MIZAN_DEBUG=1 shows where an error comes from.
`;

const verbNamed = async (name: string): Promise<Verb> => {
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb) return verb.load();
  const meant = suggest(name, [...Object.keys(VERBS), 'help']);
  throw new UsageError(
    `there is no "${name}"; ${meant ? `did you mean mizan ${meant}?` : 'mizan help lists what there is'}`,
  );
};

const wantsHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
};

/** Runs one command line; throws on anything that went wrong. `serves` hears that a service begins. */
const runCommand = async (args: readonly string[], signal: AbortSignal, serves = (): void => {}): Promise<number> => {
  const [first = 'serve', ...rest] = args;
  if (first === '--version' || first === '-v') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    process.stdout.write(rest[0] === undefined || first !== 'help' ? help() : (await verbNamed(rest[0])).help);
    return 0;
  }
  if (first.startsWith('-')) throw new UsageError(`mizan takes a verb first, got "${first}"; mizan help lists them`);
  const verb = await verbNamed(first);
  if (verb.service) serves();
  if (!wantsHelp(rest)) return verb.run(rest, signal);
  process.stdout.write(verb.help.endsWith('\n') ? verb.help : `${verb.help}\n`);
  return 0;
};

/** An error that only a mistake in the program makes; its stack is for those who mend it. */
const isBug = (error: unknown): boolean =>
  !(error instanceof Error) ||
  error instanceof TypeError ||
  error instanceof ReferenceError ||
  error instanceof RangeError;

/** Prints an error as one message and gives the exit code for it. */
export const report = (
  error: unknown,
  write: (text: string) => unknown,
  env: Record<string, string | undefined>,
): number => {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s*[\r\n]+\s*/g, ' '); // JSON.parse quotes its input
  const debug = Boolean(env.MIZAN_DEBUG) && env.MIZAN_DEBUG !== '0';
  const hint = isBug(error) && !debug ? ' (this looks like a bug; MIZAN_DEBUG=1 shows where)' : '';
  write(`mizan: ${message}${hint}\n`);
  if (debug && error instanceof Error) write(`${error.stack}\n`);
  return error instanceof UsageError ? 2 : 1;
};

/** Whether an error, thrown once `signal` had aborted, says only that: it is the signal's reason, or was made by it. */
const isStop = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason ||
  (error instanceof Error &&
    (error.name === 'AbortError' || (error.cause !== undefined && isStop(error.cause, signal))));

/** A launcher passes on a Ctrl-C that the terminal has sent here already; what comes this soon is the same key press. */
const SAME_PRESS_MS = 300;

/**
 * The first signal asks the work to stop, the next one ends the process. Output that can't be written asks it to stop too:
 * ending the process at once would kill the model's thread in the middle of a step, which aborts.
 */
const watchProcess = (controller: AbortController): (() => number | undefined) => {
  let code: number | undefined;
  let first = 0;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (code !== undefined) return; // the next write to a broken output
    if (error.code !== 'EPIPE') process.stderr.write(`mizan: can't write to standard output: ${error.message}\n`);
    code = error.code === 'EPIPE' ? 141 : 1;
    controller.abort();
  });
  process.stderr.on('error', () => {});
  for (const [name, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(name, () => {
      if (code !== undefined && performance.now() - first > SAME_PRESS_MS) process.exit(exit);
      if (code !== undefined) return;
      code = exit;
      first = performance.now();
      controller.abort();
    });
  }
  return () => code;
};

const main = async (): Promise<void> => {
  const controller = new AbortController();
  const signalled = watchProcess(controller);
  let [service, failed] = [false, false];
  const interrupted = () => (service || failed ? undefined : signalled());
  let code: number;
  try {
    code = await runCommand(process.argv.slice(2), controller.signal, () => {
      service = true;
    });
  } catch (error) {
    // A verb that throws because it was asked to stop has done as asked; one that could not save its work has not.
    failed = !(controller.signal.aborted && isStop(error, controller.signal));
    code = failed ? report(error, (text) => process.stderr.write(text), process.env) : 1;
  }
  const final = interrupted() ?? code;
  process.exitCode = final;
  process.once('exit', () => {
    process.exitCode = interrupted() ?? code;
  }); // an error of the last write comes late
  setTimeout(() => process.exit(final), 1000).unref(); // something still holds the process open: output has been flushed by now
};

if (import.meta.main) await main();
