/*
 * A client of the file server over System V queues: "sysv_file_client KEY PATH [slow]" asks for a file and prints
 * "Received N bytes (M messages)", or the server's reason. "slow" takes the first reply, prints "waiting" and then nothing
 * more until it is killed; "leaderless" does so in another thread than the first, which ends.
 */
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAILURE = 1, DATA = 2 };

struct request { long type; int client; char path[PATH_MAX]; };
struct reply { long type; char data[8192]; };

static void *wait_to_be_killed(void *argument)
{
    for (;;)
        pause();
    return argument;
}

int main(int argc, char **argv)
{
    static struct request request = { .type = 1 };
    static struct reply reply;
    int server = msgget((key_t)atoi(argv[1]), S_IWUSR);
    int client = msgget(IPC_PRIVATE, S_IRUSR | S_IWUSR | S_IWGRP);
    ssize_t length;
    long bytes = 0, messages = 0;

    if (server < 0 || client < 0)
        return 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    request.client = client;
    strncpy(request.path, argv[2], sizeof request.path - 1);
    if (msgsnd(server, &request, offsetof(struct request, path) - offsetof(struct request, client) + PATH_MAX, 0) != 0)
        return 1;
    do {
        length = msgrcv(client, &reply, sizeof reply.data, 0, 0);
        if (length < 0)
            return 1;
        if (reply.type == FAILURE) {
            printf("%.*s\n", (int)length, reply.data);
            break;
        }
        if (argc > 3) {
            printf("waiting %d\n", client);
            if (strcmp(argv[3], "leaderless") == 0) {
                pthread_t thread;
                if (pthread_create(&thread, NULL, wait_to_be_killed, NULL) != 0)
                    return 1;
                pthread_exit(NULL);
            }
            wait_to_be_killed(NULL);
        }
        bytes += length;
        messages++;
    } while (reply.type == DATA);
    if (messages > 0)
        printf("Received %ld bytes (%ld messages)\n", bytes, messages);
    msgctl(client, IPC_RMID, NULL);
    return 0;
}
