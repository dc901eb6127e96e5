/*
 * The other side of two semaphores that take turns, "sysv_sem_turns ID flags|binary ROUNDS", after TLPI's event_flags and
 * binary_sems: flags are set by SETVAL 0 and waited for as zero, binary semaphores are given and taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>

static int operate(int id, unsigned short semaphore, short change)
{
    struct sembuf operation = { .sem_num = semaphore, .sem_op = change, .sem_flg = 0 };
    return semop(id, &operation, 1);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int id = atoi(argv[1]);
    int flags = strcmp(argv[2], "flags") == 0;
    for (int round = atoi(argv[3]); round > 0; round--) {
        int failed = flags
            ? operate(id, 0, 0) != 0 || semctl(id, 0, SETVAL, 1) != 0 || semctl(id, 1, SETVAL, 0) != 0
            : operate(id, 0, -1) != 0 || operate(id, 1, 1) != 0;
        if (failed) {
            perror("sysv_sem_turns");
            return 1;
        }
    }
    return 0;
}
