/* The page that two workers share: the name of a POSIX shared-memory object, which the benchmark has made. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fail.h"

enum { SHARED_BYTES = 4096 };

static void *map_shared(const char *name)
{
    int descriptor = shm_open(name, O_RDWR, 0);
    if (descriptor < 0)
        fail(name);
    void *address = mmap(NULL, SHARED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED)
        fail("mmap");
    close(descriptor);
    return address;
}
