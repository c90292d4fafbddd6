/**
 * Units, currencies, counted things and multipliers after (or before) a number. A unit that is known has a dimension
 * and a
 * size, so that 1 h = 60 min and 12 hours ≠ 12 minutes; any other words are things that are counted, kept as words.
 * Words that change the number itself (million, dozen, 万) are multipliers; words that make it another expression
 * (squared, plus, modulo, base) leave no quantity at all.
 */
import type { Rational } from './rational.ts';

/** What stands beside a number. `dimension` '' when nothing is known; `words` are things counted, singular, sorted. */
export type Unit = { dimension: string; size: number; words: readonly string[] };

type Known = readonly [dimension: string, size: number];

/** Dimension, size in the base unit, names; a unit with many names has several lines. */
const TABLE = `
length 1 m meter metre meters metres mètre mètres metro metros метр метра метров 米 メートル متر मीटर
length 0.01 cm centimeter centimetre centimeters centimetres centimètre centimètres zentimeter centímetro
length 0.01 centímetros см сантиметр сантиметров сантиметра 厘米 センチメートル سنتيمتر سانتی‌متر سانتیمتر
length 0.001 mm millimeter millimetre millimeters millimetres millimètres мм миллиметров 毫米 ミリメートル
length 1000 km kilometer kilometre kilometers kilometres kilomètre kilomètres kilómetro kilómetros км километр
length 1000 километров километра 公里 千米 キロメートル كيلومتر کیلومتر किलोमीटर किमी
length 0.0254 in inch inches
length 0.3048 ft foot feet
length 0.9144 yd yard yards
length 1609.344 mi mile miles meile meilen milla millas миль мили 英里 マイル
mass 1 g gram grams gramme grammes gramm gramo gramos г грамм граммов 克 グラム غرام گرم ग्राम
mass 1000 kg kilogram kilograms kilogramme kilogrammes kilogramm kilo kilos kilogramo kilogramos кг килограмм
mass 1000 килограммов 公斤 千克 キログラム كيلوغرام کیلوگرم किलोग्राम किलो
mass 0.001 mg milligram milligrams
mass 1000000 tonne tonnes
mass 453.59237 lb lbs pound pounds
mass 28.349523125 oz ounce ounces
mass 6350.29318 st stone
time 1 s sec secs second seconds seconde secondes sekunde sekunden segundo segundos секунд секунды секунда 秒 秒钟
time 1 ثانية ثوان ثانیه सेकंड
time 60 min mins minute minutes minuten minuto minutos минут минуты минута мин 分 分钟 分鐘 دقيقة دقائق دقیقه मिनट
time 3600 h hr hrs hour hours heure heures stunde stunden hora horas час часа часов 小时 小時 時間 ساعة ساعات ساعت
time 3600 घंटे घंटा
time 86400 day days jour jours tag tage tagen día días день дня дней 天 日間 يوم أيام روز दिन
time 604800 week weeks semaine semaines woche wochen semana semanas неделя недели недель 周 星期 週間 أسبوع أسابيع
time 604800 هفته सप्ताह हफ्ते
month 1 month months mois monat monate monaten mes meses месяц месяца месяцев 个月 個月 ヶ月 か月 شهر أشهر ماه महीने
month 1 महीना
month 12 year years yr yrs an ans année années jahr jahre jahren año años год года лет 年 سنة سنوات سال साल वर्ष
volume 1 l liter litre liters litres litro litros литр литра литров 升 リットル لتر لیتر लीटर
volume 0.001 ml milliliter millilitre milliliters millilitres 毫升 ミリリットル
volume 3.785411784 gallon gallons gal
volume 0.946352946 quart quarts
volume 0.473176473 pint pints
volume 0.2365882365 cup cups
temperature-c 1 °c celsius
temperature-f 1 °f fahrenheit
temperature-k 1 kelvin kelvins
angle 0.017453292519943295 ° degree degrees deg degré degrés grad grado grados градус градуса градусов 度 درجة
angle 0.017453292519943295 درجه डिग्री
angle 1 rad radian radians
share 0.01 % percent pct percentage prozent porcentaje процент процента процентов درصد प्रतिशत パーセント 퍼센트
usd 1 $ usd us$ dollar dollars dólar dólares доллар доллара долларов 美元 ドル دولار دلار डॉलर
usd 0.01 cent cents ¢ центов 美分
eur 1 € eur euro euros евро 欧元 ユーロ يورو یورو यूरो
eur 0.01 centime centimes céntimo céntimos
gbp 1 £ gbp 英镑 ポンド
inr 1 ₹ inr rs rupee rupees रुपये रुपया रुपए روبية
cny 1 ¥ cny rmb yuan 元 人民币 块
jpy 1 jpy yen 円
rub 1 ₽ rub ruble rubles рубль рубля рублей руб
irr 1 تومان
irr 0.1 ریال
aud 1 a$ aud
brl 1 r$ brl reais
cad 1 c$ cad
chf 1 chf franken
data 8 byte bytes
data 1 bit bits
data 8192 kb kilobyte kilobytes
data 8388608 mb megabyte megabytes
data 8589934592 gb gigabyte gigabytes
frequency 1 hz hertz
power 1 w watt watts
power 1000 kw kilowatt kilowatts
energy 1 j joule joules
energy 1000 kj kilojoule kilojoules
energy 4.184 cal
force 1 n newton newtons
voltage 1 v volt volts
current 1 a amp amps ampere amperes
resistance 1 Ω ohm ohms
pressure 1 pa pascal pascals
amount 1 mol mole moles
`;

