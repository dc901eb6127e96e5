/*
 * Typed messages from C: typed_message struct|text mq /NAME | sysv ID | fd. Takes one message, says what it is, and sends an answer:
 * a struct order with its price doubled and its quantity one more, or the text in upper case.
 *   mq     takes and sends with priority 9
 *   sysv   takes type 1 and sends type 2
 *   fd     reads descriptor 3 and writes descriptor 4
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

struct order { int32_t id; char side; double price; uint16_t quantity; char symbol[6]; };

static struct { long type; char bytes[65536]; } message;

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    mqd_t queue = -1;
    int id = -1;
    ssize_t length;
    if (strcmp(argv[2], "mq") == 0) {
        queue = mq_open(argv[3], O_RDWR);
        length = mq_receive(queue, message.bytes, sizeof message.bytes, NULL);
    } else if (strcmp(argv[2], "sysv") == 0) {
        id = atoi(argv[3]);
        length = msgrcv(id, &message, sizeof message.bytes, 1, 0);
    } else {
        length = read(3, message.bytes, sizeof message.bytes);
    }
    if (length < 0) {
        puts(strerrorname_np(errno));
        return 1;
    }

    if (strcmp(argv[1], "struct") == 0) {
        struct order order;
        if (length != sizeof order) {
            printf("%zd bytes instead of %zu\n", length, sizeof order);
            return 1;
        }
        memcpy(&order, message.bytes, sizeof order);
        printf("%d %c %.2f %u %.6s\n", order.id, order.side, order.price, order.quantity, order.symbol);
        order.price *= 2;
        order.quantity++;
        memcpy(message.bytes, &order, sizeof order);
    } else {
        printf("%.*s\n", (int)length, message.bytes);
        for (ssize_t i = 0; i < length; i++)
            message.bytes[i] = (char)toupper((unsigned char)message.bytes[i]);
    }

    message.type = 2;
    int result = queue >= 0 ? mq_send(queue, message.bytes, (size_t)length, 9)
        : id >= 0 ? msgsnd(id, &message, (size_t)length, 0)
        : write(4, message.bytes, (size_t)length) == length ? 0 : -1;
    puts(result == 0 ? "sent" : strerrorname_np(errno));
    return result != 0;
}
