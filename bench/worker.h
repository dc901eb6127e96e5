/*
 * What the C programs of the benchmark have in common. A mechanism's file defines, and then includes this one:
 *
 *   static void open_channel(char **names);                  what it sends to and what it receives from
 *   static void send_message(const char *bytes, size_t n);
 *   static void receive_message(char *bytes, size_t n);
 *
 * Commands come as lines on standard input, VERB SIZE COUNT, and each is answered with one line:
 * nanoseconds elapsed, nanoseconds of CPU, bytes allocated (none here), p50, p99 and p99.9 of a round trip.
 *
 *   cpu     send and receive by turns, alone
 *   send    send all; the other process runs drain and answers with one message at the end
 *   ping    send and receive by turns; the other process runs pong
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static char message[1 << 16];
static long long trips[1 << 20];

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long cpu_time(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000LL + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000LL;
}

static int compare(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static void alone(size_t size, long count)
{
    for (long i = 0; i < count; i++) {
        send_message(message, size);
        receive_message(message, size);
    }
}

static void send_all(size_t size, long count)
{
    for (long i = 0; i < count; i++)
        send_message(message, size);
    receive_message(message, 1);
}

static void drain(size_t size, long count)
{
    for (long i = 0; i < count; i++)
        receive_message(message, size);
    send_message(message, 1);
}

static void ping(size_t size, long count)
{
    long long before = now();
    for (long i = 0; i < count; i++) {
        send_message(message, size);
        receive_message(message, size);
        long long after = now();
        trips[i] = after - before;
        before = after;
    }
}

static void pong(size_t size, long count)
{
    for (long i = 0; i < count; i++) {
        receive_message(message, size);
        send_message(message, size);
    }
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
        if (size > sizeof message || count < 1 || count > (long)(sizeof trips / sizeof *trips))
            return 2;
        long long cpu = cpu_time(), start = now();
        if (strcmp(verb, "cpu") == 0)
            alone(size, count);
        else if (strcmp(verb, "send") == 0)
            send_all(size, count);
        else if (strcmp(verb, "drain") == 0)
            drain(size, count);
        else if (strcmp(verb, "ping") == 0)
            ping(size, count);
        else if (strcmp(verb, "pong") == 0)
            pong(size, count);
        else
            return 2;
        long long elapsed = now() - start;
        cpu = cpu_time() - cpu;
        if (strcmp(verb, "ping") == 0)
            qsort(trips, count, sizeof *trips, compare);
        printf("%lld %lld 0 %lld %lld %lld\n", elapsed, cpu, trips[count / 2], trips[count * 99 / 100], trips[count * 999 / 1000]);
        fflush(stdout);
    }
    return 0;
}
