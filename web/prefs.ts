/** Preferences of the reader, stored in this browser where it allows that. */

const NAMES = [
  'theme',
  'choice',
  'demo',
  'other',
  'compare',
  'draft',
  'folded',
  'language',
  'presets',
  'folders',
] as const;
export type Pref = (typeof NAMES)[number];

const memory = new Map<Pref, string>();

/** '' when it was never set. */
export const load = (name: Pref): string => {
  try {
    return memory.get(name) ?? localStorage.getItem(`mizan.${name}`) ?? '';
  } catch {
    return memory.get(name) ?? '';
  }
};

export const save = (name: Pref, value: string): void => {
  try {
    localStorage.setItem(`mizan.${name}`, value);
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
};

/** Chooses another language and loads the page again. */
export const setLanguage = (next: string): void => {
  save('language', next);
  location.reload();
};

export type Theme = 'light' | 'dark' | 'system';

export const theme = (): Theme => {
  const stored = load('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
};

/** Light, dark, or as the system has it. */
export const setTheme = (next: Theme): void => {
  save('theme', next);
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
};
