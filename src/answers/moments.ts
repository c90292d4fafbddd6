/**
 * Times of day and dates in an answer: 10:30 AM, 5 pm, 17:05, 2024-01-05, January 5, 2024, 5. Januar 2024, 2024年1月5日.
 */
/**
 * `half`: which half of the day is known; `ratio`: 7:32 may be a ratio as well. A date is 'year-month-day', '?' for
 * no year.
 */
export type Moment = { type: 'time'; seconds: number; half: boolean; ratio: boolean } | { type: 'date'; text: string };

const CLOCK = /^(\d{1,2})(?:[:.](\d\d))?(?:[:.](\d\d))? ?(?:([ap])\.? ?m\.?|(o'clock|uhr|noon|midnight|hrs?))?$/i;

/**
 * A time of day. `half` says whether it is known which half of the day; `ratio` that it could be a ratio as well
 * (7:32).
 * A bare number is no time.
 */
export const timeOf = (text: string): Moment | undefined => {
  if (/^(?:noon|midnight)$/i.test(text))
    return { type: 'time', seconds: /noon/i.test(text) ? 43200 : 0, half: true, ratio: false };
  const match = CLOCK.exec(text);
  if (!match) return undefined;
  const [, hours, minutes, seconds, letter, word] = match;
  if (letter === undefined && !(text.includes(':') && minutes !== undefined) && !/^(?:o'clock|uhr)$/i.test(word ?? ''))
    return undefined;
  let hour = Number(hours);
  if (hour > 24 || Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59 || (letter && (hour < 1 || hour > 12)))
    return undefined;
  if (letter) hour = (hour % 12) + (/p/i.test(letter) ? 12 : 0);
  const half = letter !== undefined || hour > 12 || hour === 0 || /^0\d/.test(hours!);
  return {
    type: 'time',
    seconds: hour * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0),
    half,
    ratio: letter === undefined && word === undefined,
  };
};

const MONTHS = [
  'january jan januar janvier enero января',
  'february feb februar février febrero февраля',
  'march mar märz mars marzo марта',
  'april apr avril abril апреля',
  'may mai mayo мая',
  'june jun juni juin junio июня',
  'july jul juli juillet julio июля',
  'august aug août agosto августа',
  'september sep sept septembre septiembre сентября',
  'october oct oktober octobre octubre октября',
  'november nov novembre noviembre ноября',
  'december dec dezember décembre diciembre декабря',
].map((names) => names.split(' '));

const monthOf = (name: string): number =>
  MONTHS.findIndex((names) => names.includes(name.toLowerCase().replace(/\.$/, ''))) + 1;

const date = (year: number | undefined, month: number, day: number): Moment | undefined =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31
    ? { type: 'date', text: `${year ?? '?'}-${month}-${day}` }
    : undefined;

/**
 * A date with its month named or its year first; 01/05/2024 is two dates, so it is none here and is compared by its
 * letters.
 */
export const dateOf = (text: string): Moment | undefined => {
  if (text.length > 60) return undefined;
  const plain = text.replace(/^(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?=.*\d)/i, '');
  const numbers =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(plain) ?? /^(\d{4})(年) ?(\d{1,2})月 ?(\d{1,2})日$/.exec(plain);
  if (numbers) return date(Number(numbers[1]), Number(numbers[3]), Number(numbers[4]));
  const american = /^(\p{L}{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/u.exec(plain);
  if (american && monthOf(american[1]!))
    return date(american[3] ? Number(american[3]) : undefined, monthOf(american[1]!), Number(american[2]));
  const other =
    /^(?:the )?(\d{1,2})(?:st|nd|rd|th|\.|er)?(?: (?:of|de))? (\p{L}{3,10})\.?(?:,? (?:de )?(\d{4}))?$/u.exec(plain);
  if (other && monthOf(other[2]!))
    return date(other[3] ? Number(other[3]) : undefined, monthOf(other[2]!), Number(other[1]));
  return undefined;
};
