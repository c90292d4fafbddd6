/**
 * Amounts that a story needs and does not tell: how many there were at the beginning, what one of a row holds, what one
 * costs, of how many a share is taken.
 */
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { COMPARATIVE, missing, when, type Doubt } from './said.ts';

const VAGUE = anyOf(
  /some|several|loads(?: of)?|lots(?: of)?|a lot of|plenty(?: of)?|many|a few|a bunch of|heaps of/,
  /a pile of|piles of|a load of/,
  /a couple of dozen or so|an unknown number of|a certain number of|a number of|a good many|tons of/,
  /a stack of|my (?!\d)/,
);

const START = new RegExp(
  sequence(
    sequence(
      /\b/,
      anyOf(
        /had|have|has|having|got|start(?:ed|s)? (?:out )?with|began with|there (?:were|was|are)|bought/,
        /baked|made|picked|brought|collected|came with|opened with/,
      ),
      / /,
    ),
    VAGUE,
    /\s?(?!time|more|fewer|to\b)[a-z]+/,
  ),
);

const END_ASKED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|remain\w*|still (?:have|has|there)|now|over|go(?:es)? back|on board/,
      /in the (?:end|basket|house|box|shop)|uneaten|unsold/,
    ),
    /\b/,
  ),
);

const CHANGES = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /sold|ate|eats?|gave|gives?|lost|loses?|used|uses?|took|takes?|spent|got off|got on|left|broke/,
      /threw|drank|gone|went|came|joined|checked out|handed|posted|delivered|added|bought|burst|died/,
    ),
    /\b/,
  ),
);

const END_TOLD = new RegExp(
  alternatives(
    sequence(
      /\b(?:now (?:has|have|there)|has|have|had|there (?:are|were)|are|were|with) (?:only )?(?:-?\d+)/,
      /(?: [a-z]+){0,3} (?:left|remain\w*|now|over|still)\b/,
    ),
    /\b\d+(?: [a-z]+){0,2} (?:were|was|are|is|remain\w*|left)(?: left| over)?\b|\bleft with \d/,
    /\bremain(?:s|ed|ing)? \d|\bleaving \d|\bnow\b[^.?!]*\d[^?]*\?/,
  ),
);

const noBeginning: Doubt = ({ facts, asked, numbers }) =>
  // What fraction is left follows from the fractions that went.
  !/\b(?:fraction|proportion)\b/.test(asked) &&
  START.test(facts) &&
  CHANGES.test(facts.replace(START, ' ')) &&
  END_ASKED.test(asked) &&
  !END_TOLD.test(facts) &&
  numbers.length <= 3 &&
  !new RegExp(
    sequence(
      /\b/,
      anyOf(
        /at first|to begin|to start|begin with|start with|originally|initially/,
        /did (?:he|she|they|i|we) have|before|more|fewer|than|each|sold|eaten|given/,
      ),
      /\b/,
    ),
  ).test(asked) &&
  !/\b(?:initially|originally|at first|in total|total of|altogether)\b/.test(facts)
    ? missing('how many there were at the beginning is missing')
    : undefined;

const onlyChanges: Doubt = ({ low, facts, asked, numbers }) => {
  if (
    numbers.length < 1 ||
    numbers.length > 3 ||
    /\b(?:fraction|proportion)\b/.test(asked) ||
    !/\b(?:now|left|on board|on (?:it|the bus|the train)|go(?:es)? back|remain\w*|still)\b/.test(asked)
  )
    return undefined;
  if (
    new RegExp(
      alternatives(
        sequence(
          /\b/,
          anyOf(
            /had|have|has|there|were|was|with|start\w*|began|begins?|empty|carr\w+|full|holds?|total|out of/,
            /of (?:them|these)|come in|packages?|scored|gathered|bought|baked|made|picked|found|got \d/,
            /ha[ds]n't/,
          ),
          /\b/,
        ),
        /\b\d+ (?:people|passengers|guests|kids)? ?(?:on|in|aboard)\b/,
      ),
    ).test(facts)
  )
    return undefined;
  const [first] = numbersIn(low);
  if (!first || first.start > facts.length) return undefined;
  const before = /\b(?:did|sold|delivered|gave away|handed out|lent out|posted|dropped off)(?: [a-z]+)? $/.test(
    low.slice(0, first.start),
  );
  const after = /^ (?:[a-z]+ ){0,2}(?:got|get|gets) (?:off|on)\b|^ (?:[a-z]+ ){0,2}checked out\b/.test(
    low.slice(first.end),
  );
  return before || after ? missing('how many there were at the beginning is missing') : undefined;
};

