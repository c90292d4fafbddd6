/** Counts with the things that they count: "two apples, a hammer, three pears". */
import { anyOf, sequence } from '../../regex.ts';

/** A count and the thing after it. */
const COUNTED = new RegExp(
  sequence(
    String.raw`(?:^|[\s,:(])(\d+|an?|one|some)\s+((?:`,
    anyOf(/head|stalk|clove|bunch|bulb|piece|pair|bag|box|glass|cup|bottle|loaf|bar|slice|tin|can/u),
    String.raw`s? of )?(?:[\p{L}-]+\s+){0,2}?[\p{L}-]+?)(?=\s*`,
    anyOf(
      /,|\.|;|\band\b|$|\?|!|\bon\b|\bin\b|\bat\b|\bto\b|\bbut\b|\bplus\b|\bhow\b|\bwith\b|\bunder\b/u,
      /\bwhat\b|\bfrom\b|\bfor\b|\bthat\b|\btoday\b|\byesterday\b/u,
    ),
    String.raw`)`,
  ),
  'giu',
);

/** "two apples, a hammer, three pears": counts with things. */
export const countedThings = (low: string): [string, string][] => {
  const out: [string, string][] = [];
  const text = low
    .replace(/\s-\s/g, ', ')
    .replace(/\b(?:1 )?(?:and )?(?:a|an)\b(?= pair of)/g, '1')
    .replace(/\ba couple of\b/g, '2');
  for (const match of text.matchAll(COUNTED)) {
    const count = /^\d+$/.test(match[1]!) ? match[1]! : '1';
    out.push([count, match[2]!.trim()]);
  }
  return out;
};
