/**
 * The Compute Engine, which reads LaTeX, loaded at the first expression: 40 ms that plain numbers and words never pay.
 * Bundles for browsers take latex-reader-browser.ts, since they can't load in the middle of a function.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export type LatexReader = { parse(latex: string, options: { canonical: boolean }): { json: unknown } };

/** A new engine. */
export const createLatexReader = (): LatexReader => {
  const path = fileURLToPath(import.meta.resolve('@cortex-js/compute-engine'));
  const { ComputeEngine } = createRequire(import.meta.url)(path) as { ComputeEngine: new () => LatexReader };
  const made = new ComputeEngine();
  made.parse('\\frac{\\sqrt{2}}{3}', { canonical: false }); // the first read compiles the parser and is slow
  return made;
};
