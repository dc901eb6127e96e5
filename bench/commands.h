/*
 * The main program of each C worker. A file includes this one and defines
 *
 *   static void open_channel(char **names);                            what it works on
 *   static int perform(const char *verb, size_t size, long count);     0: no such command
 *
 * Commands come as lines on standard input, VERB SIZE COUNT, and each is answered with one line:
 * nanoseconds elapsed, nanoseconds of CPU, bytes allocated (none here), p50, p99 and p99.9 of a round trip.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* No command takes a tenth of the watchdog's seconds: a worker that is still at it has lost the other one. */
enum { WATCHDOG = 60, MOST_TRIPS = 1 << 20, MOST_OPERATIONS = 1 << 24 };

static long long trips[MOST_TRIPS];

static void open_channel(char **names);
static int perform(const char *verb, size_t size, long count);

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long cpu_time(void)
{
    struct rusage u;
    long long sum = 0;
    for (int who = RUSAGE_CHILDREN; who <= RUSAGE_SELF; who++) {
        getrusage(who, &u);
        sum += (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000LL + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000LL;
    }
    return sum;
}

static int compare(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static void *idle(void *unused)
{
    (void)unused;
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv)
{
    /* A process with threads pays more for each call on a descriptor, and every .NET process has them. */
    pthread_t thread;
    char verb[16];
    size_t size;
    long count;
    if (argc < 2 || pthread_create(&thread, NULL, idle, NULL) != 0)
        return 2;
    open_channel(argv + 1);
    puts("ready");
    fflush(stdout);
    while (scanf("%15s %zu %ld", verb, &size, &count) == 3) {
        int is_ping = strcmp(verb, "ping") == 0;
        if (count < 1 || count > (is_ping ? MOST_TRIPS : MOST_OPERATIONS))
            return 2;
        alarm(WATCHDOG);
        long long cpu = cpu_time(), start = now();
        if (!perform(verb, size, count))
            return 2;
        long long elapsed = now() - start;
        cpu = cpu_time() - cpu;
        alarm(0);
        if (is_ping) {
            qsort(trips, count, sizeof *trips, compare);
            printf("%lld %lld 0 %lld %lld %lld\n", elapsed, cpu, trips[count / 2], trips[count * 99 / 100], trips[count * 999 / 1000]);
        } else {
            printf("%lld %lld 0 0 0 0\n", elapsed, cpu);
        }
        fflush(stdout);
    }
    return 0;
}
