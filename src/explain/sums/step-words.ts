/**
 * The words of sums that are told step by step, by their roles, for the reading by explanation: signs in words, verbs
 * that do something with what came before, unknowns, what says that something comes out, and the words of asking.
 */
import { lexicon } from '../grammar/role-words.ts';

/** Words and phrases with the role that they have among numbers. */
export const STEP_WORDS = lexicon(`
  +: plus, +, increased by, raised by, added to, and add, and plus, add;
  -: minus, -, less, take away, takeaway, decreased by, reduced by, diminished by, lessened by, lowered by, and minus;
  *: times, *, multiplied by, multiplied with, multiplied for, times by, timesed by, multiply by, multiply with,
     multiply, lots of, sets of, groups of;
  /: /, divided by, divided on, divided with, divided for, divided through, split by, over, divided in, devided by,
     divide by, divided to;
  BACK: subtracted from, taken from, taken away from, deducted from, less than, removed from, fewer than,
     is subtracted from, is taken from, is taken away from, is deducted from, was subtracted from, was taken from;
  ONTO: is added to, are added to, was added to, is to be added to;
  ABOVE: more than, greater than, bigger than, larger than, higher than;
  EXCEEDS: exceed, exceeds;
  BYHOW: by how much, by what amount, by how many;
  PRE: twice, double, the double of, double of, the double, thrice, triple, treble, the triple of, half of, half,
     one half of, the half of, the half from, a half of, a third of, one third of, the third of, a quarter of,
     one quarter of, the quarter of, a fourth of, a fifth of, one fifth of, the square of, square of, the cube of,
     cube of;
  POST: squared, cubed;
  ^: ^, to the power of, to the power, raised to the power, raised to the power of, raised to;
  SUM: the sum of, sum of, the total of, total of;
  PRODUCT: the product of, product of;
  DIFFERENCE: the difference between, difference between, the difference of, difference of;
  QUOTIENT: the quotient of, quotient of;
  ADD: adds, added, adding, i add, put, puts, stick, sticks, chuck, bung, is added, gets added, add on, put on, is put,
     are added, was added, to add, you add, we add, he adds, she adds, u add, i added, he added,
     she added, adds on, is added on, added on, stuck, have added, to it add;
  TAKE: subtract, subtracts, subtracted, subtracting, deduct, deducts, deducted, deducting, take, takes, took, taking,
     take off, takes off, took off, took away, takes away, taking away, taking off, remove, removes, removed,
     removing, knock, knocks, knocked, knocking, knock off, knocked off, knocks off, lop off, lopped off, lose,
     is subtracted, is taken, is taken away, is taken off, is deducted, is removed, was taken away, chop off, cut off,
     i take, you take, we take, u take, i subtract, taken away, i take away, you take away, u take away,
     we take away, gets taken off, gets taken away, and take away, was subtracted;
  MULTIPLY: multiplies, multiplied, multiplying, timesed, is multiplied, gets multiplied, was multiplied, times it,
     multiply it, multiply that, multiply this, multiply the result, multiply everything, i multiply, you multiply,
     multiplies it, multiplied it, timesed it, times that, times this, is timesed, multiply all this, times by it,
     multiply what is left, multiply the answer, multiply the total, i multiply it, you multiply it;
  DIVIDE: divide, divides, divided, dividing, split, splits, is divided, gets divided, devide, was divided, i divide,
     you divide, is split, i divide it, share, shared;
  ONCE: doubles, doubled, doubling, is doubled, gets doubled, was doubled, double it, doubled it, doubles it, triples,
     tripled, trebled, trebles, tripling, is tripled, is trebled, treble it, triple it, tripled it, trebled it, halve,
     halves, halved, halving, is halved, was halved, gets halved, halve it, half it, halved it, double that, halve that,
     triple that, treble that, double the result, triple the result, halve the result, double what is left,
     square it, square that, is squared, square the result, square what is left, cube it, i double it, you double it,
     doubling it, halving it, tripling it, double the answer, cubing, squaring, square, cube, doubled that;
  BY: by, with, for, on, among, between, through, into, in;
  TO: to;
  FROM: from, off, away from, off of, out of;
  AWAY: away;
  MORE: more, another, a further, further, on top, on top of, extra, on top of that, on top of it, on that;
  IT: it, that, this, the result, the total, what is left, what you have, what you get, what you got, the answer,
     the outcome, the lot, the whole lot, all of it, all of that, all of this, everything, all that, all this,
     that product, that sum, that result, that total, the product, the whole thing, this result, all of them,
     what i have, what i get, what i got, the whole, what remains, what comes out, what you have got, that answer,
     whatever is left, whatever you have, what is left of it, what is left over;
  NUMBER: a number, some number, a certain number, my number, the number, that number, this number, the same number,
     that same number, what number, which number, something, itself, the unknown, a secret number, my secret number,
     his number, her number, the something, number, my secret, certain number, one number, her secret number,
     his secret number, a mystery number, the mystery number, my favourite number, my lucky number, same number,
     the unknown number, an unknown number, my unknown, a certain figure, a figure, some figure, my age, his age,
     her age, the original number, this same number, my house number, my door number, the secret number, which figure,
     what figure, a whole number, a positive number, the certain number;
  ASK: not sure, am not sure, do not know, i do not know, do not get it, can not remember, both sides,
     both sides equal, for me, for us, for my homework, for homework, by hand, write down, to me, left over, is to be, are to be, to be,
     minus numbers, minus signs, the order of operations, order of operations, the order of the operations, evenly,
     order of the operations, equally, equal parts, equal shares, be most grateful, most grateful, on my behalf,
     ways, parts, into one number, in one number, as one number, brackets first, a bit, at the end, in the end, up to,
     without a calculator, without calculator, with no calculator, no calculator, to finish with, that one, this one;
  THEN: then, next, afterwards, after that, after this, and after that, and after this, finally, and finally,
     afterward, to finish, thereafter, subsequently, and then;
  AND: and, &, n;
  WHEN: when, if, once, as when, as if, that when, that if, so that, such that, in order that, for which, where;
  START: start with, start from, start on, start at, starting with, starting from, begin with, begin at,
     beginning with, i start with, you start with, start off with;
  SUMUP: ring up, add up, tot up, sum up, total up, add together, add all, add these up, add them up, foot this column,
     tally up, add these, add those up, add these numbers, add the numbers, adding up, add those, tot these up;
  TOGETHER: together, altogether, in total, all together, combined, in all, added together, added up, summed up,
     all told, put together, total, summed, the sum, sum, the total;
  EQUALS: its, =, ==, is, are, equals, equal, gives, give, makes, make, comes to, come to, is equal to, equal to, i get,
     you get, he gets, she gets, u get, i got, you got, he got, she got, they get, get, gets, got, makes together,
     make together, the result is, the result was, the answer is, the answer was, result is, result was, we get,
     you have, i have, i am on, you are at, i am at, you are on, ends up with, end up with, ended up with, we have,
     the outcome is, comes out as, comes out at, come out at, is the same as, the same as, same as, as same as,
     is same as, equals to, totals, leaves, you have got, i have got, it gives, it makes, it equals, it is, leaving,
     comes out to, becomes, i end up with, you end up with, you land on, i land on, was left with, i am left with,
     am left with, are left with, left with, you keep, i keep, land on, out comes, out came, results in, amounts to,
     is the same like, the same like, is equals to, is exactly, the total is, that is, it stays, there stays, stays,
     came to, comes up with, they make, they give, resulting in, that gives, that makes, which gives, which makes,
     to get, you are left with, get the same as, get exactly the same as, come out the same as, makes exactly,
     comes out the same as, the answer comes to, would be, will be, was, you will have, i will have, what you get is,
     it comes to, this gives, this makes, is identical to, matches, my answer is, his answer is, her answer is,
     does equal, they come to, evaluates to, is left with, and get, and got, and i get, and you get, and it is,
     brings you to, gets you, the outcome was, my answer was, then you get, it came to, came out at, as when
`);

