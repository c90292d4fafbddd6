/**
 * What clients were seen to send, in public reports about OpenAI's, Anthropic's and Ollama's SDKs, Codex, Claude Code,
 * Cline, Continue, LangChain, Open WebUI and Pydantic AI, and what has to come of it: an answer, or an error that says
 * what to do.
 */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Wire } from '../../src/types.ts';
import { chunk, DONE, end, role, text, type Outcome, type WireCase } from './play.ts';

const MESSAGES = '/v1/messages';
const RESPONSES = '/v1/responses';
const PICTURE = 'data:image/png;base64,QUJD';
const FUNCTION = { type: 'object', properties: { a: { type: 'string' } } };
const tool = (name: string): Wire => ({ type: 'function', function: { name, parameters: FUNCTION } });
const user = (content: unknown): Wire => ({ role: 'user', content });
const call = (args: unknown, id: string | null = 'c1'): Wire => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: args },
});

type Row = Omit<WireCase, 'kind'>;
const rows = (kind: string, list: readonly Row[]): WireCase[] => list.map((row) => ({ ...row, kind }));

const works =
  (more: (out: Outcome) => void = () => {}) =>
  (out: Outcome): void => {
    assert.equal(out.status, 200, out.text);
    assert.equal(out.content, 'fine');
    more(out);
  };
const refused =
  (status: number, message: RegExp) =>
  (out: Outcome): void => {
    assert.equal(out.status, status, out.text);
    assert.match(out.error ?? '', message);
  };

const NOTHING = rows(
  'fields that say nothing',
  (
    [
      ['max_tokens', null],
      ['max_tokens', 0],
      ['max_completion_tokens', -1],
      ['tools', []],
      ['tool_choice', null],
      ['tool_choice', 'none'],
      ['stop', null],
      ['stop', []],
      ['stop', ['']],
      ['stop', [null, '']],
      ['seed', -1],
      ['logit_bias', {}],
      ['logit_bias', null],
      ['user', ''],
      ['metadata', null],
      ['response_format', null],
      ['response_format', { type: 'text' }],
      ['response_format', { type: '' }],
      ['stream_options', null],
      ['parallel_tool_calls', null],
      ['n', null],
      ['temperature', null],
      ['top_p', null],
      ['frequency_penalty', null],
      ['logprobs', false],
      ['top_logprobs', null],
      ['reasoning_effort', null],
      ['reasoning_effort', ''],
      ['reasoning', {}],
      ['functions', []],
      ['function_call', 'auto'],
      ['modalities', null],
      ['audio', null],
      ['prediction', null],
      ['service_tier', null],
      ['store', null],
      ['web_search_options', null],
      ['verbosity', null],
    ] as [string, unknown][]
  ).flatMap(([name, value]) =>
    ['up', 'told'].map((model): Row => ({
      name: `${name} ${JSON.stringify(value)} to ${model}`,
      model,
      body: { [name]: value },
      check: works((out) => {
        if (name !== 'stream_options' && (value === null || value === '' || name === 'max_tokens' || name === 'stop'))
          assert.equal(out.asked[name], undefined);
      }),
    })),
  ),
);

const tooled = (turns: Wire[]): Wire => ({ tools: [tool('f')], messages: [user('hi'), ...turns, user('go on')] });

