/** latex-reader.ts for bundles: the engine is part of them. */
import { ComputeEngine } from '@cortex-js/compute-engine';
import type { LatexReader } from './latex-reader.ts';

/** A new engine. */
export const createLatexReader = (): LatexReader => new ComputeEngine();
