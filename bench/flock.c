/* flock(2), exclusively: the path of the file. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include "fail.h"

static int file;

static void open_channel(char **names)
{
    file = open(names[0], O_RDWR | O_CLOEXEC);
    if (file < 0)
        fail(names[0]);
}

static void take(void)
{
    while (flock(file, LOCK_EX) != 0)
        if (errno != EINTR)
            fail("flock");
}

static void release(void)
{
    while (flock(file, LOCK_UN) != 0)
        if (errno != EINTR)
            fail("flock");
}

#include "lock.h"
