/**
 * The tools of the conformance suite that ask the client for something: for input of a person, an answer of its model,
 * or its folders. Before the revision of 2026-07-28 a server sends such a request while it works; since then it returns
 * what it needs, and the client calls again with it.
 */
import {
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });

/** Signs what goes through the client and comes back. */
export const stateCodec = createRequestStateCodec<{ step: string; name?: string }>({
  key: crypto.getRandomValues(new Uint8Array(32)),
});

const texts = (...names: string[]) => ({
  type: 'object' as const,
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  required: names,
});

const registerAsking = (server: McpServer): void => {
  server.registerTool(
    'test_sampling',
    { description: "Asks the client's model", inputSchema: z.object({ prompt: z.string().describe('What to ask') }) },
    async ({ prompt }, { mcpReq }) => {
      const { content } = await mcpReq.requestSampling({
        messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
        maxTokens: 100,
      });
      const [first] = [content].flat();
      return text(`LLM response: ${first?.type === 'text' ? first.text : 'no text'}`);
    },
  );
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the person', inputSchema: z.object({ message: z.string().describe('What to ask') }) },
    async ({ message }, { mcpReq }) => {
      const requestedSchema = {
        type: 'object' as const,
        properties: {
          username: { type: 'string' as const, description: "User's response" },
          email: { type: 'string' as const, description: "User's email address" },
        },
        required: ['username', 'email'],
      };
      const { action, content } = await mcpReq.elicitInput({ message, requestedSchema });
      return text(`User response: action: ${action}, content: ${JSON.stringify(content ?? {})}`);
    },
  );
};

/** A tool without arguments that asks the person to fill in these fields. */
const registerForm = (server: McpServer, name: string, properties: object): void => {
  server.registerTool(name, { description: `Asks for a form: ${name}` }, async ({ mcpReq }: ServerContext) => {
    const requestedSchema = { type: 'object' as const, properties: properties as never };
    const { action, content } = await mcpReq.elicitInput({ message: 'Please fill this in', requestedSchema });
    return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);
  });
};

const registerForms = (server: McpServer): void => {
  registerForm(server, 'test_elicitation_sep1034_defaults', {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  });
  const titled = (...names: string[]) => names.map((title, i) => ({ const: `value${i + 1}`, title }));
  const options = ['option1', 'option2', 'option3'];
  registerForm(server, 'test_elicitation_sep1330_enums', {
    untitledSingle: { type: 'string', enum: options },
    titledSingle: { type: 'string', oneOf: titled('First Option', 'Second Option', 'Third Option') },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
    titledMulti: { type: 'array', items: { anyOf: titled('First Choice', 'Second Choice', 'Third Choice') } },
  });
};

const elicit = (message: string, ...names: string[]) =>
  inputRequired.elicit({ message, requestedSchema: texts(...names) });
const sample = (question: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens,
  });

const sampled = (responses: ServerContext['mcpReq']['inputResponses'], key: string): string | undefined => {
  const view = inputResponse(responses, key);
  if (view.kind !== 'sampling') return undefined;
  const [first] = [view.result.content].flat();
  return first?.type === 'text' ? first.text : '';
};

const nameSchema = z.object({ name: z.string() });

