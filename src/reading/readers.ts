/** All readers in the order in which they are asked, and which of them speak for themselves. */
import { readArithmetic } from './numbers/arithmetic.ts';
import { readCoded } from './numbers/coded.ts';
import { readClauses } from './clauses/clauses.ts';
import { readCounting } from './lists/counting.ts';
import { readDays, readPlainDates } from './calendar/days.ts';
import { readMonthDays } from './calendar/month-days.ts';
import { readNamedSpans } from './calendar/named-spans.ts';
import { readNeighbours } from './calendar/neighbours.ts';
import { readBeside } from './numbers/beside.ts';
import { readDivisors } from './numbers/divisors.ts';
import { readNumberFacts } from './numbers/number-facts.ts';
import { readGivenValues } from './numbers/given-values.ts';
import { readFunction } from './numbers/functions.ts';
import { readFormula } from './measures/formulas.ts';
import { readEquation } from './numbers/equations.ts';
import { readMake } from './numbers/make.ts';
import { readBases, readBits } from './numbers/bases.ts';
import { readRomans } from './numbers/romans.ts';
import { readRoman } from './numbers/numerals.ts';
import { readCompared } from './logic/compared.ts';
import { readListedStops } from './logic/listed-stops.ts';
import { readOrder } from './logic/orders.ts';
import { readAlternativeWays } from './logic/alternative-ways.ts';
import { readQueuePlaces } from './logic/queue-places.ts';
import { readMap } from './logic/maps.ts';
import { readGrowing } from './numbers/growing.ts';
import { readInRange } from './numbers/in-range.ts';
import { readLetterGroups } from './numbers/letter-groups.ts';
import { readInSequence } from './numbers/in-sequence.ts';
import { readRuledSequence } from './numbers/ruled-sequences.ts';
import { readToldSequence } from './numbers/told-sequences.ts';
import { readListedSequence, readOtherSequence } from './numbers/listed-sequences.ts';
import { readShown } from './lists/shown.ts';
import { readSeveralWords } from './lists/several-words.ts';
import { readSelected } from './lists/selected.ts';
import { readPattern } from './lists/patterns.ts';
import { readInText } from './lists/in-text.ts';
import { readListed } from './lists/listed.ts';
import { readOrdered, readSigns } from './lists/ordered.ts';
import { readRanked } from './lists/ranked.ts';
import { readPick, readSort } from './lists/sorting.ts';
import { readRelated } from './roles/related.ts';
import { readSpelling } from './lists/spelling.ts';
import { readTally } from './lists/tally.ts';
import { readTyped } from './lists/typed.ts';
import { readRoles } from './roles/roles.ts';
import { readShort } from './short/short.ts';
import { readStory } from './stories/stories.ts';
import { readSpans, readTimetables } from './calendar/timetables.ts';
import { readTimes } from './calendar/times.ts';
import { readAgesThen } from './systems/ages-then.ts';
import { readLegs } from './systems/legs.ts';
import { readZones } from './calendar/zones.ts';
import { readSystem } from './systems/systems.ts';
import { readToldDates } from './calendar/told-dates.ts';
import { comesOrGoes, withDirections } from './text/directions.ts';
import { readToday } from './calendar/today.ts';
import { readTruth } from './logic/truth.ts';
import { readUnits } from './measures/units.ts';
import { readPlain as readPlainMeasure } from './measures/plain.ts';
import { changesByPart, readChangeByPart } from './measures/by-parts.ts';
import { readBare } from './stories/bare.ts';
import { readYears } from './calendar/years.ts';
import type { Reader } from './reading.ts';

/** A reader of stories, which are read with plain verbs of coming and going. */
const plainly =
  (read: Reader): Reader =>
  (text) => {
    const plain = withDirections(text);
    return plain && read(plain);
  };

/**
 * Readers from the most telling words to the least: of two that answer differently, the earlier one is right unless
 * both are equally telling. Further names are earlier readers of the same kind: where one of these found something, this
 * one is not asked.
 */
