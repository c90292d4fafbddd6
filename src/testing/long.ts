/**
 * How long tests take: `npm test` holds each property on a part of its cases, `npm run test:long` on all of them. What
 * only repeats the same with more cases, or trains several models, belongs behind it.
 */
const isLong = process.env.MIZAN_LONG !== undefined;

/** `whole` in the long run, `usual` otherwise. */
export const inLongRun = <T>(whole: T, usual: T): T => (isLong ? whole : usual);

/** For `skip` of a test that only the long run takes. */
export const onlyInLongRun: string | false = isLong ? false : 'only in npm run test:long';
