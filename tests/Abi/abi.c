/*
 * What Causeway.Sys declares of the C library and the kernel, checked by the C compilers against their headers.
 *
 * abi-declared.h is written by the tests from the compiled assembly. To add a declaration, add its line here:
 *
 *   CONSTANT(O_CREAT);                             a constant of LibC that C calls the same
 *   CONSTANT_IS(NAME, expression);                 one that has no name of its own in C
 *   STRUCT(timespec, struct timespec);             a struct of LibC and its C type: the sizes are equal
 *   FIELD(timespec, tv_sec);                       a field: offset and size are equal
 *   FIELD_IS(timespec, seconds, tv_sec);           a field that C calls differently
 *   FIELD_HEAD(sigaction_t, sa_mask);              a field that declares only the first bytes of C's
 *   FIELD_START(msghdr, msg_iovlen);               a field that is wider than C's, over C's padding
 *   ROOM(posix_spawnattr_t, posix_spawnattr_t);    a struct that is opaque to us: at least as large as C's
 *   ERRNO(EPERM);                                  a named error number
 *
 * Private fields (padding) and private constants of structs are ours and stand nowhere here. What only one C library
 * or one architecture has goes between #ifdef __GLIBC__, #ifdef __x86_64__ or #ifdef __aarch64__.
 */
