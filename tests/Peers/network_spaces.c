/*
 * Two network namespaces with a cable between them (veth(4)), and TCP connections over it: this process listens and accepts one in the first,
 * a child connects twice in the second. Prints the inodes: listener, accepted, client, and the client that was not accepted; ends
 * with its input. For root.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static long check(long result, const char *what)
{
    if (result == -1) {
        perror(what);
        exit(1);
    }
    return result;
}

static void run(const char *command)
{
    if (system(command) != 0) {
        fprintf(stderr, "%s: failed\n", command);
        exit(1);
    }
}

static unsigned long inode(int file)
{
    struct stat status;
    check(fstat(file, &status), "fstat");
    return status.st_ino;
}

static int connected(struct sockaddr_in *server)
{
    int file = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    check(connect(file, (struct sockaddr *)server, sizeof *server), "connect");
    return file;
}

int main(void)
{
    struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons(4711) };
    inet_pton(AF_INET, "10.99.0.1", &server.sin_addr);
    int up[2], down[2];
    check(pipe(up), "pipe");
    check(pipe(down), "pipe");
    check(unshare(CLONE_NEWNET), "unshare");
    pid_t child = check(fork(), "fork");
    unsigned long inodes[2] = { 0 };
    char byte = 0;
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        check(unshare(CLONE_NEWNET), "unshare");
        check(write(up[1], &byte, 1), "write");
        check(read(down[0], &byte, 1), "read");
        run("ip addr add 10.99.0.2/30 dev cw1 && ip link set cw1 up");
        inodes[0] = inode(connected(&server));
        inodes[1] = inode(connected(&server));
        check(write(up[1], inodes, sizeof inodes), "write");
        for (;;)
            pause();
    }
    close(up[1]);

    char cable[256];
    if (read(up[0], &byte, 1) != 1)
        return 1;
    snprintf(cable, sizeof cable, "ip link add cw0 type veth peer name cw1 netns %d && ip addr add 10.99.0.1/30 dev cw0 && ip link set cw0 up", (int)child);
    run(cable);
    int listener = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    check(bind(listener, (struct sockaddr *)&server, sizeof server), "bind");
    check(listen(listener, 5), "listen");
    check(write(down[1], &byte, 1), "write");
    int accepted = check(accept(listener, NULL, NULL), "accept");
    if (read(up[0], inodes, sizeof inodes) != sizeof inodes)
        return 1;

    /* The second is connected for the child before it has come here. */
    struct pollfd second = { .fd = listener, .events = POLLIN };
    check(poll(&second, 1, -1), "poll");
    printf("%lu %lu %lu %lu\n", inode(listener), inode(accepted), inodes[0], inodes[1]);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
