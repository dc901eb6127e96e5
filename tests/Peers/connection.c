/*
 * One side of a shared-memory connection in C:
 *
 *   connection listen|connect NAME [MODE [RING [SPIN]]]
 *
 * Says "met RING" and then answers each line on standard input with one line. Message number n has bytes that n alone decides, and who
 * receives it checks them; both directions count for themselves, from 0.
 *
 *   send COUNT SIZE       sends messages                            "sent COUNT"
 *   sizes FROM TO         a message of each size                    "sent COUNT"
 *   reserve COUNT SIZE    the same, each written in place
 *   batch COUNT SIZE      all of them at once                       "sent COUNT"
 *   flood SIZE            sends until it cannot                     "WHY" and how many were sent
 *   receive COUNT         checks messages                           "received COUNT BYTES"
 *   drain                 checks messages until there are no more   "received COUNT BYTES, WHY"
 *   echo                  sends back what comes until there is no more, and completes
 *   blocked SECONDS       receives one, as drain does, and says "waiting" before
 *   write BYTES           bytes of a stream                         "wrote BYTES"
 *   read                  checks the bytes of a stream until there are no more
 *   try                   what cw_try_receive says: a length, or why not
 *   await-reader          until the other side sleeps in receiving  "asleep"
 *   await-writer          until it sleeps in sending                "asleep"
 *   add SIZE              a message of a batch that is not committed "added"
 *   complete, check, close, abort
 *   fork                  a child that has the connection too        "forked"
 *   give PATH NOTE        a descriptor                              "given"
 *   take                                                            "NOTE: the first line of the file"
 */
#include "../../native/causeway.h"
#include <signal.h>
#include <sys/prctl.h>

static cw_connection *connection;
static uint64_t sent, received, bytes_received;
static unsigned char buffer[1 << 24];

static void say(const char *what, int64_t error)
{
    if (error < 0)
        printf("%s: %s\n", what, cw_error((int)error));
    else
        puts(what);
    fflush(stdout);
}

static void die(const char *what, int error)
{
    printf("%s: %s\n", what, cw_error(error));
    exit(1);
}

static unsigned char byte_of(uint64_t n, uint64_t i) { return (unsigned char)(n * 131 + i * 7 + (i >> 8)); }

static void fill(unsigned char *bytes, uint64_t n, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = byte_of(n, i);
}

static int is_right(const unsigned char *bytes, uint64_t n, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != byte_of(n, i))
            return 0;
    return 1;
}

static int send_one(size_t size)
{
    fill(buffer, sent, size);
    int result = cw_send(connection, buffer, size, CW_FOREVER);
    if (result == 0)
        sent++;
    return result;
}

static int send_in_place(size_t size)
{
    void *payload;
    int result = cw_reserve(connection, size + 5, &payload, CW_FOREVER);
    if (result != 0)
        return result;
    memset(payload, 0xFF, size + 5);
    cw_abandon(connection);
    result = cw_reserve(connection, size + 5, &payload, CW_FOREVER);
    fill((unsigned char *)payload, sent, size);
    if (result == 0 && (result = cw_commit(connection, size)) == 0)
        sent++;
    return result;
}

static int send_batch(long count, size_t size)
{
    int result = cw_batch_begin(connection);
    while (result == 0 && count > 0) {
        fill(buffer, sent, size);
        result = cw_batch_add(connection, buffer, size);
        if (result == 0) {
            sent++;
            count--;
        } else if (result == -EAGAIN) { /* as long as there is room: off with it, and wait for more */
            void *payload;
            cw_batch_commit(connection);
            result = cw_reserve(connection, size, &payload, CW_FOREVER);
            cw_abandon(connection);
            if (result == 0)
                result = cw_batch_begin(connection);
        }
    }
    return result != 0 ? result : cw_batch_commit(connection);
}