/** Words of asking, of telling that a sum is meant, and of manner: none of them changes what is asked. */
export const ASK_WORDS = new Set(
  `what which how much many does do did would could can should must will please the a an i you we u he she they am
  have has had be been work out calculate compute evaluate determine find state tell me us value result answer
  figure outcome of give name need want wants know get got show write for say says said is it that this so and now
  back exactly just only number was original begin began come comes came reach reached land end where up made
  expression sum following calculation question equation solution are my kindly total left remains remain
  remaining remained go in to your final mean really actually solve unknown letter variable solves satisfies fits
  check ask asked asks wondering wonder confirm report provide specify identify right his her if when sure call
  let denote such holds hold sides think given suppose these those numbers with at them on from possible yes goes
  belongs box gap blank missing fill put place secret there being as then thought start started starting become
  obtain receive arrive ok easily told but maths math arithmetic homework thanks thank ta cheers big large size
  guess thinking picked chosen pick took take someone somebody friend begun by holding standing stand thing things
  done doing making hand teach who kind good enough learn request requested wanted required seek looking look
  quick lads love mate dear help idea any whats figures line print oh well um er okay hi hello hey old till
  property grateful appreciate theres correct wrong doubt myself insists insist reckons reckon thinks believes
  claims swears quantity amount own equal equals = makes make gives altogether together anyone`.split(/\s+/),
);

/** The words of asking that may never change a question: one of them is what a clause of asking begins with. */
export const ASKS_FOR =
  /^(?:what|which|how|whats|tell|give|find|state|write|express|name|show|print|report|calculate|need|want|is|are)$/;

/** Words in which a slip of the pen is seen: of sums and of asking. */
export const MENDABLE: ReadonlySet<string> = new Set(
  `what which calculate number plus minus times divide divided divides multiply multiplied subtract subtracted added
  double doubled triple tripled treble trebled halve halved square squared cubed difference between product quotient
  total together answer result equals hundred thousand twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety three seven eight remainder value missing unknown
  solve work find please missing much many makes gives take away then from knock half quarter third power`.split(/\s+/),
);

const PLURALS = 'ones twos threes fours fives sixes sevens eights nines tens elevens twelves'.split(' ');

/** "Five fives": how many a word for several of one number says. */
export const pluralOf = (word: string): string | undefined => {
  const at = PLURALS.indexOf(word);
  return at < 0 ? undefined : String(at + 1);
};

/** What a prefix such as "half of" makes of what follows. */
export const prefixed = (word: string, text: string): string => {
  const by = /twice|double/.test(word) ? '2*' : /thrice|triple|treble/.test(word) ? '3*' : '';
  if (by) return `(${by}${text})`;
  const under = /half/.test(word) ? '/2' : /third/.test(word) ? '/3' : /quarter|fourth/.test(word) ? '/4' : '/5';
  if (/square/.test(word)) return `(${text}^2)`;
  return /cube/.test(word) ? `(${text}^3)` : `(${text}${under})`;
};

/** What a verb such as "double it" makes of what came before. */
export const once = (word: string, text: string): string => {
  if (/doubl/.test(word)) return `(2*${text})`;
  if (/tripl|trebl/.test(word)) return `(3*${text})`;
  if (/hal[vf]/.test(word)) return `(${text}/2)`;
  return /squar/.test(word) ? `(${text}^2)` : `(${text}^3)`;
};
