/**
 * The types of MCP servers as an agent uses them. Types only. The wire, its two protocol eras and its transports are
 * the SDK's (connect.ts); a server with its life is server.ts; what a person agreed to is consent.ts; tools are
 * tools.ts.
 */
import type { Wire } from '../../types.ts';

/** How a server is reached, everything expanded. `env` comes beside PATH, HOME and the like, and nothing else does. */
export type McpTransport =
  | { type: 'stdio'; command: string; args: readonly string[]; env: Readonly<Record<string, string>>; cwd: string }
  | { type: 'http'; url: string; headers: Readonly<Record<string, string>> };

/** Which revision of the protocol is spoken. 'auto': whatever both sides have. */
export type McpProtocol = 'auto' | '2025-11-25' | '2026-07-28';

/** A server of the config. */
export type McpSource = {
  name: string;
  /** How it is reached, as a person reads it before they agree to it, without values of secrets. */
  summary: string;
  /** Whatever changes what is started or reached, unexpanded: a change asks the person again. */
  identity: unknown;
  /** Looks up variables. Throws an error with one sentence. */
  transport(): McpTransport;
  protocol?: McpProtocol;
  /** Which tools are used, as patterns. Undefined: all. */
  tools?: readonly string[];
  /** Tools that run without being asked for, as patterns: the operator's word. */
  allow?: readonly string[];
  /** Believe `readOnlyHint`: the operator's word. */
  trustHints?: boolean;
  /** Of a call. Default 120. */
  timeoutSeconds?: number;
};

/** A tool as a server lists it. `schema` is its JSON schema. */
export type McpTool = {
  name: string;
  description: string;
  schema: Wire;
  /** The server says that it changes nothing. Nobody has to believe it. */
  readOnlyHint: boolean;
};

/** What a call gave: what the SDK read, before it is made a text. */
export type McpResult = { content?: unknown; structuredContent?: unknown; isError?: unknown };

/** Options of a call. */
export type McpCall = { signal: AbortSignal; progress(text: string): void; seconds: number };

/** A connection to a server. */
export type McpConnection = {
  /** 2025-11-25, say. */
  protocol: string;
  /** 'legacy': before the revision of 2026-07-28. */
  era: 'legacy' | 'modern';
  title: string;
  list(signal?: AbortSignal): Promise<McpTool[]>;
  call(name: string, args: Wire, options: McpCall): Promise<McpResult>;
  /** The last that the server wrote to standard error. */
  lastWords(): string;
  close(): Promise<void>;
};
