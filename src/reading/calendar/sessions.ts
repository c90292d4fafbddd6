/**
 * So many of one length: "8 x 3 min with 90 sec rest between", "8 to swap, 25 min each", "40 min for each kg and 20 min
 * extra, it is 4 kg". Asked is how long all of it takes, when it ends, or when it must begin. Every number and every
 * telling word has its role.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf, type Scan } from '../text/scan.ts';
import { lengthsIn } from './durations.ts';
import { clocksIn } from './times.ts';

type Lasting = { seconds: number; start: number; end: number };

const blank = (text: string, { start, end }: { start: number; end: number }): string =>
  text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);

/** Durations one by one: of "2 halves of 35 min" the 35 minutes. */
const lastingIn = (low: string): Lasting[] => {
  // What stands before a length is no count of it here.
  const apart = low.replace(
    / (?:of|at|lasting|taking|with) (?=\d)/g,
    (found) => ' _'.padEnd(found.length - 1, '_') + ' ',
  );
  const out: Lasting[] = lengthsIn(apart).map(({ minutes, start, end }) => ({ seconds: 60 * minutes, start, end }));
  for (const found of apart.matchAll(/(?<![\d.:])(\d+) ?(?:seconds?|secs?|s)\b/g))
    out.push({ seconds: Number(found[1]), start: found.index, end: found.index + found[0].length });
  return out.toSorted((a, b) => a.start - b.start);
};

const PAUSE = /(?:breaks?|pauses?|rests?|gaps?|dry(?:ing)?|waits?|waiting|recovery|cooling|lunch|half[- ]?time)/;
const PAUSE_BEFORE = new RegExp(sequence(/\b/, PAUSE, /(?: (?:time )?(?:of|is|for|takes))? $/));
const PAUSE_AFTER = new RegExp(sequence(/^ ?-?(?:[a-z]+ )?/, PAUSE, /\b/));
const COUNT_BEFORE = new RegExp(
  sequence(
    /(?<![\d.:])(\d{1,2}) ?/,
    /(?:x|\*|times|(?:[a-z]+ )?[a-z]+s(?:,| of| at| lasting| with| that (?:take|last))?)/,
    /(?: (?:each|each taking|each lasting))? ?$/,
  ),
);
const EACH_AFTER = /^ (?:each|apiece|(?:for |per )?(?:each|every) (?:one|1)|per [a-z]+)\b/;
const EACH_BEFORE = /\beach (?:(?:takes?|lasts?|is|of|needs?) )?(?:about )?$/;
const RATE =
  /^ (?:per|for (?:each|every|1|a)|a|each|every) (kg|kilos?|pounds?|lb|lbs|litres?|pages?|miles?|km|metres?)\b/;
const EXTRA = /^ (?:extra|more|on top|over)\b/;

const STARTS = new RegExp(
  sequence(
    /\b(?:starts?|started|starting|begins?|began|kick-?off|opens?|from|leaves?|set off|at work|doors open)\b/,
    /[^.?!;]{0,12}$/,
  ),
);
const MUST_END = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /(?:come|be|is|comes|get) (?:out|ready|done|finished|served)|ready|out of the oven|served?/,
      /dinner|lunch|done by|finish(?:ed)? by|end(?:s|ed)? (?:at|by)/,
    ),
    /\b[^.?!;]{0,20}$/,
  ),
);
const ASKS_START =
  /\b(?:what time|when|at what time|latest)\b[^.?!]*\b(?:goes? in|put (?:it|in)|start\w*|begin|leave|in the oven)\b/;
const ASKS_END = new RegExp(
  alternatives(
    /\b(?:when|what time|at what time)\b[^.?!]*\b(?:finish\w*|end\w*|done|over|ready|on by|home|out)\b/,
    /\b(?:finish\w*|ends?|done|over|ready|on|out) (?:at|by)(?: (?:when|what time))?\W*$/,
  ),
);
const ASKS_TOTAL = new RegExp(
  sequence(
    /\b(?:total|altogether|in all|whole thing|how long|how many (minutes|mins|seconds|secs|hours))\b/,
    /(?: time)?(?: in (min(?:ute)?s?|sec(?:ond)?s?|hours?))?/,
  ),
);
const OTHERWISE = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /not|except|half of|late|early|earlier|delay\w*|faster|slower|less|left|another|first|at the same time/,
        /both|twice|or|each day|a day|per day|percent|km\/h|mph|parallel|together/,
      ),
      /\b/,
    ),
    /%|[$£€]/,
  ),
);
const WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /minutes?|mins?|hours?|seconds?|time|starts?|starting|begins?|ends?|total|altogether|after|another|one after/,
      /each|every|per|extra|plus|between|second|last|same|1|day|morning|afternoon|evening|halves|half|add|more|in all/,
    ),
    /\b/,
  ),
  'g',
);