const KNOWN = new Map<string, Known>(
  TABLE.trim()
    .split('\n')
    .flatMap((line) => {
      const [dimension, size, ...names] = line.split(' ') as [string, string, ...string[]];
      return names.map((name): [string, Known] => [name, [dimension, Number(size)]]);
    }),
);

/** Units of a combined name. */
const COMBINED: Readonly<Record<string, string>> = {
  mph: 'mi/h',
  kmh: 'km/h',
  kph: 'km/h',
  fps: 'ft/s',
  sqft: 'ft^2',
  sqm: 'm^2',
  cc: 'cm^3',
  'м²': 'm^2',
  平方米: 'm^2',
  平方厘米: 'cm^2',
  立方米: 'm^3',
  立方厘米: 'cm^3',
};

/** Letters that are units only after a space in plain text: 5x is no quantity, 12 m is one. */
const LETTERS = new Set(['m', 'g', 's', 'h', 'l', 'w', 'j', 'n', 'v', 'a']);

/** Names of units that are words of a sentence as well: units only when nothing follows. */
const COMMON = new Set(['in', 'an', 'as', 'at', 'mes', 'mi']);

const MULTIPLIERS: readonly (readonly [names: string, size: number])[] = [
  ['hundred hundreds cent(?:aines?)? centenas сотен 百 सौ صد', 100],
  ['thousand thousands mille tausend mil тысяч тысячи тысяча 千 हज़ार हजार ألف آلاف هزار', 1e3],
  ['lakh lakhs lac लाख', 1e5],
  ['crore crores करोड़', 1e7],
  ['万 萬', 1e4],
  ['十万', 1e5],
  ['百万', 1e6],
  ['千万', 1e7],
  ['亿 億', 1e8],
  ['million millions mn millionen millones millón миллион миллиона миллионов مليون ملايين میلیون मिलियन', 1e6],
  ['billion billions bn milliard milliards milliarde milliarden миллиард миллиарда миллиардов مليار میلیارد', 1e9],
  ['trillion trillions billones billionen триллион триллионов تريليون', 1e12],
  ['dozen dozens docena docenas dutzend douzaine douzaines дюжин дюжины 打 ダース', 12],
  ['score', 20],
  ['gross', 144],
];

const FACTORS = new Map<string, bigint>(
  MULTIPLIERS.flatMap(([names, size]) =>
    names
      .replace('cent(?:aines?)? ', '')
      .split(' ')
      .map((name): [string, bigint] => [name, BigInt(size)]),
  ),
);

