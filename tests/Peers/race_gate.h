/* How processes of a race wait for one another: words of shared memory, waited for as futexes. */
#pragma once
#define _GNU_SOURCE
#include <linux/futex.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void add(int *word)
{
    __atomic_add_fetch(word, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, word, FUTEX_WAKE, 1 << 30, NULL, NULL, 0);
}

static inline int await(int *word, int seen)
{
    int now;
    while ((now = __atomic_load_n(word, __ATOMIC_SEQ_CST)) == seen)
        syscall(SYS_futex, word, FUTEX_WAIT, seen, NULL, NULL, 0);
    return now;
}

/* That many children; they wait without end for a round, so a parent that is killed takes them along. */
static inline int run_children(int count, int (*run)(void *), void *argument)
{
    pid_t parent = getpid();
    for (int i = 0; i < count; i++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            _exit(getppid() == parent ? run(argument) : 1);
        }
    int failed = 0, status;
    while (wait(&status) > 0)
        failed |= status;
    return failed != 0;
}
