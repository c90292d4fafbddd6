/**
 * A seccomp filter as bubblewrap's `--seccomp` takes it: a program of the kernel's classic BPF that refuses system
 * calls which a program of a model has no use for and through which sandboxes were left before. A pure function of the
 * processor.
 *
 * It refuses what namespaces do not hold: sockets that no network namespace covers (AF_VSOCK reaches the host of a
 * virtual machine), kernel keyrings, setuid bits on files of the working folder, typing into a terminal, and mounts,
 * namespaces, BPF, io_uring and other large parts of the kernel. Everything else is allowed. See seccomp(2),
 * linux/filter.h.
 */

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const errno = (number: number): number => 0x00050000 | number;
const [EPERM, ENOSYS, EAFNOSUPPORT] = [errno(1), errno(38), errno(97)];

/** One instruction: operation, how far to jump when true and when false, operand. */
type Instruction = readonly [code: number, yes: number, no: number, operand: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const equals = (value: number, yes: number, no: number): Instruction => [0x15, yes, no, value];
const atLeast = (value: number, yes: number, no: number): Instruction => [0x35, yes, no, value];
const hasBit = (mask: number, yes: number, no: number): Instruction => [0x45, yes, no, mask];
const give = (value: number): Instruction => [0x06, 0, 0, value];

/** Where struct seccomp_data holds the low half of an argument on a little-endian processor. */
const argument = (index: number): number => 16 + 8 * index;

/** Numbers of one system call on x86-64 and on arm64; undefined where it does not exist. */
type Numbers = readonly [x64: number | undefined, arm64: number | undefined];

/** Refused whatever the arguments. */
const REFUSED: Readonly<Record<string, Numbers>> = {
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  unshare: [272, 97],
  setns: [308, 268],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  acct: [163, 89],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  quotactl: [179, 60],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  adjtimex: [159, 171],
  clock_adjtime: [305, 266],
  syslog: [103, 116],
  vhangup: [153, 58],
  iopl: [172, undefined],
  ioperm: [173, undefined],
};

/** Said to be absent, so that libraries use the older call, whose arguments a filter can read. */
const ABSENT: Readonly<Record<string, Numbers>> = {
  clone3: [435, 435],
  openat2: [437, 437],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
};

const NEW_NAMESPACES = 0x7e020000;
const SETUID_OR_SETGID = 0o6000;
const CREATES = 0x40 | 0x400000; // O_CREAT, O_TMPFILE: without them the mode is a left-over value
const FAMILIES = [1, 2, 10, 16]; // AF_UNIX, AF_INET, AF_INET6, AF_NETLINK
const TERMINAL_REQUESTS = [0x5412, 0x541c]; // TIOCSTI, TIOCLINUX

/** Refuses when a bit of the mask is set in the argument, and allows otherwise. */
const refuseBits = (index: number, mask: number): Instruction[] => [
  load(argument(index)),
  hasBit(mask, 0, 1),
  give(EPERM),
  give(ALLOW),
];

/** Of open and openat: the mode counts only when a file may be created. */
const refuseModeOfNew = (flags: number, mode: number): Instruction[] => [
  load(argument(flags)),
  hasBit(CREATES, 0, 3),
  load(argument(mode)),
  hasBit(SETUID_OR_SETGID, 0, 1),
  give(EPERM),
  give(ALLOW),
];

const onlyFamilies: Instruction[] = [
  load(argument(0)),
  ...FAMILIES.map((family, i) => equals(family, FAMILIES.length - i, 0)),
  give(EAFNOSUPPORT),
  give(ALLOW),
];

const noTyping: Instruction[] = [
  load(argument(1)),
  equals(TERMINAL_REQUESTS[0]!, 1, 0),
  equals(TERMINAL_REQUESTS[1]!, 0, 1),
  give(EPERM),
  give(ALLOW),
];

/** Refused by their arguments. Each body ends in a decision, since it replaces the loaded number. */
const BY_ARGUMENT: readonly { numbers: Numbers; body: readonly Instruction[] }[] = [
  { numbers: [56, 220], body: refuseBits(0, NEW_NAMESPACES) }, // clone
  { numbers: [90, undefined], body: refuseBits(1, SETUID_OR_SETGID) }, // chmod
  { numbers: [91, 52], body: refuseBits(1, SETUID_OR_SETGID) }, // fchmod
  { numbers: [268, 53], body: refuseBits(2, SETUID_OR_SETGID) }, // fchmodat
  { numbers: [452, 452], body: refuseBits(2, SETUID_OR_SETGID) }, // fchmodat2
  { numbers: [85, undefined], body: refuseBits(1, SETUID_OR_SETGID) }, // creat
  { numbers: [133, undefined], body: refuseBits(1, SETUID_OR_SETGID) }, // mknod
  { numbers: [259, 33], body: refuseBits(2, SETUID_OR_SETGID) }, // mknodat
  { numbers: [2, undefined], body: refuseModeOfNew(1, 2) }, // open
  { numbers: [257, 56], body: refuseModeOfNew(2, 3) }, // openat
  { numbers: [41, 198], body: onlyFamilies }, // socket
  { numbers: [53, 199], body: onlyFamilies }, // socketpair
  { numbers: [16, 29], body: noTyping }, // ioctl
];

const guarded = (number: number | undefined, body: readonly Instruction[]): Instruction[] =>
  number === undefined ? [] : [equals(number, 0, body.length), ...body];

const assemble = (instructions: readonly Instruction[]): Uint8Array => {
  const bytes = new DataView(new ArrayBuffer(8 * instructions.length));
  for (const [i, [code, yes, no, operand]] of instructions.entries()) {
    bytes.setUint16(8 * i, code, true);
    bytes.setUint8(8 * i + 2, yes);
    bytes.setUint8(8 * i + 3, no);
    bytes.setUint32(8 * i + 4, operand, true);
  }
  return new Uint8Array(bytes.buffer);
};

const ARCHITECTURES: Readonly<Record<string, { column: 0 | 1; audit: number }>> = {
  x64: { column: 0, audit: 0xc000003e },
  arm64: { column: 1, audit: 0xc00000b7 },
};

/** The filter for a processor as Node names it; undefined for one whose numbers are not known here. */
export const seccompFilter = (processor: string): Uint8Array | undefined => {
  const architecture = ARCHITECTURES[processor];
  if (!architecture) return undefined;
  const { column, audit } = architecture;
  return assemble([
    load(4),
    equals(audit, 1, 0),
    give(KILL), // a 32-bit program would have other numbers
    load(0),
    ...(processor === 'x64' ? [atLeast(0x40000000, 0, 1), give(ENOSYS)] : []), // the numbers of x32
    ...Object.values(REFUSED).flatMap((numbers) => guarded(numbers[column], [give(EPERM)])),
    ...Object.values(ABSENT).flatMap((numbers) => guarded(numbers[column], [give(ENOSYS)])),
    ...BY_ARGUMENT.flatMap(({ numbers, body }) => guarded(numbers[column], body)),
    give(ALLOW),
  ]);
};
