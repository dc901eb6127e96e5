/*
 * A side of connections that does what it likes where it can: in the memory, in the doorbells, on the socket.
 *
 *   connection_hostile connect|listen NAME MILLISECONDS SEED messages|bytes
 *                                       connection after connection, with random stores at full speed
 *   connection_hostile connect NAME flip|ends|bells|ones|records messages|bytes
 *                                       one connection, until standard input ends; says "met" and "over"
 *
 * flip     stores all kinds of waiting words in those of both directions
 * ends     has a mark of the end come and go
 * bells    rings all the time, on the doorbell and on the socket
 * ones     stores the word 1, a record of no bytes, all over its ring; and dies
 * records  stores the words of records of random lengths all over its ring; and dies
 */
#include "../../native/causeway.h"
#include <pthread.h>
#include <sys/wait.h>

typedef struct attack {
    cw_connection *connection;
    uint64_t random;
    int stops;
    int tact; /* EVERYTHING ends most connections at once; the others go on for a while */
} attack;

enum { EVERYTHING, WAITING_WORDS, PAYLOAD, ONES, RECORDS };
static uint32_t mode;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 3;
}

static int stops(attack *a) { return __atomic_load_n(&a->stops, __ATOMIC_RELAXED); }

/* A value that somebody might stumble over. */
static uint64_t some_value(attack *a)
{
    uint64_t ring = a->connection->in.ring_bytes, any = next_random(&a->random);
    switch (next_random(&a->random) % 12) {
    case 0: return any;
    case 1: return any % 5;
    case 2: return (any % (ring / 2 + 64)) << 2 | 1;
    case 3: return (ring / 2 - 16 + any % 24) << 2 | 1;
    case 4: return any % (2 * ring);
    case 5: return a->connection->in.position + any % 64 - 32;
    case 6: return a->connection->out.position + any % 64 - 32;
    case 7: return a->connection->out.position - ring + any % 64 - 32;
    case 8: return 1ull << any % 64;
    case 9: return ~(any % 64);
    case 10: return 2;
    default: return 0;
    }
}

static size_t some_place(attack *a)
{
    cw_connection *c = a->connection;
    uint64_t ring = c->in.ring_bytes, any = next_random(&a->random), d = any % 2;
    static const unsigned words[] = {CW_READER_AT, CW_WRITER_AT, CW_CLOSED_AT, CW_HEAD_AT};
    if (a->tact == WAITING_WORDS)
        return CW_DIRECTION_AT + CW_DIRECTION_BYTES * d + words[any / 2 % 2];
    if (a->tact == PAYLOAD) /* of a ring that is filled by the other side and read here, or the rest of which is free */
        return CW_HEADER_BYTES + 2 * ring + any % (2 * ring - 8);
    switch (next_random(&a->random) % 8) {
    case 0: return any % 4096 & ~7ull;
    case 1:
    case 2:
    case 3: return CW_DIRECTION_AT + CW_DIRECTION_BYTES * d + words[any / 2 % 4];
    case 4: return CW_HEADER_BYTES + 2 * ring * d + ((d == 0 ? c->out : c->in).position + (any / 2 % 32 - 16) * 8) % ring;
    case 5: return CW_HEADER_BYTES + 2 * ring * d + ((d == 0 ? c->in : c->out).position + (any / 2 % 32 - 16) * 8) % ring;
    default: return any % (CW_HEADER_BYTES + 4 * ring - 8);
    }
}

/* Wherever a record may begin in the ring that the other side reads. */
static void fill_ring(attack *a)
{
    const cw_half *out = &a->connection->out;
    for (uint64_t at = 0; at < 2 * out->ring_bytes; at += 8) { /* both copies are the same memory */
        uint32_t word = a->tact == ONES ? 1 : (uint32_t)(next_random(&a->random) % 40) << 2 | 1;
        __atomic_store_n((uint32_t *)(void *)(out->ring + at), word, __ATOMIC_RELAXED);
    }
}

static void *poke(void *argument)
{
    attack *a = argument;
    uint64_t pause = next_random(&a->random) % 3 == 0 ? 0 : next_random(&a->random) % 5000, width = next_random(&a->random);
    while (!stops(a)) {
        if (a->tact >= ONES) {
            fill_ring(a);
            continue;
        }
        unsigned char *at = a->connection->memory + some_place(a);
        uint64_t value = some_value(a);
        if (width++ % 3 == 0)
            memcpy(at, &value, 8);
        else
            __atomic_store_n((uint32_t *)(void *)((uintptr_t)at & ~(uintptr_t)3), (uint32_t)value, __ATOMIC_RELAXED);
        for (uint64_t i = next_random(&a->random) % (pause + 1); i > 0 && !stops(a); i--)
            cw__pause();
    }
    return NULL;
}

