/** Wordings of sums and of equations. */
import { ASK, most, problem, WHAT, type Intent, type Slots } from './intent.ts';
import { joined, numbersOf } from './slots.ts';

const MAKES = '[is|makes|gives|equals|comes to|adds up to|make|are]';
const WHAT_NUMBER = '[what|how much|which number|what number]';

type Draw = Intent['draw'];

const two: Draw = (random, level) => ({ a: `${random.int(1, most(level))}`, b: `${random.int(1, most(level))}` });
/** The first is the larger. */
const apart: Draw = (random, level) => {
  const b = random.int(1, most(level));
  return { a: `${b + random.int(0, most(level))}`, b: `${b}` };
};
const multiple: Draw = (random, level) => {
  const b = random.int(2, level === 0 ? 5 : 12);
  return { a: `${b * random.int(1, level === 0 ? 6 : 25)}`, b: `${b}` };
};
const small: Draw = (random, level) => ({
  a: `${random.int(2, level === 0 ? 6 : 30)}`,
  b: `${random.int(2, level === 0 ? 6 : 20)}`,
});
const three: Draw = (random, level) => ({
  a: `${random.int(2, level === 0 ? 9 : 40)}`,
  b: `${random.int(2, 9)}`,
  c: `${random.int(1, most(level))}`,
});

const value = (name: string, draw: Draw, expression: (v: Slots) => string, wordings: readonly string[]): Intent => ({
  family: 'arithmetic',
  name,
  wordings,
  draw,
  meaning: (slots) => problem({ type: 'value', expression: expression(slots) }),
});

const listDraw =
  (low: number, count: readonly [number, number]): Draw =>
  (random, level) => {
    const size = random.int(level === 0 ? 2 : count[0], level === 0 ? 3 : count[1]);
    return {
      list: joined(
        Array.from({ length: size }, () => `${random.int(low, low + most(level))}`),
        random,
      ),
    };
  };

