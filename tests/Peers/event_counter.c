/*
 * An eventfd shared over a UNIX socket with C:
 *
 *   event_counter send PATH N...      makes one, connects, sends its descriptor, adds each N, then waits for a line of
 *                                     standard input, reads and says "read V (0xV)"
 *   event_counter receive PATH        connects, takes a descriptor, reads and says "read V (0xV)", then adds 5
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int say(int counter)
{
    uint64_t value;
    if (read(counter, &value, sizeof value) != sizeof value)
        return 1;
    printf("read %" PRIu64 " (0x%" PRIx64 ")\n", value, value);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, argv[2], sizeof address.sun_path - 1);
    int link = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(link, (struct sockaddr *)&address, sizeof address) != 0)
        return 1;
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control = {0};
    char byte = 'x';
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    int counter;
    if (strcmp(argv[1], "receive") == 0) {
        if (recvmsg(link, &message, 0) != 1)
            return 1;
        memcpy(&counter, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof counter);
        uint64_t five = 5;
        return say(counter) != 0 || write(counter, &five, sizeof five) != sizeof five;
    }
    counter = eventfd(0, 0);
    control.head.cmsg_len = CMSG_LEN(sizeof counter);
    control.head.cmsg_level = SOL_SOCKET;
    control.head.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&control.head), &counter, sizeof counter);
    for (int index = 3; index < argc; index++) {
        uint64_t value = strtoull(argv[index], NULL, 0);
        if (write(counter, &value, sizeof value) != sizeof value)
            return 1;
    }
    if (sendmsg(link, &message, 0) != 1)
        return 1;
    char line[16];
    return fgets(line, sizeof line, stdin) == NULL || say(counter) != 0;
}
