/*
 * Many processes to watch that are not the watcher's children.
 *
 *   fork_many N [keep]    forks N, prints their pids, one a line, then "ready"
 *
 * A line of standard input: "exit I CODE" ends the one of that index with the code, "kill I SIGNAL" by the signal; "reap" waits
 * for all that have ended (with keep they are zombies until then, else each is waited for at once), "all" ends all by SIGTERM.
 * Each is answered with "done". The children end with their parent.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1, keep = argc > 2;
    pid_t *pids = calloc(count, sizeof *pids);
    int *ends = calloc(count, sizeof *ends);
    for (int i = 0; i < count; i++) {
        int way[2] = {-1, -1};
        if (count <= 16 && pipe(way) != 0)
            return 1;
        pids[i] = fork();
        if (pids[i] < 0) {
            perror("fork");
            return 1;
        }
        if (pids[i] == 0) {
            unsigned char code;
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (way[0] >= 0 && read(way[0], &code, 1) == 1)
                _exit(code);
            for (;;)
                pause();
        }
        ends[i] = way[1];
        printf("%d\n", (int)pids[i]);
    }
    puts("ready");
    fflush(stdout);
    char verb[8];
    int index, value;
    while (scanf("%7s", verb) == 1) {
        if (strcmp(verb, "exit") == 0 && scanf("%d %d", &index, &value) == 2) {
            unsigned char code = value;
            if (write(ends[index], &code, 1) != 1)
                return 1;
        } else if (strcmp(verb, "kill") == 0 && scanf("%d %d", &index, &value) == 2) {
            kill(pids[index], value);
        } else if (strcmp(verb, "all") == 0) {
            for (int i = 0; i < count; i++)
                kill(pids[i], SIGTERM);
        }
        siginfo_t info;
        if (strcmp(verb, "reap") == 0 || strcmp(verb, "all") == 0)
            while (waitpid(-1, NULL, strcmp(verb, "all") == 0 ? 0 : WNOHANG) > 0)
                ;
        else if (keep)
            waitid(P_PID, pids[index], &info, WEXITED | WNOWAIT);
        else
            waitpid(pids[index], NULL, 0);
        puts("done");
        fflush(stdout);
    }
    return 0;
}
