/**
 * Lists that can't be counted or sorted as they are told: an amount that is only "some", plurals without any amount, a
 * property that the list does not tell, an order that is none, and a word among numbers. Looked at before any reader,
 * which would take each item for one.
 */
import { anyOf, sequence } from '../../regex.ts';
import { refusal } from '../reading.ts';
import { missing, when, type Doubt } from './said.ts';

const COUNT = /\b(?:how many|count|number of)\b/;

/** Something happens in a story: what is "some" at its beginning may follow from its end. */
const HAPPENS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|gave|gives?|sold|ate|eats?|lost|took|used|spent|bought|broke|more|fewer|less|than|twice|half|each|every/,
      /per|at first|to begin|to start|originally|if|total|altogether|in all|now|then|after|before|got o(?:n|ff)/,
      /roads?|ways?|km|miles?/,
    ),
    /\b/,
  ),
);
const VAGUE_ITEM = new RegExp(
  sequence(
    /(?:,|:|\band|\bplus|\bhave|\bhas|\bare|\bwith) /,
    /(?:some|several|a few|many|lots of|loads of|plenty of|a handful of|a bunch of) [a-z]{3,}/,
  ),
);

/** "5 apples, some pears and 3 plums", "a cat, a dog and several birds" */
const vagueAmount: Doubt = ({ low, facts }) =>
  COUNT.test(low) &&
  VAGUE_ITEM.test(low) &&
  /,| and /.test(low) &&
  !HAPPENS.test(facts.replace(/\bhow many\b/g, '')) &&
  !/\bwords?\b|\bletters?\b|\d (?:in all|altogether|in total)\b/.test(low)
    ? missing('how many "some" are is missing')
    : undefined;

const BARE_PLURALS = new RegExp(
  sequence(
    /\b(?:have|has|own|owns|got|see|there are|contains?|holds?):? (?:(?!is\b)[a-z]{2,}[^su ]s)/,
    /(?:, (?:[a-z]+ )?[a-z]{2,}[^su ]s)*,? and (?:[a-z]+ )?[a-z]{2,}[^su ]s\b/,
  ),
);

/** "I have apples, pears and plums. How many fruits do I have?" */
const pluralsAlone: Doubt = ({ low, facts, asked, numbers }) =>
  numbers.length === 0 &&
  BARE_PLURALS.test(facts) &&
  /^how many (?!kinds|types|sorts|different|words|letters|items|categories|of)[a-z]+/.test(asked) &&
  !/\b(?:list|words?|1|an?|pairs?|dozen|hundred)\b/.test(low)
    ? missing('how many of each there are is missing')
    : undefined;

const PROPERTIES = anyOf(
  /ripe|rotten|fresh|broken|dirty|clean|new|old|young|tall|short|heavy|light|expensive|cheap/,
  /warm|cold|hot|wet|dry|full|empty|mine|yours|big|small|large|sharp|blunt|used|brown|red|blue|green/,
  /yellow|white|black|married|awake|sold|free|open|closed|late|present|absent/,
);
const PROPERTY = new RegExp(
  sequence(
    /\bhow many of (?:the|these|those|my|our|them)(?: [a-z]+)? (?:are|were|is) (?:still |already |really )?/,
    PROPERTIES,
    /\b/,
  ),
);

/** "How many of the fruits are ripe: apple, pear": nothing of the list says so. */
const untoldProperty: Doubt = ({ low }) => {
  const word = PROPERTY.exec(low)?.[0].split(' ').at(-1);
  if (word === undefined) return undefined;
  const elsewhere = low.split(new RegExp(String.raw`\b${word}\b`)).length > 2;
  const told = elsewhere || /\b(?:not|rest|others?|half|third|quarter|percent|\d+ of)\b|%|\/|\bif\b/.test(low);
  return told ? undefined : missing(`nothing tells which of them are ${word}`);
};

const NO_ORDER = when(
  'missing',
  'what to sort by is not told',
  new RegExp(
    sequence(
      /\b(?:sort|order|arrange|put|list|shuffle)\b[^.?!]*\b/,
      anyOf(
        /randomly|at random|in (?:a |any )?random order|in any order/,
        /(?:however|as|whichever way) (?:you|they) (?:like|want|please)/,
      ),
      /\b/,
    ),
  ),
);

const INFINITE: Doubt = ({ low }) =>
  /\binfinity\b|∞/.test(low) &&
  /\b(?:sort|order|rank|largest|biggest|greatest|highest|smallest|least|lowest|maximum|minimum)\b/.test(low) &&
  !/\b(?:letters?|vowels?|words?|alphabet\w*|spell|sum|limit|goes? to|tends?|approach\w*)\b/.test(low)
    ? refusal('invalid-input', 'infinity is no number that can be sorted')
    : undefined;

/** "Count the vowels in this word:" and nothing behind it. */
const NOTHING_SHOWN = when(
  'missing',
  'what is to be counted is missing',
  new RegExp(
    sequence(
      /\b(?:how many|count|number of)\b[^:"]*\b(?:this|these|(?:the )?following) /,
      /(?:word|sentence|phrase|text|line|title|name|list|words|numbers|items)\b[^:"\d]{0,30}:/,
      /\W*$/,
    ),
  ),
);

/** "Apples, pears and the rest of the usual stuff: how many items?" */
const openEnded: Doubt = ({ low, asked }) =>
  /^how many (?:different |distinct )?(?:items|things|kinds|sorts|entries|names)\b/.test(asked) &&
  new RegExp(
    sequence(
      /, [a-z]+,? /,
      anyOf(
        sequence(
          /and /,
          anyOf(/the (?:rest|others|usual)\b|others\b|so on\b|so forth\b|many more\b/, /some (?:more|others)\b/),
        ),
        /etc\b/,
      ),
    ),
  ).test(low)
    ? missing('not all of the list is told')
    : undefined;

export const COUNTED_LISTS: readonly Doubt[] = [
  NOTHING_SHOWN,
  openEnded,
  vagueAmount,
  pluralsAlone,
  untoldProperty,
  NO_ORDER,
  INFINITE,
];
