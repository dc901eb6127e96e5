/*
 * Holders of a lock that are killed at random moments. "file_lock_holders KIND PATH SEED ROUNDS", KIND flock, posix or ofd:
 * each round forks two children that take the lock of PATH and keep two counters of it equal, each counted up alone, again
 * and again; kills the first at a random moment, then the other, and prints how far the counters are apart: "0" or "1".
 * The line that answers must come before the next round: the parent of this program has then taken the lock and repaired.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *kind, *path;

static int set(int file, short type)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 16 };
    if (kind[0] == 'f')
        return flock(file, type == F_UNLCK ? LOCK_UN : LOCK_EX);
    return fcntl(file, kind[0] == 'o' ? F_OFD_SETLKW : F_SETLKW, &lock);
}

static void hold(void)
{
    long counters[2];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int file = open(path, O_RDWR);
    while (file >= 0 && set(file, F_WRLCK) == 0) {
        if (pread(file, counters, sizeof counters, 0) != sizeof counters)
            _exit(3);
        counters[0]++;
        if (pwrite(file, &counters[0], 8, 0) != 8)
            _exit(3);
        counters[1] = counters[0];
        if (pwrite(file, &counters[1], 8, 8) != 8 || set(file, F_UNLCK) != 0)
            _exit(3);
    }
    _exit(3);
}

static pid_t start(void)
{
    pid_t child = fork();
    if (child == 0)
        hold();
    return child;
}

static void end(pid_t child)
{
    int status;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) {
        printf("a holder ended with %d\n", status);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    char line[16];
    if (argc != 5)
        return 2;
    kind = argv[1];
    path = argv[2];
    srandom((unsigned)atoi(argv[3]));
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int round = atoi(argv[4]); round > 0; round--) {
        long counters[2] = { 0, 0 };
        pid_t first = start(), second = start();
        struct timespec moment = { .tv_nsec = 200000 + random() % 800000 };
        nanosleep(&moment, NULL);
        end(first);
        moment.tv_nsec = random() % 400000;
        nanosleep(&moment, NULL);
        end(second);
        int file = open(path, O_RDONLY);
        if (pread(file, counters, sizeof counters, 0) != sizeof counters)
            return 1;
        close(file);
        printf("%ld\n", counters[0] - counters[1]);
        if (fgets(line, sizeof line, stdin) == NULL)
            return 1;
    }
    return 0;
}
