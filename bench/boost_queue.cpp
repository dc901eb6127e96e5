/* boost.interprocess message_queue, one for each direction: messages of at most 64 bytes, as many as 2 MiB hold. NAME THEIRS MINE. */
#include <boost/interprocess/ipc/message_queue.hpp>
#include <cstring>
#include <string>

using boost::interprocess::message_queue;
static message_queue *out, *in;

static void open_channel(char **names)
{
    std::string name = names[0] + 1;
    const char *mine = atoi(names[2]) == 0 ? "-forth" : "-back", *theirs = atoi(names[2]) == 0 ? "-back" : "-forth";
    const size_t messages = (2 << 20) / 64;
    out = new message_queue(boost::interprocess::open_or_create, (name + mine).c_str(), messages, 64);
    in = new message_queue(boost::interprocess::open_or_create, (name + theirs).c_str(), messages, 64);
}

static void send_message(const char *bytes, size_t n) { out->send(bytes, n, 0); }

static void receive_message(char *bytes, size_t n)
{
    message_queue::size_type received;
    unsigned priority;
    char message[64];
    in->receive(message, sizeof message, received, priority);
    memcpy(bytes, message, received < n ? received : n);
}

#include "worker.h"
