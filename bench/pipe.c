/* A pipe or FIFO: the descriptor to write to and the one to read from are inherited. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int out, in;

static void open_channel(char **names)
{
    out = atoi(names[0]);
    in = atoi(names[1]);
}

static void send_message(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(out, bytes, n);
        if (done < 0) {
            if (errno == EINTR)
                continue;
            exit(1);
        }
        bytes += done;
        n -= done;
    }
}

static void receive_message(char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = read(in, bytes, n);
        if (done <= 0) {
            if (done < 0 && errno == EINTR)
                continue;
            exit(1);
        }
        bytes += done;
        n -= done;
    }
}

#include "worker.h"
