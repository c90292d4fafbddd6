/** Names in clauses of orders: before a verb, after "than", and colours that stand for things. It compares nothing. */

/** Words that open a clause and belong to no name. */
export const LEADS = new Set(
  (
    'if and but so then ok okay well also that we know suppose say says because since given while in a an ' +
    'the race game puzzle of lol yo hey please tell me now here is are my our their his her your both when ' +
    'as it this these those among with for at on one my family class who what which out know told heard ' +
    'think i you hi hello can could help um uh'
  ).split(' '),
);
const TITLES = new Set(
  (
    'aunt auntie uncle grandma grandpa granny mr mrs miss ms dr sir lady old little big red blue green ' +
    'yellow black white orange purple pink brown gray grey silver gold task job box car team house tree ' +
    'river lake mount mountain cousin brother sister tower'
  ).split(' '),
);
const TRAILS = new Set(
  (
    'is are was were has have had does did do lol too also though obviously definitely please now today and ' +
    'but so because been be scored got gets came come comes finished arrived ran runs costs cost weighs sits ' +
    "earns makes runs jumps scores sells eats drinks reads works swims joined started opened begins starts goes went stands lives stood sat parked placed a the always still only just both is: not no isn't than in at to"
  ).split(' '),
);

const words = (text: string): string[] => text.match(/[\p{L}\p{N}_'’-]+/gu) ?? [];

/** The name at the end of what stands before a verb. */
export const nameBefore = (text: string): string | undefined => {
  const all = words(text);
  const isTrail = (word: string): boolean => TRAILS.has(word.toLowerCase()) && !/^\p{Lu}$/u.test(word);
  while (all.length > 0 && isTrail(all.at(-1)!)) all.pop();
  // "Contract A was signed after": what was done to it is no name.
  if (
    all.length > 2 &&
    /^\p{Ll}+(?:ed|en|nt|wn|ld|ilt)$/u.test(all.at(-1)!) &&
    /^(?:was|were|is|are|been|got)$/.test(all.at(-2)!)
  ) {
    all.splice(-2);
    while (all.length > 0 && isTrail(all.at(-1)!)) all.pop();
  }
  // "Mr Hill earns more": a small word after a name is a verb.
  if (
    all.length > 1 &&
    /^\p{Ll}/u.test(all.at(-1)!) &&
    /^\p{Lu}/u.test(all.at(-2)!) &&
    !LEADS.has(all.at(-2)!.toLowerCase())
  )
    all.pop();
  // "Dr Ng joined the hospital before": the name, not what was joined.
  const named = all.findIndex(
    (one, i) =>
      /^\p{Lu}\p{Ll}/u.test(one) && !LEADS.has(one.toLowerCase()) && (i > 0 || !/^(?:The|A|An|This|That)$/.test(one)),
  );
  if (named >= 0 && all.length > 1 && /^\p{Ll}/u.test(all.at(-1)!) && !TITLES.has(all.at(-2)!.toLowerCase())) {
    const end = all.findIndex((one, i) => i > named && /^\p{Ll}/u.test(one));
    if (end > 0 && !/^(?:and|or)$/.test(all[end]!)) all.splice(end);
  }
  const last = all.at(-1);
  if (
    last === undefined ||
    (LEADS.has(last.toLowerCase()) && !/^\p{Lu}$/u.test(last)) ||
    /^(?:he|she|they|it|there|that|who|which|everyone|everybody|nobody|someone|than)$/i.test(last)
  )
    return undefined;
  const name = [last];
  for (let i = all.length - 2; i >= 0; i--) {
    const word = all[i]!;
    const capital =
      /^\p{Lu}/u.test(word) &&
      /^\p{Lu}/u.test(last) &&
      !(i === 0 && LEADS.has(word.toLowerCase())) &&
      !LEADS.has(word.toLowerCase());
    if (!capital && !TITLES.has(word.toLowerCase())) break;
    name.unshift(word);
  }
  return name.join(' ');
};

/** The name at the start of what stands after "than". */
export const nameAfter = (text: string): string | undefined => {
  const all = words(text.split(/[,;:.?!()]|\b(?:and|but|while|who|which|so|is|are|was|does|did|has|have)\b/)[0]!);
  while (all.length > 0 && /^(?:[Tt]he|a|[Aa]n|[Mm]y|[Oo]ur|his|her|in|at|to)$/.test(all[0]!)) all.shift();
  const [first] = all;
  if (first === undefined || /^(?:he|she|they|it|both|everyone|all|any|\d+)$/i.test(first)) return undefined;
  const name = [first];
  for (const word of all.slice(1)) {
    const previous = name.at(-1)!;
    if (
      TITLES.has(previous.toLowerCase()) ||
      (/^\p{Lu}/u.test(word) && /^\p{Lu}/u.test(first)) ||
      (name.length === 1 && /^(?:\p{Lu}|\d+)$/u.test(word))
    )
      name.push(word);
    else break;
  }
  return name.join(' ');
};

const COLOUR = '(?:red|blue|green|yellow|black|white|brown|pink|orange|purple|gr[ae]y)';

/** "the red one", "red box … blue box": the colour is the name. */
export const withoutNoun = (text: string): string => {
  const plain = text
    .replace(/\b(the \p{L}{3,}) one\b(?! (?:is|was) (?:the|in))/giu, '$1')
    .replace(new RegExp(`\\b(${COLOUR}) (?:one|1)\\b`, 'gi'), '$1');
  const nouns = [...plain.matchAll(new RegExp(`\\b${COLOUR} ([a-z]+)\\b`, 'gi'))].map((one) => one[1]!);
  const shared = nouns.find((one, i) => nouns.indexOf(one) < i);
  return shared === undefined || /^(?:is|and|or|than|was|has)$/.test(shared)
    ? plain
    : plain.replace(new RegExp(`\\b(${COLOUR}) ${shared}\\b`, 'gi'), '$1');
};
