/**
 * Reads code from text: what function a question asks for, the program in a reply, tests in a list of assertions. It
 * knows the usual forms (fences, stubs, assertions). code-probe.ts runs what it finds.
 */
import type { ProgramTest } from '../../sandbox/tests.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** The languages whose programs can be compared by what they do. */
export type CodeLanguage = 'python' | 'javascript';

/** What a question about code asks for; undefined parts were not said. */
export type CodeQuestion = {
  language: CodeLanguage | undefined;
  /** Name of the function. */
  name: string | undefined;
  /** The head of a function that is to be completed, with all that stands before it. */
  stub: string | undefined;
};

const LANGUAGES: readonly (readonly [CodeLanguage, RegExp])[] = [
  ['python', /^(?:python3?|py)$/i],
  ['javascript', /^(?:javascript|typescript|js|ts|jsx|tsx|mjs|node(?:js)?)$/i],
];

const languageOf = (tag: string): CodeLanguage | undefined => LANGUAGES.find(([, names]) => names.test(tag))?.[0];

type Block = { tag: string; code: string };

/** Fenced blocks in order; one that never closes goes to the end. */
const blocksOf = (text: string): Block[] => {
  const found: Block[] = [];
  let open: { fence: string; tag: string; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const mark = /^[ \t]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)/.exec(line);
    if (open && mark?.[1] === open.fence && mark[2] === '') {
      found.push({ tag: open.tag, code: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (mark) open = { fence: mark[1]!, tag: mark[2]!, lines: [] };
  }
  if (open) found.push({ tag: open.tag, code: `${open.lines.join('\n')}\n` });
  return found;
};

const looksLike = (code: string): CodeLanguage | undefined => {
  if (/^\s*(?:def|from \w+ import|import \w+(?: as \w+)?\s*$|class \w+.*:\s*$|@\w+)/m.test(code)) return 'python';
  return /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\b|const\b|let\b|var\b|class\b)/m.test(code)
    ? 'javascript'
    : undefined;
};

const STUB = new RegExp(
  alternatives(
    /^(?:async )?def (\w+)\(|^(?:export )?(?:async )?function (\w+)\s*[<(]/,
    /^(?:export )?const (\w+)\s*=\s*(?:async )?(?:\([^)]*\)|\w+)\s*(?::[^=]+)?=>/,
  ),
  'gm',
);

/** Names of the functions that a program defines at its margin, in order. */
export const definedNames = (code: string): string[] =>
  [...code.matchAll(STUB)].map((found) => found[1] ?? found[2] ?? found[3]!);

const ASKS = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /write|implement|create|complete|fix|correct|refactor|rewrite|optimi[sz]e|develop|give me|finish/,
        /translate|convert|need|want/,
      ),
      /\b[^.\n]{0,80}\b/,
      anyOf(/functions?|programs?|scripts?|methods?|code|implementation|def/),
      /\b/,
    ),
    /\bcomplete the following\b/,
  ),
  'i',
);

