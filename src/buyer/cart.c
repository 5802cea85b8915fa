#include "buyer/cart.h"

#include "base/arena.h"
#include "base/text.h"
#include "buyer/amount.h"
#include "xml/reader.h"

static const struct xml_limits limits = {.bytes = 1 << 20, .depth = 40, .nodes = 100000};

static const char *field(struct http_fields form, const char *name)
{
    for (size_t i = 0; i < form.count; i++) {
        if (text_equal_nocase(form.fields[i].name, name))
            return form.fields[i].value;
    }
    return NULL;
}

/* Base64 first (INTEROP C2). Of the other form the encoding in the declaration does not count: the
 * browser has made it UTF-8. */
static enum status find_document(struct arena *arena, struct http_fields form, struct bytes *out,
                                 const char **charset, struct fault *fault)
{
    const char *base64 = field(form, "cXML-base64");
    const char *plain = field(form, "cXML-urlencoded");
    *charset = NULL;
    if (base64 != NULL) {
        if (!text_from_base64(arena, base64, out))
            return fault_set(fault, BAD_INPUT, "the field cXML-base64 is not base64");
        return OK;
    }
    if (plain == NULL)
        return fault_set(fault, BAD_INPUT,
                         "the form has neither a field cXML-base64 nor cXML-urlencoded");
    *out = bytes_of(plain);
    *charset = "utf-8";
    return OK;
}

/* UNSPSC where the line has it: the supplier may send others beside it. */
static const struct xml_node *classification(const struct xml_node *detail)
{
    const struct xml_node *first = xml_child(detail, "Classification");
    for (const struct xml_node *node = first; node != NULL; node = xml_next(node)) {
        if (text_equal_nocase(text_or_empty(xml_attribute(node, "domain")), "UNSPSC"))
            return node;
    }
    return first;
}

static const char *extrinsic(const struct xml_node *parent, const char *name)
{
    const struct xml_node *node = xml_child(parent, "Extrinsic");
    for (; node != NULL; node = xml_next(node)) {
        if (text_equal_nocase(text_or_empty(xml_attribute(node, "name")), name))
            return xml_text(node);
    }
    return "";
}

static enum status check_line(const struct cart_line *line, size_t number, struct fault *fault)
{
    if (text_empty(line->part_id))
        return fault_set(fault, BAD_INPUT, "line %zu has no SupplierPartID", number);
    if (text_empty(line->unit))
        return fault_set(fault, BAD_INPUT, "line %zu has no UnitOfMeasure", number);
    if (text_empty(line->description))
        return fault_set(fault, BAD_INPUT, "line %zu has no Description", number);
    return OK;
}

/* The line's own currency must be that of the lines before it. */
static enum status read_line(const struct xml_node *item, size_t number, struct cart *cart,
                             struct cart_line *line, struct fault *fault)
{
    const struct xml_node *detail = xml_child(item, "ItemDetail");
    const struct xml_node *money = xml_find(detail, "UnitPrice/Money");
    const struct xml_node *class = classification(detail);
    const char *currency = text_or_empty(xml_attribute(money, "currency"));
    *line = (struct cart_line){.description = xml_text(xml_child(detail, "Description")),
                               .unit = xml_text(xml_child(detail, "UnitOfMeasure")),
                               .part_id = xml_text(xml_find(item, "ItemID/SupplierPartID")),
                               .auxiliary_id =
                                   xml_text(xml_find(item, "ItemID/SupplierPartAuxiliaryID")),
                               .class_domain = text_or_empty(xml_attribute(class, "domain")),
                               .class_code = xml_text(class),
                               .line_type = extrinsic(detail, "LineType")};
    const char *quantity = text_or_empty(xml_attribute(item, "quantity"));
    if (!amount_parse(quantity, &line->quantity_micro))
        return fault_set(fault, BAD_INPUT, "line %zu: quantity \"%.40s\" is not a number", number,
                         quantity);
    if (!amount_parse(xml_text(money), &line->unit_price_micro))
        return fault_set(fault, BAD_INPUT, "line %zu: unit price \"%.40s\" is not an amount",
                         number, xml_text(money));
    if (!amount_multiply(line->quantity_micro, line->unit_price_micro, &line->amount_micro) ||
        __builtin_add_overflow(cart->total_micro, line->amount_micro, &cart->total_micro))
        return fault_set(fault, BAD_INPUT, "line %zu: the amount is too large", number);
    if (text_empty(currency))
        return fault_set(fault, BAD_INPUT, "line %zu has no currency", number);
    if (cart->currency == NULL)
        cart->currency = currency;
    if (!text_equal(cart->currency, currency))
        return fault_set(fault, BAD_INPUT, "line %zu is in %s, the lines before it in %s", number,
                         currency, cart->currency);
    return check_line(line, number, fault);
}

