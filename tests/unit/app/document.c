#include "fixture.h"

#include <string.h>

#include "base/text.h"
#include "crypto/hash.h"
#include "cxml/redact.h"

static struct document packed(struct arena *arena, struct bytes raw)
{
    struct document document = {.id = "doc-1"};
    document_pack(arena, raw, &document);
    return document;
}

/* OPS-3 */
static void round_trips(void **state)
{
    static const size_t sizes[] = {0, 1, 100, 65536, 3000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *data = arena_array(*state, sizes[i] + 1, 1);
        for (size_t j = 0; j < sizes[i]; j++)
            data[j] = (unsigned char)(j * j >> 7);
        struct document document = packed(*state, (struct bytes){data, sizes[i]});
        struct bytes out;
        struct fault fault;
        assert_true((size_t)document.size == sizes[i]);
        assert_int_equal(document_unpack(*state, &document, &out, &fault), OK);
        assert_int_equal(out.size, sizes[i]);
        assert_memory_equal(out.data, data, sizes[i]);
    }
}

/* OPS-3: SHA-256 of what is kept (FIPS 180-4: of "abc"), so that it can be checked */
static void hashes(void **state)
{
    struct document document = packed(*state, bytes_of("abc"));
    assert_int_equal(document.hash.size, HASH_SIZE);
    assert_string_equal(hash_hex(*state, document.hash.data, document.hash.size),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* OPS-3: neither the secret nor anything that it could be guessed by is kept */
static void redacted_documents(void **state)
{
    static const char one[] = "<cXML><SharedSecret>secret-one</SharedSecret></cXML>";
    static const char two[] = "<cXML><SharedSecret>secret-two</SharedSecret></cXML>";
    struct document first = packed(*state, cxml_redact(*state, bytes_of(one)));
    struct document second = packed(*state, cxml_redact(*state, bytes_of(two)));
    struct bytes out;
    struct fault fault;
    assert_memory_equal(first.hash.data, second.hash.data, HASH_SIZE);
    assert_true((size_t)first.size == strlen(one));
    assert_int_equal(document_unpack(*state, &first, &out, &fault), OK);
    assert_string_equal(arena_text_n(*state, (const char *)out.data, out.size),
                        "<cXML><SharedSecret>**********</SharedSecret></cXML>");
}

static void record(struct market *market, const char *payload_id, const char *text)
{
    struct document document = {.organization_id = market->rows[GLOBEX].connection.organization_id,
                                .connection_id = market->rows[GLOBEX].connection.id,
                                .direction = "in",
                                .kind = "PunchOutSetupRequest",
                                .payload_id = payload_id,
                                .order_id = "",
                                .request_id = "",
                                .status_code = 200,
                                .remark = "",
                                .content_type = "text/xml"};
    market_wait(market, TIME_SECOND_US);
    document_record_later(&market->ctx, &document, bytes_of(text));
    db_drain(market->app.db);
}

/* PUN-8: another body under the same payload id, and the log says so */
static void reused_payload_ids(void **state)
{
    struct market *market = market_open(*state);
    record(market, "1@globex", "<cXML>one</cXML>");
    record(market, "1@globex", "<cXML>one</cXML>");
    record(market, "2@globex", "<cXML>two</cXML>");
    struct document_list list = market_documents(market, "1@globex");
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].remark, "");
    record(market, "1@globex", "<cXML>three</cXML>");
    list = market_documents(market, "1@globex");
    assert_int_equal(list.count, 3);
    assert_true(holds(list.items[0].remark, "used before, by document"));
    assert_true(holds(list.items[0].remark, list.items[1].id));
    assert_string_equal(market_documents(market, "2@globex").items[0].remark, "");
}

/* OPS-3: what is stored stays readable: of before the phrases, and by those of today, of which none
 * may change */
