/** Processors whose system calls are known here, as `process.arch` names them. */
export type Processor = "x64" | "arm64";

/** The numbers of one system call; absent where a processor has none. */
type Numbers = Readonly<Partial<Record<Processor, number>>>;

const calls = (x64: number, arm64: number) => ({ x64, arm64 });
// From 424 on, system calls have the same number everywhere.
const everywhere = (number: number) => calls(number, number);

/** What no function has a use for, and what has opened a way out of boxes before. */
export const DENIED: Readonly<Record<string, Numbers>> = {
  // Another view of the file system.
  mount: calls(165, 40),
  umount2: calls(166, 39),
  pivot_root: calls(155, 41),
  chroot: calls(161, 51),
  open_tree: everywhere(428),
  move_mount: everywhere(429),
  fsopen: everywhere(430),
  fsconfig: everywhere(431),
  fsmount: everywhere(432),
  fspick: everywhere(433),
  mount_setattr: everywhere(442),
  name_to_handle_at: calls(303, 264),
  open_by_handle_at: calls(304, 265),
  fanotify_init: calls(300, 262),
  quotactl: calls(179, 60),
  quotactl_fd: everywhere(443),
  swapon: calls(167, 224),
  swapoff: calls(168, 225),
  uselib: { x64: 134 },
  nfsservctl: calls(180, 42),
  lookup_dcookie: calls(212, 18),

  // Other namespaces.
  unshare: calls(272, 97),
  setns: calls(308, 268),

  // Other processes.
  ptrace: calls(101, 117),
  process_vm_readv: calls(310, 270),
  process_vm_writev: calls(311, 271),
  process_madvise: everywhere(440),
  pidfd_getfd: everywhere(438),
  kcmp: calls(312, 272),
  migrate_pages: calls(256, 238),
  move_pages: calls(279, 239),
  mbind: calls(237, 235),
  set_mempolicy: calls(238, 237),
  set_mempolicy_home_node: everywhere(450),

  // The kernel itself.
  kexec_load: calls(246, 104),
  kexec_file_load: calls(320, 294),
  create_module: { x64: 174 },
  init_module: calls(175, 105),
  finit_module: calls(313, 273),
  delete_module: calls(176, 106),
  bpf: calls(321, 280),
  perf_event_open: calls(298, 241),
  userfaultfd: calls(323, 282),
  io_uring_setup: everywhere(425),
  io_uring_enter: everywhere(426),
  io_uring_register: everywhere(427),
  keyctl: calls(250, 219),
  add_key: calls(248, 217),
  request_key: calls(249, 218),
  syslog: calls(103, 116),
  iopl: { x64: 172 },
  ioperm: { x64: 173 },
  modify_ldt: { x64: 154 },
  _sysctl: { x64: 156 },

  // The machine.
  reboot: calls(169, 142),
  acct: calls(163, 89),
  vhangup: calls(153, 58),
  settimeofday: calls(164, 170),
  clock_settime: calls(227, 112),
  clock_adjtime: calls(305, 266),
  adjtimex: calls(159, 171),
  sethostname: calls(170, 161),
  setdomainname: calls(171, 162),
};

/** System calls that are judged by an argument, or for which the C library has another way. */
export const JUDGED = {
  clone: calls(56, 220),
  clone3: everywhere(435),
  ioctl: calls(16, 29),
  socket: calls(41, 198),
} as const satisfies Readonly<
  Record<string, Readonly<Record<Processor, number>>>
>;

/** The last system call that was looked at here (`mseal`): what came later is answered as not there. */
export const LAST_KNOWN = 462;
