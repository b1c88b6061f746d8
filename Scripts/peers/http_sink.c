// Takes posts as fast as they come and answers 200: http_sink
//
// Prints the port that it listens on; at each line of standard input, how many posts it took, when the last of them came
// and what time it is, in seconds. It ends when standard input does.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM (1 << 20)

typedef struct {
    int socket;
    size_t filled;
    char bytes[ROOM + 1];
} client;

static size_t taken;
static double last;

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Answers the requests that are whole.
static void answer(client *client) {
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (;;) {
        client->bytes[client->filled] = 0;
        char *end = strstr(client->bytes, "\r\n\r\n");
        if (!end) return;
        *end = 0;
        char *field = strcasestr(client->bytes, "content-length:");
        size_t whole = (size_t)(end + 4 - client->bytes) + (field ? strtoul(field + 15, NULL, 10) : 0);
        *end = '\r';
        if (whole > ROOM) give_up("a request is too long");
        if (client->filled < whole) return;
        taken++;
        last = now();
        if (send(client->socket, text, sizeof text - 1, MSG_NOSIGNAL) < 0) return;
        client->filled -= whole;
        memmove(client->bytes, client->bytes + whole, client->filled);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 128) != 0) give_up("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%u\n", ntohs(address.sin_port));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, input = {.events = EPOLLIN, .data.ptr = &epoll};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
    for (;;) {
        struct epoll_event events[16];
        int ready = epoll_wait(epoll, events, 16, -1);
        for (int place = 0; place < ready; place++) {
            client *client = events[place].data.ptr;
            if (events[place].data.ptr == &epoll) {
                char command[64];
                ssize_t count = read(0, command, sizeof command);
                if (count <= 0) return 0;
                printf("{\"taken\": %zu, \"last\": %.6f, \"now\": %.6f}\n", taken, last, now());
            } else if (!client) {
                client = calloc(1, sizeof *client);
                if (!client) give_up("memory");
                client->socket = accept(listener, NULL, NULL);
                int one = 1;
                setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                struct epoll_event more = {.events = EPOLLIN, .data.ptr = client};
                epoll_ctl(epoll, EPOLL_CTL_ADD, client->socket, &more);
            } else {
                ssize_t count = recv(client->socket, client->bytes + client->filled, ROOM - client->filled, 0);
                if (count <= 0) {
                    close(client->socket);
                    free(client);
                    continue;
                }
                client->filled += (size_t)count;
                answer(client);
            }
        }
    }
}
