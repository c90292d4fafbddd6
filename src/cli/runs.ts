/**
 * `mizan runs`: what agents have done as it lies in the data folder, how much room it takes, and how it is removed. The
 * rule is agent/stored-runs.ts.
 */
import { cleanRuns, removeRun, RUN_KEEPING, storedRuns, type StoredRun } from '../agent/stored-runs.ts';
import { shownSize } from '../agent/tools/define.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import { keepingOf } from '../gateway/run-cleaning.ts';
import { loadConfig } from '../provider/config.ts';
import { printable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { describeOptions, parseOptions } from './flags/options.ts';

const options = {
  clean: { type: 'flag', about: 'remove what is old or too much, as a server and mizan act do by themselves' },
  remove: { type: 'list', about: 'remove this run: its id, or the beginning of it; may be repeated', value: 'ID' },
  'remove-finished': { type: 'flag', about: 'remove every run that is neither at work nor can be gone on with' },
  json: { type: 'flag', about: 'print one JSON object' },
  config: MODEL_FLAGS.config,
  data: MODEL_FLAGS.data,
} as const;

export const help = `mizan runs: what agents have done, and the room that it takes

  mizan runs
  mizan runs --clean
  mizan runs --remove 20261129-1412

A run is its journal, the results of its tools, what mizan undo needs, and the copies of its attempts. Finished runs
are removed ${RUN_KEEPING.days} days after they were last touched, the oldest earlier when all runs take more than 1 GiB.
mizan.json sets both: "server": {"runs": {"days": 30, "maxBytes": 1073741824}}. A run that can be gone on with
(mizan act --resume) stays for ${RUN_KEEPING.unfinishedDays} days; one that works is never removed.

${describeOptions(options)}

Exit code: 0; 1 a run that was to be removed is at work; 2 a mistake in the command.
`;

const ageOf = (at: number, now: number): string => {
  const hours = Math.max(0, (now - at) / 3_600_000);
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} d`;
};

const lineOf = ({ id, state, at, bytes, task = '(it never began)' }: StoredRun, now: number): string =>
  `${id.padEnd(36)}  ${state.padEnd(10)} ${shownSize(bytes).padStart(9)} ${ageOf(at, now).padStart(5)}  ${printable(task).slice(0, 60)}\n`;

/** The runs that these words name. Throws a `UsageError` when one names none, or more than one. */
const named = (runs: readonly StoredRun[], words: readonly string[]): StoredRun[] =>
  words.map((word) => {
    const found = runs.filter(({ id }) => id.startsWith(word));
    if (found.length === 1) return found[0]!;
    throw new UsageError(
      found.length > 1 ? `${found.length} runs begin with "${word}"; give more of the id` : `there is no run "${word}"`,
    );
  });

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan runs takes no words; to remove one: --remove ${positionals[0]}`);
  const config = loadConfig(values.config, process.cwd());
  const data = dataFolder(values.data, config, context.env);
  const now = context.clock();
  const before = await storedRuns(data, now);
  const wanted = [
    ...named(before, values.remove),
    ...(values['remove-finished'] ? before.filter(({ state }) => state === 'finished') : []),
  ];
  const removed = values.clean ? await cleanRuns(data, keepingOf(config), now) : [];
  const left: StoredRun[] = [];
  for (const each of new Set(wanted))
    (each.state !== 'running' && (await removeRun(data, each.id)) ? removed : left).push(each);
  const gone = new Set(removed.map(({ id }) => id));
  const runs = before.filter(({ id }) => !gone.has(id));
  const bytes = runs.reduce((sum, each) => sum + each.bytes, 0);
  if (values.json) context.output.write(`${JSON.stringify({ data, bytes, runs, removed: [...gone] })}\n`);
  else {
    for (const each of runs) context.output.write(lineOf(each, now));
    context.output.write(`${runs.length} runs, ${shownSize(bytes)} in ${printable(data)}\n`);
    if (gone.size > 0) context.output.write(`removed: ${[...gone].join(', ')}\n`);
    for (const { id } of left) context.errors.write(`mizan: ${id} is at work and stays; stop it first\n`);
  }
  return left.length > 0 ? 1 : 0;
};
