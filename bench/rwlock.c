/* The reader's side of a process-shared read-write lock, and the name of the page that it is made in. */
#include <errno.h>
#include <pthread.h>
#include "shared.h"

static pthread_rwlock_t *lock;

static void open_channel(char **names)
{
    pthread_rwlockattr_t attributes;
    lock = map_shared(names[0]);
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    errno = pthread_rwlock_init(lock, &attributes);
    if (errno != 0)
        fail("pthread_rwlock_init");
}

static void take(void)
{
    if (pthread_rwlock_rdlock(lock) != 0)
        exit(1);
}

static void release(void)
{
    if (pthread_rwlock_unlock(lock) != 0)
        exit(1);
}

#include "lock.h"
