/* without_netlink PROGRAM ARGUMENTS: runs it where a seccomp filter answers EAFNOSUPPORT to socket(AF_NETLINK), as RestrictAddressFamilies=
   of a systemd unit does. */
#include "filtered.h"
#include <sys/socket.h>

int main(int argc, char **argv)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])), /* the low half: little-endian */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
    };
    return run_filtered(filter, sizeof filter / sizeof filter[0], argc, argv);
}