/* Traffic as it should be, so that there is something to disturb. */
static void *talk(void *argument)
{
    attack *a = argument;
    unsigned char message[2048] = {0};
    uint64_t random = a->random * 5 + 1;
    while (!stops(a)) {
        const void *received;
        if (mode == CW_BYTES) {
            if (next_random(&random) % 2 == 0)
                (void)!cw_write(a->connection, message, next_random(&random) % sizeof message, (int)(next_random(&random) % 2));
            else
                (void)!cw_read(a->connection, message, sizeof message, (int)(next_random(&random) % 2));
        } else if (next_random(&random) % 2 == 0) {
            size_t longest = (size_t)cw_longest_message(a->connection);
            size_t length = next_random(&random) % (longest < sizeof message ? longest : sizeof message);
            (void)!cw_send(a->connection, message, length, (int)(next_random(&random) % 2));
        } else if (cw_receive(a->connection, &received, (int)(next_random(&random) % 2)) >= 0) {
            cw_release(a->connection);
        }
        if (cw__ended(a->connection) != 0)
            usleep(200);
    }
    return NULL;
}

static void say_something(attack *a)
{
    unsigned char bytes[3000];
    int descriptors[2] = {a->connection->bell, a->connection->socket};
    uint64_t any = next_random(&a->random), one = any % 2 == 0 ? 1 : UINT64_MAX - 1, rings;
    memset(bytes, "BBAH\0x"[any % 6], sizeof bytes);
    switch (next_random(&a->random) % 24 + (a->tact == EVERYTHING ? 0 : 3)) {
    case 0: (void)!cw__send_socket(a->connection->socket, bytes, 1 + any / 8 % 1025, descriptors, (int)(any / 8 % 3)); break;
    case 1: (void)!send(a->connection->socket, bytes, any / 8 % sizeof bytes, MSG_DONTWAIT | MSG_NOSIGNAL); break;
    case 2: (void)!cw__send_socket(a->connection->socket, "Hnote", 5, descriptors, 1); break;
    case 3:
    case 4:
        if (a->connection->peer_bell >= 0 && (fcntl(a->connection->peer_bell, F_GETFL) & O_NONBLOCK) != 0)
            (void)!read(a->connection->peer_bell, &rings, sizeof rings);
        break;
    case 5: fcntl(a->connection->bell, F_SETFL, any % 2 == 0 ? O_NONBLOCK : 0); break;
    case 6: syscall(SYS_futex, (any % 2 == 0 ? a->connection->in : a->connection->out).peer, 1, INT_MAX, NULL, NULL, 0); break;
    default:
        if (a->connection->peer_bell >= 0 && (fcntl(a->connection->peer_bell, F_GETFL) & O_NONBLOCK) != 0)
            (void)!write(a->connection->peer_bell, &one, sizeof one);
        else
            (void)!send(a->connection->socket, "B", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
}

/* Bells may block who rings them, so this thread does nothing else; what it hangs in ends with the process. */
static void *make_noise(void *argument)
{
    attack *a = argument;
    uint64_t pause = next_random(&a->random) % 2000;
    while (!stops(a)) {
        say_something(a);
        usleep((useconds_t)(next_random(&a->random) % (pause + 1)));
    }
    return NULL;
}

static void attack_one(cw_connection *connection, uint64_t seed)
{
    attack pokes = {connection, seed * 2 + 1, 0, EVERYTHING}, talks, noise;
    pthread_t poking, talking, noisy;
    uint64_t way = next_random(&pokes.random);
    pokes.tact = (int)(way / 64 % 8) % 5;
    talks = noise = pokes;
    fcntl(connection->bell, F_SETFL, O_NONBLOCK);
    pthread_create(&poking, NULL, poke, &pokes);
    pthread_create(&talking, NULL, talk, &talks);
    if (way % 2 == 0)
        pthread_create(&noisy, NULL, make_noise, &noise);
    usleep((useconds_t)(way / 8 % 20000));
    __atomic_store_n(&noise.stops, 1, __ATOMIC_RELAXED);
    if (way / 2 % 2 == 0) { /* hangs up, and goes on in the memory */
        shutdown(connection->socket, SHUT_RDWR);
        usleep((useconds_t)(way / 16 % 5000));
    }
    __atomic_store_n(&pokes.stops, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&talks.stops, 1, __ATOMIC_RELAXED);
    if (way % 2 == 0)
        pthread_join(noisy, NULL);
    pthread_join(poking, NULL);
    pthread_join(talking, NULL);
    if (way / 4 % 2 == 0)
        cw_close(connection);
    else
        cw__free(connection);
}

/* So many attacks are made however long that takes, by all processes together. */
enum { LEAST = 5 };
static int *attacks;

/* A process for each, so that what hangs or breaks here is nothing but the end of one. */
static void attack_all(const char *role, const char *name, int64_t end, uint64_t seed)
{
    cw_listener *listener = NULL;
    cw_options options;
    cw_options_init(&options);
    options.ring_bytes = 4096u << seed % 3;
    options.mode = mode;
    if (strcmp(role, "listen") == 0 && cw_listen(&listener, name, &options) != 0)
        exit(1);
    while (cw__now() < end || __atomic_load_n(attacks, __ATOMIC_RELAXED) < LEAST) {
        cw_connection *connection;
        if ((listener != NULL ? cw_accept(listener, &connection, 100) : cw_connect(&connection, name, &options, 1000)) != 0)
            continue;
        __atomic_fetch_add(attacks, 1, __ATOMIC_RELAXED);
        alarm(5);
        attack_one(connection, ++seed);
        alarm(0);
    }
    cw_listener_close(listener);
    exit(0);
}

static void direct(cw_connection *c, const char *what)
{
    struct pollfd input = {0, POLLIN, 0};
    attack fills = {c, 0x9E3779B97F4A7C15ull, 0, strcmp(what, "ones") == 0 ? ONES : RECORDS};
    uint64_t one = 1, n = 0;
    uint32_t *word = cw__word(&c->out, 0);
    static const uint32_t words[] = {CW_NEAR, CW_ASLEEP, CW_BELL, CW_BUSY, 77, CW_NEAR};
    if (strcmp(what, "ones") == 0 || strcmp(what, "records") == 0) {
        fill_ring(&fills);
        puts("met");
        fflush(stdout);
        poll(&input, 1, -1);
        cw__free(c);
        puts("over");
        return;
    }
    puts("met");
    fflush(stdout);
    while (++n % 4096 != 0 || poll(&input, 1, 0) == 0) {
        if (strcmp(what, "flip") == 0) {
            __atomic_store_n(c->in.own, words[n % 6], __ATOMIC_RELAXED);
            __atomic_store_n(c->in.peer, words[n % 6], __ATOMIC_RELAXED);
            __atomic_store_n(c->out.own, words[n / 2 % 6], __ATOMIC_RELAXED);
            __atomic_store_n(c->out.peer, words[n / 2 % 6], __ATOMIC_RELAXED);
        } else if (strcmp(what, "ends") == 0) {
            __atomic_store_n(word, n % 2 == 0 ? (uint32_t)CW_END : 0, __ATOMIC_RELAXED);
            __atomic_store_n(c->out.closed, (uint32_t)(n % 2), __ATOMIC_RELAXED);
            cw__wake_slowly(c, c->out.peer);
        } else {
            if (c->peer_bell >= 0)
                (void)!write(c->peer_bell, &one, sizeof one);
            (void)!send(c->socket, "B", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }
    cw__free(c);
    puts("over");
}

int main(int argc, char **argv)
{
    cw_connection *connection;
    int64_t end;
    uint64_t seed;
    if (argc < 5)
        return 2;
    mode = strcmp(argv[argc - 1], "bytes") == 0 ? CW_BYTES : CW_MESSAGES;
    if (argc == 5) {
        cw_options options;
        cw_options_init(&options);
        options.mode = mode;
        if (cw_connect(&connection, argv[2], &options, 5000) != 0)
            return 1;
        direct(connection, argv[3]);
        return 0;
    }
    if (argc != 6)
        return 2;
    end = cw__now() + atoll(argv[3]);
    attacks = mmap(NULL, sizeof *attacks, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (attacks == MAP_FAILED)
        return 1;
    for (seed = strtoull(argv[4], NULL, 0); cw__now() < end || __atomic_load_n(attacks, __ATOMIC_RELAXED) < LEAST; seed += 1000003) {
        pid_t child = fork();
        if (child == 0)
            attack_all(argv[1], argv[2], end, seed);
        waitpid(child, NULL, 0);
    }
    puts("over");
    return 0;
}
