/**
 * Malformed and hostile requests as bytes on a socket, each a pure function of a seed and a number, and the one way to
 * send them. What an answer to them may be is held by fuzz.test.ts (a part, quickly) and bench/fuzz.ts (all of them).
 */
import { connect } from 'node:net';
import { createRandom, type Random } from '../src/random.ts';
import type { Wire } from '../src/types.ts';
import { within, type Door } from './clients/door.ts';
import { PATHS, validBody } from './hostile-bodies.ts';

/**
 * Bytes in the order of sending, and how the sender goes on: waits for an answer, closes, or falls silent and leaves.
 */
export type Attack = { kind: string; parts: readonly Buffer[]; after: 'wait' | 'end' | 'leave' };

const JUNK: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  -0.5,
  2 ** 53,
  '',
  ' ',
  '\0',
  '\ud800',
  '\u202e',
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  [],
  [[]],
  {},
  [null],
  { toString: 1 },
  { type: 'text' },
  { type: 'json_schema' },
  { $ref: '#' },
  { pattern: '(a+)+$' },
  '../../etc/passwd',
  'http://127.0.0.1:1/',
  '<script>',
  '${x}',
  "'; DROP TABLE calls; --",
  'data: [DONE]\n\n',
  '\r\nx-evil: 1',
];

/** `value` with one random place in it replaced, doubled, or taken away. */
const mutate = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(0.2)) return random.pick(JUNK);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.15)) return [...value, random.pick(JUNK)];
    const at = random.int(0, value.length - 1);
    return random.chance(0.1)
      ? Array.from({ length: random.int(2, 300) }, () => value[at] as unknown)
      : value.map((element: unknown, i) => (i === at ? mutate(random, element) : element));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(0.1))
    return { ...value, [JSON.stringify(random.pick(JUNK)).slice(0, 200)]: random.pick(JUNK) };
  const [key, inner] = random.pick(entries);
  return random.chance(0.15)
    ? Object.fromEntries(entries.filter(([other]) => other !== key))
    : { ...value, [key]: mutate(random, inner) };
};

