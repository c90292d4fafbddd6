/**
 * An expression in names whose values are told: "If x = 5, what is 2x + 1?", "3x = 12, find x + 1", "f(x) = x^2, f(3)?", "d = v*t; v = 4,
 * t = 5; d?", a short program. Every part must be a value, a definition, what is asked, or a word that joins them; each
 * value must be used. What is left over makes it no question of this kind.
 */
import { alternatives } from '../../regex.ts';
import { solve } from '../../problem/solve/solve.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';

/** Words and signs that stand between the parts. */
const JOINT = new RegExp(
  alternatives(
    /[;,?!\n]|\.(?=\s|$)/,
    /\b(?:and|if|when|where|whenever|with|for|given|let|then|so|suppose|assume|assuming|using|knowing|say|that|now)\b/,
    /\b(?:what(?: is| are|s)?|find|calculate|compute|evaluate|determine|work out|give(?: me)?|tell me|how much is)\b/,
    /\b(?:the )?(?:value|result)(?: of)?\b|\bworth\b|\bexpression\b|\bequals?(?=\s*[?.]?\s*$)|\bhi\b|\bhey\b/,
  ),
);
const NAME = '[a-z](?:[a-z_]*[a-z])?';
const NUMBER = String.raw`-?\d+(?:\.\d+|/\d+)?`;
const VALUE = new RegExp(
  `^(${NAME}) ?(?:=|is|equals|:=?) ?(${NUMBER})(?: ?(?:[a-z]{1,3}(?:/[a-z]{1,2})?|euros?|dollars?))?$`,
);
const BARE_VALUE = new RegExp(`^(${NAME}) (${NUMBER})$`);
const DEFINITION = new RegExp(`^(${NAME}) ?= ?(.+)$`);
const ASKED_TAIL = /\s*(?:=|is|equals?)?\s*$/;
const PRINT = /\b(?:print|return|console\.log)\s*\(((?:[^()]|\([^()]*\))*)\)/;
const FUNCTION = new RegExp(
  alternatives(
    `(?<lambda>${NAME}) ?= ?lambda (?<those>[a-z](?:\\w*)(?: ?, ?[a-z]\\w*)*) ?: ?(?<made>[^;:?.=]+?)(?=[;.?]|, | ${NAME}\\()`,
    `def (?<def>${NAME})\\((?<names>[a-z]\\w*(?: ?, ?[a-z]\\w*)*)\\) ?: ?return (?<body>[^;:?.=]+?)(?=[;.?]|, | ${NAME}\\()`,
    String.raw`\b(?<letter>[a-z])\((?<of>[a-z])\) ?= ?(?<rule>[^;:?.=,]+?)(?=[;.?,]| (?:and|what|find|then)\b)`,
  ),
);

const SIGNS: Readonly<Record<string, string>> = { plus: '+', minus: '-', times: '*', squared: '^2', cubed: '^3' };

/** Tokens of an expression; undefined where it holds anything else. */
const tokensOf = (text: string): string[] | undefined => {
  const plain = text
    .replace(/ ?\b(plus|minus|times|squared|cubed)\b/g, (_, word: string) => SIGNS[word]!)
    .replace(/\*\*/g, '^')
    .replace(/\/\//g, '/')
    .trim();
  const tokens = plain.match(/\d+(?:\.\d+)?|[a-z_]+|[-+*/^()]/g) ?? [];
  return tokens.join('') === plain.replace(/\s+/g, '') ? tokens : undefined;
};

type Names = ReadonlyMap<string, string>;

/** "ab" is a times b where both are told and "ab" is not. */
const letters = (token: string, told: Names): string[] =>
  !told.has(token) && /^[a-z]{2,3}$/.test(token) && [...token].every((one) => told.has(one)) ? [...token] : [token];

/** The expression with numbers for names; undefined where a name has no value. Used names are noted. */
const put = (text: string, told: Names, used: Set<string>, depth = 0): string | undefined => {
  const tokens = depth > 4 ? undefined : tokensOf(text)?.flatMap((token) => letters(token, told));
  if (tokens === undefined || tokens.length === 0) return undefined;
  let out = '';
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1];
    // "2x", "2(x + 1)" and "x(x + 1)" are products.
    if (before !== undefined && /[\w)]$/.test(before) && /^[\w(]/.test(token)) {
      if (/^\d/.test(token)) return undefined;
      out += '*';
    }
    if (!/^[a-z]/.test(token)) {
      out += token;
      continue;
    }
    const value = told.get(token);
    if (value === undefined) return undefined;
    used.add(token);
    const number = new RegExp(`^${NUMBER}$`).test(value) ? value : put(value, told, used, depth + 1);
    if (number === undefined) return undefined;
    out += /^[\d.]+$/.test(number) ? number : `(${number})`;
  }
  return out;
};

