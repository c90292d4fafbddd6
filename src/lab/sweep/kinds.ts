/**
 * The kinds of recipes that a sweep can run (SFT, RL), each as the same functions: whether a recipe is of this kind,
 * whether it is valid, running it in a folder, and the score of a finished run. A new kind is one more entry.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DivergedError } from '../../train/sft.ts';
import { runRl } from '../rl/loop.ts';
import { parseRlRecipe } from '../recipe/rl.ts';
import { trainRecipe } from '../sft/train.ts';
import { parseSftRecipe } from '../recipe/sft.ts';

/** What a run showed: the number that it is judged by, and how that came about, as [update, value]. */
export type Shown = { score: number; curve: [number, number][]; parameters: number; tokens: number };

/** `diverged` is a result like any other: it would come again. */
export type Outcome = { status: 'done'; shown: Shown } | { status: 'diverged'; why: string } | { status: 'stopped' };

export type Kind = {
  name: string;
  fits(recipe: Readonly<Record<string, unknown>>): boolean;
  /** Throws one sentence when the recipe is not sound. */
  check(recipe: unknown, path: string): void;
  /** Runs the recipe in its folder, or goes on there. Errors that are not the recipe's doing are thrown. */
  run(recipe: unknown, path: string, folder: string, signal: AbortSignal): Promise<Outcome>;
  score: { label: string; better: 'lower' | 'higher'; format(value: number): string };
  /** Name of the x axis of curves. */
  axis: string;
};

type Line = { type: string; update: number; loss: number };

const readLines = (path: string): Line[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line)
    : [];

const train: Kind = {
  name: 'train',
  fits: () => true,
  check: parseSftRecipe,
  run: async (json, path, folder, signal) => {
    const recipe = parseSftRecipe(json, path);
    try {
      const { finished, parameters, state } = await trainRecipe(recipe, folder, signal);
      if (!finished) return { status: 'stopped' };
      const curve = readLines(join(folder, 'log.jsonl'))
        .filter(({ type }) => type === 'validation')
        .map(({ update, loss }): [number, number] => [update, loss]);
      if (curve.length === 0)
        throw new Error(
          `the run in ${folder} measured no held-out loss; raise "validation_items" or "length" in the recipe`,
        );
      return { status: 'done', shown: { score: curve.at(-1)![1], curve, parameters, tokens: state.tokens } };
    } catch (error) {
      if (error instanceof DivergedError) return { status: 'diverged', why: error.message.split(';')[0]! };
      throw error;
    }
  },
  score: { label: 'held-out loss', better: 'lower', format: (value) => value.toFixed(4) },
  axis: 'updates',
};

type RlLine = { type: string; step: number; accuracy: number };

const rl: Kind = {
  name: 'rl',
  fits: (recipe) => 'rollouts' in recipe,
  check: parseRlRecipe,
  run: async (json, path, folder, signal) => {
    try {
      const { finished, comparison, state } = await runRl(parseRlRecipe(json, path), folder, signal);
      if (!finished) return { status: 'stopped' };
      const curve = (readLines(join(folder, 'log.jsonl')) as unknown as RlLine[])
        .filter(({ type }) => type === 'held-out')
        .map(({ step, accuracy }): [number, number] => [step, accuracy]);
      const { parameters } = JSON.parse(readFileSync(join(folder, 'model', 'recipe.json'), 'utf8')) as {
        parameters: number;
      };
      return { status: 'done', shown: { score: comparison!.at(-1)!.after, curve, parameters, tokens: state.tokens } };
    } catch (error) {
      if (error instanceof DivergedError) return { status: 'diverged', why: error.message.split(';')[0]! };
      throw error;
    }
  },
  score: { label: 'held-out accuracy, greedy', better: 'higher', format: (value) => `${(100 * value).toFixed(1)} %` },
  axis: 'steps',
};

/** From the most particular to the most general. */
export const kinds: readonly Kind[] = [rl, train];

export const kindOf = (recipe: Readonly<Record<string, unknown>>): Kind => kinds.find((kind) => kind.fits(recipe))!;
