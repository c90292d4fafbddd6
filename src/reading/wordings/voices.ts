/**
 * How people of several voices ask: what stands before and after a question, and how it is spelled. A voice changes no
 * number and no name. It is taken off again by read/manner.ts.
 */
import type { Random } from '../../random.ts';
import { inWords } from './slots.ts';
import { parseTemplate, writeTemplate, type Node } from './template.ts';

export type Voice =
  | 'plain'
  | 'teacher'
  | 'shop'
  | 'clerk'
  | 'second language'
  | 'child'
  | 'teenager'
  | 'senior'
  | 'engineer';

type Manner = {
  before: string;
  after: string;
  /** Small letters only, and few signs. */
  small: number;
  /** How often numbers stand in words, and a letter slips. */
  words: number;
  slips: number;
};

const MANNERS: Readonly<Record<Voice, Manner>> = {
  plain: { before: '[|||please |can you tell me: ]', after: '[||| please]', small: 0.1, words: 0.05, slips: 0.02 },
  teacher: {
    before:
      '[||class, |children, |here is one for you. |now, everybody: |remember what we learned. |please, |a warm-up: ]',
    after: '[|||. show your work| please|. take your time|. write down the result]',
    small: 0,
    words: 0.1,
    slips: 0,
  },
  shop: {
    before:
      '[|||quick question: |hi, |sorry, |hey, |customer is waiting. |a customer asks: |help me out here. |we are short of staff today. |my boss wants to know: |love, ]',
    after: '[||| please|, thanks| for me|, cheers| real quick]',
    small: 0.5,
    words: 0.1,
    slips: 0.05,
  },
  clerk: {
    before:
      '[||kindly tell me: |for our records: |with reference to your letter: |dear sir or madam, |i should be grateful for your help. |we kindly ask: |as agreed by telephone: |to whom it may concern, ]',
    after: '[|||. thank you in advance|. kind regards|, for our records|. many thanks]',
    small: 0,
    words: 0.1,
    slips: 0.01,
  },
  'second language': {
    before:
      '[||please, |hello, |excuse me, |i have question: |sorry for my english. |i want to ask: |can you help please: |good day, ]',
    after: '[||| please|, thank you|. thanks|. sorry for my english|, please]',
    small: 0.2,
    words: 0.1,
    slips: 0.06,
  },
  child: {
    before:
      '[|||hi |my teacher asks |hey, |my mum wants to know: |i need help with my homework. |um |hello computer, ]',
    after: '[|||| please| i dont know|. its for school]',
    small: 0.85,
    words: 0.25,
    slips: 0.08,
  },
  teenager: {
    before: '[|||yo |ok so |hey |bro |quick one, |im stuck. |need this for school: |lol ]',
    after: '[|||| pls| plz| lol| thx|, no cap| asap]',
    small: 0.9,
    words: 0.05,
    slips: 0.08,
  },
  senior: {
    before:
      '[||my dear, |good morning, |good afternoon, |would you be so kind: |dear computer, |i wonder, |my grandson asked me: |excuse me, ]',
    after: '[||| please|, if you please|. many thanks|. thank you kindly]',
    small: 0,
    words: 0.3,
    slips: 0.03,
  },
  engineer: {
    before: '[||||quick check: |fyi i need this for a script. ]',
    after: '[|||| pls|, exact value]',
    small: 0.4,
    words: 0,
    slips: 0.02,
  },
};

export const VOICES = Object.keys(MANNERS) as Voice[];

const parsed = new Map<string, Node>();
const tree = (source: string): Node => {
  if (!parsed.has(source)) parsed.set(source, parseTemplate(source));
  return parsed.get(source)!;
};
const never = (): string => '';

/** Sentences that say nothing about the question. */
const IRRELEVANT =
  'It is raining outside.|My sister is watching me.|I am sitting in the kitchen.|The kettle is on.|My dog is asleep.|I had a long week.|The radio is playing.|My glasses are broken.|Everyone is waiting.|The weather is nice.'.split(
    '|',
  );

/** Two letters of a longer word swapped, left out or doubled. Words with capitals stay. */
const slip = (text: string, random: Random): string => {
  const words = [
    ...text.matchAll(
      /\b(?:what|which|number|numbers|many|much|remainder|after|before|between|minutes|alphabetical|greatest|common|binary|roman|tomorrow|together|divided|multiplied|smallest|biggest|largest|sequence|letters|weekday|ascending)\b/g,
    ),
  ];
  if (words.length === 0) return text;
  const { 0: word, index } = random.pick(words);
  const at = random.int(1, word.length - 3 < 1 ? 1 : word.length - 3);
  const changed = random.pick([
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at] + word.slice(at),
  ]);
  return text.slice(0, index) + changed + text.slice(index + word.length);
};

const contracted = (text: string, random: Random, small: boolean): string =>
  random.chance(small ? 0.6 : 0.25) ? text.replace(/\b(what|who|that|it) is\b/g, small ? '$1s' : "$1's") : text;

/** Numbers up to 99 that stand alone, in words. */
const spelled = (text: string): string =>
  text.replace(
    /(?<![\d.:/\-*+^(=,]|[a-z]\d*)\b\d{1,2}\b(?![\d.:/*+^)=,%-]|[a-z]| ?[-+*/=^(]|(?:st|nd|rd|th)\b)/g,
    (one) => inWords(Number(one)),
  );

const sentenceCase = (text: string): string =>
  text.replace(/(^|[.?!] )([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());

/** A question in a voice. `plain`: the numbers stay digits and no letter slips (for lists of signs). */
export const inVoice = (question: string, voice: Voice, random: Random, exact: boolean): string => {
  const { before, after, small, words, slips } = MANNERS[voice];
  const low = random.chance(small);
  let text = question;
  if (!exact && random.chance(words)) text = spelled(text);
  if (random.chance(slips)) text = slip(text, random);
  const asks =
    /^(?:what|how|which|who|when|is|does|can|could|do)\b|(?:[.,] )(?:what|how|which|who|when|does|is)\b[^.]*$/.test(
      text,
    );
  const end = asks ? '?' : random.pick(['.', '.', '', '!']);
  const lead = writeTemplate(tree(before), random, never);
  const tail = writeTemplate(tree(after), random, never);
  const core = `${lead}${lead === '' || /[a-z]$/.test(lead) ? ' ' : ' '}${text}`.trim();
  text = contracted(
    tail.startsWith('.')
      ? `${core}${end === '' ? '.' : end}${tail.slice(1)}`
      : `${core}${/^\w/.test(tail) ? ' ' : ''}${tail}${end}`,
    random,
    low,
  );
  if (random.chance(0.05) && !low) text = `${random.pick(IRRELEVANT)} ${text}`;
  return low ? text.toLowerCase().replace(/[?.!]$/, random.pick(['', '', '?', '??'])) : sentenceCase(text);
};
