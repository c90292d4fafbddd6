/** What the server needs to know of the models that it serves. Types only; gateway/catalog.ts fills the catalog. */
import type { Chat, ChatRequest, PassOn, Usage, Wire } from '../types.ts';
import type { Span } from './ledger/span.ts';

/** What a request says about how much thinking it wants, in the three places where it can say so. */
export type ThinkingOptions = {
  /** What follows the known name and a ':', '' when there is nothing: 'high', 'k2-think', 'n=8,plan=each'. */
  suffix: string;
  /** `reasoning_effort` or `reasoning.effort`, as given. */
  effort?: string;
  /** The body field `mizan`. */
  mizan?: Wire;
  /** Who asks, by the id of the key. */
  key?: string;
};

/** A model made ready for one request. */
export type Opened = {
  chat: Chat;
  /**
   * The deltas of `chat` are of candidates that may lose: shown as reasoning; the answer is that of `done` (or its
   * `replies`).
   */
  selects: boolean;
  /** The reply is that of one model as it is: what its upstream sent may be passed on. */
  passes?: boolean;
  /** What was decided about this request, for the `mizan` object of the response and the trace. */
  settings: Wire;
};

export type ServedModel = {
  id: string;
  ownedBy: string;
  /** Further fields of its entry in /v1/models: efforts and what they mean, context length, prices, capabilities. */
  about: Wire;
  /**
   * The model for one request; its calls are recorded below `span`, where one is given. Throws a `RequestError`
   * (errors.ts) on an option that it does not have.
   */
  open(request: ChatRequest, options: ThinkingOptions, span?: Span): Opened;
  /** The version of the weights that a request gets now, where they can change while it serves. */
  version?(): string;
  /** Requests that are no chat, to the upstream of the model. */
  passOn?: PassOn;
  /** Every model that it may ask costs nothing, so budgets in dollars don't concern it. */
  free?: boolean;
  /**
   * The most that thinking about this request uses, from what one direct answer uses at the most; `bounded` when a
   * ceiling holds it. Undefined when the request can't be served as asked, which `open` then says.
   */
  mostUsage?(request: ChatRequest, options: ThinkingOptions, direct: Usage): (Usage & { bounded: boolean }) | undefined;
  /**
   * US dollars for a usage by its prices, or those of the model `answering` in its place; undefined when none is known.
   */
  cost?(usage: Usage, answering?: string): number | undefined;
};

/**
 * The models that are served. Names are matched exactly first, then the longest known name before a ':'
 * ('qwen3:8b:high'). The default tag of Ollama says nothing: 'qwen3:latest' is 'qwen3', and the other way round.
 */
export type Catalog = {
  /** Model servers of this machine that are not served: told in /v1/models, so that a page can offer them. */
  discovered?(): readonly { name: string; url: string; models: readonly string[] }[];
  models(): readonly ServedModel[];
  find(name: string): { model: ServedModel; suffix: string } | undefined;
};
