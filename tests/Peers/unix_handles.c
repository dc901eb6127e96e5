/*
 * unix_handles send PATH TYPE FILE...      connects, sends its pid's credentials, "x" and a descriptor of each file
 * unix_handles receive PATH TYPE           connects, takes one message and says "fd CONTENTS" of each, then "flags N", as scm_rights_recv does
 * unix_handles identify PATH TYPE          the same with SO_PASSCRED, and says "cred PID UID GID" too, as scm_cred_recv does
 * unix_handles die PATH TYPE               connects, sends one byte without a descriptor, says "sent" and waits to be killed
 * TYPE is stream, datagram or seqpacket. A receiver binds PATH.peer and says "ready" first where it is a datagram socket.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static int send_files(int fd, char **files, int count)
{
    char control[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int) * 253)];
    struct iovec data = {"x", 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control};
    memset(control, 0, sizeof control);
    struct cmsghdr *head = (struct cmsghdr *)control;
    struct ucred self = {getpid(), geteuid(), getegid()};
    head->cmsg_len = CMSG_LEN(sizeof self);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_CREDENTIALS;
    memcpy(CMSG_DATA(head), &self, sizeof self);
    message.msg_controllen = CMSG_SPACE(sizeof self);
    if (count > 0) {
        head = (struct cmsghdr *)(control + CMSG_SPACE(sizeof self));
        head->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        for (int i = 0; i < count; i++)
            ((int *)CMSG_DATA(head))[i] = open(files[i], O_RDONLY);
        message.msg_controllen += CMSG_SPACE(sizeof(int) * (size_t)count);
    }
    return sendmsg(fd, &message, 0) == 1 ? 0 : fail("sendmsg");
}

static int receive(int fd)
{
    char control[CMSG_SPACE(sizeof(int) * 253)], byte[100], text[1000];
    struct iovec data = {byte, sizeof byte};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t count = recvmsg(fd, &message, 0);
    if (count < 0)
        return fail("recvmsg");
    printf("data %.*s\n", (int)count, byte);
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_type != SCM_CREDENTIALS)
            continue;
        struct ucred *sender = (struct ucred *)CMSG_DATA(head);
        printf("cred %d %u %u\n", sender->pid, sender->uid, sender->gid);
    }
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t i = 0; i < (head->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
            ssize_t length = read(((int *)CMSG_DATA(head))[i], text, sizeof text);
            printf("fd %.*s\n", (int)length, text);
        }
    }
    printf("flags %d\n", message.msg_flags);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int type = argv[3][1] == 't' ? SOCK_STREAM : argv[3][0] == 'd' ? SOCK_DGRAM : SOCK_SEQPACKET;
    int fd = socket(AF_UNIX, type, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, argv[2], sizeof address.sun_path - 1);
    if (type == SOCK_DGRAM && strcmp(argv[1], "receive") == 0) {
        strcat(address.sun_path, ".peer");
        if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
            return fail("bind");
        puts("ready");
        fflush(stdout);
        int result = receive(fd);
        unlink(address.sun_path);
        return result;
    }
    int on = 1;
    if (strcmp(argv[1], "identify") == 0 && setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0)
        return fail("setsockopt");
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        return fail("connect");
    if (strcmp(argv[1], "receive") == 0 || strcmp(argv[1], "identify") == 0)
        return receive(fd);
    if (strcmp(argv[1], "send") == 0)
        return send_files(fd, argv + 4, argc - 4);
    if (send(fd, "x", 1, 0) != 1)
        return fail("send");
    puts("sent");
    fflush(stdout);
    pause();
    return 0;
}
