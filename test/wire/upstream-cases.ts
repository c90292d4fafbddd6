/**
 * What upstreams were seen to send, in public reports about vLLM, llama.cpp, Ollama, LM Studio, SGLang and hosted APIs,
 * and what has to come of it. Each row is one input; the rows of a kind differ in the server that they come from.
 */
import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Wire } from '../../src/types.ts';
import { chunk, DONE, end, json, role, text, USAGE, whole, type Outcome, type WireCase } from './play.ts';

const TOOLS = ['add', 'now', 'read_file'].map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: {} } },
}));
const call = (fields: object): Wire => chunk({ tool_calls: [fields] });
const called = chunk({}, 'tool_calls');

/** The caller gets these calls, each with an id, under a finish that says so. */
const calls =
  (...expected: [name: string, args: string][]) =>
  (out: Outcome): void => {
    assert.equal(out.status, 200, out.text);
    assert.deepEqual(
      out.calls.map(({ name, arguments: args }) => [name, args]),
      expected,
    );
    assert.ok(
      out.calls.every(({ id }) => id !== ''),
      out.text,
    );
    assert.equal(new Set(out.calls.map(({ id }) => id)).size, out.calls.length);
    assert.equal(out.finish, 'tool_calls');
  };
const says =
  (content: string, reasoning?: string) =>
  (out: Outcome): void => {
    assert.equal(out.status, 200, out.text);
    assert.equal(out.error, undefined);
    assert.equal(out.content, content);
    if (reasoning !== undefined) assert.equal(out.reasoning.trim(), reasoning);
  };
const fails =
  (status: number, message: RegExp, code?: string) =>
  (out: Outcome): void => {
    assert.equal(out.status, status, out.text);
    assert.match(out.error ?? '', message);
    if (code !== undefined) assert.equal((out.json.error as Wire).code, code);
  };

type Row = Omit<WireCase, 'kind'>;
/** Rows of one kind, each asked for as a stream and as a whole. */
const both = (kind: string, rows: readonly Row[]): WireCase[] =>
  rows.flatMap((row) =>
    [true, false].map((stream) => ({
      ...row,
      kind,
      name: `${row.name}${stream ? ', streamed' : ''}`,
      body: { ...row.body, stream },
    })),
  );
const withTools = (rows: readonly Omit<Row, 'body'>[]): Row[] =>
  rows.map((row) => ({ ...row, body: { tools: TOOLS } }));

