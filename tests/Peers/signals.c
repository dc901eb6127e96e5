/*
 * Signals to and from C:
 *
 *   signals queue PID SIG VALUE...     sigqueue of each value, again while the queue is full (EAGAIN)
 *   signals burst PID SIG COUNT        the same with the values 1 to COUNT
 *   signals kill PID SIG COUNT         kill COUNT times
 *   signals receive COUNT SIG...       blocks them, says "ready", takes COUNT (sigwaitinfo) and says each: "SIG VALUE CODE PID"
 *   signals signalfd COUNT SIG...      the same by a signalfd
 *   signals catch                      handles every real-time signal and SIGINT, SIGUSR1; all blocked until a line of input; then says
 *                                      each as above, in the order handled, and "done"
 *   signals order COUNT SIG            takes COUNT by sigwaitinfo, says "in order" if their values are 1 to COUNT
 *   signals count SIG                  blocks it, says "ready", on a line of input "pending" what is, unblocks it, "caught N"
 *   signals state                      blocks 10 and 36, ignores 12, catches 2 and 64, is sent 10 and 36 itself; "ready", until input ends
 *   signals limited N SIG              as receive, of a process that may have N signals queued; says "ready" and, on a line, "got K"
 *   signals ignore SIG                 ignores it: "ready", until input ends
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct { int signal, value, code, pid; } caught[64];
static volatile sig_atomic_t count;

static void note(int signal, siginfo_t *info, void *context)
{
    (void)context;
    int index = count++;
    if (index < 64) {
        caught[index].signal = signal;
        caught[index].value = info->si_code == SI_QUEUE ? info->si_value.sival_int : 0;
        caught[index].code = info->si_code;
        caught[index].pid = info->si_pid;
    }
}

static void handle(int signal, sigset_t *mask)
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_RESTART, .sa_mask = *mask};
    sigaction(signal, &action, NULL);
}

static void say(const char *text)
{
    puts(text);
    fflush(stdout);
}

static void await_line(void)
{
    char line[64];
    if (fgets(line, sizeof line, stdin) == NULL)
        exit(1);
}

static void await_end(void)
{
    while (getchar() != EOF)
        ;
}

static int queue(pid_t pid, int signal, int value)
{
    union sigval payload = {.sival_ptr = NULL};
    payload.sival_int = value;
    while (sigqueue(pid, signal, payload) != 0) {
        if (errno != EAGAIN)
            return errno;
        poll(NULL, 0, 1);
    }
    return 0;
}

static sigset_t set_of(int argc, char **argv, int first)
{
    sigset_t set;
    sigemptyset(&set);
    for (int index = first; index < argc; index++)
        sigaddset(&set, atoi(argv[index]));
    return set;
}

static int take(int argc, char **argv, int by_descriptor)
{
    sigset_t set = set_of(argc, argv, 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int descriptor = signalfd(-1, &set, 0);
    say("ready");
    for (int left = atoi(argv[2]); left > 0; left--) {
        if (by_descriptor) {
            struct signalfd_siginfo info;
            if (read(descriptor, &info, sizeof info) != sizeof info)
                return 1;
            printf("%d %d %d %d\n", info.ssi_signo, info.ssi_int, info.ssi_code, info.ssi_pid);
        } else {
            siginfo_t info;
            if (sigwaitinfo(&set, &info) < 0)
                return 1;
            printf("%d %d %d %d\n", info.si_signo, info.si_code == SI_QUEUE ? info.si_value.sival_int : 0, info.si_code, info.si_pid);
        }
        fflush(stdout);
    }
    return 0;
}

static int order(int last, sigset_t set)
{
    sigprocmask(SIG_BLOCK, &set, NULL);
    say("ready");
    for (int value = 1; value <= last; value++) {
        siginfo_t info;
        if (sigwaitinfo(&set, &info) < 0 || info.si_value.sival_int != value)
            return 1;
    }
    say("in order");
    return 0;
}

static int catch(void)
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    for (int signal = SIGRTMIN; signal <= SIGRTMAX; signal++)
        handle(signal, &all);
    handle(SIGINT, &all);
    handle(SIGUSR1, &all);
    say("ready");
    await_line();
    sigprocmask(SIG_SETMASK, &before, NULL);
    for (int index = 0; index < count; index++)
        printf("%d %d %d %d\n", caught[index].signal, caught[index].value, caught[index].code, caught[index].pid);
    say("done");
    return 0;
}

static int count_one(int signal)
{
    sigset_t set, pending;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, NULL);
    handle(signal, &set);
    say("ready");
    await_line();
    sigpending(&pending);
    for (int other = 1; other <= 64; other++)
        if (sigismember(&pending, other) == 1)
            printf("pending %d\n", other);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    printf("caught %d\n", (int)count);
    fflush(stdout);
    return 0;
}

static int state(void)
{
    sigset_t set, none;
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, 10);
    sigaddset(&set, 36);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(12, SIG_IGN);
    handle(2, &none);
    handle(64, &none);
    kill(getpid(), 10);
    queue(getpid(), 36, 1);
    raise(36);
    say("ready");
    await_end();
    return 0;
}

static int limited(int limit, int signal)
{
    struct rlimit limits = {limit, limit};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, NULL);
    setrlimit(RLIMIT_SIGPENDING, &limits);
    say("ready");
    await_line();
    struct timespec none = {0, 0};
    int got = 0;
    while (sigtimedwait(&set, NULL, &none) > 0)
        got++;
    printf("got %d\n", got);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    const char *verb = argv[1];
    if (strcmp(verb, "queue") == 0) {
        for (int index = 4; index < argc; index++)
            if (queue(atoi(argv[2]), atoi(argv[3]), atoi(argv[index])) != 0)
                return 1;
        return 0;
    }
    if (strcmp(verb, "burst") == 0) {
        for (int value = 1; value <= atoi(argv[4]); value++)
            if (queue(atoi(argv[2]), atoi(argv[3]), value) != 0)
                return 1;
        return 0;
    }
    if (strcmp(verb, "kill") == 0) {
        for (int left = atoi(argv[4]); left > 0; left--)
            if (kill(atoi(argv[2]), atoi(argv[3])) != 0)
                return 1;
        return 0;
    }
    if (strcmp(verb, "receive") == 0)
        return take(argc, argv, 0);
    if (strcmp(verb, "signalfd") == 0)
        return take(argc, argv, 1);
    if (strcmp(verb, "order") == 0)
        return order(atoi(argv[2]), set_of(argc, argv, 3));
    if (strcmp(verb, "catch") == 0)
        return catch();
    if (strcmp(verb, "count") == 0)
        return count_one(atoi(argv[2]));
    if (strcmp(verb, "state") == 0)
        return state();
    if (strcmp(verb, "limited") == 0)
        return limited(atoi(argv[2]), atoi(argv[3]));
    if (strcmp(verb, "ignore") == 0) {
        signal(atoi(argv[2]), SIG_IGN);
        say("ready");
        await_end();
        return 0;
    }
    return 2;
}
