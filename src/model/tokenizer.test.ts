import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { byteAlphabet, trainBpe } from './bpe.ts';
import { loadTokenizer, specialTokens } from './tokenizer.ts';

const corpus = [
  'The cat sat on the mat, and the other cat sat on the other mat. '.repeat(5),
  'سلام دنیا! این یک آزمایش است. مرحبا بالعالم، هذا اختبار. '.repeat(5),
  'const add = (a: number, b: number): number => a + b;\n  return add(12, 345);\n'.repeat(5),
  '😀 emoji 👩‍👩‍👧 and naïve café. '.repeat(5),
];
const trained = trainBpe(corpus, { vocabSize: 500, specials: specialTokens });
const tokenizer = loadTokenizer(JSON.parse(JSON.stringify(trained)));

test('specials have ids 0 to 7 in order', () => {
  assert.deepEqual(
    specialTokens.map((token) => tokenizer.idOf(token)),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  assert.equal(tokenizer.tokenOf(1), '<|end|>');
  assert.equal(tokenizer.tokenOf(99_999), undefined);
  assert.equal(tokenizer.idOf('nothing such'), undefined);
  assert.ok(tokenizer.vocabSize > 300 && tokenizer.vocabSize <= 500);
});

test('text comes back exactly: prose, Arabic, Persian, emoji, code, random Unicode', () => {
  const random = createRandom('round trip');
  const ranges = [
    [0x20, 0x7e],
    [0x00, 0x2ff],
    [0x600, 0x6ff],
    [0x4e00, 0x4fff],
    [0x1f300, 0x1f6ff],
    [0x0300, 0x036f],
    [0x2000, 0x206f],
    [0xfe00, 0xfeff],
  ];
  const texts = [...corpus, '', ' ', '\n\n\n', '\ufeffBOM', 'می‌خواهم ۱۲۳', 'e\u0301 ≠ é', '\u0000'];
  for (let i = 0; i < 200; i++) {
    texts.push(
      Array.from({ length: random.int(1, 60) }, () => {
        const [low, high] = random.pick(ranges);
        return String.fromCodePoint(random.int(low, high));
      }).join(''),
    );
  }
  for (const text of texts) {
    const ids = tokenizer.encode(text);
    assert.equal(tokenizer.decode(ids), text);
    const stream = tokenizer.decoder();
    const pieces = [...ids.map((id) => stream.push(id)), stream.end()];
    assert.equal(pieces.join(''), text);
    assert.ok(
      pieces.every((piece) => piece.isWellFormed() && !piece.includes('\ufffd')),
      'no half characters',
    );
  }
});

test('digits are split one by one; frequent words are one token', () => {
  assert.deepEqual(
    tokenizer.encode('12345').map((id) => tokenizer.tokenOf(id)),
    ['1', '2', '3', '4', '5'],
  );
  assert.deepEqual(
    tokenizer.encode(' cat').map((id) => tokenizer.tokenOf(id)),
    ['Ġcat'],
  );
});

test('ids agree with those of huggingface/tokenizers 0.23.2, recorded for this very file', () => {
  const recorded: [string, number[]][] = [
    ["The other cat's mat, 2024!", [320, 303, 304, 47, 123, 307, 52, 40, 58, 56, 58, 60, 41]],
    ['سلام  دنیا\n\n ۱۲', [224, 377, 40, 381, 18, 18, 40, 227, 185, 227, 186]],
    [
      'const x = add(1, 2);\r\n  return x;',
      [387, 40, 128, 286, 299, 48, 57, 52, 40, 58, 49, 67, 21, 18, 40, 385, 40, 128, 67],
    ],
    ['café \u{1f600}\u200d\u00bd \u2163', [107, 321, 343, 391, 234, 293, 202, 197, 40, 234, 141, 171]],
    ['a\u00a0b\u0085c   ', [105, 202, 168, 106, 202, 141, 107, 40, 40, 40]],
    ['x<|end|> y', [128, 1, 40, 129]],
  ];
  for (const [text, ids] of recorded) assert.deepEqual(tokenizer.encode(text, { special: true }), ids);
});

test('marker text is never a marker unless asked for', () => {
  const text = 'a<|end|><|think|>b';
  const plain = tokenizer.encode(text);
  assert.ok(plain.every((id) => id >= specialTokens.length));
  assert.equal(tokenizer.decode(plain), text);
  const marked = tokenizer.encode(text, { special: true });
  assert.deepEqual(marked, [...tokenizer.encode('a'), 1, 6, ...tokenizer.encode('b')]);
  assert.equal(tokenizer.decode(marked), 'ab');
  assert.equal(tokenizer.decode(marked, { special: true }), text);
  assert.deepEqual(tokenizer.cut(text), ['a', 1, 6, 'b']);
});

test('a merge table that spells a special token from text is disarmed', () => {
  const vocab = Object.fromEntries([...byteAlphabet, '<x', '<x>'].map((token, id) => [token, id]));
  const forged = loadTokenizer({
    model: { type: 'BPE', vocab, merges: ['< x', '<x >'], ignore_merges: true },
    added_tokens: [{ id: 257, content: '<x>', special: true }],
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
    decoder: { type: 'ByteLevel' },
  });
  assert.deepEqual(forged.encode('<x>'), [256, forged.idOf('>')]);
  assert.deepEqual(forged.encode('<x>', { special: true }), [257]);
});

test('lone surrogates and unknown ids do not throw', () => {
  for (const text of ['\ud800', 'a\udc00b', '\ud83d', '\udc00\ud800']) {
    assert.equal(tokenizer.decode(tokenizer.encode(text)), text.toWellFormed());
  }
  assert.equal(tokenizer.decode([-1, 1e9, 1.5, NaN]), '');
  // Half a character at the end is shown as U+FFFD by both ways of decoding.
  const [first] = tokenizer.encode('ᚠ');
  assert.equal(tokenizer.decode([first]), '\ufffd');
});

test('long words: 100 kB of one letter, of noise and of spaces in well under a second', () => {
  const random = createRandom('noise');
  const noise = Array.from({ length: 100_000 }, () => random.pick(['a', 't', 'h', 'e'])).join('');
  for (const text of ['a'.repeat(100_000), noise, ' '.repeat(100_000), '😀'.repeat(25_000)]) {
    const start = performance.now();
    const ids = tokenizer.encode(text);
    const took = performance.now() - start;
    assert.equal(tokenizer.decode(ids), text);
    assert.ok(took < 1000, `${took.toFixed(0)} ms`);
  }
});

test('a word of 100 kB that merges at every level, in well under a second', () => {
  const vocab = Object.fromEntries(
    [...byteAlphabet, ...Array.from({ length: 10 }, (_, i) => 'a'.repeat(2 << i))].map((token, id) => [token, id]),
  );
  const merges = Array.from({ length: 10 }, (_, i) => `${'a'.repeat(1 << i)} ${'a'.repeat(1 << i)}`);
  const doubling = loadTokenizer({
    model: { type: 'BPE', vocab, merges },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
  });
  const start = performance.now();
  const ids = doubling.encode('a'.repeat(100_000));
  const took = performance.now() - start;
  assert.ok(took < 1000, `${took.toFixed(0)} ms`);
  // 97 words of 1024, then 672 = 512 + 128 + 32.
  assert.deepEqual(ids, [...Array<number>(97).fill(265), 264, 262, 260]);
});

// Files of other families ---------------------------------------------------------------------------------------

const bytes = Object.fromEntries(byteAlphabet.map((char, id) => [char, id]));
const shown = (file: object, text: string, special = false): (string | undefined)[] => {
  const loaded = loadTokenizer(file);
  return loaded.encode(text, { special }).map((id) => loaded.tokenOf(id));
};

test('Llama 3: digits in threes, ignore_merges, pairs as merges', () => {
  const file = {
    normalizer: null,
    added_tokens: [{ id: 260, content: '<|begin_of_text|>', special: true, normalized: false }],
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          behavior: 'Isolated',
          invert: false,
          pattern: {
            Regex: String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
          },
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      ignore_merges: true,
      vocab: { ...bytes, 123: 256, ' hi': 257, Ġhi: 258, hi: 259 },
      merges: [['h', 'i']],
    },
  };
  assert.deepEqual(shown(file, '1234 hi'), ['123', '4', 'Ġhi']);
  assert.deepEqual(shown(file, '<|begin_of_text|>hi', true), ['<|begin_of_text|>', 'hi']);
  // Without ignore_merges the whole word is not looked up.
  assert.deepEqual(shown({ ...file, model: { ...file.model, ignore_merges: false } }, '1234 hi'), [
    '1',
    '2',
    '3',
    '4',
    'Ġ',
    'hi',
  ]);
});

