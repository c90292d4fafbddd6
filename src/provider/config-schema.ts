/**
 * The zod schema of the config file, with the words that say what would be right. Names that refer to other parts of
 * the file are checked by config.ts.
 */
import { z } from 'zod';
import { mcpServer } from './mcp-servers.ts';
import { MODEL_FAMILY_NAMES } from './model-families.ts';
import { PRESET_NAMES } from './presets.ts';

const says = (error: string) => ({ error: () => `must be ${error}` });

const text = (what: string) => z.string(says(what)).min(1, says(what));
const flag = z.boolean(says('true or false'));
const whole = (min: number, max: number, of = '') => {
  const what = says(`a whole number from ${min} to ${max}${of}`);
  return z.number(what).int(what).min(min, what).max(max, what);
};
const dollars = z
  .number(says('US dollars per million tokens, such as 0.6'))
  .nonnegative(says('US dollars per million tokens, such as 0.6'));
const seconds = z
  .number(says('a number of seconds above 0'))
  .positive(says('a number of seconds above 0'))
  .max(86_400, says('at most 86400 seconds'));
const object = says('an object: { … }');
const list = <T extends z.ZodType>(of: T, what: string) => z.array(of, says(what));
const choice = <const C extends readonly [string, ...string[]]>(choices: C) =>
  z.enum(choices, says(`one of ${choices.join(', ')}`));
const wire = z.record(z.string(), z.unknown(), object);
const named = <T extends z.ZodType>(of: T) => z.record(z.string().min(1), of, object);

const REFERENCE =
  'an environment variable by name: "$NAME" or { "env": "NAME" }; a key itself never stands in this file';
const envName = z.string(says(REFERENCE)).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, says(REFERENCE));
/** Both spellings of a reference, as one. */
const reference = z.union(
  [
    z
      .string()
      .regex(/^\$\{?[A-Za-z_][A-Za-z0-9_]*\}?$/)
      .transform((given) => ({ env: given.replace(/^\$\{?|\}$/g, '') })),
    z.strictObject({ env: envName }),
  ],
  says(REFERENCE),
);

const capabilities = z
  .strictObject(
    {
      n: flag,
      tools: flag,
      json: flag,
      schema: flag,
      logprobs: flag,
      seed: flag,
      minP: flag,
    },
    object,
  )
  .partial();

const price = z.strictObject({ input: dollars, output: dollars, cached: dollars.optional() }, object);

const model = z.strictObject(
  {
    /** The name that the upstream knows it by, when that is another. */
    model: text("the model's name at the upstream").optional(),
    about: text('a sentence about the model').optional(),
    /** Read tool calls that it writes as text, and repair them, when it is asked by its own name. */
    repair: flag.optional(),
    price: price.optional(),
    contextLength: whole(1, 100_000_000, ' (tokens)').optional(),
    /** Whose advice on sampling holds, when the name does not tell: a row of model-families.ts, or false for none. */
    family: z
      .union([z.literal(false), z.enum(MODEL_FAMILY_NAMES)], says(`false or one of ${MODEL_FAMILY_NAMES.join(', ')}`))
      .optional(),
    capabilities: capabilities.optional(),
    thinkTags: z.union([flag, z.enum(['auto', 'opened'])], says('true, false, "auto" or "opened"')).optional(),
    fallbacks: list(text('the name of a model'), 'a list of names of models').optional(),
    body: wire.optional(),
  },
  object,
);

const timeouts = z
  .strictObject({ connect: seconds, firstByte: seconds, idle: seconds, total: seconds }, object)
  .partial();

const llamaServer = z.strictObject(
  {
    gguf: text('the path of a GGUF file'),
    draft: text('the path of a GGUF file of a small model that drafts').optional(),
    slots: whole(1, 1024).optional(),
    executable: text('the path of llama-server').optional(),
    args: list(z.string(says('a word of its command line')), 'a list of words for its command line').optional(),
    port: whole(1, 65_535).optional(),
    startSeconds: seconds.optional(),
    restarts: whole(0, 1000).optional(),
  },
  object,
);