const TOOL_FRAGMENTS = both(
  'fragments of calls',
  withTools([
    {
      name: 'name null in later fragments (vLLM behind a proxy)',
      script: [
        role,
        call({ index: 0, id: 'c', type: 'function', function: { name: 'read_file', arguments: '' } }),
        call({ index: 0, function: { name: null, arguments: '{"a"' } }),
        call({ index: 0, id: null, type: null, function: { name: null, arguments: ':1}' } }),
        called,
        DONE,
      ],
      check: (out) => {
        calls(['read_file', '{"a":1}'])(out);
        for (const event of out.events)
          for (const { delta } of event.choices as { delta: { tool_calls?: { function: Wire; type?: unknown }[] } }[])
            for (const fragment of delta.tool_calls ?? []) {
              assert.notEqual(fragment.function.name, null);
              assert.notEqual(fragment.type, null);
            }
      },
    },
    {
      name: 'no index (Gemini, SambaNova, Ollama)',
      script: [
        chunk({
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'a', function: { name: 'add', arguments: '{"a":1}' } }],
        }),
        call({ id: 'b', function: { name: 'add', arguments: '{"a":2}' } }),
        called,
        DONE,
      ],
      check: calls(['add', '{"a":1}'], ['add', '{"a":2}']),
    },
    {
      name: 'no index, two calls in one list',
      script: [
        chunk({
          tool_calls: [
            { id: 'a', function: { name: 'add', arguments: '{"a":1}' } },
            { id: 'b', function: { name: 'now', arguments: '' } },
          ],
        }),
        chunk({}, 'stop'),
        DONE,
      ],
      check: calls(['add', '{"a":1}'], ['now', '{}']),
    },
    {
      name: 'indices that begin at 1 (Claude behind proxies)',
      script: [
        text('I look.'),
        call({ index: 1, id: 'x', type: 'function', function: { name: 'add', arguments: '' } }),
        call({ index: 1, function: { arguments: '{"a":1}' } }),
        call({ index: 2, id: 'y', type: 'function', function: { name: 'now', arguments: '{}' } }),
        called,
        DONE,
      ],
      check: calls(['add', '{"a":1}'], ['now', '{}']),
    },
    {
      name: 'the id repeated in every fragment (Qwen, GLM)',
      script: [
        call({ index: 0, id: 'q', type: 'function', function: { name: 'add', arguments: '{"a"' } }),
        call({ index: 0, id: 'q', type: 'function', function: { name: 'add', arguments: ':1}' } }),
        called,
        DONE,
      ],
      check: calls(['add', '{"a":1}']),
    },
    {
      name: 'an empty id in later fragments (DashScope)',
      script: [
        call({ index: 0, id: 'q', type: 'function', function: { name: 'add', arguments: '{"a"' } }),
        call({ index: 0, id: '', type: 'function', function: { name: '', arguments: ':1}' } }),
        called,
        DONE,
      ],
      check: calls(['add', '{"a":1}']),
    },
    {
      name: 'one id for two calls',
      script: [
        call({ index: 0, id: 'same', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }),
        call({ index: 1, id: 'same', type: 'function', function: { name: 'add', arguments: '{"a":2}' } }),
        called,
        DONE,
      ],
      check: calls(['add', '{"a":1}'], ['add', '{"a":2}']),
    },
    {
      name: 'an index as text, an id as a number',
      script: [call({ index: '0', id: 7, function: { name: 'add', arguments: '{"a":1}' } }), called, DONE],
      check: calls(['add', '{"a":1}']),
    },
    {
      name: 'a finish of stop or eos after calls',
      script: [call({ index: 0, id: 'a', function: { name: 'add', arguments: '{"a":1}' } }), chunk({}, 'eos'), DONE],
      check: calls(['add', '{"a":1}']),
    },
    {
      name: 'no finish at all (Granite under vLLM)',
      script: [call({ index: 0, id: 'a', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }), DONE],
      check: calls(['add', '{"a":1}']),
    },
    {
      name: 'a finish in the last fragment (GLM under vLLM-Ascend)',
      script: [
        call({ index: 0, id: 'a', type: 'function', function: { name: 'add', arguments: '{"a"' } }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }, 'tool_calls'),
        DONE,
      ],
      check: calls(['add', '{"a":1}']),
    },
    {
      name: 'arguments as a number of empty fragments',
      script: [
        call({ index: 0, id: 'a', type: 'function', function: { name: 'now' } }),
        call({ index: 0, function: { arguments: '' } }),
        call({ index: 0, function: {} }),
        called,
        DONE,
      ],
      check: calls(['now', '{}']),
    },
    {
      name: 'tool_calls null and empty beside text',
      script: [
        chunk({ role: 'assistant', content: 'hi', tool_calls: null }),
        chunk({ content: ' there', tool_calls: [] }),
        end,
        DONE,
      ],
      check: says('hi there'),
    },
  ]),
);

