/**
 * `mizan/testing`: fakes and references for tests of programs that use Mizan. None of them needs a model, a key or the
 * network.
 *
 * @example
 *   // A Chat that plays replies, to test what is made of a Chat.
 *   import { scriptedChat } from 'mizan/testing';
 *   const chat = scriptedChat({ replies: ['42'] });
 *   for await (const event of chat({ messages: [{ role: 'user', content: '6 * 7?' }] })) console.log(event);
 *
 * @example
 *   // An HTTP server in this process that answers like an OpenAI-compatible one, with faults on demand.
 *   import { startFakeUpstream } from 'mizan/testing';
 *   const upstream = await startFakeUpstream(['hello', { fault: 'unfinished' }]);
 *   console.log(upstream.url); // a base URL for an OpenAI client
 *   await upstream.close();
 *
 * @module
 */
export {
  byteTokenizer,
  scriptedChat,
  uniformSample,
  type Script,
  type ScriptedReply,
} from '../testing/scripted-chat.ts';
export {
  startFakeUpstream,
  type Answer,
  type FakeUpstream,
  type Seen,
  type UpstreamOptions,
  type UpstreamScript,
} from '../testing/upstream.ts';
// The f64 meaning of every tensor operation, to check programs of mizan/tensor against.
export { evaluate, type Feed } from '../tensor/testing/reference.ts';
// Configs and random weights of small models of each architecture.
export { deepseekJson, llamaJson, qwen2Json, randomWeights } from '../model/testing.ts';
