/**
 * One run at work: what it is made of, its state, its clock, and the one way in which it changes, `write`. No decisions
 * are made here; those are loop.ts's.
 */
import { randomUUID } from 'node:crypto';
import { defined } from '../json.ts';
import type { Chat, Message } from '../types.ts';
import { sumUsage, type Price } from '../usage.ts';
import { memoryJournal } from './journal.ts';
import { foldLine, newState, type AgentState } from './state.ts';
import { nameTools } from './tool-names.ts';
import type {
  AgentEvent,
  AgentTool,
  AnswerCheck,
  AnyTool,
  AskPerson,
  Budget,
  Journal,
  JournalLine,
  ModelFacts,
  NewLine,
  Outcome,
  Permission,
  Task,
} from './types.ts';

/** What an agent is made of. Only `chat` is needed. */
export type Agent = {
  /** Default: 'agent'. */
  name?: string;
  /** The name of the run, unique: calls get their ids from it. Default: a new one that can't be guessed. */
  id?: string;
  /** The model: any Chat. */
  chat: Chat;
  tools?: readonly AgentTool[];
  /** The system message. It stands before the caller's own. */
  instructions?: string;
  /** Default: 50 steps. */
  budget?: Budget;
  /** Default: reads are allowed, all else is asked. */
  permission?: Permission;
  /** Absent: whatever has to be asked is refused. */
  askPerson?: AskPerson;
  /** A final answer passes these before it is accepted. */
  checks?: readonly AnswerCheck[];
  /** The model's window in tokens. Absent: unknown, until the model's error names it. */
  window?: number;
  price?: Price;
  /** What is known of the model, found out where it is not known yet. Asked once, before its first step. */
  probe?: (signal: AbortSignal, withTools: boolean) => Promise<ModelFacts | undefined>;
  /** Tell the model of repeated calls, and stop it. Default true. */
  repeats?: boolean;
  /** Messages of the person since it was last asked. They are told to the model before its next step. */
  inbox?: () => readonly string[];
  /** Where the run is written down. Default: nowhere. With lines in it, the run goes on from them. */
  journal?: Journal;
  /** The working folder of the tools, for whoever reads the journal. */
  folder?: string;
  /** How many agents are above, and the call of theirs that this one works in. */
  depth?: number;
  within?: string;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
  /** How long a tool may take to stop, in milliseconds. Default 2000. */
  grace?: number;
};

const DEFAULT_STEPS = 50;

const readsOnly: Permission = ({ effect }) => (effect === 'read' ? 'allow' : 'ask');

export type Run = {
  agent: Agent & Required<Pick<Agent, 'name' | 'permission' | 'checks' | 'depth' | 'grace'>>;
  task: Task;
  tools: readonly AnyTool[];
  state: AgentState;
  journal: Journal;
  /** `probe` was asked in this process. */
  modelKnown: boolean;
  /** Aborts when the caller cancels or the time is up. */
  signal: AbortSignal;
  /**
   * Writes a line, then lets it take effect, then shows it. Throws when it can't be written: then nothing took effect.
   */
  write(line: NewLine): void;
  emit(event: AgentEvent): void;
  /** What is left of the budget, without the shares that sub-agents hold. */
  left(): Budget;
  /** Takes a share of it until `release`. */
  grant(wanted: Budget | undefined): { budget: Budget; release(): void };
  close(): void;
};

const FIGURES = ['steps', 'tokens', 'seconds', 'cost'] as const;

/** A budget in which every figure is `of` it. */
const mapBudget = (of: (figure: (typeof FIGURES)[number]) => number | undefined): Budget =>
  defined({ steps: of('steps'), tokens: of('tokens'), seconds: of('seconds'), cost: of('cost') });

