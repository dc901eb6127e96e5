/*
 * machine CPU CPU: what the machine itself gives. Commands come as lines on standard input and are answered with nanoseconds:
 *
 *   line      a cache line from one CPU to the other and back
 *   syscall   an empty system call
 *   wake      a futex wait woken on the other CPU and back
 *   memcpy    copying 64 KiB that is in the cache
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The best of some batches: one that another process interrupts says nothing about the line. */
enum { LINE_BATCHES = 5, LINE_TRIPS = 1000, WAKE_TRIPS = 1000, CALLS = 100000, COPIES = 2000 };

static _Alignas(128) atomic_int ball;
static _Alignas(128) atomic_int sleeper;
static _Alignas(128) atomic_int job;
static char from[1 << 16], to[1 << 16];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) {
        perror("sched_setaffinity");
        exit(1);
    }
}

static void futex_wait(atomic_int *word, int value)
{
    while (atomic_load(word) == value)
        syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
}

static void futex_set(atomic_int *word, int value)
{
    atomic_store(word, value);
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* The other CPU: sleeps until there is a job, and then answers each stroke. */
static void *answer(void *cpu)
{
    pin(*(int *)cpu);
    for (;;) {
        futex_wait(&job, 0);
        if (atomic_load(&job) == 'l') {
            atomic_store(&ball, 0);
            atomic_store(&job, 0);
            for (int i = 0; i < LINE_BATCHES * LINE_TRIPS; i++) {
                while (atomic_load_explicit(&ball, memory_order_acquire) != 1)
                    ;
                atomic_store_explicit(&ball, 0, memory_order_release);
            }
        } else {
            atomic_store(&job, 0);
            for (int i = 0; i < WAKE_TRIPS; i++) {
                futex_wait(&sleeper, 0);
                futex_set(&sleeper, 0);
            }
        }
    }
    return NULL;
}

static void start(int which)
{
    futex_set(&job, which);
    while (atomic_load(&job) != 0)
        sched_yield();
}

static double line(void)
{
    start('l');
    double best = 0;
    for (int batch = 0; batch < LINE_BATCHES; batch++) {
        double before = now();
        for (int i = 0; i < LINE_TRIPS; i++) {
            atomic_store_explicit(&ball, 1, memory_order_release);
            while (atomic_load_explicit(&ball, memory_order_acquire) != 0)
                ;
        }
        double took = (now() - before) / LINE_TRIPS;
        if (batch == 0 || took < best)
            best = took;
    }
    return best;
}

static double wake(void)
{
    start('w');
    double before = now();
    for (int i = 0; i < WAKE_TRIPS; i++) {
        futex_set(&sleeper, 1);
        futex_wait(&sleeper, 1);
    }
    return (now() - before) / WAKE_TRIPS;
}

static double empty_call(void)
{
    double before = now();
    for (int i = 0; i < CALLS; i++)
        syscall(SYS_getppid);
    return (now() - before) / CALLS;
}

static double copy(void)
{
    double before = now();
    for (int i = 0; i < COPIES; i++) {
        memcpy(to, from, sizeof to);
        __asm__ volatile("" : : "r"(to), "r"(from) : "memory");
    }
    return (now() - before) / COPIES;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    char verb[16];
    if (argc < 3)
        return 2;
    int here = atoi(argv[1]), there = atoi(argv[2]);
    pin(here);
    if (pthread_create(&thread, NULL, answer, &there) != 0)
        return 1;
    puts("ready");
    fflush(stdout);
    while (scanf("%15s", verb) == 1) {
        printf("%.1f\n", strcmp(verb, "line") == 0 ? line() : strcmp(verb, "wake") == 0 ? wake() : strcmp(verb, "syscall") == 0 ? empty_call() : copy());
        fflush(stdout);
    }
    return 0;
}
