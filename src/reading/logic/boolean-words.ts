/**
 * One spelling for boolean expressions: comparisons in words, brackets in words, `AND(x, y)` of a sheet, gates with their
 * inputs, "if p then q". Text in small letters goes in and comes out; what is no part of an expression stays as it is.
 */
import { anyOf, sequence } from '../../regex.ts';

/** A bracket without brackets in it, a comparison of two numbers, or one word. */
const PART = String.raw`(?:\([^()]*\)|\d+(?:\.\d+)? ?(?:<=|>=|==|!=|<|>|=) ?\d+(?:\.\d+)?|(?:not )?\w+)`;
const CALL = new RegExp(`\\b(and|or|xor|nand|nor) ?\\(\\s*(${PART})\\s*[,;]\\s*(${PART})\\s*\\)`, 'g');
const NEGATED = new RegExp(`\\b(nand|nor)\\b`);
const GATE = sequence(/\b(?:an? |the |my )?(and|or|xor|nand|nor)[- ]gate/, /(?:'s)?/);
const VALUE = '(true|false|t|f|1|0|on|off)';
const INPUTS: readonly RegExp[] = [
  new RegExp(
    `${GATE}\\b[ ,:]*(?:(?:gets|has|receives|with|takes|is given|whose|where|and|if|both|the|its) )*(?:2 )?inputs?(?: values?)?[ :]*(?:(?:are|is|of|the|=|both) )*${VALUE} ?(?:and|,|&) ?${VALUE}\\b`,
  ),
  new RegExp(
    `\\b(?:the |both )?inputs? (?:of|to|into|for) ${GATE}[ :]*(?:are|is|=)? ?${VALUE} ?(?:and|,|&) ?${VALUE}\\b`,
  ),
  new RegExp(`\\b()${VALUE} (?:and|,|&) ${VALUE} (?:go|goes|are fed|are put|enter|come)(?: in| into| to)* ${GATE}\\b`),
];
const BOTH: readonly RegExp[] = [
  new RegExp(`\\b(?:both|all|2) (?:the )?inputs? (?:of|to|into|for) ${GATE} (?:are|is|=) ${VALUE}\\b`),
  new RegExp(
    `${GATE}\\b[ ,:]*(?:(?:gets|has|receives|with|takes|where|and|if|when) )*(?:both|2)(?: of)?(?: its| the)? inputs? (?:are |is |= ?)?${VALUE}\\b`,
  ),
];

/** A gate with its inputs as an expression. */
const gates = (low: string): string => {
  let text = low;
  for (const pattern of INPUTS)
    text = text.replace(pattern, (...found: (string | undefined)[]) => {
      const parts = found.slice(1, 5).filter((one) => typeof one === 'string' && one !== '');
      const [op, a, b] = /^(?:true|false|t|f|1|0|on|off)$/.test(parts[0]!) ? [parts[2], parts[0], parts[1]] : parts;
      return ` (${a} ${op} ${b}) `;
    });
  for (const pattern of BOTH) text = text.replace(pattern, (_, op: string, a: string) => ` (${a} ${op} ${a}) `);
  return text.replace(/\b(?:a |the )?not[- ]gate\b[^.?!]*?\binput(?: is| of|:)? (true|false|1|0)\b/, ' (not $1) ');
};

/** `AND(x, NOT(y))` from the inside out. */
const calls = (low: string): string => {
  let text = low.replace(/\bnot ?\( ?(true|false|[01]|[a-z]) ?\)/g, 'not $1');
  for (let i = 0; i < 4; i++) {
    const next = text.replace(CALL, '($2 $1 $3)');
    if (next === text) break;
    text = next;
  }
  return text;
};

const COMPARED = sequence(/\b(?:is )?/);
const comparisons = (low: string): string =>
  low
    .replace(
      new RegExp(`${COMPARED}(?:greater|bigger|larger|more|higher) than or equal to\\b|\\bis at least\\b`, 'g'),
      '>=',
    )
    .replace(new RegExp(`${COMPARED}(?:less|smaller|lower|fewer) than or equal to\\b|\\bis at most\\b`, 'g'), '<=')
    .replace(new RegExp(`${COMPARED}(?:greater|bigger|larger|more|higher) than\\b`, 'g'), '>')
    .replace(new RegExp(`${COMPARED}(?:less|smaller|lower|fewer) than\\b`, 'g'), '<')
    .replace(/(?<=\d )(?:equals|is equal to|is)(?= \d)/g, '=')
    .replace(/(?<=\d )plus(?= \d)/g, '+')
    .replace(/(?<=\d )minus(?= \d)/g, '-')
    .replace(/(?<=\d )times(?= \d)/g, '*')
    // "3 < 5 and > 1", "1 < 2 < 3"
    .replace(/\b(\d+(?:\.\d+)?) ?(<=?|>=?) ?(\d+(?:\.\d+)?) and (<=?|>=?) ?(\d+(?:\.\d+)?)/g, '($1 $2 $3 and $1 $4 $5)')
    .replace(
      /\b(\d+(?:\.\d+)?|[a-z]) ?(<=?) ?(\d+(?:\.\d+)?|[a-z]) ?(<=?) ?(\d+(?:\.\d+)?|[a-z])\b/g,
      '($1 $2 $3 and $3 $4 $5)',
    )
    .replace(
      /\b(\d+(?:\.\d+)?|[a-z]) ?(>=?) ?(\d+(?:\.\d+)?|[a-z]) ?(>=?) ?(\d+(?:\.\d+)?|[a-z])\b/g,
      '($1 $2 $3 and $3 $4 $5)',
    )
    .replace(/\bbool ?\( ?(\d+) ?\)/g, '($1 != 0)');

const LEFT = sequence('(', anyOf(/true|false|\([^()]*\)|not \w+/), ')');
const equalities = (low: string): string =>
  low
    .replace(new RegExp(`${LEFT} (?:==|is (?:equal to|the same as)|equals) ${LEFT}`, 'g'), '$1 iff $2')
    .replace(new RegExp(`${LEFT} (?:!=|<>|is not (?:equal to|the same as)|differs from) ${LEFT}`, 'g'), '$1 xor $2')
    .replace(new RegExp(`^${LEFT} = (true|false)(?= ?\\??$)`), '$1 iff $2');

const IF = new RegExp(`\\bif (${PART}),? then (${PART})`, 'g');

/** The expression of a text in one spelling. */
export const spelledOut = (low: string): string => {
  let text = low
    .replace(/["'“”`]/g, ' ')
    .replace(/\b(?:open(?:ing)?|left) (?:brackets?|parenthes[ie]s|paren)\b/g, '(')
    .replace(/\bclos(?:e|ed|ing) (?:brackets?|parenthes[ie]s|paren)\b|\bright (?:bracket|parenthesis)\b/g, ')')
    .replace(/\b(?:logical |boolean )?(?:opposite|negation|inverse|contrary) of (?=true|false|[01]\b|\()/g, 'not ');
  text = equalities(calls(gates(comparisons(text))));
  text = text
    .replace(/\b(and|or|xor) of (\w+) (?:and|with) (\w+)\b/g, '($2 $1 $3)')
    .replace(/\bexclusive[- ]or\b/g, 'xor')
    .replace(/\bif and only if\b/g, 'iff')
    .replace(/\bneither (\w+) nor (\w+)\b/g, '(not $1 and not $2)');
  if (NEGATED.test(text))
    text = text
      .replace(/(\([^()]*\)|\b\w+) nand (\([^()]*\)|\w+)/g, 'not ($1 and $2)')
      .replace(/(\([^()]*\)|\b\w+) nor (\([^()]*\)|\w+)/g, 'not ($1 or $2)');
  return text
    .replace(IF, '($1 implies $2)')
    .replace(/\bboth (?=\w+ and )/g, '')
    .replace(/, (?=(?:and|or|xor)\b)/g, ' ');
};
