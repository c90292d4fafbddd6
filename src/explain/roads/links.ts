/**
 * Links of a map from the roles of words: each sentence is a row of letters, one for each role, and must be made of a
 * closed list of forms to its end. `P` place, `N` length, `t` to, `f` from, `b` between, `j` joins, `-` and `>` signs.
 */
import type { Part } from './words.ts';

export type Link = {
  from: string;
  to: string;
  length?: string;
  unit?: string;
  oneWay: boolean;
  shut?: boolean;
  direct?: boolean;
  /** Told as a road that is there, not as where somebody goes. */ there: boolean;
};
type Drawn = Omit<Link, 'there'>;
export type Told = { links: Link[]; closed: string[] };

type Row = { letters: string; parts: readonly Part[] };
type Form = {
  pattern: RegExp;
  /** Links of what was matched, by the places and lengths in it. */
  links: (row: Row, told: Told) => Drawn[] | undefined;
};

const lengthOf = (part: Part | undefined): Partial<Link> =>
  part?.role === 'N' ? { length: part.text, ...(part.unit ? { unit: part.unit } : {}) } : {};

const places = ({ parts }: Row): string[] => parts.filter(({ role }) => role === 'P').map(({ text }) => text);
const lengths = ({ parts }: Row): Part[] => parts.filter(({ role }) => role === 'N');

/** Links between one place after another. */
const inRow = (row: Row): Drawn[] => {
  const names = places(row);
  const arrow = row.letters.includes('>');
  return names.slice(1).map((to, i) => ({ from: names[i]!, to, oneWay: arrow }));
};

/** From the first place to each other one, with the length behind it. */
const fan = (row: Row, subjects = 1): Drawn[] => {
  const found: Drawn[] = [];
  const names = row.parts.flatMap((part, i) => (part.role === 'P' ? [{ name: part.text, i }] : []));
  for (const { name, i } of names.slice(subjects))
    for (const subject of names.slice(0, subjects))
      found.push({
        from: subject.name,
        to: name,
        oneWay: false,
        ...lengthOf(row.parts[i + 1]),
        ...(row.parts[i]!.direct && { direct: true }),
      });
  return found;
};

/** Each two places are a link. */
const inPairs = (row: Row): Drawn[] => {
  const found: Drawn[] = [];
  const at = row.parts.flatMap(({ role }, i) => (role === 'P' ? [i] : []));
  for (let k = 0; k + 1 < at.length; k += 2)
    found.push({
      from: row.parts[at[k]!]!.text,
      to: row.parts[at[k + 1]!]!.text,
      oneWay: false,
      ...lengthOf(row.parts[at[k + 1]! + 1]),
    });
  return found;
};