static void stored_before(void **state)
{
    static const char text[] = "<Sender>\n<Credential domain=\"DUNS\">\n<Identity>7</Identity>\n"
                               "</Credential>\n<UserAgent>Coupa Procurement 1.0</UserAgent>\n"
                               "</Sender>\n<Sender>\n<Credential domain=\"DUNS\">\n"
                               "<Identity>8</Identity>\n";
    static const char without[] =
        "\x28\xb5\x2f\xfd\x20\xbb\x6d\x03\x00\x72\x45\x14\x1b\x70\x6b\xda\xe0\x95\x13\x4f"
        "\x1b\x34\xba\x44\x5e\x4d\xb5\x93\x76\x27\x99\x48\xfd\xd1\xb2\xc6\xff\xf2\x6f\x04"
        "\x83\xb3\x9d\x01\x49\x00\x6d\xde\xb9\x3e\x8a\xa5\x09\x94\x1a\xcf\x52\x70\xf3\x8b"
        "\x82\xde\xc1\xd8\xf0\x6c\x67\x01\x3e\xf6\x60\x43\x64\x41\x30\x06\x84\x90\x4d\x72"
        "\x96\x42\x8c\xd4\x6c\x5e\x5d\x15\x1b\xea\x55\x7e\x71\x09\x00\xc0\xc9\xc0\x2c\x40"
        "\x01\x02\x4b\x03\x3d\x94\x41\xa2\xf6\xb3\x6a\x8f\x97\x2a\xe6\x6b\x3e\x01";
    static const char with[] =
        "\x28\xb5\x2f\xfd\x20\xbb\x25\x01\x00\x10\x37\x38\x0a\x00\xc0\xc9\xc0\xcc\xa0\x19"
        "\x78\x61\x7c\x0f\x0c\xe7\x7b\x1c\x08\x13\x1b\x7c\x15\x32\xec\x03\x1e\x07\x51\xcc"
        "\xa1\x91\x1b\x02\x01";
    const struct bytes stored[] = {{(const unsigned char *)without, sizeof without - 1},
                                   {(const unsigned char *)with, sizeof with - 1}};
    for (size_t i = 0; i < 2; i++) {
        struct document document = {.id = "doc-1", .size = sizeof text - 1, .body = stored[i]};
        struct bytes out;
        struct fault fault;
        assert_int_equal(document_unpack(*state, &document, &out, &fault), OK);
        assert_memory_equal(out.data, text, sizeof text - 1);
    }
}

/* OPS-3 */
static void damage(void **state)
{
    struct document right = packed(*state, bytes_of("a document, a document, a document"));
    struct document wrong = right;
    struct bytes out;
    struct fault fault;
    wrong.body.size--;
    assert_int_equal(document_unpack(*state, &wrong, &out, &fault), BAD_INPUT);
    assert_true(holds(fault.message, "doc-1"));
    wrong = right;
    wrong.size--;
    assert_int_equal(document_unpack(*state, &wrong, &out, &fault), BAD_INPUT);
    wrong.size = right.size + 1;
    assert_int_equal(document_unpack(*state, &wrong, &out, &fault), BAD_INPUT);
    wrong.size = -1;
    assert_int_equal(document_unpack(*state, &wrong, &out, &fault), BAD_INPUT);
    wrong.size = INT64_MAX;
    assert_int_equal(document_unpack(*state, &wrong, &out, &fault), BAD_INPUT);
    wrong = right;
    wrong.body = bytes_of("not zstd");
    assert_int_equal(document_unpack(*state, &wrong, &out, &fault), BAD_INPUT);
}

/* OPS-3: copied before it is written, with an id and a time of its own */
static void recorded_later(void **state)
{
    struct market *market = market_open(*state);
    char payload_id[] = "7@globex.example";
    char body[] = "<cXML/>";
    struct document document = {.organization_id = "",
                                .connection_id = "",
                                .direction = "in",
                                .kind = "PunchOutSetupRequest",
                                .payload_id = payload_id,
                                .order_id = "",
                                .request_id = "",
                                .status_code = 401,
                                .remark = "unknown",
                                .content_type = "text/xml"};
    document_record_later(&market->ctx, &document, bytes_of(body));
    memset(body, 'x', strlen(body));
    payload_id[0] = '8';
    db_drain(market->app.db);
    struct document_list list = market_documents(market, "7@globex.example");
    assert_int_equal(list.count, 1);
    assert_true(list.items[0].at_us == MARKET_START_US);
    assert_true(list.items[0].status_code == 401);
    struct bytes out = market_body(market, list.items[0].id);
    assert_memory_equal(out.data, "<cXML/>", out.size);
    assert_int_equal(db_dropped(market->app.db), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(round_trips),        unit_case(hashes),        unit_case(redacted_documents),
        unit_case(reused_payload_ids), unit_case(stored_before), unit_case(damage),
        unit_case(recorded_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
