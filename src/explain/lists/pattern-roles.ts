/** Rows that go on, by roles, for the reading by explanation: things that come again, weekdays and months in turn. */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import type { Grammar, Terminal } from '../grammar/grammar.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';
import { isNumberWord, listOf } from '../grammar/terminals.ts';
import type { Token } from '../grammar/tokens.ts';

const FRAME = new Set(
  (
    'and or the then next of in on is are it what which who how after before that this row pattern goes go going comes ' +
    'come follows follow was were be a an my our i we you must should will would'
  ).split(' '),
);
const isThing = (token: Token | undefined): boolean =>
  token?.kind === 'word' && !FRAME.has(token.text) && !isNumberWord(token.text);

/** Some words each, with a sign between all of them or with none. */
const things: Terminal = ({ tokens }, at) => {
  for (const size of [2, 1])
    for (const sign of [',', '->', '-', ';', undefined]) {
      const found: string[] = [];
      let end = at;
      for (;;) {
        const run = tokens.slice(end, end + size);
        if (run.length < size || !run.every(isThing)) break;
        found.push(run.map(({ text }) => text).join(' '));
        end += size;
        if (sign === undefined) continue;
        if (tokens[end]?.text !== sign || !isThing(tokens[end + 1])) break;
        end += 1;
      }
      const comes = new Set(found).size;
      const last = sign === undefined ? end : tokens[end - 1]?.text === sign ? end - 1 : end;
      if (found.length > 2 && comes > 1 && comes < found.length) return [{ end: last, value: found }];
    }
  return [];
};

/** Names of the week or the year by their places. */
const turns = (grammar: Grammar, rule: string, names: readonly string[]): Terminal => {
  const list = listOf((context, at) => grammar.fits(context, rule, at), 2);
  return (context, at) =>
    list(context, at).map(({ end, value }) => ({
      end,
      value: (value as unknown[]).map((one) => (typeof one === 'number' ? one - 1 : names.indexOf(String(one)))),
    }));
};

const stepBetween = (places: readonly number[], length: number): number | undefined => {
  const steps = new Set(places.slice(1).map((one, i) => (one - places[i]! + length) % length));
  const [step] = steps;
  return steps.size === 1 && (places.length > 2 || step === 1) ? step : undefined;
};

const goesOn = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const rows = items.filter(({ tag }) => /^(?:PTHINGS|PDAYS|PMONTHS)$/.test(tag));
  const [row] = rows;
  const places = all(items, 'PPLACE');
  if (!row || rows.length !== 1 || places.length > 1 || has(items, 'PNEXT') === places.length > 0) return undefined;
  if (row.tag !== 'PTHINGS') {
    const names = row.tag === 'PDAYS' ? WEEKDAYS : MONTHS;
    const at = row.value as number[];
    const step = stepBetween(at, names.length);
    // "Monday, Tuesday and Wednesday" are days on which something takes place.
    if (tokens.slice(row.at, row.end).some(({ text }) => text === 'and')) return undefined;
    return step === undefined || places.length > 0 ? undefined : { type: 'weekday', of: names[at.at(-1)!], plus: step };
  }
  const terms = row.value as string[];
  const outside = [...tokens.slice(0, row.at), ...tokens.slice(row.end)];
  if (outside.some(({ text }) => terms.some((one) => one.split(' ').includes(text)))) return undefined;
  const place = places[0]?.value as number | undefined;
  if (place !== undefined && place <= terms.length) return undefined;
  return { type: 'pattern', terms, ...(place !== undefined && { at: place }) };
};

export const addPatternRoles = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('PTHINGS', things);
  grammar.terminal('PDAYS', turns(grammar, 'WEEKDAY', WEEKDAYS));
  grammar.terminal('PMONTHS', turns(grammar, 'MONTHNAME', MONTHS));
  rule('PNEXT', [
    '[right|just|directly] next [one]',
    '[and] (then|next)',
    '[and] (comes|come|is|goes|go|stands) (after|next|then) [that|this|it|them|those]',
    '[and] after (that|this|it|them|those)',
    '(follows|follow|following|continues|continue) [that|this|it|them|on]',
    '... [\\?]',
    ', \\? END',
  ]);
  rule('PPLACE', ['[the] ORD:n [one|thing|bead|place|position]', '(number|place|position) UNUM:n'], ({ n }) =>
    Number(n),
  );
  rule('PIDLE', ['(in|of) the (pattern|row|sequence|series|line)', 'and so on', 'day of the week', 'every time']);
  addRuled(grammar, {
    name: 'PATTERNROLES',
    closed: true,
    rules: ['PTHINGS', 'PDAYS', 'PMONTHS', 'PNEXT', 'PPLACE', 'PIDLE'],
    free: 'which should must would will day days month months week year letter letters word words pattern same each',
    build: goesOn,
  });
};
