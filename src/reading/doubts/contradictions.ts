/**
 * Questions whose facts can't all be true: parts greater than their whole, more taken than there is, two values for one
 * thing, a mean beyond its bound. Each doubt computes what it claims. Times, dates and liars are clashes.ts.
 */
import { refusal } from '../reading.ts';
import { numbersIn, type Found } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { contradictsTerms } from '../numbers/listed-sequences.ts';
import type { Doubt, Said } from './said.ts';

const WHY = 'contradiction';

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;

/** What says that nothing is in two parts at once. */
const EXCLUSIVE = new RegExp(
  alternatives(
    /\b(?:nobody|no ?one|none|nothing|no [a-z]+|not 1)\b[^.?!,;]*\bboth\b|\bnot both\b|\bno overlap\b/,
    /\bno others?\b(?! [a-z])|\b(?:no|none of any) other (?:colou?r|kind|sort|type|flavou?r)s?\b/,
    /\bnothing else\b/,
    /\b(?:each|everybody|everyone|every [a-z]+)(?! of)[^.?!,;]{0,16}\b(?:had|has|gave|cast|got) (?:1|one|a single)\b/,
    /\beach\b[^.?!,;]{0,24}\b(?:exactly|only|just) (?:1|one|a single)\b/,
    /\b(?:exactly|only|just) (?:1|one|a single) (?:vote|answer|choice|thing|drink|meal|side|each)\b/,
    /\b(?:nobody|no ?one) (?:was )?(?:voted|chose|answered|ordered|picked|counted) (?:twice|both)\b/,
    /\bno [a-z]+ is (?:of )?(?:2|two|both)(?: [a-z]+)?\b|\ball from (?:that|this|the same) [a-z]+\b/,
  ),
);

/** A whole of people in two sorts of which nobody is both. */
const HALVES = new RegExp(
  sequence(
    sequence(
      /\d+ /,
      anyOf(
        /pupils|students|children|kids|people|members|guests|players|teachers|employees|workers|visitors/,
        /babies/,
      ),
      /\b[^.?!]*[.,:;]?[^.?!]*/,
    ),
    sequence(
      /\d+ (?:of them )?(?:are |were )?(?:boys|girls|men|women|male|female|adults)\b[^.?!]*\d+ /,
      /(?:of them )?(?:are |were )?(?:boys|girls|men|women|male|female|children)\b/,
    ),
  ),
);

/** Of a whole of people or things, exclusive parts that are more than it. */
const partsOverWhole: Doubt = ({ low, facts, asked }) => {
  if (
    (!EXCLUSIVE.test(low) && !HALVES.test(facts)) ||
    /%|\bper ?cent\b|\b(?:per|twice|times|more than|fewer than|ratio|another|then|days?|weeks?)\b/.test(
      facts.replace(EXCLUSIVE, ' '),
    )
  )
    return undefined;
  const found = numbersIn(
    low.replace(
      /\b(?:exactly|only|just) 1\b|\bis (?:of )?2 [a-z]+\b|\b1 (?:vote|answer|choice|thing|drink|meal|each)\b/g,
      ' ',
    ),
  )
    .filter((one) => !asked.startsWith(low.slice(one.start)))
    .map((one) => Number(one.value));
  const [whole, ...parts] = found;
  const distinct = (parts.length === 2 ? parts : [...new Set(parts)]).filter((one) => one !== whole);
  if (whole === undefined || distinct.length < 2 || distinct.length > 4 || distinct.some((one) => one > whole))
    return undefined;
  const sum = distinct.reduce((total, one) => total + one, 0);
  return sum > whole ? refusal(WHY, `the parts are ${sum}, more than the whole of ${whole}`) : undefined;
};

/** "Of 20 children 25 are girls". */
const partOfFewer: Doubt = ({ low }) => {
  const found = new RegExp(
    alternatives(
      sequence(
        /\b(?:out )?of (?:the |my |our |these |those )?/,
        NUMBER,
        / (?:[a-z]+s|people|children|men|women),? /,
        NUMBER,
        / (?:are|were|have|had|wear|wore|like|speak|play|voted|passed|failed|came)\b/,
      ),
      sequence(
        /\b(?:there (?:are|were)|have|has|had|bought|invited|sold|counted) (?:only |exactly )?/,
        NUMBER,
        / [a-z ]{3,20}[,.;]? (?:and )?/,
        NUMBER,
        / of (?:them|these|those|whom|which)\b/,
      ),
    ),
  ).exec(low);
  if (!found) return undefined;
  const [whole, part] = [Number(found[1] ?? found[3]), Number(found[2] ?? found[4])];
  return part > whole ? refusal(WHY, `${part} of them are more than the ${whole} that there are`) : undefined;
};

