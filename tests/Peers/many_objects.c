/* "many_objects COUNT": as many System V segments and pipes. Says "ready"; at the end of its input removes the segments and ends. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    int many = count == 2 ? atoi(arguments[1]) : 0, i, *segments = calloc((size_t)many + 1, sizeof *segments);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    for (i = 0; i < many; i++) {
        int ends[2];
        segments[i] = shmget(IPC_PRIVATE, (size_t)i + 1, 0600);
        if (segments[i] < 0 || pipe(ends) != 0) {
            perror("many_objects");
            break;
        }
    }
    puts(i == many ? "ready" : "failed");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    while (i-- > 0)
        shmctl(segments[i], IPC_RMID, NULL);
    return 0;
}
