// Processes that wait in every way that the kernel lets them, and for each other.
// usage: waits WAYS DIR NAME    a child for each way of a kind; waits CASE DIR NAME    a deadlock, or nearly one
// Says a line for each that will wait: LABEL PID TID CALL NUMBER HOLDER, then "ready". Ends with its input.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/userfaultfd.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long check(long result, const char *call)
{
    if (result < 0) {
        perror(call);
        exit(1);
    }
    return result;
}

// What processes tell each other before they wait. Nobody sleeps for it.
struct shared {
    atomic_int arrived;
    atomic_int tids[8];
    pthread_mutex_t mutexes[6];
    pthread_cond_t condition;
    pthread_mutex_t of_condition;
    pthread_rwlock_t of_readers;
    _Alignas(4096) pthread_mutex_t apart;
};

static struct shared *shared;
static const char *directory;
static const char *name;
static int queue = -1;
static int semaphores = -1;
static pid_t children[64];
static int child_count;
static char text[300];

static const char *in_directory(const char *file)
{
    snprintf(text, sizeof text, "%s/%s", directory, file);
    return text;
}

static const char *kernel_name(const char *kind)
{
    snprintf(text, sizeof text, "/waits-%s-%s", kind, name);
    return text;
}

static void say(const char *label, pid_t pid, pid_t tid, const char *call, unsigned long number, pid_t holder)
{
    printf("%s %d %d %s %lu %d\n", label, (int)pid, (int)tid, call, number, (int)holder);
}

static unsigned long inode(int descriptor)
{
    struct stat status;
    check(fstat(descriptor, &status), "fstat");
    return status.st_ino;
}

// A child with these descriptors and no others: what it inherits would make it a holder too. 0 in the child.
static pid_t child(int first, int second)
{
    fflush(stdout);
    pid_t pid = check(fork(), "fork");
    if (pid != 0) {
        children[child_count++] = pid;
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int descriptor = 3; descriptor < 200; descriptor++) {
        if (descriptor != first && descriptor != second)
            close(descriptor);
    }
    return 0;
}

static void arrive(int many)
{
    atomic_fetch_add(&shared->arrived, 1);
    while (atomic_load(&shared->arrived) < many)
        sched_yield();
}

static pid_t tid_of(int slot)
{
    int tid;
    while ((tid = atomic_load(&shared->tids[slot])) == 0)
        sched_yield();
    return tid;
}

static void set_tid(int slot)
{
    atomic_store(&shared->tids[slot], (int)syscall(SYS_gettid));
}

static void make_mutex(pthread_mutex_t *mutex, int type, int robust, int protocol)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_settype(&attributes, type);
    pthread_mutexattr_setrobust(&attributes, robust);
    pthread_mutexattr_setprotocol(&attributes, protocol);
    pthread_mutex_init(mutex, &attributes);
}

static void make_shared(void)
{
    // With a name, so that the words are in an object.
    int memory = check(shm_open(kernel_name("shm"), O_RDWR | O_CREAT | O_EXCL, 0600), "shm_open");
    check(ftruncate(memory, sizeof *shared), "ftruncate");
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    close(memory);
    make_mutex(&shared->mutexes[0], PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
    make_mutex(&shared->mutexes[1], PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
    make_mutex(&shared->mutexes[2], PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_NONE);
    make_mutex(&shared->mutexes[3], PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_INHERIT);
    make_mutex(&shared->mutexes[4], PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_NONE);
    make_mutex(&shared->apart, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
    make_mutex(&shared->of_condition, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&shared->condition, &attributes);
    pthread_rwlockattr_t sharing;
    pthread_rwlockattr_init(&sharing);
    pthread_rwlockattr_setpshared(&sharing, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&shared->of_readers, &sharing);
}

static void lock_range(int descriptor, int command, off_t start, off_t length)
{
    struct flock wish = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
    check(fcntl(descriptor, command, &wish), "fcntl");
}

static int open_file(const char *file)
{
    return check(open(in_directory(file), O_RDWR | O_CREAT | O_CLOEXEC, 0600), "open");
}

static void operate(int set, int number, int amount)
{
    struct sembuf operation = { number, amount, 0 };
    semop(set, &operation, 1);
}

static void pipes(void)
{
    pid_t self = getpid();
    int ends[2];
    char byte, page[4096] = { 0 };
    pid_t pid;
    check(pipe(ends), "pipe");
    if ((pid = child(ends[0], -1)) == 0)
        _exit(read(ends[0], &byte, 1) != 0);
    say("pipe-read", pid, pid, "read", inode(ends[0]), self);
    close(ends[0]);

    check(pipe(ends), "pipe");
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], page, sizeof page) > 0)
        ;
    fcntl(ends[1], F_SETFL, 0);
    if ((pid = child(ends[1], -1)) == 0)
        _exit(write(ends[1], page, sizeof page) < 0);
    say("pipe-write", pid, pid, "write", inode(ends[1]), self);
    close(ends[1]);

    check(mkfifo(in_directory("fifo"), 0600), "mkfifo");
    int both = check(open(text, O_RDWR), "open");
    int reader = check(open(text, O_RDONLY), "open");
    if ((pid = child(reader, -1)) == 0)
        _exit(read(reader, &byte, 1) != 0);
    say("fifo-read", pid, pid, "read", inode(both), self);
    close(reader);

    check(mkfifo(in_directory("lonely"), 0600), "mkfifo");
    struct stat status;
    check(stat(text, &status), "stat");
    if ((pid = child(-1, -1)) == 0)
        _exit(open(text, O_WRONLY) < 0);
    say("fifo-open", pid, pid, "openat", status.st_ino, 0);

    int event = check(eventfd(0, 0), "eventfd");
    long value;
    if ((pid = child(event, -1)) == 0)
        _exit(read(event, &value, sizeof value) < 0);
    say("eventfd", pid, pid, "read", 0, self);

    check(pipe(ends), "pipe");
    int others[2];
    check(pipe(others), "pipe");
    struct pollfd polled[2] = { { ends[0], POLLIN, 0 }, { others[0], POLLIN, 0 } };
    if ((pid = child(ends[0], others[0])) == 0)
        _exit(poll(polled, 2, -1) < 0);
    say("poll", pid, pid, "poll|ppoll", inode(ends[0]), self);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    if ((pid = child(ends[0], -1)) == 0)
        _exit(select(ends[0] + 1, &set, NULL, NULL, NULL) < 0);
    say("select", pid, pid, "select|pselect6", inode(ends[0]), self);
    int watch = check(epoll_create1(0), "epoll_create1");
    struct epoll_event wish = { .events = EPOLLIN };
    check(epoll_ctl(watch, EPOLL_CTL_ADD, ends[0], &wish), "epoll_ctl");
    if ((pid = child(watch, ends[0])) == 0)
        _exit(epoll_wait(watch, &wish, 1, -1) < 0);
    say("epoll", pid, pid, "epoll_wait|epoll_pwait", inode(ends[0]), self);
}

