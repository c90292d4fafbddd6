/**
 * The order of the conversations in the sidebar: pinned ones, folders, then days. At most so many rows at a time. Pure.
 */
import type { Conversation } from './turn.ts';

export type Group = {
  kind: 'pinned' | 'folder' | 'day';
  /** The name of a folder or the heading of a day; '' for the pinned ones. */
  name: string;
  items: readonly Conversation[];
  /** All there are, shown or not. */
  size: number;
};

/** Names of folders, in order. */
export const foldersOf = (conversations: readonly Conversation[]): string[] =>
  [...new Set(conversations.flatMap(({ folder }) => folder ?? []))].sort((a, b) => a.localeCompare(b));

/**
 * The groups, and how many conversations are left out. Rows of closed folders are not given and do not count. `dayOf`
 * names the day of a time. `conversations` are in order, newest first.
 */
export const shelve = (
  conversations: readonly Conversation[],
  { open, most, dayOf }: { open: ReadonlySet<string>; most: number; dayOf(at: number): string },
): { groups: Group[]; left: number } => {
  let room = most;
  let left = 0;
  const group = (kind: Group['kind'], name: string, all: readonly Conversation[], closed = false): Group => {
    const items = closed ? [] : all.slice(0, Math.max(0, room));
    room -= items.length;
    if (!closed) left += all.length - items.length;
    return { kind, name, items, size: all.length };
  };
  const pinned = conversations.filter((item) => item.pinned);
  const inFolders = Map.groupBy(
    conversations.filter((item) => !item.pinned && item.folder !== undefined),
    (item) => item.folder!,
  );
  const rest = conversations.filter((item) => !item.pinned && item.folder === undefined);
  const groups = [
    ...(pinned.length > 0 ? [group('pinned', '', pinned)] : []),
    ...[...inFolders]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, all]) => group('folder', name, all, !open.has(name))),
  ];
  // Days are named one after the other only as far as there is room: naming ten thousand of them would be slow.
  const shown = rest.slice(0, Math.max(0, room));
  left += rest.length - shown.length;
  for (const [name, items] of Map.groupBy(shown, (item) => dayOf(item.updated)))
    groups.push({ kind: 'day', name, items, size: items.length });
  return { groups, left };
};
