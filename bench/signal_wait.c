/* sigqueue, and sigwaitinfo for it. */
#define _GNU_SOURCE
#include "signals.h"

static void open_channel(char **names)
{
    open_turns(names);
}

static void await_turn(void)
{
    siginfo_t info;
    while (sigwaitinfo(&turn_set, &info) != TURN_SIGNAL)
        if (errno != EINTR)
            fail("sigwaitinfo");
}

#include "turn.h"
