/**
 * How well the answers of recorded replies are read and compared: RouteLLM's GSM8K answers, the solutions of four
 * models of
 * 2021, MATH-500 golds in written forms, and cases of other graders' tests, each beside a peer. No model is asked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerText } from '../../answers/read.ts';
import { sameAnswer } from '../../answers/same.ts';
import { percent, type Table } from '../report.ts';
import { isEquiv, lastBox, prmGrade } from './answer-peers.ts';
import { rightLabel } from './gsm8k-labels.ts';
import { jsonLines } from './question.ts';
import type { TableSet } from './set.ts';

/** A way to read a reply and to compare two answers. */
type Reader = {
  name: string;
  read: (reply: string, question?: string) => string;
  same: (gold: string, answer: string, question?: string) => boolean;
};

const mizan: Reader = {
  name: 'Mizan',
  read: answerText,
  same: (gold, answer, question) => answer !== '' && sameAnswer(gold, answer, { question }),
};

const plainNumber = (text: string): number => Number(text.replaceAll(',', ''));

const lastNumber: Reader = {
  name: 'the last number',
  read: (reply) => [...reply.matchAll(/-?\d[\d,]*(?:\.\d+)?/g)].at(-1)?.[0] ?? '',
  same: (gold, answer) => answer !== '' && plainNumber(gold) === plainNumber(answer),
};

const mathPeer: Reader = { name: 'is_equiv (MATH)', read: lastBox, same: isEquiv };
const prmPeer: Reader = { name: 'PRM800K grader', read: lastBox, same: prmGrade };

/** Rows of a CSV text with quoted fields. */
const csvRows = (text: string): string[][] => {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
};

const goldSchema = z.object({ question: z.string(), answer: z.string() });

/** Right answers of GSM8K's test part by question. */
const readGolds = (file: string): Map<string, string> =>
  new Map(
    jsonLines(readFileSync(file, 'utf8'), file).map((line) => {
      const { question, answer } = goldSchema.parse(line);
      return [question.trim(), answer.split('####')[1]!.trim()];
    }),
  );

type Routed = {
  question: string;
  gold: string;
  replies: Record<'mixtral' | 'gpt4', { text: string; label: boolean; right: boolean }>;
};

export const readRouted = (data: string): Routed[] | undefined => {
  const [file, golds] = [join(data, 'router/gsm8k/responses.csv'), join(data, 'gsm8k/test.jsonl')];
  if (!existsSync(file) || !existsSync(golds)) return undefined;
  const gold = readGolds(golds);
  return csvRows(readFileSync(file, 'utf8'))
    .slice(1)
    .map(([question, mixtral, gpt4, mixtralText, gpt4Text], row) => {
      const reply = (model: 'mixtral' | 'gpt4', label: boolean, text: string) => ({
        text,
        label,
        right: rightLabel(model, row, label),
      });
      const found = gold.get(question!.trim());
      if (found === undefined) throw new Error(`${file}, row ${row}: this question is not in ${golds}`);
      return {
        question: question!,
        gold: found,
        replies: {
          mixtral: reply('mixtral', mixtral === 'True', mixtralText!),
          gpt4: reply('gpt4', gpt4 === 'True', gpt4Text!),
        },
      };
    });
};

const share = (part: number, whole: number): string =>
  `${part} of ${whole} (${percent(whole === 0 ? null : part / whole)} %)`;

export const MODELS = { mixtral: 'Mixtral-8x7B-Instruct', gpt4: 'GPT-4-1106-preview' } as const;

const labelTable = (routed: readonly Routed[]): Table => ({
  title: 'GSM8K answers of two models: does the reading agree with the label?',
  note: 'Labels as published, and with the wrong ones set right (src/eval/recorded/gsm8k-labels.ts lists them with reasons).',
  head: ['model', 'reader', 'agrees with the label', 'with wrong labels set right', 'no answer'],
  rows: (['gpt4', 'mixtral'] as const).flatMap((model) =>
    [mizan, lastNumber].map((reader) => {
      const read = routed.map(({ question, gold, replies }) => {
        const answer = reader.read(replies[model].text, question);
        return { said: reader.same(gold, answer, question), answer, ...replies[model] };
      });
      return [
        MODELS[model],
        reader.name,
        share(read.filter(({ said, label }) => said === label).length, read.length),
        share(read.filter(({ said, right }) => said === right).length, read.length),
        `${read.filter(({ answer }) => answer === '').length}`,
      ];
    }),
  ),
});

