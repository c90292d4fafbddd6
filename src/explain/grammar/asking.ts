/** How people ask, in the grammar of the reading by explanation: what every kind shares. */
import type { Grammar } from './grammar.ts';

/** Puts the rules of asking into a grammar. */
const addAskingFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('YOU', '(can|could|would|will) you [be so kind as to|quickly|maybe]');
  rule('POLITE', [
    'YOU [help me [to]|tell me how to]',
    'i (want|need|would like|have|must) [you|us] [to]',
    'i am (trying|asked|told|supposed) to',
    'i (was|am) asked to',
    '(we|you) (need|have|must|want|are) [to]',
    'help me [to|with]',
    'help [us|to|with]',
    '(let us|now|just|quickly|first|try to|remember to|so)',
    'would you [mind]',
    '[now] (i|we) (have|am given|got) to',
    'it is (required|needed|necessary) to',
    'please to',
    'go ahead and',
    '(do|would) you',
    'be so kind [as|and] [to]',
    'how (do|can|would|could|should|to) (i|you|we|one) [best]',
    'how to',
    'in order to',
    'your task is to',
    'i should be grateful if you (would|could)',
    'i would be grateful if you (would|could)',
    'i would appreciate it if you (would|could)',
    '(the|your) (task|job) is to',
  ]);
  rule('VERB', [
    'find [out|me|for me]',
    '(work|figure) (out|it out)',
    '(calculate|compute|evaluate|determine|state|name|identify|provide|supply|confirm)',
    '(specify|obtain|give|indicate|report|establish|deduce)',
    'give (me|us) [back|only|just]',
    'tell (me|us) [quickly|only|just|again]',
    'let (me|us) know',
    'show (me|us)',
    'show',
    'get (me|us)',
    'say [me|us]',
    'write [down|me|out|for me]',
    'need [to know|to find|to have|you to find]',
    'check',
    'do',
    '(answer|solve) [me]',
    'know',
    'remind me',
    'i (want|need|would like|am looking for|have to know|like) [to know|to find|to have|to get]',
    'looking for',
    'wondering',
    'i wonder',
    'i am wondering',
  ]);
  rule('ISWHAT', [
    'what (is|are|was|were|will be|would be|do you get for|do i get for|number is)',
    'how much is',
    'how much (are|does)',
    'which (is|number is|one is)',
  ]);
  /** What stands before the thing that is asked for. */
  rule('ASK', [
    '[POLITE] VERB [~] [ISWHAT] [:]',
    '[and|so|now|then] ISWHAT [:]',
    '[POLITE] VERB (what|which|how much)',
    'POLITE',
    'any idea ISWHAT',
    'i (do not know|forgot|forget|can not remember|can not work out|always forget) ISWHAT',
    'quick ISWHAT',
  ]);
};

const addAskingSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('THE', [
    'the',
    'a',
    'an',
    'this',
    'my',
    'our',
    'these',
    'those',
    'all the',
    'all these',
    'its',
    'their',
    'his',
    'her',
  ]);
};

export const addAsking = (grammar: Grammar): void => {
  addAskingFirst(grammar);
  addAskingSecond(grammar);
};

const PHRASES: readonly string[] = `
  hi; hi there; hello; hello there; hey; hey there; yo; dear sir; dear madam; dear sir or madam; good morning;
  good afternoon; good evening; good day; thanks; thank you; thanks a lot; thank you very much; many thanks; cheers;
  ta; ok; okay; ok so; so; right; well; now; sorry; excuse me; quick one; quick question; a quick one;
  one quick question; question; yours faithfully; yours sincerely; kind regards; best regards; regards;
  thanks in advance; thank you in advance; for me; for us; for homework; for my homework; for school; asap;
  i am stuck; am stuck; stuck; help; help me; need help; i need help; no idea; i have no idea; i do not know;
  do not know how; i do not get it; i do not understand; i can not do it; can not do it; can not do this one;
  you know; dear; mate; bro; dude; sir; miss; madam; love; my friend; friend; class; everyone; fwd; fyi; by the way;
  again; need it for homework; need it for school; need it asap; need it for homework asap; its for school;
  it is for school; it is for homework; my teacher asks; my teacher asked; teacher says; teacher asks;
  my teacher wants to know; my boss wants to know; my boss asks; my boss asked; my son asks; my daughter asks;
  my son asked; my daughter asked; i was wondering; just wondering; just curious; i wonder; i have a question;
  i got a question; for our records; for my records; answer only; just the answer; only the answer; just the number;
  number only; just give me the number; just give the number; just the value; only the value; the answer please;
  giving only the final value; give only the final value; give the answer; give me the answer; give your answer;
  write the answer; answer; final answer; show your work; show your working; explain; explain your answer;
  no explanation; no explanation needed; no working; no working needed; show working; show me how; as you please;
  if you can; if you could; if you would; if you please; if possible; when you can; when you have time;
  when you get a minute; be so kind; would you; could you; can you; will you; can you help; could you help;
  can you help me; could you help me; can you help me with this; could you help me with this; tell me; let me know;
  i can not remember; can not remember; can not remember how you do these; i forgot how; i forgot; i forget;
  i always forget; i always forget how; do not remember; i want to know; i need to know; please find; calculate;
  compute; evaluate; work it out; work it out for me; work out; solve; solve this; solve it; do this; do it;
  what is it; what do you get; what is the answer; whats the answer; what is the result; what would that be;
  any ideas; any idea; do you know; do you know it; you tell me; got it; i want to be sure; i would like to be sure;
  to be sure; just checking; just to check; double checking; check for me; not sure; i am not sure; i think; maybe;
  haha; yes; no cap; without a calculator; no calculator; with or without a calculator; by hand; in your head;
  on paper; to whom it may concern; with reference to your letter; as agreed by telephone;
  i should be grateful for your help; i would be grateful; i would be grateful for your help; we are short of staff;
  we are busy; i am busy; i am tired; state the result; give the result; report the result; tell me the result;
  state the answer; state the outcome; give the outcome; what is the outcome; what is the solution; the answer;
  the result; result; what then; go; your proposal; i need it today; it has to be right; take your time; good luck;
  have a go; try it; can anyone help; anyone; anybody; i need an answer; i need the answer; need the answer;
  whats your answer; what would you say; what do you say; my homework; our homework; homework question;
  exam question; test question; quiz question; puzzle; a puzzle; riddle; a riddle; maths; math; maths question;
  math question; brackets first; remember brackets first; do not forget; i was never good at this;
  never good at this; not my strong side; my head hurts; my brain hurts; i am lost; i am confused; confused; ngl;
  idk; idk how; tbh; imo; omg; pls help; hurry; hurry up; fast; be quick; quick; quickly; now; need it fast;
  customer is waiting; a customer is waiting; the customer is waiting; no rush; in no hurry; when you get a chance;
  it is my homework; it is homework; homework; maths homework; math homework; here is one; here is one for you;
  here is a question; here is a quick one; here goes; listen; look; look here; guess; guess what; tell us;
  does this work; does this thing work; does this even work; does this thing even work; does it work; is this on;
  is this working; are you there; are you clever; are you smart; are you any good; can you do maths; can you do math;
  can you count; let us see; let us try; let us try this; test; testing; just a test; a test; try this; try this one;
  first question; first try; here we go`
  .split(';')
  .map((one) => one.trim().replaceAll(/\s+/g, ' '));

