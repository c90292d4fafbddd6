/**
 * Questions made from the wordings: number k of a seed is one question in one voice with its formal problem, or the
 * reason to decline it. A pure function of both. For fuzzing the readers and for training; never for the test in
 * independent wordings.
 */
import { createRandom } from '../../random.ts';
import { BODY_INTENTS } from './bodies.ts';
import { CALENDAR_INTENTS } from './calendar.ts';
import type { Intent, Level, Meaning, Slots } from './intent.ts';
import { LIST_INTENTS } from './lists.ts';
import { NAME_INTENTS } from './names.ts';
import { NEAR_INTENTS } from './near.ts';
import { NUMBER_INTENTS } from './numbers.ts';
import { STORY_INTENTS } from './stories.ts';
import { SUM_INTENTS } from './sums.ts';
import { parseTemplate, variantsOf, writeTemplate, type Node } from './template.ts';
import { inVoice, VOICES, type Voice } from './voices.ts';

export const INTENTS: readonly Intent[] = [
  ...SUM_INTENTS,
  ...NUMBER_INTENTS,
  ...LIST_INTENTS,
  ...CALENDAR_INTENTS,
  ...NAME_INTENTS,
  ...STORY_INTENTS,
  ...BODY_INTENTS,
];
export const ALL_INTENTS: readonly Intent[] = [...INTENTS, ...NEAR_INTENTS];

const trees = new Map<string, Node>();
export const treeOf = (wording: string): Node => {
  if (!trees.has(wording)) trees.set(wording, parseTemplate(wording));
  return trees.get(wording)!;
};

/** In how many ways the questions of a family can be worded: slots, voices and slips not counted. */
export const wordingsOf = (family: string): number =>
  INTENTS.filter((one) => one.family === family)
    .flatMap((one) => one.wordings)
    .reduce((sum, wording) => sum + variantsOf(treeOf(wording)), 0);

export type Worded = {
  question: string;
  family: string;
  intent: string;
  voice: Voice;
  level: Level;
  slots: Slots;
  meaning: Meaning;
};

type Options = {
  /** How many of them have no answer. */
  near?: number;
  level?: Level;
  voices?: readonly Voice[];
  /** How often a word problem is drawn for each question of another family. */
  stories?: number;
};

/** Question k of a seed. */
export const worded = (
  seed: string | number,
  k: number,
  { near = 0.2, level, voices = VOICES, stories = 1 }: Options = {},
): Worded => {
  const random = createRandom(`wording/${seed}/${k}`);
  for (;;) {
    const pool = random.chance(near) ? NEAR_INTENTS : INTENTS;
    const families = [...new Set(pool.map((one) => one.family))].flatMap((one) =>
      Array.from({ length: one === 'stories' ? stories : 1 }, () => one),
    );
    const family = random.pick(families);
    const intent = random.pick(pool.filter((one) => one.family === family));
    const at = level ?? (random.int(0, 2) as Level);
    const slots = intent.draw(random, at);
    const used: Record<string, string> = {};
    const plain = writeTemplate(treeOf(random.pick(intent.wordings)), random, (name) => {
      const value = slots[name];
      if (value === undefined) throw new Error(`${intent.name}: no value is drawn for the slot {${name}}`);
      return (used[name] = value);
    });
    const meaning = intent.meaning(used);
    if (meaning === undefined) continue;
    const voice = random.pick(voices);
    const exact = /equation|digits|hex|octal|clock|date|gap/.test(Object.keys(slots).join(' '));
    return {
      question: inVoice(plain, voice, random, exact),
      family,
      intent: intent.name,
      voice,
      level: at,
      slots: used,
      meaning,
    };
  }
};
