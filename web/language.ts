/**
 * The language of the page: its message table, its direction, and the locale of numbers and dates. Messages are looked
 * up by their English text. The language is chosen once, when the page is loaded; choosing another loads the page
 * again.
 */
import type { Message, Plural } from './lang-en.ts';
import { PLURALS } from './lang-en.ts';

export const LANGUAGES = [
  ['en', 'English'],
  ['ar', 'العربية'],
  ['fa', 'فارسی'],
  ['zh', '中文'],
] as const;
export type Language = (typeof LANGUAGES)[number][0];

/** A message by plural category; `other` is always there. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Every message of the page in one language. `Record` makes a missing key a type error. */
export type Table = { messages: Readonly<Record<Message, string>>; plurals: Readonly<Record<Plural, Forms>> };

/** The chosen language; without a choice the first language of the browser that the page knows, else English. */
export const preferredLanguage = (chosen: string, wanted: readonly string[]): Language => {
  for (const name of [chosen, ...wanted]) {
    const known = LANGUAGES.find(([language]) => language === name.toLowerCase().split('-')[0]);
    if (known) return known[0];
  }
  return 'en';
};

/** What is used of a browser. Tests import this file where there is none: then the language is English. */
type Browser = {
  document?: { documentElement: { lang: string; dir: string } };
  navigator?: { languages: readonly string[] };
  localStorage?: { getItem(name: string): string | null };
};
const browser: Browser = globalThis;

const chosenLanguage = (): string => {
  try {
    return browser.localStorage?.getItem('mizan.language') ?? '';
  } catch {
    return '';
  }
};
export const language: Language = browser.document
  ? preferredLanguage(chosenLanguage(), browser.navigator?.languages ?? [])
  : 'en';

const tableOf = async (): Promise<Table | undefined> => {
  switch (language) {
    case 'en':
      return undefined;
    case 'ar':
      return (await import('./lang-ar.ts')).ar;
    case 'fa':
      return (await import('./lang-fa.ts')).fa;
    case 'zh':
      return (await import('./lang-zh.ts')).zh;
    default:
      return language satisfies never;
  }
};
const table = await tableOf();

/** The locale of numbers and dates. */
export const locale: string = language === 'en' ? 'en-GB' : language;

if (browser.document) {
  browser.document.documentElement.lang = language;
  browser.document.documentElement.dir = language === 'ar' || language === 'fa' ? 'rtl' : 'ltr';
}

type Values = Readonly<Record<string, string | number>>;

/** `text` with its `{names}` replaced; a name without a value stays as it is. */
export const filled = (text: string, values: Values = {}): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** A message in the language of the page. */
export const t = (message: Message, values?: Values): string => filled(table?.messages[message] ?? message, values);

/** A message with a number that decides its form; `{n}` is the number as the language writes it. */
export const tn = (message: Plural, n: number, values?: Values): string => {
  const forms: Forms = table?.plurals[message] ?? PLURALS[message];
  const form = forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
  return filled(form, { n: new Intl.NumberFormat(language).format(n), ...values });
};

/** A text that came from the server: translated where the page knows it, as it is otherwise. */
export const known = (text: string): string => table?.messages[text as Message] ?? text;
