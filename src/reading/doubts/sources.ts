/**
 * Data that the question only points to: what is torn off, smudged or forgotten, stands in an annex, was said before,
 * or belongs to a list of which only a part is told. Looked at before any reader: what is left could be computed with,
 * and would answer another question.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { missing, when, type Doubt } from './said.ts';

const LOST = anyOf(
  /(?:is |are |was |were |has |have |had |got |went |been |all |now |half |partly |then |just |of it(?:'s| is)? |'s )*/,
);

const GONE = anyOf(
  sequence(
    anyOf(
      /ripped|torn|cut|broken|broke|fell|fallen|worn|rubbed|scratched|peeled|chipped|come|came|bitten/,
      /rotted|weathered/,
    ),
    / (?:off|out|away)/,
  ),
  /(?<!number (?:is|are) )missing(?! (?:here|in|from|number|term|digit|one|value|angle|side)\b)|illegible/,
  /unreadable|smudged|smeared|blotted|faded|washed (?:out|off|away)|covered (?:up|over|by|with|in)|crossed out/,
  /not (?:legible|readable|visible)|hard to read|blurred|blurry|gone|erased|eaten by|wet|soaked/,
  /hidden (?:by|behind|under)|wiped off|(?<!half (?:is|are) )torn|ripped/,
);

const PIECE = anyOf(
  /rest|bottom(?: half)?|top(?: half)?|half|end|beginning|corner/,
  /(?:last|first|second|third|other|final|next|remaining) (?:\d+ )?(?:[a-z]+)?/,
  /(?:some|a few|several|more) (?:[a-z]+)/,
  /(?:letters?|digits?|figures?|numbers?|signs?|page|line|word|part|bit|pen|ink)/,
);

/** "The rest is torn off", "my pen smudged on the second number". */
const damaged = when(
  'missing',
  'a part of what is given can not be read',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:the |a |some |then |and |but |my )*/,
        PIECE,
        / ?(?:of (?:it|the [a-z]+|my [a-z]+))? ?/,
        LOST,
        GONE,
        /\b/,
      ),
      sequence(
        /\b(?:pen|ink|coffee|tea|rain|stain|blot|thumb|printer|paper|dog|cat) [a-z ]{0,24}\b/,
        anyOf(
          /smudged|blotted|smeared|covered|spilled|spilt|ripped|hid|splashed/,
          /ate (?:the )?(?:rest of )?(?:the |my )?(?:page|paper|list|receipt|homework|note|ticket)/,
        ),
        /\b/,
      ),
      /\b(?:can not|could not|can hardly) (?:make out|read|see|decipher) (?:the |what |one |1 |any )/,
      sequence(
        /\b(?:then|and|but) (?:it|the (?:paper|page|note|list|sheet)) (?:is|was|got|has been) /,
        /(?:torn|ripped|cut off|wet|smudged|illegible)\b/,
      ),
      sequence(
        /\bthen (?:some|a few|the) (?:letters?|digits?|figures?|numbers?) (?:fell|are|were|is) /,
        /(?:off|gone|missing|out)\b/,
      ),
    ),
  ),
  new RegExp(
    alternatives(
      /\b(?:page|sheet|book)(?: [a-z]+)? (?:is|was) (?:torn|ripped|missing)|\bwhat is the smallest\b/,
      /\b(?:which|what) (?:number|term|digit|one) (?:is|was) (?:missing|hidden)|\b(?:which|what) digits come out/,
      sequence(
        /\b(?:find|what is|which is|work out|give|fill in) the (?:missing|hidden) /,
        /(?:number|term|digit|one|angle|side|value)\b/,
      ),
      /_|\bhow many (?:[a-z]+ )?(?:are|is|were|was) (?:gone|missing|broken|torn|left)/,
      /\b(?:eggs?|cars?|people|pieces?|coins?|cards?) (?:are|is|were|was) (?:gone|missing)\b/,
    ),
  ),
);

