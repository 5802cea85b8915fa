#include "cli/connection_file.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/writer.h"

enum { FILE_LIMIT = 256 * 1024, DEPTH_LIMIT = 10, LIST_LIMIT = 64 * 1024 };

#define TEXT(member)                                                                               \
    {                                                                                              \
#member, offsetof(struct connection_settings, member)                                      \
    }

static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    TEXT(name),
    TEXT(description),
    TEXT(buyer_domain),
    TEXT(buyer_identity),
    TEXT(sender_domain),
    TEXT(sender_identity),
    TEXT(instance),
    TEXT(return_hosts),
    TEXT(sellers),
    TEXT(redirect_url),
    TEXT(cart_encoding),
    TEXT(dtd_version),
    TEXT(unit_of_measure),
    TEXT(classification),
    TEXT(classification_table),
    TEXT(acknowledgement),
    TEXT(confirmation_url),
    TEXT(price_tolerance),
    TEXT(address_ranges),
    TEXT(client_certificate),
    TEXT(requester),
    TEXT(openid_issuer),
    TEXT(openid_client_id),
    TEXT(account_extrinsic),
    TEXT(account_table),
};

enum { TEXTS = sizeof texts / sizeof *texts };

static const char **member(struct connection_settings *settings, size_t i)
{
    return (const char **)(void *)((char *)settings + texts[i].offset);
}

/* A text, or an array of texts as a list, one a line. */
static enum status read_text(struct arena *arena, const struct json_value *value, const char *name,
                             const char **out, struct fault *fault)
{
    struct buf list;
    if (json_read_kind(value) == JSON_KIND_TEXT) {
        *out = json_read_as_text(value, "");
        return OK;
    }
    if (json_read_kind(value) != JSON_KIND_ARRAY)
        return fault_set(fault, BAD_INPUT, "'%.60s' must be text, or a list of texts.", name);
    buf_init(&list, arena, LIST_LIMIT);
    for (size_t i = 0; i < json_read_count(value); i++) {
        buf_text(&list, json_read_as_text(json_read_item(value, i), ""));
        buf_char(&list, '\n');
    }
    *out = buf_string(&list);
    return list.overflow ? fault_set(fault, BAD_INPUT, "'%.60s' is too long.", name) : OK;
}

static enum status read_bool(const struct json_value *value, const char *name, bool *out,
                             struct fault *fault)
{
    if (json_read_kind(value) != JSON_KIND_BOOL)
        return fault_set(fault, BAD_INPUT, "'%s' must be true or false.", name);
    *out = json_read_as_bool(value, false);
    return OK;
}

static enum status read_member(struct arena *arena, const char *name,
                               const struct json_value *value, struct procurement_put *put,
                               struct fault *fault)
{
    struct connection_settings *settings = &put->settings;
    for (size_t i = 0; i < TEXTS; i++) {
        if (text_equal(name, texts[i].name))
            return read_text(arena, value, name, member(settings, i), fault);
    }
    if (text_equal(name, "redirect"))
        return read_bool(value, name, &settings->redirect, fault);
    if (text_equal(name, "confirmations"))
        return read_bool(value, name, &settings->confirmations, fault);
    if (text_equal(name, "single_line"))
        return read_bool(value, name, &settings->single_line, fault);
    if (text_equal(name, "account_fallback"))
        return read_bool(value, name, &settings->account_fallback, fault);
    if (text_equal(name, "test"))
        return read_bool(value, name, &put->test, fault);
    if (text_equal(name, "supplier"))
        return read_text(arena, value, name, &put->supplier_id, fault);
    if (text_equal(name, "secret"))
        return read_text(arena, value, name, &put->secret, fault);
    if (text_equal(name, "openid_secret"))
        return read_text(arena, value, name, &put->openid_secret, fault);
    if (!text_equal(name, "system"))
        return fault_set(fault, BAD_INPUT, "A connection has no member '%.60s'.", name);
    return procurement_system_parse(json_read_as_text(value, ""), &settings->system)
               ? OK
               : fault_set(
                     fault, BAD_INPUT,
                     "'system' is coupa, ariba, jaggaer, oracle, workday, dynamics, oci or cxml.");
}

enum status connection_file_read(struct arena *arena, const char *document,
                                 struct procurement_put *put, struct fault *fault)
{
    static const struct json_limits limits = {FILE_LIMIT, DEPTH_LIMIT};
    const struct json_value *root;
    enum status st = json_read(arena, bytes_of(document), &limits, &root, fault);
    if (st == OK && json_read_kind(root) != JSON_KIND_OBJECT)
        return fault_set(fault, BAD_INPUT, "The file must hold an object.");
    struct json_member m = {0};
    while (st == OK && json_read_next(root, &m))
        st = read_member(arena, m.name, m.value, put, fault);
    return st;
}

void connection_file_write(struct json_writer *w, const struct connection_settings *settings,
                           bool test)
{
    struct connection_settings copy = *settings;
    json_write_object(w);
    json_write_member_text(w, "system", procurement_system_name(settings->system));
    for (size_t i = 0; i < TEXTS; i++)
        json_write_member_text(w, texts[i].name, *member(&copy, i));
    json_write_member_bool(w, "redirect", settings->redirect);
    json_write_member_bool(w, "confirmations", settings->confirmations);
    json_write_member_bool(w, "single_line", settings->single_line);
    json_write_member_bool(w, "account_fallback", settings->account_fallback);
    json_write_member_bool(w, "test", test);
    json_write_close(w);
}