const ONE_THING = new RegExp(
  alternatives(
    /\bsame\b/,
    sequence(
      /\b(?:the|a|1|our|my) (?:1 |whole |entire |single )?/,
      anyOf(
        /pizza|cake|pie|money|land|tank|book|bottle|job|work|field|class|salary|garden|bar|loaf|juice/,
        /milk|water|budget|jug|melon|watermelon|tart|quiche|lasagne|rope|ribbon|votes?/,
      ),
      /\b/,
    ),
  ),
);

/** Shares of one thing that are more than all of it. */
const sharesOverAll: Doubt = ({ low, facts, asked }) => {
  if (
    !new RegExp(
      sequence(
        /\b/,
        anyOf(
          /left|remain\w*|un[a-z]+ed|no answer|neither|others?|the rest|nothing|abstain\w*|undecided|uneaten|unused/,
          /not|abstain\w*/,
        ),
        /\b/,
      ),
    ).test(asked)
  )
    return undefined;
  if (
    new RegExp(
      sequence(
        /\b/,
        anyOf(
          /of (?:the|what)(?: was| is)? (?:rest|remain\w*|left)|of what|remainder|another|each of/,
          /of the other|more than 1|overlap|both|\d\/\d+ full/,
        ),
        /\b/,
      ),
    ).test(facts)
  )
    return undefined;
  const fractions = [...facts.matchAll(/\b(\d{1,2}) ?\/ ?(\d{1,2})\b(?! ?\/)/g)].map(
    (one) => Number(one[1]) / Number(one[2]),
  );
  const percents = [...facts.matchAll(/\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/g)].map((one) => Number(one[1]) / 100);
  const [list] = [fractions, percents].filter((one) => one.length >= 2);
  if (
    /\b(?:each|every|their|boxes|times|then|after)\b/.test(
      facts
        .replace(EXCLUSIVE, ' ')
        .replace(/\beach (?:respondent|person|one|voter|pupil|student|of (?:them|us))\b/g, ' '),
    )
  )
    return undefined;
  if (list === fractions && !ONE_THING.test(facts)) return undefined;
  if (list === percents && !EXCLUSIVE.test(facts) && !/\b(?:voted|said|answered|chose|prefer\w*)\b/.test(facts))
    return undefined;
  if (!list || list.some((one) => one > 1) || /\b(?:discount|off|tax|interest|increase|raise)\b/.test(low))
    return undefined;
  const sum = list.reduce((total, one) => total + one, 0);
  return sum > 1.000001 ? refusal(WHY, 'the shares together are more than the whole') : undefined;
};

const TAKEN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /took|take|takes|taken|gave|give|gives|given|ate|eat|eats|eaten|lost|lose|loses|sold|sell|sells/,
      /paid|pay|pays|spent|spend/,
      /used|drank|checked out|got off|get off|broke|removed|threw|flew|died|popped|went home|left|leave/,
      /drove away|stolen|stole/,
    ),
    /\b/,
  ),
);

const ADDED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /got on|bought|buys|added|adds|came|comes|found|arrived|joined|won|earned|received|gets/,
      /got (?:another|\d)|borrow\w*|more|put in|made|baked/,
    ),
    /\b/,
  ),
);

const NOTHING_ADDED = new RegExp(
  alternatives(
    sequence(
      /\b(?:no ?one|nobody|nothing|none|no [a-z]+)\b[^.,;?!]*\b/,
      /(?:got on|came|arrived|joined|gave|was added|were added|added|else)\b/,
    ),
    /\b(?:added|got|bought|received|put in|earned|won) (?:none|nothing|no [a-z]+|no more)\b/,
    /\bwithout adding\b|\b(?:did not|never) (?:add|get|buy|receive|put)\b/,
  ),
);

