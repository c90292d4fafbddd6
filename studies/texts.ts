/**
 * Texts of a study, kept in a Markdown file beside its plan so that no long sentences stand in code. Each section `##
 * key` holds one text, whose `{name}` are filled in when it is asked for.
 */
import { readFileSync } from 'node:fs';

export type Texts = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The sections of a file by key. A text may be several paragraphs; line breaks inside one are spaces. */
export const readTexts = (file: URL): Texts => {
  const sections = new Map(
    readFileSync(file, 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((section): [string, string] => {
        const [key, ...lines] = section.split('\n') as [string, ...string[]];
        return [
          key.trim(),
          lines
            .join('\n')
            .trim()
            .replaceAll(/(?<!\n)\n(?!\n)/g, ' '),
        ];
      }),
  );
  return (key, values = {}) => {
    const text = sections.get(key);
    if (text === undefined) throw new RangeError(`${file.pathname} has no section "## ${key}"`);
    return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new RangeError(`${file.pathname}, section ${key}: nothing is given for {${name}}`);
      return `${value}`;
    });
  };
};
