/**
 * Coding agents finish a two-step task through the server, streamed: Codex, Claude Code, qwen-code, opencode and pi
 * read a file with one tool and write what it says with another. The model behind is a script that writes its calls as
 * a small model does: in three spellings, malformed, and every fifth one wrong. A named command, not part of `npm
 * test`:
 *
 *   npm i --prefix FOLDER --ignore-scripts @openai/codex @anthropic-ai/claude-code @qwen-code/qwen-code opencode-ai @mariozechner/pi-coding-agent
 *   npm run check:agents -- FOLDER
 *
 * An agent that is not in FOLDER is skipped, saying so. Exit code: 0 when every agent that is there finished, else 1.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startServer } from '../../src/gateway/serve.ts';
import type { LoadedModel } from '../../src/local/load-model.ts';
import { readConfig } from '../../src/provider/config.ts';
import { scriptedChat } from '../../src/testing/scripted-chat.ts';
import { startFakeUpstream, type Answer, type Seen } from '../../src/testing/upstream.ts';
import type { Wire } from '../../src/types.ts';
import { demoModel } from '../../src/local/testing.ts';

const NUMBER = '4711';
const PROMPT =
  'Read the file note.txt in the current folder. Then write the lucky number that stands in it, and nothing else, into a new file answer.txt in the current folder. Then say that you are done.';
const SECONDS = 150;
/** With votes, as an agent over these, and as it is: the peer, which no agent gets through with. */
const MODELS = ['small:high', 'mizan:act', 'small'];

type Declared = { function: { name: string; parameters?: { properties?: Record<string, unknown> } } };

/** A tool of the agent by what it does: its name, and its arguments for a path and a content. */
const find = (
  tools: readonly Declared[],
  name: RegExp,
): { name: string; path: string; content: string } | undefined => {
  const tool = tools.find((tool) => name.test(tool.function.name));
  const keys = Object.keys(tool?.function.parameters?.properties ?? {});
  const [path, content] = [keys.find((key) => /path/i.test(key)), keys.find((key) => /content|text/i.test(key))];
  return tool && path !== undefined ? { name: tool.function.name, path, content: content ?? 'content' } : undefined;
};

type Args = Readonly<Record<string, string | string[]>>;

const quoted = (value: string | string[]): string =>
  typeof value === 'string' ? `'${value}'` : `[${value.map((element) => `'${element}'`).join(', ')}]`;
const literal = (args: Args): string =>
  Object.entries(args)
    .map(([key, value]) => `'${key}': ${quoted(value)}`)
    .join(', ');

/** A tool that runs commands: its name, and its arguments for a command line. */
const findShell = (
  tools: readonly Declared[],
): { name: string; args: (line: string) => Record<string, string | string[]> } | undefined => {
  const tool = tools.find((tool) => /^(exec_command|shell|shell_command|local_shell)$/.test(tool.function.name));
  const properties = tool?.function.parameters?.properties as Record<string, { type?: string }> | undefined;
  const key = Object.keys(properties ?? {}).find((name) => /^(cmd|command)$/.test(name));
  if (!tool || key === undefined) return undefined;
  const isList = properties![key]!.type === 'array';
  return { name: tool.function.name, args: (line) => ({ [key]: isList ? ['bash', '-lc', line] : line }) };
};

/** One call as small models write it; the second of five is wrong, and the fourth can't be read. */
const spell = (name: string, args: Args, wrong: Args, i: number): string =>
  [
    `I will call it.\n<tool_call>\n{'name': '${name}', 'arguments': {${literal(args)}}}\n</tool_call>`,
    `[${name}({${literal(wrong)}})]`,
    `[${name}(${Object.entries(args)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join(', ')})]`,
    `<tool_call>{"name": "${name}", "arguments": {"`,
    `\`\`\`json\n{"name": "${name}", "parameters": ${JSON.stringify(args)},}\n\`\`\``,
  ][i % 5]!;

const textOf = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content ?? ''));

