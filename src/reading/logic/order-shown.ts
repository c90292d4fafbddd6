/**
 * Names as an answer shows them: "task C" beside "A" is "C", "Mountain Alba" beside "Cima" is "Alba", "my sister Ann" is
 * "Ann". What all names share stays, and so do names that would become alike.
 */

const KINDS = new Set(
  (
    'task box crate train parcel team tent mountain candidate room player runner car bus truck bag jar boat tower package ' +
    'suspect item product job van file'
  ).split(' '),
);
const FAMILY = new Set('brother sister cousin friend son daughter'.split(' '));

/** The name to show for each of some names. */
export const shownNames = (names: readonly string[]): ((name: string) => string) => {
  const kindOf = (name: string): string | undefined => {
    const [kind, one, ...more] = name.split(' ');
    if (one === undefined || more.length > 0 || !/^(?:\p{Lu}|[a-z]$)/u.test(one)) return undefined;
    const low = kind!.toLowerCase();
    return FAMILY.has(low) || KINDS.has(low) ? low : undefined;
  };
  const kinds = names.map(kindOf);
  const shared = kinds.every((one) => one !== undefined && !FAMILY.has(one));
  const plain = names.map((name, i) => (kinds[i] === undefined || shared ? name : name.split(' ')[1]!));
  const distinct = new Set(plain.map((one) => one.toLowerCase())).size === names.length;
  const shown = new Map(names.map((name, i) => [name, distinct ? plain[i]! : name]));
  return (name) => shown.get(name) ?? name;
};
