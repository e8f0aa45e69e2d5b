/** Names of system calls by number, from the kernel's tables (arch/x86/entry/syscalls, include/uapi/asm-generic/unistd.h). */
const x86 =
  'read write open close stat fstat lstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn ioctl pread64 pwrite64 readv writev access pipe select sched_yield mremap msync mincore madvise shmget shmat shmctl dup dup2 pause nanosleep getitimer alarm setitimer getpid sendfile socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen getsockname getpeername socketpair setsockopt getsockopt clone fork vfork execve exit wait4 kill uname semget semop semctl shmdt msgget msgsnd msgrcv msgctl fcntl flock fsync fdatasync truncate ftruncate getdents getcwd chdir fchdir rename mkdir rmdir creat link unlink symlink readlink chmod fchmod chown fchown lchown umask gettimeofday getrlimit getrusage sysinfo times ptrace getuid syslog getgid setuid setgid geteuid getegid setpgid getppid getpgrp setsid setreuid setregid getgroups setgroups setresuid getresuid setresgid getresgid getpgid setfsuid setfsgid getsid capget capset rt_sigpending rt_sigtimedwait rt_sigqueueinfo rt_sigsuspend sigaltstack utime mknod uselib personality ustat statfs fstatfs sysfs getpriority setpriority sched_setparam sched_getparam sched_setscheduler sched_getscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval mlock munlock mlockall munlockall vhangup modify_ldt pivot_root _sysctl prctl arch_prctl adjtimex setrlimit chroot sync acct settimeofday mount umount2 swapon swapoff reboot sethostname setdomainname iopl ioperm create_module init_module delete_module get_kernel_syms query_module quotactl nfsservctl getpmsg putpmsg afs_syscall tuxcall security gettid readahead setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr tkill time futex sched_setaffinity sched_getaffinity set_thread_area io_setup io_destroy io_getevents io_submit io_cancel get_thread_area lookup_dcookie epoll_create epoll_ctl_old epoll_wait_old remap_file_pages getdents64 set_tid_address restart_syscall semtimedop fadvise64 timer_create timer_settime timer_gettime timer_getoverrun timer_delete clock_settime clock_gettime clock_getres clock_nanosleep exit_group epoll_wait epoll_ctl tgkill utimes vserver mbind set_mempolicy get_mempolicy mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr kexec_load waitid add_key request_key keyctl ioprio_set ioprio_get inotify_init inotify_add_watch inotify_rm_watch migrate_pages openat mkdirat mknodat fchownat futimesat newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat pselect6 ppoll unshare set_robust_list get_robust_list splice tee sync_file_range vmsplice move_pages utimensat epoll_pwait signalfd timerfd_create eventfd fallocate timerfd_settime timerfd_gettime accept4 signalfd4 eventfd2 epoll_create1 dup3 pipe2 inotify_init1 preadv pwritev rt_tgsigqueueinfo perf_event_open recvmmsg fanotify_init fanotify_mark prlimit64 name_to_handle_at open_by_handle_at clock_adjtime syncfs sendmmsg setns getcpu process_vm_readv process_vm_writev kcmp finit_module sched_setattr sched_getattr renameat2 seccomp getrandom memfd_create kexec_file_load bpf execveat userfaultfd membarrier mlock2 copy_file_range preadv2 pwritev2 pkey_mprotect pkey_alloc pkey_free statx io_pgetevents rseq'

/** Since 2019 a new call has one number on all architectures, from 424. */
const common =
  'pidfd_send_signal io_uring_setup io_uring_enter io_uring_register open_tree move_mount fsopen fsconfig fsmount fspick pidfd_open clone3 close_range openat2 pidfd_getfd faccessat2 process_madvise epoll_pwait2 mount_setattr quotactl_fd landlock_create_ruleset landlock_add_rule landlock_restrict_self memfd_secret process_mrelease futex_waitv set_mempolicy_home_node cachestat fchmodat2'

