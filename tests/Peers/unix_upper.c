/*
 * unix_upper stream-server ADDRESS        takes one connection and answers all of it in upper case
 * unix_upper stream-client ADDRESS TEXT   sends the text, says what comes back
 * unix_upper datagram-server ADDRESS      answers datagrams to their senders, in upper case, until an empty one
 * unix_upper datagram-client ADDRESS OWN TEXT
 * The same with seqpacket- instead of stream-.
 * An address that begins with @ is an abstract name. A server says "ready" when it is bound.
 */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static socklen_t fill(struct sockaddr_un *address, const char *text)
{
    size_t length = strlen(text);
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, text, length);
    if (text[0] != '@')
        return sizeof *address;
    address->sun_path[0] = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

static void upper(char *text, ssize_t length)
{
    for (ssize_t i = 0; i < length; i++)
        text[i] = (char)toupper((unsigned char)text[i]);
}

int main(int argc, char **argv)
{
    char buffer[65536];
    struct sockaddr_un address, from;
    socklen_t size;
    ssize_t count;
    if (argc < 3)
        return 2;
    int packets = strncmp(argv[1], "seqpacket", 9) == 0;
    int stream = packets || strncmp(argv[1], "stream", 6) == 0;
    int server = strstr(argv[1], "server") != NULL;
    int fd = socket(AF_UNIX, packets ? SOCK_SEQPACKET : stream ? SOCK_STREAM : SOCK_DGRAM, 0);
    size = fill(&address, argv[2]);
    if (server) {
        if (bind(fd, (struct sockaddr *)&address, size) != 0)
            return fail("bind");
        if (stream && listen(fd, 5) != 0)
            return fail("listen");
        puts("ready");
        fflush(stdout);
    }
    if (stream && server) {
        int connection = accept(fd, NULL, NULL);
        if (connection < 0)
            return fail("accept");
        while ((count = read(connection, buffer, sizeof buffer)) > 0) {
            upper(buffer, count);
            if (write(connection, buffer, (size_t)count) != count)
                return fail("write");
        }
        unlink(argv[2]);
        return count == 0 ? 0 : fail("read");
    }
    if (stream) {
        if (connect(fd, (struct sockaddr *)&address, size) != 0)
            return fail("connect");
        if (write(fd, argv[3], strlen(argv[3])) < 0 || shutdown(fd, SHUT_WR) != 0)
            return fail("write");
        while ((count = read(fd, buffer, sizeof buffer)) > 0)
            printf("%.*s", (int)count, buffer);
        putchar('\n');
        return count == 0 ? 0 : fail("read");
    }
    if (server) {
        for (;;) {
            socklen_t length = sizeof from;
            count = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);
            if (count < 0)
                return fail("recvfrom");
            if (count == 0) {
                unlink(argv[2]);
                return 0;
            }
            upper(buffer, count);
            if (sendto(fd, buffer, (size_t)count, 0, (struct sockaddr *)&from, length) != count)
                return fail("sendto");
        }
    }
    struct sockaddr_un own;
    socklen_t own_size = fill(&own, argv[3]);
    if (bind(fd, (struct sockaddr *)&own, own_size) != 0)
        return fail("bind");
    if (sendto(fd, argv[4], strlen(argv[4]), 0, (struct sockaddr *)&address, size) < 0)
        return fail("sendto");
    count = recv(fd, buffer, sizeof buffer, 0);
    unlink(argv[3]);
    if (count < 0)
        return fail("recv");
    printf("%.*s\n", (int)count, buffer);
    return 0;
}
