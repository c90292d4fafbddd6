/**
 * Numbers that somebody thinks of by roles, for the reading by explanation: what is done to one, and what comes of
 * it.
 */
import type { Grammar, Terminal } from '../grammar/grammar.ts';
import { addRuled, all, type Item } from '../grammar/role-words.ts';

const applied = (acts: readonly Item[], to: string): string =>
  acts.reduce((x, { value }) => String(value).replace('#', x), to);

const addActs = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('XIT', [
    '(it|this|that|the result|the answer|the outcome|everything|all of it|what i get|what is left|the lot|him|me)',
    '[this|that|the|my|her|his|a|some|any|secret|which|what] number',
  ]);
  const act = (words: string, build: (n: string) => string): void => {
    rule('XACT', words, ({ n }) => build(String(n)));
  };
  act('(double|doubled|doubles|doubling) [XIT]', () => '(2*#)');
  act('(triple|tripled|triples|tripling|treble|trebled|trebles) [XIT]', () => '(3*#)');
  act('(halve|halved|halves|halving) [XIT]', () => '(#/2)');
  act('half of it', () => '(#/2)');
  act('[take] a third of it', () => '(#/3)');
  act('(multiply|multiplied|multiplies|times|timesed|multiplying|take) [XIT] (by|with|for) UNUM:n', (n) => `(#*${n})`);
  act('(times|timesed) [XIT] UNUM:n', (n) => `(#*${n})`);
  act('take XIT UNUM:n times', (n) => `(#*${n})`);
  act('(divide|divided|divides|dividing|split) [XIT] (by|with|in|into) UNUM:n', (n) => `(#/${n})`);
  act('(add|added|adds|adding|plus|put|stick|tack) [on] UNUM:n [to XIT|more|on|on top|to it]', (n) => `(#+${n})`);
  act('UNUM:n [is|was|gets|are] (added|put on top) [on|to XIT]', (n) => `(#+${n})`);
  act(
    '(subtract|subtracted|subtracts|take|took|takes|minus|subtracting|lose|remove|removed|knock|knocked|deduct|' +
      'lopped) [away|off] UNUM:n [from XIT|off|away|off XIT]',
    (n) => `(#-${n})`,
  );
  act('take from XIT UNUM:n', (n) => `(#-${n})`);
  act('from XIT [i|you|we] (take|subtract) [away] UNUM:n', (n) => `(#-${n})`);
  act('(increased|raised) by UNUM:n', (n) => `(#+${n})`);
  act('(decreased|reduced|diminished|lowered) by UNUM:n', (n) => `(#-${n})`);
  rule('XACT', ['(subtract|take) XIT [away] from UNUM:n'], ({ n }) => `(${String(n)}-#)`);
  rule(
    'XCOMES',
    [
      '(get|gets|got|have|has|had|is|are|was|makes|make|made|leaves|leave|gives|give|gave|equals|equal|=|be|becomes|' +
        'left with|left holding|keep|stay|stays|receive|want) [got|exactly|back|just] NUM:r [exactly]',
      '(comes to|came to|come to|end up with|ends up with|ended up with|end with|land on|landed on|end at|ends at|' +
        'are at|are on|am on|result is|answer is|result was|stays at|out comes|out came|adds up to|amounts to|' +
        'up with) [exactly] NUM:r [exactly]',
    ],
    ({ r }) => r,
  );
};

/** "Twice a number, plus 6": a side of an equation in words. */
const addRelations = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('XTHING', [
    '[a|the|my|this|that|some|which|what|his|her|their|an] [certain|secret|unknown|lucky|missing|mystery|same|house|' +
      'door|original|different|other] number',
    '(something|itself|it|what)',
    '(my|her|his) age',
  ]);
  rule('XTIMES', ['(twice|double|doubled) XTHING', '(2|two) times [of] XTHING', 'XTHING doubled'], () => '(2*x)');
  rule('XTIMES', ['(triple|treble|thrice) XTHING'], () => '(3*x)');
  rule('XTIMES', ['(half|the half|one half) [of] XTHING', 'XTHING halved'], () => '(x/2)');
  rule('XTIMES', ['(a|one|the) third of XTHING'], () => '(x/3)');
  rule('XTIMES', ['(a|one|the) quarter of XTHING'], () => '(x/4)');
  rule('XTIMES', ['UNUM:n times [of] XTHING', 'XTHING (times|multiplied by) UNUM:n'], ({ n }) => `(${String(n)}*x)`);
  rule('XTIMES', ['XTHING (divided by|over) UNUM:n'], ({ n }) => `(x/${String(n)})`);
  rule('XHEAD', ['XTIMES:s', 'XTHING'], ({ s }) => s ?? 'x');
  rule('XREL', ['XTIMES:s'], ({ s }) => s);
  rule(
    'XREL',
    [
      'XHEAD:s [,] [and|with|when|,] (plus|increased by|+|added to|and) UNUM:n',
      'XHEAD:s [,] with UNUM:n added',
      'UNUM:n (more|greater) than XHEAD:s',
      'UNUM:n (is|plus|+) [added to] XHEAD:s',
      'UNUM:n added to XHEAD:s',
    ],
    ({ s, n }) => `(${String(s)}+${String(n)})`,
  );
  rule(
    'XREL',
    [
      'XHEAD:s [,] [and|with] (minus|decreased by|diminished by|reduced by|less|take away|-) UNUM:n',
      'UNUM:n (less|smaller) than XHEAD:s',
      'XHEAD:s with UNUM:n knocked off',
    ],
    ({ s, n }) => `(${String(s)}-${String(n)})`,
  );
  rule(
    'XREL',
    ['UNUM:n (minus|-) XHEAD:s', 'XHEAD:s subtracted from UNUM:n'],
    ({ s, n }) => `(${String(n)}-${String(s)})`,
  );
  rule('XSAME', [
    '[is|gives|get|makes|are|it is] [exactly] [the] same [number|result|thing|answer] (as|like|is|when) ' +
      '[you get when] [i|you] [when]',
    '(is|are) equal to',
    '(equals|makes|gives)',
    '(is|becomes)',
  ]);
};

