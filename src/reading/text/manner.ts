/**
 * What people put around a question: greetings, thanks, "my boss wants to know", "pls". It says nothing about what is
 * asked, and is taken off before anything is read. What stands in quotes or in a list stays.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';

const WHO = new RegExp(
  sequence(
    /(?:my|our|the|a|some) (?:\w+ )?/,
    anyOf(
      /mum|mom|mam|mother|dad|father|teacher|boss|son|daughter|grandson|granddaughter|brother|sister/,
      /friend|customer|client|colleague|kid|wife|husband|neighbou?r|manager|sir|miss/,
    ),
  ),
);
/** "Question 4.", "Exercise 12:" before what is asked. */
const LABEL = new RegExp(
  sequence(
    /^\s*(?:[a-z]+ ){0,2}(?:[a-z]+ test, )?/,
    anyOf(/question|exercise|problem|task|puzzle|item|part|section|ex|no|nr|q/),
    /\.? ?\d+ ?(?:\(?[a-h]\)|[a-h]\b)? ?[.:)]\s+(?=\S)/,
  ),
  'i',
);
/** "3. Evaluate", "4 a) List", "Question 5 Calculate". */
const NUMBERED = new RegExp(
  anyOf(
    /^\s*\d{1,2} ?(?:[.)]|[.)]? ?\(?[a-h][).])\s+(?=[A-Z][a-z])/,
    /^\s*(?:Question|Exercise|Problem|Task|No\.?|Q|Ex\.?) ?\d+ ?(?:\(?[a-h]\))?\s+(?=[A-Z][a-z])/,
  ),
);
/** "(2 marks)", "[3 points]": what an answer is worth. */
const MARKS = new RegExp(
  alternatives(
    /\s*[([]\s*\d+ ?(?:marks?|points?|pts?|credits?)\s*[)\]]/,
    /,? for (?:\d+|one|two|three|four|five) (?:marks?|points?|credits?)(?=\W*$)/,
    /^\s*for (?:\d+|one|two|three|four|five|ten) (?:bonus |extra )?(?:marks?|points?|credits?) ?[:,-]\s*/,
  ),
  'gi',
);

