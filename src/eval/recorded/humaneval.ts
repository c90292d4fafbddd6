/**
 * HumanEval: 164 problems with 100 programs and 100 lists of tests of CodeGen-16B each. Which program to give is chosen
 * by agreement between programs and tests; whether it is right is said by the benchmark's own tests, which no rule
 * sees.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Candidate } from '../../reason/cluster.ts';
import { voteOf } from '../../reason/code/code-probe.ts';
import { select } from '../../reason/select.ts';
import { pythonTests } from '../../sandbox/python.ts';
import { openSandbox } from '../../sandbox/sandbox.ts';
import type { ProgramRun, TestOutcome } from '../../sandbox/tests.ts';
import type { Verdict } from '../../types.ts';
import { dualAgreement } from './codet.ts';
import { collectCodeRuns, readCodeProblems, readCodeRuns, type CodeRun } from './humaneval-runs.ts';
import { asCandidate, single, type RecordedPolicy } from './policies.ts';
import { type RecordedQuestion } from './question.ts';
import type { Arm } from './replay.ts';
import type { Comparison, RecordedSet, SetRequest } from './set.ts';

const OUTCOMES: Readonly<Record<string, TestOutcome>> = { p: 'pass', f: 'fail', e: 'error', t: 'timeout', u: 'unread' };

/** CodeT takes the first five tests of each draw. */
const TESTS_PER_DRAW = 5;

/** What the examples of the question say of a program. */
const verdictOf = (examples: string): Verdict | undefined =>
  examples === '' ? undefined : { pass: /^p*$/.test(examples), partial: true, reason: 'the examples of the question' };

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
        verdict: verdictOf(program.examples),
      })),
  };
};

/**
 * What the programs of these draws did in the tests that the same draws hold; `drawn`: how often each test was drawn.
 */
const ranOf = (run: CodeRun, draws: readonly number[], perDraw = Infinity) => {
  const counts = new Map<number, number>();
  for (const draw of draws) {
    for (const test of run.drawn[draw]!.slice(0, perDraw)) counts.set(test, (counts.get(test) ?? 0) + 1);
  }
  const tests = [...counts.keys()];
  const programOf = new Map(run.programs.flatMap((program) => program.draws.map((draw) => [draw, program] as const)));
  const programs = draws.map((draw): Pick<ProgramRun, 'outcomes' | 'values'> => {
    const { outcomes, values } = programOf.get(draw)!;
    return {
      outcomes: tests.map((test) => OUTCOMES[outcomes[test]!]!),
      values: tests.map((test) => (values[test]! < 0 ? undefined : `${values[test]}`)),
    };
  });
  return { programs, drawn: [...counts.values()] };
};

type Runs = ReadonlyMap<string, CodeRun>;

/** CodeT's rule. Of the best group it gives any program, as in the paper. */
const codet =
  (runs: Runs): RecordedPolicy =>
  (candidates, { id }) => {
    const drawn = candidates.map(({ index }) => index);
    const ran = ranOf(runs.get(id)!, drawn, TESTS_PER_DRAW);
    const outcomes = ran.programs.map((program) => program.outcomes);
    return { chosen: dualAgreement(outcomes, ran.drawn).map((i) => drawn[i]!), drawn };
  };

/** The system's own selection over votes by behaviour, with the question's examples as checks or without. */
const byBehaviour =
  (runs: Runs, { examples }: { examples: boolean }): RecordedPolicy =>
  (candidates, { id }) => {
    const drawn = candidates.map(({ index }) => index);
    const { programs, drawn: tests } = ranOf(runs.get(id)!, drawn);
    const voting = candidates.map((candidate, i): Candidate => {
      const verdict = examples ? candidate.verdict : undefined;
      return { ...asCandidate({ ...candidate, verdict }), ...voteOf(programs[i]!, tests.length > 0) };
    });
    const found = select(voting);
    return { chosen: found.type === 'chosen' ? found.candidate.index : undefined, drawn };
  };

/** The first program that passes the examples of the question, else the first. */
const firstPassing: RecordedPolicy = (candidates) => {
  const at = candidates.findIndex(({ verdict }) => verdict?.pass);
  const drawn = candidates.slice(0, at < 0 ? candidates.length : at + 1).map(({ index }) => index);
  return { chosen: candidates[Math.max(0, at)]?.index, drawn };
};

const armsOf = (runs: Runs): Arm[] => [
  { name: 'a random draw', policy: single, n: 1 },
  ...[4, 16, 50, 100].flatMap((n) => {
    const peer = `CodeT's rule, ${n} draws`;
    return [
      { name: peer, policy: codet(runs), n, series: "CodeT's rule" },
      {
        name: `votes by behaviour, ${n} draws`,
        policy: byBehaviour(runs, { examples: false }),
        n,
        peer,
        series: 'votes by behaviour',
      },
      { name: `first that passes the question's examples, ${n} draws`, policy: firstPassing, n, peer },
      {
        name: `examples, then votes by behaviour, ${n} draws`,
        policy: byBehaviour(runs, { examples: true }),
        n,
        peer,
        series: 'examples, then votes',
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
