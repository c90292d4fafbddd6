/**
 * Phrasings: templates with {slots} that are filled to write a question and read backwards to find the slots in one.
 * Reading ignores case, runs of spaces and a missing final mark, so a typed question need not match to the letter.
 */

const SLOT = /\{(\w+)\}/g;

/** Replaces every {slot}; throws on a slot without text. */
export const fill = (template: string, slots: Record<string, string>): string =>
  template.replace(SLOT, (_, name: string) => {
    const text = slots[name];
    if (text === undefined) throw new Error(`phrasing needs the slot {${name}}: "${template}"`);
    return text;
  });

const compiled = new Map<string, { pattern: RegExp; names: string[] }>();

const compile = (template: string) => {
  const known = compiled.get(template);
  if (known) return known;
  const names: string[] = [];
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  let source = '';
  let last = 0;
  const trimmed = template.trim().replace(/[.?!]+$/, '');
  for (const match of trimmed.matchAll(SLOT)) {
    source += literal(trimmed.slice(last, match.index));
    const seen = names.indexOf(match[1]!);
    source += seen >= 0 ? `\\${seen + 1}` : '(.+?)';
    if (seen < 0) names.push(match[1]!);
    last = match.index + match[0].length;
  }
  source += literal(trimmed.slice(last));
  const entry = { pattern: new RegExp(`^\\s*${source}\\s*[.?!]*\\s*$`, 'is'), names };
  compiled.set(template, entry);
  return entry;
};

/** The slots that would have made `question` from `template`, or undefined. */
export const read = (template: string, question: string): Record<string, string> | undefined => {
  const { pattern, names } = compile(template);
  const match = pattern.exec(question);
  if (!match) return undefined;
  return Object.fromEntries(names.map((name, i) => [name, match[i + 1]!.trim()]));
};
