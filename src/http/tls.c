#include "http/tls.h"

#include <gnutls/gnutls.h>
#include <string.h>

#include "base/arena.h"

static gnutls_datum_t datum_of(const char *text)
{
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text, (unsigned)strlen(text)};
}

enum status tls_check(const struct http_tls *tls, struct fault *fault)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t certificate = datum_of(tls->certificate);
    gnutls_datum_t key = datum_of(tls->key);
    if (gnutls_certificate_allocate_credentials(&credentials) != GNUTLS_E_SUCCESS)
        panic("out of memory (TLS)");
    int code =
        gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    const char *what = "tls_certificate and tls_key";
    if (code >= 0 && tls->client_ca != NULL) {
        gnutls_datum_t authority = datum_of(tls->client_ca);
        what = "tls_client_ca";
        code = gnutls_certificate_set_x509_trust_mem(credentials, &authority, GNUTLS_X509_FMT_PEM);
        if (code == 0) /* how many it has taken */
            code = GNUTLS_E_NO_CERTIFICATE_FOUND;
    }
    gnutls_certificate_free_credentials(credentials);
    return code >= 0
               ? OK
               : fault_set(fault, BAD_INPUT, "%s can't be used: %s", what, gnutls_strerror(code));
}

struct bytes tls_client_certificate(struct arena *arena, struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    unsigned count = 0;
    const gnutls_datum_t *chain =
        info == NULL ? NULL : gnutls_certificate_get_peers(info->tls_session, &count);
    if (chain == NULL || count == 0)
        return (struct bytes){NULL, 0};
    return (struct bytes){arena_copy(arena, chain[0].data, chain[0].size), chain[0].size};
}
