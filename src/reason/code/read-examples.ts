/**
 * Reads the examples and tests in a question about code: doctests, assertions, `f(1) → 2`, `f(1) returns 2`. They
 * become tests of a candidate's program. An ambiguous example is left out, since a wrong test would fail right
 * programs.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { ProgramTest } from '../../sandbox/tests.ts';
import { closing, readTests, type CodeLanguage } from './read-code.ts';

/** A literal of Python or JavaScript from its first character to where it ends; undefined when it is none. */
const literalAt = (text: string): string | undefined => {
  const first = text[0] ?? '';
  if ('[({'.includes(first)) {
    const end = closing(text, 0);
    return end < 0 ? undefined : text.slice(0, end + 1);
  }
  return /^(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?\b|(?:True|False|None|true|false|null|undefined|NaN|Infinity)\b)/.exec(
    text,
  )?.[0];
};

/** What may follow an example on its line: nothing, a remark, or the rest of a sentence. */
const ENDS = /^\s*(?:$|[.,;:!]?\s*$|[.,;]\s|#|\/\/|\(|because|since|as\b|and\b|`|-->?)/;

const ARROW = new RegExp(
  sequence(
    /^\s*(?:`\s*)?/,
    anyOf(
      /→|➞|⇒|=>|->|-->|==>|===?|=|returns?\b:?|should return\b|should be\b|must return\b|gives?\b/,
      /evaluates to\b|outputs?\b:?|is equal to\b|equals\b|#\s*(?:=>|->|→|returns|Output:)?/,
      /\/\/\s*(?:=>|->|→|returns|Output:)?/,
    ),
    /\s*(?:`\s*)?/,
  ),
);

const WORDS: Readonly<Record<CodeLanguage, Readonly<Record<string, string>>>> = {
  python: { true: 'True', false: 'False', null: 'None', undefined: 'None' },
  javascript: { True: 'true', False: 'false', None: 'null' },
};

/** True, null and so on in the words of the language; texts in quotes stay. */
const inLanguage = (literal: string, language: CodeLanguage): string =>
  literal.replace(
    /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\b(?:true|false|null|undefined|True|False|None)\b/g,
    (part) => WORDS[language][part] ?? part,
  );

/** Whether a call has literal arguments only: a bare word is a text without quotes or an undefined variable. */
const closed = (call: string): boolean =>
  [...call.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""').matchAll(/[A-Za-z_]\w*(?!\s*[(=]|\w)/g)].every(
    ([word]) => /^(?:true|false|null|undefined|none|nan|infinity|e\d*)$/i.test(word),
  );

/** `f(1, [2]) → 3` and similar forms, anywhere on a line. */
const arrows = (question: string, name: string, language: CodeLanguage): ProgramTest[] =>
  question.split('\n').flatMap((line) =>
    [...line.matchAll(new RegExp(`(?<![\\w.])${name}\\(`, 'g'))].flatMap((found): ProgramTest[] => {
      const end = closing(line, found.index + found[0].length - 1);
      if (end < 0) return [];
      const call = line.slice(found.index, end + 1);
      const rest = line.slice(end + 1);
      const arrow = ARROW.exec(rest);
      const literal = arrow ? literalAt(rest.slice(arrow[0].length)) : undefined;
      if (!arrow || literal === undefined || !closed(call)) return [];
      if (!ENDS.test(rest.slice(arrow[0].length + literal.length))) return [];
      return [{ type: 'equal', call: inLanguage(call, language), expected: inLanguage(literal, language) }];
    }),
  );

/** Python's doctests. One that prints, raises or needs lines before it is left out. */
const doctests = (question: string, name: string): ProgramTest[] => {
  const lines = question.split('\n').map((line) => line.trim());
  return lines.flatMap((line, i): ProgramTest[] => {
    const call = /^>>>\s*(.+)$/.exec(line)?.[1]?.trim();
    if (call === undefined || !call.startsWith(`${name}(`)) return [];
    if (closing(call, name.length) !== call.replace(/\s*#.*$/, '').length - 1) return [];
    const after = lines.slice(i + 1);
    const end = after.findIndex(
      (text) => text === '' || text.startsWith('>>>') || text.startsWith('"""') || text.startsWith("'''"),
    );
    const expected = (end < 0 ? after.slice(0, 1) : after.slice(0, end)).join(' ').trim();
    const literal = literalAt(expected);
    if (literal === undefined || literal !== expected) return [];
    return [{ type: 'equal', call: call.replace(/\s*#.*$/, ''), expected: literal }];
  });
};

const MOST = 50;
/** The longest question whose calls count as examples; a longer one is a document with a question in it. */
const LONGEST = 30_000;

/** The tests that stand in a question for the function of this name, without repetitions. */
export const readExamples = (question: string, name: string, language: CodeLanguage): ProgramTest[] => {
  if (question.length > LONGEST) return [];
  const found = [
    ...(language === 'python' ? doctests(question, name) : []),
    ...readTests(question, name, language),
    ...arrows(question.replace(/^\s*(?:>>>|assert\b).*$/gm, ''), name, language),
  ];
  const distinct = new Map(found.map((test) => [JSON.stringify(test), test]));
  // Two examples with different results of one call: the question was misread.
  const calls = Map.groupBy(
    [...distinct.values()].filter((test) => test.type === 'equal'),
    ({ call }) => call,
  );
  const contradicted = new Set([...calls].filter(([, tests]) => tests.length > 1).map(([call]) => call));
  return [...distinct.values()].filter((test) => test.type !== 'equal' || !contradicted.has(test.call)).slice(0, MOST);
};