const ROLES = both('shapes of chunks', [
  {
    name: 'an empty role in deltas (GLM, MiniMax)',
    script: [chunk({ role: '', content: 'hi' }), chunk({ role: '', content: ' there' }), end, DONE],
    check: (out) => {
      says('hi there')(out);
      assert.doesNotMatch(out.text, /"role":""/);
    },
  },
  {
    name: 'a role of null',
    script: [chunk({ role: null, content: 'hi' }), end, DONE],
    check: says('hi'),
  },
  {
    name: 'logprobs in the form of completions, all null',
    script: [
      chunk({ role: 'assistant', content: 'hi' }, null, {
        logprobs: { tokens: null, token_logprobs: null, top_logprobs: null, text_offset: null },
      }),
      end,
      DONE,
    ],
    check: (out) => {
      says('hi')(out);
      assert.doesNotMatch(out.text, /token_logprobs/);
    },
  },
  {
    name: 'a last chunk without choices, with usage (v0)',
    script: [
      role,
      text('hi'),
      end,
      { id: 'u', object: 'chat.completion.chunk', created: 1, model: 'up', usage: USAGE },
      DONE,
    ],
    check: says('hi'),
  },
  {
    name: 'chunks without id, object, created or index (Workers AI)',
    script: [{ choices: [{ delta: { content: 'hi' } }] }, { choices: [{ delta: {}, finish_reason: 'stop' }] }, DONE],
    check: (out) => {
      says('hi')(out);
      for (const event of out.events) assert.ok(event.id && event.object && event.created && event.model, out.text);
    },
  },
  {
    name: 'created as text or in fractions',
    script: [
      { ...role, created: '1700000000' },
      { ...text('hi'), created: 1.5e9 + 0.25 },
      { ...end, created: 1.5e9 + 0.25 },
      DONE,
    ],
    check: (out) => {
      says('hi')(out);
      for (const event of out.events) assert.ok(Number.isInteger(event.created), out.text);
    },
  },
  {
    name: 'text in message instead of delta',
    script: [{ ...role, choices: [{ index: 0, message: { role: 'assistant', content: 'hi' } }] }, end, DONE],
    check: says('hi'),
  },
  {
    name: 'text in the form of completions',
    script: [
      { ...role, choices: [{ index: 0, text: 'hi' }] },
      { ...role, choices: [{ index: 0, text: ' there', finish_reason: 'stop' }] },
      DONE,
    ],
    check: says('hi there'),
  },
  {
    name: 'delta null in the last chunk',
    script: [role, text('hi'), chunk(null, 'stop'), DONE],
    check: says('hi'),
  },
  {
    name: 'finish_reason "" and "null"',
    script: [chunk({ content: 'hi' }, ''), chunk({ content: ' there' }, 'null'), chunk({}, 'stop'), DONE],
    check: (out) => {
      says('hi there')(out);
      assert.equal(out.finish, 'stop');
    },
  },
  {
    name: 'content and finish_reason length in one chunk (vLLM)',
    script: [role, chunk({ content: 'hi' }, 'length'), DONE],
    check: (out) => {
      says('hi')(out);
      assert.equal(out.finish, 'length');
    },
  },
  {
    name: 'finish reasons of other APIs',
    script: [role, text('hi'), chunk({}, 'MAX_TOKENS'), DONE],
    check: (out) => assert.equal(out.finish, 'length'),
  },
  {
    name: 'Azure: prompt filter results first, with an empty list of choices',
    script: [
      { id: '', object: '', created: 0, model: '', prompt_filter_results: [{ prompt_index: 0 }], choices: [] },
      role,
      text('hi'),
      end,
      DONE,
    ],
    check: says('hi'),
  },
  {
    name: 'a chunk with usage null and one with counts of null',
    script: [{ ...text('hi'), usage: null }, { ...end, usage: { prompt_tokens: null, completion_tokens: null } }, DONE],
    check: says('hi'),
  },
  {
    name: 'content of null in every thought (DeepSeek)',
    script: [
      chunk({ role: 'assistant', content: null, reasoning_content: 'well' }),
      chunk({ content: 'hi', reasoning_content: null }),
      end,
      DONE,
    ],
    check: says('hi', 'well'),
  },
  {
    name: 'thoughts under reasoning (vLLM, Ollama, OpenRouter)',
    script: [chunk({ role: 'assistant', content: '', reasoning: 'well' }), text('hi'), end, DONE],
    check: says('hi', 'well'),
  },
  {
    name: 'thoughts under both names at once',
    script: [chunk({ reasoning: 'well', reasoning_content: 'well' }), text('hi'), end, DONE],
    check: says('hi', 'well'),
  },
  {
    name: 'thoughts as parts of the content (Magistral)',
    script: [
      chunk({ role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'well' }] }] }),
      text([{ type: 'text', text: 'hi' }]),
      end,
      DONE,
    ],
    check: says('hi', 'well'),
  },
  {
    name: 'a refusal',
    script: [chunk({ role: 'assistant', content: null, refusal: 'I can not' }), end, DONE],
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.match(out.text, /I can not/);
    },
  },
]);

const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const usageOf = (out: Outcome): Wire =>
  (out.json.usage ?? out.events.map((event) => event.usage).findLast(Boolean) ?? {}) as Wire;