static struct sockaddr_un address_of(const char *file)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t length = strlen(in_directory(file));
    if (length >= sizeof address.sun_path)
        exit(3);
    memcpy(address.sun_path, text, length);
    return address;
}

static void sockets(void)
{
    pid_t self = getpid();
    int ends[2];
    char byte;
    pid_t pid;
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    if ((pid = child(ends[0], -1)) == 0)
        _exit(recv(ends[0], &byte, 1, 0) != 0);
    say("socket-receive", pid, pid, "recvfrom", inode(ends[0]), self);
    close(ends[0]);
    struct sockaddr_un address = address_of("listener");
    int listener = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    check(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    check(listen(listener, 0), "listen");
    int busy = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    check(connect(busy, (struct sockaddr *)&address, sizeof address), "connect");
    int client = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    if ((pid = child(client, -1)) == 0)
        _exit(connect(client, (struct sockaddr *)&address, sizeof address) < 0);
    say("connect", pid, pid, "connect", inode(client), 0);
    close(client);

    int quiet = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    address = address_of("quiet");
    check(bind(quiet, (struct sockaddr *)&address, sizeof address), "bind");
    check(listen(quiet, 1), "listen");
    if ((pid = child(quiet, -1)) == 0)
        _exit(accept(quiet, NULL, NULL) < 0);
    say("accept", pid, pid, "accept", inode(quiet), 0);
}

static void queues(void)
{
    pid_t self = getpid();
    struct mq_attr size = { .mq_maxmsg = 1, .mq_msgsize = 16 };
    char message[16];
    pid_t pid;
    mqd_t empty = check(mq_open(kernel_name("empty"), O_RDWR | O_CREAT | O_EXCL, 0600, &size), "mq_open");
    if ((pid = child(empty, -1)) == 0)
        _exit(mq_receive(empty, message, sizeof message, NULL) < 0);
    say("mq-receive", pid, pid, "mq_timedreceive", inode(empty), self);
    mqd_t full = check(mq_open(kernel_name("full"), O_RDWR | O_CREAT | O_EXCL, 0600, &size), "mq_open");
    check(mq_send(full, "x", 1, 0), "mq_send");
    struct timespec later = { time(NULL) + 3600, 0 };
    if ((pid = child(full, -1)) == 0)
        _exit(mq_timedsend(full, "x", 1, 0, &later) < 0);
    say("mq-send", pid, pid, "mq_timedsend", inode(full), self);

    queue = check(msgget(IPC_PRIVATE, 0600), "msgget");
    struct { long type; char text[8]; } one = { 1, "one" };
    struct msqid_ds status;
    check(msgctl(queue, IPC_STAT, &status), "msgctl");
    status.msg_qbytes = 8;
    check(msgctl(queue, IPC_SET, &status), "msgctl");
    check(msgsnd(queue, &one, 8, 0), "msgsnd");
    if ((pid = child(-1, -1)) == 0)
        _exit(msgrcv(queue, &one, 8, 2, 0) < 0);
    say("msgrcv", pid, pid, "msgrcv", queue, self);
    if ((pid = child(-1, -1)) == 0)
        _exit(msgsnd(queue, &one, 8, 0) < 0);
    say("msgsnd", pid, pid, "msgsnd", queue, 0);

    int set = semaphores = check(semget(IPC_PRIVATE, 3, 0600), "semget");
    operate(set, 1, 2);
    operate(set, 1, -2);
    operate(set, 2, 1);
    if ((pid = child(-1, -1)) == 0) {
        struct sembuf both[2] = { { 2, -1, 0 }, { 1, -2, 0 } };
        _exit(semop(set, both, 2) < 0);
    }
    say("semop", pid, pid, "semop|semtimedop", set, self);
    if ((pid = child(-1, -1)) == 0) {
        struct sembuf zero = { 2, 0, 0 };
        struct timespec hour = { 3600, 0 };
        _exit(semtimedop(set, &zero, 1, &hour) < 0);
    }
    say("semtimedop", pid, pid, "semtimedop", set, self);
}

static void locks(void)
{
    pid_t self = getpid();
    pid_t pid;
    int file = open_file("flock");
    check(flock(file, LOCK_EX), "flock");
    if ((pid = child(-1, -1)) == 0)
        _exit(flock(open_file("flock"), LOCK_SH));
    say("flock", pid, pid, "flock", inode(file), self);
    int ranges = open_file("ranges");
    lock_range(ranges, F_SETLK, 10, 5);
    lock_range(ranges, F_OFD_SETLK, 100, 0);
    if ((pid = child(-1, -1)) == 0) {
        lock_range(open_file("ranges"), F_SETLKW, 12, 1);
        _exit(0);
    }
    say("fcntl", pid, pid, "fcntl", inode(ranges), self);
    if ((pid = child(-1, -1)) == 0) {
        lock_range(open_file("ranges"), F_OFD_SETLKW, 200, 10);
        _exit(0);
    }
    say("ofd", pid, pid, "fcntl", inode(ranges), self);
}

static void *hold(void *mutex)
{
    pthread_mutex_lock(mutex);
    set_tid(1);
    while (pause() < 0)
        ;
    return NULL;
}

static void words(void)
{
    pid_t self = getpid();
    static const char *const labels[] = { "mutex", "mutex-errorcheck", "mutex-robust", "mutex-pi" };
    static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
    pid_t pid;
    for (int index = 0; index < 4; index++) {
        pthread_mutex_lock(&shared->mutexes[index]);
        if ((pid = child(-1, -1)) == 0)
            _exit(pthread_mutex_lock(&shared->mutexes[index]));
        say(labels[index], pid, pid, "futex", (unsigned long)((char *)&shared->mutexes[index] - (char *)shared), self);
    }

    if ((pid = child(-1, -1)) == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, hold, &own);
        tid_of(1);
        set_tid(0);
        _exit(pthread_mutex_lock(&own));
    }
    say("mutex-private", pid, tid_of(0), "futex", tid_of(1), pid);

    // A mutex as in Rust: its word, whether it is poisoned, and what it guards. Nobody has the pid that this begins with.
    static struct { unsigned word; unsigned char poison; unsigned guarded[7]; } other = { 2, 0, { 0, 3 } };
    if ((pid = fork()) == 0)
        _exit(0);
    other.guarded[0] = pid;
    check(waitpid(pid, NULL, 0), "waitpid");
    if ((pid = child(-1, -1)) == 0)
        _exit(syscall(SYS_futex, &other.word, 9 | 128, 2, NULL, NULL, ~0u) < 0);
    say("other-lock", pid, pid, "futex", 0, 0);

    pthread_rwlock_wrlock(&shared->of_readers);
    if ((pid = child(-1, -1)) == 0)
        _exit(pthread_rwlock_rdlock(&shared->of_readers));
    say("rwlock-reader", pid, pid, "futex", (unsigned long)((char *)&shared->of_readers - (char *)shared) + 8, self);
    if ((pid = child(-1, -1)) == 0)
        _exit(pthread_rwlock_wrlock(&shared->of_readers));
    say("rwlock-writer", pid, pid, "futex", (unsigned long)((char *)&shared->of_readers - (char *)shared) + 12, self);

    if ((pid = child(-1, -1)) == 0) {
        pthread_mutex_lock(&shared->of_condition);
        _exit(pthread_cond_wait(&shared->condition, &shared->of_condition));
    }
    say("condition", pid, pid, "futex", 0, self);
    sem_t *semaphore = sem_open(kernel_name("sem"), O_CREAT | O_EXCL, 0600, 0);
    if ((pid = child(-1, -1)) == 0)
        _exit(sem_wait(semaphore));
    say("semaphore", pid, pid, "futex", 0, self);
}

