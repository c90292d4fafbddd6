/**
 * Misspelt function words put right: a word of small letters that no reader knows becomes the one word of a closed list
 * that is one slip away (a letter left out, put in, changed, or two swapped). Words of lists and names stay as they are
 * where no such word is near.
 */
import { isThing } from '../../problem/solve/things.ts';
import { asText, type Text } from './text.ts';

const WORDS = new Set(
  (
    'what when where which who whose how many much number numbers next comes come after before between from ' +
    'until the this that with into minutes minute hours hour days weeks months years today tomorrow ' +
    'yesterday ' +
    'monday tuesday wednesday thursday friday saturday sunday january february march april june july august ' +
    'september october november december date weekday week year clock start starts begin begins end ends ' +
    'finish ' +
    'sort order arrange smallest largest biggest highest lowest high low ascending descending alphabetical ' +
    'alphabetically alphabet first last middle words letters vowels word letter count times appear sequence ' +
    'pattern series continue ' +
    'convert write change binary decimal hexadecimal octal base roman numeral numerals greatest common ' +
    'divisor factor least multiple remainder divided divide multiplied multiply plus minus subtract added ' +
    'take away sum difference product ' +
    'solve equation find calculate evaluate value result total using make reach target each once only ' +
    'shortest quickest longest fastest route path distance road older younger taller shorter faster slower ' +
    'heavier lighter tallest shortest oldest youngest slowest ' +
    'truth lies liar true false says tells left have gave bought sold cost costs each altogether together ' +
    'more fewer less than spent share shared equally pieces change money price pay does did were was will ' +
    'would could there they them their please tell show work out answer need want because about half double ' +
    'twice percent percentage fraction volume perimeter increase decrease triangle rectangle square metres ' +
    'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty ' +
    'forty fifty sixty hundred thousand average median ratio discount normal ordinary digits figures'
  ).split(' '),
);

