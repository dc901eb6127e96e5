/* fifo_copy create PATH MODE | read PATH | write PATH TEXT | frames PATH COUNT LETTER */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "create") == 0)
        return mkfifo(argv[2], (mode_t)strtoul(argv[3], NULL, 8)) == 0 ? 0 : fail("mkfifo");
    if (argc == 3 && strcmp(argv[1], "read") == 0) {
        char buffer[4096];
        ssize_t count;
        int fd = open(argv[2], O_RDONLY);
        if (fd < 0)
            return fail("open");
        while ((count = read(fd, buffer, sizeof buffer)) > 0)
            fwrite(buffer, 1, (size_t)count, stdout);
        putchar('\n');
        return count == 0 ? 0 : fail("read");
    }
    if (argc == 4 && strcmp(argv[1], "write") == 0) {
        int fd = open(argv[2], O_WRONLY);
        if (fd < 0)
            return fail("open");
        return write(fd, argv[3], strlen(argv[3])) == (ssize_t)strlen(argv[3]) ? 0 : fail("write");
    }
    if (argc == 5 && strcmp(argv[1], "frames") == 0) {
        char frame[PIPE_BUF];
        int fd = open(argv[2], O_WRONLY);
        if (fd < 0)
            return fail("open");
        memset(frame, argv[4][0], sizeof frame);
        for (int left = atoi(argv[3]); left > 0; left--)
            if (write(fd, frame, sizeof frame) != (ssize_t)sizeof frame)
                return fail("write");
        return 0;
    }
    fprintf(stderr, "usage\n");
    return 2;
}