static void others(void)
{
    pid_t pid;
    if ((pid = child(-1, -1)) == 0) {
        pid_t grandchild = fork();
        if (grandchild == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            set_tid(2);
            for (;;)
                pause();
        }
        _exit(waitpid(grandchild, NULL, 0) < 0);
    }
    say("wait4", pid, pid, "wait4", 0, tid_of(2));
    if ((pid = child(-1, -1)) == 0) {
        pid_t grandchild = fork();
        if (grandchild == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            set_tid(3);
            for (;;)
                pause();
        }
        siginfo_t info;
        _exit(waitid(P_PID, grandchild, &info, WEXITED) < 0);
    }
    say("waitid", pid, pid, "waitid", 0, tid_of(3));
    if ((pid = child(-1, -1)) == 0) {
        for (;;)
            pause();
    }
    say("pause", pid, pid, "pause|ppoll|rt_sigsuspend", 0, 0);
    struct timespec hour = { 3600, 0 };
    if ((pid = child(-1, -1)) == 0)
        _exit(nanosleep(&hour, NULL));
    say("sleep", pid, pid, "nanosleep|clock_nanosleep", 0, 0);
}

// The lock of a file against a pipe: one has the lock and reads, the other would write and wants the lock.
static void flock_pipe(void)
{
    int ends[2];
    char byte;
    pid_t one, two;
    check(pipe(ends), "pipe");
    unsigned long number = inode(ends[0]);
    if ((one = child(ends[0], -1)) == 0) {
        int file = open_file("flock");
        flock(file, LOCK_EX);
        arrive(2);
        _exit(read(ends[0], &byte, 1) != 0);
    }
    if ((two = child(ends[1], -1)) == 0) {
        int file = open_file("flock");
        arrive(2);
        _exit(flock(file, LOCK_EX));
    }
    close(ends[0]);
    close(ends[1]);
    say("reader", one, one, "read", number, two);
    say("locker", two, two, "flock", 0, one);
}

