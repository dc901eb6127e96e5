/* A POSIX message queue from C: posix_queue VERB /NAME [ARGUMENTS]. What it finds is one line; an error is its errno's name. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char buffer[65536];

static int say_errno(void)
{
    puts(strerrorname_np(errno));
    return 0;
}

static int say_message(mqd_t queue)
{
    unsigned priority;
    ssize_t length = mq_receive(queue, buffer, sizeof buffer, &priority);
    if (length < 0)
        return say_errno();
    printf("%u %zd %.*s\n", priority, length, (int)length, buffer);
    return 0;
}

static int notify(mqd_t queue)
{
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
    sigset_t set;
    siginfo_t info;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (mq_notify(queue, &event) != 0)
        return say_errno();
    puts("registered");
    fflush(stdout);
    sigwaitinfo(&set, &info);
    if (info.si_code == SI_MESGQ)
        printf("notified %d\n", info.si_value.sival_int);
    else
        puts("some other signal");
    return say_message(queue);
}

static void read_in_thread(union sigval value)
{
    mqd_t queue = value.sival_int;
    printf("Read %zd bytes from MQ\n", mq_receive(queue, buffer, sizeof buffer, NULL));
    exit(0);
}

/* SIGEV_THREAD as the C library does it: a helper thread of its own waits for the kernel's cookie. */
static int notify_thread(mqd_t queue)
{
    struct sigevent event = { .sigev_notify = SIGEV_THREAD, .sigev_notify_function = read_in_thread, .sigev_value.sival_int = queue };
    if (mq_notify(queue, &event) != 0)
        return say_errno();
    puts("registered");
    fflush(stdout);
    for (;;)
        pause();
}

/* Created with the machine's sizes, looked at and removed. */
static int make_and_remove(const char *name)
{
    struct mq_attr attributes;
    mqd_t queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, NULL);
    if (queue < 0 || mq_getattr(queue, &attributes) != 0 || mq_unlink(name) != 0)
        return say_errno();
    printf("%ld %ld\n", attributes.mq_maxmsg, attributes.mq_msgsize);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    const char *verb = argv[1], *name = argv[2];
    if (strcmp(verb, "create") == 0) {
        struct mq_attr attributes = { .mq_maxmsg = atol(argv[3]), .mq_msgsize = atol(argv[4]) };
        if (mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attributes) < 0)
            return say_errno();
        puts("created");
        return 0;
    }
    if (strcmp(verb, "make-and-remove") == 0)
        return make_and_remove(name);
    if (strcmp(verb, "inherited") == 0)
        return say_message(atoi(argv[3]));
    if (strcmp(verb, "unlink") == 0) {
        if (mq_unlink(name) != 0)
            return say_errno();
        puts("unlinked");
        return 0;
    }

    int flags = strcmp(verb, "open") != 0 ? O_RDWR
        : strcmp(argv[3], "r") == 0 ? O_RDONLY
        : strcmp(argv[3], "w") == 0 ? O_WRONLY : O_RDWR;
    if (strcmp(verb, "try-receive") == 0 || strcmp(verb, "try-send") == 0)
        flags |= O_NONBLOCK;
    mqd_t queue = mq_open(name, flags);
    if (queue < 0)
        return say_errno();
    if (strcmp(verb, "open") == 0) {
        puts("opened");
        return 0;
    }
    if (strcmp(verb, "attributes") == 0) {
        struct mq_attr attributes;
        mq_getattr(queue, &attributes);
        printf("%ld %ld %ld\n", attributes.mq_maxmsg, attributes.mq_msgsize, attributes.mq_curmsgs);
        return 0;
    }
    if (strcmp(verb, "send") == 0 || strcmp(verb, "try-send") == 0) {
        if (mq_send(queue, argv[4], strlen(argv[4]), (unsigned)atoi(argv[3])) != 0)
            return say_errno();
        puts("sent");
        return 0;
    }
    if (strcmp(verb, "notify") == 0)
        return notify(queue);
    if (strcmp(verb, "notify-thread") == 0)
        return notify_thread(queue);
    if (strcmp(verb, "waiting-receive") == 0) {
        puts("waiting");
        fflush(stdout);
    }
    return say_message(queue);
}
