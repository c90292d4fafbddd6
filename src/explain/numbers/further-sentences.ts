/** Bases and Roman numerals among words, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';

/** Bases and Roman numerals among words. */
export const addMoreCodes = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('WRITEIT', [
    '[~] (how|what) (do|does|would|is|can|should) (i|we|you|it|that) (write|say|be|look like|look|type) [it|that|this]',
  ]);
  const both = ({ c, t }: Values): unknown => {
    const { digits, base } = c as { digits: string; base: number };
    const text = digits.toUpperCase();
    const valid = [...text].every((one) => Number.parseInt(one, 36) < base);
    return valid && base !== t ? { type: 'base', value: text, from: base, to: t } : undefined;
  };
  rule(
    'QUESTION',
    [
      '[i|we] [need|want|have] CODED:c (written|expressed|converted|turned|translated) INTO TARGET:t',
      '[FILL] [have|has|got|says|shows] [the number] CODED:c WRITEIT INTO TARGET:t',
      '[FILL] CODED:c ~ (and|i|we) (need|want|wants|needs) [it|that] INTO TARGET:t',
    ],
    both,
  );
  rule(
    'QUESTION',
    ['FILL [in] [the year] UNUM:n (as|in|to|into) ROMANS2', '[ASK] [the] ROMANS2 for [the] [year|number|age] UNUM:n'],
    ({ n }) => (/^[1-9]\d{0,3}$/.test(String(n)) ? { type: 'roman', value: n } : undefined),
  );
  rule(
    'QUESTION',
    [
      'what means [the] [roman] [number|numeral] ROMAN:r',
      '(convert|change|turn) ROMAN:r (->|to|into) [a|an] (int|integer|number|arabic)',
      '[there is|the|a|on the] FILL ROMAN:r [FILL] ~ [FILL] (want to know|which|what) [is] [the|that] (year|number)',
      'ROMAN:r (->|=) (int|integer|?)',
    ],
    ({ r }) => ({ type: 'unroman', value: r }),
  );
};
