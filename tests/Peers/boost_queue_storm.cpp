/*
 * boost_queue_storm ROUNDS SEED: a sender and a receiver at boost's message_queue; in each round one of them is killed (SIGKILL) at a
 * random moment and another takes its place. A round is wedged when nothing is received any more in five seconds.
 * Says "WEDGED of ROUNDS".
 */
#include <boost/interprocess/ipc/message_queue.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace ipc = boost::interprocess;

static const size_t message_bytes = 64, messages = 64;
static volatile uint64_t *received;
static std::string name;

static pid_t start(bool sends)
{
    pid_t parent = getpid(), child = fork();
    if (child != 0)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    ipc::message_queue queue(ipc::open_only, name.c_str());
    char message[message_bytes] = {};
    for (;;) {
        ipc::message_queue::size_type length;
        unsigned priority;
        if (sends) {
            queue.send(message, sizeof message, 0);
        } else {
            queue.receive(message, sizeof message, length, priority);
            *received = *received + 1;
        }
    }
}

static bool goes_on()
{
    uint64_t goal = *received + 1;
    for (int i = 0; i < 5000 && *received < goal; i++)
        usleep(1000);
    return *received >= goal;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    int rounds = atoi(argv[1]), wedged = 0;
    std::mt19937 random(static_cast<unsigned>(atoi(argv[2])));
    received = static_cast<uint64_t *>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    name = "causeway-boost-" + std::to_string(getpid());
    pid_t who[2] = {0, 0};
    for (int round = 0; round < rounds; round++) {
        if (who[0] == 0) {
            ipc::message_queue::remove(name.c_str());
            ipc::message_queue queue(ipc::create_only, name.c_str(), messages, message_bytes);
            who[0] = start(true);
            who[1] = start(false);
        }
        int victim = static_cast<int>(random() % 2);
        usleep(500 + random() % 3000);
        kill(who[victim], SIGKILL);
        waitpid(who[victim], nullptr, 0);
        who[victim] = start(victim == 0);
        if (goes_on())
            continue;
        wedged++;
        for (pid_t &one : who) {
            kill(one, SIGKILL);
            waitpid(one, nullptr, 0);
            one = 0;
        }
    }
    for (pid_t one : who)
        if (one != 0) {
            kill(one, SIGKILL);
            waitpid(one, nullptr, 0);
        }
    ipc::message_queue::remove(name.c_str());
    printf("%d of %d\n", wedged, rounds);
    return 0;
}
