/** Further plain ways of percentages, fractions, roundings, powers and speeds, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';

const formula = (name: string, ...given: readonly unknown[]): unknown =>
  given.every((one) => typeof one === 'string' && /^\d+(?:\.\d+)?(?:\/\d+)?$/.test(one))
    ? { type: 'formula', formula: name, given }
    : undefined;

const addShares = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('INPERCENT', '(as|in|to|into) [a|an] (percentage|percent|%|per cent)', () => true);
  rule('QUESTION', '[ASK] UNUM:n INPERCENT', ({ n }) => formula('percent-rate', n, '1'));
  rule('QUESTION', '[ASK] FRACT:f INPERCENT', ({ f }) => formula('percent-rate', ...String(f).split('/')));
  rule('QUESTION', '[ASK] UNUM:n (-|minus) CENT:p', ({ n, p }) => formula('percent-less', p, n));
  rule('QUESTION', '[ASK] UNUM:n (+|plus) CENT:p', ({ n, p }) => formula('percent-more', p, n));
  rule('QUESTION', '[ASK] [the] CENT:p (vat|tax) on MONEY:n', ({ n, p }) => formula('percent-of', p, n));
  rule('QUESTION', '[ASK] [a] CENT:p tip on MONEY:n', ({ n, p }) => formula('percent-of', p, n));
  const changed = ({ a, b }: Values): unknown =>
    Number(a) === Number(b) ? undefined : formula(Number(b) > Number(a) ? 'percent-change' : 'percent-drop', b, a);
  rule('CHANGEWORD', '(percentage|percent|%) change', () => true);
  rule(
    'QUESTION',
    ['[ASK] [the] CHANGEWORD from MONEY:a to MONEY:b', 'from MONEY:a to MONEY:b ~ [ASK] [the] CHANGEWORD'],
    changed,
  );
};

const addFractionForms = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('QUESTION', '[ASK] UNUM:n as a fraction [LOWEST]', ({ n }) =>
    String(n).includes('.') ? formula('as-fraction', n) : undefined,
  );
  rule('QUESTION', '[ASK] CENT:p as a fraction [LOWEST]', ({ p }) => formula('as-fraction', `${String(p)}/100`));
  rule(
    'QUESTION',
    [
      'what fraction of UNUM:b is UNUM:a [LOWEST]',
      'UNUM:a is what fraction of UNUM:b',
      'what fraction is UNUM:a of UNUM:b',
    ],
    ({ a, b }) =>
      /^\d+$/.test(`${String(a)}${String(b)}`) ? formula('as-fraction', `${String(a)}/${String(b)}`) : undefined,
  );
};

const NEAREST: Readonly<Record<string, string>> = {
  ten: '10',
  hundred: '100',
  thousand: '1000',
  number: '1',
  integer: '1',
};

const addRounding = (grammar: Grammar): void => {
  const { rule } = grammar;
  for (const [name, unit] of Object.entries(NEAREST)) {
    rule('NEARTO', `to the nearest ${name === 'number' ? 'whole number' : name}`, () => unit);
  }
  rule('NEARTO', ['to UNUM:d (decimal|decimals|decimal place|decimal places|dp)'], ({ d }) =>
    /^[1-6]$/.test(String(d)) ? `0.${'0'.repeat(Number(d) - 1)}1` : undefined,
  );
  rule('ROUNDABLE', 'UNUM:n', ({ n }) => n);
  rule('ROUNDABLE', ['UNUM:a / UNUM:b', 'UNUM:a divided by UNUM:b'], ({ a, b }) =>
    /^[1-9]\d*$/.test(String(b)) ? `${String(a)}/${String(b)}` : undefined,
  );
  rule(
    'QUESTION',
    ['[POLITE] round [off] ROUNDABLE:n NEARTO:u', '[ASK] ROUNDABLE:n [rounded|correct] NEARTO:u'],
    ({ n, u }) => formula('rounded', n, u),
  );
};

/** Metres and seconds of the units of a speed. */
const SPEEDS: Readonly<Record<string, string>> = {
  'km / h': '1000/3600',
  kmh: '1000/3600',
  kph: '1000/3600',
  'km per hour': '1000/3600',
  'kilometres per hour': '1000/3600',
  'm / s': '1',
  'metres per second': '1',
  'meters per second': '1',
};

