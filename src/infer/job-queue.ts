/**
 * Jobs that wait for their prompts to be read: the most urgent priority first, within it callers in turn, and the jobs
 * of one caller in the order in which they came. So a caller with a thousand jobs holds up nobody with one. What is
 * running is never taken out again.
 */

import type { Turns } from '../types.ts';

export class JobQueue {
  /** Priority → caller → ids. Callers stand in the order of their turn. */
  readonly #waiting = new Map<number, Map<string, number[]>>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(id: number, { caller = '', priority = 0 }: Turns): void {
    const callers = this.#waiting.get(priority) ?? new Map<string, number[]>();
    this.#waiting.set(priority, callers);
    callers.set(caller, [...(callers.get(caller) ?? []), id]);
    this.#length++;
  }

  /** Takes the job whose turn it is; undefined when none waits. */
  shift(): number | undefined {
    if (this.#length === 0) return undefined;
    const callers = this.#waiting.get(Math.min(...this.#waiting.keys()))!;
    const [caller, ids] = callers.entries().next().value!;
    const id = ids[0]!;
    callers.delete(caller);
    callers.set(caller, ids); // to the end of the line
    this.remove(id);
    return id;
  }

  /** Takes a job out. Gives whether it was waiting. */
  remove(id: number): boolean {
    for (const [priority, callers] of this.#waiting) {
      for (const [caller, ids] of callers) {
        const at = ids.indexOf(id);
        if (at < 0) continue;
        ids.splice(at, 1);
        if (ids.length === 0) callers.delete(caller);
        if (callers.size === 0) this.#waiting.delete(priority);
        this.#length--;
        return true;
      }
    }
    return false;
  }

  clear(): void {
    this.#waiting.clear();
    this.#length = 0;
  }
}