const provider = z.strictObject(
  {
    preset: z.enum(PRESET_NAMES, says(`one of ${PRESET_NAMES.join(', ')}`)).optional(),
    baseUrl: text('an address such as http://127.0.0.1:8000/v1').optional(),
    key: reference.optional(),
    headers: named(z.union([reference, text('text or "$NAME"')])).optional(),
    models: named(model).optional(),
    llamaServer: llamaServer.optional(),
    timeoutSeconds: z
      .union([seconds, timeouts], says('a number of seconds, or { connect, firstByte, idle, total }'))
      .optional(),
    retries: whole(0, 10).optional(),
    concurrency: whole(1, 10_000).optional(),
    queue: whole(0, 100_000).optional(),
    fallbacks: list(text('the name of a model'), 'a list of names of models').optional(),
    capabilities: capabilities.optional(),
    reasoning: choice(['reasoning_content', 'reasoning', 'reasoning_details', 'none']).optional(),
    echo: choice(['tools', 'always', 'never']).optional(),
    maxTokens: choice(['max_tokens', 'max_completion_tokens']).optional(),
    seed: choice(['seed', 'random_seed']).optional(),
    streamUsage: flag.optional(),
    parts: flag.optional(),
    developer: flag.optional(),
    plainTurns: flag.optional(),
    lists: flag.optional(),
    noThink: wire.optional(),
    /** Of all its models: read tool calls that they write as text, and repair them. */
    repair: flag.optional(),
    body: wire.optional(),
  },
  object,
);

const server = z
  .strictObject(
    {
      host: text('an address to listen on, such as 127.0.0.1'),
      port: whole(0, 65_535),
      data: text('the folder for traces, spend and keys'),
      otlp: text('the address of an OpenTelemetry collector, such as http://127.0.0.1:4318'),
      cors: list(text('an origin such as https://example.org'), 'a list of origins'),
      /** Names under which it is addressed besides loopback, as a proxy in front passes them on. */
      hosts: list(text('a host name such as mizan.example.org'), 'a list of host names'),
      /** Ask for API keys on loopback too. */
      requireKeys: flag,
      /** Look for model servers on this machine, to offer them. Default true. */
      discover: flag,
      /** Run the programs of candidates in the sandbox where a question asks for code. Default true. */
      runCode: flag,
      maxBodyBytes: whole(1024, 1_000_000_000),
      maxMessages: whole(1, 100_000),
      requestSeconds: seconds,
      heartbeatSeconds: seconds,
      /**
       * Under which names thoughts leave in chat completions: reasoning_content, reasoning, thinking. Empty: they do
       * not.
       */
      reasoningFields: list(
        z.enum(['reasoning_content', 'reasoning', 'thinking'], says('reasoning_content, reasoning or thinking')),
        'a list of reasoning_content, reasoning, thinking',
      ),
      maxActive: whole(1, 100_000),
      maxQueued: whole(0, 100_000),
      maxTokens: whole(1, 100_000_000),
      maxCost: z.number(says('a number of US dollars')).positive(says('a number of US dollars')),
      /** How long what agents have done is kept, and how much of it. */
      runs: z.strictObject({ days: whole(0, 36_500), maxBytes: whole(0, Number.MAX_SAFE_INTEGER) }, object).partial(),
      traces: z.strictObject({ days: whole(0, 36_500), maxBytes: whole(0, Number.MAX_SAFE_INTEGER) }, object).partial(),
    },
    object,
  )
  .partial();

const verifierName = text('a name for the verifier').max(64, says('a name of at most 64 characters'));
/**
 * Of every verifier with a name: the models that it is for (default all), and whether an answer that passes is thereby
 * right.
 */
const scope = {
  name: verifierName,
  models: list(text('the name of a model'), 'a list of names of models').optional(),
  proves: flag.optional(),
};

const isPattern = (given: { pattern: string; flags?: string | undefined }): boolean => {
  try {
    return Boolean(new RegExp(given.pattern, given.flags));
  } catch {
    return false;
  }
};

const verifier = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('tasks') }),
    /** Fails answers with names or units that the question has not, or of another kind than it asks for. */
    z.strictObject({ type: z.literal('grounded') }),
    z.strictObject({ type: z.literal('kind') }),
    z.strictObject({ type: z.literal('json-schema'), ...scope, schema: wire }),
    z
      .strictObject({
        type: z.literal('regex'),
        ...scope,
        pattern: text('a regular expression'),
        flags: z
          .string(says('flags such as "i"'))
          .regex(/^[ims]*$/, says('any of the flags i, m, s'))
          .optional(),
        /** The answer must not match instead. */
        not: flag.optional(),
      })
      .refine(isPattern, says('a regular expression of JavaScript; its "pattern" can\'t be read')),
    z.strictObject({
      type: z.literal('command'),
      ...scope,
      command: list(text('a word of the command'), 'the command as a list of words').min(
        1,
        says('the command as a list of words'),
      ),
      timeoutSeconds: seconds.optional(),
      memoryMb: whole(16, 65_536, ' (MiB)').optional(),
      /** Run it without a sandbox where there is none. */
      unsafe: flag.optional(),
    }),
  ],
  says('{ "type": "tasks" | "grounded" | "kind" }, or { "type": "json-schema" | "regex" | "command", "name": …, … }'),
);

