// Serves alerts to the clients that Scripts/bench compares, faster than any of them takes them: the same messages,
// in the same order, from memory. As Falco does, it drains its queue for each request message of `sub`.
//
//   feeder SOCKET FILE...      files of alerts: 4 bytes of length (big-endian), the message, and so on
//
// Commands on standard input, JSON lines on standard output:
//   fill N       queue N alerts
//   rate R N     queue N alerts, R a second, each with the time it was queued as its event time
//   clear        forget what is queued
//   stats        counts so far
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Counts {
    uint64_t requests = 0, delivered = 0, connections = 0, queued = 0;
};

std::vector<std::string> corpus;  // gRPC-framed
Counts counts;

struct Pace {
    double rate = 0;
    uint64_t left = 0, done = 0;
    double start = 0;
} pace;
std::list<std::string> stamped;  // queued by `rate`; go out before the unstamped
uint64_t next_message = 0;

double now(clockid_t clock = CLOCK_MONOTONIC) {
    timespec time;
    clock_gettime(clock, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

std::string framed(const std::string &message) {
    std::string out(5, '\0');
    for (int byte = 0; byte < 4; byte++) out[1 + byte] = char(message.size() >> (24 - 8 * byte));
    return out + message;
}

void append_varint(std::string &out, uint64_t value) {
    for (; value >= 128; value >>= 7) out.push_back(char(value | 128));
    out.push_back(char(value));
}

/// A message with its event time set to now: a later occurrence of a field overrides an earlier one.
std::string stamp(const std::string &frame) {
    timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    std::string timestamp = "\x08";
    append_varint(timestamp, uint64_t(time.tv_sec));
    timestamp += "\x10";
    append_varint(timestamp, uint64_t(time.tv_nsec));
    return framed(frame.substr(5) + "\x0a" + char(timestamp.size()) + timestamp);
}

struct Stream {
    enum Kind { sub, get, version, unknown } kind = unknown;
    bool draining = false, answered = false;
    uint64_t request_bytes = 0, requests_taken = 0;
    std::string own;                       // a message that is sent once
    const std::string *current = nullptr;  // the message being sent
    size_t sent = 0;
};

struct Connection {
    int socket;
    nghttp2_session *session = nullptr;
    std::map<int32_t, Stream> streams;
    std::string out;
    size_t out_sent = 0;

    explicit Connection(int descriptor) : socket(descriptor) {}
    ~Connection() {
        nghttp2_session_del(session);
        close(socket);
    }
};

/// The next message of the queue, or null.
bool take(Stream &stream) {
    if (!stamped.empty()) {
        stream.own = std::move(stamped.front());
        stamped.pop_front();
        stream.current = &stream.own;
    } else if (counts.queued > 0) {
        counts.queued--;
        stream.current = &corpus[next_message++ % corpus.size()];
    } else {
        return false;
    }
    counts.delivered++;
    stream.sent = 0;
    return true;
}

nghttp2_nv header(const char *name, const char *value) {
    return {(uint8_t *)name, (uint8_t *)value, strlen(name), strlen(value), NGHTTP2_NV_FLAG_NONE};
}

ssize_t read_alerts(nghttp2_session *session, int32_t id, uint8_t *buffer, size_t room, uint32_t *flags,
                    nghttp2_data_source *source, void *) {
    auto &stream = *static_cast<Stream *>(source->ptr);
    size_t filled = 0;
    while (filled < room) {
        if (!stream.current) {
            if (!stream.draining || !take(stream)) break;
        }
        size_t part = std::min(room - filled, stream.current->size() - stream.sent);
        memcpy(buffer + filled, stream.current->data() + stream.sent, part);
        filled += part;
        stream.sent += part;
        if (stream.sent == stream.current->size()) stream.current = nullptr;
    }
    if (filled > 0) return ssize_t(filled);
    stream.draining = false;
    if (stream.kind == Stream::sub) return NGHTTP2_ERR_DEFERRED;
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    nghttp2_nv trailer = header("grpc-status", "0");
    nghttp2_submit_trailer(session, id, &trailer, 1);
    return 0;
}

void answer(nghttp2_session *session, int32_t id, Stream &stream) {
    stream.answered = true;
    nghttp2_nv headers[] = {header(":status", "200"), header("content-type", "application/grpc"),
                            header("grpc-accept-encoding", "identity"), header("grpc-status", "12")};
    if (stream.kind == Stream::unknown) {
        nghttp2_submit_response(session, id, headers, 4, nullptr);
        return;
    }
    if (stream.kind == Stream::version) {
        stream.own = framed(std::string("\x0a\x06") + "0.43.1" + "\x18\x2b\x20\x01");
        stream.current = &stream.own;
    }
    nghttp2_data_provider provider;
    provider.source.ptr = &stream;
    provider.read_callback = read_alerts;
    nghttp2_submit_response(session, id, headers, 3, &provider);
}

int on_begin(nghttp2_session *, const nghttp2_frame *frame, void *user) {
    static_cast<Connection *>(user)->streams[frame->hd.stream_id];
    return 0;
}

int on_header(nghttp2_session *, const nghttp2_frame *frame, const uint8_t *name, size_t name_size,
              const uint8_t *value, size_t value_size, uint8_t, void *user) {
    if (std::string((const char *)name, name_size) != ":path") return 0;
    std::string path((const char *)value, value_size);
    auto &stream = static_cast<Connection *>(user)->streams[frame->hd.stream_id];
    stream.kind = path == "/falco.outputs.service/sub"       ? Stream::sub
                  : path == "/falco.outputs.service/get"     ? Stream::get
                  : path == "/falco.version.service/version" ? Stream::version
                                                             : Stream::unknown;
    return 0;
}

int on_data(nghttp2_session *session, uint8_t, int32_t id, const uint8_t *, size_t size, void *user) {
    auto &stream = static_cast<Connection *>(user)->streams[id];
    stream.request_bytes += size;
    uint64_t complete = stream.request_bytes / 5;  // requests are empty messages
    if (complete == stream.requests_taken) return 0;
    counts.requests += complete - stream.requests_taken;
    stream.requests_taken = complete;
    stream.draining = stream.kind != Stream::version;
    bool something = counts.queued > 0 || !stamped.empty() || stream.kind != Stream::sub;
    if (!stream.answered && something) {
        answer(session, id, stream);
    } else if (stream.answered) {
        nghttp2_session_resume_data(session, id);
    }
    return 0;
}

int on_close(nghttp2_session *, int32_t id, uint32_t, void *user) {
    static_cast<Connection *>(user)->streams.erase(id);
    return 0;
}

std::unique_ptr<Connection> accepted(int socket) {
    auto connection = std::make_unique<Connection>(socket);
    nghttp2_session_callbacks *callbacks;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_server_new(&connection->session, callbacks, connection.get());
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 4194303},
                                         {NGHTTP2_SETTINGS_MAX_FRAME_SIZE, 4194303},
                                         {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, 8192}};
    nghttp2_submit_settings(connection->session, NGHTTP2_FLAG_NONE, settings, 3);
    counts.connections++;
    return connection;
}

