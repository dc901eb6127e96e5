/*
 * native/causeway.h where the other side does not keep to the protocol, or the system does not give what is asked for. Both sides are in
 * this process: what the hostile one does is done when the call that is tested begins.
 *
 *   connection_bounds CASE NAME     says in one line how it ended
 */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *name;
static enum { KEEPS, LOSES, LOSES_TO_A_FILE } after_bind;

/* bind(2), and then what another process may do before the next call. */
static int bind_and_lose(int socket, const struct sockaddr *address, socklen_t length)
{
    int result = bind(socket, address, length);
    if (result == 0 && after_bind != KEEPS)
        unlink(name);
    if (result == 0 && after_bind == LOSES_TO_A_FILE)
        close(open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return result;
}

#define bind bind_and_lose
#include "../../native/causeway.h"
#undef bind
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sys/prctl.h>

static cw_connection *hostile, *own;
static uint32_t mode = CW_MESSAGES;
static unsigned char buffer[4096];

static void *connect_hostile(void *unused)
{
    cw_options options;
    cw_options_init(&options);
    options.mode = mode;
    options.ring_bytes = CW_SMALLEST_RING;
    (void)unused;
    return (void *)(intptr_t)cw_connect(&hostile, name, &options, CW_FOREVER);
}

static cw_listener *listen_here(void)
{
    cw_listener *listener;
    cw_options options;
    int result;
    cw_options_init(&options);
    options.mode = mode;
    if ((result = cw_listen(&listener, name, &options)) != 0) {
        printf("listen: %s\n", cw_error(result));
        exit(1);
    }
    return listener;
}

static void meet(void)
{
    cw_listener *listener = listen_here();
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, connect_hostile, NULL);
    if (cw_accept(listener, &own, CW_FOREVER) != 0 || pthread_join(thread, &result) != 0 || result != NULL)
        exit(1);
    cw_listener_close(listener);
}

/* Its descriptors are closed with the process; its socket now: for this side it has died. */
static void die(void)
{
    close(hostile->socket);
    hostile->socket = -1;
}

/* A ring that has no end: empty records, wherever one could begin. */
static void store_empty_records(void)
{
    for (uint64_t at = 0; at < hostile->out.ring_bytes; at += 8)
        __atomic_store_n((uint64_t *)(void *)cw__word(&hostile->out, at), (uint64_t)CW_MESSAGE, __ATOMIC_RELEASE);
}

static void receive_all(int says_how_many)
{
    const void *message;
    uint64_t count = 0;
    int64_t length;
    while ((length = cw_receive(own, &message, CW_FOREVER)) >= 0) {
        cw_release(own);
        count++;
    }
    if (says_how_many)
        printf("%llu, ", (unsigned long long)count);
    puts(cw_error((int)length));
}

static void fill_the_ring(void)
{
    for (int i = 0; i < CW_SMALLEST_RING / 8 - 1; i++)
        if (cw_try_send(hostile, NULL, 0) != 0)
            exit(1);
}

static void ring_on_socket(int count)
{
    for (int i = 0; i < count; i++)
        if (send(hostile->socket, "B", 1, MSG_NOSIGNAL) != 1)
            exit(1);
}

static void *receive_one(void *unused)
{
    const void *message;
    (void)unused;
    return (void *)(intptr_t)(cw_receive(own, &message, CW_FOREVER) >= 0);
}

static void *give_one(void *unused)
{
    (void)unused;
    return (void *)(intptr_t)cw_send_handle(own, 0, "note", 4, CW_FOREVER);
}

