/** The contract of a family, held by every registered one. New families need no test of their own for any of this. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../random.ts';
import { inLongRun } from '../testing/long.ts';
import type { Item } from '../types.ts';
import { gradeItem, makeItem, readSlots, splitOf, type AnyFamily, type Difficulty, type Split } from './family.ts';
import { fill, read } from './templates.ts';
import { families, familyNamed, verifyAny } from './registry.ts';

const SPLITS: readonly Split[] = ['train', 'test'];
const LEVELS: readonly Difficulty[] = [1, 2, 3];
const PER_SPLIT = inLongRun(500, 100);
const OTHERS = inLongRun(40, 14);
const SEED = 20260;

/**
 * About the tokens that Mizan's tokenizer makes: each digit, each word with its space, each mark, each further space.
 */
const tokens = (text: string): number => text.match(/\d| ?[A-Za-z]+| ?[^\sA-Za-z\d]+|\s/g)?.length ?? 0;
const MOST = { question: 60, plan: 14, thought: 190, gold: 20, total: 250 };

const HOSTILE = [
  '',
  ' ',
  'banana',
  '?',
  '(',
  '()',
  '-',
  '/',
  '=',
  ',',
  '1/0',
  'NaN',
  'Infinity',
  '1e999',
  '__proto__',
  'constructor',
  '\u0000',
  '٣٣٣٣٣',
  'x=',
  ...['x', '9', '(', '1+', 'A-', 'a, ', ' ', 'M', '=', 'x=1, ', '-', '/'].map((piece) =>
    piece.repeat(100_000 / piece.length),
  ),
];

/** The problem behind an item: the draws of `makeItem` again, up to the one it kept. */
const problemOf = (family: AnyFamily, item: Item, split: Split): unknown => {
  const random = createRandom(item.id);
  for (;;) {
    const problem = family.make(random, item.difficulty as Difficulty);
    if (splitOf(family.name, family.key(problem)) === split) return problem;
  }
};

/**
 * The distinct wordings of a family: its templates, or, where a template is nothing but one slot and the words vary
 * inside it, the openings of sampled questions with numbers, names and listed words masked.
 */
const wordings = (family: AnyFamily): Set<string> => {
  if (family.phrasings.length > 1)
    return new Set(family.phrasings.map((phrasing) => phrasing.toLowerCase().replace(/\W+/g, ' ').trim()));
  const questions = LEVELS.flatMap((level) =>
    Array.from({ length: 300 }, (_, index) => makeItem(family, 'train', SEED, index, level).question),
  );
  return new Set(
    questions.map((question) =>
      question
        .replace(/[\d.,/:]*\d[\d.,/:]*/g, '#')
        .replace(/(?<=\S )[A-Z]\w+/g, '@')
        .replace(/(\w+, )+\w+/g, 'list')
        .split(' ')
        .slice(0, 5)
        .join(' '),
    ),
  );
};

test(`there are at least 12 families (${families.length} registered)`, () => {
  assert.ok(families.length >= 12, `${families.length}: ${families.map((family) => family.name).join(', ')}`);
  assert.equal(new Set(families.map((family) => family.name)).size, families.length);
  assert.throws(() => familyNamed('nothing'), /no task family "nothing"; known: /);
});

