/**
 * The fixture server over stdio and over HTTP, asked the same by the SDK's client: every tool that needs no argument,
 * every prompt, every resource. What a client answers when it is asked is the same on both.
 */
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { isObject } from '../../../src/json.ts';

/** `refused`: answers that are an error of the protocol, the same on both or not. */
export type Compared = { protocol: string; asked: number; same: number; refused: string[]; differ: string[] };
type Mode = 'legacy' | { pin: string };

/** Tools that differ on purpose from call to call, or that close their stream, which stdio can't. */
const LEFT_OUT = ['test_reconnection'];

/** A form, filled in: what it gives by itself, else something of the type that it wants. */
const filled = (schema: unknown): Record<string, string | number | boolean> => {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const value = (field: unknown): string | number | boolean => {
    const { type, default: given } = isObject(field) ? field : {};
    if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') return given;
    if (type === 'boolean') return true;
    return type === 'number' || type === 'integer' ? 1 : 'ann@example.org';
  };
  return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, value(field)]));
};

const connect = async (transport: Transport, mode: Mode): Promise<Client> => {
  const client = new Client(
    { name: 'check', version: '1' },
    { versionNegotiation: { mode }, capabilities: { elicitation: {}, sampling: {}, roots: {} } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => ({
    action: 'accept',
    content: 'requestedSchema' in params ? filled(params.requestedSchema) : {},
  }));
  client.setRequestHandler('sampling/createMessage', async () => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: 'sampled' },
  }));
  client.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///tmp', name: 'tmp' }] }));
  await client.connect(transport);
  return client;
};

/** A value without what no two answers share: states of requests, and what is told beside a result. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name !== '_meta' && name !== 'requestState');
  return Object.fromEntries(kept.map(([name, part]) => [name, plain(part)]));
};

/** What the server answers, by what it was asked. */
const answers = async (client: Client): Promise<Map<string, string>> => {
  const out = new Map<string, string>();
  const ask = async (name: string, request: () => Promise<unknown>): Promise<void> => {
    const said = await request().then(plain, (error: unknown) => `failed: ${(error as Error).message}`);
    out.set(name, JSON.stringify(said));
  };
  const [{ tools }, { prompts }, { resources }] = [
    await client.listTools(),
    await client.listPrompts(),
    await client.listResources(),
  ];
  out.set('tools/list', JSON.stringify(plain(tools)));
  out.set('prompts/list', JSON.stringify(plain(prompts)));
  out.set('resources/list', JSON.stringify(plain(resources)));
  for (const { name, inputSchema } of tools)
    if ((inputSchema.required ?? []).length === 0 && !LEFT_OUT.includes(name))
      await ask(`tool ${name}`, () => client.callTool({ name, arguments: {} }, { timeout: 20_000 }));
  for (const { name, arguments: wanted = [] } of prompts)
    await ask(`prompt ${name}`, () =>
      client.getPrompt({ name, arguments: Object.fromEntries(wanted.map((each) => [each.name, 'x'])) }),
    );
  for (const { uri } of resources) await ask(`resource ${uri}`, () => client.readResource({ uri }));
  return out;
};

/** Asks both. `args`: what starts the server over stdio, after Node. */
export const compareTransports = async (url: string, args: readonly string[], mode: Mode): Promise<Compared> => {
  const over = async (transport: Transport) => {
    const client = await connect(transport, mode);
    const said = await answers(client);
    const protocol = client.getNegotiatedProtocolVersion() ?? '';
    await client.close();
    return { said, protocol };
  };
  const http = await over(new StreamableHTTPClientTransport(new URL(url)));
  const stdio = await over(new StdioClientTransport({ command: process.execPath, args: [...args], stderr: 'ignore' }));
  const names = [...new Set([...http.said.keys(), ...stdio.said.keys()])];
  const differ = names.filter((name) => http.said.get(name) !== stdio.said.get(name));
  const refused = names.filter((name) => stdio.said.get(name)?.startsWith('"failed: '));
  if (http.protocol !== stdio.protocol) differ.push(`protocol ${http.protocol}`);
  return { protocol: stdio.protocol, asked: names.length, same: names.length - differ.length, refused, differ };
};