/** Words after a number that make it something else than so many of a thing. */
const NOT_A_THING = new Set(
  (
    'plus minus times over divided by modulo mod squared cubed factorial base power root than or and if when ' +
    'where at most least to through until between x y z n k e i pi ' +
    'percentile percentage-points th nd rd infinity choose half halves third thirds quarter quarters tenths ' +
    'hundredths is are was were be not because since so but then equals equal am pm'
  ).split(' '),
);

const square = (text: string): string =>
  text
    .replace(/\b(?:square|sq\.?) (\p{L}+)/giu, '$1^2')
    .replace(/\b(?:cubic|cu\.?) (\p{L}+)/giu, '$1^3')
    .replace(/(\p{L}+) squared\b/giu, '$1^2')
    .replace(/(\p{L}+) cubed\b/giu, '$1^3')
    .replace(/²/g, '^2')
    .replace(/³/g, '^3')
    .replace(/\^ ?\{ ?(-?\d) ?\}/g, '^$1');

const known = (name: string): Known | undefined =>
  KNOWN.get(name) ?? KNOWN.get(name.toLowerCase()) ?? KNOWN.get(name.toLowerCase().replace(/\.$/, ''));

/** 'km' → length; 'm^2' → length^2; undefined for what is no unit. */
const single = (text: string): { dimension: string; size: number } | undefined => {
  const match = /^([^^\d]+?)\.?(?:\^?([1-9]))?$/.exec(text);
  const found = match && known(match[1]!);
  if (!match || !found) return undefined;
  const to = Number(match[2] ?? 1);
  return { dimension: to === 1 ? found[0] : `${found[0]}^${to}`, size: found[1] ** to };
};

/** 'kg m', 'kg*m': units beside one another. */
const product = (text: string): { dimension: string; size: number } | undefined => {
  const parts = text.split(/ ?[*·] ?| /).map(single);
  if (parts.length > 3 || !parts.every((part) => part !== undefined)) return undefined;
  if (parts.length === 1) return parts[0];
  return {
    dimension: parts
      .map(({ dimension }) => dimension)
      .sort()
      .join('*'),
    size: parts.reduce((all, { size }) => all * size, 1),
  };
};

/** 'm/s', 'km per hour': over one another. Volume is length^3 at 1000 l = 1 m³. */
const compound = (text: string): { dimension: string; size: number } | undefined => {
  const [above, below, more] = text.split(/ ?\/ ?| per /);
  if (above === undefined || more !== undefined) return undefined;
  const up = product(above);
  const down = below === undefined ? undefined : single(below);
  if (!up || (below !== undefined && !down)) return undefined;
  const litres = up.dimension === 'length^3' ? { dimension: 'volume', size: up.size * 1000 } : up;
  return down ? { dimension: `${litres.dimension}/${down.dimension}`, size: litres.size / down.size } : litres;
};

const singular = (word: string): string =>
  word.replace(/(?<=\p{L}{3})(?:(?<=[sxz]|[cs]h)es|(?<![sui])s)$/u, '').replace(/(?<=\p{L}{2})ie$/u, 'y');

const SMALL = new Set([
  'of',
  'the',
  'a',
  'an',
  'in',
  'total',
  'each',
  'per',
  'de',
  'der',
  'des',
  'für',
  'al',
  'le',
  'la',
  'al',
  'por',
  'pro',
  'par',
  'about',
  'approximately',
  'en',
  'в',
  'का',
  'के',
  'की',
]);

const NOTHING: Unit = { dimension: '', size: 1, words: [] };
const MOST_WORDS = 5;

/**
 * The unit that a text names: known units first ('km/h'), then words of things counted. Undefined when the text makes
 * the
 * number something else. `spaced` says that a space stood before it, so that 'm' may be metres.
 */
