#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "library.h"

struct mhd_server {
    struct MHD_Daemon *daemon;
    int epoll;
    bool asks_for_certificates;
    mhd_handlers handlers;
    void *context;
    // What the library said while it started.
    char *said;
    size_t said_size;
};

static struct MHD_Connection *connection_of(mhd_request *request) { return (struct MHD_Connection *)request; }
static mhd_request *request_of(struct MHD_Connection *connection) { return (mhd_request *)connection; }
static struct MHD_Response *response_of(mhd_reply *reply) { return (struct MHD_Response *)reply; }

static gnutls_session_t session_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        mhd_functions.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info ? (gnutls_session_t)info->tls_session : NULL;
}

static void *context_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        mhd_functions.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void on_connection(
    void *cls, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code) {
    mhd_server *server = cls;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*socket_context) server->handlers.closed(server->context, *socket_context);
        *socket_context = NULL;
        return;
    }
    gnutls_session_t session = server->asks_for_certificates ? session_of(connection) : NULL;
    if (session) {
        // The library asks for a certificate but takes none for an answer; this ends the handshake instead.
        mhd_functions.gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
        mhd_functions.gnutls_session_set_verify_cert(session, NULL, 0);
    }
    *socket_context = server->handlers.opened(server->context, request_of(connection));
}

static enum MHD_Result on_request(
    void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *data, size_t *length, void **request_context) {
    mhd_server *server = cls;
    (void)version;
    void *context = context_of(connection);
    if (!context) return MHD_NO;
    *request_context = context;
    const uint8_t *bytes = *length > 0 ? (const uint8_t *)data : NULL;
    return server->handlers.handle(server->context, context, request_of(connection), method, url, bytes, length)
        ? MHD_YES
        : MHD_NO;
}

static void on_completed(
    void *cls, struct MHD_Connection *connection, void **request_context, enum MHD_RequestTerminationCode code) {
    mhd_server *server = cls;
    (void)connection;
    if (!*request_context) return;
    server->handlers.completed(server->context, *request_context, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    *request_context = NULL;
}

static void on_message(void *cls, const char *format, va_list arguments) {
    mhd_server *server = cls;
    if (server->said) vsnprintf(server->said, server->said_size, format, arguments);
}

// Says in `reason` what is wrong with the certificates, more exactly than the library would; false when something is.
static bool has_certificates(const mhd_options *options, char *reason, size_t reason_size) {
    gnutls_certificate_credentials_t credentials;
    if (mhd_functions.gnutls_certificate_allocate_credentials(&credentials) != GNUTLS_E_SUCCESS) return false;
    gnutls_datum_t certificate = {(unsigned char *)options->certificate, (unsigned)strlen(options->certificate)};
    gnutls_datum_t key = {(unsigned char *)options->key, (unsigned)strlen(options->key)};
    int status = mhd_functions.gnutls_certificate_set_x509_key_mem(
        credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    bool good = status >= 0;
    if (!good) {
        snprintf(
            reason, reason_size, "the files of the certificate and of the key do not hold a pair that belongs together: %s",
            mhd_functions.gnutls_strerror(status));
    } else if (options->client_authority) {
        gnutls_datum_t authority = {
            (unsigned char *)options->client_authority, (unsigned)strlen(options->client_authority)};
        status = mhd_functions.gnutls_certificate_set_x509_trust_mem(credentials, &authority, GNUTLS_X509_FMT_PEM);
        good = status > 0;
        if (!good) snprintf(reason, reason_size, "the file of the clients' authority holds no certificate");
    }
    mhd_functions.gnutls_certificate_free_credentials(credentials);
    return good;
}

mhd_server *mhd_server_new(const mhd_options *options, char *reason, size_t reason_size) {
    reason[0] = 0;
    const char *failure = mhd_load();
    mhd_server *server = failure ? NULL : calloc(1, sizeof *server);
    if (!server) {
        snprintf(reason, reason_size, "%s", failure ? failure : "memory is short");
        close(options->listener);
        return NULL;
    }
    if (options->certificate && !has_certificates(options, reason, reason_size)) {
        close(options->listener);
        free(server);
        return NULL;
    }
    server->handlers = options->handlers;
    server->context = options->context;
    server->asks_for_certificates = options->client_authority != NULL;
    server->said = reason;
    server->said_size = reason_size;

    struct MHD_OptionItem more[8];
    size_t count = 0;
    if (options->certificate) {
        more[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate};
        more[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key};
        more[count++] = (struct MHD_OptionItem){
            MHD_OPTION_HTTPS_PRIORITIES, 0, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"};
    }
    if (options->client_authority)
        more[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)options->client_authority};
    if (options->connections_per_address > 0)
        more[count++] =
            (struct MHD_OptionItem){MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)options->connections_per_address, NULL};
    more[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};

    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (options->certificate) flags |= MHD_USE_TLS;
    server->daemon = mhd_functions.MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server,  //
        MHD_OPTION_EXTERNAL_LOGGER, on_message, server,  // first, so that it hears of the others
        MHD_OPTION_LISTEN_SOCKET, options->listener,  //
        MHD_OPTION_CONNECTION_LIMIT, options->connections,  //
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->memory,  //
        MHD_OPTION_CONNECTION_TIMEOUT, 0u,  // the caller has limits of its own
        MHD_OPTION_STRICT_FOR_CLIENT, 1,  //
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,  //
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,  //
        MHD_OPTION_ARRAY, more,  //
        MHD_OPTION_END);
    if (!server->daemon) {
        if (!reason[0]) snprintf(reason, reason_size, "libmicrohttpd does not start");
        close(options->listener);
        free(server);
        return NULL;
    }
    // Later it would speak of what clients do.
    server->said = NULL;
    const union MHD_DaemonInfo *info = mhd_functions.MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    server->epoll = info ? info->epoll_fd : -1;
    return server;
}

