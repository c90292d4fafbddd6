/** Percentages, fractions, shapes, speeds, units and ratios, for the reading by explanation. */
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import type { Grammar, Values } from '../grammar/grammar.ts';
import { word } from '../grammar/terminals.ts';

const formula = (name: string, ...given: readonly unknown[]): unknown =>
  given.every((one) => typeof one === 'string' && /^\d+(?:\.\d+)?(?:\/\d+)?$/.test(one))
    ? { type: 'formula', formula: name, given }
    : undefined;

const addPercent = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CENT', ['UNUM:n (%|percent|per cent|pct)'], ({ n }) => n);
  rule('CURRENCY', '(dollars|euros|euro|pounds|quid|bucks|cents|pence|usd|eur)');
  rule('MONEY', ['UNUM:n [CURRENCY]', '(£|$|€) UNUM:n'], ({ n }) => n);
  rule(
    'QUESTION',
    [
      '[ASK] [the] CENT:p (of|from|off of) MONEY:n [GIVES]',
      '[ASK] how much is CENT:p (of|from) MONEY:n',
      '(take|find) CENT:p of MONEY:n',
    ],
    ({ p, n }) => formula('percent-of', p, n),
  );
  rule(
    'QUESTION',
    [
      '[ASK] MONEY:n (plus|add|increased by|with|raised by) [another] CENT:p [more|vat|tax|added|added on|on top]',
      '(add|put) CENT:p [vat|tax|sales tax] (to|on|onto) [the] MONEY:n',
      '(increase|raise) MONEY:n by CENT:p',
    ],
    ({ p, n }) => formula('percent-more', p, n),
  );
  rule(
    'QUESTION',
    [
      '[ASK] MONEY:n (less|minus|decreased by|with|reduced by) [a|another] CENT:p [off|discount|reduction]',
      '[ASK] CENT:p off [of] MONEY:n',
      '(decrease|reduce) MONEY:n by CENT:p',
      '(take) CENT:p off MONEY:n',
      `CENT:p off MONEY:n ~ [what is that come to|what does that come to|what is it|how much is that|what do
        i pay|whats the price]`,
    ],
    ({ p, n }) => formula('percent-less', p, n),
  );
  rule(
    'QUESTION',
    [
      '[ASK] UNUM:a (as|is) [what|a|which|as a] (percentage|percent|%|per cent) of UNUM:b',
      '(what|which|how many) (percent|percentage|%|per cent) of UNUM:b (is|are|was|were) UNUM:a',
      '(what|which) (percent|percentage|%|per cent) (is|are|was) UNUM:a [out] of UNUM:b',
      'UNUM:a (is|out of) (what percent of|what percentage of) UNUM:b',
      'UNUM:a out of UNUM:b (as a|in|as) (percent|percentage|%|per cent)',
      `[FILL] UNUM:a out of UNUM:b [on FILL|in FILL] ~ (what percent|what percentage|what is that as a
        percentage|what is that in percent|whats that as a percentage|what percent is that|what percentage is
        that|how many percent is that)`,
    ],
    ({ a, b }) => formula('percent-rate', a, b),
  );
  rule(
    'QUESTION',
    [
      'UNUM:a is CENT:p of (what|which|what number|which number)',
      '(what|which) number is UNUM:a CENT:p of',
      'CENT:p of (a|what|which|some) number is UNUM:a ~ [what is] [the|it] [number]',
    ],
    ({ a, p }) => formula('percent-whole', a, p),
  );
};

