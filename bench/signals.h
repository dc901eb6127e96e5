/* Two processes that signal each other: the name of the page that holds both pids, this one's place in it and the other's. */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include "shared.h"

enum { TURN_SIGNAL = 40 };

static atomic_int *theirs;
static sigset_t turn_set;

static void open_turns(char **names)
{
    char *page = map_shared(names[0]);
    sigemptyset(&turn_set);
    sigaddset(&turn_set, TURN_SIGNAL);
    if (sigprocmask(SIG_BLOCK, &turn_set, NULL) != 0)
        fail("sigprocmask");
    atomic_store((atomic_int *)(page + atoi(names[1])), getpid());
    theirs = (atomic_int *)(page + atoi(names[2]));
}

static void give_turn(void)
{
    /* The other has written it before the first command is given. */
    union sigval value = {.sival_int = 1};
    if (sigqueue(atomic_load_explicit(theirs, memory_order_relaxed), TURN_SIGNAL, value) != 0)
        fail("sigqueue");
}