const registerReturning = (server: McpServer): void => {
  const tool = (name: string, run: (request: ServerContext['mcpReq']) => Promise<unknown>): void => {
    server.registerTool(
      name,
      { description: `Needs something of the client: ${name}` },
      async ({ mcpReq }) => (await run(mcpReq)) as ReturnType<typeof text>,
    );
  };
  tool('test_input_required_result_elicitation', async ({ inputResponses }) => {
    const given = acceptedContent(inputResponses, 'user_name', nameSchema);
    if (given) return text(`Hello, ${given.name}!`);
    return inputRequired({ inputRequests: { user_name: elicit('What is your name?', 'name') } });
  });
  tool('test_input_required_result_sampling', async ({ inputResponses }) => {
    const said = sampled(inputResponses, 'capital_question');
    if (said !== undefined) return text(said);
    return inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } });
  });
  tool('test_input_required_result_list_roots', async ({ inputResponses }) => {
    const view = inputResponse(inputResponses, 'client_roots');
    if (view.kind === 'roots') return text(`Roots: ${view.roots.map(({ uri }) => uri).join(', ')}`);
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  tool('test_input_required_result_capabilities', async ({ inputResponses }) => {
    const said = sampled(inputResponses, 'question');
    return said === undefined ? inputRequired({ inputRequests: { question: sample('Hello?', 20) } }) : text(said);
  });
  tool('test_missing_capability', async () => inputRequired({ inputRequests: { question: sample('Hello?', 20) } }));
  tool('test_streaming_elicitation', async ({ inputResponses, log }) => {
    const given = acceptedContent(inputResponses, 'user_name', nameSchema);
    if (given) return text(`Hello, ${given.name}!`);
    await log('info', 'about to ask');
    return inputRequired({ inputRequests: { user_name: elicit('What is your name?', 'name') } });
  });
};

const confirm = inputRequired.elicit({
  message: 'Please confirm',
  requestedSchema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
});

const registerStates = (server: McpServer): void => {
  type State = { step: string; name?: string };
  const tool = (name: string, run: (context: ServerContext) => Promise<unknown>): void => {
    server.registerTool(
      name,
      { description: `Goes on where it was: ${name}` },
      async (context: ServerContext) => (await run(context)) as ReturnType<typeof text>,
    );
  };
  for (const name of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state'])
    tool(name, async (context) => {
      const state = context.mcpReq.requestState<State>();
      if (state?.step === 'confirm' && acceptedContent(context.mcpReq.inputResponses, 'confirm'))
        return text('state-ok');
      const requestState = await stateCodec.mint({ step: 'confirm' }, context);
      return inputRequired({ inputRequests: { confirm }, requestState });
    });
  tool('test_input_required_result_multiple_inputs', async (context) => {
    const { inputResponses } = context.mcpReq;
    const name = acceptedContent(inputResponses, 'user_name', nameSchema)?.name;
    const greeting = sampled(inputResponses, 'greeting');
    const roots = inputResponse(inputResponses, 'client_roots');
    if (name !== undefined && greeting !== undefined && roots.kind === 'roots')
      return text(`${greeting} ${name}, ${roots.roots.length} roots`);
    return inputRequired({
      inputRequests: {
        user_name: elicit('What is your name?', 'name'),
        greeting: sample('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await stateCodec.mint({ step: 'all' }, context),
    });
  });
  tool('test_input_required_result_multi_round', async (context) => {
    const { inputResponses, requestState } = context.mcpReq;
    const state = requestState<State>();
    const ask = async (step: string, request: ReturnType<typeof elicit>, held: State) =>
      inputRequired({ inputRequests: { [step]: request }, requestState: await stateCodec.mint(held, context) });
    const name = acceptedContent(inputResponses, 'step1', nameSchema)?.name;
    if (state?.step === 'step1' && name !== undefined)
      return ask('step2', elicit('Step 2: What is your favorite color?', 'color'), { step: 'step2', name });
    const color = acceptedContent(inputResponses, 'step2', z.object({ color: z.string() }))?.color;
    if (state?.step === 'step2' && color !== undefined) return text(`${state.name ?? ''} likes ${color}`);
    return ask('step1', elicit('Step 1: What is your name?', 'name'), { step: 'step1' });
  });
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'A prompt that needs a word of the person' },
    async ({ mcpReq }: ServerContext) => {
      const given = acceptedContent(mcpReq.inputResponses, 'user_context', z.object({ context: z.string() }));
      const asked = { user_context: elicit('What context should the prompt use?', 'context') };
      if (!given) return inputRequired({ inputRequests: asked });
      const content = { type: 'text' as const, text: `In the context of ${given.context}.` };
      return { messages: [{ role: 'user' as const, content }] };
    },
  );
};

/** Gives `server` all of them. */
export const registerInputs = (server: McpServer): void => {
  registerAsking(server);
  registerForms(server);
  registerReturning(server);
  registerStates(server);
};