const HOLE = /^(?:_|\?|□|▢|☐|▯|box)$/;

/** An equation in signs with a place that is left open: "7 * _ + 8 = 71". */
const holed: Terminal = ({ tokens }, at) => {
  let text = '';
  let [holes, equals] = [0, 0];
  let last: string | undefined;
  let best: { end: number; value: unknown } | undefined;
  for (let end = at; end < Math.min(tokens.length, at + 30); end++) {
    const token = tokens[end]!;
    const open = last === undefined || /^[-+*/(=]$/.test(last);
    if (token.kind === 'number' || (HOLE.test(token.text) && (open || token.text !== '?'))) {
      if (!open) break;
      if (token.kind !== 'number') holes++;
      text += token.kind === 'number' ? token.text : 'x';
      last = 'n';
    } else if (/^[-+*/]$/.test(token.text) || (token.text === 'x' && !open)) {
      if (open) break;
      last = token.text === 'x' ? '*' : token.text;
      text += last;
    } else if (token.text === '=' && !open && equals === 0) {
      equals++;
      text += '=';
      last = '=';
    } else break;
    if (last === 'n' && equals === 1 && holes > 0) best = { end: end + 1, value: text };
  }
  return best ? [best] : [];
};

const solved = (equation: string): unknown => ({ type: 'solve', unknowns: ['x'], equations: [equation] });

const riddle = (items: readonly Item[]): unknown => {
  const [acts, comes, rels, holes] = ['XACT', 'XCOMES', 'XREL', 'XHOLED'].map((tag) => all(items, tag));
  if (holes!.length > 0)
    return holes!.length === 1 && acts!.length + comes!.length + rels!.length === 0
      ? solved(String(holes![0]!.value))
      : undefined;
  const [a, b, ...more] = rels!;
  if (more.length > 0 || comes!.length > 1 || acts!.length > 4) return undefined;
  const [end] = comes!;
  const same = all(items, 'XSAME');
  if (end) {
    if (b || acts!.some(({ at }) => at > end.at) || (a && (a.at > end.at || acts!.some(({ at }) => at < a.at))))
      return undefined;
    const start = a ? String(a.value) : 'x';
    return acts!.length > 0 || a ? solved(`${applied(acts!, start)}=${String(end.value)}`) : undefined;
  }
  if (!a || same.length !== 1) return undefined;
  if (b)
    return acts!.length === 0 && a.at < same[0]!.at && same[0]!.at < b.at
      ? solved(`${String(a.value)}=${String(b.value)}`)
      : undefined;
  const before = acts!.every(({ at }) => at < same[0]!.at) && same[0]!.at < a.at;
  return acts!.length > 0 && before ? solved(`${applied(acts!, 'x')}=${String(a.value)}`) : undefined;
};

export const addRiddleRoles = (grammar: Grammar): void => {
  addActs(grammar);
  addRelations(grammar);
  grammar.terminal('XHOLED', holed);
  addIdle(grammar);
  addEquationRoles(grammar);
  addRuled(grammar, {
    name: 'RIDDLEROLES',
    rules: ['XHOLED', 'XACT', 'XCOMES', 'XREL', 'XSAME', 'XIT', 'XTHING', 'XIDLE'],
    free:
      'which how who whose if when then next would could should might must number start started begin began again ' +
      'whole now what digit fill finally',
    build: riddle,
  });
};

/** An equation in signs among words that ask for its letter. */
const addEquationRoles = (grammar: Grammar): void => {
  grammar.rule('QEQ', 'EQ:e', ({ e }) => e);
  grammar.rule('QLETTER', 'LETTER:v', ({ v }) => v);
  grammar.rule('QIDLE', [
    '(before|after) (the|my) (bell|end)',
    'both sides',
    'equal the both sides',
    '[the] same',
    'true',
    '(must|should) i put',
    '? ?',
  ]);
  addRuled(grammar, {
    name: 'EQUATIONROLES',
    rules: ['QEQ', 'QLETTER', 'QIDLE'],
    free: 'which how if when then would should could must might number letter equal equals true only given',
    build: (items) => {
      const [equation, ...more] = all(items, 'QEQ').map(({ value }) => value as { text: string; letters: string[] });
      if (!equation || more.length > 0 || equation.letters.length !== 1) return undefined;
      const [letter] = equation.letters;
      const fits = all(items, 'QLETTER').every(({ value }) => value === letter || value === 'a' || value === 'i');
      return fits ? { type: 'solve', unknowns: equation.letters, equations: [equation.text] } : undefined;
    },
  });
};

const addIdle = (grammar: Grammar): void =>
  grammar.rule('XIDLE', [
    '(missing|unknown|original|starting|same) (number|value|one)',
    'the same number',
    'that same number',
    'every box the same',
    '(one|that) (after|of)',
  ]);