/** What follows the head of the last function of a text; undefined when the head does not end. */
const bodyOf = (text: string): string | undefined => {
  const head = [...text.matchAll(STUB)].at(-1)!;
  const opens = head[0].includes('def ') ? /:[ \t]*(?:#[^\n]*)?$/gm : /\{/g;
  opens.lastIndex = head.index + head[0].length;
  return opens.exec(text) ? text.slice(opens.lastIndex) : undefined;
};

/** Whether the last function of a text has no body yet: nothing but documentation, imports and placeholders. */
const isOpen = (text: string): boolean =>
  bodyOf(text)
    ?.replace(/"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*/g, '')
    .replace(/^\s*(?:import|from) [^\n]*$/gm, '')
    .replace(/\b(?:pass|raise NotImplementedError(?:\(\))?|throw new Error\([^)\n]*\);?)|\.\.\.|[{}`;]/g, '')
    .trim() === '';

/** Words that ask for code. */
const ABOUT = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /what (?:does|is|will|would|are)\b[^.\n]{0,60}\b(?:print|output|return|result|value|do)\b/,
      /(?:the )?output of\b|explain\b|time complexity|which line|predict\b/,
    ),
  ),
  'i',
);
const PROSE = /\b(?:poem|essay|story|song|letter|email|article|speech|joke)s?\b/i;

const NAMED = [
  /\b(?:function|method|def)\s+(?:(?:called|named)\s+)?[`'"]([A-Za-z_]\w*)[`'"(]/i,
  /\b(?:function|method)\s+(?:called|named)\s+([A-Za-z_]\w*)/i,
  /\b(?:function|method)\s+([A-Za-z_]\w*)\s*\(/i,
  /`(?:def |function )?([A-Za-z_]\w*)\([^`\n]*\)[^`\n]*`/,
];

/** What a question asks for in code; undefined when it asks for something else. */
export const readCodeQuestion = (question: string): CodeQuestion | undefined => {
  if (question.length > 50_000) return undefined;
  const blocks = blocksOf(question);
  const fenced = blocks.find(({ code }) => definedNames(code).length > 0);
  const stubText = fenced?.code ?? (definedNames(question).length > 0 ? question : undefined);
  // Code in a question may be its subject: only a function without a body asks to be completed.
  const asks = ASKS.test(question) && !PROSE.test(question) && !ABOUT.test(question);
  if (!asks && (stubText === undefined || !isOpen(stubText))) return undefined;
  const language =
    languageOf(fenced?.tag ?? '') ??
    (stubText === undefined ? undefined : looksLike(stubText)) ??
    (/\bpython\b/i.test(question)
      ? 'python'
      : /\b(?:javascript|typescript|node\.?js)\b|\bJS\b/i.test(question)
        ? 'javascript'
        : undefined);
  const other =
    /\b(?:java|c\+\+|c#|rust|golang|go|ruby|php|kotlin|swift|haskell|bash|sql|scala|perl|lua|matlab)\b(?!\s*script)/i;
  if (language === undefined && other.test(question)) return undefined;
  const stubNames = stubText === undefined ? [] : definedNames(stubText);
  const name =
    stubNames.at(-1) ?? NAMED.map((pattern) => pattern.exec(question)?.[1]).find((match) => match !== undefined);
  return { language, name, stub: stubText };
};

/** The first complete logical line of `text`: ends at a newline or comment outside brackets and strings. */
const logicalLine = (text: string): string => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if ((c === '\n' || c === '#') && depth <= 0) return text.slice(0, i);
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c)) depth--;
    if (c !== '"' && c !== "'") continue;
    const quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
    let end = i + quote.length;
    while (end < text.length && !text.startsWith(quote, end)) end += text[end] === '\\' ? 2 : 1;
    i = end + quote.length - 1;
  }
  return text;
};

/**
 * A function whose head stands in the question, completed by a reply that holds its body (as models without chat do).
 * What follows the body at the margin is left out: it is further text, not the function.
 */
