import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { probeToolResults } from './probe.ts';

test('a model that repeats the code sees the results of its tools', async () => {
  const chat = scriptedChat({ replies: (request) => request.messages.at(-1)!.content.replace(/^The code is /, '') });
  assert.deepEqual(await probeToolResults(chat), { visible: true, reason: '' });
});

test('one that does not is named with what it did: another answer, another call, an error', async () => {
  const replies = [
    'What code?',
    { toolCalls: [{ id: '1', name: 'get_code', arguments: '{}' }] },
    { error: 'no template' },
  ];
  const reasons = [/answered "What code\?"/, /called the tool again/, /no template/];
  for (const [i, reason] of reasons.entries()) {
    const { visible, reason: said } = await probeToolResults(scriptedChat({ replies: [replies[i]!] }));
    assert.equal(visible, false);
    assert.match(said, reason);
  }
});
