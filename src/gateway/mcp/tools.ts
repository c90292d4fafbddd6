/**
 * What `mizan mcp` offers to MCP clients: Mizan's models, its checks and its agents as tools. Each is a schema and a
 * function; the protocol is serve.ts. A client gets the same answers here as over HTTP, and an agent may do here what
 * its entry in the config lets callers of the server do.
 */
import { z } from 'zod';
import { readAnswer } from '../../answers/read.ts';
import { sameAnswer } from '../../answers/same.ts';
import { foldEvent, newAnswerState } from '../../answer.ts';
import { defined } from '../../json.ts';
import { replay, type Summary } from '../../reason/summary.ts';
import { verifyAny } from '../../task/registry.ts';
import type { Chat, ChatEvent, Wire } from '../../types.ts';
import { UsageError } from '../../usage-error.ts';
import { DEFAULT_AGENT, DEFAULT_AGENT_ID } from '../agents.ts';
import { EFFORT_NAMES } from '../effort.ts';
import type { OpenCatalog } from '../open-catalog.ts';

/** What a call gets beside its arguments. */
type ServedCall = { signal: AbortSignal; progress(text: string): void };

/** What a call gave: the text that a model reads, the same as values, and whether it failed. */
export type ServedResult = { text: string; value?: Wire; failed?: true };

export type ServedTool = {
  name: string;
  title: string;
  description: string;
  schema: z.ZodObject;
  readOnly: boolean;
  run(args: unknown, call: ServedCall): Promise<ServedResult> | ServedResult;
};

/** Longest text of an argument, in characters. */
const LONGEST = 200_000;

const words = (about: string) => z.string().min(1).max(LONGEST).describe(about);
const effort = z.enum(EFFORT_NAMES).optional();
const seed = z.number().int().min(0).max(4_294_967_295).optional().describe('Same seed, same answer. Default 1.');

const defineServed = <S extends z.ZodObject>(
  tool: Omit<ServedTool, 'schema' | 'run'> & {
    schema: S;
    run(args: z.output<S>, call: ServedCall): Promise<ServedResult> | ServedResult;
  },
): ServedTool => ({ ...tool, run: (args, call) => tool.run(tool.schema.parse(args), call) });

/** Asks a chat and folds what it says. Progress is told as candidates come in. */
const askChat = async (chat: Chat, content: string, seedOf: number, call: ServedCall): Promise<Summary> => {
  const events: ChatEvent[] = [];
  const state = newAnswerState();
  let drawn = 0;
  for await (const event of chat({ messages: [{ role: 'user', content }], seed: seedOf, signal: call.signal })) {
    events.push(event);
    foldEvent(state, event);
    const count = state.candidates.filter(({ reply }) => reply !== undefined).length;
    if (count === drawn) continue;
    drawn = count;
    call.progress(`${count} ${count === 1 ? 'answer' : 'answers'} drawn`);
  }
  return replay(events);
};

const summaryValue = (summary: Summary): Wire => {
  const { answer, abstained, rule, reason, confidence, usage, first, finish } = summary;
  return defined({
    answer,
    declined: abstained,
    verified: rule === 'verified',
    confidence,
    decided_by: rule ?? 'direct',
    reason: reason === '' ? undefined : reason,
    cut_off: finish === 'length' ? true : undefined,
    check: first && { before: first.answer, stands: first.stands },
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    cost: usage.cost,
  });
};

const summaryResult = (summary: Summary): ServedResult => {
  const value = summaryValue(summary);
  if (summary.finish === 'error') return { text: `It failed: ${summary.reason}`, value, failed: true };
  if (summary.finish === 'cancelled') return { text: 'It was stopped.', value, failed: true };
  const sure = summary.confidence === undefined ? '' : `, confidence ${Math.round(summary.confidence * 100)} %`;
  const how = summary.rule === undefined ? '' : `\n\n(${summary.rule}${sure})`;
  if (summary.abstained) return { text: `No answer: ${summary.reason}`, value };
  return { text: `${summary.answer}${how}`, value };
};

const wrong = (error: unknown): ServedResult => {
  if (error instanceof UsageError) return { text: error.message, failed: true };
  throw error;
};

const askTool = ({ chat }: OpenCatalog): ServedTool =>
  defineServed({
    name: 'ask',
    title: 'Ask a question',
    description:
      'Answers a question. At a higher effort it plans, draws several answers, checks them where a check exists and lets them vote. Says how the answer was decided, and whether it passed a check.',
    schema: z.object({
      question: words('The whole question.'),
      effort: effort.describe('How much to think. Default auto.'),
      model: z.string().max(200).optional().describe('A name from the tool models. Default mizan.'),
      seed,
    }),
    readOnly: true,
    run: async ({ question, effort: level, model, seed: given = 1 }, call) => {
      try {
        return summaryResult(await askChat(chat(model ?? 'mizan', defined({ effort: level })), question, given, call));
      } catch (error) {
        return wrong(error);
      }
    },
  });