const TURNS = rows('turns', [
  {
    name: 'content null beside calls, to Ollama (Pydantic AI)',
    model: 'ol',
    body: tooled([
      { role: 'assistant', content: null, tool_calls: [call('{}')] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ]),
    check: works(({ turns }) => assert.equal(typeof turns[1]!.content, 'string')),
  },
  {
    name: 'content missing beside calls',
    body: tooled([
      { role: 'assistant', tool_calls: [call('{}')] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ]),
    check: works(),
  },
  {
    name: 'arguments cut off in the history, to Ollama',
    model: 'ol',
    body: tooled([
      { role: 'assistant', content: '', tool_calls: [call('{"a": "b')] },
      { role: 'tool', tool_call_id: 'c1', content: 'bad' },
    ]),
    check: works(({ turns }) =>
      JSON.parse(((turns[1]!.tool_calls as Wire[])[0]!.function as Wire).arguments as string),
    ),
  },
  {
    name: 'arguments "" in the history',
    body: tooled([
      { role: 'assistant', content: '', tool_calls: [call('')] },
      { role: 'tool', tool_call_id: 'c1', content: 'x' },
    ]),
    check: works(({ turns }) => assert.equal(((turns[1]!.tool_calls as Wire[])[0]!.function as Wire).arguments, '{}')),
  },
  {
    name: 'tool content null',
    body: tooled([
      { role: 'assistant', content: null, tool_calls: [call('{}')] },
      { role: 'tool', tool_call_id: 'c1', content: null },
    ]),
    check: works(({ turns }) => assert.equal(turns[2]!.content, '')),
  },
  {
    name: 'tool content as an object',
    body: tooled([
      { role: 'assistant', content: null, tool_calls: [call('{}')] },
      { role: 'tool', tool_call_id: 'c1', content: { ok: true } },
    ]),
    check: works(({ turns }) => assert.match(JSON.stringify(turns[2]), /ok/)),
  },
  {
    name: 'a turn of role function',
    body: {
      functions: [{ name: 'f', parameters: FUNCTION }],
      messages: [
        user('hi'),
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: '3' },
      ],
    },
    check: works(),
  },
  {
    name: 'tool_calls [] and null in turns (LangChain, LiteLLM)',
    body: {
      messages: [
        user('hi'),
        {
          role: 'assistant',
          content: 'yes',
          tool_calls: [],
          function_call: null,
          refusal: null,
          audio: null,
          annotations: [],
        },
        user('go on'),
      ],
    },
    check: works(({ turns }) => assert.equal(turns[1]!.tool_calls, undefined)),
  },
  {
    name: 'an empty assistant turn',
    body: { messages: [user('hi'), { role: 'assistant', content: '' }, user('go on')] },
    check: works(),
  },
  {
    name: 'an assistant turn last (prefill)',
    body: { messages: [user('hi'), { role: 'assistant', content: 'The answer is' }] },
    check: works(({ turns }) => assert.equal(turns.length, 2)),
  },
  {
    name: 'parts of text for a told model',
    model: 'told',
    body: {
      messages: [
        user([
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ]),
      ],
    },
    check: works(),
  },
  {
    name: 'an empty list of parts',
    body: { messages: [user([])] },
    check: (out) => assert.ok(out.status === 200 || out.status === 400, out.text),
  },
  {
    name: 'a picture as text (llava clients)',
    body: { messages: [user([{ type: 'image_url', image_url: PICTURE }])] },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /QUJD/)),
  },
  {
    name: 'input_text parts in chat',
    body: { messages: [user([{ type: 'input_text', text: 'hello' }])] },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /hello/)),
  },
  {
    name: 'cache_control on parts',
    body: { messages: [user([{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }])] },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /ephemeral/)),
  },
  {
    name: 'reasoning_content given back',
    model: 'up',
    body: { messages: [user('a'), { role: 'assistant', content: 'b', reasoning_content: 'well' }, user('c')] },
    check: works(),
  },
  {
    name: 'name null and extra fields',
    body: { messages: [{ role: 'user', content: 'hi', name: null, timestamp: 3 }] },
    check: works(({ turns }) => assert.ok(!('name' in turns[0]!))),
  },
  {
    name: 'a role of model or human',
    body: { messages: [{ role: 'human', content: 'hi' }] },
    check: refused(400, /role/),
  },
  { name: 'no messages', body: { messages: [] }, check: refused(400, /messages/) },
  { name: 'prompt instead of messages', body: { messages: undefined, prompt: 'hi' }, check: refused(400, /messages/) },
  {
    name: 'system in the middle, for a template that takes one',
    body: { messages: [{ role: 'system', content: 'a' }, { role: 'developer', content: 'b' }, user('hi')] },
    check: works(({ turns }) =>
      assert.deepEqual(
        turns.map((turn) => turn.role),
        ['system', 'user'],
      ),
    ),
  },
  {
    name: 'system parts and developer text at the head',
    body: {
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'a' }] },
        { role: 'developer', content: 'b' },
        user('hi'),
      ],
    },
    check: works(({ turns }) => assert.match(JSON.stringify(turns[0]), /a.*b/)),
  },
  { name: 'only a system turn', body: { messages: [{ role: 'system', content: 'a' }] }, check: works() },
]);

