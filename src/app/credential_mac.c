#include "app/credential_mac.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/hash.h"

enum { PARTS_LIMIT = 4096, MAC_BYTES = 12 };

/* Clocks differ. */
static const int64_t skew_us = 2 * TIME_MINUTE_US;

static void put_part(struct buf *out, const char *text)
{
    buf_put(out, text, strlen(text) + 1); /* each ends in one 0x00 */
}

/* Domain and identity as they are compared, but for a network id's -T, which is part of it here. */
static void put_credential(struct buf *out, struct arena *arena,
                           const struct credential *credential)
{
    const char *domain = text_lower(arena, text_trim(arena, credential->domain));
    const char *identity = text_trim(arena, credential->identity);
    put_part(out, domain);
    put_part(out,
             text_equal(domain, "aribanetworkuserid") ? identity : text_lower(arena, identity));
}

const char *credential_mac_value(struct arena *arena, const struct credential *from,
                                 const struct credential *sender, const char *creation_date,
                                 const char *expiration_date, const char *secret)
{
    struct buf parts, value;
    unsigned char mac[HMAC_SHA1_SIZE];
    buf_init(&parts, arena, PARTS_LIMIT);
    put_credential(&parts, arena, from);
    put_credential(&parts, arena, sender);
    put_part(&parts, creation_date);
    put_part(&parts, expiration_date);
    hmac_sha1(bytes_of(secret), buf_bytes(&parts), mac);
    buf_init(&value, arena, 2 * sizeof mac);
    buf_base64(&value, mac, MAC_BYTES);
    return parts.overflow ? "" : buf_string(&value);
}

bool credential_mac_check(struct arena *arena, const struct credential_mac *mac,
                          const struct credential *from, const struct credential *sender,
                          const char *secret, int64_t now_us, const char **reason)
{
    int64_t created_us, expires_us;
    *reason = NULL;
    if (!text_equal(mac->type, "FromSenderCredentials") ||
        !text_equal(mac->algorithm, "HMAC-SHA1-96"))
        *reason = "CredentialMac must be of type FromSenderCredentials and algorithm HMAC-SHA1-96.";
    else if (!time_parse(mac->creation_date, &created_us) ||
             !time_parse(mac->expiration_date, &expires_us))
        *reason = "CredentialMac has a date that can't be read.";
    else if (created_us > now_us + skew_us)
        *reason = "CredentialMac was created in the future. Compare the clocks.";
    else if (expires_us < now_us)
        *reason = "CredentialMac has expired.";
    if (*reason != NULL)
        return false;
    const char *right =
        credential_mac_value(arena, from, sender, mac->creation_date, mac->expiration_date, secret);
    const char *sent = text_trim(arena, mac->value);
    if (!text_empty(right) && strlen(sent) == strlen(right) &&
        hash_equal(sent, right, strlen(right)))
        return true;
    *reason = "CredentialMac is not right for this shared secret.";
    return false;
}
