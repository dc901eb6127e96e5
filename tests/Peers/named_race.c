/* Creates-or-opens and deletes one named object together with others: named_race GATE DIRECTORY PROCESSES

   That many children, which live for all rounds. In an even round each opens the object "raced" of the domain, or makes it, and all must have
   the same one; in an odd round each tries to delete it. In a round of FREE_ROUNDS or more each does both, as fast as it can.
   The file is as docs/named-objects-ground.md draws it. */
#define _GNU_SOURCE
#include "race_gate.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

enum { SIZE = 8192, FREE_ROUNDS = 1 << 20, FREE_TURNS = 20 };

struct gate {
    int round, done, created, bad, ready, deleted;
    uint64_t id;
};

struct header {
    char magic[8];
    uint32_t version, kind;
    uint64_t size;
    uint32_t cells, options;
    uint64_t id;
    int64_t created;
    uint32_t creator, collected;
};

static int directory;

static uint64_t read_id(int descriptor)
{
    struct stat status;
    struct header header;
    if (fstat(descriptor, &status) != 0 || status.st_size != SIZE || (status.st_mode & 0777) != 0600
        || pread(descriptor, &header, sizeof header, 0) != sizeof header || memcmp(header.magic, "CAUSEWAY", 8) != 0
        || header.version != 1 || header.kind != 1 || header.size != SIZE || header.cells != 126)
        return 0;
    return header.id;
}

static int create(void)
{
    char place[64];
    int descriptor = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    struct header header = { "CAUSEWAY", 1, 1, SIZE, 126, 0, 0, 0, getpid(), 0 };
    if (descriptor < 0 || getrandom(&header.id, sizeof header.id, 0) < 0 || posix_fallocate(descriptor, 0, SIZE) != 0
        || pwrite(descriptor, &header, sizeof header, 0) != sizeof header)
        return -1;
    snprintf(place, sizeof place, "/proc/self/fd/%d", descriptor);
    if (linkat(AT_FDCWD, place, directory, "raced", AT_SYMLINK_FOLLOW) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

static int open_or_create(struct gate *gate)
{
    for (;;) {
        int descriptor = openat(directory, "raced", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
        if (descriptor >= 0 || errno != ENOENT)
            return descriptor;
        if ((descriptor = create()) >= 0) {
            add(&gate->created);
            return descriptor;
        }
        if (errno != EEXIST)
            return -1;
    }
}

/* Under the removal byte the name means this file until it is removed. */
static void delete_it(struct gate *gate)
{
    int descriptor = openat(directory, "raced", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0)
        return;
    struct flock removal = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1L << 40, .l_len = 1 };
    struct stat file, name;
    if (fcntl(descriptor, F_OFD_SETLKW, &removal) != 0)
        add(&gate->bad);
    else if (fstat(descriptor, &file) == 0 && fstatat(directory, "raced", &name, AT_SYMLINK_NOFOLLOW) == 0
             && file.st_ino == name.st_ino && unlinkat(directory, "raced", 0) == 0)
        add(&gate->deleted);
    close(descriptor);
}

static void open_it(struct gate *gate, int alone)
{
    int descriptor = open_or_create(gate);
    uint64_t id = descriptor < 0 ? 0 : read_id(descriptor), none = 0;
    int same = alone || __atomic_compare_exchange_n(&gate->id, &none, id, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) || none == id;
    if (id == 0 || !same)
        add(&gate->bad);
    close(descriptor);
}

static int run(void *argument)
{
    struct gate *gate = argument;
    add(&gate->ready);
    for (int round = 0; (round = await(&gate->round, round)) > 0;) {
        if (round >= FREE_ROUNDS)
            for (int i = 0; i < FREE_TURNS; i++) {
                open_it(gate, 1);
                delete_it(gate);
            }
        else if (round % 2 == 0)
            open_it(gate, 0);
        else
            delete_it(gate);
        add(&gate->done);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4 || (directory = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return 2;
    struct gate *gate = mmap(NULL, sizeof *gate, PROT_READ | PROT_WRITE, MAP_SHARED, shm_open(argv[1], O_RDWR, 0), 0);
    if (gate == MAP_FAILED)
        return 1;
    umask(0);
    return run_children(atoi(argv[3]), run, gate);
}
