/**
 * Brothers and sisters of one another: "Sally has 3 brothers. Each brother has 2 sisters" tells of the same sisters
 * three times, and one of them is Sally. Who is counted twice is nowhere told, so that no product is right.
 */
import { missing, type Doubt } from './said.ts';

const KIN = 'brothers?|sisters?|siblings?|cousins?|twins?';
const EACH_HAS = new RegExp(
  String.raw`\b(?:each|every|all|both|any)\b[^.?!]{0,40}\b(?:${KIN})\b[^.?!]{0,20}\b(?:has|have|had|with|got)\b[^.?!]{0,20}\b(?:${KIN})\b`,
);
const HOW_MANY = new RegExp(String.raw`\bhow many\b[^.?!]*\b(?:${KIN}|children|kids|girls|boys)\b`);
/** "How many sisters does her brother have?": the asked one is kin of the told one. */
const OF_KIN = new RegExp(
  String.raw`\bhow many (?:${KIN})\b[^.?!]*\b(?:does|do|has|have)\b[^.?!]*\b(?:his|her|their|my|one of|'s)\b ?(?:\w+ )?(?:${KIN})\b`,
);

/** Kin that are counted from two sides. */
const countedTwice: Doubt = ({ low }) =>
  (EACH_HAS.test(low) && HOW_MANY.test(low)) || OF_KIN.test(low)
    ? missing('which of the brothers and sisters are the same people')
    : undefined;

export const SIBLINGS: readonly Doubt[] = [countedTwice];
