import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import {
  byteAlphabet,
  compilePattern,
  type Merges,
  mergeWord,
  pairKey,
  qwenPattern,
  splitText,
  trainBpe,
} from './bpe.ts';

const words = (text: string, pattern = qwenPattern): string[] => {
  const out: string[] = [];
  splitText(compilePattern(pattern), text, (piece) => out.push(piece));
  return out;
};

test('the byte alphabet: 256 characters, GPT-2 landmarks', () => {
  assert.equal(new Set(byteAlphabet).size, 256);
  assert.deepEqual(
    [0x20, 0x0a, 0x41, 0x00, 0xad, 0xff, 0x7f].map((b) => byteAlphabet[b]),
    ['Ġ', 'Ċ', 'A', 'Ā', 'Ń', 'ÿ', 'ġ'],
  );
});

test("Qwen2's words: digits one by one, contractions, line ends, trailing spaces", () => {
  assert.deepEqual(words("It's 2024, WE'LL go"), ['It', "'s", ' ', '2', '0', '2', '4', ',', ' WE', "'LL", ' go']);
  assert.deepEqual(words('a  b\n\n  c   '), ['a', ' ', ' b', '\n\n', ' ', ' c', '   ']);
  assert.deepEqual(words('x+=1;\r\n'), ['x', '+=', '1', ';\r\n']);
  assert.deepEqual(words('(foo)'), ['(foo', ')']);
  assert.deepEqual(words('مرحبا ۱۲'), ['مرحبا', ' ', '۱', '۲']);
  // U+0085 is white space and U+FEFF is not, as in Oniguruma; JavaScript's own \s says the reverse.
  assert.deepEqual(words('\u0085\u0085a'), ['\u0085', '\u0085a']);
  assert.deepEqual(words('!\ufeff!'), ['!\ufeff!']);
});

