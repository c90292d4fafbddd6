/**
 * The types of agents: tools that run, permission, budgets, the lines of a journal, the events of a run. Types only;
 * the loop is loop.ts. Everything in a journal line is plain JSON.
 *
 * Whoever writes a tool holds this:
 * - `run` gets arguments that fit `parameters`; the loop has read, repaired and validated them.
 * - An expected failure (no such file, exit code 1, a page that is not there) is a result with `error`, never a throw. A
 *   throw is told to the model as `crash`.
 * - `content` is what the model reads. Keep it short: the loop cuts it at `longest` characters (default 20,000).
 * - When `signal` aborts, stop within two seconds and end every process that was started. After that the loop goes on
 *   without the tool.
 * - `effect` is honest. 'read' changes nothing, runs beside other reads and may be run again after a crash. 'write' and
 *   'outside' run alone, in order, and are never run again once they have begun.
 * - A tool asks no permission and writes no journal. The loop does both before `run`.
 */
import type { ChatEvent, ChatRequest, Failure, Finish, Message, Tool, Usage, Verdict, Wire } from '../types.ts';

/** What running a tool may change: nothing, the working folder, or the world outside it. */
export type Effect = 'read' | 'write' | 'outside';

/**
 * Why a call has no result of its tool. `unknown`: no such tool; `json`, `cut off`, `schema`: its arguments;
 * `repeated`: the same call gave the same result too often; `interrupted`: the run was killed while the tool ran, so
 * its outcome is not known; `crash`: the tool threw; `tool`: the tool itself says that it failed.
 */
export type ToolError =
  | 'unknown'
  | 'json'
  | 'cut off'
  | 'schema'
  | 'denied'
  | 'repeated'
  | 'timeout'
  | 'cancelled'
  | 'interrupted'
  | 'limit'
  | 'crash'
  | 'tool';

/**
 * What is known of a model. `visible`: it sees what its tools give; undefined where that could not be told. `window` in
 * tokens; `assumed`: its server does not say, and it is the longest that the card of its family names. `reason` says
 * why it is not visible. `usage`: what finding it out just now took.
 */
export type ModelFacts = {
  visible?: boolean;
  window?: number;
  assumed?: boolean;
  reason: string;
  usage?: Usage;
};

/** What a call gave. `content` is what the model reads; `value` is for code and screens and must be plain JSON. */
export type ToolResult = {
  content: string;
  value?: unknown;
  error?: ToolError;
  /** What was left out of `content`, in characters, and the file that holds all of it. */
  truncated?: { kept: number; of: number; file?: string };
  /** What models that the tool asked have used: a sub-agent's, say. It counts against the run's budget. */
  usage?: Usage;
  /** Replies of these models, likewise. */
  steps?: number;
};

/** A question to the person: may this call run, or a question that a tool asks. */
export type Ask = {
  /** The id of the call; of a question of its tool, followed by its number. */
  id: string;
  /** The agent's name. */
  agent: string;
  question: string;
  /** Absent for a question of a tool. */
  permission?: PermissionRequest & {
    preview?: string;
    /** The pattern that would be remembered, so that the same is not asked again; absent where there is none. */
    always?: string;
  };
  /** Answers to choose from; free text when there are none. */
  choices?: readonly string[];
};

/** `allow` answers a permission, `text` a question; `text` beside a refusal is its reason. */
export type Answer = { allow: boolean; text?: string };

/** Asks the person and waits. Undefined: nobody is there to answer. */
export type AskPerson = (ask: Ask, signal: AbortSignal) => Promise<Answer | undefined>;

