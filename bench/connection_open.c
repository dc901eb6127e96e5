/* Meeting a listener of this process by native/causeway.h, a message, and the end: again and again. NAME THEIRS MINE. */
#include "causeway.h"
#include <pthread.h>

static char name[108];

static void *answer(void *listener)
{
    cw_connection *connection;
    while (cw_accept((cw_listener *)listener, &connection, CW_FOREVER) == 0) {
        const void *message;
        int64_t length = cw_receive(connection, &message, CW_FOREVER);
        if (length >= 0)
            cw_send(connection, message, (size_t)length, CW_FOREVER);
        cw_close(connection);
    }
    return NULL;
}

static void open_channel(char **names)
{
    cw_listener *listener;
    pthread_t thread;
    snprintf(name, sizeof name, "@%s-open", names[0] + 1);
    if (cw_listen(&listener, name, NULL) != 0 || pthread_create(&thread, NULL, answer, listener) != 0)
        exit(1);
}

#include "commands.h"

static int perform(const char *verb, size_t size, long count)
{
    static char message[64];
    if (strcmp(verb, "open") != 0 || size > sizeof message)
        return 0;
    for (long i = 0; i < count; i++) {
        cw_connection *connection;
        const void *back;
        if (cw_connect(&connection, name, NULL, CW_FOREVER) != 0 || cw_send(connection, message, sizeof message, CW_FOREVER) != 0
            || cw_receive(connection, &back, CW_FOREVER) < 0)
            exit(1);
        cw_release(connection);
        cw_close(connection);
    }
    return 1;
}
