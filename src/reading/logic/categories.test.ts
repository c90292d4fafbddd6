/** What follows from sentences of all, no and some, as many people would ask. `-`: no answer is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const TABLE: readonly (readonly [string, string])[] = [
  // A rule and its converse.
  ['Every surgeon is a doctor. Does it follow that every doctor is a surgeon?', 'No'],
  ['All bakers are early risers. Does that mean all early risers are bakers?', 'No'],
  ['Every oak is a tree. Is every oak a tree?', 'Yes'],
  ['No spoon is a fork. Does it follow that no fork is a spoon?', 'Yes'],
  ['All poets are dreamers and all dreamers are late. Does it follow that all poets are late?', 'Yes'],
  ['No cat is a dog. All pugs are dogs. Does it follow that no pug is a cat?', 'Yes'],
  ['No cat is a dog. All pugs are dogs. Is some pug a cat?', 'No'],
  // Some.
  ['Only know this: some of our tents have holes. Does it follow that all of our tents have holes? yes or no', 'No'],
  ['Some nurses are singers. Does it follow that some singers are nurses?', 'Yes'],
  ['Some birds can swim. Can we be sure that every bird can swim?', 'No'],
  ['All poets are dreamers. Some dreamers are rich. Does it follow that some poets are rich?', 'No'],
  ['All poets are dreamers. Some poets are rich. Does it follow that some dreamers are rich?', 'Yes'],
  ['Not all doors are locked. Does it follow that some doors are not locked?', 'Yes'],
  // One thing of a class, and of a part of it.
  ['In the tale no giant can swim. Bor is a giant. Can Bor swim?', 'No'],
  ['no bike in our shed is new. mine stands in our shed. true or false: my bike is new', 'false'],
  ['All the jars on the top shelf are empty. My jar is on the top shelf. Is my jar empty?', 'Yes'],
  ['None of the boats in the harbour is red. Ours lies in the harbour. Is our boat red?', 'No'],
  ['Kim is a lawyer. Every judge is a lawyer. Does it follow that Kim is a judge?', 'No'],
  ['No tram stops at the zoo. The 9:20 stops at the zoo. True or false: the 9:20 is a tram.', 'false'],
  [
    'Some of the huts on our farm have a door. Every hut with a door is warm. Is it certain that at least one hut is warm?',
    'Yes',
  ],
  ['Let us say all my cousins drink tea. Bruno does not drink tea. Can Bruno be one of my cousins, yes or no?', 'No'],
  ['In this shop everybody who wear red cap is driver. Linh is not driver. Does Linh wear red cap?', 'No'],
  ['In this office everybody who has a key is a guard. Tom works elsewhere. Tom has a key. Is Tom a guard?', '-'],
  ['if it rains the match is off. the match was off. does that prove it rained, yes or no', 'No'],
  // It is left open, or another thing than certainty is asked.
  ['Every oak is a tree. Is every tree an oak?', '-'],
  ['some of the lamps in the hall are on. are all the lamps in the hall on?', '-'],
  ['All squares are rectangles. Does it follow that some squares are rectangles?', '-'],
  ['Not all doors are locked. Does it follow that some doors are locked?', '-'],
  ['All the jars on the top shelf are empty. My jar is on the low shelf. Is my jar empty?', '-'],
  ['Most dogs bark. Does it follow that all dogs bark?', '-'],
  ['All cats purr. Does it follow that all that purr are cats?', '-'],
  ['How many judges are lawyers if every judge is a lawyer?', '-'],
];

test('what follows from all, no and some, in many voices', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
