/**
 * Whether a question names both bases: "10110 in binary, what is that in decimal?" leaves no room, "11 in binary" may
 * be written in either.
 */
const BASES: readonly RegExp[] = [
  /\bbinary\b|\bbase[- ](?:2|two)\b/i,
  /\bhex(?:adecimal)?\b|\bbase[- ](?:16|sixteen)\b/i,
  /\boctal\b|\bbase[- ](?:8|eight)\b/i,
  /\bbase[- ](?:[345679]|12|three|four|five|six|seven|nine|twelve)\b/i,
  new RegExp(
    String.raw`\b(?:decimal|denary)\b|\bbase[- ](?:10|ten)\b|` +
      String.raw`\b(?:ordinary|normal|usual|everyday|plain|regular) (?:numbers?|figures?|system)\b`,
    'i',
  ),
];

export const namesTwoBases = (question: string): boolean => BASES.filter((base) => base.test(question)).length > 1;
