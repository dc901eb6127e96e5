/* boost::lockfree::spsc_queue in shared memory, one for each direction, as large as a connection's ring: RING_BYTES. NAME THEIRS MINE. */
#include <boost/lockfree/spsc_queue.hpp>
#include <atomic>
#include <cstring>
#include <new>
#include "segment.h"

struct payload { char bytes[64]; };
using queue = boost::lockfree::spsc_queue<payload, boost::lockfree::capacity<(RING_BYTES - 4096) / sizeof(payload)>>;

static queue *out, *in;

static void open_channel(char **names)
{
    size_t length;
    char *base = map_segment(names[0], &length);
    int mine = atoi(names[2]);
    size_t apart = (sizeof(queue) + 4095) & ~(size_t)4095;
    auto *made = reinterpret_cast<std::atomic<int> *>(base);
    if (4096 + 2 * apart > length) {
        fputs("boost_spsc: the memory is too small\n", stderr);
        exit(1);
    }
    auto *first = reinterpret_cast<queue *>(base + 4096), *second = reinterpret_cast<queue *>(base + 4096 + apart);
    if (mine == 0) {
        new (first) queue();
        new (second) queue();
        made->store(1);
    }
    while (made->load() == 0)
        usleep(100);
    out = mine == 0 ? first : second;
    in = mine == 0 ? second : first;
}

static void send_message(const char *bytes, size_t n)
{
    payload one;
    memcpy(one.bytes, bytes, n < sizeof one.bytes ? n : sizeof one.bytes);
    while (!out->push(one))
        ;
}

static void receive_message(char *bytes, size_t n)
{
    payload one;
    while (!in->pop(one))
        for (int i = 0; i < 1024; i++) /* as our own ring's reader does */
#if defined(__x86_64__)
            __builtin_ia32_pause();
#else
            __asm__ volatile("" ::: "memory");
#endif
    memcpy(bytes, one.bytes, n < sizeof one.bytes ? n : sizeof one.bytes);
}

#include "worker.h"
