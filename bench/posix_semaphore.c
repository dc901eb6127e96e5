/* Named POSIX semaphores: the name of the one to post to and of the one to wait for. */
#include <errno.h>
#include <semaphore.h>
#include "fail.h"

static sem_t *out, *in;

static void open_channel(char **names)
{
    out = sem_open(names[0], 0);
    in = sem_open(names[1], 0);
    if (out == SEM_FAILED || in == SEM_FAILED)
        fail("sem_open");
}

static void give_turn(void)
{
    if (sem_post(out) != 0)
        fail("sem_post");
}

static void await_turn(void)
{
    while (sem_wait(in) != 0)
        if (errno != EINTR)
            fail("sem_wait");
}

#include "turn.h"
