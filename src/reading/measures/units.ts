/** Reads changes of units: "3.5 km in metres", "how many minutes in an hour", "2 min 40 sec is how many seconds". */
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import { reading, refusal, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { readToldUnits } from './told-units.ts';

const WORD = String.raw`((?:square|sq)[ -][a-z]+|cubic-[a-z]+|(?!in\b)[a-z°]+[²³23]?|[$£€])`;
const asUnit = (word: string): string => word.replace(/^sq /, 'square ').replace(/^square /, 'square-');

/** What is asked: "how many metres", "in metres", "to metres". */
const ASKED: readonly RegExp[] = [
  new RegExp(String.raw`\bhow (?:many|much) ${WORD}\b`),
  new RegExp(
    String.raw`\b(?:convert|change|turn|express|write|give|put|switch|transform)\w*\b.*\b(?:to|into|in|as) (?:only )?${WORD}\W*$`,
  ),
  new RegExp(String.raw`\b(?:in|to|into|as|=|->) (?:just |only )?${WORD}\W*(?:$|please|what|\?)`),
  new RegExp(String.raw`(?:^|[.,;:?!] ?)(?:and |so )?${WORD}(?: ?:| ?\?|, please)`),
  new RegExp(String.raw`\b(?:in|to|into) (?:just |only )?${WORD}(?: with decimals| in decimals)?\W*$`),
  new RegExp(String.raw`\b(?:what is|whats|number of) (?:that |it |the )?(?:number of )?${WORD}\b`),
];

type Amount = {
  /** Its number stands in digits. */ told: boolean;
  value: string;
  unit: string;
  start: number;
  end: number;
};

/** Amounts with a unit: numbers, "a" and "half a", "three hours and a quarter". */
const amountsIn = (low: string): Amount[] => {
  const out: Amount[] = [];
  for (const match of low.matchAll(
    new RegExp(
      String.raw`(?<![\d.:/])(?:\b(an?|half an?|(?:a |1 )?quarter of an?|[23] (?:quarters|thirds|fifths) of an?|one) |((?<![\w)])-?\d+(?:\.\d+)?) ?-? ?)${WORD}`,
      'g',
    ),
  )) {
    const unit = asUnit(match[3]!);
    if (unitsNamed(unit).length === 0) continue;
    const words = match[1] ?? '';
    const parts = /^([23]) (quarter|third|fifth)/.exec(words);
    const below = { quarter: 4, third: 3, fifth: 5 }[parts?.[2] ?? ''];
    const named =
      below !== undefined
        ? `${parts![1]}/${below}`
        : words.startsWith('half')
          ? '1/2'
          : words.includes('quarter')
            ? '1/4'
            : '1';
    const end = match.index + match[0].length;
    const more = /^ and (?:a )?(half|quarter)\b/.exec(low.slice(end))?.[1];
    const added = { half: '.5', quarter: '.25' }[more ?? ''] ?? '';
    const value = match[2] ?? named;
    out.push({
      told: match[2] !== undefined || below !== undefined,
      value: /^\d+$/.test(value) ? `${value}${added}` : value,
      unit,
      start: match.index,
      end: end + (more === undefined ? 0 : ` and ${more}`.length),
    });
  }
  const inner = /(\d+)(?: and a half|\.5| 1\/2) ([a-z]+)\b/.exec(low);
  const half = inner && unitsNamed(inner[2]!).length > 0 && / and a half /.test(inner[0]) ? inner : undefined;
  return half
    ? [{ told: true, value: `${half[1]}.5`, unit: half[2]!, start: half.index, end: half.index + half[0].length }]
    : out;
};

/** A word that a unit of two words becomes: "degrees celsius", "cubic metres", "minus forty on the fahrenheit scale". */
const asWritten = (low: string): string =>
  low
    .replace(/\b(mm|cm|m|km)\^([23])/g, (_, unit: string, power: string) => `${unit}${power === '2' ? '²' : '³'}`)
    .replace(/(?<=\d) ?(?:degrees? )?f(?= (?:to|in|into|as) (?:degrees? )?(?:c|celsius)\b)/g, ' fahrenheit')
    .replace(/(?<=\d) ?(?:degrees? )?c(?= (?:to|in|into|as) (?:degrees? )?(?:f|fahrenheit)\b)/g, ' celsius')
    .replace(/(?<=(?:fahrenheit|°f) (?:to|in|into|as) )(?:degrees? )?c\b/g, 'celsius')
    .replace(/(?<=(?:celsius|°c) (?:to|in|into|as) )(?:degrees? )?f\b/g, 'fahrenheit')
    .replace(/\bmetric (?=ton)/g, '')
    .replace(/\b(?:degrees?|deg) (?:on the )?(celsius|celcius|centigrade|fahrenheit|farenheit)(?: scale)?\b/g, '$1')
    .replace(/\bon the (celsius|fahrenheit)(?: scale| 1)\b/g, '$1')
    .replace(/\bdegrees (?:on the|in) (?=celsius|fahrenheit)/g, '')
    .replace(/\b(?:minus|negative) (?=\d+(?:\.\d+)? (?:celsius|fahrenheit))/g, '-')
    .replace(/\bcubic (?=[a-z])/g, 'cubic-')
    .replace(/(?<=\bcubic-[a-z]+)(?=\b)/g, '')
    .replace(/(?<![\d.])(\d{1,3}) (\d{3})(?= (?:cm|mm|m|km|g|kg|ml|l)\b)/g, '$1$2')
    .replace(/_{2,}/g, 'how many');

/** The coldest that there is. */
const ABSOLUTE_ZERO: Readonly<Record<string, number>> = { celsius: -273.15, fahrenheit: -459.67, kelvin: 0 };

export const readUnits: Reader = (text) => {
  const told = readToldUnits(text);
  if (told) return told;
  const low = asWritten(text.low);
  if (
    low.length > 200 ||
    /\bhow many (?:full|whole|complete) (?:second|minute|hour|day|week)/.test(low) ||
    /\b(?:per|each|every|speed|between|until|from|remainder|left|area|perimeter|cost|costs|buy)\b|[:=] ?\d|\bkm\/h/.test(
      low,
    )
  )
    return undefined;
  const all = numbersIn(low).map((one) => one.value);
  const powers = /\^[23]/.test(text.low) ? ['2', '3'] : [];
  const amounts = amountsIn(low);
  for (const pattern of ASKED) {
    const found = pattern.exec(low);
    const to = found && asUnit(found[1]!);
    if (!found || !to || unitsNamed(to).length === 0) continue;
    const at = found.index + found[0].lastIndexOf(found[1]!);
    const from = amounts.filter((one) => !(at >= one.start && at < one.end));
    const same = (one: Amount): boolean => from.length > 1 && unitsNamed(one.unit)[0]?.name === unitsNamed(to)[0]?.name;
    const used = from.filter((one) => same(one) || unitsTogether(one.unit, to) !== undefined);
    if (used.length === 0) {
      const other =
        from.length === 1 && all.length === 1 && unitsNamed(from[0]!.unit).every((one) => one.dimension !== 'count');
      const mixed =
        other && /\bconvert|\bchange\b|\binto\b|\bhow many\b/.test(low) && !/\bcents?\b|\bpounds?\b/.test(low);
      if (
        mixed &&
        unitsNamed(to).every((a) => unitsNamed(from[0]!.unit).every((b) => a.dimension !== b.dimension)) &&
        low.length < 80
      )
        return refusal(
          'invalid-input',
          `${from[0]!.unit} and ${to} measure different things: one can't become the other`,
        );
      continue;
    }
    // One amount in several units stands together: "2 min and 40 sec"; others are a story.
    const apart = used.some((one, i) => i > 0 && !/^[\s,]*(?:and\s+)?$/.test(low.slice(used[i - 1]!.end, one.start)));
    if (apart || new Set(used.map((one) => one.unit)).size < used.length) return undefined;
    if (used.every(same)) return undefined;
    if (used.length !== from.length && used.length !== all.length) return undefined;
    const told = used.filter((one) => one.told).length;
    if (all.length > told) return undefined;
    const cold = used.find(
      (one) => Number(one.value) < (ABSOLUTE_ZERO[unitsNamed(one.unit)[0]?.name ?? ''] ?? -Infinity),
    );
    if (cold) return refusal('invalid-input', 'nothing is colder than absolute zero');
    return reading({ type: 'convert', amounts: used.map((one) => [one.value, one.unit] as [string, string]), to }, [
      ...all,
      ...powers,
    ]);
  }
  return coins(low, all);
};

/** "how many 20 cent coins make 5 euros": one amount into another. */
const coins = (low: string, all: readonly string[]): ReturnType<Reader> => {
  const found =
    /\bhow many (\d+)[ -]?(cents?|p|pence|c|euros?|dollars?|pounds?|ml|g|cm|minute|min|[$£€])[ -]?(?:coins?|notes?|bills?|pieces?|stamps?|glasses|cups|bags|lessons)?\b[^\d]*[$£€]? ?(\d+(?:\.\d+)?) ?([a-z$£€]+)?/.exec(
      low,
    );
  if (!found || all.length !== 2) return undefined;
  const [, size = '', unit = '', whole = '', other = '€'] = found;
  const pair = unitsTogether(other, unit);
  if (!pair) return undefined;
  const scale = `(${pair[0].factor.n}*${pair[1].factor.d})/(${pair[0].factor.d}*${pair[1].factor.n})`;
  return reading({ type: 'value', expression: `${whole}*${scale}/${size}` }, all, false);
};
