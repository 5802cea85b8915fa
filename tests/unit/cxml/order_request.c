#include "cxml_unit.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cxml/order_request.h"

static const char *directory;

static struct order read_order(void **state, const char *inner)
{
    struct cxml_request request;
    struct fault fault;
    struct order order;
    const char *text = arena_printf(
        *state, "<cXML payloadID='1@b'><Request deploymentMode='test'>%s</Request></cXML>", inner);
    assert_int_equal(cxml_request_read(*state, read_xml(*state, bytes_of(text)), &request, &fault),
                     OK);
    cxml_order_read(*state, &request, &order);
    return order;
}

/* ORD-1 */
static void a_full_order(void **state)
{
    struct order order = read_order(
        state,
        "<OrderRequest><OrderRequestHeader orderID=' PO 7 ' orderDate='2026-11-22T20:30:00-01:00' "
        "type='update' orderType='blanket' orderVersion='2'><Total><Money currency='USD'>1,234.50"
        "</Money></Total><Comments>c</Comments></OrderRequestHeader>"
        "<ItemOut quantity='2.5' lineNumber='20'><ItemID><SupplierPartID> P-1 </SupplierPartID>"
        "<SupplierPartAuxiliaryID>\n aux </SupplierPartAuxiliaryID></ItemID><ItemDetail><UnitPrice>"
        "<Money currency='USD'>493.80</Money></UnitPrice><Description xml:lang='en'><ShortName>s"
        "</ShortName>Long</Description><UnitOfMeasure>EA</UnitOfMeasure><Classification "
        "domain='custom'>9</Classification><Classification domain='unspsc'>43232701"
        "</Classification></ItemDetail><Comments>d</Comments></ItemOut></OrderRequest>");
    assert_null(order.defect);
    assert_string_equal(order.payload_id, "1@b");
    assert_string_equal(order.order_id, "PO 7");
    assert_string_equal(order.version, "2");
    assert_int_equal(order.type, ORDER_UPDATE);
    assert_string_equal(order.order_type, "blanket");
    assert_string_equal(order.deployment_mode, "test");
    assert_true(order.order_date_us == MARKET_START_US);
    assert_true(order.has_total);
    assert_true(money_equal(order.total, money_of(1234500000, "USD")));
    assert_string_equal(order.details, "[{\"name\":\"Comments\",\"text\":\"c\"}]");
    assert_int_equal(order.line_count, 1);
    const struct order_line *line = &order.lines[0];
    assert_int_equal(line->number, 1);
    assert_string_equal(line->line_number, "20");
    assert_true(line->quantity_micros == 2500000);
    assert_string_equal(line->part_id, "P-1");
    assert_string_equal(line->auxiliary_id, "aux");
    assert_true(line->has_price);
    assert_true(money_equal(line->unit_price, money_of(493800000, "USD")));
    assert_string_equal(line->description, "Long");
    assert_string_equal(line->unit_of_measure, "EA");
    assert_string_equal(line->unspsc, "43232701");
    assert_string_equal(line->details, "[{\"name\":\"Comments\",\"text\":\"d\"}]");
}

/* ORD-1: the least that is valid (INTEROP C9), and whatever the order of elements */
static void small_orders(void **state)
{
    struct order order = read_order(
        state, "<OrderRequest><ItemOut quantity='1'><ItemID><SupplierPartID>P</SupplierPartID>"
               "</ItemID></ItemOut><OrderRequestHeader orderID='1'/><ItemOut quantity='2'><ItemID>"
               "<SupplierPartID>Q</SupplierPartID></ItemID></ItemOut></OrderRequest>");
    assert_null(order.defect);
    assert_string_equal(order.order_id, "1");
    assert_int_equal(order.type, ORDER_NEW);
    assert_false(order.has_total);
    assert_true(order.order_date_us == 0);
    assert_int_equal(order.line_count, 2);
    assert_string_equal(order.lines[1].part_id, "Q");
    assert_int_equal(order.lines[1].number, 2);
    assert_null(order.lines[0].line_number);
    assert_false(order.lines[0].has_price);
    assert_string_equal(order.lines[0].auxiliary_id, "");
    order = read_order(state, "<OrderRequest/>");
    assert_string_equal(order.order_id, "");
    assert_int_equal(order.line_count, 0);
    assert_null(order.defect);
}

static void assert_defect(void **state, const char *inner, const char *word)
{
    struct order order = read_order(state, inner);
    if (!holds(order.defect, word))
        fail_msg("no '%s' in: %s", word, text_or_empty(order.defect));
}

