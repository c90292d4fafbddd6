/**
 * Strings of mixed scripts for comparing tokenizers: Arabic, Persian, Chinese, Japanese, Korean, Hindi, Cyrillic,
 * Latin, emoji, code, numbers and every kind of white space, from a seed. Made to hit the borders between words, not to
 * make sense.
 */
import { createRandom, type Random } from '../../src/random.ts';

const words = {
  latin: [
    "don't",
    'I’ll',
    "WE'VE",
    "it's",
    'naïve',
    'Ærøskøbing',
    'straße',
    'hello',
    'World',
    'x',
    'e\u0301tude',
    'ﬁn',
    'œuvre',
  ],
  arabic: ['مرحبا', 'العالم', 'ميزان', 'قَلْبٌ', 'كتاب،', 'ما؟', '١٢٣٤', 'الذكاء', 'لغة', 'ﷺ', 'ـــ'],
  persian: ['سلام', 'می‌خواهم', 'دانش‌آموز', 'کتاب‌ها', '۱۲۳', 'چگونه؟', 'ترازو', 'پژوهش', 'گفت‌وگو'],
  chinese: ['你好', '世界', '人工智能', '天平。', '一二三', '，', '「引」', '龘', '𠀀', '〇'],
  other: [
    'こんにちは',
    'カタカナ',
    '漢字かな',
    '안녕하세요',
    'नमस्ते',
    'क्षेत्र',
    'привет',
    'мир',
    'Ελλάδα',
    'שלום',
    'ไทยแลนด์',
    'ꙮ',
    '𝒳𝒴',
    'Ⅷ',
    '½',
    '²',
  ],
  emoji: ['😀', '👩‍👩‍👧‍👦', '🇮🇷', '🏳️‍🌈', '❤️', '👍🏽', '🧠', '☃', '©', '™️', '1️⃣'],
  code: [
    'for (let i = 0; i < n; i++) {',
    'x += 1;',
    '=> ',
    '!==',
    '&&',
    '#include <stdio.h>',
    'def f(x):',
    '\treturn x**2',
    '"a\\nb"',
    "'c'",
    '/* … */',
    '$HOME',
    'a_b-c.d',
    '<|end|>',
    '<|user|>',
    '{{ x }}',
    '</s>',
    '0x1F',
  ],
  number: ['0', '7', '42', '1234', '3.14', '1,000,000', '-5', '10^6', '2026-11-25', '٣٫١٤', '１２３'],
};
const spaces = [
  ' ',
  ' ',
  ' ',
  ' ',
  '  ',
  '   ',
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  ' \n ',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\u200c',
  '',
  '',
  '\u2028',
  '\u0085',
  ' \t ',
];
const kinds = Object.values(words);

const oneString = (random: Random): string => {
  const alphabets = random.chance(0.5) ? [random.pick(kinds), random.pick(kinds)] : kinds;
  const parts: string[] = random.chance(0.2) ? [random.pick(spaces)] : [];
  for (let n = random.int(1, 24); n > 0; n--) parts.push(random.pick(random.pick(alphabets)), random.pick(spaces));
  if (random.chance(0.1))
    for (let n = random.int(1, 12); n > 0; n--)
      parts.push(
        String.fromCodePoint(
          random.pick([
            random.int(0x20, 0x7e),
            random.int(0xa1, 0x24f),
            random.int(0x600, 0x6ff),
            random.int(0x4e00, 0x9fff),
            random.int(0x1f300, 0x1f5ff),
          ]),
        ),
      );
  return parts.join('').toWellFormed();
};

/** `count` strings that differ. */
export const mixedStrings = (count: number, seed: number | string): string[] => {
  const random = createRandom(`strings/${seed}`);
  const found = new Set<string>();
  while (found.size < count) found.add(oneString(random));
  return [...found];
};
