/*
 * connection_many NAME COUNT: so many connections at once to one listener, with native/causeway.h.
 *
 * Says "connected" once all are there, and then, for each line on standard input, sends one message on each, "hello", and says "sent";
 * "close" closes them all.
 */
#include "../../native/causeway.h"

int main(int argc, char **argv)
{
    cw_connection **all;
    char line[16];
    int count, i, result = 0;
    if (argc != 3)
        return 2;
    count = atoi(argv[2]);
    all = calloc((size_t)count, sizeof *all);
    for (i = 0; i < count; i++) {
        if ((result = cw_connect(&all[i], argv[1], NULL, CW_FOREVER)) != 0) {
            printf("connection %d: %s\n", i, cw_error(result));
            return 1;
        }
    }
    puts("connected");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL && strcmp(line, "close\n") != 0) {
        for (i = 0; i < count && result == 0; i++)
            result = cw_send(all[i], "hello", 5, CW_FOREVER);
        puts(result == 0 ? "sent" : cw_error(result));
        fflush(stdout);
    }
    for (i = 0; i < count; i++)
        cw_close(all[i]);
    free(all);
    return 0;
}