/** "The number from before", "the amount in the annex", "as in my last message". */
const elsewhere = when(
  'missing',
  'it points to something that does not stand in the question',
  new RegExp(
    alternatives(
      sequence(
        sequence(
          /\b(?:the|that|this|my|your) (?:same )?/,
          anyOf(
            /numbers?|amount|sum|figures?|value|list|result|answer|price|one|sentence|text|table|word|names?/,
            /score|total|date|time/,
          ),
          / /,
        ),
        anyOf(
          sequence(
            /(?:from|of) /,
            anyOf(
              /before|earlier|above|yesterday|last time|my last (?:message|question|mail)/,
              sequence(
                /the /,
                anyOf(
                  /annex|appendix|attachment|letter|mail|email|sheet|file|picture|photo|book|board/,
                  /first (?:question|part)|previous (?:question|page|exercise|one)/,
                ),
              ),
            ),
          ),
          sequence(
            /(?:stated|given|mentioned|shown|listed|named|written|printed|noted|specified) /,
            /(?:in|on|at|above|below|earlier|before|overleaf)/,
          ),
          sequence(
            /(?:in|on) (?:the )?/,
            anyOf(
              /annex|appendix|attachment|attached|picture|photo|screenshot|image|overleaf|next page|other page/,
              /last page|board|blackboard|note|letter|contract|invoice|receipt|email|mail/,
            ),
          ),
          /(?:i|we|you) had (?:a|an|some|just) [a-z]+(?: ago)?/,
          sequence(
            /(?:i|we|you|he|she) (?:told|sent|gave|showed|mentioned|wrote|said|had|got|calculated|worked out)/,
            / (?:you |me |us |them )?(?:before|earlier|yesterday|last (?:time|week)|above|already)/,
          ),
        ),
        /\b/,
      ),
      /\b(?:see|as in|from) (?:the )?(?:attached|attachment|annex|appendix|picture|screenshot|enclosed)\b/,
      /\b(?:attached|enclosed) (?:list|file|table|sheet|numbers|picture)\b/,
      /\bmy (?:previous|last|earlier) (?:answer|result|number|sum|total|question)\b(?! (?:is|was) \d)/,
      /\bthe (?:previous|last|first) (?:question|exercise|message)'?s? (?:answer|result|number)\b/,
    ),
  ),
  /\b(?:wrote|says|reads|is|said)\b[^?]{0,12}["':]\s*\d+\s*,/,
);

const OPEN = anyOf(
  /and so (?:on|forth)|etc(?:etera)?|amongst? other(?: thing)?s|for (?:example|instance)|e\.g|such as/,
  /and (?:many )?(?:others|more)\b(?! than)/,
  /and (?:some|a few|several) (?:others|more|other [a-z]+)|some of (?:the|them|my)[a-z ]{0,24} (?:are|is)/,
  /to name (?:but |just |only )?(?:a few|some|two|2|three|3)|(?:and|or) (?:the )?like/,
);

/** A count is asked of a list that goes on. */
const openList: Doubt = ({ low, asked }) =>
  new RegExp(`\\b${OPEN}`).test(low) &&
  /\b(?:how many|how much|what is the (?:total|number|sum)|count|total number)\b/.test(low) &&
  !/\b(?:sequence|series|pattern|rule|each time|every time|terms?|multiples?|even|odd|primes?|continu\w*|doubl\w*|halv\w*|steps?|first \d+|up to|until|till|places?|position|always \d+ (?:more|fewer|less))\b/.test(
    low,
  ) &&
  !/\d, ?\d+, ?\d+/.test(low) &&
  !/\b(?:in total|altogether|in all|total of|there (?:are|were) \d+)\b[^.?!]*\.[^?]*\b(?:left|rest|others?)\b/.test(
    low,
  ) &&
  asked.length < 120
    ? missing('only a part of the list is told')
    : undefined;

/** "The last one I forgot", "another one" in a list to be averaged, added or sorted. */
const forgotten = when(
  'missing',
  'one of the numbers is not told',
  new RegExp(
    alternatives(
      sequence(
        /\d,? (?:and|plus|&) (?:the |a |my )?/,
        /(?:last|other|first|second|third|fourth|fifth|final|next|rest)(?: [a-z]+)?,? /,
        /(?:i|we|he|she|they) (?:forgot|forget|lost|do not|did not|can not|have not|never)\b/,
      ),
      sequence(
        /\b(?:average|avarage|averge|mean|median|sum|total|add|sort|order|biggest|largest|smallest)/,
        /\b[^?]*\d,? (?:and|plus|&) (?:another|some other|one other|1 other|a further|one more|1 more)/,
        /(?: (?:one|1|number|mark|value))?\W*(?:$|\bwhat|\bwhich)/,
      ),
      sequence(
        /\b(?:\d+|three|four|five) (?:numbers|marks|values)\b[^?]*\d,? (?:and|plus|&) /,
        /(?:another|some other)(?: (?:one|1|number))?\b[^?\d]*\b(?:average|mean|sum|total|median)\b/,
      ),
      sequence(
        /\b(?:average|mean|sum|total|add)\b[^?]*\d,? (?:and|plus|&) (?:another|a further|some other) /,
        /(?:[a-z]+ )?(?:i|we|that|which|he|she)\b/,
      ),
      sequence(
        /\b(?:i|we|he|she) /,
        /(?:lost|forgot|can not (?:find|read|remember)|do not have|did not (?:write|note)) (?:the |my )?/,
        /(?:first|second|third|fourth|last|other|next)\b[^?]*\b(?:average|mean|sum|total|altogether)\b/,
      ),
      sequence(
        /\b(?:the|my|his|her) (?:last|first|second|third|other|final) /,
        /(?:one|1|number|mark|trip|test|score|price) (?:i |we |he |she )/,
        /(?:forgot|forget|lost|can not|do not|did not)\b/,
      ),
    ),
  ),
);

/** "7 * (3 + something)", "2 to something", "1 part to some water". */
const something = when(
  'missing',
  'an amount in it is not told',
  new RegExp(
    alternatives(
      /[-+*/:] ?(?:something|some number|whatever)\b/,
      /\b(?:\d+|one) (?:to|:) (?:something|some number|some [a-z]+)(?=[,.?;]|$| how| what)/,
      /\b\d+ parts? (?:of )?[a-z]+ (?:to|and) (?:some|a bit of|a little|enough|the right amount of) [a-z]+/,
      sequence(
        /\b(?:in|by|after|according to) (?:the )?(?:[a-z]+ )?(?:(?:of|to) )?(?:their|our) /,
        /(?:ages?|weights?|heights?|shares?|pay|incomes?|hours|sizes?)\b(?![^?]*\b\d+\b[^?]*\b\d+)/,
      ),
    ),
  ),
  /=|\bwhat is (?:the )?something\b/,
);

export const SOURCES: readonly Doubt[] = [damaged, elsewhere, openList, forgotten, something];
