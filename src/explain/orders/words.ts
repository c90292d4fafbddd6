/** The words of orders by their sense, for the reading by explanation: who stands in front, and of what they speak. */
import { isLoaded } from '../grammar/asking.ts';

/** Of what a comparison speaks, and whether more of it stands in front. */
export type Sense = { scale: string; more: boolean };

/** A part of a sentence. `P` name, `R` relation, `S` place, `C` comparative alone, `N` next to, `B` between. */
export type Bit = {
  role: 'P' | 'R' | 'S' | 'C' | 'N' | 'B' | ',' | '&' | 'w' | 'h' | 'n' | 'u' | '';
  text: string;
  scale?: string;
  /** Of a relation: the first name stands in front. */ more?: boolean;
  /** They stand side by side. */ side?: boolean;
  /** 1 is the first, -1 the last, 0 the middle. */ place?: number;
};

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Adjectives of one scale: those that stand in front, and their opposites. */
const SCALES: ReadonlyMap<string, Sense> = new Map(
  (
    'tall/short;old elder/young new;fast quick/slow;heavy/light;big large great/small little;long/short;' +
    'rich/poor;strong/weak;' +
    'high/low;dear pricy expensive costly/cheap;hot warm/cold cool;loud noisy/quiet soft;wide broad/narrow;' +
    'deep/shallow;' +
    'good/bad;bright/dim dark;thick/thin;hard/easy;near close/far;early soon/late;senior/junior;many/few'
  )
    .split(';')
    .flatMap((pair, i): (readonly [string, Sense])[] => {
      const [more, less] = pair.split('/') as [string, string];
      const scale = pair.startsWith('early') ? 'row' : `scale ${i}`;
      return [
        ...more.split(' ').map((word) => [word, { scale, more: true }] as const),
        ...less.split(' ').map((word) => [word, { scale, more: false }] as const),
      ];
    }),
);
const IRREGULAR: Readonly<Record<string, string>> = {
  better: 'good',
  best: 'good',
  worse: 'bad',
  worst: 'bad',
  fewest: 'few',
  further: 'far',
  farther: 'far',
  furthest: 'far',
  eldest: 'old',
};
const NO_COMPARISON = set(
  'after other under never ever over her their either neither whether together rather number order computer ' +
    'sister brother mother father ' +
    'daughter water paper winner runner teacher farmer driver player silver copper tiger spider amber december ' +
    'november october september ' +
    'later former letter dinner corner river tower summer winter butter pepper ginger peter oliver alexander ' +
    'roger walter esther esper ' +
    'officer customer member answer manager per than other another rest west nearest forest guest test best ' +
    'harvest interest honest request ' +
    'chest nest quest contest latest invest suggest priest everest ernest budapest bucharest brest forrest',
);

/** "taller" is "tall", "heavier" "heavy", "biggest" "big". */
const stems = (word: string, ending: 'er' | 'est'): string[] => {
  if (Object.hasOwn(IRREGULAR, word)) return [IRREGULAR[word]!];
  if (NO_COMPARISON.has(word) || !word.endsWith(ending) || word.length < ending.length + 3) return [];
  const base = word.slice(0, -ending.length);
  const doubled = /([bdglmnprt])\1$/.test(base) ? [base.slice(0, -1)] : [];
  return [base, ...doubled, `${base}e`, base.replace(/i$/, 'y')];
};
const senseOf = (candidates: readonly string[]): Sense | undefined => {
  const known = candidates.find((one) => SCALES.has(one));
  if (known !== undefined) return SCALES.get(known)!;
  return candidates.length === 0 ? undefined : { scale: candidates[0]!, more: true };
};

/** The sense of "taller", of an adjective that no list has too. */
export const comparative = (word: string): Sense | undefined => senseOf(stems(word, 'er'));
export const superlative = (word: string): Sense | undefined => senseOf(stems(word, 'est'));
export const adjective = (word: string): Sense => SCALES.get(word) ?? { scale: word, more: true };

/** In a row, a race or a rank the first, the best, the highest and who has most are one. */
const ROW = /^(?:row|more|scale (?:8|14|21))$/;
/** Scales that one word may belong to: "shorter" is of length or of height. */
export const sameScale = (a: string, b: string): boolean =>
  a === b ||
  (ROW.test(a) && ROW.test(b)) ||
  (/^scale [05]$/.test(a) && /^scale [05]$/.test(b)) ||
  (/^scale [04]$/.test(a) && /^scale [04]$/.test(b)) ||
  ((a === 'size' || b === 'size') && [a, b].every((one) => one === 'size' || one === 'scale 4' || ROW.test(one))) ||
  (/^scale [48]$/.test(a) && /^scale [48]$/.test(b));

/** Words of a row, a race or a rank that stand between two names. */
export const RELATIONS: ReadonlyMap<string, boolean> = new Map(
  (
    [
      [
        true,
        'before|ahead of|in front of|above|to the left of|left of|left from|to the left from|' +
          'over|on top of|higher up than|>|earlier than|' +
          'sooner than|beats|beat|outran|outsold|outscored|outranks|defeated|beat|overtook|exceeds|outlasted|outweighs|precedes|' +
          'leads',
      ],
      [
        false,
        '<|after|behind|below|under|underneath|beneath|to the right of|right of|right from|' +
          'to the right from|later than|trails|trailed|' +
          'follows|followed|lost to',
      ],
    ] as const
  ).flatMap(([more, words]) => words.split('|').map((one) => [one, more] as const)),
);
/** A relation with one of these before it tells of two that stand side by side. */
export const SIDE = set('right directly immediately just straight');

/** What somebody does to stand in a row, a race or a rank; it carries nothing beside the relation. */
export const VERBS = set(
  'is are was were am be been came come comes finished finishes finish arrived arrives ended ends placed ranks ' +
    'ranked stands stood sits sat ran ' +
    'crossed lives lived got gets goes went lies lay hangs queued rated speaks spoke moves has have had cost ' +
    'costs scored sold did does do hopped weighs weigh weighed earns earn scores practises practise likes live ' +
    'live ordered started joined gives give gave takes take took opened served booked registered retired crosses cross',
);
export const EMPTY = set(
  'the a an of in at on to it them all us these those this that place position line finish race queue row than ' +
    'by for so then also too even still ' +
    'way much bit little slightly far clearly only just from with my our his her their its i you we me if given ' +
    'suppose knowing when who which ' +
    'what whom tell name find please list give order put rank sort arrange write show say out up down one person ' +
    'people kids children boys girls ' +
    'friends runners three four five six can could would will and or but while whereas however now ok okay well ' +
    'right there here be s many much whose along across',
);
/** Words that turn other questions and no order. */
export const LICENSED = set(
  'who which how order first last second third fourth fifth left right before after between every all both place ' +
    'same than as then also only most least ' +
    'different yes no two three four five six sort sorted rank ranked ascending descending largest smallest ' +
    'reverse if when where more less may might could should would finishing whole off top bottom front back ' +
    'start starts end ends next whose true beginning',
);
export const isIdle = (word: string): boolean => LICENSED.has(word) || !isLoaded(word);
