/**
 * Runs the programs of candidates in the sandbox: against the examples and tests in the question, and against tests
 * that the model itself wrote. select.ts then votes by behaviour: programs with the same results vote together, and the
 * weight of a vote is the number of tests that its program passes.
 *
 * Examples cover a part of what is asked. Passing them proves nothing, so the verdict is `partial`.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { ProgramTest, ProgramRun, RunTests } from '../../sandbox/tests.ts';
import type { Reply, Verdict } from '../../types.ts';
import { definedNames, readCode, readCodeQuestion, readTests, type CodeLanguage } from './read-code.ts';
import { readExamples } from './read-examples.ts';

/** The languages that can be run here. Resolved when first needed. */
export type CodeRunners = () => Promise<Readonly<Partial<Record<CodeLanguage, RunTests>>>>;

/** What running a candidate says. `key`: equal for programs that do the same. `weight`: tests that it passes. */
type Probed = { verdict?: Verdict; key?: string; weight: number };

export type CodeProbeOptions = {
  question: string;
  runners: CodeRunners;
  /** Draws texts with tests of the named function from the model; absent: only the question's tests are used. */
  drawTests?: (name: string, language: CodeLanguage) => Promise<readonly string[]>;
};

/** Runs the program of one reply; undefined when it holds none or it can't be run here. */
export type CodeProbe = (reply: Reply, signal: AbortSignal) => Promise<Probed | undefined>;

const MOST_TESTS = 200;

/** The program, with an alias when its function is not named as the tests call it. */
const withName = (code: string, name: string, language: CodeLanguage): string => {
  const names = definedNames(code);
  if (names.includes(name)) return code;
  const method =
    language === 'python'
      ? new RegExp(`^class (\\w+)[^\\n]*:\\n(?:(?!^\\S)[\\s\\S])*?^\\s+def ${name}\\(self`, 'm').exec(code)
      : null;
  if (method) return `${code}\n${name} = ${method[1]}().${name}\n`;
  const last = names.at(-1);
  if (last === undefined) return code;
  return language === 'python' ? `${code}\n${name} = ${last}\n` : `${code}\nvar ${name} = ${last};\n`;
};

/** A fault of the sandbox rather than of the program: a module or an input that is missing. */
const FOREIGN = new RegExp(
  sequence(
    /^/,
    anyOf(
      /ModuleNotFoundError|ImportError|EOFError|FileNotFoundError/,
      /ReferenceError: '?(?:require|process|window|document|fetch)\b/,
    ),
  ),
);

const shown = (test: ProgramTest): string => (test.type === 'equal' ? `${test.call} = ${test.expected}` : test.code);

/** The verdict of the question's examples on a program. */
const exampleVerdict = (
  examples: readonly ProgramTest[],
  { outcomes, values, fault }: ProgramRun,
): Verdict | undefined => {
  if (fault !== undefined && /^(?:\w*SyntaxError|IndentationError|TabError)/.test(fault)) {
    return { pass: false, partial: true, reason: `it does not run: ${fault}` };
  }
  const read = examples
    .map((test, i) => ({ test, outcome: outcomes[i]!, value: values[i] }))
    .filter(({ outcome }) => outcome !== 'unread');
  const failed = read.find(({ outcome }) => outcome !== 'pass');
  if (failed) {
    const found =
      failed.outcome === 'fail'
        ? failed.value === undefined
          ? ''
          : ` (it gives ${failed.value})`
        : ` (${failed.outcome})`;
    return { pass: false, partial: true, reason: `it fails an example of the question: ${shown(failed.test)}${found}` };
  }
  if (read.length === 0) return undefined;
  return {
    pass: true,
    partial: true,
    reason:
      read.length === 1
        ? 'it passes the example of the question'
        : `it passes the ${read.length} examples of the question`,
  };
};

/**
 * How a program votes. Those that do the same in every test vote together, and a vote weighs the tests that it passes:
 * programs × passed tests decide, as in CodeT (arXiv 2207.10397), but programs agree by the values that they give and
 * not by the tests that they pass. Without drawn tests programs are compared by their text: all that pass the examples
 * of a question do the same there.
 */
export const voteOf = (
  { outcomes, values }: Pick<ProgramRun, 'outcomes' | 'values'>,
  drawn: boolean,
): { key?: string; weight: number } => ({
  weight: outcomes.filter((outcome) => outcome === 'pass').length,
  ...(drawn && { key: outcomes.map((outcome, i) => values[i] ?? outcome).join('\u0001') }),
});

/**
 * A probe for one question; undefined when it does not ask for code. Tests are drawn once, after the first program. A
 * failure of the sandbox gives no verdict on the candidate.
 */
export const createCodeProbe = ({ question, runners, drawTests }: CodeProbeOptions): CodeProbe | undefined => {
  const read = readCodeQuestion(question);
  if (!read) return undefined;
  let { name } = read;
  const drawn = new Map<CodeLanguage, Promise<ProgramTest[]>>();
  const testsFor = (called: string, language: CodeLanguage): Promise<ProgramTest[]> => {
    if (!drawTests) return Promise.resolve([]);
    const texts =
      drawn.get(language) ??
      drawTests(called, language).then((all) => all.flatMap((text) => readTests(text, called, language)));
    drawn.set(language, texts);
    return texts;
  };
  return async (reply, signal) => {
    const program = readCode(reply.content, read);
    if (!program) return undefined;
    const { language } = program;
    const runTests = (await runners())[language];
    name ??= definedNames(program.code).at(-1);
    if (!runTests || name === undefined) return undefined;
    const examples = readExamples(question, name, language);
    const known = new Set(examples.map((test) => JSON.stringify(test)));
    const found = await testsFor(name, language).catch((): ProgramTest[] => []);
    const tests = [...new Map(found.map((test) => [JSON.stringify(test), test])).values()]
      .filter((test) => !known.has(JSON.stringify(test)))
      .slice(0, MOST_TESTS);
    const [run] = await runTests({
      programs: [withName(program.code, name, language)],
      tests: [...examples, ...tests],
      signal,
    });
    if (!run || FOREIGN.test(run.fault ?? '')) return undefined;
    const verdict = exampleVerdict(examples, run);
    return { ...(verdict && { verdict }), ...voteOf(run, tests.length > 0) };
  };
};

/** The prompt for tests: appended to the question in its last turn. */
export const testsPrompt = (name: string, language: CodeLanguage): string =>
  `Do not solve this. Write test cases for it instead: at least ten assertions that call ${name} directly with literal arguments, one a line, ` +
  (language === 'python' ? `as \`assert ${name}(...) == ...\`` : `as \`assert.deepStrictEqual(${name}(...), ...);\``) +
  ', in one code block and without further text. Cover usual inputs and edge cases, and be sure of every expected value.';
