/**
 * Attacks on the sandbox from inside, run once before it is offered, and once more for each owner of a working folder:
 * become root over a read-only folder, reach the network, see or signal a process outside, write outside the working
 * folder, start too many processes, and read the machine's secrets. What this finds decides what is offered, whatever
 * the command line promises.
 */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../json.ts';
import type { Run } from './types.ts';

/** What the script inside is told about the outside, as environment variables. */
type Outside = {
  port: number;
  pid: number;
  secret: string;
  namespaces: Readonly<Record<string, string>>;
  folder: string | undefined;
  filtered: boolean;
};

export type AttackOptions = {
  /** The owner of a working folder in which the attacks are run; without one it lives in memory. */
  owner?: { uid: number; gid: number };
  /** Whether a filter of system calls is promised. */
  filtered?: boolean;
};

const NAMESPACES = ['user', 'pid', 'net', 'ipc', 'uts', 'mnt'];
const PROCESSES = 12;

/**
 * Prints one line per attack that succeeded, and `done` at the end. POSIX sh; bash is used for its sockets where it is.
 */
const script = `
won() { echo "$1"; }
for name in ${NAMESPACES.join(' ')}; do
  eval "outside=\\$HOST_$name"
  [ "$(readlink /proc/self/ns/$name)" != "$outside" ] || won "the $name namespace of the host is shared"
done
grep -q '^CapEff:[[:space:]]*0*$' /proc/self/status || won 'capabilities are kept'
grep -q '^CapBnd:[[:space:]]*0*$' /proc/self/status || won 'capabilities can be regained'
grep -q '^NoNewPrivs:[[:space:]]*1$' /proc/self/status || won 'setuid programs give privileges'
mount -o remount,rw,bind /usr 2>/dev/null && won 'a read-only folder was remounted writable'
unshare -U true 2>/dev/null && won 'a further user namespace can be made'
if [ "$FILTERED" = yes ]; then
  grep -q '^Seccomp:[[:space:]]*2$' /proc/self/status || won 'system calls are not filtered'
  (: > setuid && chmod u+s setuid) 2>/dev/null && won 'a setuid file can be left in the working folder'
  rm -f setuid
fi
(: >> /proc/sys/kernel/core_pattern) 2>/dev/null && won 'settings of the kernel can be written'
(: >> /proc/sysrq-trigger) 2>/dev/null && won 'the kernel can be commanded through /proc'
[ "$(ls /sys/class/net 2>/dev/null | grep -v '^lo$')" = '' ] || won 'network interfaces are visible'
if [ -x /usr/bin/bash ]; then bash -c "exec 3<>/dev/tcp/127.0.0.1/$HOST_PORT" 2>/dev/null && won 'a port of this machine answers'; fi
[ "$(readlink "/proc/$HOST_PID/exe" 2>/dev/null)" = '' ] || won 'a process outside is visible'
for place in / /usr /dev /proc /etc /home /root; do
  (echo x > "$place/mizan-escape") 2>/dev/null && { rm -f "$place/mizan-escape"; won "$place is writable"; }
done
cat "$HOST_SECRET" >/dev/null 2>&1 && won 'a file outside can be read'
cat /etc/shadow >/dev/null 2>&1 && won '/etc/shadow can be read'
[ "$(ls -A /root /home 2>/dev/null | grep -v ':$')" = '' ] || won 'home folders are visible'
echo done
`;

/** Starts more processes than the bound allows and prints how many there were at most. */
const forks = `for i in $(seq ${3 * PROCESSES}); do sleep 1 & echo "$i"; done`;

/** The attacks that succeeded, as sentences without a full stop; an empty list is what lets the sandbox be offered. */
export const attack = async (run: Run, { owner, filtered = false }: AttackOptions = {}): Promise<string[]> => {
  const place = mkdtempSync(join(tmpdir(), 'mizan-sandbox-'));
  const server = createServer((socket) => socket.destroy());
  try {
    const secret = join(place, 'secret');
    writeFileSync(secret, 'read\n', { mode: 0o644 });
    const folder = owner && join(place, 'work');
    if (folder) {
      mkdirSync(folder);
      if (process.getuid?.() === 0) {
        chownSync(folder, owner.uid, owner.gid);
        chmodSync(place, 0o755); // the owner has to pass
      }
    }
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    const namespaces = Object.fromEntries(NAMESPACES.map((name) => [name, readlinkSync(`/proc/self/ns/${name}`)]));
    const port = typeof address === 'object' && address ? address.port : 0;
    return await runAttacks(run, { port, pid: process.pid, secret, namespaces, folder, filtered });
  } finally {
    server.close();
    rmSync(place, { recursive: true, force: true });
  }
};

const runAttacks = async (run: Run, outside: Outside): Promise<string[]> => {
  const { port, pid, secret, namespaces, folder, filtered } = outside;
  const environment = {
    HOST_PORT: `${port}`,
    HOST_PID: `${pid}`,
    HOST_SECRET: secret,
    FILTERED: filtered ? 'yes' : 'no',
    ...Object.fromEntries(Object.entries(namespaces).map(([name, value]) => [`HOST_${name}`, value])),
  };
  const limits = { processes: PROCESSES, ...defined({ folder }) };
  const [attacks, forked] = await Promise.all([
    run({ argv: ['sh', '-c', script], environment, ...limits, seconds: 10 }),
    run({ argv: ['sh', '-c', forks], ...limits, seconds: 5 }),
  ]);
  const lines = attacks.stdout.trim().split('\n');
  if (lines.at(-1) !== 'done')
    return [`it does not start: ${(attacks.stderr.trim() || `exit code ${attacks.code}`).split('\n')[0]}`];
  const started = forked.stdout.trim().split('\n').length;
  return [
    ...lines.slice(0, -1),
    ...(started > PROCESSES ? [`${started} processes were started where ${PROCESSES} are allowed`] : []),
  ];
};