/** The script: read, then write what was read, then say so. `folder` is where the agent works. */
const small = (folder: string) => {
  let i = 0;
  return ({ body }: Seen): Answer => {
    const tools = (body.tools ?? []) as Declared[];
    if (tools.length === 0) return 'A task about a note';
    const messages = body.messages as { role: string; content: unknown }[];
    const results = messages.filter((message) => message.role === 'tool').map((message) => textOf(message.content));
    const [reader, writer] = [find(tools, /^read(?:_file)?$/i), find(tools, /^write(?:_file)?$/i)];
    const shell = findShell(tools);
    if ((!reader || !writer) && shell) {
      const run = (line: string, wrong: string) => spell(shell.name, shell.args(line), shell.args(wrong), i++);
      const found = /lucky number is (\d+)/.exec(results.join('\n'))?.[1];
      if (found === undefined) return run('cat note.txt', 'cat nothing.txt');
      return results.length < 2 ? run(`echo ${found} > answer.txt`, 'echo 13 > answer.txt') : 'I am done.';
    }
    if (!reader || !writer) return `No tools to read and write: ${tools.map((tool) => tool.function.name).join(', ')}`;
    const at = (file: string): string => join(folder, file);
    const read = results
      .map((result) => /lucky number is (\d+)/.exec(result)?.[1])
      .find((match) => match !== undefined);
    if (read === undefined)
      return spell(reader.name, { [reader.path]: at('note.txt') }, { [reader.path]: at('nothing.txt') }, i++);
    if (results.length < 2) {
      const args = { [writer.path]: at('answer.txt'), [writer.content]: read };
      return spell(writer.name, args, { ...args, [writer.content]: '13' }, i++);
    }
    return 'I am done.';
  };
};

type Agent = {
  name: string;
  bin: string;
  prepare(home: string, base: string): void;
  args(model: string): string[];
  env(base: string, model: string): Record<string, string>;
};

const AGENTS: readonly Agent[] = [
  {
    // Over the Responses API.
    name: 'codex',
    bin: 'node_modules/.bin/codex',
    prepare: (home, base) => {
      mkdirSync(join(home, '.codex'), { recursive: true });
      const provider = `[model_providers.mizan]\nname = "Mizan"\nbase_url = "${base}"\nwire_api = "responses"\n`;
      writeFileSync(
        join(home, '.codex/config.toml'),
        `model_provider = "mizan"\ncheck_for_update_on_startup = false\n${provider}`,
      );
    },
    args: (model) => [
      'exec',
      '--skip-git-repo-check',
      '--dangerously-bypass-approvals-and-sandbox',
      '--model',
      model,
      PROMPT,
    ],
    env: () => ({}),
  },
  {
    // Over Anthropic's Messages API. Its program lies beside the package, which starts it after an install with scripts
    // only.
    name: 'claude-code',
    bin: 'node_modules/@anthropic-ai/claude-code-linux-x64/claude',
    prepare: () => {},
    args: (model) => ['-p', PROMPT, '--model', model, '--dangerously-skip-permissions'],
    env: (base, model) => ({
      ANTHROPIC_BASE_URL: base.replace(/\/v1$/, ''),
      ANTHROPIC_API_KEY: 'none',
      ANTHROPIC_SMALL_FAST_MODEL: model,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      IS_SANDBOX: '1',
    }),
  },
  {
    name: 'qwen-code',
    bin: 'node_modules/.bin/qwen',
    prepare: () => {},
    args: (model) => ['--yolo', '--auth-type', 'openai', '--model', model, '-p', PROMPT],
    env: (base, model) => ({ OPENAI_BASE_URL: base, OPENAI_API_KEY: 'none', OPENAI_MODEL: model }),
  },
  {
    name: 'opencode',
    bin: 'node_modules/opencode-linux-x64/bin/opencode',
    prepare: (home, base) => {
      mkdirSync(join(home, '.config/opencode'), { recursive: true });
      const provider = {
        npm: '@ai-sdk/openai-compatible',
        name: 'Mizan',
        options: { baseURL: base, apiKey: 'none' },
        models: Object.fromEntries(MODELS.map((model) => [model, { name: model, tool_call: true }])),
      };
      const config = {
        provider: { mizan: provider },
        autoupdate: false,
        share: 'disabled',
        permission: { edit: 'allow', bash: 'allow' },
      };
      writeFileSync(join(home, '.config/opencode/opencode.json'), JSON.stringify(config));
    },
    args: (model) => ['run', '-m', `mizan/${model}`, PROMPT],
    env: () => ({ OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1' }),
  },
  {
    name: 'pi',
    bin: 'node_modules/.bin/pi',
    prepare: (home, base) => {
      mkdirSync(join(home, '.pi/agent'), { recursive: true });
      const provider = {
        baseUrl: base,
        api: 'openai-completions',
        apiKey: 'none',
        models: MODELS.map((id) => ({ id, contextWindow: 32768, maxTokens: 4096 })),
      };
      writeFileSync(join(home, '.pi/agent/models.json'), JSON.stringify({ providers: { mizan: provider } }));
    },
    args: (model) => ['--offline', '--no-session', '--provider', 'mizan', '--model', model, '-p', PROMPT],
    env: () => ({}),
  },
];

const local: LoadedModel = demoModel(scriptedChat({ replies: () => 'forty-two' }));

/** Runs a program to its end or to the time limit. It is killed with all that it started. */
const run = (
  bin: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> =>
  new Promise((done) => {
    const child = spawn(bin, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-20_000)));
    const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), SECONDS * 1000);
    child.once('error', (error) => (output += String(error)));
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code, output });
    });
  });

