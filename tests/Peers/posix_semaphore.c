/*
 * A POSIX semaphore from C: posix_semaphore VERB /NAME [VALUE]. What it finds is one line; an error is its errno's name.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int say(int result, const char *word)
{
    puts(result == 0 ? word : strerrorname_np(errno));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    const char *verb = argv[1], *name = argv[2];
    if (strcmp(verb, "unlink") == 0)
        return say(sem_unlink(name), "unlinked");
    sem_t *semaphore = strcmp(verb, "create") == 0
        ? sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)atoi(argv[3]))
        : sem_open(name, 0);
    if (semaphore == SEM_FAILED)
        return say(-1, "");
    if (strcmp(verb, "post") == 0)
        return say(sem_post(semaphore), "posted");
    if (strcmp(verb, "try") == 0)
        return say(sem_trywait(semaphore), "taken");
    if (strcmp(verb, "wait") == 0) {
        puts("waiting");
        fflush(stdout);
        return say(sem_wait(semaphore), "taken");
    }
    if (strcmp(verb, "timed") == 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += atoi(argv[3]);
        return say(sem_timedwait(semaphore, &until), "taken");
    }
    if (strcmp(verb, "value") == 0) {
        int value;
        sem_getvalue(semaphore, &value);
        printf("%d\n", value);
        return 0;
    }
    puts("opened");
    return 0;
}