const HOLDERS =
  'rows|boxes|bags|packs|packets|crates|cartons|shelves|buses|trays|cases|bunches|sacks|baskets|tins|jars|sheets|teams|coaches|vans|columns|stacks|bundles|piles|lengths|rolls';

const UNIT_TOLD = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|every|per|apiece|in (?:a|1|one) |a (?:row|box|bag|pack|crate|tray|case|bunch|basket)|holds?/,
      /contain\w*|with \d|of \d|in all|altogether|\d+ [a-z]+ in|seats \d|fits? \d|takes? \d|by \d|long/,
      /empty (?:rows|boxes|bags)/,
    ),
    /\b/,
  ),
);

const noUnit: Doubt = ({ low, facts, asked, numbers }) => {
  const found = new RegExp(`\\b(\\d+) (?:[a-z]+ )?(${HOLDERS}) of (?!\\d|the same|equal)([a-z]+)\\b`).exec(facts);
  if (/\b(?:twice|half|double|times)\b/.test(low)) return undefined;
  if (!found || UNIT_TOLD.test(facts.replace(found[0], ' ')) || numbers.length > 2) return undefined;
  const [, , holder, thing] = found;
  const other = numbersIn(low.replace(found[0], ' '))[0];
  if (other && new RegExp(`^ (?:more |other |[a-z]+ )?${holder}\\b`).test(low.replace(found[0], ' ').slice(other.end)))
    return undefined;
  return new RegExp(`\\bhow many (?:single |empty |full )?${thing!.replace(/s$/, '')}s?\\b`).test(asked) &&
    !/\bhow many (?:more |fewer )?(?:rows|boxes|bags|packs)\b/.test(asked)
    ? missing(`how many ${thing} one of the ${holder} holds is missing`)
    : undefined;
};

const noMeasure: Doubt = ({ facts, asked, numbers }) =>
  numbers.length === 0 &&
  new RegExp(`${COMPARATIVE.source} than\\b`).test(facts) &&
  /^how (?:old|tall|fast|heavy|long|big|rich|far|high|much) (?!(?:more|less|[a-z]+er)\b)/.test(asked)
    ? missing('only a comparison is told, and no measure')
    : undefined;

const noRate: Doubt = ({ low, numbers, asked }) =>
  numbers.length <= 1 &&
  new RegExp(
    sequence(
      /\b(?:a|the|some|with|plus|my|staff|student|and|his|her|get|gets) (?:[a-z]+ )?/,
      /(?:discount|tip|tax|vat|surcharge|bonus|raise|service charge|commission|reduction)\b/,
    ),
  ).test(low) &&
  !/%|\bper ?cent\b|\bhalf\b|\bfree\b|\bhow (?:big|many)\b|\d ?: ?\d/.test(low) &&
  /\b(?:how much|what)\b[^?]*\b(?:pay|cost|price|total|owe|get|earn|come to)\b|\b(?:new|final) price\b/.test(low) &&
  asked.length < 80
    ? missing('how much of it is taken off or added is missing')
    : undefined;

