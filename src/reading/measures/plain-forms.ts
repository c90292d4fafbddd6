/**
 * Reads the plainest questions about percentages, fractions, means and ratios: a person's first ones, of a line or two,
 * in which every word is one of asking or of the kind. A question that has a further word is left to the readers by
 * roles.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { STOP, verbOf } from '../roles/words.ts';
import { inverse } from './scaling.ts';
import { fractionOf, numberOf, partOf, ratioOf, type Build, type Forms, type Slots } from './plain-match.ts';

const ASK = '[what is|what are|whats|how much is|how much are|find|give|calculate|work out|tell|]';
const PERCENT = '[a percent|percent|a percentage|percentage|%|percents|percentages|percentage points]';
const THE = '[the|my|our|a|an|]';

const formula = (name: Extract<Problem, { type: 'formula' }>['formula'], ...given: readonly string[]): Problem => ({
  type: 'formula',
  formula: name,
  given: [...given],
});
const value = (expression: string): Problem => ({ type: 'value', expression });
const ofPair = (fraction: string | undefined, build: (top: string, below: string) => Problem): Problem | undefined => {
  const [top, below] = fraction?.split('/') ?? [];
  return top === undefined || below === undefined ? undefined : build(top, below);
};

const PERCENTS: Forms = {
  when: /%|percent|\bhalf[ -](?:off|price)\b/,
  forms: [
    [
      [
        `${ASK} [the sum of|] {n}% of {m} [plus|+|and|added to] {n1}% of {m1} [together|in total|]`,
        `[add|sum] {n}% of {m} [to|and] {n1}% of {m1}`,
      ],
      ({ n = '', m = '', n1 = '', m1 = '' }) => value(`${n}*${numberOf(m)}/100+${n1}*${numberOf(m1)}/100`),
    ],
    [
      [`${ASK} {n}% of {m} [minus|less|-] {n1}% of {m1}`],
      ({ n = '', m = '', n1 = '', m1 = '' }) => value(`${n}*${numberOf(m)}/100-${n1}*${numberOf(m1)}/100`),
    ],
    [
      [
        `${ASK} [the|] [average|mean|avg] of {n}% [and|&] {n1}%`,
        `${ASK} [the|] [average|mean|avg] of {n}%, {n1}% [and|&|,] {n2}%`,
      ],
      ({ n = '', n1 = '', n2 }) => formula('average', n, n1, ...(n2 === undefined ? [] : [n2])),
    ],
    [
      [
        `[half off|half-off|half price off|half off of|half off from] {m}[,|] [what is|whats|] [the|] [new|sale|final|]
          [price|cost|]`,
        `{m} [at|with|,|] [half off|half-off|half price][,|] [what is|whats|] [the|] [new|sale|final|] [price|cost|]`,
      ],
      ({ m = '' }) => value(`${numberOf(m)}/2`),
    ],
    [
      [
        `${ASK} {f} [written |said |expressed |given |shown |]as ${PERCENT}`,
        `${ASK} {f} [in|to|into] ${PERCENT}`,
        `[convert|change|turn|write|express|put|make] {f} [as|to|into|in] ${PERCENT}`,
        `{f} [is|=|equals|makes] [{blank}|] ${PERCENT}`,
        `[what|which|how many] ${PERCENT} [is|are|equals] {f}`,
      ],
      ({ f = '' }) => ofPair(fractionOf(f), (top, below) => formula('percent-rate', top, below)),
    ],
    [
      [`${ASK} {n} [written |said |expressed |given |shown |put |]as ${PERCENT}`, `{n} [=|is] {blank} [%|percent]`],
      ({ n = '' }) => (n.includes('.') ? formula('percent-rate', n, '1') : undefined),
    ],
    [
      [
        `[what|which|] ${PERCENT} [is|of|are] {m1} [in|out of] {m2}`,
        `{m1} [in|out of|of] {m2} [is|=] [what|how many|which] ${PERCENT}`,
        `{m1} [in|out of|of] {m2}, ${PERCENT}`,
      ],
      ({ m1 = '', m2 = '' }) => formula('percent-rate', numberOf(m1), numberOf(m2)),
    ],
    [
      [
        `[how much|what] [comes|is|is taken|gets taken|goes|do i get|is knocked|money comes] off [of |]${THE} {m}
          [{w}|] [at|with|for|if it is|when it is] {n}% [off|discount|reduced|]`,
        `${THE} {m} [{w}|] [is|at|with|has|comes with|costs {n}% less|now] {n}% [off|discount|reduced|], [how much|how
          many {w1}|what|what amount] [comes|come|is|are|is taken|are taken|goes] off`,
      ],
      ({ m = '', n = '' }) => formula('percent-of', n, numberOf(m)),
    ],
    [
      [
        `[tip|a tip of|tip of|vat|tax|commission|deposit] {n}% [on|for|of|from] ${THE} {m}
          [bill|meal|dinner|lunch|taxi|cab|pizza|order|check|]`,
        `${ASK} [a|the|] {n}% [tip|gratuity|vat|tax|sales tax|commission|deposit|fee|discount] [on|for|of|from] ${THE}
          {m} [bill|meal|dinner|lunch|taxi|cab|pizza|order|check|sale|{w}|]`,
        `[a|the|] {n}% [tip|gratuity|vat|tax|sales tax|commission|deposit|fee|discount] [on|for|of|from] ${THE} {m}
          [bill|meal|dinner|lunch|taxi|cab|pizza|order|check|sale|] [is|=|is how much|is what|how much|how much is
          it|how much is that]`,
      ],
      ({ m = '', n = '' }) => formula('percent-of', n, numberOf(m)),
    ],
  ],
};

/** What is a whole where a part of it is told. */
const CAKE = `[cake|pizza|pie|tart|loaf|melon|apple|sandwich|bar|chocolate
    bar|chocolate|quiche|cheese|bottle|jug|flan|orange|cookie|pancake|ribbon|rope|glass]`;