#define ITEM(quantity, money)                                                                      \
    "<OrderRequest><OrderRequestHeader orderID='1'/><ItemOut quantity='1'/><ItemOut " quantity     \
    "><ItemDetail><UnitPrice>" money "</UnitPrice></ItemDetail></ItemOut></OrderRequest>"

/* ORD-1, ORD-3: what can't be read is named, and the rest is read all the same */
static void defects(void **state)
{
    assert_defect(state, ITEM("quantity='many'", ""), "many");
    assert_defect(state, ITEM("quantity='many'", ""), "Line 2");
    assert_defect(state, ITEM("", ""), "quantity");
    assert_defect(state, ITEM("quantity='1'", "<Money currency='USD'>12,5</Money>"), "12,5");
    assert_defect(state, ITEM("quantity='1'", "<Money currency='USD'/>"), "price");
    assert_defect(state, ITEM("quantity='1'", "<Money>1.00</Money>"), "price");
    assert_defect(state, ITEM("quantity='1'", "<Money currency='Dollar'>1.00</Money>"), "Dollar");
    assert_defect(state,
                  "<OrderRequest><OrderRequestHeader orderID='1' type='maybe'/>"
                  "</OrderRequest>",
                  "maybe");
    assert_defect(state,
                  "<OrderRequest><OrderRequestHeader orderID='1'><Total><Money "
                  "currency='USD'>much</Money></Total></OrderRequestHeader></OrderRequest>",
                  "much");
    struct order order = read_order(state, ITEM("quantity='many'", ""));
    assert_int_equal(order.line_count, 2);
    assert_string_equal(order.order_id, "1");
    order = read_order(state, ITEM("quantity='1'", ""));
    assert_null(order.defect);
}

/* How often `what` stands in the text, by looking at its bytes. */
static size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;
    while ((text = strstr(text, what)) != NULL) {
        char after = text[strlen(what)];
        count += strchr(" >\t\r\n/", after) != NULL;
        text += strlen(what);
    }
    return count;
}

/* The order, or false where the file is no OrderRequest that can be read. */
static bool read_file_order(void **state, const char *path, const char **text, struct order *out)
{
    static const struct xml_limits limits = {.bytes = 1 << 20, .depth = 100, .nodes = 100000};
    struct xml_document *document;
    struct cxml_request request;
    struct fault fault;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *data = arena_alloc(*state, limits.bytes + 1);
    size_t size = fread(data, 1, limits.bytes, file);
    fclose(file);
    *text = data;
    struct bytes bytes = {(unsigned char *)data, size};
    if (xml_read(*state, bytes, NULL, &limits, &document, &fault) != OK ||
        cxml_request_read(*state, document, &request, &fault) != OK || request.body == NULL ||
        !text_equal(request.body->name, "OrderRequest"))
        return false;
    cxml_order_read(*state, &request, out);
    return true;
}

/* ORD-1: orders of other systems, read in place */
static void real_orders(void **state)
{
    DIR *folder = directory == NULL ? NULL : opendir(directory);
    struct dirent *entry;
    int found = 0;
    if (folder == NULL) {
        print_message("no orders at %s\n", directory == NULL ? "(not given)" : directory);
        skip();
    }
    while ((entry = readdir(folder)) != NULL) {
        struct order order;
        const char *text;
        if (!text_ends(entry->d_name, ".xml") ||
            !read_file_order(state, arena_printf(*state, "%s/%s", directory, entry->d_name), &text,
                             &order))
            continue;
        found++;
        if (order.line_count != occurrences(text, "<ItemOut"))
            fail_msg("%s: %zu lines", entry->d_name, order.line_count);
        if (strstr(text, "orderID=\"\"") == NULL &&
            strstr(text, arena_printf(*state, "orderID=\"%s\"", order.order_id)) == NULL)
            fail_msg("%s: order %s", entry->d_name, order.order_id);
        for (size_t i = 0; i < order.line_count; i++) {
            if (order.defect == NULL && order.lines[i].quantity_micros <= 0)
                fail_msg("%s: line %zu has no quantity", entry->d_name, i + 1);
        }
    }
    closedir(folder);
    assert_in_range(found, 5, 1000);
}

int main(int argc, char **argv)
{
    directory = argc > 1 ? argv[1] : NULL;
    const struct CMUnitTest tests[] = {
        unit_case(a_full_order),
        unit_case(small_orders),
        unit_case(defects),
        unit_case(real_orders),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
