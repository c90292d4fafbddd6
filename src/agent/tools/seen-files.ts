/**
 * What the model has seen of files: a stamp for each, so that nothing is changed that is no longer as it was read. It
 * is of one run in this process; after a restart files are read again.
 */
import type { OpenFile } from './work-folder.ts';

export type SeenFiles = {
  /** The model has seen this content. */
  note(file: OpenFile): void;
  /** 'never': it was not read. 'changed': it is another content than was read. */
  check(file: OpenFile): 'same' | 'changed' | 'never';
};

const stampOf = ({ stat }: OpenFile): string => `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;

export const createSeenFiles = (): SeenFiles => {
  const stamps = new Map<string, string>();
  return {
    note(file) {
      stamps.set(file.real, stampOf(file));
    },
    check(file) {
      const stamp = stamps.get(file.real);
      if (stamp === undefined) return 'never';
      return stamp === stampOf(file) ? 'same' : 'changed';
    },
  };
};