/** All of the seconds that a question tells, each length with its count; undefined where one has no role. */
const sumOf = (low: string, scan: Scan, lengths: readonly Lasting[]): string | undefined => {
  const terms: string[] = [];
  let count: number | undefined;
  let between: Lasting | undefined;
  for (const one of lengths) {
    const [before, after] = [low.slice(0, one.start), low.slice(one.end)];
    const pause = PAUSE_BEFORE.test(before) || PAUSE_AFTER.test(after);
    const rate = RATE.exec(after);
    if (pause && /^[^.;]*\bafter (?:each|every)\b/.test(after)) return undefined;
    if (pause && /^[^.;]*\b(?:in )?between\b/.test(after)) {
      if (between) return undefined;
      between = one;
    } else if (rate) {
      const unit = rate[1]!.replace(/s$/, '');
      const amount = scan.take(new RegExp(`(?<![\\d.:])(\\d+(?:\\.\\d+)?) ?${unit}s?\\b`));
      if (!amount) return undefined;
      terms.push(`${amount[1]}*${one.seconds}`);
    } else {
      const told = COUNT_BEFORE.exec(before.replace(/_+ $/, ''));
      const each = EACH_AFTER.test(after) || EACH_BEFORE.test(before);
      // "8 meters to swap, 25 min each": the count stands further before.
      const far = each && !told ? /(?<![\d.:])(\d{1,2}) [a-z]+s?\b[^.;\d]{0,30}$/.exec(before) : null;
      const found = told ?? far;
      if (each && !found) return undefined;
      if (found) {
        if (count !== undefined && !pause) return undefined;
        if (!pause) count = Number(found[1]);
        scan.take(new RegExp(`(?<![\\d.:])${found[1]!}(?= ?[a-z*])`));
        terms.push(`${found[1]}*${one.seconds}`);
      } else {
        if (!pause && !EXTRA.test(after) && !/\b(?:plus|and|then|add)(?: an?)? $/.test(before)) return undefined;
        terms.push(`${one.seconds}`);
      }
    }
  }
  if (between) {
    if (count === undefined || count < 2) return undefined;
    const said = scan.take(/(?<![\d.:])(\d{1,2}) (?:rests|breaks|pauses|gaps)\b/);
    if (said && Number(said[1]) !== count - 1) return undefined;
    terms.push(`${count - 1}*${between.seconds}`);
  }
  return terms.some((one) => one.includes('*')) ? terms.join('+') : undefined;
};

const secondsOf = (sum: string): number =>
  sum.split('+').reduce((all, term) => all + term.split('*').reduce((product, one) => product * Number(one), 1), 0);

export const readSessions = (asked: string): Outcome | undefined => {
  const question = asked.replace(/,? ?\b(?:one|1) after (?:another|the other)\b/g, ' ').replace(/ {2,}/g, ' ');
  if (question.length > 220 || OTHERWISE.test(question)) return undefined;
  const low = question.replace(/\bw\/ ?/g, 'with ');
  const clocks = clocksIn(low).filter((one) => !/:[6-9]\d$/.test(one.text));
  const [at] = clocks;
  const timeless = clocks.reduce(blank, low);
  const lengths = lastingIn(timeless);
  if (lengths.length === 0 || lengths.length > 3 || clocks.length > 1) return undefined;
  const scan = scanOf(lengths.reduce(blank, timeless));
  const sum = sumOf(timeless, scan, lengths);
  if (sum === undefined) return undefined;
  scan.takeAll(new RegExp(`\\b${PAUSE.source}\\b`, 'g'));
  const total = at ? undefined : ASKS_TOTAL.exec(low);
  if (!scan.explained(WORDS)) return undefined;
  const uses = question.match(/\d+(?:\.\d+)?/g) ?? [];
  if (at) {
    const minutes = secondsOf(sum) / 60;
    const told = low.slice(0, at.start);
    const [starts, ends] = [STARTS.test(told), MUST_END.test(told)];
    if (starts === ends || !Number.isInteger(minutes)) return undefined;
    if (starts ? !ASKS_END.test(low) || ASKS_START.test(low) : !ASKS_START.test(low)) return undefined;
    return reading({ type: 'clock', at: at.text, plus: starts ? minutes : -minutes }, uses, false);
  }
  const unit = total?.[1] ?? total?.[2] ?? /\bin (min(?:ute)?s?|sec(?:ond)?s?|hours?)\W*$/.exec(low)?.[1];
  if (!total || unit === undefined) return undefined;
  const size = unit.startsWith('h') ? 3600 : unit.startsWith('m') ? 60 : 1;
  return reading({ type: 'value', expression: size === 1 ? sum : `(${sum})/${size}` }, uses, false);
};
