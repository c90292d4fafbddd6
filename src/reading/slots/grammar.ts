/**
 * The grammar of forms over the slots of one question: a masked model can name no number that the question does not
 * hold.
 */
import type { Grammar, Rule } from '../../types.ts';
import { CONSTANTS, type Slots } from './form.ts';

const text = (one: string): Rule => ({ type: 'text', text: one });
const any = (...parts: readonly Rule[]): Rule => ({ type: 'any', parts });
const all = (...parts: readonly (Rule | string)[]): Rule => ({
  type: 'all',
  parts: parts.map((one) => (typeof one === 'string' ? text(one) : one)),
});
const rule = (name: string): Rule => ({ type: 'rule', name });

const WHYS = ['missing', 'no-solution', 'other-mathematics', 'invalid-input', 'contradiction'];

/** The forms that the slots of a question allow. */
export const formGrammar = (slots: Slots): Grammar => {
  const names = [...slots.keys()];
  const of = (kind: string): string[] => names.filter((one) => one.startsWith(kind));
  const has = (kind: string): boolean => of(kind).length > 0;
  const numbers = has('Q') || has('Y');
  const forms: Rule[] = [all('decline ', any(...WHYS.map(text)))];
  const add = (possible: boolean, ...form: readonly (Rule | string)[]): void => {
    if (possible) forms.push(all(...form));
  };
  add(numbers, any(text('value '), text('story ')), rule('sum'));
  add(has('Q'), 'solve ', rule('side'), '=', rule('side'));
  add(numbers && has('Q'), 'make ', rule('Q'), ' ', any(text(''), text('all ')), rule('list'));
  add(numbers, any(...['sequence ', 'median ', 'ascending ', 'descending ', 'gcd ', 'lcm '].map(text)), rule('list'));
  add(of('Q').length > 1, 'remainder ', rule('Q'), ' ', rule('Q'));
  add(numbers, any(text('largest '), text('smallest ')), rule('list'));
  add(has('Y'), any(text('largest '), text('smallest ')), rule('Y'), any(text(' 2'), text(' 3')));
  add(numbers, 'count ', any(...['even ', 'odd ', 'prime ', 'negative ', 'positive '].map(text)), rule('list'));
  add(has('Y') && has('Q'), 'count ', any(text('< '), text('> ')), rule('Q'), ' ', rule('Y'));
  add(has('D') || has('W'), 'weekday ', rule('day'), any(text(''), all(any(text(' + '), text(' - ')), rule('step'))));
  add(
    has('D') && has('Q'),
    'date ',
    rule('D'),
    any(text(' + '), text(' - ')),
    rule('Q'),
    any(...[' days', ' weeks', ' months', ' years'].map(text)),
  );
  add(of('D').length > 1, 'days ', rule('D'), ' ', rule('D'));
  add(of('T').length > 1, 'minutes ', rule('T'), ' ', rule('T'));
  add(
    has('T') && has('Q'),
    'clock ',
    rule('T'),
    any(text(' + '), text(' - ')),
    rule('Q'),
    any(text(' minutes'), text(' hours')),
  );
  add(has('Q'), 'base ', rule('Q'), ' ', any(rule('Q'), ...['2', '8', '16'].map(text)));
  add(has('Q'), 'unbase ', rule('Q'), ' ', any(...['2', '8', '16'].map(text)));
  add(has('Q'), 'roman ', rule('Q'));
  const slot = (kind: string): Rule => any(...of(kind).map(text));
  const leaf = any(...[...of('Q'), ...of('Y'), ...CONSTANTS].map(text));
  const sign: Rule = { type: 'chars', chars: '+-*/^' };
  const chain = (part: Rule): Rule => all(part, { type: 'many', of: all(sign, part), most: 6 });
  return {
    start: 'form',
    rules: {
      form: any(...forms),
      Q: slot('Q'),
      Y: slot('Y'),
      D: slot('D'),
      T: slot('T'),
      day: any(...[...of('D'), ...of('W')].map(text)),
      step: any(...[...of('Q'), '1', '2'].map(text)),
      list: any(...of('Y').map(text), all(slot('Q'), { type: 'many', of: all(' ', slot('Q')), most: 5 })),
      leaf,
      sum: chain(any(leaf, all('(', chain(any(leaf, all('(', chain(leaf), ')'))), ')'))),
      side: chain(any(leaf, text('x'), all('(', chain(any(leaf, text('x'))), ')'))),
    },
  };
};
