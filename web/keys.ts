/** Keys of the page: what a shortcut is, when it is pressed, and how its keys are printed. Pure. */

export type Shortcut = {
  /** For people, in order: Ctrl, Shift, K. */
  keys: readonly string[];
  about: string;
  /** Missing for keys that fields and buttons handle on their own. */
  run?(): void;
  /** It is taken while the reader writes too. Single letters and signs are not. */
  always?: boolean;
};

/** What is looked at of a keyboard event. */
type Pressed = {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
};

const MODIFIERS = ['Ctrl', 'Shift', 'Alt'] as const;

/** Whether `event` is what `keys` says. Ctrl may be the Command key. */
export const isPressed = (event: Pressed, keys: readonly string[]): boolean => {
  const [ctrl, shift, alt] = MODIFIERS.map((name) => keys.includes(name));
  const key = keys.at(-1)!;
  const command = event.ctrlKey || event.metaKey;
  if (command !== ctrl || event.altKey !== alt) return false;
  // A sign such as ? may need Shift on this keyboard: then the sign itself decides.
  const isLetter = /^[A-Z]$/.test(key);
  if ((isLetter || key.length > 1) && event.shiftKey !== shift) return false;
  // Letters by their place too, so that they work while the keyboard writes Arabic, Persian or Chinese.
  return event.key.toLowerCase() === key.toLowerCase() || (isLetter && event.code === `Key${key}`);
};

const KEY_NAMES: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as they are printed on the keyboard. */
export const keyNames = (keys: readonly string[]): string[] =>
  keys.map((key) => (key === 'Ctrl' && isApple ? '⌘' : (KEY_NAMES[key] ?? key)));
