/*
 * connection_queue_storm NAME ROUNDS SEED: what boost_queue_storm.cpp does with boost's message_queue, with native/causeway.h. A sender
 * and a receiver; in each round one of them is killed (SIGKILL) at a random moment and another takes its place, and meets the one that
 * is left. A round is wedged when in five seconds nothing goes from the one to the other of those that are there now: what a dead one
 * has left does not count.
 * Says "WEDGED of ROUNDS".
 */
#include "../../native/causeway.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { MESSAGE_BYTES = 64 };
typedef struct side {
    pid_t process;
    uint32_t number;
} side;
static uint64_t *received; /* the numbers of whose message was last received, and of who received it */
static uint32_t last_number;
static const char *name;

static uint64_t talk_of(uint32_t sender, uint32_t receiver) { return (uint64_t)sender << 32 | receiver; }

/* The sender listens. Whoever's other side is gone meets the next. */
static void meet_and_talk(int sends, uint32_t number, cw_listener *listener, const cw_options *options)
{
    char message[MESSAGE_BYTES] = {0};
    uint32_t from;
    const void *what;
    cw_connection *connection;
    if ((sends ? cw_accept(listener, &connection, CW_FOREVER) : cw_connect(&connection, name, options, CW_FOREVER)) != 0)
        return;
    memcpy(message, &number, sizeof number);
    if (sends)
        while (cw_send(connection, message, sizeof message, CW_FOREVER) == 0)
            ;
    else
        while (cw_receive(connection, &what, CW_FOREVER) >= 0) {
            memcpy(&from, what, sizeof from);
            __atomic_store_n(received, talk_of(from, number), __ATOMIC_RELAXED);
            cw_release(connection);
        }
    cw_close(connection);
}

/* Each process has a number of its own. */
static side start(int sends)
{
    pid_t parent = getpid(), child;
    uint32_t number = ++last_number;
    cw_listener *listener = NULL;
    cw_options options;
    child = fork();
    if (child != 0)
        return (side){child, number};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    cw_options_init(&options);
    options.ring_bytes = 4096; /* about as many messages as boost's queue has */
    if (sends && cw_listen(&listener, name, &options) != 0)
        _exit(1);
    for (;;)
        meet_and_talk(sends, number, listener, &options);
}

/* These two have met, and a message has come from one to the other. */
static int goes_on(const side *who)
{
    uint64_t goal = talk_of(who[0].number, who[1].number);
    int i;
    for (i = 0; i < 5000 && __atomic_load_n(received, __ATOMIC_RELAXED) != goal; i++)
        usleep(1000);
    return __atomic_load_n(received, __ATOMIC_RELAXED) == goal;
}

static void end(side one)
{
    kill(one.process, SIGKILL);
    waitpid(one.process, NULL, 0);
}

int main(int argc, char **argv)
{
    int rounds, round, wedged = 0;
    side who[2];
    if (argc != 4)
        return 2;
    name = argv[1];
    rounds = atoi(argv[2]);
    srandom((unsigned)atoi(argv[3]));
    received = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    who[0] = start(1);
    who[1] = start(0);
    for (round = 0; round < rounds; round++) {
        int victim = (int)(random() % 2);
        usleep(500 + (useconds_t)random() % 3000);
        end(who[victim]);
        who[victim] = start(victim == 0);
        if (goes_on(who))
            continue;
        wedged++;
        end(who[0]);
        end(who[1]);
        who[0] = start(1);
        who[1] = start(0);
    }
    end(who[0]);
    end(who[1]);
    printf("%d of %d\n", wedged, rounds);
    return 0;
}
