/**
 * Answers that a reply gives without announcing them: the letter of an option, a JSON value, code, a short reply as a
 * whole, the last
 * sentence or line that states a result. Strict on purpose: what asks back, refuses, plans or breaks off states
 * nothing.
 */
import { ASIDE, CONCLUSION, DANGLING, NEGATION, OPENING, PLAN, REFUSAL, RESTATEMENT, STATES } from './languages.ts';
import { cleaned, type Found } from './declared.ts';
import { afterEquals, given, numbersIn, statedNumber, withUnit } from './pick.ts';
import { isFinished, isQuestion, linesOf, sentencesOf, type Span } from './sentences.ts';
import { exactNumber } from './rational.ts';
import { toPlain } from './scripts.ts';

/** The options that a question offers: letter to text. Empty when it offers none. */
export type Options = ReadonlyMap<string, string>;

/** At least A and B, each at the start of a line or in a row: 'A) Mars', '(B) 12', 'C. 14', 'D: none'. */
export const optionsOf = (question: string): Options => {
  const text = toPlain(question.slice(-20_000));
  const found = [...text.matchAll(/(?:^|\s)[*_]*\(?([A-J])[).:]\s*([^\n]*)/gm)].map((match): [string, string] => [
    match[1]!,
    match[2]!.split(/\s\(?[A-J][).:]\s/)[0]!.trim(),
  ]);
  const options = new Map(found);
  return options.has('A') && options.has('B') ? options : new Map();
};

const place = (rule: string, answer: string, start: number, end: number): Found => ({ rule, answer, start, end });

/** Without a list of options only these letters are taken for one: I is a word, and F a variable. */
const USUAL = /[A-E]/;

