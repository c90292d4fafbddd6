/**
 * The server of the lost-work test in a process of its own, so that it can be killed: UPSTREAM, DATA and PORT say
 * which.
 */
import { startServer } from '../../src/gateway/serve.ts';
import { readConfig } from '../../src/provider/config.ts';
import { scriptedChat } from '../../src/testing/scripted-chat.ts';

const { UPSTREAM = '', DATA = '', PORT = '0' } = process.env;
const config = readConfig(
  JSON.stringify({ providers: { p: { baseUrl: UPSTREAM, models: { talker: {} } } }, roles: { solver: 'talker' } }),
  'mizan.json',
  '/',
);
const server = await startServer({
  model: {
    name: 'mizan-1m',
    chat: scriptedChat({}),
    folder: '/nowhere',
    sections: false,
    contextLength: 256,
    close: async () => {},
  },
  config,
  env: {},
  data: DATA,
  port: Number(PORT),
});
console.log(server.port);
