#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "http/form.h"
#include "oci/call.h"

static struct http_fields parse(struct arena *arena, const char *text)
{
    struct http_fields fields;
    struct fault fault;
    assert_int_equal(form_parse(arena, bytes_of(text), 100, &fields, &fault), OK);
    return fields;
}

static enum oci_refusal read_call(struct arena *arena, const char *text, struct oci_call *out)
{
    return oci_call_read(arena, parse(arena, text), out);
}

#define USER "USERNAME=globex&PASSWORD=s3cret&"
#define HOOK "HOOK_URL=https%3A%2F%2Fsap.example%2F%3Fa%3Db"

/* PUN-9 */
static void parameters(void **state)
{
    struct oci_call call;
    assert_int_equal(
        read_call(*state, USER HOOK "&OCI_VERSION=4.0&~okcode=ADDX&~Target=frame1", &call),
        OCI_TAKEN);
    assert_int_equal(call.function, OCI_SHOP);
    assert_string_equal(call.username, "globex");
    assert_string_equal(call.password, "s3cret");
    assert_string_equal(call.hook_url, "https://sap.example/?a=b");
    assert_string_equal(call.way_back.ok_code, "ADDX");
    assert_string_equal(call.way_back.target, "frame1");
    assert_string_equal(call.way_back.caller, "CTLG");
    assert_string_equal(call.way_back.charset, "");
    assert_string_equal(call.requester_name, "");
    assert_int_equal(read_call(*state,
                               USER HOOK "&function=Validate&PRODUCTID=P-1&QUANTITY=2.5&VENDOR=42"
                                         "&BUYER_USERNAME=ABYRON&BUYER_EMAIL=a%40globex.example",
                               &call),
                     OCI_TAKEN);
    assert_int_equal(call.function, OCI_VALIDATE);
    assert_string_equal(call.product_id, "P-1");
    assert_int_equal(call.quantity_micros, 2500000);
    assert_string_equal(call.vendor, "42");
    assert_string_equal(call.requester_name, "ABYRON");
    assert_string_equal(call.requester_email, "a@globex.example");
    assert_string_equal(oci_function_name(call.function), "VALIDATE");
    assert_int_equal(read_call(*state, USER HOOK "&BUYER_NAME=Ada&BUYER_USERNAME=ABYRON", &call),
                     OCI_TAKEN);
    assert_string_equal(call.requester_name, "Ada");
}

/* PUN-9: returntarget is SRM's name of it; without any it is _top */
static void targets(void **state)
{
    static const struct {
        const char *sent, *target;
    } cases[] = {{"", "_top"},
                 {"&returntarget=mid&~TARGET=_top", "mid"},
                 {"&~TARGET=", "_top"},
                 {"&~TARGET=a+b", "_top"},
                 {"&~TARGET=%22%3E", "_top"},
                 {"&~TARGET=12345678901234567890123456789012345678901", "_top"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct oci_call call;
        assert_int_equal(
            read_call(*state, arena_printf(*state, "%s%s", USER HOOK, cases[i].sent), &call),
            OCI_TAKEN);
        assert_string_equal(call.way_back.target, cases[i].target);
    }
}

/* PUN-9 */
static void refusals(void **state)
{
    static const struct {
        const char *sent;
        enum oci_refusal refusal;
    } cases[] = {
        {"", OCI_NO_CREDENTIALS},
        {"USERNAME=globex&" HOOK, OCI_NO_CREDENTIALS},
        {"USERNAME=globex&PASSWORD=+&" HOOK, OCI_NO_CREDENTIALS},
        {USER, OCI_NO_HOOK_URL},
        {USER "HOOK_URL=+", OCI_NO_HOOK_URL},
        {USER "FUNCTION=DETAIL&PRODUCTID=1", OCI_NO_HOOK_URL},
        {USER HOOK "&FUNCTION=SOURCING", OCI_FUNCTION},
        {USER HOOK "&FUNCTION=DETAIL", OCI_NO_PRODUCT},
        {USER "FUNCTION=VALIDATE", OCI_NO_PRODUCT},
        {USER "FUNCTION=VALIDATE&PRODUCTID=1", OCI_TAKEN},
        {USER "FUNCTION=BACKGROUND_SEARCH", OCI_TAKEN},
        {USER HOOK "&" HOOK, OCI_REPEATED},
        {USER HOOK "&hook_url=https%3A%2F%2Fevil.example", OCI_REPEATED},
        {USER USER HOOK, OCI_REPEATED},
        {USER HOOK "&~TARGET=a&~target=b", OCI_REPEATED},
        {USER HOOK "&other=1&other=2", OCI_TAKEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct oci_call call;
        assert_int_equal(read_call(*state, cases[i].sent, &call), cases[i].refusal);
    }
}

static void limits(void **state)
{
    struct oci_call call;
    char *value = arena_alloc(*state, 2050);
    memset(value, 'x', 2049);
    value[2049] = '\0';
    assert_int_equal(read_call(*state, arena_printf(*state, "%sHOOK_URL=%s", USER, value), &call),
                     OCI_TOO_LONG);
    assert_int_equal(
        read_call(*state, arena_printf(*state, "%sHOOK_URL=%s", USER, value + 1), &call),
        OCI_TAKEN);
    assert_int_equal(
        read_call(*state, arena_printf(*state, "%s&SEARCHSTRING=%s", USER HOOK, value), &call),
        OCI_TOO_LONG);
}

/* PUN-9: numbers as SAP writes them elsewhere are no reason to refuse */
static void quantities(void **state)
{
    static const char *const none[] = {"", "abc", "-1", "1.5.2", "+"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct oci_call call;
        const char *sent = arena_printf(*state, "%s&QUANTITY=%s", USER HOOK, none[i]);
        assert_int_equal(read_call(*state, sent, &call), OCI_TAKEN);
        assert_int_equal(call.quantity_micros, 0);
    }
}

/* PUN-9: what is kept of a call */
static void document(void **state)
{
    struct http_fields fields =
        parse(*state, USER HOOK "&_passwd2=geheim&PWD=geheim&Secret=geheim&PRODUCTID=a%26b");
    struct bytes kept = oci_call_document(*state, fields);
    const char *text = arena_text_n(*state, (const char *)kept.data, kept.size);
    assert_null(strstr(text, "s3cret"));
    assert_null(strstr(text, "geheim"));
    assert_non_null(strstr(text, "USERNAME=globex&PASSWORD="));
    assert_non_null(strstr(text, "PRODUCTID=a%26b"));
}

static void way_back_in_a_session(void **state)
{
    static const struct oci_way_back given = {"frame-1", "ADDI", "CTLG", "iso-8859-1"};
    struct oci_way_back way_back;
    oci_way_back_read(*state, oci_way_back_write(*state, &given), &way_back);
    assert_string_equal(way_back.target, "frame-1");
    assert_string_equal(way_back.ok_code, "ADDI");
    assert_string_equal(way_back.caller, "CTLG");
    assert_string_equal(way_back.charset, "iso-8859-1");
    oci_way_back_read(*state, "", &way_back);
    assert_string_equal(way_back.target, "_top");
    assert_string_equal(way_back.charset, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(parameters),
        unit_case(targets),
        unit_case(refusals),
        unit_case(limits),
        unit_case(quantities),
        unit_case(document),
        unit_case(way_back_in_a_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
