/** Sequences by roles, for the reading by explanation: terms, and which of them is asked for. */
import type { Grammar } from '../grammar/grammar.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';

const PLACES =
  '(term|number|member|element|one|value|entry|figure|place|position|item|row|week|day|month|year|night|rung|step|' +
  'stop|triangle|shape|floor|level|hole|house|seat|card|tag|label|ticket|visit|lap|round|game|layer|picture|figure|' +
  'stage|page|plot|stair|post|box|shelf|number in (line|the row|the list))';

const addSequenceWords = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('SLIST', ['TOLDTERMS:l', '(\\[|\\() TOLDTERMS:l [,] (\\]|\\))'], ({ l }) => l);
  rule('SGAPS', ['TOLDGAPS:l', '\\[ TOLDGAPS:l \\]'], ({ l }) => {
    const terms = (l as string[]).filter((one, i, whole) => one !== '?' || i === 0 || whole[i - 1] !== '?');
    return terms.filter((one) => one === '?').length === 1 ? terms : undefined;
  });
  rule(
    'SLISTAFTER',
    ['(after|behind|follow|follows|to) [the numbers] TOLDTERMS:l', '[the] next (after|for|of|in) TOLDTERMS:l'],
    ({ l }) => l,
  );
  rule('SNEXT', [
    '[the|right|straight] (next|following|successor) [one|number|term] [up|along|door|in line]',
    '(what|which|how) [number|one|term|value] [comes|follows|is|goes|will come|would come|must come] ' +
      '(next|then|now|after)',
    '(follow|follows|followed|continue|continues|continuing|continuation|predict|extrapolate)',
    '[and] [then] (go|goes|going|carry|carries|carrying) on',
    '[and] (then|after) [what|which|that|this|it|them|these|those|a blank|a question mark]',
    '[and] then (what|which)',
    'one (after|more|further)',
    '[by|predict|for|with] one [more] (step|number|term|place|entry|value) [further|more|on|ahead]',
    '(by|with) one',
    '(then|now) \\?',
    'comes (after|then)',
    'say now',
    'further by one',
    '(keep|keeps|kept) going',
    'count on',
    '... END',
    ', END',
    '-> \\? END',
    '[and] (comes|come) (which|what)',
    '(give|name|say|tell) [me] [the] (next|following)',
    '[you] say the next one',
  ]);
};

/** Which term is asked for, and what is said beside. */
const addSequencePlaces = (grammar: Grammar): void => {
  const { rule } = grammar;
  // "Row 1, 1, 2, 3" is a row, "row 20" a place in one.
  grammar.terminal('NOLIST', ({ tokens }, at) => {
    const next = tokens[at]?.kind === 'number' || (tokens[at]?.text === ',' && tokens[at + 1]?.kind === 'number');
    return next ? [] : [{ end: at, value: true }];
  });
  rule(
    'SAFTER',
    [
      '[give|name|say|state|tell] [me] [the] (next|following|successor) [one|number|term] (after|to|of|behind) [the] ' +
        'NUM:n NOLIST',
      '(what|which) [number|one|term|value|figure] [comes|is|goes|stands|will come|would come|must come] ' +
        '[next|directly|right|straight|just] (after|behind|follows|following) [on] [the] NUM:n NOLIST',
    ],
    ({ n }) => n,
  );
  rule(
    'SAFTER',
    ['(after|behind|following|follows|succeeds) [the] NUM:n', 'successor of [the] NUM:n', 'NUM:n [is] followed by'],
    ({ n }) => n,
  );
  rule(
    'SNTH',
    [`[the|its|a] ORD:n ${PLACES}`, `${PLACES} [number|no] [UNUM:n NOLIST|ORD:n]`, `[the] ORD:n`, `[the|at] ORD:n`],
    ({ n }) => (n === undefined ? undefined : Number(n)),
  );
  rule('SFIRST', [
    '[the|my] first [few|UNUM] (terms|numbers|members|elements|page|values|ones)',
    '[the|my] first (term|number) (is|=)',
    'first the next',
  ]);
  rule(
    'SCOUNT',
    ['[give|name|say|tell|write|list] [me] [down] [the] (next|following) UNUM:n [numbers|terms|ones|members|values]'],
    ({ n }) => Number(n),
  );
  rule('SMISSING', [
    "[one|a] [label is|label's|number|number is|number's|tag|tag's|page|price|figure|term] [is|was|has] [been] " +
      '(unreadable|illegible|smudged|torn|faded|gone|covered|obscured|rubbed out|blotted|stained)',
    'under the stain',
    '(missing|lost|hidden|hides|hide|omitted|illegible|smudged|belongs|gap|hole|blank|left out|lacks|absent|' +
      'question mark|under|in between)',
    'fill in',
  ]);
  rule('SIDLE', [
    '(each|every) (time|day|week|month|year|step|row|one|floor|term)',
    'the same (way|amount|manner|rule|pattern|step|distance|gap) [each time|every time]',
    '(in|on) the same way',
    'at each step',
    'same (spacing|gap|step|rule|pattern|way|thing)',
    '[just] the same',
    '[that|this|it|they|which|pattern] [all] (keep|keeps|carry|carries|go|goes|hold|holds|continue|continues) [up|on] ' +
      '[like (that|this)|that way|this way|unchanged]',
    '[and] (count|counting) [up|down|backwards|back|forwards] [by|in] ' +
      '[tens|twos|threes|fours|fives|sixes|sevens|eights|nines|hundreds]',
    '(if|and) (it|that|this|they) (keep|keeps) (doubling|halving|tripling|rising|falling|growing|shrinking|dropping)',
    '(rising|falling|growing|shrinking|dropping|climbing|going (up|down)) [like that|like this|that way|this way]',
    '(fill|write) (in|down|out)',
    '(at|on) the end',
    'the (boy|girl|child|class|teacher)',
    'only the',
    'per (level|day|week|month|row|year|night|game|round|visit|hour|stage|step)',
    '[a|the] (list|row|sequence|series) of [the] (primes|squares|cubes|even numbers|odd numbers)',
    'with squares',
    'must [then] (stand|come|be|go|follow)',
    '(up|down) the (ladder|stairs|street|road|hill|wall|page)',
    'supposed to be',
  ]);
};