const checkTool = ({ chat }: OpenCatalog): ServedTool =>
  defineServed({
    name: 'check_answer',
    title: 'Check an answer',
    description:
      "Checks an answer to a question. Exact code judges it where it can read the question (arithmetic, equations, puzzles and the like), and says so where it can't; with an effort, a model also works the question out and says whether the answer stands.",
    schema: z.object({
      question: words('The whole question.'),
      answer: words('The answer to check.'),
      effort: effort.describe('Also let a model work it out, with this effort. Default: exact checks alone.'),
      seed,
    }),
    readOnly: true,
    run: async ({ question, answer, effort: level, seed: given = 1 }, call) => {
      const verdict = verifyAny(question, answer);
      if (verdict) {
        const text = `${verdict.pass ? 'Right' : 'Wrong'}, by an exact check: ${verdict.reason}`;
        return {
          text,
          value: { verdict: verdict.pass ? 'right' : 'wrong', by: 'exact check', reason: verdict.reason },
        };
      }
      if (level === undefined)
        return {
          text: 'No exact check proves this answer right or wrong. Give an effort to let a model work it out.',
          value: { verdict: 'unknown', by: 'none' },
        };
      const summary = await askChat(chat('mizan', { effort: level, check: answer }), question, given, call);
      if (summary.finish === 'error' || summary.finish === 'cancelled') return summaryResult(summary);
      const stands = summary.first?.stands ?? sameAnswer(answer, summary.answer);
      const said = `${stands ? 'It stands' : 'It does not stand'}, by a model: its answer is ${summary.answer || 'none'}. ${summary.reason}`;
      return { text: said, value: { verdict: stands ? 'stands' : 'falls', by: 'model', ...summaryValue(summary) } };
    },
  });

const compareTool = (): ServedTool =>
  defineServed({
    name: 'compare_answers',
    title: 'Compare answers',
    description:
      'Says which of some answers are the same: numbers, fractions, units, formulas and lists by their values, other texts by their words.',
    schema: z.object({ answers: z.array(words('An answer.')).min(2).max(64) }),
    readOnly: true,
    run: ({ answers }) => {
      const groups: string[][] = [];
      for (const answer of answers) {
        const group = groups.find(([first]) => sameAnswer(first!, answer));
        if (group) group.push(answer);
        else groups.push([answer]);
      }
      const text =
        groups.length === 1
          ? 'They are all the same.'
          : groups.map((group, i) => `${i + 1}. ${group.join(' = ')}`).join('\n');
      return { text, value: { same: groups.length === 1, groups } };
    },
  });

const readTool = (): ServedTool =>
  defineServed({
    name: 'read_answer',
    title: 'Read the answer of a reply',
    description: "Reads the final answer out of a model's reply, and says where it stands and by which rule.",
    schema: z.object({
      reply: words('What the model wrote.'),
      question: words('The question that it answers.').optional(),
    }),
    readOnly: true,
    run: ({ reply, question }) => {
      const found = readAnswer(reply, defined({ question }));
      return found.type === 'none'
        ? { text: `No answer: ${found.reason}`, value: { answer: null, reason: found.reason } }
        : { text: found.answer, value: { answer: found.answer, rule: found.rule, evidence: found.evidence.text } };
    },
  });

/** The names under which agents are run: "act" and those of the config. */
const agentNames = (opened: OpenCatalog): readonly string[] => [
  DEFAULT_AGENT,
  ...Object.keys(opened.config().agents).filter((name) => name !== DEFAULT_AGENT),
];

const agentTool = (opened: OpenCatalog): ServedTool =>
  defineServed({
    name: 'run_agent',
    title: 'Give a task to an agent',
    description: `Gives a task to an agent, which works on it with its tools and gives its answer. Agents: ${agentNames(opened).join(', ')}.`,
    schema: z.object({
      agent: z.string().max(100).optional().describe(`Which agent. Default ${DEFAULT_AGENT}.`),
      task: words('The whole task, with all that is needed to do it.'),
      seed,
    }),
    readOnly: false,
    run: async ({ agent = DEFAULT_AGENT, task, seed: given = 1 }, call) => {
      const names = agentNames(opened);
      if (!names.includes(agent))
        return { text: `There is no agent "${agent}"; there are ${names.join(', ')}.`, failed: true };
      const id = agent === DEFAULT_AGENT ? DEFAULT_AGENT_ID : `agent:${agent}`;
      try {
        return summaryResult(await askChat(opened.chat(id), task, given, call));
      } catch (error) {
        return wrong(error);
      }
    },
  });

const modelsTool = ({ catalog }: OpenCatalog): ServedTool =>
  defineServed({
    name: 'models',
    title: 'List the models',
    description: 'Lists the models, panels and agents that can be asked by name.',
    schema: z.object({}),
    readOnly: true,
    run: () => {
      const models = catalog
        .models()
        .map(({ id, about }) => defined({ id, about: about.about, context_length: about.context_length }));
      return { text: models.map(({ id }) => id).join('\n'), value: { models } };
    },
  });

/** The tools, over the models of a catalog, in a fixed order. */
export const servedTools = (opened: OpenCatalog): readonly ServedTool[] => [
  askTool(opened),
  checkTool(opened),
  compareTool(),
  readTool(),
  agentTool(opened),
  modelsTool(opened),
];