const SENT_ON = rows('fields sent on', [
  ...(
    [
      ['top_k', 20],
      ['min_p', 0.1],
      ['repetition_penalty', 1.1],
      ['guided_json', FUNCTION],
      ['guided_choice', ['a', 'b']],
      ['chat_template_kwargs', { enable_thinking: true }],
      ['thinking_budget', 100],
      ['logit_bias', { 5: -100 }],
      ['user', 'ada'],
      ['extra_body', { a: 1 }],
      ['provider', { order: ['x'] }],
      ['transforms', ['middle-out']],
      ['cache_prompt', true],
      ['grammar', 'root ::= "a"'],
      ['keep_alive', '5m'],
      ['service_tier', 'flex'],
      ['prediction', { type: 'content', content: 'x' }],
      ['verbosity', 'low'],
      ['store', false],
      ['metadata', { a: 'b' }],
      ['seed', 0],
      ['presence_penalty', 0],
      ['safety_identifier', 's'],
      ['prompt_cache_key', 'k'],
    ] as [string, unknown][]
  ).flatMap(([name, value]) =>
    ['up', 'told'].map((model): Row => ({
      name: `${name} to ${model}`,
      model,
      body: { [name]: value },
      check: works((out) => assert.deepEqual(out.asked[name], value)),
    })),
  ),
  {
    name: 'response_format of a grammar',
    body: { response_format: { type: 'grammar', grammar: 'x' } },
    check: works((out) => assert.deepEqual(out.asked.response_format, { type: 'grammar', grammar: 'x' })),
  },
  {
    name: 'strict of a tool',
    body: { tools: [{ type: 'function', function: { name: 'f', parameters: FUNCTION, strict: true } }] },
    check: works((out) => assert.match(JSON.stringify(out.asked.tools), /"strict":true/)),
  },
  {
    name: 'a tool without parameters',
    body: { tools: [{ type: 'function', function: { name: 'f' } }] },
    check: works(),
  },
  {
    name: 'parameters null',
    body: { tools: [{ type: 'function', function: { name: 'f', parameters: null, description: null } }] },
    check: works(),
  },
  {
    name: 'a tool without type',
    body: { tools: [{ function: { name: 'f', parameters: FUNCTION } }] },
    check: works((out) => assert.match(JSON.stringify(out.asked.tools), /"type":"function"/)),
  },
  {
    name: 'a custom tool and the choice of it',
    body: {
      tools: [{ type: 'custom', custom: { name: 'patch' } }],
      tool_choice: { type: 'custom', custom: { name: 'patch' } },
    },
    check: works(({ asked }) => {
      assert.deepEqual(asked.tools, [{ type: 'custom', custom: { name: 'patch' } }]);
      assert.deepEqual(asked.tool_choice, { type: 'custom', custom: { name: 'patch' } });
    }),
  },
  {
    name: 'allowed_tools',
    body: { tools: [tool('f')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } } },
    check: works(({ asked }) => assert.equal((asked.tool_choice as Wire).type, 'allowed_tools')),
  },
  {
    name: 'tool_choice any',
    body: { tools: [tool('f')], tool_choice: 'any' },
    check: works((out) => assert.equal(out.asked.tool_choice, 'required')),
  },
  {
    name: 'tool_choice with a name beside type',
    body: { tools: [tool('f')], tool_choice: { type: 'function', name: 'f' } },
    check: works((out) => assert.match(JSON.stringify(out.asked.tool_choice), /"f"/)),
  },
  {
    name: 'max_completion_tokens to a server that knows max_tokens',
    body: { max_completion_tokens: 7 },
    check: works((out) => assert.equal(out.asked.max_tokens, 7)),
  },
  {
    name: 'max_tokens as a float',
    body: { max_tokens: 50.0 },
    check: works((out) => assert.equal(out.asked.max_tokens, 50)),
  },
  {
    name: 'max_tokens as text',
    body: { max_tokens: '50' },
    check: (out) => assert.ok(out.status === 200 || /max_tokens/.test(out.error!), out.text),
  },
  { name: 'temperature above 2', body: { temperature: 3 }, check: refused(400, /temperature/) },
]);

const orNamed =
  (field: RegExp) =>
  (out: Outcome): void =>
    assert.ok(out.status === 200 || (out.status === 400 && field.test(out.error!)), out.text);
const ODD = rows('odd values of fields', [
  { name: 'stream as text', body: { stream: 'false' }, check: orNamed(/stream/) },
  { name: 'temperature as text', body: { temperature: '0.7' }, check: orNamed(/temperature/) },
  { name: 'n as text', body: { n: '1' }, check: orNamed(/^n\b/) },
  { name: 'max_tokens as a fraction', body: { max_tokens: 50.5 }, check: orNamed(/max_tokens/) },
  { name: 'response_format as text', body: { response_format: 'json_object' }, check: orNamed(/response_format/) },
  {
    name: 'json_object with a schema (llama.cpp, Together)',
    body: { response_format: { type: 'json_object', schema: FUNCTION } },
    script: [role, text('{"a":"b"}'), end, DONE],
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.match(JSON.stringify(out.asked.response_format), /"schema"/);
    },
  },
  {
    name: 'json_schema without a name',
    body: { response_format: { type: 'json_schema', json_schema: { schema: FUNCTION } } },
    script: [role, text('{"a":"b"}'), end, DONE],
    check: (out) => assert.equal(out.status, 200, out.text),
  },
  {
    name: 'json_schema with the schema one level up',
    body: { response_format: { type: 'json_schema', name: 'x', schema: FUNCTION } },
    script: [role, text('{"a":"b"}'), end, DONE],
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.match(JSON.stringify(out.asked.response_format), /"properties"/);
    },
  },
  {
    name: 'parallel_tool_calls without tools',
    body: { parallel_tool_calls: false },
    check: works((out) => assert.equal(out.asked.parallel_tool_calls, undefined)),
  },
  { name: 'tool_choice required without tools', body: { tool_choice: 'required' }, check: orNamed(/tool_choice/) },
  { name: 'stream_options without stream', body: { stream_options: { include_usage: true } }, check: works() },
  { name: 'logprobs as a number', body: { logprobs: 3 }, check: orNamed(/logprobs/) },
  { name: 'top_logprobs without logprobs', body: { top_logprobs: 3 }, check: orNamed(/top_logprobs/) },
  { name: 'seventeen stops', body: { stop: Array.from({ length: 17 }, (_, i) => `s${i}`) }, check: orNamed(/stop/) },
  { name: 'a tool twice', body: { tools: [tool('f'), tool('f')] }, check: orNamed(/tools/) },
  { name: 'a tool whose name has a dot or a space', body: { tools: [tool('a.b'), tool('c d')] }, check: works() },
  {
    name: 'a model with white space around it',
    model: ' up ',
    check: (out) => assert.ok(out.status === 200 || out.status === 404, out.text),
  },
  { name: 'no model', body: { model: undefined }, check: orNamed(/model/) },
  {
    name: 'audio and file parts',
    body: {
      messages: [
        user([
          { type: 'text', text: 'a' },
          { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,QUJD', filename: 'a.pdf' } },
        ]),
      ],
    },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /QUJD.*a\.pdf|a\.pdf.*QUJD/)),
  },
  {
    name: 'text parts without type',
    body: { messages: [user([{ text: 'hello' }])] },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /hello/)),
  },
]);