const MORE = both('further shapes of chunks', [
  {
    name: 'an empty list of calls in every thought',
    script: [
      chunk({ role: 'assistant', reasoning_content: 'well', tool_calls: [] }),
      chunk({ reasoning_content: ' so', tool_calls: [] }),
      text('hi'),
      end,
      DONE,
    ],
    check: (out) => {
      says('hi', 'well so')(out);
      assert.doesNotMatch(out.text, /"tool_calls":\[\]/);
    },
  },
  {
    name: 'a usage of zeros in every chunk (LocalAI)',
    body: { stream_options: { include_usage: true } },
    script: [{ ...role, usage: zeros }, { ...text('hi there you'), usage: zeros }, { ...end, usage: zeros }, DONE],
    check: (out) => {
      says('hi there you')(out);
      assert.ok((usageOf(out).completion_tokens as number) > 0, out.text);
    },
  },
  {
    name: 'a usage that grows with every chunk (vLLM, continuous)',
    body: { stream_options: { include_usage: true } },
    script: [
      { ...text('hi'), usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } },
      { ...end, usage: USAGE },
      DONE,
    ],
    check: (out) => {
      says('hi')(out);
      assert.equal(usageOf(out).completion_tokens, 2, out.text);
    },
  },
  {
    name: 'the finish twice',
    script: [role, chunk({ content: 'hi' }, 'stop'), end, end, DONE],
    check: (out) => {
      says('hi')(out);
      assert.equal(out.finish, 'stop');
    },
  },
  {
    name: 'the usage of Groq',
    body: { stream_options: { include_usage: true } },
    script: [role, text('hi'), { ...end, x_groq: { usage: USAGE } }, DONE],
    check: (out) => assert.equal(usageOf(out).completion_tokens, 2, out.text),
  },
  {
    name: 'an index of null',
    script: [{ ...role, choices: [{ index: null, delta: { content: 'hi' }, finish_reason: null }] }, end, DONE],
    check: says('hi'),
  },
  {
    name: 'a single choice at index 1',
    script: [
      { ...role, choices: [{ index: 1, delta: { content: 'hi' }, finish_reason: null }] },
      { ...end, choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] },
      DONE,
    ],
    check: says('hi'),
  },
  {
    name: 'content as one part',
    script: [chunk({ content: { type: 'text', text: 'hi' } }), end, DONE],
    check: says('hi'),
  },
  {
    name: 'chunks that call themselves completions',
    script: [
      { ...role, object: 'chat.completion' },
      { ...text('hi'), object: 'chat.completion' },
      { ...end, object: 'chat.completion' },
      DONE,
    ],
    check: says('hi'),
  },
  {
    name: 'ids as numbers, a model of null',
    script: [
      { ...role, id: 7, model: null },
      { ...text('hi'), id: 7, model: null },
      { ...end, id: 7, model: null },
      DONE,
    ],
    check: (out) => {
      says('hi')(out);
      for (const event of out.events) assert.equal(typeof event.id, 'string');
    },
  },
  {
    name: 'a byte order mark before a stream',
    script: {
      body: `\uFEFF${[role, text('hi'), end].map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')}`,
      headers: { 'content-type': 'text/event-stream' },
    },
    check: says('hi'),
  },
  ...(['gzip', 'br', 'deflate'] as const).map((encoding): Row => ({
    name: `a whole body in ${encoding}`,
    script: {
      body: { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }[encoding](
        JSON.stringify(whole({ content: 'hi' })),
      ),
      headers: { 'content-encoding': encoding, 'content-type': 'application/json' },
    },
    check: says('hi'),
  })),
  {
    name: 'a stream in gzip',
    script: {
      body: gzipSync([role, text('hi'), end].map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')),
      headers: { 'content-encoding': 'gzip', 'content-type': 'text/event-stream' },
    },
    check: says('hi'),
  },
]);

const NOISE = both('noise of streams', [
  {
    name: 'comments of OpenRouter',
    script: [': OPENROUTER PROCESSING\n\n', role, ': x\n\n', text('hi'), end, DONE],
    check: says('hi'),
  },
  {
    name: 'CRLF line ends',
    script: [role, text('hi'), end].map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`),
    check: says('hi'),
  },
  {
    name: 'no space after data:',
    script: [role, text('hi'), end].map((one) => `data:${JSON.stringify(one)}\n\n`),
    check: says('hi'),
  },
  {
    name: 'one line end between events',
    script: {
      body: [role, text('hi'), end].map((one) => `data: ${JSON.stringify(one)}\n`).join(''),
      headers: { 'content-type': 'text/event-stream' },
    },
    check: says('hi'),
  },
  {
    name: 'event and id lines',
    script: [role, text('hi'), end].map((one, i) => `event: message\nid: ${i}\ndata: ${JSON.stringify(one)}\n\n`),
    check: says('hi'),
  },
  {
    name: 'retry lines and keep-alives',
    script: ['retry: 100\n\n', ':\n\n', 'event: keepalive\ndata: {}\n\n', role, text('hi'), end, DONE],
    check: says('hi'),
  },
  {
    name: '[DONE] twice, and something after it',
    script: [role, text('hi'), end, DONE, DONE, text('more')],
    check: says('hi'),
  },
  {
    name: '[done] in lower case, with spaces',
    script: [role, text('hi'), end, 'data:  [done] \n\n'],
    check: says('hi'),
  },
  {
    name: 'JSON lines without data:',
    script: {
      body: [role, text('hi'), end].map((one) => `${JSON.stringify(one)}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    },
    check: says('hi'),
  },
  {
    name: 'an event over two data lines',
    script: [role, `data: ${JSON.stringify(text('hi')).replace(',', ',\ndata: ')}\n\n`, end, DONE],
    check: says('hi'),
  },
  {
    name: 'a ping of Anthropic',
    script: [role, 'event: ping\ndata: {"type": "ping"}\n\n', text('hi'), end, DONE],
    check: says('hi'),
  },
]);

