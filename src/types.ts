/**
 * The vocabulary that the whole project shares. Types only: this file imports nothing and does nothing.
 *
 * The two columns of the architecture (numbers, text) meet in `Sample` and `Chat`; scoring has `Verify`, which never
 * sees a gold answer, and `Grade`, which does. Serving may use `Verify` only; training and evaluation use both.
 */

/** One turn of a conversation. A trailing assistant message without `end` is continued by the model, not answered. */
export type Message = {
  role: 'system' | 'user' | 'assistant';
  content: string;
  /** What the assistant planned before thinking. */
  plan?: string;
  /** What the assistant thought before answering. */
  reasoning?: string;
};

/** The parts of an assistant turn, in the order in which a model writes them. */
export type Section = 'plan' | 'think' | 'answer';

/** Why a reply ended: its own end marker or a stop sequence, the token limit, a cancellation, an error. */
export type Finish = 'stop' | 'length' | 'cancelled' | 'error';

/** Tokens paid for. `promptTokens` counts a prompt shared by n continuations once. */
export type Usage = { promptTokens: number; completionTokens: number };

/** How tokens are drawn. Everything random follows from `seed`. */
export type Sampling = {
  /** 0 is greedy; 1 is the model's own distribution. */
  temperature?: number;
  topP?: number;
  minP?: number;
  seed?: number;
};

/** What a `Chat` is asked. */
export type ChatRequest = Sampling & {
  messages: readonly Message[];
  /**
   * The section that the reply opens with. 'plan' asks for a plan and nothing else; 'think' and 'answer' skip the
   * sections before them. A trailing assistant message that carries only a `plan` is solved along that plan.
   */
  open?: Section;
  /** Number of continuations of the one prompt. Default 1. */
  n?: number;
  /** Most tokens of one continuation. */
  maxTokens?: number;
  stop?: readonly string[];
  signal?: AbortSignal;
};

/** One finished continuation. `logprob` is the sum of ln p over its `tokens` sampled tokens, from the raw logits. */
export type Reply = {
  index: number;
  plan: string;
  reasoning: string;
  content: string;
  finish: Finish;
  tokens: number;
  logprob: number;
};

/** What a check without the gold answer found. */
export type Verdict = { pass: boolean; reason: string };

/** The outcome of weighing candidates. `rule` names the first rule of DESIGN §4.5 that decided. */
export type Decision = {
  /** Index of the chosen candidate, or undefined when the question is declined. */
  chosen: number | undefined;
  answer: string;
  rule: 'verified' | 'majority' | 'judge' | 'confidence' | 'shorter' | 'single' | 'outside' | 'undecided' | 'empty';
  /** Estimated probability that the answer is right, 0..1. */
  confidence: number;
  abstained: boolean;
  /** One plain sentence. */
  reason: string;
};

/** What happens while a question is answered, in order. The same stream feeds the screen, the trace and the tests. */
export type ChatEvent =
  /** Text as it is drawn. `index` is the continuation; `tokens` how many tokens this delta holds. */
  | { type: 'delta'; index: number; section: Section; text: string; tokens: number }
  /** A continuation ended. */
  | { type: 'reply'; reply: Reply; usage: Usage }
  /** A plan was written; `leak` says that it held an answer and was dropped. */
  | { type: 'plan'; index: number; text: string; leak: boolean; usage: Usage }
  /** A candidate was checked. `answer` is its extracted answer ('' when it has none). */
  | { type: 'verdict'; index: number; answer: string; verdict: Verdict | undefined }
  | { type: 'decision'; decision: Decision }
  /** Always last, exactly once. `reply` is the final answer. */
  | { type: 'done'; reply: Reply; usage: Usage; seconds: number };

/**
 * Messages in, a stream of events out. Contract: yields exactly one `done`, last; a cancelled request ends with a
 * `done` whose finish is 'cancelled'; a failure of the model or the network is a `done` whose finish is 'error' with
 * the message in `content`; only a programmer's error throws.
 */
export type Chat = (request: ChatRequest) => AsyncIterable<ChatEvent>;

/** One sampled token: its id and ln p under the raw logits. */
export type Token = { index: number; id: number; logprob: number };

/** What a `Sample` is asked: n continuations that share one prompt of token ids. */
export type SampleRequest = Sampling & {
  prompt: readonly number[];
  n?: number;
  maxTokens: number;
  /** A continuation ends after any of these ids; the id itself is yielded. */
  stopIds?: readonly number[];
  signal?: AbortSignal;
};

/** Token ids in, tokens out as they are drawn; `finish` per continuation. Numbers only, no words. */
export type SampleEvent = ({ type: 'token' } & Token) | { type: 'finish'; index: number; finish: Finish };
export type Sample = (request: SampleRequest) => AsyncIterable<SampleEvent>;

/** One question with everything known about it. Gold answers live here and never enter a `ChatRequest`. */
export type Item = {
  /** family/split/difficulty/seed/index: the arguments that make this item again. */
  id: string;
  family: string;
  difficulty: number;
  question: string;
  gold: string;
  /** A short outline of how to go about it that gives nothing away. */
  plan: string;
  /** A long chain of thought that ends where the answer is due. */
  thought: string;
};

export type Score = { correct: boolean; reason: string };

/** Checks a candidate against nothing but the question. Undefined: this kind of question can't be checked so. */
export type Verify = (question: string, answer: string) => Verdict | undefined;

/** Scores a candidate against the gold answer. For rewards, evaluation and synthesis only. */
export type Grade = (item: Item, answer: string) => Score;