int mhd_server_descriptor(const mhd_server *server) { return server->epoll; }

int mhd_server_timeout(mhd_server *server) {
    MHD_UNSIGNED_LONG_LONG milliseconds = 0;
    if (mhd_functions.MHD_get_timeout(server->daemon, &milliseconds) != MHD_YES) return -1;
    return milliseconds > 60000 ? 60000 : (int)milliseconds;
}

bool mhd_server_run(mhd_server *server) { return mhd_functions.MHD_run(server->daemon) == MHD_YES; }

void mhd_server_refuse(mhd_server *server) {
    int listener = mhd_functions.MHD_quiesce_daemon(server->daemon);
    if (listener >= 0) close(listener);
}

void mhd_server_free(mhd_server *server) {
    mhd_functions.MHD_stop_daemon(server->daemon);
    free(server);
}

void mhd_suspend(mhd_request *request) { mhd_functions.MHD_suspend_connection(connection_of(request)); }

void mhd_resume(mhd_request *request) { mhd_functions.MHD_resume_connection(connection_of(request)); }

const char *mhd_header(mhd_request *request, const char *name) {
    return mhd_functions.MHD_lookup_connection_value(connection_of(request), MHD_HEADER_KIND, name);
}

int mhd_socket(mhd_request *request) {
    const union MHD_ConnectionInfo *info =
        mhd_functions.MHD_get_connection_info(connection_of(request), MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

void mhd_peer(mhd_request *request, char *text, size_t size) {
    const union MHD_ConnectionInfo *info =
        mhd_functions.MHD_get_connection_info(connection_of(request), MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    char host[INET6_ADDRSTRLEN] = "?";
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
        snprintf(text, size, "%s:%u", host, ntohs(v4->sin_port));
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
        snprintf(text, size, "[%s]:%u", host, ntohs(v6->sin6_port));
    } else {
        snprintf(text, size, "%s", host);
    }
}

bool mhd_is_trusted(mhd_request *request, const mhd_server *server) {
    if (!server->asks_for_certificates) return true;
    gnutls_session_t session = session_of(connection_of(request));
    unsigned status = 1;
    return session && mhd_functions.gnutls_certificate_verify_peers2(session, &status) == 0 && status == 0;
}

mhd_reply *mhd_reply_new(
    const char *body, size_t length, const char *type, const char *name, const char *value, bool closes) {
    struct MHD_Response *response =
        mhd_functions.MHD_create_response_from_buffer(length, (void *)body, MHD_RESPMEM_MUST_COPY);
    if (!response) return NULL;
    if (type) mhd_functions.MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (name) mhd_functions.MHD_add_response_header(response, name, value);
    if (closes) mhd_functions.MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    return (mhd_reply *)response;
}

void mhd_reply_free(mhd_reply *reply) { mhd_functions.MHD_destroy_response(response_of(reply)); }

bool mhd_answer(mhd_request *request, unsigned status, mhd_reply *reply) {
    return mhd_functions.MHD_queue_response(connection_of(request), status, response_of(reply)) == MHD_YES;
}
