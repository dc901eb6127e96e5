/* A System V semaphore set: its id, and the semaphore to add to and the one to take from. */
#include <errno.h>
#include <sys/sem.h>
#include "fail.h"

static int set;
static struct sembuf add = {.sem_op = 1}, take = {.sem_op = -1};

static void open_channel(char **names)
{
    set = atoi(names[0]);
    add.sem_num = atoi(names[1]);
    take.sem_num = atoi(names[2]);
}

static void give_turn(void)
{
    while (semop(set, &add, 1) != 0)
        if (errno != EINTR)
            fail("semop");
}

static void await_turn(void)
{
    while (semop(set, &take, 1) != 0)
        if (errno != EINTR)
            fail("semop");
}

#include "turn.h"
