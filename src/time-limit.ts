/**
 * Runs code that may never end, such as a pattern that backtracks, and ends it at a limit. A browser has no such means:
 * bundles for it take time-limit-browser.ts (`imports` in package.json).
 */
import { createContext, Script } from 'node:vm';

const slot: { run: () => void } = { run: () => undefined };
const context = createContext(slot);
const script = new Script('run()');

/**
 * Runs `work` to its end, or to the limit in milliseconds; says which, and the processor time that it had. What it
 * throws is thrown. Nothing else runs meanwhile, so one slot is enough.
 */
export const runInTime = (work: () => void, limit: number): { ended: boolean; cpu: number } => {
  slot.run = work;
  const before = process.threadCpuUsage();
  const used = (): number => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    script.runInContext(context, { timeout: limit });
    return { ended: true, cpu: used() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return { ended: false, cpu: used() };
  } finally {
    slot.run = () => undefined;
  }
};
