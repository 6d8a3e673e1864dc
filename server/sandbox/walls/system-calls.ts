/**
 * The filter of system calls (seccomp) that bubblewrap puts on everything inside. It is no wall by itself: it closes
 * what name spaces do not hold apart (keyrings, sockets to a virtual machine's host and between its programs) and what
 * only widens a kernel's surface (bpf, performance counters, page faults in user space, io_uring, which makes sockets
 * past any filter). Everything else is allowed: agents build and debug.
 */

interface Architecture {
  /** AUDIT_ARCH_… of <linux/audit.h>. */
  readonly audit: number;
  /** Numbers from here on are those of another calling convention (x32); null where there is none. */
  readonly foreignFrom: number | null;
  /** socket(2) */
  readonly socket: number;
  readonly forbidden: Readonly<Record<string, number>>;
}

/** The same number everywhere: they came after numbers were unified. */
const ioUring = { io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427 };

/** By Node's process.arch; numbers of <asm/unistd.h>. */
const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000_003e,
    foreignFrom: 0x4000_0000,
    socket: 41,
    forbidden: {
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      perf_event_open: 298,
      bpf: 321,
      userfaultfd: 323,
      ...ioUring,
    },
  },
  arm64: {
    audit: 0xc000_00b7,
    foreignFrom: null,
    socket: 198,
    forbidden: {
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      perf_event_open: 241,
      bpf: 280,
      userfaultfd: 282,
      ...ioUring,
    },
  },
};

/** Families of sockets that a network name space holds apart: unix, IPv4, IPv6, netlink. */
const families = [1, 2, 10, 16];

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** Classic BPF, of <linux/bpf_common.h> and <linux/seccomp.h>. */
const load = 0x20;
const jumpIfEqual = 0x15;
const jumpIfNotBelow = 0x35;
const giveBack = 0x06;
const allowed = 0x7fff_0000;
const refusedWith = (errno: number): number => 0x0005_0000 | errno;
/** Where the fields of `struct seccomp_data` begin; of an argument, its lower half on little-endian machines. */
const at = { number: 0, architecture: 4, firstArgument: 16 } as const;

type Instruction = readonly [code: number, operand: number, ifTrue: number, ifFalse: number];

const give = (value: number): Instruction => [giveBack, value, 0, 0];
const read = (offset: number): Instruction => [load, offset, 0, 0];
/** Does the next instruction when it is so, and skips it otherwise. */
const when = (code: number, operand: number): Instruction => [code, operand, 0, 1];
const unless = (code: number, operand: number): Instruction => [code, operand, 1, 0];

/**
 * The filter as bubblewrap reads it (`--seccomp`): 8 bytes an instruction. Programs of another architecture, 32-bit ones
 * included, are told that there are no system calls: their numbers mean something else.
 * @param architecture as in process.arch
 * @returns null for an architecture whose numbers are not known here
 */
export const systemCallFilter = (architecture: string): Buffer | null => {
  const known = architectures[architecture];
  if (known === undefined) return null;
  const { audit, foreignFrom, socket, forbidden } = known;
  const instructions: readonly Instruction[] = [
    read(at.architecture),
    unless(jumpIfEqual, audit),
    give(refusedWith(ENOSYS)),
    read(at.number),
    ...(foreignFrom === null ? [] : [when(jumpIfNotBelow, foreignFrom), give(refusedWith(ENOSYS))]),
    ...Object.values(forbidden).flatMap((number) => [when(jumpIfEqual, number), give(refusedWith(EPERM))]),
    unless(jumpIfEqual, socket),
    give(allowed),
    read(at.firstArgument),
    ...families.flatMap((family) => [when(jumpIfEqual, family), give(allowed)]),
    give(refusedWith(EAFNOSUPPORT)),
  ];
  const bytes = Buffer.alloc(instructions.length * 8);
  for (const [index, [code, operand, ifTrue, ifFalse]] of instructions.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand, index * 8 + 4);
  }
  return bytes;
};
