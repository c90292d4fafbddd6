/** `mizan critic`: trains a model's critic, a copy that judges its answers. The loop is lab/critic/loop.ts. */
import { join } from 'node:path';
import { trainCritic } from '../lab/critic/loop.ts';
import { CANDIDATES } from '../lab/critic/measure.ts';
import { readCriticRecipe, type CriticRecipe } from '../lab/recipe/critic.ts';
import { agreementTable, selectedTable } from '../lab/critic/report.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  out: { type: 'text', about: 'folder of the run (default: runs/ and the name in the recipe)', value: 'FOLDER' },
  start: { type: 'text', about: "the model to start from, instead of the recipe's", value: 'FOLDER' },
  seed: {
    type: 'integer',
    about: "seed of samples and training, instead of the recipe's (that of questions is data.seed)",
    value: 'SEED',
    min: 0,
    max: 2 ** 31,
  },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

export const help = `mizan critic: train a critic that judges a model's answers

  mizan critic recipes/critic-tiny.json         a few steps, to see a whole run
  mizan critic recipes/critic-1m.json           the model that ships with Mizan

The model answers questions that can be graded. From each question with right and wrong answers, equally many of both are used
to train a copy of the model: it checks the claims of an answer one by one and then says yes or no. The model itself does not
change. The result is the model with its critic beside it. mizan ask and mizan serve ask the critic where answers differ, no
check applies and votes do not decide; the answer with the highest probability of yes wins. mizan rl can use the critic as a
reward (rewards.critic).

The folder of a run holds recipe.json, rows-1.jsonl and so on (training rows of each round), round-1/ and so on (its training),
pairs.jsonl (held-out pairs and the critic's verdicts), results.json and model/. A run that was stopped or killed continues when
it is started again. A finished run is shown again; remove its results.json to measure it again.

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
      asTyped(
        `model in ${model}; calibrate its confidence: mizan eval --calibrate --model ${model}; ask it: mizan ask --model ${model} "QUESTION"`,
      ),
    );
  else console.error('stopped; run the same command to go on');
  if (values.json) console.log(JSON.stringify({ name: recipe.name, folder, model, finished, agreement, selected }));
  return finished ? 0 : 130;
};