export const readUnit = (text: string, spaced: boolean): Unit | undefined => {
  const bare = square(
    text
      .replace(/^(?:st|nd|rd|th)(?= |$)/, spaced ? '$&' : '')
      .trim()
      .replace(/\.$/, '')
      .replace(/^-/, ''),
  );
  if (bare === '') return NOTHING;
  if (bare.length > 60) return undefined;
  const combined = COMBINED[bare.toLowerCase()] ?? bare;
  if (!spaced && LETTERS.has(combined.toLowerCase())) return undefined;
  const whole = compound(combined);
  if (whole) return { ...whole, words: [] };
  const words = combined.split(/[ /]+/);
  for (let taken = Math.min(3, words.length - 1); taken > 0; taken--) {
    const head = compound(words.slice(0, taken).join(' '));
    if (!head || (taken === 1 && (LETTERS.has(words[0]!.toLowerCase()) || COMMON.has(words[0]!.toLowerCase()))))
      continue;
    const rest = counted(words.slice(taken));
    return rest && { ...head, words: rest };
  }
  const things = counted(words);
  return things && { dimension: '', size: 1, words: things };
};

const counted = (words: readonly string[]): string[] | undefined => {
  if (words.length > MOST_WORDS + 3) return undefined;
  if (
    words.some(
      (word) =>
        !/^[\p{L}\p{M}][\p{L}\p{M}'.-]*$/u.test(word) ||
        NOT_A_THING.has(word.toLowerCase()) ||
        FACTORS.has(word.toLowerCase()),
    )
  )
    return undefined;
  if (words.some((word) => word.length === 1 && /[\p{Script=Latin}\p{Script=Greek}]/u.test(word) && word !== 'a'))
    return undefined;
  const things = words
    .map((word) => word.toLowerCase())
    .filter((word) => !SMALL.has(word))
    .map(singular)
    .sort();
  return things.length > MOST_WORDS ? undefined : things;
};

/** Takes a multiplier from the front: 'million dollars' → [1000000, 'dollars']. Undefined when there is none. */
export const readMultiplier = (text: string): { factor: bigint; rest: string } | undefined => {
  const latin = /^(\p{L}[\p{L}\p{M}]*)\.?(?: (?:of |de |d')?|$)/u.exec(text);
  const found = latin && FACTORS.get(latin[1]!.toLowerCase());
  if (latin && typeof found === 'bigint') return { factor: found, rest: text.slice(latin[0].length) };
  const han = /^[十百千]?[万萬亿億百千]/.exec(text)?.[0];
  const size = han === undefined ? undefined : FACTORS.get(han);
  return size === undefined ? undefined : { factor: size, rest: text.slice(han!.length) };
};

export const factorOf = (factor: bigint): Rational => [factor, 1n];

const CURRENCIES = /^(?:US\$|R\$|A\$|C\$|[$€£¥₹₽]|USD|EUR|GBP|JPY|CNY|INR|RUB|Rs\.?)/;

/** A currency mark at the front: '$5' → ['$', '5']. */
export const leadingCurrency = (text: string): { unit: Unit; rest: string } | undefined => {
  const mark = CURRENCIES.exec(text)?.[0];
  if (mark === undefined) return undefined;
  const found = known(mark) ?? known('$')!;
  return { unit: { dimension: found[0], size: found[1], words: [] }, rest: text.slice(mark.length).trim() };
};

/** Whether one set of words holds the other: 'red apple' and 'apple'. */
const within = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((word) => b.includes(word)) || b.every((word) => a.includes(word));

/** Money per time or per thing is often named without the second: $18 a day, $18. */
const MONEY = /^(?:usd|aud|brl|cad|chf|eur|gbp|inr|cny|jpy|rub|irr)(?:\/.+)?$/;

/** How many of `b` one of `a` is (1 h = 60 min), when both may measure one thing; undefined when they can't. */
export const ratioOfUnits = (a: Unit, b: Unit): number | undefined => {
  if (!within(a.words, b.words)) return undefined;
  if (a.dimension === b.dimension) return a.size / b.size;
  if (a.dimension === '' || b.dimension === '')
    return (a.words.length === 0 && a.dimension === '') || (b.words.length === 0 && b.dimension === '') ? 1 : undefined;
  if (
    MONEY.test(a.dimension) &&
    MONEY.test(b.dimension) &&
    a.dimension.split('/')[0] === b.dimension.split('/')[0] &&
    !(a.dimension.includes('/') && b.dimension.includes('/'))
  )
    return 1;
  return undefined;
};

export const noUnit = NOTHING;