const pairTable = (routed: readonly Routed[]): Table => {
  const bothLabelled = routed.filter(({ replies }) => replies.gpt4.label && replies.mixtral.label);
  const both = routed.filter(({ replies }) => replies.gpt4.right && replies.mixtral.right);
  const one = routed.filter(({ replies }) => replies.gpt4.right !== replies.mixtral.right);
  return {
    title: 'Do the answers of the two models to one question vote together?',
    note: 'Right pairs should, a right and a wrong answer should not.',
    head: ['reader', 'right pairs, labels as published', 'right pairs, labels set right', 'right with wrong, joined'],
    rows: [mizan, lastNumber].map((reader) => {
      const together = (list: readonly Routed[]): string =>
        share(
          list.filter(({ question, replies }) => {
            const answers = [replies.gpt4, replies.mixtral].map(({ text }) => reader.read(text, question));
            return reader.same(answers[0]!, answers[1]!, question) && answers[0] !== '';
          }).length,
          list.length,
        );
      return [reader.name, together(bothLabelled), together(both), together(one)];
    }),
  };
};

const solutionSchema = z.object({ is_correct: z.boolean(), solution: z.string() });
const KINDS = ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification'] as const;
const solutionsSchema = z.object({
  question: z.string(),
  ground_truth: z.string(),
  ...Object.fromEntries(KINDS.map((kind) => [kind, solutionSchema])),
} as {
  question: z.ZodString;
  ground_truth: z.ZodString;
} & Record<(typeof KINDS)[number], typeof solutionSchema>);

/** The recorded solutions of four models; undefined when the folder does not hold them. */
export const readSolutions = (data: string): z.infer<typeof solutionsSchema>[] | undefined => {
  const file = join(data, 'router/gsm8k-solutions/solutions.jsonl');
  if (!existsSync(file)) return undefined;
  return jsonLines(readFileSync(file, 'utf8'), file).map((line) => solutionsSchema.parse(line));
};

const solutionTable = (data: string): Table | undefined => {
  const lines = readSolutions(data);
  if (!lines) return undefined;
  return {
    title: 'Solutions of models of 2021 ("A: 18")',
    head: ['model', 'reader', 'right answers read as right', 'wrong answers read as right'],
    rows: KINDS.flatMap((kind) =>
      [mizan, lastNumber].map((reader) => {
        const judged = lines.map(({ question, ground_truth: truth, [kind]: { is_correct: right, solution } }) => {
          const gold = /^A: (.*)$/m.exec(truth)?.[1] ?? '';
          return { right, said: reader.same(gold, reader.read(solution, question), question) };
        });
        const of = (wanted: boolean): string => {
          const some = judged.filter(({ right }) => right === wanted);
          return share(some.filter(({ said }) => said).length, some.length);
        };
        return [kind, reader.name, of(true), of(false)];
      }),
    ),
  };
};

/** Ways in which one and the same gold answer is written. */
const FORMS: readonly { name: string; write: (gold: string) => string }[] = [
  { name: 'in a box', write: (gold) => `So the result is $\\boxed{${gold}}$.` },
  { name: 'stated', write: (gold) => `We put this in.\nThe answer is $${gold}$.` },
  { name: 'below a heading', write: (gold) => `We put this in.\n\n**Final Answer**\n\n\\[${gold}\\]` },
  { name: 'after ####', write: (gold) => `We put this in.\n#### ${gold}` },
  {
    name: 'typeset otherwise',
    write: (gold) =>
      `\\boxed{${gold
        .replaceAll('\\frac', '\\dfrac')
        .replace(/\\left|\\right/g, '')
        .replace(/(?<=[=+,])(?=\S)/g, '\\,')}}`,
  },
  {
    name: 'typed plainly',
    write: (gold) =>
      `The answer is ${gold
        .replace(/(?<=\d)(?=\\[dt]?frac)/g, ' ')
        .replaceAll('\\pm', ' ± ')
        .replace(/\\[dt]?frac ?\{([^{}]*)\} ?\{([^{}]*)\}/g, (_, a: string, b: string) =>
          /^\d+$/.test(a) && /^\d+$/.test(b) ? `${a}/${b}` : `(${a})/(${b})`,
        )
        .replace(/\\sqrt ?\{([^{}]*)\}/g, 'sqrt($1)')
        .replace(/\\(?:text|mbox)\{([^{}]*)\}/g, '$1')
        .replace(/\^\{?\\circ\}?/g, ' degrees')
        .replace(/\\(?:left|right|!|\$)/g, '')
        .replaceAll('\\pi', 'pi')}.`,
  },
];

