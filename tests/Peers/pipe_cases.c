/*
 * pipe_cases read | close | write COUNT [ignore] : a pipe's other end, descriptor 3. Says "ready", waits for a line on
 * standard input, then reads to the end and says how many bytes there were, closes it, or writes COUNT bytes in one
 * call and says how many went or which error it was. "ignore" ignores SIGPIPE.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void wait_for_line(void)
{
    char line[64];
    puts("ready");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        exit(3);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "read") == 0) {
        char buffer[4096];
        long total = 0;
        ssize_t count;
        wait_for_line();
        while ((count = read(3, buffer, sizeof buffer)) > 0)
            total += count;
        printf("%ld\n", count == 0 ? total : -1L);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "close") == 0) {
        wait_for_line();
        close(3);
        puts("closed");
        return 0;
    }
    if (argc >= 3 && strcmp(argv[1], "write") == 0) {
        size_t bytes = strtoul(argv[2], NULL, 10);
        char *block = calloc(1, bytes);
        if (argc == 4)
            signal(SIGPIPE, SIG_IGN);
        wait_for_line();
        ssize_t count = write(3, block, bytes);
        if (count < 0)
            printf("%s\n", errno == EPIPE ? "EPIPE" : strerror(errno));
        else
            printf("%zd\n", count);
        free(block);
        return 0;
    }
    fprintf(stderr, "usage\n");
    return 2;
}