/// Reads what came; false when the connection is over.
bool receive(Connection &connection) {
    static uint8_t buffer[64 << 10];
    ssize_t size = recv(connection.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    return size > 0 && nghttp2_session_mem_recv(connection.session, buffer, size_t(size)) >= 0;
}

/// Sends what can be sent now; false when the connection is over.
bool transmit(Connection &connection) {
    while (true) {
        if (connection.out_sent == connection.out.size()) {
            connection.out.clear();
            connection.out_sent = 0;
            const uint8_t *data;
            ssize_t size;
            while (connection.out.size() < (256u << 10) &&
                   (size = nghttp2_session_mem_send(connection.session, &data)) > 0) {
                connection.out.append((const char *)data, size_t(size));
            }
            if (connection.out.empty()) return true;
        }
        ssize_t size = send(connection.socket, connection.out.data() + connection.out_sent,
                            connection.out.size() - connection.out_sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0) return errno == EAGAIN || errno == EINTR;
        connection.out_sent += size_t(size);
    }
}

void reply(const std::string &command) {
    printf("{\"event\": \"reply\", \"command\": \"%s\", \"requests\": %llu, \"delivered\": %llu, \"queued\": %llu, "
           "\"connections\": %llu}\n",
           command.c_str(), (unsigned long long)counts.requests, (unsigned long long)counts.delivered,
           (unsigned long long)(counts.queued + stamped.size()), (unsigned long long)counts.connections);
    fflush(stdout);
}

void carry_out(const std::string &line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "fill") {
        uint64_t number = 0;
        words >> number;
        counts.queued += number;
    } else if (command == "rate") {
        pace = {};
        words >> pace.rate >> pace.left;
        pace.start = now();
    } else if (command == "clear") {
        counts.queued = 0;
        stamped.clear();
    } else if (command == "quit") {
        exit(0);
    }
    reply(command);
}

