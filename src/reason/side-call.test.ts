/** Requests beside an agent's work are told from questions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRequest, Message } from '../types.ts';
import { isSideCall } from './side-call.ts';

const requestOf = (content: string, system?: string): ChatRequest => ({
  messages: [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user', content },
  ],
});

test('titles, summaries and turns about a finished tool conversation are side calls; questions are not', () => {
  const results: Message = { role: 'tool', content: '3', toolCallId: 'a' };
  const cases: [ChatRequest, boolean][] = [
    [requestOf('Fix the bug in main.ts', 'You are a title generator. You output only a short title.'), true],
    [requestOf('Please generate a short title for the conversation so far.'), true],
    [requestOf('Summarize the conversation above in three sentences.'), true],
    [requestOf('Provide a detailed summary of our work for the next session.'), true],
    [{ messages: [{ role: 'user', content: 'Add 1 and 2' }, results, { role: 'user', content: 'Go on.' }] }, true],
    [requestOf('What is 17 * 23?'), false],
    [requestOf('Who holds the title of world champion?'), false],
    [requestOf('Is the summary of the book right?'), false],
    [{ ...requestOf('Generate a title.'), tools: [{ name: 'f' }] }, false],
  ];
  for (const [request, side] of cases) assert.equal(isSideCall(request), side, request.messages.at(-1)!.content);
});