const ERRORS = both('errors of upstreams', [
  {
    name: 'Ollama: a text in error',
    script: json({ error: 'model "x" not found, try pulling it first' }, 404),
    check: fails(404, /not found/),
  },
  {
    name: 'FastAPI: detail as a list',
    script: json({ detail: [{ loc: ['body', 'messages'], msg: 'field required' }] }, 422),
    check: fails(422, /field required/),
  },
  {
    name: 'vLLM: object error',
    script: json(
      { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', param: null, code: 404 },
      404,
    ),
    check: fails(404, /does not exist/),
  },
  {
    name: 'Gemini: a list with an error',
    script: json([{ error: { code: 400, message: 'Invalid JSON payload', status: 'INVALID_ARGUMENT' } }], 400),
    check: fails(400, /Invalid JSON payload/),
  },
  {
    name: 'Cloudflare: errors',
    script: json({ success: false, errors: [{ code: 7003, message: 'No route' }] }),
    check: fails(502, /No route/),
  },
  {
    name: 'a text',
    script: { body: 'upstream connect error', status: 503, headers: { 'content-type': 'text/plain' } },
    check: fails(503, /upstream connect error/),
  },
  {
    name: 'nginx: HTML with 502',
    script: { body: '<html><h1>502 Bad Gateway</h1></html>', status: 502, headers: { 'content-type': 'text/html' } },
    check: fails(502, /failed \(502\)/),
  },
  {
    name: 'an error event after the role',
    script: [role, { error: { message: 'CUDA out of memory', type: 'server_error', code: 500 } }],
    check: (out) => {
      assert.ok(out.status === 502 || out.status === 500, out.text);
      assert.match(out.error ?? '', /CUDA/);
    },
  },
  {
    name: 'SGLang: an error object in the stream',
    script: [
      'data: {"error": {"object": "error", "message": "Input length (9) exceeds the maximum allowed length (8)", "type": "BadRequestError", "code": 400}}\n\n',
      DONE,
    ],
    check: fails(400, /exceeds/, 'context_length_exceeded'),
  },
  {
    name: 'llama.cpp: exceed_context_size_error',
    script: json(
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size, try increasing it',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9,
          n_ctx: 8,
        },
      },
      400,
    ),
    check: fails(400, /context size/, 'context_length_exceeded'),
  },
  {
    name: "vLLM: this model's maximum context length",
    script: json(
      {
        object: 'error',
        message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
    check: fails(400, /4096/, 'context_length_exceeded'),
  },
  {
    name: 'vLLM: the decoder prompt is longer than the maximum model length',
    script: json(
      {
        object: 'error',
        message: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
        code: 400,
      },
      400,
    ),
    check: fails(400, /4096/, 'context_length_exceeded'),
  },
  {
    name: 'LM Studio: trying to keep the first tokens',
    script: json(
      {
        error:
          'Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
      },
      400,
    ),
    check: fails(400, /4096/, 'context_length_exceeded'),
  },
  {
    name: 'Groq: reduce the length of the messages',
    script: json(
      {
        error: {
          message: 'Please reduce the length of the messages or completion.',
          type: 'invalid_request_error',
          param: 'messages',
          code: 'context_length_exceeded',
        },
      },
      400,
    ),
    check: fails(400, /reduce/, 'context_length_exceeded'),
  },
  {
    name: 'Anthropic behind a proxy: prompt is too long',
    script: json(
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
      },
      400,
    ),
    check: fails(400, /too long/, 'context_length_exceeded'),
  },
  {
    name: 'Mistral: too large for the model',
    script: json(
      {
        object: 'error',
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_error',
        code: '3051',
      },
      400,
    ),
    check: fails(400, /32768/, 'context_length_exceeded'),
  },
  {
    name: 'TGI: inputs must have less than',
    script: json(
      {
        error: 'Input validation error: `inputs` must have less than 4096 tokens. Given: 5000',
        error_type: 'validation',
      },
      422,
    ),
    check: fails(400, /4096/, 'context_length_exceeded'),
  },
  {
    name: 'Ollama: input length exceeds',
    script: json({ error: 'the input length exceeds the context length' }, 400),
    check: fails(400, /exceeds/, 'context_length_exceeded'),
  },
  {
    name: 'Bedrock: input is too long',
    script: json({ message: 'Input is too long for requested model.' }, 400),
    check: fails(400, /too long/, 'context_length_exceeded'),
  },
  {
    name: 'Gemini: exceeds the maximum number of tokens allowed',
    script: json(
      {
        error: {
          code: 400,
          message: 'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).',
          status: 'INVALID_ARGUMENT',
        },
      },
      400,
    ),
    check: fails(400, /1048576/, 'context_length_exceeded'),
  },
  {
    name: 'a rate of tokens per minute is no context',
    script: json(
      {
        error: {
          message: 'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 8000',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        },
      },
      413,
    ),
    check: (out) => {
      assert.ok(out.status === 413 || out.status === 429, out.text);
      assert.notEqual((out.json.error as Wire).code, 'context_length_exceeded');
    },
  },
  {
    name: 'a status of 404 in a whole 200',
    script: json({ error: { message: 'No endpoints found', code: 404 } }),
    check: fails(404, /No endpoints/),
  },
  {
    name: 'an empty 200',
    script: { body: '', headers: { 'content-type': 'application/json' } },
    check: fails(502, /empty/),
  },
  { name: 'null as the body', script: json(null), check: (out) => assert.equal(out.status, 502) },
  {
    name: 'a chat page',
    script: { body: '<!DOCTYPE html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
    check: fails(502, /HTML/),
  },
]);

const LABELS = both('labels of upstreams', [
  {
    name: 'a stream as octets',
    script: {
      body: [role, text('hi'), end].map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''),
      headers: { 'content-type': 'application/octet-stream' },
    },
    check: says('hi'),
  },
  { name: 'whole JSON with a status of 202', script: json(whole({ content: 'hi' }), 202), check: says('hi') },
  { name: 'whole JSON within a list', script: json([whole({ content: 'hi' })]), check: says('hi') },
  {
    name: 'JSON with white space and a mark before it',
    script: { body: `\uFEFF\n  ${JSON.stringify(whole({ content: 'hi' }))}`, headers: {} },
    check: says('hi'),
  },
  {
    name: 'whole JSON labelled as a stream',
    script: { body: JSON.stringify(whole({ content: 'hi' })), headers: { 'content-type': 'text/event-stream' } },
    check: says('hi'),
  },
  {
    name: 'whole JSON as text/plain',
    script: { body: JSON.stringify(whole({ content: 'hi' })), headers: { 'content-type': 'text/plain' } },
    check: says('hi'),
  },
  {
    name: 'another charset in the label',
    script: {
      body: JSON.stringify(whole({ content: 'größer 😀' })),
      headers: { 'content-type': 'application/json; charset=iso-8859-1' },
    },
    check: says('größer 😀'),
  },
]);