const ATE =
  '[ate|eat|had|have eaten|have had|has been eaten|was eaten|took|gave away|drank|used|cut off|is eaten|is gone|gone]';
const REST =
  '[is left|remains|is there left|is remaining|do i have left|have i left|of it is left|' +
  `of the {w} is left|is still
    there|of it remains]`;

const FRACTIONS: Forms = {
  when: /\/|half|halves|third|quarter|fourth|fifth|sixth|seventh|eighth|eigth|ninth|tenth|twelfth|\d\.\d/,
  forms: [
    [
      [
        `[how many|] {parts} [are|is] [there|] in {q} [whole|wholes|]`,
        `how many {parts} [in|make|makes|go into|fit in|fit into|do i need for|give|equal|are] {q} [whole|wholes|]`,
        `how many {parts} [in|make|makes|are in|are there in|go into|fit in|fit into|equal|make up] [a|one|the|1]
          [whole|unit|whole one|whole thing]`,
        `how many {parts} does [it take to make|{q} have|a whole have] [{q1}|a whole|one whole|the whole|]`,
        `{q} [whole|wholes|] [is|=|are|makes] how many {parts}`,
      ],
      ({ parts = '', q = '1', q1 = '1' }) => {
        const [below, of] = [partOf(parts), fractionOf(q === '1' ? q1 : q)];
        return below === undefined || of === undefined ? undefined : value(`${of}*${below}`);
      },
    ],
    [
      [
        `[are|is] {q} and {q1} [the same|equal|equivalent|the same thing|the same number|the same amount|the same
          value|as big as each other|equally big|worth the same]`,
        `[is|does] {q} [the same as|equal to|equal|equivalent to|same as|as much as|the same thing as|the same amount
          as|=] {q1}`,
        `do {q} and {q1} [mean the same|have the same value|come to the same|equal each other]`,
      ],
      ({ q = '', q1 = '' }) => same(fractionOf(q), fractionOf(q1)),
    ],
    [
      ['{f} [=|is|is the same as|equals] {blank}/{n}', '{blank}/{n} = {f}'],
      ({ f = '', n = '' }) => ofPair(fractionOf(f), (top, below) => value(`${top}*${n}/${below}`)),
    ],
    [
      ['{f} [=|is|is the same as|equals] {n}/{blank}', '{n}/{blank} = {f}'],
      ({ f = '', n = '' }) => ofPair(fractionOf(f), (top, below) => value(`${n}*${below}/${top}`)),
    ],
    [
      [`${ASK} [double|twice|2 times|two times|double of|the double of] {f}`, 'double {f}'],
      ({ f = '' }) => ofPair(fractionOf(f), (top, below) => value(`2*${top}/${below}`)),
    ],
    [
      [`${ASK} [half|a half|1/2] of {f}`, `${ASK} {f} [halved|divided by 2|cut in half]`],
      ({ f = '' }) => ofPair(fractionOf(f), (top, below) => value(`${top}/${below}/2`)),
    ],
    [
      [
        `[i|we|he|she|you|they|someone|somebody] ${ATE} {f} of [the|a|my|our|one|1|this] ${CAKE}[, and|,|] [how
          much|what|what part|what fraction|how much of it|how much cake|how much pizza] ${REST}`,
        `{f} of [the|a|my|our|one|1] ${CAKE} [was|is|has been|got|were] [eaten|gone|used|drunk|cut off|taken|given
          away], [how much|what|what part|what fraction] ${REST}`,
      ],
      ({ f = '' }) => ofPair(fractionOf(f), (top, below) => value(`1-${top}/${below}`)),
    ],
    [
      [`${ASK} {n} [as|in|into|to] [a|] fraction`, `[convert|change|turn|write] {n} [as|to|into] a fraction`],
      ({ n = '' }) => (n.includes('.') ? formula('as-fraction', n) : undefined),
    ],
    [
      [
        `${ASK} [the|] [average|mean|midpoint|middle] [of|between] {f} and {f1} [as a fraction|]`,
        `[halfway|midway] between {f} and {f1} [as a fraction|]`,
      ],
      ({ f = '', f1 = '' }) =>
        ofPair(fractionOf(f), (a, b) => {
          const [c = '0', d = '1'] = (fractionOf(f1) ?? '').split('/');
          return formula(
            'as-fraction',
            `${Number(a) * Number(d) + Number(c) * Number(b)}/${2 * Number(b) * Number(d)}`,
          );
        }),
    ],
  ],
};

