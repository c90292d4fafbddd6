/**
 * Answers that a reply declares: tags, boxes, "####", headings and labels, statements ("the answer is …"). Each
 * finder returns
 * the place of what it read; declared.ts knows no question and judges nothing.
 */
import { LABELS, REFUSAL, STATEMENTS, TRAILING_VERB } from './languages.ts';
import { linesOf, sentencesOf } from './sentences.ts';

/** What a rule found: the answer, and where it stands. */
export type Found = { rule: string; answer: string; start: number; end: number };

const TAGS: readonly (readonly [open: string, close: string])[] = [
  ['<answer>', '</answer>'],
  ['<final_answer>', '</final_answer>'],
  ['<|begin_of_box|>', '<|end_of_box|>'],
  ['<final>', '</final>'],
  ['<result>', '</result>'],
  ['<output>', '</output>'],
  ['[ANSWER]', '[/ANSWER]'],
];

/**
 * The inside of the last answer tag. One that is never closed counts where the reply is known to have `ended`: a stop
 * sequence at the closing tag takes it away.
 */
export const taggedSpan = (text: string, ended: boolean): { start: number; end: number } | undefined => {
  const found = TAGS.flatMap(([open, close]) => {
    const closed = text.lastIndexOf(close);
    const unclosed = ended && text.lastIndexOf(open) > closed;
    const end = unclosed ? text.length : closed;
    const start = end < 0 ? -1 : text.lastIndexOf(open, end);
    return start < 0 ? [] : [{ start: start + open.length, end }];
  });
  return found.sort((a, b) => b.end - a.end)[0];
};

const BOX = /(?<!\\)\\+(?:boxed|fbox|framebox)\s*(?:(\{)|\$?(-?[\d.,/]*\d|[A-Za-z](?![A-Za-z])))/g;
const PLACEHOLDER = /^(?:\s*|\.{2,}|…|(?:your |the |final |insert )*answer(?: here)?|\\cdot|\?|x{3,}|ANSWER)$/i;

/** Where the brace that opens at `from` closes, or -1 when the text ends first. */
const closing = (text: string, from: number): number => {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
};

/** How many boxes of a reply are looked at, from its end. */
const MOST_BOXES = 40;

/** All boxes that are closed and filled, outermost first, in order. `open` is true when the last one never ends. */
export const boxesOf = (
  text: string,
): { boxes: { start: number; end: number; from: number; to: number; text: string }[]; open: boolean } => {
  const boxes: { start: number; end: number; from: number; to: number; text: string }[] = [];
  const starts = [...text.matchAll(BOX)];
  let open = false;
  let passed = -1;
  for (const match of starts.slice(-MOST_BOXES)) {
    if (match.index < passed) continue; // inside of another box
    const bare = match[2];
    const from = match.index + match[0].length - (bare?.length ?? 0);
    const to = bare === undefined ? closing(text, from - 1) : from + bare.length;
    open = to < 0;
    if (open) break;
    passed = to;
    const inside = text.slice(from, to).trim();
    if (!PLACEHOLDER.test(inside))
      boxes.push({ start: match.index, end: to + (bare === undefined ? 1 : 0), from, to, text: inside });
  }
  return { boxes, open };
};

/** Boxes in one sentence belong together; farther apart, the last one is the answer. */
const TOGETHER = 60;

/** The last box, or the last few when they stand together: 'x = \boxed{1} and \boxed{-2}'. */
export const boxed = (text: string): Found | undefined => {
  const { boxes, open } = boxesOf(text);
  const last = boxes.at(-1);
  if (open || !last) return undefined;
  let first = boxes.length - 1;
  while (first > 0) {
    const gap = text.slice(boxes[first - 1]!.end, boxes[first]!.start);
    const separate =
      gap.length > TOGETHER ||
      (/[.!?]\s|\n\s*\n|\n/.test(gap) &&
        !/^[\s$.,;*)]*(?:\n\s*[*(-]*(?:\(?[a-z]\)|\d[.)]|part)[^\n]{0,30})$/i.test(gap)) ||
      /\d.*=|≈|\\(?:times|cdot|approx)|final answer/is.test(gap);
    if (separate) break;
    first--;
  }
  const group = boxes.slice(first);
  const texts = [...new Set(group.map((one) => one.text.replace(/^\$|\$$/g, '')))];
  return {
    rule: texts.length > 1 ? 'boxes' : 'box',
    answer: texts.length > 1 ? texts.join(', ') : texts[0]!,
    start: group[0]!.start,
    end: last.end,
  };
};