/** Whether a number comes up: "does 12 come up", "is house 15 one of them". */
const addMembership = (grammar: Grammar): void => {
  const { rule } = grammar;
  const number = `[a|an|the] [${PLACES.slice(1, -1)}|locker|bus|room|number] [number|no] UNUM:n`;
  const ever = '[ever|also|too|eventually|really]';
  const inIt =
    '[(in|on|of|among|to) (it|them|these|those|(the|this|that|my) [house|same] (row|list|sequence|series|pattern|numbers|street|side))]';
  rule(
    'SHAS',
    [
      `[~] [so|and] (does|do|will|would|can|could) ${number} ${ever} (come up|turn up|show up|appear|occur|exist|belong|` +
        `be (one|there|included|part)|get said) ${inIt}`,
      `[~] [so|and] (is|are) ${number} ${ever} (one|part|there|included|in|on|among|a term|a member) [of] ${inIt}`,
      `[~] [so|and] (is|are|will|would) there [ever] [be] ${number} ${inIt}`,
      `[~] [so|and] (do|does|will|would|can) (i|we|you|he|she|they|it) ${ever} (hit|say|land on|write|call|meet|come to) ` +
        `${number} ${inIt}`,
    ],
    ({ n }) => String(n),
  );
  rule('SHASIDLE', [
    'yes or no',
    '(on|up|down|along) the [left|right|other] [hand] (side|street|road|wall)',
    '(always|each one|each time|every time) UNUM more',
    'always more',
  ]);
};

/** The rule of terms with equal steps or factors. */
const evenRule = (terms: readonly string[]): string | undefined => {
  const values = terms.map(Number);
  const pairs = values.slice(1).map((one, i) => [values[i]!, one] as const);
  const steps = new Set(pairs.map(([a, b]) => b - a));
  if (!values.every(Number.isInteger)) return undefined;
  const [step] = steps;
  if (steps.size === 1 && step !== 0) return `x+(${step})`;
  const factor = values[0] === 0 ? Number.NaN : values[1]! / values[0]!;
  return Number.isInteger(factor) && factor > 1 && pairs.every(([a, b]) => b === a * factor)
    ? `x*${factor}`
    : undefined;
};

const CALENDAR =
  'day days week weeks month months year years today tomorrow yesterday morning evening night afternoon monday ' +
  'tuesday wednesday thursday friday saturday sunday mm cm km kg pound pounds cents minutes hours metres feet';

