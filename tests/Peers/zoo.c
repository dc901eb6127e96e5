/*
 * One object of every kind, each with this process and a child of it on it. "zoo DIRECTORY NAME": files go to the directory,
 * names end with NAME. Prints a line for each, "KIND NUMBERS", as the C library and the kernel told this process, then "ready CHILD"; at the
 * end of its input removes everything and ends.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[4096], name[256];

static long check(long result, const char *what)
{
    if (result == -1) {
        perror(what);
        exit(1);
    }
    return result;
}

static struct stat of(int file)
{
    struct stat status;
    check(fstat(file, &status), "fstat");
    return status;
}

static const char *file_in(const char *directory, const char *what)
{
    snprintf(path, sizeof path, "%s/%s", directory, what);
    return path;
}

static void *map(int file, size_t bytes, int flags)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | flags, file, 0);
    check(at == MAP_FAILED ? -1 : 0, "mmap");
    return at;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    const char *directory = arguments[1];

    int ends[2];
    check(pipe(ends), "pipe");
    check(write(ends[1], "hello", 5), "write");
    printf("pipe %lu %d %d\n", of(ends[0]).st_ino, ends[0], ends[1]);

    check(mkfifo(file_in(directory, "fifo"), 0600), "mkfifo");
    int fifo = check(open(path, O_RDONLY | O_NONBLOCK), "open");
    check(write(check(open(path, O_WRONLY), "open"), "abc", 3), "write");
    printf("fifo %lu %d\n", of(fifo).st_ino, fifo);

    int queue = check(msgget(IPC_PRIVATE, 0600), "msgget");
    struct { long type; char text[7]; } message = { 1, "letter" };
    check(msgsnd(queue, &message, 7, 0), "msgsnd");
    printf("msg %d\n", queue);

    int segment = check(shmget(IPC_PRIVATE, 12345, 0600), "shmget");
    void *attached = shmat(segment, NULL, 0);
    check(attached == (void *)-1 ? -1 : 0, "shmat");
    *(char *)attached = 1; /* a page of it is in memory */
    printf("shm %d %lu\n", segment, (unsigned long)attached);

    int set = check(semget(IPC_PRIVATE, 3, 0600), "semget");
    check(semctl(set, 1, SETVAL, 7), "semctl");
    printf("sem %d\n", set);

    snprintf(name, sizeof name, "/zoo-mq-%s", arguments[2]);
    struct mq_attr attributes = { .mq_maxmsg = 4, .mq_msgsize = 64 };
    mqd_t mq = check(mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attributes), "mq_open");
    check(mq_send(mq, "ten bytes!", 10, 0), "mq_send");
    printf("mq %lu %d\n", of(mq).st_ino, mq);

    snprintf(name, sizeof name, "/zoo-shm-%s", arguments[2]);
    int shared = check(shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600), "shm_open");
    check(ftruncate(shared, 8192), "ftruncate");
    map(shared, 8192, 0);
    printf("posix-shm %lu %d\n", of(shared).st_ino, shared);

    snprintf(name, sizeof name, "/zoo-sem-%s", arguments[2]);
    sem_t *semaphore = sem_open(name, O_CREAT | O_EXCL, 0600, 3);
    check(semaphore == SEM_FAILED ? -1 : 0, "sem_open");
    printf("posix-sem 3\n");

    int memory = check(memfd_create("zoo", MFD_CLOEXEC), "memfd_create");
    check(ftruncate(memory, 4096), "ftruncate");
    map(memory, 4096, 0);
    printf("memfd %lu %d\n", of(memory).st_ino, memory);
    printf("anon %lu\n", (unsigned long)map(-1, 20480, MAP_ANONYMOUS));

    int file = check(open(file_in(directory, "mapped"), O_CREAT | O_RDWR, 0600), "open");
    check(ftruncate(file, 4096), "ftruncate");
    map(file, 4096, 0);
    printf("file %lu\n", of(file).st_ino);

    int locked = check(open(file_in(directory, "locked"), O_CREAT | O_RDWR, 0600), "open");
    check(flock(locked, LOCK_EX), "flock");
    struct flock range = { .l_type = F_WRLCK, .l_start = 10, .l_len = 5 };
    check(fcntl(locked, F_SETLK, &range), "fcntl");
    struct flock open_range = { .l_type = F_RDLCK, .l_start = 100, .l_len = 0 };
    check(fcntl(locked, F_OFD_SETLK, &open_range), "fcntl");
    printf("lock %lu %d\n", of(locked).st_ino, locked);

    printf("eventfd %d 41\n", (int)check(eventfd(41, EFD_SEMAPHORE), "eventfd"));
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGUSR2, SIG_IGN);
    printf("signalfd %d %d\n", (int)check(signalfd(-1, &signals, 0), "signalfd"), SIGUSR1);
    raise(SIGUSR1);
    int timer = check(timerfd_create(CLOCK_MONOTONIC, 0), "timerfd_create");
    struct itimerspec hour = { .it_value = { 3600, 0 }, .it_interval = { 5, 500000000 } };
    check(timerfd_settime(timer, 0, &hour, NULL), "timerfd_settime");
    printf("timerfd %d\n", timer);
    int poll = check(epoll_create1(0), "epoll_create1");
    struct epoll_event event = { .events = EPOLLIN };
    check(epoll_ctl(poll, EPOLL_CTL_ADD, ends[0], &event), "epoll_ctl");
    printf("epoll %d %d\n", poll, ends[0]);
    printf("pidfd %d %d\n", (int)check(syscall(SYS_pidfd_open, getpid(), 0), "pidfd_open"), (int)getpid());
    fflush(stdout);

    pid_t child = check(fork(), "fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    printf("ready %d\n", (int)child);
    fflush(stdout);
    while (getchar() != EOF)
        ;

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    msgctl(queue, IPC_RMID, NULL);
    shmctl(segment, IPC_RMID, NULL);
    semctl(set, 0, IPC_RMID);
    snprintf(name, sizeof name, "/zoo-mq-%s", arguments[2]);
    mq_unlink(name);
    snprintf(name, sizeof name, "/zoo-shm-%s", arguments[2]);
    shm_unlink(name);
    snprintf(name, sizeof name, "/zoo-sem-%s", arguments[2]);
    sem_unlink(name);
    return 0;
}
