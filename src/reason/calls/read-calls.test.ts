/** Every spelling of a call, well-formed and not, written for this test; and texts from which no call may be made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tool } from '../../types.ts';
import { readCalls } from './read-calls.ts';

const tools: Tool[] = [
  {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', default: 1 },
        unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      },
      required: ['city'],
      additionalProperties: false,
    },
  },
  {
    name: 'mail.send',
    parameters: {
      type: 'dict',
      properties: {
        to: { type: 'array', items: { type: 'string' } },
        body: { type: 'string' },
        urgent: { type: 'boolean' },
      },
      required: ['to', 'body'],
    },
  },
  { name: 'get_time', parameters: { type: 'object', properties: {} } },
];

const PARIS = 'get_weather {"city":"Paris"}';
const PARIS3 = 'get_weather {"city":"Paris","days":3}';
const BOTH = [PARIS, 'get_weather {"city":"Rome"}'];
const MAIL = 'mail.send {"to":["a@b.org"],"body":"hi"}';

const read = (text: string) => readCalls(text, tools);
const short = (text: string): string[] =>
  read(text).calls.map((call) => `${call.name} ${call.fault ? `fault ${call.fault.cause}` : call.json}`);

const table = (
  name: string,
  cases: readonly (readonly [label: string, text: string, calls: readonly string[]])[],
): void => {
  test(name, () => {
    for (const [label, text, calls] of cases) assert.deepEqual(short(text), calls, `${label}: ${text}`);
  });
};

table('the spellings of chat templates are read', [
  ['Hermes, Qwen', '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>', [PARIS]],
  [
    'two of Hermes',
    '<tool_call>{"name":"get_weather","arguments":{"city":"Paris"}}</tool_call>\n<tool_call>{"arguments":{"city":"Rome"},"name":"get_weather"}</tool_call>',
    BOTH,
  ],
  [
    'with words before',
    'I will look.\n<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>',
    [PARIS],
  ],
  [
    'xLAM list',
    '[{"name": "get_weather", "arguments": {"city": "Paris"}}, {"name": "get_weather", "arguments": {"city": "Rome"}}]',
    BOTH,
  ],
  ['xLAM object', '{"tool_calls": [{"name": "get_weather", "arguments": {"city": "Paris", "days": 3}}]}', [PARIS3]],
  ['Llama 3 JSON', '{"name": "get_weather", "parameters": {"city": "Paris"}}', [PARIS]],
  ['Llama 3 JSON with type', '{"type": "function", "name": "get_weather", "parameters": {"city": "Paris"}}', [PARIS]],
  ['Llama 3 list', "[get_weather(city='Paris'), get_weather(city='Rome')]", BOTH],
  ['Llama 3 tokens', "<|start_header_id|>assistant<|end_header_id|>\n\n[get_weather(city='Paris')]<|eot_id|>", [PARIS]],
  ['python tag, JSON', '<|python_tag|>{"name": "get_weather", "parameters": {"city": "Paris"}}<|eom_id|>', [PARIS]],
  [
    'python tag, two',
    '<|python_tag|>{"name": "get_weather", "parameters": {"city": "Paris"}}; {"name": "get_weather", "parameters": {"city": "Rome"}}',
    BOTH,
  ],
  ['python tag, Python', '<|python_tag|>get_weather.call(city="Paris")', [PARIS]],
  ['Mistral list', '[TOOL_CALLS] [{"name": "get_weather", "arguments": {"city": "Paris"}}]</s>', [PARIS]],
  [
    'Mistral names',
    '[TOOL_CALLS]get_weather[ARGS]{"city": "Paris"}[TOOL_CALLS]get_weather[ARGS]{"city": "Rome"}',
    BOTH,
  ],
  ['Mistral names and ids', '[TOOL_CALLS]get_weather[CALL_ID]Xy12ab34c[ARGS]{"city": "Paris"}', [PARIS]],
  ['Mistral name alone', '[TOOL_CALLS]get_weather{"city": "Paris"}', [PARIS]],
  ['functionary 3.1', '<function=get_weather>{"city": "Paris"}</function>', [PARIS]],
  ['functionary 3.2', '>>>get_weather\n{"city": "Paris"}>>>get_weather\n{"city": "Rome"}', BOTH],
  ['functionary 3.2 with text', '>>>all\nLooking.>>>get_weather\n{"city": "Paris"}', [PARIS]],
  ['functionary 3.2 without its first mark', 'get_weather\n{"city": "Paris"}', [PARIS]],
  ['functionary 2', '<|from|>assistant\n<|recipient|>get_weather\n<|content|>{"city": "Paris"}<|stop|>', [PARIS]],
  [
    'GLM',
    '<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>',
    [PARIS3],
  ],
  ['GLM without arguments', '<tool_call>get_time</tool_call>', ['get_time {}']],
  [
    'DeepSeek R1',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{"city": "Paris"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    [PARIS],
  ],
  [
    'DeepSeek V3.1',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{"city": "Paris"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    [PARIS],
  ],
  [
    'DeepSeek V3.2',
    '<｜DSML｜function_calls>\n<｜DSML｜invoke name="get_weather">\n<｜DSML｜parameter name="city" string="true">Paris</｜DSML｜parameter>\n<｜DSML｜parameter name="days" string="false">3</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    [PARIS3],
  ],
  [
    'Kimi K2',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{"city": "Paris"}<|tool_call_end|><|tool_call_begin|>functions.get_weather:1<|tool_call_argument_begin|>{"city": "Rome"}<|tool_call_end|><|tool_calls_section_end|>',
    BOTH,
  ],
  [
    'Harmony',
    '<|channel|>analysis<|message|>I need it.<|end|><|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"city": "Paris"}<|call|>',
    [PARIS],
  ],
  [
    'Harmony, recipient first',
    '<|start|>assistant to=functions.get_weather<|channel|>commentary json<|message|>{"city":"Paris"}<|call|>',
    [PARIS],
  ],
  ['Harmony without its tokens', 'commentary to=functions.get_weather json{"city": "Paris"}', [PARIS]],
  ['Gemma tool_code', "```tool_code\nget_weather(city='Paris')\n```", [PARIS]],
  ['Gemma tool_code printed', "```tool_code\nprint(get_weather(city='Paris'))\n```", [PARIS]],
  [
    'FunctionGemma',
    '<start_function_call>call:get_weather{city:<escape>Paris<escape>,days:3}<end_function_call>',
    [PARIS3],
  ],
  ['Gemma 4', '<|tool_call>call:get_weather{city:<|"|>Paris<|"|>}<tool_call|>', [PARIS]],
  [
    'Qwen3-Coder',
    '<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>',
    [PARIS3],
  ],
  [
    'MiniMax',
    '<minimax:tool_call>\n<invoke name="get_weather">\n<parameter name="city">Paris</parameter>\n</invoke>\n</minimax:tool_call>',
    [PARIS],
  ],
  ['Granite', '<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]', [PARIS]],
  ['Phi 4', '<|tool_call|>[{"name": "get_weather", "parameters": {"city": "Paris"}}]<|/tool_call|>', [PARIS]],
  ['LFM2', '<|tool_call_start|>[get_weather(city="Paris")]<|tool_call_end|>', [PARIS]],
  [
    'Command R',
    '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "get_weather", "parameters": {"city": "Paris"}}]<|END_ACTION|>',
    [PARIS],
  ],
  [
    'InternLM',
    '<|action_start|><|plugin|>{"name": "get_weather", "parameters": {"city": "Paris"}}<|action_end|>',
    [PARIS],
  ],
  ['Nemotron', '<TOOLCALL>[{"name": "get_weather", "arguments": {"city": "Paris"}}]</TOOLCALL>', [PARIS]],
  ['Apertus', '<|tools_prefix|>[{"get_weather": {"city": "Paris"}}]<|tools_suffix|>', [PARIS]],
  ['OLMo', '<function_calls>get_weather(city="Paris")\nget_weather(city="Rome")</function_calls>', BOTH],
  [
    'ReAct',
    'Thought: I need the weather.\nAction: get_weather\nAction Input: {"city": "Paris"}\nObservation: sunny',
    [PARIS],
  ],
  ['LangChain JSON', '```json\n{"action": "get_weather", "action_input": {"city": "Paris"}}\n```', [PARIS]],
  [
    'OpenAI JSON',
    '{"tool_calls": [{"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": "{\\"city\\": \\"Paris\\"}"}}]}',
    [PARIS],
  ],
  ['plain JSON', '{"name": "get_weather", "arguments": {"city": "Paris"}}', [PARIS]],
  ['fenced JSON', '```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```', [PARIS]],
  [
    'fenced JSON after words',
    'I will look it up.\n\n```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```',
    [PARIS],
  ],
  ['JSON after words', 'I will look it up.\n\n{"name": "get_weather", "arguments": {"city": "Paris"}}', [PARIS]],
  ['a Python call', 'get_weather(city="Paris", days=3)', [PARIS3]],
  ['Python calls on lines', "get_weather(city='Paris')\nget_weather(city='Rome')", BOTH],
  ['an assignment', 'forecast = get_weather(city="Paris")', [PARIS]],
  ['Python and a comment after it', '[get_weather(city="Paris")]\n\nThis asks for the weather in Paris.', [PARIS]],
  [
    'an XML invoke',
    '<function_calls><invoke name="mail.send"><parameter name="to">["a@b.org"]</parameter><parameter name="body">hi</parameter></invoke></function_calls>',
    [MAIL],
  ],
  [
    'after a thought',
    '<think>maybe get_weather(city="Oslo")</think>\n<tool_call>{"name":"get_weather","arguments":{"city":"Paris"}}</tool_call>',
    [PARIS],
  ],
  ['after a thought opened by the template', 'so I call it.</think>[get_weather(city="Paris")]', [PARIS]],
]);

table('malformed calls are read where what was meant is plain', [
  ['closing tag missing', '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n', [PARIS]],
  [
    'closing tags missing, two calls',
    '<tool_call>{"name":"get_weather","arguments":{"city":"Paris"}}<tool_call>{"name":"get_weather","arguments":{"city":"Rome"}}',
    BOTH,
  ],
  [
    'closing tag is an opening one',
    '<tool_call>{"name":"get_weather","arguments":{"city":"Paris"}}<tool_call>',
    [PARIS],
  ],
  ['single quotes', "<tool_call>{'name': 'get_weather', 'arguments': {'city': 'Paris'}}</tool_call>", [PARIS]],
  ['mixed quotes', `<tool_call>{"arguments": {'city': "Paris"}, "name": 'get_weather'}</tool_call>`, [PARIS]],
  ['trailing commas', '[{"name": "get_weather", "arguments": {"city": "Paris",},},]', [PARIS]],
  [
    'Python literals',
    '{"name": "mail.send", "arguments": {"to": ["a@b.org"], "body": "hi", "urgent": True}}',
    ['mail.send {"to":["a@b.org"],"body":"hi","urgent":true}'],
  ],
  ['None for an optional argument', '{"name": "get_weather", "arguments": {"city": "Paris", "days": None}}', [PARIS]],
  ['arguments as text', '{"name": "get_weather", "arguments": "{\\"city\\": \\"Paris\\"}"}', [PARIS]],
  [
    'arguments encoded twice',
    JSON.stringify({ name: 'get_weather', arguments: JSON.stringify(JSON.stringify({ city: 'Paris' })) }),
    [PARIS],
  ],
  [
    'raw newlines in a text',
    '{"name": "mail.send", "arguments": {"to": ["a@b.org"], "body": "one\ntwo"}}',
    ['mail.send {"to":["a@b.org"],"body":"one\\ntwo"}'],
  ],
  [
    'quotes inside a text',
    '{"name": "mail.send", "arguments": {"to": ["a@b.org"], "body": "say "hi" to her"}}',
    ['mail.send {"to":["a@b.org"],"body":"say \\"hi\\" to her"}'],
  ],
  [
    'an apostrophe in single quotes',
    "[mail.send(to=['a@b.org'], body='it's me')]",
    ['mail.send {"to":["a@b.org"],"body":"it\'s me"}'],
  ],
  ['closers missing', '<tool_call>{"name": "get_weather", "arguments": {"city": "Paris"</tool_call>', [PARIS]],
  ['a closer too many', '{"name": "get_weather", "arguments": {"city": "Paris"}}}', [PARIS]],
  ['a bracket too many', "[get_weather(city='Paris')]]", [PARIS]],
  ['a parenthesis missing', "[get_weather({'city': 'Paris'}), get_weather({'city': 'Rome'}]", BOTH],
  ['a bracket missing before a comment', "[get_weather(city='Paris')\n\nThis asks for the weather.", [PARIS]],
  ['bare keys', '{name: "get_weather", arguments: {city: "Paris"}}', [PARIS]],
  ['a comma missing between lines', '{"name": "get_weather"\n "arguments": {"city": "Paris"}}', [PARIS]],
  ['typographic quotes', '{“name”: “get_weather”, “arguments”: {“city”: “Paris”}}', [PARIS]],
  ['a dictionary for the arguments', "[get_weather({'city': 'Paris', 'days': 3})]", [PARIS3]],
  ['arguments by place', "get_weather('Paris', 3)", [PARIS3]],
  ['wrapped arguments', "get_weather(params={'city': 'Paris'})", [PARIS]],
  ['wrapped arguments in JSON', '{"name": "get_weather", "arguments": {"arguments": {"city": "Paris"}}}', [PARIS]],
  ['arguments beside the name', '{"tool": "get_weather", "city": "Paris"}', [PARIS]],
  ['the name as key', '{"get_weather": {"city": "Paris"}}', [PARIS]],
  ['other words for name and arguments', '{"function_name": "get_weather", "args": {"city": "Paris"}}', [PARIS]],
  ['a quoted call', `["get_weather(city='Paris')"]`, [PARIS]],
  ['a list that begins with the name', "['get_weather', city='Paris']", [PARIS]],
  ['a pair', "[('get_weather', {'city': 'Paris'})]", [PARIS]],
  ['calls joined by plus', "[get_weather(city='Paris')] + [get_weather(city='Rome')]", BOTH],
  ['a call that is indexed', "[get_weather(city='Paris')][0]", [PARIS]],
  ['a call with a fallback', "[get_weather(city='Paris')] or []", [PARIS]],
  ['constant arithmetic', 'get_weather(city="Paris", days=2+1)', [PARIS3]],
  ['a name with other separators', '{"name": "mail_send", "arguments": {"to": ["a@b.org"], "body": "hi"}}', [MAIL]],
  ['a name with a prefix', '{"name": "functions.get_weather", "arguments": {"city": "Paris"}}', [PARIS]],
  ['a name with other case', '{"name": "Get_Weather", "arguments": {"city": "Paris"}}', [PARIS]],
  ['an unquoted word', '[get_weather(city=Paris, unit=Celsius)]', ['get_weather {"city":"Paris","unit":"celsius"}']],
  [
    'a fence inside the tag',
    '<tool_call>\n```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```\n</tool_call>',
    [PARIS],
  ],
  ['a parameter that is not closed', '<function=get_weather>\n<parameter=city>\nParis\n</function>', [PARIS]],
  ['a fence that is not opened', '[get_weather(city="Paris")]\n```\n\nThat is it.', [PARIS]],
  [
    'an escape that JSON lacks',
    String.raw`{"name": "mail.send", "arguments": {"to": ["a@b.org"], "body": "C:\dir"}}`,
    ['mail.send {"to":["a@b.org"],"body":"C:\\\\dir"}'],
  ],
  [
    'a quote written twice',
    "[mail.send(to=['a@b.org'], body='it''s me')]",
    ['mail.send {"to":["a@b.org"],"body":"it\'s me"}'],
  ],
  ['a closer that closes nothing', "[get_weather({'city': 'Paris'}))]", [PARIS]],
  [
    'calls on lines before a comment',
    '[get_weather(city="Paris")]  # here\n[get_weather(city="Rome")]  # there\n\nBoth.',
    BOTH,
  ],
  ['calls whose results are joined', '[get_weather(city="Paris") | get_weather(city="Rome")]', BOTH],
  ['a word beside a call', "[get_weather(city='Paris'), 'in degrees']", [PARIS]],
  [
    'keys that stand twice',
    '{"name": "get_weather", "arguments": {"city": "Paris"}, "name": "get_weather", "arguments": {"city": "Rome"}}',
    BOTH,
  ],
  ['a continued line', 'get_weather(city="Paris") + \\\nget_weather(city="Rome")', BOTH],
  ['a comment', 'get_weather(city="Paris")  # the weather', [PARIS]],
  [
    'the same call explained',
    '[get_weather(city="Paris")]\n\nThe call is:\n\n```python\n[get_weather(city="Paris")]\n```',
    [PARIS],
  ],
]);

test('what says that no tool fits is declined and makes no call', () => {
  for (const text of [
    '[]',
    '\n[]',
    'None',
    '[None]',
    '{}',
    '{"tool_calls": []}',
    '```json\n[]\n```',
    '<tool_call>[]</tool_call>',
  ]) {
    const found = read(text);
    assert.deepEqual(found.calls, [], text);
    assert.equal(found.text, text);
    if (!text.startsWith('```')) assert.equal(found.declined, true, text);
  }
});

test('a text that holds no call makes none and is left as it is', () => {
  const texts = [
    'Paris is the capital of France.',
    'You could use get_weather for that, but I know it: sunny.',
    'I would call get_weather(city="Paris") if I had to.',
    'The function `get_weather(city)` takes a city.',
    'For example:\n```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```\nThat is the format.',
    "Here's how you can use it:\n\n```python\nget_weather(city='Paris')\n```",
    '```python\nimport weather\nx = get_weather(city="Paris")\nprint(x.temperature)\n```',
    '```python\ndef get_weather(city):\n    return city\n```',
    '{"name": "Bob", "arguments": {"age": 3}}',
    '{"name": "get_weather", "description": "Gets the weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}',
    '{"city": "Paris", "days": 3}',
    '[1, 2, 3]',
    '["get_weather"]',
    'get_weather',
    'A `<tool_call>{"name": "get_weather", "arguments": {"city": "Paris"}}</tool_call>` is how it is written.',
    '<think>I should write <tool_call>{"name": "get_weather", "arguments": {"city": "Paris"}}</tool_call></think>No.',
    '<think>get_weather(city="Paris")',
    'Action: think harder\nThen go on.',
    'x = 3\ny = [1, 2]',
    'The set [get, weather] has two members.',
    '<div>{"a": 1}</div>',
    '',
    '   ',
  ];
  for (const text of texts) {
    const found = read(text);
    assert.deepEqual(found.calls, [], text);
    assert.equal(found.text, text);
  }
});

test('a marked call that can not be made says why in one sentence', () => {
  const faults: [string, string, RegExp][] = [
    [
      '<tool_call>{"name": "get_wether", "arguments": {"city": "Paris"}}</tool_call>',
      'unknown tool',
      /no tool "get_wether".*"get_weather"/,
    ],
    ['<tool_call>{"name": "get_weather", "arguments": {"city": "Par', 'cut off', /get_weather was cut off/],
    [
      '<tool_call>{"name": "get_weather", "arguments": {"city" "Paris" : }}</tool_call>',
      'not JSON',
      /get_weather can't be read/,
    ],
    ['<function=fly>{"to": "Rome"}</function>', 'unknown tool', /no tool "fly"/],
  ];
  for (const [text, cause, message] of faults) {
    const found = read(text);
    assert.deepEqual(found.calls, [], text);
    assert.equal(found.faults[0]?.cause, cause, text);
    assert.match(found.faults[0]!.message, message);
    assert.equal(found.text, text);
  }
  const broken: [string, RegExp][] = [
    ['get_weather(days=3)', /\/city must be string, but there is nothing/],
    ['get_weather(city="Paris", days="many")', /\/days must be integer, but there is "many"/],
    ['get_weather(city="Paris", unit="kelvin")', /must be "celsius" \| "fahrenheit", but there is "kelvin"/],
    ['mail.send(to=["a@b.org"], body=get_time())', /the call get_time\(…\) is no value/],
    ['mail.send(to=["a@b.org"], body="x", dry_run=True)', /no argument dry_run/],
  ];
  for (const [text, message] of broken) {
    const [call] = read(text).calls;
    assert.match(call!.fault!.message, message, text);
    assert.ok(call!.fault!.message.length <= 400);
  }
});

test('the text beside calls is kept and the calls are taken out', () => {
  const text =
    'I will look.\n<tool_call>{"name":"get_weather","arguments":{"city":"Paris"}}</tool_call>\n<tool_call>{"name":"get_time","arguments":{}}</tool_call>';
  assert.equal(read(text).text, 'I will look.');
  assert.equal(read('[get_weather(city="Paris")]').text, '');
  assert.equal(read('<think>hm</think>\nget_time()').text, '<think>hm</think>');
});

test('every change is an event, and what is well-formed has none', () => {
  assert.deepEqual(read('{"name": "get_weather", "arguments": {"city": "Paris"}}').calls[0]!.repairs, []);
  assert.deepEqual(read("[get_weather(city='Paris')]").calls[0]!.repairs, []);
  const rules = read('{"name": "mail_send", "arguments": {"to": "a@b.org", "body": "x", "urgent": "True",}}').calls[0]!
    .repairs;
  assert.deepEqual(
    rules.map(({ type, rule, path, from, to }) => [type, rule, path, from, to]),
    [
      ['repair', 'tool name', '', 'mail_send', 'mail.send'],
      ['repair', 'scalar to list', '/to', 'a@b.org', ['a@b.org']],
      ['repair', 'text to boolean', '/urgent', 'True', true],
    ],
  );
});

test('hostile texts are read in bounded time', () => {
  const million = 1_000_000;
  const texts = [
    '['.repeat(million),
    '{"a":'.repeat(million / 5),
    '<tool_call>'.repeat(million / 11),
    '<tool_call>{"name": "get_weather", "arguments": {"city": "'.repeat(million / 57),
    '<think>'.repeat(million / 7),
    '`'.repeat(million),
    '```json\n{'.repeat(million / 9),
    'get_weather('.repeat(million / 12),
    `get_weather(city="${'\\"'.repeat(million / 2 - 20)}`,
    `get_weather(city="${'"'.repeat(million - 40)}")`,
    ' '.repeat(million),
    '-'.repeat(million),
    '1+'.repeat(million / 2),
    '#'.repeat(million),
    '/*'.repeat(million / 2),
    '<function=get_weather>'.repeat(million / 22),
    `<function=get_weather>${'<parameter=city>'.repeat(60_000)}`,
    `<tool_call>get_weather${'<arg_key>city</arg_key>'.repeat(40_000)}`,
    'to=functions.'.repeat(million / 13),
    'Action: get_weather\nAction Input: '.repeat(million / 34),
    `[${'get_weather(city="Paris"),'.repeat(million / 27)}]`,
    '()[0]'.repeat(million / 5),
    `get_weather(city="x")${'()'.repeat(400_000)}`,
    'x'.repeat(million + 1),
  ];
  for (const text of texts) {
    const begun = performance.now();
    read(text);
    const spent = performance.now() - begun;
    assert.ok(spent < 3000, `${Math.round(spent)} ms for ${text.length} characters that begin ${text.slice(0, 40)}`);
  }
});