const math500Schema = z.object({ answer: z.string() });

const formTable = (data: string): Table | undefined => {
  const file = join(data, 'math500/test.jsonl');
  if (!existsSync(file)) return undefined;
  const golds = jsonLines(readFileSync(file, 'utf8'), file).map((line) => math500Schema.parse(line).answer);
  const readers = [mizan, mathPeer, prmPeer];
  const different = [...new Set(golds)];
  return {
    title: 'Gold answers of MATH-500 in written forms',
    note: 'The last row compares every two golds that are not one text; joined ones were looked at: they are equal in value or lack a unit.',
    head: ['form', ...readers.map(({ name }) => name)],
    rows: [
      ...FORMS.map(({ name, write }) => [
        name,
        ...readers.map((reader) =>
          share(golds.filter((gold) => reader.same(gold, reader.read(write(gold)))).length, golds.length),
        ),
      ]),
      [
        'different golds, joined',
        ...readers.map(
          (reader) =>
            `${different.flatMap((gold, i) => different.slice(i + 1).filter((other) => reader.same(gold, other))).length}`,
        ),
      ],
    ],
  };
};

const caseSchema = z.array(
  z.object({ gold: z.string(), pred: z.string(), expected: z.union([z.literal(0), z.literal(1)]) }),
);
const endingSchema = z.array(z.object({ name: z.string(), reply: z.string(), gold: z.string() }));

/** Cases of other graders' tests, where the folder holds them or lies beside them. */
const casesFolder = (data: string): string | undefined =>
  [join(data, 'answers'), join(data, '../cases/answers')].find((folder) =>
    existsSync(join(folder, 'math-verify.json')),
  );

const caseTable = (data: string): Table | undefined => {
  const folder = casesFolder(data);
  if (folder === undefined) return undefined;
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const readers = [mizan, mathPeer, prmPeer];
  const rows = ['math-verify', 'nemo-skills'].flatMap((name) => {
    const cases = caseSchema.parse(json(name));
    return readers.map((reader) => {
      const judged = cases.map(({ gold, pred, expected }) => {
        const [a, b] = name === 'math-verify' ? [reader.read(gold) || gold, reader.read(pred) || pred] : [gold, pred];
        return { expected: expected === 1, said: reader.same(a, b) };
      });
      const different = judged.filter(({ expected }) => !expected);
      return [
        name,
        reader.name,
        share(judged.filter(({ expected, said }) => expected === said).length, judged.length),
        share(different.filter(({ said }) => said).length, different.length),
      ];
    });
  });
  const endings = endingSchema.parse(json('endings'));
  return {
    title: "Cases of other graders' tests",
    note: 'Read from both sides, then compared. The last column counts pairs that differ and were joined.',
    head: ['cases', 'reader', 'as expected', 'different, joined'],
    rows: [
      ...rows,
      ...readers.map((reader) => [
        'endings',
        reader.name,
        share(endings.filter(({ reply, gold }) => reader.same(gold, reader.read(reply))).length, endings.length),
        '–',
      ]),
    ],
  };
};

/** All tables that the folder has data for. */
const answerTables = (data: string): Table[] => {
  const routed = readRouted(data);
  return [
    routed && labelTable(routed),
    routed && pairTable(routed),
    solutionTable(data),
    formTable(data),
    caseTable(data),
  ].filter((table) => table !== undefined);
};

export const recordedAnswers: TableSet = {
  name: 'answers',
  about: 'reading and comparing the answers of recorded replies, beside other graders',
  load: (data) => {
    const tables = answerTables(data);
    return tables.length === 0
      ? undefined
      : { tables, results: tables.map(({ title, head, rows }) => ({ title, head, rows })) };
  },
};