const BEFORE_LABEL =
  '(?:(?:so|thus|hence|therefore|and|then|donc|also|por lo tanto|итак|所以|因此|よって|したがって),? )?';
/** A colon, an arrow, emphasis that ends the line, mathematics, or nothing more on the line. */
const AFTER_LABEL = '(?:[:：=]|(?<=\\*)(?=\\s*$)|->|→|—|–| - |(?=\\s+(?:\\\\[[(]|\\$))|$)';
const LABEL = new RegExp(
  `^[\\s>*_#"'([•\\p{So}\\uFE0F→➡-]*${BEFORE_LABEL}(?:${LABELS.join('|')})(?: is| ist| est| es)?[*_ ]*` +
    `${AFTER_LABEL}[*_\\s]*(.*)$`,
  'iu',
);
/** "A: 18" of models trained on question and answer; never beside "B: …". */
const LETTER_LABEL = /^\s*A\s*:\s+(\S.*)$/;
const HEADING = /^[\s#*_>]*$|^[\s>]*(?:#{1,6}|\*\*|__)/;

/** Words that say no value: 'the answer is not clear', 'the answer is as follows'. */
const NO_VALUE = new RegExp(
  '^(?:(?:the|a|an|is|so|it|that|der|die|das|le|la|el)$|' +
    'not\\b(?! *[.,]?$)|un(?:clear|known|certain)\\b|as follows|below|above|given|shown|found|' +
    'the (?:following|same|sum of the|product of|number of|result of|one)|that (?:we|you|it|there) (?:can|' +
    'could|need|cannot)|in the|here|obvious|simple|easy|complicated|clearly|correct\\b|wrong\\b|incorrect|' +
    'right\\b|reasonable|in\\b|dependent|going to|to (?:be|add|find|use|multiply)|what\\b|how\\b|calculated|' +
    'computed|determined|obtained|ambiguous|both|provided|due|because|quite|hard|difficult|pas\\b|nicht\\b|' +
    'no (?:es|está)|не\\b|不|unten|folgende)',
  'i',
);
const LONGEST = 160;

/** What explains a value behind it: ', because …', ' (since …)'. */
const REASONS = new RegExp(
  ',? (?:since|because|as (?:the|it|we|he|she|there|they|this)|which (?:is|means|makes|can|equals)|' +
    'so (?:the|that|it|he|she|we)|where (?:the|we|each)|for a total of|if we|when (?:we|it|the)|assuming|given that|' +
    'due to|after (?:rounding|we)|rounded to|car |parce que|weil |da |porque|потому|так как)\\b.*$',
  'i',
);
const REASONS_ELSEWHERE = /,(?: |(?=[^\d\s]))(?:因为|因為|由于|なぜ|क्योंकि|لأن|زیرا|چون).*$/;
const IN_BRACKETS = /\s+\((?:since|because|i\.e\.|rounded|assuming|note|approx|or |about|to )[^()]*\)\s*[.!]?$/i;
const FINAL_MARKS = /(?<=[\p{L}\p{M}\d)}\]$%°"'*€£-])[.。।!！;]+$/u;

/** Emphasis, a final mark, a verb at the end and small pictures off, as often as there are any. */
const trimmed = (value: string): string => {
  let text = value;
  for (let pass = 0, before = ''; pass < 4 && before !== text; pass++) {
    before = text;
    text = text
      .replace(/(?:\s*[*_]+)+$/, '')
      .replace(FINAL_MARKS, '')
      .replace(TRAILING_VERB, '')
      .replace(/(?:(?!°)[\p{So}\uFE0F✓✔])+$/u, '')
      .trim();
  }
  return text;
};

/** The stated text without emphasis, a final mark and what explains it. */
export const cleaned = (value: string): string =>
  trimmed(
    trimmed(value.replace(/^[\s*_:：=]+(?!\))/, ''))
      .replace(/^([*_]{1,3})(.+?)\1(?=[\s.,;]|$)/, '$2')
      .replace(REASONS, '')
      .replace(REASONS_ELSEWHERE, '')
      .replace(IN_BRACKETS, '')
      .replace(/^([-+]?[$€£]?[\d.,]+%?) \([^()\d]*\)$/, '$1'),
  );

