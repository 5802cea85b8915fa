#include "buyer/settings.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "buyer/url.h"
#include "json/reader.h"

enum { FILE_LIMIT = 1 << 20, DEPTH_LIMIT = 16, CONNECTION_LIMIT = 100 };

static const struct {
    const char *word;
    const char *name;
} systems[] = {[PROCUREMENT_COUPA] = {"coupa", "Coupa"},
               [PROCUREMENT_ARIBA] = {"ariba", "SAP Ariba"},
               [PROCUREMENT_CXML] = {"cxml", "cXML"}};

/* Requester and approver in turn. */
static const struct {
    const char *first;
    const char *last;
} people[] = {{"Amelia", "Ortiz"}, {"Victor", "Hale"},     {"Noor", "Haddad"},
              {"Ines", "Duarte"},  {"Jonas", "Lindqvist"}, {"Petra", "Novak"},
              {"Mei", "Tanaka"},   {"Samuel", "Okoye"},    {"Leila", "Farsi"},
              {"Tomas", "Berg"},   {"Ruth", "Achterberg"}, {"Dario", "Conti"}};

enum { PEOPLE = sizeof(people) / sizeof(people[0]) };

const char *settings_system_name(enum procurement system)
{
    return systems[system].name;
}

const struct user *settings_user(const struct settings *settings, const char *id)
{
    for (size_t i = 0; i < settings->user_count; i++) {
        if (text_equal(settings->users[i].id, text_or_empty(id)))
            return &settings->users[i];
    }
    return NULL;
}

static struct credential read_credential(const struct json_value *object, const char *name)
{
    const struct json_value *member = json_read_object(object, name);
    return (struct credential){json_read_text(member, "domain", ""),
                               json_read_text(member, "identity", "")};
}

static bool is_complete(const struct credential *credential)
{
    return !text_empty(credential->domain) && !text_empty(credential->identity);
}

/* What stands between the buyer and the supplier when the file does not say: the network for Ariba
 * (INTEROP C4), nobody for the others. */
static struct credential sender_of(const struct connection *connection)
{
    if (connection->system == PROCUREMENT_ARIBA)
        return (struct credential){"AribaNetworkUserId", "sysadmin@ariba.com"};
    return connection->from;
}

/* The path is joined to the supplier's URL, so it must not be able to change the host. */
static enum status join_url(struct arena *arena, const char *supplier, const char *path,
                            const char **out, struct fault *fault)
{
    if (!text_starts(path, "/"))
        return fault_set(fault, BAD_INPUT, "a setup_path or order_path does not begin with /");
    *out = arena_printf(arena, "%s%s", supplier, path);
    return OK;
}

/* Letters and digits of the name under .example, which nobody can own (RFC 2606). */
static const char *invent_domain(struct arena *arena, const char *company)
{
    char *name = text_lower(arena, company);
    size_t length = 0;
    for (const char *at = name; *at != '\0'; at++) {
        if ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
            name[length++] = *at;
    }
    name[length] = '\0';
    return arena_printf(arena, "%s.example", length > 0 ? name : "buyer");
}

static enum status read_connection(struct arena *arena, const struct json_value *object,
                                   const char *supplier, struct connection *out,
                                   struct fault *fault)
{
    const char *word = json_read_text(object, "system", "");
    size_t system = 0;
    while (system < sizeof(systems) / sizeof(systems[0]) && !text_equal(systems[system].word, word))
        system++;
    if (system == sizeof(systems) / sizeof(systems[0]))
        return fault_set(fault, BAD_INPUT, "\"system\" is \"%s\"; known are coupa, ariba and cxml",
                         word);
    *out = (struct connection){
        .name = json_read_text(object, "name", settings_system_name((enum procurement)system)),
        .company = json_read_text(object, "organization", "Globex"),
        .system = (enum procurement)system,
        .test = text_equal(json_read_text(object, "mode", ""), "test"),
        .from = read_credential(object, "from"),
        .to = read_credential(object, "to"),
        .sender = read_credential(object, "sender"),
        .shared_secret = json_read_text(object, "shared_secret", "")};
    out->domain = invent_domain(arena, out->company);
    if (!is_complete(&out->from) || !is_complete(&out->to))
        return fault_set(fault, BAD_INPUT,
                         "\"from\" and \"to\" of \"%s\" need a domain and an identity", out->name);
    if (!is_complete(&out->sender))
        out->sender = sender_of(out);
    enum status st =
        join_url(arena, supplier, json_read_text(object, "setup_path", ""), &out->setup_url, fault);
    if (st != OK)
        return st;
    return join_url(arena, supplier, json_read_text(object, "order_path", ""), &out->order_url,
                    fault);
}

static void make_user(struct arena *arena, struct settings *settings, struct user *users,
                      size_t index)
{
    struct user *user = &users[index];
    const char *first = people[index % PEOPLE].first;
    const char *last = people[index % PEOPLE].last;
    /* There are more connections than names only in odd set-ups; a number keeps them apart. */
    const char *number = index < PEOPLE ? "" : arena_printf(arena, "%zu", index / PEOPLE + 1);
    user->id = text_lower(arena, arena_printf(arena, "%s.%s%s", first, last, number));
    user->first = first;
    user->last = arena_printf(arena, "%s%s", last, number);
    user->full = arena_printf(arena, "%s %s", first, user->last);
    user->connection = &settings->connections[index / 2];
    user->email = arena_printf(arena, "%s@%s", user->id, user->connection->domain);
    user->approver = index % 2 == 1;
    user->colleague = &users[index ^ 1U];
}

static enum status read_supplier(struct arena *arena, const char *supplier, struct settings *out,
                                 struct fault *fault)
{
    if (!url_is_safe_for_secrets(arena, supplier))
        return fault_set(fault, BAD_INPUT,
                         "the supplier's URL must be https, or http on this machine: \"%s\"",
                         supplier);
    if (strpbrk(supplier, "?#") != NULL)
        return fault_set(fault, BAD_INPUT, "the supplier's URL may not have a ? or #: \"%s\"",
                         supplier);
    size_t length = strlen(supplier);
    while (supplier[length - 1] == '/')
        length--;
    out->supplier = arena_text_n(arena, supplier, length);
    out->origin = url_origin(arena, supplier);
    return OK;
}

enum status settings_read(struct arena *arena, struct bytes json, const char *supplier,
                          struct settings *out, struct fault *fault)
{
    struct json_limits limits = {.bytes = FILE_LIMIT, .depth = DEPTH_LIMIT};
    const struct json_value *file;
    enum status st;
    if ((st = read_supplier(arena, supplier, out, fault)) != OK ||
        (st = json_read(arena, json, &limits, &file, fault)) != OK)
        return st;
    const struct json_value *list = json_read_array(file, "connections");
    size_t count = json_read_count(list);
    if (count == 0 || count > CONNECTION_LIMIT)
        return fault_set(fault, BAD_INPUT, "it has %zu \"connections\"; 1 to %d are needed", count,
                         CONNECTION_LIMIT);
    struct connection *connections = arena_array(arena, count, sizeof(*connections));
    for (size_t i = 0; i < count; i++) {
        st = read_connection(arena, json_read_item(list, i), out->supplier, &connections[i], fault);
        if (st != OK)
            return st;
    }
    out->connections = connections;
    out->connection_count = count;
    struct user *users = arena_array(arena, 2 * count, sizeof(*users));
    for (size_t i = 0; i < 2 * count; i++)
        make_user(arena, out, users, i);
    out->users = users;
    out->user_count = 2 * count;
    return OK;
}
