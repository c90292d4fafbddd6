/**
 * `mizan swap`: a running server takes other weights of a model into use, without dropping a stream. The server does it
 * (gateway/swaps.ts); this asks it to.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { PORT } from '../gateway/serve.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { describeOptions, parseOptions, type Options } from './flags/options.ts';

const OPTIONS = {
  policy: {
    type: 'choice',
    about: 'what running streams do: finish on their version, or continue on the new one',
    choices: ['finish', 'continue'],
    default: 'finish',
  },
  server: { type: 'text', about: `address of the server (default http://127.0.0.1:${PORT})`, value: 'URL' },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const satisfies Options;

export const help = `mizan swap: a running server takes other weights into use

  mizan publish runs/rl/model            writes gate.json and weights.json beside the weights
  mizan swap mizan-1m runs/rl/model      the server answers with them from now on
  mizan swap mizan-1m:sql runs/sql       a LoRA adapter over it, asked for as mizan-1m:sql
  mizan swap                             the models whose weights can be replaced, and their versions

The new weights are read and tried beside those that serve: hashes of weights.json, names, shapes, finite numbers, the
recorded replies and required answers of gate.json. What fails is refused with its reason, and the old version goes on
serving. Streams that run end on the version that they began with (finish), or are read anew under the new one and go
on (continue). A folder that a server was started with is followed: publishing it again swaps.

${describeOptions(OPTIONS)}

Environment: MIZAN_API_KEY is the admin's key, where the server asks for keys (mizan keys create NAME --admin).
Exit code: 0 done; 1 refused, or the server can't be reached; 2 a mistake in the command.
`;

const models = z.object({
  data: z.array(z.looseObject({ id: z.string(), version: z.string(), folder: z.string(), draining: z.number() })),
});
const report = z.looseObject({
  from: z.string(),
  to: z.string(),
  moved: z.number(),
  checked: z.object({ hashes: z.boolean(), replies: z.number(), questions: z.number() }),
});
const failure = z.object({ error: z.object({ message: z.string() }) });

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  const [model, folder, ...others] = positionals;
  if (others.length > 0 || (model !== undefined && folder === undefined))
    throw new UsageError('mizan swap takes a model and a folder: mizan swap MODEL FOLDER');
  const server = values.server ?? `http://127.0.0.1:${PORT}`;
  const key = context.env.MIZAN_API_KEY;
  const ask = async (init: RequestInit): Promise<unknown> => {
    const response = await fetch(new URL('/v1/mizan/versions', server), {
      ...init,
      signal,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new Error(`no server answers at ${server}; start one with mizan serve, or name it with --server`, {
        cause: error,
      });
    });
    const json: unknown = await response.json().catch(() => undefined);
    if (response.ok) return json;
    throw new Error(failure.safeParse(json).data?.error.message ?? `${server} answers with status ${response.status}`);
  };
  const write = (text: string): void => {
    context.output.write(`${text}\n`);
  };
  if (model === undefined) {
    const json = await ask({ method: 'GET' });
    const { data } = models.parse(json);
    if (values.json) write(JSON.stringify(json));
    else if (data.length === 0) write('no model runs in that server itself, so no weights can be replaced there');
    for (const { id, version, folder: at, draining } of values.json ? [] : data)
      write(`${id}: version ${version} of ${at}${draining > 0 ? `; ${draining} streams end on the one before` : ''}`);
    return 0;
  }
  const body = JSON.stringify({ model, folder: resolve(folder!), policy: values.policy });
  const json = await ask({ method: 'POST', body });
  if (values.json) write(JSON.stringify(json));
  else {
    const { from, to, moved, checked } = report.parse(json);
    write(
      `${model} answers with version ${to} now (before: ${from})${moved > 0 ? `; ${moved} streams went over` : ''}`,
    );
    write(
      checked.hashes || model.includes(':')
        ? `checked: ${checked.hashes ? 'every hash' : 'names and shapes'}, ${checked.replies} recorded replies, ${checked.questions} questions`
        : `checked: names and shapes, ${checked.replies} recorded replies, ${checked.questions} questions; there is no weights.json with hashes`,
    );
  }
  return 0;
};
