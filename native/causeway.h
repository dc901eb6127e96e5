/*
 * causeway.h: the shared-memory connection of Causeway for C (C11, or C++17) on GNU/Linux. This one file is all there is.
 *
 * Two processes meet at a UNIX socket and share one sealed memory file with a ring for each direction. A message that finds the
 * other side awake costs no system call. docs/shared-connections.md is the protocol; native/README.md shows how to use this.
 *
 *   cw_listen, cw_accept, cw_connect              the meeting; cw_options_init for what is not the default
 *   cw_send, cw_try_send                          a message, copied
 *   cw_reserve, cw_try_reserve, cw_commit         a message written in place; cw_abandon
 *   cw_batch_begin, cw_batch_add, cw_batch_commit several that appear together
 *   cw_receive, cw_try_receive, cw_release        a message read in place
 *   cw_write, cw_read                             bytes, where the connection's mode is CW_BYTES
 *   cw_complete                                   no more is sent; the other direction goes on
 *   cw_send_handle, cw_receive_handle             descriptors
 *   cw_check, cw_close, cw_abort                  is the other side there; the orderly end; the end where something failed
 *
 * A call returns 0 (or what it says), or a negative number: -errno, or -CW_E... of the list below; cw_error says it in words.
 * Timeouts are milliseconds: CW_FOREVER, or 0 to try. One thread at a time may send and one may receive, also at once; cw_close and
 * cw_abort only when no other call is in the connection. Nothing here starts a thread, takes a signal, or writes to anything but the connection.
 *
 * A process that waits does so in poll(2), on its doorbell and on the socket, so that the other side's death ends the wait at once.
 */
#ifndef CAUSEWAY_H
#define CAUSEWAY_H

#if __SIZEOF_POINTER__ < 8
#error "causeway.h needs 64-bit addresses: rings may be of 1 GiB, and each is mapped twice"
#endif

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef MFD_CLOEXEC
#error "include causeway.h before any other header, or compile with -D_GNU_SOURCE"
#endif
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the layout is little endian"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The layout ------------------------------------------------------------------------------------------------------------ */

#define CW_MAGIC 0x4E4E4F4359415743u /* "CWAYCONN" */
#define CW_MEET_MAGIC 0x5445454D59415743u /* "CWAYMEET" */
#define CW_VERSION 1u

enum {
    CW_HEADER_BYTES = 4096, /* then ring 0, connector to acceptor, and ring 1 */
    CW_MAGIC_AT = 0,
    CW_VERSION_AT = 8,
    CW_MODE_AT = 12,
    CW_RING_BYTES_AT = 16,
    CW_FLAGS_AT = 24,
    CW_ACCEPTOR_AT = 28, /* for those who look at it: pids as the acceptor has them, and the name that it listened at */
    CW_CONNECTOR_AT = 32,
    CW_NAME_AT = 64,
    CW_NAME_BYTES = 192,
    CW_DIRECTION_AT = 256, /* the control words of direction d: 256 + 512 * d */
    CW_DIRECTION_BYTES = 512,
    CW_HEAD_AT = 0, /* u64, written by the reader */
    CW_READER_AT = 128, /* u32, the reader's waiting word */
    CW_WRITER_AT = 256, /* u32, the writer's */
    CW_CLOSED_AT = 384, /* u32, written by the writer */
    CW_RECORD_HEADER = 8,
    CW_SMALLEST_RING = 4096,
    CW_LARGEST_RING = 1 << 30,
    CW_HELLO_BYTES = 32,
    CW_WELCOME_BYTES = 32,
    CW_MOST_HANDLES = 16, /* sent and not yet taken */
    CW_MOST_NOTE = 1024,
    CW_MOST_AT_ONCE = 64 /* read from the socket before a call looks at its deadline */
};

enum { CW_MESSAGES = 1, CW_BYTES = 2 }; /* modes */
enum { CW_NOTHING = 0, CW_MESSAGE = 1, CW_END = 2 }; /* kinds of record */
enum { CW_BUSY = 0, CW_ASLEEP = 1, CW_NEAR = 2, CW_BELL = 3 }; /* waiting words */
enum { CW_FLAG_MEMBARRIER = 1, CW_FLAG_EVENTFD = 2 }; /* CW_FLAG_EVENTFD at the meeting alone */
enum { CW_OK, CW_WRONG_VERSION, CW_REFUSED, CW_WRONG_MODE, CW_RING_REFUSED, CW_NO_RESOURCES, CW_CLOSING }; /* a Welcome's status */

/* ---- Errors ---------------------------------------------------------------------------------------------------------------- */

enum {
    CW_EPEERCLOSED = 10001, /* the other side has closed the connection in good order */
    CW_EPEERDIED, /* it ended, or aborted the connection, without that */
    CW_EEND, /* receiving: it has said that it sends no more, and all is read */
    CW_EPROTOCOL, /* it broke the protocol */
    CW_EVERSION, /* meeting: it speaks another version */
    CW_EREFUSED, /* meeting: its policy, or ours, refuses */
    CW_EMODE, /* meeting: one wants messages, the other bytes */
    CW_ERING, /* meeting: it does not give a ring of that size */
    CW_ERESOURCES, /* meeting: it is out of memory, descriptors or the like */
    CW_ECLOSING, /* meeting: the listener closes */
    CW_ESTATE, /* a call that does not fit: receive before release, send after complete */
    CW_ENOPROC /* listening: the umask takes from the socket's mode, and there is no /proc to give it back */
};

static inline const char *cw_error(int error)
{
    switch (error < 0 ? -error : error) {
    case CW_EPEERCLOSED: return "the peer has closed the connection";
    case CW_EPEERDIED: return "the peer died or aborted the connection";
    case CW_EEND: return "the peer sends no more";
    case CW_EPROTOCOL: return "the peer broke the protocol";
    case CW_EVERSION: return "the peer speaks another version";
    case CW_EREFUSED: return "refused by policy";
    case CW_EMODE: return "the listener has the other mode";
    case CW_ERING: return "the listener does not give a ring of this size";
    case CW_ERESOURCES: return "the listener is out of resources";
    case CW_ECLOSING: return "the listener is closing";
    case CW_ESTATE: return "a call that does not fit the connection's state";
    case CW_ENOPROC: return "the umask takes from the socket's mode and there is no /proc to give it back";
    default: return strerror(error < 0 ? -error : error);
    }
}

/* ---- What a program holds -------------------------------------------------------------------------------------------------- */

#define CW_FOREVER (-1)

typedef struct cw_options {
    const char *domain; /* the directory of plain names; NULL: $CAUSEWAY_DOMAIN, else /dev/shm/causeway-EUID */
    uint32_t mode; /* CW_MESSAGES, CW_BYTES */
    uint64_t ring_bytes; /* of each direction, a power of two; 0: the listener's choice, and there 1 MiB */
    uint64_t largest_ring; /* listener: the most it gives; 0: 64 MiB */
    int meeting_timeout; /* listener: how long a connector may take to say what it wants; 0: 5,000 ms */
    int spin; /* the most looks before a wait is a system call; 0: adaptive, -1: none */
    int (*allow)(const struct ucred *peer, void *state); /* whether to meet this process; NULL: those of this user */
    void *state; /* for allow */
} cw_options;

/* One direction as one side has it, on cache lines of its own: the sending thread and the receiving one do not meet. */
typedef struct cw_half {
    unsigned char *ring;
    uint64_t ring_bytes, mask;
    uint64_t position; /* of the next record */
    uint64_t known_head; /* writer: room is up to here */
    uint64_t reserved; /* writer: bytes of the reservation + 1; 0: none. Reader: bytes of the lease + 1 */
    uint64_t first; /* writer: where the batch begins */
    uint64_t taken; /* reader of bytes: so many of the message are read */
    uint64_t last; /* reader, once the end is known: no record goes beyond; 0: not known */
    uint32_t first_word; /* writer: of the batch, stored last */
    uint32_t batch; /* writer: 1 in a batch, 2 with a message in it */
    uint32_t done; /* writer: end mark written; reader: end mark read */
    uint32_t found; /* times in a row without a sleep */
    uint32_t quiet; /* calls in a row that did not look at the socket */
    uint32_t spin; /* looks before the next sleep */
    uint32_t *own, *peer; /* waiting words */
    uint64_t *head;
    uint32_t *closed;
    char apart[128];
} cw_half;

typedef struct cw_handle {
    int descriptor;
    uint32_t length;
    unsigned char note[CW_MOST_NOTE];
} cw_handle;