/** "Half a tablet 4 times a day". */
const DOSES: Forms = {
  when: /\b(?:times|twice) (?:a|per|every|each) /,
  forms: [
    [
      [
        `[i take|we give|take|give|she takes|he takes|my cat gets|] {q} [of|] [a|] {t}[,|] [{n} times|twice]
          [a|per|every|each] {time}, how [many|much] {t1} [is|are|makes|do i take|] [that|it|] [in|] [a|per|each|every|for
          a|] [{time1}|]`,
      ],
      ({ q = '', t = '', n = '2', t1 = '', time = '', time1 }) =>
        singularOf(t) === singularOf(t1) && (time1 === undefined || time1 === time)
          ? ofPair(fractionOf(q), (top, below) => value(`${n}*${top}/${below}`))
          : undefined,
    ],
  ],
};

const same = (one: string | undefined, other: string | undefined): Problem | undefined =>
  one === undefined || other === undefined
    ? undefined
    : { type: 'claim', left: `value ${one}`, relation: 'equals', right: `value ${other}` };

const HIGH =
  '[highest|largest|biggest|greatest|maximum|max|top|warmest|hottest|longest|tallest|heaviest|best|oldest|high]';
const LOW = '[lowest|smallest|least|minimum|min|bottom|coldest|coolest|shortest|lightest|worst|youngest|low]';
const MEAN = '[average|mean|avg|average value|mean value]';
const THINGS = '[numbers|values|scores|tests|marks|things|ages|{w}]';
const DEGREES = '[degrees|degree|cm|m|kg|points|marks|years|c|]';

