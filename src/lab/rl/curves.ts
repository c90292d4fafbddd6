/** The curves of an RL run, drawn from its log: rates.svg, policy.svg, length.svg and speed.svg in its folder. */
import { join } from 'node:path';
import { writeAtomic } from '../../files.ts';
import { linePlot } from '../../eval/line-plot.ts';
import type { LogLine, StepLine } from './log.ts';
import type { RlRecipe } from '../recipe/rl.ts';

type Curve = [step: number, value: number][];

/** Means over at most 100 stretches of steps. */
const smooth = (points: Curve): Curve => {
  const size = Math.ceil(points.length / 100) || 1;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const part = points.slice(i * size, (i + 1) * size);
    return [part.at(-1)![0], part.reduce((sum, [, y]) => sum + y, 0) / part.length];
  });
};

type Series = { name: string; points: Curve; dashed?: boolean };
type Plot = { file: string; title: string; yLabel: string; series: Series[]; percent?: boolean };

const plotsOf = (log: readonly LogLine[], size: number): Plot[] => {
  const steps = log.filter((line) => line.type === 'step');
  const of = (field: keyof StepLine): Curve =>
    smooth(steps.flatMap((line): Curve => (typeof line[field] === 'number' ? [[line.step, line[field]]] : [])));
  const heldOut = log
    .filter((line) => line.type === 'held-out')
    .map((line): Curve[number] => [line.step, line.accuracy]);
  return [
    {
      file: 'rates.svg',
      title: 'how often it is right',
      yLabel: 'share of the answers',
      percent: true,
      series: [
        { name: 'reward', points: of('reward') },
        { name: 'pass@1', points: of('pass1') },
        { name: `pass@${size}`, points: of('passK') },
        { name: 'held-out, greedy', points: heldOut, dashed: true },
        {
          name: 'skipped groups',
          points: smooth(steps.map((line) => [line.step, line.groups === 0 ? 0 : line.skipped / line.groups])),
        },
      ],
    },
    {
      file: 'policy.svg',
      title: 'how far it has moved',
      yLabel: 'nats per token',
      series: [
        { name: 'entropy', points: of('entropy') },
        { name: 'KL to the start', points: of('kl') },
      ],
    },
    {
      file: 'length.svg',
      title: 'length of an answer',
      yLabel: 'tokens',
      series: [{ name: 'tokens', points: of('length') }],
    },
    {
      file: 'speed.svg',
      title: 'tokens sampled per second of a step',
      yLabel: 'tokens per second',
      series: [
        {
          name: 'tokens/s',
          points: smooth(steps.map((line) => [line.step, line.tokens / Math.max(1e-3, line.seconds)])),
        },
      ],
    },
  ];
};

export const drawCurves = (folder: string, recipe: RlRecipe, log: readonly LogLine[]): void => {
  for (const { file, title, yLabel, series, percent = false } of plotsOf(log, recipe.rollouts.size))
    writeAtomic(
      join(folder, file),
      linePlot({
        title: `${recipe.name}: ${title}`,
        xLabel: 'steps',
        yLabel,
        yRange: percent ? [0, 1] : [0, 0],
        ...(percent ? { yFormat: 'percent' as const } : {}),
        series,
      }),
    );
};
