/*
 * One of many writers: posix_queue_writer /NAME WRITER COUNT SIZE sends COUNT records once it reads a line. A record is
 * three numbers (writer, sequence, length) and bytes that follow from them; its priority is its sequence modulo 4.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static unsigned char record[65536];
    if (argc != 5)
        return 2;
    mqd_t queue = mq_open(argv[1], O_WRONLY);
    if (queue < 0)
        return 3;
    uint32_t writer = (uint32_t)atol(argv[2]), count = (uint32_t)atol(argv[3]), size = (uint32_t)atol(argv[4]);
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF)
        return 4;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t header[3] = { writer, i, 12 + (writer * 7 + i * 13) % (size - 11) };
        memcpy(record, header, sizeof header);
        for (uint32_t at = 12; at < header[2]; at++)
            record[at] = (unsigned char)(writer + i + at);
        if (mq_send(queue, (char *)record, header[2], i % 4) != 0)
            return 5;
    }
    return 0;
}