export const completeFunction = (head: string, body: string): string => {
  const end = body.search(/\n(?=[A-Za-z_#@])/);
  return head + (end < 0 ? body : body.slice(0, end));
};

/**
 * The program in a reply, undefined when it has none: the longest fenced block that defines the function asked for (the
 * later of two as long), else the longest in the language; a reply without fences that is code itself; or the body of
 * the question's stub, put behind it.
 */
export const readCode = (text: string, wanted: CodeQuestion): { language: CodeLanguage; code: string } | undefined => {
  const blocks = blocksOf(text)
    .map(({ tag, code }) => ({
      code,
      language: languageOf(tag) ?? (tag === '' ? (looksLike(code) ?? wanted.language) : undefined),
    }))
    .filter(
      ({ language }) => language !== undefined && (wanted.language === undefined || language === wanted.language),
    );
  const defining = blocks.filter(({ code }) => wanted.name !== undefined && definedNames(code).includes(wanted.name));
  const pool = defining.length > 0 ? defining : blocks;
  const longest = pool.reduce<(typeof pool)[number] | undefined>(
    (best, block) => (best && best.code.length > block.code.length ? best : block),
    undefined,
  );
  if (longest) return { language: longest.language!, code: longest.code };
  const bare = looksLike(text);
  if (bare !== undefined && (wanted.language ?? bare) === bare && definedNames(text).length > 0)
    return { language: bare, code: text };
  if (wanted.language === 'python' && wanted.stub !== undefined && /^(?:\s*\n)*[ \t]+\S/.test(text)) {
    return { language: 'python', code: completeFunction(wanted.stub.trimEnd() + '\n', text) };
  }
  return undefined;
};

/** Python's assert statements in a text that use the function of this name, in order, each as one logical line. */
export const readAsserts = (text: string, name: string): string[] =>
  text
    .split(/\bassert\s/)
    .slice(1)
    .map((part) => `assert ${logicalLine(part.trimStart()).trim()}`)
    .filter((line) => line.includes(name) && line.length <= 1000);

/** The longest call or literal that is read. */
const LONGEST = 2000;

/** Where the bracket that opens at `open` closes, or -1; strings are skipped. */
export const closing = (text: string, open: number): number => {
  let depth = 0;
  for (let i = open; i < Math.min(text.length, open + LONGEST); i++) {
    const c = text[i]!;
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c) && --depth === 0) return i;
    if (c !== '"' && c !== "'" && c !== '`') continue;
    let end = i + 1;
    while (end < text.length && text[end] !== c) end += text[end] === '\\' ? 2 : 1;
    i = end;
  }
  return -1;
};

/** The two sides of `a === b` or `a, b` at the top level of `text`. */
const sides = (text: string, mark: RegExp): [string, string] | undefined => {
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) {
      const end = closing(text, i);
      if (end < 0) return undefined;
      i = end;
      continue;
    }
    if (text[i] === '"' || text[i] === "'" || text[i] === '`') {
      const quote = text[i]!;
      let end = i + 1;
      while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
      i = end;
      continue;
    }
    const found = new RegExp(mark.source, 'y');
    found.lastIndex = i;
    const match = found.exec(text);
    if (match) return [text.slice(0, i).trim(), text.slice(i + match[0].length).trim()];
  }
  return undefined;
};

/** JavaScript assertions of the usual kinds (assert, console.assert, expect) that use the function of this name. */
const readExpectations = (text: string, name: string): ProgramTest[] =>
  [...text.matchAll(/\b(?:console\.)?assert(?:\.(\w+))?\(|\bexpect\(/g)].flatMap((found): ProgramTest[] => {
    const open = found.index + found[0].length - 1;
    const end = closing(text, open);
    const inside = end < 0 ? '' : text.slice(open + 1, end);
    if (!inside.includes(`${name}(`) || inside.length > 1000) return [];
    if (found[0] === 'expect(') {
      const then = /^\)\s*\.(?:toBe|toEqual|toStrictEqual)\(/.exec(text.slice(end));
      const from = end + (then?.[0].length ?? 0) - 1;
      const to = then ? closing(text, from) : -1;
      return to < 0 ? [] : [{ type: 'equal', call: inside, expected: text.slice(from + 1, to) }];
    }
    const pair = /^(?:deep)?(?:strict)?equal$/i.test(found[1] ?? '')
      ? sides(inside, /,/)
      : sides(sides(inside, /,/)?.[0] ?? inside, /===?/);
    if (!pair)
      return found[1] === undefined || found[1] === 'ok' ? [{ type: 'statement', code: `assert(${inside});` }] : [];
    const [call, expected] = pair;
    return [
      { type: 'equal', call, expected: found[1] === undefined ? expected : (sides(expected, /,/)?.[0] ?? expected) },
    ];
  });

const MOST_TEXT = 50_000;

/** Tests of the function of this name in a text, in the manner of the language, without repetitions. */
export const readTests = (all: string, name: string, language: CodeLanguage): ProgramTest[] => {
  const text = all.slice(0, MOST_TEXT);
  const tests: ProgramTest[] =
    language === 'python'
      ? readAsserts(text, name).map((code) => ({ type: 'statement', code }))
      : readExpectations(text, name);
  return [...new Map(tests.map((test) => [JSON.stringify(test), test])).values()];
};