// The same over a connection of two sockets.
static void flock_socket(void)
{
    int ends[2];
    char byte;
    pid_t one, two;
    check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), "socketpair");
    unsigned long number = inode(ends[0]);
    if ((one = child(ends[0], -1)) == 0) {
        int file = open_file("flock");
        flock(file, LOCK_EX);
        arrive(2);
        struct pollfd polled = { ends[0], POLLIN, 0 };
        poll(&polled, 1, -1);
        _exit(recv(ends[0], &byte, 1, 0) != 0);
    }
    if ((two = child(ends[1], -1)) == 0) {
        int file = open_file("flock");
        arrive(2);
        _exit(flock(file, LOCK_EX));
    }
    close(ends[0]);
    close(ends[1]);
    say("poller", one, one, "poll|ppoll", number, two);
    say("locker", two, two, "flock", 0, one);
}

// The lock of a file against a System V semaphore.
static void flock_semaphore(void)
{
    int set = semaphores = check(semget(IPC_PRIVATE, 1, 0600), "semget");
    operate(set, 0, 1);
    pid_t one, two;
    if ((one = child(-1, -1)) == 0) {
        int file = open_file("flock");
        flock(file, LOCK_EX);
        arrive(2);
        operate(set, 0, -1);
        _exit(0);
    }
    if ((two = child(-1, -1)) == 0) {
        int file = open_file("flock");
        operate(set, 0, -1);
        arrive(2);
        _exit(flock(file, LOCK_EX));
    }
    say("semaphore", one, one, "semop|semtimedop", set, two);
    say("locker", two, two, "flock", 0, one);
}

// Two mutexes in shared memory, one robust and one that checks for errors.
static void mutexes(void)
{
    pid_t pids[2];
    for (int index = 0; index < 2; index++) {
        if ((pids[index] = child(-1, -1)) == 0) {
            pthread_mutex_lock(&shared->mutexes[1 + index]);
            arrive(2);
            _exit(pthread_mutex_lock(&shared->mutexes[2 - index]));
        }
    }
    say("one", pids[0], pids[0], "futex", 0, pids[1]);
    say("two", pids[1], pids[1], "futex", 0, pids[0]);
}

static pthread_mutex_t own[2] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER };

static void *lock_both(void *argument)
{
    int first = argument != NULL;
    pthread_mutex_lock(&own[first]);
    set_tid(first);
    arrive(2);
    pthread_mutex_lock(&own[!first]);
    return NULL;
}

// Two threads of one process.
static void threads(void)
{
    pid_t pid;
    if ((pid = child(-1, -1)) == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, lock_both, own);
        lock_both(NULL);
    }
    say("one", pid, tid_of(0), "futex", 0, pid);
    say("two", pid, tid_of(1), "futex", 0, pid);
}

