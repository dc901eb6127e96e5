/*
 * Forks workers on a robust mutex and kills them at random moments: mutex_deaths OBJECT KILLS SEED. The object is laid out as
 * struct shared; the mutex is made by the test, which works on it at the same time. It says "working" and, when all are dead,
 * how many kills hit a worker.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 3, FIRST_SERIAL = 2 };

struct shared {
    union { pthread_mutex_t mutex; char room[64]; };
    volatile int holder;     /* the serial number of who is inside, 0 for nobody */
    volatile int first;      /* equal to second unless somebody is inside */
    volatile int second;
    volatile int violations;
    volatile int deaths_told;
    char rest[4096 - 64 - 5 * sizeof(int)];
    volatile unsigned char told[8192]; /* by serial number: how many owners were told of its death */
};

static void spin(unsigned turns)
{
    for (volatile unsigned i = 0; i < turns; i++)
        ;
}

/* The number inside changes before the death is counted, so that a death in the midst of this counts none twice. */
static void repair(struct shared *shared, int serial)
{
    int dead = shared->holder;
    shared->holder = serial;
    shared->deaths_told++;
    if (dead != 0 && ++shared->told[dead] > 1)
        shared->violations++;
    shared->second = shared->first;
    if (pthread_mutex_consistent(&shared->mutex) != 0)
        shared->violations++;
}

static void work(struct shared *shared, int serial)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    srand((unsigned)serial);
    for (;;) {
        int error = pthread_mutex_lock(&shared->mutex);
        if (error == EOWNERDEAD)
            repair(shared, serial);
        else if (error != 0)
            _exit(1);
        else if (shared->holder != 0 || shared->first != shared->second)
            shared->violations++;
        shared->holder = serial;
        shared->first++;
        spin((unsigned)rand() % 400);
        shared->second = shared->first;
        shared->holder = 0;
        pthread_mutex_unlock(&shared->mutex);
        spin((unsigned)rand() % 200);
    }
}

static pid_t start(struct shared *shared, int serial)
{
    pid_t child = fork();
    if (child == 0)
        work(shared, serial);
    return child;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int descriptor = shm_open(argv[1], O_RDWR, 0);
    if (descriptor < 0)
        return 3;
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (shared == MAP_FAILED)
        return 4;
    int kills = atoi(argv[2]);
    srand((unsigned)atoi(argv[3]));
    int serial = FIRST_SERIAL;
    pid_t workers[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start(shared, serial++);
    puts("working");
    fflush(stdout);
    int killed = 0;
    for (int round = 0; round < kills + WORKERS; round++) {
        usleep((useconds_t)(rand() % 1500));
        int victim = round < kills ? rand() % WORKERS : round - kills;
        int status;
        kill(workers[victim], SIGKILL);
        waitpid(workers[victim], &status, 0);
        killed += WIFSIGNALED(status);
        if (round < kills)
            workers[victim] = start(shared, serial++);
    }
    printf("%d\n", killed);
    return 0;
}