/* More than a socket holds, and nothing is read of what comes back. All credit comes later, from a thread that only receives. */
static void take_from_one_that_does_not_read(void)
{
    pthread_t receiver;
    int credits = 0;
    for (int i = 0; i < 1000; i++) {
        size_t length = sizeof buffer;
        int taken;
        if (cw__send_socket(hostile->socket, "Hnote", 5, &hostile->bell, 1) != 5 || (taken = cw_receive_handle(own, buffer, &length, 0)) < 0)
            exit(1);
        close(taken);
    }
    pthread_create(&receiver, NULL, receive_one, NULL);
    while (credits < 1000 && recv(hostile->socket, buffer, sizeof buffer, 0) == 1)
        credits += buffer[0] == 'A';
    cw_try_send(hostile, "x", 1);
    pthread_join(receiver, NULL);
    printf("1000 taken, %d credits\n", credits);
}

/* One thread polls to receive; another sends a handle into a socket that is full. */
static void give_into_a_full_socket(void)
{
    pthread_t receiver, giver;
    void *result;
    while (send(own->socket, "B", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1)
        ;
    pthread_create(&receiver, NULL, receive_one, NULL);
    while (__atomic_load_n(&own->leader, __ATOMIC_SEQ_CST) == 0)
        usleep(100);
    pthread_create(&giver, NULL, give_one, NULL);
    while (__atomic_load_n(&own->followers, __ATOMIC_SEQ_CST) == 0)
        usleep(100);
    do
        if (recv(hostile->socket, buffer, sizeof buffer, 0) <= 0)
            exit(1);
    while (buffer[0] != 'H');
    pthread_join(giver, &result);
    cw_try_send(hostile, "x", 1);
    pthread_join(receiver, NULL);
    puts(result == NULL ? "given" : "not given");
}

static void drain(void)
{
    int left = 0;
    ring_on_socket(150);
    cw_check(own);
    while (recv(own->socket, buffer, sizeof buffer, MSG_DONTWAIT) == 1)
        left++;
    printf("%d left\n", left);
}

/* What the look before the send does not reach. */
static void give_to_one_that_has_gone(void)
{
    size_t length = sizeof buffer;
    int given, taken;
    ring_on_socket(150);
    if (cw__send_socket(hostile->socket, "Hnote", 5, &hostile->bell, 1) != 5)
        exit(1);
    die();
    given = cw_send_handle(own, 0, NULL, 0, CW_FOREVER);
    taken = cw_receive_handle(own, buffer, &length, CW_FOREVER);
    printf("%s, %s\n", cw_error(given), taken >= 0 ? "taken" : cw_error(taken));
}

static int connect_raw(const cw_listener *listener)
{
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(listener->address.sun_path + 1));
    int one = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (one < 0 || connect(one, (const struct sockaddr *)&listener->address, length) != 0)
        exit(1);
    return one;
}

static void accept_without_descriptors(void)
{
    cw_listener *listener = listen_here();
    struct rlimit few = {64, 64};
    connect_raw(listener);
    if (setrlimit(RLIMIT_NOFILE, &few) != 0)
        exit(1);
    while (dup(0) >= 0)
        ;
    puts(cw_error(cw_accept(listener, &own, CW_FOREVER)));
}

/* Whose number has no end. What is left of it shows that the deadline was looked at. */
static void accept_among_those_who_hang_up(void)
{
    cw_listener *listener = listen_here();
    struct pollfd left = {listener->socket, POLLIN, 0};
    int result;
    for (int i = 0; i < 100; i++)
        close(connect_raw(listener));
    result = cw_accept(listener, &own, 0);
    printf("%s, %s\n", cw_error(result), poll(&left, 1, 0) == 1 ? "some left" : "none left");
}

static int strangers = CW__MOST_MEETINGS;

/* The first are not. */
static int is_known(const struct ucred *peer, void *state)
{
    (void)peer, (void)state;
    return strangers-- <= 0;
}

static int status_of_welcome(int socket)
{
    unsigned char welcome[CW_WELCOME_BYTES];
    return recv(socket, welcome, sizeof welcome, MSG_DONTWAIT) == sizeof welcome ? (int)cw__get32(welcome + 12) : -1;
}

