/**
 * The types that the whole project shares: `Chat`, `Sample`, `Verify`, `Grade` and the data that they exchange.
 *
 * Numbers (tensor, model, infer, train) and text (task, reason, agents) meet in `Sample` and `Chat`. `Verify` checks an
 * answer without the gold answer, `Grade` scores it with the gold answer. Serving uses `Verify` only.
 */

/** Plain JSON that is passed on without being read. */
export type Wire = Readonly<Record<string, unknown>>;

/** A function that the model may call. `parameters` is a JSON schema. */
export type Tool = {
  name: string;
  description?: string;
  parameters?: Wire;
  strict?: boolean;
  /** The tool as it came in the OpenAI form, for an upstream of that form. */
  wire?: Wire;
};

/** A call that the model made. `arguments` is the JSON text that it wrote, which may be malformed. */
export type ToolCall = { id: string; name: string; arguments: string };

export type ToolChoice = 'none' | 'auto' | 'required' | { name: string };

/** The required form of an answer. `strict`: an answer that violates the schema is an error and is never passed on. */
export type AnswerFormat = { type: 'json' } | { type: 'schema'; name: string; schema: Wire; strict: boolean };

/** One turn of a conversation. A trailing assistant message without `end` is continued by the model, not answered. */
export type Message = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  /** The text; what else the turn holds (images, say) is in `wire` only. */
  content: string;
  /** What the assistant planned before thinking. */
  plan?: string;
  /** What the assistant thought before answering. */
  reasoning?: string;
  toolCalls?: readonly ToolCall[];
  /** Of a tool turn: the call that it answers. */
  toolCallId?: string;
  /** The turn as it came in the OpenAI form, for an upstream of that form. A local model reads the fields above. */
  wire?: Wire;
};

/** The parts of an assistant turn, in the order in which a model writes them. */
export type Section = 'plan' | 'think' | 'answer';

/**
 * Why a reply ended: end of turn or a stop sequence, tool calls, the token limit, a content filter, a cancellation, an
 * error.
 */
export type Finish = 'stop' | 'tools' | 'length' | 'filtered' | 'cancelled' | 'error';

/**
 * Token usage and cost. `promptTokens` counts a prompt shared by n continuations once. The optional figures are parts
 * of these two and present when known; `cost` is in US dollars and absent when no price is known. `estimated`: the
 * upstream gave no count, and the figures come from the length of the texts.
 */
export type Usage = {
  promptTokens: number;
  completionTokens: number;
  cachedTokens?: number;
  reasoningTokens?: number;
  cost?: number;
  estimated?: true;
};

/** Why a model failed. `status` is the HTTP status to answer with, `retryAfter` in seconds. */
export type Failure = { status: number; type: string; message: string; code?: string; retryAfter?: number };

/** One token of a reply with ln p, and the likeliest alternatives in its place. */
export type TokenChoice = { text: string; logprob: number; top: readonly { text: string; logprob: number }[] };

/** How tokens are drawn. Everything random follows from `seed`. */
export type Sampling = {
  /** 0 is greedy; 1 is the model's own distribution. */
  temperature?: number;
  topP?: number;
  minP?: number;
  seed?: number;
};

/**
 * Budget forcing: a thought is ended at `most` tokens; one that would end before `least` goes on after `nudge`, at most
 * `nudges` times (4 when it is not said).
 */
export type Thinking = { most?: number; least?: number; nudge?: string; nudges?: number };

/** A request to a `Chat`. */
export type ChatRequest = Sampling &
  Turns & {
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
    /**
     * Bounds on the length of the thought. A local model keeps them (infer/think-budget.ts); models behind an API
     * ignore them.
     */
    thinking?: Thinking;
    stop?: readonly string[];
    tools?: readonly Tool[];
    toolChoice?: ToolChoice;
    parallelToolCalls?: boolean;
    format?: AnswerFormat;
    /** Give each token's ln p and this many alternatives, 0..20. */
    logprobs?: number;
    /** Further fields of an OpenAI request body, sent on as they came to an upstream of that form. */
    wire?: Wire;
    /** Headers for an upstream: tracing, attribution. */
    headers?: Readonly<Record<string, string>>;
    /**
     * Also give what an upstream of the OpenAI form sent, as `raw` events, for a writer of that form: the chunks of a
     * stream, or one completion, which the upstream is then asked for whole.
     */
    raw?: 'chunks' | 'completion';
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
  toolCalls?: readonly ToolCall[];
  /** Of the answer's tokens, when asked for. */
  logprobs?: readonly TokenChoice[];
  /** What an upstream sent beside the fields above and wants back on the next turn, as it spelled it. */
  wire?: Wire;
  /** The model that wrote it, when it is not the one that was asked: its fallback. */
  model?: string;
  /** The version of the weights that drew it, where a model has versions; several are joined by '+'. */
  weights?: string;
};

/**
 * How the answer of a reply was found: the rule, and its position in the content in UTF-16 units (in the reasoning when
 * there is no content); or why there is none.
 */
export type AnswerSource = { rule: string; start: number; end: number } | { reason: string };

/**
 * The result of a check without the gold answer. `partial`: only a part of the question was checked (its examples, for
 * instance), so a pass proves nothing and a fail may come from a misread example.
 */
export type Verdict = { pass: boolean; reason: string; partial?: true };

