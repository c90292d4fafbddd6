/** Rules of word problems where one amount is told by another: so many more than, so many times as many as. */
import { alternatives, sequence } from '../../regex.ts';
import { contentOf } from './amounts.ts';
import type { Mention } from './parts.ts';
import { COMPARE, found, n, TIMES, TOTAL, type Rule } from './rule.ts';

/** B has n more than A. */
export const RELATION = new RegExp(
  alternatives(
    sequence(
      /(\d+(?:\.\d+)?) (?:[a-z'-]+ ){0,3}?/,
      '(',
      alternatives(
        /more|fewer|less|older|younger|taller|shorter|longer|heavier|lighter|higher|lower|cheaper|bigger/,
        /smaller|farther|further|faster|slower|greater|deeper|wider/,
      ),
      ')',
      /(?: [a-z'-]+){0,3}? than\b([^.;?!]*)/,
    ),
    sequence(
      /(\d+(?:\.\d+)?) (?:[a-z'-]+ ){0,2}?/,
      /(more|fewer|less|older|younger|taller|shorter|longer|heavier|lighter)\b(?! than)/,
    ),
  ),
);
const MORE = /^(?:more|older|taller|longer|heavier|higher|bigger|farther|further|faster|greater|deeper|wider)$/;

export const relating: Rule = ({ mentions, asked, low }) => {
  if (mentions.length !== 2) return undefined;
  const relation = RELATION.exec(asked.facts);
  if (!relation || COMPARE.test(asked.text) || TIMES.test(asked.facts)) return undefined;
  const by = mentions.find((one) => one.value === (relation[1] ?? relation[4]));
  const base = mentions.find((one) => one !== by);
  if (!by || !base) return undefined;
  const more = MORE.test(relation[2] ?? relation[5]!);
  if (relation[1] === undefined) {
    const person =
      /\b(?:years?|yrs?|cm|inches|feet|metres|meters|kg|pounds|minutes|km|miles|parts|points)\b/.test(relation[0]) ||
      /\b(?:fewer|less)\b/.test(relation[0]);
    if (
      !person ||
      (by.more === false && !/fewer|less|older|younger|taller|shorter|longer|heavier|lighter/.test(relation[5]!))
    )
      return undefined;
    const other = more ? `(${n(base)}+${n(by)})` : `(${n(base)}-${n(by)})`;
    if (TOTAL.test(asked.text)) return found('relation total', `${n(base)}+${other}`, mentions);
    return found('relation', other.slice(1, -1), mentions);
  }
  const than = contentOf(relation[3] ?? '');
  const who = contentOf(asked.text);
  const pronounThis = /\b(?:which|this|that|it)\b (?:is|was|are|were) (?:\$ ?)?\d[\d.]* [^.]*than/.test(asked.facts);
  const asksReference = than.some((word) => who.includes(word));
  const reference =
    than.length > 0 &&
    contentOf(asked.facts.slice(0, relation.index)).some((word) => than.includes(word)) &&
    !pronounThis;
  const other = more ? `${n(base)}+${n(by)}` : `${n(base)}-${n(by)}`;
  const back = more ? `${n(base)}-${n(by)}` : `${n(base)}+${n(by)}`;
  if (TOTAL.test(asked.text)) {
    const rest = asked.facts.replace(relation[0], ' ');
    const toldElsewhere = than.length > 0 && contentOf(rest).some((word) => than.includes(word));
    const known = reference || toldElsewhere ? other : back;
    return found('relation total', `${n(base)}+(${pronounThis ? back : known})`, mentions);
  }
  if (pronounThis || (asksReference && !reference)) return found('relation back', back, mentions);
  return low.length > 0 && !asksReference ? found('relation', other, mentions) : undefined;
};

/** Twice as many as; three times as old. */
export const multiplying: Rule = ({ mentions, asked, low }) => {
  const times = TIMES.exec(asked.facts);
  if (!times || /\btimes (?:a|per|each|every) (?:day|week)/.test(low)) return undefined;
  const factor = times[1] ?? (times[3] === 'triple' ? '3' : '2');
  const rest = mentions.filter(
    (one) =>
      !(
        times[1] !== undefined &&
        one.value === times[1] &&
        /^\s*times\b/.test(asked.facts.slice(one.start + one.value.length))
      ),
  );
  if (rest.length !== 1 || COMPARE.test(asked.text)) return undefined;
  const [base] = rest as [Mention];
  const product = `${n(base)}*${factor}`;
  const pronoun = /\b(?:which|this|that) (?:is|was) (?:\d+ times|twice|double|triple)\b/.test(asked.facts);
  if (TOTAL.test(asked.text)) return found('times total', `${n(base)}+${product}`, mentions);
  const after = asked.facts.slice(times.index);
  const reference = contentOf(after.slice(times[0].length));
  const who = contentOf(asked.text);
  if (
    pronoun ||
    (reference.some((word) => who.includes(word)) &&
      base.start < times.index === false &&
      !who.some((word) => asked.facts.slice(0, times.index).includes(word)))
  )
    return undefined;
  return found('times', product, mentions);
};
