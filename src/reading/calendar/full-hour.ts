/** Reads the time that is left to a full hour, told without minutes: "it is 9:50, how many minutes to 11?" */
import { reading, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

type Clock = { minutes: number; text: string; start: number; end: number };

/** "It is 9:50, how many minutes to 11?": the next time that a clock shows this hour. */
const TO_HOUR =
  /\bhow (?:many (?:more )?(?:minutes|mins?)|long)(?: (?:is it|are (?:there|left)|are there left|left|more|remain|is there|do i have|have i got))* (?:to|till|until|before) (1[0-2]|[1-9])(?: o'clock)?\W*(?:\bit is (?:now )?)?(?:now )?$/;

const MINUTES_OF_ROUND = 720;

/** The minutes from a time to the full hour that is asked for; undefined where more is told. */
export const toFullHour = (low: string, at: Clock): Outcome | undefined => {
  const around = `${low.slice(0, at.start)}${' '.repeat(at.end - at.start)}${low.slice(at.end)}`;
  const hour = TO_HOUR.exec(around.replace(/\s+$/, ''))?.[1];
  const now = around.slice(0, around.search(/\bhow\b/)).replace(/\b(?:right )?now\b/g, '');
  if (
    hour === undefined ||
    !/^\W*(?:(?:it is|the time is|my (?:watch|clock) (?:says|shows)|at)\b)?\W*(?:[ap]m)?\W*$/.test(now)
  )
    return undefined;
  const told = Number(hour) * 60;
  const next = [told, told + MINUTES_OF_ROUND].find((one) => one > at.minutes);
  if (next === undefined || next - at.minutes >= MINUTES_OF_ROUND) return undefined;
  const to = `${Math.floor(next / 60)}:${String(next % 60).padStart(2, '0')}`;
  return reading({ type: 'minutes', from: at.text, to }, [...numbersIn(low).map(({ value }) => value), hour], false);
};
