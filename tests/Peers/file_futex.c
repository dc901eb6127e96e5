/*
 * Futexes in a mapped file from C:
 *
 *   file_futex wait PATH OFFSET EXPECTED            waits while the word is that
 *   file_futex wait-bits PATH OFFSET EXPECTED BITS  once, for some bits
 *   file_futex wake PATH OFFSET VALUE               stores and wakes one
 *   file_futex wait-any PATH OFFSET OTHER           waits while both words are 0 (futex_waitv)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
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
    if (strcmp(argv[1], "wait-bits") == 0) {
        long woken = syscall(SYS_futex, word, FUTEX_WAIT_BITSET, value, NULL, NULL, (uint32_t)strtoul(argv[5], NULL, 0));
        puts(woken == 0 ? "woken" : strerrorname_np(errno));
        return 0;
    }
    if (strcmp(argv[1], "wait-any") == 0) {
        _Atomic int *other = (_Atomic int *)(bytes + value);
        struct futex_waitv waits[] = {
            {.uaddr = (uintptr_t)word, .flags = FUTEX_32},
            {.uaddr = (uintptr_t)other, .flags = FUTEX_32},
        };
        while (atomic_load(word) == 0 && atomic_load(other) == 0)
            if (syscall(SYS_futex_waitv, waits, 2, 0, NULL, 0) < 0 && errno != EAGAIN && errno != EINTR) {
                puts(strerrorname_np(errno));
                return 0;
            }
        printf("woken by %d and %d\n", atomic_load(word), atomic_load(other));
        return 0;
    }
    while (atomic_load(word) == value)
        syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
    printf("woken by %d\n", atomic_load(word));
    return 0;
}