/** A floor division is answered where it leaves nothing. */
const outcome = (expression: string, low: string): Outcome | undefined => {
  if (!/[-+*/^]/.test(expression)) return undefined;
  const solution = solve({ type: 'value', expression });
  if (/\/\//.test(low) && !(solution.type === 'answer' && /^-?\d+$/.test(solution.answer))) return undefined;
  return reading({ type: 'value', expression }, valuesIn(low));
};

/** A function of one line and one call of it. */
const readCall = (low: string): Outcome | undefined => {
  const found = FUNCTION.exec(low);
  if (!found) return undefined;
  const { lambda, def, letter, those, names, of, made, body, rule } = found.groups!;
  const name = (lambda ?? def ?? letter)!;
  const rest = low.slice(0, found.index) + low.slice(found.index + found[0].length);
  const call = new RegExp(`\\b${name} ?\\(((?:${NUMBER})(?: ?, ?${NUMBER})*)\\)`).exec(rest);
  if (!call) return undefined;
  const idle = rest
    .replace(call[0], ' ')
    .replace(/\bprint ?\( *\)/, ' ')
    .split(JOINT)
    .every((one) => /^[\s=]*$/.test(one));
  const given = call[1]!.split(',').map((one) => one.trim());
  const takes = (those ?? names ?? of)!.split(',').map((one) => one.trim());
  if (!idle || given.length !== takes.length) return undefined;
  const used = new Set<string>();
  const expression = put((made ?? body ?? rule)!, new Map(takes.map((one, i) => [one, given[i]!])), used);
  return expression === undefined || used.size < takes.length ? undefined : outcome(expression, low);
};

/** The value of the one letter of an equation: "3x = 12" tells x. */
const solved = (part: string): [letter: string, value: string] | undefined => {
  const letters = [...new Set(part.match(/[a-z]+/g) ?? [])];
  const [letter = ''] = letters;
  if (letters.length !== 1 || letter.length !== 1 || !/^[^=]+=[^=]*\d[^=]*$/.test(part)) return undefined;
  const solution = solve({ type: 'solve', unknowns: [letter], equations: [part.replace(/\s+/g, '')] });
  return solution.type === 'answer' ? [letter, solution.answer.replace(/^.*= /, '')] : undefined;
};

/** Names with values and definitions, and one expression in them. */
const readNamed = (low: string): Outcome | undefined => {
  if (!/[=]|\b[a-z] (?:is|equals) -?\d/.test(low)) return undefined;
  const parts = low
    .replace(PRINT, '; $1')
    .split(JOINT)
    .map((one) => one.replace(/^(?:the|a) (?=[a-z])/, '').trim())
    .filter((one) => one !== '' && one !== '=');
  const defined = new Set(parts.flatMap((one) => (DEFINITION.exec(one)?.[2]?.match(/[a-z_]+/g) ?? []).concat([])));
  const told = new Map<string, string>();
  const values = new Set<string>();
  let asked: string | undefined;
  for (const part of parts) {
    const value = VALUE.exec(part) ?? BARE_VALUE.exec(part);
    if (value && (part.includes('=') || value[1]!.length === 1 || defined.has(value[1]!))) {
      if (told.has(value[1]!)) return undefined;
      told.set(value[1]!, value[2]!);
      values.add(value[1]!);
      continue;
    }
    const definition = DEFINITION.exec(part);
    if (definition && /[a-z]/.test(definition[2]!) && tokensOf(definition[2]!)) {
      if (told.has(definition[1]!)) return undefined;
      told.set(definition[1]!, definition[2]!);
      continue;
    }
    const known = solved(part);
    if (known) {
      if (told.has(known[0])) return undefined;
      told.set(...known);
      values.add(known[0]);
      continue;
    }
    if (asked !== undefined) return undefined;
    asked = part.replace(ASKED_TAIL, '');
  }
  if (asked === undefined || values.size === 0) return undefined;
  const used = new Set<string>();
  const expression = put(asked, told, used);
  if (expression === undefined || [...values].some((one) => !used.has(one))) return undefined;
  return outcome(expression, low);
};

export const readGivenValues: Reader = ({ low }) =>
  low.length > 240 || !/[a-z]/.test(low) ? undefined : (readCall(low) ?? readNamed(low));
