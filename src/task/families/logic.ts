/**
 * Task family: logic puzzles with one solution. An order from comparisons, truth-tellers and liars, who owns which pet.
 * One function makes clues, thought and answer of a puzzle. The verifier reads the clues back and tests the answer
 * against each. The thoughts try candidates in a fixed order and drop each at the first contradiction.
 */
import type { Random } from '../../random.ts';
import type { Difficulty, Family } from '../family.ts';
import type { Score, Verdict } from '../../types.ts';
import { sameWritten } from '../../answers/same.ts';

type Problem = {
  kind: 'order' | 'liars' | 'pets';
  clues: string[];
  ask: string;
  gold: string;
  plan: string;
  thought: string;
};

const PEOPLE = [
  'Ann',
  'Ben',
  'Cid',
  'Dan',
  'Eva',
  'Finn',
  'Gus',
  'Hal',
  'Ivy',
  'Joe',
  'Kim',
  'Leo',
  'Mia',
  'Ned',
  'Oli',
  'Pia',
  'Ray',
  'Sue',
  'Tom',
  'Una',
  'Vic',
  'Wes',
  'Zoe',
  'Amy',
];
const PETS = ['cat', 'dog', 'fish', 'bird', 'horse', 'rabbit', 'snake', 'frog'];
/** [more, most, less, least]. */
const SCALES: readonly [string, string, string, string][] = [
  ['taller', 'tallest', 'shorter', 'shortest'],
  ['older', 'oldest', 'younger', 'youngest'],
  ['faster', 'fastest', 'slower', 'slowest'],
  ['heavier', 'heaviest', 'lighter', 'lightest'],
];

const joined = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const failed = (reason: string): Verdict => ({ pass: false, reason });
const listed = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[,>\s]+(?:and )?/)
    .filter((word) => word !== '' && word !== 'and');

// Order: "Ann is taller than Ben, Cid is shorter than Ben", who is the tallest?

const makeOrder = (random: Random, difficulty: Difficulty): Problem => {
  const [more, most, less, least] = random.pick(SCALES);
  const order = random.sample(PEOPLE, difficulty + 2);
  const pairs = random.shuffle(order.slice(1).map((below, i): [string, string] => [order[i], below]));
  const clues = pairs.map(([above, below]) =>
    random.chance(difficulty === 1 ? 0.3 : 0.5)
      ? `${below} is ${less} than ${above}`
      : `${above} is ${more} than ${below}`,
  );
  const answers: Record<string, string> = {
    [`who is the ${most}`]: order[0],
    [`who is the ${least}`]: order.at(-1)!,
    [`what is the order from ${most} to ${least}`]: order.join(', '),
    ...(order.length % 2 ? { 'who is in the middle': order[(order.length - 1) / 2] } : {}),
  };
  const ask = random.pick(Object.keys(answers));
  const tries: string[] = [];
  for (const [candidate] of pairs) {
    const beaten = pairs.find(([, below]) => below === candidate);
    tries.push(beaten ? `top ${candidate}? ${beaten.join('>')} no` : `top ${candidate}? yes`);
    if (!beaten) break;
  }
  const signs = pairs.map((pair) => pair.join('>'));
  const places = order.map((name, i) => `${i + 1} ${name}`).join(', ');
  return {
    kind: 'order',
    clues,
    ask,
    gold: answers[ask],
    plan: 'rewrite the clues, find the top, follow down, check',
    thought: [signs.join(', '), ...tries, places, `check ${signs.join(', ')} yes`].join('\n'),
  };
};

const checkOrder = (text: string, answer: string): Verdict | undefined => {
  const pairs = [...text.matchAll(/(\w+) is (\w+) than (\w+)/gi)].flatMap(([, a, word, b]): [string, string][] => {
    const scale = SCALES.find(([more, , less]) => word.toLowerCase() === more || word.toLowerCase() === less);
    const pair = [a.toLowerCase(), b.toLowerCase()] as [string, string];
    return scale ? [word.toLowerCase() === scale[0] ? pair : [pair[1], pair[0]]] : [];
  });
  const names = [...new Set(pairs.flat())];
  if (names.length < 2 || names.length > 10) return undefined;
  if (/the order from/i.test(text)) {
    const order = listed(answer);
    if (order.length !== names.length || !names.every((name) => order.includes(name)))
      return failed('not everyone stands in the order once');
    const broken = pairs.find(([above, below]) => order.indexOf(above) > order.indexOf(below));
    return broken
      ? failed(`${broken.join(' comes before ')} in the clues`)
      : { pass: true, reason: 'every clue holds' };
  }
  const name = answer.trim().toLowerCase();
  if (!names.includes(name)) return failed('nobody of that name');
  /** Everyone that the clues place on one side of `name`, through any number of clues. */
  const side = (from: 0 | 1): number => {
    const found = new Set([name]);
    for (const name of found) for (const pair of pairs) if (pair[from] === name) found.add(pair[1 - from]);
    return found.size - 1;
  };
  const [above, below] = [side(1), side(0)];
  const last = SCALES.some(([, , , least]) => text.toLowerCase().includes(`is the ${least}`));
  const wanted = /in the middle/i.test(text) ? (names.length - 1) / 2 : last ? names.length - 1 : 0;
  return {
    pass: above === wanted && below === names.length - 1 - wanted,
    reason: `the clues put ${above} above and ${below} below`,
  };
};

