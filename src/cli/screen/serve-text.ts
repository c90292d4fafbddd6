/**
 * What `mizan serve` writes on the screen: where the server is, which model thinks and why, what was found, an example.
 */
import { asTyped } from './command-name.ts';
import type { ChosenBy } from '../../gateway/role-choice.ts';
import type { RunningServer } from '../../gateway/serve.ts';
import type { ChatEvent, Decision } from '../../types.ts';

type Server = Pick<RunningServer, 'url' | 'catalog' | 'keyed' | 'solver' | 'chosenBy' | 'warnings' | 'discovered'>;

const REASONS: Readonly<Record<ChosenBy, string>> = {
  name: 'as you asked',
  provider: 'as you asked',
  config: 'as the config says',
  preferred: 'your default',
  first: 'the first that is there; mizan connect default NAME chooses another',
  embedded: 'a small demo model for puzzles; mizan connect puts your own model in its place',
};

/** The first few names, and how many more there are. */
const someNames = (names: readonly string[], most: number, more = ''): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more${more}` : names.join(', ');

const field = (name: string, text: string): string => `  ${name.padEnd(10)}${text}`;

export const startLines = (server: Server, data: string): string[] => {
  const { url, catalog, keyed, solver, chosenBy, warnings, discovered } = server;
  const { id, ownedBy, local } = solver();
  return [
    `mizan serves on ${url}`,
    field('page', url),
    field('API', `${url}/v1 for any OpenAI client, ${keyed ? 'with a key (mizan keys create NAME)' : 'without a key'}`),
    field(
      'models',
      someNames(
        catalog.models().map((model) => model.id),
        8,
        ` (${url}/v1/models)`,
      ),
    ),
    field('thinks', `mizan, with ${id}${local ? '' : ` of ${ownedBy}`} (${REASONS[chosenBy()]})`),
    ...(chosenBy() === 'embedded'
      ? [field('get one', 'a real model for this machine: mizan pull, or Models on the page')]
      : []),
    field('data', data),
    ...discovered().map(({ preset, name, url: address, models }) =>
      field(
        'found',
        `${name} at ${address} with ${models.length === 0 ? 'no model yet' : someNames(models, 4)}; use it: mizan connect ${preset}`,
      ),
    ),
    ...warnings.map((warning) => field('note', warning)),
  ].map((line) => asTyped(line));
};

/** An example question that the embedded model answers. */
const EXAMPLE = 'Using 3, 7, 25 and 50, each at most once, make 128.';

type Example = {
  question: string;
  answer: string;
  tokens: number;
  seconds: number;
  decision: Decision | undefined;
  failure?: string;
};

/** Asks `mizan` an example question as a client would, leaving no trace. */
export const askExample = async (
  server: Pick<RunningServer, 'chat'>,
  signal: AbortSignal,
  question = EXAMPLE,
): Promise<Example> => {
  let decision: Decision | undefined;
  let done: (ChatEvent & { type: 'done' }) | undefined;
  const chat = server.chat('mizan');
  for await (const event of chat({ messages: [{ role: 'user', content: question }], seed: 1, signal })) {
    if (event.type === 'decision') decision = event.decision;
    else if (event.type === 'done') done = event;
  }
  const { reply, usage, seconds } = done!;
  return {
    question,
    answer: reply.content,
    tokens: usage.promptTokens + usage.completionTokens,
    seconds,
    decision,
    ...(reply.finish === 'error' && { failure: reply.content }),
  };
};

export const exampleLines = ({ question, answer, tokens, seconds, decision, failure }: Example): string[] => [
  field('asked', question),
  failure === undefined
    ? field(
        'answered',
        `${answer.trim()}  (${decision?.reason ?? 'one answer'}; ${tokens.toLocaleString('en')} tokens, ${seconds.toFixed(2)} s)`,
      )
    : field('failed', failure),
];
