/* Creates-or-opens POSIX shared memory together with others: shm_race GATE PREFIX PROCESSES

   That many children, which live for all rounds. The gate is shared memory: the round's number (0 before the first, -1: end),
   how many are done with it, how many created, how many found something unfinished, how many are ready. In round R each
   creates-or-opens PREFIX-R of SIZE bytes, every 32-bit word of which its creator sets to its own process id. */
#define _GNU_SOURCE
#include "race_gate.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS = 4096, SIZE = WORDS * 4 };

struct gate {
    int round, done, created, bad, ready;
};

/* The library's way: whole before it has its name. */
static int open_or_create(const char *name, int *created)
{
    char path[300], place[64];
    snprintf(path, sizeof path, "/dev/shm%s", name);
    for (;;) {
        int descriptor = shm_open(name, O_RDWR, 0);
        if (descriptor >= 0 || errno != ENOENT)
            return descriptor;
        descriptor = open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (descriptor < 0 || posix_fallocate(descriptor, 0, SIZE) != 0)
            return -1;
        int *words = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        for (int i = 0; i < WORDS; i++)
            words[i] = getpid();
        munmap(words, SIZE);
        snprintf(place, sizeof place, "/proc/self/fd/%d", descriptor);
        if (linkat(AT_FDCWD, place, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0) {
            *created = 1;
            return descriptor;
        }
        close(descriptor);
        if (errno != EEXIST)
            return -1;
    }
}

static int is_whole(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || status.st_size != SIZE || (status.st_mode & 0777) != 0600)
        return 0;
    int whole = 1, *words = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, descriptor, 0);
    for (int i = 0; i < WORDS; i++)
        whole &= words[i] != 0 && words[i] == words[0];
    munmap(words, SIZE);
    return whole;
}

static const char *prefix;

static int run(void *argument)
{
    struct gate *gate = argument;
    add(&gate->ready);
    for (int round = 0; (round = await(&gate->round, round)) > 0;) {
        char name[200];
        int created = 0;
        snprintf(name, sizeof name, "%s-%d", prefix, round);
        int descriptor = open_or_create(name, &created);
        if (descriptor < 0 || !is_whole(descriptor))
            add(&gate->bad);
        if (created)
            add(&gate->created);
        close(descriptor);
        add(&gate->done);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    struct gate *gate = mmap(NULL, sizeof *gate, PROT_READ | PROT_WRITE, MAP_SHARED, shm_open(argv[1], O_RDWR, 0), 0);
    if (gate == MAP_FAILED)
        return 1;
    umask(0);
    prefix = argv[2];
    return run_children(atoi(argv[3]), run, gate);
}
