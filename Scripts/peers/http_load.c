// Posts alerts over connections that are kept, as many Falcos do: http_load PORT LINES CONNECTIONS COUNT
//
// LINES is a file of Falco's JSON alerts, sent in turn; each connection sends its next when the last was answered. Prints
// how many were answered with 200, the seconds that took, and the median and 99th percentile of an answer's time in ms.
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

typedef struct {
    char *bytes;
    size_t length;
} request;

typedef struct {
    int socket;
    size_t request, sent, filled;
    double began;
    char answer[1024];
} client;

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// One request for each line, with the header that Falco's libcurl sends.
static size_t read_requests(const char *path, request **requests) {
    FILE *file = fopen(path, "r");
    if (!file) give_up(path);
    char *line = NULL;
    size_t room = 0, count = 0;
    ssize_t length;
    while ((length = getline(&line, &room, file)) > 0) {
        if (line[length - 1] == '\n') length--;
        *requests = realloc(*requests, (count + 1) * sizeof **requests);
        request *next = &(*requests)[count++];
        next->bytes = malloc((size_t)length + 256);
        int header = sprintf(
            next->bytes,
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: falcosecurity/falco\r\nAccept: */*\r\n"
            "Content-Type: application/json\r\nContent-Length: %zd\r\n\r\n",
            length);
        memcpy(next->bytes + header, line, (size_t)length);
        next->length = (size_t)header + (size_t)length;
    }
    fclose(file);
    free(line);
    return count;
}

static void send_more(client *client, const request *request) {
    while (client->sent < request->length) {
        ssize_t count = send(client->socket, request->bytes + client->sent, request->length - client->sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return;
        if (count < 0) give_up("send");
        client->sent += (size_t)count;
    }
}

// Whether the answer is there, whole.
static bool receive(client *client, bool *good) {
    for (;;) {
        ssize_t count =
            recv(client->socket, client->answer + client->filled, sizeof client->answer - 1 - client->filled, 0);
        if (count < 0 && errno == EAGAIN) return false;
        if (count <= 0) give_up("recv");
        client->filled += (size_t)count;
        client->answer[client->filled] = 0;
        char *end = strstr(client->answer, "\r\n\r\n");
        if (!end) continue;
        char *length = strcasestr(client->answer, "content-length:");
        size_t body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
        if (client->filled < (size_t)(end + 4 - client->answer) + body) continue;
        *good = strncmp(client->answer, "HTTP/1.1 200", 12) == 0;
        return true;
    }
}

static int by_size(const void *a, const void *b) {
    float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "usage: http_load PORT LINES CONNECTIONS COUNT\n");
        return 64;
    }
    request *requests = NULL;
    size_t kinds = read_requests(words[2], &requests), clients = strtoul(words[3], NULL, 10);
    size_t wanted = strtoul(words[4], NULL, 10), begun = 0, done = 0, good = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client *all = calloc(clients, sizeof *all);
    float *times = calloc(wanted, sizeof *times);
    int epoll = epoll_create1(0);
    if (!kinds || !all || !times || epoll < 0) give_up("memory");
    for (size_t index = 0; index < clients; index++) {
        all[index].socket = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(all[index].socket, (struct sockaddr *)&address, sizeof address) != 0) give_up("connect");
        int one = 1;
        setsockopt(all[index].socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u64 = index};
        epoll_ctl(epoll, EPOLL_CTL_ADD, all[index].socket, &event);
    }
    double start = now();
    for (size_t index = 0; index < clients && begun < wanted; index++) {
        all[index].began = now();
        all[index].request = begun++ % kinds;
        send_more(&all[index], &requests[all[index].request]);
    }
    while (done < wanted) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, 10000);
        if (ready <= 0) give_up("no answer");
        for (int place = 0; place < ready; place++) {
            client *client = &all[events[place].data.u64];
            if (client->began == 0) continue;
            send_more(client, &requests[client->request]);
            bool is_good = false;
            if (!receive(client, &is_good)) continue;
            good += is_good;
            double moment = now();
            times[done++] = (float)(moment - client->began);
            client->sent = client->filled = 0;
            client->began = 0;
            if (begun >= wanted) continue;
            client->began = moment;
            client->request = begun++ % kinds;
            send_more(client, &requests[client->request]);
        }
    }
    double seconds = now() - start;
    qsort(times, done, sizeof *times, by_size);
    printf("{\"taken\": %zu, \"seconds\": %.6f, \"median\": %.3f, \"p99\": %.3f}\n", good, seconds,
           1e3 * (double)times[done / 2], 1e3 * (double)times[done * 99 / 100]);
    return good == wanted ? 0 : 1;
}
