/**
 * The `mizan` command: finds the verb and runs it. Errors, signals and closed pipes become messages and exit codes here
 * and nowhere else. Each verb is a file that is loaded when it is called.
 *
 * Exit codes: what the verb returns; 1 after an error, also one while it stops; 2 after a mistake in the command; 130
 * after Ctrl-C, 143 after a termination; 141 when nobody reads the output any more.
 */
import { readFileSync } from 'node:fs';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';
import { asTyped, commandName } from './screen/command-name.ts';
import { fitHelp } from './screen/help-text.ts';

/** What the file of a verb exports. `run` returns the exit code and stops soon after `signal` aborts. */
type Verb = {
  help: string;
  run(args: string[], signal: AbortSignal): Promise<number>;
  /** It runs until it is stopped, so its own exit code counts, not the signal's. */
  service?: boolean;
};

/** The verbs of the command. */
export const VERBS: Record<string, { about: string; load: () => Promise<Verb> }> = {
  serve: { about: 'an OpenAI-compatible server and its page', load: () => import('./serve.ts') },
  page: { about: 'the page as a folder that thinks in the browser', load: () => import('./page.ts') },
  connect: { about: 'connect your model: Ollama, llama-server, an API', load: () => import('./connect.ts') },
  pull: { about: 'fetch an open model that this machine can run', load: () => import('./pull.ts') },
  models: { about: 'the models that can be asked', load: () => import('./models.ts') },
  ask: { about: 'answer one question, and show how the answer was found', load: () => import('./ask.ts') },
  act: { about: 'give a task to an agent that works in a folder', load: () => import('./act.ts') },
  undo: { about: 'take back what an agent changed in a folder', load: () => import('./undo.ts') },
  runs: { about: 'what agents have done, and the room that it takes', load: () => import('./runs.ts') },
  mcp: { about: 'an MCP server, and the MCP servers that agents use', load: () => import('./mcp.ts') },
  chat: { about: 'ask questions one after the other', load: () => import('./chat.ts') },
  compare: { about: 'models and efforts side by side on the same questions', load: () => import('./compare.ts') },
  publish: { about: 'hashes and recorded replies beside the weights of a model', load: () => import('./publish.ts') },
  swap: { about: 'a running server takes other weights into use', load: () => import('./swap.ts') },
  keys: { about: 'create, list, limit and revoke API keys of the server', load: () => import('./keys.ts') },
  traces: { about: 'list the requests that the server has answered', load: () => import('./traces.ts') },
  trace: { about: 'one request in full, or replayed without a model', load: () => import('./trace.ts') },
  spend: { about: 'what requests have cost, by day, key or model', load: () => import('./spend.ts') },
  tasks: {
    about: 'list the families of questions that are generated, with examples',
    load: () => import('./tasks.ts'),
  },
  train: { about: 'train or finetune a model by a recipe', load: () => import('./train.ts') },
  rl: { about: 'reinforcement learning from graded answers', load: () => import('./rl.ts') },
  critic: { about: "train a critic that judges a model's answers", load: () => import('./critic.ts') },
  sweep: { about: 'run a recipe with several values of its fields, and compare', load: () => import('./sweep.ts') },
  study: { about: 'test claims by a fixed plan of runs', load: () => import('./study.ts') },
  eval: { about: 'measure a model, with intervals', load: () => import('./eval.ts') },
  import: { about: 'check a Qwen, Llama or DeepSeek folder, and convert it', load: () => import('./import.ts') },
  export: { about: 'convert a model for other programs (Hugging Face, GGUF)', load: () => import('./export.ts') },
  rows: { about: 'write the tasks as dataset rows for other trainers', load: () => import('./rows.ts') },
  rewards: { about: 'a reward server for other trainers', load: () => import('./rewards.ts') },
};

const version = (): string => {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
};

const help = (): string => `mizan ${version()}: small language models that plan, draw several answers and check them

  mizan                 the server and its page (the same as mizan serve)
  mizan connect ollama  think with your own model
  mizan pull            fetch a model that this machine can run
  mizan ask "Using 3, 7, 25 and 50, each at most once, make 128."

${Object.entries(VERBS)
  .map(([name, { about }]) => `  ${name.padEnd(9)}${about}`)
  .join('\n')}

  mizan help VERB   what a verb takes, with examples
  mizan --version   the version

Environment: NO_COLOR turns colours off; MIZAN_DEBUG=1 shows where an error comes from.
`;

const verbNamed = async (name: string, rest: readonly string[] = []): Promise<Verb> => {
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb) return verb.load();
  const meant = suggest(name, [...Object.keys(VERBS), 'help']);
  const words = [name, ...rest.filter((word) => !word.startsWith('-'))];
  const asked = words.length > 2 ? `to ask a question: mizan ask "${words.join(' ')}"` : 'mizan help lists the verbs';
  throw new UsageError(`there is no "${name}"; ${meant ? `did you mean mizan ${meant}?` : asked}`);
};

/** A question where a verb would stand: no verb has a space or a sign of a sum in it. */
const isQuestion = (word: string): boolean => /\S\s+\S|\?$|\d\s*[-+*/^×÷%=]/.test(word.trim()) && !word.startsWith('-');

