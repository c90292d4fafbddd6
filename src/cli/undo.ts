/**
 * `mizan undo`: the working folder of a run of `mizan act` as it was before a step of it. The steps are
 * agent/undo/undo.ts's.
 */
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listRuns } from '../agent/journal.ts';
import { openWorkFolder } from '../agent/tools/work-folder.ts';
import { openUndo, type Step, type Undone } from '../agent/undo/undo.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import { loadConfig } from '../provider/config.ts';
import { printable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { lastRunIn, runById } from './flags/run-choice.ts';

const options = {
  folder: { type: 'text', about: 'the folder whose last run is meant', value: 'FOLDER', default: '.' },
  list: { type: 'flag', about: 'list the steps, and change nothing' },
  step: { type: 'integer', about: 'the step after which the folder is wanted', value: 'N', min: 0, default: 0 },
  force: { type: 'flag', about: 'also undo what others changed in the meantime' },
  json: { type: 'flag', about: 'print one JSON object' },
  config: MODEL_FLAGS.config,
  data: MODEL_FLAGS.data,
} as const;

export const help = `mizan undo: take back what an agent changed in a folder

  mizan undo                 # all of the last run in this folder
  mizan undo --list          # the steps of the last run in this folder
  mizan undo RUN --step 2    # the folder as it was after step 2; mizan act --runs lists the runs

Bytes, modes, links, deletions and new files are taken back. What others changed in the meantime stays, and is named.

${describeOptions(options)}

Exit code: 0 all was taken back; 1 something was not; 2 a mistake in the command.
`;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The real path of a folder, as runs name theirs. Throws a `UsageError` when there is none. */
const realFolder = (folder: string): string => {
  if (!isFolder(folder)) throw new UsageError(`--folder: ${printable(folder)} is no folder; name one that exists`);
  return realpathSync(folder);
};

const shownStep = ({ step, label, changes }: Step): string =>
  `${step}  ${printable(label)}: ${changes.map(({ path, change }) => `${change} ${printable(path)}`).join(', ') || 'nothing'}\n`;

const shownUndone = ({ restored, removed, kept, failed }: Undone, id: string, folder: string): string =>
  [
    ...restored.map((path) => `restored ${path}`),
    ...removed.map((path) => `removed ${path}`),
    ...kept.map((path) => `left ${path}: someone else changed it; --force undoes that too`),
    ...failed.map(({ path, why }) => `not undone ${path}: ${why}`),
  ]
    .map((line) => `${printable(line)}\n`)
    .join('') || `nothing to undo: run ${id} left nothing changed in ${printable(folder)}\n`;

export const run = (args: string[], _signal: AbortSignal, context: CliContext = processContext()): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const data = dataFolder(values.data, loadConfig(values.config, process.cwd()), context.env);
  const runs = listRuns(join(data, 'agents')).filter(({ folder }) => folder !== undefined);
  const { id, folder } =
    positionals[0] === undefined
      ? lastRunIn(runs, realFolder(values.folder), (other) => `mizan undo ${other}`)
      : runById(runs, positionals[0]);
  if (!isFolder(folder!))
    throw new UsageError(`the folder of run ${id}, ${printable(folder!)}, is gone; make it again to undo in it`);
  const undo = openUndo(openWorkFolder(folder!), { dataFolder: data, run: id });
  const steps = undo.steps();
  if (values.list) {
    context.output.write(
      values.json ? `${JSON.stringify({ run: id, folder, steps })}\n` : steps.map(shownStep).join(''),
    );
    return Promise.resolve(0);
  }
  if (values.step >= steps.length)
    throw new UsageError(`run ${id} has the steps 0 to ${steps.length - 1}; mizan undo --list shows them`);
  const undone = undo.undo(values.step, { force: values.force });
  context.output.write(
    values.json ? `${JSON.stringify({ run: id, folder, ...undone })}\n` : shownUndone(undone, id, folder!),
  );
  return Promise.resolve(undone.failed.length > 0 || undone.kept.length > 0 ? 1 : 0);
};
