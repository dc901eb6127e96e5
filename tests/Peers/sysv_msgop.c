/*
 * What the example of msgop(2) does: "sysv_msgop -s -k KEY -t TYPE" sends the current time in a message of 80 bytes, NUL and all, to the
 * queue of the key, which it creates where there is none; "sysv_msgop -r -k KEY -t TYPE" receives one, truncated to as much.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <time.h>
#include <unistd.h>

struct message { long type; char text[80]; };

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void send_time(int id, long type)
{
    struct message message = { .type = type };
    time_t now = time(NULL);
    snprintf(message.text, sizeof message.text, "a message at %s", ctime(&now));
    if (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) != 0)
        fail("msgsnd");
    printf("sent: %s\n", message.text);
}

static void receive(int id, long type)
{
    struct message message;
    if (msgrcv(id, &message, sizeof message.text, type, MSG_NOERROR | IPC_NOWAIT) >= 0)
        printf("message received: %s\n", message.text);
    else if (errno == ENOMSG)
        printf("No message available for msgrcv()\n");
    else
        fail("msgrcv");
}

int main(int argc, char **argv)
{
    int option, mode = 0, key = 1234;
    long type = 1;
    while ((option = getopt(argc, argv, "srt:k:")) != -1) {
        if (option == 's' || option == 'r')
            mode = option;
        else if (option == 't')
            type = atol(optarg);
        else if (option == 'k')
            key = atoi(optarg);
        else
            return 2;
    }
    int id = msgget(key, IPC_CREAT | 0666);
    if (id < 0)
        fail("msgget");
    if (mode == 's')
        send_time(id, type);
    else if (mode == 'r')
        receive(id, type);
    else
        return 2;
    return 0;
}
