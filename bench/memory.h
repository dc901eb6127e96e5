/*
 * What the C programs of shared memory have in common. A file defines, and then includes this one:
 *
 *   static void open_channel(char **names);
 *   static void create_and_delete(size_t size);     an object of that size, with the memory it needs, and its end
 *   static void open_and_close(void);               the object that the benchmark has made
 *   static void attach_and_detach(void);            that object
 *   static char *attach_for_copies(size_t size);    an object of that size, for as long as the program runs
 *
 *   create, open, attach    again and again
 *   copy                    blocks of SIZE bytes, one after another, from one place into a mapping of COPIED_BYTES
 */
#include "commands.h"

enum { COPIED_BYTES = 1 << 20 };

static _Alignas(4096) char block[COPIED_BYTES];

static int copy(size_t size, long count)
{
    static char *to;
    if (size < 1 || COPIED_BYTES % size != 0)
        return 0;
    if (to == NULL) {
        memset(block, 1, sizeof block); /* pages that were never written to are all the same one */
        to = attach_for_copies(COPIED_BYTES);
    }
    size_t at = 0;
    for (long i = 0; i < count; i++) {
        memcpy(to + at, block, size);
        __asm__ volatile("" : : : "memory");
        at = (at + size) % COPIED_BYTES;
    }
    return 1;
}

static int perform(const char *verb, size_t size, long count)
{
    if (strcmp(verb, "copy") == 0)
        return copy(size, count);
    if (strcmp(verb, "create") == 0)
        for (long i = 0; i < count; i++)
            create_and_delete(size);
    else if (strcmp(verb, "open") == 0)
        for (long i = 0; i < count; i++)
            open_and_close();
    else if (strcmp(verb, "attach") == 0)
        for (long i = 0; i < count; i++)
            attach_and_detach();
    else
        return 0;
    return 1;
}
