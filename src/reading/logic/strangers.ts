/** Who is asked about in an order and was never told of: then a datum is missing, and nothing can be computed. */

/**
 * Somebody who is asked about and of whom nothing was told: "who is taller, Tom or Joe?", "last of Smith, Jones and
 * Brown".
 */
export const strangerIn = (ask: string, names: readonly string[]): string | undefined => {
  const known = (one: string): boolean =>
    names.some(
      (name) =>
        name.toLowerCase().split(/[ _]/).includes(one.toLowerCase()) || name.toLowerCase() === one.toLowerCase(),
    );
  const yes =
    /\b(?:is|does|was|did) (?:the |a |my )?([\p{L}]+) (?:[a-z]+ )?(?:[a-z]+er|more|less)(?: [a-z]+){0,2} than (?:the |a |my )?([\p{L}]+)\W*$/iu.exec(
      ask,
    );
  if (yes && known(yes[1]!) !== known(yes[2]!)) return known(yes[1]!) ? yes[2] : yes[1];
  const pair = /(?<![\p{L}])([\p{L}\p{N}_]+) or (?:the |a )?([\p{L}\p{N}_]+)\s*[?.]*\s*$/iu.exec(ask);
  if (pair && known(pair[1]!) !== known(pair[2]!)) return known(pair[1]!) ? pair[2] : pair[1];
  const listed =
    /\b(?:of|among|out of|from) ([\p{Lu}][\p{L}]*(?:\s*,\s*(?:and )?[\p{Lu}][\p{L}]*)*(?:,? and [\p{Lu}][\p{L}]*))\s*[?.]*\s*$/u.exec(
      ask,
    );
  const small = /\b(?:of|among|out of|from) ([a-z]+(?:\s*,\s*(?:and )?[a-z]+)*,? and [a-z]+)\s*[?.]*\s*$/.exec(ask);
  const members = small?.[1]!.split(/\s*,\s*(?:and )?|\s+and\s+/) ?? [];
  if (members.filter(known).length >= 2) return members.find((one) => !known(one));
  return listed?.[1]!.split(/\s*,\s*(?:and )?|\s+and\s+/).find((one) => !known(one));
};
