/* A process-shared mutex: normal or robust, and the name of the page that it is made in. */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include "shared.h"

static pthread_mutex_t *mutex;

static void open_channel(char **names)
{
    pthread_mutexattr_t attributes;
    mutex = map_shared(names[1]);
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (strcmp(names[0], "robust") == 0)
        pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    errno = pthread_mutex_init(mutex, &attributes);
    if (errno != 0)
        fail("pthread_mutex_init");
}

static void take(void)
{
    if (pthread_mutex_lock(mutex) != 0)
        exit(1);
}

static void release(void)
{
    if (pthread_mutex_unlock(mutex) != 0)
        exit(1);
}

#include "lock.h"
