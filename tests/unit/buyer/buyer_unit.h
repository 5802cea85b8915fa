#ifndef TESTS_UNIT_BUYER_UNIT_H
#define TESTS_UNIT_BUYER_UNIT_H
/* Two connections, a clock that stands still, and randomness that repeats itself. */
#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "buyer/desk.h"
#include "buyer/settings.h"
#include "xml/reader.h"

#define UNIT_NOW_US (INT64_C(1795383000) * TIME_SECOND_US) /* 2026-11-22T21:30:00Z */

#define UNIT_CONNECTION(name, system, domain, identity, sender)                                    \
    "{\"name\":\"" name "\",\"system\":\"" system "\",\"mode\":\"test\","                          \
    "\"from\":{\"domain\":\"" domain "\",\"identity\":\"" identity "\"},"                          \
    "\"to\":{\"domain\":\"DUNS\",\"identity\":\"079928354\"},\"sender\":" sender ","               \
    "\"shared_secret\":\"not-a-real-secret\",\"setup_path\":\"/setup\",\"order_path\":\"/"         \
    "orders\"}"

static const char unit_connections[] = "{\"connections\":[" UNIT_CONNECTION(
    "EMEA Coupa", "coupa", "DUNS", "GLOBEX1",
    "{}") "," UNIT_CONNECTION("Global Ariba", "ariba", "NetworkID", "AN01000000001-T", "null") "]}";

static inline void unit_fill(const struct entropy *entropy, void *out, size_t size)
{
    unsigned char *seed = entropy->state;
    unsigned char *bytes = out;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (*seed)++;
}

static inline struct entropy unit_entropy(struct arena *arena)
{
    return (struct entropy){.fill = unit_fill, .state = arena_alloc(arena, 1)};
}

static inline struct settings *unit_settings(struct arena *arena, const char *supplier)
{
    struct settings *settings = arena_make(arena, struct settings);
    struct fault fault = {0};
    assert_int_equal(settings_read(arena, bytes_of(unit_connections), supplier, settings, &fault),
                     OK);
    return settings;
}

static inline void unit_close_desk(void *desk)
{
    desk_close(desk);
}

static inline struct desk *unit_desk(struct arena *arena, const char *supplier)
{
    struct desk *desk = desk_open(unit_settings(arena, supplier), clock_fixed(UNIT_NOW_US),
                                  unit_entropy(arena), 1001);
    arena_defer(arena, unit_close_desk, desk);
    return desk;
}

static inline const struct xml_node *unit_parse(struct arena *arena, const char *document)
{
    struct xml_limits limits = {.bytes = 1 << 20, .depth = 40, .nodes = 10000};
    struct xml_document *parsed;
    struct fault fault = {0};
    assert_int_equal(xml_read(arena, bytes_of(document), NULL, &limits, &parsed, &fault), OK);
    return parsed->root;
}

/* The text of the extrinsic of that name below `parent`, or NULL. */
static inline const char *unit_extrinsic(const struct xml_node *parent, const char *name)
{
    const struct xml_node *node = xml_child(parent, "Extrinsic");
    while (node != NULL && !text_equal(xml_attribute(node, "name"), name))
        node = xml_next(node);
    return node != NULL ? xml_text(node) : NULL;
}

/* One PunchOutOrderMessage with `items` for `cookie`; `status` is markup. */
static inline const char *unit_cart_document(struct arena *arena, const char *cookie,
                                             const char *status, const char *items)
{
    return arena_printf(
        arena,
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><cXML payloadID=\"1\" "
        "timestamp=\"x\"><Header/>"
        "<Message>%s<PunchOutOrderMessage><BuyerCookie>%s</BuyerCookie>"
        "<PunchOutOrderMessageHeader operationAllowed=\"create\"><Total><Money currency=\"USD\">"
        "12,400.00</Money></Total></PunchOutOrderMessageHeader>%s</PunchOutOrderMessage></Message>"
        "</cXML>",
        status, cookie, items);
}

#define UNIT_ITEM(quantity, part, price, currency, type)                                           \
    "<ItemIn quantity=\"" quantity "\"><ItemID><SupplierPartID>" part "</SupplierPartID>"          \
    "<SupplierPartAuxiliaryID>aux &amp; "                                                          \
    "1</SupplierPartAuxiliaryID></ItemID><ItemDetail><UnitPrice>"                                  \
    "<Money currency=\"" currency "\">" price "</Money></UnitPrice>"                               \
    "<Description xml:lang=\"en\">Suite \xC3\xA9</Description><UnitOfMeasure>EA</UnitOfMeasure>"   \
    "<Classification domain=\"custom\">x</Classification>"                                         \
    "<Classification domain=\"UNSPSC\">43232701</Classification>"                                  \
    "<Extrinsic name=\"linetype\">" type "</Extrinsic></ItemDetail></ItemIn>"

#define UNIT_ITEMS                                                                                 \
    UNIT_ITEM("1", "prod-1", "12000.00", "USD", "Service")                                         \
    UNIT_ITEM("40000", "prod-2", "0.01", "USD", "Material")

#endif
