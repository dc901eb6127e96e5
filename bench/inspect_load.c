/*
 * A machine to look at: "inspect_load PROCESSES DESCRIPTORS" starts so many processes with so many descriptors together, a
 * mixture of pipes between neighbours, socket pairs, eventfds, files, FIFOs, memfds and epolls, prints "ready" and ends them
 * all at the end of its input. "inspect_load PROCESSES DESCRIPTORS SEGMENTS" makes System V segments besides.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *fifo;

/* Opens descriptors, the kinds in turn, until this process has so many. */
static void fill(int descriptors)
{
    int ends[2];
    for (int kind = 0, last = 0; last < descriptors - 1; kind++) {
        switch (kind % 8) {
        case 0: case 1: case 2:
            last = pipe(ends) < 0 ? descriptors : ends[1];
            break;
        case 3: case 4:
            last = socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 ? descriptors : ends[1];
            break;
        case 5:
            last = eventfd(kind, 0);
            break;
        case 6:
            last = open(kind % 16 == 6 ? fifo : "/etc/passwd", O_RDONLY | O_NONBLOCK);
            break;
        default:
            last = kind % 16 == 7 ? memfd_create("load", 0) : epoll_create1(0);
        }
        if (last < 0)
            exit(1);
    }
}

int main(int count, char **arguments)
{
    if (count < 3)
        return 2;
    int processes = atoi(arguments[1]), each = atoi(arguments[2]) / processes;
    char name[64];
    snprintf(name, sizeof name, "/tmp/inspect-load-%d", (int)getpid());
    fifo = name;
    if (mkfifo(fifo, 0600) < 0)
        return 1;
    struct rlimit files = { 65536, 65536 };
    setrlimit(RLIMIT_NOFILE, &files);
    int ready[2];
    if (pipe(ready) < 0)
        return 1;
    pid_t *children = calloc(processes, sizeof *children);
    for (int i = 0; i < processes; i++) {
        if ((children[i] = fork()) == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            fill(each);
            if (write(ready[1], "x", 1) != 1)
                _exit(1);
            for (;;)
                pause();
        }
    }
    close(ready[1]);
    char byte;
    for (int i = 0; i < processes; i++)
        if (read(ready[0], &byte, 1) != 1)
            break;
    int made = count > 3 ? atoi(arguments[3]) : 0, *segments = calloc(made + 1, sizeof *segments);
    for (int i = 0; i < made; i++)
        if ((segments[i] = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600)) < 0)
            made = i;
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    for (int i = 0; i < processes; i++)
        kill(children[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
    for (int i = 0; i < made; i++)
        shmctl(segments[i], IPC_RMID, NULL);
    unlink(fifo);
    return 0;
}