const CHOSEN = [
  new RegExp(
    '\\b(?:correct |right |best |final )?(?:answer|option|choice|alternative)s?\\b(?: \\w+){0,2}?(?:\\s+(?:is|' +
      "would be|should be))?\\W{0,6}\\(?([A-J])\\)?(?![\\w'])",
    'gi',
  ),
  /\(?\b([A-J])\b\)? is (?:the|our|my) (?:correct |right |best |final )?(?:answer|option|choice)\b/g,
  /(?:选项?|選|答案(?:是|为|為)?|故选|应选)[:：\s]*\(?([A-J])(?![A-Za-z])/g,
  new RegExp(
    '(?:choix|réponse|option|antwort|opción|respuesta|вариант|ответ|गزینه|गزینهٔ|گزینه|الخيار|विकल्प|' +
      "選択肢)[^\\n\\p{L}]{0,6}\\(?([A-J])\\)?(?![\\p{L}\\d'])",
    'giu',
  ),
  /(?:^|[\s(*])([A-J])\)?\*{0,2} (?:is|ist|est|es) (?:the )?(?:correct|right|best|la bonne|richtig|correcta)\b/gi,
  new RegExp(
    "\\b(?:i (?:choose|pick|select|would choose)|i'd (?:pick|choose|go with)|" +
      "go with)\\W{1,4}(?:option )?\\(?([A-J])\\)?(?![\\w'])",
    'gi',
  ),
];

/**
 * The letter that a text settles on. With the question's list: named, alone on the last line, at the front, or by the
 * text of one
 * option and no other. Without it only where the letter is named as an option. `declared`: the text is the announced
 * answer itself.
 */
export const optionIn = (text: string, options: Options, declared = false): Found | undefined => {
  const known = (letter: string): boolean => (options.size === 0 ? USUAL.test(letter) : options.has(letter));
  const named = CHOSEN.flatMap((pattern) => [...text.slice(-4000).matchAll(pattern)])
    .filter((match) => known(match[1]!.toUpperCase()) && /[A-J]/.test(match[1]!))
    .sort((a, b) => a.index - b.index)
    .at(-1);
  const shift = Math.max(0, text.length - 4000);
  if (named)
    return place('option', named[1]!.toUpperCase(), named.index + shift, named.index + shift + named[0].length);
  const last = linesOf(text).at(-1);
  const alone = last && /^[\s*_("[]*([A-J])[\s*_)"\].]*$/.exec(last.text)?.[1];
  if (last && alone && known(alone) && (options.size > 0 || /[*("[)]/.test(last.text)))
    return place('option', alone, last.start, last.end);
  if (options.size === 0) return undefined;
  const leading =
    /^\W*([A-J])(?:[).:]|\b(?!['’ ]))/.exec(text)?.[1] ??
    (declared ? /^\W*([A-J])\b(?!['’])/.exec(text)?.[1] : undefined);
  if (leading && options.has(leading)) return place('option', leading, 0, text.length);
  const said = cleaned(text).toLowerCase();
  const equal = [...options].filter(([, option]) => cleaned(option).toLowerCase() === said);
  return declared && said !== '' && equal.length === 1 ? place('option', equal[0]![0], 0, text.length) : undefined;
};

/** Keys of an object that hold its answer, beside keys that only explain it. */
const ANSWER_KEYS = ['answer', 'final_answer', 'finalAnswer'];
const EXPLAINING = new RegExp(
  '^(?:reason(?:ing|s)?|explanation|thoughts?|steps?|rationale|confidence|work|analysis|justification|answer|' +
    'final_answer|finalAnswer)$',
);

const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** A reply that is one JSON object or list: with its keys in order, or its `answer` when all else explains it. */
export const jsonAnswer = (text: string): Found | undefined => {
  const trimmed = text.trim();
  const inside = (/^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(trimmed)?.[1] ?? trimmed).trim();
  if (!/^[{[]/.test(inside) || !/[}\]]$/.test(inside)) return undefined;
  const start = text.indexOf(trimmed);
  try {
    const value: unknown = JSON.parse(inside);
    const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    const answer = entries.find(([key]) => ANSWER_KEYS.includes(key))?.[1];
    if (
      (typeof answer === 'string' || typeof answer === 'number' || typeof answer === 'boolean') &&
      entries.every(([key]) => EXPLAINING.test(key))
    ) {
      return place('json answer', String(answer), start, start + trimmed.length);
    }
    return place('json', JSON.stringify(value, inOrder), start, start + trimmed.length);
  } catch {
    return undefined;
  }
};

/** The code of a reply that is mostly one fenced block: ends of lines and empty lines don't count. */
export const mostlyCode = (text: string): Found | undefined => {
  const longest = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].toSorted((a, b) => b[1]!.length - a[1]!.length)[0];
  const code = longest?.[1] ?? '';
  if (!longest || code.length * 2 < text.trim().length) return undefined;
  const lines = code
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return place('code', lines.join('\n'), longest.index, longest.index + longest[0].length);
};

const MOST_WORDS = 7;
const GREETING = new RegExp(
  '^(?:hi|hello|hey|sure|certainly|of course|okay|ok|alright|hmm|well|great|absolutely|understood|got it|' +
    'bonjour|hallo|hola|привет|здравствуйте|你好|好的|こんにちは|はい|नमस्ते|مرحبا|سلام|bien sûr|natürlich|claro|конечно|' +
    '当然|もちろん|बिल्कुल|بالتأكيد|حتما)\\b[,!. ]*',
  'iu',
);

const STEP =
  /^[\s*_>#-]*(?:\d+[.)]\s*)?(?:first|firstly|next|step \d+|plan|use|apply|set up|write|draw|recall|consider)\b/i;
/** A plan, unless it is a computation that was carried out: 'To find it, we add them: 3 + 4 = 7'. */
const plans = (text: string): boolean =>
  (RESTATEMENT.test(text) && !(/^\W*given (?:that|the|this)\b/i.test(text) && text.includes('='))) ||
  /^\W*(?:i|we)(?:'ll| will| can) (?:now |first |then )?(?:use|apply|take|try|plug|set|substitute)\b.*\bwith\b/i.test(
    text,
  ) ||
  (PLAN.test(text) && (STEP.test(text) || !/=\s*\\?[$€£]?-?[\d.]+[^=]*$/.test(text)));
const saysNothing = (text: string): boolean =>
  isQuestion(text) ||
  REFUSAL.test(text) ||
  plans(text) ||
  ASIDE.test(text) ||
  DANGLING.test(text.replace(/\*\*\s*$/, '')) ||
  /[:：…]\s*$|\.\.\.\s*$/.test(text);

/**
 * A reply of one line and few words is its own answer: 'Paris', '18 apples', 'x = 3, y = 4'. Longer lines only when
 * they are made of
 * values, such as lists and expressions.
 */
export const shortReply = (text: string, question: string, ended: boolean): Found | undefined => {
  const lines = linesOf(text);
  const [line] = lines;
  if (!line || lines.length > 1) return undefined;
  if (sentencesOf(line.text, { lists: false }).length > 1) return undefined;
  if (line.text.split(/[:：]/).some((part) => REFUSAL.test(part))) return undefined;
  const listed = saysNothing(line.text) ? undefined : assignments(text);
  if (listed) return listed;
  const words = line.text.split(/\s+/);
  const stated = isSentence(line.text) ? (lastSentence(text, question, ended) ?? emphasised(text, ended)) : undefined;
  if (stated) return stated;
  // A sentence that holds numbers and states none says something else.
  if (isSentence(line.text) && /\d/.test(line.text) && wordsIn(line.text) > 3 && !valueLike(line.text))
    return undefined;
  const dense = wordsIn(line.text);
  if (saysNothing(line.text) || (GREETING.test(line.text) && words.length <= MOST_WORDS && !/\d/.test(line.text)))
    return undefined;
  const spoken = /\p{L}{2}/u.test(line.text.replace(/\$[^$]*\$|\\\(.*?\\\)|\\\[.*?\\\]/g, ''))
    ? mathSpan(line)
    : undefined;
  if (spoken) return place('short', spoken.text, line.start + spoken.at, line.start + spoken.at + spoken.text.length);
  const values =
    line.text.length <= 300 &&
    !/\p{L}{3,} \p{L}{2,} \p{L}{2,} \p{L}{2,}|^(?:if|since|so|because|when)\b/iu.test(line.text) &&
    valueLike(line.text);
  if (!values && (words.length > MOST_WORDS || dense > 12 || line.text.length > 80)) return undefined;
  if (!ended && words.length > 3 && /\p{L}/u.test(line.text) && !isFinished(line.text) && sentenceLike(line.text))
    return undefined;
  if (!ended && CONCLUSION.test(line.text) && !isFinished(line.text) && !/\d/.test(line.text)) return undefined;
  const whole = line.text.replace(/^\*\*(.*)\*\*$/, '$1').trim();
  const opened = whole.replace(OPENING, '');
  const said = opened === whole ? whole : cleaned(opened);
  const answer = said !== '' && wordsIn(said) <= 6 && /^[\p{Lu}\p{Lo}\d$(\\-]|^[a-z] ?=/u.test(said) ? said : whole;
  return place(
    'short',
    /^[^\n]*\p{L}{2}[.]$/u.test(answer) || /\d\.$/.test(answer) ? cleaned(answer) : answer,
    line.start,
    line.end,
  );
};

/** A sentence that says something about the answer, not the answer. */
const isAside = (text: string): boolean =>
  ASIDE.test(text) ||
  (/^[\s*_(]*(?:this|that|which|it) (?:means|shows|follows|tells|gives|includes)\b/i.test(text) && !/\d/.test(text));

/** Words of a text; every character of a script without spaces is one. */
const wordsIn = (text: string): number =>
  text
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'x ')
    .trim()
    .split(/\s+/).length;

/** Made of values: an equation with little after its "=", a list of short parts, a computation in digits. */
const valueLike = (text: string): boolean => {
  if (/^[\s\d.*+/()^-]+$/.test(text)) return true;
  const equal = afterEquals(text);
  if (equal && !/,.*=/.test(text)) return wordsIn(equal.text) <= 4 && wordsIn(text.slice(0, equal.at)) <= 8;
  const parts = text.split(/[,;]| and /);
  const numbers = parts.filter((part) => /\d/.test(part)).length;
  // Numbers in all parts or in none: '18 apples, 3 pears', 'Ann, Ben', but no clause beside a number.
  const alike = numbers === 0 || numbers === parts.length || wordsIn(text) <= 4 || text.includes('=');
  return /[=,;:]/.test(text) && alike && parts.every((part) => wordsIn(part) <= 5);
};

const YES_OR_NO = new RegExp(
  '^[\\s*_"]*(yes|no|true|false|ja|nein|oui|non|sí|да|нет|是的?|不是|はい|いいえ|हाँ|हां|नहीं|जी हाँ|نعم|لا|بله|' +
    'خیر)[*_"]*(?=[\\s,.!;:。，、—–-]|$)',
  'iu',
);
const ASKS_YES_OR_NO = new RegExp(
  '(?:^|[.!?\\n]\\s*|, )(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|' +
    'must)\\b[^.?\\n]*\\?|\\b(?:yes or no|true or false|yes/no|true/false)\\b|吗|ますか|ですか|क्या .*\\?|^(?:est-ce|' +
    'ist|sind|hat|kann)\\b|^¿?(?:es|son|hay|puede)\\b|^هل|^آیا|\\bли\\b',
  'iu',
);

/** 'Yes, since …' as the answer of a question that asks for yes or no, or of a reply that says hardly more. */
export const yesOrNo = (text: string, question: string): Found | undefined => {
  const found = YES_OR_NO.exec(text);
  if (!found || REFUSAL.test(sentencesOf(text)[0]?.text ?? '')) return undefined;
  // A comma or a mark tells 'No, it is not' from 'No lo sé'.
  const short = linesOf(text).length === 1 && wordsIn(text) <= 6 && question === '' && !/^[\s*_"]*\p{L}+ /u.test(text);
  if (!short && !ASKS_YES_OR_NO.test(question.slice(-2000))) return undefined;
  const start = found[0].toLowerCase().indexOf(found[1]!.toLowerCase());
  return place('yes or no', found[1]!, start, start + found[1]!.length);
};

const VERB = new RegExp(
  '\\b(?:is|are|was|were|has|have|had|will|makes?|made|gets?|needs?|costs?|earns?|eats?|spends?|sells?|' +
    'takes?|pays?|gives?|does|can|left|est|sont|ont|ist|sind|hat|es|son|tiene|gana|cuesta|était)\\b',
  'i',
);
const sentenceLike = (text: string): boolean => VERB.test(text) || /[.。।!]$/.test(text);
/** A whole sentence in words, and no list or equation. */
const isSentence = (text: string): boolean =>
  (text.match(/[\p{L}\p{M}]{3,}/gu)?.length ?? 0) >= 3 ||
  VERB.test(text) ||
  /[\p{Script=Han}\p{Script=Hiragana}]{4}/u.test(text);

const picked = (
  rule: string,
  span: Span,
  number: { start: number; end: number; value: string },
  shift: number,
): Found => {
  const whole = withUnit(span.text, number);
  const start = shift + span.start + whole.start;
  return place(rule, span.text.slice(whole.start, whole.end).trim(), start, start + whole.end - whole.start);
};

/** The one piece of mathematics of a sentence that says more than a number: 'Thus $x \\le 2$ is our answer.' */
const mathSpan = (span: Span): { text: string; at: number } | undefined => {
  const found = [...span.text.matchAll(/\$([^$\n]{1,200})\$|\\\(([^\n]{1,200}?)\\\)|\\\[([^\n]{1,200}?)\\\]/g)];
  const text = found[0] && (found[0][1] ?? found[0][2] ?? found[0][3])!.trim();
  if (
    found.length !== 1 ||
    !text ||
    /^\d.*[-\s=+*/]$/.test(found[0]![1] ?? 'x') ||
    !/[<>≤≥=^]|\\(?:frac|sqrt|le|ge|neq?|in|cup|pi|begin|pm)/.test(text) ||
    /\b(?:if|when|where|let|since|because|suppose|given)\b/i.test(span.text)
  )
    return undefined;
  return { text, at: found[0]!.index + found[0]![0].indexOf(text) };
};

const CODE = /\bdef \w|\bfunction\b|=>|\bclass \w|#include|\bpublic \w|\bfn \w|\bfunc \w|\bSELECT\b/;
/** Whether a reply holds a program between fences: what is said around it is about the program. */
const holdsCode = (text: string): boolean => text.split('```').some((part, i) => i % 2 === 1 && CODE.test(part));

/** Whom a question back is put to. */
const YOU =
  /\b(?:you|your|vous|tu|votre|sie|du|ihr|ihnen|dir|usted|te|tú|вы|вам|ты|você)\b|[您你]|あなた|(?:आप|أنت|شما|لك|تقصد)/iu;

/**
 * Whether a sentence with a number states a result and does not only repeat what was given: something was computed in
 * it or
 * before it, it sums up, or its verb stands beside a number that the question did not give.
 */
const concludes = (span: Span, before: readonly Span[], text: string, question: string): boolean => {
  if (text.includes('=')) return true;
  if (NEGATION.test(span.text)) return false;
  if (CONCLUSION.test(span.text)) return true;
  if (before.some((one) => RESTATEMENT.test(one.text) || plans(one.text))) return false;
  const known = given(question);
  if (known.size > 0 && !numbersIn(span.text).some((one) => !known.has(one.value))) return false;
  return STATES.test(span.text) || resultLine(span.text) || wordsIn(span.text) <= 3;
};

const COPULA = new RegExp(
  '\\b(?:is|are|equals?|est|sont|ist|sind|beträgt|lautet|es|son)(?: (?:therefore|thus|then|just|' +
    'exactly))?:? (?=[$\\\\([{\\d√π-])',
  'gi',
);
/** Mathematics, brackets and numbers, with hardly a word between: $2$ and $-3$, (3, 4), {2, 3}, 3:4, 15 cm². */
const VALUES = new RegExp(
  '^(?:\\$[^$\\n]+\\$|\\\\\\([^\\n]+?\\\\\\)|[([{][^()[\\]{}\\n]*[)\\]}]|\\d+ ?: ?\\d+(?: ?: ?\\d+)*|' +
    '[(\\d][\\d\\s.()]*[-+*/×÷^][-\\d\\s.()+*/×÷^]*[\\d)]|' +
    '[-\\d.,]+ (?:sq(?:uare)? |cubic )?\\p{L}{1,12}[²³]|\\d{1,2}:\\d\\d(?: ?[ap]\\.?m\\.?)?|' +
    '[A-Za-z] = [^\\s,]+)(?:(?:,? and |,? or |, )(?:\\$[^$\\n]+\\$|[([{][^()[\\]{}\\n]*[)\\]}]|' +
    '[A-Za-z] = [^\\s,]+))*$',
  'iu',
);

/** What stands behind the last "is" of a sentence, when it is a value that is more than a number. */
const copulaTail = (sentence: string): { text: string; at: number } | undefined => {
  const last = [...sentence.matchAll(COPULA)].at(-1);
  if (!last) return undefined;
  const at = last.index + last[0].length;
  const text = sentence
    .slice(at)
    .replace(/[\s.。!*]+$/, (end) => (sentence.endsWith('m.') ? end.replace(/^[^.]*\./, '.') : ''));
  return text.length <= 120 && VALUES.test(text) ? { text, at } : undefined;
};

/** How many sentences after the answer are looked over. */
const MOST_ASIDES = 6;

/**
 * Whether a line without a final mark is a result all the same: 'Total: $18', 'x = 12', '= 18 apples', '18 dollars'.
 */
const resultLine = (text: string): boolean => {
  if (DANGLING.test(text.replace(/\*\*\s*$/, '')) || text.length > 120) return false;
  const equal = afterEquals(text);
  const opened = text.replace(OPENING, '');
  const value = equal
    ? equal.text
    : (/[:：]\s*([^:：]*)$/.exec(text)?.[1] ?? (/^[$€£]?[-+(]?\d/.test(opened) ? opened : text));
  if (/[,;]\s*\p{L}{2}/u.test(value)) return false;
  return (
    /\d/.test(value) &&
    value
      .trim()
      .replace(/\\\w+|[{}$*_()[\]]/g, ' ')
      .trim()
      .split(/\s+/).length <= (equal || value !== text ? 5 : 4) &&
    (equal !== undefined || value !== text || /^[\s*_$€£\\([]*[-+]?[\d.]/.test(value))
  );
};

/** The right side of an equation that ends a line of mathematics, when it is short: '= \frac{26}{3}', '= 2x + 1'. */
const rightSide = (text: string): { answer: string; at: number } | undefined => {
  const equal = afterEquals(text);
  if (!equal) return undefined;
  const answer = equal.text
    .replace(/\\(?:\]|\)|text\{ ?[.,]? ?\})|\$+/g, ' ')
    .replace(/[\s.,;*]+$/, '')
    .trim();
  const words = answer.split(/\s+/).length;
  const glued = /^([\d.,]+)([gmhsL])$/.exec(answer);
  if (glued) return { answer: `${glued[1]} ${glued[2]}`, at: equal.at + equal.text.indexOf(glued[1]!) };
  return answer !== '' &&
    answer.length <= 60 &&
    words <= 8 &&
    !/[?]/.test(answer) &&
    (exactNumber(answer) !== undefined || /\\frac|\\sqrt|\^|^[-\d(][^\p{L}]*[A-Za-z]?[^\p{L}]*$/u.test(answer))
    ? { answer, at: equal.at + equal.text.indexOf(answer.slice(0, 1)) }
    : undefined;
};

/** Several assignments that end a text belong together: 'So x = 5, and y = 7.', 'x = 9' above 'y = 2'. */
const ASSIGNMENTS = new RegExp(
  '(?<![\\p{L}\\d=+*/^(-])(?<![=+*/^(-] )[A-Za-z] ?= ?-?[\\d./]*\\d' +
    '(?:(?:,? (?:and|et|und|y|и|और|و) |[,;、，] ?|\\n\\s*)' +
    '[A-Za-z] ?= ?-?[\\d./]*\\d)+(?=[\\s.。।*$]*$)',
  'u',
);
const assignments = (text: string): Found | undefined => {
  const from = Math.max(0, text.length - 400);
  const found = ASSIGNMENTS.exec(text.slice(from));
  if (!found) return undefined;
  const names = found[0].match(/[A-Za-z](?= ?=)/g) ?? [];
  // Letters in a row are unknowns that go together; others are steps of one computation.
  const inRow = names.every((name, i) => i === 0 || name.charCodeAt(0) === names[i - 1]!.charCodeAt(0) + 1);
  const line = text.slice(text.lastIndexOf('\n', from + found.index) + 1, from + found.index);
  if (!inRow || /\b(?:if|when|where|let|with|given|for|suppose|using|use|substitut\w+|plug\w*|check\w*)\b/i.test(line))
    return undefined;
  const start = from + found.index;
  return place('last line', found[0].replace(/\s*\n\s*/g, ', '), start, start + found[0].length);
};

/**
 * What the last sentence or line states. Remarks, checks and offers after it are passed over; a question, a plan, a
 * refusal or
 * a sentence that breaks off ends the search: what stands before it is not the end of the matter.
 */
export const lastSentence = (text: string, question: string, ended: boolean): Found | undefined => {
  if (holdsCode(text)) return undefined;
  const spans = sentencesOf(text);
  if (spans.length > 0 && REFUSAL.test(spans[0]!.text) && spans.length <= 6) return undefined;
  let [index, asides] = [spans.length - 1, 0];
  for (; index >= 0 && asides < MOST_ASIDES; index--) {
    const span = spans[index]!;
    if (/^[\s\\[\])($*_`>#-]*$/.test(span.text)) continue;
    if (!isAside(span.text)) break;
    asides++;
  }
  const span = spans[index];
  if (spans.slice(-4).some((one) => isQuestion(one.text) && YOU.test(one.text) && !isAside(one.text))) return undefined;
  if (!span || saysNothing(span.text) || /^\s*(?:[-*•]|\d+[.)])\s.*:$/.test(span.text)) return undefined;
  const finished = isFinished(span.text) || index < spans.length - 1;
  const line = resultLine(span.text);
  if (!finished && !line && !ended) return undefined;
  const spoken = mathSpan(span);
  if (spoken)
    return place('last sentence', spoken.text, span.start + spoken.at, span.start + spoken.at + spoken.text.length);
  const several = index === spans.length - 1 ? assignments(text) : undefined;
  if (several) return several;
  const right = rightSide(span.text);
  if (right && !/\p{L}{4,} \p{L}{2,} \p{L}{2,}/u.test(right.answer))
    return place('last line', right.answer, span.start + right.at, span.start + right.at + right.answer.length);
  const tail = copulaTail(span.text);
  if (tail) return place('last sentence', tail.text, span.start + tail.at, span.start + tail.at + tail.text.length);
  if (!concludes(span, spans.slice(0, index), text, question)) return undefined;
  const number = statedNumber(span.text, text.slice(0, span.start), question);
  return number && picked(finished && !line ? 'last sentence' : 'last line', span, number, 0);
};

/** A last line of a few words below longer ones: '…\n\nParis'. Not in a list or a poem, and no way to say goodbye. */
export const lastLine = (text: string, ended: boolean): Found | undefined => {
  const lines = linesOf(text);
  const [before, line] = lines.slice(-2);
  if (!ended || !line || !before || before.text.length < 40 || saysNothing(line.text) || GREETING.test(line.text))
    return undefined;
  if (
    line.text.split(/\s+/).length > 3 ||
    line.text.length > 40 ||
    /^(?:[-*•#>|]|\d+[.)])\s|[!:]$|^```/.test(line.text)
  )
    return undefined;
  return place('last line', cleaned(line.text), line.start, line.end);
};

/** The one short piece in bold of the last sentence: 'The capital of France is **Paris**.' */
export const emphasised = (text: string, ended: boolean): Found | undefined => {
  const spans = sentencesOf(text);
  const index = spans.findLastIndex((span) => !isAside(span.text));
  const span = spans[index];
  if (!span || saysNothing(span.text) || !(isFinished(span.text) || ended)) return undefined;
  const bold = [...span.text.matchAll(/\*\*([^*\n]{1,60})\*\*/g)];
  const [only] = bold;
  if (bold.length !== 1 || !only || /[:：?]$/.test(only[1]!) || only[1]!.split(/\s+/).length > 6) return undefined;
  const start = span.start + only.index + 2;
  return place('emphasis', cleaned(only[1]!), start, start + only[1]!.length);
};