const PATTERNS = rows(
  'patterns of schemas',
  [
    '^\\d{3}\\-\\d{4}$',
    '(?i)^abc$',
    '^(?P<year>\\d{4})$',
    '\\A\\d+\\Z',
    '^[\\w\\-\\.]+@[\\w\\-]+$',
    '^\\p{L}+$',
    '[',
    '(?<!a)b',
    '^(?>a+)$',
    '^\\/[a-z]+\\/$',
    '^[^\\]]*$',
    '\\h+',
  ].map((pattern): Row => ({
    name: pattern,
    body: {
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'p',
          strict: true,
          schema: { type: 'object', properties: { x: { type: 'string', pattern } } },
        },
      },
    },
    script: [role, text('{"y":1}'), end, DONE],
    check: (out) => assert.equal(out.status, 200, out.text),
  })),
);

const OFF = rows(
  'thinking switched off',
  (
    [
      { enable_thinking: false },
      { chat_template_kwargs: { enable_thinking: false } },
      { chat_template_kwargs: { thinking: false } },
      { extra_body: { enable_thinking: false } },
      { extra_body: { chat_template_kwargs: { enable_thinking: false } } },
      { reasoning: { enabled: false } },
      { reasoning: { effort: 'none' } },
      { reasoning: { max_tokens: 0 } },
      { reasoning_effort: 'none' },
      { reasoning_effort: 'disable' },
      { thinking: { type: 'disabled' } },
      { thinking: false },
      { think: false },
      { options: { think: false } },
      { thinking_budget: 0 },
      { reasoning_budget: 0 },
      { thinking_config: { thinking_budget: 0 } },
      { extra_body: { google: { thinking_config: { thinking_budget: 0 } } } },
      { include_reasoning: false, reasoning_effort: 'none' },
      { messages: [user('What is MCMXCIV? /no_think')] },
    ] as Wire[]
  ).map((body): Row => ({
    name: JSON.stringify(body),
    model: 'mizan',
    body: { messages: [user('What is MCMXCIV as a number?')], ...body },
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.equal(((out.json.mizan as Wire).settings as Wire).profile, 'none', out.text);
    },
  })),
);