// A range of a file, a robust mutex and a full pipe.
static void three(void)
{
    int ends[2];
    char page[4096] = { 0 };
    pid_t pids[3];
    check(pipe(ends), "pipe");
    fcntl(ends[1], F_SETPIPE_SZ, 4096);
    check(write(ends[1], page, sizeof page), "write");
    if ((pids[0] = child(-1, -1)) == 0) {
        int file = open_file("range");
        lock_range(file, F_SETLKW, 0, 10);
        arrive(3);
        _exit(pthread_mutex_lock(&shared->mutexes[2]));
    }
    if ((pids[1] = child(ends[1], -1)) == 0) {
        pthread_mutex_lock(&shared->mutexes[2]);
        arrive(3);
        _exit(write(ends[1], page, sizeof page) < 0);
    }
    if ((pids[2] = child(ends[0], -1)) == 0) {
        int file = open_file("range");
        arrive(3);
        lock_range(file, F_SETLKW, 5, 100);
        _exit(0);
    }
    close(ends[0]);
    close(ends[1]);
    say("ranger", pids[0], pids[0], "futex", 0, pids[1]);
    say("mutexer", pids[1], pids[1], "write", 0, pids[2]);
    say("reader", pids[2], pids[2], "fcntl", 0, pids[0]);
}

// A connection, a robust mutex and the lock of a file.
static void socket_three(void)
{
    int ends[2];
    char byte;
    pid_t pids[3];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    if ((pids[0] = child(ends[0], -1)) == 0) {
        flock(open_file("flock"), LOCK_EX);
        arrive(3);
        _exit(recv(ends[0], &byte, 1, 0) != 0);
    }
    if ((pids[1] = child(ends[1], -1)) == 0) {
        arrive(3);
        _exit(pthread_mutex_lock(&shared->mutexes[2]));
    }
    if ((pids[2] = child(-1, -1)) == 0) {
        pthread_mutex_lock(&shared->mutexes[2]);
        arrive(3);
        _exit(flock(open_file("flock"), LOCK_EX));
    }
    close(ends[0]);
    close(ends[1]);
    say("receiver", pids[0], pids[0], "recvfrom", 0, pids[1]);
    say("sender", pids[1], pids[1], "futex", 0, pids[2]);
    say("mutexer", pids[2], pids[2], "flock", 0, pids[0]);
}

static void *sleep_long(void *unused)
{
    struct timespec hour = { 3600, 0 };
    (void)unused;
    set_tid(0);
    nanosleep(&hour, NULL);
    return NULL;
}

static void *stay_awake(void *unused)
{
    (void)unused;
    set_tid(0);
    for (;;)
        sched_yield();
    return NULL;
}

// As flock_pipe, but the one with the lock has another thread, which may let go of it.
static void two_threads(void *(*other)(void *), const char *calls)
{
    int ends[2];
    char byte;
    pid_t one, two;
    check(pipe(ends), "pipe");
    if ((one = child(ends[0], -1)) == 0) {
        pthread_t thread;
        flock(open_file("flock"), LOCK_EX);
        pthread_create(&thread, NULL, other, NULL);
        arrive(2);
        _exit(read(ends[0], &byte, 1) != 0);
    }
    if ((two = child(ends[1], -1)) == 0) {
        arrive(2);
        _exit(flock(open_file("flock"), LOCK_EX));
    }
    close(ends[0]);
    close(ends[1]);
    say("reader", one, one, "read", 0, two);
    say("locker", two, two, "flock", 0, one);
    say("other", one, tid_of(0), calls, 0, 0);
}

static void late_thread(void)
{
    two_threads(sleep_long, "nanosleep|clock_nanosleep");
}

static void busy_thread(void)
{
    two_threads(stay_awake, "");
}

// As flock_pipe, but somebody else could write as well, later.
static void third_writer(void)
{
    int ends[2];
    char byte;
    pid_t pids[3];
    struct timespec hour = { 3600, 0 };
    check(pipe(ends), "pipe");
    if ((pids[0] = child(ends[0], -1)) == 0) {
        flock(open_file("flock"), LOCK_EX);
        arrive(2);
        _exit(read(ends[0], &byte, 1) != 0);
    }
    if ((pids[1] = child(ends[1], -1)) == 0) {
        arrive(2);
        _exit(flock(open_file("flock"), LOCK_EX));
    }
    if ((pids[2] = child(ends[1], -1)) == 0)
        _exit(nanosleep(&hour, NULL));
    close(ends[0]);
    close(ends[1]);
    say("reader", pids[0], pids[0], "read", 0, pids[1]);
    say("locker", pids[1], pids[1], "flock", 0, pids[0]);
    say("later", pids[2], pids[2], "nanosleep|clock_nanosleep", 0, 0);
}

// As flock_socket, but the socket has a timeout, which the call does not show.
static void socket_timeout(void)
{
    int ends[2];
    char byte;
    pid_t one, two;
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    if ((one = child(ends[0], -1)) == 0) {
        struct timeval hour = { 3600, 0 };
        setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &hour, sizeof hour);
        flock(open_file("flock"), LOCK_EX);
        arrive(2);
        _exit(recv(ends[0], &byte, 1, 0) != 0);
    }
    if ((two = child(ends[1], -1)) == 0) {
        arrive(2);
        _exit(flock(open_file("flock"), LOCK_EX));
    }
    close(ends[0]);
    close(ends[1]);
    say("receiver", one, one, "recvfrom", 0, two);
    say("locker", two, two, "flock", 0, one);
}