const addFractions = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('PART', '[a|one|1] half [of]', () => '1/2');
  rule('PART', '[a|one|1] third of', () => '1/3');
  rule('PART', '[a|one|1] (quarter|fourth) of', () => '1/4');
  rule('PART', '[a|one|1] fifth of', () => '1/5');
  rule('PART', '[a|one|1] (tenth) of', () => '1/10');
  rule('PART', '(two|2) thirds of', () => '2/3');
  rule('PART', '(three|3) (quarters|fourths) of', () => '3/4');
  rule('PART', ['UNUM:n fifths of'], ({ n }) => `${String(n)}/5`);
  rule('PART', ['UNUM:n (eighths) of'], ({ n }) => `${String(n)}/8`);
  rule('PART', ['UNUM:n tenths of'], ({ n }) => `${String(n)}/10`);
  rule('PART', ['UNUM:n sixths of'], ({ n }) => `${String(n)}/6`);
  rule('PART', ['FRACT:f of'], ({ f }) => f);
  rule(
    'QUESTION',
    [
      '[ASK] [the] PART:f [the number] UNUM:n [is|=|equals] [what]',
      '[ASK] how much is PART:f UNUM:n',
      '(take|find) PART:f UNUM:n',
    ],
    ({ f, n }) => formula('fraction-of', f, n),
  );
  rule('QUESTION', ['(double|twice) UNUM:n', 'ASK (double|twice) UNUM:n'], ({ n }) => ({
    type: 'value',
    expression: `2*${String(n)}`,
  }));
  rule('LOWEST', ['[(in|to|into|as)] [its|the] (simplest|lowest|smallest) (form|terms|fraction)'], () => true);
  rule(
    'QUESTION',
    [
      `[POLITE] (simplify|reduce|cancel|cancel down) [fully|completely] [:] [the] [fraction] FRACT:f
        [fully|completely|as far as possible] [LOWEST|to its lowest terms]`,
      '[POLITE] (write|express|give|put) [me] [the] [fraction] FRACT:f LOWEST',
      'FRACT:f (in|as) [its] (simplest|lowest) (form|terms)',
      '[ASK] FRACT:f LOWEST',
    ],
    ({ f }) => ({ type: 'value', expression: f }),
  );
};

const rect =
  (name: string) =>
  ({ s }: Values): unknown =>
    formula(name, ...(s as string[]));
const addShapesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'LENGTH',
    [
      '(mm|cm|m|km|inches|inch|feet|foot|ft|metres|meters|metre|meter|units)',
      '(centimetres|centimeters|kilometres|yards|miles)',
    ],
    () => true,
  );
  rule('SIDE', ['UNUM:n [LENGTH]'], ({ n }) => n);
  rule(
    'SIDES',
    [
      'SIDE:a (by|x|*|times|and) SIDE:b',
      '[with] [sides|dimensions|measurements|measuring] [of] SIDE:a (and|by|x|*) SIDE:b',
    ],
    ({ a, b }) => [a, b],
  );
  rule(
    'SIDES',
    [
      '[with] [a|the|its] length [of|is|=] SIDE:a [,|and|, and] [a|the|its] width [of|is|=] SIDE:b',
      '[with] [a|the|its] width [of|is|=] SIDE:b [,|and|, and] [a|the|its] length [of|is|=] SIDE:a',
      'SIDE:a long [,|and] SIDE:b wide',
      'has [a] length SIDE:a and [a] width SIDE:b',
    ],
    ({ a, b }) => [a, b],
  );
  rule(
    'RECT',
    ['[a|the|this|my] (rectangle|room|floor|garden|lawn|field|carpet|rug|wall|rectangular FILL|table|patio|yard|plot)'],
    () => true,
  );
  rule('SHAPED', ['[that|which] [is|measures|has|,|:|of|measuring]'], () => true);
  rule(
    'AREA',
    [
      '[the|its] area',
      'how (big|large) [is]',
      'how many (square (metres|meters|feet|m|cm|centimetres|inches)|sq m|sq metres|sq meters|sqm)',
    ],
    () => true,
  );
  rule('ROUND', ['[the|its] perimeter', 'how long is the (edge|border|outside)'], () => true);
  rule(
    'QUESTION',
    [
      '[ASK] AREA of [a|the|my] SIDES:s RECT',
      '[ASK] AREA [of|in|is] RECT SHAPED [~] SIDES:s',
      'RECT SHAPED SIDES:s ~ [ASK] AREA [in square LENGTH|is it|is that]',
      '[a] SIDES:s RECT ~ [ASK] AREA',
    ],
    rect('rectangle-area'),
  );
  rule(
    'QUESTION',
    [
      '[ASK] ROUND of [a|the|my] SIDES:s RECT',
      '[ASK] ROUND [of|in] RECT SHAPED [~] SIDES:s',
      'RECT SHAPED SIDES:s ~ [ASK] ROUND',
      '[a] SIDES:s RECT ~ [ASK] ROUND',
    ],
    rect('rectangle-perimeter'),
  );
  rule('SQUARE', ['[a|the|this|my] square'], () => true);
};

const addShapesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'ITSSIDE',
    [
      `[with|has|that has|which has|of|,] [a|its|the] [side|sides|side length|sides of length|side of length]
        [of|is|are|length|=] SIDE:n [side|sides|long]`,
    ],
    ({ n }) => n,
  );
  rule('QUESTION', ['[ASK] AREA of SQUARE ITSSIDE:n', 'SQUARE ITSSIDE:n ~ [ASK] AREA'], ({ n }) =>
    formula('square-area', n),
  );
  rule(
    'QUESTION',
    [
      '[ASK] ROUND of SQUARE ITSSIDE:n',
      'SQUARE ITSSIDE:n ~ [ASK] (ROUND|how long [is it] all the way round|how far [is it] round)',
    ],
    ({ n }) => formula('square-perimeter', n),
  );
  rule(
    'TRI',
    [
      '[with] [a|the|its] [,] base [of|is|=|:] SIDE:a [,|and|, and|with] [a|the|its] height [of|is|=|:] SIDE:b',
      '[with] [a|the|its] [,] height [of|is|=] SIDE:b [,|and|, and] [a|the|its] base [of|is|=] SIDE:a',
    ],
    ({ a, b }) => [a, b],
  );
  rule(
    'QUESTION',
    [
      '[ASK] [the] area of [a|the|this] triangle [that|which] [has|,] TRI:s',
      '[a|the|this] triangle [has|FILL] TRI:s ~ [ASK] [the|its] area',
    ],
    rect('triangle-area'),
  );
  rule('BOX', ['SIDE:a (by|x|*) SIDE:b (by|x|*) SIDE:c'], ({ a, b, c }) => [a, b, c]);
  rule(
    'QUESTION',
    [
      `[ASK] [the] volume of [a|the|my] [(box|tank|cuboid|crate|room|carton)] [that|which]
        [is|measuring|measures|of|:] BOX:s [(box|tank|cuboid|crate|room|carton)]`,
      `[a|the|my] (box|tank|cuboid|crate|room|carton) [is|measures|measuring|of|:] BOX:s ~ [ASK] [the|its]
        volume [in cubic LENGTH|is it]`,
    ],
    rect('box-volume'),
  );
};

const addShapes = (grammar: Grammar): void => {
  addShapesFirst(grammar);
  addShapesSecond(grammar);
};

