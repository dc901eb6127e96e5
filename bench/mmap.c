/*
 * A file that is mapped: the path of one, and a path for what is created. Creating and opening end with a mapping, and the
 * descriptor is closed; who creates gives the file exact permissions, whatever the umask, and reserves its room.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fail.h"

static const char *there, *not_yet;
static int file;

static int open_file(void)
{
    int descriptor = open(there, O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        fail(there);
    return descriptor;
}

static void *map(int descriptor, size_t size)
{
    void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED)
        fail("mmap");
    return address;
}

static size_t length_of(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        fail("fstat");
    return status.st_size;
}

static void *create(size_t size)
{
    int descriptor = open(not_yet, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 || fchmod(descriptor, 0600) != 0 || fallocate(descriptor, 0, 0, size) != 0)
        fail(not_yet);
    void *address = map(descriptor, size);
    close(descriptor);
    return address;
}

static void delete(void)
{
    if (unlink(not_yet) != 0)
        fail(not_yet);
}

static void open_channel(char **names)
{
    there = names[0];
    not_yet = names[1];
    file = open_file();
}

static void create_and_delete(size_t size)
{
    munmap(create(size), size);
    delete();
}

static void open_and_close(void)
{
    int descriptor = open_file();
    size_t size = length_of(descriptor);
    void *address = map(descriptor, size);
    close(descriptor);
    munmap(address, size);
}

static void attach_and_detach(void)
{
    size_t size = length_of(file);
    munmap(map(file, size), size);
}

static char *attach_for_copies(size_t size)
{
    char *address = create(size);
    delete();
    return address;
}

#include "memory.h"
