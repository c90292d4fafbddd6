/**
 * The server of the lost-work test in a process of its own, so that it can be killed: UPSTREAM, DATA and PORT say
 * which.
 */
import { startServer } from '../../src/gateway/serve.ts';
import { readConfig } from '../../src/provider/config.ts';
import { demoModel } from '../../src/local/testing.ts';

const { UPSTREAM = '', DATA = '', PORT = '0' } = process.env;
const config = readConfig(
  JSON.stringify({ providers: { p: { baseUrl: UPSTREAM, models: { talker: {} } } }, roles: { solver: 'talker' } }),
  'mizan.json',
  '/',
);
const server = await startServer({
  model: demoModel(),
  config,
  env: {},
  data: DATA,
  port: Number(PORT),
});
console.log(server.port);
