/*
 * fifo_records PATH WRITER COUNT SEED : writes COUNT records to a FIFO, each in one write of at most PIPE_BUF bytes:
 * length, writer (16 bits each), number (32 bits), and bytes that are all writer + number. Says "ready" when it has the
 * FIFO open, and starts with a line on standard input.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    unsigned char record[PIPE_BUF];
    char line[16];

    if (argc != 5)
        return 2;
    uint16_t writer = (uint16_t)atoi(argv[2]);
    uint32_t count = (uint32_t)atol(argv[3]);
    unsigned seed = (unsigned)atol(argv[4]) + writer;
    int fd = open(argv[1], O_WRONLY);
    if (fd < 0)
        return perror("open"), 1;
    puts("ready");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return 3;
    for (uint32_t number = 0; number < count; number++) {
        uint16_t length = (uint16_t)(8 + rand_r(&seed) % (rand_r(&seed) % 16 == 0 ? PIPE_BUF - 7 : 64));
        memcpy(record, &length, 2);
        memcpy(record + 2, &writer, 2);
        memcpy(record + 4, &number, 4);
        memset(record + 8, (unsigned char)(writer + number), length - 8u);
        if (write(fd, record, length) != length)
            return perror("write"), 1;
    }
    return 0;
}
