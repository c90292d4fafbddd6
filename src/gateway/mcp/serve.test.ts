/**
 * `mizan mcp` over HTTP against the SDK's own client, in both eras, and against requests that a browser would be made
 * to send.
 */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { before, after, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { LoadedModel } from '../../local/load-model.ts';
import type { Listening } from '../../server/listen.ts';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import { openModels } from '../library.ts';
import type { OpenCatalog } from '../open-catalog.ts';
import { serveMcpHttp } from './serve.ts';

const model: LoadedModel = {
  name: 'scripted',
  chat: scriptedChat({ replies: () => 'The answer is 4.' }),
  folder: '/nowhere',
  sections: false,
  contextLength: 4096,
  close: async () => {},
};

let opened: OpenCatalog;
let socket: Listening;
before(async () => {
  opened = await openModels({ model, config: { agents: { helper: { instructions: 'Help.' } } } });
  socket = await serveMcpHttp(opened, 0, { version: '1', report: () => {} });
});
after(async () => {
  await socket.stop(0);
  await opened.close();
});

type Said = { text: string; value: Record<string, unknown> | undefined; failed: boolean };

for (const [mode, protocol] of [
  ['legacy', '2025-11-25'],
  ['auto', '2026-07-28'],
  [{ pin: '2026-07-28' }, '2026-07-28'],
] as const)
  test(`the SDK's client, ${JSON.stringify(mode)}: models, checks and agents as tools`, async () => {
    const client = new Client({ name: 'peer', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${socket.url}/mcp`)));
    assert.equal(client.getNegotiatedProtocolVersion(), protocol);
    const call = async (name: string, args: Record<string, unknown>): Promise<Said> => {
      const result = await client.callTool({ name, arguments: args });
      const [part] = result.content as { text: string }[];
      return {
        text: part?.text ?? '',
        value: result.structuredContent as Said['value'],
        failed: result.isError === true,
      };
    };
    try {
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
        [
          ['ask', true],
          ['check_answer', true],
          ['compare_answers', true],
          ['read_answer', true],
          ['run_agent', false],
          ['models', true],
        ],
      );
      const asked = await call('ask', { question: 'Which number comes after three?', effort: 'none' });
      assert.match(asked.text, /The answer is 4/);
      assert.deepEqual([asked.value?.verified, asked.value?.declined], [false, false]);
      for (const [question, answer, verdict] of [
        ['What is 17 * 23?', '391', 'right'],
        ['Using 3, 7, 25 and 50, each at most once, make 128.', '3 + 7', 'wrong'],
        ['Who am I?', 'you', 'unknown'],
      ])
        assert.equal((await call('check_answer', { question, answer })).value?.verdict, verdict, question);
      const groups = (await call('compare_answers', { answers: ['1/2', '0.5', '2'] })).value?.groups;
      assert.deepEqual(groups, [['1/2', '0.5'], ['2']]);
      assert.equal((await call('read_answer', { reply: 'So 2+2=4. The answer is **4**.' })).text, '4');
      assert.match((await call('run_agent', { agent: 'helper', task: 'Say it.' })).text, /The answer is 4/);
      assert.match((await call('models', {})).text, /^mizan$/m);
      for (const [name, args, said] of [
        ['run_agent', { agent: 'nobody', task: 'x' }, /There is no agent "nobody"; there are act, helper/],
        ['ask', { question: 'x', model: 'none' }, /there is no model "none"/],
        ['ask', { question: 5 }, /expected string/],
        ['ask', {}, /question/],
        ['compare_answers', { answers: ['a'] }, /2/],
      ] as const) {
        const wrong = await call(name, args);
        assert.equal(wrong.failed, true, name);
        assert.match(wrong.text, said);
      }
      await assert.rejects(call('no_such_tool', {}), /no_such_tool/);
    } finally {
      await client.close();
    }
  });

/** The status of an initialize request with these headers. */
const statusOf = (headers: Record<string, string>, path = '/mcp'): Promise<number> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    });
    const sent = request(
      `${socket.url}${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

test('requests for another host or from a page of another origin are refused', async () => {
  for (const [headers, status] of [
    [{}, 200],
    [{ origin: 'http://localhost:3000' }, 200],
    [{ host: 'evil.example' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'content-type': 'text/plain' }, 415],
  ] as const)
    assert.equal(await statusOf(headers), status, JSON.stringify(headers));
  assert.equal(await statusOf({}, '/'), 404);
});
