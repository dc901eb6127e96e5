/*
 * Holders of a semaphore, to be killed: "sysv_sem_killed SET SEGMENT COUNT" forks COUNT children that take the set's first
 * semaphore with SEM_UNDO, repair and count up the two numbers in the segment, the first before the second, and give it back,
 * for ever; a third counts the repairs. For each line, a number of microseconds, it waits so long, kills one with SIGKILL, reaps it, starts another and
 * prints "killed". At the end of standard input it kills them all.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 64

static int set;
static volatile long *numbers;

static void operate(short change)
{
    struct sembuf operation = { .sem_num = 0, .sem_op = change, .sem_flg = SEM_UNDO };
    if (semop(set, &operation, 1) == -1)
        _exit(3);
}

static void hold_for_ever(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        operate(-1);
        if (numbers[0] != numbers[1]) {
            if (numbers[0] != numbers[1] + 1)
                _exit(4);
            numbers[2]++;
        }
        numbers[1] = numbers[0];
        numbers[0]++;
        for (volatile int spin = 0; spin < 50000; spin++)
            ;
        numbers[1] = numbers[0];
        operate(1);
    }
}

static pid_t start(void)
{
    pid_t child = fork();
    if (child == 0)
        hold_for_ever();
    return child;
}

/* Whether it was the signal that ended it. */
static int end(pid_t child)
{
    int status;
    kill(child, SIGKILL);
    return waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

int main(int argc, char **argv)
{
    pid_t children[MOST];
    char line[80];
    if (argc != 4 || atoi(argv[3]) > MOST)
        return 2;
    int count = atoi(argv[3]);
    set = atoi(argv[1]);
    numbers = shmat(atoi(argv[2]), NULL, 0);
    if (numbers == (void *)-1)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 0; i < count; i++)
        children[i] = start();
    for (int next = 0; fgets(line, sizeof line, stdin) != NULL; next = (next + 1) % count) {
        usleep((useconds_t)atoi(line));
        if (!end(children[next]))
            return 1;
        children[next] = start();
        printf("killed\n");
    }
    for (int i = 0; i < count; i++)
        if (!end(children[i]))
            return 1;
    return 0;
}
