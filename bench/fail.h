/* Ends the program because of what errno says. */
#include <stdio.h>
#include <stdlib.h>

static void fail(const char *what)
{
    perror(what);
    exit(1);
}
