/* A file mapped in C.
   mapped_file FILE [NEW]   maps its first 10 bytes, shared, says "Current string=...", and puts NEW there (t_mmap of the man pages).
   mapped_file -i FILE      maps all of it, shared, and does what lines of standard input say: "get", "put TEXT", "private TEXT"
                            (in a private mapping of its own, then what that says), "truncate BYTES". */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static int once(const char *path, const char *new)
{
    int descriptor = open(path, O_RDWR);
    char *bytes = descriptor < 0 ? MAP_FAILED : mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (bytes == MAP_FAILED)
        return fail(path);
    printf("Current string=%.10s\n", bytes);
    if (new != NULL) {
        memset(bytes, 0, 10);
        strncpy(bytes, new, 9);
        msync(bytes, 10, MS_SYNC);
        printf("Copied \"%s\" to shared memory\n", new);
    }
    return 0;
}

static int obey(const char *path)
{
    struct stat status;
    int descriptor = open(path, O_RDWR);
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        return fail(path);
    char *shared = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    char *apart = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    if (shared == MAP_FAILED || apart == MAP_FAILED)
        return fail("mmap");
    char line[256];
    puts("mapped");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "put ", 4) == 0)
            strcpy(shared, line + 4);
        else if (strncmp(line, "private ", 8) == 0)
            strcpy(apart, line + 8);
        if (strncmp(line, "truncate ", 9) == 0)
            puts(ftruncate(descriptor, atol(line + 9)) == 0 ? "truncated" : strerror(errno));
        else
            puts(strncmp(line, "private ", 8) == 0 ? apart : shared);
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    return strcmp(argv[1], "-i") == 0 ? obey(argv[2]) : once(argv[1], argv[2]);
}