typedef struct cw_connection {
    cw_half out, in;
    unsigned char *memory;
    size_t mapped;
    int socket, bell, peer_bell; /* eventfds; -1: the other side is rung on the socket */
    int membarrier, spin;
    int ended; /* 0, or why: -CW_EPEERCLOSED, -CW_EPEERDIED, -CW_EPROTOCOL */
    uint32_t leader, events, followers; /* whether one polls (2: for room, too), and what the others of this connection wait for */
    uint32_t gate; /* around the socket's reader and the handles */
    uint32_t unacknowledged; /* handles sent */
    uint32_t owed; /* handles taken here, of which the peer has not been told */
    uint32_t room; /* 1: somebody waits for room in the socket */
    uint32_t first_handle, handles; /* received and not taken */
    uint32_t mode;
    struct ucred peer;
    cw_handle queue[CW_MOST_HANDLES];
} cw_connection;

enum { CW__MOST_MEETINGS = 64 };

typedef struct cw_listener {
    int socket, meetings;
    cw_options options;
    struct { int socket; int64_t deadline; struct ucred peer; } meeting[CW__MOST_MEETINGS]; /* the admitted who have not said Hello yet */
    struct sockaddr_un address;
    dev_t device; /* of the path, to remove no other's */
    ino_t inode;
    char name[CW_NAME_BYTES];
} cw_listener;

static inline void cw_options_init(cw_options *options)
{
    memset(options, 0, sizeof *options);
    options->mode = CW_MESSAGES;
}

/* ---- Small things ---------------------------------------------------------------------------------------------------------- */

static inline int64_t cw__now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline int64_t cw__deadline(int timeout) { return timeout < 0 ? INT64_MAX : cw__now() + timeout; }

