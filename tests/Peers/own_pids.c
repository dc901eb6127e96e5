// A robust mutex in shared memory, held by one process and awaited by its child, for another PID namespace than the watcher's.
// Says both pids as it sees them. Ends with its input.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t *mutex = mmap(NULL, sizeof *mutex, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (mutex == MAP_FAILED)
        return 1;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutex_lock(mutex);
    pid_t child = fork();
    if (child < 0)
        return 2;
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        return pthread_mutex_lock(mutex);
    }
    printf("%d %d\n", (int)getpid(), (int)child);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
