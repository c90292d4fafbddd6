/** Whether the page lies on a plain file server (`mizan page --static`): then no server of Mizan answers it. */

/** What is used of a browser: tests import this file where there is none. */
type Browser = { document?: { documentElement: { dataset: Record<string, string | undefined> } } };

export const isStatic = (globalThis as Browser).document?.documentElement.dataset.server === 'none';
