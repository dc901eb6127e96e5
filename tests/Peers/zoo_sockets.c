/*
 * Sockets of every sort, in this process; one of them also in a child that it was passed to. "zoo_sockets DIRECTORY NAME": paths
 * are in the directory, the abstract name ends with NAME. Prints a line for each, "WORD INODE DESCRIPTOR …", then "ready CHILD". Then a
 * line of input each: "accept" accepts what waits, "close" closes the passed one here, "kill" kills the child, "many N" makes N pairs;
 * answered with "done". Ends with its input.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static long check(long result, const char *what)
{
    if (result == -1) {
        perror(what);
        exit(1);
    }
    return result;
}

static int say(const char *word, int file)
{
    struct stat status;
    check(fstat(file, &status), "fstat");
    printf("%s %lu %d\n", word, status.st_ino, file);
    return file;
}

static socklen_t name_of(struct sockaddr_un *address, const char *text, size_t length, int is_abstract)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path + is_abstract, text, length);
    return offsetof(struct sockaddr_un, sun_path) + length + 1;
}

static int bound(int type, struct sockaddr_un *address, socklen_t length)
{
    int file = check(socket(AF_UNIX, type, 0), "socket");
    check(bind(file, (struct sockaddr *)address, length), "bind");
    return file;
}

static int connected(int type, struct sockaddr_un *address, socklen_t length)
{
    int file = check(socket(AF_UNIX, type, 0), "socket");
    check(connect(file, (struct sockaddr *)address, length), "connect");
    return file;
}

static void send_all(int file, const char *text)
{
    check(send(file, text, strlen(text), 0), "send");
}

/* Takes a socket from the pair, and has it until it is killed. */
static void hold_passed(int pair)
{
    char byte;
    struct iovec part = { &byte, 1 };
    union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control;
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
    check(recvmsg(pair, &message, 0), "recvmsg");
    send_all(pair, "y");
    for (;;)
        pause();
}

static void pass(int pair, int file)
{
    char byte = 'x';
    struct iovec part = { &byte, 1 };
    union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control = { { 0 } };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &file, sizeof(int));
    check(sendmsg(pair, &message, 0), "sendmsg");
    check(recv(pair, &byte, 1, 0), "recv");
}

/* Until all that TCP was given has gone all the way: another thread of the kernel may do that a moment later. */
static void arrive(int listener, int accepted, int client)
{
    char bytes[7];
    int unacknowledged = 1;
    struct pollfd asked = { .fd = listener, .events = POLLIN };
    check(poll(&asked, 1, -1), "poll");
    check(recv(accepted, bytes, sizeof bytes, MSG_PEEK | MSG_WAITALL), "recv");
    while (check(ioctl(client, SIOCOUTQ, &unacknowledged), "ioctl"), unacknowledged > 0)
        usleep(1000);
}

/* A listener of TCP with a connection that was accepted and one that was not. */
static void tcp(const char *word, int family, const char *text, int client_family, const char *client_text)
{
    char name[64];
    union { struct sockaddr_in four; struct sockaddr_in6 six; struct sockaddr any; } address = { 0 };
    socklen_t length = family == AF_INET ? sizeof address.four : sizeof address.six;
    address.any.sa_family = family;
    check(inet_pton(family, text, family == AF_INET ? (void *)&address.four.sin_addr : (void *)&address.six.sin6_addr), "inet_pton");
    int listener = check(socket(family, SOCK_STREAM, 0), "socket");
    if (bind(listener, &address.any, length) != 0)
        return; /* no such address here, or its interface is down */
    check(listen(listener, 5), "listen");
    check(getsockname(listener, &address.any, &length), "getsockname");
    in_port_t port = family == AF_INET ? address.four.sin_port : address.six.sin6_port;

    memset(&address, 0, sizeof address);
    address.any.sa_family = client_family;
    if (client_family == AF_INET)
        address.four.sin_port = port;
    else
        address.six.sin6_port = port;
    length = client_family == AF_INET ? sizeof address.four : sizeof address.six;
    inet_pton(client_family, client_text, client_family == AF_INET ? (void *)&address.four.sin_addr : (void *)&address.six.sin6_addr);
    int client = check(socket(client_family, SOCK_STREAM, 0), "socket");
    if (connect(client, &address.any, length) != 0)
        return;
    int accepted = check(accept(listener, NULL, NULL), "accept");
    int waiting = check(socket(client_family, SOCK_STREAM, 0), "socket");
    check(connect(waiting, &address.any, length), "connect");
    send_all(client, "seven b");
    arrive(listener, accepted, client);
    snprintf(name, sizeof name, "%s-listener", word);
    say(name, listener);
    snprintf(name, sizeof name, "%s-client", word);
    say(name, client);
    snprintf(name, sizeof name, "%s-accepted", word);
    say(name, accepted);
    snprintf(name, sizeof name, "%s-waiting", word);
    say(name, waiting);
}