#define _GNU_SOURCE
#ifdef __aarch64__
#include <asm/ptrace.h>
#endif
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <linux/futex.h>
#include <linux/inet_diag.h>
#include <linux/kcmp.h>
#include <linux/magic.h>
#include <linux/membarrier.h>
#include <linux/mount.h>
#define mq_attr kernel_mq_attr /* the C library has its own */
#include <linux/mqueue.h>
#undef mq_attr
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#endif
#include <linux/audit.h>
#include <linux/ptrace.h>
#include <limits.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef ABI_LIST /* the tests ask which names stand here */
#define CONSTANT(name) ABI_ASSERTS "constant" #name
#define CONSTANT_IS(name, expression) ABI_ASSERTS "constant" #name
#define ERRNO(name) ABI_ASSERTS "errno" #name
#define STRUCT(name, type) ABI_ASSERTS "struct" #name
#define ROOM(name, type) ABI_ASSERTS "struct" #name
#define FIELD(name, field) ABI_ASSERTS "field" #name "." #field
#define FIELD_IS(name, field, member) ABI_ASSERTS "field" #name "." #field
#define FIELD_START(name, field) ABI_ASSERTS "field" #name "." #field
#define FIELD_HEAD(name, field) ABI_ASSERTS "field" #name "." #field
#else
#include "abi-declared.h"
#define SAME(what, in_c, declared) _Static_assert((long long)(in_c) == (declared), what " differs from the C headers")
#define CONSTANT(name) SAME(#name, name, DECLARED_##name)
#define CONSTANT_IS(name, expression) SAME(#name, expression, DECLARED_##name)
#define ERRNO(name) SAME("Errno." #name, name, ERRNO_##name)
#define STRUCT(name, type) typedef type abi_##name; SAME("sizeof " #name, sizeof(type), SIZE_OF_##name)
#define ROOM(name, type) _Static_assert(sizeof(type) <= SIZE_OF_##name, #name " is smaller than in the C headers")
#define LENGTH(name, member) sizeof(((abi_##name *)0)->member)
#define FIELD(name, field) \
    SAME("offset of " #name "." #field, offsetof(abi_##name, field), OFFSET_OF_##name##__##field); \
    SAME("size of " #name "." #field, LENGTH(name, field), LENGTH_OF_##name##__##field)
#define FIELD_IS(name, field, member) \
    SAME("offset of " #name "." #field, offsetof(abi_##name, member), OFFSET_OF_##name##__##field); \
    SAME("size of " #name "." #field, LENGTH(name, member), LENGTH_OF_##name##__##field)
#define FIELD_START(name, field) \
    SAME("offset of " #name "." #field, offsetof(abi_##name, field), OFFSET_OF_##name##__##field); \
    _Static_assert(LENGTH(name, field) <= LENGTH_OF_##name##__##field, #name "." #field " is larger in the C headers")
#define FIELD_HEAD(name, field) \
    SAME("offset of " #name "." #field, offsetof(abi_##name, field), OFFSET_OF_##name##__##field); \
    _Static_assert(LENGTH(name, field) >= LENGTH_OF_##name##__##field, #name "." #field " is larger than in the C headers")
#endif

/* access */
CONSTANT(F_OK);
CONSTANT(X_OK);
CONSTANT(W_OK);

/* clock_gettime */
CONSTANT(CLOCK_REALTIME);
CONSTANT(CLOCK_MONOTONIC);
STRUCT(timespec, struct timespec);
FIELD(timespec, tv_sec);
FIELD(timespec, tv_nsec);

/* epoll: the struct is packed on x86-64 alone */
CONSTANT(EPOLL_CLOEXEC);
CONSTANT(EPOLL_CTL_ADD);
CONSTANT(EPOLL_CTL_DEL);
CONSTANT(EPOLL_CTL_MOD);
CONSTANT(EPOLLIN);
CONSTANT(EPOLLPRI);
CONSTANT(EPOLLOUT);
CONSTANT(EPOLLERR);
CONSTANT(EPOLLHUP);
CONSTANT(EPOLLRDNORM);
CONSTANT(EPOLLRDBAND);
CONSTANT(EPOLLWRNORM);
CONSTANT(EPOLLWRBAND);
CONSTANT(EPOLLMSG);
CONSTANT(EPOLLRDHUP);
CONSTANT(EPOLLEXCLUSIVE);
CONSTANT(EPOLLWAKEUP);
CONSTANT(EPOLLET);
CONSTANT(EPOLLONESHOT);
CONSTANT_IS(EPOLL_EVENT_SIZE, sizeof(struct epoll_event));
CONSTANT_IS(EPOLL_EVENT_DATA_OFFSET, offsetof(struct epoll_event, data));

/* eventfd */
CONSTANT(EFD_SEMAPHORE);
CONSTANT(EFD_CLOEXEC);
CONSTANT(EFD_NONBLOCK);

/* inotify */
CONSTANT(IN_CLOEXEC);
CONSTANT(IN_NONBLOCK);
CONSTANT(IN_MOVED_FROM);
CONSTANT(IN_MOVED_TO);
CONSTANT(IN_CREATE);
CONSTANT(IN_DELETE);
CONSTANT(IN_MOVE_SELF);
CONSTANT(IN_Q_OVERFLOW);
CONSTANT(IN_IGNORED);
CONSTANT(IN_ONLYDIR);
CONSTANT(IN_DONT_FOLLOW);
CONSTANT(IN_ISDIR);
STRUCT(inotify_event, struct inotify_event);
FIELD(inotify_event, wd);
FIELD(inotify_event, mask);
FIELD(inotify_event, cookie);
FIELD(inotify_event, len);

/* fcntl */
CONSTANT(F_GETFD);
CONSTANT(F_SETFD);
CONSTANT(F_GETFL);
CONSTANT(F_SETFL);
CONSTANT(F_DUPFD_CLOEXEC);
CONSTANT(F_SETPIPE_SZ);
CONSTANT(F_GETPIPE_SZ);
CONSTANT(FD_CLOEXEC);
CONSTANT(F_GETLK);
CONSTANT(F_SETLK);
CONSTANT(F_SETLKW);
CONSTANT(F_OFD_GETLK);
CONSTANT(F_OFD_SETLK);
CONSTANT(F_OFD_SETLKW);
CONSTANT(F_RDLCK);
CONSTANT(F_WRLCK);
CONSTANT(F_UNLCK);
CONSTANT(SEEK_SET);
CONSTANT(SYS_fcntl);
STRUCT(flock_t, struct flock);
FIELD(flock_t, l_type);
FIELD(flock_t, l_whence);
FIELD(flock_t, l_start);
FIELD(flock_t, l_len);
FIELD(flock_t, l_pid);

/* seals: fcntl */
CONSTANT(F_ADD_SEALS);
CONSTANT(F_GET_SEALS);
CONSTANT(F_SEAL_SEAL);
CONSTANT(F_SEAL_SHRINK);
CONSTANT(F_SEAL_GROW);
CONSTANT(F_SEAL_WRITE);
CONSTANT(F_SEAL_FUTURE_WRITE);
CONSTANT_IS(F_SEAL_EXEC, 0x20); /* <linux/fcntl.h> since Linux 6.3, and never <fcntl.h> beside it */

/* flock */
CONSTANT(LOCK_SH);
CONSTANT(LOCK_EX);
CONSTANT(LOCK_UN);
CONSTANT(LOCK_NB);

/* gettid */
CONSTANT(SYS_gettid);

/* ioctl */
CONSTANT(FIONREAD);
CONSTANT(TIOCOUTQ);

/* open */
CONSTANT(O_RDONLY);
CONSTANT(O_WRONLY);
CONSTANT(O_RDWR);
CONSTANT(O_CREAT);
CONSTANT(O_EXCL);
CONSTANT(O_NOCTTY);
CONSTANT(O_TRUNC);
CONSTANT(O_NONBLOCK);
CONSTANT(O_CLOEXEC);
CONSTANT(O_PATH);
CONSTANT(O_DIRECT);
CONSTANT(O_DIRECTORY);
CONSTANT(O_NOFOLLOW);
CONSTANT(O_TMPFILE);

/* pidfd_open, pidfd_send_signal */
CONSTANT(SYS_pidfd_open);
CONSTANT(SYS_pidfd_send_signal);
#ifndef PIDFD_SIGNAL_PROCESS_GROUP /* <linux/pidfd.h> since Linux 6.9 */
#define PIDFD_SIGNAL_PROCESS_GROUP (1UL << 2)
#endif
CONSTANT(PIDFD_SIGNAL_PROCESS_GROUP);

/* pipe2 */
CONSTANT(PIPE_BUF);

/* poll */
CONSTANT(POLLIN);
CONSTANT(POLLPRI);
CONSTANT(POLLOUT);
CONSTANT(POLLERR);
CONSTANT(POLLHUP);
CONSTANT(POLLNVAL);
CONSTANT(POLLRDHUP);
STRUCT(pollfd, struct pollfd);
FIELD(pollfd, fd);
FIELD(pollfd, events);
FIELD(pollfd, revents);

/* posix_spawn */
CONSTANT(POSIX_SPAWN_SETPGROUP);
CONSTANT(POSIX_SPAWN_SETSIGDEF);
CONSTANT(POSIX_SPAWN_SETSIGMASK);
CONSTANT(POSIX_SPAWN_SETSID);
ROOM(posix_spawnattr_t, posix_spawnattr_t);
ROOM(posix_spawn_file_actions_t, posix_spawn_file_actions_t);

/* pthread_sigmask */
CONSTANT(SIG_BLOCK);
CONSTANT(SIG_UNBLOCK);
CONSTANT(SIG_SETMASK);
STRUCT(sigset_t, sigset_t);
#ifdef __GLIBC__
FIELD_IS(sigset_t, bits, __val[0]);
#else
FIELD_IS(sigset_t, bits, __bits[0]);
#endif

/* signalfd */
CONSTANT(SFD_CLOEXEC);
STRUCT(signalfd_siginfo, struct signalfd_siginfo);
FIELD(signalfd_siginfo, ssi_signo);
FIELD(signalfd_siginfo, ssi_code);
FIELD(signalfd_siginfo, ssi_pid);
FIELD(signalfd_siginfo, ssi_uid);
FIELD(signalfd_siginfo, ssi_overrun);
FIELD(signalfd_siginfo, ssi_status);
FIELD(signalfd_siginfo, ssi_ptr);

/* rt_sigtimedwait, rt_sigqueueinfo, rt_tgsigqueueinfo */
CONSTANT(SYS_rt_sigtimedwait);
CONSTANT(SYS_rt_sigqueueinfo);
CONSTANT(SYS_rt_tgsigqueueinfo);

/* si_code */
CONSTANT(SI_USER);
CONSTANT(SI_QUEUE);
CONSTANT(SI_TIMER);
CONSTANT(SI_MESGQ);
CONSTANT(SI_ASYNCIO);
CONSTANT(SI_TKILL);
CONSTANT(SI_KERNEL);

/* sigaction */
CONSTANT(SA_ONSTACK);
CONSTANT(SA_RESTART);
CONSTANT(SIG_DFL);
CONSTANT(SIG_IGN);
STRUCT(sigaction_t, struct sigaction);
FIELD(sigaction_t, sa_handler);
FIELD_HEAD(sigaction_t, sa_mask);
FIELD(sigaction_t, sa_flags);

/* futex: musl installs no kernel headers */
CONSTANT(SYS_futex);
#ifdef __GLIBC__
CONSTANT(FUTEX_REQUEUE);
CONSTANT(FUTEX_CMP_REQUEUE);
CONSTANT(FUTEX_WAIT_BITSET);
CONSTANT(FUTEX_WAKE_BITSET);
CONSTANT(FUTEX_PRIVATE_FLAG);
CONSTANT(FUTEX_BITSET_MATCH_ANY);
#endif

/* membarrier */
CONSTANT(SYS_membarrier);
#ifdef __GLIBC__
CONSTANT(MEMBARRIER_CMD_GLOBAL_EXPEDITED);
CONSTANT(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED);
#endif

/* futex_waitv: younger than musl 1.2.3 */
#ifdef __GLIBC__
CONSTANT(SYS_futex_waitv);
CONSTANT(FUTEX_32);
CONSTANT(FUTEX_WAITV_MAX);
STRUCT(futex_waitv_t, struct futex_waitv);
FIELD(futex_waitv_t, val);
FIELD(futex_waitv_t, uaddr);
FIELD(futex_waitv_t, flags);
#endif

/* preadv2 */
CONSTANT(SYS_preadv2);
#ifdef __GLIBC__
CONSTANT(RWF_NOWAIT);
#endif


/* kcmp */
CONSTANT(SYS_kcmp);
#ifdef __GLIBC__
CONSTANT(KCMP_VM);
#endif

/* fsopen, fsconfig, fsmount */
CONSTANT(SYS_fsopen);
CONSTANT(SYS_fsconfig);
CONSTANT(SYS_fsmount);
#ifdef __GLIBC__
CONSTANT(FSOPEN_CLOEXEC);
CONSTANT(FSCONFIG_CMD_CREATE);
CONSTANT(FSMOUNT_CLOEXEC);
#endif

/* getrlimit */
CONSTANT(RLIMIT_MEMLOCK);
CONSTANT(RLIMIT_MSGQUEUE);
CONSTANT(RLIM_INFINITY);
CONSTANT(RLIMIT_CPU);
CONSTANT(RLIMIT_FSIZE);
CONSTANT(RLIMIT_DATA);
CONSTANT(RLIMIT_STACK);
CONSTANT(RLIMIT_CORE);
CONSTANT(RLIMIT_RSS);
CONSTANT(RLIMIT_NPROC);
CONSTANT(RLIMIT_NOFILE);
CONSTANT(RLIMIT_AS);
CONSTANT(RLIMIT_LOCKS);
CONSTANT(RLIMIT_SIGPENDING);
CONSTANT(RLIMIT_NICE);
CONSTANT(RLIMIT_RTPRIO);
CONSTANT(RLIMIT_RTTIME);
STRUCT(rlimit, struct rlimit);
FIELD(rlimit, rlim_cur);
FIELD(rlimit, rlim_max);

/* mmap, mremap, mlock, madvise, msync, fstatfs */
CONSTANT(PROT_NONE);
CONSTANT(PROT_READ);
CONSTANT(PROT_WRITE);
CONSTANT(PROT_EXEC);
CONSTANT(MAP_SHARED);
CONSTANT(MAP_PRIVATE);
CONSTANT(MAP_FIXED);
CONSTANT(MAP_ANONYMOUS);
CONSTANT(MAP_FAILED);
CONSTANT(MAP_HUGETLB);
CONSTANT(MAP_HUGE_SHIFT);
CONSTANT(MREMAP_MAYMOVE);
CONSTANT(SYS_mlock2);
CONSTANT(MLOCK_ONFAULT);
CONSTANT(MADV_NORMAL);
CONSTANT(MADV_RANDOM);
CONSTANT(MADV_SEQUENTIAL);
CONSTANT(MADV_WILLNEED);
CONSTANT(MADV_DONTNEED);
CONSTANT(MADV_FREE);
CONSTANT(MADV_REMOVE);
CONSTANT(MADV_MERGEABLE);
CONSTANT(MADV_UNMERGEABLE);
CONSTANT(MADV_HUGEPAGE);
CONSTANT(MADV_NOHUGEPAGE);
CONSTANT(MADV_DONTDUMP);
CONSTANT(MADV_DODUMP);
CONSTANT(MADV_COLD);
CONSTANT(MADV_PAGEOUT);
#ifdef __GLIBC__ /* musl 1.2.3 does not name them */
CONSTANT(MADV_POPULATE_READ);
CONSTANT(MADV_POPULATE_WRITE);
#endif
CONSTANT(MS_ASYNC);
CONSTANT(MS_SYNC);
#ifdef __GLIBC__
CONSTANT(HUGETLBFS_MAGIC);
#endif
STRUCT(statfs, struct statfs);
FIELD(statfs, f_type);
FIELD(statfs, f_bsize);

/* mq_open */
STRUCT(mq_attr, struct mq_attr);
FIELD(mq_attr, mq_flags);
FIELD(mq_attr, mq_maxmsg);
FIELD(mq_attr, mq_msgsize);
FIELD(mq_attr, mq_curmsgs);

/* mq_timedsend, mq_timedreceive */
CONSTANT(SYS_mq_timedsend);
CONSTANT(SYS_mq_timedreceive);

/* mq_notify */
CONSTANT(SYS_mq_notify);
CONSTANT(SIGEV_SIGNAL);
CONSTANT(SIGEV_NONE);
CONSTANT(SIGEV_THREAD);
#ifdef __GLIBC__
CONSTANT(NOTIFY_COOKIE_LEN);
CONSTANT(NOTIFY_WOKENUP);
CONSTANT(NOTIFY_REMOVED);
#endif
STRUCT(sigevent, struct sigevent);
FIELD(sigevent, sigev_value);
FIELD(sigevent, sigev_signo);
FIELD(sigevent, sigev_notify);

/* sem_t: musl aligns it to 4 */
CONSTANT(SEM_VALUE_MAX);
CONSTANT_IS(SEM_SIZE, sizeof(sem_t));
#ifdef __GLIBC__
CONSTANT_IS(SEM_ALIGNMENT, _Alignof(sem_t));
#endif

/* pthread_mutex, pthread_cond, pthread_rwlock, pthread_barrier, pthread_spin */
CONSTANT(PTHREAD_PROCESS_SHARED);
CONSTANT(PTHREAD_MUTEX_NORMAL);
CONSTANT(PTHREAD_MUTEX_RECURSIVE);
CONSTANT(PTHREAD_MUTEX_ERRORCHECK);
CONSTANT(PTHREAD_MUTEX_ROBUST);
CONSTANT(PTHREAD_PRIO_INHERIT);
ROOM(pthread_mutexattr_t, pthread_mutexattr_t);
CONSTANT_IS(PTHREAD_MUTEX_SIZE, sizeof(pthread_mutex_t));
CONSTANT_IS(PTHREAD_MUTEX_ALIGNMENT, _Alignof(pthread_mutex_t));
ROOM(pthread_condattr_t, pthread_condattr_t);
CONSTANT_IS(PTHREAD_COND_SIZE, sizeof(pthread_cond_t));
CONSTANT_IS(PTHREAD_COND_ALIGNMENT, _Alignof(pthread_cond_t));
ROOM(pthread_rwlockattr_t, pthread_rwlockattr_t);
CONSTANT_IS(PTHREAD_RWLOCK_SIZE, sizeof(pthread_rwlock_t));
CONSTANT_IS(PTHREAD_RWLOCK_ALIGNMENT, _Alignof(pthread_rwlock_t));
ROOM(pthread_barrierattr_t, pthread_barrierattr_t);
CONSTANT_IS(PTHREAD_BARRIER_SIZE, sizeof(pthread_barrier_t));
CONSTANT_IS(PTHREAD_BARRIER_ALIGNMENT, _Alignof(pthread_barrier_t));
CONSTANT(PTHREAD_BARRIER_SERIAL_THREAD);
CONSTANT_IS(PTHREAD_SPINLOCK_SIZE, sizeof(pthread_spinlock_t));
CONSTANT_IS(PTHREAD_SPINLOCK_ALIGNMENT, _Alignof(pthread_spinlock_t));
#ifdef __GLIBC__
CONSTANT(PTHREAD_RWLOCK_PREFER_READER_NP);
CONSTANT(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
CONSTANT_IS(PTHREAD_MUTEX_KIND_OFFSET, offsetof(pthread_mutex_t, __data.__kind));
CONSTANT_IS(PTHREAD_RWLOCK_SHARED_OFFSET, offsetof(pthread_rwlock_t, __data.__shared));
#endif

/* socket, sendto, recvfrom, shutdown, getsockopt */
CONSTANT(AF_UNIX);
CONSTANT(AF_NETLINK);
CONSTANT(SOCK_STREAM);
CONSTANT(SOCK_DGRAM);
CONSTANT(SOCK_RAW);
CONSTANT(SOCK_SEQPACKET);
CONSTANT(SOCK_NONBLOCK);
CONSTANT(SOCK_CLOEXEC);
CONSTANT(MSG_DONTWAIT);
CONSTANT(MSG_NOSIGNAL);
CONSTANT(MSG_TRUNC);
CONSTANT(SHUT_RD);
CONSTANT(SHUT_WR);
CONSTANT(SHUT_RDWR);
CONSTANT(SOL_SOCKET);
CONSTANT(SO_PEERCRED);
STRUCT(ucred, struct ucred);
FIELD(ucred, pid);
FIELD(ucred, uid);
FIELD(ucred, gid);
CONSTANT(SO_TYPE);
CONSTANT(SO_ACCEPTCONN);
CONSTANT(SO_SNDBUF);
CONSTANT(SO_RCVTIMEO);
CONSTANT(SO_SNDTIMEO);
CONSTANT(SO_DOMAIN);
CONSTANT(SO_PEERGROUPS);
CONSTANT_IS(SO_PEERPIDFD, 77);  /* as SO_PASSPIDFD */
CONSTANT(SO_PASSCRED);
CONSTANT(SO_TIMESTAMP);
CONSTANT_IS(SO_PASSPIDFD, 76);  /* asm-generic/socket.h of newer kernels, as the next and SCM_PIDFD */
CONSTANT_IS(SO_PASSRIGHTS, 83);

/* netlink, sock_diag: musl installs no kernel headers */
CONSTANT(TCP_ESTABLISHED);
CONSTANT(TCP_SYN_SENT);
CONSTANT(TCP_SYN_RECV);
CONSTANT(TCP_FIN_WAIT1);
CONSTANT(TCP_FIN_WAIT2);
CONSTANT(TCP_TIME_WAIT);
CONSTANT(TCP_CLOSE);
CONSTANT(TCP_CLOSE_WAIT);
CONSTANT(TCP_LAST_ACK);
CONSTANT(TCP_LISTEN);
CONSTANT(TCP_CLOSING);
CONSTANT(AF_INET);
CONSTANT(AF_INET6);
CONSTANT(IPPROTO_TCP);
#ifdef __GLIBC__
CONSTANT(NETLINK_SOCK_DIAG);
CONSTANT(NLM_F_REQUEST);
CONSTANT(NLM_F_DUMP_INTR);
CONSTANT(NLM_F_DUMP);
CONSTANT(NLMSG_ERROR);
CONSTANT(NLMSG_DONE);
CONSTANT(NLMSG_OVERRUN);
CONSTANT(NLMSG_ALIGNTO);
CONSTANT_IS(NLA_TYPE_MASK, NLA_TYPE_MASK & 0xffff);
CONSTANT(SOCK_DIAG_BY_FAMILY);
CONSTANT(UDIAG_SHOW_NAME);
CONSTANT(UDIAG_SHOW_VFS);
CONSTANT(UDIAG_SHOW_PEER);
CONSTANT(UDIAG_SHOW_ICONS);
CONSTANT(UDIAG_SHOW_RQLEN);
CONSTANT(UDIAG_SHOW_UID);
CONSTANT(UNIX_DIAG_NAME);
CONSTANT(UNIX_DIAG_VFS);
CONSTANT(UNIX_DIAG_PEER);
CONSTANT(UNIX_DIAG_ICONS);
CONSTANT(UNIX_DIAG_RQLEN);
CONSTANT(UNIX_DIAG_SHUTDOWN);
CONSTANT(UNIX_DIAG_UID);
CONSTANT(SS_CONNECTED);
CONSTANT_IS(SO_ACCEPTCON, __SO_ACCEPTCON);
STRUCT(sockaddr_nl, struct sockaddr_nl);
FIELD(sockaddr_nl, nl_family);
FIELD(sockaddr_nl, nl_pad);
FIELD(sockaddr_nl, nl_pid);
FIELD(sockaddr_nl, nl_groups);
STRUCT(nlmsghdr, struct nlmsghdr);
FIELD(nlmsghdr, nlmsg_len);
FIELD(nlmsghdr, nlmsg_type);
FIELD(nlmsghdr, nlmsg_flags);
FIELD(nlmsghdr, nlmsg_seq);
FIELD(nlmsghdr, nlmsg_pid);
STRUCT(nlattr, struct nlattr);
FIELD(nlattr, nla_len);
FIELD(nlattr, nla_type);
STRUCT(unix_diag_req, struct unix_diag_req);
FIELD(unix_diag_req, sdiag_family);
FIELD(unix_diag_req, sdiag_protocol);
FIELD(unix_diag_req, pad);
FIELD(unix_diag_req, udiag_states);
FIELD(unix_diag_req, udiag_ino);
FIELD(unix_diag_req, udiag_show);
FIELD(unix_diag_req, udiag_cookie);
STRUCT(unix_diag_msg, struct unix_diag_msg);
FIELD(unix_diag_msg, udiag_family);
FIELD(unix_diag_msg, udiag_type);
FIELD(unix_diag_msg, udiag_state);
FIELD(unix_diag_msg, pad);
FIELD(unix_diag_msg, udiag_ino);
FIELD(unix_diag_msg, udiag_cookie);
STRUCT(unix_diag_vfs, struct unix_diag_vfs);
FIELD(unix_diag_vfs, udiag_vfs_ino);
FIELD(unix_diag_vfs, udiag_vfs_dev);
STRUCT(unix_diag_rqlen, struct unix_diag_rqlen);
FIELD(unix_diag_rqlen, udiag_rqueue);
FIELD(unix_diag_rqlen, udiag_wqueue);
STRUCT(inet_diag_sockid, struct inet_diag_sockid);
FIELD(inet_diag_sockid, idiag_sport);
FIELD(inet_diag_sockid, idiag_dport);
FIELD(inet_diag_sockid, idiag_src);
FIELD(inet_diag_sockid, idiag_dst);
FIELD(inet_diag_sockid, idiag_if);
FIELD(inet_diag_sockid, idiag_cookie);
STRUCT(inet_diag_req_v2, struct inet_diag_req_v2);
FIELD(inet_diag_req_v2, sdiag_family);
FIELD(inet_diag_req_v2, sdiag_protocol);
FIELD(inet_diag_req_v2, idiag_ext);
FIELD(inet_diag_req_v2, pad);
FIELD(inet_diag_req_v2, idiag_states);
FIELD(inet_diag_req_v2, id);
STRUCT(inet_diag_msg, struct inet_diag_msg);
FIELD(inet_diag_msg, idiag_family);
FIELD(inet_diag_msg, idiag_state);
FIELD(inet_diag_msg, idiag_timer);
FIELD(inet_diag_msg, idiag_retrans);
FIELD(inet_diag_msg, id);
FIELD(inet_diag_msg, idiag_expires);
FIELD(inet_diag_msg, idiag_rqueue);
FIELD(inet_diag_msg, idiag_wqueue);
FIELD(inet_diag_msg, idiag_uid);
FIELD(inet_diag_msg, idiag_inode);
#endif

/* recvmsg, sendmsg, cmsghdr: musl's lengths are 4 bytes and padding */
CONSTANT(MSG_PEEK);
CONSTANT(MSG_CTRUNC);
CONSTANT(MSG_CMSG_CLOEXEC);
CONSTANT(SYS_sendmsg);
CONSTANT(SCM_RIGHTS);
CONSTANT(SCM_CREDENTIALS);
CONSTANT_IS(SCM_PIDFD, 4);
STRUCT(iovec, struct iovec);
FIELD(iovec, iov_base);
FIELD(iovec, iov_len);
STRUCT(msghdr, struct msghdr);
FIELD(msghdr, msg_name);
FIELD(msghdr, msg_namelen);
FIELD(msghdr, msg_iov);
FIELD(msghdr, msg_control);
FIELD(msghdr, msg_flags);
STRUCT(cmsghdr, struct cmsghdr);
FIELD(cmsghdr, cmsg_level);
FIELD(cmsghdr, cmsg_type);
#ifdef __GLIBC__
FIELD(msghdr, msg_iovlen);
FIELD(msghdr, msg_controllen);
FIELD(cmsghdr, cmsg_len);
#else
FIELD_START(msghdr, msg_iovlen);
FIELD_START(msghdr, msg_controllen);
FIELD_START(cmsghdr, cmsg_len);
#endif

/* System V */
CONSTANT(IPC_PRIVATE);
CONSTANT(IPC_CREAT);
CONSTANT(IPC_EXCL);
CONSTANT(IPC_NOWAIT);
CONSTANT(IPC_RMID);
CONSTANT(IPC_SET);
CONSTANT(IPC_STAT);
STRUCT(ipc_perm, struct ipc_perm);
#ifdef __GLIBC__
FIELD_IS(ipc_perm, key, __key);
#else
FIELD_IS(ipc_perm, key, __ipc_perm_key);
#endif
FIELD(ipc_perm, uid);
FIELD(ipc_perm, gid);
FIELD(ipc_perm, cuid);
FIELD(ipc_perm, cgid);
FIELD(ipc_perm, mode);
CONSTANT(SYS_msgsnd);
CONSTANT(SYS_msgrcv);
CONSTANT(MSG_NOERROR);
CONSTANT(MSG_EXCEPT);
#ifdef __GLIBC__
CONSTANT(MSG_COPY);
#endif
CONSTANT(MSG_INFO);
CONSTANT(MSG_STAT_ANY);
STRUCT(msginfo, struct msginfo);
FIELD(msginfo, msgpool);
FIELD(msginfo, msgmap);
FIELD(msginfo, msgmax);
FIELD(msginfo, msgmnb);
FIELD(msginfo, msgmni);
FIELD(msginfo, msgtql);
STRUCT(msqid_ds, struct msqid_ds);
FIELD(msqid_ds, msg_perm);
FIELD(msqid_ds, msg_stime);
FIELD(msqid_ds, msg_rtime);
FIELD(msqid_ds, msg_ctime);
FIELD(msqid_ds, msg_qnum);
FIELD(msqid_ds, msg_qbytes);
FIELD(msqid_ds, msg_lspid);
FIELD(msqid_ds, msg_lrpid);
#ifdef __GLIBC__
FIELD_IS(msqid_ds, msg_cbytes, __msg_cbytes);
#else
FIELD(msqid_ds, msg_cbytes);
#endif
CONSTANT(GETPID);
CONSTANT(GETVAL);
CONSTANT(GETALL);
CONSTANT(GETNCNT);
CONSTANT(GETZCNT);
CONSTANT(SETVAL);
CONSTANT(SETALL);
CONSTANT(SEM_INFO);
CONSTANT(SEM_STAT_ANY);
STRUCT(seminfo, struct seminfo);
FIELD(seminfo, semmni);
FIELD(seminfo, semmns);
FIELD(seminfo, semmsl);
FIELD(seminfo, semopm);
FIELD(seminfo, semusz);
FIELD(seminfo, semvmx);
FIELD(seminfo, semaem);
CONSTANT(SEM_UNDO);
STRUCT(sembuf, struct sembuf);
FIELD(sembuf, sem_num);
FIELD(sembuf, sem_op);
FIELD(sembuf, sem_flg);
CONSTANT_IS(SEMID_DS_SIZE, sizeof(struct semid_ds));
CONSTANT_IS(SEMID_DS_OTIME_OFFSET, offsetof(struct semid_ds, sem_otime));
CONSTANT_IS(SEMID_DS_CTIME_OFFSET, offsetof(struct semid_ds, sem_ctime));
CONSTANT_IS(SEMID_DS_NSEMS_OFFSET, offsetof(struct semid_ds, sem_nsems));
CONSTANT(SHM_HUGETLB);
CONSTANT(SHM_RDONLY);
CONSTANT(SHM_RND);
CONSTANT(SHM_REMAP);
CONSTANT(SHM_EXEC);
CONSTANT(SHM_DEST);
CONSTANT(SHM_LOCKED);
CONSTANT(SHM_LOCK);
CONSTANT(SHM_UNLOCK);
CONSTANT(IPC_INFO);
CONSTANT(SHM_INFO);
CONSTANT(SHM_STAT_ANY);
STRUCT(shmid_ds, struct shmid_ds);
FIELD(shmid_ds, shm_perm);
FIELD(shmid_ds, shm_segsz);
FIELD(shmid_ds, shm_atime);
FIELD(shmid_ds, shm_dtime);
FIELD(shmid_ds, shm_ctime);
FIELD(shmid_ds, shm_cpid);
FIELD(shmid_ds, shm_lpid);
FIELD(shmid_ds, shm_nattch);
STRUCT(shminfo, struct shminfo);
FIELD(shminfo, shmmax);
FIELD(shminfo, shmmni);
FIELD(shminfo, shmall);
STRUCT(shm_info, struct shm_info);
FIELD(shm_info, used_ids);
FIELD(shm_info, shm_tot);
FIELD(shm_info, shm_rss);
FIELD(shm_info, shm_swp);

/* fallocate */
CONSTANT(FALLOC_FL_KEEP_SIZE);
CONSTANT(FALLOC_FL_PUNCH_HOLE);

/* linkat */
CONSTANT(AT_SYMLINK_FOLLOW);

/* memfd_create */
CONSTANT(MFD_CLOEXEC);
CONSTANT(MFD_ALLOW_SEALING);
CONSTANT(MFD_HUGETLB);
CONSTANT_IS(MFD_NOEXEC_SEAL, 0x8); /* <linux/memfd.h> since Linux 6.3, as the next */
CONSTANT_IS(MFD_EXEC, 0x10);
CONSTANT_IS(MFD_HUGE_SHIFT, 26); /* MAP_HUGE_SHIFT */

/* PIDFD_GET_INFO: <linux/pidfd.h> since Linux 6.13, the exit status since 6.15 */
#ifndef PIDFD_INFO_EXIT
#define PIDFD_INFO_EXIT (1UL << 3)
struct pidfd_info {
    unsigned long long mask, cgroupid;
    unsigned pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
    int exit_code;
};
#define PIDFD_GET_INFO _IOWR(0xFF, 11, struct pidfd_info)
STRUCT(pidfd_info, struct pidfd_info);
#else
typedef struct pidfd_info abi_pidfd_info; /* grown since */
#endif
CONSTANT(PIDFD_INFO_EXIT);
CONSTANT_IS(PIDFD_GET_INFO, _IOC(_IOC_READ | _IOC_WRITE, 0xFF, 11, 64));
FIELD(pidfd_info, mask);
FIELD(pidfd_info, cgroupid);
FIELD(pidfd_info, pid);
FIELD(pidfd_info, tgid);
FIELD(pidfd_info, ppid);
FIELD(pidfd_info, ruid);
FIELD(pidfd_info, rgid);
FIELD(pidfd_info, euid);
FIELD(pidfd_info, egid);
FIELD(pidfd_info, suid);
FIELD(pidfd_info, sgid);
FIELD(pidfd_info, fsuid);
FIELD(pidfd_info, fsgid);
FIELD(pidfd_info, exit_code);

/* prctl */
CONSTANT(PR_SET_CHILD_SUBREAPER);
CONSTANT(PR_GET_CHILD_SUBREAPER);

/* terminals */
CONSTANT(TIOCGWINSZ);
CONSTANT(TIOCSWINSZ);
STRUCT(winsize, struct winsize);
FIELD(winsize, ws_row);
FIELD(winsize, ws_col);
FIELD(winsize, ws_xpixel);
FIELD(winsize, ws_ypixel);

/* getdents64: the kernel's struct linux_dirent64, which the C libraries lay out alike */
CONSTANT(SYS_getdents64);
#ifdef __GLIBC__
CONSTANT_IS(DIRENT64_RECLEN_OFFSET, offsetof(struct dirent64, d_reclen));
CONSTANT_IS(DIRENT64_TYPE_OFFSET, offsetof(struct dirent64, d_type));
CONSTANT(DT_UNKNOWN);
CONSTANT(DT_FIFO);
CONSTANT(DT_DIR);
CONSTANT(DT_LNK);
CONSTANT(DT_SOCK);
CONSTANT_IS(DT_SHIFT, __builtin_ctz(S_IFMT)); /* as IFTODT has it */
CONSTANT_IS(DIRENT64_NAME_OFFSET, offsetof(struct dirent64, d_name));
#endif

/* pidfd_getfd */
CONSTANT(SYS_pidfd_getfd);

/* setns */
CONSTANT(CLONE_NEWIPC);
CONSTANT(CLONE_NEWNET);

/* splice */
CONSTANT(SPLICE_F_NONBLOCK);

/* statx: musl before 1.2.5 has no struct statx */
CONSTANT(SYS_statx);
CONSTANT(AT_FDCWD);
CONSTANT(AT_SYMLINK_NOFOLLOW);
CONSTANT(AT_EMPTY_PATH);
CONSTANT(AT_NO_AUTOMOUNT);
CONSTANT(S_IFCHR);
CONSTANT(S_IFMT);
CONSTANT(S_IFREG);
CONSTANT(S_IFIFO);
CONSTANT(S_IFSOCK);
#ifdef __GLIBC__
CONSTANT(AT_STATX_DONT_SYNC);
CONSTANT(STATX_TYPE);
CONSTANT(STATX_MODE);
CONSTANT(STATX_NLINK);
CONSTANT(S_IFDIR);
CONSTANT(STATX_UID);
CONSTANT(STATX_INO);
CONSTANT(STATX_SIZE);
CONSTANT(STATX_BASIC_STATS);
STRUCT(statx_t, struct statx);
FIELD(statx_t, stx_mask);
FIELD(statx_t, stx_blksize);
FIELD(statx_t, stx_nlink);
FIELD(statx_t, stx_uid);
FIELD(statx_t, stx_gid);
FIELD(statx_t, stx_mode);
FIELD(statx_t, stx_ino);
FIELD(statx_t, stx_size);
FIELD(statx_t, stx_blocks);
FIELD(statx_t, stx_dev_major);
FIELD(statx_t, stx_dev_minor);
#endif

/* tgkill */
CONSTANT(SYS_tgkill);

/* unshare */
CONSTANT(CLONE_FS);

/* getrusage */
CONSTANT(RUSAGE_CHILDREN);

/* ptrace */
CONSTANT(SYS_ptrace);
CONSTANT(PTRACE_CONT);
CONSTANT(PTRACE_SINGLESTEP);
CONSTANT(PTRACE_DETACH);
CONSTANT(PTRACE_SYSCALL);
CONSTANT(PTRACE_GETEVENTMSG);
CONSTANT(PTRACE_GETSIGINFO);
CONSTANT(PTRACE_SETSIGINFO);
CONSTANT(PTRACE_GETREGSET);
CONSTANT(PTRACE_SETREGSET);
CONSTANT(PTRACE_SEIZE);
CONSTANT(PTRACE_INTERRUPT);
CONSTANT(PTRACE_LISTEN);
CONSTANT(PTRACE_GETSIGMASK);
CONSTANT(PTRACE_SETSIGMASK);
CONSTANT(PTRACE_GET_SYSCALL_INFO);
CONSTANT(PTRACE_O_TRACESYSGOOD);
CONSTANT(PTRACE_O_TRACEFORK);
CONSTANT(PTRACE_O_TRACEVFORK);
CONSTANT(PTRACE_O_TRACECLONE);
CONSTANT(PTRACE_O_TRACEEXEC);
CONSTANT(PTRACE_O_TRACEEXIT);
CONSTANT(PTRACE_O_EXITKILL);
CONSTANT(PTRACE_EVENT_FORK);
CONSTANT(PTRACE_EVENT_VFORK);
CONSTANT(PTRACE_EVENT_CLONE);
CONSTANT(PTRACE_EVENT_EXEC);
CONSTANT(PTRACE_EVENT_EXIT);
CONSTANT(PTRACE_EVENT_STOP);
CONSTANT(PTRACE_SYSCALL_INFO_ENTRY);
CONSTANT(PTRACE_SYSCALL_INFO_EXIT);
CONSTANT(NT_PRSTATUS);
CONSTANT(AUDIT_ARCH_X86_64);
CONSTANT(AUDIT_ARCH_I386);
CONSTANT(AUDIT_ARCH_AARCH64);
CONSTANT(AUDIT_ARCH_ARM);
CONSTANT(TRAP_BRKPT);
CONSTANT(TRAP_TRACE);
#ifdef __x86_64__
CONSTANT_IS(X32_SYSCALL_BIT, 0x40000000 /* asm/unistd.h defines it for x32 programs and the kernel alone */);
#endif
STRUCT(ptrace_syscall_info, struct ptrace_syscall_info);
FIELD(ptrace_syscall_info, op);
FIELD(ptrace_syscall_info, arch);
FIELD(ptrace_syscall_info, instruction_pointer);
FIELD(ptrace_syscall_info, stack_pointer);
FIELD_IS(ptrace_syscall_info, entry_nr, entry.nr);
FIELD_IS(ptrace_syscall_info, entry_args, entry.args);
FIELD_IS(ptrace_syscall_info, exit_rval, exit.rval);
FIELD_IS(ptrace_syscall_info, exit_is_error, exit.is_error);

/* user_regs */
#ifdef __x86_64__
STRUCT(user_regs_struct, struct user_regs_struct);
FIELD(user_regs_struct, r15);
FIELD(user_regs_struct, r14);
FIELD(user_regs_struct, r13);
FIELD(user_regs_struct, r12);
FIELD(user_regs_struct, rbp);
FIELD(user_regs_struct, rbx);
FIELD(user_regs_struct, r11);
FIELD(user_regs_struct, r10);
FIELD(user_regs_struct, r9);
FIELD(user_regs_struct, r8);
FIELD(user_regs_struct, rax);
FIELD(user_regs_struct, rcx);
FIELD(user_regs_struct, rdx);
FIELD(user_regs_struct, rsi);
FIELD(user_regs_struct, rdi);
FIELD(user_regs_struct, orig_rax);
FIELD(user_regs_struct, rip);
FIELD(user_regs_struct, cs);
FIELD(user_regs_struct, eflags);
FIELD(user_regs_struct, rsp);
FIELD(user_regs_struct, ss);
FIELD(user_regs_struct, fs_base);
FIELD(user_regs_struct, gs_base);
FIELD(user_regs_struct, ds);
FIELD(user_regs_struct, es);
FIELD(user_regs_struct, fs);
FIELD(user_regs_struct, gs);
#endif
#ifdef __aarch64__
STRUCT(user_pt_regs, struct user_pt_regs);
FIELD(user_pt_regs, regs);
FIELD(user_pt_regs, sp);
FIELD(user_pt_regs, pc);
FIELD(user_pt_regs, pstate);
#endif

/* wait4 */
CONSTANT_IS(WNOTHREAD, __WNOTHREAD);
CONSTANT_IS(WALL, __WALL);
CONSTANT_IS(WCLONE, (int)__WCLONE);

/* waitid */
CONSTANT(SYS_waitid);
CONSTANT(WSTOPPED);
CONSTANT(WCONTINUED);
CONSTANT(CLD_STOPPED);
STRUCT(timeval, struct timeval);
FIELD(timeval, tv_sec);
FIELD(timeval, tv_usec);
typedef struct rusage abi_rusage; /* musl's is larger */
ROOM(rusage, struct rusage);
FIELD(rusage, ru_utime);
FIELD(rusage, ru_stime);
FIELD(rusage, ru_maxrss);
FIELD(rusage, ru_ixrss);
FIELD(rusage, ru_idrss);
FIELD(rusage, ru_isrss);
FIELD(rusage, ru_minflt);
FIELD(rusage, ru_majflt);
FIELD(rusage, ru_nswap);
FIELD(rusage, ru_inblock);
FIELD(rusage, ru_oublock);
FIELD(rusage, ru_msgsnd);
FIELD(rusage, ru_msgrcv);
FIELD(rusage, ru_nsignals);
FIELD(rusage, ru_nvcsw);
FIELD(rusage, ru_nivcsw);
CONSTANT(P_PID);
CONSTANT(P_PIDFD);
CONSTANT(WNOHANG);
CONSTANT(WEXITED);
CONSTANT(CLD_EXITED);
CONSTANT(CLD_KILLED);
CONSTANT(CLD_DUMPED);
CONSTANT(CLD_CONTINUED);
STRUCT(siginfo_t, siginfo_t);
FIELD(siginfo_t, si_signo);
FIELD(siginfo_t, si_errno);
FIELD(siginfo_t, si_code);
FIELD(siginfo_t, si_pid);
FIELD(siginfo_t, si_uid);
FIELD(siginfo_t, si_overrun);
FIELD(siginfo_t, si_status);
FIELD(siginfo_t, si_addr);
FIELD(siginfo_t, si_value);

/* errno */
ERRNO(EPERM);
ERRNO(ENOENT);
ERRNO(ESRCH);
ERRNO(EINTR);
ERRNO(EIO);
ERRNO(ENXIO);
ERRNO(E2BIG);
ERRNO(ENOEXEC);
ERRNO(EBADF);
ERRNO(ECHILD);
ERRNO(EAGAIN);
ERRNO(ENOMEM);
ERRNO(EACCES);
ERRNO(EFAULT);
ERRNO(ENOTBLK);
ERRNO(EBUSY);
ERRNO(EEXIST);
ERRNO(EXDEV);
ERRNO(ENODEV);
ERRNO(ENOTDIR);
ERRNO(EISDIR);
ERRNO(EINVAL);
ERRNO(ENFILE);
ERRNO(EMFILE);
ERRNO(ENOTTY);
ERRNO(ETXTBSY);
ERRNO(EFBIG);
ERRNO(ENOSPC);
ERRNO(ESPIPE);
ERRNO(EROFS);
ERRNO(EMLINK);
ERRNO(EPIPE);
ERRNO(EDOM);
ERRNO(ERANGE);
ERRNO(EDEADLK);
ERRNO(ENAMETOOLONG);
ERRNO(ENOLCK);
ERRNO(ENOSYS);
ERRNO(ENOTEMPTY);
ERRNO(ELOOP);
ERRNO(ENOMSG);
ERRNO(EIDRM);
ERRNO(ENODATA);
ERRNO(ETIME);
ERRNO(EPROTO);
ERRNO(EBADMSG);
ERRNO(EOVERFLOW);
ERRNO(ENOTUNIQ);
ERRNO(EILSEQ);
ERRNO(EUSERS);
ERRNO(ENOTSOCK);
ERRNO(EDESTADDRREQ);
ERRNO(EMSGSIZE);
ERRNO(EPROTOTYPE);
ERRNO(ENOPROTOOPT);
ERRNO(EPROTONOSUPPORT);
ERRNO(ESOCKTNOSUPPORT);
ERRNO(EOPNOTSUPP);
ERRNO(EAFNOSUPPORT);
ERRNO(EADDRINUSE);
ERRNO(EADDRNOTAVAIL);
ERRNO(ENETUNREACH);
ERRNO(ECONNABORTED);
ERRNO(ECONNRESET);
ERRNO(ENOBUFS);
ERRNO(EISCONN);
ERRNO(ENOTCONN);
ERRNO(ESHUTDOWN);
ERRNO(ETOOMANYREFS);
ERRNO(ETIMEDOUT);
ERRNO(ECONNREFUSED);
ERRNO(EHOSTUNREACH);
ERRNO(EALREADY);
ERRNO(EINPROGRESS);
ERRNO(ESTALE);
ERRNO(EDQUOT);
ERRNO(ECANCELED);
ERRNO(EOWNERDEAD);
ERRNO(ENOTRECOVERABLE);
