/*
 * A System V semaphore set from C, after TLPI's svsem programs. "sysv_sem ID" takes a command a line:
 *   op SEM CHANGE [n][u]  (semop with IPC_NOWAIT, SEM_UNDO; prints "done")
 *   get SEM               (prints value, GETPID is us or not, GETNCNT, GETZCNT)
 *   set SEM VALUE         remove          die (by SIGKILL)
 * and prints the name of errno where one fails. "sysv_sem create KEY COUNT" first creates a set, without values, and prints its id.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <unistd.h>

static void say(int result, const char *word)
{
    printf("%s\n", result < 0 ? strerrorname_np(errno) : word);
}

static int operate(int id, int semaphore, int change, const char *flags)
{
    struct sembuf operation = {
        .sem_num = (unsigned short)semaphore,
        .sem_op = (short)change,
        .sem_flg = (short)((strchr(flags, 'n') ? IPC_NOWAIT : 0) | (strchr(flags, 'u') ? SEM_UNDO : 0)),
    };
    return semop(id, &operation, 1);
}

int main(int argc, char **argv)
{
    char line[200];
    int id;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 4) {
        id = semget((key_t)atoi(argv[2]), atoi(argv[3]), IPC_CREAT | IPC_EXCL | 0600);
        printf("%d\n", id);
    } else {
        id = atoi(argv[1]);
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        char flags[8] = "";
        int semaphore, number;
        if (sscanf(line, "op %d %d %7s", &semaphore, &number, flags) >= 2)
            say(operate(id, semaphore, number, flags), "done");
        else if (sscanf(line, "get %d", &semaphore) == 1)
            printf("%d %s %d %d\n", semctl(id, semaphore, GETVAL), semctl(id, semaphore, GETPID) == getpid() ? "mine" : "other",
                   semctl(id, semaphore, GETNCNT), semctl(id, semaphore, GETZCNT));
        else if (sscanf(line, "set %d %d", &semaphore, &number) == 2)
            say(semctl(id, semaphore, SETVAL, number), "set");
        else if (strncmp(line, "remove", 6) == 0)
            say(semctl(id, 0, IPC_RMID), "removed");
        else if (strncmp(line, "die", 3) == 0)
            kill(getpid(), SIGKILL);
        else
            return 2;
    }
    return 0;
}
