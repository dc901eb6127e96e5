/*
 * What the C programs of locks have in common. A file defines, and then includes this one:
 *
 *   static void open_channel(char **names);     the lock
 *   static void take(void);
 *   static void release(void);
 *
 *   alone   take and release by turns, alone
 */
#include "commands.h"

static int perform(const char *verb, size_t size, long count)
{
    (void)size;
    if (strcmp(verb, "alone") != 0)
        return 0;
    for (long i = 0; i < count; i++) {
        take();
        release();
    }
    return 1;
}
