/**
 * The command line that isolates a program: bubblewrap (https://github.com/containers/bubblewrap) behind prlimit and,
 * when this process is root, setpriv. A function of what the host has and what is asked.
 *
 * bubblewrap started as root keeps every capability unless told otherwise: a sandboxed process could then remount a
 * read-only folder writable. Hence an unprivileged user outside, `--cap-drop ALL` and `--disable-userns` inside, and a
 * filter of system calls. The number of processes is limited inside, where the kernel counts those of this sandbox
 * alone. It exempts root, so a folder that belongs to root needs a control group as well (isolated.ts).
 */
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gitGuard } from './git-guard.ts';
import { WORK_FOLDER } from './types.ts';
import { seccompFilter } from './seccomp.ts';

/** What this machine has of the programs that isolate. Paths; undefined where one is missing. */
export type Host = {
  bwrap: string | undefined;
  prlimit: string | undefined;
  setpriv: string | undefined;
  root: boolean;
  /** What `--seccomp` takes; undefined for a processor without a filter (seccomp.ts). */
  filter: Uint8Array | undefined;
  /** /bin, /lib and so on: a symbolic link into /usr, or a folder of its own. */
  links: readonly { path: string; target: string | undefined }[];
};

export type Isolation = {
  argv: readonly string[];
  seconds: number;
  /** Bytes of address space per process; undefined leaves it unbounded. */
  addressSpace: number | undefined;
  /**
   * Bytes of memory that a process may write to; unlike address space it does not count what a runtime only reserves.
   */
  data: number | undefined;
  processes: number;
  disk: number;
  /** Texts laid into the working folder, by relative path. */
  files: readonly { path: string; text: string }[];
  folder?: string | undefined;
  /** Who runs the program outside when this process is root. Undefined: root itself, without any capability. */
  user: { uid: number; gid: number } | undefined;
  network?: boolean | undefined;
  readOnly?: Readonly<Record<string, string>> | undefined;
  environment?: Readonly<Record<string, string>> | undefined;
};

/** The command line, and what it reads from file descriptors 3, 4, … */
export type Isolated = { argv: string[]; descriptors: (string | Uint8Array)[] };

/** Who runs the program outside when this process is root and nothing else is said: `nobody` on every Linux. */
export const NOBODY = 65534;

const found = (name: string, path: string): string | undefined =>
  path
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));

const SEARCHED = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/** Looks at this machine. Only system folders are searched: a bwrap from elsewhere could be anything. */
export const lookAtHost = (path: string = SEARCHED): Host => ({
  bwrap: found('bwrap', path),
  prlimit: found('prlimit', path),
  setpriv: found('setpriv', path),
  root: process.getuid?.() === 0,
  filter: seccompFilter(process.arch),
  links: ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap((link) => {
    const entry = lstatSync(link, { throwIfNoEntry: false });
    if (!entry) return [];
    return [{ path: link, target: entry.isSymbolicLink() ? readlinkSync(link) : undefined }];
  }),
});

const words = (line: string): string[] => line.split(' ');

const TMP = 16 * 1024 * 1024;

/** Names for the two users that files can belong to; programs ask for them. */
const PASSWD = 'box:x:1000:1000::/tmp:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n';
const GROUP = 'box:x:1000:\nnogroup:x:65534:\n';

/** Parts of /etc without secrets: Debian's links to programs, the index of libraries. */
const PLAIN = ['/etc/alternatives', '/etc/ld.so.cache'];
/** What a program needs to find and trust other machines. */
const FOR_NETWORK = [
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
  '/etc/ssl',
  '/etc/pki',
  '/etc/ca-certificates',
];

const readable = (paths: readonly string[]): string[] => paths.flatMap((path) => ['--ro-bind-try', path, path]);

/** `descriptor` gives the number from which the sandbox can read the text. */
const mounts = (host: Host, isolation: Isolation, descriptor: (text: string) => string): string[] => {
  const { disk, files, folder, readOnly = {}, network = false } = isolation;
  return [
    ...words('--ro-bind /usr /usr'),
    ...host.links.flatMap(({ path, target }) => (target ? ['--symlink', target, path] : ['--ro-bind', path, path])),
    ...readable(network ? [...PLAIN, ...FOR_NETWORK] : PLAIN),
    '--ro-bind-data',
    descriptor(PASSWD),
    '/etc/passwd',
    '--ro-bind-data',
    descriptor(GROUP),
    '/etc/group',
    ...Object.entries(readOnly).flatMap(([inside, path]) => ['--ro-bind', path, inside]),
    ...words('--proc /proc --dev /dev'),
    // A tmpfs without a size may fill half of the machine's memory.
    ...words(`--size ${TMP} --tmpfs /dev/shm --size ${TMP} --tmpfs /tmp`),
    ...(folder === undefined
      ? ['--size', `${disk}`, '--tmpfs', WORK_FOLDER]
      : ['--bind', folder, WORK_FOLDER, ...gitGuard(folder)]),
    ...files.flatMap(({ path, text }) => ['--file', descriptor(text), `${WORK_FOLDER}/${path}`]),
    // The root and /dev live in memory too, without a bound on their size; /proc has files that root may write.
    ...words(`--remount-ro /proc --remount-ro /dev --remount-ro / --chdir ${WORK_FOLDER}`),
  ];
};

/** The whole command line. Throws when bubblewrap or prlimit is missing. */
export const isolate = (host: Host, isolation: Isolation): Isolated => {
  if (!host.bwrap || !host.prlimit)
    throw new Error('isolate: bubblewrap and prlimit are needed; ask missingPrograms first');
  const { seconds, addressSpace, data, processes, disk, user, network = false, environment = {} } = isolation;
  const variables = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8', ...environment };
  const descriptors: (string | Uint8Array)[] = [];
  const descriptor = (content: string | Uint8Array): string => `${2 + descriptors.push(content)}`;
  const argv = [
    ...(host.root && user ? [host.setpriv!, ...words(`--reuid ${user.uid} --regid ${user.gid} --clear-groups`)] : []),
    host.prlimit,
    ...words(`--cpu=${Math.ceil(seconds) + 1} --fsize=${disk} --nofile=1024 --core=0`),
    ...(addressSpace === undefined ? [] : [`--as=${addressSpace}`]),
    ...(data === undefined ? [] : [`--data=${data}`]),
    host.bwrap,
    ...words('--unshare-all --unshare-user --disable-userns --uid 1000 --gid 1000'),
    ...(network ? ['--share-net'] : []),
    ...words('--cap-drop ALL --hostname box --die-with-parent --new-session'),
    ...(host.filter ? ['--seccomp', descriptor(host.filter)] : []),
    ...mounts(host, isolation, descriptor),
    '--clearenv',
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...words(`-- /usr/bin/prlimit --nproc=${processes}`),
    ...isolation.argv,
  ];
  return { argv, descriptors };
};

/** The programs that are missing, as names of Debian's packages. */
export const missingPrograms = (host: Host): string[] => [
  ...(host.bwrap ? [] : ['bubblewrap']),
  ...(host.prlimit && (host.setpriv || !host.root) ? [] : ['util-linux']),
];
