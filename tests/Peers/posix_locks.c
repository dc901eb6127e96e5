/*
 * libc's other process-shared locks from C, in a shared-memory object: posix_locks OBJECT OFFSET. At OFFSET: the mutex, 64 bytes
 * further the condition, then the read-write lock, the barrier, the spin lock, and a number that the mutex guards. Commands are
 * lines; each answers one line, "ok" or the error's name.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void say(int error)
{
    puts(error == 0 ? "ok" : error == PTHREAD_BARRIER_SERIAL_THREAD ? "serial" : strerrorname_np(error));
    fflush(stdout);
}

static void announce(const char *word)
{
    puts(word);
    fflush(stdout);
}

static int init(char *at)
{
    pthread_mutexattr_t mutex;
    pthread_mutexattr_init(&mutex);
    pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&mutex, PTHREAD_MUTEX_ROBUST);
    pthread_condattr_t condition;
    pthread_condattr_init(&condition);
    pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
    pthread_rwlockattr_t rwlock;
    pthread_rwlockattr_init(&rwlock);
    pthread_rwlockattr_setpshared(&rwlock, PTHREAD_PROCESS_SHARED);
    pthread_barrierattr_t barrier;
    pthread_barrierattr_init(&barrier);
    pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
    return pthread_mutex_init((pthread_mutex_t *)at, &mutex)
        | pthread_cond_init((pthread_cond_t *)(at + 64), &condition)
        | pthread_rwlock_init((pthread_rwlock_t *)(at + 128), &rwlock)
        | pthread_barrier_init((pthread_barrier_t *)(at + 192), &barrier, 2)
        | pthread_spin_init((pthread_spinlock_t *)(at + 256), PTHREAD_PROCESS_SHARED);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    int descriptor = shm_open(argv[1], O_RDWR, 0);
    if (descriptor < 0)
        return 3;
    char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED)
        return 4;
    char *at = memory + atoi(argv[2]);
    pthread_mutex_t *mutex = (pthread_mutex_t *)at;
    pthread_cond_t *condition = (pthread_cond_t *)(at + 64);
    pthread_rwlock_t *rwlock = (pthread_rwlock_t *)(at + 128);
    pthread_barrier_t *barrier = (pthread_barrier_t *)(at + 192);
    pthread_spinlock_t *spin = (pthread_spinlock_t *)(at + 256);
    volatile int *number = (volatile int *)(at + 320);
    char line[100];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (strcmp(line, "init") == 0)
            say(init(at));
        else if (strcmp(line, "lock") == 0)
            say(pthread_mutex_lock(mutex));
        else if (strcmp(line, "unlock") == 0)
            say(pthread_mutex_unlock(mutex));
        else if (strcmp(line, "await-number") == 0) { /* locked from here until the wait */
            int error = pthread_mutex_lock(mutex);
            announce("waiting");
            while (error == 0 && *number == 0)
                error = pthread_cond_wait(condition, mutex);
            say(error);
            pthread_mutex_unlock(mutex);
        } else if (strcmp(line, "signal") == 0)
            say(pthread_cond_signal(condition));
        else if (strcmp(line, "broadcast") == 0)
            say(pthread_cond_broadcast(condition));
        else if (strncmp(line, "set ", 4) == 0) {
            *number = atoi(line + 4);
            say(0);
        } else if (strcmp(line, "read") == 0)
            say(pthread_rwlock_rdlock(rwlock));
        else if (strcmp(line, "write") == 0)
            say(pthread_rwlock_wrlock(rwlock));
        else if (strcmp(line, "try-read") == 0)
            say(pthread_rwlock_tryrdlock(rwlock));
        else if (strcmp(line, "try-write") == 0)
            say(pthread_rwlock_trywrlock(rwlock));
        else if (strcmp(line, "rw-unlock") == 0)
            say(pthread_rwlock_unlock(rwlock));
        else if (strcmp(line, "announced-write") == 0) {
            announce("writing");
            say(pthread_rwlock_wrlock(rwlock));
        } else if (strcmp(line, "meet") == 0)
            say(pthread_barrier_wait(barrier));
        else if (strcmp(line, "spin") == 0)
            say(pthread_spin_lock(spin));
        else if (strcmp(line, "try-spin") == 0)
            say(pthread_spin_trylock(spin));
        else if (strcmp(line, "spin-unlock") == 0)
            say(pthread_spin_unlock(spin));
        else
            return 5;
    }
    return 0;
}