const ARITHMETIC: readonly Intent[] = [
  value('add', two, (v) => `${v.a}+${v.b}`, [
    `${WHAT} {a} [plus|and|+|added to|together with] {b}`,
    `${ASK} [sum|total] of {a} and {b}`,
    `[how much|what|how many] [is|are|do|makes|make] {a} [plus|and|+] {b} [together|altogether|in total|make|makes|]`,
    `add {a} [and|to|with|plus] {b} [for me|together|]`,
    `[if i|when i|when you|if you|suppose i] [add {a} and {b}|add {b} to {a}|put {a} and {b} together|count {a} and then {b} more|have {a} and get {b} more][,|] [what|how much|how many] do [i|you] [get|have|end up with]`,
    `{a} [plus|+|and|added to] {b} ${MAKES} ${WHAT_NUMBER}`,
    `{a} [plus|+] {b}`,
    `[put|count] {a} and {b} together[, what do you get|]`,
    `[what|how much] [do i get|do you get|comes out|results] [if i add|from adding|by adding|when adding] {a} [and|to] {b}`,
  ]),
  value('subtract', apart, (v) => `${v.a}-${v.b}`, [
    `${WHAT} {a} [minus|take away|-|less] {b}`,
    `${ASK} difference [between|of] {a} and {b}`,
    `[how much|what] is {a} [minus|take away|-|less|reduced by] {b}`,
    `[take|subtract|deduct|remove] {b} [away|] from {a}`,
    `[if i|when i|if you|when you] [take {b} away from {a}|subtract {b} from {a}|take {b} from {a}|have {a} and lose {b}|knock {b} off {a}|start at {a} and go down {b}][,|] what [do i get|do you get|is left|remains|have i left]`,
    `{a} [minus|take away|-] {b} [is|makes|leaves|equals] ${WHAT_NUMBER}`,
    `[what|how much] [is left|remains|do i have left] [if i take|when i take|after taking] {b} [away|] from {a}`,
    `{a} [minus|-|take away] {b}`,
    `[what|how much] do i get [if i|when i] [knock|take] {b} off [of|] {a}`,
  ]),
  value('multiply', small, (v) => `${v.a}*${v.b}`, [
    `${WHAT} {a} [times|multiplied by|x|*] {b}`,
    `${ASK} product of {a} and {b}`,
    `multiply {a} [by|and|with] {b} [for me|]`,
    `[how much|what] is {a} [times|multiplied by|x|*|lots of] {b}`,
    `{a} [times|x|*|multiplied by] {b} ${MAKES} ${WHAT_NUMBER}`,
    `[if i|when i|if you|when you] multiply {a} [by|with|and] {b}[,|] what do [i|you] get`,
    `{a} [times|x|*] {b}`,
    `[what|how much] [does|do] {a} [times|multiplied by] {b} [make|come to|give|equal]`,
    `what [do i get|comes out|is the result] [if i multiply|from multiplying|when multiplying] {a} [by|with] {b}`,
  ]),
  value('divide', multiple, (v) => `${v.a}/${v.b}`, [
    `${WHAT} {a} [divided by|/|over|divided into] {b}`,
    `${ASK} quotient of {a} and {b}`,
    `divide {a} by {b} [for me|]`,
    `[how much|what] is {a} [divided by|/|split by|shared by] {b}`,
    `{a} [divided by|/] {b} [is|makes|gives|equals] ${WHAT_NUMBER}`,
    `[if i|when i|if you|when you] [divide|split|share] {a} [by|into] {b}[,|] what do [i|you] get`,
    `{a} [divided by|/] {b}`,
    `how many times does {b} [go|fit] into {a}`,
    `how many {b}s [are there in|go into|fit into|are in] {a}`,
  ]),
  value(
    'power',
    (random) => ({ a: `${random.int(2, 15)}`, b: `${random.int(2, 4)}` }),
    (v) => `${v.a}^${v.b}`,
    [
      `${WHAT} {a} [to the power of|to the power|raised to the power of|^] {b}`,
      `[how much|what] is {a} [to the power of|raised to] {b}`,
      `{a} to the power of {b}`,
    ],
  ),
  value(
    'square',
    (random) => ({ a: `${random.int(2, 30)}` }),
    (v) => `${v.a}^2`,
    [
      `${WHAT} {a} squared`,
      `${ASK} square of {a}`,
      `[how much|what] is {a} squared`,
      `square {a} [for me|]`,
      `{a} squared [is what|]`,
    ],
  ),
  value(
    'double',
    (random, level) => ({ a: `${random.int(1, most(level))}` }),
    (v) => `2*${v.a}`,
    [
      `${WHAT} [double|twice|two times] {a}`,
      `[how much|what] is [double|twice] {a}`,
      `double {a} [for me|]`,
      `${ASK} double of {a}`,
    ],
  ),
  value(
    'half',
    (random, level) => ({ a: `${2 * random.int(1, most(level))}` }),
    (v) => `${v.a}/2`,
    [
      `${WHAT} half of {a}`,
      `[how much|what] is [half|a half|the half] of {a}`,
      `halve {a} [for me|]`,
      `${ASK} half of {a}`,
      `half of {a} [is what|is how much|]`,
    ],
  ),
  value('add three', three, (v) => `${v.a}+${v.b}+${v.c}`, [
    `${WHAT} {a} [plus|and|+] {b} [plus|and|+] {c}`,
    `[add|add up|tot up|sum|total] {a}, {b} and {c} [together|for me|]`,
    `${ASK} [sum|total] of {a}, {b} and {c}`,
    `how much [is|are|do] {a}, {b} and {c} [together|altogether|make|in total]`,
    `[if i|when i] add {a}, {b} and {c} [together|][,|] what do i get`,
  ]),
  value('times plus', three, (v) => `${v.a}*${v.b}+${v.c}`, [
    `${WHAT} {a} times {b}[,|] plus {c}`,
    `multiply {a} by {b} [and|then|and then|, then] add {c}`,
    `[what do i get|what do you get|where do i end up|what is the result] [if i|when i] multiply {a} by {b} and [then|] add {c} [to it|]`,
    `{a} [times|multiplied by|x] {b} [plus|and then add|then plus|and plus] {c}`,
    `{a} times {b} and {c} more`,
  ]),
  value(
    'times minus',
    (r, level) => {
      const v = three(r, level);
      return { ...v, c: `${r.int(1, Number(v.a) * Number(v.b))}` };
    },
    (v) => `${v.a}*${v.b}-${v.c}`,
    [
      `${WHAT} {a} times {b}[,|] minus {c}`,
      `multiply {a} by {b} [and|then|and then|, then] [subtract|take away] {c}`,
      `[what do i get|what do you get|what is the result] [if i|when i] multiply {a} by {b} and [then|] [subtract|take away] {c}`,
      `{a} [times|multiplied by|x] {b} [minus|take away|less|and then minus] {c}`,
    ],
  ),
  value(
    'plus minus',
    (r, level) => {
      const v = three(r, level);
      return { ...v, c: `${r.int(1, Number(v.a) + Number(v.b))}` };
    },
    (v) => `${v.a}+${v.b}-${v.c}`,
    [
      `${WHAT} {a} plus {b} minus {c}`,
      `[add {b} to {a}|add {a} and {b}] and [then|] [subtract|take away] {c}`,
      `start with {a}, add {b}[,|] and [then|] take away {c}`,
      `{a} plus {b} [minus|take away] {c} [is|makes|gives] ${WHAT_NUMBER}`,
    ],
  ),
  value(
    'minus minus',
    (r, level) => {
      const v = two(r, level);
      return { a: `${Number(v.a) + Number(v.b) + r.int(0, 50)}`, b: v.a!, c: v.b! };
    },
    (v) => `${v.a}-${v.b}-${v.c}`,
    [
      `${WHAT} {a} [minus|less] {b} [minus|less] {c}`,
      `[take|subtract] {b} and [then|] {c} [away|] from {a}`,
      `from {a} take [away|] {b} and [then|] take [away|] {c}`,
    ],
  ),
  value('group times', three, (v) => `(${v.a}+${v.b})*${v.c}`, [
    `[what do i get|what is the result] [if i|when i] add {a} and {b} and [then|] multiply [the result|it|that|the sum] by {c}`,
    `add {a} and {b}, then multiply [the result|the sum|it|that] by {c}`,
    `multiply the sum of {a} and {b} by {c}`,
    `${WHAT} {c} times the sum of {a} and {b}`,
  ]),
  value(
    'percent',
    (random) => ({ a: `${random.pick([1, 5, 10, 15, 20, 25, 50, 75])}`, b: `${20 * random.int(1, 30)}` }),
    (v) => `${v.a}/100*${v.b}`,
    [
      `${WHAT} {a} [percent|per cent] of {b}`,
      `[how much|what] is {a}[%| %| percent| per cent] of {b}`,
      `{a}[%| percent] of {b}`,
      `take {a}[%| percent] of {b}`,
    ],
  ),
  value('average', listDraw(1, [3, 5]), (v) => `(${numbersOf(v.list!).join('+')})/${numbersOf(v.list!).length}`, [
    `${ASK} [average|mean|arithmetic mean] of {list}`,
    `[what|how much] is the [average|mean] of [the numbers|these numbers:|] {list}`,
    `average of {list}`,
    `[work out|calculate] the [mean|average] [for|of] {list}`,
  ]),
];

