/*
 * Memory whose names are gone, mapped by this process and a child of it: "deleted_memory DIRECTORY NAME". POSIX shared memory that was unlinked, a memfd and a
 * file whose descriptors are closed, the file unlinked too. Says "SHM MEMFD FILE CHILD", three inodes and a pid; ends with its input.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned long map_and_close(int file)
{
    struct stat status;
    if (file < 0 || ftruncate(file, 8192) != 0 || fstat(file, &status) != 0 || mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) == MAP_FAILED) {
        perror("map");
        exit(1);
    }
    close(file);
    return status.st_ino;
}

int main(int count, char **arguments)
{
    char path[4096];
    if (count != 3)
        return 2;
    unsigned long shm = map_and_close(shm_open(arguments[2], O_CREAT | O_EXCL | O_RDWR, 0600));
    shm_unlink(arguments[2]);
    unsigned long memory = map_and_close(memfd_create("closed", MFD_CLOEXEC));
    snprintf(path, sizeof path, "%s/unlinked", arguments[1]);
    unsigned long file = map_and_close(open(path, O_CREAT | O_EXCL | O_RDWR, 0600));
    unlink(path);
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    printf("%lu %lu %lu %d\n", shm, memory, file, (int)child);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