/** Clauses that say nothing of the question, word for word. */
export const IDLE_CLAUSES: ReadonlySet<string> = new Set(PHRASES.map((one) => one.replaceAll(/\s*\bplease\b/g, '')));

/** Words and phrases that may stand before a question or after it without a sign between. */
const GREETINGS = new Set(
  (
    'hi;hello;hey;yo;ok;okay;so;right;well;now;hi there;hey there;good morning;good evening;dear;sorry;quick one;' +
    'ok so;oi;and'
  ).split(';'),
);
const FAREWELLS = new Set(
  (
    'thanks;thank you;cheers;ta;for me;for us;help;help me;asap;mate;bro;dude;sir;miss;dear;love;thank you very much;' +
    'thanks a lot;for homework;again;then;exactly;my friend;if you can;if you would;quickly;now;you reckon'
  ).split(';'),
);

export const greets = (words: string): boolean => GREETINGS.has(words);
export const parts = (words: string): boolean => FAREWELLS.has(words);

/** Words that may change what is asked: a clause that holds one is never idle. */
const LOADED = new Set(
  `
  not no never none nor neither except without unless besides ignore ignoring exclude excluding include including
  omit skip skipping but instead only half halve double twice thrice triple treble quarter third thirds quarters
  fourth fifth more less fewer most least greater smaller larger bigger higher lower longer shorter older younger
  taller earlier later sooner faster slower each every all both either any another other others rest remaining
  remain remains left remainder change plus minus times multiply multiplied divide divided add added adding subtract
  subtracted sum total altogether together combined difference product average mean median mode range percent
  percentage discount tax vat interest tip off extra first last next previous second before after ago until till
  since between during yesterday tomorrow today tonight noon midnight monday tuesday wednesday thursday friday
  saturday sunday january february march april may june july august september october november december weekday
  weekend business working days day week weeks month months year years hour hours minute minutes seconds morning
  afternoon evening night oclock am pm round rounded nearest decimal decimals integer integers whole places place
  digit digits letter letters word words vowel vowels consonant consonants capital capitals uppercase lowercase even
  odd prime primes square squared cube cubed root power negative positive opposite reverse reversed backwards
  backward order ordered sort sorted ascending descending alphabetical increasing decreasing binary hex hexadecimal
  octal base roman numeral numerals arabic if suppose assuming assume when same equal equals equally share shared
  split per apart duplicate duplicates repeated unique different distinct than as forget wrong correct actually
  mistake sorry meant rather changed swap swapped replace true false lies liar lying truth biggest smallest largest
  fewest closest
  greatest highest lowest longest shortest oldest youngest tallest fastest slowest heaviest lightest cheapest feet
  foot inch inches metre metres meter meters cm mm km mile miles kg grams gram pounds pound ounces litre litres
  liter ml celsius fahrenheit dollars dollar euros euro cents pence units unit then also finally afterwards start
  starts begin begins starting beginning counting count inclusive exclusive leap forward forwards back return
  returned lost gave bought sold took found speed area perimeter volume ratio fraction simplest pair pairs dozen how
  which who whose why where expect expected probability chance might could should would maybe about roughly
  approximately estimate slow fast 
  normally normal ordinary usual usually regular everyday
  some several few bit lot ahead behind late early delayed delay broken missing unknown illegible smudged
  wet blurred closed closes close shut blocked flooded cancelled canceled avoid avoiding oneway cannot
  cant wont doesnt dont isnt arent until unlit jammed`.split(/\s+/),
);

export const isLoaded = (word: string): boolean => LOADED.has(word);
