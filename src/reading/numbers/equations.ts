/**
 * Reads linear equations in signs (`5x + 3 = 38`), half in words (`100 - 6k equals 40`), and as a number thought of
 * ("double it and add nine, my answer is 31"); also systems of two or three equations.
 */
import { parseExpression } from '../../problem/solve/expression.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

/** Words of equations as signs; the text keeps its other words. */
const inSigns = (low: string): string =>
  (low.includes('=')
    ? low
        .replace(/\bwhat (?=(?:[-+*/]|x (?=\d)) ?\d)|\bsomething\b|(?<=\d ?[-+*/] ?)what\b/g, '_ ')
        .replace(/\b(?:makes|gives|is)\b/g, ' ; ')
    : low
  )
    .replace(/\b[a-z] ?= ?\?/g, ' ')
    .replace(/\b(?!plus\b|minus\b|times\b|over\b|equals?\b)[a-z]{3,}(?= [-+*/] ?\d+ ?=)/, ' x')
    .replace(/_+|\[ ?\]|□/g, ' x ')
    .replace(/\?(?= ?[-+*/] ?\d[^?]*=)|(?<=\d ?[-+*/] ?)\?(?= ?=)/g, 'x')
    .replace(/[.?!](?=\s|$)/g, ' ; ')
    .replace(/\bis not equal to\b/g, ' ≠ ')
    .replace(
      /\b(?:is |are |be )?(?:equal to|equals?|equalling|the same as|identical to)\b|\b(?:makes|gives|comes to|comes out (?:at|as|to)|results in|yields)\b(?= -?\d)/g,
      ' = ',
    )
    .replace(/(?<=[\d)] ?|(?:\b|\d)[a-z] )\bis\b(?= -?\d)(?! \d+\s*[a-z]{2})/g, ' = ')
    .replace(/(?<=\d ?|\b[a-z] )\bis\b(?= (?:\d+ ?(?:times|\*)? ?)?[a-z] (?:plus|minus|times|[-+*/]))/g, ' = ')
    .replace(/\bplus\b/g, ' + ')
    .replace(/\bminus\b/g, ' - ')
    .replace(/\b(?:multiplied by|times)\b/g, ' * ')
    .replace(/\bdivided by\b|\bover\b(?= ?\d)/g, ' / ')
    .replace(/(?<=\d) ?x (?=\d)/g, '*')
    .replace(/\bsquared\b/g, '^2')
    .replace(/\b(?:twice|double)\b(?= [a-z]\b)/g, '2 *')
    .replace(/\bthe sum of ([a-z]|\d+) and ([a-z]|\d+)\b/g, '($1+$2)')
    .replace(/\bthe difference of ([a-z]|\d+) and ([a-z]|\d+)\b/g, '($1-$2)');

/** Stretches of signs around each `=`. Words of several letters end a stretch; a comma too. */
const equationsIn = (signs: string): string[] => {
  const found = signs.match(/(?:(?<![a-z'])[a-z](?![a-z'])|[\d.]+(?:[a-z](?![a-z]))?|[-+*/^()=\s])+/g) ?? [];
  return found.flatMap((one) => {
    const text = one.trim().replace(/[.\s]+$/, '');
    const sides = text.split('=').map((side) => side.trim());
    if (sides.length !== 2) return [];
    const [left, right] = [trimSide(sides[0]!, 'left'), trimSide(sides[1]!, 'right')];
    return left !== undefined && right !== undefined ? [`${left}=${right}`] : [];
  });
};

