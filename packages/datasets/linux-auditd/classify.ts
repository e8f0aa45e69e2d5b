import { type Classification, ocsfClasses, otherActivity, severity, unclassified } from '../src/ocsf.ts'

/** Class and activity by type of record, of a system call by its name. */
export function classify(type: string, syscall: string): Classification {
  if (type === 'SYSCALL' || type === 'URINGOP' || type === 'SECCOMP') return bySyscall.get(syscall) ?? otherCall
  return byType.get(type) ?? byPrefix(type)
}

/** Anomalies and what was done about them, SELinux and AppArmor, cryptography and virtual machines come in families. */
function byPrefix(type: string): Classification {
  if (type.startsWith('ANOM_')) return of('detection_finding', 'create', severity.medium)
  if (type.startsWith('RESP_')) return of('detection_finding', 'update', severity.medium)
  if (type.startsWith('MAC_') || type.startsWith('USER_MAC_')) return of('entity_management', 'update', severity.medium)
  if (type.startsWith('APPARMOR')) return of('process_activity', undefined, severity.low)
  if (type.startsWith('INTEGRITY_')) return of('file_activity', undefined, severity.low)
  if (type.startsWith('CRYPTO_')) return of('tunnel_activity')
  if (type.startsWith('VIRT_')) return of('application_lifecycle')
  if (type.startsWith('DAEMON_')) return of('application_lifecycle', undefined, severity.low)
  return unclassified
}

type Classes = typeof ocsfClasses
function of<Name extends keyof Classes>(
  name: Name,
  activity?: keyof Classes[Name]['activities'] & string,
  severity_id: number = severity.informational,
): Classification {
  const { uid, activities }: { uid: number; activities: Readonly<Record<string, number>> } = ocsfClasses[name]
  return { class_uid: uid, activity_id: (activity && activities[activity]) ?? otherActivity, severity_id }
}

const each = (names: string, classification: Classification): (readonly [string, Classification])[] =>
  names.split(' ').map((name) => [name, classification] as const)

/** One attempt to log in is USER_LOGIN; the steps of PAM on the way are kept apart from it. */
const byType = new Map<string, Classification>([
  ...each('USER_LOGIN', of('authentication', 'logon')),
  ...each('USER_LOGOUT USER_END CRED_DISP CRYPTO_LOGOUT', of('authentication', 'logoff')),
  ...each(
    'USER_AUTH USER_ACCT CRED_ACQ CRED_REFR USER_ERR GRP_AUTH CRYPTO_LOGIN DAC_CHECK MAC_CHECK',
    of('authentication', 'preauth'),
  ),
  ...each('USER_START LOGIN', of('authentication')),
  ...each('CHUSER_ID CHGRP_ID USER_ROLE_CHANGE', of('authentication', 'account_switch')),
  ...each('ADD_USER', of('account_change', 'create')),
  ...each('DEL_USER', of('account_change', 'delete')),
  ...each('USER_CHAUTHTOK', of('account_change', 'password_change')),
  ...each('USER_MGMT', of('account_change')),
  ...each('ACCT_LOCK', of('account_change', 'lock', severity.low)),
  ...each('ACCT_UNLOCK', of('account_change', 'unlock')),
  ...each('ADD_GROUP', of('group_management', 'create')),
  ...each('DEL_GROUP', of('group_management', 'delete')),
  ...each('GRP_MGMT GRP_CHAUTHTOK', of('group_management')),
  ...each('ROLE_ASSIGN', of('user_access', 'assign_privileges', severity.medium)),
  ...each('ROLE_REMOVE', of('user_access', 'revoke_privileges')),
  ...each('ROLE_MODIFY', of('entity_management', 'update', severity.medium)),
  ...each('USER_CMD', of('process_activity', 'launch')),
  ...each('USER_TTY TTY TRUSTED_APP', of('process_activity')),
  ...each('EXECVE PROCTITLE', of('process_activity', 'launch')),
  ...each('ANOM_ABEND', of('process_activity', 'terminate', severity.low)),
  ...each('OBJ_PID CAPSET BPRM_FCAPS', of('process_activity')),
  ...each('PATH CWD FS_RELABEL USER_DEVICE LABEL_OVERRIDE LABEL_LEVEL_CHANGE FANOTIFY AVC_PATH', of('file_activity')),
  ...each('USER_LABELED_EXPORT USER_UNLABELED_EXPORT', of('file_activity', 'read', severity.low)),
  ...each('SOCKADDR SOCKETCALL', of('network_activity')),
  ...each('NETFILTER_PKT', of('network_activity', 'traffic')),
  ...each('SERVICE_START SYSTEM_BOOT', of('application_lifecycle', 'start')),
  ...each('SERVICE_STOP SYSTEM_SHUTDOWN', of('application_lifecycle', 'stop')),
  ...each('SYSTEM_RUNLEVEL', of('application_lifecycle')),
  ...each('SOFTWARE_UPDATE', of('application_lifecycle', 'update')),
  ...each('VIRT_CREATE', of('application_lifecycle', 'install')),
  ...each('VIRT_DESTROY', of('application_lifecycle', 'remove')),
  ...each('DAEMON_START DAEMON_RESUME', of('application_lifecycle', 'start')),
  ...each('DAEMON_END DAEMON_ABORT', of('application_lifecycle', 'stop', severity.medium)),
  ...each('DAEMON_ACCEPT DAEMON_CLOSE', of('network_activity')),
  ...each('DAEMON_ROTATE', of('event_log_actvity', 'rotate')),
  ...each(
    'CONFIG_CHANGE FEATURE_CHANGE DAEMON_CONFIG DAEMON_RECONFIG USYS_CONFIG NETFILTER_CFG',
    of('entity_management', 'update', severity.medium),
  ),
  ...each('DEV_ALLOC', of('peripheral_activity', 'connect')),
  ...each('DEV_DEALLOC', of('peripheral_activity', 'disconnect')),
  ...each('KERN_MODULE', of('kernel_extension_activity', 'load', severity.medium)),
  ...each('BPF', of('kernel_activity', undefined, severity.low)),
  ...each('EVENT_LISTENER', of('event_log_actvity', undefined, severity.low)),
  ...each('AVC USER_AVC SELINUX_ERR USER_SELINUX_ERR', of('process_activity', undefined, severity.low)),
  ...each('MMAP IPC IPC_SET_PERM', of('memory_activity')),
])

