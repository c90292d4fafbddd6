/**
 * Claim: a sparse model trains at 70 % or more of the speed of a dense model with the same active parameters (16
 * experts, 2 active), and no slower than in PyTorch. Tokens per second of whole training steps, with AdamW and with
 * MuonClip: the second turns every expert's matrix, so its cost grows with all parameters, not with the active ones.
 * The sides alternate, each measurement in a fresh process; ratios are of one round. PyTorch trains the same sparse
 * model with AdamW, from the same weights on the same batch, after the losses of the first three steps have agreed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countActive, countParameters } from '../src/model/config.ts';
import { encodeSafetensors } from '../src/model/safetensors.ts';
import { initWeights } from '../src/model/transformer.ts';
import { fastest, findTorch, INSTALL, requireSameLosses, runMizan, runTorch, SETTINGS, type Measured } from './peer.ts';
import { PAIRS, type Size } from './sizes.ts';
import { machine, median, short, THREADS, type BenchOptions } from './timing.ts';

const PEER = 'peer_torch_sparse.py';
const AIM = 0.7;

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchSparse = ({ quick, json }: BenchOptions): void => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const torch = findTorch();
  const rounds = quick ? 1 : 5;
  log(
    `Training with experts on the CPU: f32, ${THREADS} threads, ${rounds} round${rounds > 1 ? 's' : ''}, median of all timed steps.`,
  );
  log(
    'missing' in torch
      ? `PyTorch: not here (${torch.missing}). To compare with it: ${INSTALL}`
      : `Peer: PyTorch ${torch.version}.`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-'));
  const results: Record<string, unknown>[] = [];
  try {
    for (const { name, dense, sparse } of PAIRS) {
      const weightsOf = (size: Size): string => {
        const path = join(folder, `${size.name}.safetensors`);
        writeFileSync(path, encodeSafetensors(new Map(Object.entries(initWeights(size.config, 1))), { dtype: 'F32' }));
        return path;
      };
      const [denseWeights, sparseWeights] = [weightsOf(dense), weightsOf(sparse)];
      const steps = quick ? 2 : sparse.steps;
      const sizes = {
        dense: [countParameters(dense.config), countActive(dense.config)],
        sparse: [countParameters(sparse.config), countActive(sparse.config)],
      } as const;
      log(
        `\n${name}: dense ${sizes.dense[0].toLocaleString('en')} parameters; sparse ${sizes.sparse[0].toLocaleString('en')}, ${sizes.sparse[1].toLocaleString('en')} active; batch ${sparse.rows} × ${sparse.length}`,
      );
      const chosen =
        'missing' in torch
          ? undefined
          : fastest(
              PEER,
              sparse,
              sparseWeights,
              quick ? 1 : Math.max(3, sparse.steps >> 1),
              quick ? SETTINGS.slice(0, 1) : SETTINGS.filter(({ attention }) => attention === 'grouped'),
              log,
            );
      const sides: Record<string, () => Measured> = {
        'dense, AdamW': () => runMizan(dense, denseWeights, steps),
        'sparse, AdamW': () => runMizan(sparse, sparseWeights, steps),
        'dense, MuonClip': () => runMizan(dense, denseWeights, steps, 'muonclip'),
        'sparse, MuonClip': () => runMizan(sparse, sparseWeights, steps, 'muonclip'),
        ...(chosen
          ? { 'sparse, PyTorch, AdamW': () => runTorch(PEER, sparse, sparseWeights, steps, chosen.setting) }
          : {}),
      };
      const ms: Record<string, number[][]> = {};
      let gap: number | undefined;
      for (let round = 0; round < rounds; round++) {
        const order = Object.keys(sides);
        const losses: Record<string, number[]> = {};
        for (const side of round % 2 === 0 ? order : order.toReversed()) {
          const measured = sides[side]!();
          losses[side] = measured.losses;
          (ms[side] ??= []).push(measured.ms.map((x) => Number(x.toFixed(2))));
        }
        if (chosen)
          gap = Math.max(
            gap ?? 0,
            requireSameLosses(name, losses['sparse, AdamW']!, losses['sparse, PyTorch, AdamW']!),
          );
      }
      const tokens = sparse.rows * sparse.length;
      const rate = (side: string) => (tokens / median(ms[side]!.flat())) * 1e3;
      const ratios = (slow: string, fast: string) =>
        ms[slow]!.map((values, i) => median(ms[fast]![i]!) / median(values));
      for (const side of Object.keys(sides))
        log(
          `  ${side.padEnd(23)}${short(rate(side)).padStart(7)} tokens/s; ms a step by round: ${ms[side]!.map((values) => short(median(values))).join(', ')}`,
        );
      const shown = (label: string, values: readonly number[], aim: number) => {
        log(
          `  ${label}: ${median(values).toFixed(2)} (by round ${values.map((x) => x.toFixed(2)).join(', ')}); aim ≥ ${aim}${median(values) >= aim ? '' : ', missed'}`,
        );
        return { median: Number(median(values).toFixed(3)), rounds: values.map((x) => Number(x.toFixed(3))), aim };
      };
      results.push({
        name,
        rows: sparse.rows,
        length: sparse.length,
        config: sparse.json,
        parameters: sizes,
        tokensPerSecond: Object.fromEntries(Object.keys(sides).map((side) => [side, Math.round(rate(side))])),
        ms,
        sparseOverDense: {
          adamw: shown('sparse / dense, AdamW', ratios('sparse, AdamW', 'dense, AdamW'), AIM),
          muonclip: shown('sparse / dense, MuonClip', ratios('sparse, MuonClip', 'dense, MuonClip'), AIM),
        },
        ...(chosen
          ? {
              overTorch: shown(
                `Mizan / PyTorch, sparse (losses of steps 1-3 differ by at most ${gap!.toExponential(1)})`,
                ratios('sparse, AdamW', 'sparse, PyTorch, AdamW'),
                1,
              ),
              setting: chosen.setting.name,
              tried: chosen.tried,
              lossGap: gap,
            }
          : {}),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    JSON.stringify({
      bench: 'sparse',
      quick,
      threads: THREADS,
      rounds,
      peer: 'missing' in torch ? null : `torch ${torch.version}`,
      machine: machine(),
      results,
    }),
  );
};
