/**
 * The closed vocabulary of word problems: what each word does to what somebody has, and the words that may stand in a
 * story without doing anything. A story is read only where every word that does something was understood.
 */

const set = (...texts: readonly string[]): ReadonlySet<string> => new Set(texts.join(' ').split(' '));

/** What a verb does: what its subject has; what comes to it; what goes from it. */
export type Verb =
  | 'has'
  | 'gets'
  | 'loses'
  | 'gives'
  | 'buys'
  | 'sells'
  | 'pays'
  | 'costs'
  | 'earns'
  | 'makes'
  | 'needs';

const VERBS: Readonly<Record<Verb, string>> = {
  has:
    'has have had having own owns owned holds hold held holding contain contains contained containing is are ' +
    'was were ' +
    'be been seat seats fit fits fitted carry carries carried start starts started begin begins began count counts ' +
    'counted stand stands stood sit sits sat weigh weighs weighed lie lies hang hangs measure measures there consist ' +
    'consists see sees saw live lives lived keeps',
  gets:
    'get gets getting got receive receives received find finds found add adds added adding come comes came ' +
    'arrive arrives arrived ' +
    'join joins joined brings bring brought borrow borrows borrowed enter enters entered win wins won gain gains ' +
    'gained grow grows grew gather gathers gathered issued open opens opened hatch hatched hatches hire hires hired recruit recruits recruited acquire acquired ' +
    'boarded appear appeared load loads loaded refill refills refilled inherit inherits',
  makes:
    'make makes made making bake bakes baked baking cook cooks cooked build builds built pick picks picked picking ' +
    'collect collects collected collecting plant plants planted score scores scored catch catches caught read ' +
    'reads reading write ' +
    'writes wrote written draw draws drew paint paints painted knit knits knitted sew sews sewed produce produces ' +
    'produced print prints printed pack packs packed fill fills filled put puts placed place run runs ran walk walks ' +
    'walked drive drives drove cycle cycles cycled swim swims swam jog jogs jogged ride rides rode travel travels ' +
    'travelled traveled hike hikes hiked work works worked working do does did type types typed practise ' +
    'practises practised ' +
    'practices practiced play plays played watch watches watched order orders ordered serve serves served deliver ' +
    'delivers delivered lay lays laid harvest harvests harvested file files filed answer answers answered ' +
    'clean cleans cleaned ' +
    'wash washes washed process processes processed solve solves solved train trains trained study studies studied ' +
    'bottle bottles fold folds folded assemble assembles assembled carve carves carved sort sorts sorted stack ' +
    'stacks ' +
    'stacked reviewed checked inspect inspects inspected graded called ' +
    'phoned scanned repaired fixed mend mends mended photograph photographed upload uploads ' +
    'uploaded downloaded interview interviewed polished ironed mow mows mowed ' +
    'milked brewed roasted register registers registered tested examine examined translate translates translated ' +
    'climbed rowed paddle paddled handled sweep swept attend attended attends hand-paint sleep sleeps slept treats treat treated visits visit visited',
  loses:
    'loose looses lose loses lost losing eat eats ate eaten eating use uses used using break breaks broke broken drop drops ' +
    'dropped throw ' +
    'throws threw thrown remove removes removed take takes took taken leave leaves donate donates donated ' +
    'drink drinks ' +
    'drank drunk burn burns burned burnt return returns returned send sends sent cut cuts pop popped pops burst ' +
    'bursts melt melts melted escape escapes escaped fly flies flew swam steal steals stole stolen tear tore ' +
    'torn spill spills spilled ' +
    'spilt crack cracks cracked die dies died fall falls fell rot rots rotted wilt wilts wilted wither delete ' +
    'deletes deleted ' +
    'discard discards discarded unload unloads unloaded leak leaks leaked evaporate evaporates evaporated consume ' +
    'consumes consumed empty empties emptied cancel cancels cancelled withdraw withdraws withdrew reject rejected ' +
    'retire retires retired gone revoke revokes revoked scrap scraps scrapped chuck chucks chucked bin binned ' +
    'knocked slipped slips depart departs departed merge merges merged refund refunded vanishes leaves-off ' +
    'consumed perish perished sank smashes wrecked ruined recalled binned swallowed gobble gobbled scoff scoffed nicked ' +
    'pinched misplace misplaced deduct deducted subtract smash smashed saw sawed fails fail failed quit quits vanish vanished went go ' +
    'goes damage damaged ' +
    'remained-behind shatter shattered expire expired post posted mail mailed pour pours poured feed feeds fed',
  gives: 'give gives gave given giving lend lends lent hand hands handed pass passes passed',
  buys: 'buy buys buying bought purchase purchases purchased',
  sells: 'sell sells selling sold',
  pays: 'owe owes owed pay pays paid paying spend spends spent spending',
  costs: 'cost costs costing charge charges charged priced',
  earns: 'earn earns earned earning save saves saved saving',
  needs: 'need needs needed require requires required want wants wanted must takes',
};