const addSpeedUnits = (grammar: Grammar): void => {
  const { rule } = grammar;
  for (const [words, factor] of Object.entries(SPEEDS)) rule('SPEEDUNIT', words, () => factor);
  rule(
    'QUESTION',
    [
      '[ASK] UNUM:n SPEEDUNIT:a (in|to|into|as) SPEEDUNIT:b',
      '[POLITE] (convert|change) UNUM:n SPEEDUNIT:a (to|into) SPEEDUNIT:b',
    ],
    ({ n, a, b }) =>
      a === b ? undefined : { type: 'value', expression: `${String(n)}*(${String(a)})/(${String(b)})` },
  );
};

export const addMeasureWays = (grammar: Grammar): void => {
  addShares(grammar);
  addFractionForms(grammar);
  addRounding(grammar);
  addSpeedUnits(grammar);
  grammar.rule('FACTOR', 'ATOM:n to the [power of] UNUM:p', ({ n, p }) =>
    /^\d$|^1\d$/.test(String(p)) ? `(${String(n)}^${String(p)})` : undefined,
  );
};

/** Prices, shares and ways among words. */
export const addMoreMeasures = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('NEWPRICE', [
    '[ASK|what is|whats] [the] [new|final|sale|reduced] price [now]',
    'what (do|must|will|would) i [have to] pay',
    'how much (is it|does it cost|do i pay|is that) [now]',
    '[the] new price',
  ]);
  rule('COSTS', ['(costs|cost|was|is|at)']);
  rule(
    'QUESTION',
    [
      `[the|a|my] FILL COSTS MONEY:n ~ [and] [now|there is|tag says|it is|with|it has|has|it got] CENT:p [of]
        (off|discount|reduction|cheaper) ~ NEWPRICE`,
      'CENT:p off [a] [FILL] MONEY:n ~ NEWPRICE',
    ],
    ({ p, n }) => formula('percent-less', p, n),
  );
  rule('POINTS', '[points|marks|questions]');
  rule(
    'QUESTION',
    [
      `[i|we|she|he] [FILL] UNUM:a POINTS (out of|from|of) UNUM:b [POINTS] ~ (what|how much|how many|which)
        (percent|percentage|%) is (that|it)`,
      '[i|we|she|he] [FILL] UNUM:a POINTS out of UNUM:b [POINTS] ~ what is that (as a percentage|in percent|in %)',
    ],
    ({ a, b }) => formula('percent-rate', a, b),
  );
  rule(
    'QUESTION',
    [
      `[the|a|my] FILL (went up|rose|increased|goes up|has risen|climbed) from MONEY:a to MONEY:b [FILL] ~
        [so] by (what|how many|how much|which) (percent|percentage|%) [did it (go up|rise|increase)|is that]`,
    ],
    ({ a, b }) => formula('percent-change', b, a),
  );
  rule('KMH', ['(km / h|kmh|kph|km per hour|kilometres per hour|miles per hour|mph|m / s)']);
  rule(
    'QUESTION',
    [
      `[ASK] [FILL] [at|with] [a|steady] UNUM:v KMH for HOURS:t ~ how far [do i get|is that|did i go|does it
        go|do i come|will i get]`,
      'how far (do|does|will) (i|you|it|she|he) (go|get|drive|travel) in HOURS:t at UNUM:v KMH',
    ],
    ({ v, t }) => formula('distance', v, t),
  );
  rule(
    'QUESTION',
    ['[FILL] FAR:d in HOURS:t ~ [ASK] [the|my|its] [average|avg] speed [in KMH]', '[FILL] FAR:d in HOURS:t ~ how fast'],
    ({ d, t }) => formula('speed', d, t),
  );
  rule('RATIOED', ['in [the|a] ratio [of] RATIO2:r'], ({ r }) => r);
  rule(
    'GREATER',
    ['[ASK|what is] [the] (bigger|larger|greater) (share|part)', 'how much is the (bigger|larger) (share|part)'],
    () => 'more',
  );
  rule('QUESTION', ['(split|share|divide) MONEY:n [sweets|coins] RATIOED:r ~ GREATER'], ({ n, r }) => {
    const [a, b] = (r as string[]).map(Number) as [number, number];
    return a === b ? undefined : formula('ratio-share', n, a > b ? '1' : '2', String(a), String(b));
  });
};