test('what a pattern may not use is an error that shows it', () => {
  assert.throws(() => compilePattern(String.raw`\w+`), /uses \\w, which is not supported/);
  assert.throws(() => compilePattern('a++'), /can't be read/);
  assert.throws(() => compilePattern('('), /can't be read/);
  assert.deepEqual(words('汉字ab', String.raw`\p{Han}+`), ['汉字', 'ab']);
  assert.deepEqual(words('a,b', String.raw`\,`), ['a', ',', 'b']);
});

test('splitting loses nothing, even when the engine runs out of stack', () => {
  const emoji = '\u{1f600}'.repeat(5_000_000);
  const pieces = words(emoji);
  assert.equal(pieces.join('') === emoji, true);
  assert.equal(
    pieces.every((piece) => piece.isWellFormed()),
    true,
  );
  assert.equal(words('a😀b', 'x*').join(''), 'a😀b');
});

/** The definition, as slowly as it reads: find the lowest rank, leftmost; merge; again. */
const naive = (word: number[], merges: Merges): number[] => {
  let ids = word;
  for (;;) {
    const found = ids
      .slice(1)
      .map((right, i) => ({ i, rank: merges.rank.get(pairKey(ids[i], right)) ?? Infinity }))
      .sort((a, b) => a.rank - b.rank || a.i - b.i)[0];
    if (!found || found.rank === Infinity) return ids;
    ids = [...ids.slice(0, found.i), merges.result[found.rank], ...ids.slice(found.i + 2)];
  }
};

test('short and long words merge as the definition says', () => {
  const random = createRandom('merge');
  for (let round = 0; round < 60; round++) {
    const merges: Merges = { rank: new Map(), result: [] };
    const letters = random.int(1, 4);
    for (let m = 0; m < 30; m++) {
      const key = pairKey(random.int(0, letters + m - 1), random.int(0, letters + m - 1));
      merges.result.push(letters + m);
      if (!merges.rank.has(key)) merges.rank.set(key, m);
    }
    for (const length of [0, 1, 2, 3, 10, 40, 41, 80, 200]) {
      const word = Array.from({ length }, () => random.int(0, letters - 1));
      assert.deepEqual(mergeWord([...word], merges), naive(word, merges));
    }
  }
});

type File = { model: { vocab: Record<string, number>; merges: string[] } };
const train = (texts: string[], vocabSize: number, specials: string[] = []): File =>
  trainBpe(texts, { vocabSize, specials }) as File;

test('training merges the most frequent pair first, ties by lower ids', () => {
  // Sennrich's words with these counts: e+s 9, es+t 9, then l+o 7, lo+w 7, and e+w 6 before n+e 6 by lower ids.
  const { model } = train(
    [
      'low low low low low lower lower newest newest newest newest newest newest widest widest widest'.replaceAll(
        ' ',
        '\n',
      ),
    ],
    256 + 5,
  );
  assert.deepEqual(model.merges, ['e s', 'es t', 'l o', 'lo w', 'e w']);
});

/** Training from its definition: count all pairs anew for every merge. */
const naiveTrain = (texts: string[], most: number): string[] => {
  const list = texts.flatMap((text) => words(text)).map((word) => [...new TextEncoder().encode(word)]);
  const names = [...byteAlphabet];
  let current = list;
  const merges: string[] = [];
  while (merges.length < most) {
    const counts = new Map<number, number>();
    for (const word of current)
      for (let i = 0; i + 1 < word.length; i++)
        counts.set(pairKey(word[i], word[i + 1]), (counts.get(pairKey(word[i], word[i + 1])) ?? 0) + 1);
    const best = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    if (!best || best[1] < 2) break;
    const left = Math.floor(best[0] / 2 ** 21);
    const right = best[0] % 2 ** 21;
    merges.push(`${names[left]} ${names[right]}`);
    const id = names.push(names[left] + names[right]) - 1;
    current = current.map((word) => {
      const out: number[] = [];
      for (let i = 0; i < word.length; i++) {
        if (word[i] === left && word[i + 1] === right) {
          out.push(id);
          i++;
        } else out.push(word[i]);
      }
      return out;
    });
  }
  return merges;
};

test('incremental training gives the merges of the definition', () => {
  const random = createRandom('train');
  for (let round = 0; round < 8; round++) {
    const texts = Array.from({ length: 20 }, () =>
      Array.from({ length: 40 }, () => random.pick(['a', 'b', 'ab', 'aaa', ' ', 'é', '7'])).join(''),
    );
    const expected = naiveTrain(texts, 25);
    // Tokens spelt twice take no new id, so compare as many merges as the naive run made.
    assert.deepEqual(train(texts, 256 + 25).model.merges.slice(0, expected.length), expected);
  }
});

test('ids: specials, all bytes, merges; deterministic; refuses what does not fit', () => {
  const texts = ['the cat and the hat', 'the bat'];
  const { model } = train(texts, 300, ['<|a|>', '<|b|>']);
  assert.equal(model.vocab['<|a|>'], 0);
  assert.equal(model.vocab['<|b|>'], 1);
  assert.deepEqual(
    byteAlphabet.map((char) => model.vocab[char]),
    Array.from({ length: 256 }, (_, b) => b + 2),
  );
  assert.deepEqual(train([...texts].reverse(), 300, ['<|a|>', '<|b|>']), train(texts, 300, ['<|a|>', '<|b|>']));
  assert.ok(Object.keys(model.vocab).length <= 300);
  assert.throws(() => train(texts, 257, ['<|a|>', '<|b|>']), /vocabSize 257: it must be a whole number from 258/);
  assert.throws(() => train(texts, 300, ['a']), /specials must differ/);
});

test('letters of either case in (?i:…), with and without the flag of newer engines', () => {
  for (const text of ["it's IT'S don't DON'T we'RE \u017f 'ſ 'd'D", "'S 'ſ 'K 'K"])
    for (const pattern of [qwenPattern, String.raw`(?i:'s|'k)|.`]) {
      const flagged = new RegExp(
        pattern.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}'),
        'gu',
      );
      assert.deepEqual(text.match(compilePattern(pattern)), text.match(flagged));
    }
});