const generic =
  '5 setxattr 6 lsetxattr 7 fsetxattr 8 getxattr 14 removexattr 15 lremovexattr 16 fremovexattr 23 dup 24 dup3 25 fcntl 29 ioctl 32 flock 33 mknodat 34 mkdirat 35 unlinkat 36 symlinkat 37 linkat 38 renameat 39 umount2 40 mount 41 pivot_root 43 statfs 44 fstatfs 45 truncate 46 ftruncate 47 fallocate 48 faccessat 49 chdir 50 fchdir 51 chroot 52 fchmod 53 fchmodat 54 fchownat 55 fchown 56 openat 57 close 58 vhangup 59 pipe2 60 quotactl 61 getdents64 62 lseek 63 read 64 write 65 readv 66 writev 67 pread64 68 pwrite64 71 sendfile 76 splice 78 readlinkat 79 newfstatat 80 fstat 88 utimensat 89 acct 90 capget 91 capset 92 personality 93 exit 94 exit_group 95 waitid 97 unshare 104 kexec_load 105 init_module 106 delete_module 112 clock_settime 116 syslog 117 ptrace 129 kill 130 tkill 131 tgkill 142 reboot 143 setregid 144 setgid 145 setreuid 146 setuid 147 setresuid 149 setresgid 151 setfsuid 152 setfsgid 154 setpgid 157 setsid 159 setgroups 160 uname 161 sethostname 162 setdomainname 164 setrlimit 166 umask 167 prctl 170 settimeofday 171 adjtimex 198 socket 199 socketpair 200 bind 201 listen 202 accept 203 connect 204 getsockname 206 sendto 207 recvfrom 208 setsockopt 210 shutdown 211 sendmsg 212 recvmsg 214 brk 215 munmap 217 add_key 218 request_key 219 keyctl 220 clone 221 execve 222 mmap 224 swapon 225 swapoff 226 mprotect 241 perf_event_open 242 accept4 243 recvmmsg 260 wait4 261 prlimit64 262 fanotify_init 263 fanotify_mark 264 name_to_handle_at 265 open_by_handle_at 266 clock_adjtime 268 setns 269 sendmmsg 270 process_vm_readv 271 process_vm_writev 273 finit_module 276 renameat2 277 seccomp 278 getrandom 279 memfd_create 280 bpf 281 execveat 282 userfaultfd 285 copy_file_range 291 statx 294 kexec_file_load'

const i386 =
  '1 exit 2 fork 3 read 4 write 5 open 6 close 8 creat 9 link 10 unlink 11 execve 12 chdir 14 mknod 15 chmod 16 lchown 21 mount 22 umount 23 setuid 25 stime 26 ptrace 30 utime 33 access 37 kill 38 rename 39 mkdir 40 rmdir 46 setgid 51 acct 52 umount2 54 ioctl 61 chroot 70 setreuid 71 setregid 74 sethostname 79 settimeofday 83 symlink 87 swapon 88 reboot 92 truncate 93 ftruncate 94 fchmod 95 fchown 102 socketcall 115 swapoff 120 clone 124 adjtimex 128 init_module 129 delete_module 136 personality 164 setresuid 170 setresgid 172 prctl 182 chown 185 capset 190 vfork 198 lchown32 203 setreuid32 204 setregid32 206 setgroups32 207 fchown32 208 setresuid32 210 setresgid32 212 chown32 213 setuid32 214 setgid32 217 pivot_root 226 setxattr 264 clock_settime 295 openat 296 mkdirat 297 mknodat 298 fchownat 301 unlinkat 302 renameat 303 linkat 304 symlinkat 306 fchmodat 307 faccessat 310 unshare 346 setns 350 finit_module 353 renameat2 354 seccomp 357 bpf 358 execveat 359 socket 361 bind 362 connect 363 listen 364 accept4 369 sendto'

const inOrder = (names: string, first: number): [string, string][] =>
  names.split(' ').map((name, index) => [String(first + index), name])

const numbered = (pairs: string): [string, string][] =>
  [...pairs.matchAll(/(\d+) (\w+)/g)].map(([, number = '', name = '']) => [number, name])

const x86Calls = new Map([...inOrder(x86, 0), ...inOrder(common, 424)])
const genericCalls = new Map([...numbered(generic), ...inOrder(common, 424)])
const i386Calls = new Map([...numbered(i386), ...inOrder(common, 424)])

/** By AUDIT_ARCH: x86_64, aarch64, riscv64, i386. */
const byArchitecture = new Map([
  ['c000003e', x86Calls],
  ['x86_64', x86Calls],
  ['c00000b7', genericCalls],
  ['aarch64', genericCalls],
  ['c00000f3', genericCalls],
  ['40000003', i386Calls],
  ['i386', i386Calls],
])

/** Name of a system call, or its number where it is not known. A name stays as it is. */
export function syscallName(architecture: string, number: string): string {
  return byArchitecture.get(architecture.replace(/^0x/, ''))?.get(number) ?? number
}
