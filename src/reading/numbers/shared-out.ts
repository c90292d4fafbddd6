/**
 * Reads what stays when a pile is shared out among so many, whichever of the two is told first: "my 3 cats each get the same
 * number of treats, as many as I can, out of a bag of 8. How many are left over?"
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const CONTAINER = anyOf(
  /bags?|box|bowl|packs?|packets?|basket|jar|tin|plate|tray|bunch|pile|heap|deck|carton|crate|bucket|tub|sack|sheet|stock/,
);
/** "Out of a bag of 7", "I have 20 pencils" */
const PILE = new RegExp(
  anyOf(
    sequence(
      /\b(?:out of|from|of) (?:the|a|an|my|our|her|his|one|1) (?:[a-z]+ )?/,
      CONTAINER,
      / (?:of|with|holding) (\d+)\b/,
    ),
    /\b(?:i|we|he|she|they) (?:have|has|had|got|bought|baked|picked) (\d+)\b/,
    /\bthere (?:are|were) (\d+)\b/,
  ),
);
/** "My 3 cats each get", "give my 4 dogs", "between my 5 friends" */
const SHARERS = new RegExp(
  anyOf(
    sequence(
      /\b(?:gives?|giving|gave|hands?|handing|deals?|dealing|serves?|feeds?|shares? (?:it|them|these|those)? ?(?:out )?(?:between|among|amongst|with)|between|among|amongst) /,
      /(?:(?:each|all) of )?(?:my |the |our |his |her )?(\d+) (?!more\b|times\b)[a-z]+/,
    ),
    /\b(?:each of )?(?:my |the |our |his |her )?(\d+) [a-z]+(?: [a-z]+)? (?:each |all |can |may )*(?:gets?|got|receives?|takes?|has|have|are given)\b/,
  ),
);
const ALIKE =
  /\b(?:(?:exactly )?the same (?:number|amount|share)|equal (?:number|amount|share)s?|equally|as many as (?:the others|each other))\b/;
const EACH = /\beach\b|\bevery(?:one|body)\b/g;
const AS_MANY =
  /\bas many(?: [a-z]+)?(?: each)? as (?:possible|(?:i|we|he|she|they|you) can|can be)(?: each)?\b|\bas far as (?:it|they) goe?s?\b/g;
const ASKED =
  /\bhow many(?: of (?:them|these|those))? ?(?:[a-z]+ )?(?:(?:are|is|will be|stay|remain|do i have|do we have|have i) ?)(?:left(?: over)?|over|behind|remaining|spare)?(?: (?:for me|in the [a-z]+|at the end|then))?\W*$/;

/** Undefined where another number or a telling word has no place. */
export const readSharedOut = (low: string): Outcome | undefined => {
  if (low.length > 250 || valuesIn(low).length !== 2) return undefined;
  const scan = scanOf(low);
  if (!scan.take(ASKED) || !/\b(?:left|over|remain|stay|spare|behind)/.test(ASKED.exec(low)?.[0] ?? ''))
    return undefined;
  const pile = scan.take(PILE);
  const sharers = scan.take(SHARERS);
  const [all, by] = [pile, sharers].map((found) => found?.slice(1).find((one) => one !== undefined));
  if (all === undefined || by === undefined || Number(by) < 1) return undefined;
  if (
    !scan.take(ALIKE) ||
    !scan.explained(new RegExp(`${EACH.source}|${AS_MANY.source}|\\bshared?\\b|\\bonly whole\\b`, 'g'))
  )
    return undefined;
  return reading({ type: 'divisors', ask: 'remainder', numbers: [all, by] }, valuesIn(low), false);
};