// Liars: "Ann says Ben lies, Ben says Ann and I differ", who tells the truth?

/** What a speaker claims of one or two people. */
type Statement = { speaker: string; about: string[]; claim: string };

const CLAIMS: Record<string, (honest: boolean[]) => boolean> = {
  lies: ([a]) => !a,
  'is truthful': ([a]) => a,
  'both lie': ([a, b]) => !a && !b,
  'are alike': ([a, b]) => a === b,
  differ: ([a, b]) => a !== b,
};

/** Whether what was said is so, if exactly `honest` tell the truth. */
const holds = ({ about, claim }: Statement, honest: readonly string[]): boolean =>
  CLAIMS[claim](about.map((name) => honest.includes(name)));

/** All sets of truth-tellers, everyone first, nobody last, in the order TT, TL, LT, LL. */
const casts = (people: readonly string[]): string[][] =>
  Array.from({ length: 2 ** people.length }, (_, bits) =>
    people.filter((_, i) => !((bits >> (people.length - 1 - i)) & 1)),
  );

const consistent = (said: readonly Statement[], honest: readonly string[]): boolean =>
  said.every((statement) => holds(statement, honest) === honest.includes(statement.speaker));

const randomStatement = (random: Random, people: readonly string[], speaker: string): Statement => {
  const others = random.shuffle(people.filter((name) => name !== speaker));
  if (random.chance(0.4)) return { speaker, about: [others[0]], claim: random.pick(['lies', 'lies', 'is truthful']) };
  const about = others.length > 1 && random.chance(0.5) ? others.slice(0, 2) : [others[0], speaker];
  return { speaker, about, claim: random.pick(['both lie', 'are alike', 'differ']) };
};

/** The tries up to the first cast that fits: each statement is held against the cast until one contradicts it. */
const tryCasts = (people: readonly string[], said: readonly Statement[]): string[] => {
  const lines: string[] = [];
  for (const honest of casts(people)) {
    const mark = (name: string) => `${name} ${honest.includes(name) ? 'T' : 'L'}`;
    lines.push(`try ${people.map(mark).join(' ')}`);
    for (const statement of said) {
      const right = holds(statement, honest);
      const fits = right === honest.includes(statement.speaker);
      lines.push(
        `${mark(statement.speaker)} says ${statement.claim}: ${statement.about.map(mark).join(' ')} ${right ? 'right' : 'wrong'} ${fits ? 'ok' : 'no'}`,
      );
      if (!fits) break;
    }
    if (consistent(said, honest)) break;
  }
  return lines;
};

/** Longer searches are not asked: they would not fit in a thought. */
const MOST_LINES = 15;

const makeLiars = (random: Random, difficulty: Difficulty): Problem => {
  const people = random.sample(PEOPLE, difficulty === 1 || (difficulty === 2 && random.chance(0.3)) ? 2 : 3);
  let said: Statement[];
  let answers: string[][];
  let lines: string[];
  do {
    said = people.map((speaker) => randomStatement(random, people, speaker));
    answers = casts(people).filter((honest) => consistent(said, honest));
    lines = tryCasts(people, said);
  } while (answers.length !== 1 || lines.length > MOST_LINES);
  const truth = random.chance(0.5);
  const chosen = people.filter((name) => answers[0].includes(name) === truth);
  return {
    kind: 'liars',
    clues: [
      `${joined(people)} each always lie or never lie`,
      ...said.map(
        ({ speaker, about, claim }) =>
          `${speaker} says ${about.map((name) => (name === speaker ? 'I' : name)).join(' and ')} ${claim}`,
      ),
    ],
    ask: truth ? 'who tells the truth' : 'who lies',
    gold: chosen.join(', ') || 'nobody',
    plan: 'try who is honest, drop at the first contradiction',
    thought: lines.join('\n'),
  };
};