/** Flags of the command itself. */
const GENERAL = ['--version', '-v', '--help', '-h'];

const wantsHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
};

/** How `mizan` is typed here, below a help text whose examples say `mizan`; '' where that is what is typed. */
const typedAs = (name = commandName()): string => (name === 'mizan' ? '' : `\n\nHere, mizan is typed as: ${name}`);

const writeHelp = (text: string): void => {
  const { isTTY, columns } = process.stdout;
  const said = text.includes('mizan is typed as') ? '' : typedAs();
  process.stdout.write(`${fitHelp(text.trimEnd() + said, isTTY ? columns : undefined)}\n`);
};

/** Runs one command line. Throws on anything that went wrong. `serves` is called when a service begins. */
const runCommand = async (words: readonly string[], signal: AbortSignal, serves = (): void => {}): Promise<number> => {
  // Flags without a verb are those of the server: npm start -- --port 8100.
  const bare = words[0] === undefined || (words[0].startsWith('-') && !GENERAL.includes(words[0]));
  const given = bare ? ['serve', ...words] : isQuestion(words[0]!) ? ['ask', ...words] : words;
  const [first = 'serve', ...rest] = given;
  if (first === '--version' || first === '-v') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    writeHelp(rest[0] === undefined || first !== 'help' ? help() : (await verbNamed(rest[0])).help);
    return 0;
  }
  const verb = await verbNamed(first, rest);
  if (verb.service) serves();
  if (!wantsHelp(rest)) return verb.run(rest, signal);
  writeHelp(verb.help);
  return 0;
};

/** Whether an error is a mistake in the program. Its stack helps those who correct it. */
const isBug = (error: unknown): boolean =>
  !(error instanceof Error) ||
  error instanceof TypeError ||
  error instanceof ReferenceError ||
  error instanceof RangeError;

/** Prints an error as one message. Gives the exit code. */
export const report = (
  error: unknown,
  write: (text: string) => unknown,
  env: Record<string, string | undefined>,
): number => {
  // JSON.parse quotes its input.
  const message = asTyped((error instanceof Error ? error.message : String(error)).replace(/\s*[\r\n]+\s*/g, ' '));
  const debug = Boolean(env.MIZAN_DEBUG) && env.MIZAN_DEBUG !== '0';
  const hint = isBug(error) && !debug ? ' (this looks like a bug; MIZAN_DEBUG=1 shows where)' : '';
  write(`mizan: ${message}${hint}\n`);
  if (debug && error instanceof Error) write(`${error.stack}\n`);
  return error instanceof UsageError ? 2 : 1;
};

/**
 * Whether an error after the abort of `signal` says nothing but that: it is the signal's reason, or was caused by it.
 */
const isStop = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason ||
  (error instanceof Error &&
    (error.name === 'AbortError' || (error.cause !== undefined && isStop(error.cause, signal))));

/**
 * The launcher passes on a Ctrl-C that the terminal has sent here too. A signal this soon after the first is the same
 * key press.
 */
const SAME_PRESS_MS = 300;

/**
 * The first signal asks the work to stop; the next one ends the process. Output that can't be written asks it to stop
 * too: ending the process at once would kill the model's thread in the middle of a step, which aborts the process.
 */
const watchProcess = (controller: AbortController): (() => number | undefined) => {
  let code: number | undefined;
  let first = 0;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (code !== undefined) return; // a further write to a broken output
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

/** How often it is looked whether the launcher still runs, in milliseconds. */
const LAUNCHER_CHECK_MS = 1000;

/**
 * Stops when the launcher that started this process (bin/node24.mjs) was killed: nobody could stop it any more, a
 * service would keep its port, and an agent would go on changing files. The launcher names itself in MIZAN_LAUNCHER.
 */
const watchLauncher = (controller: AbortController): void => {
  const launcher = Number(process.env.MIZAN_LAUNCHER);
  if (!Number.isInteger(launcher) || launcher !== process.ppid) return;
  const timer = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(timer);
    controller.abort();
  }, LAUNCHER_CHECK_MS).unref();
};

const main = async (): Promise<void> => {
  const controller = new AbortController();
  const signalled = watchProcess(controller);
  watchLauncher(controller);
  let [service, failed] = [false, false];
  const interrupted = () => (service || failed ? undefined : signalled());
  let code: number;
  try {
    code = await runCommand(process.argv.slice(2), controller.signal, () => {
      service = true;
    });
  } catch (error) {
    // A verb that throws because it was asked to stop has not failed. One that could not save its work has.
    failed = !(controller.signal.aborted && isStop(error, controller.signal));
    code = failed ? report(error, (text) => process.stderr.write(text), process.env) : 1;
  }
  const final = interrupted() ?? code;
  process.exitCode = final;
  process.once('exit', () => {
    process.exitCode = interrupted() ?? code;
  }); // the error of a last write comes late
  setTimeout(() => process.exit(final), 1000).unref(); // if something keeps the process alive; output is flushed by now
};

if (import.meta.main) await main();