const otherCall = of('kernel_activity', 'invoke')

const bySyscall = new Map<string, Classification>([
  ...each('execve execveat', of('process_activity', 'launch')),
  ...each('fork vfork clone clone3', of('process_activity', 'launch')),
  ...each('exit exit_group kill tkill tgkill rt_sigqueueinfo pidfd_send_signal', of('process_activity', 'terminate')),
  ...each('ptrace process_vm_writev', of('process_activity', 'inject', severity.medium)),
  ...each('process_vm_readv pidfd_getfd', of('process_activity', 'open', severity.medium)),
  ...each(
    'setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset setuid32 setgid32 setreuid32 setregid32 setresuid32 setresgid32',
    of('process_activity', 'set_user_id'),
  ),
  ...each('open openat openat2 open_by_handle_at access faccessat faccessat2', of('file_activity', 'open')),
  ...each(
    'creat mkdir mkdirat mknod mknodat link linkat symlink symlinkat memfd_create',
    of('file_activity', 'create'),
  ),
  ...each('read pread64 readv readlink readlinkat getxattr', of('file_activity', 'read')),
  ...each('write pwrite64 writev truncate ftruncate fallocate', of('file_activity', 'update')),
  ...each('unlink unlinkat rmdir', of('file_activity', 'delete')),
  ...each('rename renameat renameat2', of('file_activity', 'rename')),
  ...each(
    'setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr utime utimes utimensat futimesat',
    of('file_activity', 'set_attributes'),
  ),
  ...each(
    'chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat chown32 fchown32 lchown32',
    of('file_activity', 'set_security'),
  ),
  ...each('stat fstat lstat newfstatat statx', of('file_activity', 'get_attributes')),
  ...each('mount fsmount move_mount swapon', of('file_activity', 'mount', severity.low)),
  ...each('umount umount2 swapoff', of('file_activity', 'unmount', severity.low)),
  ...each('connect sendto sendmsg sendmmsg', of('network_activity', 'open')),
  ...each('accept accept4 recvfrom recvmsg', of('network_activity', 'open')),
  ...each('bind listen', of('network_activity', 'listen')),
  ...each('socket socketpair socketcall shutdown setsockopt', of('network_activity')),
  ...each('init_module finit_module create_module', of('kernel_extension_activity', 'load', severity.medium)),
  ...each('delete_module', of('kernel_extension_activity', 'unload', severity.medium)),
  ...each('mprotect mmap', of('memory_activity')),
  ...each(
    'settimeofday clock_settime adjtimex clock_adjtime stime sethostname setdomainname',
    of('entity_management', 'update', severity.low),
  ),
  ...each('reboot', of('application_lifecycle', 'restart', severity.medium)),
  ...each('kexec_load kexec_file_load bpf perf_event_open', of('kernel_activity', 'invoke', severity.medium)),
])
