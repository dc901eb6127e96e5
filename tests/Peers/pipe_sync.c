/*
 * "pipe_sync COUNT": COUNT children that say when they are done by closing the writing end of one pipe, as its parent reads to the end
 * to hear of. Prints "ready INODE PID...", the pipe and the children; after a line of standard input they end, and it prints "go".
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(int *ends)
{
    if (pipe(ends) != 0) {
        perror("pipe");
        exit(1);
    }
}

/* Holds a writing end, and no other end of that pipe, until nobody holds the gate's. */
static void hold(int *sync, int *gate, int *there)
{
    char byte = 0;
    close(sync[0]);
    close(gate[1]);
    if (write(there[1], &byte, 1) != 1)
        exit(1);
    _exit(read(gate[0], &byte, 1) == 0 ? 0 : 1);
}

int main(int argc, char **argv)
{
    int sync[2], gate[2], there[2], count = argc == 2 ? atoi(argv[1]) : 0;
    char byte, line[16];
    pid_t children[100];
    struct stat status;
    if (count < 1 || count > 100)
        return 2;
    make(sync);
    make(gate);
    make(there);
    for (int i = 0; i < count; i++) {
        children[i] = fork();
        if (children[i] < 0)
            return 1;
        if (children[i] == 0)
            hold(sync, gate, there);
    }
    close(sync[1]);
    for (int i = 0; i < count; i++)
        if (read(there[0], &byte, 1) != 1)
            return 1;
    if (fstat(sync[0], &status) != 0)
        return 1;
    printf("ready %lu", (unsigned long)status.st_ino);
    for (int i = 0; i < count; i++)
        printf(" %d", (int)children[i]);
    printf("\n");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return 1;
    close(gate[1]);
    if (read(sync[0], &byte, 1) != 0)
        return 1;
    printf("go\n");
    return 0;
}