const OF_VERB = new Map<string, Verb>();
for (const [verb, words] of Object.entries(VERBS)) for (const word of words.split(' ')) OF_VERB.set(word, verb as Verb);

/** What a word does as a verb; undefined where it is none of the vocabulary. */
export const verbOf = (word: string): Verb | undefined => OF_VERB.get(word);

/** Words that end a thing's name and do nothing by themselves. */
export const STOP: ReadonlySet<string> = set(
  'stay stays many much how a an the of in on at from to for with and or that which who whom whose if how what',
  'when where then after before',
  'now today yesterday tomorrow into onto out off up down by as so because while his her hers their theirs its',
  'my mine your',
  'yours our ours he she they it i we you me him them us this these those here there also too just only about',
  'around exactly',
  'during until till since between among over under inside outside near next along through across behind within',
  'is are was were am be been being has have had do does did will would can could should may might must shall',
  'each every per apiece all both some any more fewer less than other others another another left again',
  'already still yet altogether together',
  'total but not no nobody none never later ago back away home first than times twice half once remaining',
  'remain remains rest',
  'equally evenly fairly extra additional finally long old tall high wide deep heavy plus minus early late',
  'afterwards meanwhile',
  'monday tuesday wednesday thursday friday saturday sunday january february march april june july august',
  'september october november december',
  'morning afternoon evening noon night-time tonight please dear ok yes so well ones one equal empty everyone',
  'everybody instead whole mr mrs ms',
);

/** Words before a thing that tell what sort it is: no part of its name. */
export const SORTS: ReadonlySet<string> = set(
  'red blue green yellow white black brown pink purple orange-coloured grey gray big small large little long',
  'short tall new old fresh sweet full',
  'different identical same-sized good bad nice cheap expensive whole boxed wooden plastic glass-made metal',
  'paper extra free',
  'more other others additional further such of the his her their my our your its these those new-born',
);

export const PERIODS: ReadonlySet<string> = set(
  'second minute hour day week month year night evening morning afternoon weekend',
);
const DAILY: Readonly<Record<string, string>> = {
  daily: 'day',
  hourly: 'hour',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
  nightly: 'night',
};
/** "daily": by the day. */
export const periodOf = (word: string): string | undefined => DAILY[word];

/** How many of the shorter period one of the longer has; undefined for two that nothing ties. */
export const periodsIn = (long: string, short: string): number | undefined => {
  const days = /^(?:day|night|evening|morning|afternoon)$/;
  if (days.test(long) && days.test(short)) return 1;
  if (long === 'week' && days.test(short)) return 7;
  if (long === 'year' && short === 'month') return 12;
  if (long === 'day' && short === 'hour') return 24;
  if (long === 'hour' && short === 'minute') return 60;
  if (long === 'minute' && short === 'second') return 60;
  return long === short ? 1 : undefined;
};

const MONEY = set(
  '$ £ € dollar euro pound buck usd eur gbp quid money coin-value cent pence p franc crown rupee yen peso note bill',
);
export const isMoneyWord = (word: string): boolean => MONEY.has(word);

/**
 * Words that do something of their own. Each must have been understood: one that is left over means that a step of the
 * story was missed.
 */
export const TELLING: ReadonlySet<string> = set(
  'half halves third thirds quarter quarters fifth fifths sixth eighth tenth twice thrice double doubles',
  'doubled triple tripled times percent %',
  'more fewer less than each every per apiece rest remaining remainder remain remains another both same equal',
  'equally evenly',
  'not no none never nobody without except instead discount free tax tip vat off average mean ratio profit',
  'interest back return',
  'older younger taller shorter heavier lighter longer daily weekly monthly hourly yearly ago until between',
  'missing already ahead',
  'altogether total together least most first second last next need needs needed want wants costs cost share',
  'shares shared split divided divide divides',
  'empty unless otherwise others other dozen couple either extra additional some several',
  "n't forgot forget forgets missed plans planned plan trying fraction or halfway beat expenses beside besides",
);

/** Those of them that may stand in facts without a step: they only make the telling smooth. */
export const SMOOTH: ReadonlySet<string> = set('next last first back');