const agentName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, says('a name of letters, digits, "_" and "-", at most 40, a letter first'));

const ACTIONS = '"allow", "ask" or "deny", or an object of these by pattern';
const action = choice(['allow', 'ask', 'deny']);

const agent = z.strictObject(
  {
    /** Its model, with an effort where one is wanted: "qwen3:8b:high". Default: "mizan". */
    model: text('the name of a model').optional(),
    /** What it is good at, for people and for agents that may call it. */
    about: text('a sentence about the agent').optional(),
    instructions: text('the instructions as one text').optional(),
    /** Tools by name; "agent:NAME" is another agent, "mcp:NAME" all tools of an MCP server. Default: none. */
    tools: list(text('the name of a tool, "agent:NAME" or "mcp:NAME"'), 'a list of names of tools').optional(),
    /** Names of verifiers that a final answer has to pass. */
    checks: list(text('the name of a verifier'), 'a list of names of verifiers').optional(),
    budget: z
      .strictObject(
        {
          steps: whole(1, 10_000),
          tokens: whole(1, 1_000_000_000),
          seconds,
          cost: z.number(says('a number of US dollars')).positive(says('a number of US dollars')),
        },
        object,
      )
      .partial()
      .optional(),
    /** Tell it of repeated calls, and stop it. Default true. */
    repeats: flag.optional(),
    /** Try once whether its model sees what tools give, before it is asked first. Default true. */
    probe: flag.optional(),
    /** Of the model, in tokens, where it is not known. */
    window: whole(256, 100_000_000, ' (tokens)').optional(),
    /**
     * What callers of the server may let its tools do on this machine: nothing, read, whatever the person at the page
     * agrees to, or everything. Default "asked" where `folder` is named, else "nothing".
     */
    serve: choice(['nothing', 'reads', 'asked', 'everything']).optional(),
    /** The working folder of its tools for callers of the server. */
    folder: text('the path of a folder').optional(),
    /**
     * What its tools may do without a question, by tool, or by tool and pattern: agent/permission.ts says how they fit.
     */
    permissions: z
      .record(z.string(), z.union([action, z.record(z.string(), action, object)], says(ACTIONS)), object)
      .optional(),
    /** Hosts that its tool `fetch` may reach. */
    hosts: list(text('the name of a host'), 'a list of names of hosts').optional(),
  },
  object,
);

const panel = list(text('the name of a model'), 'a list of names of models')
  .min(2, says('at least 2 names of models'))
  .max(16, says('at most 16 names of models'));

export const configSchema = z.strictObject(
  {
    $schema: z.string().optional(),
    providers: named(provider).optional(),
    roles: z
      .strictObject(
        {
          solver: z.union(
            [
              text('the name of a model'),
              list(text('the name of a model'), 'a list of names of models')
                .min(2, says('at least 2 names of models'))
                .max(16, says('at most 16 names of models')),
            ],
            says('the name of a model, or a list of them: a panel'),
          ),
          planner: text('the name of a model'),
          judge: text('the name of a model'),
        },
        object,
      )
      .partial()
      .optional(),
    server: server.optional(),
    verifiers: list(verifier, 'a list of verifiers').optional(),
    /** Agents by name: served as "agent:NAME", and tools of each other. "act" is the default one. */
    agents: z.record(agentName, agent, object).optional(),
    /** Panels of models by name: a model that draws from each of them in turn and votes. */
    panels: named(panel).optional(),
    /** MCP servers by name, as other programs write them. */
    mcpServers: named(mcpServer).optional(),
  },
  object,
);

export type ProviderFile = z.infer<typeof provider>;
export type ModelFile = z.infer<typeof model>;
/** Settings of `mizan serve`; flags win over them. */
export type ServerSettings = z.infer<typeof server>;
/** A check that the operator declared. Nothing in a prompt can name one. */
export type VerifierSettings = z.infer<typeof verifier>;
/** An agent as the config names it. */
export type AgentSettings = z.infer<typeof agent>;
