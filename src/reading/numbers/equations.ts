/**
 * Reads linear equations in signs (`5x + 3 = 38`), half in words (`100 - 6k equals 40`), and as a number thought of
 * ("double it and add nine, my answer is 31"); also systems of two or three equations.
 */
import { parseExpression } from '../../problem/solve/expression.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { readSaid } from './said.ts';
import { readSought } from './sought.ts';
import { asMine } from './thought-of.ts';
import { RANGE } from './said-words.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { valuesIn } from '../text/text.ts';

/** "3t + 17 and 5t - 9 agree", "11n comes out the same as 4n + 63": what stands on both sides of the sign. */
const SIDE = String.raw`(?:[a-z]|\d+[a-z]?)(?: ?[-+*/] ?(?:[a-z]\b|\d+[a-z]?\b))*`;
const SAME = anyOf(
  /agree|match|coincide|become equal|be equal|have the same value|come out (?:the )?(?:same|equal)|give the same/,
);
const BOTH_SIDES = new RegExp(
  sequence(String.raw`(?<![a-z\d]|[-+*/] ?)(${SIDE}) and (${SIDE}) (?:(?:do|will|are) )?`, SAME),
  'g',
);
const AS_THE_SAME = /\b(?:comes? out|is|gives?|makes?|gets?) (?:at |to |exactly )?the same (?:as|like)\b/g;
const sameSides = (low: string): string => low.replace(BOTH_SIDES, ' ; $1 = $2 ; ').replace(AS_THE_SAME, ' = ');

/** Signs and words that stand for what is missing: "9 - [ ] = 5", "4 + ... = 7", "4 + box = 7". */
const BLANK = anyOf(/\[ ?\??\]/, /\( ?\??\)/, /[□▢◻☐⬜▯◯○■◼⬛]/u, /_+/, /\?+/, /\.\.\.+/);
const NAME = /(?!(?:plus|minus|times|over|equals?|is|by|divided)\b)[a-z]{3,}/;
const BLANK_BESIDE = new RegExp(
  alternatives(
    sequence('(?<=[-+*/×x] ?)', BLANK, '(?= ?(?:=|[-+*/×]|is\\b|equals\\b|makes\\b))'),
    sequence('(?<![\\w.] ?)', BLANK, '(?= ?[-+*/×x] ?\\d[^=]*=)'),
    sequence('(?<== ?)', BLANK, '(?= ?[-+*/×x] ?\\d)'),
    sequence('(?<=\\d ?[-+*/] ?)', NAME, '(?= ?=)'),
  ),
  'gu',
);
const PICTURE = /(?:\p{Extended_Pictographic}\uFE0F?)/gu;

