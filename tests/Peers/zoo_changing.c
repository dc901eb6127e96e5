/*
 * Descriptors that change, in this process and a child of it: each line of its input, a seed, makes both do so many random
 * changes ("zoo_changing DIRECTORY CHANGES") and answer with a line; at the end of its input both end. Numbers are taken again at once by
 * something else: that is what a reader who remembers could mistake.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

enum { FIRST = 40, SLOTS = 24, PAGE = 4096 };

static unsigned state;
static char path[2][4096];
static void *mapped[8];

static unsigned next(unsigned most)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % most;
}

static void put(int file)
{
    if (file < 0)
        exit(1);
    dup2(file, FIRST + next(SLOTS));
    close(file);
}

static void change(void)
{
    int ends[2], slot = FIRST + next(SLOTS);
    char bytes[64] = { 0 };
    switch (next(13)) {
    case 0: case 1:
        if (pipe2(ends, O_NONBLOCK) < 0)
            exit(1);
        put(ends[0]);
        put(ends[1]);
        break;
    case 2:
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) < 0)
            exit(1);
        put(ends[0]);
        put(ends[1]);
        break;
    case 3: put(eventfd(next(100), EFD_NONBLOCK)); break;
    case 4: put(memfd_create("changing", 0)); break;
    case 5: put(open(path[0], O_RDWR | O_NONBLOCK)); break;
    case 6: put(open(path[1], O_RDWR)); break;
    case 7: put(epoll_create1(0)); break;
    case 8: dup2(slot, FIRST + next(SLOTS)); break;
    case 9: close(slot); break;
    case 10: case 11:
        if (write(slot, bytes, 1 + next(sizeof bytes)) < 0 || next(3) == 0)
            if (read(slot, bytes, sizeof bytes) < 0)
                break;
        break;
    default: {
        unsigned at = next(8);
        if (mapped[at])
            munmap(mapped[at], PAGE);
        mapped[at] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (mapped[at] == MAP_FAILED)
            exit(1);
    }
    }
}

static void serve(int in, int out, int changes)
{
    while (read(in, &state, sizeof state) == sizeof state) {
        for (int i = 0; i < changes; i++)
            change();
        if (write(out, "x", 1) != 1)
            exit(1);
    }
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    snprintf(path[0], sizeof path[0], "%s/fifo", arguments[1]);
    snprintf(path[1], sizeof path[1], "%s/file", arguments[1]);
    signal(SIGPIPE, SIG_IGN);
    int changes = atoi(arguments[2]), to[2], from[2];
    if (mkfifo(path[0], 0600) < 0 || close(open(path[1], O_CREAT | O_RDWR, 0600)) < 0 || pipe(to) < 0 || pipe(from) < 0)
        return 1;
    for (int i = 0; i < 40; i++)
        change();
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(to[1]);
        serve(to[0], from[1], changes);
        return 0;
    }
    printf("%d\n", (int)child);
    fflush(stdout);
    char line[64], answer;
    while (fgets(line, sizeof line, stdin)) {
        unsigned seed = strtoul(line, NULL, 10), other = seed ^ 0x5bd1e995u;
        if (write(to[1], &other, sizeof other) != sizeof other || read(from[0], &answer, 1) != 1)
            return 1;
        state = seed;
        for (int i = 0; i < changes; i++)
            change();
        printf("done\n");
        fflush(stdout);
    }
    close(to[1]);
    waitpid(child, NULL, 0);
    unlink(path[0]);
    unlink(path[1]);
    return 0;
}
