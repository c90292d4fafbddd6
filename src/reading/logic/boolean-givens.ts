/** What is given of the names of a boolean expression: "p is true", "let q and r be false", "fridge on = true", "x = 4". */

const VALUES: Readonly<Record<string, string>> = {
  true: 'true',
  t: 'true',
  false: 'false',
  f: 'false',
  '1': 'true',
  '0': 'false',
};
/** `value`: "true", "false", or a number. */
export type Given = { name: string; value: string };

/** "fridge on = true" on a line of its own. */
const LINE = /(?<=^|[,;.\n] ?)((?:[a-z]+ ){1,2}[a-z]+) ?(?:=|:) ?(true|false|T|F|1|0)(?= ?(?:[,;.\n]|$))/gi;
const ONE =
  /(?<![\p{L}\p{N}_])(?:(?:let|if|suppose|given|when|where|with|for|say|assume|that|and) )*(?<!\b(?:or|xor|implies|iff|not|neither|nor)\s+)(?<!(?<!true|false|[,;TF01])\s+and\s+)([A-Za-z])\s*(?:=|==|:=|:|is|be|equals|being)\s*(?:always )?(true|false|T|F|1|0)(?![\p{L}\p{N}_])(?! (?:or|xor) (?:false|true)\b)/giu;
/** "Let p and q be true", "p, q and r are all false". */
const SEVERAL =
  /(?<![\p{L}\p{N}_])(?:(?:let|if|suppose|given|when|where|assume|that) )*([A-Za-z](?:, ?[A-Za-z])*,? and [A-Za-z]) (?:be|are) (?:both |all )?(true|false)(?![\p{L}])(?! or\b)/giu;
/** "With x true, y false": no verb. */
const BARE =
  /(?:^|\b(?:with|where|for|if|given|when|let) |; ?)([A-Za-z]) (true|false)(?=\s*(?:[,;.:]|and [A-Za-z] (?:true|false)|then|$))/giu;
const MORE = /;\s*(?:and|,|, and)\s+([A-Za-z]) (?:is |be |to be )?(true|false)(?![\p{L}])(?! or\b)/giu;
const NUMBER =
  /(?<![\p{L}\p{N}_])(?:(?:let|if|suppose|given|when|where|with|for|say|assume|that) )*([A-Za-z]) ?(?:=|:=|is|be|equals) ?(-?\d+(?:\.\d+)?)(?=\s*(?:[,;.:]|$|and [A-Za-z] ?(?:=|is)|what|is|then))/giu;
/** A name beside a sign of comparison. */
const COMPARES = /(?<![\p{L}])[A-Za-z] ?(?:[<>]|[!=]=|(?:is )?(?:greater|bigger|more|larger|less|smaller|lower) than)/u;
/** "Nobody told me q", "q is unknown": it may be either. */
const OPEN =
  /(?:,? ?\b(?:and|but) )?\b(?:(?:nobody|no ?one) (?:has )?(?:told me|said|knows|mentioned|tells me)(?: the value of| about)? [A-Za-z]|[A-Za-z] (?:is|may be) (?:unknown|not known|not told|anything))\b/giu;

/** Names that are given a value, and the text without them. Names of several words are joined. */
export const givensOf = (text: string): { givens: Given[]; rest: string } => {
  const givens: Given[] = [];
  const put = (name: string, value: string): string => {
    givens.push({ name: name.trim().replace(/\s+/g, '_'), value });
    return ' ; ';
  };
  const take = (_: string, name: string, value: string): string => put(name, VALUES[value.toLowerCase()]!);
  const numeric = COMPARES.test(text);
  let rest = text.replace(OPEN, ' ');
  if (numeric) rest = rest.replace(NUMBER, (_, name: string, value: string) => put(name, value));
  else rest = rest.replace(LINE, take);
  rest = rest
    .replace(SEVERAL, (_, names: string, value: string) => {
      for (const name of names.split(/,? and |, ?/)) put(name, VALUES[value.toLowerCase()]!);
      return ' ; ';
    })
    .replace(ONE, (found, name: string, value: string) =>
      numeric && /\d/.test(value) ? found : take(found, name, value),
    )
    .replace(BARE, take);
  // "Let P be true and Q false": each brings the next one to the front.
  for (let i = 0; givens.length > 0 && i < 4; i++)
    rest = rest
      .replace(MORE, take)
      .replace(/(?:; *,? *)+;/g, ';')
      .replace(/;\s*,?\s*([A-Za-z]) (true|false)(?=\s*(?:[,;.:]|and\b|$))(?! or\b)/giu, take);
  return { givens, rest };
};