/* Once: a pid is not to be killed twice. */
static void end(pid_t child)
{
    static int ended;
    if (ended++)
        return;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    int pair[2], channel[2];
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel), "socketpair");
    pid_t child = check(fork(), "fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(channel[0]);
        hold_passed(channel[1]);
    }
    close(channel[1]);

    struct sockaddr_un path, abstract, letters;
    char text[108];
    snprintf(text, sizeof text, "%s/stream", arguments[1]);
    socklen_t path_length = name_of(&path, text, strlen(text), 0);
    int listener = say("listener", bound(SOCK_STREAM, &path, path_length));
    check(listen(listener, 7), "listen");
    say("client", connected(SOCK_STREAM, &path, path_length));
    send_all(say("accepted", check(accept(listener, NULL, NULL), "accept")), "twelve bytes");
    send_all(say("waiting", connected(SOCK_STREAM, &path, path_length)), "early");
    say("waiting2", connected(SOCK_STREAM, &path, path_length));

    /* A NUL, a line feed, a backslash, a byte that is no UTF-8, and one that is. */
    int length = snprintf(text, sizeof text, "a?\n\\\xff\xc3\xa9%s", arguments[2]);
    text[1] = 0;
    socklen_t abstract_length = name_of(&abstract, text, length, 1);
    int packets = say("packets", bound(SOCK_SEQPACKET, &abstract, abstract_length));
    check(listen(packets, 3), "listen");
    say("packet-client", connected(SOCK_SEQPACKET, &abstract, abstract_length));
    send_all(say("packet-accepted", check(accept(packets, NULL, NULL), "accept")), "packet");

    snprintf(text, sizeof text, "%s/letters", arguments[1]);
    socklen_t letters_length = name_of(&letters, text, strlen(text), 0);
    say("letters", bound(SOCK_DGRAM, &letters, letters_length));
    int writer = say("letter-writer", connected(SOCK_DGRAM, &letters, letters_length));
    send_all(writer, "first");
    send_all(writer, "the second");

    check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    say("pair", pair[0]);
    say("pair-other", pair[1]);
    send_all(pair[0], "abc");
    check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), "socketpair");
    say("orphaned", pair[0]);
    close(pair[1]);
    say("unconnected", check(socket(AF_UNIX, SOCK_STREAM, 0), "socket"));
    say("udp", check(socket(AF_INET, SOCK_DGRAM, 0), "socket"));

    check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    int passed = say("passed", pair[0]);
    say("passed-other", pair[1]);
    pass(channel[0], passed);

    tcp("tcp4", AF_INET, "127.0.0.1", AF_INET, "127.0.0.1");
    tcp("tcp6", AF_INET6, "::1", AF_INET6, "::1");
    tcp("both", AF_INET6, "::", AF_INET, "127.0.0.1");
    printf("ready %d\n", (int)child);
    fflush(stdout);

    while (fgets(text, sizeof text, stdin) != NULL) {
        int many = 0;
        if (strcmp(text, "accept\n") == 0)
            check(accept(listener, NULL, NULL), "accept");
        else if (strcmp(text, "close\n") == 0)
            close(passed);
        else if (strcmp(text, "kill\n") == 0)
            end(child);
        else if (sscanf(text, "many %d", &many) == 1)
            for (; many > 0; many--)
                check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
        puts("done");
        fflush(stdout);
    }
    end(child);
    return 0;
}