const WHOLES = both('shapes of whole completions', [
  { name: 'content missing', script: json(whole({ reasoning_content: 'well' })), check: says('', 'well') },
  {
    name: 'content as parts',
    script: json(
      whole({
        content: [
          { type: 'text', text: 'hi' },
          { type: 'text', text: ' there' },
        ],
      }),
    ),
    check: says('hi there'),
  },
  {
    name: 'finish_reason null',
    script: json({
      ...whole({ content: 'hi' }),
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: null }],
    }),
    check: (out) => {
      says('hi')(out);
      assert.equal(out.finish, 'stop');
    },
  },
  {
    name: 'usage null and no id',
    script: json({ ...whole({ content: 'hi' }), usage: null, id: null }),
    check: says('hi'),
  },
  {
    name: 'message.role missing',
    script: json({ ...whole({}), choices: [{ index: 0, message: { content: 'hi' }, finish_reason: 'stop' }] }),
    check: says('hi'),
  },
  {
    name: 'choices empty',
    script: json({ ...whole({}), choices: [] }),
    check: (out) => assert.equal(out.status, 502, out.text),
  },
  {
    name: 'a call without type, arguments an object',
    body: { tools: TOOLS },
    script: json(whole({ content: null, tool_calls: [{ id: 'a', function: { name: 'add', arguments: { a: 1 } } }] })),
    check: calls(['add', '{"a":1}']),
  },
  {
    name: 'a call without id',
    body: { tools: TOOLS },
    script: json(
      whole(
        { content: '', tool_calls: [{ type: 'function', function: { name: 'add', arguments: '{"a":1}' } }] },
        {},
        'tool_calls',
      ),
    ),
    check: calls(['add', '{"a":1}']),
  },
  {
    name: 'a function_call',
    body: { tools: TOOLS },
    script: json(whole({ content: null, function_call: { name: 'add', arguments: '{"a":1}' } }, {}, 'function_call')),
    check: calls(['add', '{"a":1}']),
  },
  {
    name: "the answer of Ollama's own API",
    script: json({ model: 'up', created_at: 'x', message: { role: 'assistant', content: 'hi' }, done: true }),
    check: (out) => assert.equal(out.status, 502, out.text),
  },
  {
    name: 'reasoning_details without reasoning (OpenRouter)',
    script: json(whole({ content: 'hi', reasoning_details: [{ type: 'reasoning.text', text: 'well' }] })),
    check: says('hi', 'well'),
  },
]);

