#include "domain/connection.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/policy_value.h"

enum { OCI_USER_LIMIT = 40 };

static const char keeps_case[] = "aribanetworkuserid";

struct naming {
    const char *name;
    const char *label;
};

static const struct naming systems[] = {
    [SYSTEM_COUPA] = {"coupa", "Coupa"},       [SYSTEM_ARIBA] = {"ariba", "SAP Ariba"},
    [SYSTEM_JAGGAER] = {"jaggaer", "JAGGAER"}, [SYSTEM_ORACLE] = {"oracle", "Oracle"},
    [SYSTEM_WORKDAY] = {"workday", "Workday"}, [SYSTEM_DYNAMICS] = {"dynamics", "Dynamics 365"},
    [SYSTEM_CXML] = {"cxml", "Other system"},  [SYSTEM_OCI] = {"oci", "SAP OCI"}};
static const struct naming modes[] = {
    [MODE_TEST] = {"test", "Test"}, [MODE_PRODUCTION] = {"production", "Production"}};
static const struct naming statuses[] = {[CONNECTION_ENABLED] = {"enabled", "Enabled"},
                                         [CONNECTION_DISABLED] = {"disabled", "Disabled"},
                                         [CONNECTION_WAITING] = {"waiting", "Waiting for operator"},
                                         [CONNECTION_REMOVED] = {"removed", "Removed"}};
static const struct naming profiles[] = {[CLASSIFY_UNIFORM] = {"uniform", "Uniform"},
                                         [CLASSIFY_BY_LINE_TYPE] = {"line_type", "By line type"},
                                         [CLASSIFY_TABLE] = {"table", "Own table"}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int find_name(const struct naming *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(names[i].name, name))
            return (int)i;
    }
    return -1;
}

const char *procurement_system_name(enum procurement_system system)
{
    return systems[system].name;
}

const char *procurement_system_label(enum procurement_system system)
{
    return systems[system].label;
}

const char *procurement_system_called(enum procurement_system system)
{
    return system == SYSTEM_CXML || system == SYSTEM_OCI ? "your procurement system"
                                                         : systems[system].label;
}

const char *connection_mode_label(enum connection_mode mode)
{
    return modes[mode].label;
}

const char *connection_status_label(enum connection_status status)
{
    return statuses[status].label;
}

const char *connection_mode_name(enum connection_mode mode)
{
    return modes[mode].name;
}

const char *connection_status_name(enum connection_status status)
{
    return statuses[status].name;
}

const char *classification_profile_name(enum classification_profile profile)
{
    return profiles[profile].name;
}

bool connection_status_parse(const char *name, enum connection_status *out)
{
    int found = find_name(statuses, COUNT(statuses), name);
    if (found >= 0)
        *out = (enum connection_status)found;
    return found >= 0;
}

bool connection_mode_parse(const char *name, enum connection_mode *out)
{
    int found = find_name(modes, COUNT(modes), name);
    if (found >= 0)
        *out = (enum connection_mode)found;
    return found >= 0;
}

bool procurement_system_parse(const char *name, enum procurement_system *out)
{
    int found = find_name(systems, COUNT(systems), name);
    if (found >= 0)
        *out = (enum procurement_system)found;
    return found >= 0;
}

bool classification_profile_parse(const char *name, enum classification_profile *out)
{
    int found = find_name(profiles, COUNT(profiles), name);
    if (found >= 0)
        *out = (enum classification_profile)found;
    return found >= 0;
}

const char *oci_user_problem(const char *name)
{
    size_t length = strlen(name);
    if (length == 0)
        return "Give the user name that your system calls with.";
    /* It stands in addresses, which not every system encodes. */
    return length > OCI_USER_LIMIT ||
                   strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "._-@") != length
               ? "A user name has at most 40 characters: letters, digits and . _ - @."
               : NULL;
}

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

