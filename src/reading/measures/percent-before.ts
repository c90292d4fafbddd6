/**
 * An amount that is told after a change, where what it was before is asked, or the tax that it has in it: "reduced by
 * 20 % and now costs 68: its original price", "726 including 21 % VAT: how much VAT is in it". It reads what is told
 * and the last sentence apart, so that an amount before a change is never taken for one after it.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';

const TAX = anyOf(/vat|gst|(?:sales |value added )?tax(?:es)?|tip|service(?: charge)?|iva|surcharge|markup|mark-up/);
const ADDED = new RegExp(
  alternatives(
    /\b(?:rais|increas|mark(?:ed)? up|grown|grew|gain|rise|rose|risen|went up|gone up|up by|dearer|added?|adding|plus)/,
    sequence(/\b/, TAX, /\b/),
  ),
);
const TAKEN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /reduc\w*|reduction|discount\w*|off|cut|dropp?\w*|fell|fallen|marked down|lowered|decreas\w*|went down|gone down/,
      /down by|cheaper|lost|shrank|shrunk|shrinks?|sale/,
    ),
    /\b/,
  ),
);
/** The amount before the change, as the last sentence asks for it. */
const BEFORE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /original(?:ly)?|initial(?:ly)?|pre-?tax|pre-?sale|previous(?:ly)?|undiscounted|list price|net/,
      /before(?: (?:the|any|that|this))?|without|excluding|excl|ex/,
    ),
    /\b/,
  ),
);
/** "How much VAT is in it": the tax within a whole. */
const WITHIN = new RegExp(
  alternatives(
    sequence(/\bhow much (?:money |euros? |pounds? |of (?:it|that|this) is )?(?:the |is )?/, TAX, /\b(?! on\b)/),
    sequence(/^\W*(?:what (?:is|was) )?(?:the )?/, TAX, /(?: amount| part| share)?(?: in (?:it|that|this))?\W*$/),
  ),
);
const UNIT_ASKED = /,? in (?:[a-z]+|[$£€₹])(?= ?[?.]?\s*$)/;

/** What is told, and the last sentence, which asks. */
const parted = (low: string): readonly [told: string, asked: string] | undefined => {
  const found = /^(.*\d.*?[.,;:?!]) ?([^.;:?!,]*[a-z][^.;:?!,]*)\W*$/.exec(low.replace(UNIT_ASKED, ''));
  return found && !/\d/.test(found[2]!) ? [found[1]!, found[2]!] : undefined;
};

export const percentBefore = (
  low: string,
  rate: string,
  amount: string,
  uses: readonly string[],
): Outcome | undefined => {
  const [told, asked] = parted(low) ?? [];
  if (told === undefined || asked === undefined) return undefined;
  const value = `[$£€₹]? ?${amount.replace('.', '\\.')}(?!\\.?\\d)`;
  const share = String.raw`${rate.replace('.', '\\.')} ?(?:%|percent)`;
  if (new RegExp(`\\b(?:from|of|on|was|were|originally|before) ${value}`).test(told)) return undefined;
  if (
    /\b(?:then|again|another|each|every|per|not|twice|half|first|second|excluding|exclusive|excl|ex|without|before|net)\b/.test(
      told,
    )
  )
    return undefined;
  const added = ADDED.test(told);
  const taken = TAKEN.test(told);
  if (added === taken) return undefined;
  const after = new RegExp(
    alternatives(
      `\\b(?:now|to|costs?|is|comes? to|came to|pays?|paid|for|total(?:s|led)?) (?:only |just )?(?:costs? |is |at |for )*${value}`,
      `\\bafter [^.]*${share}[^.]*${value}`,
    ),
  );
  const including = new RegExp(
    `${value}[^.]*\\b(?:including|includes|incl|inclusive of|with|after)\\b[^.]*${share}|\\bgross\\b[^.]*${value}|\\b(?:including|incl|inclusive of) [^.]*${share}[^.]*${value}`,
  );
  const changed = new RegExp(`${share}[^.]*${value}`).test(told) && after.test(told);
  if (!changed && !including.test(told)) return undefined;
  const sign = taken ? '-' : '+';
  if (BEFORE.test(asked) && !WITHIN.test(asked))
    return reading({ type: 'value', expression: `${amount}*100/(100${sign}${rate})` }, uses);
  return added && WITHIN.test(asked) && !BEFORE.test(asked) && new RegExp(`\\b${TAX}\\b`).test(told)
    ? reading({ type: 'value', expression: `${amount}*${rate}/(100+${rate})` }, uses)
    : undefined;
};