const MORE = '(?:[,&]+t?PN?(?![jt>-]|&P|N?f))*';
const FORMS: readonly Form[] = [
  // "4 km from A to B", "5 minutes between A and B"
  {
    pattern: /N[fb]P[t&]P(?!N)/y,
    links: (row) => [{ from: places(row)[0]!, to: places(row)[1]!, oneWay: false, ...lengthOf(lengths(row)[0]) }],
  },
  // "B is 4 km from A"
  {
    pattern: /PNfP(?!t)/y,
    links: (row) => [{ from: places(row)[1]!, to: places(row)[0]!, oneWay: false, ...lengthOf(lengths(row)[0]) }],
  },
  // "A-B-C", "A-B 4"
  { pattern: /P(?:-P){2,}(?!N)|P(?:>P){2,}(?!N)/y, links: inRow },
  {
    pattern: /P[->]P,?N|P[->]P/y,
    links: (row) => inRow(row).map((one) => ({ ...one, ...lengthOf(lengths(row)[0]) })),
  },
  // "stops at A, B and C"
  { pattern: /cP(?:[,&]+P){2,}/y, links: inRow },
  // "between A and B 4, B and C"
  { pattern: /bP&PN?(?:[,&]+b?P&PN?)*/y, links: inPairs },
  // "links A and B, B and C", "A and B, B and C are joined"
  { pattern: /j,?P[&t]P(?:[,&]+P[&t]P)*(?![jt])/y, links: inPairs },
  { pattern: /P&P(?:[,&]+P&P)*jt?(?!P)/y, links: inPairs },
  // "A and B are 4 km apart"
  { pattern: /P&PN/y, links: inPairs },
  // "A and B connect to C"
  { pattern: /P&Pjt?P(?![jt])/y, links: (row) => fan(row, 2) },
  // "from there to C 4"
  {
    pattern: /(?:&|,)*f?rt?PN?/y,
    links: (row, { links }) => {
      const last = links.at(-1);
      return last === undefined
        ? undefined
        : [{ from: last.to, to: places(row)[0]!, oneWay: false, ...lengthOf(lengths(row)[0]) }];
    },
  },
  // "from A to B it is 4", "A connects to B (3) and C (5)", "A touches B"
  {
    pattern: new RegExp(`f?P,?j?tP,?N|f?P,?j?tPN?${MORE}|PjP${MORE}|fP,?NtP|fP[,&]*NtP`, 'y'),
    links: (row) => {
      if (/^fP[,&]*NtP$/.test(row.letters))
        return [{ from: places(row)[0]!, to: places(row)[1]!, oneWay: false, ...lengthOf(lengths(row)[0]) }];
      return fan({
        letters: row.letters.replaceAll(',', ''),
        parts: row.parts.filter(({ role }, i) => role !== ',' || row.parts[i + 1]?.role !== 'N'),
      });
    },
  },
];
const ROAD = /^(?:there|also|another|roads?|paths?|lanes?|tracks?|trails?|corridors?|bridges?|direct|straight)$/;
const BETWEEN_FORMS = /[,&w]*(?:j,?(?=P[->]|$))?/y;

/** Told of a road that is there. */
export const isRoad = (parts: readonly Part[]): boolean => parts.some(({ text }) => ROAD.test(text));

/** Adds the links of a sentence; false where a word of it has no role or the roles make no form. */
export const parseLinks = (all: readonly Part[], told: Told): boolean => {
  const parts: Part[] = [];
  let direct = false;
  const there = isRoad(all);
  for (const part of all) {
    if (/^(?:straight|direct|directly)$/.test(part.text)) direct = true;
    if (part.role === '') continue;
    parts.push(part.role === 'P' && direct ? { ...part, direct } : part);
    if (part.role !== 't') direct = false;
  }
  if (parts.some(({ role }) => role === 'u')) return false;
  const letters = parts.map(({ role }) => role).join('');
  const links: Link[] = [];
  const closed: string[] = [];
  const before = told.links.length;
  let at = 0;
  const skip = (): void => {
    BETWEEN_FORMS.lastIndex = at;
    at += BETWEEN_FORMS.exec(letters)?.[0].length ?? 0;
  };
  const undo = (): boolean => {
    told.links.length = before;
    return false;
  };
  for (skip(); at < letters.length; skip()) {
    const shut = /P(?=x)/y;
    shut.lastIndex = at;
    if (shut.test(letters)) {
      closed.push(parts[at]!.text);
      at += 2;
      continue;
    }
    let found = 0;
    for (const { pattern, links: linksOf } of FORMS) {
      pattern.lastIndex = at;
      const match = pattern.exec(letters);
      if (!match) continue;
      const end = at + match[0].length;
      const made = linksOf({ letters: match[0], parts: parts.slice(at, end) }, told);
      if (made === undefined || made.length === 0) continue;
      const drawn = made.map((link) => ({ ...link, there }));
      links.push(...drawn);
      told.links.push(...drawn);
      found = match[0].length;
      break;
    }
    if (found === 0) return undo();
    at += found;
    const last = told.links.at(-1)!;
    if (letters[at] === 'w') {
      last.oneWay = true;
      at++;
    }
    if (letters[at] === 'x') {
      last.shut = true;
      at++;
    }
  }
  told.closed.push(...closed);
  return links.length > 0 || closed.length > 0;
};