// Fifty share a lock that one wants for itself.
static void crowd(void)
{
    enum { many = 50 };
    pid_t pid;
    for (int index = 0; index < many; index++) {
        if ((pid = child(-1, -1)) == 0) {
            flock(open_file("flock"), LOCK_SH);
            arrive(many);
            for (;;)
                pause();
        }
        if (index == 0)
            say("holder", pid, pid, "pause|ppoll|rt_sigsuspend", 0, 0);
    }
    while (atomic_load(&shared->arrived) < many)
        sched_yield();
    if ((pid = child(-1, -1)) == 0)
        _exit(flock(open_file("flock"), LOCK_EX));
    say("waiter", pid, pid, "flock", 0, 0);
}

// An epoll instance watches a pipe under a number that is its own by now: its first descriptor was closed.
static void stale(void)
{
    int ends[2];
    pid_t pid;
    check(pipe(ends), "pipe");
    if ((pid = child(ends[0], ends[1])) == 0) {
        struct epoll_event wish = { .events = EPOLLIN };
        int kept = check(dup(ends[0]), "dup");
        int watch = check(epoll_create1(0), "epoll_create1");
        check(epoll_ctl(watch, EPOLL_CTL_ADD, ends[0], &wish), "epoll_ctl");
        check(dup2(watch, ends[0]), "dup2");
        _exit(kept < 0 || epoll_wait(watch, &wish, 1, -1) < 0);
    }
    say("stale", pid, pid, "epoll_wait|epoll_pwait", 0, 0);
}

// Input that never comes, by a call of which no argument says more.
static void aio(void)
{
    pid_t pid;
    aio_context_t context = 0;
    struct io_event event;
    if ((pid = child(-1, -1)) == 0) {
        check(syscall(SYS_io_setup, 1, &context), "io_setup");
        _exit(syscall(SYS_io_getevents, context, 1, 1, &event, NULL) < 0);
    }
    say("aio", pid, pid, "io_getevents", 0, 0);
}

// It reads a pipe of which only itself has the other end: forgot to close it.
static void self(void)
{
    int ends[2];
    char byte;
    pid_t pid;
    check(pipe(ends), "pipe");
    if ((pid = child(ends[0], ends[1])) == 0)
        _exit(read(ends[0], &byte, 1) != 0);
    close(ends[0]);
    close(ends[1]);
    say("self", pid, pid, "read", 0, pid);
}

// A parent waits for a child that reads what only the parent could write.
static void parent(void)
{
    int ends[2];
    char byte;
    pid_t pid;
    check(pipe(ends), "pipe");
    if ((pid = child(ends[0], ends[1])) == 0) {
        pid_t reader = fork();
        if (reader == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(ends[1]);
            set_tid(0);
            _exit(read(ends[0], &byte, 1) != 0);
        }
        _exit(waitpid(-1, NULL, 0) < 0);
    }
    close(ends[0]);
    close(ends[1]);
    say("parent", pid, pid, "wait4", 0, tid_of(0));
    say("child", tid_of(0), tid_of(0), "read", 0, pid);
}

// As flock_pipe, but the writer's wait has a way out: it will have the lock, or give up.
static void way_out(void)
{
    int ends[2];
    char byte;
    pid_t one, two;
    check(pipe(ends), "pipe");
    if ((one = child(ends[0], -1)) == 0) {
        pthread_mutex_lock(&shared->mutexes[2]);
        arrive(2);
        _exit(read(ends[0], &byte, 1) != 0);
    }
    if ((two = child(ends[1], -1)) == 0) {
        struct timespec later = { time(NULL) + 3600, 0 };
        arrive(2);
        _exit(pthread_mutex_timedlock(&shared->mutexes[2], &later));
    }
    close(ends[0]);
    close(ends[1]);
    say("reader", one, one, "read", 0, two);
    say("patient", two, two, "futex", 0, one);
}

// Two that ask and answer by turns, as fast as they can.
static void turns(void)
{
    int to[2], from[2];
    char byte = 0;
    pid_t one, two;
    check(pipe(to), "pipe");
    check(pipe(from), "pipe");
    if ((one = child(from[0], to[1])) == 0) {
        while (write(to[1], &byte, 1) == 1 && read(from[0], &byte, 1) == 1)
            ;
        _exit(0);
    }
    if ((two = child(to[0], from[1])) == 0) {
        while (read(to[0], &byte, 1) == 1 && write(from[1], &byte, 1) == 1)
            ;
        _exit(0);
    }
    for (int index = 0; index < 2; index++) {
        close(to[index]);
        close(from[index]);
    }
    say("asks", one, one, "", 0, two);
    say("answers", two, two, "", 0, one);
}