const THOUGHTS = both('marks of thoughts', [
  ...(
    [
      ['qwen3-8b', '<think>\n\n</think>\n\nhi', 'hi', ''],
      ['qwen3-8b', '<think>\nwell\n</think>\n\nhi', 'hi', 'well'],
      ['qwen3-8b', '\n<think>well</think>hi', 'hi', 'well'],
      ['deepseek-r1:7b', '<think>\nwell</think>\nhi', 'hi', 'well'],
      ['deepseek-r1:7b', 'well</think>hi', 'hi', 'well'],
      ['nemotron-nano-9b', '</think>\n\nhi', 'hi', ''],
      ['magistral-small', '[THINK]well[/THINK]hi', 'hi', 'well'],
      ['kimi-k2-thinking', '◁think▷well◁/think▷hi', 'hi', 'well'],
      ['seed-oss-36b', '<seed:think>well</seed:think>hi', 'hi', 'well'],
      [
        'seed-oss-36b',
        '<seed:think><seed:cot_budget_reflect>I have used 3 tokens</seed:cot_budget_reflect>well</seed:think>hi',
        'hi',
        undefined,
      ],
      [
        'command-a-reasoning',
        '<|START_THINKING|>well<|END_THINKING|><|START_RESPONSE|>hi<|END_RESPONSE|>',
        'hi',
        'well',
      ],
      ['gemma-4-12b', '<|channel>thought\nwell<channel|>hi', 'hi', 'well'],
      ['hunyuan-a13b', '<think>well</think>\n<answer>\nhi\n</answer>', 'hi', 'well'],
      ['glm-4.5-air', '\n<think>well</think>\nhi', 'hi', 'well'],
      ['granite-3.3-8b', '<think>well</think><response>hi</response>', 'hi', 'well'],
      ['granite-3.2-8b', 'Here is my thought process: well\n\nHere is my response: hi', 'hi', 'well'],
      [
        'gpt-oss-20b',
        '<|channel|>analysis<|message|>well<|end|><|start|>assistant<|channel|>final<|message|>hi<|return|>',
        'hi',
        'well',
      ],
      ['gpt-oss-20b', 'analysiswellassistantfinalhi', 'hi', 'well'],
      ['gpt-oss-20b', 'hi', 'hi', ''],
    ] as const
  ).map(([model, said, content, reasoning]): Row => ({
    name: `${model} writes ${said.replaceAll('\n', '⏎')}`,
    model,
    script: [role, ...said.match(/[\s\S]{1,3}/gu)!.map(text), end, DONE],
    check: says(content, reasoning),
  })),
  {
    name: 'a model that speaks of tags is not cut',
    model: 'qwen3-8b',
    script: [role, text('<think>well</think>Write `<think>` and `</think>` around it.'), end, DONE],
    check: says('Write `<think>` and `</think>` around it.', 'well'),
  },
  {
    name: 'other families keep their text',
    model: 'up',
    script: [role, text('<think>is a tag'), end, DONE],
    check: says('<think>is a tag'),
  },
]);