test('GPT-2: its own word pattern, and a prefix space', () => {
  const model = { vocab: { ...bytes, Ġa: 256 }, merges: ['Ġ a'] };
  const file = (add: boolean) => ({
    model,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: add },
    decoder: { type: 'ByteLevel' },
  });
  assert.deepEqual(shown(file(false), 'a a12'), ['a', 'Ġa', '1', '2']);
  assert.deepEqual(shown(file(true), 'a a'), ['Ġa', 'Ġa']);
});

test('Digits, NFC and Removed', () => {
  const model = { type: 'BPE', vocab: { ...bytes, 12: 256, 'Ã©': 257 }, merges: ['1 2', 'Ã ©'] };
  const digits = (individual: boolean) => ({
    model,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: individual },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
      ],
    },
  });
  assert.deepEqual(shown(digits(true), '12'), ['1', '2']);
  assert.deepEqual(shown(digits(false), '12'), ['12']);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
  assert.deepEqual(shown({ model, normalizer: { type: 'NFC' }, pre_tokenizer: byteLevel }, 'e\u0301'), ['Ã©']);
  const removed = {
    type: 'Sequence',
    pretokenizers: [{ type: 'Split', pattern: { String: '.' }, behavior: 'Removed', invert: false }, byteLevel],
  };
  assert.deepEqual(shown({ model, pre_tokenizer: removed }, '1.2'), ['1', '2']);
});