/** One list of terms, and one thing that is asked of it. */
const sequence = (items: readonly Item[]): unknown => {
  const [lists, gaps] = [items.filter(({ tag }) => tag.startsWith('SLIST')), all(items, 'SGAPS')];
  const [places, counts, after] = [all(items, 'SNTH'), all(items, 'SCOUNT'), all(items, 'SAFTER')];
  if (lists.length + gaps.length !== 1 || places.length > 1 || counts.length > 1) return undefined;
  const gap = gaps[0]?.value as string[] | undefined;
  if (gap && gap.at(-1) !== '?')
    return places.length + counts.length + after.length === 0 &&
      (has(items, 'SMISSING') || gap.length > 3) &&
      !has(items, 'SNEXT')
      ? { type: 'sequence', terms: gap }
      : undefined;
  const terms = gap ? gap.slice(0, -1) : (lists[0]!.value as string[]);
  const [asked, ...more] = all(items, 'SHAS');
  if (asked) {
    const rule = evenRule(terms);
    return gap || more.length + places.length + counts.length + after.length > 0 || rule === undefined
      ? undefined
      : { type: 'term', rule, first: [terms[0]], ask: 'has', at: Number(asked.value) };
  }
  if (after.some(({ value }) => value !== terms.at(-1))) return undefined;
  if (places.length === 1) {
    const at = Number(places[0]!.value);
    return at > terms.length && counts.length === 0 ? { type: 'sequence', terms, at } : undefined;
  }
  if (counts.length === 1) {
    const count = Number(counts[0]!.value);
    return count === 1 ? { type: 'sequence', terms } : count < 11 ? { type: 'sequence', terms, count } : undefined;
  }
  return gap || after.length > 0 || has(items, 'SNEXT', 'SLISTAFTER') ? { type: 'sequence', terms } : undefined;
};

const addToldRules = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'TOLDSTART',
    [
      `[it|that|which|sequence|progression|series|list] (starts|begins|commences|start|begin|starting|beginning) ` +
        `(at|with|from|on|by) [the number] NUM:a`,
      '[has|with] [the|its|a] first (term|number) [is|=|being|of] NUM:a',
    ],
    ({ a }) => a,
  );
  rule(
    'TOLDSTEP',
    [
      '(rises|increases|goes up|grows|climbs|rising|growing|increasing) (by|in) [steps of] UNUM:s [at|with|in] ' +
        '(each|every) (step|time|term)',
      '[has|with|and] [a|the] common difference [is|=|of|being] UNUM:s',
      '(each|every) [next|new|further|following|subsequent] [one|term|number] ' +
        'is UNUM:s (more|bigger|greater|larger|higher) [than the (last|previous|one before|preceding one)]',
      '(each|every) time [we|i|you] [are] (add|adding|adds) UNUM:s',
    ],
    ({ s }) => ({ rule: `x+${String(s)}` }),
  );
  rule(
    'TOLDSTEP',
    [
      '[has|with|and] [a|the] common difference [is|=|of|being] - UNUM:s',
      '(each|every) [next|new|further|following|subsequent] [one|term|number] is UNUM:s (less|smaller|lower|fewer) ' +
        '[than the (last|previous|one before|preceding one)]',
      '(falls|drops|decreases|goes down) (by|in) [steps of] UNUM:s [at|with|in] (each|every) (step|time|term)',
    ],
    ({ s }) => ({ rule: `x-${String(s)}` }),
  );
  rule(
    'SASKNTH',
    [`[the|its] ORD:n ${PLACES}`, '(term|position|place) [number] UNUM:n', '(on|at|in) the ORD:n (place|position)'],
    ({ n }) => Number(n),
  );
};

export const addSequenceRoles = (grammar: Grammar): void => {
  addSequenceWords(grammar);
  addSequencePlaces(grammar);
  addMembership(grammar);
  addToldRules(grammar);
  addRuled(grammar, {
    name: 'SEQUENCEROLES',
    closed: true,
    rules: [
      'SHAS',
      'SHASIDLE',
      'SLISTAFTER',
      'SLIST',
      'SGAPS',
      'SFIRST',
      'SNEXT',
      'SAFTER',
      'SNTH',
      'SCOUNT',
      'SMISSING',
      'SIDLE',
    ],
    free:
      'many itself arithmetic geometric which how who if should would must might could start starts begin begins ' +
      `where whose count counting find ${CALENDAR}`,
    build: sequence,
  });
  addRuled(grammar, {
    name: 'TERMROLES',
    closed: true,
    rules: ['TOLDSTART', 'TOLDSTEP', 'SASKNTH'],
    free: 'which how who if arithmetic',
    build: (items) => {
      const [starts, steps, asks] = ['TOLDSTART', 'TOLDSTEP', 'SASKNTH'].map((tag) => all(items, tag));
      if (starts!.length !== 1 || steps!.length !== 1 || asks!.length !== 1) return undefined;
      const { rule } = steps![0]!.value as { rule: string };
      return { type: 'term', rule, first: [starts![0]!.value], ask: 'term', at: asks![0]!.value };
    },
  });
};
