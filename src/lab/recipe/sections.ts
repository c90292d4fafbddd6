/**
 * Sections that several kinds of recipes share: which task families documents are drawn from, and how weights are
 * updated.
 */
import { z } from 'zod';
import { previewJson } from '../../json.ts';
import { families } from '../../task/registry.ts';
import { qkClipDefaults } from '../../train/qk-clip.ts';
import { choice, flag, knownKeys, mustBe, number, numberBelow, pair, section, share, whole } from './fields.ts';

const familyNames = families.map(({ name }) => name) as [string, ...string[]];
const FAMILIES = `"all", a list, or an object of weights above 0, of these: ${familyNames.join(', ')}`;

/** A message shows the first unknown name of a list, or else the whole value. */
const familiesError = {
  error: ({ input }: { input?: unknown }) => {
    const unknown = Array.isArray(input) ? input.find((name) => !familyNames.includes(name as string)) : undefined;
    return `must be ${FAMILIES}; is ${previewJson(unknown ?? input, 60)}`;
  },
};
const familyName = z.enum(familyNames);
const familyWeight = z.number(mustBe('a number above 0')).positive(mustBe('a number above 0'));

/** Task families: all of them, a list, or weights by name. */
export const familyChoice = z
  .union(
    [
      z.literal('all'),
      z.array(familyName).min(1, familiesError),
      z
        .partialRecord(familyName, familyWeight, knownKeys('a task family', familyNames))
        .refine((weights) => Object.keys(weights).length > 0, familiesError) as unknown as z.ZodType<
        Record<string, number>
      >,
    ],
    familiesError,
  )
  .describe('Task families to draw from: "all", a list, or an object of relative weights.');

/** How often each difficulty is drawn, relative to the others; at least one weight is above 0. */
export const difficultyWeights = section({ 1: number(0, 1e6), 2: number(0, 1e6), 3: number(0, 1e6) })
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'must have a number above 0, all are 0')
  .describe('How often each difficulty is drawn, relative to the others.');

/** Seeds from 1000 on belong to evaluation. */
export const dataSeed = whole(0, 999).describe('Seed of the training items; seeds from 1000 on belong to evaluation.');

export const taskDataFields = {
  seed: dataSeed,
  families: familyChoice,
  difficulties: difficultyWeights,
  planned: share.describe('Share of documents that hold a plan.'),
  documents: whole(1, 1e9)
    .optional()
    .describe('Number of different documents: after the last comes the first again. Without it they never repeat.'),
};

/** Items of task families as training documents. */
export const taskData = section(taskDataFields);
export type TaskData = z.output<typeof taskData>;

const muonSection = section({ momentum: number(0, 0.9999), rms: number(0, 10) }).describe(
  'Muon for the matrices inside the blocks, AdamW for the rest. Without it: AdamW for all.',
);

const qkClipSection = section({
  threshold: number(0.001, 1e6).describe('Largest attention logit that is left alone.'),
  alpha: share.default(qkClipDefaults.alpha).describe('Share of the scaling that queries take.'),
  granularity: choice(['head', 'layer']).default(qkClipDefaults.granularity),
}).describe('QK-Clip: holds attention logits at a threshold. With muon this is MuonClip.');

/** Fields of every optimiser section: AdamW's, and the learning rate over the run. */
export const optimiserFields = {
  lr: number(0, 10).describe('Peak learning rate.'),
  decay: share.describe('Share of the updates, at the end, in which the learning rate falls linearly to 0.'),
  weight_decay: number(0, 10),
  betas: pair(numberBelow(0, 1), 'two numbers from 0 to below 1').describe("AdamW's β₁ and β₂."),
  clip: number(0, 1e6).describe('Largest norm of all gradients together; 0 means no clipping.'),
  muon: muonSection.optional(),
};

/** How a model is trained by SFT. */
export const sftSection = section({
  updates: whole(1, 1e8),
  rows: whole(1, 65536).describe('Rows of a batch.'),
  length: whole(8, 65536).describe('Tokens of a row; a longer document is left out.'),
  accumulate: whole(1, 65536).describe('Batches of an update.'),
  warmup: whole(0, 1e8).describe('Updates in which the learning rate rises linearly.'),
  ...optimiserFields,
  threads: whole(1, 256),
  save_every: whole(1, 1e8).describe('Updates between checkpoints.'),
  validate_every: whole(1, 1e8).describe('Updates between measurements of the validation loss.'),
  validation_items: whole(1, 1e6).describe('Documents held out for validation.'),
  checkpoint_activations: flag.optional().describe('Computes activations again in the backward pass to save memory.'),
  qk_clip: qkClipSection.optional(),
  watch_logits: flag.optional().describe('Logs the largest attention logit of each head also without qk_clip.'),
  bias_rate: number(0, 1).optional().describe("How far an expert's routing bias moves per update, to balance experts."),
});
