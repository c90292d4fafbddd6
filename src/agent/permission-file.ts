/**
 * The person's answers about permissions, remembered for each working folder: one file of the data folder for each,
 * readable by its owner alone. It lies outside the working folder, so that no command of an agent can write it. What
 * another process or an editor changes in it holds from the next call on.
 */
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureFolder, writeAtomic } from '../files.ts';
import { prettyJson } from '../json.ts';
import { ruleSchema, type Rule } from './permission.ts';

const fileSchema = z.object({ version: z.literal(1), folder: z.string(), rules: z.array(ruleSchema) });

export type RememberedRules = {
  /** As they are on the disk now, in the order of the answers. A file that was damaged meanwhile holds none. */
  rules(): readonly Rule[];
  /** Adds an answer and writes it down; an earlier one about the same is replaced. */
  remember(rule: Rule): void;
  forget(): void;
  /** Why the file was not read; undefined when it was, or when there is none. */
  readonly fault: string | undefined;
};

const readRules = (path: string, folder: string): { rules: Rule[]; fault?: string } => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { rules: [] };
    return { rules: [], fault: `${path} can't be read, so every permission is asked anew: ${String(error)}` };
  }
  try {
    const file = fileSchema.parse(JSON.parse(text));
    if (file.folder === folder) return { rules: file.rules };
    return { rules: [], fault: `${path} is of another folder (${file.folder}), so every permission is asked anew` };
  } catch {
    return { rules: [], fault: `${path} is damaged, so every permission is asked anew; remove it` };
  }
};

/** What changes when a file is written or replaced; '' when there is none. */
const stampOf = (path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.mtimeNs} ${found.size} ${found.ino}` : '';
};

/** What is remembered for a working folder, by its real path. Nothing is written before something is remembered. */
export const openRememberedRules = (dataFolder: string, folder: string): RememberedRules => {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const path = join(dataFolder, 'permissions', `${name}.json`);
  let stamp = stampOf(path);
  let read = readRules(path, folder);
  const now = (): readonly Rule[] => {
    const seen = stampOf(path);
    if (seen !== stamp) [stamp, read] = [seen, readRules(path, folder)];
    return read.rules;
  };
  const save = (rules: Rule[]): void => {
    ensureFolder(join(dataFolder, 'permissions'), 0o700);
    writeAtomic(path, prettyJson({ version: 1, folder, rules } satisfies z.input<typeof fileSchema>));
    chmodSync(path, 0o600);
    [stamp, read] = [stampOf(path), { rules }];
  };
  return {
    get fault() {
      now();
      return read.fault;
    },
    rules: now,
    remember: (rule) =>
      save([...now().filter(({ tool, pattern }) => tool !== rule.tool || pattern !== rule.pattern), rule]),
    forget: () => save([]),
  };
};
