/* Makes calls of IPC for a tracer to decode: traced_calls FAMILY NAME (a name that nobody else has, or a key). */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/openat2.h>
#include <mqueue.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char buffer[8192];

static void pipes(const char *name)
{
    int ends[2];
    (void)name;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0 || write(ends[1], "a\"b\n", 4) != 4)
        exit(1);
    if (read(ends[0], buffer, 100) != 4 || read(ends[0], buffer, 100) != -1)
        exit(1);
    int copy = dup(ends[1]);
    close(ends[1]);
    int other = open("/dev/null", O_RDWR);
    if (other != ends[1] || write(other, "x", 1) != 1)
        exit(1);
    close(copy);
    if (read(ends[0], buffer, 100) != 0)
        exit(1);
    close(ends[0]);
}

static void fifo(const char *name)
{
    mkfifo(name, 0600);
    int refused = open(name, O_WRONLY | O_NONBLOCK);
    int both = open(name, O_RDWR);
    if (refused != -1 || write(both, "hi", 2) != 2)
        exit(1);
    close(both);
    struct open_how how = { .flags = O_RDWR | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS };
    int second = (int)syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof how);
    int file = memfd_create("file", 0);
    if (second < 0 || file < 0 || pwrite(file, "abc", 3, 0) != 3 || sendfile(second, file, NULL, 3) != 3)
        exit(1);
    unlink(name);
}

/* A descriptor and credentials go along. */
static void messages(const char *name)
{
    union { struct cmsghdr head; char room[CMSG_SPACE(2 * sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))]; } control = { 0 };
    struct iovec blocks[2] = { { "he", 2 }, { "llo", 3 } };
    struct iovec room = { buffer, 100 };
    struct msghdr message = { .msg_iov = blocks, .msg_iovlen = 2, .msg_control = &control, .msg_controllen = sizeof control };
    struct msghdr answer = { .msg_iov = &room, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct ucred own = { getpid(), getuid(), getgid() };
    int ends[2], pair[2], on = 1;
    (void)name;
    if (pipe(ends) != 0 || socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0 || setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0)
        exit(1);
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof ends);
    memcpy(CMSG_DATA(part), ends, sizeof ends);
    part = CMSG_NXTHDR(&message, part);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_CREDENTIALS;
    part->cmsg_len = CMSG_LEN(sizeof own);
    memcpy(CMSG_DATA(part), &own, sizeof own);
    if (sendmsg(pair[0], &message, MSG_NOSIGNAL) != 5 || recvmsg(pair[1], &answer, MSG_CMSG_CLOEXEC) != 5)
        exit(1);
    blocks[0].iov_len = 1;
    message.msg_iovlen = 1;
    message.msg_controllen = 0;
    if (sendmsg(pair[0], &message, 0) != 1)
        exit(1);
}

/* The tracer has a signal come, which it swallows, and changes the word when the wait goes on. */
static void restart(const char *name)
{
    int word = 5;
    struct timespec minute = { 60, 0 };
    (void)name;
    syscall(SYS_futex, &word, FUTEX_WAIT, 5, &minute, NULL, 0);
}

static void sockets(const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strcpy(address.sun_path, name);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (void *)&address, sizeof address) != 0 || listen(listener, 3) != 0 || connect(client, (void *)&address, sizeof address) != 0)
        exit(1);
    int server = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    send(client, "ping", 4, MSG_NOSIGNAL);
    recv(server, buffer, 4, MSG_WAITALL);
    shutdown(client, SHUT_WR);
    unlink(name);
}

static void queue(const char *name)
{
    struct mq_attr attributes = { .mq_maxmsg = 2, .mq_msgsize = 64 };
    unsigned priority;
    mqd_t queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR | O_NONBLOCK, 0600, &attributes);
    mq_send(queue, "order", 5, 7);
    mq_receive(queue, buffer, sizeof buffer, &priority);
    mq_receive(queue, buffer, sizeof buffer, &priority);
    mq_close(queue);
    mq_unlink(name);
}

static void sysv(const char *name)
{
    key_t key = (key_t)strtoul(name, NULL, 16);
    struct { long type; char text[8]; } message = { 3, "abc" };
    struct sembuf operations[2] = { { 0, 1, 0 }, { 0, -1, SEM_UNDO | IPC_NOWAIT } };
    int queue = msgget(key, IPC_CREAT | 0600);
    msgsnd(queue, &message, 3, IPC_NOWAIT);
    msgrcv(queue, &message, 8, -5, MSG_NOERROR);
    msgctl(queue, IPC_RMID, NULL);
    int set = semget(key, 1, IPC_CREAT | IPC_EXCL | 0640);
    semop(set, operations, 2);
    semctl(set, 0, IPC_RMID);
    int segment = shmget(key, 4096, IPC_CREAT | 0600);
    void *memory = shmat(segment, NULL, SHM_RDONLY);
    shmdt(memory);
    shmctl(segment, IPC_RMID, NULL);
}

static void memory(const char *name)
{
    int shared = shm_open(name, O_CREAT | O_RDWR, 0600);
    if (ftruncate(shared, 4096) != 0)
        exit(1);
    void *named = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    void *nameless = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    void *own = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(own, 4096);
    munmap(named, 4096);
    munmap(named, 4096);
    munmap(nameless, 4096);
    shm_unlink(name);
    int sealed = memfd_create("sealed", MFD_ALLOW_SEALING);
    fcntl(sealed, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
}

/* A child knows nothing of how its parent came to what it shares. */
static void inherited(const char *name)
{
    (void)name;
    void *shared = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    if (child == 0) {
        munmap(shared, 4096);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static void events(const char *name)
{
    sigset_t set;
    int word = 5;
    uint64_t one = 1;
    struct timespec soon = { 0, 1000 };
    (void)name;
    int counter = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC);
    if (write(counter, &one, sizeof one) != sizeof one)
        exit(1);
    syscall(SYS_futex, &word, FUTEX_WAIT, 4, NULL, NULL, 0);
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 5, &soon, NULL, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signalfd(-1, &set, SFD_NONBLOCK);
    kill(getpid(), SIGUSR1);
    sigtimedwait(&set, NULL, &soon);
}

static void locks(const char *name)
{
    struct flock range = { .l_type = F_WRLCK, .l_start = 10, .l_len = 5 };
    int file = open(name, O_CREAT | O_RDWR, 0600);
    flock(file, LOCK_EX | LOCK_NB);
    fcntl(file, F_SETLK, &range);
    range.l_start = 20;
    fcntl(file, F_OFD_SETLKW, &range);
    unlink(name);
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*run)(const char *); } families[] = {
        { "pipe", pipes }, { "fifo", fifo }, { "socket", sockets }, { "mq", queue }, { "sysv", sysv }, { "shm", memory }, { "event", events }, { "lock", locks },
        { "message", messages }, { "restart", restart }, { "inherited", inherited },
    };
    for (size_t i = 0; argc == 3 && i < sizeof families / sizeof *families; i++)
        if (strcmp(argv[1], families[i].name) == 0) {
            families[i].run(argv[2]);
            return 0;
        }
    return 2;
}