const items = (...list: Wire[]): Wire => ({ input: list });
const RESPONSES_CASES = rows('the Responses API', [
  {
    name: 'an empty input (a probe of Codex)',
    path: RESPONSES,
    body: { input: [], max_output_tokens: 1 },
    check: (out) => assert.ok(out.status === 200 || (out.status === 400 && /input/.test(out.error!)), out.text),
  },
  { name: 'tools [] with tool_choice auto', path: RESPONSES, body: { tools: [], tool_choice: 'auto' }, check: works() },
  {
    name: 'include of encrypted reasoning',
    path: RESPONSES,
    body: { include: ['reasoning.encrypted_content'], store: false },
    check: works(),
  },
  {
    name: 'developer turns after user turns',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'b' }] },
      user('go on'),
    ),
    check: works(),
  },
  {
    name: 'output_text parts with logprobs null and annotations null (Agents SDK)',
    path: RESPONSES,
    body: items(
      user('hi'),
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'yes', annotations: null, logprobs: null }],
      },
      user('go on'),
    ),
    check: works(({ turns }) => assert.equal(turns[1]!.content, 'yes')),
  },
  {
    name: 'items with id null and status null',
    path: RESPONSES,
    body: items(
      user('hi'),
      { id: null, status: null, type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      { id: null, status: null, type: 'function_call_output', call_id: 'c', output: 'x' },
    ),
    check: works(),
  },
  {
    name: 'arguments as an object',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'function_call', call_id: 'c', name: 'f', arguments: { a: 1 } },
      { type: 'function_call_output', call_id: 'c', output: 'x' },
    ),
    check: works(),
  },
  {
    name: 'an output as an object or a number',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: { ok: 1 } },
    ),
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /ok/)),
  },
  {
    name: 'an output that is empty',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: [] },
    ),
    check: works(),
  },
  { name: 'a message without type', path: RESPONSES, body: items({ role: 'user', content: 'hi' }), check: works() },
  {
    name: 'a message with content null',
    path: RESPONSES,
    body: items(user('hi'), { type: 'message', role: 'assistant', content: null }, user('x')),
    check: (out) => assert.ok(out.status === 200 || /input/.test(out.error!), out.text),
  },
  {
    name: 'a summary of reasoning that is null, with encrypted content of others',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'reasoning', id: 'r', summary: [], content: null, encrypted_content: 'gAAA' },
      user('x'),
    ),
    check: works(),
  },
  {
    name: 'items of tools that ran elsewhere',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'web_search_call', id: 'w', status: 'completed', action: { type: 'search', query: 'x' } },
      { type: 'file_search_call', id: 'x', queries: [], results: null, status: 'completed' },
      { type: 'code_interpreter_call', id: 'y', code: '1', outputs: null },
      { type: 'mcp_list_tools', id: 'm', tools: [] },
      { type: 'image_generation_call', id: 'g', result: 'AA' },
      user('x'),
    ),
    check: works((out) => assert.ok(out.headers.get('x-mizan-left-out'))),
  },
  {
    name: 'Codex: namespaces, custom, shell, web search together',
    path: RESPONSES,
    body: {
      tools: [
        { type: 'function', name: 'shell', parameters: FUNCTION },
        { type: 'custom', name: 'apply_patch', format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' } },
        { type: 'web_search', external_web_access: true },
        { type: 'image_generation' },
        { type: 'local_shell' },
        {
          type: 'namespace',
          name: 'mcp',
          description: 'd',
          tools: [{ type: 'function', name: 'g', parameters: FUNCTION }],
        },
        { type: 'tool_search' },
      ],
    },
    check: works(({ asked }) =>
      assert.deepEqual(
        (asked.tools as Wire[]).map((one) => (one.function as Wire).name),
        ['shell', 'apply_patch', 'local_shell', 'mcp__g'],
      ),
    ),
  },
  {
    name: 'additional_tools in the input (newer Codex)',
    path: RESPONSES,
    body: items(
      { type: 'additional_tools', tools: [{ type: 'function', name: 'extra', parameters: FUNCTION }] },
      user('hi'),
    ),
    check: works(({ asked }) => assert.match(JSON.stringify(asked.tools ?? []), /extra/)),
  },
  {
    name: 'a tool_search_output in the input',
    path: RESPONSES,
    body: items(
      user('hi'),
      { type: 'tool_search_call', call_id: 't', execution: 'client', arguments: { query: 'x' } },
      {
        type: 'tool_search_output',
        call_id: 't',
        execution: 'client',
        tools: [{ type: 'function', name: 'found', parameters: FUNCTION }],
      },
      user('go on'),
    ),
    check: works(),
  },
  {
    name: 'functions in the form of chat',
    path: RESPONSES,
    body: { tools: [{ type: 'function', function: { name: 'f', parameters: FUNCTION } }] },
    check: (out) =>
      assert.ok(
        out.status === 200 ? /"f"/.test(JSON.stringify(out.asked.tools)) : /tools\[0\]/.test(out.error!),
        out.text,
      ),
  },
  {
    name: 'max_output_tokens null, temperature null',
    path: RESPONSES,
    body: {
      max_output_tokens: null,
      temperature: null,
      top_p: null,
      reasoning: null,
      text: null,
      tools: null,
      tool_choice: null,
      previous_response_id: null,
      metadata: null,
      user: null,
      include: null,
      truncation: null,
    },
    check: works(),
  },
  {
    name: 'chat messages in input',
    path: RESPONSES,
    body: items(
      { role: 'system', content: 'a' },
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ),
    check: works(),
  },
  {
    name: 'chat tool turns in input',
    path: RESPONSES,
    body: items(
      user('hi'),
      { role: 'assistant', content: null, tool_calls: [call('{}')] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ),
    check: (out) => assert.ok(out.status === 200 || (out.status === 400 && /input/.test(out.error!)), out.text),
  },
  {
    name: 'a file by id',
    path: RESPONSES,
    body: items({ role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] }),
    check: (out) => assert.ok(out.status === 200 || out.status === 400, out.text),
  },
  {
    name: 'an unknown previous_response_id',
    path: RESPONSES,
    body: { previous_response_id: 'resp_gone' },
    check: refused(400, /previous_response_id/),
  },
  { name: 'a prompt template', path: RESPONSES, body: { prompt: { id: 'pmpt_1' } }, check: refused(400, /prompt/) },
  {
    name: 'conversation',
    path: RESPONSES,
    body: { conversation: 'conv_1' },
    check: refused(400, /previous_response_id/),
  },
  {
    name: 'messages instead of input',
    path: RESPONSES,
    body: { input: undefined, messages: [user('hi')] },
    check: refused(400, /input/),
  },
]);

