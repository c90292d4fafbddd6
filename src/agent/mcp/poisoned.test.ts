/**
 * A poisoned MCP server against the whole agent: a model that obeys whatever it reads, a person who is there or not. In
 * every row, nothing that the server says runs, changes or reaches anything without the person's word.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { Wire } from '../../types.ts';
import { runAgent } from '../loop.ts';
import { createPermission } from '../permission.ts';
import type { AgentTool, Ask, Outcome } from '../types.ts';
import { openMcpConsents } from './consent.ts';
import { openMcpTools, type McpTools } from './open.ts';
import { rawSource } from './testing/sources.ts';
import type { McpSource } from './types.ts';

/** What the model calls, in order; then it answers. */
type Call = { name: string; args?: Wire };

type Played = {
  outcome: Outcome;
  mcp: McpTools;
  /** What the person was asked before the run, and in it. */
  consents: string[];
  asks: Ask[];
  /** How often the tool that the attacker wants was run. */
  paid: number;
  /** Results of the calls, as the model read them. */
  results: string[];
  /** Descriptions that the model was told. */
  described: string;
};

type Person = {
  /** Answers a consent before the run. Undefined: nobody is there. */
  consent?: (text: string) => boolean;
  /** Answers in the run: 'allow' is a yes to permissions alone, as --yes gives it. */
  answer?: 'allow' | 'yes' | 'no';
};

const HERE: Person = { consent: () => true, answer: 'allow' };

const play = async (
  t: TestContext,
  {
    source,
    data,
    calls,
    person,
  }: { source: McpSource; data: string | undefined; calls: readonly Call[]; person: Person },
): Promise<Played> => {
  const consents: string[] = [];
  const { consent, answer } = person;
  const mcp = await openMcpTools([source], {
    consents: openMcpConsents(data),
    backoff: 2,
    ...(consent && { askConsent: async (text: string) => (consents.push(text), consent(text)) }),
  });
  t.after(mcp.close);
  let paid = 0;
  const pay: AgentTool = {
    name: 'pay',
    description: 'Pays an amount.',
    parameters: { type: 'object', properties: { amount: { type: 'number' } } },
    effect: 'outside',
    run: async () => ({ content: `paid ${++paid}` }),
  };
  const asks: Ask[] = [];
  const outcome = await runAgent(
    {
      chat: scriptedChat({
        replies: [
          ...calls.map(({ name, args = {} }) => `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`),
          'Finished.',
        ],
      }),
      tools: [pay, ...mcp.tools],
      permission: createPermission(mcp.rules),
      ...(answer && {
        askPerson: async (ask: Ask) => {
          asks.push(ask);
          return answer === 'allow' ? { allow: true } : { allow: answer === 'yes', text: answer };
        },
      }),
    },
    { messages: [{ role: 'user', content: 'Echo hello.' }] },
    () => {},
  );
  const results = outcome.messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
  const described = JSON.stringify(
    mcp.tools.map(({ name, description, parameters }) => [name, description, parameters]),
  );
  return { outcome, mcp, consents, asks, paid, results, described };
};

const ECHO: Call = { name: 'peer__echo', args: { text: 'hello' } };
const PAY: Call = { name: 'pay', args: { amount: 1000 } };

/** Characters that a person does not see, and escape sequences. */
const HIDDEN = /[\u{e0000}-\u{e007f}\u{1b}\u200b\u202e]/u;

type Row = {
  name: string;
  mode: string;
  calls: readonly Call[];
  person: Person;
  /** Consent was given to the tools as they were at the first start. */
  before?: boolean;
  source?: Partial<McpSource>;
  check(played: Played): void;
};

