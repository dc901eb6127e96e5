/*
 * One of many writers: "sysv_writer ID FIRST WRITERS RECORDS" starts WRITERS processes, numbered from FIRST, each of which
 * sends RECORDS records of type number + 1: int writer, int sequence, then (sequence * 31 + writer) % 200 bytes that
 * follow from both.
 */
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct record { long type; int writer; int sequence; unsigned char body[200]; };

static int write_records(int id, int writer, int records)
{
    struct record record = { .type = writer + 1, .writer = writer };
    for (int sequence = 0; sequence < records; sequence++) {
        int length = (int)(((long)sequence * 31 + writer) % 200);
        record.sequence = sequence;
        for (int i = 0; i < length; i++)
            record.body[i] = (unsigned char)(writer ^ sequence ^ i);
        if (msgsnd(id, &record, sizeof(int) * 2 + length, 0) != 0)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int id = atoi(argv[1]), first = atoi(argv[2]), writers = atoi(argv[3]), records = atoi(argv[4]), failed = argc != 5;
    for (int i = 0; i < writers; i++)
        if (fork() == 0)
            _exit(write_records(id, first + i, records));
    for (int i = 0, status; i < writers; i++)
        failed |= wait(&status) < 0 || status != 0;
    return failed;
}
