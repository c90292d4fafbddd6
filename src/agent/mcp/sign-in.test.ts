import { sequence } from '../../regex.ts';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { defined } from '../../json.ts';
import { createMcpServer } from './server.ts';
import type { McpProtocol } from './types.ts';

/** What a server answers with, and what is said of it. */
const TABLE: { name: string; status: number; challenge?: string; token?: string; says: RegExp; never?: RegExp }[] = [
  {
    name: 'no token',
    status: 401,
    challenge: 'Bearer resource_metadata="https://a.example/.well-known/oauth-protected-resource", scope="mcp:read"',
    says: new RegExp(
      sequence(
        /wants a sign-in \(HTTP 401\), and Mizan has no OAuth\. Make an access token with the scope/,
        / mcp:read .*"headers": \{ "Authorization": "Bearer \$\{NAME\}" \}.*"mcp-remote",/,
        / "http:\/\/127\.0\.0\.1:\d+\/mcp"\]/,
      ),
    ),
  },
  { name: 'no token and not a word', status: 401, says: /wants a sign-in \(HTTP 401\), .*Make an access token where/ },
  {
    name: 'a token that is too old',
    status: 401,
    challenge: 'Bearer error="invalid_token", error_description="The token expired"',
    token: 'Bearer sk-secret-token',
    says: /does not take the token of its entry \(HTTP 401, and says: The token expired\)/,
    never: /sk-secret-token/,
  },
  {
    name: 'a token with too few rights',
    status: 403,
    challenge: 'Bearer error="insufficient_scope", scope="mcp:write"',
    token: 'Bearer x',
    says: /may not do this \(HTTP 403, and says: insufficient_scope\): it needs one with the scope mcp:write/,
  },
  { name: 'forbidden', status: 403, says: /it forbids this \(HTTP 403\)/ },
  {
    name: 'what it says is cut and shown',
    status: 401,
    challenge: `Bearer error_description="\u00ad${'x'.repeat(500)}"`,
    says: /says: [^)]{1,200}\)/,
    never: /x{200}|\u00ad/,
  },
];

for (const protocol of ['auto', '2025-11-25', '2026-07-28'] as const satisfies McpProtocol[])
  for (const { name, status, challenge, token, says, never } of TABLE)
    test(`a server that wants a sign-in: ${name}, ${protocol}`, async (t) => {
      const http = createServer((_request, response) => {
        response.writeHead(status, challenge === undefined ? {} : { 'www-authenticate': challenge });
        response.end('{"error":"no"}');
      });
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      t.after(() => http.close());
      const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
      const server = createMcpServer({
        name: 'peer',
        summary: url,
        identity: url,
        protocol,
        transport: () => ({ type: 'http', url, headers: defined({ authorization: token }) }),
      });
      t.after(server.close);
      await assert.rejects(server.tools(), (error: Error) => {
        assert.match(error.message, /^the MCP server peer can't be reached: /);
        assert.match(error.message, says);
        if (never) assert.doesNotMatch(error.message, never);
        return true;
      });
    });