const addUnits = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal(
    'UNIT',
    word(({ kind, text }) => (kind === 'word' && unitsNamed(text).length > 0) || /^[°℃℉]$/.test(text)),
  );
  rule('UNITWORD', ['UNIT', '[degrees] (celsius|fahrenheit)', 'degrees'], () => true);
  rule('UNITS', ['UNIT:u'], ({ u }) => u);
  rule('UNITS', ['degrees (celsius|c)', '° c', '° celsius'], () => 'celsius');
  rule('UNITS', ['degrees (fahrenheit|f)', '° f', '° fahrenheit'], () => 'fahrenheit');
  rule('AMOUNT', 'UNUM:n UNITS:u', ({ n, u }) => [[n, u]]);
  rule('AMOUNT', ['(an|a|one) UNITS:u'], ({ u }) => [['1', u]]);
  rule('AMOUNT', 'UNUM:n UNITS:u [and|,] UNUM:m UNITS:w', ({ n, u, m, w }) =>
    unitsTogether(String(u), String(w))
      ? [
          [n, u],
          [m, w],
        ]
      : undefined,
  );
  const convert = ({ a, t }: Values): unknown => {
    const amounts = a as [string, string][];
    // An amount of money between currencies is none of exact factors.
    if (amounts.some(([, unit]) => !unitsTogether(unit, String(t)))) return undefined;
    const money =
      unitsNamed(String(t)).some(({ dimension }) => dimension === 'money') ||
      amounts.some(([, unit]) => unitsNamed(unit).some(({ dimension }) => dimension === 'money'));
    return money ? undefined : { type: 'convert', amounts, to: t };
  };
  rule(
    'QUESTION',
    [
      `[POLITE] (convert|change|turn|express|write|put|give) [me] [the|a]
        [(length|weight|distance|quantity|amount|time|temperature) [of]] AMOUNT:a (to|into|in|as) UNITS:t`,
      '[ASK] [what is] AMOUNT:a (in|to|into|as|expressed in|converted to) UNITS:t',
      'how many UNITS:t (are|is|in|make|do|does|go into|equal) [there] [in|are in] AMOUNT:a [make|have|contain]',
      'how much is AMOUNT:a (in|as) UNITS:t',
      'AMOUNT:a (is|=|equals|makes) (how many|how much) [in] UNITS:t',
      `AMOUNT:a ~ (how many UNITS:t|what is (that|it) in UNITS:t|how much is (that|it) in UNITS:t|in
        UNITS:t|express this quantity in UNITS:t|how many UNITS:t is (that|it))`,
      `[the|my|it is|its] [FILL] (is|contains|says|holds|weighs|measures|takes|runs|has) AMOUNT:a
        [FILL|long|tall|of FILL] ~ (what is (that|it) in UNITS:t|how much is (that|it) in UNITS:t|how many
        UNITS:t is (that|it)|express (this|that|it) [quantity] in UNITS:t|in UNITS:t)`,
    ],
    convert,
  );
  rule('MIN', ['(minutes|minute|mins|min)'], () => true);
};

const addRatios = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('RATIO', ['UNUM:a : UNUM:b', 'UNUM:a to UNUM:b'], ({ a, b }) => [a, b]);
  rule('RATIO2', ['RATIO:r'], ({ r }) => r);
  grammar.terminal('CLOCKRATIO', ({ tokens }, at) => {
    const token = tokens[at];
    if (token?.kind !== 'clock') return [];
    return [{ end: at + 1, value: token.text.split(':').map((one) => String(Number(one))) }];
  });
  rule('RATIO2', 'CLOCKRATIO:r', ({ r }) => r);
  const simplest = ({ r }: Values): unknown => formula('simplest-ratio', ...(r as string[]));
  rule(
    'QUESTION',
    [
      '[POLITE] (simplify|reduce|cancel) [the] [ratio] RATIO2:r [to its lowest terms|fully|as far as possible]',
      '[POLITE] (express|write|give|put) [the] [ratio] RATIO2:r in [its|the] (simplest|lowest|smallest) (form|terms)',
      '[ASK] [the] [ratio] RATIO2:r in [its|the] (simplest|lowest|smallest) (form|terms)',
    ],
    simplest,
  );
};

const addSpeeds = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('FAR', ['UNUM:n (km|kilometres|kilometers|miles|mi|metres|meters|m)'], ({ n }) => n);
  rule('HOURS', ['UNUM:n (hours|hour|hrs|hr|h)'], ({ n }) => n);
  rule(
    'QUESTION',
    [
      'FAR:d in HOURS:t ~ [ASK] [the|my|our|an] [average|avg] [speed|mph] [is that|was that]',
      'FAR:d in HOURS:t ~ how fast [is that|was that|am i going]',
      '[ASK] [the|my] [average] speed (for|of|if|when) [i (go|drive|cycle|walk|ride|travel)] FAR:d in HOURS:t',
    ],
    ({ d, t }) => formula('speed', d, t),
  );
};

export const addMeasureKinds = (grammar: Grammar): void => {
  addUnits(grammar);
  addPercent(grammar);
  addFractions(grammar);
  addShapes(grammar);
  addRatios(grammar);
  addSpeeds(grammar);
};
