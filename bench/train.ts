/**
 * Claim: Mizan's engine trains on a CPU about as fast as PyTorch. Tokens per second of whole training steps (forward,
 * backward, clipping, AdamW) of three sizes, beside the same transformer in plain PyTorch from the same weights on the
 * same batch. Before any speed is compared, the losses of the first three steps must agree. Every measurement is a
 * fresh process; the two sides alternate. The peer is tried with several settings and takes part with its fastest.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countParameters } from '../src/model/config.ts';
import { initWeights } from '../src/model/transformer.ts';
import { encodeSafetensors } from '../src/model/safetensors.ts';
import { fastest, findTorch, INSTALL, requireSameLosses, runMizan, runTorch, SETTINGS, type Measured } from './peer.ts';
import { SIZES } from './sizes.ts';
import { machine, median, short, THREADS, type BenchOptions } from './timing.ts';

const PEER = 'peer_torch.py';

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchTrain = ({ quick, json }: BenchOptions): void => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const torch = findTorch();
  const rounds = quick ? 1 : 3;
  log(
    `Training on the CPU: f32, ${THREADS} threads, ${rounds} round${rounds > 1 ? 's' : ''}, median of all timed steps.`,
  );
  if ('missing' in torch) log(`WITHOUT PEER: ${torch.missing}\nTo compare with PyTorch: ${INSTALL}`);
  else log(`Peer: PyTorch ${torch.version}.`);
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-'));
  const results: Record<string, unknown>[] = [];
  try {
    for (const size of SIZES) {
      const tokens = size.rows * size.length;
      const steps = quick ? 2 : size.steps;
      const weights = join(folder, `${size.name}.safetensors`);
      writeFileSync(weights, encodeSafetensors(new Map(Object.entries(initWeights(size.config, 1))), { dtype: 'F32' }));
      log(
        `\n${size.name}: ${countParameters(size.config).toLocaleString('en')} parameters, ${JSON.stringify(size.json)}, batch ${size.rows} × ${size.length}`,
      );
      const chosen =
        'missing' in torch
          ? undefined
          : fastest(
              PEER,
              size,
              weights,
              quick ? 1 : Math.max(3, size.steps >> 1),
              quick ? SETTINGS.slice(0, 2) : SETTINGS,
              log,
            );
      const ms: { mizan: number[][]; torch: number[][] } = { mizan: [], torch: [] };
      let gap: number | undefined;
      for (let round = 0; round < rounds; round++) {
        const runs: Partial<Record<'mizan' | 'torch', Measured>> = {};
        for (const side of round % 2 === 0 ? (['mizan', 'torch'] as const) : (['torch', 'mizan'] as const)) {
          if (side === 'mizan') runs.mizan = runMizan(size, weights, steps);
          else if (chosen) runs.torch = runTorch(PEER, size, weights, steps, chosen.setting);
        }
        for (const side of ['mizan', 'torch'] as const)
          if (runs[side]) ms[side].push(runs[side].ms.map((x) => Number(x.toFixed(2))));
        if (runs.torch) gap = Math.max(gap ?? 0, requireSameLosses(size.name, runs.mizan!.losses, runs.torch.losses));
      }
      const rate = (values: readonly number[][]) => (tokens / median(values.flat())) * 1e3;
      // The ratio of each round's medians: both sides of a round met the same machine.
      const ratios = chosen ? ms.mizan.map((values, i) => median(ms.torch[i]!) / median(values)) : [];
      for (const side of ['mizan', 'torch'] as const) {
        if (ms[side].length > 0)
          log(
            `  ${side.padEnd(6)} ${short(rate(ms[side])).padStart(7)} tokens/s; ms a step by round: ${ms[side].map((values) => short(median(values))).join(', ')}`,
          );
      }
      if (chosen)
        log(
          `  mizan / torch: ${median(ratios).toFixed(2)} (by round ${ratios.map((x) => x.toFixed(2)).join(', ')}); losses of steps 1-3 differ by at most ${gap!.toExponential(1)}`,
        );
      results.push({
        size: size.name,
        parameters: countParameters(size.config),
        config: size.json,
        rows: size.rows,
        length: size.length,
        mizanTokensPerSecond: Math.round(rate(ms.mizan)),
        ms,
        ...(chosen
          ? {
              torchTokensPerSecond: Math.round(rate(ms.torch)),
              ratio: Number(median(ratios).toFixed(3)),
              ratios: ratios.map((x) => Number(x.toFixed(3))),
              lossGap: gap,
              setting: chosen.setting.name,
              tried: chosen.tried,
            }
          : {}),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    JSON.stringify({
      bench: 'train',
      quick,
      threads: THREADS,
      rounds,
      peer: 'missing' in torch ? null : `torch ${torch.version}`,
      machine: machine(),
      results,
    }),
  );
};