/** Streamed, the thought goes out as text before its end shows what it was. */
const LATE: WireCase = {
  kind: 'marks of thoughts',
  name: 'qwen3-8b whose template opened the thought, whole',
  model: 'qwen3-8b',
  script: json(whole({ content: 'well\n</think>\n\nhi' })),
  check: says('hi', 'well'),
};

const HARMONY = both(
  'calls in Harmony',
  withTools(
    (
      [
        [
          '<|channel|>analysis<|message|>I read it.<|end|><|start|>assistant<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>{"path":"/etc/hosts"}<|call|>',
          'read_file',
          '{"path":"/etc/hosts"}',
        ],
        ['<|channel|>commentary to=functions.add<|constrain|>json<|message|>{"a":1}<|call|>', 'add', '{"a":1}'],
        [
          '<|start|>assistant to=functions.add<|channel|>commentary <|constrain|>json<|message|>{"a": 1}',
          'add',
          '{"a": 1}',
        ],
        ['<|channel|>analysis to=functions.now code<|message|>{}<|call|>', 'now', '{}'],
        ['analysisI read it.assistantcommentary to=functions.read_file json{"path":"x"}', 'read_file', '{"path":"x"}'],
        ['<|channel|>commentary to=functions.now<|message|><|call|>', 'now', '{}'],
      ] as const
    ).map(([said, name, args]) => ({
      name: said.slice(0, 60),
      model: 'gpt-oss-20b',
      script: [role, ...said.match(/[\s\S]{1,4}/gu)!.map(text), end, DONE],
      check: (out: Outcome) => {
        calls([name, args])(out);
        assert.equal(out.content, '');
        assert.doesNotMatch(out.reasoning, /functions\./);
      },
    })),
  ),
);

const JSON_MODE = both(
  'JSON in fences',
  [
    '```json\n{"a":1}\n```',
    '```\n{"a":1}\n```',
    '  {"a":1}\n',
    '<think>well</think>\n```json\n{"a":1}\n```',
    'Here is the JSON:\n```json\n{"a":1}\n```',
  ].map((said): Row => ({
    name: said.replaceAll('\n', '⏎'),
    model: 'qwen3-8b',
    body: { response_format: { type: 'json_object' } },
    script: [role, text(said), end, DONE],
    check: (out) => {
      assert.equal(out.status, 200, out.text);
      assert.deepEqual(JSON.parse(out.content), { a: 1 });
    },
  })),
);

const NAMES = both('names of models', [
  {
    name: 'the answer names the model that was asked',
    model: 'org/up',
    script: [{ ...role, model: 'org/up-2024' }, { ...text('hi'), model: 'x' }, end, DONE],
    check: (out) => {
      says('hi')(out);
      for (const value of out.events.length > 0 ? out.events : [out.json]) assert.equal(value.model, 'org/up');
    },
  },
  { name: ':latest', model: 'up:latest', check: says('fine') },
  {
    name: 'a tag that the model has',
    model: 'deepseek-r1:7b',
    check: (out) => assert.equal(out.status, 200, out.text),
  },
  {
    name: 'in another case',
    model: 'UP',
    check: (out) => {
      assert.ok(out.status === 200 || (out.status === 404 && /"up"/.test(out.error!)), out.text);
    },
  },
  {
    name: 'with the provider before it',
    model: 'p/up',
    check: (out) => {
      assert.ok(out.status === 200 || (out.status === 404 && /up/.test(out.error!)), out.text);
    },
  },
  {
    name: 'openai/ before it, as LiteLLM clients write',
    model: 'openai/up',
    check: (out) => {
      assert.ok(out.status === 200 || (out.status === 404 && /up/.test(out.error!)), out.text);
    },
  },
]);

export const UPSTREAM_CASES: readonly WireCase[] = [
  ...TOOL_FRAGMENTS,
  ...ROLES,
  ...MORE,
  ...NOISE,
  ...ERRORS,
  ...LABELS,
  ...WHOLES,
  ...THOUGHTS,
  LATE,
  ...HARMONY,
  ...JSON_MODE,
  ...NAMES,
];
