/*
 * Users of a named semaphore that are killed: posix_semaphore_killed /NAME SEED. For each line of standard input a child does
 * that and is killed with SIGKILL after a random time; the answer is how often it has surely done it:
 *
 *   wait   waits once
 *   post   posts again and again, at least once
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    sem_t *semaphore = sem_open(argv[1], 0);
    if (semaphore == SEM_FAILED)
        return 1;
    unsigned seed = (unsigned)atoi(argv[2]);
    _Atomic long *done = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char verb[16];
    while (fgets(verb, sizeof verb, stdin)) {
        int posts = strncmp(verb, "post", 4) == 0;
        atomic_store(done, 0);
        pid_t child = fork();
        if (child == 0) {
            atomic_fetch_add(done, 0); /* its page is there: between doing and saying so are a few instructions */
            do {
                if ((posts ? sem_post(semaphore) : sem_wait(semaphore)) != 0)
                    _exit(1);
                atomic_fetch_add(done, 1);
            } while (posts);
            pause();
        }
        while (posts && atomic_load(done) == 0)
            sched_yield();
        struct timespec time = { 0, rand_r(&seed) % 400000 };
        nanosleep(&time, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        printf("%ld\n", atomic_load(done));
        fflush(stdout);
    }
    return 0;
}