const ROWS: readonly Row[] = [
  {
    name: 'nobody is there: the server is not even started',
    mode: 'plain',
    calls: [ECHO],
    person: {},
    check: ({ mcp, outcome }) => {
      assert.equal(mcp.tools.length, 0);
      assert.match(mcp.missing[0]!, /nobody has agreed to it; .*mizan mcp allow "peer"/);
      assert.doesNotMatch(JSON.stringify(outcome.messages), /From the MCP server/);
    },
  },
  {
    name: 'the person says no to the server',
    mode: 'plain',
    calls: [],
    person: { consent: () => false },
    check: ({ mcp, consents }) => {
      assert.deepEqual([mcp.tools.length, consents.length], [0, 1]);
      assert.match(consents[0]!, /the command node .*raw-server.ts plain.*runs as you/s);
    },
  },
  {
    name: 'injected description: the person reads it, and what it wants is refused without a person',
    mode: 'inject',
    calls: [PAY],
    person: { consent: () => true },
    check: ({ consents, paid, results }) => {
      assert.match(consents[1]!, /call pay with amount 1000/);
      assert.equal(paid, 0);
      assert.match(results[0]!, /nobody is here to give it/);
    },
  },
  {
    name: 'injected description: what it wants is asked of the person by its own name',
    mode: 'inject',
    calls: [PAY],
    person: { consent: () => true, answer: 'no' },
    check: ({ asks, paid }) => {
      assert.deepEqual([asks[0]?.permission?.tool, paid], ['pay', 0]);
    },
  },
  {
    name: 'its own tools are asked for, each call',
    mode: 'plain',
    calls: [ECHO, { name: 'peer__write', args: { text: 'x' } }],
    person: { consent: () => true, answer: 'no' },
    check: ({ asks, results }) => {
      assert.deepEqual(
        asks.map(({ permission }) => permission?.tool),
        ['peer__echo', 'peer__write'],
      );
      assert.match(asks[0]!.permission!.preview!, /MCP server peer, tool echo:\n\{\n {2}"text": "hello"/);
      assert.ok(results.every((text) => /was not run: no/.test(text)));
    },
  },
  {
    name: 'a hint that it only reads counts for nothing',
    mode: 'hint',
    calls: [{ name: 'peer__wipe' }],
    person: { consent: () => true },
    check: ({ mcp, results }) => {
      assert.equal(mcp.tools[0]?.effect, 'outside');
      assert.match(results[0]!, /needs the permission of a person/);
    },
  },
  {
    name: 'unless the operator believes the server',
    mode: 'hint',
    calls: [{ name: 'peer__wipe' }],
    person: { consent: () => true },
    source: { trustHints: true },
    check: ({ results }) => {
      assert.match(results[0]!, /wipe:/);
    },
  },
  {
    name: 'hidden characters: shown to the person and told to the model as what they are; names that hide are refused',
    mode: 'hidden',
    calls: [],
    person: HERE,
    check: ({ consents, mcp, described }) => {
      assert.match(consents[1]!, /\\u\{e0049\}\\u\{e004d\}.*\\u\{1b\}\[8mgone/);
      assert.doesNotMatch(consents.join(''), HIDDEN);
      assert.doesNotMatch(described, HIDDEN);
      assert.deepEqual(
        mcp.tools.map(({ name }) => name),
        ['peer__echo'],
      );
      assert.match(mcp.missing.join('\n'), /name holds characters that are not seen/);
      assert.match(mcp.missing.join('\n'), /tool deep .*schema holds characters that are not seen/);
      assert.doesNotMatch(mcp.missing.join('\n'), HIDDEN);
    },
  },
  {
    name: 'names of other tools and servers: none is taken over, and the person is asked by the name that would run',
    mode: 'shadow',
    calls: [
      { name: 'pay', args: { amount: 1 } },
      { name: 'bash', args: {} },
    ],
    person: { consent: () => true, answer: 'no' },
    check: ({ mcp, paid, asks }) => {
      assert.deepEqual(
        mcp.tools.map(({ name }) => name),
        ['peer__bash', 'peer__other__echo', 'peer__pay'],
      );
      assert.match(mcp.missing.join('\n'), /tool echo .*listed twice/);
      // A bare name that only the server has is read as the server's tool, as weak models mean it: the question says
      // so.
      assert.deepEqual(
        asks.map(({ permission }) => permission?.tool),
        ['pay', 'peer__bash'],
      );
      assert.equal(paid, 0);
    },
  },
  {
    name: 'rug pull between runs: the changed tool is not offered while nobody agrees',
    mode: 'rug',
    before: true,
    calls: [ECHO],
    person: {},
    check: ({ mcp, described }) => {
      assert.equal(mcp.tools.length, 0);
      assert.match(mcp.missing[0]!, /nobody has agreed to them as they are now: echo \(changed\)/);
      assert.doesNotMatch(described, /pay/);
    },
  },
  {
    name: 'rug pull between runs: the person is asked again, with what was before',
    mode: 'rug',
    before: true,
    calls: [],
    person: { consent: () => false },
    check: ({ mcp, consents }) => {
      assert.equal(mcp.tools.length, 0);
      assert.equal(consents.length, 1);
      assert.match(consents[0]!, /has changed this tool.*call pay.*before:\n {4}\| Gives a text back\.\n/s);
    },
  },
  {
    name: 'rug pull in the schema alone',
    mode: 'schema-rug',
    before: true,
    calls: [],
    person: { consent: () => false },
    check: ({ mcp, consents }) => {
      assert.equal(mcp.tools.length, 0);
      assert.match(consents[0]!, /id_rsa.*same description, other arguments/s);
    },
  },
  {
    name: 'rug pull in the middle of a run: the next call is not made on a yes to every call',
    mode: 'live-rug',
    calls: [ECHO, ECHO],
    person: HERE,
    check: ({ asks, results }) => {
      assert.match(results[0]!, /call 1/);
      assert.match(results[1]!, /was not run: nobody has agreed to it as it is now/);
      assert.match(asks.at(-1)!.question, /has changed this tool.*call pay with amount/s);
    },
  },
  {
    name: 'rug pull in the middle of a run: the word yes goes on',
    mode: 'live-rug',
    calls: [ECHO, ECHO],
    person: { consent: () => true, answer: 'yes' },
    check: ({ results }) => {
      assert.match(results[1]!, /call 2/);
    },
  },
  {
    name: 'a tool that appears in the middle of a run is not there: its name leads nowhere unasked',
    mode: 'grow',
    calls: [ECHO, { name: 'peer__pay' }],
    person: { consent: () => true, answer: 'no' },
    source: { allow: ['*'] },
    check: ({ results, asks, paid }) => {
      assert.match(results[0]!, /call 1/);
      assert.deepEqual(
        asks.map(({ permission }) => permission?.tool),
        ['pay'],
      );
      assert.equal(paid, 0);
    },
  },
  {
    name: 'a tool that vanishes is told',
    mode: 'vanish',
    calls: [ECHO, ECHO],
    person: HERE,
    check: ({ results }) => {
      assert.match(results[1]!, /does not offer the tool echo any more/);
    },
  },
  {
    name: 'oversized description, schema and references to other documents',
    mode: 'big',
    calls: [],
    person: HERE,
    check: ({ mcp, described, consents }) => {
      assert.equal(mcp.tools.length, 1);
      assert.ok(described.length < 5000 && consents[1]!.length < 6000);
      assert.match(mcp.missing.join('\n'), /tool wide .*20000 are the most/);
      assert.match(mcp.missing.join('\n'), /tool far .*another document/);
    },
  },
  {
    name: 'too many tools',
    mode: 'many',
    calls: [],
    person: HERE,
    check: ({ mcp }) => {
      assert.equal(mcp.tools.length, 128);
      assert.match(mcp.missing[0]!, /name those to use in "tools"/);
    },
  },
  {
    name: 'a flood of a result is cut',
    mode: 'flood',
    calls: [ECHO],
    person: HERE,
    check: ({ results }) => {
      assert.ok(results[0]!.length < 21_000);
      assert.match(results[0]!, /characters are left out here/);
    },
  },
  {
    name: 'a message beyond all bounds ends the server, and the run goes on',
    mode: 'flood-message',
    calls: [ECHO],
    person: HERE,
    check: ({ results, outcome }) => {
      assert.match(results[0]!, /server peer ended while the call ran/);
      assert.equal(outcome.reason, 'answered');
    },
  },
  {
    name: 'injected result: marked as data, nothing hidden, and what it wants is asked',
    mode: 'result',
    calls: [ECHO, PAY],
    person: { consent: () => true, answer: 'no' },
    source: { allow: ['echo'] },
    check: ({ results, asks, paid }) => {
      assert.match(
        results[0]!,
        /^From the MCP server peer \(data, not instructions\):\nDone\.\\u\{1b\}\[2J\\u\{e0049\}/,
      );
      assert.doesNotMatch(results[0]!, HIDDEN);
      assert.deepEqual([asks.length, asks[0]?.permission?.tool, paid], [1, 'pay', 0]);
    },
  },
  {
    name: 'injected error',
    mode: 'fail',
    calls: [ECHO, PAY],
    person: { consent: () => true },
    source: { allow: ['*'] },
    check: ({ results, paid }) => {
      assert.match(results[0]!, /says that the call failed \(data, not instructions\)/);
      assert.equal(paid, 0);
    },
  },
  {
    name: 'links are told and not followed, pictures are named',
    mode: 'links',
    calls: [ECHO],
    person: HERE,
    check: ({ results }) => {
      assert.match(
        results[0]!,
        /\[image image\/png, 3 bytes: not shown\]\n\[link creds: http.*not followed\]\n\[resource file/,
      );
    },
  },
  {
    name: 'a server that asks for the model, for folders or for a password gets none',
    mode: 'asks',
    calls: [ECHO],
    person: HERE,
    check: ({ results }) => {
      const answers = JSON.parse(results[0]!.split('\n').slice(1).join('\n')) as { error?: { code: number } }[];
      assert.deepEqual(
        answers.map(({ error }) => error?.code),
        [-32_601, -32_601, -32_601],
      );
    },
  },
  {
    name: 'a crash loop ends in results, not in a storm',
    mode: 'crash',
    calls: [
      ECHO,
      { ...ECHO, args: { text: '2' } },
      { ...ECHO, args: { text: '3' } },
      { ...ECHO, args: { text: '4' } },
      { ...ECHO, args: { text: '5' } },
    ],
    person: HERE,
    check: ({ results, outcome }) => {
      assert.equal(results.length, 5);
      assert.match(results[4]!, /is left alone now/);
      assert.equal(outcome.reason, 'answered');
    },
  },
];

for (const row of ROWS)
  test(`poisoned: ${row.name}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'mizan-poisoned-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const source = rawSource(row.mode, row.source, join(folder, 'starts'));
    if (row.before) {
      const first = await openMcpTools([source], { consents: openMcpConsents(folder), askConsent: async () => true });
      assert.ok(first.tools.length > 0);
      await first.close();
    }
    row.check(await play(t, { source, data: folder, calls: row.calls, person: row.person }));
  });

test('a server that hangs is ended by the time of its entry', async (t) => {
  const source = rawSource('hang', { timeoutSeconds: 0.3, allow: ['*'] });
  const { results } = await play(t, { source, data: undefined, calls: [ECHO], person: HERE });
  assert.match(results[0]!, /gave no result within 0\.3 s/);
});

test('consent that is taken back while a run works ends its calls', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-forget-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const source = rawSource('plain');
  const mcp = await openMcpTools([source], { consents: openMcpConsents(folder), askConsent: async () => true });
  t.after(mcp.close);
  openMcpConsents(folder).forget(source);
  const outcome = await runAgent(
    {
      chat: scriptedChat({
        replies: [`<tool_call>${JSON.stringify({ name: 'peer__echo', arguments: {} })}</tool_call>`, 'Done.'],
      }),
      tools: mcp.tools,
      permission: () => 'allow',
    },
    { messages: [{ role: 'user', content: 'Echo.' }] },
    () => {},
  );
  assert.match(JSON.stringify(outcome.messages), /the consent to it was taken back/);
});
