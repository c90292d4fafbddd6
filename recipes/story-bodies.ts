/**
 * Bodies of word problems that the reading model learns from: facts, and several questions about the same facts with the
 * sum that each asks for. One line is written in many ways (src/reading/wordings/template.ts). Numbers are a to f; in a
 * training line they become slots, so their values carry nothing. Only for training: no reader is made from them.
 */

/** Facts, each a wording, and questions: a wording and its sum over a to f. */
export type StoryBody = { facts: readonly string[]; asks: readonly (readonly [string, string])[] };

const SHE = '[{p}|she|he|{p}|they]';
const HM = '[how many|how many|what number of]';
const ALL = '[altogether|in total|in all|all together|]';
const SUM = '[altogether|in total|in all|all together|combined]';
const LEFT = '[are left|does {p} have left|remain|are still there|are there now|does {p} still have|has {p} left]';
const EUR = '[dollars|euros|pounds|$|euro]';
const LOSE = '[gives away|gave away|sells|sold|eats|ate|loses|lost|uses|used|breaks|throws away|hands out|gave {q}]';
const GET = '[buys|bought|gets|got|finds|found|picks|picked|makes|made|receives|collected]';

export const STORY_BODIES: readonly StoryBody[] = [
  {
    facts: [
      `{p} has {a} {things} and {q} has {b} [more|more {things}|more {things} than {p}|more than {p}|more than [him|her]].`,
      `{p} ${GET} {a} {things}. {q} ${GET} {b} more [{things}|] than {p}.`,
      `[in the morning|on {day}|last week|in {month}] {p} sold {a} {things} and [in the afternoon|on {day2}|this week|in {month2}] {b} more [than that|than before|].`,
    ],
    asks: [
      [`${HM} {things} do they have ${SUM}`, 'a+a+b'],
      [`${HM} {things} is that ${SUM}`, 'a+a+b'],
      [`what is the total [number of {things}|]`, 'a+a+b'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}, {q} has {b} {things} [fewer|less].`,
      `{p} ${GET} {a} {things}, and {q} ${GET} {b} [fewer|less] [than {p}|].`,
    ],
    asks: [
      [`${HM} {things} do [they|both|the two] have ${SUM}`, 'a+a-b'],
      [`${HM} {things} does {q} have`, 'a-b'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}. {q} has [{b} times as many|{b} times as many {things}|{b} times the number|{b} times more] [as {p}|than {p}|].`,
      `{p} ${GET} {a} {things} and {q} [{b} times as many|{b} times that].`,
    ],
    asks: [
      [`${HM} {things} does {q} have`, 'a*b'],
      [`${HM} {things} do they have ${SUM}`, 'a+a*b'],
      [`${HM} more {things} does {q} have than {p}`, 'a*b-a'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}. {q} has [twice as many|double that|twice as many {things} as {p}|two times as many|twice the number].`,
      `{p} [scored|collected|read|caught] {a} {things}, {q} [twice as many|double that number].`,
    ],
    asks: [
      [`${HM} {things} does {q} have`, 'a*2'],
      [`${HM} {things} do they have ${SUM}`, 'a+a*2'],
      [`${HM} {things} is that ${SUM}`, 'a+a*2'],
    ],
  },
  {
    facts: [`{p} has {a} {things}, [which is|that is] [twice as many as|double what] {q} [has|].`],
    asks: [
      [`${HM} {things} does {q} have`, 'a/2'],
      [`${HM} {things} do they have ${SUM}`, 'a+a/2'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}. {q} has half as many [as {p}|].`,
      `{p} [sold|made|picked] {a} {things} [on {day}|yesterday] and half as many [on {day2}|today].`,
    ],
    asks: [
      [`${HM} {things} does {q} have`, 'a/2'],
      [`${HM} {things} [is that|are there|do they have|did {p} sell] ${SUM}`, 'a+a/2'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}. ${SHE} ${LOSE} half [of them|of the {things}|] [and then|. then {p}] ${LOSE} {b} [more|].`,
      `there are {a} {things} in the {box1}. half [of them|] are {color}, and {b} of [these|the {color} ones] are [broken|sold|old].`,
    ],
    asks: [
      [`${HM} {things} ${LEFT}`, 'a/2-b'],
      [`${HM} {color} {things} are not [broken|sold|old]`, 'a/2-b'],
    ],
  },
  {
    facts: [
      `{p} ${LOSE} {b} of [the|her|his] {a} {things}[.| and] [{p}|she|he|] then ${GET} {c} [more|new ones|].`,
      `{p} had {a} {things}, ${LOSE} {b} and ${GET} {c} [more|].`,
      `there were {a} [people|guests|children] [at the party|in the museum|on the train]. {b} left and {c} [came|arrived].`,
      `a [pool|bus|shop|library] had {a} [people|visitors|books] in it[.|,] {b} [went away|left] and later {c} [came|were added].`,
    ],
    asks: [
      [`${HM} [{things}|] does {p} have now`, 'a-b+c'],
      [`${HM} [are there now|are there at the end|is that now]`, 'a-b+c'],
    ],
  },
  {
    facts: [
      `{p} had {a} {things}. ${SHE} ${GET} {b} more [on {day}|] and {c} more [on {day2}|].`,
      `{p} has {a} {color} {things}, {b} {color2} {things} and {c} {color3} ones.`,
      `{p} has {a} {things}, {q} has {b} and {r} has {c}.`,
      `{p} [walked|ran|drove|cycled] {a} [km|miles|kilometres] on {day}, {b} [km|miles|] on {day2} and {c} on {day3}.`,
    ],
    asks: [
      [`${HM} {things} [is that|are there|do they have|does {p} have] ${SUM}`, 'a+b+c'],
      [`how [far|much|many] is that ${SUM}`, 'a+b+c'],
    ],
  },
  {
    facts: [
      `{p} has {a} {color} {things}, {b} {color2} {things} and {c} {color3} ones. ${SHE} ${LOSE} {d} [{color} ones|of the {color} ones|{color} {things}].`,
      `a [bag|box|drawer] [has|holds] {a} {color} {things}, {b} {color2} ones and {c} {color3} ones[.|,] i take out {d} {color} [ones|].`,
    ],
    asks: [
      [`${HM} {color} {things} ${LEFT}`, 'a-d'],
      [`${HM} {things} are left ${SUM}`, 'a+b+c-d'],
      [`${HM} {color2} {things} are there`, 'b'],
    ],
  },
  {
    facts: [
      `{p} ${GET} {a} {boxes} of {things}[.|,] [each {box1} has|each holds|there are] {b} {things} [in each|]. ${SHE} ${LOSE} {c} [{things}|of them|].`,
      `there are {a} {boxes} with {b} {things} [each|in each]. {c} [{things}|] [are taken out|are broken|were sold|go bad].`,
    ],
    asks: [
      [`${HM} {things} ${LEFT}`, 'a*b-c'],
      [`${HM} {things} were there at first`, 'a*b'],
    ],
  },
  {
    facts: [
      `{p} has {a} {boxes} of {b} {things} and {c} {boxes} of {d} {things}.`,
      `there are {a} {boxes} with {b} {things} each and {c} {boxes2} with {d} {things} each.`,
      `[in a hall|in the room|at the school] there are {a} rows of {b} chairs and {c} rows of {d} [chairs|].`,
      `{p} [bought|buys] {a} {things} [at|for] {b} ${EUR} each and {c} {things2} [at|for] {d} ${EUR} each.`,
    ],
    asks: [
      [`${HM} [{things}|chairs] are there ${SUM}`, 'a*b+c*d'],
      [`how much [does|did] {p} [pay|spend] ${SUM}`, 'a*b+c*d'],
      [`what is the total [cost|number|]`, 'a*b+c*d'],
    ],
  },
  {
    facts: [
      `[one|a|each] {thing} costs {a} ${EUR} and [one|a|each] {thing2} [costs|] {b} ${EUR}.`,
      `[at the shop|in a cafe|] {things} cost {a} ${EUR} each and {things2} {b} ${EUR} each.`,
    ],
    asks: [
      [`how much [do|are|would] {c} {things} and {d} {things2} [cost|] [altogether|]`, 'a*c+b*d'],
      [`{p} buys {c} {things} and {d} {things2}. how much [does {p} pay|is that|must {p} pay]`, 'a*c+b*d'],
      [`{p} buys {c} {things} and one {thing2}. how much [does {p} pay|is that]`, 'a*c+b'],
      [`how much more does a {thing} cost than a {thing2}`, 'a-b'],
      [`how much do {c} {things} cost`, 'a*c'],
    ],
  },
  {
    facts: [
      `{p} buys {a} {things} [for|at] {b} ${EUR} each and pays with [a {c} ${EUR} note|{c} ${EUR}|a {c} ${EUR} bill].`,
      `{a} {things} at {b} ${EUR} each are paid with {c} ${EUR}.`,
      `i buy {a} {things}, each costs {b} ${EUR}, and i give [the cashier|her|him|] {c} ${EUR}.`,
      `{p} has {c} ${EUR} and buys {a} {things} [that cost|for|at] {b} ${EUR} each.`,
    ],
    asks: [
      [`how much [change|money back] [does {p} get|do i get|is there|should there be]`, 'c-a*b'],
      [`how much [money|] is left`, 'c-a*b'],
    ],
  },
  {
    facts: [
      `{p} buys a {thing} for {a} ${EUR} and a {thing2} for {b} ${EUR}[.| and|,] [she|he|] pays with {c} ${EUR}.`,
      `a {thing} costs {a} ${EUR}, a {thing2} costs {b} ${EUR}[.|,] {p} [gives|pays with] [a {c} ${EUR} note|{c} ${EUR}].`,
      `{p} had {c} ${EUR}[.| and] [spent|she spent|he spent] {a} ${EUR} on a {thing} and {b} on a {thing2}.`,
    ],
    asks: [
      [`how much [change|money|] [does {p} get back|does {p} get|is left|does {p} have left]`, 'c-a-b'],
      [`how much [did {p} spend|do both cost|is that] ${SUM}`, 'a+b'],
    ],
  },
  {
    facts: [
      `{p} has {a} ${EUR}[.|,] a {thing} costs {b} ${EUR}.`,
      `{p} has saved {a} ${EUR} for a {thing} [that costs|of] {b} ${EUR}.`,
      `{p} wants [to buy|] a {thing} for {b} ${EUR} [but|and] has [only|] {a} ${EUR}.`,
    ],
    asks: [
      [`how much [more|] [money|] does {p} [still|] need`, 'b-a'],
      [`how much is missing`, 'b-a'],
      [`{q} gives [her|him] {c} ${EUR}. how much [more|] does {p} still need`, 'b-a-c'],
    ],
  },
  {
    facts: [
      `{p} has {a} ${EUR} and saves {b} ${EUR} [a week|each week|every week|a month|per month|each day].`,
      `there are {a} [litres|l] in a tank and {b} [litres|] [flow in|are added] [each minute|per minute|every hour].`,
      `a plant is {a} cm tall and grows {b} cm [a week|each week|every month].`,
    ],
    asks: [
      [
        `how [much|tall|many] [is that|will it be|does {p} have|is there] [after|in] {c} [weeks|months|days|minutes]`,
        'a+b*c',
      ],
      [`how many [weeks|days|months] [does it take|until] [to have|to reach|there are] {d}`, '(d-a)/b'],
    ],
  },
  {
    facts: [
      `{p} had {a} {things} and ${LOSE} {b} [each day|every day|a day|per day] [for|during] {c} days.`,
      `a [tank|barrel] holds {a} [litres|l]. {b} [litres|] [run out|are used] [each|per|every] [day|hour] for {c} [days|hours].`,
      `a candle is {a} cm long and burns down {b} cm [an|per|every] hour. it burns {c} hours.`,
    ],
    asks: [[`how [much|many|long] [is it|{things} are left|is left|of it is left]`, 'a-b*c']],
  },
  {
    facts: [
      `{p} has {a} {things} and {q} has {b}. they [put|throw] them together and share [them|] equally [among|between] {c} [children|friends].`,
      `{a} {color} {things} and {b} {color2} ones are [packed|put] [into|in] {boxes} of {c}.`,
      `{p} ${GET} {a} {things} on {day} and {b} on {day2}. ${SHE} [puts|packs] {c} in each {box1}.`,
    ],
    asks: [
      [`${HM} {things} does each [get|one get|child get]`, '(a+b)/c'],
      [`${HM} {boxes} [are needed|are there|does {p} need|is that]`, '(a+b)/c'],
    ],
  },
  {
    facts: [
      `{p} had {a} {things}. ${SHE} ${LOSE} {b} [and|. she|. he] [shares|split|divided] the rest [equally|evenly|] [among|between] {c} [friends|children|cousins].`,
      `of {a} {things} {b} are [broken|rotten|bad]. the [others|rest] [are|get] [packed|put] into {boxes} of {c}.`,
      `[of|from] {a} [pupils|children] {b} are [ill|absent]. the others [form|make] [groups|teams] of {c}.`,
    ],
    asks: [
      [`${HM} [{things}|] does each [friend|child|one|of them] get`, '(a-b)/c'],
      [`${HM} [{boxes}|groups|teams] [are there|are needed|is that]`, '(a-b)/c'],
    ],
  },
  {
    facts: [
      `{p} has {a} {boxes} with {b} {things} each and shares them [equally|] [among|between|with] {c} [friends|children].`,
      `{a} {boxes} of {b} {things} are [shared|divided|split] [equally|evenly] [among|between] {c} [children|people|classes].`,
    ],
    asks: [[`${HM} {things} does each [get|one get|child get|person get]`, 'a*b/c']],
  },
  {
    facts: [
      `{a} {things} cost {b} ${EUR} [altogether|in total|].`,
      `{p} [paid|pays] {b} ${EUR} for {a} {things}.`,
      `for {a} {things} {p} paid {b} ${EUR}.`,
    ],
    asks: [
      [`how much [does one {thing} cost|is one|is one {thing}|did each cost]`, 'b/a'],
      [`how much [do|would|will] {c} [{things}|] cost`, 'b/a*c'],
      [`what [do|would] {c} {things} cost [at the same price|at this price|]`, 'b/a*c'],
    ],
  },
  {
    facts: [
      `{a} [machines|workers|people] make {b} {things} [a day|per day|each day|in an hour] [altogether|].`,
      `with {a} [litres|kg|bags] [of paint|of flour|] {p} [makes|paints] {b} {things}.`,
      `a recipe for {a} [people|persons] [needs|takes] {b} [g of flour|eggs|cups of milk].`,
      `a car [drives|goes] {b} km on {a} litres.`,
    ],
    asks: [
      [`how [many|much] [{things}|] [with|for|is that for] {c} [machines|workers|people|litres]`, 'b/a*c'],
      [`how [many|much] [is needed|are needed|do i need] for {c} [people|persons|]`, 'b/a*c'],
    ],
  },
  {
    facts: [
      `{p} earns {a} ${EUR} [an hour|per hour|each hour][ and|.|,] [works|{p} works|she works] {b} hours [a day|each day|per day] [for|on] {c} days.`,
      `{p} [reads|writes|does] {a} pages [a day|each day], {b} days a week[.| and|,] for {c} weeks.`,
      `there are {a} floors with {b} rooms each[.|,] and [each room has|in each room are] {c} windows.`,
      `{a} [cars|buses|boxes] [with|carry] {b} {boxes} [each|], and each {box1} has {c} {things}.`,
    ],
    asks: [
      [`how [much|many] is that ${SUM}`, 'a*b*c'],
      [
        `how [much does {p} earn|many pages does {p} read|many windows are there|many {things} are there] [altogether|in total|]`,
        'a*b*c',
      ],
    ],
  },
  {
    facts: [
      `{p} earns {a} ${EUR} [an hour|per hour|each day][.| and|,] [works|{p} worked|she worked] {b} [hours|days] [and|. {p}|, then she] [spends|spent|pays] {c} ${EUR} [on food|for rent|on a {thing}|].`,
      `{p} sells {b} {things} [at|for] {a} ${EUR} each. the [material|stand|ingredients] cost {c} ${EUR}.`,
    ],
    asks: [
      [`how much [does {p} have left|is left|money is left|profit does {p} make|does {p} make]`, 'a*b-c'],
      [`how much did {p} [earn|take in]`, 'a*b'],
    ],
  },
  {
    facts: [
      `a taxi [costs|takes] {a} ${EUR} [to start|at the start|as a basic fee|plus] [and|] {b} ${EUR} [per km|a kilometre|per mile|for each km].`,
      `a {thing} [is rented|can be rented] for a fee of {a} ${EUR} and {b} ${EUR} [an hour|per day|a day].`,
      `[a club|the gym] takes {a} ${EUR} once and {b} ${EUR} a month.`,
    ],
    asks: [
      [`how much [does it cost for|is a ride of|are|do i pay for] {c} [km|miles|hours|days|months]`, 'a+b*c'],
      [`{p} [pays|paid] {d} ${EUR}. how many [km|hours|months|days] [was that|did {p} go|is that]`, '(d-a)/b'],
    ],
  },
  {
    facts: [
      `entry [is|costs] {a} ${EUR} for adults and {b} ${EUR} for children.`,
      `a ticket costs {a} ${EUR} for [an adult|a grown-up] and {b} ${EUR} for a child.`,
    ],
    asks: [
      [`how much do {c} adults and {d} children pay [together|altogether|]`, 'a*c+b*d'],
      [`what does a family with {c} adults and {d} children pay`, 'a*c+b*d'],
      [`how much [cheaper|less] is it for a child`, 'a-b'],
    ],
  },
  {
    facts: [`{p} is {a} years old. {q} is {b} years [younger|older] than {p}, and {r} is {c} years older than {q}.`],
    asks: [[`how [many years between {p} and {p}|many years older is {r} than {q}]`, 'c']],
  },
  {
    facts: [`{p} is {a} years old[.|,] {q} is {b} years younger[.|,] and {r} is {c} years older than {q}.`],
    asks: [
      [`how old is {r}`, 'a-b+c'],
      [`how old is {q}`, 'a-b'],
    ],
  },
  {
    facts: [
      `{p} is {a} [years old|] and {q} is {b} times as old.`,
      `{p} is {a} years old[.|,] [her mother|his father|{q}] is {b} times as old [as {p}|].`,
    ],
    asks: [
      [`how old is [{q}|the mother|the father]`, 'a*b'],
      [`how old will [{q}|the mother|he|she] be in {c} years`, 'a*b+c'],
      [`how old are they together`, 'a+a*b'],
      [`how many years older is [{q}|she|he]`, 'a*b-a'],
    ],
  },
  {
    facts: [`{p} is {a} years old [now|]`, `{p} turned {a} [today|this year]`],
    asks: [
      [`. how old was {p} {b} years ago`, 'a-b'],
      [`. how old will {p} be in {b} years`, 'a+b'],
      [`. {q} is {b} years older. how old will {q} be in {c} years`, 'a+b+c'],
    ],
  },
  {
    facts: [
      `{p} is {a} years older than {q}[.|,] together they are {b} [years old|].`,
      `{p} has {a} more {things} than {q}. together they have {b}.`,
      `{p} and {q} have {b} {things} together. {p} has {a} more [than {q}|].`,
      `two numbers differ by {a} and [sum to|add up to] {b}.`,
    ],
    asks: [
      [`how [old is|many {things} does] {q} [have|]`, '(b-a)/2'],
      [`how [old is|many {things} does] {p} [have|]`, '(b+a)/2'],
    ],
  },
  {
    facts: [
      `{p} has {a} times as many {things} as {q}. together they have {b}.`,
      `{p} and {q} have {b} {things} together, {p} has {a} times as many as {q}.`,
    ],
    asks: [
      [`how many {things} does {q} have`, 'b/(a+1)'],
      [`how many {things} does {p} have`, 'b/(a+1)*a'],
    ],
  },
  {
    facts: [
      `{p} [gave|gives] {a} {things} to {q} and has {b} [left|now].`,
      `[after|when] {p} [had sold|sold|gave away|ate] {a} {things}[,|] {b} [were left|remained|are left].`,
      `{a} {things} were [sold|eaten|broken] and {b} are left.`,
    ],
    asks: [
      [`${HM} {things} [were there|did {p} have|had {p}] [at first|before|in the beginning|to start with]`, 'a+b'],
    ],
  },
  {
    facts: [
      `{p} [gave|gives] {a} {things} to each of {b} friends and has {c} left.`,
      `{p} filled {b} {boxes} with {a} {things} each and {c} were left over.`,
      `[when|after] {p} put {a} {things} in each of {b} {boxes}, {c} {things} were left [over|].`,
    ],
    asks: [[`${HM} {things} did {p} have [at first|before|in the beginning|to start with|]`, 'a*b+c']],
  },
  {
    facts: [
      `{p} had {a} {things}[.| and] [put|she put|he put] [the same number|equally many|as many] in each of {b} {boxes}[. {c}|, {c}| and {c}] were left [over|].`,
      `{p} gave the same number of {things} to each of {b} [friends|children] and kept {c} of [the|her|his] {a} [{things}|].`,
    ],
    asks: [[`${HM} {things} [are in each {box1}|did each get|went into each]`, '(a-c)/b']],
  },
  {
    facts: [
      `{p} needs {a} {things}[.| and|,] [has|she has|he already has] {b} [already|] and {q} [gives|brings] {c} [more|].`,
      `[for a party|for school] {p} needs {a} {things}. ${SHE} has {b} and buys {c}.`,
      `{p} wants to read {a} pages[.|,] [read|she read|he has read] {b} on {day} and {c} on {day2}.`,
    ],
    asks: [
      [`${HM} [more|] [{things}|pages] [does {p} still need|are missing|are left to read|are still needed]`, 'a-b-c'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things} and {q} has {b} {things}. {p} gives {q} {c} [{things}|of them|].`,
      `there are {a} {things} in the first {box1} and {b} in the second. {c} are moved from the first to the second.`,
    ],
    asks: [
      [`${HM} {things} does {q} have now`, 'b+c'],
      [`${HM} {things} does {p} have now`, 'a-c'],
      [`${HM} {things} are [now|] in the second {box1} [now|]`, 'b+c'],
      [`${HM} {things} do they have together`, 'a+b'],
    ],
  },
  {
    facts: [
      `[in|at] a [school|class|club] there are {a} [children|pupils|members], {b} [of them|] are girls.`,
      `[of|out of] {a} [children|people|animals] {b} are girls.`,
    ],
    asks: [
      [`how many [boys|are boys|are not girls] [are there|]`, 'a-b'],
      [`how many more [boys|girls] than [girls|boys] are there`, 'a-b-b'],
    ],
  },
  {
    facts: [
      `there are {a} {things} [in a {box1}|]. {b} are {color}, {c} are {color2} and the rest [are|is] {color3}.`,
      `of {a} {things} {b} are {color} and {c} {color2}. the others are {color3}.`,
      `{p} has {a} {things}: {b} {color} ones, {c} {color2} ones, the rest are {color3}.`,
    ],
    asks: [
      [`${HM} [{things}|] are {color3}`, 'a-b-c'],
      [`${HM} [{things}|] are not {color}`, 'a-b'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}. {b} percent [of them|] are {color}.`,
      `{b} % of the {a} {things} are {color}.`,
      `in a [school|town|shop] there are {a} {things}, {b}% [of them|] are {color}.`,
    ],
    asks: [
      [`${HM} {things} are {color}`, 'a*b/100'],
      [`${HM} {things} are not {color}`, 'a-a*b/100'],
    ],
  },
  {
    facts: [
      `a {thing} costs {a} ${EUR}[.|,] [there is|it has|with] a discount of {b} [%|percent].`,
      `a {thing} [was|costs] {a} ${EUR} and is now {b}% [off|cheaper].`,
      `the price of a {thing} is {a} ${EUR}. it is reduced by {b} percent.`,
    ],
    asks: [
      [`how much [does it cost now|is it now|do i pay]`, 'a-a*b/100'],
      [`how much [is the discount|do i save]`, 'a*b/100'],
    ],
  },
  {
    facts: [`a {thing} costs {a} ${EUR}. the price [rises|goes up|is raised] by {b} [%|percent].`],
    asks: [[`how much [does it cost now|is it now|is the new price]`, 'a+a*b/100']],
  },
  {
    facts: [
      `[a third|one third|1/3] of the {a} {things} are {color}.`,
      `{p} has {a} {things} and ${LOSE} [a third|one third] of them.`,
    ],
    asks: [
      [`${HM} {things} [are {color}|is that]`, 'a/3'],
      [`${HM} {things} [are not {color}|are left]`, 'a-a/3'],
    ],
  },
  {
    facts: [
      `[a quarter|one quarter|one fourth] of the {a} {things} are {color}.`,
      `{p} has {a} {things} and ${LOSE} [a quarter|one fourth] of them.`,
    ],
    asks: [
      [`${HM} {things} [are {color}|is that]`, 'a/4'],
      [`${HM} {things} [are not {color}|are left]`, 'a-a/4'],
    ],
  },
  {
    facts: [
      `{p} and {q} pick {things}. {p} picks {a} [an hour|per hour] and {q} picks {b} [an hour|per hour].`,
      `one machine makes {a} {things} an hour, [another|the other] makes {b} [an hour|].`,
      `one tap gives {a} litres a minute and the other {b} litres [a minute|].`,
    ],
    asks: [
      [
        `how [many {things}|much|many] [do they|do both] [make|pick|give] [together|] in {c} [hours|minutes]`,
        '(a+b)*c',
      ],
      [`how [many more|much more] does the [first|second] make in {c} hours`, '(a-b)*c'],
      [`how long do they [take|need] together for {d} [{things}|litres]`, 'd/(a+b)'],
    ],
  },
  {
    facts: [
      `a {thing} weighs {a} g and a {thing2} weighs {b} g.`,
      `a {thing} is {a} cm long and a {thing2} is {b} cm long.`,
    ],
    asks: [
      [`how much [heavier|longer|more] is the {thing}`, 'a-b'],
      [`what do {c} {things} and a {thing2} weigh [together|]`, 'a*c+b'],
      [`how long are they together`, 'a+b'],
    ],
  },
  {
    facts: [
      `a rope of {a} [m|metres|cm] is cut into {b} equal [pieces|parts].`,
      `{p} cuts a ribbon of {a} [cm|m] into {b} equally long pieces.`,
    ],
    asks: [
      [`how long is each [piece|part]`, 'a/b'],
      [`how long are {c} [of the pieces|pieces]`, 'a/b*c'],
    ],
  },
  {
    facts: [
      `{p} [walks|drives|cycles|runs] {a} [km|miles] to [school|work|the shop] and the same way back[, every day|].`,
      `[it is|the way to school is] {a} [km|m|miles] and {p} goes there and back.`,
    ],
    asks: [
      [`how far [is that|does {p} go] in {b} days`, 'a*2*b'],
      [`how far is that [in one day|]`, 'a*2'],
    ],
  },
  {
    facts: [
      `{p} [drove|ran|cycled] {a} [km|miles] [in|on] {day}, {b} [km|miles] on {day2}. the whole trip [is|was] {c} [km|miles].`,
      `the way is {c} km long. {p} has gone {a} km [by bus|] and {b} km [on foot|by train].`,
    ],
    asks: [
      [`how [far|many km] [is|does {p} have|is left] [still|] [to go|left|]`, 'c-a-b'],
      [`how far has {p} gone`, 'a+b'],
    ],
  },
  {
    facts: [
      `{p} [makes|bakes] {a} {things} a day[.|,] {b} of them are [eaten|given away|broken] [each day|].`,
      `each day {a} {things} [arrive|are made] and {b} are sold.`,
    ],
    asks: [[`${HM} {things} are left after {c} days`, '(a-b)*c']],
  },
  {
    facts: [
      `{p} [invites|has] {a} [friends|guests] and {q} {b}. each [guest|friend|child] gets {c} {things}.`,
      `there are {a} boys and {b} girls. each [of them|child] [gets|needs|brings] {c} {things}.`,
      `[in one class are|one class has] {a} [pupils|children] and the other {b}. every [child|pupil] [gets|brings|needs] {c} {things}.`,
    ],
    asks: [
      [`${HM} {things} [are needed|is that|are there] ${ALL}`, '(a+b)*c'],
      [`${HM} children are there`, 'a+b'],
    ],
  },
  {
    facts: [
      `[the|a] bill of {a} ${EUR} is [shared|split] [equally|] [by|among|between] {b} [friends|people]. each [also|] gives {c} ${EUR} [as a tip|more].`,
    ],
    asks: [[`how much does each [pay|one pay]`, 'a/b+c']],
  },
  {
    facts: [
      `{p} buys a {thing} for {a} ${EUR} and sells it for {b} ${EUR}.`,
      `{p} buys {things} for {a} ${EUR} each and sells them for {b} ${EUR} each.`,
    ],
    asks: [
      [`how much [profit|] does {p} [make|gain] [on one|]`, 'b-a'],
      [`how much [profit|] does {p} make with {c} {things}`, '(b-a)*c'],
    ],
  },
  {
    facts: [
      `{p} [has|had] {a} {boxes} with {b} {things} [each|in each] and ${LOSE} {c} [{boxes}|whole {boxes}|of the {boxes}].`,
    ],
    asks: [
      [`${HM} {things} ${LEFT}`, '(a-c)*b'],
      [`${HM} {boxes} ${LEFT}`, 'a-c'],
    ],
  },
  {
    facts: [
      `there are {a} {things} for {b} [children|guests]. {c} [children|guests] do not come.`,
      `{a} {things} are for {b} [children|people], but {c} [more|] come.`,
    ],
    asks: [[`${HM} {things} [does|can] each [get|have] [if nobody stayed away|at first]`, 'a/b']],
  },
  {
    facts: [
      `{p} has {a} {things} more than {q}. {q} has {b} [{things}|].`,
      `{q} has {b} {things}[.|,] [that is|which is] {a} fewer than {p} [has|].`,
    ],
    asks: [
      [`${HM} {things} does {p} have`, 'a+b'],
      [`${HM} {things} do they have together`, 'b+a+b'],
    ],
  },
  {
    facts: [
      `{p} has {a} {things}. {q} has {b} [fewer|less], {r} has {c} more than {q}.`,
      `{p} [sold|made] {a} {things} on {day}, {b} fewer on {day2} and {c} more on {day3} than on {day2}.`,
    ],
    asks: [
      [`${HM} {things} does {r} have`, 'a-b+c'],
      [`${HM} {things} does {q} have`, 'a-b'],
      [`${HM} {things} [is it|were it] on {day3}`, 'a-b+c'],
    ],
  },
  {
    facts: [
      `the [average|mean] of {a} and {b} [is asked|is needed].`,
      `{p} [scored|got] {a} and {b} points.`,
      `on {day} it was {a} degrees and on {day2} {b} [degrees|].`,
    ],
    asks: [
      [`what is [the average|the mean|it on average]`, '(a+b)/2'],
      [`what is the difference`, 'a-b'],
    ],
  },
  {
    facts: [
      `{p} got {a}, {b} and {c} points in three [games|tests].`,
      `{p} sold {a}, {b} and {c} {things} [on three days|].`,
    ],
    asks: [
      [`what is the average`, '(a+b+c)/3'],
      [`how [many|much] is that ${SUM}`, 'a+b+c'],
    ],
  },
];

/** Sentences with a number that no question asks about. */
export const ASIDES: readonly string[] = [
  '{p} is {x} years old.',
  'it is {x} degrees outside.',
  'the shop is {x} km away.',
  '{p} has {x} cousins.',
  'the trip took {x} minutes.',
  '{q} lives at number {x}.',
  'the school has {x} teachers.',
  '{p} woke up {x} minutes late.',
  '{q} also has {x} {things3}.',
  'it happened {x} days ago.',
  'the room is {x} feet wide.',
  'the ticket cost {x} dollars.',
];
