/*
 * What the C programs that carry messages have in common. A mechanism's file defines, and then includes this one:
 *
 *   static void open_channel(char **names);                  what it sends to and what it receives from
 *   static void send_message(const char *bytes, size_t n);
 *   static void receive_message(char *bytes, size_t n);
 *
 *   alone   send and receive by turns, alone
 *   send    send all; the other process runs drain and answers with one message at the end
 *   ping    send and receive by turns; the other process runs pong
 */
#include "commands.h"

static char message[1 << 16];

static void alone(size_t size, long count)
{
    for (long i = 0; i < count; i++) {
        send_message(message, size);
        receive_message(message, size);
    }
}

static void send_all(size_t size, long count)
{
    for (long i = 0; i < count; i++)
        send_message(message, size);
    receive_message(message, 1);
}

static void drain(size_t size, long count)
{
    for (long i = 0; i < count; i++)
        receive_message(message, size);
    send_message(message, 1);
}

static void ping(size_t size, long count)
{
    long long before = now();
    for (long i = 0; i < count; i++) {
        send_message(message, size);
        receive_message(message, size);
        long long after = now();
        trips[i] = after - before;
        before = after;
    }
}

static void pong(size_t size, long count)
{
    for (long i = 0; i < count; i++) {
        receive_message(message, size);
        send_message(message, size);
    }
}

static int perform(const char *verb, size_t size, long count)
{
    if (size > sizeof message)
        return 0;
    if (strcmp(verb, "alone") == 0)
        alone(size, count);
    else if (strcmp(verb, "send") == 0)
        send_all(size, count);
    else if (strcmp(verb, "drain") == 0)
        drain(size, count);
    else if (strcmp(verb, "ping") == 0)
        ping(size, count);
    else if (strcmp(verb, "pong") == 0)
        pong(size, count);
    else
        return 0;
    return 1;
}
