/**
 * What a reader does with whole conversations: rename, pin, put into a folder, delete and bring back. Each change is
 * stored, and `changed` is called after it.
 */
import { askText } from './ask-text.ts';
import { t } from './language.ts';
import { isGone, type Store } from './store.ts';
import type { Conversation } from './turn.ts';
import { UNDO_FOR, type UndoBar } from './undo.ts';

export type Shelf = {
  rename(conversation: Conversation): Promise<void>;
  pin(conversation: Conversation): Promise<void>;
  /** undefined: out of any folder; '': into a new one, whose name is asked for. */
  move(conversation: Conversation, folder: string | undefined): Promise<void>;
  /** Hides it; for a while it can be brought back. */
  remove(conversation: Conversation): Promise<void>;
};

export const createShelf = (store: Store, undo: UndoBar, changed: (id: string) => Promise<void>): Shelf => {
  /** Changes what is stored now: another tab may have changed it since the list was drawn. */
  const change = async (id: string, edit: (conversation: Conversation) => void): Promise<void> => {
    const now = await store.conversation(id);
    if (!now || isGone(now)) return;
    edit(now);
    await store.putConversation(now);
    await changed(id);
  };
  return {
    async rename({ id, title }) {
      const next = await askText(t('Title of the conversation'), title);
      if (next) await change(id, (item) => void (item.title = next));
    },
    pin: ({ id }) =>
      change(id, (item) => {
        if (item.pinned) delete item.pinned;
        else item.pinned = true;
      }),
    async move({ id }, folder) {
      const name = folder === '' ? await askText(t('Name of the folder')) : folder;
      if (folder === '' && !name) return;
      await change(id, (item) => {
        if (name === undefined) delete item.folder;
        else item.folder = name;
      });
    },
    async remove({ id }) {
      const item = await store.conversation(id);
      if (!item || isGone(item)) return;
      await store.putConversation({ ...item, deleted: Date.now() });
      await changed(id);
      undo.offer(t('“{title}” is deleted.', { title: item.title }), () => {
        void store.putConversation(item).then(() => changed(id));
      });
      setTimeout(() => void store.sweep(Date.now() - UNDO_FOR), UNDO_FOR + 1000);
    },
  };
};