const blocks = (...content: Wire[]): Wire => ({ messages: [user(content)] });
const MESSAGES_CASES = rows('the Messages API', [
  {
    name: 'the query of Claude Code',
    path: `${MESSAGES}?beta=true`,
    body: { max_tokens: 50, messages: [user('hi')] },
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.equal(out.content, 'fine');
    },
  },
  {
    name: 'blank text blocks',
    path: MESSAGES,
    body: blocks({ type: 'text', text: '' }, { type: 'text', text: 'hi' }),
    check: works(({ turns }) => assert.match(JSON.stringify(turns), /hi/)),
  },
  {
    name: 'a system turn among the messages',
    path: MESSAGES,
    body: { messages: [{ role: 'system', content: 'a' }, user('hi')] },
    check: works(),
  },
  {
    name: 'an empty tool result',
    path: MESSAGES,
    body: {
      messages: [
        user('hi'),
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
        user([{ type: 'tool_result', tool_use_id: 't' }]),
      ],
    },
    check: works(({ turns }) => assert.equal(turns[2]!.role, 'tool')),
  },
  {
    name: 'a tool result with words after it',
    path: MESSAGES,
    body: {
      messages: [
        user('hi'),
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'ok' },
            { type: 'tool_use', id: 't', name: 'f', input: null },
          ],
        },
        user([
          {
            type: 'tool_result',
            tool_use_id: 't',
            content: [{ type: 'text', text: '1' }],
            cache_control: { type: 'ephemeral' },
          },
          { type: 'text', text: 'go on' },
        ]),
      ],
    },
    check: works(({ turns }) =>
      assert.deepEqual(
        turns.map((turn) => turn.role),
        ['user', 'assistant', 'tool', 'user'],
      ),
    ),
  },
  {
    name: 'words before the tool result',
    path: MESSAGES,
    body: {
      messages: [
        user('hi'),
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
        user([
          { type: 'text', text: 'note' },
          { type: 'tool_result', tool_use_id: 't', content: 'x' },
        ]),
      ],
    },
    check: works(({ turns }) => assert.equal(turns[2]!.role, 'tool')),
  },
  {
    name: 'a picture in a tool result',
    path: MESSAGES,
    body: {
      messages: [
        user('hi'),
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
        user([
          {
            type: 'tool_result',
            tool_use_id: 't',
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } }],
          },
        ]),
      ],
    },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /QUJD/)),
  },
  {
    name: 'thinking with no signature, and redacted thinking',
    path: MESSAGES,
    body: {
      messages: [
        user('hi'),
        {
          role: 'assistant',
          content: [
            { type: 'redacted_thinking', data: 'x' },
            { type: 'thinking', thinking: 'well', signature: '' },
            { type: 'text', text: 'ok' },
          ],
        },
        user('go on'),
      ],
    },
    check: works(),
  },
  {
    name: 'server tools and mcp',
    path: MESSAGES,
    body: {
      ...blocks({ type: 'text', text: 'hi' }),
      tools: [
        { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
        { type: 'bash_20250124', name: 'bash' },
        { name: 'f', input_schema: FUNCTION },
      ],
      mcp_servers: [],
    },
    check: works(({ asked }) => assert.equal((asked.tools as Wire[]).length, 1)),
  },
  {
    name: 'adaptive thinking and context management (Claude Code 2.1)',
    path: MESSAGES,
    body: {
      ...blocks({ type: 'text', text: 'hi' }),
      thinking: { type: 'adaptive' },
      context_management: { edits: [] },
      metadata: { user_id: 'x' },
      output_config: { effort: 'medium' },
    },
    check: works(),
  },
  {
    name: 'an input_schema with a $schema',
    path: MESSAGES,
    body: {
      ...blocks({ type: 'text', text: 'hi' }),
      tools: [
        {
          name: 'f',
          description: null,
          input_schema: { $schema: 'http://json-schema.org/draft-07/schema#', ...FUNCTION },
        },
      ],
    },
    check: works(),
  },
  {
    name: 'tool_choice none',
    path: MESSAGES,
    body: {
      ...blocks({ type: 'text', text: 'hi' }),
      tools: [{ name: 'f', input_schema: FUNCTION }],
      tool_choice: { type: 'none' },
    },
    check: works(),
  },
  {
    name: 'no max_tokens',
    path: MESSAGES,
    body: { max_tokens: undefined },
    check: (out) => {
      assert.equal(out.status, 400, out.text);
      assert.equal(out.json.type, 'error');
      assert.match(out.error!, /max_tokens/);
    },
  },
  {
    name: 'an unknown model',
    path: MESSAGES,
    model: 'claude-nothing',
    check: (out) => {
      assert.equal(out.status, 404, out.text);
      assert.equal((out.json.error as Wire).type, 'not_found_error');
    },
  },
  {
    name: 'usage from the first event on (Claude Code)',
    path: MESSAGES,
    body: { stream: true },
    check: ({ events }) => {
      const usage = (events[0]!.message as Wire).usage as Wire;
      assert.equal(typeof usage.input_tokens, 'number');
      assert.equal(typeof usage.cache_read_input_tokens, 'number');
      assert.equal(
        typeof (events.find((event) => event.type === 'message_delta')!.usage as Wire).output_tokens,
        'number',
      );
    },
  },
  {
    name: 'arguments of calls arrive as deltas, in blocks that are open',
    path: MESSAGES,
    body: { stream: true, tools: [{ name: 'f', input_schema: FUNCTION }] },
    script: [
      role,
      text('ok'),
      chunk({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"a":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"b"}' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } }] }),
      chunk({}, 'tool_calls'),
      DONE,
    ],
    check: (out) => {
      assert.deepEqual(
        out.calls.map((one) => JSON.parse(one.arguments) as unknown),
        [{ a: 'b' }, {}],
      );
      assert.equal(out.finish, 'tool_use');
      const open = new Set<unknown>();
      for (const event of out.events) {
        if (event.type === 'content_block_start') assert.ok(open.size < open.add(event.index).size);
        if (event.type === 'content_block_delta') assert.ok(open.has(event.index), 'Content block not found');
        if (event.type === 'content_block_stop') assert.ok(open.delete(event.index));
      }
      assert.equal(open.size, 0);
    },
  },
]);

