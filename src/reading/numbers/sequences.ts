/** Reads sequences: the next term, a gap, a later term. */
import { reading, refusal, type Reader } from '../reading.ts';
import { ORDINALS, numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const TRIGGER = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /next|continue[sd]?|continues?|continuing|continuation|follow(?:s|ing|ed)?/,
        /after (?:that|this|it|\d+)|comes? (?:after|then)|sequence|series|pattern|progression|extrapolate/,
        alternatives(
          /predict|successor|blank|missing|lacks|lacking|complete|finish|rule|goes on|go on|carry on/,
          /carries on|then what/,
        ),
        alternatives(
          /what then|comes then|what goes there|term|and then|subsequent|what now|do i say|say now/,
          /is after \d+|fill in|what comes|goes in the (?:gap|blank)|keep going|keeps going/,
        ),
      ),
      /\b/,
    ),
    /\bthen\W*$|\b[a-z]\[\d+\]|_+|\?\s*$|->|\.\.\.\s*\??$/,
  ),
);
const STRONG = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /next|continue[sd]?|continues?|continuation|sequence|series|pattern|progression|extrapolate/,
        /successor|blank|missing|lacks|lacking|term|goes on|comes after|follows?|carry on|carries on|predict|finish/,
        alternatives(
          /complete|following|after (?:that|this|it)|then what|what then|comes then|goes on|on the same/,
          /it goes|goes like|go on|and then|do i say|say now|is after \d+|subsequent|what now|fill in/,
        ),
      ),
      /\b/,
    ),
    /\bthen\W*$|\bafter (?:the )?\d+(?:[ ,]+\d+){2,}|_|\b[a-z]\[\d+\]/,
  ),
);
const FOREIGN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /sort|arrange|order|smallest|largest|gcd|lcm|sum of|average|mean|median|binary|hex|roman|even|odd/,
      /how many|count|make|target|using|hours?|minutes?|days?|weekday|date|remainder|probability|add/,
      /sum|plus|minus|times|multiply|total|altogether|together|percent|price|cost|solve|equation|shortest|path|route|makes?/,
    ),
    /\b/,
  ),
);

/** Terms in one stretch: numbers, a gap ('?', '_', '...') anywhere. */
const stretchOf = (low: string): { terms: string[]; gap: number | undefined } | undefined => {
  const text = low
    .replace(/\b(\d+)(?:st|nd|rd|th)\b/g, ' ')
    .replace(/\b(?:the|a) (?:blank|missing|gap|empty)\b/g, ' ')
    .replace(/(?<=_|\?.*)(?<=\d)\s*\?+\s*$/, ' ');
  const token = String.raw`-?\d+(?:\.\d+)?(?:\/\d+)?`;
  const hole = String.raw`\?+|_+(?:\s*\?)?|\[\s*\]|\(\s*\)|\bblank\b|\bx\b(?=\s*,)`;
  const separator = String.raw`\s*(?:,|;|\band\b|->|-(?=\s)|\bthen\b|\.\.\.?)?\s*`;
  const pattern = new RegExp(
    `(?<![\\w.])(?:${token}|${hole})(?:${separator}(?:,\\s*)?(?:\\band\\b\\s*)?(?:${token}|${hole}))*`,
    'g',
  );
  const runs = [...text.matchAll(pattern)].map((one) =>
    [...one[0].matchAll(new RegExp(`${token}|${hole}`, 'g'))].map((part) => part[0]),
  );
  const best = runs.toSorted((a, b) => b.length - a.length)[0];
  if (!best) return undefined;
  const terms = best.map((one) => (/\d/.test(one) ? one : '?'));
  const at = terms.indexOf('?');
  if (terms.filter((one) => one === '?').length > 1 && at !== terms.length - 2) return undefined;
  const known = terms.filter((one) => one !== '?');
  return { terms: known, gap: at >= 0 && at < known.length ? at : undefined };
};

/** "the 10th term", "the fifth number": its place. */
const placeOf = (low: string): number | undefined => {
  const digits = /\b(\d+)(?:st|nd|rd|th) (?:term|number|one|element|member|value|place|position|spot|figure)\b/.exec(
    low,
  );
  if (digits) return Number(digits[1]);
  const word = new RegExp(
    `\\b(${ORDINALS.join('|')}) (?:term|number|one|element|member|value|place|position|spot|figure)\\b`,
  ).exec(low);
  return word ? ORDINALS.indexOf(word[1]!) + 1 : undefined;
};

