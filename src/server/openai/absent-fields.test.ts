/** Fields that say nothing are absent; all others stay as they came. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutAbsent } from './absent-fields.ts';

test('null, empty values and the usual spellings of "none" and "no limit" are absent', () => {
  const absent: object[] = [
    { functions: null, function_call: null },
    { functions: [], function_call: 'none' },
    { tools: [], tool_choice: 'auto' },
    { max_tokens: -1 },
    { max_tokens: 0 },
    { max_completion_tokens: -2 },
    { max_output_tokens: -1 },
    { n: 0 },
    { seed: -1 },
    { stop: '' },
    { stop: [] },
    { stop: ['', null] },
    { user: '' },
    { reasoning: {} },
    { reasoning: { effort: null, summary: '' } },
    { reasoning_effort: '' },
    { response_format: {} },
    { response_format: { type: null } },
    { stream_options: {} },
    { logit_bias: {} },
    { logprobs: false, top_logprobs: 0 },
    { previous_response_id: '', conversation: null },
  ];
  for (const fields of absent)
    assert.deepEqual(withoutAbsent({ model: 'm', ...fields }), { model: 'm' }, JSON.stringify(fields));
});

test('what says something stays, and the body is not changed', () => {
  const said = {
    model: 'm',
    messages: [],
    prompt: '',
    mizan: {},
    temperature: 0,
    top_p: 0,
    max_tokens: 1,
    stop: ['a', ''],
    tools: [{ type: 'function' }],
    tool_choice: 'none',
    stream: false,
    echo: false,
    logprobs: 0,
    top_k: -1,
    reasoning: { effort: 'low', summary: null },
  };
  const copy = structuredClone(said);
  assert.deepEqual(withoutAbsent(said), { ...said, stop: ['a'], reasoning: { effort: 'low' } });
  assert.deepEqual(said, copy);
});
