/** The words of stories by their role, for the reading by explanation: who has, gets, loses or shares, and the asks. */
import { lexicon } from '../grammar/role-words.ts';

const MOVING =
  'get gets got go goes went come comes came step steps stepped climb climbs climbed hop hops hopped jump jumps ' +
  'jumped walk walks walked run runs ran move moves moved check checks checked squeeze squeezes squeezed slip slips ' +
  'slipped rush rushes rushed crawl crawls crawled';
/** Each verb of moving with each of the words that say where to. */
const towards = (...words: readonly string[]): string =>
  MOVING.split(' ')
    .flatMap((verb) => words.map((to) => `${verb} ${to}, ${verb} back ${to}`))
    .join(', ');

export const STORY_WORDS = lexicon(`
  LOSS: ${towards('out', 'off', 'away', 'down')};
  GAIN: ${towards('in', 'on', 'aboard', 'inside')}, enter, enters, entered, boards, boarded;
  HAVE: come to, comes to, came to, has, have, had, having, there are, there were, there is, there was, theres,
     started with, start with, starts with,
     starting with, begins with, began with, started, holds, hold, contains, owns, is, are, was, were, ordered, held,
     sit, sits, stand, sitting, made, makes, baked, bakes, planted, plants, picked, picks, saw, keeps, wrote,
     writes, scored, scores, came in, collected, collects, laid, caught, built, aboard,
     processed, owes me, owe, earned, earns, saved, saves, grew, counted, counts, wants, want, carries, carry,
     file, files;
  GAIN: gets, get, gains, gained, receives, received, receive, finds, find, found, wins, win, won, adds, add, added,
     come, comes, came, arrive, arrives, arrived, join, joins, joined, land, lands, landed, get on, got on, gets on,
     put in, puts in, brought in, are brought in, brings, bring, brought, come in, comes in, climb in, fly in,
     flew in,
     borrowed, is given, was given, are added, were added, get in, got in, hatch, hatched, more in, fly up, steps in;
  DONE: read, reads, did, done, ran, walked, drove, ridden, swam, driven, cycled;
  BUY: buys, buy, bought, got, buying, grabbed, order;
  LOSS: eats, eat, ate, eaten, gives, give, gave, gives away, gave away, give away, loses, lose, lost, loose,
     used, use, uses,
     used up, use up, uses up, sold, sells, sell, breaks, break, broke, broken, drop, drops, dropped,
     flew away, fly away, flies away, flew off, fly off, go out, goes out, went out, get off, got off, gets off,
     died, die,
     ran away, ran off, run away, runs away, swim away, swam away, pops, pop, popped, burst, bursts, deleted,
     delete, deletes,
     removed, removes, remove, shipped, ships, ship, threw away, throws away, throw away, cut off, cuts off, cut,
     drank,
     drinks, drink, is away, are away, absent, sent out, sends out, rejected, withdrew, archived, melted, melts,
     burnt,
     gone, taken out, are taken out, taken away, were taken, took away, takes away, take away, took out, takes out,
     poured out, leaked, leak, leaks, went home, go home, goes home, walked away, walk away, escaped, escape,
     hopped away,
     hop away, donated, donates, rotten, rotted, smashed, failed, cancelled, resigned, retired, checked out,
     drove away,
     drives away, drive away, went, wilted, were sold, were eaten, were used, sailed away, fell off, fell,
     falls off, fall off;
  SPEND: spends, spend, spent, pays, pay, paid, paying, cost me, costs me, costs, cost;
  TAKE: takes, take, took;
  GIVEN: gave me, gives me, give me, gave us, gives us;
  MANY: how many, how much, what, whats, hw many, how may, number of, count of, how much money;
  LEFT: left, remain, remains, remaining, still, stays, stay, left over, leftover, are still, whats left;
  NOW: now, end up with, in the end, at the end;
  TOTAL: altogether, in total, total, in all, together, sum, all together, totals, all day, in sum, both together;
  EACH: each, every, per, apiece, in each, on each, at each, in every, on every, for each, to each, inside each,
     with each,
     each one, a piece, every one, for every, a head, a day, a week, an hour, a month, a year, a minute, daily,
     weekly;
  MORE: more;
  FEWER: fewer, less;
  THAN: than;
  OLDER: older, taller, heavier, longer;
  YOUNGER: younger, shorter, lighter;
  CHANGE: change, get back, come back, back;
  SHARE: share, shares, shared, sharing, split, splits, divide, divided, divides, dividing, splitting, shared out;
  AMONG: between, among, amongst;
  EQUALLY: equally, evenly, fairly, same number, the same number, equal, the same, same, same each;
  NEED: need, needs, short, missing, needed;
  PACK: packed into, put into, puts into, packs into, into;
  BAD: half, twice, double, thrice, times, all but, except, without, unless, other, another, both, percent, %,
     average, rest,
     quarter, third, fourth, fifth, returned, again, some, several, few, fewest, first, last, most, least, only,
     neither,
     no, not, none, nobody, if she, at least, at most, difference, older than all, discount, tax, tip, tenner,
     fiver, refund, ratio,
     to me, gave her, gave him, gave them, gives her, gives him, gives them, lends, lent, swapped, swaps, traded,
     exchanged,
     as many, as much, dozens, opened, per cent, extra, free, until, till, than me more, already, square, ago,
     born, next, mins, minutes, minute, speed, km, area, average, tomorrow, enough, empty, full, a number,
     his number, her number, my number, the number, one number, numbers, digits;
  -: who, would, could, should, will, may, might, must, then, if, when, one, yesterday, today, this morning,
     in the morning,
     in the afternoon, in the evening, morning, afternoon, evening, monday, tuesday, wednesday, thursday, friday,
     saturday,
     sunday, on monday, tomorrow morning, after that, afterwards, later, also, all, whole, order, exactly, day,
     days, week,
     weeks, month, months, year, years, hour, hours, euro, euros, dollar, dollars, pound, pounds, cents, pence,
     quid, kg, g,
     gram, grams, litre, litres, liter, l, ml, m, metre, metres, meters, km long, pair, pairs, start, way, ways,
     place,
     places, tonight, at the start, the same day, number, expect, unit, pages, before that,
     there, as, in the box, $, £, €, _, during, so, found on, dozen, people, night, minute walk, at first, late,
     ok, which, n, p, have i got, has she got, has he got, have we got, have you got, have they got, do i have,
     january, february, april, june,
     july, august, september, october, november, december, in may, where, first stop, second stop, third stop,
     next stop, at the next stop, next day, to, digit
`);
