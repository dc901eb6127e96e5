/* A futex in a mapped file from C: file_futex wait PATH OFFSET EXPECTED, or file_futex wake PATH OFFSET VALUE. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    int descriptor = open(argv[2], O_RDWR);
    char *bytes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor < 0 || bytes == MAP_FAILED) {
        perror(argv[2]);
        return 1;
    }
    _Atomic int *word = (_Atomic int *)(bytes + atoi(argv[3]));
    int value = atoi(argv[4]);
    if (strcmp(argv[1], "wake") == 0) {
        atomic_store(word, value);
        printf("%ld\n", syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0));
        return 0;
    }
    puts("waiting");
    fflush(stdout);
    while (atomic_load(word) == value)
        syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
    printf("woken by %d\n", atomic_load(word));
    return 0;
}
