/**
 * Runs of served agents while they work: the questions that they have asked the person, and what the person says in
 * between. Only the key that began a run sees it, answers it and steers it. A question that nobody answers in time is
 * refused. It runs nothing; agents.ts does, and runs-api.ts is its HTTP side.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openRememberedRules, type RememberedRules } from '../agent/permission-file.ts';
import { ruleFor, type Rule } from '../agent/permission.ts';
import { openWorkFolder } from '../agent/tools/work-folder.ts';
import type { AgentEvent, Answer, Ask, AskPerson } from '../agent/types.ts';
import { openUndo, type Undo } from '../agent/undo/undo.ts';
import { writeAtomic } from '../files.ts';
import { prettyJson } from '../json.ts';
import { LOCAL } from '../server/ledger/ledger.ts';
import { UsageError } from '../usage-error.ts';
import { foldRunNode, newRunNode, type RunNode } from './run-tree.ts';

/** Seconds that a question waits for its answer. */
const PATIENCE = 300;
/** Messages that may wait for the next step of a run, and their length in characters. */
const MOST_WAITING = 20;

/** `folder`: the working folder of its tools, by its real path. */
export type NewRun = { id: string; key: string; agent: string; task: string; folder?: string };

/** What a person may know of a run that works. */
type ShownRun = {
  id: string;
  agent: string;
  task: string;
  started: string;
  asks: readonly Ask[];
  /** Its calls, those of agents that it calls inside them. */
  tree: RunNode;
};

/** The side of a run that works. */
type LiveRun = {
  askPerson: AskPerson;
  /** What the person has said since it was last asked. */
  inbox(): string[];
  /** Takes every event of the run. */
  event(event: AgentEvent): void;
  end(): void;
};

/** What the person says; `always`: the same is not asked again in this folder. */
type Said = Answer & { always?: boolean };

export type LiveRuns = {
  begin(run: NewRun): LiveRun;
  /** Those of a key. */
  list(key: string): ShownRun[];
  /** Answers a question. False: that run of this key has no such open question. Gives the rule that is remembered. */
  answer(key: string, run: string, ask: string, said: Said): { rule?: Rule } | undefined;
  /**
   * Tells a run something before its next step. False: no such run of this key works. Throws a `UsageError` when too
   * much waits.
   */
  tell(key: string, run: string, text: string): boolean;
  /** What a key allowed or denied for a folder. */
  remembered(key: string, folder: string): RememberedRules;
  /** Notes whose run it is, so that it can be undone after its end. Nothing is noted without a data folder. */
  own(run: NewRun): void;
  /**
   * The steps of a run of this key that changed files; undefined when there are none. Throws a `UsageError` while it
   * works.
   */
  undoOf(key: string, run: string): Undo | undefined;
  /** The way back from what a run is about to change; undefined without a data folder. */
  openUndo(run: NewRun): Undo | undefined;
};

const ownerSchema = z.object({ version: z.literal(1), key: z.string(), folder: z.string() });

type Waiting = { ask: Ask; settle: (answer: Answer) => void };
type Entry = NewRun & { started: string; asks: Map<string, Waiting>; texts: string[]; tree: RunNode };

const NOTHING: RememberedRules = { rules: () => [], remember: () => {}, forget: () => {}, fault: undefined };

/**
 * The steps of a run, opened when the first of them is about to be made: a run that changes nothing reads no folder.
 */
const lazyUndo = (open: () => Undo): Undo => {
  let opened: Undo | undefined;
  const undo = (): Undo => (opened ??= open());
  return {
    record: (label, outside) => undo().record(label, outside),
    steps: () => undo().steps(),
    contentAt: (step, path) => undo().contentAt(step, path),
    undo: (step, options) => undo().undo(step, options),
  };
};

const askPersonOf =
  (entry: Entry, patience: number): AskPerson =>
  (ask, signal) =>
    new Promise((resolve) => {
      const settle = (answer: Answer | undefined): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        entry.asks.delete(ask.id);
        resolve(answer);
      };
      const leave = (): void => settle(undefined);
      const late = { allow: false, text: `nobody answered within ${patience} s` };
      const timer = setTimeout(() => settle(late), patience * 1000);
      signal.addEventListener('abort', leave, { once: true });
      entry.asks.set(ask.id, { ask, settle });
      if (signal.aborted) leave();
    });

