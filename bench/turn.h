/*
 * What the C programs that take turns have in common: nothing is carried but the turn. A file defines, and then includes this one:
 *
 *   static void open_channel(char **names);     what it gives the turn by, and what it waits for it by
 *   static void give_turn(void);
 *   static void await_turn(void);
 *
 *   alone   give and await by turns, alone: there is nothing to wait for
 *   ping    give and await by turns; the other process runs pong
 */
#include "commands.h"

static void alone(long count)
{
    for (long i = 0; i < count; i++) {
        give_turn();
        await_turn();
    }
}

static void ping(long count)
{
    long long before = now();
    for (long i = 0; i < count; i++) {
        give_turn();
        await_turn();
        long long after = now();
        trips[i] = after - before;
        before = after;
    }
}

static void pong(long count)
{
    for (long i = 0; i < count; i++) {
        await_turn();
        give_turn();
    }
}

static int perform(const char *verb, size_t size, long count)
{
    (void)size;
    if (strcmp(verb, "alone") == 0)
        alone(count);
    else if (strcmp(verb, "ping") == 0)
        ping(count);
    else if (strcmp(verb, "pong") == 0)
        pong(count);
    else
        return 0;
    return 1;
}
