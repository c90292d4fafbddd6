/**
 * The sandbox of this machine: which languages of a model's programs can be run here in isolation, and running them.
 *
 * JavaScript runs in QuickJS (quickjs.ts) everywhere. Python and shell need bubblewrap, and are offered only when the
 * attacks of self-test.ts fail on this machine. What is not offered can't be run: there is no way around the sandbox.
 */
import { existsSync, statSync } from 'node:fs';
import { lookAtHost, missingPrograms, type Host } from './bubblewrap.ts';
import { createIsolatedRun, UncountedRoot } from './isolated.ts';
import { attack } from './self-test.ts';
import type { Language, Run } from './types.ts';

export type Sandbox = {
  /** What can be run here. */
  offers: ReadonlySet<Language>;
  /** One sentence that says what is missing, why, and what to do; undefined when everything is offered. */
  missing: string | undefined;
  /** Runs a command of /usr in isolation. Rejects, with the sentence of `missing`, where shell is not offered. */
  run: Run;
  /**
   * Why commands can't be run in a folder of this machine, in one sentence; undefined when they can. The attacks are
   * tried once for each owner of folders.
   */
  refusesFolder(folder: string): Promise<string | undefined>;
  /** The path of Python inside; undefined where Python is not offered. */
  python: string | undefined;
};

const PYTHONS = ['/usr/bin/python3', '/usr/local/bin/python3'];

const install = (packages: readonly string[]): string =>
  `install it with \`apt-get install ${packages.join(' ')}\` (Debian, Ubuntu) or \`dnf install ${packages.join(' ')}\` (Fedora)`;

const WITHOUT = 'so Python and shell commands from a model are not run; JavaScript still is, in QuickJS';

/** The reason in the words of whoever can mend it. */
const explain = (host: Host, attacks: readonly string[]): string => {
  const first = attacks[0]!;
  if (
    /namespace|uid map|Operation not permitted|Permission denied/i.test(first) &&
    first.startsWith('it does not start')
  ) {
    const cause = host.root
      ? 'this container forbids new namespaces'
      : 'this system forbids user namespaces to ordinary users';
    const cure = host.root
      ? 'start it with a seccomp profile that allows them'
      : 'allow them (sysctl kernel.unprivileged_userns_clone, or on Ubuntu an AppArmor profile for bwrap)';
    return `No sandbox: ${cause} (${first}), ${WITHOUT}. To change that, ${cure}.`;
  }
  if (/Unknown option/.test(first))
    return `No sandbox: this bubblewrap is older than 0.8 (${first}), ${WITHOUT}; update it.`;
  return `No sandbox: its own test failed (${attacks.join('; ')}), ${WITHOUT}.`;
};

const limited = (missing: string): Sandbox => ({
  offers: new Set<Language>(['javascript']),
  missing,
  run: () => Promise.reject(new Error(missing)),
  refusesFolder: () => Promise.resolve(missing),
  python: undefined,
});

/** Tries the attacks in a folder of each owner once. */
const folderTest = (host: Host, run: Run): Sandbox['refusesFolder'] => {
  const tried = new Map<number, Promise<string | undefined>>();
  const tryOwner = async (owner: { uid: number; gid: number }): Promise<string | undefined> => {
    const attacks = await attack(run, { owner, filtered: host.filter !== undefined }).catch((error: unknown) =>
      error instanceof UncountedRoot ? error : [`it does not start: ${String(error)}`],
    );
    if (attacks instanceof UncountedRoot) {
      return 'No sandbox: this folder belongs to root, and no control group can bound the processes of root here. Give the folder to an ordinary user (chown), or start as one.';
    }
    return attacks.length > 0 ? explain(host, attacks) : undefined;
  };
  return async (folder) => {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (!found?.isDirectory()) return `No sandbox: ${folder} is no folder; name one that exists.`;
    const { uid, gid } = found;
    if (!host.root && uid !== process.getuid?.()) {
      return `No sandbox: ${folder} belongs to another user; work in a folder of your own.`;
    }
    const result = tried.get(uid) ?? tryOwner({ uid, gid });
    tried.set(uid, result);
    return await result;
  };
};

/**
 * Looks at the machine and tries the attacks, which takes about a tenth of a second. Never rejects: what can't be
 * offered is a sentence in `missing`.
 */
export const openSandbox = async (host: Host = lookAtHost()): Promise<Sandbox> => {
  if (process.platform !== 'linux') {
    return limited(`No sandbox: bubblewrap needs Linux and this is ${process.platform}, ${WITHOUT}.`);
  }
  const packages = missingPrograms(host);
  if (packages.length > 0) {
    return limited(`No sandbox: ${packages.join(' and ')} is not installed, ${WITHOUT}; ${install(packages)}.`);
  }
  const run = createIsolatedRun(host);
  const attacks = await attack(run, { filtered: host.filter !== undefined }).catch((error: unknown) => [
    `it does not start: ${String(error)}`,
  ]);
  if (attacks.length > 0) return limited(explain(host, attacks));
  const python = PYTHONS.find((path) => existsSync(path));
  const missing = python ? undefined : `No Python in the sandbox: there is no ${PYTHONS[0]}; ${install(['python3'])}.`;
  return {
    offers: new Set<Language>(['javascript', 'shell', ...(python ? (['python'] as const) : [])]),
    missing,
    run,
    refusesFolder: folderTest(host, run),
    python,
  };
};

let shared: Promise<Sandbox> | undefined;

/** The sandbox of this process, opened and tested once, when it is first needed. */
export const sharedSandbox = (): Promise<Sandbox> => (shared ??= openSandbox());