for (const family of families) {
  test(`${family.name}: has at least 25 distinct phrasings, and each can be written, read back and checked`, () => {
    assert.ok(
      wordings(family).size >= 25,
      `only ${wordings(family).size} distinct phrasings: ${[...wordings(family)].join(' | ')}`,
    );
    let checked = 0;
    assert.equal(new Set(family.phrasings).size, family.phrasings.length);
    for (const level of LEVELS) {
      for (const phrasing of family.phrasings) {
        const random = createRandom(`${family.name} ${level} ${phrasing}`);
        const problem = family.make(random, level);
        const question = fill(phrasing, family.slots(problem, random));
        assert.ok(read(phrasing, question), question);
        const slots = readSlots(family, question);
        assert.ok(slots, question);
        if (!family.verify) continue;
        const verdict = family.verify(slots, family.gold(problem));
        assert.notEqual(
          verdict?.pass,
          false,
          `${question} | ${family.gold(problem)} | ${verdict?.reason} | ${JSON.stringify(slots)}`,
        );
        checked += verdict ? 1 : 0;
      }
    }
    // A family may leave some kinds of its questions unchecked, but not most of them.
    if (family.verify)
      assert.ok(
        checked >= family.phrasings.length,
        `verify knew only ${checked} of ${3 * family.phrasings.length} questions`,
      );
  });

  test(`${family.name}: items are determined, correct, short, and disjoint between the splits`, () => {
    const keys = { train: new Set<string>(), test: new Set<string>() };
    for (const level of LEVELS) {
      for (const split of SPLITS) {
        for (let index = 0; index < PER_SPLIT; index++) {
          const item = makeItem(family, split, SEED, index, level);
          const { question, plan, thought, gold } = item;
          if (index < 20) assert.deepEqual(makeItem(family, split, SEED, index, level), item);

          const key = family.key(problemOf(family, item, split));
          assert.equal(splitOf(family.name, key), split);
          keys[split].add(key);

          assert.equal(gradeItem(family, item, gold).correct, true, `${question} | ${gold}`);
          if (family.verify) {
            const slots = readSlots(family, question);
            assert.ok(slots, question);
            const verdict = family.verify(slots, gold);
            assert.notEqual(verdict?.pass, false, `${question} | ${gold} | ${verdict?.reason}`);
          }

          const word = new RegExp(`(?<![\\w.])${gold.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.])`, 'i');
          assert.ok(!word.test(plan), `the plan "${plan}" holds the answer ${gold}`);
          assert.ok(!thought.endsWith('\n') && !plan.includes('\n') && !gold.includes('\n'), item.id);
          const counts = {
            question: tokens(question),
            plan: tokens(plan),
            thought: tokens(thought),
            gold: tokens(gold),
            total: 0,
          };
          counts.total = counts.question + counts.plan + counts.thought + counts.gold;
          for (const [part, most] of Object.entries(MOST)) {
            const count = counts[part as keyof typeof counts];
            assert.ok(
              count <= most,
              `${item.id}: ${part} has ${count} tokens, the limit is ${most}\n${question}\n${plan}\n${thought}\n${gold}`,
            );
          }
        }
      }
    }
    assert.ok([...keys.test].every((key) => !keys.train.has(key)));
    assert.ok(keys.train.size >= 0.1 * 3 * PER_SPLIT, `only ${keys.train.size} problems in ${3 * PER_SPLIT} draws`);
  });

  test(`${family.name}: garbage is wrong, quickly, and never throws`, () => {
    for (const level of LEVELS) {
      for (let index = 0; index < 3; index++) {
        const item = makeItem(family, 'train', SEED, index, level);
        const slots = readSlots(family, item.question);
        for (const answer of HOSTILE) {
          const started = performance.now();
          assert.equal(gradeItem(family, item, answer).correct, false, `${item.question} | ${answer.slice(0, 40)}`);
          const verdict = slots && family.verify?.(slots, answer);
          assert.notEqual(verdict?.pass, true, `${item.question} | ${answer.slice(0, 40)}`);
          const took = performance.now() - started;
          assert.ok(took < 1500, `${answer.slice(0, 20)}… took ${took} ms`);
        }
      }
    }
  });

  test(`${family.name}: no other family takes its questions for its own and fails the right answer`, () => {
    let passed = 0;
    for (const level of LEVELS) {
      for (let index = 0; index < OTHERS; index++) {
        const { question, gold } = makeItem(family, 'test', SEED, index, level);
        const verdict = verifyAny(question, gold);
        assert.notEqual(verdict?.pass, false, `${question} | ${gold} | ${verdict?.reason}`);
        passed += verdict ? 1 : 0;
      }
    }
    if (family.verify) assert.ok(passed >= OTHERS, `only ${passed} of ${3 * OTHERS} questions could be checked`);
  });
}
