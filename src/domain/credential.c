#include "domain/credential.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

static const char keeps_case[] = "aribanetworkuserid";

/* As text_trim, in place: where the text begins, and how long it is. */
static const char *trimmed(const char *text, size_t *length)
{
    text += strspn(text, " \t\r\n");
    *length = strlen(text);
    while (*length > 0 && strchr(" \t\r\n", text[*length - 1]) != NULL)
        (*length)--;
    return text;
}

static bool is_network_id(const char *domain)
{
    size_t length;
    domain = trimmed(domain, &length);
    return (length == strlen("NetworkID") && strncasecmp(domain, "NetworkID", length) == 0) ||
           (length == strlen("AribaNetworkID") &&
            strncasecmp(domain, "AribaNetworkID", length) == 0);
}

bool credential_is_test(const struct credential *credential)
{
    size_t length;
    const char *identity = trimmed(credential->identity, &length);
    return is_network_id(credential->domain) && length > 2 && identity[length - 2] == '-' &&
           (identity[length - 1] == 'T' || identity[length - 1] == 't');
}

static const char *domain_key(struct arena *arena, const char *domain)
{
    return text_lower(arena, text_trim(arena, domain));
}

char *credential_key(struct arena *arena, const struct credential *credential)
{
    const char *domain = domain_key(arena, credential->domain);
    char *identity = text_trim(arena, credential->identity);
    if (!text_equal(domain, keeps_case))
        identity = text_lower(arena, identity);
    if (credential_is_test(credential))
        identity[strlen(identity) - 2] = '\0';
    return arena_printf(arena, "%s %s", domain, identity);
}

static bool same_domain(const struct credential *a, const struct credential *b)
{
    size_t a_length;
    size_t b_length;
    const char *a_domain = trimmed(a->domain, &a_length);
    const char *b_domain = trimmed(b->domain, &b_length);
    return a_length == b_length && strncasecmp(a_domain, b_domain, a_length) == 0;
}

/* The identity as its key has it, but for the case. */
static const char *bare_identity(const struct credential *credential, size_t *length)
{
    const char *identity = trimmed(credential->identity, length);
    if (credential_is_test(credential))
        *length -= 2;
    return identity;
}

/* Whether their keys are the same. */
static bool same_credential(const struct credential *a, const struct credential *b)
{
    size_t length;
    size_t b_length;
    const char *domain = trimmed(a->domain, &length);
    bool exact = length == strlen(keeps_case) && strncasecmp(domain, keeps_case, length) == 0;
    const char *a_identity = bare_identity(a, &length);
    const char *b_identity = bare_identity(b, &b_length);
    return same_domain(a, b) && length == b_length &&
           (exact ? strncmp(a_identity, b_identity, length)
                  : strncasecmp(a_identity, b_identity, length)) == 0;
}

bool credentials_name(const struct credentials *section, const struct credential *expected)
{
    for (size_t i = 0; i < section->count; i++) {
        if (same_credential(&section->items[i], expected))
            return !credentials_contradict(section, expected);
    }
    return false;
}

bool credentials_contradict(const struct credentials *section, const struct credential *expected)
{
    for (size_t i = 0; i < section->count; i++) {
        const struct credential *credential = &section->items[i];
        if (same_domain(credential, expected) && !same_credential(credential, expected))
            return true;
    }
    return false;
}

bool credentials_test(const struct credentials *section)
{
    for (size_t i = 0; i < section->count; i++) {
        if (credential_is_test(&section->items[i]))
            return true;
    }
    return false;
}
