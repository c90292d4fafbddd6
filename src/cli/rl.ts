/** `mizan rl`: reinforcement learning by a recipe. The loop is lab/rl/loop.ts. */
import { join } from 'node:path';
import { comparisonText } from '../lab/exam/held-out.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { runRl } from '../lab/rl/loop.ts';
import { readRlRecipe, type RlRecipe } from '../lab/recipe/rl.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  out: { type: 'text', about: 'folder of the run (default: runs/ and the name in the recipe)', value: 'FOLDER' },
  start: { type: 'text', about: "the model to start from, instead of the recipe's", value: 'FOLDER' },
  seed: {
    type: 'integer',
    about: "seed of questions and samples, instead of the recipe's",
    value: 'SEED',
    min: 0,
    max: 2 ** 31,
  },
  steps: { type: 'integer', about: "number of steps of the whole run, instead of the recipe's", value: 'N', min: 1 },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

export const help = `mizan rl: reinforcement learning on questions whose answers can be checked

  mizan rl recipes/rl-tiny.json                 a few steps, to see a whole run
  mizan rl recipes/rl-1m.json                   improves the model that recipes/mizan-1m.json trains
  mizan rl recipes/rl-1m.json --seed 2 --out runs/rl-1m-2

The folder of a run holds recipe.json, the start model (start/), rollouts.jsonl with every answer, its rewards and their reasons,
log.jsonl, rates.svg, policy.svg, length.svg, speed.svg, the last checkpoint, results.json (held-out items before and after)
and model/, the trained model so far. A run that was stopped or killed continues from its last checkpoint when it is started
again, and ends with the same bytes as an uninterrupted run. Training questions are of the train split, held-out items of the
test split.

${describeOptions(options)}

Exit code: 0 finished; 1 failed; 2 a mistake in the command; 130 stopped by Ctrl-C (checkpoint saved; run it again to go on).
`;

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length !== 1)
    throw new UsageError('mizan rl takes one recipe, for example: mizan rl recipes/rl-1m.json');
  const read = readRlRecipe(positionals[0]!);
  const recipe: RlRecipe = {
    ...read,
    seed: values.seed ?? read.seed,
    start: values.start ?? read.start,
    train: { ...read.train, steps: values.steps ?? read.train.steps },
  };
  const folder = values.out ?? join('runs', recipe.name);
  const { finished, state, comparison, model } = await runRl(recipe, folder, signal);
  if (comparison && !values.json) console.log(comparisonText(comparison, recipe.held_out.draws));
  if (model !== undefined) console.error(asTyped(`model in ${model}; ask it: mizan ask --model ${model} "QUESTION"`));
  const { unfinished: _unfinished, successRates: _successRates, ...where } = state;
  if (values.json)
    console.log(
      JSON.stringify({
        name: recipe.name,
        folder,
        model: model ?? null,
        finished,
        ...where,
        comparison: comparison ?? null,
      }),
    );
  return finished ? 0 : 130;
};
