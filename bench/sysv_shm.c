/* System V shared memory: the key of a segment, and its id. What is created has no key; who attaches asks how long it is. */
#include <sys/ipc.h>
#include <sys/shm.h>
#include "fail.h"

static key_t key;
static int segment;

static int create(size_t size)
{
    int id = shmget(IPC_PRIVATE, size, IPC_CREAT | IPC_EXCL | 0600);
    if (id < 0)
        fail("shmget");
    return id;
}

static void delete(int id)
{
    if (shmctl(id, IPC_RMID, NULL) != 0)
        fail("shmctl");
}

static void *attach(int id)
{
    struct shmid_ds status;
    void *address = shmat(id, NULL, 0);
    if (address == (void *)-1 || shmctl(id, IPC_STAT, &status) != 0)
        fail("shmat");
    return address;
}

static void open_channel(char **names)
{
    key = (key_t)strtol(names[0], NULL, 10);
    segment = atoi(names[1]);
}

static void create_and_delete(size_t size)
{
    delete(create(size));
}

static void open_and_close(void)
{
    if (shmget(key, 0, 0600) < 0)
        fail("shmget");
}

static void attach_and_detach(void)
{
    if (shmdt(attach(segment)) != 0)
        fail("shmdt");
}

static char *attach_for_copies(size_t size)
{
    int id = create(size);
    char *address = attach(id);
    delete(id);
    return address;
}

#include "memory.h"
