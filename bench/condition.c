/*
 * A mutex and a condition, process-shared: first or second, the name of the page, and where in it the mutex, the condition and
 * the word are. The first makes them.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include "shared.h"

static pthread_mutex_t *mutex;
static pthread_cond_t *condition;
static int *turn;
static int theirs, mine;

static void make(void)
{
    pthread_mutexattr_t of_mutex;
    pthread_condattr_t of_condition;
    pthread_mutexattr_init(&of_mutex);
    pthread_mutexattr_setpshared(&of_mutex, PTHREAD_PROCESS_SHARED);
    pthread_condattr_init(&of_condition);
    pthread_condattr_setpshared(&of_condition, PTHREAD_PROCESS_SHARED);
    pthread_condattr_setclock(&of_condition, CLOCK_MONOTONIC);
    errno = pthread_mutex_init(mutex, &of_mutex);
    if (errno == 0)
        errno = pthread_cond_init(condition, &of_condition);
    if (errno != 0)
        fail("pthread_cond_init");
}

static void open_channel(char **names)
{
    char *page = map_shared(names[1]);
    int is_first = strcmp(names[0], "first") == 0;
    mutex = (pthread_mutex_t *)(page + atoi(names[2]));
    condition = (pthread_cond_t *)(page + atoi(names[3]));
    turn = (int *)(page + atoi(names[4]));
    mine = is_first ? 0 : 1;
    theirs = 1 - mine;
    if (is_first)
        make();
}

static void give_turn(void)
{
    if (pthread_mutex_lock(mutex) != 0)
        exit(1);
    *turn = theirs;
    if (pthread_cond_signal(condition) != 0 || pthread_mutex_unlock(mutex) != 0)
        exit(1);
}

static void await_turn(void)
{
    if (pthread_mutex_lock(mutex) != 0)
        exit(1);
    while (*turn != mine)
        if (pthread_cond_wait(condition, mutex) != 0)
            exit(1);
    if (pthread_mutex_unlock(mutex) != 0)
        exit(1);
}

#include "turn.h"
