/*
 * Uses connections to hostile peers (connection_hostile.c) in every way that native/causeway.h has, several at the same time:
 *
 *   connection_target listen|connect NAME SEED messages|bytes
 *
 * Says "ready", goes on until a line comes on standard input, and then says how many connections and calls there were. Whatever the peers
 * store: every call ends in its time with a result that it may have, no byte outside of the memory is touched (nobody may touch the pages
 * around it), and no descriptor and no mapping is left.
 */
#include "../../native/causeway.h"
#include <dirent.h>
#include <pthread.h>

enum { WORKERS = 3, MOST_CALLS = 100000, SHORT = 20, PATIENCE = 20000, GUARD = 1 << 16, LONGEST = 3000 };

typedef struct side {
    cw_connection *connection;
    uint64_t random;
    int sends, null;
    const char *call; /* what is under way, since when */
    int64_t since;
    uint64_t calls, ended_by[16];
} side;

static side sides[WORKERS * 2];
static cw_listener *listener;
static cw_options options;
static const char *name;
static int over;
static uint64_t connections;
static pthread_mutex_t accepting = PTHREAD_MUTEX_INITIALIZER;
static volatile uint64_t sum;

static uint64_t next_random(side *s)
{
    s->random ^= s->random << 13;
    s->random ^= s->random >> 7;
    s->random ^= s->random << 17;
    return s->random >> 3;
}

static void fail(const char *call, int64_t result)
{
    fprintf(stderr, "%s: %lld (%s)\n", call, (long long)result, cw_error((int)result));
    exit(1);
}

static void begin(side *s, const char *call)
{
    s->call = call;
    s->calls++;
    __atomic_store_n(&s->since, cw__now(), __ATOMIC_RELEASE);
}

/* Whether this direction is over; a result that no call may have ends the process. */
static int is_over(side *s, int64_t result)
{
    __atomic_store_n(&s->since, 0, __ATOMIC_RELEASE);
    if (result >= 0 || result == -EAGAIN || result == -ETIMEDOUT)
        return 0;
    if (result != -CW_EPEERCLOSED && result != -CW_EPEERDIED && result != -CW_EPROTOCOL && !(result == -CW_EEND && !s->sends))
        fail(s->call, result);
    s->ended_by[-result - CW_EPEERCLOSED]++;
    return 1;
}

static void touch(const cw_connection *c, const void *bytes, int64_t length)
{
    const unsigned char *at = bytes;
    uint64_t all = 0;
    if (at < c->memory || length > (int64_t)cw_longest_message(c) || at + length > c->memory + c->mapped)
        fail("a message outside of the memory", length);
    for (int64_t i = 0; i < length; i++)
        all += at[i];
    sum = all;
}

static int64_t reserve(side *s, size_t length)
{
    void *payload;
    int64_t result = cw_reserve(s->connection, length, &payload, SHORT);
    if (result != 0)
        return result;
    memset(payload, 0x55, length);
    if (length % 3 != 0)
        return cw_commit(s->connection, length / 2 + 1 < length ? length / 2 + 1 : length);
    cw_abandon(s->connection);
    return 0;
}

static int64_t batch(side *s, const unsigned char *bytes, size_t length)
{
    int64_t result = cw_batch_begin(s->connection);
    for (int i = 0; result == 0 && i < 10; i++)
        result = cw_batch_add(s->connection, bytes, length);
    if ((result == 0 || result == -EAGAIN) && length % 5 != 0)
        return cw_batch_commit(s->connection);
    cw_batch_abandon(s->connection);
    return result;
}

static int64_t send_one(side *s, const unsigned char *bytes)
{
    uint64_t any = next_random(s);
    size_t length = any % 16 == 0 ? any / 16 % LONGEST : any / 16 % 200, longest = (size_t)cw_longest_message(s->connection);
    if (options.mode == CW_BYTES)
        return cw_write(s->connection, bytes, length, any / 4096 % 2 == 0 ? 0 : SHORT);
    if (length > longest)
        length = longest;
    switch (any / 8192 % 16) {
    case 0: begin(s, "reserve"); return reserve(s, length);
    case 1: begin(s, "batch"); return batch(s, bytes, length);
    case 2: begin(s, "send_handle"); return length % 8 == 0 ? cw_send_handle(s->connection, s->null, "note", 4, SHORT) : 0;
    case 3: begin(s, "check"); return cw_check(s->connection);
    case 4:
    case 5: begin(s, "send"); return cw_send(s->connection, bytes, length, SHORT);
    default: begin(s, "try_send"); return cw_try_send(s->connection, bytes, length);
    }
}

static int64_t take_handle(side *s)
{
    size_t length = next_random(s) % (CW_MOST_NOTE + 1);
    char *note = malloc(length + 1); /* of this size: a longer note would be seen */
    int descriptor = cw_receive_handle(s->connection, note, &length, next_random(s) % 2 == 0 ? 0 : 1);
    free(note);
    if (descriptor >= 0)
        close(descriptor);
    return descriptor == -EMFILE ? 0 : descriptor; /* one came without its descriptor: the next call goes on */
}