/* Strangers who say nothing, as many as may be met at once, and then one who is known. */
static void accept_behind_strangers(void)
{
    cw_listener *listener;
    cw_options options;
    pthread_t thread;
    int silent[CW__MOST_MEETINGS], i, refused = 0, result;
    cw_options_init(&options);
    options.allow = is_known;
    options.meeting_timeout = INT_MAX;
    if (cw_listen(&listener, name, &options) != 0)
        exit(1);
    for (i = 0; i < CW__MOST_MEETINGS; i++)
        silent[i] = connect_raw(listener);
    pthread_create(&thread, NULL, connect_hostile, NULL);
    result = cw_accept(listener, &own, CW_FOREVER);
    for (i = 0; i < CW__MOST_MEETINGS; i++)
        refused += status_of_welcome(silent[i]) == CW_REFUSED;
    printf("%s, %d refused\n", result == 0 ? "met" : cw_error(result), refused);
}

/* Between the connector's connect and its Hello, which then finds nobody. */
static int is_refused_meanwhile(const struct ucred *peer, void *listener)
{
    (void)peer;
    return cw_accept((cw_listener *)listener, &own, 0) == -EAGAIN;
}

static void connect_to_one_that_refuses(void)
{
    cw_listener *listener;
    cw_options options, connects;
    cw_options_init(&options);
    cw_options_init(&connects);
    options.allow = is_known;
    connects.allow = is_refused_meanwhile;
    if (cw_listen(&listener, name, &options) != 0)
        exit(1);
    connects.state = listener;
    puts(cw_error(cw_connect(&hostile, name, &connects, CW_FOREVER)));
}

static unsigned mode_of_listener(int (*allow)(const struct ucred *, void *))
{
    cw_listener *listener;
    cw_options options;
    struct stat status;
    cw_options_init(&options);
    options.allow = allow;
    if (cw_listen(&listener, name, &options) != 0 || stat(name, &status) != 0)
        exit(1);
    cw_listener_close(listener);
    return status.st_mode & 07777;
}

static void listen_for_others(void)
{
    static const mode_t masks[] = {0, 022, 077, 0200, 0700, 0777};
    unsigned alone = 0600, all = 0666;
    for (size_t i = 0; i < sizeof masks / sizeof masks[0] && alone == 0600 && all == 0666; i++) {
        umask(masks[i]);
        alone = mode_of_listener(NULL);
        all = mode_of_listener(is_known);
    }
    printf("%o alone, %o for others\n", alone, all);
}

static const char *try_to_listen(mode_t mask, int (*allow)(const struct ucred *, void *))
{
    cw_listener *listener;
    cw_options options;
    int result;
    cw_options_init(&options);
    options.allow = allow;
    umask(mask);
    if ((result = cw_listen(&listener, name, &options)) != 0)
        return cw_error(result);
    cw_listener_close(listener);
    return "listens";
}

static void listen_without_proc(void)
{
    char *folder = strdup(name);
    *strrchr(folder, '/') = '\0';
    if ((geteuid() != 0 && unshare(CLONE_NEWUSER) != 0) || chroot(folder) != 0 || chdir("/") != 0)
        exit(1);
    free(folder);
    name = "/meeting";
    printf("%s, ", try_to_listen(077, NULL));
    printf("%s, ", try_to_listen(0, is_known));
    printf("%s, ", try_to_listen(022, is_known));
    puts(access(name, F_OK) == 0 ? "a name is left" : "no name is left");
}

static void listen_where_the_name_is_lost(void)
{
    struct stat status;
    after_bind = LOSES;
    printf("%s, ", try_to_listen(022, NULL));
    after_bind = LOSES_TO_A_FILE;
    printf("%s, ", try_to_listen(022, is_known));
    puts(lstat(name, &status) == 0 && S_ISREG(status.st_mode) ? "the file stays" : "the file is gone");
}

