/** Thinking switched off, in every usual spelling. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { isThinkingOff } from './thinking-off.ts';

test('a body that switches thinking off is told from one that does not', () => {
  const off: object[] = [
    { enable_thinking: false },
    { chat_template_kwargs: { enable_thinking: false } },
    { chat_template_kwargs: { thinking: false } },
    { thinking: { type: 'disabled' } },
    { thinking: { type: 'enabled', budget_tokens: 0 } },
    { thinking: false },
    { think: false },
    { options: { think: false } },
    { reasoning: { enabled: false } },
    { reasoning: { effort: 'none' } },
    { reasoning: { max_tokens: 0 } },
    { reasoning: false },
    { reasoning_effort: 'none' },
    { reasoning_effort: 'off' },
    { thinking_budget: 0 },
    { reasoning_budget: 0 },
    { extra_body: { enable_thinking: false } },
    { extra_body: { google: { thinking_config: { thinking_budget: 0 } } } },
  ];
  for (const body of off) assert.equal(isThinkingOff(body as never), true, JSON.stringify(body));
  const on: object[] = [
    {},
    { enable_thinking: true },
    { think: 'low' },
    { thinking: { type: 'enabled', budget_tokens: 1000 } },
    { reasoning: { exclude: true, max_tokens: 2000 } },
    { reasoning_effort: 'minimal' },
    { reasoning_budget: -1 },
    { chat_template_kwargs: {} },
    { metadata: { enable_thinking: false } },
  ];
  for (const body of on) assert.equal(isThinkingOff(body as never), false, JSON.stringify(body));
});