static int64_t receive_one(int timeout)
{
    const void *message;
    int64_t length = cw_receive(connection, &message, timeout);
    if (length < 0)
        return length;
    if (!is_right((const unsigned char *)message, received, (size_t)length)) {
        printf("message %llu of %lld bytes is not what was sent\n", (unsigned long long)received, (long long)length);
        exit(1);
    }
    received++;
    bytes_received += (uint64_t)length;
    cw_release(connection);
    return length;
}

static void say_received(int64_t why)
{
    if (why < 0)
        printf("received %llu %llu, %s\n", (unsigned long long)received, (unsigned long long)bytes_received, cw_error((int)why));
    else
        printf("received %llu %llu\n", (unsigned long long)received, (unsigned long long)bytes_received);
    fflush(stdout);
}

static int64_t echo(void)
{
    for (;;) {
        const void *message;
        int64_t length = cw_receive(connection, &message, CW_FOREVER);
        int result;
        if (length == -CW_EEND)
            return cw_complete(connection);
        if (length < 0)
            return length;
        result = cw_send(connection, message, (size_t)length, CW_FOREVER);
        if (result != 0)
            return result;
        cw_release(connection);
    }
}

/* Bytes of a stream are those of one endless message 0. */
static int write_bytes(uint64_t count)
{
    static uint64_t at;
    while (count > 0) {
        size_t n = 1 + (size_t)(at * 7919 % 300000);
        if (n > count)
            n = (size_t)count;
        for (size_t i = 0; i < n; i++)
            buffer[i] = byte_of(0, at + i);
        int result = cw_write(connection, buffer, n, CW_FOREVER);
        if (result != 0)
            return result;
        at += n;
        count -= n;
    }
    return 0;
}

static int64_t read_bytes(void)
{
    for (;;) {
        int64_t n = cw_read(connection, buffer, 1 + (size_t)(bytes_received * 6007 % 200000), CW_FOREVER);
        if (n <= 0)
            return n == 0 ? -CW_EEND : n;
        for (int64_t i = 0; i < n; i++)
            if (buffer[i] != byte_of(0, bytes_received + (uint64_t)i)) {
                printf("byte %llu is not what was sent\n", (unsigned long long)(bytes_received + (uint64_t)i));
                exit(1);
            }
        bytes_received += (uint64_t)n;
    }
}

static void give(const char *path, const char *note)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int result = file < 0 ? -errno : cw_send_handle(connection, file, note, strlen(note), CW_FOREVER);
    if (file >= 0)
        close(file);
    say("given", result);
}

static void take(void)
{
    char note[CW_MOST_NOTE + 1], line[256];
    size_t length = CW_MOST_NOTE;
    int file = cw_receive_handle(connection, note, &length, CW_FOREVER);
    if (file < 0) {
        say("taken", file);
        return;
    }
    note[length] = '\0';
    ssize_t n = read(file, line, sizeof line - 1);
    line[n < 0 ? 0 : n] = '\0';
    line[strcspn(line, "\n")] = '\0';
    close(file);
    printf("%s: %s\n", note, line);
    fflush(stdout);
}