const head = (method: string, path: string, headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${Object.entries({ host: '127.0.0.1', connection: 'close', ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
    'latin1',
  );
const post = (path: string, body: Buffer, headers: Readonly<Record<string, string>> = {}): Buffer =>
  Buffer.concat([
    head('POST', path, { 'content-type': 'application/json', 'content-length': String(body.length), ...headers }),
    body,
  ]);
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const noise = (random: Random, length: number): Buffer => Buffer.from(Array.from({ length }, () => random.int(0, 255)));

const KINDS: Readonly<Record<string, (random: Random, path: string, text: string) => Omit<Attack, 'kind'>>> = {
  'other fields': (random, path) => {
    let body: unknown = validBody(random, path);
    for (let i = random.int(1, 4); i > 0; i--) body = mutate(random, body);
    return { parts: [post(path, Buffer.from(JSON.stringify(body) ?? ''))], after: 'wait' };
  },
  'other bytes': (random, path, text) => {
    const bytes = Buffer.from(text);
    for (let i = random.int(1, 8); i > 0; i--) bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
    return {
      parts: [post(path, bytes.subarray(0, random.chance(0.3) ? random.int(0, bytes.length) : bytes.length))],
      after: 'wait',
    };
  },
  'bad UTF-8': (random, path, text) => {
    const at = random.int(0, text.length);
    const bad = random.pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]);
    return {
      parts: [
        post(path, Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bad), Buffer.from(text.slice(at))])),
      ],
      after: 'wait',
    };
  },
  'deep JSON': (random, path) => {
    const depth = random.pick([63, 64, 65, 1000, 20_000]);
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ] as const);
    return {
      parts: [post(path, Buffer.from(`{"model":"up","messages":${open.repeat(depth)}1${close.repeat(depth)}}`))],
      after: 'wait',
    };
  },
  'huge headers': (random, path, text) => ({
    parts: [
      post(path, Buffer.from(text), {
        [random.pick(['x-a', 'cookie', 'authorization', 'x-request-id', 'origin'])]: 'y'.repeat(
          random.pick([9000, 17_000, 70_000]),
        ),
      }),
    ],
    after: 'wait',
  }),
  'odd headers': (random, path, text) => ({
    parts: [
      post(path, Buffer.from(text), {
        [random.pick([
          'host',
          'origin',
          'content-type',
          'authorization',
          'x-request-id',
          'content-encoding',
          'expect',
          'upgrade',
          'traceparent',
          'accept-encoding',
          'content-length',
        ])]: random.pick([
          '',
          'null',
          '*',
          'text/plain; charset=utf-16',
          'Bearer mz-x',
          'gzip',
          '100-continue',
          'evil.example',
          '\xff\xfe',
          'a b c',
          '-1',
          '1e9',
          '0x10',
          'multipart/form-data',
        ]),
      }),
    ],
    after: 'end',
  }),
  'cut chunks': (random, path, text) => {
    const cut = random.int(0, text.length);
    const end = random.pick([
      '',
      'zz\r\n',
      '-5\r\nabc\r\n',
      'ffffffffffffffff\r\nabc',
      '5\r\nab',
      '0\r\nx-trailer: 1\r\n\r\n',
      '0\r\n\r\n',
    ]);
    return {
      parts: [head('POST', path, { 'transfer-encoding': 'chunked' }), Buffer.from(chunk(text.slice(0, cut)) + end)],
      after: random.pick(['end', 'leave']),
    };
  },
  'slow body': (random, path, text) => {
    const bytes = post(path, Buffer.from(text));
    const at = random.int(1, bytes.length - 1);
    return { parts: [bytes.subarray(0, at), ...(random.chance(0.5) ? [bytes.subarray(at)] : [])], after: 'leave' };
  },
  'two lengths': (random, path, text) => {
    const extra = random.pick([
      'content-length: 5\r\n',
      'transfer-encoding: chunked\r\n',
      'transfer-encoding: identity\r\n',
      'content-length: 99999999\r\n',
    ]);
    const plain = post(path, Buffer.from(text)).toString('latin1');
    return { parts: [Buffer.from(plain.replace('\r\n', `\r\n${extra}`), 'latin1')], after: 'end' };
  },
  'too large': (random, path) => ({
    parts: [
      post(
        path,
        Buffer.from(
          JSON.stringify({
            model: 'up',
            messages: [{ role: 'user', content: 'x'.repeat(random.int(70_000, 200_000)) }],
          }),
        ),
      ),
    ],
    after: 'wait',
  }),
  'no HTTP': (random) => ({
    parts: [
      random.pick([
        noise(random, random.int(1, 400)),
        Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
        Buffer.from('GET /\r\n\r\n'),
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        Buffer.from('GET / HTTP/9.9\r\n\r\n'),
      ]),
    ],
    after: 'end',
  }),
  'other paths': (random) => {
    const path = random.pick([
      '/',
      '/v1',
      '/v1/',
      '//',
      '/v1/models/%ff',
      '/v1/models/%00',
      '/v1/models/..%2f..%2fetc',
      '/../../etc/passwd',
      '/v1/traces?limit=-1',
      '/v1/traces?cursor=%27',
      '/v1/traces/x',
      '/v1/traces/%2e%2e/events',
      '/v1/stats?days=1e9',
      '/metrics',
      '/health?x=1',
      '/v1/chat/completions/',
      '/index.html',
      '*',
      'http://evil.example/',
      `/${'a'.repeat(8000)}`,
      '/v1/traces?q=%E0%A4%A',
      '/v1/responses/resp_x',
      '/v1/responses/resp_x?stream=true&starting_after=-1',
      `/v1/responses/resp_${'0'.repeat(32)}?stream=true&starting_after=1e9`,
      '/v1/responses/%00/cancel',
      `/v1/responses/resp_${'0'.repeat(32)}/input_items`,
      '/v1/messages/x',
      '/api/tags',
      '/api/version?x',
      '/api/pull',
    ]);
    return {
      parts: [
        head(
          random.pick(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND']),
          path,
          {},
        ),
      ],
      after: 'end',
    };
  },
  'hostile schema': (random, path) => {
    const schema = random.pick<Wire>([
      { $ref: '#' },
      { $ref: 'http://127.0.0.1:1/x' },
      { $ref: 'file:///etc/passwd' },
      { allOf: [{ $ref: '#' }] },
      { type: 'string', pattern: '(' },
      { properties: { __proto__: 1 } },
      { patternProperties: { '(x+x+)+y': {} } },
      { enum: Array.from({ length: 2000 }, (_, i) => i) },
      { type: 'nothing' },
      { $id: 'x', $dynamicRef: '#y' },
    ]);
    const body =
      path === '/v1/responses'
        ? { model: 'up', input: 'x', text: { format: { type: 'json_schema', name: 's', schema, strict: true } } }
        : {
            model: 'up',
            messages: [{ role: 'user', content: 'x' }],
            response_format: { type: 'json_schema', json_schema: { name: 's', schema, strict: true } },
          };
    return { parts: [post(path, Buffer.from(JSON.stringify(body)))], after: 'wait' };
  },
  'several at once': (random, path, text) => ({
    parts: [
      Buffer.concat([
        head('GET', '/health', { connection: 'keep-alive' }),
        post(path, Buffer.from(text), { connection: 'keep-alive' }),
        noise(random, 30),
      ]),
    ],
    after: 'end',
  }),
};

