/**
 * What handlers find in the context of a request once app.ts has let it in: `c.get('caller')`, `c.get('requestId')`.
 * Types only.
 */
import type { Caller } from './ledger/ledger.ts';

export type AppEnv = { Variables: { caller: Caller; requestId: string; headers: Record<string, string> } };