const MEANS: Forms = {
  when: /\b(?:average|mean|avg|range|middle|half ?way|midway|mid ?point)\b/,
  forms: [
    [
      [
        `[the |my |our |]${HIGH} [one |value |score |number |mark |temperature |temp |][is|was|=|:|] {n} ${DEGREES}[,|
          and| but|, and|] [the |my |our |]${LOW} [one |value |score |number |mark |temperature |temp |][is|was|=|:|]
          {n1} ${DEGREES}[,|] [so|] [what is|whats|give|find|] [the|] range [is|]`,
        `${ASK} [the|] range [if|when|of|from] [the|] ${HIGH} [one |value |score |number |mark |][is|was|of|] {n}
          ${DEGREES}[,| and|] [the |]${LOW} [one |value |score |number |mark |][is|was|of|] {n1} ${DEGREES}`,
      ],
      ({ n = '', n1 = '' }) => formula('range', n, n1),
    ],
    [
      [
        `[the |my |our |]${LOW} [one |value |score |number |mark |temperature |temp |][is|was|=|:|] {n} ${DEGREES}[,|
          and| but|, and|] [the |my |our |]${HIGH} [one |value |score |number |mark |temperature |temp |][is|was|=|:|]
          {n1} ${DEGREES}[,|] [so|] [what is|whats|give|find|] [the|] range [is|]`,
        `${ASK} [the|] range [if|when|of|from] [the|] ${LOW} [one |value |score |number |mark |][is|was|of|] {n}
          ${DEGREES}[,| and|] [the |]${HIGH} [one |value |score |number |mark |][is|was|of|] {n1} ${DEGREES}`,
      ],
      ({ n = '', n1 = '' }) => formula('range', n1, n),
    ],
    [
      [
        `${ASK} [the|] [middle|midpoint|mid point|halfway point|half way|halfway|number halfway|number in the
          middle|number midway|midway|point halfway|number half way] [of|between] {n} and {n1}`,
        `[what|which] number is [halfway|half way|midway|in the middle|right in the middle] [between|of] {n} and {n1}`,
        `[what|which] [number|] [is|lies] in the middle [of|between] {n} and {n1}`,
        `${ASK} [the|] ${MEAN} [of|between] {n} [and|&] {n1}`,
      ],
      ({ n = '', n1 = '' }) => formula('average', n, n1),
    ],
    [
      [
        `[the|] ${MEAN} of 2 ${THINGS} is {n}[,| and|] [one|1] [of them|] is {n1}[,| and|] [what is|find|] the other
          [one|number|]`,
        `2 ${THINGS} [have a|have an|with a|with an] ${MEAN} of {n}[,| and|] [one|1] [of them|] is {n1}[,| and|] [what
          is|find|] the other [one|number|]`,
        `2 ${THINGS} average {n}[,| and|] [one|1] [of them|] is {n1}[,| and|] [what is|find|] the other [one|number|]`,
      ],
      ({ n = '', n1 = '' }) => value(`2*${n}-${n1}`),
    ],
  ],
};

const SAME = '[the same as|same as|equal to|equivalent to|=|the same ratio as|in the same ratio as]';
const PART = '[part|number|one|share|side|amount|value|]';
const BE = '[is|=|has|gets|was|:|]';

/** The other part of a ratio of two, where one is told by its place. */
const byPlace =
  (known: 0 | 1): Build =>
  ({ r = '', n = '' }) => {
    const parts = ratioOf(r);
    return value(`${n}*${parts[1 - known]}/${parts[known]}`);
  };
/** The other part where one is told to be the larger or the smaller one. */
const bySize =
  (larger: boolean): Build =>
  ({ r = '', n = '' }) => {
    const [a, b] = ratioOf(r);
    if (Number(a) === Number(b)) return undefined;
    const [more, less] = Number(a) > Number(b) ? [a, b] : [b, a];
    return value(larger ? `${n}*${less}/${more}` : `${n}*${more}/${less}`);
  };
const LEAD =
  '[the|a|] [ratio|ratio of|ratio is|2 numbers are in the ratio|2 numbers in the ratio|' +
  `numbers in the ratio|numbers
    are in the ratio|in the ratio|in a ratio of|parts in the ratio|] {r}`;
const MORE = '[larger|bigger|greater|higher|large|big|longer]';
const LESS = '[smaller|lesser|lower|small|less|shorter]';
const SO = '[,| and|, and|. if|, if| if|. then|]';
const SPLIT = '[split|share|divide|cut|break up|distribute|give out]';

const screen =
  (told: 0 | 1): Build =>
  ({ r = '', n = '' }) =>
    value(`${n}*${ratioOf(r)[1 - told]}/${ratioOf(r)[told]}`);