static void await_sleep(pid_t pid)
{
    char stat[300], path[40], *state;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    do {
        int file = check(open(path, O_RDONLY), "open");
        stat[check(read(file, stat, sizeof stat - 1), "read")] = 0;
        close(file);
        state = strrchr(stat, ')');
    } while (state == NULL || state[2] != 'S');
}

// Stops a child once it sleeps.
static void stop(pid_t pid)
{
    await_sleep(pid);
    check(kill(pid, SIGSTOP), "kill");
    check(waitpid(pid, NULL, WUNTRACED), "waitpid");
}

// One is stopped while it waits for a request. It has come by now, and who sent it waits for the answer.
static void stopped(void)
{
    int to[2], from[2];
    char byte = 0;
    pid_t asks, answers;
    check(pipe(to), "pipe");
    check(pipe(from), "pipe");
    if ((answers = child(to[0], from[1])) == 0)
        _exit(read(to[0], &byte, 1) != 1 || write(from[1], &byte, 1) != 1);
    stop(answers);
    if ((asks = child(to[1], from[0])) == 0)
        _exit(write(to[1], &byte, 1) != 1 || read(from[0], &byte, 1) != 1);
    for (int index = 0; index < 2; index++) {
        close(to[index]);
        close(from[index]);
    }
    say("asks", asks, asks, "read", 0, answers);
    say("answers", answers, answers, "", 0, asks);
}

// Who has a lock sleeps, and is stopped.
static void stopped_holder(void)
{
    pid_t holder, waiter;
    if ((holder = child(-1, -1)) == 0) {
        flock(open_file("flock"), LOCK_EX);
        arrive(1);
        for (;;)
            pause();
    }
    while (atomic_load(&shared->arrived) == 0)
        sched_yield();
    stop(holder);
    if ((waiter = child(-1, -1)) == 0)
        _exit(flock(open_file("flock"), LOCK_EX));
    say("holder", holder, holder, "", 0, 0);
    say("waiter", waiter, waiter, "flock", 0, holder);
}

// One thread of a process has a mutex, and is stopped by a tracer. Its other thread is not.
static void traced_holder(void)
{
    pid_t holder, waiter;
    if ((holder = child(-1, -1)) == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, hold, &shared->mutexes[0]);
        for (;;)
            pause();
    }
    pid_t thread = tid_of(1);
    check(ptrace(PTRACE_SEIZE, thread, NULL, NULL), "PTRACE_SEIZE");
    check(ptrace(PTRACE_INTERRUPT, thread, NULL, NULL), "PTRACE_INTERRUPT");
    check(waitpid(thread, NULL, __WALL), "waitpid");
    if ((waiter = child(-1, -1)) == 0)
        _exit(pthread_mutex_lock(&shared->mutexes[0]));
    say("holder", holder, thread, "", 0, 0);
    say("waiter", waiter, waiter, "futex", 0, holder);
}

// A mutex that is not robust, whose owner has ended. This process has it mapped, and could not release it.
static void owner_ends(int options)
{
    pid_t owner, waiter;
    siginfo_t info;
    if ((owner = child(-1, -1)) == 0)
        _exit(pthread_mutex_lock(&shared->mutexes[0]));
    check(waitid(P_PID, owner, &info, WEXITED | options), "waitid");
    if ((waiter = child(-1, -1)) == 0)
        _exit(pthread_mutex_lock(&shared->mutexes[0]));
    say("waiter", waiter, waiter, "futex", owner, 0);
}

static void dead_owner(void)
{
    owner_ends(0);
}

static void unreaped_owner(void)
{
    owner_ends(WNOWAIT);
}

// Whoever opens a file with a lease waits until that is given up.
static void lease(void)
{
    pid_t pid;
    int file = open_file("leased");
    signal(SIGIO, SIG_IGN);
    check(fcntl(file, F_SETLEASE, F_WRLCK), "fcntl");
    if ((pid = child(-1, -1)) == 0)
        _exit(open(in_directory("leased"), O_RDONLY) < 0);
    say("lease", pid, pid, "openat", inode(file), getpid());
}

// A page that goes once the first thread of this process sleeps in a call.
struct leaving {
    void *page;
    int is_silent; // whether it never comes again
};

// Nobody answers who asks for the page, once it is not there.
static void silence(void *page)
{
    struct uffdio_api api = { .api = UFFD_API };
    struct uffdio_register range = { .range = { (unsigned long)page, 4096 }, .mode = UFFDIO_REGISTER_MODE_MISSING };
    int faults = check(syscall(SYS_userfaultfd, O_CLOEXEC), "userfaultfd");
    check(ioctl(faults, UFFDIO_API, &api), "UFFDIO_API");
    check(ioctl(faults, UFFDIO_REGISTER, &range), "UFFDIO_REGISTER");
}