/** A letter, a sign or a picture that may be the unknown. */
const UNKNOWN = /[a-z_?[\u25A0-\u25FF\u2610\u2B1B\u2B1C\p{Extended_Pictographic}]|\( ?\)|\.\.\./u;

/** Pictures in an equation are its unknowns; those in no equation say nothing. */
const picturesNamed = (low: string): string => {
  const all = [...new Set(low.match(PICTURE) ?? [])];
  if (all.length === 0 || all.length > 3 || !low.includes('=')) return low;
  const names = ['x', 'y', 'z'];
  return all.reduce((text, one, i) => text.replaceAll(one, ` ${names[i]} `), low);
};

/** "8 / x = 2" says the same as "2 * x = 8". */
const withoutDivisor = (equation: string): string =>
  equation.replace(/^(\d+(?:\.\d+)?)\/([a-z])=(\d+(?:\.\d+)?)$/, (found, of: string, name: string, is: string) =>
    Number(of) === 0 || Number(is) === 0 ? found : `${is}*${name}=${of}`,
  );

/** Words of equations as signs; the text keeps its other words. */
const inSigns = (low: string): string =>
  sameSides(
    low.includes('=')
      ? low
          .replace(/(?<=[\d)] )\bi (?=(?:need|want|have|get|think|am|can|do|would|must|got)\b)/g, '; ')
          .replace(/[□▢◻☐⬜▯◯○■◼⬛]/gu, '□')
          .replace(BLANK_BESIDE, '_')
          .replace(/\bwhat (?=(?:[-+*/]|x (?=\d)) ?\d)|\bsomething\b|(?<=\d ?[-+*/] ?)what\b/g, '_ ')
          .replace(/\b(?:makes|gives|is)\b/g, ' ; ')
      : low,
  )
    .replace(/\b[a-z] ?= ?\?/g, ' ')
    .replace(/\b(?!plus\b|minus\b|times\b|over\b|equals?\b)[a-z]{3,}(?= [-+*/] ?\d+ ?=)/, ' x')
    .replace(/(?<=\d ?)x(?= ?(?:_|□))|(?<=(?:_|□) ?)x(?= ?\d)/g, '*')
    .replace(/_+|\[ ?\]|[□▢◻☐⬜▯◯○■◼⬛]/gu, ' x ')
    .replace(/\?(?= ?[-+*/] ?\d[^?]*=)|(?<=\d ?[-+*/] ?)\?(?= ?=)/g, 'x')
    .replace(/[.?!](?=\s|$)/g, ' ; ')
    .replace(/\bis not equal to\b/g, ' ≠ ')
    .replace(
      new RegExp(
        alternatives(
          /\b(?:is |are |be )?(?:equal to|equals?|equalling|the same as|identical to)\b/,
          /\b(?:makes|gives|comes to|comes out (?:at|as|to)|results in|yields)\b(?= -?\d)/,
        ),
        'g',
      ),
      ' = ',
    )
    .replace(/(?<=\d[a-z] )\bis\b(?= -?\d)/g, ' = ')
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
      alternatives(
        `\\b(?:find|give(?: me)?|tell(?: me)?|state|name|compute|calculate|report|for|is|solve for|of|what|whats|want|need|determine|work out|value of|(?:care|asking|asked|interested|curious) (?:about|for|in)|after|only|just|(?:value|number) has|how (?:big|much|large) is) (?:the value of )?${one}\\b(?! ?[-+*/=])`,
        `[,;.?] ?${one} ?(?:\\?|=\\s*\\?|is\\b|$)`,
      ),
    ).test(low),
  );
  if (letters.length === 2 && new RegExp(`\\b${letters[0]} ?(?:,|and) ?${letters[1]}\\b`).test(low))
    return [...letters];
  return asked.length > 0 && letters.length > 1 && !/\b(?:and|both|,)\b/.test(low.slice(low.lastIndexOf('=')))
    ? asked
    : [...letters];
};

/** A letter that is asked for by its name: "find y", "what is b?", "; c = ?". */
const NAMED = new RegExp(
  anyOf(
    /\b(?:find|give(?: me)?|tell me|state|solve for|what is|whats|what does|value of|determine|calculate) (?:the value of )?([a-z])(?= ?(?:[?.,]|$|equals?\b|be\b|then\b))/,
    /[,;.?] ?([a-z]) ?(?:= ?)?\?/,
  ),
);

