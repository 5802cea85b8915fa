#include "oci/call.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "domain/money.h"
#include "http/form.h"

enum {
    VALUE_LIMIT = 200,
    URL_LIMIT = 2048, /* as for BrowserFormPost */
    WORD_LIMIT = 40,
    DOCUMENT_LIMIT = 256 * 1024,
    WAY_BACK_FIELDS = 8
};

static const char target_name[] = "~TARGET";
static const char ok_code_name[] = "~OkCode";
static const char caller_name[] = "~CALLER";
static const char charset_name[] = "http_content_charset";

static const char *const functions[] = {[OCI_SHOP] = "",
                                        [OCI_DETAIL] = "DETAIL",
                                        [OCI_VALIDATE] = "VALIDATE",
                                        [OCI_BACKGROUND_SEARCH] = "BACKGROUND_SEARCH"};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

struct reading {
    struct arena *arena;
    struct http_fields fields;
    enum oci_refusal refusal;
};

const char *oci_function_name(enum oci_function function)
{
    return functions[function];
}

/* Of two values nobody knows which one is meant, and what stands in front of us may see the other.
 */
static const char *take(struct reading *r, const char *name, size_t limit)
{
    const char *value = NULL;
    for (size_t i = 0; i < r->fields.count; i++) {
        if (!text_equal_nocase(r->fields.fields[i].name, name))
            continue;
        if (value != NULL)
            r->refusal = OCI_REPEATED;
        value = r->fields.fields[i].value;
    }
    value = text_trim(r->arena, text_or_empty(value));
    if (strlen(value) > limit)
        r->refusal = OCI_TOO_LONG;
    return value;
}

/* What stands in an attribute of ours: a name without anything to it. */
static const char *word(const char *text, const char *otherwise)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:";
    size_t length = strlen(text);
    return length > 0 && length <= WORD_LIMIT && strspn(text, letters) == length ? text : otherwise;
}

static const char *first_given(const char *a, const char *b)
{
    return text_empty(a) ? b : a;
}

static void read_way_back(struct reading *r, struct oci_way_back *out)
{
    const char *target = take(r, "returntarget", VALUE_LIMIT);
    *out = (struct oci_way_back){
        .target = word(first_given(target, take(r, target_name, VALUE_LIMIT)), "_top"),
        .ok_code = word(take(r, ok_code_name, VALUE_LIMIT), "ADDI"),
        .caller = word(take(r, caller_name, VALUE_LIMIT), "CTLG"),
        .charset = word(take(r, charset_name, VALUE_LIMIT), ""),
    };
}

static bool read_function(const char *name, enum oci_function *out)
{
    for (size_t i = 0; i < FUNCTIONS; i++) {
        if (text_equal_nocase(functions[i], name)) {
            *out = (enum oci_function)i;
            return true;
        }
    }
    return false;
}

static enum oci_refusal check(const struct oci_call *call, const char *function)
{
    enum oci_function known;
    if (text_empty(call->username) || text_empty(call->password))
        return OCI_NO_CREDENTIALS;
    if (!read_function(function, &known))
        return OCI_FUNCTION;
    /* The other two are asked by the SAP system itself, which reads the form and names no address
     * for it since SRM 7.0. */
    if (text_empty(call->hook_url) && (call->function == OCI_SHOP || call->function == OCI_DETAIL))
        return OCI_NO_HOOK_URL;
    return text_empty(call->product_id) &&
                   (call->function == OCI_DETAIL || call->function == OCI_VALIDATE)
               ? OCI_NO_PRODUCT
               : OCI_TAKEN;
}

/* Of 11 digits and 3 decimals, as a field can carry it back (INTEROP E); else 0. */
static int64_t read_quantity(const char *text)
{
    int64_t micros;
    return quantity_parse(text, &micros) && micros > 0 && micros % (QUANTITY_ONE / 1000) == 0 &&
                   micros / QUANTITY_ONE < INT64_C(100000000000)
               ? micros
               : 0;
}

enum oci_refusal oci_call_read(struct arena *arena, struct http_fields fields, struct oci_call *out)
{
    struct reading r = {arena, fields, OCI_TAKEN};
    const char *function = take(&r, "FUNCTION", VALUE_LIMIT);
    const char *quantity = take(&r, "QUANTITY", VALUE_LIMIT);
    const char *user = take(&r, "BUYER_USERNAME", VALUE_LIMIT);
    *out = (struct oci_call){
        .username = take(&r, "USERNAME", VALUE_LIMIT),
        .password = take(&r, "PASSWORD", VALUE_LIMIT),
        .hook_url = take(&r, "HOOK_URL", URL_LIMIT),
        .product_id = take(&r, "PRODUCTID", VALUE_LIMIT),
        .search = take(&r, "SEARCHSTRING", VALUE_LIMIT),
        .vendor = take(&r, "VENDOR", VALUE_LIMIT),
        .requester_name = first_given(take(&r, "BUYER_NAME", VALUE_LIMIT), user),
        .requester_email = take(&r, "BUYER_EMAIL", VALUE_LIMIT),
    };
    out->quantity_micros = read_quantity(quantity);
    read_way_back(&r, &out->way_back);
    read_function(function, &out->function);
    return r.refusal != OCI_TAKEN ? r.refusal : check(out, function);
}

static bool is_secret(const char *name)
{
    return text_has_nocase(name, "pass") || text_has_nocase(name, "pwd") ||
           text_has_nocase(name, "secret");
}

static void put(struct buf *out, const char *name, const char *value)
{
    if (buf_bytes(out).size > 0)
        buf_char(out, '&');
    buf_url(out, name);
    buf_char(out, '=');
    buf_url(out, value);
}

const char *oci_call_value(struct http_fields fields, const char *name)
{
    for (size_t i = 0; !text_empty(name) && i < fields.count; i++) {
        if (text_equal_nocase(fields.fields[i].name, name))
            return fields.fields[i].value;
    }
    return NULL;
}

bool oci_call_repeats(struct http_fields fields, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; !text_empty(name) && i < fields.count; i++)
        count += text_equal_nocase(fields.fields[i].name, name);
    return count > 1;
}

struct bytes oci_call_document(struct arena *arena, struct http_fields fields)
{
    struct buf out;
    buf_init(&out, arena, DOCUMENT_LIMIT);
    for (size_t i = 0; i < fields.count; i++) {
        const struct http_field *field = &fields.fields[i];
        put(&out, field->name, is_secret(field->name) ? "*" : field->value);
    }
    return buf_bytes(&out);
}

const char *oci_way_back_write(struct arena *arena, const struct oci_way_back *way_back)
{
    struct buf out;
    buf_init(&out, arena, VALUE_LIMIT * WAY_BACK_FIELDS);
    put(&out, target_name, way_back->target);
    put(&out, ok_code_name, way_back->ok_code);
    put(&out, caller_name, way_back->caller);
    put(&out, charset_name, way_back->charset);
    return buf_string(&out);
}

void oci_way_back_read(struct arena *arena, const char *text, struct oci_way_back *out)
{
    struct reading r = {.arena = arena};
    struct fault fault;
    if (form_parse(arena, bytes_of(text), WAY_BACK_FIELDS, &r.fields, &fault) != OK)
        r.fields = (struct http_fields){NULL, 0};
    read_way_back(&r, out);
}