/* Milliseconds for poll(2): rounded up, so that nobody wakes just before the time. */
static inline int cw__left(int64_t deadline)
{
    int64_t left;
    if (deadline == INT64_MAX)
        return -1;
    left = deadline - cw__now() + 1;
    return left <= 1 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static inline void cw__pause(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

static inline uint64_t cw__padded(uint64_t bytes) { return (bytes + 7) & ~(uint64_t)7; }

static inline uint32_t *cw__word(const cw_half *half, uint64_t position)
{
    return (uint32_t *)(void *)(half->ring + (position & half->mask));
}

static inline void cw__lock(uint32_t *gate)
{
    while (__atomic_exchange_n(gate, 1, __ATOMIC_ACQUIRE) != 0)
        sched_yield();
}

static inline void cw__unlock(uint32_t *gate) { __atomic_store_n(gate, 0, __ATOMIC_RELEASE); }

static inline void cw__end(cw_connection *c, int why)
{
    int open = 0;
    __atomic_compare_exchange_n(&c->ended, &open, why, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

static inline int cw__ended(cw_connection *c) { return __atomic_load_n(&c->ended, __ATOMIC_ACQUIRE); }

/* ---- Waking and sleeping --------------------------------------------------------------------------------------------------- */

static inline void cw__ring(cw_connection *c)
{
    uint64_t one = 1;
    if (c->peer_bell < 0)
        (void)!send(c->socket, "B", 1, MSG_DONTWAIT | MSG_NOSIGNAL); /* full: then there is something to read for it already */
    else
        (void)!write(c->peer_bell, &one, sizeof one);
}

static inline void cw__wake_slowly(cw_connection *c, uint32_t *word)
{
    uint32_t state;
    /* (A) full fence, between what was stored before and the look at the word; pairs with (B), (C) of cw__sleep. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    state = __atomic_load_n(word, __ATOMIC_RELAXED);
    if (state != CW_ASLEEP && state != CW_BELL)
        return;
    if (!__atomic_compare_exchange_n(word, &state, CW_NEAR, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        return;
    if (state == CW_ASLEEP)
        syscall(SYS_futex, word, 1 /* FUTEX_WAKE */, 1, NULL, NULL, 0);
    else
        cw__ring(c);
}

/* After a store that the other side may wait for. Busy promises a membarrier before a sleep, so that there is no fence here. */
static inline void cw__wake(cw_connection *c, uint32_t *word)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (__builtin_expect(__atomic_load_n(word, __ATOMIC_RELAXED) == CW_BUSY && c->membarrier, 1))
        return;
    cw__wake_slowly(c, word);
}

/* Something was there without a sleep. */
static inline void cw__found(cw_connection *c, cw_half *half)
{
    if (half->found < 64 && ++half->found == 64 && c->membarrier)
        __atomic_store_n(half->own, CW_BUSY, __ATOMIC_RELAXED);
}

static inline void cw__hung_up(cw_connection *c)
{
    cw__end(c, __atomic_load_n(c->in.closed, __ATOMIC_ACQUIRE) == 1 ? -CW_EPEERCLOSED : -CW_EPEERDIED);
}

static inline void cw__take_handle(cw_connection *c, const unsigned char *bytes, size_t length, int descriptor)
{
    cw_handle *handle;
    if (c->handles == CW_MOST_HANDLES || length > CW_MOST_NOTE) {
        if (descriptor >= 0)
            close(descriptor);
        cw__end(c, -CW_EPROTOCOL);
        return;
    }
    handle = &c->queue[(c->first_handle + c->handles++) % CW_MOST_HANDLES];
    handle->descriptor = descriptor;
    handle->length = (uint32_t)length;
    memcpy(handle->note, bytes, length);
}

/* Receives one message and at most one descriptor; surplus ones are closed. -1 in *descriptor: there was none. */
static inline ssize_t cw__receive_socket(int socket, void *bytes, size_t capacity, int *descriptors, int most, int *count)
{
    union { struct cmsghdr align; char bytes[CMSG_SPACE(sizeof(int) * 32)]; } control;
    struct iovec part;
    struct msghdr message;
    struct cmsghdr *one;
    ssize_t received;
    memset(&message, 0, sizeof message);
    part.iov_base = bytes;
    part.iov_len = capacity;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    *count = 0;
    do
        received = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    if (received < 0)
        return -errno;
    for (one = CMSG_FIRSTHDR(&message); one != NULL; one = CMSG_NXTHDR(&message, one)) {
        size_t i, n;
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
            continue;
        n = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (i = 0; i < n; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(one) + i * sizeof(int), sizeof descriptor);
            if (*count < most)
                descriptors[(*count)++] = descriptor;
            else
                close(descriptor);
        }
    }
    if ((message.msg_flags & MSG_TRUNC) != 0)
        received = (ssize_t)capacity + 1;
    return received;
}

static inline ssize_t cw__send_socket(int socket, const void *bytes, size_t length, const int *descriptors, int count)
{
    union { struct cmsghdr align; char bytes[CMSG_SPACE(sizeof(int) * 2)]; } control;
    struct iovec part;
    struct msghdr message;
    ssize_t sent;
    memset(&message, 0, sizeof message);
    memset(&control, 0, sizeof control);
    part.iov_base = (void *)(uintptr_t)bytes;
    part.iov_len = length;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (count > 0) {
        struct cmsghdr *rights;
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(rights), descriptors, sizeof(int) * (size_t)count);
    }
    do
        sent = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

/* Has whoever polls do so for room in the socket. It stays wanted until there is some. */
static inline void cw__want_room(cw_connection *c)
{
    uint64_t one = 1;
    __atomic_store_n(&c->room, 1, __ATOMIC_SEQ_CST); /* pairs with the leader's look, in cw__await */
    if (__atomic_load_n(&c->leader, __ATOMIC_SEQ_CST) == 1)
        (void)!write(c->bell, &one, sizeof one);
}

/* Tells the peer of handles that were taken. Never waits: what the socket has no room for is told later. */
static inline void cw__pay(cw_connection *c)
{
    uint32_t owed = __atomic_load_n(&c->owed, __ATOMIC_RELAXED);
    while (owed != 0) {
        ssize_t sent;
        if (!__atomic_compare_exchange_n(&c->owed, &owed, owed - 1, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            continue;
        sent = cw__send_socket(c->socket, "A", 1, NULL, 0);
        if (sent < 0 && sent != -EPIPE && sent != -ECONNRESET) {
            __atomic_add_fetch(&c->owed, 1, __ATOMIC_RELAXED);
            cw__want_room(c);
            return;
        }
        owed = __atomic_load_n(&c->owed, __ATOMIC_RELAXED);
    }
}

/* After a receive of nothing: an empty message reads as the end does. */
static inline int cw__is_end(int socket)
{
    struct pollfd end;
    end.fd = socket;
    end.events = POLLRDHUP;
    end.revents = 0;
    return poll(&end, 1, 0) != 0;
}

/* Reads what is on the socket, CW_MOST_AT_ONCE at most: a peer that goes on sending holds no call. How many messages it was. */
static inline int cw__drain(cw_connection *c)
{
    unsigned char bytes[1 + CW_MOST_NOTE];
    int messages = 0;
    cw__lock(&c->gate);
    while (messages < CW_MOST_AT_ONCE) {
        int descriptor = -1, count;
        ssize_t n = cw__receive_socket(c->socket, bytes, sizeof bytes, &descriptor, 1, &count);
        if (n == -ECONNRESET) /* said once, ahead of what is still queued */
            continue;
        if (n < 0 || (n == 0 && cw__is_end(c->socket))) {
            if (count != 0) /* with an empty message, ahead of the end */
                close(descriptor);
            if (n != -EAGAIN)
                cw__hung_up(c);
            break;
        }
        messages++;
        if (n == 0 || n > (ssize_t)sizeof bytes || (bytes[0] != 'H' && (n != 1 || count != 0))) {
            if (count != 0)
                close(descriptor);
            cw__end(c, -CW_EPROTOCOL);
            break;
        }
        if (bytes[0] == 'H')
            cw__take_handle(c, bytes + 1, (size_t)n - 1, descriptor);
        else if (bytes[0] == 'A' && __atomic_load_n(&c->unacknowledged, __ATOMIC_RELAXED) > 0)
            __atomic_sub_fetch(&c->unacknowledged, 1, __ATOMIC_RELEASE);
        else if (bytes[0] != 'B')
            cw__end(c, -CW_EPROTOCOL);
        if (cw__ended(c) != 0)
            break;
    }
    cw__unlock(&c->gate);
    return messages;
}

/* The socket takes nothing more. What the peer had sent before is still read: at most what a socket holds. */
static inline void cw__broken_pipe(cw_connection *c)
{
    int i;
    for (i = 0; i < 32 && cw__ended(c) == 0 && cw__drain(c) > 0; i++)
        ;
    cw__hung_up(c);
}

/* Looks at the socket without waiting; one system call where nothing has come. */
static inline int cw_check(cw_connection *c)
{
    uint64_t one = 1;
    if (cw__ended(c) == 0 && cw__drain(c) > 0)
        (void)!write(c->bell, &one, sizeof one); /* another thread may be polling for just this */
    cw__pay(c);
    return cw__ended(c);
}

static inline int cw__poll(cw_connection *c, short more, int64_t deadline)
{
    struct pollfd wait[2];
    uint64_t rings;
    int n;
    memset(wait, 0, sizeof wait);
    wait[0].fd = c->socket;
    wait[0].events = (short)(POLLIN | more);
    wait[1].fd = c->bell;
    wait[1].events = POLLIN;
    n = poll(wait, 2, cw__left(deadline));
    if (n < 0)
        return errno == EINTR ? 0 : -errno;
    if ((wait[1].revents & POLLIN) != 0)
        (void)!read(c->bell, &rings, sizeof rings);
    if ((wait[0].revents & ~POLLOUT) != 0)
        cw__drain(c);
    if ((wait[0].revents & POLLOUT) != 0) {
        __atomic_exchange_n(&c->room, 0, __ATOMIC_SEQ_CST); /* what was owed before it was 1 is seen */
        cw__pay(c);
    }
    return 0;
}

/*
 * Waits until something may have happened. Sender and receiver share the bell and the socket: what one of them reads, the other would
 * miss. So one polls, and whoever else waits is told that it has.
 *
 *   leader                                       follower
 *   reads the bell, the socket                   seen = events
 *   leader = 0                                   looks; nothing
 *   (D) events++                                 (E) followers++
 *   if (followers != 0) FUTEX_WAKE(events)       leader is not 0: FUTEX_WAIT(events == seen)
 */
static inline int cw__await(cw_connection *c, uint32_t seen, short more, int64_t deadline)
{
    uint32_t nobody = 0;
    int result = 0;
    if (__atomic_compare_exchange_n(&c->leader, &nobody, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
        if (more != 0 || __atomic_load_n(&c->room, __ATOMIC_SEQ_CST) != 0) {
            more = POLLOUT;
            __atomic_store_n(&c->leader, 2, __ATOMIC_SEQ_CST);
        }
        if (__atomic_load_n(&c->events, __ATOMIC_ACQUIRE) == seen)
            result = cw__poll(c, more, deadline);
        __atomic_store_n(&c->leader, 0, __ATOMIC_RELEASE);
        __atomic_add_fetch(&c->events, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&c->followers, __ATOMIC_SEQ_CST) != 0)
            syscall(SYS_futex, &c->events, 129 /* FUTEX_WAKE_PRIVATE */, INT_MAX, NULL, NULL, 0);
        return result;
    }
    if (more != 0)
        cw__want_room(c);
    __atomic_add_fetch(&c->followers, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&c->leader, __ATOMIC_SEQ_CST) != 0) {
        int left = cw__left(deadline);
        struct timespec time;
        time.tv_sec = left / 1000;
        time.tv_nsec = left % 1000 * 1000000L;
        syscall(SYS_futex, &c->events, 128 /* FUTEX_WAIT_PRIVATE */, seen, left < 0 ? NULL : &time, NULL, 0);
    }
    __atomic_sub_fetch(&c->followers, 1, __ATOMIC_SEQ_CST);
    return 0;
}

typedef int (*cw__condition)(cw_connection *c, uint64_t argument);

/*
 *   this side                                          the other
 *   word = Bell                                        what this side waits for := there
 *   (B) full fence, or (C) membarrier if it was Busy   (A) fence, unless the word is Busy
 *   look; nothing: poll                                word is Bell: Near, and ring
 *
 * One of the two sees the other. With Busy the other side has no fence: the membarrier puts one into it.
 */
static inline int cw__sleep(cw_connection *c, cw_half *half, cw__condition is, uint64_t argument, int64_t deadline)
{
    for (;;) {
        uint32_t seen = __atomic_load_n(&c->events, __ATOMIC_ACQUIRE);
        uint32_t before = __atomic_load_n(half->own, __ATOMIC_RELAXED);
        int result = 0;
        __atomic_store_n(half->own, CW_BELL, __ATOMIC_RELAXED);
        if (before != CW_BUSY)
            __atomic_thread_fence(__ATOMIC_SEQ_CST);
        else if (syscall(SYS_membarrier, 2 /* MEMBARRIER_CMD_GLOBAL_EXPEDITED */, 0, 0) != 0)
            result = -errno;
        half->found = 0;
        if (result == 0 && !is(c, argument) && cw__ended(c) == 0)
            result = cw__await(c, seen, 0, deadline);
        __atomic_store_n(half->own, CW_NEAR, __ATOMIC_RELAXED);
        if (result != 0 || is(c, argument) || cw__ended(c) != 0)
            return result;
        if (deadline != INT64_MAX && cw__now() >= deadline)
            return -ETIMEDOUT;
    }
}

/* Until the condition holds or the connection has ended: looks again and again for a while, more where that pays off, then sleeps. */
static inline int cw__wait(cw_connection *c, cw_half *half, cw__condition is, uint64_t argument, int timeout)
{
    uint32_t i;
    for (i = 0; i < half->spin; i++) {
        cw__pause();
        if (is(c, argument)) {
            if (c->spin == 0 && half->spin < 4096)
                half->spin *= 2;
            return 0;
        }
    }
    if (c->spin == 0 && half->spin > 16)
        half->spin /= 2;
    return cw__sleep(c, half, is, argument, cw__deadline(timeout));
}

/* ---- Sending --------------------------------------------------------------------------------------------------------------- */

static inline uint64_t cw_longest_message(const cw_connection *c) { return c->out.ring_bytes / 2 - CW_RECORD_HEADER; }

/* Whether there is room for so many bytes of records, and for the word after them. */
static inline int cw__has_room(cw_connection *c, uint64_t bytes)
{
    cw_half *out = &c->out;
    uint64_t head;
    if (__builtin_expect(out->position + bytes + CW_RECORD_HEADER - out->known_head <= out->ring_bytes, 1))
        return 1;
    /* acquire: what the reader has read of the room is read before it is written over; pairs with (G). */
    head = __atomic_load_n(out->head, __ATOMIC_ACQUIRE);
    if (head > out->position || out->position - head > out->ring_bytes || head < out->known_head) {
        cw__end(c, -CW_EPROTOCOL);
        return 0;
    }
    out->known_head = head;
    return out->position + bytes + CW_RECORD_HEADER - head <= out->ring_bytes;
}

/* The socket is looked at before anything waits, and now and then. */
static inline int cw__may_send(cw_connection *c, uint64_t bytes)
{
    if (c->out.done)
        return -CW_ESTATE;
    if (bytes > cw_longest_message(c))
        return -EMSGSIZE;
    if (bytes == 0 && c->mode == CW_BYTES)
        return -EINVAL;
    if (++c->out.quiet >= 1024) {
        c->out.quiet = 0;
        return cw_check(c);
    }
    return cw__ended(c);
}

/* 0: the record has room at out->position. */
static inline int cw__make_room(cw_connection *c, uint64_t bytes, int timeout)
{
    uint64_t record = CW_RECORD_HEADER + cw__padded(bytes);
    int result = cw__may_send(c, bytes);
    if (result != 0)
        return result;
    if (cw__has_room(c, record)) {
        cw__found(c, &c->out);
        return 0;
    }
    if (timeout == 0)
        return (result = cw_check(c)) != 0 ? result : cw__has_room(c, record) ? 0 : cw__ended(c) != 0 ? cw__ended(c) : -EAGAIN;
    result = cw__wait(c, &c->out, cw__has_room, record, timeout);
    if (result == 0)
        result = cw__ended(c);
    return result;
}

/* The record's payload is there; the word after it becomes 0, and then its own word is stored: now it is there for the reader. */
static inline void cw__publish(cw_connection *c, uint64_t bytes)
{
    cw_half *out = &c->out;
    uint64_t next = out->position + CW_RECORD_HEADER + cw__padded(bytes);
    uint32_t *word = cw__word(out, out->position);
    uint32_t value = (uint32_t)(bytes << 2) | CW_MESSAGE;
    __atomic_store_n(cw__word(out, next), CW_NOTHING, __ATOMIC_RELAXED);
    if (out->batch == 1) { /* of a batch, the first word is stored last */
        out->first = out->position;
        out->first_word = value;
        out->batch = 2;
        word[1] = 0;
    } else {
        /* (F) release: payload and the next word first; pairs with the acquire of cw__has_message. Word and reserved in one store. */
        __atomic_store_n((uint64_t *)(void *)word, (uint64_t)value, __ATOMIC_RELEASE);
    }
    out->position = next;
    if (out->batch == 0)
        cw__wake(c, out->peer);
}

/* Room for a message of at most so many bytes, to be written in place; then cw_commit or cw_abandon. */
static inline int cw_reserve(cw_connection *c, size_t bytes, void **payload, int timeout)
{
    int result = c->out.reserved != 0 || c->out.batch != 0 ? -CW_ESTATE : cw__make_room(c, bytes, timeout);
    if (result != 0)
        return result;
    c->out.reserved = bytes + 1;
    *payload = (unsigned char *)cw__word(&c->out, c->out.position) + CW_RECORD_HEADER;
    return 0;
}

static inline int cw_try_reserve(cw_connection *c, size_t bytes, void **payload) { return cw_reserve(c, bytes, payload, 0); }

/* Sends the first so many bytes of the reservation. */
static inline int cw_commit(cw_connection *c, size_t bytes)
{
    if (c->out.reserved == 0 || bytes > c->out.reserved - 1)
        return -CW_ESTATE;
    if (bytes == 0 && c->mode == CW_BYTES)
        return -EINVAL;
    c->out.reserved = 0;
    cw__publish(c, bytes);
    return 0;
}

static inline void cw_abandon(cw_connection *c) { c->out.reserved = 0; }

/* Sends a message; waits for room. In mode CW_BYTES none is empty (-EINVAL). */
static inline int cw_send(cw_connection *c, const void *bytes, size_t length, int timeout)
{
    int result = c->out.reserved != 0 || c->out.batch != 0 ? -CW_ESTATE : cw__make_room(c, length, timeout);
    if (result != 0)
        return result;
    if (length != 0)
        memcpy((unsigned char *)cw__word(&c->out, c->out.position) + CW_RECORD_HEADER, bytes, length);
    cw__publish(c, length);
    return 0;
}

/* -EAGAIN: no room. */
static inline int cw_try_send(cw_connection *c, const void *bytes, size_t length) { return cw_send(c, bytes, length, 0); }

/* What is added from now on appears together at cw_batch_commit, or not at all. */
static inline int cw_batch_begin(cw_connection *c)
{
    if (c->out.reserved != 0 || c->out.batch != 0 || c->out.done)
        return -CW_ESTATE;
    c->out.batch = 1;
    return 0;
}

/* -EAGAIN: the batch is as long as there is room; commit it, and begin another. */
static inline int cw_batch_add(cw_connection *c, const void *bytes, size_t length)
{
    int result = c->out.batch == 0 ? -CW_ESTATE : cw__make_room(c, length, 0);
    if (result != 0)
        return result;
    if (length != 0)
        memcpy((unsigned char *)cw__word(&c->out, c->out.position) + CW_RECORD_HEADER, bytes, length);
    cw__publish(c, length);
    return 0;
}

static inline int cw_batch_commit(cw_connection *c)
{
    uint32_t batch = c->out.batch;
    if (batch == 0)
        return -CW_ESTATE;
    c->out.batch = 0;
    if (batch == 1)
        return 0;
    /* (F) release, as in cw__publish: all records of the batch first. */
    __atomic_store_n(cw__word(&c->out, c->out.first), c->out.first_word, __ATOMIC_RELEASE);
    cw__wake(c, c->out.peer);
    return 0;
}

/* Nothing of it was seen by anybody: the first word is still 0. */
static inline void cw_batch_abandon(cw_connection *c)
{
    if (c->out.batch == 2)
        c->out.position = c->out.first;
    c->out.batch = 0;
}

/* This side sends no more: the other reads what there is and then -CW_EEND. Receiving goes on. */
static inline int cw_complete(cw_connection *c)
{
    if (c->out.reserved != 0 || c->out.batch != 0)
        return -CW_ESTATE;
    if (c->out.done)
        return 0;
    c->out.done = 1; /* its word is free already, room or not */
    __atomic_store_n((uint64_t *)(void *)cw__word(&c->out, c->out.position), (uint64_t)CW_END, __ATOMIC_RELEASE);
    cw__wake(c, c->out.peer);
    return 0;
}

/* ---- Receiving ------------------------------------------------------------------------------------------------------------- */

static inline int cw__has_message(cw_connection *c, uint64_t unused)
{
    (void)unused;
    return __atomic_load_n(cw__word(&c->in, c->in.position), __ATOMIC_ACQUIRE) != CW_NOTHING;
}

/* cw__ended. A writer that is gone had a ring of room at most: what is beyond was sent by nobody. */
static inline int cw__ended_reading(cw_connection *c)
{
    int why = cw__ended(c);
    if (why != 0 && c->in.last == 0)
        c->in.last = c->in.position + c->in.ring_bytes - CW_RECORD_HEADER;
    return why;
}

/* The record at the reader's position: its length, or why there is none. Its word is read once. */
static inline int64_t cw__look(cw_connection *c, const void **message)
{
    cw_half *in = &c->in;
    uint32_t *record = cw__word(in, in->position);
    uint32_t word = __atomic_load_n(record, __ATOMIC_ACQUIRE); /* pairs with (F) */
    if (word == CW_NOTHING)
        return -EAGAIN;
    if (word == CW_END) {
        in->done = 1;
        return -CW_EEND;
    }
    if ((word & 3) != CW_MESSAGE || (word >> 2) > in->ring_bytes / 2 - CW_RECORD_HEADER
        || (word == CW_MESSAGE && c->mode == CW_BYTES)
        || (in->last != 0 && in->position + CW_RECORD_HEADER + cw__padded(word >> 2) > in->last)) {
        cw__end(c, -CW_EPROTOCOL);
        return -CW_EPROTOCOL;
    }
    *message = record + 2;
    in->reserved = (uint64_t)(word >> 2) + 1;
    return word >> 2;
}

/*
 * The next message where it is, and its length; it stays until cw_release. -CW_EEND: the other side sends no more. -CW_EPEERCLOSED,
 * -CW_EPEERDIED: it is gone, and all that it sent is read.
 */
static inline int64_t cw_receive(cw_connection *c, const void **message, int timeout)
{
    int64_t length;
    int result;
    if (c->in.reserved != 0)
        return -CW_ESTATE;
    if (c->in.done)
        return -CW_EEND;

    /* The socket is looked at now and then while there are messages, too: one that is gone may have left a ring that has no end. */
    if (++c->in.quiet >= 1024) {
        c->in.quiet = 0;
        cw_check(c);
    }
    if (cw__ended_reading(c) == -CW_EPROTOCOL)
        return -CW_EPROTOCOL;
    length = cw__look(c, message);
    if (__builtin_expect(length >= 0, 1)) {
        cw__found(c, &c->in);
        return length;
    }
    if (length != -EAGAIN)
        return length;
    *message = NULL;
    if (timeout == 0) {
        if (cw__ended(c) == 0 && c->in.quiet < 256)
            return -EAGAIN;
        c->in.quiet = 0;
        cw_check(c);
        result = cw__ended_reading(c);
    } else {
        result = cw__wait(c, &c->in, cw__has_message, 0, timeout);
        if (result == 0)
            result = cw__ended_reading(c);
    }

    /* What was committed before the end is read, so the ring is looked at after the end was seen. */
    length = cw__look(c, message);
    return length != -EAGAIN ? length : result != 0 ? result : -EAGAIN;
}

/* -EAGAIN: there is none. Whether the other side still lives is looked at once in 256 times. */
static inline int64_t cw_try_receive(cw_connection *c, const void **message) { return cw_receive(c, message, 0); }

/* Done with the message: its room is the writer's. */
static inline int cw_release(cw_connection *c)
{
    cw_half *in = &c->in;
    if (in->reserved == 0)
        return -CW_ESTATE;
    in->position += CW_RECORD_HEADER + cw__padded(in->reserved - 1);
    in->reserved = 0;
    /* (G) release: the message is read before its room is given away; pairs with the acquire of cw__has_room. */
    __atomic_store_n(in->head, in->position, __ATOMIC_RELEASE);
    cw__wake(c, in->peer);
    return 0;
}

/* ---- Bytes ----------------------------------------------------------------------------------------------------------------- */

/* Sends them all, in pieces; the timeout is for each piece. What was sent before an error is read by the other side. */
static inline int cw_write(cw_connection *c, const void *bytes, size_t length, int timeout)
{
    const unsigned char *from = (const unsigned char *)bytes;
    uint64_t piece = c->out.ring_bytes / 8;
    while (length > 0) {
        size_t n = length < piece ? length : (size_t)piece;
        int result = cw_send(c, from, n, timeout);
        if (result != 0)
            return result;
        from += n;
        length -= n;
    }
    return 0;
}

/* So many bytes as are there, at least one; 0: the other side sends no more. */
static inline int64_t cw_read(cw_connection *c, void *bytes, size_t capacity, int timeout)
{
    const void *message;
    int64_t length = c->in.reserved != 0 ? (int64_t)c->in.reserved - 1 : cw_receive(c, &message, timeout);
    size_t n;
    if (length < 0)
        return length == -CW_EEND ? 0 : length;
    message = (unsigned char *)cw__word(&c->in, c->in.position) + CW_RECORD_HEADER;
    n = (size_t)length - (size_t)c->in.taken;
    if (n > capacity)
        n = capacity;
    memcpy(bytes, (const unsigned char *)message + c->in.taken, n);
    c->in.taken += n;
    if (c->in.taken == (uint64_t)length) {
        c->in.taken = 0;
        cw_release(c);
    }
    return (int64_t)n;
}

/* ---- Descriptors ----------------------------------------------------------------------------------------------------------- */

/* Hands a descriptor over, with a note of at most CW_MOST_NOTE bytes; this process keeps its own. Waits while 16 are not yet taken. */
static inline int cw_send_handle(cw_connection *c, int descriptor, const void *note, size_t length, int timeout)
{
    unsigned char bytes[1 + CW_MOST_NOTE];
    int64_t deadline = cw__deadline(timeout);
    if (length > CW_MOST_NOTE)
        return -EMSGSIZE;
    bytes[0] = 'H';
    if (length != 0)
        memcpy(bytes + 1, note, length);
    for (;;) {
        uint32_t seen = __atomic_load_n(&c->events, __ATOMIC_ACQUIRE);
        int full = __atomic_load_n(&c->unacknowledged, __ATOMIC_ACQUIRE) >= CW_MOST_HANDLES;
        int result = cw_check(c);
        if (result != 0)
            return result;
        if (!full) {
            ssize_t sent;
            __atomic_add_fetch(&c->unacknowledged, 1, __ATOMIC_RELAXED);
            sent = cw__send_socket(c->socket, bytes, 1 + length, &descriptor, 1);
            if (sent >= 0)
                return 0;
            __atomic_sub_fetch(&c->unacknowledged, 1, __ATOMIC_RELAXED);
            if (sent == -EPIPE || sent == -ECONNRESET) {
                cw__broken_pipe(c);
                return cw__ended(c);
            }
            if (sent != -EAGAIN)
                return (int)sent;
        } else if (__atomic_load_n(&c->unacknowledged, __ATOMIC_ACQUIRE) < CW_MOST_HANDLES) {
            continue;
        }
        if (deadline != INT64_MAX && cw__now() >= deadline)
            return timeout == 0 ? -EAGAIN : -ETIMEDOUT;
        result = cw__await(c, seen, full ? 0 : POLLOUT, deadline);
        if (result != 0)
            return result;
    }
}

/*
 * The next descriptor that was handed over, owned by the caller, and its note: the length is that of the buffer, and then the note's.
 * A peer that does not read its socket learns by a later call on this connection that it was taken.
 */
static inline int cw_receive_handle(cw_connection *c, void *note, size_t *length, int timeout)
{
    int64_t deadline = cw__deadline(timeout);
    for (;;) {
        uint32_t seen = __atomic_load_n(&c->events, __ATOMIC_ACQUIRE);
        int descriptor = -1, found, result = cw_check(c);
        cw__lock(&c->gate);
        found = c->handles > 0;
        if (found) {
            const cw_handle *handle = &c->queue[c->first_handle];
            descriptor = handle->descriptor;
            if (length != NULL) {
                size_t n = handle->length < *length ? handle->length : *length;
                if (n != 0)
                    memcpy(note, handle->note, n);
                *length = n;
            }
            c->first_handle = (c->first_handle + 1) % CW_MOST_HANDLES;
            c->handles--;
        }
        cw__unlock(&c->gate);
        if (found) {
            __atomic_add_fetch(&c->owed, 1, __ATOMIC_RELAXED);
            cw__pay(c);
            return descriptor >= 0 ? descriptor : -EMFILE; /* this process had no number left for it */
        }
        if (result != 0)
            return result;
        if (deadline != INT64_MAX && cw__now() >= deadline)
            return timeout == 0 ? -EAGAIN : -ETIMEDOUT;
        result = cw__await(c, seen, 0, deadline);
        if (result != 0)
            return result;
    }
}

/* ---- The end --------------------------------------------------------------------------------------------------------------- */

static inline void cw__free(cw_connection *c)
{
    if (c->memory != NULL)
        munmap(c->memory, c->mapped);
    if (c->socket >= 0)
        close(c->socket);
    close(c->bell);
    if (c->peer_bell >= 0)
        close(c->peer_bell);
    while (c->handles > 0) {
        int descriptor = c->queue[(c->first_handle + --c->handles) % CW_MOST_HANDLES].descriptor;
        if (descriptor >= 0)
            close(descriptor);
    }
    free(c);
}

/*
 * Ends both directions at once, as a death would: the other side reads what was sent and then -CW_EPEERDIED. For what has failed
 * halfway, so that it does not take the part for the whole. What was not committed was never there; what cw_complete has said stays said.
 */
static inline void cw_abort(cw_connection *c)
{
    if (c != NULL) {
        shutdown(c->socket, SHUT_RDWR); /* a forked child may have it too, and the other side waits for the hang-up */
        cw__free(c); /* no end mark, and closed is 0: so the other side takes the hang-up for what it is */
    }
}

/* The orderly end of both directions. What was sent before is still read. A process that ends without it has died for the other side. */
static inline void cw_close(cw_connection *c)
{
    if (c == NULL)
        return;
    c->out.reserved = 0;
    cw_batch_abandon(c);
    cw_complete(c);
    __atomic_store_n(c->out.closed, 1, __ATOMIC_RELEASE);
    cw__wake_slowly(c, c->out.peer);
    cw__wake_slowly(c, c->in.peer);
    cw__free(c);
}

/* ---- The memory ------------------------------------------------------------------------------------------------------------ */

static inline int cw__is_ring(uint64_t bytes)
{
    return bytes >= CW_SMALLEST_RING && bytes <= CW_LARGEST_RING && (bytes & (bytes - 1)) == 0;
}

/* The header, then each ring twice, so that no record is ever in two pieces. */
static inline int cw__map(cw_connection *c, int memory, uint64_t ring)
{
    unsigned char *base;
    uint64_t i;
    c->mapped = (size_t)(CW_HEADER_BYTES + 4 * ring);
    base = (unsigned char *)mmap(NULL, c->mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == (unsigned char *)MAP_FAILED)
        return -errno;
    c->memory = base;
    if (mmap(base, CW_HEADER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory, 0) == MAP_FAILED)
        return -errno;
    for (i = 0; i < 4; i++)
        if (mmap(base + CW_HEADER_BYTES + i * ring, (size_t)ring, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory,
                 (off_t)(CW_HEADER_BYTES + i / 2 * ring)) == MAP_FAILED)
            return -errno;
    return 0;
}

static inline void cw__half(cw_half *half, unsigned char *memory, uint64_t ring, uint32_t direction, int writes)
{
    unsigned char *control = memory + CW_DIRECTION_AT + CW_DIRECTION_BYTES * direction;
    uint32_t *reader = (uint32_t *)(void *)(control + CW_READER_AT), *writer = (uint32_t *)(void *)(control + CW_WRITER_AT);
    half->ring = memory + CW_HEADER_BYTES + 2 * ring * direction;
    half->ring_bytes = ring;
    half->mask = ring - 1;
    half->head = (uint64_t *)(void *)(control + CW_HEAD_AT);
    half->closed = (uint32_t *)(void *)(control + CW_CLOSED_AT);
    half->own = writes ? writer : reader;
    half->peer = writes ? reader : writer;
}

/*
 * Whether the other side can run while this one looks: the machine's processors count, not those that this process may use. One that is pinned to a
 * processor of its own would else sleep for each message that it comes too early for. The C library is not asked: musl's counts those of the process.
 */
static inline int cw__several_processors(void)
{
    char list[256]; /* such as 0-3,5 */
    cpu_set_t own;
    int file = open("/sys/devices/system/cpu/online", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, list, sizeof list);
    if (file >= 0)
        close(file);
    if (length > 0)
        return memchr(list, '-', (size_t)length) != NULL || memchr(list, ',', (size_t)length) != NULL;

    /* No sysfs here: those of this process are known at least. */
    return sched_getaffinity(0, sizeof own, &own) != 0 || CPU_COUNT(&own) > 1;
}

static inline void cw__halves(cw_connection *c, uint64_t ring, int connects)
{
    cw__half(&c->out, c->memory, ring, connects ? 0 : 1, 1);
    cw__half(&c->in, c->memory, ring, connects ? 1 : 0, 0);

    c->out.spin = c->in.spin = c->spin > 0 ? (uint32_t)c->spin : c->spin == 0 && cw__several_processors() ? 256 : 0;
}

static inline cw_connection *cw__new(const cw_options *options)
{
    cw_connection *c = (cw_connection *)calloc(1, sizeof *c);
    if (c == NULL)
        return NULL;
    c->socket = c->peer_bell = -1;
    c->spin = options->spin;
    c->mode = options->mode;
    c->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (c->bell < 0) {
        free(c);
        return NULL;
    }
    return c;
}

static inline void cw__put32(unsigned char *at, uint32_t value) { memcpy(at, &value, sizeof value); }
static inline void cw__put64(unsigned char *at, uint64_t value) { memcpy(at, &value, sizeof value); }

static inline uint32_t cw__get32(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t cw__get64(const unsigned char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* The memory file, whole, sealed, with its header; a descriptor. */
static inline int cw__create(cw_connection *c, const char *name, uint64_t ring, int membarrier)
{
    uint32_t flags = membarrier ? CW_FLAG_MEMBARRIER : 0;
    int memory = memfd_create("causeway-connection", MFD_CLOEXEC | MFD_ALLOW_SEALING), result, d;
    off_t size = (off_t)(CW_HEADER_BYTES + 2 * ring);
    struct rlimit largest;
    if (memory < 0)
        return -errno;
    if (getrlimit(RLIMIT_FSIZE, &largest) == 0 && largest.rlim_cur < (rlim_t)size) /* SIGXFSZ would kill this process */
        result = -EFBIG;
    else if (ftruncate(memory, size) != 0 || fallocate(memory, 0, 0, size) != 0
        || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        result = -errno;
    else
        result = cw__map(c, memory, ring);
    if (result != 0) {
        close(memory);
        return result;
    }
    for (d = 0; d < 2; d++) {
        cw__put32(c->memory + CW_DIRECTION_AT + CW_DIRECTION_BYTES * d + CW_READER_AT, CW_NEAR);
        cw__put32(c->memory + CW_DIRECTION_AT + CW_DIRECTION_BYTES * d + CW_WRITER_AT, CW_NEAR);
    }
    cw__put64(c->memory + CW_MAGIC_AT, CW_MAGIC);
    cw__put32(c->memory + CW_VERSION_AT, CW_VERSION);
    cw__put32(c->memory + CW_MODE_AT, c->mode);
    cw__put64(c->memory + CW_RING_BYTES_AT, ring);
    cw__put32(c->memory + CW_FLAGS_AT, flags);
    cw__put32(c->memory + CW_ACCEPTOR_AT, (uint32_t)getpid());
    cw__put32(c->memory + CW_CONNECTOR_AT, (uint32_t)c->peer.pid);
    memcpy(c->memory + CW_NAME_AT, name, CW_NAME_BYTES);
    return memory;
}

/* What the acceptor sent is looked at before it is mapped, and its header before it is used. */
static inline int cw__adopt(cw_connection *c, int memory, uint64_t ring, uint32_t flags)
{
    const int wanted = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    int seals = fcntl(memory, F_GET_SEALS), result;
    struct stat status;
    unsigned char header[CW_FLAGS_AT + 4];
    if (seals < 0 || (seals & wanted) != wanted || fstat(memory, &status) != 0 || status.st_size != (off_t)(CW_HEADER_BYTES + 2 * ring))
        return -CW_EPROTOCOL;
    if ((result = cw__map(c, memory, ring)) != 0)
        return result;
    memcpy(header, c->memory, sizeof header);
    if (cw__get64(header + CW_MAGIC_AT) != CW_MAGIC || cw__get32(header + CW_VERSION_AT) != CW_VERSION
        || cw__get32(header + CW_MODE_AT) != c->mode || cw__get64(header + CW_RING_BYTES_AT) != ring
        || (cw__get32(header + CW_FLAGS_AT) & CW_FLAG_MEMBARRIER) != (flags & CW_FLAG_MEMBARRIER))
        return -CW_EPROTOCOL;
    c->membarrier = (flags & CW_FLAG_MEMBARRIER) != 0;
    return 0;
}

/* ---- The meeting ----------------------------------------------------------------------------------------------------------- */

static inline int cw__register(void) { return syscall(SYS_membarrier, 4 /* MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED */, 0, 0) == 0; }

/* "@x": abstract; with a slash: a path; else .connection-NAME in the domain's directory. */
static inline int cw__address(const char *name, const char *domain, struct sockaddr_un *address, socklen_t *length)
{
    int n;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (name[0] == '\0')
        return -EINVAL;
    if (name[0] == '@' || strchr(name, '/') != NULL) {
        n = snprintf(address->sun_path, sizeof address->sun_path, "%s", name);
    } else {
        char own[64];
        if (name[0] == '.' || strlen(name) > 200)
            return -EINVAL;
        if (domain == NULL)
            domain = getenv("CAUSEWAY_DOMAIN");
        if (domain == NULL || domain[0] == '\0') {
            snprintf(own, sizeof own, "/dev/shm/causeway-%u", (unsigned)geteuid());
            domain = own;
        }
        n = snprintf(address->sun_path, sizeof address->sun_path, "%s/.connection-%s", domain, name);
    }
    if (n < 0 || (size_t)n >= sizeof address->sun_path)
        return -ENAMETOOLONG;
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)n);
    if (name[0] == '@')
        address->sun_path[0] = '\0';
    else
        *length += 1;
    return 0;
}

/* Whether to meet the process at the other side, and who it is. */
static inline int cw__allowed(int socket, struct ucred *peer, const cw_options *options)
{
    socklen_t length = sizeof *peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, peer, &length) != 0)
        return 0;
    return options->allow != NULL ? options->allow(peer, options->state) : peer->uid == geteuid();
}

/* Another user could make a write to a shared eventfd block: it rings, and is rung, on the socket. */
static inline int cw__same_user(const cw_connection *c) { return c->peer.uid == geteuid(); }

static inline uint32_t cw__flags(int membarrier, int shares_bell)
{
    return (membarrier ? (uint32_t)CW_FLAG_MEMBARRIER : 0) | (shares_bell ? (uint32_t)CW_FLAG_EVENTFD : 0);
}

static inline int cw__refused(uint32_t status)
{
    switch (status) {
    case CW_WRONG_VERSION: return -CW_EVERSION;
    case CW_REFUSED: return -CW_EREFUSED;
    case CW_WRONG_MODE: return -CW_EMODE;
    case CW_RING_REFUSED: return -CW_ERING;
    case CW_NO_RESOURCES: return -CW_ERESOURCES;
    case CW_CLOSING: return -CW_ECLOSING;
    default: return -CW_EPROTOCOL;
    }
}

static inline int cw__await_welcome(cw_connection *c, uint64_t wanted, int registered, int64_t deadline)
{
    unsigned char welcome[CW_WELCOME_BYTES] = {0};
    int got[2] = {-1, -1}, count = 0, result;
    uint64_t ring;
    ssize_t n;
    for (;;) {
        struct pollfd wait;
        wait.fd = c->socket;
        wait.events = POLLIN;
        wait.revents = 0;
        n = cw__receive_socket(c->socket, welcome, sizeof welcome, got, 2, &count);
        if (n == -ECONNRESET) /* said once, ahead of what is still queued */
            continue;
        if (n != -EAGAIN)
            break;
        if (deadline != INT64_MAX && cw__now() >= deadline)
            return -ETIMEDOUT;
        if (poll(&wait, 1, cw__left(deadline)) < 0 && errno != EINTR)
            return -errno;
    }
    ring = cw__get64(welcome + 24);
    if (n < 0 || (n == 0 && cw__is_end(c->socket)))
        result = -CW_EPEERDIED;
    else if (n < 16 || cw__get64(welcome) != CW_MEET_MAGIC)
        result = -CW_EPROTOCOL;
    else if (cw__get32(welcome + 12) != CW_OK)
        result = cw__refused(cw__get32(welcome + 12));
    else if (cw__get32(welcome + 8) != CW_VERSION)
        result = -CW_EVERSION;
    else if (n != CW_WELCOME_BYTES || count < 1 || !cw__is_ring(ring) || (wanted != 0 && wanted != ring) || cw__get32(welcome + 16) != c->mode
             || (!registered && (cw__get32(welcome + 20) & CW_FLAG_MEMBARRIER) != 0)
             || (count == 2) != ((cw__get32(welcome + 20) & CW_FLAG_EVENTFD) != 0))
        result = -CW_EPROTOCOL;
    else
        result = cw__adopt(c, got[0], ring, cw__get32(welcome + 20));
    if (count > 0)
        close(got[0]);
    if (count > 1) {
        if (result == 0 && cw__same_user(c))
            c->peer_bell = got[1];
        else
            close(got[1]);
    }
    if (result == 0)
        cw__halves(c, ring, 1);
    return result;
}

static inline int cw__connect(cw_connection *c, const char *name, const cw_options *options, int64_t deadline)
{
    unsigned char hello[CW_HELLO_BYTES];
    struct sockaddr_un address;
    socklen_t length;
    int registered, shares, result = cw__address(name, options->domain, &address, &length), left;
    ssize_t sent;
    if (result != 0)
        return result;
    c->socket = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (c->socket < 0)
        return -errno;
    left = cw__left(deadline);
    if (left >= 0) { /* of a full backlog */
        struct timeval time;
        time.tv_sec = left / 1000;
        time.tv_usec = left % 1000 * 1000 + 1;
        setsockopt(c->socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    }
    while (connect(c->socket, (struct sockaddr *)&address, length) != 0)
        if (errno != EINTR)
            return errno == EAGAIN ? -ETIMEDOUT : -errno;

    /* Nothing is said to a stranger. */
    if (!cw__allowed(c->socket, &c->peer, options))
        return -CW_EREFUSED;
    registered = cw__register();
    shares = cw__same_user(c);
    memset(hello, 0, sizeof hello);
    cw__put64(hello, CW_MEET_MAGIC);
    cw__put32(hello + 8, CW_VERSION);
    cw__put32(hello + 12, c->mode);
    cw__put64(hello + 16, options->ring_bytes);
    cw__put32(hello + 24, cw__flags(registered, shares));
    sent = cw__send_socket(c->socket, hello, sizeof hello, &c->bell, shares);
    if (sent < 0 && sent != -EPIPE && sent != -ECONNRESET) /* one that does not want to hear it has said why */
        return (int)sent;
    return cw__await_welcome(c, options->ring_bytes, registered, deadline);
}

/* Meets the listener of that name. -ENOENT, -ECONNREFUSED: there is none. */
static inline int cw_connect(cw_connection **connection, const char *name, const cw_options *options, int timeout)
{
    cw_options fallback;
    cw_connection *c;
    int result;
    *connection = NULL;
    cw_options_init(&fallback);
    if (options == NULL)
        options = &fallback;
    if ((options->mode != CW_MESSAGES && options->mode != CW_BYTES) || (options->ring_bytes != 0 && !cw__is_ring(options->ring_bytes)))
        return -EINVAL;
    if ((c = cw__new(options)) == NULL)
        return -errno;
    result = cw__connect(c, name, options, cw__deadline(timeout));
    if (result != 0) {
        cw__free(c);
        return result;
    }
    *connection = c;
    return 0;
}

/* A path that a dead listener left: a datagram socket is told that nobody is behind it, and a listener does not hear of it. */
static inline int cw__is_stale(const struct sockaddr_un *address, socklen_t length)
{
    struct stat status;
    int probe, stale;
    if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return 0;
    probe = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    stale = probe >= 0 && connect(probe, (const struct sockaddr *)address, length) != 0 && errno == ECONNREFUSED;
    if (probe >= 0)
        close(probe);
    return stale;
}

/* The directory of a path, locked (flock) while a stale name is replaced; -1: there is none. The domain's is made where it is missing. */
static inline int cw__lock_directory(const struct sockaddr_un *address, int is_domain)
{
    char directory[sizeof address->sun_path];
    const char *slash = strrchr(address->sun_path, '/');
    size_t n = (size_t)(slash - address->sun_path);
    struct stat status;
    int held;
    memcpy(directory, address->sun_path, n);
    directory[n] = '\0';
    if (n == 0)
        memcpy(directory, "/", 2);
    if (is_domain && mkdir(directory, 0700) != 0 && errno != EEXIST)
        return -errno;
    held = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (is_domain ? O_NOFOLLOW : 0));
    if (held < 0)
        return -errno;
    if (is_domain && (fstat(held, &status) != 0 || status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)) {
        close(held);
        return -EPERM;
    }
    while (flock(held, LOCK_EX) != 0)
        if (errno != EINTR) {
            int error = errno;
            close(held);
            return -error;
        }
    return held;
}

/* The path goes, unless it is another's by now. */
static inline void cw__remove_path(const cw_listener *l)
{
    struct stat status;
    if (l->address.sun_path[0] != '\0' && lstat(l->address.sun_path, &status) == 0
        && status.st_dev == l->device && status.st_ino == l->inode)
        unlink(l->address.sun_path);
}

/* Right after bind: which file the path is, and for it what the umask took of its mode. What has taken its place is left as it is. */
static inline int cw__make_exact(cw_listener *l, mode_t mode)
{
    char link[32];
    struct stat status;
    int result = 0, found;
    if (lstat(l->address.sun_path, &status) != 0)
        return errno == ENOENT ? -EADDRINUSE : -errno;
    if (!S_ISSOCK(status.st_mode))
        return -EADDRINUSE;
    l->device = status.st_dev;
    l->inode = status.st_ino;
    if ((status.st_mode & 0777) == mode)
        return 0;
    found = open(l->address.sun_path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (found < 0)
        return errno == ENOENT ? -EADDRINUSE : -errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", found);
    if (fstat(found, &status) != 0)
        result = -errno;
    else if (status.st_dev != l->device || status.st_ino != l->inode)
        result = -EADDRINUSE;
    else if (chmod(link, mode) != 0)
        result = errno == ENOENT ? -CW_ENOPROC : -errno;
    close(found);
    return result;
}

static inline int cw__bind(cw_listener *l, const char *name, socklen_t length)
{
    const mode_t mode = l->options.allow != NULL ? 0666 : 0600;
    int result = 0, held = -1;
    if (name[0] != '@') {
        held = cw__lock_directory(&l->address, strchr(name, '/') == NULL);
        if (held < 0)
            return held;
        if (cw__is_stale(&l->address, length))
            unlink(l->address.sun_path);
    }
    /* The path is made with the socket's mode less the umask: it never has more than it is to have. */
    if (fchmod(l->socket, mode) != 0 || bind(l->socket, (struct sockaddr *)&l->address, length) != 0)
        result = -errno;
    else if (held >= 0)
        result = cw__make_exact(l, mode);
    if (result == 0 && listen(l->socket, SOMAXCONN) != 0)
        result = -errno;
    if (result != 0)
        cw__remove_path(l);
    if (held >= 0)
        close(held);
    return result;
}

/* Takes a name. -EADDRINUSE: another has it. -CW_ENOPROC: the umask takes of the path's mode, and without /proc that stays so. */
static inline int cw_listen(cw_listener **listener, const char *name, const cw_options *options)
{
    cw_listener *l = (cw_listener *)calloc(1, sizeof *l);
    socklen_t length;
    int result;
    *listener = NULL;
    if (l == NULL)
        return -ENOMEM;
    cw_options_init(&l->options);
    if (options != NULL)
        l->options = *options;
    if (l->options.ring_bytes == 0)
        l->options.ring_bytes = 1 << 20;
    if (l->options.largest_ring == 0)
        l->options.largest_ring = l->options.ring_bytes > (64 << 20) ? l->options.ring_bytes : 64 << 20;
    if (l->options.meeting_timeout == 0)
        l->options.meeting_timeout = 5000;
    for (length = 0; length < sizeof l->name - 1 && name[length] != '\0'; length++)
        l->name[length] = name[length]; /* the rest is zeros */
    l->socket = -1;
    if ((l->options.mode != CW_MESSAGES && l->options.mode != CW_BYTES) || !cw__is_ring(l->options.ring_bytes))
        result = -EINVAL;
    else if ((result = cw__address(name, l->options.domain, &l->address, &length)) == 0)
        result = (l->socket = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0 ? -errno : cw__bind(l, name, length);
    if (result != 0) {
        if (l->socket >= 0)
            close(l->socket);
        free(l);
        return result;
    }
    *listener = l;
    return 0;
}

static inline void cw__say_no(int socket, uint32_t status)
{
    unsigned char welcome[CW_WELCOME_BYTES];
    memset(welcome, 0, sizeof welcome);
    cw__put64(welcome, CW_MEET_MAGIC);
    cw__put32(welcome + 8, CW_VERSION);
    cw__put32(welcome + 12, status);
    (void)!send(socket, welcome, sizeof welcome, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* The connection for the Hello of one that is admitted; NULL: refused, and it was told why. The socket is the connection's, or closed. */
static inline cw_connection *cw__welcome(cw_listener *l, int socket, const struct ucred *peer)
{
    unsigned char hello[CW_HELLO_BYTES] = {0}, welcome[CW_WELCOME_BYTES];
    int descriptors[2] = {-1, -1}, count = 0, memory = -1, membarrier, shares;
    uint32_t status = CW_OK, flags, version;
    uint64_t ring;
    cw_connection *c = cw__new(&l->options);
    ssize_t n = cw__receive_socket(socket, hello, sizeof hello, descriptors, 1, &count);
    if (c == NULL) {
        cw__say_no(socket, CW_NO_RESOURCES);
        if (count > 0)
            close(descriptors[0]);
        close(socket);
        return NULL;
    }
    c->socket = socket;
    c->peer = *peer;
    c->peer_bell = descriptors[0];
    version = n >= 12 && cw__get64(hello) == CW_MEET_MAGIC ? cw__get32(hello + 8) : 0;
    if (version == 0 || (version == CW_VERSION && n != CW_HELLO_BYTES)) { /* another version's may have another length */
        cw__free(c);
        return NULL;
    }
    ring = cw__get64(hello + 16);
    if (ring == 0)
        ring = l->options.ring_bytes;
    flags = cw__get32(hello + 24);
    if (version != CW_VERSION)
        status = CW_WRONG_VERSION;
    else if (cw__get32(hello + 12) != l->options.mode)
        status = CW_WRONG_MODE;
    else if (!cw__is_ring(ring) || ring > l->options.largest_ring)
        status = CW_RING_REFUSED;
    membarrier = status == CW_OK && (flags & CW_FLAG_MEMBARRIER) != 0 && cw__register();
    if (status == CW_OK && (memory = cw__create(c, l->name, ring, membarrier)) < 0)
        status = CW_NO_RESOURCES;
    if (status != CW_OK) {
        cw__say_no(socket, status);
        cw__free(c);
        return NULL;
    }
    shares = cw__same_user(c);
    if (c->peer_bell >= 0 && !shares) {
        close(c->peer_bell);
        c->peer_bell = -1;
    }
    c->membarrier = membarrier;
    cw__halves(c, ring, 0);
    memset(welcome, 0, sizeof welcome);
    cw__put64(welcome, CW_MEET_MAGIC);
    cw__put32(welcome + 8, CW_VERSION);
    cw__put32(welcome + 12, CW_OK);
    cw__put32(welcome + 16, c->mode);
    cw__put32(welcome + 20, cw__flags(membarrier, shares));
    cw__put64(welcome + 24, ring);
    descriptors[0] = memory;
    descriptors[1] = c->bell;
    n = cw__send_socket(socket, welcome, sizeof welcome, descriptors, 1 + shares);
    close(memory);
    if (n < 0) {
        cw__free(c);
        return NULL;
    }
    return c;
}

/* 0, also where the connector has gone again; or why none can be taken: that would be so at the next look, too. */
static inline int cw__take_connector(cw_listener *l)
{
    int socket = accept4(l->socket, NULL, NULL, SOCK_CLOEXEC);
    struct ucred peer;
    if (socket < 0)
        return errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS ? -errno : 0;
    if (!cw__allowed(socket, &peer, &l->options)) { /* before it has said a word: strangers who say none take no place */
        cw__say_no(socket, CW_REFUSED);
        close(socket);
        return 0;
    }
    l->meeting[l->meetings].socket = socket;
    l->meeting[l->meetings].peer = peer;
    l->meeting[l->meetings++].deadline = cw__now() + l->options.meeting_timeout;
    return 0;
}

/*
 * Waits for a connector that is admitted. One that says nothing keeps nobody else waiting. -EAGAIN: timeout 0, and there is none.
 * -EMFILE, -ENFILE, -ENOMEM: there is one that this process has no room for; it waits on.
 */
static inline int cw_accept(cw_listener *l, cw_connection **connection, int timeout)
{
    int64_t deadline = cw__deadline(timeout);
    int over = 0;
    *connection = NULL;
    for (;;) {
        struct pollfd wait[1 + CW__MOST_MEETINGS];
        int64_t first = deadline;
        int i, ready, last = over; /* the last look is at those who have come: no more are taken */
        for (i = 0; i < l->meetings; i++) {
            wait[1 + i].fd = l->meeting[i].socket;
            wait[1 + i].events = POLLIN;
            wait[1 + i].revents = 0;
            if (l->meeting[i].deadline < first)
                first = l->meeting[i].deadline;
        }
        wait[0].fd = l->meetings < CW__MOST_MEETINGS && !last ? l->socket : -1;
        wait[0].events = POLLIN;
        wait[0].revents = 0;
        ready = poll(wait, (nfds_t)(1 + l->meetings), cw__left(first));
        if (ready < 0 && errno != EINTR)
            return -errno;
        over = deadline != INT64_MAX && cw__now() >= deadline;

        /* From the last to the first: what is removed is replaced by the last. */
        for (i = l->meetings - 1; ready >= 0 && i >= 0; i--) {
            cw_connection *c = NULL;
            int late = cw__now() >= l->meeting[i].deadline, socket = l->meeting[i].socket;
            struct ucred peer = l->meeting[i].peer;
            if (wait[1 + i].revents == 0 && !late)
                continue;
            l->meeting[i] = l->meeting[--l->meetings];
            if (wait[1 + i].revents != 0)
                c = cw__welcome(l, socket, &peer);
            else
                close(socket);
            if (c != NULL) {
                *connection = c;
                return 0;
            }
        }
        if (ready > 0 && (wait[0].revents & POLLIN) != 0) {
            int result = cw__take_connector(l);
            if (result != 0)
                return result;
        } else if (over) {
            return timeout == 0 ? -EAGAIN : -ETIMEDOUT;
        }
    }
}

/* To be polled together with others (POLLIN: cw_accept may have something to do). */
static inline int cw_listener_descriptor(const cw_listener *l) { return l->socket; }

/* The name is free again; connections stay. */
static inline void cw_listener_close(cw_listener *l)
{
    int i;
    if (l == NULL)
        return;
    for (i = 0; i < l->meetings; i++) {
        cw__say_no(l->meeting[i].socket, CW_CLOSING);
        close(l->meeting[i].socket);
    }
    cw__remove_path(l);
    close(l->socket);
    free(l);
}

/* ---- About a connection ---------------------------------------------------------------------------------------------------- */

static inline uint64_t cw_ring_bytes(const cw_connection *c) { return c->out.ring_bytes; }

/* Who is at the other side (SO_PEERCRED, from the meeting). */
static inline struct ucred cw_peer(const cw_connection *c) { return c->peer; }

#ifdef __cplusplus
}
#endif

#endif
