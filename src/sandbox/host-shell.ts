/**
 * Running a command as the person who started this program, without isolation: what `--unsafe-host-shell` asks for,
 * typed each time. It is no sandbox. Time and output are bounded, and the command's process group ends with it; a
 * process that begins a session of its own escapes.
 */
import { runChild } from './child.ts';
import type { Run } from './types.ts';

/** Variables that a program needs to find its way. Keys and tokens of this process are not among them. */
const PASSED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TERM', 'TMPDIR', 'TZ'];

/** A `Run` without isolation. `files`, `memory`, `processes`, `disk`, `network` and `readOnly` mean nothing here. */
export const hostRun: Run = (request) => {
  const passed = PASSED.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]!] as const],
  );
  return runChild({
    argv: request.argv,
    stdin: request.stdin ?? '',
    descriptors: [],
    seconds: request.seconds ?? 10,
    output: request.output ?? 64 * 1024,
    cwd: request.folder ?? process.cwd(),
    environment: { ...Object.fromEntries(passed), ...request.environment },
    group: true,
    onOutput: request.onOutput,
    signal: request.signal,
  });
};