const unknown = (name: string, equation: (v: Slots) => string, draw: Draw, wordings: readonly string[]): Intent => ({
  family: 'linear',
  name,
  wordings,
  draw,
  meaning: (slots) => problem({ type: 'solve', unknowns: [slots.x ?? 'x'], equations: [equation(slots)] }),
});

const UNKNOWN = '[a number|some number|a certain number|my number|an unknown number|a secret number]';
const WHICH =
  '[what is the number|what is it|which number is it|what number is it|find the number|what was the number|what number do i mean|please say the number|can you find it|kindly state the number]';
const THINK =
  '[i think of a number|i am thinking of a number|think of a number|i have a number in mind|i have a secret number|there is a number|i picked a number|somebody chose a number]';

/** a·x ± b = c with a whole solution. */
const linearDraw =
  (form: (a: number, b: number, x: number) => number): Draw =>
  (random, level) => {
    for (;;) {
      const [a, b, x] = [
        random.int(2, level === 0 ? 4 : 12),
        random.int(1, level === 0 ? 5 : 40),
        random.int(1, level === 0 ? 6 : 20),
      ];
      const c = form(a, b, x);
      if (c >= 0 && Number.isInteger(c)) return { a: `${a}`, b: `${b}`, c: `${c}`, x: random.pick([...'xyznmpkta']) };
    }
  };
