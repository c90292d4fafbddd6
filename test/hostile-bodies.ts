/** A valid body of every endpoint, for hostile.ts to spoil. Each follows from its source of randomness. */
import type { Random } from '../src/random.ts';
import type { Wire } from '../src/types.ts';

const FUNCTION = { name: 'f', parameters: { type: 'object', properties: { a: { type: 'string' } } } };
const SCHEMA = { type: 'object', properties: { a: { type: 'string', pattern: '^a' } } };
const PICTURE = 'data:image/png;base64,AAAA';

const chat = (random: Random): Wire => ({
  max_tokens: 20,
  n: random.int(1, 3),
  messages: [
    { role: 'system', content: 'be kind' },
    { role: 'user', content: [{ type: 'text', text: 'hello' }] },
    { role: 'assistant', content: 'hi', reasoning_content: 'hm' },
    { role: 'user', content: 'go on' },
  ],
  tools: random.chance(0.3) ? [{ type: 'function', function: FUNCTION }] : undefined,
  response_format: random.chance(0.2)
    ? { type: 'json_schema', json_schema: { name: 's', strict: true, schema: SCHEMA } }
    : undefined,
  stream_options: { include_usage: true },
  logprobs: random.chance(0.2),
  stop: ['x'],
});

const responses = (random: Random): Wire => ({
  max_output_tokens: 20,
  instructions: 'be kind',
  reasoning: { effort: 'low', summary: 'auto' },
  input: [
    { role: 'developer', content: 'be brief' },
    { role: 'user', content: [{ type: 'input_text', text: 'hello' }] },
    { type: 'reasoning', id: 'r', summary: [], encrypted_content: 'mizan1.e30' },
    { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: PICTURE }] },
    { type: 'custom_tool_call', call_id: 'd', name: 'p', input: 'x' },
    { type: 'custom_tool_call_output', call_id: 'd', output: '1' },
    { type: 'local_shell_call', id: 'l', call_id: 'l', action: { type: 'exec', command: ['ls'], env: {} } },
    { type: 'web_search_call', id: 'w', status: 'completed' },
  ],
  tools: [
    { type: 'function', name: 'f', parameters: {} },
    { type: 'custom', name: 'p', format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' } },
    { type: 'namespace', name: 'n', description: 'd', tools: [{ type: 'function', name: 'g' }] },
    { type: 'local_shell' },
    { type: 'web_search' },
  ],
  previous_response_id: random.chance(0.1) ? `resp_${'0'.repeat(32)}` : undefined,
  background: random.chance(0.1),
  store: random.chance(0.5) ? false : undefined,
  metadata: { a: 'b' },
});

const messages = (random: Random): Wire => ({
  max_tokens: 20,
  system: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'hello' },
        { type: 'image', source: { type: 'url', url: PICTURE } },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 'mizan1.e30' },
        { type: 'tool_use', id: 't', name: 'f', input: { a: 'b' } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: '1' }] }] },
  ],
  tools: [
    { name: 'f', description: 'd', input_schema: FUNCTION.parameters },
    { type: 'web_search_20250305', name: 'web_search' },
  ],
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  thinking: random.chance(0.5) ? { type: 'enabled', budget_tokens: 1024 } : undefined,
  output_config: random.chance(0.2) ? { effort: 'low', format: { type: 'json_schema', schema: SCHEMA } } : undefined,
  stop_sequences: ['x'],
});

const ollama = (random: Random): Wire => ({
  options: { num_predict: 20, temperature: 0.5, seed: 3, stop: ['x'], num_ctx: 4096 },
  think: random.pick([undefined, true, false, 'low']),
  format: random.pick([undefined, undefined, 'json', SCHEMA]),
  keep_alive: '5m',
});
const ollamaChat = (random: Random): Wire => ({
  ...ollama(random),
  messages: [
    { role: 'user', content: 'hello', images: ['AAAA'] },
    {
      role: 'assistant',
      content: '',
      thinking: 'hm',
      tool_calls: [{ function: { name: 'f', arguments: { a: 'b' } } }],
    },
    { role: 'tool', content: '1', tool_name: 'f' },
  ],
  tools: [{ type: 'function', function: FUNCTION }],
});

const BODIES: Readonly<Record<string, (random: Random) => Wire>> = {
  '/v1/chat/completions': chat,
  '/v1/completions': (random) => ({
    max_tokens: 20,
    n: random.int(1, 3),
    prompt: ['once upon'],
    echo: random.chance(0.3),
    logprobs: 1,
  }),
  '/v1/responses': responses,
  '/v1/responses/compact': () => ({ input: [{ role: 'user', content: 'hello' }], instructions: 'be kind' }),
  '/v1/responses/input_tokens': () => ({ input: 'hello', instructions: 'be kind' }),
  '/api/embed': () => ({ input: ['hello'], truncate: true }),
  '/api/embeddings': () => ({ prompt: 'hello' }),
  '/v1/embeddings': () => ({ input: ['hello', 'world'], dimensions: 8, encoding_format: 'float' }),
  '/v1/rerank': () => ({ query: 'hello', documents: ['a', { text: 'b' }], top_n: 1 }),
  '/v1/messages': messages,
  '/v1/messages/count_tokens': messages,
  '/api/chat': ollamaChat,
  '/api/generate': (random) => ({ ...ollama(random), prompt: 'hello', system: 'be kind', images: ['AAAA'] }),
  '/api/show': () => ({ verbose: true }),
};

export const PATHS: readonly string[] = Object.keys(BODIES);

const MODELS = ['up', 'up:none', 'up:n=2,plan=none', 'mizan', 'mizan:high', 'gone', 'up:n=1000000', ':', 'up:😀'];

/** A body of `path`. */
export const validBody = (random: Random, path: string): Record<string, unknown> => ({
  model: random.pick(MODELS),
  stream: random.chance(0.4),
  temperature: 0.5,
  seed: 3,
  ...BODIES[path]!(random),
  mizan: random.chance(0.3) ? { n: 2, events: true } : undefined,
});
