/** For tests: MCP servers of this folder as sources. */
import { fileURLToPath } from 'node:url';
import type { McpSource } from '../types.ts';

const RAW = fileURLToPath(new URL('./raw-server.ts', import.meta.url));
const SDK = fileURLToPath(new URL('./sdk-server.ts', import.meta.url));

const script = (name: string, path: string, args: readonly string[], more: Partial<McpSource>): McpSource => ({
  name,
  summary: `the command node ${path} ${args.join(' ')}`,
  identity: [path, ...args],
  transport: () => ({ type: 'stdio', command: process.execPath, args: [path, ...args], env: {}, cwd: process.cwd() }),
  ...more,
});

/** The server that misbehaves as `mode` says. `counter`: the file in which it counts its starts. */
export const rawSource = (mode: string, more: Partial<McpSource> = {}, counter?: string): McpSource =>
  script('peer', RAW, [mode, ...(counter === undefined ? [] : [counter])], more);

/** A server made with the SDK. `legacy`: whether it speaks the older protocol too. */
export const sdkSource = (legacy: 'serve' | 'reject', more: Partial<McpSource> = {}): McpSource =>
  script('peer', SDK, [legacy], more);

export const httpSource = (url: string, more: Partial<McpSource> = {}): McpSource => ({
  name: 'peer',
  summary: `the address ${url}`,
  identity: url,
  transport: () => ({ type: 'http', url, headers: { authorization: 'Bearer secret' } }),
  ...more,
});