static void *let_go(void *argument)
{
    struct leaving *leaving = argument;
    await_sleep(getpid());
    if (leaving->is_silent)
        silence(leaving->page);
    check(madvise(leaving->page, 4096, MADV_DONTNEED), "madvise");
    atomic_fetch_add(&shared->arrived, 1);
    while (pause() < 0)
        ;
    return NULL;
}

static void *page_that_goes(void *page, int is_silent)
{
    static struct leaving leaving;
    pthread_t thread;
    leaving.page = page;
    leaving.is_silent = is_silent;
    pthread_create(&thread, NULL, let_go, &leaving);
    return page;
}

static void *silent_page(void)
{
    return page_that_goes(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1);
}

// What was said to the kernel is in memory that never comes again; of the last one it only has to be fetched.
static void silent(void)
{
    pid_t pid;
    int ends[2];
    check(pipe(ends), "pipe");
    if ((pid = child(ends[0], -1)) == 0) {
        struct pollfd *polled = silent_page();
        polled[0] = polled[1] = (struct pollfd){ ends[0], POLLIN, 0 };
        _exit(poll(polled, 2, -1) < 0);
    }
    say("silent-poll", pid, pid, "poll|ppoll", 0, 0);
    if ((pid = child(-1, -1)) == 0) {
        int *word = silent_page();
        *word = 0;
        _exit(syscall(SYS_futex, word, 0, 0, NULL, NULL, 0) < 0);
    }
    say("silent-futex", pid, pid, "futex", 0, 0);
    if ((pid = child(-1, -1)) == 0) {
        void *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        silence(word);
        _exit(syscall(SYS_futex, word, 0, 0, NULL, NULL, 0) < 0);
    }
    say("silent-fault", pid, pid, "futex", 0, 0);
    struct sockaddr_un address = address_of("listener");
    int listener = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    check(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    check(listen(listener, 0), "listen");
    check(connect(check(socket(AF_UNIX, SOCK_STREAM, 0), "socket"), (struct sockaddr *)&address, sizeof address), "connect");
    int client = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    if ((pid = child(client, -1)) == 0) {
        struct sockaddr_un *called = silent_page();
        *called = address;
        _exit(connect(client, (struct sockaddr *)called, sizeof *called) < 0);
    }
    say("silent-connect", pid, pid, "connect", inode(client), 0);
    pthread_mutex_lock(&shared->apart);
    if ((pid = child(-1, -1)) == 0) {
        page_that_goes(&shared->apart, 0);
        _exit(pthread_mutex_lock(&shared->apart));
    }
    say("fetched-mutex", pid, pid, "futex", 0, getpid());
    while (atomic_load(&shared->arrived) < 4)
        sched_yield();
}

static void spin(void)
{
    pid_t pid;
    if ((pid = child(-1, -1)) == 0) {
        for (;;)
            atomic_fetch_add(&shared->arrived, 1);
    }
    say("spinner", pid, pid, "", 0, 0);
}

static void remove_all(void)
{
    static const char *const kinds[] = { "empty", "full" };
    for (int index = 0; index < 2; index++)
        mq_unlink(kernel_name(kinds[index]));
    sem_unlink(kernel_name("sem"));
    shm_unlink(kernel_name("shm"));
    if (queue >= 0)
        msgctl(queue, IPC_RMID, NULL);
    if (semaphores >= 0)
        semctl(semaphores, 0, IPC_RMID);
}

int main(int count, char **arguments)
{
    static const struct { const char *name; void (*run)(void); } cases[] = {
        { "pipes", pipes }, { "sockets", sockets }, { "queues", queues }, { "locks", locks }, { "words", words }, { "others", others },
        { "flock-pipe", flock_pipe }, { "flock-socket", flock_socket }, { "flock-semaphore", flock_semaphore }, { "mutexes", mutexes }, { "threads", threads },
        { "three", three }, { "self", self }, { "parent", parent }, { "way-out", way_out }, { "spin", spin },
        { "turns", turns }, { "socket-three", socket_three }, { "late-thread", late_thread }, { "busy-thread", busy_thread },
        { "third-writer", third_writer }, { "socket-timeout", socket_timeout }, { "crowd", crowd }, { "aio", aio }, { "stale", stale },
        { "stopped", stopped }, { "stopped-holder", stopped_holder }, { "traced-holder", traced_holder },
        { "dead-owner", dead_owner }, { "unreaped-owner", unreaped_owner }, { "lease", lease }, { "silent", silent },
    };
    if (count != 4)
        return 2;
    directory = arguments[2];
    name = arguments[3];
    make_shared();
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        if (strcmp(arguments[1], cases[index].name) == 0)
            cases[index].run();
    }
    printf("ready\n");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    for (int index = 0; index < child_count; index++)
        kill(children[index], SIGKILL);

    // A thread that is traced too: its process is not done before.
    while (waitpid(-1, NULL, __WALL) > 0)
        ;
    remove_all();
    return 0;
}
