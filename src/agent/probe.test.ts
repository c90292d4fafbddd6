import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { probeToolResults } from './probe.ts';

const seen = async (...args: Parameters<typeof probeToolResults>) => {
  const { visible, reason } = await probeToolResults(...args);
  return { visible, reason };
};

const repeats = (content: string): string => content.replace(/^The code is /, '');

test('a model that repeats the code sees the results of its tools', async () => {
  const chat = scriptedChat({ replies: (request) => repeats(request.messages.at(-1)!.content) });
  assert.deepEqual(await seen(chat), { visible: true, reason: '' });
});

test('the code may stand in the thoughts or in a call, and the second try counts', async () => {
  const code = (): string => '1234abcd';
  const replies = [
    { reasoning: 'the code is 1234abcd', content: '' },
    { toolCalls: [{ id: '1', name: 'answer', arguments: '{"code":"1234abcd"}' }] },
  ];
  for (const reply of replies)
    assert.deepEqual(await seen(scriptedChat({ replies: [reply] }), { code }), { visible: true, reason: '' });
  assert.deepEqual(await seen(scriptedChat({ replies: ['What?', '1234abcd'] }), { code }), {
    visible: true,
    reason: '',
  });
});

test('one that does not is named with what it did: another answer, another call', async () => {
  const replies = ['What code?', { toolCalls: [{ id: '1', name: 'get_code', arguments: '{}' }] }];
  const reasons = [/answered "What code\?"/, /called the tool again/];
  for (const [i, reason] of reasons.entries()) {
    const { visible, reason: said } = await seen(scriptedChat({ replies: [replies[i]!, replies[i]!] }));
    assert.equal(visible, false);
    assert.match(said, reason);
  }
});

test('a model that fails, or is cut off while it thinks, is neither', async () => {
  const failed = await seen(scriptedChat({ replies: [{ error: 'no template' }] }));
  assert.equal(failed.visible, undefined);
  assert.match(failed.reason, /no template/);
  const cut = await seen(scriptedChat({ replies: [{ content: '', reasoning: 'hm '.repeat(900), finish: 'length' }] }));
  assert.equal(cut.visible, undefined);
  assert.match(cut.reason, /cut off/);
});
