#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// XN_FLAG_RFC2253, which is put together in a way that Swift does not import.
static inline unsigned long openssl_rfc2253(void) { return XN_FLAG_RFC2253; }