const SCREEN = '{r} [screen|tv|photo|picture|monitor|image|display|video|format|aspect ratio|]';
const CM = '[cm|inches|in|px|pixels|m|mm|]';

const RATIOS: Forms = {
  when: /\d ?:|\bratio\b|\d to \d|\b(?:as|is) to\b/,
  forms: [
    [
      [
        `is [the ratio|] {r} ${SAME} {r1}`,
        `are [the ratios|] {r} and {r1} [the same|equal|equivalent|the same ratio|equal ratios|equivalent ratios|in
          proportion|the same thing]`,
        `[does|is] {r} equal [to|] {r1}`,
        `{r} [and|=] {r1}, [same|same or not|are they the same|are they equal|equal|is that the same|is it the
          same|right]`,
      ],
      ({ r = '', r1 = '' }) => same(ratioOf(r).join('/'), ratioOf(r1).join('/')),
    ],
    [
      [`{r} [=|is|as|equals|is the same as|::|is equal to|same as] {n}[:| is to | to ]{blank}`],
      ({ r = '', n = '' }) => value(`${n}*${ratioOf(r)[1]}/${ratioOf(r)[0]}`),
    ],
    [
      [`{r} [=|is|as|equals|is the same as|::|is equal to|same as] {blank}[:| is to | to ]{n}`],
      ({ r = '', n = '' }) => value(`${n}*${ratioOf(r)[0]}/${ratioOf(r)[1]}`),
    ],
    [
      [
        `${LEAD}${SO} [the|] [first|1st] ${PART} ${BE} {n}[,|] [what is|find|] [the|] [second|2nd|other]
          [part|number|one|share|]`,
        `{w1} : {w2} = {r}${SO} {w1} [=|is] {n}[,| so|, so|,|] [what is|find|how much is|] {w2} [=|is|] [{blank}|]`,
      ],
      byPlace(0),
    ],
    [
      [
        `${LEAD}${SO} [the|] [second|2nd] ${PART} ${BE} {n}[,|] [what is|find|] [the|] [first|1st|other]
          [part|number|one|share|]`,
        `{w1} : {w2} = {r}${SO} {w2} [=|is] {n}[,| so|, so|,|] [what is|find|how much is|] {w1} [=|is|] [{blank}|]`,
      ],
      byPlace(1),
    ],
    [
      [
        `${LEAD}${SO} [the|] ${MORE} ${PART} ${BE} {n}[,|] [what is|find|how much is|] [the|] [${LESS}|other]
          [part|number|one|share|]`,
      ],
      bySize(true),
    ],
    [
      [
        `${LEAD}${SO} [the|] ${LESS} ${PART} ${BE} {n}[,|] [what is|find|how much is|] [the|] [${MORE}|other]
          [part|number|one|share|]`,
      ],
      bySize(false),
    ],
    [
      [
        `${ASK} [the|] ratio of {n} to {n1} [in simplest form|in lowest terms|simplified|]`,
        `${ASK} {n} [to|and|:] {n1} as a ratio`,
        `[write|give|express|put] {n} [to|and|:|out of] {n1} as a ratio`,
        `ratio {n} to {n1} simplified`,
      ],
      ({ n = '', n1 = '' }) => formula('simplest-ratio', n, n1),
    ],
    [
      [
        `${SPLIT} {m} [{w}|] [in|into|by|with|at|] [the|a|] ratio [of|] {r}`,
        `${SPLIT} {m} [{w}|] [in|into|] {r}`,
        `{m} [{w}|] [split|shared|divided] [in|] [the|a|] [ratio|] [of|] {r}[,|] [what are the shares|what are the
          parts|what are the 2 shares|what are the 2 parts|]`,
        `${SPLIT} {m} [{w}|] [in|into|by|] [the|a|] ratio [of|] {r}, [what are the shares|what are the parts|what are
          the two shares|what are the 2 parts|give both parts|give both shares|what are the 2 shares|what are both
          parts]`,
      ],
      ({ m = '', r = '' }) => formula('ratio-shares', numberOf(m), ...ratioOf(r)),
    ],
    [
      [
        `${SPLIT} {m} [{w}|] [between us|between 3 people|among 3 people|between 3|] [in|into|by|with|at|] [the|a|]
          [ratio|] [of|] {rs}[,|] [what are the shares|what are the parts|give all parts|give all shares|]`,
        `{m} [{w}|] [split|shared|divided] [in|] [the|a|] [ratio|] [of|] {rs}[,|] [what are the shares|what are the
          parts|what are the 3 shares|what are the 3 parts|]`,
      ],
      ({ m = '', rs = '' }) => {
        const parts = rs.match(/\d+(?:\.\d+)?/g) ?? [];
        return parts.every((part) => Number(part) > 0) ? formula('ratio-shares', numberOf(m), ...parts) : undefined;
      },
    ],
    [
      [
        `${SCREEN}[,| with|, with|] [the|] [width|widht|wide] [is|=|of|:|] {n} ${CM}[,|] [what is|] [the|] height [in
          cm|in inches|in px|]`,
        `${SCREEN}[,|] {n} ${CM} wide[,|] [what is|] [the|] [height|how high|how tall] [in cm|in inches|in px|is it|]`,
      ],
      screen(0),
    ],
    [
      [
        `${SCREEN}[,| with|, with|] [the|] height [is|=|of|:|] {n} ${CM}[,|] [what is|] [the|] width [in cm|in
          inches|in px|]`,
        `${SCREEN}[,|] {n} ${CM} [high|tall][,|] [what is|] [the|] [width|how wide] [in cm|in inches|in px|is it|]`,
      ],
      screen(1),
    ],
  ],
};

