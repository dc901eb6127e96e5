/*
 * libc's process-shared locks from C, in a shared-memory object: posix_mutex OBJECT OFFSET. Commands are lines; each answers
 * one line, "ok" or the error's name.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static void say(int error)
{
    puts(error == 0 ? "ok" : strerrorname_np(error));
    fflush(stdout);
}

/* init [robust] [recursive|errorcheck] [inherit] [private] */
static int init(pthread_mutex_t *mutex, const char *line)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, strstr(line, "private") ? PTHREAD_PROCESS_PRIVATE : PTHREAD_PROCESS_SHARED);
    if (strstr(line, "robust"))
        pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (strstr(line, "inherit"))
        pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_settype(&attributes, strstr(line, "recursive") ? PTHREAD_MUTEX_RECURSIVE
        : strstr(line, "errorcheck") ? PTHREAD_MUTEX_ERRORCHECK : PTHREAD_MUTEX_NORMAL);
    return pthread_mutex_init(mutex, &attributes);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    int descriptor = shm_open(argv[1], O_RDWR, 0);
    if (descriptor < 0)
        return 3;
    char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED)
        return 4;
    pthread_mutex_t *mutex = (pthread_mutex_t *)(memory + atoi(argv[2]));
    char line[100];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "init", 4) == 0)
            say(init(mutex, line));
        else if (strcmp(line, "lock") == 0)
            say(pthread_mutex_lock(mutex));
        else if (strcmp(line, "announced-lock") == 0) {
            puts("locking");
            fflush(stdout);
            say(pthread_mutex_lock(mutex));
        } else if (strcmp(line, "try") == 0)
            say(pthread_mutex_trylock(mutex));
        else if (strcmp(line, "timed") == 0) {
            struct timespec until;
            clock_gettime(CLOCK_MONOTONIC, &until);
            until.tv_sec += 3600;
            say(pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &until));
        } else if (strcmp(line, "unlock") == 0)
            say(pthread_mutex_unlock(mutex));
        else if (strcmp(line, "consistent") == 0)
            say(pthread_mutex_consistent(mutex));
        else if (strcmp(line, "die") == 0)
            raise(SIGKILL);
        else
            return 5;
    }
    return 0;
}
