/** The end of a run in a git repository: the commit that it proposes is shown, and made only after a typed yes. */
import { makeCommit, proposeCommit, statText, uncommitted, type Proposal } from '../agent/commit.ts';
import { printable } from '../terminal/text-width.ts';
import type { CliContext } from './flags/context.ts';
import type { Person } from './screen/act-person.ts';

export type Committing = {
  folder: string;
  /** Files that had uncommitted changes before the run; undefined where there is no repository. */
  before: readonly string[] | undefined;
  json: boolean;
  context: CliContext;
  person: Person;
  signal: AbortSignal;
};

/** What was uncommitted before a run. */
export const beforeRun = uncommitted;

/** Shows what a run would commit, and commits it where the person says so. Gives the new commit's name. */
export const offerCommit = async (
  run: { paths: readonly string[]; task: string; answer: string },
  { folder, before, json, context, person, signal }: Committing,
): Promise<string | undefined> => {
  const proposal = before && (await proposeCommit(folder, { ...run, before }));
  if (!proposal) return undefined;
  if (json) {
    context.output.write(`${JSON.stringify({ type: 'commit', made: false, ...proposal })}\n`);
    return undefined;
  }
  context.errors.write(`\nto commit:\n${shown(proposal)}\n`);
  const said = await person.question('? Commit this? [y]es, [n]o, or another message: ', signal);
  if (said === undefined || said === '' || /^no?$/i.test(said)) return undefined;
  const message = /^y(?:es)?$/i.test(said) ? proposal.message : said;
  const name = await makeCommit(folder, proposal, message);
  context.errors.write(`committed ${name}\n`);
  return name;
};

const shown = (proposal: Proposal): string =>
  [
    ...proposal.message.split('\n').map((line) => `  ${printable(line)}`),
    ...statText(proposal).split('\n').map(printable),
  ].join('\n');
