#include "app/peer.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "domain/connection.h"

static const char pem_begin[] = "-----BEGIN CERTIFICATE-----";
static const char pem_end[] = "-----END CERTIFICATE-----";

static bool is_trusted(const struct app *app, struct arena *arena, const char *remote)
{
    return !text_empty(app->trusted_proxies) &&
           address_in_ranges(arena, app->trusted_proxies, remote);
}

const char *peer_address(const struct app *app, struct arena *arena,
                         const struct peer_headers *headers)
{
    if (text_empty(headers->forwarded_for) || !is_trusted(app, arena, headers->remote))
        return headers->remote;
    /* What stands before the last comma the client itself may have written. */
    const char *comma = strrchr(headers->forwarded_for, ',');
    const char *last = text_trim(arena, comma == NULL ? headers->forwarded_for : comma + 1);
    return address_is(last) ? last : headers->remote;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-encoding undone, as nginx writes it; what is none stays as it is. */
static const char *unescape(struct arena *arena, const char *text)
{
    char *out = arena_text(arena, text);
    size_t size = 0;
    for (const char *at = text; *at != '\0'; at++) {
        int high = *at == '%' ? digit(at[1]) : -1;
        int low = high >= 0 ? digit(at[2]) : -1;
        out[size++] = low >= 0 ? (char)(high * 16 + low) : *at;
        at += low >= 0 ? 2 : 0;
    }
    out[size] = '\0';
    return out;
}

/* The base64 in `:...:` of RFC 9440, or between the lines of a PEM. NULL: it is neither. */
static const char *base64_of(struct arena *arena, const char *header)
{
    const char *text = text_trim(arena, header);
    size_t length = strlen(text);
    if (length > 2 && text[0] == ':' && text[length - 1] == ':')
        return arena_text_n(arena, text + 1, length - 2);
    text = unescape(arena, text);
    const char *begin = strstr(text, pem_begin);
    const char *end = begin == NULL ? NULL : strstr(begin, pem_end);
    if (end == NULL)
        return NULL;
    begin += strlen(pem_begin);
    return arena_text_n(arena, begin, (size_t)(end - begin));
}

const char *peer_certificate(const struct app *app, struct arena *arena,
                             const struct peer_headers *headers)
{
    unsigned char hash[HASH_SIZE];
    struct bytes der = headers->certificate;
    if (der.size > 0) {
        hash_sha256(der, hash);
        return hash_hex(arena, hash, sizeof hash);
    }
    if (text_empty(headers->client_cert) || !is_trusted(app, arena, headers->remote))
        return NULL;
    const char *base64 = base64_of(arena, headers->client_cert);
    if (base64 == NULL || !text_from_base64(arena, base64, &der) || der.size == 0)
        return NULL;
    hash_sha256(der, hash);
    return hash_hex(arena, hash, sizeof hash);
}