const UNMEASURED = when(
  'missing',
  'an amount in it is not told',
  new RegExp(
    alternatives(
      /\bso (?:much|many) (?:per|for each|an?|every|each)\b|\bplus something\b/,
      /\bsomething (?:plus|times|minus)\b|\bevery now and then\b|\bnow and then\b/,
      /\bneeds? (?:a while|some time|a bit|ages)\b|\btakes? (?:a while|some time|a bit|ages)\b/,
      /\b(?:\d+|plus|minus|times) (?:and |times )?(?:however|how ?ever) (?:many|much)\b/,
      /\bwhatever (?:it|the [a-z]+|he|she|they)\b/,
    ),
  ),
  /\bhow (?:many|much) (?:is|was) (?:the )?something\b|\bis so much\b|=|\bwhat is (?:the )?something\b|^.{200}/,
);

const RESULT = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /gets?|got|is|gives?|makes?|results?|equals?|answer|ends? up|leaves?|comes? to|have|becomes?/,
        /reach\w*|left with|arrived? at|has|had|obtain\w*|finish(?:ed)? (?:with|at|on)|land(?:ed)? (?:on|at)/,
      ),
      / (?:is |of |to |with |at |now |as )?-?\d/,
    ),
    /=/,
  ),
);

const noResult: Doubt = ({ low }) =>
  /\bth(?:ink|inking|ought) of a number\b|\b(?:take|took|pick|picked|choose|chose) a number\b/.test(low) &&
  /\b(?:what|which) (?:is|was) (?:my|his|her|the|it|their)\b/.test(low) &&
  !RESULT.test(low)
    ? missing('what comes of it is missing')
    : undefined;

const shareOfUnknown: Doubt = ({ low, facts, asked, numbers }) => {
  const share = new RegExp(
    sequence(
      /\b(?:\d{1,2} ?\/ ?\d{1,2}|half|a (?:third|quarter|fifth)|\d (?:thirds|quarters|fifths)) of /,
      /(?:the|my|our|his|her|all|these) ([a-z]+)\b/,
    ),
  ).exec(facts);
  if (!share || numbers.length > 2 || !/^how many\b/.test(asked)) return undefined;
  const left = numbersIn(low.replace(share[0], ' ')).length;
  return left === 0 && !/\b(?:twice|dozen|hundred|as many)\b/.test(low)
    ? missing('how many there are in all is missing')
    : undefined;
};

const changeOfCount: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 2 &&
  /\bchange\b/.test(asked) &&
  new RegExp(
    sequence(
      /\b(?:buys?|bought|gets?|got|takes?|took|orders?|ordered|for) \d+ /,
      /(?!euros?|dollars?|pounds?|cents?|quid|bucks|pence)[a-z]+/,
    ),
  ).test(low) &&
  !/\b(?:each|apiece|costs?|cost|at \d|for \d+ (?:euros?|dollars?|pounds?|quid)|worth|price of \d)\b|\d\.\d\d/.test(low)
    ? missing('the price of one is missing')
    : undefined;

/** "One gets more than the other", "a discounted price is 36: the original", a median of which only the mean is told. */
const noDifference: Doubt = ({ low, numbers }) => {
  if (/\b(?:1|one) (?:of them )?(?:gets|has|takes|receives|got) more than (?:the )?other\b/.test(low))
    return missing('how much more the one gets is missing');
  const original = /\b(?:discounted|reduced|sale) price (?:is|of|was) [^?]*\b(?:original|old|full) price\b/.test(low);
  if (original && numbers.length === 1) return missing('the discount is missing');
  return /\b(?:mean|average) of \d+ (?:numbers|values) is \d+(?:\.\d+)?\W+(?:(?:what is|find|give) )?(?:(?:their|the) )?median\W*$/.test(
    low,
  )
    ? missing('the numbers themselves are missing')
    : undefined;
};

export const AMOUNTS_NOT_TOLD: readonly Doubt[] = [
  noDifference,
  noResult,
  shareOfUnknown,
  changeOfCount,
  noBeginning,
  onlyChanges,
  noUnit,
  noRate,
  noMeasure,
  UNMEASURED,
];