/// Queues the alerts that are due; milliseconds until the next one is, or -1.
int keep_pace() {
    while (pace.left > 0) {
        double due = pace.start + double(pace.done) / pace.rate, time = now();
        if (due > time) return int((due - time) * 1000) + 1;
        stamped.push_back(stamp(corpus[next_message++ % corpus.size()]));
        pace.done++;
        if (--pace.left == 0) reply("paced");
    }
    return -1;
}

void load(const char *path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    for (size_t at = 0; at + 4 <= bytes.size();) {
        uint32_t size = 0;
        for (int byte = 0; byte < 4; byte++) size = size << 8 | uint8_t(bytes[at + byte]);
        corpus.push_back(framed(bytes.substr(at + 4, size)));
        at += 4 + size;
    }
}

}  // namespace

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: feeder SOCKET FILE...\n");
        return 64;
    }
    for (int index = 2; index < argc; index++) load(argv[index]);
    if (corpus.empty()) {
        fprintf(stderr, "feeder: no alerts\n");
        return 66;
    }
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
    unlink(argv[1]);
    if (bind(listener, (sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0) {
        perror("feeder");
        return 73;
    }
    printf("{\"event\": \"ready\"}\n");
    fflush(stdout);

    std::list<std::unique_ptr<Connection>> connections;
    std::string commands;
    while (true) {
        int wait = keep_pace();
        std::vector<pollfd> polled = {{STDIN_FILENO, POLLIN, 0}, {listener, POLLIN, 0}};
        for (auto &connection : connections) {
            short events = connection->out.empty() ? POLLIN : POLLIN | POLLOUT;
            polled.push_back({connection->socket, events, 0});
        }
        poll(polled.data(), polled.size(), wait);
        size_t index = 2;
        for (auto each = connections.begin(); each != connections.end(); index++) {
            bool fine = polled[index].revents == 0 ||
                        ((!(polled[index].revents & (POLLIN | POLLHUP | POLLERR)) || receive(**each)) && transmit(**each));
            each = fine ? std::next(each) : connections.erase(each);
        }
        if (polled[1].revents) {
            int socket = accept(listener, nullptr, nullptr);
            if (socket >= 0) {
                connections.push_back(accepted(socket));
                if (!transmit(*connections.back())) connections.pop_back();
            }
        }
        if (polled[0].revents) {
            char buffer[4096];
            ssize_t size = read(STDIN_FILENO, buffer, sizeof buffer);
            if (size <= 0) return 0;
            commands.append(buffer, size_t(size));
            for (size_t end; (end = commands.find('\n')) != std::string::npos; commands.erase(0, end + 1)) {
                carry_out(commands.substr(0, end));
            }
        }
    }
}