type Outcome = { agent: string; model: string; finished: boolean; seconds: number; requests: number; detail: string };

const check = async (agent: Agent, model: string, folder: string): Promise<Outcome | undefined> => {
  const bin = resolve(folder, agent.bin);
  if (!existsSync(bin)) return undefined;
  const root = mkdtempSync(join(tmpdir(), 'mizan-agent-'));
  const [home, work] = [join(root, 'home'), join(root, 'work')];
  for (const path of [home, work]) mkdirSync(path);
  writeFileSync(join(work, 'note.txt'), `Of all numbers, the lucky number is ${NUMBER}.\n`);
  const upstream = await startFakeUpstream(small(work));
  const config = readConfig(
    JSON.stringify({
      providers: { p: { baseUrl: upstream.url, retries: 0, models: { small: {} } } },
      agents: { act: { model: 'small:high', tools: [] } },
    }),
    'mizan.json',
    '/',
  );
  const serving = await startServer({ model: local, config, data: ':memory:', port: 0, report: console.error });
  const base = `${serving.url}/v1`;
  agent.prepare(home, base);
  const begun = performance.now();
  const path = { PATH: `${resolve('node_modules/node/bin')}:${process.env.PATH ?? ''}` };
  const { code, output } = await run(bin, agent.args(model), work, {
    HOME: home,
    ...path,
    NO_COLOR: '1',
    CI: '1',
    ...agent.env(base, model),
  });
  const seconds = (performance.now() - begun) / 1000;
  const answer = existsSync(join(work, 'answer.txt'))
    ? readFileSync(join(work, 'answer.txt'), 'utf8').trim()
    : undefined;
  const finished = code === 0 && answer === NUMBER && output.includes('I am done.');
  const streamed = upstream.requests.filter((request) => (request.body as Wire).stream === true).length;
  const requests = upstream.requests.length;
  const detail = finished
    ? `${streamed} of ${requests} upstream calls streamed`
    : `code ${code}, answer.txt ${answer ?? 'is not there'}\n${output.slice(-3000)}`;
  await serving.stop(0);
  await upstream.close();
  rmSync(root, { recursive: true, force: true });
  return { agent: agent.name, model, finished, seconds, requests, detail };
};

const folder = process.argv[2];
if (folder === undefined) {
  console.error(
    'usage: npm run check:agents -- FOLDER, where the agents were installed with npm i --prefix FOLDER --ignore-scripts @openai/codex @anthropic-ai/claude-code @qwen-code/qwen-code opencode-ai @mariozechner/pi-coding-agent',
  );
  process.exitCode = 2;
} else {
  const only = process.argv[3];
  for (const agent of AGENTS.filter((agent) => only === undefined || agent.name === only)) {
    for (const model of MODELS) {
      const outcome = await check(agent, model, folder);
      if (!outcome) {
        console.log(`${agent.name}: skipped, it is not in ${folder}`);
        break;
      }
      const { finished, seconds, requests, detail } = outcome;
      const end = finished ? 'finished' : 'did not finish';
      const more = finished || model !== 'small' ? `; ${detail}` : '';
      console.log(
        `${agent.name} with ${model}: ${end} in ${seconds.toFixed(1)} s with ${requests} upstream calls${more}`,
      );
      if (!finished && model !== 'small') process.exitCode = 1;
    }
  }
}
