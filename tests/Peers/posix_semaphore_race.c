/*
 * posix_semaphore_race COUNT: for each line "/NAME" of standard input COUNT processes open or create that semaphore at once,
 * each with an initial value of its own. Answers the value that all of them found, or -1 where they did not find the same.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int count = atoi(argv[1]);
    int *found = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char name[256];
    while (fgets(name, sizeof name, stdin)) {
        name[strcspn(name, "\n")] = 0;
        int gate[2];
        char byte;
        if (pipe(gate) != 0)
            return 1;
        for (int index = 0; index < count; index++) {
            if (fork() != 0)
                continue;
            close(gate[1]);
            (void)!read(gate[0], &byte, 1); /* the end of the pipe: all at once */
            sem_t *semaphore = sem_open(name, O_CREAT, 0600, 1000 + index);
            if (semaphore == SEM_FAILED || sem_getvalue(semaphore, &found[index]) != 0)
                found[index] = -2;
            _exit(0);
        }
        close(gate[0]);
        close(gate[1]);
        while (wait(NULL) > 0)
            ;
        int same = found[0];
        for (int index = 1; index < count; index++)
            if (found[index] != same)
                same = -1;
        printf("%d\n", same);
        fflush(stdout);
    }
    return 0;
}
