/** Truth values, for the reading by explanation. */
import { isLoaded } from '../grammar/asking.ts';
import type { Fit, Grammar, Terminal, Values } from '../grammar/grammar.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import type { Token } from '../grammar/tokens.ts';

const addTruth = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('TLEAF', ['(true|t)'], () => 'true');
  rule('TLEAF', ['(false|f)'], () => 'false');
  rule('TLEAF', 'LETTER:v', ({ v }) => v);
  rule('TLEAF', '\\( TEXPR:e \\)', ({ e }) => `(${String(e)})`);
  rule('TLEAF', ['(not|!|\\~|¬) TLEAF:e'], ({ e }) => `not ${String(e)}`);
  rule('TLEAF', ['open [the] (bracket|brackets) TEXPR:e close [the] (bracket|brackets)'], ({ e }) => `(${String(e)})`);
  rule('TLEAF', ['if TLEAF:a [,] then TLEAF:b'], ({ a, b }) => `(${String(a)} implies ${String(b)})`);
  rule('TLEAF', ['xor of TLEAF:a (with|and) TLEAF:b'], ({ a, b }) => `(${String(a)} xor ${String(b)})`);
  rule('COMPARE', ['(>|is (greater|bigger|more|larger|higher) than)'], () => '>');
  rule('COMPARE', ['(<|is (less|smaller|lower|fewer) than)'], () => '<');
  rule('COMPARE', ['(=|is equal to|equals|==)'], () => '=');
  rule('TLEAF', 'SUM:a COMPARE:c SUM:b', ({ a, c, b }) => `${String(a)} ${String(c)} ${String(b)}`);
  rule('CONNECT', ['(and|& &|&|∧)'], () => ' and ');
  rule('CONNECT', ['(or|\\| \\||\\||∨)'], () => ' or ');
  rule('CONNECT', ['(->|implies)'], () => ' implies ');
  rule('CONNECT', ['(xor|exclusive or)'], () => ' xor ');
  grammar.terminal('TEXPR', (context, at) => {
    const all: Fit[] = [];
    let ways = [...grammar.fits(context, 'TLEAF', at)];
    for (let count = 0; ways.length > 0 && count < 20; count++) {
      all.push(...ways);
      ways = ways.flatMap(({ end, value }) =>
        grammar
          .fits(context, 'CONNECT', end)
          .flatMap((sign) =>
            grammar
              .fits(context, 'TLEAF', sign.end)
              .map((next) => ({ end: next.end, value: `${String(value)}${String(sign.value)}${String(next.value)}` })),
          ),
      );
    }
    return all;
  });
  addTruthAsks(grammar);
};

