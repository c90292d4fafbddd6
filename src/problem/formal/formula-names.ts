/**
 * Names of the everyday formulas that a formal problem may ask for. What they take and how they are computed is
 * solve/formulas.ts.
 */

/** Formulas of a fixed count of numbers. */
export const FIXED_FORMULAS = [
  'percent-of',
  'percent-rate',
  'percent-change',
  'percent-drop',
  'percent-more',
  'percent-less',
  'percent-whole',
  'fraction-of',
  'rectangle-area',
  'rectangle-perimeter',
  'rectangle-side',
  'rectangle-width',
  'square-area',
  'square-perimeter',
  'square-side',
  'triangle-area',
  'circle-area',
  'circumference',
  'box-volume',
  'speed',
  'distance',
  'duration',
  'change',
] as const;
/** Formulas over any count of numbers. */
export const LIST_FORMULAS = [
  'average',
  'mode',
  'range',
  'triangle-perimeter',
  'simplest-ratio',
  'ratio-share',
  'ratio-shares',
  'rounded',
  'as-fraction',
] as const;

export const FORMULA_NAMES = [...FIXED_FORMULAS, ...LIST_FORMULAS] as const;
export type FormulaName = (typeof FORMULA_NAMES)[number];