/** "the next two numbers", "which 3 terms come next" */
const SEVERAL = new RegExp(
  alternatives(
    /\bnext ([2-9])(?: (?:numbers|terms|ones|values|members|figures))?\b(?! ?,? ?\d)/,
    /\b(?:what|which) ([2-9]) (?:numbers|terms|ones) (?:come|follow)s?\b/,
  ),
);

export const readSequence: Reader = ({ low }) => {
  if (low.length > 600 || !TRIGGER.test(low)) return undefined;
  if (/\blim(?:it)?\b.*(?:->|\binf)/.test(low))
    return refusal('other-mathematics', 'a limit is asked for, and I continue sequences of numbers');
  if (/\bletters?\b/.test(low) && STRONG.test(low) && /\b[a-z](?:, ?[a-z]\b){2,}/.test(low))
    return refusal('other-mathematics', 'this is a sequence of letters, and I continue sequences of numbers');
  const foreign = low
    .replace(/\b(?:each|every) (?:day|hour|minute|week|month)\b/g, ' ')
    .replace(/\b(?:i|we|you|she|he) (?:count|add)\b|\bcount (?:by|in|on|up)\b/g, ' ');
  if (FOREIGN.test(foreign) && !/\b(?:sequence|pattern|series)\b/.test(low)) return undefined;
  if (/[=*^%]|\d\s*\+\s*\d/.test(low.replace(/=\s*\[/g, '').replace(/=\s*\??\s*$/, ''))) return undefined;
  if (/\b[a-z](?:,\s*[a-z]\b){2,}/.test(low) && STRONG.test(low))
    return refusal('other-mathematics', 'this is a sequence of letters, and I continue sequences of numbers');
  const several = SEVERAL.exec(low)
    ?.slice(1)
    .find((one) => one !== undefined);
  const found = stretchOf(several === undefined ? low : low.replace(SEVERAL, ' '));
  const strong = STRONG.test(low);
  if (!found || found.terms.length < 3) {
    const few = numbersIn(low).length;
    const asksNext =
      /\b(?:next|continues?|follows?)\b.*\b(?:number|term|sequence|pattern|series)\b|\b(?:number|term)\b.*\b(?:next|follows?)\b/.test(
        low,
      );
    return asksNext && few < 3 && low.length < 160 && !/\bdays?|week|month|hour|minute|train|bus\b/.test(low)
      ? refusal(
          'missing',
          `${few === 0 ? 'the terms are' : 'further terms are'} missing: ${few} ${few === 1 ? 'is' : 'are'} not enough to see a rule`,
        )
      : undefined;
  }
  const { terms, gap } = found;
  const dotted = /(?:\?|_|\.\.|->)/.test(low);
  if (!strong && !dotted) return undefined;
  const spoken = (low.match(/[a-z]/g) ?? []).length;
  if (!strong && (spoken > 40 || /\d - \d/.test(low))) return undefined;
  const at = placeOf(low);
  const uses = [...terms, ...terms.flatMap((one) => one.split('/'))];
  const others = numbersIn(
    low
      .replace(SEVERAL, ' ')
      .replace(/\b0-based\b|\b(?:by|predict|give|only|just) 1 (?:more )?(?:term|step|number)\b/g, ' '),
  )
    .map((one) => one.value)
    .filter((one) => !uses.includes(one));
  if (others.some((one) => Number(one) !== at)) {
    const index = /\[(\d+)\]/.exec(low)?.[1];
    if (others.some((one) => one !== index)) return undefined;
    return reading({ type: 'sequence', terms, at: Number(index) + 1 }, [...uses, index!, '0']);
  }
  if (gap !== undefined)
    return reading({ type: 'sequence', terms: [...terms.slice(0, gap), '?', ...terms.slice(gap)] }, uses);
  const after = /\bafter (?:the )?(-?\d+)\b/.exec(low);
  if (after && after[1] !== terms.at(-1) && low.indexOf(after[0]) > low.indexOf(terms.at(-1)!)) return undefined;
  if (several && gap === undefined && at === undefined)
    return reading({ type: 'sequence', terms, count: Number(several) }, [...uses, several], strong);
  if (at !== undefined && at <= terms.length && !/\bnext\b/.test(low)) return undefined;
  return reading(
    { type: 'sequence', terms, ...(at !== undefined && at > terms.length && { at }) },
    [...uses, ...(at === undefined ? [] : [`${at}`])],
    strong || terms.length >= 4,
  );
};
