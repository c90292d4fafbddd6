/** `mizan critic`: the command line of learning to judge one's own answers. The loop is critic-loop.ts. */
import { join } from 'node:path';
import { trainCritic } from '../lab/critic/loop.ts';
import { CANDIDATES } from '../lab/critic/measure.ts';
import { readCriticRecipe, type CriticRecipe } from '../lab/recipe/critic.ts';
import { agreementTable, selectedTable } from '../lab/critic/report.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';

const options = {
  out: { type: 'text', about: 'folder of the run; default: runs/ and the name in the recipe', value: 'FOLDER' },
  start: { type: 'text', about: 'the model to begin with, instead of what the recipe names', value: 'FOLDER' },
  seed: {
    type: 'integer',
    about: "of draws and training, instead of the recipe's (of questions it is data.seed)",
    value: 'SEED',
    min: 0,
    max: 2 ** 31,
  },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

export const help = `mizan critic: let a model learn to judge its own answers

  mizan critic recipes/critic-tiny.json         a few steps, to see a whole run
  mizan critic recipes/critic-1m.json           the model that ships with Mizan

The model answers questions that can be graded; of each that has right and wrong answers, as many of both go to a copy of the
model, which learns to check the claims of an answer one by one and then to say yes or no. The model itself stays as it
was. What comes out is the model with its critic beside it: mizan ask and mizan serve hear the critic where answers differ, nothing
can check them and votes do not decide: the answer that it holds for the likeliest wins. mizan rl takes it for a reward (rewards.critic).

A run lives in its folder: recipe.json, rows-1.jsonl and so on (what each round learns), round-1/ and so on (its training), pairs.jsonl
(held-out pairs and what was said of them), results.json, and model/. Started again, a run that was stopped or killed goes on where it was;
a finished one is shown again (remove its results.json to have it measured again).

${describeOptions(options)}

Exit code: 0 finished; 1 failed; 2 a mistake in the command; 130 stopped by Ctrl-C (run it again to go on).
`;

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length !== 1)
    throw new UsageError('mizan critic takes one recipe, for example: mizan critic recipes/critic-tiny.json');
  const read = readCriticRecipe(positionals[0]!);
  const recipe: CriticRecipe = { ...read, seed: values.seed ?? read.seed, start: values.start ?? read.start };
  const folder = values.out ?? join('runs', recipe.name);
  const { finished, model, agreement, selected } = await trainCritic(recipe, folder, signal);
  if (finished && !values.json)
    console.log(
      `${tableText(agreementTable(agreement), 'plain')}\n\n${tableText(selectedTable(selected, CANDIDATES), 'plain')}`,
    );
  if (finished)
    console.error(
      `model in ${model}; how sure it may be with a critic is measured by: mizan eval --calibrate --model ${model}; ask it: mizan ask --model ${model} "QUESTION"`,
    );
  else console.error('stopped; run the same command to go on');
  if (values.json) console.log(JSON.stringify({ name: recipe.name, folder, model, finished, agreement, selected }));
  return finished ? 0 : 130;
};
