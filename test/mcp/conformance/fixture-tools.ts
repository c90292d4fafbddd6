/**
 * The tools, prompts and resources that the conformance suite of the Model Context Protocol asks of a server under
 * test, as its scenarios describe them. What clients are asked for is fixture-inputs.ts; the server is server.ts.
 */
import {
  completable,
  fromJsonSchema,
  ResourceTemplate,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A red pixel, and a wave file without a sample. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });
const image = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
const resource = (uri: string, mimeType: string, held: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: held },
});
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The schema that must come through unchanged (SEP-1613, SEP-2106). */
const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // eslint-disable-next-line unicorn/no-thenable -- a keyword of JSON schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
} as const;

const tell = async ({ mcpReq }: ServerContext, progress: number, total: number): Promise<void> => {
  const token = mcpReq._meta?.progressToken;
  if (token === undefined) return;
  await mcpReq.notify({ method: 'notifications/progress', params: { progressToken: token, progress, total } });
};

const registerContent = (server: McpServer): void => {
  const returning = (name: string, description: string, content: object[]): void => {
    server.registerTool(name, { description }, async () => ({ content: content as [] }));
  };
  returning('test_simple_text', 'Returns a text', [
    { type: 'text', text: 'This is a simple text response for testing.' },
  ]);
  returning('test_image_content', 'Returns a picture', [image]);
  returning('test_audio_content', 'Returns a sound', [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }]);
  returning('test_embedded_resource', 'Returns a resource', [
    resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ]);
  returning('test_multiple_content_types', 'Returns parts of several types', [
    { type: 'text', text: 'Multiple content types test:' },
    image,
    resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ]);
  const inputSchema = fromJsonSchema(SCHEMA_2020_12 as never);
  const description = 'Has a schema of the dialect of 2020-12';
  server.registerTool('json_schema_2020_12_tool', { description, inputSchema }, async () => text('ok'));
  server.registerTool(
    'test_custom_headers',
    {
      description: 'Mirrors an argument into a header',
      inputSchema: fromJsonSchema({
        type: 'object',
        properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, query: { type: 'string' } },
      } as never),
    },
    async (args) => text(JSON.stringify(args)),
  );
};

const registerWork = (server: McpServer): void => {
  server.registerTool('test_error_handling', { description: 'Fails' }, async () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  server.registerTool('test_tool_with_logging', { description: 'Logs while it works' }, async (context) => {
    await context.mcpReq.log('info', 'Tool execution started');
    await pause(50);
    await context.mcpReq.log('info', 'Tool processing data');
    await pause(50);
    await context.mcpReq.log('info', 'Tool execution completed');
    return text('Logged three times');
  });
  server.registerTool('test_logging_tool', { description: 'Logs once' }, async (context) => {
    await context.mcpReq.log('info', 'A line of the log');
    return text('Logged');
  });
  server.registerTool('test_tool_with_progress', { description: 'Tells its progress' }, async (context) => {
    for (const done of [0, 50, 100]) {
      await tell(context, done, 100);
      await pause(50);
    }
    return text('Progress was told three times');
  });
  server.registerTool('test_reconnection', { description: 'Ends its stream while it works' }, async (context) => {
    await pause(50);
    context.http?.closeSSE?.();
    await pause(100);
    return text('The stream was ended and taken up again');
  });
};

const registerPrompts = (server: McpServer): void => {
  const user = (content: object) => ({ role: 'user' as const, content: content as never });
  server.registerPrompt('test_simple_prompt', { description: 'A prompt' }, async () => ({
    messages: [user({ type: 'text', text: 'This is a simple prompt for testing.' })],
  }));
  const word = completable(z.string().describe('The first argument'), (given) =>
    ['paris', 'park', 'party'].filter((value) => value.startsWith(given)),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'A prompt with arguments',
      argsSchema: z.object({ arg1: word, arg2: z.string().describe('The second') }),
    },
    async ({ arg1, arg2 }) => ({
      messages: [user({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` })],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A prompt with a resource', argsSchema: z.object({ resourceUri: z.string().describe('Of what') }) },
    async ({ resourceUri }) => ({
      messages: [
        user(resource(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
        user({ type: 'text', text: 'Please process the embedded resource above.' }),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'A prompt with a picture' }, async () => ({
    messages: [user(image), user({ type: 'text', text: 'Please analyze the image above.' })],
  }));
};

const registerResources = (server: McpServer): void => {
  const plain = (name: string, uri: string, held: string): void => {
    const about = { description: `The resource ${name}`, mimeType: 'text/plain' };
    server.registerResource(name, uri, about, async () => ({
      contents: [{ uri, mimeType: 'text/plain', text: held }],
    }));
  };
  plain('static-text', 'test://static-text', 'This is the content of the static text resource.');
  plain('watched-resource', 'test://watched-resource', 'It never changes.');
  const uri = 'test://static-binary';
  const about = { description: 'A picture', mimeType: 'image/png' };
  server.registerResource('static-binary', uri, about, async () => ({
    contents: [{ uri, mimeType: 'image/png', blob: PNG }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Data by its id', mimeType: 'application/json' },
    async (at, { id }) => ({
      contents: [
        {
          uri: at.href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  );
  // The subscriptions of the older protocol; the newer one's are the SDK's.
  server.server.setRequestHandler('resources/subscribe', async () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', async () => ({}));
};

/** Gives `server` all of them. */
export const registerFixture = (server: McpServer): void => {
  registerContent(server);
  registerWork(server);
  registerPrompts(server);
  registerResources(server);
};