/** An expression is asked for, and no letter alone: "what is 2x + 1?" */
const ASKED_EXPRESSION = new RegExp(
  sequence(
    /\b(?:what is|whats|find|calculate|work out|evaluate|determine) (?:the value of )?/,
    anyOf(
      /[a-z] (?:times|plus|minus|over|divided by|multiplied by) (?:[a-z]|\d+)\b/,
      /\(*[\d.]*[a-z] ?[-+*/^] ?[^=?.,;]*/,
      /\(*\d[\d.]* ?(?:[-+*/^] ?\(*[\d.]*)?[a-z]\b[^=?.,;]*/,
    ),
    /(?:[?.]|$)/,
  ),
);

/** What kind of an equation is no linear one. */
const nameOf = (equations: readonly string[]): string => {
  const quadratic = equations.every((one) => !/\^[3-9]|\^\d\d|([a-z])\1\1/.test(one)) && equations.length === 1;
  return quadratic && /[a-z]\^2/.test(equations[0]!) && new Set(lettersOf(equations[0]!)).size === 1
    ? 'a quadratic equation, not a linear equation'
    : 'not a linear equation';
};

const readSigns = (low: string): Outcome | undefined => {
  if (!UNKNOWN.test(low)) return undefined;
  // "Is x = -4 what comes out of 9x + 50 = 14?" asks whether a claim is true.
  if (/^\W*(?:is|are|was|does) [a-z] ?=/.test(low)) return undefined;
  const signs = inSigns(picturesNamed(low.replace(/==+/g, '=')));
  if (!signs.includes('=')) return undefined;
  const equations = [...new Set(equationsIn(signs).map(withoutDivisor))].filter(
    (one) => lettersOf(one).length > 0 && /\d/.test(one),
  );
  const open = equations.filter((one) => !/^[a-z]=-?[\d.]+$/.test(one) || equations.length === 1);
  if (open.length === 0 || equations.length > 4) return undefined;
  if (/\b(?:next|sequence|true or false|is it true|false|xor|base|binary|hex|remainder|mod)\b/.test(low))
    return undefined;
  if (open.some((one) => /[a-z]\^[2-9]|[a-z]\*[a-z]|\([^()]*[a-z][^()]*\)\^|([a-z])\1/.test(one)))
    return refusal('other-mathematics', `this is ${nameOf(open)}: I solve linear ones`);
  const letters = [...new Set(equations.flatMap(lettersOf))].sort();
  if (letters.length > 4) return undefined;
  const named = NAMED.exec(low)
    ?.slice(1)
    .find((one) => one !== undefined);
  if (ASKED_EXPRESSION.test(low)) return undefined;
  if (named !== undefined && !letters.includes(named)) return refusal('missing', `nothing is told of ${named}`);
  const unknowns = letters.length > 1 ? askedOf(low, letters).sort() : letters;
  const inside = equations.join(' ');
  const uses = valuesIn(low).filter((one) => inside.includes(one.replace(/^-/, '')));
  const whole = WHOLE.test(low);
  return reading({ type: 'solve', unknowns, equations, ...(whole && { whole }) }, [
    ...uses,
    ...(inside.match(/\d+(?:\.\d+)?/g) ?? []),
  ]);
};

/** Told in words from the first to the last. */
const readTold = (low: string): Outcome | undefined => {
  const said = readSaid(low);
  if (said?.type === 'open' && /\b(?:number|value)\b/.test(low))
    return refusal('missing', 'what it comes to is missing');
  if (said?.type !== 'solve') return undefined;
  // "Zoe picks a number and Max picks another": two that are not told apart.
  if (/\banother\b/.test(low) && said.equations.every((one) => /^[a-z]=-?[\d.]+$/.test(one))) return undefined;
  const unknowns = said.equations.some((one) => one.includes('x')) ? ['x'] : ['y'];
  const whole = WHOLE.test(low);
  const equations = said.equations.map(withoutDivisor);
  return reading({ type: 'solve', unknowns, equations, ...(whole && { whole }) }, [
    ...(said.equations.join(' ').match(/\d+(?:\.\d+)?/g) ?? []),
    ...(RANGE.exec(low)?.slice(1) ?? []),
  ]);
};

/** "What do I take off 100 to get 37?": what is taken is asked, and not from what. */
const TAKEN_OFF =
  /\b((?:what(?: number)?|which number|how much) (?:do|must|should|can|could|would|shall) (?:i|you|we|one)) (?:take|knock|cut) (?:off|away from) (?=\d)/;

export const readEquation: Reader = (text) => {
  const low = text.low.replace(TAKEN_OFF, '$1 subtract from ');
  if (low.length > 600) return undefined;
  if (/[-+*/] ?=/.test(low) && /[a-z]/.test(low) && !/[-+*/]\s*-/.test(low) && !/[_?]/.test(low))
    return refusal('missing', 'a number is missing before the sign =');
  const found = readSigns(low) ?? readTold(low) ?? readSought(low);
  if (found?.type === 'problem') return found;
  const mine = asMine(low);
  const told = mine === undefined ? undefined : readTold(mine);
  // "One number" is no number of the sum.
  return told?.type === 'problem' ? { ...told, uses: [...told.uses, '1'] } : found;
};
