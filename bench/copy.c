/*
 * Bare copies: what is sent is copied from one place to the next one of the memory, which is as large as a connection's ring, and nobody
 * reads it. NAME THEIRS MINE. The other process says only that it heard of the end.
 */
#include <stdatomic.h>
#include <string.h>
#include "segment.h"

enum { PAGE = 4096 };

static char *room;
static size_t bytes, at;
static atomic_int *said;

static void open_channel(char **names)
{
    size_t length;
    char *base = map_segment(names[0], &length);
    said = (atomic_int *)base;
    room = base + PAGE;
    bytes = (length - PAGE) / 2;
}

static void send_message(const char *message, size_t n)
{
    if (n == 1) {
        atomic_store_explicit(said, 1, memory_order_release);
        return;
    }
    memcpy(room + at, message, n);
    at = at + 2 * n <= bytes ? at + n : 0;
}

static void receive_message(char *message, size_t n)
{
    (void)message;
    if (n != 1)
        return;
    while (atomic_load_explicit(said, memory_order_acquire) == 0)
        ;
    atomic_store_explicit(said, 0, memory_order_relaxed);
}

#include "worker.h"