static int64_t receive_one(side *s)
{
    uint64_t any = next_random(s);
    const void *message;
    int64_t result;
    if (options.mode == CW_BYTES) {
        size_t room = 1 + any % LONGEST;
        unsigned char *bytes = malloc(room);
        begin(s, "read");
        result = cw_read(s->connection, bytes, room, any / 4096 % 2 == 0 ? 0 : SHORT);
        if (result > (int64_t)room)
            fail("more than there is room for", result);
        free(bytes);
        return result == 0 ? -CW_EEND : result;
    }
    if (any % 16 == 0) {
        begin(s, "receive_handle");
        return take_handle(s);
    }
    begin(s, "receive");
    result = cw_receive(s->connection, &message, any % 4 == 0 ? SHORT : 0);
    if (result < 0)
        return result;
    touch(s->connection, message, result);
    return cw_release(s->connection);
}

static void *use(void *argument)
{
    side *s = argument;
    unsigned char *bytes = calloc(1, LONGEST);
    for (int i = 0; i < MOST_CALLS && !__atomic_load_n(&over, __ATOMIC_RELAXED); i++) {
        begin(s, "write");
        if (is_over(s, s->sends ? send_one(s, bytes) : receive_one(s)))
            break;
    }
    free(bytes);
    return NULL;
}

static int meet(side *s, cw_connection **connection)
{
    int result;
    if (listener == NULL) {
        cw_options own = options;
        result = cw_connect(connection, name, &own, 1000);
        if (result != 0)
            usleep(1000);
    } else {
        pthread_mutex_lock(&accepting);
        result = cw_accept(listener, connection, SHORT);
        pthread_mutex_unlock(&accepting);
    }
    s->calls++;
    return result;
}

static void *guard(unsigned char *wish)
{
    void *page = mmap(wish, GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    return page == MAP_FAILED ? NULL : page;
}

static void *work(void *argument)
{
    side *receiving = argument, *sending = receiving + 1;
    /* One at least: a connection that was made may not have come here before all was over. */
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED) || __atomic_load_n(&connections, __ATOMIC_RELAXED) == 0) {
        cw_connection *c;
        pthread_t thread;
        void *before, *after;
        if (meet(receiving, &c) != 0)
            continue;
        __atomic_add_fetch(&connections, 1, __ATOMIC_RELAXED);
        before = guard(c->memory - GUARD);
        after = guard(c->memory + c->mapped);
        receiving->connection = sending->connection = c;
        pthread_create(&thread, NULL, use, sending);
        use(receiving);
        pthread_join(thread, NULL);
        cw_close(c);
        if (before != NULL)
            munmap(before, GUARD);
        if (after != NULL)
            munmap(after, GUARD);
    }
    return NULL;
}

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static int count_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[4096];
    int count = 0;
    while (fgets(line, sizeof line, maps) != NULL)
        count += strstr(line, "/memfd:") != NULL;
    fclose(maps);
    return count;
}

/* Until a line comes; a call that outlives its deadline by far ends the process. */
static void watch(void)
{
    struct pollfd input = {0, POLLIN, 0};
    while (poll(&input, 1, 100) == 0)
        for (int i = 0; i < WORKERS * 2; i++) {
            int64_t since = __atomic_load_n(&sides[i].since, __ATOMIC_ACQUIRE);
            if (since != 0 && cw__now() - since > PATIENCE)
                fail(sides[i].call, -ETIMEDOUT);
        }
}

int main(int argc, char **argv)
{
    pthread_t workers[WORKERS];
    int descriptors = count_descriptors(), null = open("/dev/null", O_RDONLY | O_CLOEXEC), result;
    uint64_t calls = 0, ended_by[16] = {0};
    if (argc < 5)
        return 2;
    name = argv[2];
    cw_options_init(&options);
    options.mode = strcmp(argv[4], "bytes") == 0 ? CW_BYTES : CW_MESSAGES;
    options.spin = atoi(argv[3]) % 2 == 0 ? -1 : 0;
    if (strcmp(argv[1], "listen") == 0 && (result = cw_listen(&listener, name, &options)) != 0)
        fail("listen", result);
    for (int i = 0; i < WORKERS * 2; i++) {
        sides[i].random = strtoull(argv[3], NULL, 0) * 1000003 + (uint64_t)i * 7919 + 1;
        sides[i].sends = i % 2;
        sides[i].null = null;
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&workers[i], NULL, work, &sides[i * 2]);
    puts("ready");
    fflush(stdout);
    watch();
    __atomic_store_n(&over, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    cw_listener_close(listener);
    close(null);
    for (int i = 0; i < WORKERS * 2; i++) {
        calls += sides[i].calls;
        for (int j = 0; j < 16; j++)
            ended_by[j] += sides[i].ended_by[j];
    }
    printf("connections %llu, calls %llu; ended by closed %llu, died %llu, end %llu, protocol %llu\n", (unsigned long long)connections,
        (unsigned long long)calls, (unsigned long long)ended_by[0], (unsigned long long)ended_by[1], (unsigned long long)ended_by[2],
        (unsigned long long)ended_by[3]);
    if (count_descriptors() == descriptors && count_mappings() == 0)
        return 0;
    fprintf(stderr, "%d descriptors, %d before; %d mappings\n", count_descriptors(), descriptors, count_mappings());
    return 1;
}
