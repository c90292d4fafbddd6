/**
 * The familiarity model, measured over the registered families: fresh questions, wordings kept out of the fit, typing
 * slips and new names must pass; everyday questions must not. Public sets are tested when MIZAN_DATA names their
 * folder.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRandom, hashString } from '../random.ts';
import { families, item } from '../task/registry.ts';
import { describeAbilities, familiarity, fitDomain, type Domain } from '../reason/abstain.ts';
import { outOfDomainHalf, outOfDomainQuestions } from './out-of-domain.ts';
import { oneSlip, shapeOf } from '../reason/question-shape.ts';

const draw = (count: number, seed: number): { family: string; question: string }[] =>
  families.flatMap(({ name }) =>
    Array.from({ length: count }, (_, i) => ({
      family: name,
      question: item(name, 'train', seed, i, ((i % 3) + 1) as 1 | 2 | 3).question,
    })),
  );

const training = draw(400, 1);
const domain = fitDomain(training.map((example) => example.question));
const rate = (fitted: Domain, questions: readonly string[]): number =>
  questions.filter((question) => familiarity(fitted, question).known).length / questions.length;

/** A family's frequent words of each question: equal for questions of one wording. */
const wordings = (): { question: string; wording: string }[] =>
  [...Map.groupBy(training, (example) => example.family).values()].flatMap((list) => {
    const words = list.map((example) => shapeOf(example.question).map((unit) => unit.text));
    const seen = new Map<string, number>();
    for (const line of words) for (const word of new Set(line)) seen.set(word, (seen.get(word) ?? 0) + 1);
    const frequent = (word: string) => /^[a-z]/.test(word) && seen.get(word)! > list.length * 0.012;
    return list.map(({ question, family }, i) => ({
      question,
      wording: `${family}: ${words[i]!.filter(frequent).join(' ')}`,
    }));
  });

const slip = (question: string, i: number): string => {
  const random = createRandom(i);
  const words = question.split(' ');
  const places = [...words.keys()].filter((at) => /^[a-z]{4,}$/.test(words[at]!));
  if (places.length === 0) return question;
  const at = random.pick(places);
  const word = words[at]!;
  const k = random.int(1, word.length - 2);
  words[at] = random.pick([
    word.slice(0, k) + word.slice(k + 1),
    word.slice(0, k) + word[k + 1] + word[k] + word.slice(k + 2),
    word.slice(0, k) + word[k] + word.slice(k),
  ]);
  return words.join(' ');
};

test('fresh questions of the domain pass, and with a typing slip', () => {
  const fresh = draw(40, 2).map((example) => example.question);
  assert.ok(rate(domain, fresh) >= 0.98, `fresh: ${rate(domain, fresh)}`);
  const slipped = fresh.map(slip);
  assert.ok(rate(domain, slipped) >= 0.95, `slipped: ${rate(domain, slipped)}`);
});

test('wordings that were kept out of the fit mostly pass', () => {
  const all = wordings();
  const folds = 5;
  let [passed, count] = [0, 0];
  for (let fold = 0; fold < folds; fold++) {
    const out = (example: { wording: string }) => hashString(`${example.wording}|fold`) % folds === fold;
    const fitted = fitDomain(all.filter((example) => !out(example)).map((example) => example.question));
    const heldOut = all.filter(out).filter((_, i) => i % 4 === 0);
    passed += heldOut.filter((example) => familiarity(fitted, example.question).known).length;
    count += heldOut.length;
  }
  assert.ok(passed / count >= 0.85, `held-out wordings: ${passed} of ${count}`);
});

test('out-of-domain questions are declined', () => {
  assert.ok(outOfDomainQuestions.length >= 240);
  assert.equal(new Set(outOfDomainQuestions).size, outOfDomainQuestions.length);
  const accepted = outOfDomainHalf('test').filter((question) => familiarity(domain, question).known);
  assert.ok(accepted.length / outOfDomainHalf('test').length <= 0.04, accepted.join('\n'));
});

const data = process.env['MIZAN_DATA'] ?? '';
const sets = [
  ['gsm8k', 'question'],
  ['math500', 'problem'],
] as const;
for (const [name, field] of sets) {
  const path = join(data, name, 'test.jsonl');
  const skip = data !== '' && existsSync(path) ? false : 'set MIZAN_DATA to the folder of public data sets';
  test(`questions of ${name} are declined`, { skip }, (t) => {
    const questions = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Record<string, string>)[field]!);
    const accepted = rate(domain, questions);
    t.diagnostic(`${name}: ${(accepted * 100).toFixed(1)} % of ${questions.length} accepted`);
    assert.ok(accepted <= 0.06, `${accepted}`);
  });
}

test('new names are welcome where names stand, and only there', () => {
  const stories = fitDomain(
    ['Sam', 'Lina', 'Omar', 'Nora', 'Ali', 'Max'].flatMap((name, i, all) => [
      `${name} has ${i} pens and gives 2 to ${all[(i + 1) % 6]}. How many pens does ${name} have?`,
      `Write ${i} in Roman numerals.`,
    ]),
  );
  assert.equal(
    familiarity(stories, 'Hiroshi has 9 pens and gives 2 to Björn. How many pens does Hiroshi have?').score,
    0,
  );
  assert.ok(familiarity(stories, 'Write 9 in Danish numerals.').unknownWords.includes('danish'));
});

test('other scripts, empty and endless questions are declined, with a reason', () => {
  for (const question of ['Какая столица России?', 'ما هي عاصمة مصر؟', '中国的首都是哪里？'])
    assert.equal(familiarity(domain, question).score > 0.5, true, question);
  assert.match(familiarity(domain, ' . ').reason, /no question/);
  const long = training[0]!.question.repeat(60);
  assert.equal(familiarity(domain, long).known, false);
  assert.match(familiarity(domain, long).reason, /longer \(\d+ words\)/);
});

test('shapes: runs are one unit, sentences are parted, slips are slips', () => {
  const shape = (text: string) =>
    shapeOf(text)
      .map((unit) => unit.text)
      .join(' ');
  assert.equal(shape('Solve 3x + 5 = 11 for x.'), 'solve <+=ln> for <l>');
  assert.equal(shape('Sort 4, 8, 15: which is last?'), 'sort <,n> . which is last');
  assert.equal(shape('Sort fox, ant.'), 'sort fox , ant');
  assert.equal(shape('Is "big dog" XIV?'), 'is <q> <c>');
  assert.deepEqual(
    [oneSlip('what', 'wht'), oneSlip('what', 'hwat'), oneSlip('what', 'whats'), oneSlip('what', 'whip')],
    [true, true, true, false],
  );
});

test('the model is plain JSON, small, and the same after a round trip', () => {
  const text = JSON.stringify(domain);
  assert.ok(text.length <= 150_000, `${text.length} bytes`);
  const copy = JSON.parse(text) as Domain;
  for (const { question } of training.slice(0, 20))
    assert.deepEqual(familiarity(copy, question), familiarity(domain, question));
  assert.throws(() => fitDomain([]), /got none/);
});

test('abilities are told in plain words', () => {
  assert.equal(
    describeAbilities(['sums of numbers.', 'Roman numerals']),
    'What I have learnt: sums of numbers; Roman numerals.',
  );
});