static void perform(const char *verb, const char *first, const char *second)
{
    long count = atol(first), size = atol(second);
    int64_t result = 0;
    char line[64];
    if (strcmp(verb, "send") == 0 || strcmp(verb, "reserve") == 0) {
        int (*how)(size_t) = strcmp(verb, "send") == 0 ? send_one : send_in_place;
        for (long i = 0; i < count && result == 0; i++)
            result = how((size_t)size);
        snprintf(line, sizeof line, "sent %llu", (unsigned long long)sent);
        say(line, result);
    } else if (strcmp(verb, "sizes") == 0) {
        for (long i = count; i <= size && result == 0; i++)
            result = send_one((size_t)i);
        snprintf(line, sizeof line, "sent %llu", (unsigned long long)sent);
        say(line, result);
    } else if (strcmp(verb, "batch") == 0) {
        result = send_batch(count, (size_t)size);
        snprintf(line, sizeof line, "sent %llu", (unsigned long long)sent);
        say(line, result);
    } else if (strcmp(verb, "add") == 0) {
        if ((result = cw_batch_begin(connection)) == 0)
            result = cw_batch_add(connection, buffer, (size_t)count);
        say("added", result);
    } else if (strcmp(verb, "flood") == 0) {
        while ((result = send_one((size_t)count)) == 0)
            ;
        snprintf(line, sizeof line, "sent %llu", (unsigned long long)sent);
        say(line, result);
    } else if (strcmp(verb, "receive") == 0) {
        for (long i = 0; i < count && result >= 0; i++)
            result = receive_one(CW_FOREVER);
        say_received(result);
    } else if (strcmp(verb, "drain") == 0) {
        while ((result = receive_one(CW_FOREVER)) >= 0)
            ;
        say_received(result);
    } else if (strcmp(verb, "blocked") == 0) {
        say("waiting", 0);
        say_received(receive_one((int)count * 1000));
    } else if (strcmp(verb, "echo") == 0) {
        say("echoed", echo());
    } else if (strcmp(verb, "write") == 0) {
        snprintf(line, sizeof line, "wrote %ld", count);
        say(line, write_bytes((uint64_t)count));
    } else if (strcmp(verb, "read") == 0) {
        say_received(read_bytes());
    } else if (strcmp(verb, "try") == 0) {
        say("received one", receive_one(0));
    } else if (strncmp(verb, "await-", 6) == 0) {
        const uint32_t *word = strcmp(verb, "await-reader") == 0 ? connection->out.peer : connection->in.peer;
        uint32_t state;
        while ((state = __atomic_load_n(word, __ATOMIC_ACQUIRE)) != CW_ASLEEP && state != CW_BELL)
            usleep(100);
        say("asleep", 0);
    } else if (strcmp(verb, "complete") == 0) {
        say("completed", cw_complete(connection));
    } else if (strcmp(verb, "check") == 0) {
        say("open", cw_check(connection));
    } else if (strcmp(verb, "give") == 0) {
        give(first, second);
    } else if (strcmp(verb, "take") == 0) {
        take();
    } else if (strcmp(verb, "close") == 0) {
        cw_close(connection);
        connection = NULL;
        say("closed", 0);
    } else if (strcmp(verb, "fork") == 0) {
        const pid_t parent = getpid();
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() == parent)
                pause();
            _exit(0);
        }
        say("forked", 0);
    } else if (strcmp(verb, "abort") == 0) {
        cw_abort(connection);
        connection = NULL;
        say("aborted", 0);
    } else {
        say("no such command", 0);
    }
}

int main(int argc, char **argv)
{
    cw_options options;
    cw_listener *listener = NULL;
    char line[1024], verb[32], first[512], second[256];
    int result;
    if (argc < 3)
        return 2;
    cw_options_init(&options);
    if (argc > 3)
        options.mode = (uint32_t)atoi(argv[3]);
    if (argc > 4)
        options.ring_bytes = strtoull(argv[4], NULL, 0);
    if (argc > 5)
        options.spin = atoi(argv[5]);
    if (strcmp(argv[1], "listen") == 0) {
        if ((result = cw_listen(&listener, argv[2], &options)) != 0)
            die("listen", result);
        say("listening", 0);
        result = cw_accept(listener, &connection, CW_FOREVER);
        cw_listener_close(listener);
    } else {
        result = cw_connect(&connection, argv[2], &options, CW_FOREVER);
    }
    if (result != 0)
        die(argv[1], result);
    printf("met %llu\n", (unsigned long long)cw_ring_bytes(connection));
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        first[0] = second[0] = '\0';
        if (sscanf(line, "%31s %511s %255s", verb, first, second) >= 1)
            perform(verb, first, second);
    }
    return 0;
}
