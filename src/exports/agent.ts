/**
 * `mizan/agent`: agents over any Chat, with tools that run, permission, budgets and a journal that survives a kill.
 *
 * @module
 */
export type * from '../agent/types.ts';