/**
 * The outcome of selecting among candidates. `rule` names the first rule that decided, in this order: a passed check, a
 * strict majority, a judge where answers differ, the model's own confidence, the shorter chain of thought. A reply that
 * was cut off has no vote.
 */
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
  /** Of a check of an answer that was there before: what it said, and whether it stands unchanged. */
  first?: { answer: string; stands: boolean };
};

/** What happens while a question is answered, in order. The same stream feeds the screen, the trace and the tests. */
export type ChatEvent =
  /** Text as it is drawn. `index` is the continuation; `tokens` how many tokens this delta holds. */
  | { type: 'delta'; index: number; section: Section; text: string; tokens: number; logprobs?: readonly TokenChoice[] }
  /** A piece of a tool call. `call` counts the calls of the reply; `id` and `name` come with its first piece. */
  | { type: 'tool'; index: number; call: number; id?: string; name?: string; arguments: string; tokens: number }
  /** A continuation ended. */
  | { type: 'reply'; reply: Reply; usage: Usage }
  /** A plan was written; `leak` says that it held an answer and was dropped. */
  | { type: 'plan'; index: number; text: string; leak: boolean; usage: Usage }
  /**
   * A candidate was read and checked. `answer` is its extracted answer ('' when it has none), `read` how it was found.
   */
  | { type: 'verdict'; index: number; answer: string; read?: AnswerSource; verdict: Verdict | undefined }
  | { type: 'decision'; decision: Decision }
  /** An agent did something: an event of its run (agent/types.ts), as plain JSON. */
  | { type: 'act'; event: Wire }
  /**
   * Chunks that came together, or a completion, of an upstream, in OpenAI's form, with their JSON texts. The next
   * `covers` events were read from them and say the same: a writer of that form may pass the texts on in their place.
   * Only when the request asks for `raw`.
   */
  | { type: 'raw'; chunks: readonly { value: Wire; text: string }[]; covers: number }
  /**
   * Always last, exactly once. `reply` is the final answer. `replies`: of a chat that selects and was asked for n > 1,
   * all n final answers, numbered 0 to n − 1, `reply` the first of them; its `reply` events are of candidates.
   */
  | { type: 'done'; reply: Reply; replies?: readonly Reply[]; usage: Usage; seconds: number; failure?: Failure };

/**
 * Messages in, a stream of events out. Contract: yields exactly one `done`, last; a cancelled request ends with a
 * `done` whose finish is 'cancelled'; a failure of the model or the network is a `done` whose finish is 'error' with
 * the message in `content` and, where more is known, `failure`; only a programmer's error throws.
 */
export type Chat = (request: ChatRequest) => AsyncIterable<ChatEvent>;

/**
 * A request that is no chat (embeddings, rerank), passed on to the upstream of a model. `path` is below its base URL.
 * Gives the body of the answer, or why there is none.
 */
export type PassOn = (
  path: string,
  body: Wire,
  options: { signal: AbortSignal; headers: Readonly<Record<string, string>> },
) => Promise<{ value: Wire } | { failure: Failure }>;

/** One sampled token: its id and ln p under the raw logits. */
export type Token = { index: number; id: number; logprob: number };

/** A grammar as plain data: what a constrained continuation may write. See infer/mask.ts. */
export type Rule =
  | { type: 'text'; text: string }
  /** One of these characters. */
  | { type: 'chars'; chars: string }
  | { type: 'all'; parts: readonly Rule[] }
  | { type: 'any'; parts: readonly Rule[] }
  | { type: 'many'; of: Rule; least?: number; most?: number }
  | { type: 'rule'; name: string };
export type Grammar = { start: string; rules: Readonly<Record<string, Rule>> };

/** Whose request it is, and how urgent: callers take turns, and lower priorities (default 0) go before higher ones. */
export type Turns = { caller?: string; priority?: number };

/** A request to a `Sample`: n continuations that share one prompt of token ids. */
export type SampleRequest = Sampling &
  Turns & {
    prompt: readonly number[];
    n?: number;
    /** `logprob` is that of the distribution drawn from (temperature only), not of the raw logits. */
    tempered?: boolean;
    maxTokens: number;
    /** A continuation ends after any of these ids; the id itself is yielded. */
    stopIds?: readonly number[];
    /**
     * Only texts of this grammar are written; `pieces` says what each id writes. `logprob` is that among what may
     * follow.
     */
    mask?: { grammar: Grammar; pieces: readonly string[] };
    signal?: AbortSignal;
  };

/** Token ids in, tokens out as they are drawn; `finish` per continuation. It knows no text. */
export type SampleEvent =
  | ({ type: 'token' } & Token)
  /** `weights`: the versions of the weights that drew it, joined by '+', where a model has versions. */
  | { type: 'finish'; index: number; finish: Finish; weights?: string };
export type Sample = (request: SampleRequest) => AsyncIterable<SampleEvent>;

/** One question with everything known about it. Gold answers live here and never enter a `ChatRequest`. */
export type Item = {
  /** family/split/difficulty/seed/index: the arguments that reproduce this item. */
  id: string;
  family: string;
  difficulty: number;
  question: string;
  gold: string;
  /** A short plan that leaks no result. */
  plan: string;
  /** A long chain of thought that ends just before the answer. */
  thought: string;
};

export type Score = { correct: boolean; reason: string };

/** Checks a candidate against the question alone. Undefined: no check for this kind of question. */
export type Verify = (question: string, answer: string) => Verdict | undefined;

/** Scores a candidate against the gold answer. For rewards, evaluation and synthesis only. */
export type Grade = (item: Item, answer: string) => Score;
