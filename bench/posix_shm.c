/*
 * POSIX shared memory: the name of an object, and one for what is created. Who creates gives it exact permissions, whatever the
 * umask, reserves its memory, and only then the name, so that nobody finds half an object; who maps looks how long it is.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fail.h"

static const char *there, *not_yet;
static int object;

static int open_object(const char *name)
{
    int descriptor = shm_open(name, O_RDWR, 0);
    if (descriptor < 0)
        fail(name);
    return descriptor;
}

static int create(size_t size)
{
    char unnamed[32], path[NAME_MAX + 16];
    int descriptor = open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0 || fchmod(descriptor, 0600) != 0 || fallocate(descriptor, 0, 0, size) != 0)
        fail(not_yet);
    snprintf(unnamed, sizeof unnamed, "/proc/self/fd/%d", descriptor);
    snprintf(path, sizeof path, "/dev/shm%s", not_yet);
    if (linkat(AT_FDCWD, unnamed, AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0)
        fail(not_yet);
    return descriptor;
}

static void delete(void)
{
    if (shm_unlink(not_yet) != 0)
        fail(not_yet);
}

static void *map(int descriptor, size_t *size)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        fail("fstat");
    void *address = mmap(NULL, status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED)
        fail("mmap");
    *size = status.st_size;
    return address;
}

static void open_channel(char **names)
{
    there = names[0];
    not_yet = names[1];
    object = open_object(there);
}

static void create_and_delete(size_t size)
{
    close(create(size));
    delete();
}

static void open_and_close(void)
{
    close(open_object(there));
}

static void attach_and_detach(void)
{
    size_t size;
    void *address = map(object, &size);
    munmap(address, size);
}

static char *attach_for_copies(size_t size)
{
    int descriptor = create(size);
    char *address = map(descriptor, &size);
    close(descriptor);
    delete();
    return address;
}

#include "memory.h"