/** Llama 2 in small: ▁ for a space, byte fallback. */
const llama2 = (() => {
  const list = [
    '<unk>',
    '<s>',
    '</s>',
    ...Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`),
    '▁',
    'h',
    'i',
    '▁h',
    '▁hi',
  ];
  return {
    added_tokens: [0, 1, 2].map((id) => ({ id, content: list[id], special: true, normalized: false })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      fuse_unk: true,
      byte_fallback: true,
      vocab: Object.fromEntries(list.map((t, i) => [t, i])),
      merges: ['▁ h', '▁h i'],
    },
  };
})();

test('Llama 2: prefix, byte fallback, decoding without the prefix', () => {
  assert.deepEqual(shown(llama2, 'hi hi'), ['▁hi', '▁hi']);
  assert.deepEqual(shown(llama2, 'é'), ['▁', '<0xC3>', '<0xA9>']);
  const loaded = loadTokenizer(llama2);
  for (const text of ['hi hi', ' hi', 'é😀\nhi', 'hi  ']) {
    assert.equal(loaded.decode(loaded.encode(text)), text);
    const stream = loaded.decoder();
    assert.equal(
      loaded
        .encode(text)
        .map((id) => stream.push(id))
        .join('') + stream.end(),
      text,
    );
  }
  assert.deepEqual(shown({ ...llama2, model: { ...llama2.model, byte_fallback: false } }, 'éé'), ['▁', '<unk>']);
  const metaspace = {
    ...llama2,
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false },
    decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first' },
  };
  assert.deepEqual(shown(metaspace, 'hi<s>hi', true), ['▁hi', '<s>', 'h', 'i']);
});

test('lstrip and rstrip added tokens eat the white space beside them; longest wins', () => {
  const added = [
    { id: 300, content: '<a>', lstrip: true, rstrip: true },
    { id: 301, content: '<a>b' },
  ];
  const file = {
    model: { type: 'BPE', vocab: bytes, merges: [] },
    added_tokens: added,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
  };
  assert.deepEqual(shown(file, 'x <a>  y<a>b', true), ['x', '<a>', 'y', '<a>b']);
});

test('what is unsupported or broken is one error that names it', () => {
  const good = {
    model: { type: 'BPE', vocab: bytes, merges: [] as unknown[] },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
  };
  const cases: [unknown, RegExp][] = [
    [null, /must be a JSON object/],
    [{}, /model is missing/],
    [{ model: { type: 'Unigram', vocab: [] } }, /model type "Unigram" is not supported/],
    [{ ...good, normalizer: { type: 'BertNormalizer' } }, /normalizer \{"type":"BertNormalizer"\} is not supported/],
    [{ ...good, pre_tokenizer: { type: 'Whitespace' } }, /pre_tokenizer \{"type":"Whitespace"\} is not supported/],
    [
      { ...good, pre_tokenizer: { type: 'Split', pattern: { String: 'a' }, behavior: 'MergedWithNext' } },
      /MergedWithNext.* is not supported/,
    ],
    [{ ...good, pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' } }, /can't be read/],
    [{ ...good, pre_tokenizer: { type: 'Sequence' } }, /Sequence without a list/],
    [
      { ...good, pre_tokenizer: { type: 'Sequence', pretokenizers: [good.pre_tokenizer, { type: 'Digits' }] } },
      /ByteLevel that is not last/,
    ],
    [{ ...good, decoder: { type: 'WordPiece' } }, /decoder \{"type":"WordPiece"\} is not supported/],
    [{ ...good, model: { ...good.model, end_of_word_suffix: '</w>' } }, /end_of_word_suffix/],
    [{ ...good, model: { ...good.model, merges: ['a b'] } }, /merge "a b" needs "ab", which model\.vocab lacks/],
    [{ ...good, model: { ...good.model, merges: ['ab'] } }, /merge "ab" must be two tokens/],
    [{ ...good, model: { ...good.model, merges: [[1, 2]] } }, /merge \[1,2\] must be two tokens/],
    [{ ...good, model: { ...good.model, vocab: { a: -1 } } }, /"a" the id -1/],
    [{ ...good, model: { ...good.model, vocab: { a: 1e9 } } }, /the id 1000000000/],
    [{ ...good, model: { ...good.model, vocab: { a: 0, b: 0 } } }, /id 0 belongs to both "a" and "b"/],
    [{ ...good, added_tokens: [{ id: 0, content: '' }] }, /must have a non-empty content/],
    [{ ...good, added_tokens: [{ id: 300, content: 'x', single_word: true }] }, /single_word is not supported/],
  ];
  for (const [file, message] of cases) assert.throws(() => loadTokenizer(file), message);
});