const HERE = sequence(
  anyOf(
    /hi(?: there| all)?|hello(?: there| computer| mizan| again| everybody| everyone)?/,
    /hey(?: there| you)?|hiya|yo+|howdy/,
    /dear (?:sir or madam|sirs?|madam|computer|mizan|friend|all|team|colleagues?)/,
    /good (?:morning|afternoon|evening|day)(?: (?:sir|madam|everyone|all))?|greetings/,
    /excuse me|pardon(?: me)?|sorry(?: to bother you| for my english)?|my dear/,
    /to whom it may concern/,
    /u+m+|u+h+|er+m?|hm+|well|ok(?:ay)?(?: so| then)?|right|alright|lol|bro|bruh|dude|mate/,
    /love|sir|miss|madam|class|children|kids|every(?:body|one)(?! (?:is|has|was|else)\b)/,
    /guys|now,? everybody/,
    /(?:a )?(?:quick|short|small|simple|silly|stupid|easy|little) (?:one|question|check|thing)(?: for you)?/,
    /question|fyi|btw|by the way|just curious|help(?: me(?: out)?(?: here)?)?(?= ?[,.:!])/,
    /a warm-up|here is one for you/,
    /(?:(?:can|could|would|will) you (?:please )?)?tell (?:me|us)(?= ?:)/,
    // What newcomers type to see whether anybody is there.
    sequence(
      /(?:does|will|is) (?:this|it|that)(?: thing| app| program| computer| bot| one)?/,
      /(?: even| really| actually)? (?:work(?:ing)?|on|any good|alive)/,
    ),
    /are you (?:there|clever|smart|ready|awake|any good|working|real|good at (?:maths?|sums|this))|can you (?:count|do (?:maths?|sums))/,
    /(?:let us|let's|lets|let me) (?:see|try(?: this| it| you| one)?|test (?:this|you|it))|(?:just )?(?:a )?test(?:ing)?(?: you| this| it)?/,
    /try this(?: one)?|(?:my )?first (?:question|try)(?: then)?|here (?:we go|goes|is one)/,
    /(?:i have|i got|i've got|here is) (?:a |one |another )?(?:quick |small |short )?question(?: for you)?/,
    /i want to ask(?: you)?|i (?:just )?wonder(?:ed)?|i was wondering|may i ask(?: you)?/,
    /can you help(?: me)?(?: please)?|could you help(?: me)?(?: please)?/,
    /please help(?: me)?/,
    /would you be so kind(?: as to)?|be so kind(?: as to)?/,
    /i (?:should|would) be (?:(?:very|most|so|really|ever so) )?(?:grateful|obliged) (?:for your help|if you (?:could|would))/,
    /i would appreciate it if you (?:could|would)|with reference to your letter/,
    /for (?:our|my) records|as agreed by telephone|we kindly ask/,
    /(?:i |we )?kindly request(?: you to)?/,
    sequence(
      WHO,
      sequence(
        / /,
        anyOf(/asks?|asked|wants? to know|wanted to know|is asking|needs? to know|would like to know|says|said/),
        /(?: me| us| you| if you know)?/,
      ),
    ),
    /(?:i'?m|im|i am) (?:really |so |totally )?(?:stuck|confused|lost)(?: here| on this)?/,
    /i need (?:some )?help(?: with (?:my homework|this|it))?/,
    /need this for (?:school|work|a script|homework)/,
    /(?:it is|it's|its) for (?:school|work|my homework)/,
    /i need this for (?:a script|school|work)/,
    /remember what we learned|we are short of staff today|customer is waiting/,
    /i (?:can not|can't|cant) (?:do|work out|figure out) this(?: one)?/,
  ),
);
const LEAD = new RegExp(
  `^(?:${HERE})(?:\\s*[,:;.!?-]+\\s*|\\s+(?=(?:what|how|which|who|when|is|can|could|if|please|tell|find|solve|add|subtract|multiply|divide|make|list|name|give|work|calculate|compute|state|evaluate|i |there)\\b)|$)`,
  'i',
);

const THANKS = anyOf(
  /please|pls|plz|thanks?(?: (?:you|a lot|so much|in advance|very much|kindly|again))*/,
  /thx|thank you(?: (?:very much|so much|kindly|in advance))*|ta|cheers/,
  /many thanks(?: in advance)?|(?:kind|best|warm) regards/,
  /yours (?:truly|faithfully|sincerely)/,
  /lol|lmao|asap|no cap|bro|bruh|mate|sir|miss|ok|okay|dude|if you please/,
  /if you (?:can|could|would|do not mind|don't mind)|for me|for us|real quick|quickly/,
  /right now|for our records|exact value|my friend|idk|haha/,
  /i (?:do not|don'?t) know(?: (?:it|how))?/,
  /(?:it is|it's|its) for (?:school|work|my homework)|sorry for my english/,
  /show your work(?:ing)?|take your time|write down the result|explain(?: your answer)?/,
  /help(?: me)?(?: please)?|(?:i'?m|im|i am) (?:so |really |totally )?(?:stuck|confused|lost)/,
  /i need it(?: (?:today|now|asap))?/,
  // Politeness of other languages.
  /s'il (?:vous|te) pla[iî]t|svp|por favor|per favore|bitte(?: sch[oö]n)?|prego|merci(?: beaucoup)?|danke(?: sch[oö]n)?/,
  /gracias|grazie|obrigad[oa]|teşekkürler|tack|dzi[eę]kuj[eę]|arigatou?/,
);
/** At the end, after a sign or a space; "how many letters are in please" keeps its last word. */
const TAIL = new RegExp(
  `(?<!\\b(?:in|word|of|the|does|is|letters|name|and|or|spell|a)\\s*["']?)(?:\\s*[,.;:!?-]+\\s*|\\s+)(?:${THANKS})\\s*[.!?]*\\s*$`,
  'i',
);
const PLEASE = new RegExp(
  sequence(
    /(?<![\p{L}"'])(?<!\b(?:in|word|of|does|and|letters|,|:) ?)(?:please|pls|plz|kindly)/u,
    /(?: to (?=[a-z]))?(?![\p{L}"'])(?! ?,? ?(?:and|or)\b),? ?/u,
  ),
  'giu',
);

/** What people say of the day and of themselves before they ask. It has no number and no name. */
const WEATHER = new RegExp(
  sequence(
    /^/,
    anyOf(
      /it is|it's|i am|i'm|i had|i have had|we are|we have|my [a-z]+ (?:is|are)|our [a-z]+ (?:is|are)/,
      /the [a-z]+ (?:is|are)|everyone is|everybody is|today was|what a/,
    ),
    / (?!called\b|named\b|[^.!?]*, [^.!?]*(?: and |,))/,
    '(?!',
    sequence(
      /[^.!?]*/,
      anyOf(
        /\d/,
        sequence(
          /\b/,
          anyOf(
            /than|before|after|connected|joined|linked|next|beside|adjacent|closed|blocked|attached|above/,
            /below|under|behind|between|not|never|as|or|either|(?:at|in) the|first|last|left|right|tall|old|young|fast|slow|heavy/,
            /true|false|liar|standing|waiting|yes|no|day|tomorrow|yesterday|one|two|three|four|five|six|seven/,
            /eight|nine|ten|twice|half|number|word|letter|list|o'clock|noon|monday|tuesday|wednesday|thursday/,
            /friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october/,
            /november|december|[ivxlcdm]{3,}/,
          ),
          /\b/,
        ),
        // "It is red, blue, red, blue": what comes again tells something.
        /\b(?<again>[a-z]{3,})\b[^.!?]*\b\k<again>\b/,
      ),
    ),
    ')',
    /[a-z' ,]{3,50}[.!]\s+(?=\S)/,
  ),
  'i',
);

/** Where rules and liars are spoken of, any sentence may be a fact of them. */
const REASONED = /\b(?:if|whenever|every time|lies|liars?|truth|without exception)\b/i;

/** Signs that end a question, kept when what follows them goes. */
const endOf = (text: string): string => /[?.!]+\s*$/.exec(text)?.[0]?.trim() ?? '';

/** The question alone. Never empty: a text that is nothing but manners stays as it is. */
export const withoutManner = (question: string): string => {
  let text = question.replace(LABEL, '').replace(NUMBERED, '').replace(MARKS, '');
  const reasoned = REASONED.test(text);
  for (let i = 0; i < 6; i++) {
    const led = text.replace(LEAD, '');
    const shorter = reasoned ? led : led.replace(WEATHER, '');
    if (shorter === text || shorter.trim().length < 3) break;
    text = shorter;
  }
  const asked = endOf(text).includes('?');
  for (let i = 0; i < 4; i++) {
    const shorter = text.replace(TAIL, (found) => /^\s*[?.!]/.exec(found)?.[0] ?? '');
    if (shorter === text || shorter.trim().length < 3) break;
    text = shorter;
  }
  text = text.replace(PLEASE, '').replace(/(?<=[.!?]) Go!+\s*$/, '');
  if (asked && !/[?]\s*$/.test(text) && endOf(text) === '') text += '?';
  return text.trim() === '' ? question : text;
};

/** Sentences without a number, a name or a word that asks, which stand before others: "It is raining outside." */
const IDLE = new RegExp(
  alternatives(
    sequence(
      /^(?![^.!?]*\d)/,
      '(?!',
      sequence(
        /[^.!?]*\b/,
        anyOf(
          /today|tomorrow|yesterday|what|which|how|who|when|sort|order|some|few|several|if|word|letter|name/,
          /list|number|true|false|lies|truth|than|before|after|each|every|all|half|twice|double|not|never/,
          /neither|nobody|first|last|between|[a-z]+est|closed|blocked|shut|flooded|one-way|joined|connected/,
          /to|road/,
        ),
        /\b/,
      ),
      ')',
      /[^.!?:]{3,60}[.!] +(?=\S)/,
    ),
  ),
  'i',
);

/** Words with which a sentence behind a question may still tell something of it. */
const FURTHER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /use|using|used|count\w*|includ\w*|exclu\w*|round\w*|give|answer|state|write|name|show|tell|in|ends?|both|only|just/,
      /without|no|none|nobody|once|repeat\w*|assum\w*|ignor\w*|same|different|except|nearest|whole|exactly|least|most|more/,
      /less|fewer|per|minutes?|hours?|days?|weeks?|months?|years?|am|pm|noon|midnight|start\w*|begin\w*|other|another|rest/,
      /left|remain\w*|together|total|also|too|again|otherwise|instead|from|until|at least|at most|equal\w*|than|if|when/,
      /everyone|everybody|everything|always|one|two|three|half|double|times|plus|minus|percent|digits?|decimals?|fraction/,
    ),
    /\b/,
  ),
  'i',
);
/** "…? Please be a Saturday!", "…? My head is full of colours." */
const AFTERTHOUGHT =
  /(?<=\?) *([^.!?:\d]{3,90})[.!]*\s*$|(?<=[.!]) +((?=[^.!?]*\b(?:i|i'm|i'll|my|me|we|our|lol|haha)\b)[^.!?:\d]{10,90})[.!]*\s*$/i;

const withoutAfterthought = (text: string): string => {
  const found = AFTERTHOUGHT.exec(text);
  const said = (found?.[1] ?? found?.[2])?.trim();
  if (!found || said === undefined || FURTHER.test(said) || !IDLE.test(`${said}. x`)) return text;
  return text.slice(0, found.index).trim();
};

/** The question without an idle sentence at its start or its end; undefined when it has none. */
export const withoutIdleSentence = (text: string): string | undefined => {
  const led = text.replace(IDLE, '');
  // A Roman numeral tells something.
  if (/\b[IVXLCDM]{2,}\b/.test(text.slice(0, text.length - led.length))) return undefined;
  const shorter = led === text ? withoutAfterthought(text) : led;
  return shorter === text || shorter.trim().length < 5 ? undefined : shorter;
};

/**
 * A result that somebody came to, told beside the question: "my son got 7, I got 11", "she says it comes out as 138".
 */
const CLAIM = new RegExp(
  sequence(
    sequence(
      /(?:[,;.!?] ?|\b(?:but|and|because) )?\b(?:(?:my|his|her|our|the|a) )?[a-z]+ /,
      /(?:always |keeps? |also |only |just )?/,
    ),
    anyOf(
      /got|gets?|getting|says?|said|thinks?|thought|answered|wrote|put down|made it|came up with|insists?|insisted|reckons?/,
      /reckoned|claims?|claimed|swears?|swore|believes?|argues?|bets?|is (?:sure|certain)|has got|put/,
      /comes? out (?:as|at|to)|told me/,
    ),
    sequence(
      /(?: (?:it is|it was|it's|its|the answer is|that it is|to|me|about|that))*(?: [a-z] ?=)? -?\d+/,
      /(?:\.\d+)?(?=\s*(?:[.,;!?]|$|\b(?:and|but|which|so|is|what|for|i|my|he|she)\b))/,
    ),
  ),
  'gi',
);

/** "My son insists that 17 * 6 is 112": the sum alone. */
const CLAIMED_SUM = new RegExp(
  sequence(
    /\b(?:(?:my|his|her|our|the|a) )?[a-z]+ /,
    anyOf(
      /says?|said|insists?|insisted|thinks?|thought|reckons?|claims?|claimed|swears?|swore|believes?|argues?/,
      /wrote|writes|put down|calculated|worked out|is sure/,
    ),
    / (?:that )?((?:(?:half|double|twice|triple|a (?:third|quarter)|the (?:sum|product)|[a-z]+ percent) of |double |twice )?\(*\d[^a-z.?!;:,]*(?:(?:plus|minus|times|over|and|squared|cubed|divided by|take away|x)[^a-z.?!;:,]*)*)/,
    /(?: is|makes?| gives?| equals?| comes? (?:out )?(?:to|at|as)|=) ?-?\d+(?:\.\d+)?(?=\s*(?:[.,;]|$|but\b|and\b))/,
  ),
  'gi',
);

/** The question without the results that people told of; undefined when there are none. */
export const withoutClaims = (text: string): string | undefined => {
  if (
    !/\b(?:really|actually|right|correct|true|check|sure|wrong|what is|which|trust|who|should|supposed)\b/i.test(text)
  )
    return undefined;
  const shorter = text
    .replace(/\bcomes? out (?:as|at|to) -?\d+(?:\.\d+)?(?=\s*[.,;])/i, ' ')
    // "Mum says 2 and 2 is 4 but what's 20 and 20": what is asked has numbers of its own.
    .replace(CLAIMED_SUM, (found, sum: string, at: number) =>
      /\d/.test(text.slice(at + found.length)) && !/\d/.test(text.slice(0, at)) ? ' ' : sum,
    )
    .replace(CLAIM, (found) => (/^[,;.!?]/.test(found) ? '.' : ' '));
  return shorter === text || !/\d/.test(shorter) ? undefined : shorter.replace(/\s+/g, ' ').trim();
};

const EVENLY = /\b(?:same (?:number|amount)|equal(?:ly)?|even(?:ly)?|fairly|as many|all the same)\b/i;
const NONE_LEFT = new RegExp(
  sequence(
    /,?\s*(?:\b(?:and|with|so that|so)\s+)?(?:\bthere (?:must|may|should|can) be\s+)?/,
    /\b(?:none|nothing|no (?!more\b)[a-z]+)(?: (?:is|are|was|were|(?:is |are |may |must |should |can )(?:to )?be))?/,
    / left(?: ?over)?\b(?=\s*[.,;?!]|$)/,
  ),
  'i',
);

/** Without "and none may be left over" where equal shares are told: the shares come out whole, or there is no answer. */
export const withoutNoneLeft = (question: string): string | undefined =>
  EVENLY.test(question) && NONE_LEFT.test(question) ? question.replace(NONE_LEFT, '') : undefined;
