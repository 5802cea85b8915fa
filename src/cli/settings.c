#include "cli/settings.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "domain/connection.h"

/* An order keeps its worker until its commit: as many orders as there are workers share one. */
enum { WORKERS = 64, PER_ADDRESS = 12000, PER_BUYER = 6000 };

struct reading {
    struct arena *arena;
    const char *path;
    struct settings *out;
    struct fault *fault;
    enum status status;
};

static bool set_listen(struct reading *reading, const char *value)
{
    const char *address;
    unsigned short port;
    reading->out->listen = arena_text(reading->arena, value);
    return listen_parse(reading->arena, value, &address, &port, NULL) == OK;
}

static bool set_public_url(struct reading *reading, const char *value)
{
    reading->out->public_url = arena_text(reading->arena, value);
    return (text_starts(value, "https://") || text_starts(value, "http://")) &&
           !text_ends(value, "/") && strpbrk(value, " \"<>?#@") == NULL;
}

static bool set_database(struct reading *reading, const char *value)
{
    reading->out->database = arena_text(reading->arena, value);
    return db_is_server(value);
}

/* Beside the settings file, where it is no absolute path. */
static bool set_path(struct reading *reading, const char *value, const char **out)
{
    const char *slash = strrchr(reading->path, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - reading->path) + 1;
    *out = *value == '/' ? arena_text(reading->arena, value)
                         : arena_printf(reading->arena, "%s%s",
                                        arena_text_n(reading->arena, reading->path, folder), value);
    return *value != '\0';
}

static bool set_tls_certificate(struct reading *reading, const char *value)
{
    return set_path(reading, value, &reading->out->tls_certificate);
}

static bool set_tls_key(struct reading *reading, const char *value)
{
    return set_path(reading, value, &reading->out->tls_key);
}

static bool set_tls_client_ca(struct reading *reading, const char *value)
{
    return set_path(reading, value, &reading->out->tls_client_ca);
}

static bool set_trusted_proxies(struct reading *reading, const char *value)
{
    struct arena *arena = reading->arena;
    char *list = arena_text(arena, value);
    for (char *at = list; *at != '\0'; at++) {
        if (*at == ',' || *at == '\t')
            *at = ' ';
    }
    reading->out->trusted_proxies = text_trim(arena, list);
    return address_ranges_are(arena, reading->out->trusted_proxies);
}

static bool set_mail_from(struct reading *reading, const char *value)
{
    const char *at = strchr(value, '@');
    reading->out->mail_from = arena_text(reading->arena, value);
    return at != NULL && at != value && at[1] != '\0' && strpbrk(value, " <>,;:\"\\") == NULL;
}

static bool set_mail_server(struct reading *reading, const char *value)
{
    reading->out->mail_server = arena_text(reading->arena, value);
    return text_starts(value, "smtp://") || text_starts(value, "smtps://");
}

static bool set_deliver_to_private_addresses(struct reading *reading, const char *value)
{
    reading->out->deliver_to_private_addresses = text_equal(value, "yes");
    return text_equal(value, "yes") || text_equal(value, "no");
}

static bool set_number(const char *value, int least, int most, int *out)
{
    int64_t number;
    if (!text_to_int(value, &number) || number < least || number > most)
        return false;
    *out = (int)number;
    return true;
}

static bool set_workers(struct reading *reading, const char *value)
{
    return set_number(value, 1, 256, &reading->out->workers);
}

static bool set_rate_per_address(struct reading *reading, const char *value)
{
    return set_number(value, 0, 1000000, &reading->out->rate_per_address);
}

static bool set_rate_per_buyer(struct reading *reading, const char *value)
{
    return set_number(value, 0, 1000000, &reading->out->rate_per_buyer);
}

static bool set_log_level(struct reading *reading, const char *value)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (text_equal(levels[i], value)) {
            reading->out->log_level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static const struct {
    const char *name;
    bool (*set)(struct reading *reading, const char *value);
    const char *takes;
    bool secret; /* the value is never shown */
} table[] = {
    {"listen", set_listen, "an address and a port, 127.0.0.1:8080", false},
    {"public_url", set_public_url, "an http or https URL without a slash at the end", false},
    {"database", set_database, "an address postgresql://USER:PASSWORD@HOST:PORT/NAME", true},
    {"tls_certificate", set_tls_certificate, "a file", false},
    {"tls_key", set_tls_key, "a file", false},
    {"tls_client_ca", set_tls_client_ca, "a file", false},
    {"trusted_proxies", set_trusted_proxies, "addresses and ranges, 10.0.0.0/8 127.0.0.1", false},
    {"mail_from", set_mail_from, "an address such as marketplace@example.com", false},
    {"mail_server", set_mail_server, "an address smtps://USER:PASSWORD@HOST:465", true},
    {"deliver_to_private_addresses", set_deliver_to_private_addresses, "yes or no", false},
    {"workers", set_workers, "a number from 1 to 256", false},
    {"rate_per_address", set_rate_per_address, "a number up to 1000000, 0 for no limit", false},
    {"rate_per_buyer", set_rate_per_buyer, "a number up to 1000000, 0 for no limit", false},
    {"log_level", set_log_level, "debug, info, warning or error", false},
};

/* What stands left of `=` on a line that is not ours may be a piece of an address too. */
static bool is_name(const char *text)
{
    return strlen(text) <= 40 && text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

static int handle(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;
    (void)section;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!text_equal(table[i].name, name))
            continue;
        if (!table[i].set(reading, value))
            reading->status =
                fault_set(reading->fault, BAD_INPUT, "%s: %s takes %s%s%s%s.", reading->path, name,
                          table[i].takes, table[i].secret ? "" : ", not '",
                          table[i].secret ? "" : value, table[i].secret ? "" : "'");
        return reading->status == OK;
    }
    reading->status = fault_set(reading->fault, BAD_INPUT, "%s: there is no setting '%s'.",
                                reading->path, is_name(name) ? name : "(not shown)");
    return 0;
}

enum status settings_read(struct arena *arena, const char *path, struct settings *out,
                          struct fault *fault)
{
    *out = (struct settings){.listen = "127.0.0.1:8080",
                             .trusted_proxies = "",
                             .mail_from = "marketplace@localhost",
                             .workers = WORKERS,
                             .rate_per_address = PER_ADDRESS,
                             .rate_per_buyer = PER_BUYER,
                             .log_level = LOG_INFO};
    struct reading reading = {arena, path, out, fault, OK};
    int line = ini_parse(path, handle, &reading);
    if (line == -1 && errno != ENOENT)
        return fault_set(fault, FAILED, "%s cannot be read: %s", path, strerror(errno));
    if (reading.status == OK && line > 0)
        return fault_set(fault, BAD_INPUT,
                         "%s, line %d: expected `name = value` in less than 200 characters.", path,
                         line);
    return reading.status;
}

enum status listen_parse(struct arena *arena, const char *text, const char **out_address,
                         unsigned short *out_port, struct fault *fault)
{
    const char *colon = strrchr(text, ':');
    int64_t port;
    if (colon == NULL || colon == text || !text_to_int(colon + 1, &port) || port < 0 ||
        port > 65535)
        return fault_set(fault, BAD_INPUT, "'%s' is not ADDRESS:PORT, such as 127.0.0.1:8080.",
                         text);
    char *address = arena_text_n(arena, text, (size_t)(colon - text));
    size_t length = strlen(address);
    if (*address == '[' && length > 2 && address[length - 1] == ']') {
        address[length - 1] = '\0';
        address++;
    }
    *out_address = address;
    *out_port = (unsigned short)port;
    return OK;
}
