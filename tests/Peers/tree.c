/*
 * A tree of processes that is hard to kill. All of them keep descriptor 7, if it is open: its other end sees when the last is gone.
 *
 *   tree plain WIDTH DEPTH      WIDTH children each, DEPTH deep
 *   tree orphans WIDTH          children of children that have ended
 *   tree sessions WIDTH         children in sessions of their own
 *   tree daemons WIDTH          both: sessions of their own, and their parents have ended
 *   tree loop WIDTH             WIDTH processes that replace themselves by a child without end
 *   tree spread WIDTH           one process that forks for ever, a child a millisecond, up to 500
 *
 * Each ends by itself after ten minutes, where nobody has killed it by then. Prints "ready" once they are there, and the daemons' pids before.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start(void)
{
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        exit(1);
    }
    if (child == 0)
        alarm(600);
    return child;
}

static void rest(void)
{
    for (;;)
        pause();
}

static void grow(int width, int depth)
{
    for (int i = 0; depth > 0 && i < width; i++)
        if (start() == 0) {
            grow(width, depth - 1);
            rest();
        }
}

/* A child whose parent is gone before this returns. */
static void orphan(int session)
{
    int said[2];
    char byte = 0;
    if (pipe(said) != 0)
        exit(1);
    pid_t between = start();
    if (between == 0) {
        pid_t child = start();
        if (child != 0) {
            if (session)
                printf("%d\n", (int)child), fflush(stdout);
            _exit(0);
        }
        if (session)
            setsid();
        if (write(said[1], &byte, 1) != 1)
            _exit(1);
        close(said[0]);
        close(said[1]);
        rest();
    }
    waitpid(between, NULL, 0);
    if (read(said[0], &byte, 1) != 1)
        exit(1);
    close(said[0]);
    close(said[1]);
}

static void run_away(void)
{
    /* Each lives for as long as its child needs to be there. */
    for (;;) {
        pid_t child = start();
        if (child != 0)
            _exit(0);
    }
}

int main(int argc, char **argv)
{
    int width = argc > 2 ? atoi(argv[2]) : 3;
    signal(SIGCHLD, SIG_IGN);
    if (argc < 2)
        return 2;
    if (strcmp(argv[1], "plain") == 0) {
        grow(width, argc > 3 ? atoi(argv[3]) : 2);
    } else if (strcmp(argv[1], "orphans") == 0 || strcmp(argv[1], "daemons") == 0) {
        for (int i = 0; i < width; i++)
            orphan(argv[1][0] == 'd');
    } else if (strcmp(argv[1], "sessions") == 0) {
        for (int i = 0; i < width; i++)
            if (start() == 0) {
                setsid();
                rest();
            }
    } else if (strcmp(argv[1], "loop") == 0) {
        for (int i = 0; i < width; i++)
            if (start() == 0)
                run_away();
    } else if (strcmp(argv[1], "spread") == 0) {
        puts("ready");
        fflush(stdout);
        for (int i = 0; i < 500; i++) {
            if (start() == 0)
                rest();
            usleep(1000);
        }
        rest();
    }
    puts("ready");
    fflush(stdout);
    rest();
}
