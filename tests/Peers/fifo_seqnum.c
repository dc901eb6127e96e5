/*
 * fifo_seqnum SERVER_FIFO COUNT : a client of a server of numbers. It makes a FIFO of its own, SERVER_FIFO.PID, sends
 * its process id and the count in one write, and prints the number that comes back.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct request { pid_t pid; int count; };

int main(int argc, char **argv)
{
    char own[4096];
    struct request request;
    int number, server, client;

    if (argc != 3)
        return 2;
    request.pid = getpid();
    request.count = atoi(argv[2]);
    snprintf(own, sizeof own, "%s.%ld", argv[1], (long)request.pid);
    if (mkfifo(own, 0600) != 0)
        return perror("mkfifo"), 1;
    server = open(argv[1], O_WRONLY);
    if (server < 0 || write(server, &request, sizeof request) != sizeof request)
        return perror("request"), 1;
    client = open(own, O_RDONLY);
    if (client < 0 || read(client, &number, sizeof number) != sizeof number)
        return perror("answer"), 1;
    unlink(own);
    printf("%d\n", number);
    return 0;
}
