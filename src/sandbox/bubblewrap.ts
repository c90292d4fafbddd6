/**
 * The command line that isolates a program: bubblewrap (https://github.com/containers/bubblewrap) behind prlimit and,
 * when this process is root, setpriv. A pure function of what the host has and what is asked.
 *
 * bubblewrap started as root keeps every capability unless told otherwise: a sandboxed process could then remount a
 * read-only folder writable. Hence an unprivileged user outside, `--cap-drop ALL` and `--disable-userns` inside. The
 * number of processes is limited inside, where the kernel counts those of this sandbox alone and root is not exempt.
 */
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What this machine has of the programs that isolate. Paths; undefined where one is missing. */
export type Host = {
  bwrap: string | undefined;
  prlimit: string | undefined;
  setpriv: string | undefined;
  root: boolean;
  /** /bin, /lib and so on: a symbolic link into /usr, or a folder of its own. */
  links: readonly { path: string; target: string | undefined }[];
};

export type Isolation = {
  argv: readonly string[];
  seconds: number;
  /** Bytes of address space per process; undefined leaves it unbounded. */
  addressSpace: number | undefined;
  processes: number;
  disk: number;
  /** Relative paths of files whose texts come from descriptors 3, 4, … */
  files: readonly string[];
  folder?: string | undefined;
  readOnly?: readonly string[] | undefined;
  environment?: Readonly<Record<string, string>> | undefined;
};

/** Who runs the program outside when this process is root: `nobody` on every Linux. */
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
  links: ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap((link) => {
    const entry = lstatSync(link, { throwIfNoEntry: false });
    if (!entry) return [];
    return [{ path: link, target: entry.isSymbolicLink() ? readlinkSync(link) : undefined }];
  }),
});

const words = (line: string): string[] => line.split(' ');

const TMP = 16 * 1024 * 1024;

const mounts = ({ links }: Host, { disk, files, folder, readOnly = [] }: Isolation): string[] => [
  ...words('--ro-bind /usr /usr'),
  ...links.flatMap(({ path, target }) => (target ? ['--symlink', target, path] : ['--ro-bind', path, path])),
  ...readOnly.flatMap((path) => ['--ro-bind', path, path]),
  ...words('--proc /proc --dev /dev'),
  // A tmpfs without a size may fill half of the machine's memory.
  ...words(`--size ${TMP} --tmpfs /dev/shm --size ${TMP} --tmpfs /tmp`),
  ...(folder === undefined ? ['--size', `${disk}`, '--tmpfs', '/work'] : ['--bind', folder, '/work']),
  ...files.flatMap((file, i) => ['--file', `${3 + i}`, `/work/${file}`]),
  // The root and /dev live in memory too, without a bound on their size.
  ...words('--remount-ro /dev --remount-ro / --chdir /work'),
];

/** The whole command line. Throws when bubblewrap or prlimit is missing. */
export const isolate = (host: Host, isolation: Isolation): string[] => {
  if (!host.bwrap || !host.prlimit)
    throw new Error('isolate: bubblewrap and prlimit are needed; ask missingPrograms first');
  const { argv, seconds, addressSpace, processes, disk, environment = {} } = isolation;
  const variables = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8', ...environment };
  return [
    ...(host.root ? [host.setpriv!, ...words(`--reuid ${NOBODY} --regid ${NOBODY} --clear-groups`)] : []),
    host.prlimit,
    ...words(`--cpu=${Math.ceil(seconds) + 1} --fsize=${disk} --nofile=256 --core=0`),
    ...(addressSpace === undefined ? [] : [`--as=${addressSpace}`]),
    host.bwrap,
    ...words('--unshare-all --unshare-user --disable-userns --uid 1000 --gid 1000'),
    ...words('--cap-drop ALL --hostname box --die-with-parent --new-session'),
    ...mounts(host, isolation),
    '--clearenv',
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...words(`-- /usr/bin/prlimit --nproc=${processes}`),
    ...argv,
  ];
};

/** The programs that are missing, as names of Debian's packages. */
export const missingPrograms = (host: Host): string[] => [
  ...(host.bwrap ? [] : ['bubblewrap']),
  ...(host.prlimit && (host.setpriv || !host.root) ? [] : ['util-linux']),
];