/** What a tool gets beside its arguments. */
export type ToolContext = {
  signal: AbortSignal;
  /** Unique in the run, sub-agents included, and the same when a call is run again after a kill. */
  callId: string;
  /** Shows a line or a piece of output while the tool runs. It is not kept. */
  progress(text: string): void;
  /** Asks the person a question. */
  ask(question: string, choices?: readonly string[]): Promise<Answer | undefined>;
  /** What is left of the run's budget. */
  left(): Budget;
  /**
   * Takes a share of what is left for a sub-agent: at most `wanted`, at most half of what is left. It is held until the
   * call ends, so that sub-agents side by side can't spend the same share.
   */
  grant(wanted?: Budget): Budget;
  /** The journal of what runs inside this call, in which a sub-agent finds its earlier lines. */
  journal(): Promise<Journal>;
  /** Passes on an event of a sub-agent. */
  emit(event: AgentEvent): void;
  /** How many agents are above. 0 for the tools of the first. */
  depth: number;
};

/** A tool that runs here: arguments in, a result out. */
export type AgentTool = Tool & {
  /** A function decides by the arguments: `bash` may know commands that only read. */
  effect: Effect | ((args: Wire) => Effect);
  run(args: Wire, context: ToolContext): Promise<ToolResult>;
  /** Wall-clock seconds. Default 120. */
  timeout?: number;
  /** Most characters of a result that the model sees. Default 20,000. */
  longest?: number;
  /**
   * What a permission is about, as its patterns match it: a path, a command, an address. Default: the arguments as
   * JSON.
   */
  subject?(args: Wire): string;
  /** What the call would change, for a person and for a dry run: a diff, a command line. Changes nothing. */
  preview?(args: Wire): Promise<string>;
  /** It finds out by itself what an interrupted call has done, so it is run again after a kill: a sub-agent. */
  resumable?: boolean;
  /** The same call with the same result is healthy: waiting for something. Never counted as a repeat. */
  polls?: boolean;
};

/** A tool of an agent: one that runs here, or one of the caller, who gets the call back and brings its result. */
export type AnyTool = AgentTool | (Tool & { run?: undefined });

/** What a permission is asked about. */
export type PermissionRequest = { tool: string; effect: Effect; arguments: Wire; subject: string };

/** A pure function. 'ask' becomes a question to the person; without a person it is a refusal. */
export type Permission = (request: PermissionRequest) => 'allow' | 'ask' | { deny: string };

/**
 * Bounds of a run, sub-agents included. `steps` are replies of the model, `tokens` prompt and completion tokens
 * together,
 * `seconds` time at work, `cost` US dollars.
 */
export type Budget = { steps?: number; tokens?: number; seconds?: number; cost?: number };

/** What a run has used of its budget. `cost` is 0 while no price is known. */
export type Spent = { steps: number; tokens: number; seconds: number; cost: number };

/** Looks at a final answer, without a gold answer, before it is accepted. Undefined: it has nothing to say. */
export type AnswerCheck = (state: {
  task: string;
  answer: string;
  messages: readonly Message[];
}) => Verdict | undefined | Promise<Verdict | undefined>;

/**
 * Why a run ended. `handed`: calls of the caller's own tools wait for their results. `budget`: that of the caller's API
 * key is used up. `blind`: the model does not see what its tools give. All but `answered` and `handed` are also told in
 * one sentence.
 */
export type StopReason =
  | 'answered'
  | 'handed'
  | 'steps'
  | 'tokens'
  | 'seconds'
  | 'cost'
  | 'budget'
  | 'repeated'
  | 'malformed'
  | 'denied'
  | 'unchecked'
  | 'blind'
  | 'cancelled'
  | 'window'
  | 'failed';

/** A call as it was read from a reply. `raw` is the model's own text where it is not what is sent back. */
export type CallRecord = {
  id: string;
  name: string;
  arguments: Wire;
  raw?: string;
  repairs?: readonly string[];
  /** Why it can't be made. */
  fault?: { error: ToolError; message: string };
  /** The caller's own tool. */
  handed?: true;
  /** Of a tool that polls: never a repeat. */
  polls?: true;
};

/** What a message is there for. */
export type MessageFrom = 'task' | 'follow-up' | 'steering' | 'check' | 'correction';