const lines = (more: Wire): Row['check'] =>
  works((out) => assert.deepEqual({ done: out.json.done, ...more }, { done: true, ...more }));
const OLLAMA_CASES = rows('the API of Ollama', [
  { name: 'chat, whole', path: '/api/chat', body: { stream: false }, check: lines({}) },
  {
    name: 'arguments as text, and a tool result by name',
    path: '/api/chat',
    body: {
      stream: false,
      tools: [tool('f')],
      messages: [
        user('hi'),
        { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: '{"a":"b"}' } }] },
        { role: 'tool', content: '3', tool_name: 'f' },
      ],
    },
    check: works(({ turns }) => assert.equal(turns[2]!.tool_call_id, (turns[1]!.tool_calls as Wire[])[0]!.id)),
  },
  {
    name: 'content as parts (LiteLLM)',
    path: '/api/chat',
    body: { stream: false, messages: [user([{ type: 'text', text: 'hello' }])] },
    check: works(({ asked }) => assert.match(JSON.stringify(asked), /hello/)),
  },
  {
    name: 'content null',
    path: '/api/chat',
    body: {
      stream: false,
      messages: [
        user('hi'),
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: {} } }] },
        { role: 'tool', content: 'x' },
      ],
    },
    check: works(),
  },
  {
    name: 'tools null, format "", options null, keep_alive -1',
    path: '/api/chat',
    body: { stream: false, tools: null, format: '', options: null, keep_alive: -1 },
    check: works(),
  },
  {
    name: 'every option of a Modelfile',
    path: '/api/chat',
    body: {
      stream: false,
      options: {
        num_ctx: 4096,
        num_predict: -1,
        temperature: 0,
        top_k: 40,
        top_p: 0.9,
        min_p: 0,
        seed: 1,
        stop: ['x'],
        repeat_penalty: 1.1,
        repeat_last_n: 64,
        mirostat: 0,
        num_gpu: 1,
        num_thread: 4,
        tfs_z: 1,
        typical_p: 1,
        penalize_newline: true,
      },
    },
    check: works(),
  },
  {
    name: 'options that an upstream may know are sent on, those of loading are not',
    path: '/api/chat',
    body: {
      stream: false,
      options: { repeat_last_n: 8, mirostat: 1, typical_p: 0.5, top_k: 5, num_ctx: 4096, num_gpu: 1 },
    },
    check: works(({ asked }) => {
      const { repeat_last_n, mirostat, typical_p, top_k, num_ctx, num_gpu } = asked;
      assert.deepEqual(
        [repeat_last_n, mirostat, typical_p, top_k, num_ctx, num_gpu],
        [8, 1, 0.5, 5, undefined, undefined],
      );
    }),
  },
  {
    name: 'num_predict -2',
    path: '/api/generate',
    body: { stream: false, options: { num_predict: -2 } },
    check: works(),
  },
  {
    name: 'generate with raw and template',
    path: '/api/generate',
    body: { stream: false, raw: true, template: '{{ .Prompt }}', context: [1, 2] },
    check: (out) => assert.ok(out.status === 200 || out.status === 400, out.text),
  },
  {
    name: 'generate with an empty prompt loads the model',
    path: '/api/generate',
    body: { stream: false, prompt: '' },
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.equal(out.json.done_reason, 'load');
    },
  },
  {
    name: 'an empty list of messages loads the model',
    path: '/api/chat',
    body: { stream: false, messages: [] },
    check: (out) => assert.equal(out.json.done_reason, 'load', out.text),
  },
  {
    name: 'an unknown model',
    path: '/api/chat',
    model: 'gone',
    check: (out) => {
      assert.equal(out.status, 404, out.text);
      assert.equal(typeof out.json.error, 'string');
    },
  },
  {
    name: 'show with name',
    path: '/api/show',
    body: { name: 'up' },
    check: (out) => assert.ok(Array.isArray(out.json.capabilities), out.text),
  },
  { name: 'the root, as clients look for it', path: '/', method: 'GET', check: (out) => assert.ok(out.status < 500) },
  {
    name: 'pull',
    path: '/api/pull',
    body: { name: 'x' },
    check: (out) => {
      assert.equal(out.status, 404, out.text);
      assert.equal(typeof out.json.error, 'string');
    },
  },
  {
    name: 'embeddings, the older form',
    path: '/api/embeddings',
    body: { prompt: 'x' },
    script: {
      body: JSON.stringify({
        object: 'list',
        data: [{ embedding: [1, 2], index: 0 }],
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    },
    check: (out) => assert.deepEqual(out.json.embedding, [1, 2], out.text),
  },
]);

