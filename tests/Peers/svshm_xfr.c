/*
 * A file handed over block by block through a System V segment, two binary semaphores taking turns.
 * "svshm_xfr write SHMKEY SEMKEY FILE" creates both, prints "ready", sends FILE, waits until the reader is done, removes both
 * and prints "Sent N bytes (M xfrs)". "svshm_xfr read SHMKEY SEMKEY FILE" writes what comes to FILE and prints
 * "Received N bytes (M xfrs)".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

enum { WRITERS_TURN, READERS_TURN, SEMAPHORES };

struct segment { int count; char block[1024]; };
union semun { int val; };

static void change(int semaphores, unsigned short number, short by)
{
    struct sembuf operation = { .sem_num = number, .sem_op = by };
    if (semop(semaphores, &operation, 1) != 0) {
        perror("semop");
        exit(3);
    }
}

static int create_semaphores(key_t key)
{
    int id = semget(key, SEMAPHORES, IPC_CREAT | IPC_EXCL | 0600);
    if (id < 0 || semctl(id, WRITERS_TURN, SETVAL, (union semun){ .val = 1 }) != 0 || semctl(id, READERS_TURN, SETVAL, (union semun){ .val = 0 }) != 0) {
        perror("semget");
        exit(3);
    }
    return id;
}

int main(int argc, char **argv)
{
    long bytes = 0, blocks = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc != 5)
        return 2;
    int writes = strcmp(argv[1], "write") == 0;
    key_t memory_key = (key_t)atoi(argv[2]), semaphores_key = (key_t)atoi(argv[3]);
    int file = open(argv[4], writes ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int semaphores = writes ? create_semaphores(semaphores_key) : semget(semaphores_key, 0, 0);
    int id = shmget(memory_key, writes ? sizeof(struct segment) : 0, writes ? IPC_CREAT | IPC_EXCL | 0600 : 0);
    struct segment *segment = shmat(id, NULL, writes ? 0 : SHM_RDONLY);
    if (file < 0 || segment == (void *)-1) {
        perror(argv[4]);
        return 3;
    }
    if (writes) {
        printf("ready\n");
        for (;; blocks++) {
            change(semaphores, WRITERS_TURN, -1);
            segment->count = (int)read(file, segment->block, sizeof segment->block);
            int count = segment->count;
            change(semaphores, READERS_TURN, 1);
            if (count <= 0)
                break;
            bytes += count;
        }
        change(semaphores, WRITERS_TURN, -1); /* the reader has seen the end */
        semctl(semaphores, 0, IPC_RMID);
        shmctl(id, IPC_RMID, NULL);
    } else {
        for (;; blocks++) {
            change(semaphores, READERS_TURN, -1);
            if (segment->count == 0)
                break;
            bytes += segment->count;
            if (write(file, segment->block, (size_t)segment->count) != segment->count)
                return 3;
            change(semaphores, WRITERS_TURN, 1);
        }
        change(semaphores, WRITERS_TURN, 1);
    }
    printf("%s %ld bytes (%ld xfrs)\n", writes ? "Sent" : "Received", bytes, blocks);
    return 0;
}
