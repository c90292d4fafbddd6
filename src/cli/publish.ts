/**
 * `mizan publish`: writes gate.json and weights.json into a model folder, so that a server that takes it into use can
 * check every byte and try it first (local/new-version.ts).
 */
import { readFileSync } from 'node:fs';
import { publishFolder } from '../local/new-version.ts';
import { versionOf } from '../model/manifest.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { describeOptions, parseOptions, type Options } from './flags/options.ts';

const OPTIONS = {
  probes: { type: 'text', about: 'file with a question a line, whose replies are recorded', value: 'FILE' },
  'keep-gate': { type: 'flag', about: 'record nothing: gate.json stays as it is' },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const satisfies Options;

export const help = `mizan publish: hashes and recorded replies beside the weights of a model folder

  mizan publish runs/rl/model                          then: mizan swap MODEL runs/rl/model
  mizan publish runs/rl/model --probes questions.txt   replies to questions of your own

weights.json names every tensor with type, shape, place and SHA-256. gate.json holds replies of these weights,
computed by a forward pass of its own, which a server must get back before it serves them; "questions" with "answer"
that you write into it stay, and must be answered so. weights.json is written last: a server that was started with the
folder takes it into use then.

${describeOptions(OPTIONS)}

Exit code: 0 done; 1 the folder can't be used; 2 a mistake in the command.
`;

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0)
    throw new UsageError('mizan publish takes one model folder: mizan publish FOLDER');
  const probes = values.probes === undefined ? undefined : readFileSync(values.probes, 'utf8').split('\n');
  const { manifest, gate } = await publishFolder(folder, {
    record: !values['keep-gate'],
    ...(probes && { probes: probes.map((line) => line.trim()).filter((line) => line !== '') }),
  });
  const told = {
    version: versionOf(manifest),
    tensors: manifest.tensors.length,
    replies: gate?.replies.length ?? 0,
    questions: gate?.questions.length ?? 0,
  };
  context.output.write(
    values.json
      ? `${JSON.stringify({ folder, ...told })}\n`
      : `${folder} is published as version ${told.version}: ${told.tensors} tensors, ${told.replies} recorded replies, ${told.questions} questions with answers\n`,
  );
  return 0;
};
