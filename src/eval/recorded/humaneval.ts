/**
 * HumanEval: 164 problems with 100 programs and 100 lists of tests of CodeGen-16B each. Which program to give is chosen
 * by agreement between programs and tests; whether it is right is said by the benchmark's own tests, which no rule sees.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { agreement, dualAgreement, type AgreementGroup, type ProgramEvidence } from '../../reason/code-agreement.ts';
import { pythonTests } from '../../sandbox/python.ts';
import { openSandbox } from '../../sandbox/sandbox.ts';
import type { TestOutcome } from '../../sandbox/tests.ts';
import { collectCodeRuns, readCodeProblems, readCodeRuns, type CodeRun } from './humaneval-runs.ts';
import { single, type RecordedPolicy } from './policies.ts';
import { type RecordedQuestion } from './question.ts';
import type { Arm } from './replay.ts';
import type { Comparison, RecordedSet, SetRequest } from './set.ts';

const OUTCOMES: Readonly<Record<string, TestOutcome>> = { p: 'pass', f: 'fail', e: 'error', t: 'timeout', u: 'unread' };

/** CodeT takes the first five tests of each draw. */
const TESTS_PER_DRAW = 5;

const toQuestion = ({ id, programs }: CodeRun): RecordedQuestion => {
  const drawn = programs.flatMap((program, i) => program.draws.map((draw) => ({ program, i, draw })));
  return {
    id,
    category: '',
    question: id,
    candidates: drawn
      .sort((a, b) => a.draw - b.draw)
      .map(({ program, i }) => ({
        model: 'codegen-16b',
        text: '',
        right: program.right,
        answer: `program ${i}`,
        tokens: Math.ceil(program.length / 4),
        finish: 'stop' as const,
        verdict: undefined,
      })),
  };
};

/** What the draws of one run give to choose by: their programs, and the tests that the same draws hold. */
const evidenceOf = (run: CodeRun, draws: readonly number[], perDraw: number): ProgramEvidence[] => {
  const tests = [...new Set(draws.flatMap((draw) => run.drawn[draw]!.slice(0, perDraw)))];
  const programOf = new Map(run.programs.flatMap((program) => program.draws.map((draw) => [draw, program] as const)));
  return draws.map((draw) => {
    const { outcomes, values } = programOf.get(draw)!;
    return {
      outcomes: tests.map((test) => OUTCOMES[outcomes[test]!]!),
      values: tests.map((test) => (values[test]! < 0 ? undefined : values[test]!)),
    };
  });
};

type Rule = (programs: readonly ProgramEvidence[]) => AgreementGroup[];

type RuleOptions = {
  /** Tests that are read of each draw. */
  perDraw?: number;
  /** Only programs that pass the examples of the question are chosen from, where any does. */
  examples?: boolean;
};

const passesExamples = ({ programs }: CodeRun): ReadonlySet<number> =>
  new Set(programs.flatMap(({ draws, examples }) => (/^p*$/.test(examples) ? draws : [])));

/** A rule over behaviour as a policy. Within the best group it gives the first program. */
const byAgreement =
  (
    runs: ReadonlyMap<string, CodeRun>,
    rule: Rule,
    { perDraw = Infinity, examples = false }: RuleOptions = {},
  ): RecordedPolicy =>
  (candidates, { id }) => {
    const run = runs.get(id)!;
    const drawn = candidates.map(({ index }) => index);
    const passing = examples ? passesExamples(run) : undefined;
    const evidence = evidenceOf(run, drawn, perDraw);
    const kept = drawn.flatMap((draw, i) => (passing && !passing.has(draw) ? [] : [i]));
    const from = kept.length > 0 ? kept : [...drawn.keys()];
    const best = rule(from.map((i) => evidence[i]!))[0];
    return { chosen: best && drawn[from[best.members[0]!]!], drawn };
  };

/** The first program that passes the examples of the question, else the first. */
const firstPassing =
  (runs: ReadonlyMap<string, CodeRun>): RecordedPolicy =>
  (candidates, { id }) => {
    const passing = passesExamples(runs.get(id)!);
    const at = candidates.findIndex(({ index }) => passing.has(index));
    const drawn = candidates.slice(0, at < 0 ? candidates.length : at + 1).map(({ index }) => index);
    return { chosen: candidates[Math.max(0, at)]?.index, drawn };
  };

const armsOf = (runs: ReadonlyMap<string, CodeRun>): Arm[] => [
  { name: 'a random draw', policy: single, n: 1 },
  ...[4, 16, 100].flatMap((n) => {
    const peer = `CodeT's rule, ${n} draws`;
    return [
      { name: peer, policy: byAgreement(runs, dualAgreement, { perDraw: TESTS_PER_DRAW }), n },
      { name: `agreement, ${n} draws`, policy: byAgreement(runs, agreement), n, peer },
      { name: `first that passes the question's examples, ${n} draws`, policy: firstPassing(runs), n, peer },
      {
        name: `examples, then agreement, ${n} draws`,
        policy: byAgreement(runs, agreement, { examples: true }),
        n,
        peer,
      },
    ];
  }),
];

const collect = async (request: SetRequest): Promise<CodeRun[] | undefined> => {
  const { data, cache, make, signal, onProgress } = request;
  const problems = readCodeProblems(data);
  if (!problems) {
    onProgress(`humaneval is skipped: ${data} does not hold the problems and the draws`);
    return undefined;
  }
  const file = join(cache, 'humaneval.jsonl');
  const present = readCodeRuns(file);
  if (present.length >= problems.length || !make) return present;
  const sandbox = await openSandbox();
  if (!sandbox.python) {
    onProgress(`humaneval is skipped: ${sandbox.missing}`);
    return undefined;
  }
  mkdirSync(cache, { recursive: true });
  return collectCodeRuns(problems, file, pythonTests(sandbox), {
    signal,
    onProgress: (made, of) => onProgress(`humaneval: ${made} of ${of} problems run in the sandbox`),
  });
};

export const humaneval: RecordedSet = {
  name: 'humaneval',
  about: '164 programming problems, 100 programs and 100 lists of tests of CodeGen-16B each',
  load: async (request) => {
    const runs = await collect(request);
    if (!runs || runs.length === 0) return undefined;
    const byId = new Map(runs.map((run) => [run.id, run]));
    return [
      {
        title: 'HumanEval, CodeGen-16B',
        note:
          'Rules choose a program by what programs and drawn tests do; the hidden tests of the benchmark say whether it is right. ' +
          "The programs were drawn from prompts without the problems' examples; the last two rules of each number use those, the first two do not.",
        questions: runs.map(toQuestion),
        arms: armsOf(byId),
        baseline: 'a random draw',
        published: [
          { name: 'CodeGen-Mono-16B, one draw', accuracy: 0.297, source: 'arXiv 2207.10397, table 1' },
          { name: 'CodeGen-Mono-16B with CodeT', accuracy: 0.367, source: 'arXiv 2207.10397, table 1' },
        ],
      } satisfies Comparison,
    ];
  },
};
