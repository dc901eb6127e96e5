/*
 * Processes that create or open one semaphore set at the same moment, after TLPI's svsem_good_init: "sysv_sem_race GATE COUNT"
 * forks COUNT children for each key on standard input. Each waits until the gate's semaphore is 0, then creates the set with
 * its own number and 9, or waits for its creator (sem_otime), and prints: own number, id, first value, second value.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    _exit(1);
}

static int good_init(key_t key, unsigned short number)
{
    int id = semget(key, 2, IPC_CREAT | IPC_EXCL | 0600);
    if (id != -1) {
        unsigned short values[2] = { number, 9 };
        struct sembuf both[2] = { { .sem_num = 1, .sem_op = 1 }, { .sem_num = 1, .sem_op = -1 } };
        if (semctl(id, 0, SETALL, values) == -1 || semop(id, both, 2) == -1)
            fail("init");
        return id;
    }
    if (errno != EEXIST || (id = semget(key, 2, 0600)) == -1)
        fail("semget");
    for (;;) {
        struct semid_ds state;
        if (semctl(id, 0, IPC_STAT, &state) == -1)
            fail("IPC_STAT");
        if (state.sem_otime != 0)
            return id;
        usleep(100);
    }
}

static void race(int gate, key_t key, unsigned short number)
{
    struct sembuf open = { .sem_num = 0, .sem_op = 0, .sem_flg = 0 };
    unsigned short values[2];
    char line[80];
    if (semop(gate, &open, 1) == -1)
        fail("gate");
    int id = good_init(key, number);
    if (semctl(id, 0, GETALL, values) == -1)
        fail("GETALL");
    int length = snprintf(line, sizeof line, "%d %d %d %d\n", number, id, values[0], values[1]);
    if (write(1, line, (size_t)length) != length)
        fail("write");
    _exit(0);
}

int main(int argc, char **argv)
{
    char line[80];
    if (argc != 3)
        return 2;
    setvbuf(stdin, NULL, _IONBF, 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        int status, failed = 0;
        for (int child = 0; child < atoi(argv[2]); child++)
            if (fork() == 0)
                race(atoi(argv[1]), (key_t)atoi(line), (unsigned short)(1000 + child));
        while (wait(&status) != -1)
            failed |= status;
        if (failed)
            return 1;
    }
    return 0;
}
