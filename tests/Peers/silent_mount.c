/*
 * FUSE file systems whose server answers until their files are open, and then never again (linux/fuse.h, no libfuse).
 * silent_mount DIRECTORY: DIRECTORY/listed stays mounted in a mount namespace of this program's own, DIRECTORY/detached is taken from its
 * place while its file is open. Says "HOLDER STUCK": who has both files open and mapped, with a lock, and who waits in open(2) below listed.
 * When standard input ends, the connections are closed first, which ends whoever waits.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { root_node = 1, file_node = 2 };

static int devices[2];
static char *paths[2];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void answer(int device, uint64_t request, int error, const void *body, size_t bytes)
{
    char whole[sizeof(struct fuse_out_header) + sizeof(struct fuse_entry_out)];
    struct fuse_out_header header = { .len = (uint32_t)(sizeof header + bytes), .error = error, .unique = request };
    memcpy(whole, &header, sizeof header);
    if (bytes > 0)
        memcpy(whole + sizeof header, body, bytes);
    if (write(device, whole, header.len) != (ssize_t)header.len)
        fail("write");
}

static struct fuse_attr attributes(uint64_t node)
{
    return (struct fuse_attr) { .ino = node, .mode = node == root_node ? S_IFDIR | 0755 : S_IFREG | 0644, .nlink = 1 };
}

/* Until the file has been opened. */
static void serve(int device)
{
    static char request[256 * 1024];
    for (;;) {
        if (read(device, request, sizeof request) < (ssize_t)sizeof(struct fuse_in_header))
            fail("read");
        const struct fuse_in_header *header = (const void *)request;
        switch (header->opcode) {
        case FUSE_INIT: {
            struct fuse_init_out started = { .major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = 4096 };
            answer(device, header->unique, 0, &started, sizeof started);
            break;
        }
        case FUSE_GETATTR: {
            struct fuse_attr_out told = { .attr = attributes(header->nodeid) };
            answer(device, header->unique, 0, &told, sizeof told);
            break;
        }
        case FUSE_LOOKUP: {
            struct fuse_entry_out found = { .nodeid = file_node, .attr = attributes(file_node) };
            answer(device, header->unique, 0, &found, sizeof found);
            break;
        }
        case FUSE_OPEN: {
            struct fuse_open_out opened = { 0 };
            answer(device, header->unique, 0, &opened, sizeof opened);
            return;
        }
        default:
            answer(device, header->unique, -ENOSYS, NULL, 0);
        }
    }
}

static char *below(const char *directory, const char *name)
{
    char *path;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        fail("asprintf");
    return path;
}

static pid_t start(void)
{
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(devices[0]);
        close(devices[1]);
    }
    return child;
}

static void hold(int said)
{
    for (int number = 0; number < 2; number++) {
        char *path = below(paths[number], "file");
        int file = open(path, O_RDWR);
        if (file < 0 || flock(file, LOCK_EX) != 0 || mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) == MAP_FAILED)
            fail(path);
        if (write(said, "x", 1) != 1)
            fail("write");
    }
    for (;;)
        pause();
}

int main(int count, char **arguments)
{
    if (count != 2 || unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        fail("unshare");
    for (int number = 0; number < 2; number++) {
        char options[128];
        paths[number] = below(arguments[1], number == 0 ? "listed" : "detached");
        devices[number] = open("/dev/fuse", O_RDWR | O_CLOEXEC);
        snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", devices[number]);
        if (devices[number] < 0 || mkdir(paths[number], 0700) != 0 || mount("silent", paths[number], "fuse", 0, options) != 0)
            fail(paths[number]);
    }
    int said[2];
    if (pipe2(said, O_CLOEXEC) != 0)
        fail("pipe2");
    pid_t holder = start();
    if (holder == 0)
        hold(said[1]);
    char one;
    for (int number = 0; number < 2; number++) {
        serve(devices[number]);
        if (read(said[0], &one, 1) != 1)
            fail("read");
    }
    if (umount2(paths[1], MNT_DETACH) != 0)
        fail("umount2");
    pid_t stuck = start();
    if (stuck == 0)
        _exit(open(below(paths[0], "never"), O_RDONLY) < 0);
    printf("%d %d\n", holder, stuck);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    close(devices[0]);
    close(devices[1]);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    waitpid(stuck, NULL, 0);
    return umount2(paths[0], MNT_DETACH) != 0 || rmdir(paths[0]) != 0 || rmdir(paths[1]) != 0;
}