const checkLiars = (text: string, answer: string): Verdict | undefined => {
  const pattern = /(\w+) says (\w+)(?: and (\w+))? (lies|is truthful|both lie|are alike|differ)/gi;
  const said = [...text.toLowerCase().matchAll(pattern)].map(([, speaker, a, b, claim]): Statement => ({
    speaker,
    claim,
    about: (b ? [a, b] : [a]).map((name) => (name === 'i' ? speaker : name)),
  }));
  const people = [...new Set(said.flatMap(({ speaker, about }) => [speaker, ...about]))];
  if (people.length < 2 || people.length > 6) return undefined;
  const named = /^\s*nobody\.?\s*$/i.test(answer) ? [] : listed(answer);
  if ((named.length === 0 && !/nobody/i.test(answer)) || named.some((name) => !people.includes(name)))
    return failed('names nobody of the puzzle');
  const honest = /tells the truth/i.test(text) ? named : people.filter((name) => !named.includes(name));
  const broken = said.find((statement) => holds(statement, honest) !== honest.includes(statement.speaker));
  return broken ? failed(`contradicts what ${broken.speaker} says`) : { pass: true, reason: 'every statement fits' };
};

// Pets: "Ann does not own the cat, Ben owns the dog or the fish", who owns the cat?

/** A clue is the [person, pet] pairs that it rules out. */
type Ban = [string, string];

const petClue = (
  random: Random,
  people: readonly string[],
  pets: readonly string[],
  difficulty: Difficulty,
): [string, Ban[]] => {
  const [person, other, third] = random.shuffle(people);
  const [pet, ...rest] = random.shuffle(pets);
  const kind = random.int(1, difficulty === 1 ? 2 : 4);
  if (kind === 1 && difficulty < 3) return [`${person} owns the ${pet}`, rest.map((animal): Ban => [person, animal])];
  if (kind === 3) return [`${person} owns the ${rest[0]} or the ${rest[1]}`, [[person, pet]]];
  if (kind === 4) return [`${other} or ${third} owns the ${pet}`, [[person, pet]]];
  return [`${person} does not own the ${pet}`, [[person, pet]]];
};

const makePets = (random: Random, difficulty: Difficulty): Problem => {
  const people = random.sample(PEOPLE, 3);
  const pets = random.sample(PETS, 3);
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ].map((order) => order.map((i) => pets[i]));
  const banned = (bans: readonly Ban[], person: string, pet: string) =>
    bans.some(([who, what]) => who === person && what === pet);
  let clues: [string, Ban[]][];
  let answers: string[][];
  do {
    clues = Array.from({ length: difficulty === 1 ? 2 : 3 }, () => petClue(random, people, pets, difficulty));
    const bans = clues.flatMap(([, list]) => list);
    answers = orders.filter((order) => people.every((person, i) => !banned(bans, person, order[i])));
  } while (answers.length !== 1 || new Set(clues.map(([, bans]) => bans.join())).size < clues.length);
  const bans = clues
    .flatMap(([, list]) => list)
    .filter((ban, i, all) => all.findIndex((other) => other.join() === ban.join()) === i);
  const [owned] = answers;
  const tries: string[] = [];
  for (const order of orders) {
    const fits = people.findIndex((person, i) => banned(bans, person, order[i]));
    const shown = people
      .slice(0, fits < 0 ? 3 : fits + 1)
      .map((person, i) => `${person} ${order[i]}`)
      .join(', ');
    const line = `${shown} ${fits < 0 ? 'yes' : 'no'}`;
    if (line !== tries.at(-1)) tries.push(line);
    if (fits < 0) break;
  }
  const answered: Record<string, string> = {
    'who owns what': people.map((person, i) => `${person}=${owned[i]}`).join(', '),
  };
  people.forEach((person, i) => {
    if (clues.some(([text]) => text === `${person} owns the ${owned[i]}`)) return;
    answered[`who owns the ${owned[i]}`] = person;
    answered[`which pet belongs to ${person}`] = owned[i];
  });
  const ask = random.pick(Object.keys(answered));
  const check = bans.map(([person, pet]) => `${person} ${owned[people.indexOf(person)]} not ${pet}`).join(', ');
  return {
    kind: 'pets',
    clues: [
      `${joined(people)} own a ${joined(pets).replace(', ', ', a ').replace(' and ', ' and a ')}`,
      ...clues.map(([text]) => text),
    ],
    ask,
    gold: answered[ask],
    plan: 'list what is ruled out, try each in turn, check',
    thought: [`not ${bans.map((ban) => ban.join(' ')).join(', ')}`, ...tries, `check ${check} yes`].join('\n'),
  };
};