const letterDraw =
  (form: (a: number, b: number, x: number) => number): Draw =>
  (random, level) => {
    const { a, b, c } = linearDraw(form)(random, level);
    return { a: a!, b: b!, c: c! };
  };

const signs = (name: string, wordings: readonly string[]): Intent => ({
  family: 'linear',
  name,
  wordings,
  draw: (random, level) => {
    const x = random.pick([...'xyznmpkt']);
    const v = linearDraw((a, b, s) => a * s + b)(random, level);
    const w = linearDraw((a, b, s) => a * s - b)(random, level);
    const u = random.int(1, 30);
    const equation = random.pick([
      `${v.a}${x} + ${v.b} = ${v.c}`,
      `${w.a}${x} - ${w.b} = ${w.c}`,
      `${x} + ${v.b} = ${Number(v.b) + u}`,
      `${x} - ${v.b} = ${u}`,
      `${v.a}${x} = ${Number(v.a) * u}`,
      `${v.a}*${x}=${Number(v.a) * u}`,
      `${Number(v.b) + u} - ${x} = ${u}`,
      `${x}/${v.a} = ${u}`,
      `${v.a}(${x} + ${v.b}) = ${Number(v.a) * (u + Number(v.b))}`,
      `${Number(v.a) + 2}${x} = ${v.a}${x} + ${2 * u}`,
    ]);
    return { x, equation };
  },
  meaning: ({ x = 'x', equation = '' }) => {
    const text = equation.replaceAll(/\s+/g, '');
    const letters = [...new Set(text.match(/[a-z]/g))];
    const [letter] = letters;
    if (letters.length !== 1 || letter !== x || text.split('=').length !== 2) return undefined;
    return problem({ type: 'solve', unknowns: [x], equations: [text] });
  },
});