/** Drops words of one letter ("a", "i") that stand beside the equation, until the side can be read. */
const trimSide = (side: string, end: 'left' | 'right'): string | undefined => {
  let text = side.replace(/[.?]+$/, '').trim();
  for (let tries = 0; tries < 4 && text !== ''; tries++) {
    const spaced = /[\da-z)]\s+[\da-z(]/.test(text.replace(/\d\s*[a-z(]/g, '1'));
    if (!spaced && parseExpression(text, true)) return text.replaceAll(/\s+/g, '');
    text = end === 'left' ? text.replace(/^(?:[a-z]|\d+)\s+|^\S+\s/, '') : text.replace(/\s+(?:[a-z]|\d+|\S+)$/, '');
    if (!/\s/.test(text) && !parseExpression(text, true)) return undefined;
  }
  return undefined;
};

const lettersOf = (equation: string): string[] => [...new Set(equation.match(/[a-z]/g) ?? [])];
const WHOLE = /\b(?:whole|integer|integers|natural|int)\b/;

/** Which unknown is asked; all of them when the question does not say. */
const askedOf = (low: string, letters: readonly string[]): string[] => {
  const asked = letters.filter((one) =>
    new RegExp(
      `\\b(?:find|for|is|solve for|of|what|whats|want|need|determine|work out|value of) (?:the value of )?${one}\\b(?! ?[-+*/=])|[,;.?] ?${one} ?(?:\\?|=\\s*\\?|is\\b|$)`,
    ).test(low),
  );
  if (letters.length === 2 && new RegExp(`\\b${letters[0]} ?(?:,|and) ?${letters[1]}\\b`).test(low))
    return [...letters];
  return asked.length > 0 && letters.length > 1 && !/\b(?:and|both|,)\b/.test(low.slice(low.lastIndexOf('=')))
    ? asked
    : [...letters];
};

const readSigns = (low: string): Outcome | undefined => {
  if (!/[a-z_?□]/.test(low)) return undefined;
  const signs = inSigns(low);
  if (!signs.includes('=')) return undefined;
  const equations = [...new Set(equationsIn(signs))].filter((one) => lettersOf(one).length > 0 && /\d/.test(one));
  const open = equations.filter((one) => !/^[a-z]=-?[\d.]+$/.test(one) || equations.length === 1);
  if (open.length === 0 || equations.length > 4) return undefined;
  if (/\b(?:next|sequence|true or false|is it true|false|xor|base|binary|hex|remainder|mod)\b/.test(low))
    return undefined;
  if (open.some((one) => /[a-z]\^[2-9]|[a-z]\*[a-z]|\([^()]*[a-z][^()]*\)\^|([a-z])\1/.test(one)))
    return refusal('other-mathematics', 'this is not a linear equation: I solve linear ones');
  const letters = [...new Set(equations.flatMap(lettersOf))].sort();
  if (letters.length > 4) return undefined;
  const unknowns = letters.length > 1 ? askedOf(low, letters).sort() : letters;
  const inside = equations.join(' ');
  const uses = valuesIn(low).filter((one) => inside.includes(one.replace(/^-/, '')));
  const whole = WHOLE.test(low);
  return reading({ type: 'solve', unknowns, equations, ...(whole && { whole }) }, [
    ...uses,
    ...(inside.match(/\d+(?:\.\d+)?/g) ?? []),
  ]);
};

const THOUGHT =
  '(?:(?:an?|some|my|your|the|this|that|certain|secret|unknown|mystery|any|which|what|one|whole|of)\\s+)*(?:number|integer|value|price|amount|quantity|figure|something|no\\.?)\\b';

/** Steps done to an unknown: "double it and add 9". Returns the expression in x, or undefined. */
const STEPS: readonly (readonly [RegExp, (x: string, n: string) => string])[] = [
  [
    /^(?:i |you |we |he |she |they )?(?:then )?(?:double[sd]?|doubling)\b(?: it| that| this| the result)?/,
    (x) => `2*(${x})`,
  ],
  [
    /^(?:i |you |we |he |she |they )?(?:then )?(?:triple[sd]?|tripling|treble[sd]?)\b(?: it| that| this| the result)?/,
    (x) => `3*(${x})`,
  ],
  [
    /^(?:i |you |we |he |she |they )?(?:then )?(?:halve[sd]?|halving|take half of|half)\b(?: of)?(?: it| that| this| the result)?/,
    (x) => `(${x})/2`,
  ],
  [
    /^(?:is |was |gets? )?(?:i |you |we |he |she |they )?(?:then )?(?:times(?:ed|ing)?|multipl(?:y|ies|ied|ying))\b(?: it| that| this| the result)?(?: by| with| times| for)? (\d+(?:\.\d+)?)/,
    (x, n) => `(${x})*${n}`,
  ],
  [
    new RegExp(
      sequence(
        /^(?:is |was |gets? )?(?:i |you |we |he |she |they )?(?:then )?/,
        anyOf(/divid(?:e|es|ed|ing)|split(?:ting)?|shar(?:e|ed)/),
        /\b(?: it| that| this| the result)?(?: by| into| in| with)? (\d+(?:\.\d+)?)/,
      ),
    ),
    (x, n) => `(${x})/${n}`,
  ],
  [
    new RegExp(
      sequence(
        /^(?:is |was |gets? )?(?:i |you |we |he |she |they )?(?:then )?/,
        anyOf(/add(?:s|ed|ing)?|plus|increas(?:e|es|ed|ing)(?: it| that)?(?: by)?|put(?: on)?|adding on/),
        String.raw`\b(?: on)?(?: by)? (\d+(?:\.\d+)?)(?: more)?(?: to `,
        anyOf(/it|that|this|the result|the answer|this number|that number/),
        String.raw`)?`,
      ),
    ),
    (x, n) => `(${x})+${n}`,
  ],
  [
    new RegExp(
      sequence(
        /^(?:is |was |gets? )?(?:i |you |we |he |she |they )?(?:then )?/,
        anyOf(
          /subtract(?:s|ed|ing)?|minus|tak(?:e|es|ing) away|takes? off|took away|tak(?:e|es|ing)|took|less/,
          /remov(?:e|es|ing)|knock(?:s|ed|ing)? off|decreas(?:e|es|ed|ing)(?: it| that)?(?: by)?|reduc(?:e|es|ed|ing)(?: it)? by/,
          /deduct(?:ing)?/,
        ),
        String.raw`\b(?: by)? (\d+(?:\.\d+)?)(?: (?:away|off))?(?: (?:away )?from `,
        anyOf(/it|that|this|the result|the answer|this number|that number/),
        String.raw`)?`,
      ),
    ),
    (x, n) => `(${x})-${n}`,
  ],
  [
    /^(\d+(?:\.\d+)?) (?:is|gets?|was|are) (?:then )?(?:added|put on)(?: to (?:it|that|this))?/,
    (x, n) => `(${x})+${n}`,
  ],
  [
    /^(\d+(?:\.\d+)?) (?:is|gets?|was|are) (?:then )?(?:subtracted|taken away|deducted|removed)(?: from (?:it|that|this))?/,
    (x, n) => `(${x})-${n}`,
  ],
  [/^\+ ?(\d+(?:\.\d+)?)/, (x, n) => `(${x})+${n}`],
  [/^- ?(\d+(?:\.\d+)?)/, (x, n) => `(${x})-${n}`],
  [/^\* ?(\d+(?:\.\d+)?)/, (x, n) => `(${x})*${n}`],
  [/^\/ ?(\d+(?:\.\d+)?)/, (x, n) => `(${x})/${n}`],
];

const LINKS = new RegExp(
  sequence(
    String.raw`^(?:[\s,.;:]+|`,
    anyOf(
      /and|then|but|so|if|when|after that|afterwards|next|now|it|that|i|you|we|u|is|to (?:it|that|this)/,
      /which|the result|finally|the|in mind|in my (?:head|mind)|secretly/,
    ),
    String.raw`\b)+`,
  ),
);

/** "= 31": what the whole comes to. */
const RESULT = new RegExp(
  sequence(
    String.raw`^[\s,.;:]*(?:`,
    anyOf(
      /and|then|so|the|my|your|his|her|our|i|you|we|it|that|this|he|she|they|now|in|at|end|result/,
      /answer|total|outcome|for|with|up|will|would|finally|as|a|have|has|of|new|number|what|final/,
    ),
    String.raw`\b[\s,.:]*)*`,
    anyOf(
      /is|are|was|gets?|got|getting|gives?|gave|equals?|makes?|made|=|comes? (?:out )?(?:to|at|as|up)?/,
      /came (?:out )?(?:to|at)|leaves?|left|ends? (?:up )?(?:with|on|at|in)/,
      /ended (?:up )?(?:with|on|at)|stays?|remains?|be|being|becomes?|became|turns into|to get|reach(?:es)?|obtain|have/,
      /has|totals?|amounts? to|results? in|i'm left with/,
    ),
    String.raw`[\s:]*(?:`,
    anyOf(/the|a|exactly|together|altogether|up|to|number|answer|result|back|you|me|us|of|then|=|is/),
    String.raw`\b[\s:]*)*(-?\d+(?:\.\d+)?)`,
  ),
);

const STARTS: readonly (readonly [RegExp, (n: string) => string])[] = [
  [new RegExp(`^(?:the )?sum of ${THOUGHT} and (\\d+)`), (n) => `(x+${n})`],
  [new RegExp(`^(?:the )?sum of (\\d+) and ${THOUGHT}`), (n) => `(x+${n})`],
  [new RegExp(`^(?:the )?difference (?:of|between) ${THOUGHT} and (\\d+)`), (n) => `(x-${n})`],
  [new RegExp(`^(?:the )?product of ${THOUGHT} and (\\d+)`), (n) => `(x*${n})`],
  [new RegExp(`^(?:the )?product of (\\d+) and ${THOUGHT}`), (n) => `(x*${n})`],
  [new RegExp(`^(\\d+) (?:times|\\*|lots of|multiplied by) ${THOUGHT}`), (n) => `(${n}*x)`],
  [
    new RegExp(`^(\\d+) (?:more|greater|bigger|larger|higher|added|plus|\\+) (?:than |to )?(?:than )?${THOUGHT}`),
    (n) => `(x+${n})`,
  ],
  [new RegExp(`^(\\d+) (?:less|fewer|smaller|lower) than ${THOUGHT}`), (n) => `(x-${n})`],
  [new RegExp(`^(\\d+) (?:minus|-|take away) ${THOUGHT}`), (n) => `(${n}-x)`],
  [new RegExp(`^(\\d+) (?:divided by|/) ${THOUGHT}`), (n) => `(${n}/x)`],
  [new RegExp(`^(?:twice|double|2 times) ${THOUGHT}`), () => '(2*x)'],
  [new RegExp(`^(?:thrice|triple|3 times) ${THOUGHT}`), () => '(3*x)'],
  [new RegExp(`^(?:half(?: of)?|a half of|one half of|1/2 of) ${THOUGHT}`), () => '(x/2)'],
  [/^half of (?:it|this|that)\b/, () => '(x/2)'],
  [new RegExp(`^(?:a third of|one third of|1/3 of) ${THOUGHT}`), () => '(x/3)'],
  [new RegExp(`^(?:a quarter of|one quarter of|1/4 of) ${THOUGHT}`), () => '(x/4)'],
  [
    new RegExp(`^(?:if )?(?:i |you |we |u )?(?:add(?:ed)?|adding|put) (\\d+) (?:to|on|onto) ${THOUGHT}`),
    (n) => `(x+${n})`,
  ],
  [
    new RegExp(
      `^(?:if )?(?:i |you |we |u )?(?:subtract|subtracted|subtracting|take|took|taking|take away|took away|remove) (\\d+) (?:away )?(?:from|off|out of) ${THOUGHT}`,
    ),
    (n) => `(x-${n})`,
  ],
  [new RegExp(`^(?:if )?(?:i |you |we |u )?(?:subtract|take) ${THOUGHT} (?:away )?from (\\d+)`), (n) => `(${n}-x)`],
  [
    new RegExp(`^(?:if )?(?:i |you |we |u )?(?:multiply|multiplied|multiplying|times) ${THOUGHT} (?:by|with) (\\d+)`),
    (n) => `(${n}*x)`,
  ],
  [new RegExp(`^(?:if )?(?:i |you |we |u )?(?:multiply|multiplying) (\\d+) (?:by|with) ${THOUGHT}`), (n) => `(${n}*x)`],
  [
    new RegExp(`^(?:if )?(?:i |you |we |u )?(?:divide|dividing|split) ${THOUGHT} (?:by|into) (\\d+)`),
    (n) => `(x/${n})`,
  ],
  [new RegExp(`^(?:if )?(?:i |you |we |u )?(?:double[sd]?|doubling) ${THOUGHT}`), () => '(2*x)'],
  [new RegExp(`^(?:if )?(?:i |you |we |u )?(?:triple[sd]?|tripling) ${THOUGHT}`), () => '(3*x)'],
  [new RegExp(`^(?:if )?(?:i |you |we |u )?(?:halve[sd]?|halving) ${THOUGHT}`), () => '(x/2)'],
  [new RegExp(`^(\\d+) (?:is|are|gets?) (?:added|put) to (?:twice|double) ${THOUGHT}`), (n) => `(2*x+${n})`],
  [new RegExp(`^(\\d+) (?:is|are|gets?) (?:added|put) to ${THOUGHT}`), (n) => `(x+${n})`],
  [
    new RegExp(`^(\\d+) (?:is|are|gets?) (?:subtracted|taken away|taken|deducted) from (?:twice|double) ${THOUGHT}`),
    (n) => `(2*x-${n})`,
  ],
  [new RegExp(`^(\\d+) (?:is|are|gets?) (?:subtracted|taken away|taken|deducted) from ${THOUGHT}`), (n) => `(x-${n})`],
  [new RegExp(`^${THOUGHT} and (\\d+)(?= (?:make|makes|together|give|gives|are|add|come)\\b)`), (n) => `(x+${n})`],
  [
    new RegExp(
      `^from ${THOUGHT} (?:i |you |we |they )?(?:take away|take|took away|took|subtract|subtracted|remove) (\\d+)`,
    ),
    (n) => `(x-${n})`,
  ],
  [new RegExp(`^${THOUGHT}`), () => 'x'],
  [/^what(?= (?:plus|minus|times|multiplied|divided|added|and|\+|-|\*)\b| [-+*/])/, () => 'x'],
];

/** "exceeds 19 by 6", "is 6 more than 19": the whole is a sum of two. */
const EXCEEDS: readonly (readonly [RegExp, (a: string, b: string) => string])[] = [
  [/^[\s,]*exceeds (\d+) by (\d+)/, (a, b) => `${a}+${b}`],
  [/^[\s,]*(?:is|are) (\d+) (?:more|greater|bigger|larger) than (\d+)/, (a, b) => `${b}+${a}`],
  [/^[\s,]*(?:is|are) (\d+) (?:less|smaller|fewer) than (\d+)/, (a, b) => `${b}-${a}`],
];

/** From a place in the text: a start, steps, a result. */
const follow = (rest: string): { left: string; right: string; steps: number } | undefined => {
  for (const [pattern, make] of STARTS) {
    const match = pattern.exec(rest);
    if (!match) continue;
    let expression = make(match[1] ?? '');
    let text = rest.slice(match[0].length);
    let steps = expression === 'x' ? 0 : 1;
    for (let count = 0; count < 12; count++) {
      for (const [words, of] of EXCEEDS) {
        const both = words.exec(text);
        if (both && steps > 0) return { left: expression, right: of(both[1]!, both[2]!), steps };
      }
      const result = RESULT.exec(text);
      const plain = text.replace(LINKS, '');
      const step = STEPS.map(([one, apply]) => ({ found: one.exec(plain), apply })).find((one) => one.found);
      if (result && steps > 0 && !(step && /^(?:\s|,|and|then)*$/.test(text.slice(0, text.length - plain.length)))) {
        return { left: expression, right: result[1]!, steps };
      }
      if (!step?.found) {
        if (result && steps > 0) return { left: expression, right: result[1]!, steps };
        break;
      }
      expression = step.apply(expression, step.found[1] ?? '');
      steps++;
      text = plain.slice(step.found[0].length);
    }
  }
  return undefined;
};

const ASKS_NUMBER =
  /\b(?:number|integer|value|price|amount|quantity|figure|something)\b|\b(?:add|multiply|subtract)\b.*\b(?:what|which)\b|\b(?:what|which)\b.*\b(?:add|multiply|subtract)\b|\bwhat (?:plus|minus|times|multiplied|divided|added)\b|\btimes what\b|\bhalf of it\b.*\bwhat is it\b/;

/** Words of one side as signs, the number as x: "17 is added to three times a number" is 3*x+17. */
const sideOf = (words: string): string | undefined => {
  const signs = words
    .replace(
      new RegExp(
        `(?:\\b(?:the|that|this|same|a|some|my|certain|unknown)\\s+)+(?:same )?(?:number|figure|value)\\b`,
        'g',
      ),
      'x',
    )
    .replace(/^(?:when|if|suppose|adding|the result of)\s+/, '')
    .replace(/\b(?:twice|double)\b/g, '2 *')
    .replace(/\b(?:thrice|triple)\b/g, '3 *')
    .replace(/\bhalf(?: of)?\b/g, '0.5 *')
    .replace(/\b(?:times|multiplied by)\b/g, '*')
    .replace(/\bdivided by\b/g, '/')
    .replace(/\b(?:plus|increased by)\b/g, '+')
    .replace(/\b(?:minus|decreased by|reduced by|less)\b(?! than)/g, '-')
    .replace(/^(\d+) (?:is |are )?(?:added to|more than) (.+)$/, '$2 + $1')
    .replace(/^(\d+) (?:is |are )?(?:subtracted from|taken (?:away )?from|less than) (.+)$/, '$2 - $1')
    .replace(/^(?:i |you )?(?:add|adding) (\d+) to (.+)$/, '$2 + $1')
    .replace(/^(?:i |you )?(?:subtract|take|subtracting) (\d+) from (.+)$/, '$2 - $1')
    .replace(/,? ?(?:the result|it|this|that|you|i|we)(?: (?:get|have))?\s*$/, '')
    .trim();
  return /^[\dx\s.+*/()-]+$/.test(signs) && parseExpression(signs, true) ? signs.replaceAll(/\s+/g, '') : undefined;
};

/** "17 added to three times a number is the same as five times that number decreased by 9". */
const readTwoSided = (low: string): Outcome | undefined => {
  const found =
    /(?:^|[.?!:] )((?:[^.?!:])+?),? (?:the result |it |this |that |you get )?(?:is|are|gives|equals|makes)? ?(?:exactly )?(?:the same (?:as|result as|number as)|equal to|as much as) ([^.?!:]+)/.exec(
      low,
    );
  const [left, right] = [found?.[1], found?.[2]].map((one) => (one === undefined ? undefined : sideOf(one)));
  if (left === undefined || right === undefined || !left.includes('x') || !right.includes('x')) return undefined;
  const equation = `${left}=${right}`;
  return reading({ type: 'solve', unknowns: ['x'], equations: [equation] }, equation.match(/\d+(?:\.\d+)?/g) ?? []);
};

/** "a number" stories of one unknown. */
const readThought = (low: string): Outcome | undefined => {
  if (!ASKS_NUMBER.test(low) || !/\d|\btwice|\bdouble|\btriple|\bhal/.test(low)) return undefined;
  if (
    /\b(?:digit|prime|divisible|next|sequence|pattern|binary|decimal|roman|remainder|greatest|largest|smallest|common|multiple|consecutive|sort|order|target|numbers are|percent)\b|%/.test(
      low,
    )
  )
    return undefined;
  const text = low.replace(/\s+/g, ' ').replace(/\btake away\b/g, 'take away');
  // "which number do I add to 25 to get 42"
  const needed =
    /\b(?:what|which)(?: number)? (?:do|must|should|would|can|have|need)(?: (?:i|you|we))?(?: (?:have|need))?(?: to)? (add|multiply|subtract|take away)(?: (?:to|by|from|with))? (\d+)(?: (?:by|with))?,? (?:to|so that i|so i) (?:get|make|reach|have|obtain|come to) (\d+)\b/.exec(
      text,
    ) ??
    /\b(?:with|by|to)? ?(?:which|what) number (?:must|do|should|can) (?:i|you|we) (multiply|add)(?: to)? (\d+)(?: to)? (?:that it|so that it|to|in order to|so it) (?:gives?|makes?|is|get|becomes?) (\d+)\b/.exec(
      text,
    ) ??
    /\b(?:i|you|we) (?:have to|need to|must) (add|multiply)(?: to)? (\d+) (?:by|with|to)? ?(?:what|which)(?: number)? to (?:get|make|reach|have) (\d+)\b/.exec(
      text,
    );
  if (needed) {
    const [, verb = '', a = '', c = ''] = needed;
    const left = { add: `${a}+x`, multiply: `${a}*x`, subtract: `${a}-x`, 'take away': `${a}-x` }[verb]!;
    return reading({ type: 'solve', unknowns: ['x'], equations: [`${left}=${c}`] }, [a, c]);
  }
  // "6 times what is 54", "what times 6 is 54"
  const what =
    /\b(\d+) (times|\*|plus|\+|minus|-|divided by|multiplied by|\/) (?:what|which|what number|which number)\b[^\d]{0,20}?(?:is|equals?|gives?|makes?|=|comes to)\s*(\d+)/.exec(
      text,
    );
  if (what) {
    const sign = {
      times: '*',
      '*': '*',
      'multiplied by': '*',
      plus: '+',
      '+': '+',
      minus: '-',
      '-': '-',
      'divided by': '/',
      '/': '/',
    }[what[2]!]!;
    if (sign !== '/')
      return reading({ type: 'solve', unknowns: ['x'], equations: [`${what[1]}${sign}x=${what[3]}`] }, [
        what[1]!,
        what[3]!,
      ]);
  }
  for (const match of text.matchAll(/(?<=^|[\s,.:;"'(])(?=[a-z\d])/g)) {
    // "twice a number", "3 times a number": the number is not the start.
    if (
      /\b(?:twice|doubled?|half|halved?|tripled?|times|third|quarter|multiplied|divided)(?: of| an?| the| my| some| by)*\s*$/.test(
        text.slice(0, match.index),
      ) &&
      !/^\d/.test(text.slice(match.index))
    )
      continue;
    const found = follow(text.slice(match.index));
    if (!found || /\(\d+\/x\)/.test(found.left)) continue;
    const whole = WHOLE.test(low);
    const inside = `${found.left}=${found.right}`;
    const uses = [...(inside.match(/\d+(?:\.\d+)?/g) ?? []), found.right];
    return reading({ type: 'solve', unknowns: ['x'], equations: [simplify(inside)], ...(whole && { whole }) }, uses);
  }
  return undefined;
};

/** Without parentheses around one letter. */
const simplify = (text: string): string =>
  text
    .replaceAll('(x)', 'x')
    .replace(/\((\([^()]*\))\)/g, '$1')
    .replace(/^\(([^()]*)\)=/, '$1=');

/** 3x = 12 by a sentence about "the unknown": signs first, then a number thought of. */
export const readEquation: Reader = ({ low }) => {
  if (low.length > 600) return undefined;
  if (/[-+*/] ?=/.test(low) && /[a-z]/.test(low) && !/[-+*/]\s*-/.test(low) && !/[_?]/.test(low))
    return refusal('missing', 'a number is missing before the sign =');
  return readSigns(low) ?? readTwoSided(low) ?? readThought(low);
};
