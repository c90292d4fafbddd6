/**
 * A model of the catalog as something that can be tried: its server, how it is asked there, and what the server says of
 * it. Models of this process have no server and nothing to find out.
 */
import { describeModel, findWindow } from '../provider/window.ts';
import { defined } from '../json.ts';
import type { Config } from '../provider/config.ts';
import { traced, type Span } from '../server/ledger/span.ts';
import type { Backend } from './backend.ts';
import type { ProbeTarget } from './model-probes.ts';

/** The members of a panel, or the model itself. */
export const membersOf = (backend: Backend): readonly Backend[] => backend.members ?? [backend];

/** `providers` of all configs. The calls of a try are recorded below `span`. */
export const probeTarget = (backend: Backend, providers: Config['providers'], span: Span): ProbeTarget | undefined => {
  const entry = providers.find(({ name }) => name === backend.ownedBy);
  if (!entry) return undefined;
  const { baseUrl = '', preset, llamaServer } = entry; // a child has its address when it has started
  const { upstream_model: upstream, context_length: told } = backend.about;
  const model = typeof upstream === 'string' ? upstream : backend.id;
  const kind = baseUrl === '' ? undefined : preset;
  return {
    id: backend.id,
    address: baseUrl || entry.name,
    model,
    chat: traced(backend.chat, span, 'probe', backend.id),
    identity: async () =>
      `${JSON.stringify([preset, told, llamaServer])} ${await describeModel({ baseUrl, model }, kind)}`.trim(),
    window: () => findWindow({ baseUrl, model }, kind),
    ...defined({ longest: backend.longestWindow }),
  };
};
