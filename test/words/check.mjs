// Recomputes every answer of the set from its formal statement (formal.*.jsonl), independently of the wording.
// Plain Node, no packages:  node check.mjs      exit status 1 when anything disagrees.
// Licence: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const here = dirname(fileURLToPath(import.meta.url));
const load = (f) =>
  readFileSync(join(here, f), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((l) => JSON.parse(l));

// ---------- exact rationals ----------
const gcdB = (a, b) => {
  a = a < 0n ? -a : a;
  b = b < 0n ? -b : b;
  while (b) [a, b] = [b, a % b];
  return a;
};
const Q = (n, d = 1n) => {
  if (d === 0n) throw new Error('division by zero');
  if (d < 0n) {
    n = -n;
    d = -d;
  }
  const g = gcdB(n, d) || 1n;
  return { n: n / g, d: d / g };
};
const add = (a, b) => Q(a.n * b.d + b.n * a.d, a.d * b.d);
const sub = (a, b) => Q(a.n * b.d - b.n * a.d, a.d * b.d);
const mul = (a, b) => Q(a.n * b.n, a.d * b.d);
const div = (a, b) => Q(a.n * b.d, a.d * b.n);
const same = (a, b) => a.n === b.n && a.d === b.d;
const show = (a) => (a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`);

// expression -> linear form { k: constant, c: coefficient }
function parse(src) {
  const toks = src.match(/\d+|[a-z]|[-+*/()]/g) || [];
  if (toks.join('') !== src.replace(/\s+/g, '')) throw new Error('bad expression ' + src);
  let i = 0;
  const used = [];
  const zero = Q(0n);
  const prod = (x, y) => {
    if (!same(x.c, zero) && !same(y.c, zero)) throw new Error('not linear');
    return { k: mul(x.k, y.k), c: add(mul(x.k, y.c), mul(x.c, y.k)) };
  };
  const atom = () => {
    const t = toks[i++];
    if (t === '(') {
      const v = sum();
      if (toks[i++] !== ')') throw new Error('bracket');
      return v;
    }
    if (t === '-') {
      const v = atom();
      return { k: sub(zero, v.k), c: sub(zero, v.c) };
    }
    if (/^\d+$/.test(t)) {
      used.push(Number(t));
      return { k: Q(BigInt(t)), c: zero };
    }
    if (/^[a-z]$/.test(t)) return { k: zero, c: Q(1n) };
    throw new Error('bad token ' + t);
  };
  const term = () => {
    let v = atom();
    for (;;) {
      const t = toks[i];
      if (t === '*') {
        i++;
        v = prod(v, atom());
      } else if (t === '/') {
        i++;
        const w = atom();
        if (!same(w.c, zero)) throw new Error('not linear');
        v = { k: div(v.k, w.k), c: div(v.c, w.k) };
      } else if (t === '(' || (t && /^[a-z]$/.test(t))) v = prod(v, atom());
      else return v;
    }
  };
  const sum = () => {
    let v = term();
    while (toks[i] === '+' || toks[i] === '-') {
      const op = toks[i++];
      const w = term();
      v = op === '+' ? { k: add(v.k, w.k), c: add(v.c, w.c) } : { k: sub(v.k, w.k), c: sub(v.c, w.c) };
    }
    return v;
  };
  const v = sum();
  if (i !== toks.length) throw new Error('left over in ' + src);
  return { ...v, used };
}
function linear(f) {
  // -> { kind: 'one', x } | { kind: 'none' } | { kind: 'all' }
  const l = parse(f.left),
    r = parse(f.right);
  const c = sub(l.c, r.c),
    k = sub(r.k, l.k);
  if (c.n === 0n) return { kind: k.n === 0n ? 'all' : 'none' };
  return { kind: 'one', x: div(k, c) };
}

// ---------- countdown ----------
function reach(numbers, target, all) {
  const goal = Q(BigInt(target));
  const seen = new Set();
  const rec = (xs) => {
    const key = xs.map(show).sort().join(' ');
    if (seen.has(key)) return false;
    seen.add(key);
    if (all ? xs.length === 1 && same(xs[0], goal) : xs.some((x) => same(x, goal))) return true;
    for (let i = 0; i < xs.length; i++)
      for (let j = 0; j < xs.length; j++) {
        if (i === j) continue;
        const rest = xs.filter((_, k) => k !== i && k !== j);
        const out = [sub(xs[i], xs[j])];
        if (i < j) out.push(add(xs[i], xs[j]), mul(xs[i], xs[j]));
        if (xs[j].n !== 0n) out.push(div(xs[i], xs[j]));
        for (const v of out) if (rec([...rest, v])) return true;
      }
    return false;
  };
  return rec(numbers.map((v) => Q(BigInt(v))));
}

// ---------- sequences: every rule returns the next term, or null where it does not fit ----------
const isPrime = (n) => {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};
const diffs = (t) => t.slice(1).map((v, i) => v - t[i]);
const flat = (t) => t.every((v) => v === t[0]);
const rules = {
  arith: (t) => (t.length >= 3 && flat(diffs(t)) ? t[t.length - 1] + t[1] - t[0] : null),
  geo: (t) => {
    if (t.length < 3 || t.some((v) => v === 0)) return null;
    for (let i = 1; i + 1 < t.length; i++) if (t[i] * t[i] !== t[i - 1] * t[i + 1]) return null;
    const n = (t[t.length - 1] * t[1]) / t[0];
    return Number.isInteger(n) ? n : null;
  },
  fib: (t) => {
    if (t.length < 4) return null;
    for (let i = 2; i < t.length; i++) if (t[i] !== t[i - 1] + t[i - 2]) return null;
    return t[t.length - 1] + t[t.length - 2];
  },
  quad: (t) => {
    const d = diffs(t),
      e = diffs(d);
    if (t.length < 4 || !flat(e)) return null;
    return t[t.length - 1] + d[d.length - 1] + e[0];
  },
  cubes: (t) => {
    if (t.length < 4) return null;
    const r = Math.round(Math.cbrt(t[0]));
    return t.every((v, i) => v === (r + i) ** 3) ? (r + t.length) ** 3 : null;
  },
  affine: (t) => {
    if (t.length < 4 || t[1] === t[0]) return null;
    const a = (t[2] - t[1]) / (t[1] - t[0]);
    if (!Number.isInteger(a)) return null;
    const b = t[1] - a * t[0];
    for (let i = 1; i < t.length; i++) if (t[i] !== a * t[i - 1] + b) return null;
    return a * t[t.length - 1] + b;
  },
  primes: (t) => {
    if (t.length < 4 || !t.every(isPrime)) return null;
    const up = (n) => {
      do n++;
      while (!isPrime(n));
      return n;
    };
    for (let i = 1; i < t.length; i++) if (up(t[i - 1]) !== t[i]) return null;
    return up(t[t.length - 1]);
  },
  inter: (t) => {
    if (t.length < 6) return null;
    const a = t.filter((_, i) => i % 2 === 0),
      b = t.filter((_, i) => i % 2 === 1);
    const next = (x) => rules.arith(x) ?? rules.geo(x);
    return next(a) === null || next(b) === null ? null : t.length % 2 === 0 ? next(a) : next(b);
  },
};

// ---------- dates: day numbers by counting, weekday by Zeller's congruence ----------
const leap = (y) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
const mlen = (y, m) => [31, leap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1];
const DAYS = ['Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const ymd = (s) => s.split('-').map(Number);
const realDate = (s) => {
  const [y, m, d] = ymd(s);
  return m >= 1 && m <= 12 && d >= 1 && d <= mlen(y, m);
};
function zeller(s) {
  let [y, m, d] = ymd(s);
  if (m < 3) {
    m += 12;
    y--;
  }
  const k = y % 100,
    j = Math.floor(y / 100);
  return DAYS[(d + Math.floor((13 * (m + 1)) / 5) + k + Math.floor(k / 4) + Math.floor(j / 4) + 5 * j) % 7];
}
function step(s, n) {
  let [y, m, d] = ymd(s);
  for (; n > 0; n--) {
    d++;
    if (d > mlen(y, m)) {
      d = 1;
      m++;
      if (m > 12) {
        m = 1;
        y++;
      }
    }
  }
  for (; n < 0; n++) {
    d--;
    if (d < 1) {
      m--;
      if (m < 1) {
        m = 12;
        y--;
      }
      d = mlen(y, m);
    }
  }
  const p = (v) => String(v).padStart(2, '0');
  return `${y}-${p(m)}-${p(d)}`;
}
function gap(a, b) {
  let n = 0;
  while (a !== b) {
    a = step(a, 1);
    n++;
    if (n > 5000) throw new Error('gap');
  }
  return n;
}
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

// ---------- clock, bases, roman ----------
const clock = (s) => {
  const [h, m] = s.split(':').map(Number);
  if (h > 23 || m > 59) throw new Error('bad time ' + s);
  return h * 60 + m;
};
const DIG = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const inBase = (s, b) => [...s.toUpperCase()].every((c) => DIG.indexOf(c) >= 0 && DIG.indexOf(c) < b);
const readBase = (s, b) => {
  if (!inBase(s, b)) throw new Error('digit');
  return [...s.toUpperCase()].reduce((n, c) => n * b + DIG.indexOf(c), 0);
};
const writeBase = (n, b) => {
  let s = '';
  do {
    s = DIG[n % b] + s;
    n = Math.floor(n / b);
  } while (n);
  return s;
};
const RT = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];
const toRoman = (n) => {
  let s = '';
  for (const [r, v] of RT)
    while (n >= v) {
      s += r;
      n -= v;
    }
  return s;
};
const ROMANS = new Map(Array.from({ length: 3999 }, (_, i) => [toRoman(i + 1), i + 1]));

// ---------- orders, by all permutations ----------
function perms(xs) {
  return xs.length ? xs.flatMap((x, i) => perms([...xs.slice(0, i), ...xs.slice(i + 1)]).map((p) => [x, ...p])) : [[]];
}
const orders = (above) => {
  const names = [...new Set(above.flat())];
  return perms(names).filter((p) => above.every(([a, b]) => p.indexOf(a) < p.indexOf(b)));
};
const pick = (p, ask) =>
  ask === 'first'
    ? p[0]
    : ask === 'last'
      ? p[p.length - 1]
      : ask === 'list'
        ? p.join(', ')
        : p[Number(ask.split(' ')[1]) - 1];
const orderAnswers = (f) => [...new Set(orders(f.above).map((p) => pick(p, f.ask)))];

// ---------- paths, by all simple routes ----------
function routes(f) {
  const out = [];
  const go = (at, trail, w) => {
    if (at === f.to) {
      out.push({ trail, w });
      return;
    }
    for (const e of f.edges) {
      const next = e.a === at ? e.b : !e.oneWay && e.b === at ? e.a : null;
      if (next && !trail.includes(next)) go(next, [...trail, next], w + e.w);
    }
  };
  go(f.from, [f.from], 0);
  return out;
}

// ---------- truth ----------
function boolean(src, env = {}) {
  src = src.replace(/\((\d+)([<>])(\d+)\)/g, (_, a, o, b) => ((o === '>' ? +a > +b : +a < +b) ? 'true' : 'false'));
  const toks = src.match(/[A-Za-z]\w*|[!&|()]/g);
  let i = 0;
  const isOr = (t) => t === 'or' || t === '|',
    isAnd = (t) => t === 'and' || t === '&';
  const atom = () => {
    const t = toks[i++];
    if (t === '(') {
      const v = or();
      if (toks[i++] !== ')') throw new Error('bracket');
      return v;
    }
    if (t === 'not' || t === '!') return !atom();
    if (t === 'true') return true;
    if (t === 'false') return false;
    if (t in env) return env[t];
    throw new Error('name ' + t);
  };
  const and = () => {
    let v = atom();
    while (isAnd(toks[i])) {
      i++;
      const w = atom();
      v = v && w;
    }
    return v;
  };
  const xor = () => {
    let v = and();
    while (toks[i] === 'xor') {
      i++;
      const w = and();
      v = v !== w;
    }
    return v;
  };
  const or = () => {
    let v = xor();
    while (isOr(toks[i])) {
      i++;
      const w = xor();
      v = v || w;
    }
    return v;
  };
  const v = or();
  if (i !== toks.length) throw new Error('left over ' + src);
  return v;
}
function worlds(f) {
  const text = [
    ...f.facts,
    ...f.says.map((s) => s.who + ' ' + s.claim),
    f.ask && !f.ask.startsWith('who') ? f.ask.split(' ')[1] : '',
  ].join(' ');
  const names = [...new Set(text.match(/[A-Z]\w*/g) || [])];
  const out = [];
  for (let m = 0; m < 1 << names.length; m++) {
    const env = Object.fromEntries(names.map((n, i) => [n, !!((m >> i) & 1)]));
    if (f.liars !== null && names.filter((n) => !env[n]).length !== f.liars) continue;
    if (!f.facts.every((x) => boolean(x, env))) continue;
    if (!f.says.every((s) => boolean(s.claim, env) === env[s.who])) continue;
    out.push(env);
  }
  return out;
}
function liarAnswers(f) {
  return [
    ...new Set(
      worlds(f).map((w) => {
        const [a, b] = f.ask.split(' ');
        if (a === 'truth') return w[b] ? 'yes' : 'no';
        if (a === 'lies') return w[b] ? 'no' : 'yes';
        return Object.keys(w)
          .filter((n) => w[n] === (b === 'truth'))
          .sort()
          .join(', ');
      }),
    ),
  ];
}

// ---------- one answer, or an error ----------
const notes = [];
const plain = (s) => s.toLowerCase().replace(/[^a-z0-9]/g, '');
function answer(f, id, row) {
  const only = (xs) => {
    if (xs.length !== 1) throw new Error(`not unique: ${xs.length} answers`);
    return xs[0];
  };
  switch (f.type) {
    case 'expression': {
      const v = parse(f.expr).k;
      if (v.d !== 1n) throw new Error('not whole');
      return show(v);
    }
    case 'linear': {
      const r = linear(f);
      if (r.kind !== 'one' || r.x.d !== 1n) throw new Error('no single whole solution');
      return show(r.x);
    }
    case 'countdown': {
      if (!reach(f.numbers, f.target, f.all)) throw new Error('unreachable');
      const e = parse(row.answer);
      const pool = [...f.numbers];
      for (const u of e.used) {
        const i = pool.indexOf(u);
        if (i < 0) throw new Error('number not available ' + u);
        pool.splice(i, 1);
      }
      if (f.all && pool.length) throw new Error('not all used');
      if (!same(e.k, Q(BigInt(f.target))) || e.c.n !== 0n) throw new Error('wrong value');
      return row.answer;
    }
    case 'sequence': {
      const n = rules[f.rule](f.terms);
      for (const r of Object.keys(rules)) {
        const v = rules[r](f.terms);
        if (v !== null && v !== n) throw new Error(`rule ${r} gives ${v}`);
      }
      return String(n);
    }
    case 'letters-in':
      return String([...f.text].filter((c) => /\p{L}/u.test(c)).length);
    case 'vowels-in':
      return String((f.text.match(/[aeiou]/gi) || []).length);
    case 'letter-in':
      return String([...f.text.toLowerCase()].filter((c) => c === f.letter.toLowerCase()).length);
    case 'words-in':
      return String(f.text.trim().split(/\s+/).length);
    case 'occurrences':
      return String(f.list.filter((x) => x === f.item).length);
    case 'list-length':
      return String(f.list.length);
    case 'count-if':
      return String(
        f.list.filter((n) =>
          f.test === 'even' ? n % 2 === 0 : f.test === 'odd' ? n % 2 !== 0 : n > Number(f.test.slice(1)),
        ).length,
      );
    case 'items':
      return String(f.items.reduce((s, x) => s + (x.counts ? x.n : 0), 0));
    case 'sort': {
      const key = f.by === 'value' ? Number : f.by === 'length' ? (s) => s.length : (s) => s.toLowerCase();
      const keys = f.items.map(key);
      if (new Set(keys).size !== keys.length) throw new Error('ties');
      const out = [...f.items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
      if (f.order === 'descending') out.reverse();
      return out.join(', ');
    }
    case 'weekday-of':
      return zeller(f.date);
    case 'weekday-shift': {
      const i = DAYS.indexOf(f.from);
      return DAYS[(((i + f.days) % 7) + 7) % 7];
    }
    case 'date-shift':
      return step(f.date, f.days);
    case 'date-shift-no-year': {
      const a = ['2023', '2024'].map((y) => step(y + '-' + f.monthDay, f.days).slice(5));
      const x = only([...new Set(a)]);
      const [m, d] = x.split('-').map(Number);
      return `${d} ${MONTHS[m - 1]}`;
    }
    case 'days-between':
      return String(gap(f.from, f.to));
    case 'minutes-between': {
      const a = clock(f.from),
        b = clock(f.to) + (f.nextDay ? 1440 : 0);
      if (b <= a) throw new Error('order');
      return String(b - a);
    }
    case 'clock-shift': {
      const t = (((clock(f.at) + f.minutes) % 1440) + 1440) % 1440;
      const p = (v) => String(v).padStart(2, '0');
      return `${p(Math.floor(t / 60))}:${p(t % 60)}`;
    }
    case 'base':
      return writeBase(readBase(f.value, f.from), f.to);
    case 'to-roman':
      return toRoman(f.value);
    case 'from-roman':
      return String(ROMANS.get(f.value) ?? 'invalid');
    case 'gcd': {
      const min = Math.min(...f.numbers);
      for (let d = min; ; d--) if (f.numbers.every((n) => n % d === 0)) return String(d);
    }
    case 'lcm':
      for (let m = Math.max(...f.numbers); ; m++) if (f.numbers.every((n) => m % n === 0)) return String(m);
    case 'remainder': {
      let r = f.numbers[0];
      while (r >= f.numbers[1]) r -= f.numbers[1];
      return String(r);
    }
    case 'order':
      return only(orderAnswers(f));
    case 'path': {
      const rs = routes(f);
      const w = Math.min(...rs.map((r) => r.w));
      const best = rs.filter((r) => r.w === w);
      if (f.ask === 'length') return String(w);
      if (f.ask === 'hops') {
        if (f.edges.some((e) => e.w !== 1)) throw new Error('weights');
        return String(w);
      }
      return only(best).trail.join(', ');
    }
    case 'boolean': {
      const v = boolean(f.expr);
      return ['yes', 'no'].includes(row.answer) ? (v ? 'yes' : 'no') : String(v);
    }
    case 'liars':
      return only(liarAnswers(f));
    // near-domain: these throw unless the question is as hopeless as it is said to be
    case 'none':
      return 'decline';
    case 'near-division':
      if (f.b !== 0) throw new Error('divisor');
      return 'decline';
    case 'near-value': {
      const v = parse(f.expr).k;
      const read = (s) => {
        s = s.replace(/,/g, '');
        let m;
        if ((m = s.match(/^(\d+) (\d+)\/(\d+)/))) return +m[1] + m[2] / m[3];
        if ((m = s.match(/^(\d+)\/(\d+)/))) return m[1] / m[2];
        if ((m = s.match(/^([\d.]+)%/))) return m[1] / 100;
        return parseFloat(s);
      };
      const x = Number(v.n) / Number(v.d);
      for (const a of row.accept) {
        const y = read(a);
        if (a.endsWith(' minutes')) {
          if (y !== x * 60) throw new Error('value ' + a);
        } else if (Math.abs(y - x) > 0.005) throw new Error(`value ${a} is not ${x}`);
      }
      return 'decline';
    }
    case 'near-no-whole': {
      const r = linear(f);
      if (r.kind !== 'one' || r.x.d === 1n) throw new Error('has a whole solution or none');
      return 'decline';
    }
    case 'near-no-solution':
      if (linear(f).kind !== 'none') throw new Error('has a solution');
      return 'decline';
    case 'near-unreachable':
      if (reach(f.numbers, f.target, f.all)) throw new Error('reachable');
      return 'decline';
    case 'near-no-rule':
      for (const r of Object.keys(rules)) if (rules[r](f.terms) !== null) throw new Error('rule ' + r);
      return 'decline';
    case 'near-bad-date':
      if (realDate(f.date)) throw new Error('date exists');
      return 'decline';
    case 'near-bad-time': {
      const [h, m] = f.time.split(':').map(Number);
      if (h <= 23 && m <= 59) throw new Error('time exists');
      return 'decline';
    }
    case 'near-bad-digits':
      if (inBase(f.value, f.base)) throw new Error('digits fit');
      return 'decline';
    case 'near-bad-roman':
      if (ROMANS.has(f.value)) throw new Error('valid numeral');
      return 'decline';
    case 'near-order-open':
      if (orderAnswers(f).length < 2) throw new Error('not open');
      return 'decline';
    case 'near-order-contradiction':
      if (orders(f.above).length) throw new Error('has an order');
      return 'decline';
    case 'near-no-path':
      if (routes(f).length) throw new Error('has a path');
      return 'decline';
    case 'near-liars-open':
      if (liarAnswers(f).length < 2) throw new Error('not open');
      return 'decline';
    case 'near-liars-contradiction':
      if (worlds(f).length) throw new Error('has a world');
      return 'decline';
  }
  throw new Error('unknown type ' + f.type);
}

// ---------- grounding: what the formal statement names must stand in the question ----------
function grounded(f, row) {
  const q = row.question.toLowerCase(),
    miss = [];
  const word = (s) => {
    if (!q.includes(String(s).toLowerCase())) miss.push(s);
  };
  const WORDS = [
    'zero',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ];
  const num = (n) => {
    const s = String(Math.abs(Number(n)));
    if (
      !new RegExp(`(^|[^\\d])${s}([^\\d]|$)`).test(q.replace(/(\d),(\d{3})/g, '$1$2')) &&
      !(WORDS[n] && q.includes(WORDS[n]))
    )
      miss.push(n);
  };
  if (f.terms) f.terms.forEach(num);
  if (f.numbers) f.numbers.forEach(num);
  if (f.target !== undefined) num(f.target);
  if (f.items && f.type === 'sort') f.items.forEach((x) => word(x));
  if (f.items && f.type === 'items') f.items.forEach((x) => word(x.name.slice(0, 4)));
  if (f.list) f.list.forEach((x) => word(x));
  if (f.text) {
    if (!plain(row.question).includes(plain(f.text))) miss.push(f.text);
  }
  if (f.above) f.above.flat().forEach((x) => word(x));
  if (f.edges)
    f.edges.forEach((e) => {
      word(e.a);
      word(e.b);
      if (e.w > 1) num(e.w);
    });
  if (f.says) f.says.forEach((s) => word(s.who));
  if (f.type === 'base' || f.type.startsWith('near-bad')) word(f.value ?? '');
  if (f.expr && f.type === 'expression') (f.expr.match(/\d+/g) || []).forEach(num);
  if (f.left) ((f.left + ' ' + f.right).match(/\d+/g) || []).forEach(num);
  return miss;
}

const splits = ['dev', 'test'].filter((split) => existsSync(join(here, `words.${split}.jsonl`)));
const each = (name) => splits.flatMap((split) => load(`${name}.${split}.jsonl`));
const rows = ['words', 'near', 'simple'].flatMap(each);
const formal = new Map(each('formal').map((r) => [r.id, r.formal]));
let bad = 0;
const seen = new Map();
const table = {};
for (const r of rows) {
  try {
    const f = formal.get(r.id);
    if (!f) throw new Error('no formal statement');
    const a = answer(f, r.id, r);
    if (a !== r.answer) throw new Error(`computed ${a}, given ${r.answer}`);
    if (r.accept.includes(r.answer) || new Set(r.accept).size !== r.accept.length) throw new Error('accept repeats');
    if ((r.set === 'near') !== f.type.startsWith('near-') && f.type !== 'none') throw new Error('set and type');
    if (f.type === 'none' && r.set !== 'near') throw new Error('none outside near');
    if (r.set === 'near' && !(r.reason && r.refusal)) throw new Error('no reason');
    const key = r.question.toLowerCase().replace(/\s+/g, ' ');
    if (seen.has(key)) throw new Error('same question as ' + seen.get(key));
    seen.set(key, r.id);
    const miss = grounded(f, r);
    if (miss.length) notes.push(`${r.id}: not literally in the question: ${miss.join('; ')} | ${r.question}`);
  } catch (e) {
    bad++;
    console.log(`BAD ${r.id}: ${e.message} | ${r.question}`);
  }
  for (const k of [
    `set ${r.set}`,
    `set ${r.set}, ${r.split}`,
    `voice ${r.voice} (${r.split})`,
    `kind ${r.kind}: ${r.set}`,
    ...(r.reason ? [`reason ${r.reason}`] : []),
  ])
    table[k] = (table[k] || 0) + 1;
}
if (formal.size !== rows.length) {
  bad++;
  console.log('rows and formal statements differ in number');
}
if (process.argv.includes('--notes')) for (const n of notes) console.log('note', n);
for (const k of Object.keys(table).sort()) console.log(k, table[k]);
console.log(`${rows.length} rows, ${bad} bad, ${notes.length} notes`);
process.exit(bad ? 1 : 0);
