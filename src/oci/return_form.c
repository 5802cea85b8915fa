#include "oci/return_form.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* Characters (INTEROP E). */
enum {
    DESCRIPTION_LIMIT = 40,
    UNIT_LIMIT = 3,
    VENDOR_LIMIT = 10,
    PART_LIMIT = 40,
    AUXILIARY_LIMIT = 50,
    DOCUMENT_LIMIT = 4 << 20
};

/* Digits: 11.3 of a quantity, 11.2 to 11.4 of a price. */
static const int64_t whole_limit = 100000000000;
enum { QUANTITY_DECIMALS = 3, PRICE_DECIMALS_MIN = 2, PRICE_DECIMALS = 4, MICRO_DECIMALS = 6 };

/* What all items of a form have in common. */
struct items {
    const char *unit;
    const char *vendor; /* "" : it was not asked */
    bool test;
};

struct form {
    struct arena *arena;
    struct return_field *fields;
    size_t count, capacity;
};

static void put(struct form *form, const char *name, const char *value)
{
    form->fields =
        arena_grow(form->arena, form->fields, form->count, &form->capacity, sizeof *form->fields);
    form->fields[form->count++] = (struct return_field){name, value};
}

static void put_item(struct form *form, const char *field, size_t number, const char *value)
{
    put(form, arena_printf(form->arena, "NEW_ITEM-%s[%zu]", field, number), value);
}

static const char *cut(struct arena *arena, const char *text, size_t characters)
{
    const char *end = text;
    for (; characters > 0 && *end != '\0'; characters--)
        text_next_utf8(&end);
    return arena_text_n(arena, text, (size_t)(end - text));
}

/* With `least` to `most` decimals, or NULL where it does not fit. */
static const char *decimal(struct arena *arena, int64_t micros, int least, int most)
{
    if (micros < 0 || micros / QUANTITY_ONE >= whole_limit)
        return NULL;
    char *text = arena_printf(arena, "%lld.%06lld", (long long)(micros / QUANTITY_ONE),
                              (long long)(micros % QUANTITY_ONE));
    char *point = strchr(text, '.');
    int decimals = MICRO_DECIMALS;
    while (decimals > least && point[decimals] == '0')
        decimals--;
    point[decimals + 1] = '\0';
    return decimals <= most ? text : NULL;
}

static bool put_line(struct form *form, const struct items *items, const struct request_line *line,
                     size_t number)
{
    struct arena *arena = form->arena;
    const char *quantity =
        decimal(arena, line->line.quantity_micros, QUANTITY_DECIMALS, QUANTITY_DECIMALS);
    const char *price =
        decimal(arena, money_micros(line->line.unit_price), PRICE_DECIMALS_MIN, PRICE_DECIMALS);
    if (quantity == NULL || price == NULL)
        return false;
    put_item(form, "DESCRIPTION", number, cut(arena, line->line.description, DESCRIPTION_LIMIT));
    put(form, arena_printf(arena, "NEW_ITEM-LONGTEXT_%zu:132[]", number),
        arena_printf(arena, "%s%s", items->test ? "TEST: an order of this buys nothing. " : "",
                     line->line.description));
    put_item(form, "QUANTITY", number, quantity);
    put_item(form, "UNIT", number, cut(arena, items->unit, UNIT_LIMIT));
    put_item(form, "PRICE", number, price);
    put_item(form, "CURRENCY", number, arena_text(arena, line->line.unit_price.currency));
    put_item(form, "PRICEUNIT", number, "1");
    put_item(form, "LEADTIME", number, "0");
    put_item(form, "VENDORMAT", number, cut(arena, line->part_id, PART_LIMIT));
    put_item(form, "MATGROUP", number, line->unspsc);
    if (line->line.type == LINE_SERVICE)
        put_item(form, "SERVICE", number, "X");
    /* What DETAIL and VALIDATE ask by later. */
    put_item(form, "EXT_PRODUCT_ID", number, cut(arena, line->part_id, PART_LIMIT));
    if (!text_empty(line->id))
        put_item(form, "CUST_FIELD5", number, cut(arena, line->id, AUXILIARY_LIMIT));
    if (!text_empty(items->vendor))
        put_item(form, "VENDOR", number, cut(arena, items->vendor, VENDOR_LIMIT));
    return true;
}

/* The form as the browser will send it. */
static bool write_document(const struct form *form, struct bytes *out)
{
    struct buf document;
    buf_init(&document, form->arena, DOCUMENT_LIMIT);
    for (size_t i = 0; i < form->count; i++) {
        if (i > 0)
            buf_char(&document, '&');
        buf_url(&document, form->fields[i].name);
        buf_char(&document, '=');
        buf_url(&document, form->fields[i].value);
    }
    *out = buf_bytes(&document);
    return !document.overflow;
}

static enum status write_form(struct ctx *ctx, const struct oci_way_back *way_back,
                              const struct items *items, const struct request_line *lines,
                              size_t count, struct return_form *out)
{
    struct form form = {.arena = ctx->arena};
    put(&form, "~OkCode", way_back->ok_code);
    put(&form, "~TARGET", way_back->target);
    put(&form, "~CALLER", way_back->caller);
    for (size_t i = 0; i < count; i++) {
        if (!put_line(&form, items, &lines[i], i + 1))
            return fault_set(&ctx->fault, TOO_LARGE,
                             "The amounts of '%.60s' are larger than SAP OCI can carry.",
                             lines[i].line.description);
    }
    out->target = way_back->target;
    out->charset = text_empty(way_back->charset) ? NULL : way_back->charset;
    out->fields = (struct return_fields){form.fields, form.count};
    out->kind = "OCI cart";
    out->content_type = "application/x-www-form-urlencoded";
    out->payload_id = ctx_new_id(ctx);
    return write_document(&form, &out->document)
               ? OK
               : fault_set(&ctx->fault, TOO_LARGE, "The request is too large to be returned.");
}

enum status oci_return_form(struct ctx *ctx, const struct session *session,
                            const struct request *request, struct return_form *out)
{
    const struct items items = {session->connection.unit_of_measure, "", session->test};
    struct oci_way_back way_back;
    oci_way_back_read(ctx->arena, session->buyer_cookie, &way_back);
    out->action = session->return_url;
    return write_form(ctx, &way_back, &items, request == NULL ? NULL : request->lines,
                      request == NULL ? 0 : request->line_count, out);
}

enum status oci_answer_form(struct ctx *ctx, const struct connection *connection,
                            const struct oci_call *call, const struct request_line *lines,
                            size_t count, struct return_form *out)
{
    const struct items items = {connection->unit_of_measure, call->vendor,
                                connection->mode == MODE_TEST};
    out->action = call->hook_url;
    return write_form(ctx, &call->way_back, &items, lines, count, out);
}
