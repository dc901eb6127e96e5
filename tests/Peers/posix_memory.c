/* POSIX shared memory from C: posix_memory VERB /NAME [ARGUMENTS]. What it finds is one line; an error is its errno's name.
   "bounce" upper-cases what stands in the memory: two sem_t, a size_t, the bytes (pshm_ucase of the man pages); "send" puts
   a text there and prints the answer. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct bounce {
    sem_t go;
    sem_t done;
    size_t count;
    char bytes[1024];
};

static int say_errno(void)
{
    puts(strerrorname_np(errno));
    return 0;
}

static int bounce(const char *name)
{
    int descriptor = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    if (descriptor < 0 || ftruncate(descriptor, sizeof(struct bounce)) != 0)
        return say_errno();
    struct bounce *memory = mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED)
        return say_errno();
    sem_init(&memory->go, 1, 0);
    sem_init(&memory->done, 1, 0);
    puts("ready");
    fflush(stdout);
    sem_wait(&memory->go);
    for (size_t i = 0; i < memory->count; i++)
        memory->bytes[i] = (char)toupper((unsigned char)memory->bytes[i]);
    sem_post(&memory->done);
    puts("done");
    return 0;
}

static int send(const char *name, const char *text)
{
    struct bounce *memory = mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, shm_open(name, O_RDWR, 0), 0);
    if (memory == MAP_FAILED)
        return say_errno();
    memory->count = strlen(text);
    memcpy(memory->bytes, text, memory->count);
    sem_post(&memory->go);
    sem_wait(&memory->done);
    printf("%.*s\n", (int)memory->count, memory->bytes);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    const char *verb = argv[1], *name = argv[2];
    if (strcmp(verb, "bounce") == 0)
        return bounce(name);
    if (strcmp(verb, "send") == 0)
        return send(name, argv[3]);
    if (strcmp(verb, "unlink") == 0) {
        if (shm_unlink(name) != 0)
            return say_errno();
        puts("unlinked");
        return 0;
    }

    int create = strcmp(verb, "create") == 0, write = strcmp(verb, "write") == 0, resize = strcmp(verb, "resize") == 0;
    int flags = create ? O_CREAT | O_EXCL | O_RDWR : write || resize || strcmp(verb, "open-write") == 0 ? O_RDWR : O_RDONLY;
    int descriptor = shm_open(name, flags, 0600);
    if (descriptor < 0)
        return say_errno();
    if (create || resize) {
        if (ftruncate(descriptor, atol(argv[3])) != 0)
            return say_errno();
        puts(create ? "created" : "resized");
        return 0;
    }

    struct stat status;
    fstat(descriptor, &status);
    if (strcmp(verb, "stat") == 0) {
        printf("%ld %o\n", (long)status.st_size, (unsigned)status.st_mode & 0777);
        return 0;
    }
    if (strcmp(verb, "open") == 0 || strcmp(verb, "open-write") == 0) {
        puts("opened");
        return 0;
    }
    char *bytes = mmap(NULL, (size_t)status.st_size, write ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);
    if (bytes == MAP_FAILED)
        return say_errno();
    if (write) {
        memcpy(bytes, argv[3], strlen(argv[3]));
        puts("written");
    } else {
        printf("%.*s\n", atoi(argv[3]), bytes);
    }
    return 0;
}