/** The `i`-th request of `seed`. */
export const attack = (seed: number, i: number): Attack => {
  const random = createRandom(`hostile/${seed}/${i}`);
  const names = Object.keys(KINDS);
  const kind = names[i % names.length]!;
  const path = random.pick(PATHS);
  return { kind, ...KINDS[kind]!(random, path, JSON.stringify(validBody(random, path))) };
};

/** How long one that fell silent stays connected, and how long an answer may take, in milliseconds. */
const SILENCE = 20;
const PATIENCE = 20_000;

/**
 * Sends it and gives the statuses that came back, none when the connection was closed without one. Rejects when nothing
 * comes in time.
 */
export const strike = (port: number, { kind, parts, after }: Attack): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`${kind}: no answer within ${PATIENCE / 1000} s; so far ${JSON.stringify(text.slice(0, 200))}`));
    }, PATIENCE);
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(
        [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1])).filter((status) => status >= 200),
      );
    });
    socket.on('connect', () => {
      void (async () => {
        for (const part of parts) {
          socket.write(part);
          if (parts.length > 1)
            await new Promise((next) => {
              setTimeout(next, SILENCE / 4);
            });
        }
        if (after === 'end') socket.end();
        if (after === 'leave') setTimeout(() => socket.destroy(), SILENCE);
      })();
    });
  });

export type Tally = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Requests `from` to `to` of a seed, `width` at a time, then a look at the door: it must answer, and nothing may be
 * left at work. Returns how often each kind was answered with each status ('closed': with none). Throws on a 5xx,
 * naming the request.
 */
export const assail = async (
  door: Door,
  {
    seed,
    from = 0,
    to,
    width = 32,
    onEach = () => {},
  }: { seed: number; from?: number; to: number; width?: number; onEach?: (done: number) => void },
): Promise<Tally> => {
  const tally: Record<string, Record<string, number>> = {};
  let next = from;
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < to && !stopped; i = next++) {
      const single = attack(seed, i);
      const statuses = await strike(door.port, single);
      const bad = statuses.find((status) => status >= 500);
      if (bad !== undefined)
        throw new Error(
          `request ${i} of seed ${seed} (${single.kind}) was answered ${bad}; ${JSON.stringify(door.reported.map(String)).slice(0, 500)}\n${Buffer.concat(single.parts).toString('latin1').slice(0, 3000)}`,
        );
      const row = (tally[single.kind] ??= {});
      for (const status of statuses.length > 0 ? statuses.map(String) : ['closed'])
        row[status] = (row[status] ?? 0) + 1;
      onEach(i - from + 1);
    }
  };
  await Promise.all(
    Array.from({ length: width }, () =>
      worker().catch((error: unknown) => {
        stopped = true;
        throw error;
      }),
    ),
  );
  await within(10, () => door.running() === 0 && door.active() === 0, 'nothing is left at work');
  const body = JSON.stringify({ model: 'up', messages: [{ role: 'user', content: 'hello' }] });
  const sane = await fetch(`${door.base}/chat/completions`, { method: 'POST', body });
  if (sane.status !== 200) throw new Error(`after the hostile requests the door answers ${sane.status}`);
  await sane.text();
  if (door.reported.length > 0)
    throw new Error(
      `faults of the program were reported: ${door.reported
        .map((failure) => (failure instanceof Error ? failure.stack : String(failure)))
        .slice(0, 3)
        .join('\n')}`,
    );
  return tally;
};
