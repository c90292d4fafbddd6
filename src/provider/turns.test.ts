/** The head of a conversation, for templates that know one system turn. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Message, Wire } from '../types.ts';
import { messagesForUpstream } from './turns.ts';

const message = (role: string, content: unknown): Message => ({
  role: (role === 'developer' ? 'system' : role) as Message['role'],
  content: typeof content === 'string' ? content : '',
  wire: { role, content },
});
const sent = (turns: Message[], developer = false): Wire[] =>
  messagesForUpstream({ messages: turns }, { reasoning: 'none', echo: 'never', developer, tags: false }, false);

test('developer is system, and system turns at the head are one; OpenAI gets them as they came', () => {
  const part = { type: 'text', text: 'b' };
  const cases: [string, Message[], Wire[]][] = [
    [
      'one',
      [message('system', 'a'), message('user', 'x')],
      [
        { role: 'system', content: 'a' },
        { role: 'user', content: 'x' },
      ],
    ],
    [
      'developer',
      [message('developer', 'a'), message('user', 'x')],
      [
        { role: 'system', content: 'a' },
        { role: 'user', content: 'x' },
      ],
    ],
    [
      'two',
      [message('system', 'a'), message('developer', 'b'), message('user', 'x')],
      [
        { role: 'system', content: 'a\n\nb' },
        { role: 'user', content: 'x' },
      ],
    ],
    [
      'parts',
      [message('system', 'a'), message('system', [part])],
      [{ role: 'system', content: [{ type: 'text', text: 'a' }, part] }],
    ],
    ['an empty one', [message('system', ''), message('system', 'b')], [{ role: 'system', content: 'b' }]],
    [
      'later',
      [message('user', 'x'), message('developer', 'b')],
      [
        { role: 'user', content: 'x' },
        { role: 'system', content: 'b' },
      ],
    ],
  ];
  for (const [name, turns, expected] of cases) assert.deepEqual(sent(turns), expected, name);
  const both = [message('system', 'a'), message('developer', 'b')];
  assert.deepEqual(
    sent(both, true),
    both.map(({ wire }) => wire),
  );
});
