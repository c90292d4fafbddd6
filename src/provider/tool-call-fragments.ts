/**
 * Puts fragments of tool calls together, in every way that servers cut and number them. A fragment with a new id
 * begins another call, also at an index that is taken. A fragment without an id, or with the id that is open,
 * continues the call. Arguments that are missing, null or empty become `{}`, since clients parse them as JSON.
 */
import { isObject } from '../json.ts';
import type { ToolCall } from '../types.ts';

/** What a fragment added. `id` and `name` come with the first piece of a call that has them. */
export type CallPiece = { call: number; id?: string; name?: string; arguments: string };

type Open = ToolCall & {
  key: number | string | undefined;
  /** The id that the upstream gave; undefined when it gave none. */
  given: string | undefined;
  /** Text that may turn out to be the word null. */
  buffered: string;
};

export type CallReader = {
  /** Reads the fragment at `position` of its list. Returns the pieces that come of it. */
  read(fragment: unknown, position: number): CallPiece[];
  /** The reply has ended: what is still held back. `cut`: by its token limit, so that nothing is completed. */
  end(cut: boolean): CallPiece[];
  calls(): ToolCall[];
  /** Every fragment so far could be passed on as it came: same indices, ids and texts. */
  verbatim(): boolean;
};

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
};

/** Arguments as text; undefined when there are none. */
const argumentsOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
};

const isComplete = (text: string): boolean => {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
};

const indexOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
};

/** A text that the word null begins with, or that is empty. */
const mayBeNull = (text: string): boolean => 'null'.startsWith(text.trim());

/** Adds text to the arguments of a call; returns what is not held back. */
const write = (call: Open, more: string): string => {
  const text = call.buffered + more;
  if (call.arguments === '' && mayBeNull(text)) {
    call.buffered = text;
    return '';
  }
  call.buffered = '';
  call.arguments += text;
  return text;
};

/** Empty arguments as an empty object. */
const completed = (call: Open, number: number): CallPiece[] => {
  if (call.arguments.trim() !== '') return [];
  call.arguments = '{}';
  call.buffered = '';
  return [{ call: number, arguments: '{}' }];
};

/** `newId` makes an id for the call of this number where the upstream gives none. */
export const createCallReader = (newId: (call: number) => string): CallReader => {
  const calls: Open[] = [];
  let last: Open | undefined;
  let verbatim = true;

  /** The call that a fragment belongs to; undefined when it begins another. */
  const find = (
    index: number | undefined,
    id: string,
    name: string,
    text: string,
    position: number,
  ): Open | undefined => {
    if (id !== '') {
      const same = calls.find((call) => call.given === id && (index === undefined || call.key === index));
      if (same) return same;
      const open = calls.findLast((call) => call.key === index);
      return index !== undefined && open?.given === undefined ? open : undefined;
    }
    const open =
      index === undefined
        ? (calls.findLast((call) => call.key === position) ?? (position === 0 ? last : undefined))
        : calls.findLast((call) => call.key === index);
    // A second whole call without an id, at the place of one that is complete.
    const another =
      open && name !== '' && text.trimStart().startsWith('{') && isComplete(open.arguments + open.buffered);
    return another ? undefined : open;
  };
  const begin = (index: number | undefined, id: string, position: number): Open => {
    const number = calls.length;
    const taken = calls.some((call) => call.id === id);
    const made = id === '' ? newId(number) : taken ? `${id}_${number}` : id;
    verbatim &&= made === id && index === number;
    const call: Open = {
      id: made,
      name: '',
      arguments: '',
      key: index ?? position,
      given: id || undefined,
      buffered: '',
    };
    calls.push(call);
    return call;
  };

  return {
    read: (fragment, position) => {
      if (!isObject(fragment)) return [];
      const inner = isObject(fragment.function) ? fragment.function : fragment;
      const index = indexOf(fragment.index);
      const id = textOf(fragment.id);
      const name = textOf(inner.name);
      const given = argumentsOf(inner.arguments);
      const found = find(index, id, name, given ?? '', position);
      const call = found ?? begin(index, id, position);
      last = call;
      const named = call.name === '' && name !== '';
      if (named) call.name = name;
      const text = write(call, given ?? '');
      verbatim &&= text === (given ?? '') || given === '';
      return [
        {
          call: calls.indexOf(call),
          ...(!found && { id: call.id }),
          ...(named && { name }),
          arguments: text,
        },
      ];
    },
    end: (cut) => (cut ? [] : calls.flatMap(completed)),
    calls: () => calls.map(({ id, name, arguments: text }) => ({ id, name, arguments: text })),
    verbatim: () => verbatim,
  };
};