/** Letters that are told to be true or false, and what is asked of them. */
const addTruthAsks = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('DEFINED', ['LETTER:v (=|is|:|be|being|as|equals|) (true|t)'], ({ v }) => [[v, 'true']]);
  rule('DEFINED', ['LETTER:v (=|is|:|be|being|as|equals|) (false|f)'], ({ v }) => [[v, 'false']]);
  rule('DEFINED', ['LETTER:v (=|is|:) 1'], ({ v }) => [[v, 'true']]);
  rule('DEFINED', ['LETTER:v (=|is|:) 0'], ({ v }) => [[v, 'false']]);
  rule('DEFINED', ['[both] LETTER:v and LETTER:w (are|be|being|=) [both] (true|t)'], ({ v, w }) => [
    [v, 'true'],
    [w, 'true'],
  ]);
  rule('DEFINED', ['[both] LETTER:v and LETTER:w (are|be|being|=) [both] (false|f)'], ({ v, w }) => [
    [v, 'false'],
    [w, 'false'],
  ]);
  rule('DEFS', 'DEFINED:a', ({ a }) => a);
  rule('DEFS', 'DEFINED:a [,|;|and|, and] DEFS:b', ({ a, b }) => [...(a as unknown[]), ...(b as unknown[])]);
  const truth = ({ e, d }: Values): unknown => {
    let text = String(e);
    for (const [name, value] of (d ?? []) as [string, string][])
      text = text.replace(new RegExp(`\\b${name}\\b`, 'g'), value);
    if (/\b[a-z]\b/.test(text) || !/ (?:and|or|xor|implies) |not |[<>=]/.test(text)) return undefined;
    // Which of two arrows is taken first is not said.
    if (text.split(' implies ').length > 2) return undefined;
    return { type: 'truth', expression: text };
  };
  rule(
    'TVALUE',
    [
      '[the] [truth] value of',
      'whether the following [conjunction|statement|expression] is true or false :',
      'true or false [:|?]',
      'is it (true|right|correct) that',
      'is the following true [or false] [:]',
      '[the] (statement|expression|result of) [:]',
      'boolean [:]',
      '[assess|decide|judge] [as|whether|if] (true or false|t or f) [:|?]',
      '[decide|determine|say|state] whether [the statement]',
      '[so] what about',
      'if',
      'whether',
    ],
    () => true,
  );
  rule(
    'TGIVES',
    [
      '~ =',
      '~ (is|gives|equals|makes|evaluates to|comes out as|is that) [what|true or false|true|?]',
      '~ [is that|is it|is this] true or false',
      '~ (what is it|what do i get|what is that|what is the result)',
      '~ what does (that|it|this) (come out as|evaluate to|give|come to|reduce to|return|make|equal)',
      '(return|returns|give)',
      '[~] [it] (gives|is giving|makes|equals|is|returns|has) (what|which) [truth] [value]',
      '[~] [please] evaluate [it|this|that]',
      '[~] (what|whats) [is|does|do|would] (that|it|this) (come out|boil down|come|amount|reduce|evaluate) (to|as)',
      '[~] (true or (nah|not)|t or f)',
      '[~] [is] [true or false|its truth value|what is its truth value]',
      'is (\\.\\.\\.|_)',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[ASK] [TVALUE] TEXPR:e [TGIVES]',
      'what (do|does) [you|i] (get|TEXPR:e) (for|if|from|give|make|evaluate to|equal) [TEXPR:e]',
      'what (gives|is) TEXPR:e',
      `[if|given that|given|let|suppose|suppose that|with|when|say|for|consider] DEFS:d ~ [so|then]
        [ASK|what is|is|what does|what gives|what , then , is|what then is] [TVALUE] TEXPR:e
        [TGIVES|give|gives|come to|evaluate to]`,
      '[ASK] [is|whether|what is|value of|the value of] [TVALUE] TEXPR:e [is] [true|true or false|comes out as|come out as] (when|if|where|for|given|given that|with) DEFS:d',
      '[ASK] [TVALUE] TEXPR:e ~ (when|if|where|for|given|with|) DEFS:d ~ [true or false|comes out true or false|what is it|ASK]',
      '(evaluate|compute|work out|value of|state|assess) [:] TEXPR:e',
    ],
    truth,
  );
};

const TITLES = new Set(
  'aunt uncle mr mrs miss ms dr candidate box parcel team crate book house village city player person cousin'.split(
    ' ',
  ),
);

const FRAME = new Set(
  (
    'and or but who which what is are was were than the a an of in to from it he she they ' +
    'them him her so if then one ' +
    'i me my you we us who whose how do does did not no as at by for with on out this that these those there here be ' +
    'list give tell order put name please find'
  ).split(' '),
);

const isName = ({ kind, text, raw }: Token): boolean =>
  (kind === 'word' && !FRAME.has(text) && !isLoaded(text) && !isNumberWord(text)) ||
  (kind === 'word' && text.length === 1 && raw === raw.toUpperCase());

const name: Terminal = ({ tokens }, start) => {
  const at = /^(?:the|my)$/.test(tokens[start]?.text ?? '') ? start + 1 : start;
  const token = tokens[at];
  if (token?.kind !== 'word') return [];
  if (TITLES.has(token.text)) {
    const next = tokens[at + 1];
    return next && isName(next) ? [{ end: at + 2, value: `${token.raw} ${next.raw}` }] : [];
  }
  return isName(token) ? [{ end: at + 1, value: token.raw }] : [];
};
export const addLogicKinds = (grammar: Grammar): void => {
  addTruth(grammar);
  grammar.terminal('PERSON', name);
};

