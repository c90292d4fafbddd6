/**
 * What the server needs to know of the models behind it. Types only: who fills the catalog (cli/door.ts) knows how a
 * model thinks or where it runs; the server knows neither.
 */
import type { Chat, ChatRequest, Forward, Usage, Wire } from '../types.ts';
import type { Span } from './ledger/span.ts';

/** What a request says about how much thinking it wants, in the three places where it can say so. */
export type ThinkingOptions = {
  /** What follows the known name and a ':', '' when there is nothing: 'high', 'k2-think', 'n=8,plan=each'. */
  suffix: string;
  /** `reasoning_effort` or `reasoning.effort`, as given. */
  effort?: string;
  /** The body field `mizan`. */
  mizan?: Wire;
};

/** A model made ready for one request. */
export type Opened = {
  chat: Chat;
  /** The deltas of `chat` are of candidates that may lose: shown as reasoning; the answer is that of `done` (or its `replies`). */
  selects: boolean;
  /** What was decided about this request, for the `mizan` object of the response and the trace. */
  settings: Wire;
};

export type ServedModel = {
  id: string;
  ownedBy: string;
  /** Further fields of its entry in /v1/models: efforts and what they mean, context length, prices, capabilities. */
  about: Wire;
  /** The model for one request; its calls are recorded below `span`, where one is given. Throws a `RequestError` (errors.ts) on an option that it does not have. */
  open(request: ChatRequest, options: ThinkingOptions, span?: Span): Opened;
  /** Absent when the model has no upstream of the OpenAI form. The server uses it when no thinking option is set. */
  forward?: Forward;
  /** Every model that it may ask costs nothing, so budgets in dollars don't concern it. */
  free?: boolean;
  /** Ceilings in tokens or dollars hold for every request, which `open` alone keeps: nothing is forwarded. */
  bounded?: true;
  /**
   * The most that thinking about this request uses, from what one direct answer uses at the most; `bounded` when a ceiling
   * holds it. Undefined when the request can't be served as asked, which `open` then says.
   */
  mostUsage?(request: ChatRequest, options: ThinkingOptions, direct: Usage): (Usage & { bounded: boolean }) | undefined;
  /** What a forwarded response cost in US dollars, by the prices of its entry or of the model `answering` in its place; undefined when none is known. */
  cost?(usage: Usage, answering?: string): number | undefined;
};

/** The models behind the door. Names are matched exactly first, then the longest known name before a ':' ('qwen3:8b:high'). */
export type Catalog = {
  /** Servers that run on this machine and are not behind the door: told in /v1/models, so that a page can offer them. */
  discovered?(): readonly { name: string; url: string; models: readonly string[] }[];
  models(): readonly ServedModel[];
  find(name: string): { model: ServedModel; suffix: string } | undefined;
};
