#include "library.h"

#include <dlfcn.h>
#include <pthread.h>

mhd_library mhd_functions;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

static void load(void) {
    // The name under which all distributions have had it since 2014.
    void *http = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
    // It came with the other; this only names it.
    void *tls = http ? dlopen("libgnutls.so.30", RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!http || !tls) {
        failure = "libmicrohttpd (libmicrohttpd.so.12) with GnuTLS is not installed; on Debian and Ubuntu it is the "
                  "package libmicrohttpd12 or libmicrohttpd12t64";
        return;
    }
#define FIND(name) found = found && (*(void **)&mhd_functions.name = dlsym(http, #name));
    bool found = true;
    MHD_FUNCTIONS(FIND)
#undef FIND
#define FIND(name) found = found && (*(void **)&mhd_functions.name = dlsym(tls, #name));
    GNUTLS_FUNCTIONS(FIND)
#undef FIND
    if (!found) failure = "the installed libmicrohttpd or GnuTLS lacks functions that Falconer needs";
}

const char *mhd_load(void) {
    pthread_once(&once, load);
    return failure;
}

const char *mhd_version(void) { return mhd_load() ? NULL : mhd_functions.MHD_get_version(); }
