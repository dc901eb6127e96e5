/* A futex: the name of the page that holds the word, the word's value when it is the other's turn, and when it is this one's. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include "shared.h"

static atomic_int *word;
static int theirs, mine;

static void open_channel(char **names)
{
    word = map_shared(names[0]);
    theirs = atoi(names[1]);
    mine = atoi(names[2]);
}

static void give_turn(void)
{
    atomic_store_explicit(word, theirs, memory_order_release);
    if (syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0) < 0)
        fail("futex");
}

static void await_turn(void)
{
    int value;
    while ((value = atomic_load_explicit(word, memory_order_acquire)) != mine)
        if (syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0) != 0 && errno != EAGAIN && errno != EINTR)
            fail("futex");
}

#include "turn.h"
