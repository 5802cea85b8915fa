#include "domain/connection.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/policy_value.h"

enum { OCI_USER_LIMIT = 40 };

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

static const struct naming proofs[] = {
    [REQUESTER_BELIEVED] = {"believed", "Who the procurement system says"},
    [REQUESTER_CONSOLE] = {"console", "A user who signs in here"},
    [REQUESTER_OPENID] = {"openid", "Who our identity provider says (OpenID Connect)"}};

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

const char *requester_proof_name(enum requester_proof proof)
{
    return proofs[proof].name;
}

const char *requester_proof_label(enum requester_proof proof)
{
    return proofs[proof].label;
}

bool requester_proof_parse(const char *name, enum requester_proof *out)
{
    int found = find_name(proofs, COUNT(proofs), name);
    if (found >= 0)
        *out = (enum requester_proof)found;
    return found >= 0;
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