const DO =
  '[need|needs|make|makes|cost|costs|give|gives|are|is|=|take|takes|feed|feeds|weigh|weighs|buy|buys|' +
  'fill|fills|for|use|uses|equal|equals|hold|holds|want|wants|get|gets|serve|serves|is worth|are worth]';

/** "1 cup rice needs 2 cups water. 3 cups rice?": the last amount is of the first thing or of the second. */
const proportion = ({ n = '', t = '', m = '', t1 = '', n1 = '', t2 = '', t3 }: Slots): Problem | undefined => {
  const key = (text: string): string => {
    const found = text
      .split(' ')
      .filter((one) => !/^(?:of|a|the|cups?|kg|g|ml|l|litres?|grams?|spoons?|bags?|packs?|boxes|box)$/.test(one));
    return singularOf(found.at(-1) ?? text.split(' ')[0]!);
  };
  const nouns = [t, t1, t2, ...(t3 === undefined ? [] : [t3])];
  if (nouns.some((text) => text.split(' ').some((one) => STOP.has(one) && one !== 'of') || verbOf(text) !== undefined))
    return undefined;
  const money = /[$£€]|dollar|euro|pound|quid|buck|cent|pence/.test(m);
  const [first, second, third] = [key(t), money && t1 === '' ? 'money' : key(t1), key(t2)];
  if (inverse(first, second) || inverse(second, first)) return undefined;
  if (first === second || (t3 !== undefined && ![first, second].includes(key(t3)))) return undefined;
  const amount = numberOf(m);
  if (third === first && (t3 === undefined || key(t3) === second)) return value(`${n1}*${amount}/${n}`);
  return third === second && (t3 === undefined || key(t3) === first) ? value(`${n1}*${n}/${amount}`) : undefined;
};

const PROPORTIONS: Forms = {
  when: /\d.*\d.*\d/,
  forms: [
    [
      [
        `[if|when|] {n} {t} ${DO} {m} [{t1}|], [how much is|how much are|how much for|what about|what do|how about|and
          for|and|for|] {n1} {t2} [need|cost|make|take|is|are|weigh|]`,
        `[if|when|] {n} {t} ${DO} {m} [{t1}|], {n1} {t2} ${DO} how [many|much] [{t3}|]`,
        `[if|when|] {n} {t} ${DO} {m} [{t1}|], how [many|much] {t3} [for|do|does|will|are] {n1} {t2}
          [need|cost|make|take|weigh|]`,
      ],
      proportion,
    ],
  ],
};

export const PLAIN_FORMS: readonly Forms[] = [PERCENTS, FRACTIONS, DOSES, MEANS, RATIOS, PROPORTIONS];
