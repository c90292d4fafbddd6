/**
 * What was found out of models before agents use them: whether they see what their tools give (agent/probe.ts) and how
 * large their window really is. A model is tried once, by itself, and again when its server describes it otherwise or
 * after a month. Records lie in the data folder, one file for each server and model.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { probeToolResults } from '../agent/probe.ts';
import type { ModelFacts } from '../agent/types.ts';
import { ensureFolder, writeAtomic } from '../files.ts';
import { defined, prettyJson } from '../json.ts';
import type { Chat } from '../types.ts';
import { sumUsage } from '../usage.ts';

const DAY = 86_400_000;
/** How long a record holds. What is not visible is tried again sooner: a template can be mended unseen. */
const HOLDS = { visible: 30 * DAY, notVisible: DAY };
/** How long it is remembered that it could not be told. */
const UNTOLD = 600_000;

const recordSchema = z.object({
  version: z.literal(1),
  address: z.string(),
  model: z.string(),
  /** What the server said of the model when it was tried. */
  identity: z.string(),
  visible: z.boolean(),
  reason: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
type Record = z.output<typeof recordSchema>;

/** A model at its server. */
export type ProbeTarget = {
  /** Its name in the catalog. */
  id: string;
  address: string;
  model: string;
  chat: Chat;
  /** What the server says of the model now. */
  identity(): Promise<string>;
  /** How large its window is now, in tokens; where the server does not say, at most; undefined where nobody says. */
  window(): Promise<number | undefined>;
  /** The longest that the card of its family names, for a server that does not say. */
  longest?: number;
};

/** `withTools`: whether results must be seen. `again`: try it even where it is known. */
export type ProbeOptions = { withTools: boolean; again?: boolean; signal?: AbortSignal };

export type ModelProbes = { of(target: ProbeTarget, options: ProbeOptions): Promise<ModelFacts> };

type Store = { read(key: string): Record | undefined; write(key: string, record: Record): void };

const inMemory = (): Store => {
  const records = new Map<string, Record>();
  return { read: (key) => records.get(key), write: (key, record) => void records.set(key, record) };
};

/** A file that can't be read or written counts as none: then the model is tried again. */
const inFolder = (folder: string): Store => {
  const pathOf = (key: string): string => join(folder, `${key}.json`);
  return {
    read: (key) => {
      try {
        return recordSchema.parse(JSON.parse(readFileSync(pathOf(key), 'utf8')));
      } catch {
        return undefined;
      }
    },
    write: (key, record) => {
      try {
        ensureFolder(folder, 0o700);
        writeAtomic(pathOf(key), prettyJson(record));
      } catch {
        // tried again by the next process
      }
    },
  };
};

const windowOf = async ({ window, longest }: ProbeTarget): Promise<Pick<ModelFacts, 'window' | 'assumed'>> => {
  const told = await window();
  if (told !== undefined) return { window: told };
  return longest === undefined ? {} : { window: longest, assumed: true };
};

/** `folder` of the records; undefined: in memory. `clock` in milliseconds since 1970. */
export const createModelProbes = (folder: string | undefined, clock: () => number = Date.now): ModelProbes => {
  const store = folder === undefined ? inMemory() : inFolder(folder);
  const underWay = new Map<string, Promise<ModelFacts>>();
  const untold = new Map<string, { until: number; reason: string }>();

  const known = (key: string, identity: string): Pick<Record, 'visible' | 'reason'> | undefined => {
    const record = store.read(key);
    const holds = record?.visible ? HOLDS.visible : HOLDS.notVisible;
    const age = clock() - (record?.at ?? 0);
    return record && record.identity === identity && age >= 0 && age < holds ? record : undefined;
  };

  const tryNow = async (target: ProbeTarget, key: string, { again, signal }: ProbeOptions): Promise<ModelFacts> => {
    const identity = await target.identity();
    const record = again ? undefined : known(key, identity);
    if (record) return { visible: record.visible, reason: record.reason, ...(await windowOf(target)) };
    const before = untold.get(key);
    if (before && before.until > clock() && !again) return { reason: before.reason, ...(await windowOf(target)) };
    const { visible, reason, usage } = await probeToolResults(target.chat, defined({ signal }));
    if (signal?.aborted) return { reason, usage };
    const { address, model } = target;
    if (visible === undefined) untold.set(key, { until: clock() + UNTOLD, reason });
    else store.write(key, { version: 1, address, model, identity, visible, reason, at: clock() });
    // Only now: some servers tell the window of a model that is loaded alone.
    return { reason, usage, ...defined({ visible }), ...(await windowOf(target)) };
  };

  return {
    of: async (target, options) => {
      if (!options.withTools) return { reason: '', ...(await windowOf(target)) };
      const key = createHash('sha256').update(`${target.address}\n${target.model}`).digest('hex').slice(0, 32);
      const running = underWay.get(key);
      if (running) {
        const { usage: _, ...facts } = await running; // it is paid for by whoever began it
        return facts;
      }
      const work = tryNow(target, key, options).finally(() => underWay.delete(key));
      underWay.set(key, work);
      return work;
    },
  };
};

/** The facts of a panel: all of its members must see the results, and the smallest window counts. */
export const togetherFacts = (members: readonly { id: string; facts: ModelFacts }[]): ModelFacts => {
  const windows = members.flatMap(({ facts }) => (facts.window === undefined ? [] : [facts.window]));
  const window = windows.length > 0 ? Math.min(...windows) : undefined;
  const assumed = members.some(({ facts }) => facts.window === window && facts.assumed) || undefined;
  const blind = members.find(({ facts }) => facts.visible === false);
  const untold = members.find(({ facts }) => facts.visible === undefined);
  const usages = members.flatMap(({ facts }) => (facts.usage ? [facts.usage] : []));
  const named = (member: (typeof members)[number] | undefined): string =>
    member && member.facts.reason !== '' && members.length > 1
      ? `${member.id}: ${member.facts.reason}`
      : (member?.facts.reason ?? '');
  return {
    reason: named(blind ?? untold),
    ...defined({
      visible: blind ? false : untold ? undefined : true,
      window,
      assumed,
      usage: usages.length > 0 ? sumUsage(usages) : undefined,
    }),
  };
};
