/* sigqueue, and a signalfd for it. */
#define _GNU_SOURCE
#include <sys/signalfd.h>
#include "signals.h"

static int in;

static void open_channel(char **names)
{
    open_turns(names);
    in = signalfd(-1, &turn_set, SFD_CLOEXEC);
    if (in < 0)
        fail("signalfd");
}

static void await_turn(void)
{
    struct signalfd_siginfo info;
    while (read(in, &info, sizeof info) != sizeof info)
        if (errno != EINTR)
            fail("read");
}

#include "turn.h"
