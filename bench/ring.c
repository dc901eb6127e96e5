/*
 * The best single-producer single-consumer ring with a connection's record format: what its rings can be at best.
 *
 *   ring HOW NAME THEIRS MINE ...    HOW: one-way, batch-N, spin, sleep; NAME of the memory: a page, and two rings; MINE is 1 at one end, 0 at the other
 *
 * A record is a word (kind and length), a reserved one, and the payload; the next record's word is cleared before this one's is
 * stored, so that there is no tail to share: the reader looks at the line that it will read anyhow. Against a ring with a tail of its
 * own: 98 and 80 million messages of 64 bytes a second with 256 KiB, 117 and 77 with 2 MiB.
 *
 * What else was tried, on a busy virtual machine, medians of 5 to 7 runs by turns; within a line the figures are of one set, and
 * differences under a tenth say nothing:
 *   - Pauses of a reader that finds nothing. 0: 26 to 33, 16: 62 to 76 (64 KiB to 4 MiB). In another set 64: 82 to 92, 256: 95 to 112,
 *     1,024: 95 to 125; 16,384 starve the writer of a ring under 4 MiB. 1 KiB messages: 16 pauses 4.2 to 4.7, 1,024 5.9 to 8.2.
 *   - The ring's size, with 1,024 pauses: 512 KiB 95, 1 MiB 104, 2 MiB 102, 4 MiB 104, 8 MiB 125.
 *   - Publishing the head with each message, or 32 KiB at a time: 98 and 99 with 256 KiB, 117 and 118 with 2 MiB.
 *   - prefetchw ahead: no difference beyond the noise, but 512 bytes ahead, a tenth to a fifth less. Non-temporal stores with a fence: 2.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include "segment.h"

enum { PAGE = 4096, DIRECTION = 1024, HEAD = 0, READER = 128, WRITER = 256, BUSY = 0, ASLEEP = 1, NEAR = 2, PAUSES = 1024 };

struct half {
    unsigned char *ring;
    uint64_t bytes, mask, position, known_head;
    _Atomic uint64_t *head;
    _Atomic uint32_t *own, *peer;
    char apart[128];
};

static struct half out, in;
static int sleeps, pauses, batch, in_batch;
static uint64_t first;
static uint32_t first_word;

static void pause_once(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

/* Each ring is mapped twice in a row, so that no record is ever in two pieces. */
static unsigned char *map_twice(int descriptor, off_t offset, size_t bytes)
{
    unsigned char *base = mmap(NULL, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (base == MAP_FAILED || mmap(base + i * bytes, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE, descriptor, offset) == MAP_FAILED)
            fail("mmap");
    return base;
}

static void open_half(struct half *half, char *control, unsigned char *ring, size_t bytes, int writes)
{
    half->ring = ring;
    half->bytes = bytes;
    half->mask = bytes - 1;
    half->head = (_Atomic uint64_t *)(control + HEAD);
    half->own = (_Atomic uint32_t *)(control + (writes ? WRITER : READER));
    half->peer = (_Atomic uint32_t *)(control + (writes ? READER : WRITER));
}

static void open_channel(char **names)
{
    size_t length;
    int mine = atoi(names[3]), descriptor = shm_open(names[1], O_RDWR, 0);
    char *control = map_segment(names[1], &length);
    size_t bytes = (length - PAGE) / 2;
    if (descriptor < 0)
        fail(names[1]);
    open_half(&out, control + DIRECTION * mine, map_twice(descriptor, PAGE + (off_t)(mine * bytes), bytes), bytes, 1);
    open_half(&in, control + DIRECTION * !mine, map_twice(descriptor, PAGE + (off_t)(!mine * bytes), bytes), bytes, 0);
    sleeps = strcmp(names[0], "sleep") == 0;
    batch = strncmp(names[0], "batch-", 6) == 0 ? atoi(names[0] + 6) : 0;
    pauses = strcmp(names[0], "spin") == 0 ? 0 : PAUSES;
    if (sleeps) {
        syscall(SYS_membarrier, 4 /* REGISTER_GLOBAL_EXPEDITED */, 0, 0);
        atomic_store(out.own, NEAR);
        atomic_store(in.own, NEAR);
    }
}

/* The waiting protocol: nothing but a look at a word while the other side is busy, a fence while it may go to sleep. */
static void wake(_Atomic uint32_t *word)
{
    atomic_signal_fence(memory_order_seq_cst);
    if (atomic_load_explicit(word, memory_order_relaxed) == BUSY)
        return;
    atomic_thread_fence(memory_order_seq_cst);
    uint32_t asleep = ASLEEP;
    if (atomic_load_explicit(word, memory_order_relaxed) == ASLEEP && atomic_compare_exchange_strong(word, &asleep, NEAR))
        syscall(SYS_futex, word, 1 /* FUTEX_WAKE */, 1, NULL, NULL, 0);
}

static void put(const char *bytes, size_t n)
{
    uint64_t next = out.position + 8 + ((n + 7) & ~(size_t)7);
    while (next + 8 - out.known_head > out.bytes)
        out.known_head = atomic_load_explicit(out.head, memory_order_acquire);
    unsigned char *record = out.ring + (out.position & out.mask);
    memcpy(record + 8, bytes, n);
    atomic_store_explicit((_Atomic uint32_t *)(out.ring + (next & out.mask)), 0, memory_order_relaxed);
    atomic_store_explicit((_Atomic uint64_t *)record, (uint64_t)(n << 2 | 1), memory_order_release);
    out.position = next;
}

/* Of a batch, the first word is stored last. */
static void flush(void)
{
    if (in_batch == 0)
        return;
    in_batch = 0;
    atomic_store_explicit((_Atomic uint32_t *)(out.ring + (first & out.mask)), first_word, memory_order_release);
    wake(out.peer);
}

static void put_batched(const char *bytes, size_t n)
{
    uint64_t next = out.position + 8 + ((n + 7) & ~(size_t)7);
    while (next + 8 - out.known_head > out.bytes) {
        flush();
        out.known_head = atomic_load_explicit(out.head, memory_order_acquire);
    }
    unsigned char *record = out.ring + (out.position & out.mask);
    memcpy(record + 8, bytes, n);
    atomic_store_explicit((_Atomic uint32_t *)(out.ring + (next & out.mask)), 0, memory_order_relaxed);
    if (in_batch == 0) {
        first = out.position;
        first_word = (uint32_t)(n << 2 | 1);
        ((uint32_t *)record)[1] = 0;
    } else {
        atomic_store_explicit((_Atomic uint64_t *)record, (uint64_t)(n << 2 | 1), memory_order_relaxed);
    }
    out.position = next;
    if (++in_batch == batch || n == 1) /* the answer at the end of a command is one message */
        flush();
}

static void send_message(const char *bytes, size_t n)
{
    if (batch > 0) {
        put_batched(bytes, n);
        return;
    }
    put(bytes, n);
    wake(out.peer);
}

/* Asleep until the word of the next record is there. */
static void sleep_for(_Atomic uint32_t *record)
{
    uint32_t before = atomic_load_explicit(in.own, memory_order_relaxed);
    atomic_store_explicit(in.own, ASLEEP, memory_order_relaxed);
    if (before == BUSY)
        syscall(SYS_membarrier, 2 /* GLOBAL_EXPEDITED */, 0, 0);
    else
        atomic_thread_fence(memory_order_seq_cst);
    while (atomic_load_explicit(record, memory_order_acquire) == 0)
        if (syscall(SYS_futex, in.own, 0 /* FUTEX_WAIT */, ASLEEP, NULL, NULL, 0) != 0 && errno != EAGAIN && errno != EINTR)
            fail("futex");
    atomic_store_explicit(in.own, NEAR, memory_order_relaxed);
}

static void receive_message(char *bytes, size_t n)
{
    unsigned char *record = in.ring + (in.position & in.mask);
    uint32_t word;
    flush();
    while ((word = atomic_load_explicit((_Atomic uint32_t *)record, memory_order_acquire)) == 0) {
        if (sleeps) {
            sleep_for((_Atomic uint32_t *)record);
            continue;
        }
        for (int i = 0; i < pauses; i++)
            pause_once();
    }
    if ((word & 3) != 1 || word >> 2 != n || word >> 2 > in.bytes / 2 - 8)
        abort();
    memcpy(bytes, record + 8, word >> 2);
    in.position += 8 + (((word >> 2) + 7) & ~(uint64_t)7);
    atomic_store_explicit(in.head, in.position, memory_order_release);
    wake(in.peer);
}

#include "worker.h"
