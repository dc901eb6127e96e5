/* libzmq over ipc, a pair of sockets. NAME THEIRS MINE: whose value is 0 binds. */
#include <string.h>
#include <unistd.h>
#include <zmq.h>
#include "fail.h"

static void *peer;

static void open_channel(char **names)
{
    char address[256];
    int limit = 0;
    snprintf(address, sizeof address, "ipc://@%s", names[0] + 1);
    peer = zmq_socket(zmq_ctx_new(), ZMQ_PAIR);
    zmq_setsockopt(peer, ZMQ_SNDHWM, &limit, sizeof limit);
    zmq_setsockopt(peer, ZMQ_RCVHWM, &limit, sizeof limit);
    if (atoi(names[2]) == 0 ? zmq_bind(peer, address) != 0 : zmq_connect(peer, address) != 0)
        fail("zmq");
}

static void send_message(const char *bytes, size_t n)
{
    if (zmq_send(peer, bytes, n, 0) < 0)
        fail("zmq_send");
}

static void receive_message(char *bytes, size_t n)
{
    if (zmq_recv(peer, bytes, n, 0) < 0)
        fail("zmq_recv");
}

#include "worker.h"
