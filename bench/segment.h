/* The memory that two workers share: the name of a POSIX shared-memory object, which the benchmark has made with so many bytes. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fail.h"

static char *map_segment(const char *name, size_t *length)
{
    struct stat status;
    int descriptor = shm_open(name, O_RDWR, 0);
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        fail(name);
    *length = (size_t)status.st_size;
    char *address = (char *)mmap(NULL, *length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, descriptor, 0);
    if (address == MAP_FAILED)
        fail("mmap");
    close(descriptor);
    return address;
}
