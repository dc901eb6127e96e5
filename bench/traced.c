/* What bench/trace.sh has traced: COUNT bytes through a pipe, two calls each. */
#include "fail.h"
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int ends[2];
    char byte = 'x';
    long count = argc > 1 ? atol(argv[1]) : 0;
    if (pipe(ends) != 0)
        fail("pipe");
    while (count-- > 0)
        if (write(ends[1], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1)
            fail("write, read");
    return 0;
}