const checkPets = (puzzle: string, answer: string): Verdict | undefined => {
  const text = puzzle.toLowerCase();
  const intro = /(\w+), (\w+) and (\w+) own a (\w+), a (\w+) and a (\w+)/.exec(text);
  if (!intro) return undefined;
  const [people, pets] = [intro.slice(1, 4), intro.slice(4, 7)];
  const allowed = people.map((person) => pets.filter((pet) => !text.includes(`${person} does not own the ${pet}`)));
  const keep = (person: string, isAllowed: (pet: string) => boolean) => {
    const i = people.indexOf(person);
    if (i >= 0) allowed[i] = allowed[i].filter(isAllowed);
  };
  for (const [, person, pet, or] of text.matchAll(/(?<! or )\b(\w+) owns the (\w+)(?: or the (\w+))?/g))
    keep(person, (animal) => animal === pet || animal === or);
  for (const [, a, b, pet] of text.matchAll(/(\w+) or (\w+) owns the (\w+)/g)) {
    for (const person of people) if (person !== a && person !== b) keep(person, (animal) => animal !== pet);
  }
  // Everything that the answer states: [person, pet] pairs. A single name or pet goes with what was asked.
  const given = answer.trim().toLowerCase();
  const query = /who owns the (\w+)|which pet belongs to (\w+)/.exec(text)?.slice(1);
  const pairs = query
    ? [query[0] ? [given, query[0]] : [query[1], given]]
    : given.split(/ ?(?:,|;| and ) ?/).map((part) => part.split(/ ?[=:] ?| owns the /));
  const stated = new Map(pairs.map(([person, pet]): [string, string] => [person, pet]));
  if (!query && (stated.size !== 3 || new Set(stated.values()).size !== 3)) return failed('does not give each one pet');
  for (const [person, pet] of stated) {
    if (!people.includes(person) || !pets.includes(pet)) return failed('names someone or something else');
    if (!allowed[people.indexOf(person)].includes(pet)) return failed(`${person} can't own the ${pet}`);
  }
  // The others must be able to own what is left.
  const possible = (i: number, taken: readonly string[]): boolean =>
    i === 3 ||
    allowed[i].some(
      (pet) => !taken.includes(pet) && (stated.get(people[i]) ?? pet) === pet && possible(i + 1, [...taken, pet]),
    );
  return possible(0, []) ? { pass: true, reason: 'every clue holds' } : failed('leaves no pets that fit the others');
};

export const logic: Family<Problem> = {
  name: 'logic',
  about: 'puzzles with one solution: orders from clues, truth-tellers and liars, who owns which pet',
  phrasings: [
    '{clues}. So {ask}?',
    '{clues}. Now {ask}?',
    '{clues}. Tell me {ask}.',
    '{clues}. Can you tell {ask}?',
    '{clues}. Work out {ask}.',
    '{clues}. Question: {ask}?',
    '{clues}. Please find out {ask}.',
    'If {clues}, then {ask}?',
    'Suppose {clues}. Then {ask}?',
    'Given: {clues}. Find: {ask}?',
    'Clues: {clues}. Question: {ask}?',
    'Puzzle: {clues}. So {ask}?',
    'Riddle: {clues}. Guess {ask}.',
    'We know this: {clues}. But {ask}?',
    'We are told: {clues}. So {ask}?',
    'Here are the facts: {clues}. Say {ask}.',
    'Facts: {clues}. Now {ask}?',
    'It is known that {clues}. Who can say {ask}?',
    'Question: {ask}? Clues: {clues}.',
    'Find out {ask}, if {clues}.',
    'Tell me {ask}, when {clues}.',
    'Can you say {ask}? We know: {clues}.',
    'A puzzle: {clues}. Please say {ask}.',
    'Help me with a puzzle: {clues}. I must say {ask}.',
    'My teacher asks {ask}. The clues: {clues}.',
    'I wonder {ask}. All I know: {clues}.',
    'Solve this: {clues}, and {ask}?',
    'Say {ask}, given that {clues}.',
    'Use the clues {clues} to say {ask}.',
    'Please tell me {ask}. These are the clues: {clues}.',
  ],
  make: (random, difficulty) => random.pick([makeOrder, makeLiars, makePets])(random, difficulty),
  key: ({ clues, ask }) => `${clues.toSorted().join('|')}|${ask}`,
  slots: ({ clues, ask }) => ({ clues: clues.join(', '), ask }),
  gold: ({ gold }) => gold,
  plan: ({ plan }) => plan,
  solve: ({ thought }) => thought,
  grade: (gold, answer, question): Score => {
    const sameSet =
      question.includes(' says ') && answer.length < 100 && listed(gold).sort().join() === listed(answer).sort().join();
    const correct = sameSet || sameWritten(gold, answer);
    return { correct, reason: correct ? 'equals the gold answer' : `expected ${gold}` };
  },
  verify: ({ clues, ask }, answer) => {
    if (clues === undefined || ask === undefined || clues.length + ask.length > 1000) return undefined;
    const short = answer.length > 100 ? '' : answer;
    // Which slot holds the clues depends on the phrasing that fits first; the checks read both as one text.
    const text = `${clues}. ${ask}`;
    return / says /i.test(text)
      ? checkLiars(text, short)
      : / than /i.test(text)
        ? checkOrder(text, short)
        : checkPets(text, short);
  },
};
