/* A program to be traced: what it does is its first argument; it answers lines on standard input. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t seen;
static volatile int seen_value;
static volatile atomic_long rounds;
static volatile long target_value = 41;
static volatile int *volatile nowhere = NULL;

static void count(int signal, siginfo_t *info, void *context)
{
    (void)context;
    seen = signal;
    seen_value = info->si_value.sival_int;
}

static void catch(int signal)
{
    struct sigaction action = { .sa_sigaction = count, .sa_flags = SA_SIGINFO };
    sigaction(signal, &action, NULL);
}

/* The breakpoint goes here. */
__attribute__((noinline)) long add_two(long number)
{
    __asm__ volatile("");
    return number + 2;
}

static void *busy(void *unused)
{
    (void)unused;
    for (;;) {
        syscall(SYS_getppid);
        atomic_fetch_add(&rounds, 1);
    }
    return NULL;
}

static void *brief(void *unused)
{
    return unused;
}

static void *become_another(void *unused)
{
    execl("/bin/sh", "sh", "-c", "echo executed; exit 9", (char *)NULL);
    return unused;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int amount = argc > 2 ? atoi(argv[2]) : 0;
    char line[256];
    catch(SIGUSR1);
    catch(SIGUSR2);
    catch(SIGRTMIN + 3);
    if (strcmp(what, "threads") == 0) {
        for (int i = 0; i < amount; i++) {
            pthread_t thread;
            pthread_create(&thread, NULL, busy, NULL);
        }
    }
    printf("ready %p %p\n", (void *)add_two, (void *)&target_value);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        if (strcmp(line, "quit") == 0)
            return 0;
        if (strncmp(line, "exit ", 5) == 0)
            exit(atoi(line + 5));
        if (strcmp(line, "seen") == 0) {
            printf("seen %d %d\n", (int)seen, seen_value);
            seen = 0;
        } else if (strcmp(line, "raise") == 0) {
            raise(SIGUSR1);
            printf("raised %d\n", (int)seen);
            seen = 0;
        } else if (strcmp(line, "call") == 0) {
            long result = syscall(SYS_getppid);
            printf("called %s\n", result == getppid() ? "parent" : result < 0 ? strerror(errno) : "changed");
        } else if (strncmp(line, "add ", 4) == 0) {
            printf("added %ld\n", add_two(atol(line + 4)));
        } else if (strcmp(line, "value") == 0) {
            printf("value %ld\n", target_value);
        } else if (strcmp(line, "rounds") == 0) {
            long before = atomic_load(&rounds);
            while (atomic_load(&rounds) < before + 1000)
                sched_yield();
            printf("rounds\n");
        } else if (strcmp(line, "thread") == 0) {
            pthread_t thread;
            pthread_create(&thread, NULL, brief, NULL);
            pthread_join(thread, NULL);
            printf("joined\n");
        } else if (strcmp(line, "fork") == 0) {
            fflush(stdout);
            pid_t child = fork();
            if (child == 0)
                _exit((int)add_two(5));
            int status;
            waitpid(child, &status, 0);
            printf("forked %d %d\n", WIFEXITED(status), WEXITSTATUS(status));
        } else if (strcmp(line, "vfork") == 0) {
            fflush(stdout);
            pid_t child = vfork();
            if (child == 0) {
                char byte;
                _exit(read(0, &byte, 1) == 1 ? (int)add_two(5) : 90);
            }
            int status;
            waitpid(child, &status, 0);
            printf("forked %d %d\n", WIFEXITED(status), WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
        } else if (strcmp(line, "thread exec") == 0) {
            pthread_t thread;
            fflush(stdout);
            pthread_create(&thread, NULL, become_another, NULL);
            pthread_join(thread, NULL);
        } else if (strcmp(line, "exec") == 0) {
            fflush(stdout);
            execl("/bin/sh", "sh", "-c", "echo executed; exit 9", (char *)NULL);
        } else if (strcmp(line, "fault") == 0) {
            *nowhere = 1;
        }
        fflush(stdout);
    }
    return 3;
}