/** A declared value, or undefined when it says none: too long, a refusal, 'not clear'. */
export const declaredValue = (value: string): string | undefined => {
  const text = cleaned(value);
  const bare = text.replace(/[*_"'`]/g, '').trim();
  if (
    bare === '' ||
    bare.length > LONGEST ||
    NO_VALUE.test(bare) ||
    REFUSAL.test(bare) ||
    /[:：]$/.test(bare) ||
    PLACEHOLDER.test(bare)
  )
    return undefined;
  if (/^(?:<[^>]*>|\[[^\]\d]*\]|\{[^}\d]*\}|_+)$/.test(bare) || /[?？]$/.test(bare)) return undefined;
  return text;
};

/** The first sentence of what stands from `start` on in its line: the value, and where it ends. */
const firstSentence = (line: string): string => {
  const [first] = sentencesOf(line, { lists: false });
  return first?.text ?? line;
};

/** What follows a label: on its line, or below a heading the next line that holds anything. */
const labels = (text: string): Found[] => {
  const lines = linesOf(text);
  const lettered = lines.some((line) => /^\s*B\s*[:.)]/.test(line.text));
  return lines.flatMap((line, i): Found[] => {
    const marked = /^\s*#{4}\s*(?!#)(.+)$/.exec(line.text);
    if (marked && !LABEL.test(line.text)) return take('####', marked[1]!, line.start + line.text.indexOf(marked[1]!));
    const letter = lettered ? null : LETTER_LABEL.exec(line.text);
    if (letter) return take('label', letter[1]!, line.start + line.text.lastIndexOf(letter[1]!));
    const label = LABEL.exec(line.text);
    if (!label) return [];
    const value = label[1]!.replace(/^(?:[*_\s]+|\$\$|\\\[)$/, '');
    if (value !== '') return take('label', value, line.start + line.text.lastIndexOf(label[1]!));
    const next = lines[i + 1];
    // Below a bare word that is no heading there may be anything.
    if (
      !next ||
      !(
        HEADING.test(line.text) ||
        /(?:\$\$|\\\[)$/.test(line.text) ||
        /[:：][*_\s]*$/.test(line.text) ||
        line.text.length < 30
      )
    )
      return [];
    const body =
      next.text === '$$' || next.text === '\\[' || next.text.startsWith('```') ? (lines[i + 2] ?? next) : next;
    return take('heading', body.text, body.start);
  });
};

const take = (rule: string, value: string, start: number): Found[] => {
  const first = firstSentence(value);
  const answer = declaredValue(first);
  if (answer === undefined) return [];
  const at = start + Math.max(0, first.indexOf(answer));
  return [{ rule, answer, start: at, end: first.includes(answer) ? at + answer.length : start + first.length }];
};

/** Scripts without spaces between words have no edge of a word to ask for. */
const edge = (source: string): string =>
  /^[(?:]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(source)
    ? source
    : `(?:^|[^\\p{L}\\p{M}])(?:${source})`;
const STATED = new RegExp(`(?:${STATEMENTS.map(edge).join('|')})[\\s:*_=，,、]*`, 'giu');
const BEFORE_NOT = new RegExp(
  '\\b(?:if|whether|whose|that the|verify|check|think|thought|initial|first|your|incorrect|wrong|previous|' +
    'partial|possible|his|her|suppose|claim(?:s|ed)?) (?:the )?(?:\\w+ )?$',
  'i',
);

/** How many statements of a reply are looked at, from its end. */
const MOST_STATEMENTS = 200;

/** Every sentence that states an answer, in order. */
const statements = (text: string): Found[] =>
  [...text.matchAll(STATED)].slice(-MOST_STATEMENTS).flatMap(({ 0: whole, index }): Found[] => {
    if (BEFORE_NOT.test(text.slice(Math.max(0, index - 30), index + 1))) return [];
    const before = text.slice(Math.max(0, index - 200), index + 1);
    const opening = before.slice(
      Math.max(before.lastIndexOf('\n'), before.lastIndexOf('. '), before.lastIndexOf('(')) + 1,
    );
    if (/^\s*(?:note|to (?:verify|check)|check|remember|please note|keep in mind)\b/i.test(opening)) return [];
    const start = index + whole.length;
    const rest = text.slice(start, start + 400);
    const line = rest.split(/\n/)[0]!;
    if (line.trim() === '') {
      const below = /^\s*\n\s*(\S[^\n]*)/.exec(rest);
      return below && /:\s*$/.test(whole) ? take('statement', below[1]!, start + below[0].indexOf(below[1]!)) : [];
    }
    return take('statement', line, start);
  });

/** Labels and statements of a text in order of place. */
export const declarations = (text: string): Found[] =>
  [...labels(text), ...statements(text)].sort((a, b) => a.start - b.start || a.end - b.end);
