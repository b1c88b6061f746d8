// An HTTP/1.1 server: libmicrohttpd behind a narrow door.
//
// The library is loaded when the first server is made. With GnuTLS behind it, it takes 3 MB that a program which only
// reads sockets and files does without; for the same reason nothing of it shows here.
//
// Ownership in one paragraph. The thread that made a server runs it: nothing here may be called from another, and every
// handler is called from within `mhd_server_run` or `mhd_server_free`. A request belongs to the server; it may be used
// until `closed` was called for its connection. A reply is counted: `mhd_reply_free` gives up the caller's share.
#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mhd_server mhd_server;
typedef struct mhd_request mhd_request;
typedef struct mhd_reply mhd_reply;

// Loads the library; NULL, or why that is not possible, in words that live as long as the program.
const char *mhd_load(void);

// The library's version at run time, such as "0.9.75"; NULL when it cannot be loaded.
const char *mhd_version(void);

typedef struct {
    // A connection came in; what this returns stands for it in the other calls.
    void *(*opened)(void *context, mhd_request *request);
    // It is gone.
    void (*closed)(void *context, void *connection);
    // Once with `data` NULL when a request's header has come; then for each piece of its body, of which `*length` says
    // how much there is and after the call how much was left; at last with `data` NULL again. A call either answers,
    // suspends, takes something, or returns false, which closes the connection.
    bool (*handle)(
        void *context, void *connection, mhd_request *request, const char *method, const char *path, const uint8_t *data,
        size_t *length);
    // The request is over: answered in full, or not.
    void (*completed)(void *context, void *connection, bool answered);
} mhd_handlers;

typedef struct {
    int listener;  // a listening socket that does not block; the server closes it, also when it cannot be made
    unsigned connections;  // at most; more wait until one goes
    unsigned connections_per_address;  // at most; more are closed at once. 0: any number
    size_t memory;  // bytes for one connection's header and buffers
    const char *certificate, *key;  // PEM, for TLS 1.2 and later; NULL without
    const char *client_authority;  // PEM: clients must show a certificate that it signed; NULL when they need not
    mhd_handlers handlers;
    void *context;
} mhd_options;

// NULL when that fails; `reason` then holds why.
mhd_server *mhd_server_new(const mhd_options *options, char *reason, size_t reason_size);

// Readable when the server has something to do.
int mhd_server_descriptor(const mhd_server *server);

// Milliseconds after which it has something to do anyway; -1 for never.
int mhd_server_timeout(mhd_server *server);

// Does what there is to do, without waiting. False when the system does not let it.
bool mhd_server_run(mhd_server *server);

// Takes no more connections.
void mhd_server_refuse(mhd_server *server);

// Closes all connections. None may be suspended.
void mhd_server_free(mhd_server *server);

// Leaves a request alone until it is resumed. Only to be called from `handle`.
void mhd_suspend(mhd_request *request);
void mhd_resume(mhd_request *request);

// The value of a header field, whatever the case of its name; NULL when the request has none.
const char *mhd_header(mhd_request *request, const char *name);

// The connection's socket, for looking at and for shutting down.
int mhd_socket(mhd_request *request);

// Who sends, as `127.0.0.1:49152` or `[::1]:49152`.
void mhd_peer(mhd_request *request, char *text, size_t size);

// Whether the client has shown a certificate that the authority signed. True where none is asked for.
bool mhd_is_trusted(mhd_request *request, const mhd_server *server);

// A reply with that body, which is copied, and type, which may be NULL. `name` and `value` are one more header field
// unless NULL. `closes`: the connection ends with it. NULL when memory is short.
mhd_reply *mhd_reply_new(
    const char *body, size_t length, const char *type, const char *name, const char *value, bool closes);
void mhd_reply_free(mhd_reply *reply);

// Answers a request; false when it was answered already or cannot be now.
bool mhd_answer(mhd_request *request, unsigned status, mhd_reply *reply);

#endif