/** What outlives a run, in the data folder: what was allowed, whose it was, what it changed. */
const createStores = (data: string | undefined): Pick<LiveRuns, 'remembered' | 'own' | 'undoOf' | 'openUndo'> => {
  const known = new Map<string, RememberedRules>();
  const ownerFile = (id: string): string => join(data!, 'agents', id, 'owner.json');
  const ownerOf = (id: string): z.output<typeof ownerSchema> | undefined => {
    if (data === undefined || !/^[\w-]{1,64}$/.test(id)) return undefined;
    try {
      return ownerSchema.parse(JSON.parse(readFileSync(ownerFile(id), 'utf8')));
    } catch {
      return undefined;
    }
  };
  return {
    remembered: (key, folder) => {
      if (data === undefined) return NOTHING;
      const name = `${key}\n${folder}`;
      // What is allowed on the terminal of this machine holds for its own page, and for nobody who comes with a key.
      const place = key === LOCAL.keyId ? data : join(data, 'keys', key.replace(/[^\w-]/g, '_'));
      const rules = known.get(name) ?? openRememberedRules(place, folder);
      known.set(name, rules);
      return rules;
    },
    own: ({ id, key, folder }) => {
      if (data === undefined || folder === undefined) return;
      writeAtomic(ownerFile(id), prettyJson({ version: 1, key, folder } satisfies z.input<typeof ownerSchema>));
    },
    undoOf: (key, id) => {
      const owner = ownerOf(id);
      if (owner?.key !== key) return undefined;
      return openUndo(openWorkFolder(owner.folder), { dataFolder: data!, run: id });
    },
    openUndo: ({ id, folder }) => {
      if (data === undefined || folder === undefined) return undefined;
      return lazyUndo(() => openUndo(openWorkFolder(folder), { dataFolder: data, run: id }));
    },
  };
};

export type LiveRunsOptions = {
  /** The data folder; undefined: nothing is remembered and nothing can be undone. */
  data: string | undefined;
  clock?: () => number;
  /** Seconds that a question waits. Default 300. */
  patience?: number;
};

export const createLiveRuns = ({ data, clock = Date.now, patience = PATIENCE }: LiveRunsOptions): LiveRuns => {
  const runs = new Map<string, Entry>();
  const find = (key: string, id: string): Entry | undefined => {
    const entry = runs.get(id);
    return entry?.key === key ? entry : undefined;
  };
  const { remembered, ...changes } = createStores(data);

  return {
    begin: (run) => {
      const entry: Entry = {
        ...run,
        started: new Date(clock()).toISOString(),
        asks: new Map(),
        texts: [],
        tree: newRunNode(run.agent),
      };
      runs.set(run.id, entry);
      return {
        askPerson: askPersonOf(entry, patience),
        inbox: () => entry.texts.splice(0),
        event: (event) => foldRunNode(entry.tree, event),
        end: () => {
          if (runs.get(run.id) === entry) runs.delete(run.id);
        },
      };
    },
    list: (key) =>
      [...runs.values()]
        .filter((entry) => entry.key === key)
        .map(({ id, agent, task, started, asks, tree }) => ({
          id,
          agent,
          task,
          started,
          asks: [...asks.values()].map(({ ask }) => ask),
          tree,
        })),
    answer: (key, id, askId, { always = false, ...answer }) => {
      const entry = find(key, id);
      const waiting = entry?.asks.get(askId);
      if (!entry || !waiting) return undefined;
      const { permission } = waiting.ask;
      const rule = always && permission ? ruleFor(permission, answer.allow ? 'allow' : 'deny') : undefined;
      if (rule && entry.folder !== undefined) remembered(key, entry.folder).remember(rule);
      waiting.settle(answer);
      return rule && entry.folder !== undefined ? { rule } : {};
    },
    tell: (key, id, text) => {
      const entry = find(key, id);
      if (!entry) return false;
      if (entry.texts.length >= MOST_WAITING)
        throw new UsageError(`${MOST_WAITING} messages wait for the next step of this run; wait for it`);
      entry.texts.push(text);
      return true;
    },
    remembered,
    own: changes.own,
    openUndo: changes.openUndo,
    undoOf: (key, id) => {
      if (find(key, id)) throw new UsageError('the run still works; stop it first, or wait for its end');
      return changes.undoOf(key, id);
    },
  };
};