export const READERS: readonly (readonly [name: string, read: Reader, ...unless: readonly string[]])[] = [
  ['ways', readAlternativeWays],
  ['several-words', readSeveralWords],
  ['in-range', readInRange],
  ['letter-groups', readLetterGroups],
  ['named-spans', readNamedSpans],
  ['spelling', readSpelling],
  ['growing', readGrowing],
  ['plain', readPlainMeasure],
  ['coded', readCoded],
  ['given-values', readGivenValues],
  ['beside', readBeside],
  ['truth', readTruth],
  ['bits', readBits],
  ['base', readBases],
  ['romans', readRomans],
  ['roman', readRoman],
  ['facts', readNumberFacts],
  ['divisors', readDivisors, 'facts'],
  ['today', readToday],
  ['years', readYears],
  ['month-days', readMonthDays],
  ['told-dates', readToldDates],
  ['neighbours', readNeighbours, 'told-dates', 'month-days'],
  ['days', readDays, 'neighbours', 'told-dates', 'month-days'],
  ['dates', readPlainDates, 'neighbours', 'told-dates', 'month-days'],
  ['timetables', readTimetables],
  ['spans', readSpans],
  ['zones', readZones],
  ['times', readTimes, 'timetables', 'zones'],
  ['function', readFunction],
  ['formula', readFormula],
  ['units', readUnits],
  ['queue', readQueuePlaces],
  ['path', readMap],
  ['order', (text) => readListedStops(text) ?? readOrder(text), 'queue'],
  ['compared', readCompared],
  ['shown', readShown],
  ['in-text', readInText, 'shown'],
  ['listed', readListed, 'in-text', 'shown', 'compared'],
  ['counting', (text) => (comesOrGoes(text) ? undefined : readCounting(text)), 'listed', 'in-text', 'shown'],
  ['tally', readTally, 'month-days', 'listed', 'in-text', 'shown'],
  ['selected', readSelected, 'counting', 'listed', 'in-text', 'shown'],
  ['ordered', (text) => readSigns(text) ?? readOrdered(text), 'compared'],
  ['typed', readTyped, 'ordered', 'compared'],
  ['ranked', readRanked, 'ordered', 'compared'],
  ['sort', readSort, 'ranked', 'ordered', 'compared'],
  ['pick', readPick, 'ranked', 'ordered', 'compared'],
  ['pattern', readPattern, 'coded', 'beside', 'neighbours'],
  ['in-sequence', readInSequence],
  ['ruled', readRuledSequence, 'in-sequence'],
  ['told', readToldSequence, 'in-sequence', 'ruled'],
  ['listed-sequence', readListedSequence, 'in-sequence', 'ruled'],
  ['sequence', readOtherSequence, 'in-sequence', 'ruled'],
  ['equation', readEquation],
  ['system', (text) => readAgesThen(text) ?? readLegs(text) ?? readSystem(text), 'equation'],
  ['make', readMake],
  ['by-part', readChangeByPart],
  ['clauses', plainly(readClauses)],
  ['bare', readBare],
  ['arithmetic', (text) => (changesByPart(text.low) ? undefined : readArithmetic(text))],
  ['story', plainly(readStory)],
  ['related', plainly(readRelated)],
  ['roles', plainly(readRoles)],
  ['short', plainly(readShort)],
];

/** Readers of plain words, which fit parts of many questions: asked only when no other one answers. */
export const GENERAL = new Set(['pick', 'arithmetic', 'story', 'related', 'roles', 'short']);

/** Readers of stories by the roles of their words. */
export const BY_ROLES = new Set(['roles', 'short']);

/** Readers that give each number and each telling word its place: what they read is read by no other. */
export const DECISIVE: readonly string[] = [
  'several-words',
  'in-range',
  'letter-groups',
  'named-spans',
  'spelling',
  'growing',
  'plain',
  'coded',
  'given-values',
  'beside',
  'clauses',
];
