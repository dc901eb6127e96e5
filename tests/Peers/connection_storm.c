/*
 * One side of connections whose processes are killed at random, in C; tests/Crash/Connections has it in .NET.
 *
 *   connection_storm victim|survivor listen|connect NAME LEDGER SESSION SENDS RING messages|parts|bytes SEED
 *
 * A thread sends numbered messages, or bytes, without end (if SENDS is 1), another receives and checks those of the other side. In the
 * ledger, a mapped file, stand for each session what the victim and what the survivor have started, committed and received. Of messages
 * all or nothing of what was started and not committed is received; "parts": any number of the messages of a batch.
 *
 * The survivor has session after session, and says of each, once the other side is gone:
 *   "received COUNT: WHY; open DESCRIPTORS MAPPINGS"   or what is wrong
 */
#include "../../native/causeway.h"
#include <dirent.h>
#include <pthread.h>

enum { LONGS_OF_SIDE = 8, SESSIONS = 32768, MOST_OF_BATCH = 12, LEDGER_BYTES = SESSIONS * 2 * LONGS_OF_SIDE * 8 };
enum { STARTED, COMMITTED, RECEIVED, COMPLETING, BEGUN };

typedef struct side {
    cw_connection *connection;
    long *own;
    uint64_t random;
    int result;
} side;

static long *ledger;
static int sends, of_bytes, whole;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static void store(long *at, long value) { __atomic_store_n(at, value, __ATOMIC_RELEASE); }
static long load(const long *at) { return __atomic_load_n(at, __ATOMIC_ACQUIRE); }

static uint64_t word_of(uint64_t number, uint64_t word) { return (number + 1) * 0x9E3779B97F4A7C15u + word * 0xC2B2AE3D27D4EB4Fu; }

static size_t length_of(uint64_t number, uint64_t longest)
{
    uint32_t mixed = (uint32_t)((number + 1) * 0x9E3779B97F4A7C15u >> 32);
    uint32_t most = (mixed & 15) == 0 ? (uint32_t)longest : longest < 64 ? (uint32_t)longest : 64;
    return (mixed >> 4) % (most + 1);
}

static void fill(unsigned char *bytes, uint64_t number, size_t length)
{
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = word_of(number, i / 8);
        memcpy(bytes + i, &word, length - i < 8 ? length - i : 8);
    }
}

static int is_right(const unsigned char *bytes, uint64_t number, size_t length)
{
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = word_of(number, i / 8);
        if (memcmp(bytes + i, &word, length - i < 8 ? length - i : 8) != 0)
            return 0;
    }
    return 1;
}

/* Bytes of the stream, which number 0 has without an end. */
static unsigned char byte_at(uint64_t index) { return (unsigned char)(word_of(0, index / 8) >> (8 * (index % 8))); }

/* Now and then, so that the other side finds its ring empty, or full, and sleeps. */
static void take_a_break(uint64_t *random)
{
    uint64_t which = next_random(random) % 256;
    if (which == 0)
        usleep(1000);
    else if (which <= 3)
        for (uint64_t n = next_random(random) % 30000; n > 0; n--)
            cw__pause();
}

static int send_batch(side *s, uint64_t *sent, unsigned char *buffer)
{
    uint64_t longest = cw_longest_message(s->connection), count = 0, most = 1 + next_random(&s->random) % MOST_OF_BATCH;
    int result = cw_batch_begin(s->connection);
    while (result == 0 && count < most) {
        size_t length = length_of(*sent + count, longest);
        fill(buffer, *sent + count, length);
        result = cw_batch_add(s->connection, buffer, length);
        if (result == 0)
            count++;
    }
    if (result != 0 && result != -EAGAIN)
        return result;
    store(s->own + STARTED, (long)(*sent + count));
    *sent += count;
    result = cw_batch_commit(s->connection);
    return result != 0 || count != 0 ? result : -EAGAIN;
}

static int send_one(side *s, uint64_t *sent, unsigned char *buffer)
{
    size_t length = length_of(*sent, cw_longest_message(s->connection));
    void *room;
    int result, in_place = next_random(&s->random) % 2 == 0;
    store(s->own + STARTED, (long)(*sent + 1));
    if (in_place && (result = cw_reserve(s->connection, length, &room, CW_FOREVER)) == 0) {
        fill((unsigned char *)room, *sent, length);
        result = cw_commit(s->connection, length);
    } else if (!in_place) {
        fill(buffer, *sent, length);
        result = cw_send(s->connection, buffer, length, CW_FOREVER);
    }
    if (result == 0)
        ++*sent;
    return result;
}

static int send_bytes(side *s, uint64_t *sent, unsigned char *buffer)
{
    uint64_t most = next_random(&s->random) % 16 == 0 ? cw_ring_bytes(s->connection) * 2 : 300, count = 1 + next_random(&s->random) % most;
    int result;
    for (uint64_t i = 0; i < count; i++)
        buffer[i] = byte_at(*sent + i);
    store(s->own + STARTED, (long)(*sent + count));
    result = cw_write(s->connection, buffer, count, CW_FOREVER);
    if (result == 0)
        *sent += count;
    return result;
}

