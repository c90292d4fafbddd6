/** The words of maps by their role, for the reading by explanation. */

/** A part of a sentence: a place, a length, or a word with its role. */
export type Part = { role: string; text: string; unit?: string; /** Said to be gone to straight. */ direct?: boolean };

export const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** One letter for role in which a word stands. */
export const ROLES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['t', 'to until till into onto with towards'],
      ['f', 'from'],
      ['b', 'between'],
      ['&', 'and & plus + or'],
      [',', ', :'],
      ['-', '- / <->'],
      ['>', '-> > =>'],
      [
        'j',
        'connects connect connected connecting join joins joined joining link links linked linking touches touch ' +
          'borders ' +
          'border meets adjoins adjoin knows know neighbours neighbors adjacent beside opposite wired tied ' +
          'attached cabled ' +
          'bordering share shares',
      ],
      ['r', 'there then'],
      ['c', 'calls visits serves stops stations runs goes passes'],
      ['x', 'closed blocked shut flooded'],
    ] as const
  ).flatMap(([role, words]) => words.split(/\s+/).map((one) => [one, role] as const)),
);

export const UNITS: ReadonlyMap<string, string> = new Map(
  (
    'km=km kms kilometre kilometres kilometer kilometers;mile=mile miles mi;m=m metre metres meter meters;' +
    'minute=min mins minute minutes minits mints minuts minuets;hour=h hr hrs hour hours;second=s sec secs second seconds;ms=ms;' +
    'cm=cm centimetre centimetres;day=day days;block=block blocks;euro=euro euros € eur;dollar=dollar dollars $ usd;' +
    'pound=pound pounds £ gbp;coin=coin coins;pence=p pence;token=token tokens;point=point points;' +
    'credit=credit credits;pace=paces pace;step=step steps;stop=stop stops;hop=hop hops'
  )
    .split(';')
    .flatMap((one) => {
      const [unit, words] = one.split('=') as [string, string];
      return words.split(' ').map((word) => [word, unit] as const);
    }),
);

/** Words that carry nothing where links are told. */
export const EMPTY = set(
  'the a an is are was it also direct directly straight road roads path paths way ways street streets lane lanes ' +
    'track ' +
    'tracks trail trails footpath footpaths bus buses train trains tram trams ferry ferries flight flights line ' +
    'lines edge ' +
    'edges connection connections corridor corridors door doors tunnel tunnels bridge bridges cable cables pipe ' +
    'pipes stairs ' +
    'leg legs route routes hop walk walking drive driving ride journey trip by on foot car bike boat you we i ' +
    'one can could ' +
    'may get gets go going run lead leads open opens take takes took costs cost = measures lasts needs need for ' +
    'in of about ' +
    'at has have long away apart another more other that which its length distance distances lengths time ' +
    'weighted graph network map nodes node following these those exist exists only both all so now well ok okay ' +
    'further ' +
    'fly flies sail sails jump jumps hops travel travels my our metro subway lift lifts passage passages thread ' +
    'threads ' +
    'section sections stretch just exactly nonstop segment segments wire wires this but over be do weight ' +
    'latency ( ) { } ' +
    '[ ] " municipal here suppose if given when too nautical running crossing does he she they him her them his ' +
    'their me ' +
    'will would across goes',
);

/** Nouns of roads that are places where one goes to them or from them. */
export const EITHER = set(
  'bridge bridges stairs street station passage lift lifts line door tunnel track lane point block stop corridor exit',
);

/** Words that turn questions of other kinds and name places of maps as often. */
export const NAMES_TOO = set('root square base letter cube range order word march may unit pm am feet second');

/** Words of one who goes, wants to go or is somewhere. */
export const INTENT = set(
  'want wants wanted wish wishes must live lives stand stands sit sits start starts starting stay stays am stuck ' +
    'enter ' +
    'enters wander wanders waiting heading headed parked begin begins boarding standing like supplies driving ' +
    'going screams',
);

export const KINDS = set(
  'room ward node vertex gate zone platform level floor router server terminal sector area lab cabin tent cell ' +
    'site station ' +
    'stop hut camp island house bay bed dock pier stone box desk pole hole deck tower field pond town city ' +
    'village planet ' +
    'base point building stall shelf cave place exchange square street hall park office school market hill shop ' +
    'switch depot',
);

/** Words that turn other questions and none about ways. */
export const LICENSED = set(
  'shortest quickest fastest cheapest fewest least minimum min minimal smallest lowest best how which what who ' +
    'where all ' +
    'order place places total number start starts starting begin beginning end ends more than if at most between ' +
    'last first ' +
    'then also only hours hour minutes minute metres meters km miles cm mm days euros euro and or when might ' +
    'could should ' +
    'would may me way ways day distance length pounds dollars cents units unit both every counting count included ' +
    'including reach lit fast quick short shorter quicker faster cheaper same as low few whole sum slow to there ' +
    'then take times distances ' +
    'change am begins stops possible expect less off whole round delivery including',
);

export const STEP = new RegExp(
  '^(?:hops?|steps?|stops?|edges?|links?|flights?|roads?|rides?|moves?|doors?|bridges?|corridors?|streets?|' +
    'tunnels?|lines?' +
    '|connections?|jumps?|legs?|introductions?|changes?|trains?|buses|ferries|paths?|stages?|crossings?|whispers?' +
    '|handshakes?|trips?|sections?|trails?|tracks|lanes?|segments?|cables|walks?|hauls?|boats?|trams?' +
    '|strings|ropes|threads|ladders?|planks?|portals?|stretch(?:es)?|switches|pipes|passages?|places|villages)$',
);

/** Sequences of words that say nothing of a map. */
export const ASIDE: readonly (readonly string[])[] = (
  'no others;no other;no other roads;no other road;no more;nothing else;that is all;that is it;there are no others;' +
  'others are not;no other links;no other line;there is no other line;in this order;in that order;no others exist;' +
  'all roads are two - way;both ways;in both directions;all two - way;two - way;two way;either way;in either ' +
  'direction;' +
  'both directions;all roads go both ways;no more roads than that;there are no other roads;there is nothing else;' +
  'in any direction;bidirectional;undirected;all go both ways;go both ways;work in both directions;each way;and back;' +
  'and nowhere else;nowhere else;and no more;and that is all the links there are;no other road exists;flights go ' +
  'both ways;' +
  'you can go both ways;all roads work both ways;roads go both ways;at all;at the very least;all in all;no other ' +
  'links exist;' +
  'there is no other road;there are no other links;all are two - way;all of them two - way;each is two - way;i wonder'
)
  .split(';')
  .map((one) => one.split(' '))
  .sort((a, b) => b.length - a.length);

/** With one of them nothing is explained: return trips, averages, lengths that change. */
export const OTHERWISE =
  /\b(?:twice|average|longest|return|round trip|there and back|than|percent|speed|per|unknown|slower|delay|closes|half|measured|down|cancell?ed|broken|offline|suspended|out of|direction)\b/;

/** What begins a question within a sentence. */
export const ASKS = set(
  'how what which shortest quickest fastest cheapest fewest minimum min least smallest minimal can could is find ' +
    'give name ' +
    'list tell show compute calculate best distance write state say dist determine through cost length price weight',
);
