// Two threads that do different things with signals.
// usage: signal_states    blocks SIGUSR1, SIGALRM and SIGHUP in all threads, and SIGUSR2 in the second alone; ignores SIGPIPE; handles SIGTERM.
// SIGUSR1 is pending for the main thread, SIGUSR2 for the second, SIGHUP for the process. Says the second's id. Ends with its input.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int second;

static void note(int signal)
{
    (void)signal;
}

static void *run(void *unused)
{
    sigset_t more;
    (void)unused;
    sigemptyset(&more);
    sigaddset(&more, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &more, NULL);
    prctl(PR_SET_NAME, "second");
    pthread_kill(pthread_self(), SIGUSR2);
    atomic_store(&second, (int)syscall(SYS_gettid));
    for (;;)
        pause();
    return NULL;
}

int main(void)
{
    pthread_t thread;
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigaddset(&blocked, SIGALRM);
    sigaddset(&blocked, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, note);
    if (pthread_create(&thread, NULL, run, NULL) != 0)
        return 1;
    while (atomic_load(&second) == 0)
        sched_yield();
    pthread_kill(pthread_self(), SIGUSR1);
    kill(getpid(), SIGHUP);
    printf("%d\n", atomic_load(&second));
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
