/* POSIX queues: the name of the one to send to and of the one to receive from. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>

static mqd_t out, in;
static char *room;
static long room_bytes;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void open_channel(char **names)
{
    struct mq_attr attributes;
    out = mq_open(names[0], O_RDWR);
    in = mq_open(names[1], O_RDWR);
    if (out == (mqd_t)-1 || in == (mqd_t)-1 || mq_getattr(in, &attributes) != 0)
        fail("mq_open");
    room_bytes = attributes.mq_msgsize;
    room = malloc(room_bytes);
}

static void send_message(const char *bytes, size_t n)
{
    while (mq_send(out, bytes, n, 0) != 0)
        if (errno != EINTR)
            fail("mq_send");
}

/* What is received needs room for the longest message that the queue may hold. */
static void receive_message(char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    while (mq_receive(in, room, room_bytes, NULL) < 0)
        if (errno != EINTR)
            fail("mq_receive");
}

#include "worker.h"
