/**
 * What can run a program here, by language: QuickJS for JavaScript everywhere, Python where the sandbox offers it. The
 * sandbox is opened and tested when a program first comes, once per process.
 */
import { pythonTests } from './python.ts';
import { quickjsTests } from './quickjs.ts';
import { sharedSandbox } from './sandbox.ts';
import type { RunTests } from './tests.ts';

let told = false;

/**
 * The runners of this machine. Never rejects: a language that can't be run here is absent, and `onMissing` gets the
 * sentence that says why, once per process.
 */
export const codeRunners = async (
  onMissing?: (sentence: string) => void,
): Promise<{ javascript: RunTests; python?: RunTests }> => {
  const sandbox = await sharedSandbox();
  if (sandbox.missing !== undefined && !told) {
    told = true;
    onMissing?.(sandbox.missing);
  }
  return { javascript: quickjsTests, ...(sandbox.python !== undefined && { python: pythonTests(sandbox) }) };
};
