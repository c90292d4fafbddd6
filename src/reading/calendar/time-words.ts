/** The patterns of times.ts: how times of day are written and in which notation they are asked for. */
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** Which half of the day a time is in, behind it. Two groups: am or pm, or the part of the day. */
export const PART = sequence(
  /\s*\(?/,
  '(?:',
  alternatives(
    /(a\.?m\.?|p\.?m\.?)(?![a-z])/,
    sequence(
      /(?:o'?clock )?(?:in (?:the )?|at |this |tomorrow |yesterday )?/,
      /(morning|evening|afternoon|night|noon)\b/,
    ),
  ),
  ')?',
  /\)?/,
);

/** The hour. */
export const HOURS = String.raw`(\d{1,2})`;

/** "Ten to six", where no range of numbers is meant. */
export const MINUTES_TO = new RegExp(
  sequence(
    /(?<!between )(?:(?<!from )|(?=\d+ to \d+ (?:in the [a-z]+ )?(?:to|till|until) ))\b/,
    /(?<![.:])(5|10|15|20|25) (?:min(?:ute)?s? )?to /,
    HOURS,
    /\b(?! ?(?:min|hour|:))(?!\s*(?:a\.?m|p\.?m))/,
    PART,
  ),
  'g',
);

/** In which notation a time is asked for. */
export const IN_24 = /\b(?:24|military|railway)[- ]?(?:h|hr|hour)?s?\b/;
export const IN_FIGURES = new RegExp(
  alternatives(
    /\bdigital\b|\b(?:in|with|w|using|as|into) (?:numbers|digits|figures|numerals)\b/,
    /= ?\?*\W*$|\bhow (?:do|would|can|should|must) (?:i|you|we) write\b/,
    /\bhow (?:i|to) write\b/,
  ),
);
export const IN_12 = /\b12[- ]?(?:h|hr|hour)s?\b|\bam ?(?:\/|or|and| ) ?pm\b/;

/** How many people are there says nothing of the time, unless each of them takes some. */
export const CROWD = new RegExp(
  sequence(
    /\b\d+ /,
    anyOf(
      /students|people|persons|guests|kids|children|friends|players|pupils|passengers|adults/,
      /colleagues|runners|candidates/,
    ),
    /\b/,
  ),
  'g',
);