static void *send_all(void *argument)
{
    side *s = argument;
    uint64_t sent = 0;
    unsigned char *buffer = malloc(cw_ring_bytes(s->connection) * 2);
    do {
        take_a_break(&s->random);
        if (of_bytes)
            s->result = send_bytes(s, &sent, buffer);
        else {
            s->result = next_random(&s->random) % 4 == 0 ? send_batch(s, &sent, buffer) : -EAGAIN;
            if (s->result == -EAGAIN)
                s->result = send_one(s, &sent, buffer);
        }
        store(s->own + COMMITTED, (long)sent);
    } while (s->result == 0);
    free(buffer);
    return NULL;
}

static void receive_all(side *s)
{
    uint64_t longest = cw_longest_message(s->connection), received = 0;
    const void *message;
    int64_t length;
    while ((length = cw_receive(s->connection, &message, CW_FOREVER)) >= 0) {
        if ((size_t)length != length_of(received, longest) || !is_right(message, received, (size_t)length)) {
            printf("message %llu of %lld bytes is not what was sent\n", (unsigned long long)received, (long long)length);
            exit(1);
        }
        cw_release(s->connection);
        store(s->own + RECEIVED, (long)++received);
        take_a_break(&s->random);
    }
    s->result = (int)length;
}

static void receive_bytes(side *s)
{
    unsigned char bytes[2000];
    uint64_t received = 0;
    int64_t count;
    while ((count = cw_read(s->connection, bytes, 1 + next_random(&s->random) % sizeof bytes, CW_FOREVER)) > 0) {
        for (int64_t i = 0; i < count; i++, received++)
            if (bytes[i] != byte_at(received)) {
                printf("byte %llu is not what was sent\n", (unsigned long long)received);
                exit(1);
            }
        store(s->own + RECEIVED, (long)received);
        take_a_break(&s->random);
    }
    s->result = (int)count;
}

static int count_descriptors(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static int count_mappings(void)
{
    int count = 0;
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
        count += strstr(line, "/memfd:") != NULL;
    fclose(maps);
    return count;
}

static void converse(cw_connection *connection, int session, int survives, uint64_t seed)
{
    long *victims = ledger + (size_t)(session % SESSIONS) * 2 * LONGS_OF_SIDE, *own = survives ? victims + LONGS_OF_SIDE : victims;
    side sending = {connection, own, seed * 2 + 1, 0}, receiving = {connection, own, seed * 2 + 3, 0};
    pthread_t thread;
    store(own + BEGUN, 1);
    if (sends)
        pthread_create(&thread, NULL, send_all, &sending);
    if (of_bytes)
        receive_bytes(&receiving);
    else
        receive_all(&receiving);
    if (sends)
        pthread_join(thread, NULL);
    cw_close(connection);
    if (!survives) {
        printf("session %d ended: %s\n", session, cw_error(receiving.result));
        exit(1);
    }
    if (load(own + RECEIVED) < load(victims + COMMITTED) || load(own + RECEIVED) > load(victims + STARTED)
        || (whole && load(own + RECEIVED) != load(victims + COMMITTED) && load(own + RECEIVED) != load(victims + STARTED))
        || load(victims + RECEIVED) > load(own + STARTED) || receiving.result != -CW_EPEERDIED || (sends && sending.result != -CW_EPEERDIED))
        printf("session %d: received %ld of %ld to %ld, sent %ld to %ld of which %ld: receiving %s, sending %s\n", session, own[RECEIVED], victims[COMMITTED],
               victims[STARTED], own[COMMITTED], own[STARTED], victims[RECEIVED], cw_error(receiving.result), cw_error(sending.result));
    else
        printf("received %ld: %s; open %d %d\n", own[RECEIVED], cw_error(receiving.result), count_descriptors(), count_mappings());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    cw_listener *listener = NULL;
    cw_options options;
    int result = 0, survives, session, file;
    if (argc != 10)
        return 2;
    survives = strcmp(argv[1], "survivor") == 0;
    file = open(argv[4], O_RDWR | O_CLOEXEC);
    ledger = mmap(NULL, LEDGER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    session = atoi(argv[5]);
    sends = atoi(argv[6]);
    cw_options_init(&options);
    options.ring_bytes = strtoull(argv[7], NULL, 0);
    whole = strcmp(argv[8], "messages") == 0;
    of_bytes = strcmp(argv[8], "bytes") == 0;
    options.mode = of_bytes ? CW_BYTES : CW_MESSAGES;
    if (strcmp(argv[2], "listen") == 0)
        result = cw_listen(&listener, argv[3], &options);
    if (result == 0 && survives) {
        puts("ready");
        fflush(stdout);
    }
    while (result == 0) {
        cw_connection *connection;
        options.spin = session % 2 == 0 ? 0 : -1;
        if (listener != NULL)
            result = cw_accept(listener, &connection, CW_FOREVER);
        else
            while ((result = cw_connect(&connection, argv[3], &options, CW_FOREVER)) == -ENOENT || result == -ECONNREFUSED || result == -ECONNRESET || result == -CW_EPEERDIED)
                usleep(1000);
        if (result == 0)
            converse(connection, session, survives, (uint64_t)atoll(argv[9]) + (uint64_t)session);
        session++;
    }
    printf("%s: %s\n", argv[2], cw_error(result));
    return 1;
}