static enum status read_lines(struct arena *arena, const struct xml_node *message,
                              struct cart *cart, struct fault *fault)
{
    size_t count = 0;
    const struct xml_node *first = xml_child(message, "ItemIn");
    for (const struct xml_node *item = first; item != NULL; item = xml_next(item))
        count++;
    struct cart_line *lines = arena_array(arena, count, sizeof(*lines));
    size_t i = 0;
    for (const struct xml_node *item = first; item != NULL; item = xml_next(item), i++) {
        enum status st = read_line(item, i + 1, cart, &lines[i], fault);
        if (st != OK)
            return st;
    }
    cart->lines = lines;
    cart->count = count;
    return OK;
}

/* Buyers take the lines and look at the header's total only when something is wrong. */
static void compare_total(struct arena *arena, const struct xml_node *message, struct cart *cart)
{
    const struct xml_node *money = xml_find(message, "PunchOutOrderMessageHeader/Total/Money");
    int64_t total_micro;
    if (cart->count == 0)
        return;
    if (!amount_parse(xml_text(money), &total_micro))
        cart->warning = "The cart's header has no total that can be read.";
    else if (total_micro != cart->total_micro)
        cart->warning = arena_printf(
            arena, "The cart's header says %s in total, its lines add up to %s.",
            amount_people(arena, total_micro), amount_people(arena, cart->total_micro));
}

enum status cart_read(struct arena *arena, struct http_fields form, struct cart *out,
                      struct fault *fault)
{
    struct bytes bytes;
    const char *charset;
    struct xml_document *document;
    enum status st;
    *out = (struct cart){.buyer_cookie = "", .status_text = "", .document = ""};
    if ((st = find_document(arena, form, &bytes, &charset, fault)) != OK)
        return st;
    out->document = arena_text_n(arena, (const char *)bytes.data, bytes.size);
    if ((st = xml_read(arena, bytes, charset, &limits, &document, fault)) != OK)
        return BAD_INPUT;
    const struct xml_node *outer = xml_child(document->root, "Message");
    const struct xml_node *status = xml_child(outer, "Status");
    const struct xml_node *message = xml_child(outer, "PunchOutOrderMessage");
    int64_t code = 0;
    if (status != NULL && text_to_int(text_or_empty(xml_attribute(status, "code")), &code) &&
        code > 0 && code < 1000)
        out->status = (int)code;
    out->status_text = text_or_empty(xml_attribute(status, "text"));
    if (message == NULL)
        return fault_set(fault, BAD_INPUT, "the document has no PunchOutOrderMessage");
    out->buyer_cookie = xml_text(xml_child(message, "BuyerCookie"));
    if ((st = read_lines(arena, message, out, fault)) != OK)
        return st;
    compare_total(arena, message, out);
    return OK;
}

struct cart cart_copy(struct arena *arena, const struct cart *cart)
{
    struct cart copy = *cart;
    copy.buyer_cookie = arena_text(arena, cart->buyer_cookie);
    copy.status_text = arena_text(arena, cart->status_text);
    copy.currency = arena_text(arena, cart->currency);
    copy.warning = arena_text(arena, cart->warning);
    copy.document = NULL; /* kept with the exchanges, once */
    struct cart_line *lines = arena_array(arena, cart->count, sizeof(*lines));
    for (size_t i = 0; i < cart->count; i++) {
        lines[i] = cart->lines[i];
        const char **texts[] = {&lines[i].description,  &lines[i].unit,       &lines[i].part_id,
                                &lines[i].auxiliary_id, &lines[i].class_code, &lines[i].line_type,
                                &lines[i].class_domain};
        for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++)
            *texts[j] = arena_text(arena, *texts[j]);
    }
    copy.lines = lines;
    return copy;
}