const LINEAR: readonly Intent[] = [
  signs('signs', [
    'solve {equation} [for {x}|] [, please|]',
    `[${WHAT} {x} if|find {x} if|find {x} in|find {x} when|find {x}, given that|what is {x} when|what value of {x} makes|what must {x} be so that|determine {x} such that|calculate {x} from|i search the {x}:|find the value of {x} in|kindly determine the value of {x} in the equation|kindly establish {x}, given that|which value has {x} in] {equation}`,
    '{equation}[, |. ][what is {x}|find {x}|solve for {x}|{x} is what|how much is {x}|which number is {x}|whats {x}|{x}]',
    '[if|when|given that|suppose] {equation}[, then|,] [what is|how much is|find] {x}',
  ]),
  unknown(
    'times plus',
    (v) => `${v.a}x+${v.b}=${v.c}`,
    letterDraw((a, b, x) => a * x + b),
    [
      `${THINK}. [i|you] multiply it by {a} and [then|] add {b}[. the result is|. the answer is|. i get|, and get|. that gives] {c}. ${WHICH}`,
      `[if you|when you|if i|when i] multiply ${UNKNOWN} by {a} and [then|] add {b}[,|] [you get|it gives|the result is|i have|it makes] {c}. ${WHICH}`,
      `{a} times ${UNKNOWN} plus {b} [is|equals|makes|gives] {c}. ${WHICH}`,
      `${UNKNOWN} is multiplied by {a} and {b} is added. the result is {c}. ${WHICH}`,
    ],
  ),
  unknown(
    'times minus',
    (v) => `${v.a}x-${v.b}=${v.c}`,
    letterDraw((a, b, x) => a * x - b),
    [
      `${THINK}. [i|you] multiply it by {a} and [then|] [subtract|take away] {b}[. the result is|. i get|, and get|. that leaves] {c}. ${WHICH}`,
      `{a} times ${UNKNOWN} minus {b} [is|equals|makes|gives] {c}. ${WHICH}`,
      `${UNKNOWN}, when multiplied by {a} and reduced by {b}, [equals|gives|is] {c}. ${WHICH}`,
    ],
  ),
  unknown(
    'plus',
    (v) => `x+${v.b}=${v.c}`,
    letterDraw((_, b, x) => x + b),
    [
      `${UNKNOWN} plus {b} [is|equals|makes|gives] {c}. ${WHICH}`,
      `${THINK}. [if you add|if i add|i add|when you add] {b} [to it|]['|,|] [it is|you get|the result is|it makes|i get] {c}. ${WHICH}`,
      `what number plus {b} [is|equals|makes|gives] {c}`,
      `[what|which number] do i [add to|have to add to|need to add to] {b} to [get|make|reach] {c}`,
      `what [plus|+] {b} [is|=|makes] {c}`,
      `[add {b} to|when you add {b} to|if you add {b} to] ${UNKNOWN} [and you get|and it is|you get|it is] {c}. ${WHICH}`,
    ],
  ),
  unknown(
    'minus',
    (v) => `x-${v.b}=${v.c}`,
    letterDraw((_, b, x) => x - b),
    [
      `${UNKNOWN} minus {b} [is|equals|makes|gives|leaves] {c}. ${WHICH}`,
      `${THINK}. [if you|if i|i] [take away|subtract] {b} [from it|][, it is|, you get|. the result is|, i get| and it leaves| and {c} remains] {c}. ${WHICH}`,
      `from ${UNKNOWN} [i|you|we] [take away|subtract|take] {b} and [it stays|it leaves|i get|you get] {c}. ${WHICH}`,
      `what number minus {b} [is|equals|makes|gives|leaves] {c}`,
      `something minus {b} is {c}. what is [the something|something|it]`,
      `what [minus|-] {b} [is|=] {c}`,
    ],
  ),
  unknown(
    'times',
    (v) => `${v.a}x=${v.c}`,
    letterDraw((a, _, x) => a * x),
    [
      `{a} times ${UNKNOWN} [is|equals|makes|gives] {c}. ${WHICH}`,
      `what number times {a} [is|equals|makes|gives] {c}`,
      `{a} times [what|what number|which number] [is|equals|makes|gives] {c}`,
      `${THINK}. [if you|if i|i|when you] multiply it by {a} [, it is|, you get|. the result is|, i get| and get] {c}. ${WHICH}`,
      `what [times|x|*] {a} [is|=] {c}`,
      `[i|you] have to multiply {a} by [what|which number] to get {c}`,
    ],
  ),
  unknown(
    'double plus',
    (v) => `2*x+${v.b}=${v.c}`,
    letterDraw((_, b, x) => 2 * x + b),
    [
      `${THINK}. [i|you] double it and [then|] add {b}[. the result is|. i get|, and get|. my answer is|. it makes] {c}. ${WHICH}`,
      `i doubled ${UNKNOWN} and [then|] added {b}. [now it is|i got|the result was] {c}. ${WHICH}`,
      `twice ${UNKNOWN} plus {b} [is|equals|makes] {c}. ${WHICH}`,
    ],
  ),
  unknown(
    'half',
    (v) => `x/2=${v.c}`,
    letterDraw((_, __, x) => x),
    [
      `half of ${UNKNOWN} is {c}. ${WHICH}`,
      `half a number is {c}. ${WHICH}`,
      `[i|you] halve ${UNKNOWN} and get {c}. ${WHICH}`,
    ],
  ),
];

export const SUM_INTENTS: readonly Intent[] = [...ARITHMETIC, ...LINEAR];
