/* nng over an abstract socket, a pair of sockets. NAME THEIRS MINE: whose value is 0 listens. */
#include <nng/nng.h>
#include <nng/protocol/pair0/pair.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUFFERED = 8192 }; /* messages */

static nng_socket peer;

static void check(int result)
{
    if (result == 0)
        return;
    fprintf(stderr, "nng: %s\n", nng_strerror(result));
    exit(1);
}

static void open_channel(char **names)
{
    char address[256];
    snprintf(address, sizeof address, "abstract://%s-nng", names[0] + 1);
    check(nng_pair0_open(&peer));
    check(nng_socket_set_int(peer, NNG_OPT_SENDBUF, BUFFERED)); /* none unless set: each message would wait for the other side */
    check(nng_socket_set_int(peer, NNG_OPT_RECVBUF, BUFFERED));
    if (atoi(names[2]) == 0) {
        check(nng_listen(peer, address, NULL, 0));
        return;
    }
    while (nng_dial(peer, address, NULL, 0) != 0)
        usleep(1000);
}

static void send_message(const char *bytes, size_t n) { check(nng_send(peer, (void *)bytes, n, 0)); }

static void receive_message(char *bytes, size_t n)
{
    size_t length = n;
    check(nng_recv(peer, bytes, &length, 0));
}

#include "worker.h"
