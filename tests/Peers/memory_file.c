/* memfds from C: memory_file VERB ARGUMENTS. What it finds is one line; an error is its errno's name.

   create NAME SIZE SEALS   (t_memfd_create of the man pages) makes one and keeps it, as "PID FD", until its input ends
   show                     of the memfd that is its descriptor 3: "SIZE SEALS first-word"
   receive PATH             binds PATH, receives a descriptor over a connection: the same line
   send PATH NAME SIZE SEALS  connects to PATH and sends a new one that begins with "from C"
   open PID FD              opens /proc/PID/fd/FD: the same line
   write                    writes "C was here" to descriptor 3 through a mapping */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int say_errno(void)
{
    puts(strerrorname_np(errno));
    return 0;
}

static int create(const char *name, const char *size, const char *letters)
{
    int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING), seals = 0;
    if (descriptor < 0 || ftruncate(descriptor, atol(size)) != 0)
        return -1;
    for (; *letters; letters++)
        seals |= *letters == 's' ? F_SEAL_SHRINK : *letters == 'g' ? F_SEAL_GROW : *letters == 'w' ? F_SEAL_WRITE : *letters == 'W' ? F_SEAL_FUTURE_WRITE : F_SEAL_SEAL;
    if (pwrite(descriptor, "from C", 6, 0) != 6 || fcntl(descriptor, F_ADD_SEALS, seals) != 0)
        return -1;
    return descriptor;
}

static int show(int descriptor)
{
    struct stat status;
    char text[32] = "";
    int seals = fcntl(descriptor, F_GET_SEALS);
    if (seals < 0 || fstat(descriptor, &status) != 0 || pread(descriptor, text, 31, 0) < 0)
        return say_errno();
    printf("%ld%s%s%s%s%s %s\n", (long)status.st_size, seals & F_SEAL_SEAL ? " SEAL" : "", seals & F_SEAL_GROW ? " GROW" : "",
        seals & F_SEAL_WRITE ? " WRITE" : "", seals & F_SEAL_FUTURE_WRITE ? " FUTURE_WRITE" : "", seals & F_SEAL_SHRINK ? " SHRINK" : "", text);
    return 0;
}

static int channel(const char *path, int serves)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (!serves)
        return connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0 ? descriptor : -1;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0 || listen(descriptor, 1) != 0)
        return -1;
    puts("listening");
    fflush(stdout);
    return accept(descriptor, NULL, NULL);
}

static int transfer(int socket, int descriptor)
{
    char byte = 'x', control[CMSG_SPACE(sizeof(int))] = { 0 };
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    if (descriptor >= 0) {
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        *header = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int)) };
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
        return sendmsg(socket, &message, 0) == 1 ? 0 : -1;
    }
    if (recvmsg(socket, &message, 0) != 1 || CMSG_FIRSTHDR(&message) == NULL)
        return -1;
    memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof descriptor);
    return descriptor;
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "show") == 0)
        return show(3);
    if (strcmp(verb, "write") == 0) {
        char *bytes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0);
        if (bytes == MAP_FAILED)
            return say_errno();
        strcpy(bytes, "C was here");
        puts("written");
        return 0;
    }
    if (strcmp(verb, "open") == 0 && argc == 4) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%s/fd/%s", argv[2], argv[3]);
        int descriptor = open(path, O_RDONLY);
        return descriptor < 0 ? say_errno() : show(descriptor);
    }
    if (strcmp(verb, "create") == 0 && argc == 5) {
        int descriptor = create(argv[2], argv[3], argv[4]);
        if (descriptor < 0)
            return say_errno();
        printf("%d %d\n", getpid(), descriptor);
        fflush(stdout);
        while (getchar() != EOF)
            continue;
        return 0;
    }
    if (strcmp(verb, "receive") == 0 && argc == 3) {
        int received = transfer(channel(argv[2], 1), -1);
        return received < 0 ? say_errno() : show(received);
    }
    if (strcmp(verb, "send") == 0 && argc == 6) {
        if (transfer(channel(argv[2], 0), create(argv[3], argv[4], argv[5])) != 0)
            return say_errno();
        puts("sent");
        return 0;
    }
    return 2;
}
