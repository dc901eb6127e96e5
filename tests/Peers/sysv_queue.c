/*
 * A System V queue from C. "sysv_queue ftok PATH ID" prints the key. "sysv_queue ID" takes a command a line:
 *   send TYPE TEXT        receive TYPE SIZE [noerror|except]   (prints TYPE LENGTH TEXT)
 *   stat                  (prints messages, bytes)             remove
 *   list                  (prints ID KEY MESSAGES BYTES SENDER RECEIVER of every queue, then end)
 * and prints the name of errno where one fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

struct message { long type; char text[8192]; };

static void receive(int id, long type, size_t size, const char *option)
{
    struct message message;
    int flags = strcmp(option, "noerror") == 0 ? MSG_NOERROR : strcmp(option, "except") == 0 ? MSG_EXCEPT : 0;
    ssize_t length = msgrcv(id, &message, size, type, flags);
    if (length < 0)
        printf("%s\n", strerrorname_np(errno));
    else
        printf("%ld %zd %.*s\n", message.type, length, (int)length, message.text);
}

static void status(int id)
{
    struct msqid_ds status;
    if (msgctl(id, IPC_STAT, &status) != 0)
        printf("%s\n", strerrorname_np(errno));
    else
        printf("%lu %lu\n", (unsigned long)status.msg_qnum, (unsigned long)status.__msg_cbytes);
}

static void list(void)
{
    struct msginfo info;
    struct msqid_ds status;
    int highest = msgctl(0, MSG_INFO, (struct msqid_ds *)&info);
    for (int i = 0; i <= highest; i++) {
        int id = msgctl(i, MSG_STAT, &status);
        if (id >= 0)
            printf("%d 0x%08x %lu %lu %d %d\n", id, (unsigned)status.msg_perm.__key, (unsigned long)status.msg_qnum,
                   (unsigned long)status.__msg_cbytes, status.msg_lspid, status.msg_lrpid);
    }
    printf("end\n");
}

int main(int argc, char **argv)
{
    char line[9000];
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 4) {
        key_t key = ftok(argv[2], atoi(argv[3]));
        printf("%d\n", (int)key);
        return 0;
    }
    int id = atoi(argv[1]);
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct message message = { 0 };
        char option[16] = "";
        long type;
        size_t size;
        line[strcspn(line, "\n")] = 0;
        if (sscanf(line, "send %ld %8191s", &message.type, message.text) == 2)
            printf("%s\n", msgsnd(id, &message, strlen(message.text), 0) == 0 ? "sent" : strerrorname_np(errno));
        else if (sscanf(line, "receive %ld %zu %15s", &type, &size, option) >= 2 && size <= sizeof message.text)
            receive(id, type, size, option);
        else if (strcmp(line, "stat") == 0)
            status(id);
        else if (strcmp(line, "list") == 0)
            list();
        else if (strcmp(line, "remove") == 0)
            printf("%s\n", msgctl(id, IPC_RMID, NULL) == 0 ? "removed" : strerrorname_np(errno));
        else
            return 2;
    }
    return 0;
}