const body = JSON.stringify({ model: 'up', messages: [user('größer 😀')] });
const DOOR = rows('paths, headers and encodings', [
  ...[
    '/v1/chat/completions/',
    '//v1//chat/completions',
    '/v1/v1/chat/completions',
    '/chat/completions',
    '/openai/v1/chat/completions',
    '/api/v1/chat/completions',
    '/v1/openai/chat/completions',
    '/V1/chat/completions',
  ].map((path): Row => ({
    name: path,
    path,
    raw: body,
    check: (out) =>
      assert.ok(out.status === 200 || (out.status === 404 && / \/v1\/chat\/completions/.test(out.error!)), out.text),
  })),
  ...['/models', '/v1/models/', '/api/v1/models', '/v1/models/up', '/v1/models/org/up', '/v1/models/org%2Fup'].map(
    (path): Row => ({ name: path, path, method: 'GET', check: (out) => assert.equal(out.status, 200, out.text) }),
  ),
  {
    name: 'the path of Azure',
    path: '/openai/deployments/up/chat/completions?api-version=2024-10-21',
    raw: JSON.stringify({ messages: [user('hi')] }),
    check: works(),
  },
  { name: 'GET of an endpoint', path: '/v1/chat/completions', method: 'GET', check: refused(405, /POST/) },
  { name: 'no content type', headers: { 'content-type': 'text/plain' }, raw: body, check: works() },
  { name: 'a byte order mark', raw: `\uFEFF${body}`, check: works() },
  {
    name: 'x-gzip',
    headers: { 'content-encoding': 'x-gzip' },
    raw: gzipSync(body),
    check: (out) => assert.ok(out.status === 200 || out.status === 415, out.text),
  },
  { name: 'identity', headers: { 'content-encoding': 'identity' }, raw: body, check: works() },
  { name: 'gzip that is plain JSON', headers: { 'content-encoding': 'gzip' }, raw: body, check: works() },
  { name: 'an unknown encoding', headers: { 'content-encoding': 'lzma' }, raw: body, check: refused(415, /encoding/i) },
  { name: 'JSON with a comment', raw: '{"model":"up", // x\n"messages":[]}', check: refused(400, /JSON/) },
  { name: 'a list', raw: '[]', check: refused(400, /object/) },
  { name: 'nothing', raw: '', check: refused(400, /JSON|empty|body/) },
  { name: 'an empty bearer token', headers: { authorization: 'Bearer ' }, check: works() },
  { name: 'accept: text/event-stream without stream', headers: { accept: 'text/event-stream' }, check: works() },
  {
    name: 'the header of an idempotent try',
    headers: { 'idempotency-key': 'x', 'openai-beta': 'assistants=v2', 'x-stainless-retry-count': '1' },
    check: works(),
  },
  {
    name: 'a page of another origin, not allowed',
    path: '/v1/chat/completions',
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    check: (out) => assert.equal(out.headers.get('access-control-allow-origin'), null),
  },
  {
    name: 'a page that is allowed reads the headers of the response',
    headers: { origin: 'https://app.example.org' },
    check: works((out) => {
      assert.equal(out.headers.get('access-control-allow-origin'), 'https://app.example.org');
      assert.match(out.headers.get('access-control-expose-headers') ?? '', /x-request-id/i);
    }),
  },
  {
    name: 'a preflight for a header of an SDK',
    path: '/v1/messages',
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.org',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-stainless-os,anthropic-beta',
    },
    check: (out) => assert.match(out.headers.get('access-control-allow-headers') ?? '', /x-stainless-os/),
  },
]);

const LONG = 'x '.repeat(3000);
const TOO_LONG = rows(
  'longer than the context of the local model',
  (
    [
      ['/v1/chat/completions', { messages: [user(LONG)] }],
      ['/v1/completions', { prompt: LONG }],
      [RESPONSES, { input: LONG }],
      [MESSAGES, { messages: [user(LONG)] }],
      ['/api/chat', { messages: [user(LONG)] }],
    ] as [string, Wire][]
  ).flatMap(([path, given]) =>
    [false, true].map((stream): Row => ({
      name: `${path}${stream ? ', streamed' : ''}`,
      path,
      model: 'mizan-1m',
      body: { ...given, stream },
      check: (out) => {
        assert.equal(out.status, 400, out.text);
        if (path.startsWith('/v1') && path !== MESSAGES)
          assert.equal((out.json.error as Wire).code, 'context_length_exceeded');
        assert.match(out.error!, /context|too long|tokens/i);
      },
    })),
  ),
);

export const REQUEST_CASES: readonly WireCase[] = [
  ...NOTHING,
  ...TURNS,
  ...SENT_ON,
  ...ODD,
  ...PATTERNS,
  ...OFF,
  ...RESPONSES_CASES,
  ...MESSAGES_CASES,
  ...OLLAMA_CASES,
  ...DOOR,
  ...TOO_LONG,
];