/**
 * One line of a journal. The state of a run is the fold of its lines (state.ts), so whatever is not in a line is not in
 * the run. A line is in the file, synced, before its effect is used. `seconds` is the time at work so far.
 */
export type JournalLine = { seconds: number } & (
  | {
      type: 'begin';
      version: 1;
      id: string;
      agent: string;
      seed: number;
      started: string;
      system: string;
      /** What the caller had said before, and the request's own fields. */
      messages: readonly Message[];
      tools: readonly string[];
      /** Repeated calls are told and stopped. */
      repeats: boolean;
      /** The working folder of the tools, where there is one. */
      folder?: string;
    }
  | { type: 'resumed'; started: string }
  /** The model's window turned out to be this large, in tokens. */
  | { type: 'window'; tokens: number }
  /**
   * What was found out of the model before it was asked first. `usage`: it was tried now, and is not known from before.
   */
  | ({ type: 'probed' } & ModelFacts)
  | { type: 'message'; from: MessageFrom; message: Message }
  | {
      type: 'reply';
      step: number;
      /** As it is sent back: legal names, arguments that are JSON. */
      message: Message;
      calls: readonly CallRecord[];
      finish: Finish;
      usage: Usage;
      /** Why nothing in it can be used. */
      fault?: { error: ToolError | 'empty'; message: string };
      model?: string;
    }
  | { type: 'ask'; ask: Ask }
  | { type: 'answer'; id: string; answer: Answer }
  /** The tool is about to run. */
  | { type: 'call'; id: string; name: string; effect: Effect }
  | { type: 'result'; id: string; name: string; result: ToolResult; took: number }
  /** Old results of tools, by their place among the messages, were replaced by one line each. Figures in tokens. */
  | { type: 'compacted'; by: 'results'; before: number; after: number; cut: readonly number[] }
  /** The messages from `from` to before `to` were replaced by a summary. */
  | {
      type: 'compacted';
      by: 'summary';
      before: number;
      after: number;
      from: number;
      to: number;
      summary: string;
      usage: Usage;
    }
  | { type: 'checked'; pass: boolean; reason: string }
  /** `usage` is of a reply that was cut off. */
  | { type: 'stopped'; reason: StopReason; text: string; usage?: Usage; failure?: Failure }
);

/** Without the time, which the loop adds. */
export type NewLine = JournalLine extends infer Line
  ? Line extends JournalLine
    ? Omit<Line, 'seconds'>
    : never
  : never;

/** Where a run writes itself down. `append` returns when the line would survive the end of the process. */
export type Journal = {
  /** The lines that were there when it was opened. */
  readonly lines: readonly JournalLine[];
  append(line: JournalLine): void;
  /** The journal of what runs inside a call. */
  child(callId: string): Promise<Journal>;
  /** Keeps a long text beside the journal; gives the file's path, or undefined where there are no files. */
  keep(name: string, text: string): string | undefined;
  close(): void;
};

/** What happens in a run, in order: the lines of its journal, and what is only shown. */
export type AgentEvent =
  | JournalLine
  /** The model writes: the events of its turn. */
  | { type: 'model'; step: number; event: ChatEvent }
  | { type: 'progress'; id: string; text: string }
  /** A sub-agent works inside the call `id`. */
  | { type: 'child'; id: string; name: string; event: AgentEvent };

/** How a run ended. `calls` are those handed back to the caller. */
export type Outcome = {
  reason: StopReason;
  /** The final answer, or one sentence on why there is none. */
  text: string;
  /** The last thing that the model said without calling a tool; '' when there is none. */
  answer: string;
  messages: readonly Message[];
  calls: readonly CallRecord[];
  spent: Spent;
  usage: Usage;
  /** Of the model, where it failed. */
  failure?: Failure;
};

/** The fields of a request that a run uses. `tools` are the caller's: their calls are handed back. */
export type Task = Pick<
  ChatRequest,
  'messages' | 'tools' | 'seed' | 'signal' | 'toolChoice' | 'maxTokens' | 'headers' | 'wire'
>;
