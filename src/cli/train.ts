/** `mizan train`: trains a model or an adapter by a recipe. The training itself is lab/sft/train.ts. */
import { join } from 'node:path';
import { isFinetune, readSftRecipe, type SftRecipe } from '../lab/recipe/sft.ts';
import { trainRecipe } from '../lab/sft/train.ts';
import { UsageError } from '../usage-error.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  out: { type: 'text', about: 'folder of the run (default: runs/ and the name in the recipe)', value: 'FOLDER' },
  updates: { type: 'integer', about: "number of updates instead of the recipe's", value: 'N', min: 1 },
  export: { type: 'flag', about: 'export the model of the last checkpoint without training' },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

export const help = `mizan train: train a new model, or finetune an existing one, by a recipe

  mizan train recipes/tiny.json                 a small model in a few minutes
  mizan train recipes/k2-tiny.json              the same with latent attention, experts and MuonClip: a miniature Kimi K2
  mizan train recipes/mizan-1m.json             the embedded model
  mizan train recipes/mizan-1m.json --out runs/again --updates 500
  mizan train recipes/mizan-1m.json --export    the model of the last checkpoint
  mizan train recipes/lora-tiny.json            LoRA adapters for an existing model

A recipe with "base" (a model folder as mizan import takes it, or "embedded") finetunes that model: its adapters when the recipe
has "lora", else all weights. The data are items of the task families, or a file of conversations: {"data": {"file":
"chats.jsonl"}}. Each line of the file is {"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content":
"..."}]} or {"text": "..."}.

The folder of a run holds recipe.json, log.jsonl, loss.svg, the last checkpoint, and the result: model/ in the Hugging Face
layout, or adapter/ in the layout of PEFT. A run that was stopped or killed continues from its last checkpoint when it is
started again, and ends with the same weights as an uninterrupted run. The number of updates may be changed until the learning
rate has begun to fall.

${describeOptions(options)}

Exit code: 0 finished; 1 failed; 2 a mistake in the command; 130 stopped by Ctrl-C (checkpoint saved; run it again to go on).
`;

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length !== 1)
    throw new UsageError('mizan train takes one recipe, for example: mizan train recipes/mizan-1m.json');
  const read = readSftRecipe(positionals[0]!);
  const recipe: SftRecipe =
    values.updates === undefined ? read : { ...read, train: { ...read.train, updates: values.updates } };
  const folder = values.out ?? join('runs', recipe.name);
  const { finished, model, parameters, state } = await trainRecipe(recipe, folder, signal, {
    exportOnly: values.export,
  });
  const kind = isFinetune(recipe) && recipe.lora ? 'adapter' : 'model';
  if (model)
    console.error(
      asTyped(
        `${kind} in ${model}; ask it: mizan ask --model ${model} "QUESTION"${kind === 'adapter' ? `; merge it: mizan export ${model} --out FOLDER` : ''}`,
      ),
    );
  if (values.json) console.log(JSON.stringify({ name: recipe.name, folder, model, finished, parameters, ...state }));
  return finished ? 0 : 130;
};