/** More is taken away than is there. */
const takenOverHad: Doubt = ({ low, facts, asked, numbers }) => {
  const [had, taken] = numbers;
  if (numbers.length !== 2 || had === undefined || taken === undefined || taken <= had || had < 0) return undefined;
  const [first, second] = numbersIn(low) as [Found, Found];
  const before = low.slice(0, first.start);
  const between = low.slice(first.end, second.start);
  const after = low.slice(second.end, second.end + 22);
  const having =
    new RegExp(
      sequence(
        /\b/,
        anyOf(/had|have|has|there (?:were|was|are|is)|with|only|started|holds?|contains?|contained|own(?:s|ed)?/),
        /\b[^.,;]{0,24}$/,
      ),
    ).test(before) || /^ (?:[a-z]+ ){0,3}(?:this morning|on board|in (?:the|my)|at first)\b/.test(low.slice(first.end));
  const takes =
    new RegExp(`${TAKEN.source} (?:away |out |off |back |exactly |up |cash |from (?:it|them) )*$`).test(between) ||
    new RegExp(`^(?: [a-z]+){0,4} ${TAKEN.source}`).test(after);
  if (!having || !takes || second.start > low.length - asked.length) return undefined;
  const added = facts.replace(NOTHING_ADDED, ' ');
  if (
    ADDED.test(added) ||
    /\b(?:each|per|every|times|twice|half|%|need|short|owes?|debt|more|difference|fewer)\b/.test(`${added} ${asked}`)
  )
    return undefined;
  if (!/\b(?:left|now|remain\w*|still|in (?:the|my|his|her)|have|has|pocket|change)\b/.test(asked)) return undefined;
  return refusal(WHY, `${taken} can't be taken from ${had}`);
};

/** "Tom has 7 marbles and he has 9 marbles"; two results of one runner with one run each. */
const twoValues: Doubt = ({ text, low }) => {
  const says = new RegExp(
    sequence(
      /\b([a-z]+) (?:has|have|is|weighs|costs?|was|owns) (?:exactly )?(\d+(?:\.\d+)?) ([a-z]+)/,
      String.raw`(?: old| tall| long)?[,;.]? (?:and|but)(?: also)? (?:\1|he|she|it|they|the same [a-z]+) `,
      String.raw`(?:also |only )?(?:has|have|is|weighs|costs?|was|owns) (?:exactly )?(\d+(?:\.\d+)?) \3\b`,
    ),
  ).exec(low);
  if (
    says &&
    Number(says[2]) !== Number(says[4]) &&
    !/\b(?:before|then|now|later|next|at first|in (?:the|his|her)|more)\b/.test(says[0])
  )
    return refusal(WHY, `${says[2]} and ${says[4]} ${says[3]} can't both be true of one thing`);
  if (
    !new RegExp(
      alternatives(
        sequence(
          /\b(?:only |just |exactly )?(?:1|one|a single) /,
          /(?:run|try|attempt|throw|jump|turn|race|score|time|result|vote|go)\b/,
        ),
        /\bonce each\b|\beach (?:ran|jumped|tried|threw|played) (?:only )?once\b/,
      ),
    ).test(low)
  )
    return undefined;
  const values = new Map<string, string>();
  for (const [, name, value] of text.matchAll(
    /\b(\p{L}{2,}):? (\d+(?:\.\d+)?)(?= ?(?:s|sec|seconds|m|cm|min|points|pts)\b|[,;.]|$)/gu,
  )) {
    const known = values.get(name!);
    if (known !== undefined && known !== value)
      return refusal(WHY, `${name} has two different results, ${known} and ${value}`);
    values.set(name!, value!);
  }
  return undefined;
};

/** "x = 3 and x = 5": two values of one letter. */
const twoOfLetter: Doubt = ({ low }) => {
  const found = /\b([a-z]) ?= ?(-?\d+(?:\.\d+)?) and \1 ?= ?(-?\d+(?:\.\d+)?)(?! ?[-+*/a-z=])/.exec(low);
  return found && Number(found[2]) !== Number(found[3])
    ? refusal(WHY, `${found[1]} can't be ${found[2]} and ${found[3]}`)
    : undefined;
};

/** All are below a bound, and their mean or one speed is above it. */
const overBound: Doubt = ({ low }) => {
  const bound =
    /\b(?:each|all|every(?:one|body)?|none|nobody|no ?one)\b[^.?!]*?\b(younger|less|under|below|fewer|shorter|lighter|smaller|cheaper|at most|older|more|over|above|taller|heavier|at least)\b(?: than)? (\d+(?:\.\d+)?)\b/.exec(
      low,
    );
  const mean =
    /\b(?:mean|average)(?: [a-z]+){0,2}(?: of (?:the|all|these) \d+)? (?:is|was|of|are|=|comes? to) (\d+(?:\.\d+)?)\b/.exec(
      low,
    );
  if (bound && mean) {
    const none = /^(?:none|nobody|no)/.test(bound[0]);
    const upper =
      /^(?:younger|less|under|below|fewer|shorter|lighter|smaller|cheaper|at most)$/.test(bound[1]!) !== none;
    const [limit, value] = [Number(bound[2]), Number(mean[1])];
    if (upper ? value > limit : value < limit)
      return refusal(WHY, `a mean of ${value} does not fit the bound of ${limit}`);
  }
  const never = new RegExp(
    sequence(
      /\b(?:never|at no time|not once|did not(?: ever)?|without)\b[^.?!\d]*\b/,
      /(?:exceed\w*|over|above|faster than|more than|beyond|passed|reached)\b[^.?!\d]* ?(\d+(?:\.\d+)?)/,
      / ?(?:km|mph|miles|kph|k)/,
    ),
  ).exec(low);
  const went = new RegExp(
    sequence(
      /\b(\d+(?:\.\d+)?) ?(?:km|kilomet(?:re|er)s?|miles?)\b(?! ?(?:\/|per|an) ?h)[^.?!]*\bin /,
      /(?:exactly |just |only )?(\d+(?:\.\d+)?|an?) ?(?:h|hours?|hrs?)\b/,
    ),
  ).exec(low);
  if (never && went && Number(went[1]) / (Number(went[2]) || 1) > Number(never[1]))
    return refusal(WHY, `the distance needs a speed above the ${never[1]} that was never exceeded`);
  return undefined;
};