/** Opens a run: the state is that of the journal's lines. Nothing is written yet. */
export const openRun = (agent: Agent, task: Task, emit: (event: AgentEvent) => void): Run => {
  const { journal = memoryJournal(), clock = () => performance.now(), budget = {}, window } = agent;
  const state = newState();
  if (window !== undefined) state.window = window;
  for (const line of journal.lines) foldLine(state, line);
  const limits: Budget = { steps: DEFAULT_STEPS, ...budget };
  const [began, before] = [clock(), state.spent.seconds];
  const seconds = (): number => before + (clock() - began) / 1000;
  const timeUp = new AbortController();
  const timer =
    limits.seconds === undefined
      ? undefined
      : setTimeout(() => timeUp.abort(), Math.min(2 ** 31 - 1, Math.max(0, (limits.seconds - before) * 1000)));
  const shares = new Set<Budget>();
  const left = (): Budget =>
    mapBudget((figure) => {
      const most = limits[figure];
      if (most === undefined) return undefined;
      const used = figure === 'seconds' ? seconds() : state.spent[figure];
      const held = figure === 'seconds' ? 0 : [...shares].reduce((sum, share) => sum + (share[figure] ?? 0), 0);
      return Math.max(0, most - used - held);
    });
  return {
    agent: { name: 'agent', permission: readsOnly, checks: [], depth: 0, grace: 2000, ...agent },
    task,
    tools: nameTools(agent.tools ?? [], task.tools),
    state,
    modelKnown: false,
    journal,
    signal: task.signal ? AbortSignal.any([task.signal, timeUp.signal]) : timeUp.signal,
    write: (given) => {
      const line = { ...given, seconds: Math.round(seconds() * 1000) / 1000 } as JournalLine;
      journal.append(line);
      foldLine(state, line);
      emit(line);
    },
    emit,
    left,
    grant: (wanted = {}) => {
      const free = left();
      const share = mapBudget((figure) => {
        const [most, want] = [free[figure], wanted[figure]];
        if (most === undefined) return want;
        const half = figure === 'seconds' ? most : figure === 'cost' ? most / 2 : Math.floor(most / 2);
        return Math.min(want ?? Infinity, half);
      });
      shares.add(share);
      return { budget: share, release: () => void shares.delete(share) };
    },
    close: () => clearTimeout(timer),
  };
};

/**
 * The first line of a run, from what the caller asks. System messages of the caller follow the agent's instructions.
 */
export const beginLine = ({ agent, task, tools }: Run): NewLine => {
  const [own, rest] = [agent.instructions ?? '', task.messages];
  const given = rest.filter(({ role }) => role === 'system').map(({ content }) => content);
  return {
    type: 'begin',
    version: 1,
    id: agent.id ?? randomUUID(),
    agent: agent.name,
    seed: task.seed ?? 0,
    started: new Date().toISOString(),
    system: [own, ...given].filter((text) => text !== '').join('\n\n'),
    messages: rest.filter(({ role }) => role !== 'system').map(validMessage),
    tools: tools.map(({ name }) => name),
    repeats: agent.repeats ?? true,
    ...(agent.folder !== undefined && { folder: agent.folder }),
  };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** A message of the caller's history as any upstream takes it: arguments that are no JSON become `{}`. */
const validMessage = (message: Message): Message => {
  if (!message.toolCalls?.some((call) => !isJson(call.arguments))) return message;
  const { wire: _, ...rest } = message;
  const toolCalls = message.toolCalls.map((call) => (isJson(call.arguments) ? call : { ...call, arguments: '{}' }));
  return { ...rest, toolCalls };
};

/** How a stopped run ended. */
export const outcomeOf = ({ state }: Run): Outcome => outcomeOfState(state);

/** How the run of these lines ended; undefined when it was cut off or cancelled, so that it can be gone on with. */
export const outcomeOfLines = (lines: readonly JournalLine[]): Outcome | undefined => {
  const state = newState();
  for (const line of lines) foldLine(state, line);
  return state.stopped && state.stopped.reason !== 'cancelled' ? outcomeOfState(state) : undefined;
};

const outcomeOfState = (state: AgentState): Outcome => ({
  ...state.stopped!,
  answer: state.messages.findLast(({ role, toolCalls }) => role === 'assistant' && !toolCalls)?.content ?? '',
  messages: state.messages,
  calls: state.calls.filter(({ handed }) => handed),
  spent: state.spent,
  usage: sumUsage([state.usage]),
});