bool address_is(const char *text)
{
    struct policy_network network;
    return policy_address_read(text, &network);
}

bool address_in_ranges(struct arena *arena, const char *ranges, const char *address)
{
    struct policy_network from;
    if (!policy_address_read(address, &from))
        return false;
    while (*ranges != '\0') {
        size_t length = strcspn(ranges, " ");
        struct policy_network range;
        const char *reason;
        if (policy_network_read(arena_text_n(arena, ranges, length), &range, &reason) &&
            policy_network_holds(&range, &from))
            return true;
        ranges += length;
        ranges += strspn(ranges, " ");
    }
    return false;
}

bool address_ranges_are(struct arena *arena, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        struct policy_network range;
        const char *reason;
        if (!policy_network_read(arena_text_n(arena, text, length), &range, &reason))
            return false;
        text += length;
        text += strspn(text, " ");
    }
    return true;
}

bool connection_admits(struct arena *arena, const struct connection *connection,
                       const char *address)
{
    return text_empty(connection->address_ranges) ||
           address_in_ranges(arena, connection->address_ranges, address);
}

bool connection_sells(const struct connection *connection, const char *seller_id)
{
    return text_empty(connection->sellers) || text_list_has(connection->sellers, seller_id);
}

/* Whether `host` is a name below `suffix` (".example.com"): one that every browser reads as such,
 * so nothing percent-encoded. */
static bool host_below(const char *host, const char *suffix)
{
    return text_ends(host, suffix) && strlen(host) > strlen(suffix) && strlen(suffix) > 1 &&
           strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(host);
}

/* Whether `host`, in lower case, is one of the blank-separated hosts; `*.example.com` stands for
 * any below it. */
static bool host_listed(struct arena *arena, const char *list, const char *host)
{
    while (*list != '\0') {
        size_t length = strcspn(list, " ");
        const char *entry = text_lower(arena, arena_text_n(arena, list, length));
        bool match = text_starts(entry, "*.") ? host_below(host, entry + 1)
                                              : *entry != '\0' && text_equal(host, entry);
        if (match)
            return true;
        list += length;
        list += strspn(list, " ");
    }
    return false;
}

static bool is_loopback(const char *host)
{
    return text_equal(host, "127.0.0.1") || text_equal(host, "localhost") ||
           text_equal(host, "[::1]");
}

static bool has_odd_characters(const char *url)
{
    for (; *url != '\0'; url++) {
        unsigned char c = (unsigned char)*url;
        if (c <= ' ' || c >= 0x7F || strchr("\"<>\\`", (char)c) != NULL)
            return true;
    }
    return false;
}

bool connection_allows_return(struct arena *arena, const struct connection *connection,
                              const char *url, const char **reason)
{
    const char *lower = text_lower(arena, url);
    bool https = text_starts(lower, "https://");
    bool http = text_starts(lower, "http://");
    if (!https && !http) {
        *reason = "it must begin with https://";
        return false;
    }
    if (has_odd_characters(url)) {
        *reason = "it holds characters that a URL can't have";
        return false;
    }
    const char *authority = lower + (https ? strlen("https://") : strlen("http://"));
    size_t length = strcspn(authority, "/?#");
    char *host = arena_text_n(arena, authority, length);
    if (strchr(host, '@') != NULL) {
        *reason = "it holds a user name";
        return false;
    }
    char *port = strrchr(host, ':');
    if (port != NULL && strchr(port, ']') == NULL) {
        if (strspn(port + 1, "0123456789") != strlen(port + 1)) {
            *reason = "its port is not a number";
            return false;
        }
        *port = '\0';
    }
    if (connection->allow_loopback && is_loopback(host))
        return true;
    if (!https) {
        *reason = "it must begin with https://";
        return false;
    }
    if (!host_listed(arena, connection->return_hosts, host)) {
        *reason = "its host is not one that this connection may return carts to";
        return false;
    }
    return true;
}
