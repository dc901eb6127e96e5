/*
 * A System V segment from C. "sysv_shm ID" attaches it and takes a command a line:
 *   write OFFSET TEXT     read OFFSET LENGTH     stat (prints size, attach count, "dest" once removed)
 *   remove                detach
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

int main(int argc, char **argv)
{
    char line[1000], text[1000];
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
