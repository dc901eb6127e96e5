/*
 * A tree of processes to be traced and killed: a supervisor, which adopts and reaps whatever is left over, a parent, and
 * children that make pipes, threads, signals and grandchildren, ROUNDS times. Prints the parent's pid, waits for a line, and prints
 * "all gone" when none of the tree is left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static volatile sig_atomic_t seen;

static void count(int signal)
{
    (void)signal;
    seen++;
}

static void *pass(void *ends)
{
    char byte = 'x';
    if (write(((int *)ends)[1], &byte, 1) != 1)
        _exit(91);
    return NULL;
}

static void child(void)
{
    int ends[2];
    char byte;
    pthread_t thread;
    if (pipe(ends) != 0 || pthread_create(&thread, NULL, pass, ends) != 0 || read(ends[0], &byte, 1) != 1)
        _exit(92);
    pthread_join(thread, NULL);
    raise(SIGUSR1);
    pid_t grandchild = fork();
    if (grandchild == 0)
        _exit(seen == 1 ? 0 : 93);
    while (waitpid(grandchild, NULL, 0) < 0 && errno == EINTR)
        ;
    _exit(0);
}

static void parent(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        pid_t made = fork();
        if (made == 0)
            child();
        if (i % 4 == 3) {
            char *arguments[] = { "true", NULL };
            pid_t spawned;
            if (posix_spawn(&spawned, "/bin/true", NULL, NULL, arguments, environ) == 0)
                waitpid(spawned, NULL, 0);
        }
        waitpid(made, NULL, 0);
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    int gate[2];
    char line[16];
    signal(SIGUSR1, count);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (argc < 2 || pipe(gate) != 0)
        return 1;
    pid_t first = fork();
    if (first == 0) {
        close(gate[1]);
        if (read(gate[0], line, 1) != 1)
            _exit(94);
        parent(atoi(argv[1]));
    }
    printf("%d\n", (int)first);
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL || write(gate[1], "g", 1) != 1)
        return 2;
    while (wait(NULL) > 0 || errno == EINTR)
        ;
    puts("all gone");
    return 0;
}