/** Two times of one day, and a stay between them that does not fit. */

/** "Monday, 1 January 2025", which was a Wednesday; a stay of 10 days between two dates that are two apart. */

/** Two who never lie say yes and no of one thing. */

/** "1 pen costs 2 euros; I bought exactly 5 and nothing else and paid 13". */
const priceApart: Doubt = ({ low, numbers }: Said) => {
  if (
    !/\bnothing else\b|\bno (?:fees?|extras?|tip|tax)\b/.test(low) ||
    !/\bpaid\b/.test(low) ||
    !/\b(?:costs?|price|each)\b/.test(low)
  )
    return undefined;
  const [price, count, paid] = numbers.filter((one, i) => !(one === 1 && i === 0 && numbers.length === 4));
  if (price === undefined || count === undefined || paid === undefined || numbers.length > 4) return undefined;
  return price * count !== paid && /\b(?:exactly|only|just)\b/.test(low)
    ? refusal(WHY, `${count} at ${price} are ${price * count}, and not ${paid}`)
    : undefined;
};

/** Comparisons of one sort that go around in a circle. */

/** Had, spent and has, of which nothing else came or went. */
const balanceApart: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(?:had|have) (?:only )?(\d+)\b[^.?!]*?\b(?:spent|paid|gave away|lost|sold|ate) (\d+)\b.*?\bnow/,
      /\b[^.?!\d]*\b(?:have|has|there are) (?:only )?(\d+)\b/,
    ),
  ).exec(low);
  if (!found || !(NOTHING_ADDED.test(low) || /\bnothing (?:else|extra|more)\b/.test(low))) return undefined;
  const [had, spent, now] = found.slice(1, 4).map(Number) as [number, number, number];
  return had - spent !== now ? refusal(WHY, `${had} less ${spent} is ${had - spent}, and not ${now}`) : undefined;
};

/** A square whose area is not that of its side; a way that its speed does not make. */
const measuresApart: Doubt = ({ low }) => {
  const side = /\bsquare\b(?! ?(?:cm|m|met|ft|feet|km))[^.?!]*\bsides? (?:of |is |are |length )*(\d+(?:\.\d+)?)/.exec(
    low,
  );
  const area = /\barea (?:of |is |= ?)*(\d+(?:\.\d+)?)/.exec(low);
  if (
    side &&
    area &&
    !/\b(?:rectangle|triangle|circle|each|tiles?)\b/.test(low) &&
    Number(side[1]) ** 2 !== Number(area[1])
  )
    return refusal(WHY, `a square with sides of ${side[1]} has no area of ${area[1]}`);
  const way = new RegExp(
    sequence(
      /\b(\d+) ?(?:km|miles?)\b[^.?!]*\bin (?:exactly )?(\d+) ?(?:hours?|h)\b[^.?!]*\bat (?:a |an )?/,
      /(?:constant |steady |even )?(?:speed of )?(\d+) ?(?:km|miles?|mph|kph)/,
    ),
  ).exec(low);
  return way && Number(way[1]) !== Number(way[2]) * Number(way[3])
    ? refusal(WHY, `${way[2]} hours at ${way[3]} are ${Number(way[2]) * Number(way[3])}, and not ${way[1]}`)
    : undefined;
};

export const CONTRADICTIONS: readonly Doubt[] = [
  balanceApart,
  measuresApart,
  partsOverWhole,
  partOfFewer,
  sharesOverAll,
  takenOverHad,
  twoValues,
  twoOfLetter,
  overBound,
  priceApart,
  // The numbers of a game stand in no row.
  ({ low }) =>
    /\b(?:make|obtain|reach|get|calculation|expression|equal to|wanted|land on|tiles|cards|dice|the same amount|gaps?|differences?)\b|km\/h/.test(
      low,
    )
      ? undefined
      : contradictsTerms(low),
];
