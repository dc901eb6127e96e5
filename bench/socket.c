/*
 * UNIX sockets. The type, then how: "pair" alone, "listen PATH" for the process that begins, "connect PATH" for the one
 * that answers. Datagram sockets have a path each, PATH.listen and PATH.connect.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int out, in;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static struct sockaddr_un at(const char *path, const char *suffix)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s%s", path, suffix) >= (int)sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        fail(path);
    }
    return address;
}

/* The other process may not be that far. */
static void connect_when_there(const char *path, const char *suffix)
{
    struct sockaddr_un address = at(path, suffix);
    while (connect(out, (struct sockaddr *)&address, sizeof address) != 0) {
        if (errno != ENOENT && errno != ECONNREFUSED)
            fail("connect");
        usleep(1000);
    }
}

static void open_channel(char **names)
{
    int type = strcmp(names[0], "stream") == 0 ? SOCK_STREAM : strcmp(names[0], "datagram") == 0 ? SOCK_DGRAM : SOCK_SEQPACKET;
    const char *role = names[1];
    if (strcmp(role, "pair") == 0) {
        int ends[2];
        if (socketpair(AF_UNIX, type, 0, ends) != 0)
            fail("socketpair");
        out = ends[0];
        in = ends[1];
        return;
    }

    int first = strcmp(role, "listen") == 0;
    out = in = socket(AF_UNIX, type, 0);
    if (out < 0)
        fail("socket");
    if (type == SOCK_DGRAM || first) {
        struct sockaddr_un own = at(names[2], type != SOCK_DGRAM ? "" : first ? ".listen" : ".connect");
        if (bind(out, (struct sockaddr *)&own, sizeof own) != 0)
            fail("bind");
    }
    if (type == SOCK_DGRAM) {
        connect_when_there(names[2], first ? ".connect" : ".listen");
    } else if (first) {
        if (listen(out, 1) != 0)
            fail("listen");
        out = in = accept(in, NULL, NULL);
        if (out < 0)
            fail("accept");
    } else {
        connect_when_there(names[2], "");
    }
}

static void send_message(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = send(out, bytes, n, MSG_NOSIGNAL);
        if (done < 0) {
            if (errno == EINTR)
                continue;
            fail("send");
        }
        bytes += done;
        n -= done;
    }
}

static void receive_message(char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = recv(in, bytes, n, 0);
        if (done <= 0) {
            if (done < 0 && errno == EINTR)
                continue;
            fail("recv");
        }
        bytes += done;
        n -= done;
    }
}

#include "worker.h"