/** Truth values in quotes, and who lies. */
export const addMoreTruth = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      'is [the|this] [statement|expression|claim] TEXPR:e (true|correct) [or (false|not)]',
      '[in python|in logic|in code] [,] what does TEXPR:e (evaluate|come|reduce) (to|out as)',
      'TEXPR:e ~ (evaluate|evaluate it|evaluate this)',
      'true or false [:|?] TEXPR:e',
      '[ASK] [the] (result|output|value) (of|for) TEXPR:e',
    ],
    ({ e }) =>
      /\b[a-z]\b/.test(String(e)) || !/ (?:and|or|xor) |not |[<>=]/.test(String(e))
        ? undefined
        : { type: 'truth', expression: e },
  );
  rule(
    'TRUTHFUL',
    [
      '(is|are) (telling the truth|truthful|honest|a truth teller|a knight|a truth - teller)',
      '(tells|tell|always tells|speaks) [always] the truth',
      'never lies',
    ],
    () => true,
  );
  rule(
    'LYING',
    ['(is|are) (lying|a liar|the liar|a knave)', '[always] (lies|lie)', 'lies always', 'never tells the truth'],
    () => true,
  );
  rule('FACT', ['PERSON:p TRUTHFUL'], ({ p }) => ({ fact: p }));
  rule('FACT', ['PERSON:p LYING'], ({ p }) => ({ fact: `not ${String(p)}` }));
  rule('SAYING', ['(says|states|claims) [that] [,|:]']);
  rule('CLAIM', 'PERSON:p SAYING PERSON:q TRUTHFUL', ({ p, q }) => ({ who: p, says: q }));
  rule('CLAIM', 'PERSON:p SAYING PERSON:q LYING', ({ p, q }) => ({ who: p, says: `not ${String(q)}` }));
  rule('TOLD', ['FACT:a', 'CLAIM:a'], ({ a }) => [a]);
  rule('TOLD2', 'TOLD:a', ({ a }) => a);
  rule('TOLD2', 'TOLD:a [,|;|.|and|, and|\n] TOLD2:b', ({ a, b }) => [...(a as unknown[]), ...(b as unknown[])]);
  rule('ALWAYS', [
    `(everyone|everybody|each (person|of them)|people|they) [here] [either] (always|all) (tells the truth or
      always lies|lies or always tells the truth|tell the truth or always lie|lie or always tell the truth)`,
  ]);
  rule(
    'WHOASKED',
    '[so|now] (does|is|do) PERSON:p (tell the truth|telling the truth|honest|truthful|tell truth)',
    ({ p }) => ({ type: 'honest', name: p }),
  );
  rule('WHOASKED', '[so|now] (is|does) PERSON:p (lying|a liar|lie)', ({ p }) => ({ type: 'lies', name: p }));
  rule('QUESTION', ['[ALWAYS ~] TOLD2:s ~ WHOASKED:x [~ ALWAYS]'], ({ s, x }) => {
    const told = s as { fact?: string; who?: string; says?: string }[];
    const words = (text: string): string[] => text.split(' ').filter((one) => one !== 'not' && one !== '');
    const names = [
      ...new Set(told.flatMap((one) => [...words(one.fact ?? ''), ...words(one.who ?? ''), ...words(one.says ?? '')])),
    ];
    const low = new Map(names.map((one) => [one.toLowerCase(), one]));
    const ask = x as { type: string; name: string };
    const name = low.get(ask.name.toLowerCase());
    // Names of two words, or of two spellings, are not told apart here.
    if (name === undefined || low.size !== names.length || told.every((one) => one.fact === undefined))
      return undefined;
    return {
      type: 'liars',
      names,
      facts: told.flatMap(({ fact }) => (fact === undefined ? [] : [fact])),
      says: told.flatMap(({ who, says }) => (who === undefined || says === undefined ? [] : [{ who, says }])),
      ask: { type: ask.type, name },
    };
  });
};