/* It carries a descriptor, too. */
static void check_after_an_empty_message(void)
{
    int first = open("/dev/null", O_RDONLY | O_CLOEXEC), result, next;
    if (cw__send_socket(hostile->socket, "", 0, &first, 1) != 0)
        exit(1);
    close(first);
    result = cw_check(own);
    next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    printf("%s, %s\n", cw_error(result), next == first ? "nothing is left open" : "its descriptor is left open");
}

static void listen_refused(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_listen, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOBUFS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    cw_listener *listener;
    int result;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        exit(1);
    result = cw_listen(&listener, name, NULL);
    printf("%s, %s\n", cw_error(result), access(name, F_OK) == 0 ? "the name is left" : "no name is left");
}

/* To one of the processors that it may use. */
static void pin(void)
{
    cpu_set_t all, one;
    int cpu = 0;
    if (sched_getaffinity(0, sizeof all, &all) != 0)
        exit(1);
    while (!CPU_ISSET(cpu, &all))
        cpu++;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0)
        exit(1);
}

int main(int argc, char **argv)
{
    const char *which = argc == 3 ? argv[1] : "";
    name = argv[argc - 1];
    if (strncmp(which, "bytes-", 6) == 0)
        mode = CW_BYTES;
    if (strcmp(which, "pinned") == 0)
        pin();
    if (strncmp(which, "accept-", 7) != 0 && strncmp(which, "listen-", 7) != 0)
        meet();
    if (strcmp(which, "bytes-empty") == 0) {
        store_empty_records();
        puts(cw_error((int)cw_read(own, buffer, sizeof buffer, CW_FOREVER)));
    } else if (strcmp(which, "bytes-send-empty") == 0) {
        void *payload;
        int sent = cw_send(own, NULL, 0, 0), reserved = cw_reserve(own, 8, &payload, 0), committed = cw_commit(own, 0);
        printf("%s, %s, %s\n", cw_error(sent), reserved == 0 ? "reserved" : cw_error(reserved), cw_error(committed));
    } else if (strcmp(which, "died-endless") == 0) {
        store_empty_records();
        die();
        receive_all(0);
    } else if (strcmp(which, "died-seen-endless") == 0) {
        store_empty_records();
        die();
        cw_check(own);
        receive_all(1);
    } else if (strcmp(which, "died-full") == 0) {
        fill_the_ring();
        die();
        cw_check(own);
        receive_all(1);
    } else if (strcmp(which, "died-complete") == 0) {
        fill_the_ring();
        cw_complete(hostile);
        die();
        cw_check(own);
        receive_all(1);
    } else if (strcmp(which, "pinned") == 0) {
        puts(own->in.spin > 0 && own->out.spin > 0 && hostile->in.spin > 0 && hostile->out.spin > 0 ? "looks" : "sleeps");
    } else if (strcmp(which, "drain") == 0) {
        drain();
    } else if (strcmp(which, "take-unread") == 0) {
        take_from_one_that_does_not_read();
    } else if (strcmp(which, "give-full") == 0) {
        give_into_a_full_socket();
    } else if (strcmp(which, "give-gone") == 0) {
        give_to_one_that_has_gone();
    } else if (strcmp(which, "accept-full") == 0) {
        accept_without_descriptors();
    } else if (strcmp(which, "accept-rush") == 0) {
        accept_among_those_who_hang_up();
    } else if (strcmp(which, "accept-strangers") == 0) {
        accept_behind_strangers();
    } else if (strcmp(which, "accept-no") == 0) {
        connect_to_one_that_refuses();
    } else if (strcmp(which, "listen-others") == 0) {
        listen_for_others();
    } else if (strcmp(which, "listen-no-proc") == 0) {
        listen_without_proc();
    } else if (strcmp(which, "listen-lost") == 0) {
        listen_where_the_name_is_lost();
    } else if (strcmp(which, "socket-empty") == 0) {
        check_after_an_empty_message();
    } else if (strcmp(which, "listen-refused") == 0) {
        listen_refused();
    } else {
        return 2;
    }
    return 0;
}
