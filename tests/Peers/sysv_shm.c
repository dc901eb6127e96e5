/*
 * A System V segment from C. "sysv_shm ID" attaches it and takes a command a line:
 *   write OFFSET TEXT     read OFFSET LENGTH     stat (prints size, attach count, "dest" once removed)
 *   remove                detach
 *   fork OFFSET TEXT      (the child, which inherits the attachment, writes and stays until "join"; prints its process id)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child has written when this returns, and ends when the other end of go is closed. */
static void fork_writer(char *place, const char *text, int *go)
{
    int wrote[2];
    char byte;
    if (pipe(wrote) != 0 || pipe(go) != 0)
        exit(3);
    pid_t child = fork();
    if (child == 0) {
        close(go[1]);
        memcpy(place, text, strlen(text));
        if (write(wrote[1], "", 1) == 1)
            _exit(read(go[0], &byte, 1) == 0 ? 0 : 3);
        _exit(3);
    }
    close(wrote[1]);
    printf("%d\n", read(wrote[0], &byte, 1) == 1 ? (int)child : -1);
    close(wrote[0]);
}

int main(int argc, char **argv)
{
    char line[1000], text[1000];
    int go[2] = { -1, -1 };
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc != 2)
        return 2;
    int id = atoi(argv[1]);
    char *memory = shmat(id, NULL, 0);
    if (memory == (char *)-1) {
        printf("%s\n", strerrorname_np(errno));
        return 0;
    }
    printf("attached\n");
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t offset, length;
        if (sscanf(line, "write %zu %999s", &offset, text) == 2) {
            memcpy(memory + offset, text, strlen(text));
            printf("written\n");
        } else if (sscanf(line, "read %zu %zu", &offset, &length) == 2) {
            printf("%.*s\n", (int)length, memory + offset);
        } else if (sscanf(line, "fork %zu %999s", &offset, text) == 2) {
            fork_writer(memory + offset, text, go);
        } else if (strncmp(line, "join", 4) == 0) {
            close(go[1]);
            wait(NULL);
            printf("joined\n");
        } else if (strncmp(line, "stat", 4) == 0) {
            struct shmid_ds status;
            if (shmctl(id, IPC_STAT, &status) != 0)
                printf("%s\n", strerrorname_np(errno));
            else
                printf("%zu %lu%s\n", status.shm_segsz, (unsigned long)status.shm_nattch, status.shm_perm.mode & SHM_DEST ? " dest" : "");
        } else if (strncmp(line, "remove", 6) == 0) {
            printf("%s\n", shmctl(id, IPC_RMID, NULL) == 0 ? "removed" : strerrorname_np(errno));
        } else if (strncmp(line, "detach", 6) == 0) {
            printf("%s\n", shmdt(memory) == 0 ? "detached" : strerrorname_np(errno));
        } else {
            return 2;
        }
    }
    return 0;
}
