// The functions of libmicrohttpd and GnuTLS that are used, found at run time.
#ifndef CMICROHTTPD_LIBRARY_H
#define CMICROHTTPD_LIBRARY_H

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "CMicroHTTPD.h"

#define MHD_FUNCTIONS(each)                                                                                            \
    each(MHD_get_version) each(MHD_start_daemon) each(MHD_stop_daemon) each(MHD_quiesce_daemon) each(MHD_run)          \
        each(MHD_get_timeout) each(MHD_get_daemon_info) each(MHD_suspend_connection) each(MHD_resume_connection)       \
            each(MHD_lookup_connection_value) each(MHD_get_connection_info) each(MHD_create_response_from_buffer)      \
                each(MHD_add_response_header) each(MHD_destroy_response) each(MHD_queue_response)

#define GNUTLS_FUNCTIONS(each)                                                                                         \
    each(gnutls_certificate_allocate_credentials) each(gnutls_certificate_free_credentials)                            \
        each(gnutls_certificate_server_set_request) each(gnutls_certificate_set_x509_key_mem)                          \
            each(gnutls_certificate_set_x509_trust_mem) each(gnutls_certificate_verify_peers2)                         \
                each(gnutls_session_set_verify_cert) each(gnutls_strerror)

#define DECLARE(name) __typeof__(name) *name;
typedef struct {
    MHD_FUNCTIONS(DECLARE)
    GNUTLS_FUNCTIONS(DECLARE)
} mhd_library;
#undef DECLARE

// Filled once `mhd_load` has given NULL.
extern mhd_library mhd_functions;

#endif
