/*
 * memfds. One is opened through the process that has it, as a peer's would be, and it is looked whether it is one: here the
 * process is this one. Who maps looks how long it is. No names: one argument, which says nothing.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "fail.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

static int file;

static int create(size_t size)
{
    int descriptor = memfd_create("bench", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (descriptor < 0)
        descriptor = memfd_create("bench", MFD_CLOEXEC | MFD_ALLOW_SEALING); /* before Linux 6.3 */
    if (descriptor < 0 || ftruncate(descriptor, size) != 0)
        fail("memfd_create");
    return descriptor;
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
    (void)names;
    file = create(4096);
}

static void create_and_delete(size_t size)
{
    close(create(size));
}

static void open_and_close(void)
{
    int process = syscall(SYS_pidfd_open, getpid(), 0);
    if (process < 0)
        fail("pidfd_open");
    int descriptor = syscall(SYS_pidfd_getfd, process, file, 0);
    if (descriptor < 0 || fcntl(descriptor, F_GET_SEALS) < 0)
        fail("pidfd_getfd");
    close(process);
    close(descriptor);
}

static void attach_and_detach(void)
{
    size_t size;
    void *address = map(file, &size);
    munmap(address, size);
}

static char *attach_for_copies(size_t size)
{
    int descriptor = create(size);
    char *address = map(descriptor, &size);
    close(descriptor);
    return address;
}

#include "memory.h"
