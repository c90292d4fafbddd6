/** What a run of SFT shows and records: log.jsonl, a curve of the loss, and a line of progress. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linePlot } from '../../eval/line-plot.ts';
import { appendLine, writeAtomic } from '../../files.ts';
import { defined } from '../../json.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { SftEvent } from '../../train/sft.ts';

type LogLine = Extract<SftEvent, { type: 'update' | 'validation' }>;

/** Reads the log up to the checkpoint and cuts the file there, so that a resumed run writes each update once. */
const cutLog = (path: string, update: number): LogLine[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LogLine | null];
      } catch {
        return [];
      } // a torn last line
    })
    .filter((line) => line !== null && line.update <= update) as LogLine[];
  writeAtomic(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return lines;
};

/** Means over at most 200 equal parts of the run. */
const smooth = (points: [number, number][]): [number, number][] => {
  const size = Math.ceil(points.length / 200) || 1;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const part = points.slice(i * size, (i + 1) * size);
    return [part.at(-1)![0], part.reduce((sum, [, y]) => sum + y, 0) / part.length];
  });
};

/** Writes loss.svg: training and held-out loss over the updates. */
const drawLoss = (folder: string, name: string, log: readonly LogLine[]): void => {
  const series = (type: LogLine['type']): [number, number][] =>
    log.filter((line) => line.type === type).map((line) => [line.update, line.loss]);
  writeAtomic(
    join(folder, 'loss.svg'),
    linePlot({
      title: `${name}: loss per token`,
      xLabel: 'updates',
      yLabel: 'cross-entropy (nats)',
      yRange: [0, 0],
      series: [
        { name: 'training', points: smooth(series('update')) },
        { name: 'held-out', points: series('validation'), dashed: true },
      ],
    }),
  );
};

/** Mean training loss of the last 50 lines of the log. */
const recentLoss = (log: readonly LogLine[]): number => {
  const losses = log
    .slice(-50)
    .filter(({ type }) => type === 'update')
    .map(({ loss }) => loss);
  return losses.reduce((a, b) => a + b, 0) / losses.length;
};

export type RunLog = { add(event: SftEvent): void };

/**
 * Records the events of a run of `updates` updates in `folder`. `from`: updates that were made before it was resumed.
 */
export const openRunLog = (
  folder: string,
  { name, updates, tokensPerUpdate, from }: { name: string; updates: number; tokensPerUpdate: number; from: number },
): RunLog => {
  const path = join(folder, 'log.jsonl');
  const progress = createProgress({
    total: updates * tokensPerUpdate,
    from: from * tokensPerUpdate,
    label: 'train',
    unit: 'tok',
  });
  let log: LogLine[] = [];
  let heldOutLoss: number | undefined;
  const record = (line: LogLine): void => {
    log.push(line);
    appendLine(path, line);
  };
  const showUpdate = ({ update, lr, maxLogits, clipped }: Extract<SftEvent, { type: 'update' }>): void =>
    progress.update(
      update * tokensPerUpdate,
      defined({
        update: `${update}/${updates}`,
        loss: recentLoss(log).toFixed(3),
        'held-out': heldOutLoss?.toFixed(3),
        logit: maxLogits && Math.max(...maxLogits.flat()).toFixed(1),
        clipped: clipped ? `${Math.round(100 * clipped)} %` : undefined,
        lr: lr.toExponential(1),
      }) as Record<string, string>,
    );
  return {
    add: (event) => {
      switch (event.type) {
        case 'start':
          log = cutLog(path, event.state.update);
          if (event.state.update > 0) progress.log(`resuming after update ${event.state.update}`);
          return;
        case 'update':
          record(event);
          return showUpdate(event);
        case 'validation':
          heldOutLoss = event.loss;
          return record(event);
        case 'saved':
          return drawLoss(folder, name, log);
        case 'end':
          drawLoss(folder, name, log);
          return progress.finish(
            event.finished ? 'finished' : `stopped at update ${event.state.update}; run the same command to go on`,
          );
        default:
          return event satisfies never;
      }
    },
  };
};