/** Everyday words that are one slip from a word above and mean something else. */
const REAL = new Set(
  (
    'fourth third thirds quarter quarters fifth fifths sixth sixths seventh sevenths eighth eighths ninth ninths tenth tenths ' +
    'jumper jumpers wool such ' +
    'percent percentage fraction fractions area volume perimeter speed litre litres cone cones cubic sphere prism ' +
    'spare spared norma figure ' +
    'halve halves halved halving treble trebled thrice knock bung chuck deduct add adds tot lots ' +
    'stays stay shares prime primes odd even square squares cube cubes perfect composite palindrome positive negative ' +
    'excluding except without also older olden solid olds many main mainly able ably table tablet stable ' +
    'cable fable early large larger largely small smaller light lighter slight flight bright night right ' +
    'might tight sight fights eight weight height freight same some come came game name fame lame tame some ' +
    'home dome hole whole while white write writes quite quiet quick quickly sells sell seller spell spells ' +
    'swell dwell shell bells bell walls wall halls balls calls tall talls stall small smell spend spends ' +
    'send sends ended bend bends tend lend lends friend friends apple apples grape grapes plums peach pears ' +
    'lemon lemons mango orange oranges banana eaten eating ate eats eat left lift gift loft soft list lists ' +
    'fist fish dish wish rich each reach teach beach peach coach catch match patch batch watch hatch lunch ' +
    'bunch punch bench inch inches rent cent cents tent vent went want wants rants pants plants plant plans ' +
    'plane planet tables chairs chair stairs books cooks looks hooks pages cages wages ages aged used uses ' +
    'user cards yards guard board boards road roads load loads toad boats coats desk desks disk milk silk ' +
    'sick kick wick kind kinds mind minds find finds wind windy bind fund fond fold folds gold goes coldest ' +
    'bolder colder boldest wordy coats coast goats nuts cookies cookie candies stamps tooth teeth sits ' +
    'thinks then than here her his him she he it is in on at to of an and or any day say way may can car cat ' +
    'fast slow ' +
    'cow now new know no not for form farm fore more most must mine mile line lint list lost cost post past ' +
    'last lose rose nose note vote role rule rode rude read lead load led red bed rest test best nest west ' +
    'tree free fee feet meet meat seat beat bear pear wear year tear hear dear near fear gear rear here ' +
    'where there these those thus this his has hat hay had bad dad mad sad lad bag bug big pig dig fig wig ' +
    'divider dividers divides dividing remainders numbered letters wordy win tin pin pen hen men ten den pan man ban can ran fan van tan sun run gun fun bun nun hut cut but put ' +
    'nut out our hour pour four tour sour your five live life like love lake bake cake take make made male ' +
    'sale tale pale page cage rage wage sage stage share shore short shirt sort sore sold gold cold hold ' +
    'bold told fold host house horse mouse nurse purse curse course score store stone stole steal steel ' +
    'sweet street sheet shoes ship shop step stop top tip trip grip drip drop crop chop cheap sheep sleep ' +
    'deep keep week weak work word world worm warm war wars ward card cards yard hard hand band land sand ' +
    'stand bond pond food good wood mood moon soon noon room root boot book look cook took hook door poor ' +
    'pool cool tool school fool feel fell tell bell sell well will bill fill mill hill till pill kill until ' +
    'still skill spill less mess miss kiss loss boss moss cross across grass glass class plate place plane ' +
    'plant planet paint point print pint pound found round sound ground around mound count county country ' +
    'counter coin coins core corn born horn torn worn burn turn term team steam stream cream dream bread ' +
    'break brake brave grave grape great treat wheat what that hat chat flat float boat coat goat goal coal ' +
    'cool call ball hall tall wall fall fail mail nail rail sail tail train rain main pain gain again grain ' +
    'brain drain chain chair hair pair fair air are area art arm army aim lime time dime dive drive driven ' +
    'given gives give got get let bet set sets net nets nits bits cats rats hats cars cans pens pins bins ' +
    'kids lids lips ships shops boxes foxes eats seats meats pies ties toys boys buys bus busy easy early ' +
    'yearly nearly clear clean clock block black back pack sack snack stack stick sticks sick kick pick ' +
    'picks packs ducks trucks truck trunk drunk drink drank bank tank thank thanks think thing things thin ' +
    'thick brick trick bricks tricks price prize rice nice mice dice slice since sense fence hence once ' +
    'ounce one ones on own owns town down gown brown crown grown known shown snow show slow blow glow flow ' +
    'flower power tower lower slower shower never ever every very fever river liver lever level over cover ' +
    'clover lover older order other mother brother bother another water later letter better butter matter ' +
    'batter latter ladder adder under wonder thunder number lumber'
  ).split(' '),
);

const sameLetters = (a: string, b: string): boolean => [...a].sort().join('') === [...b].sort().join('');

const slips = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  if (x.slice(1) === y.slice(1) && a.length > 3) return true;
  if (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2)) return true;
  return a.length > 3 && (x.slice(1) === y || x === y.slice(1));
};

/** "takes" is a form of "take" and no slip. */
const isForm = (a: string, b: string): boolean => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^[sdrny]$/.test(long.slice(short.length));
};

/** Words that turn a question: a slip in one of them changes what is asked. */
const CORE = new Set(
  'what when where which who how many much before after start ends end between until does did'.split(' '),
);

/**
 * The text with its slips put right, or undefined when it has none. `core`: only those of words that turn a question.
 */
export const withoutTypos = ({ text }: Text, core: boolean): Text | undefined => {
  let changed = false;
  const fixed = text.replace(/(?<![\p{L}'"])[a-z]{3,}(?![\p{L}'"])/gu, (word) => {
    if (WORDS.has(word) || REAL.has(word) || isThing(word)) return word;
    const near = [...(core ? CORE : WORDS)].filter(
      (one) => slips(word, one) && !isForm(word, one) && (!core || sameLetters(word, one)),
    );
    if (near.length === 0) return word;
    const best =
      near.find((one) => sameLetters(word, one)) ??
      (near.length === 1 ? near[0] : near.find((one) => one[0] === word[0]));
    if (best === undefined) return word;
    changed = true;
    return best;
  });
  return changed ? asText(fixed) : undefined;
};
