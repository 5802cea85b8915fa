#ifndef TESTS_UNIT_XML_XML_UNIT_H
#define TESTS_UNIT_XML_XML_UNIT_H
/* Reading literals of bytes in tests. */
#include "unit.h"

#include "xml/reader.h"

static const struct xml_limits roomy = {.bytes = 1 << 20, .depth = 32, .nodes = 10000};

/* A literal with its size, so that it may hold zero bytes. */
#define bytes_literal(text) ((struct bytes){(const unsigned char *)(text), sizeof(text) - 1})

static inline const struct xml_document *read_ok(void **state, struct bytes bytes,
                                                 const char *charset)
{
    struct xml_document *document = NULL;
    struct fault fault = {{0}};
    enum status st = xml_read(*state, bytes, charset, &roomy, &document, &fault);
    if (st != OK)
        fail_msg("%s: %s", status_name(st), fault.message);
    return document;
}

static inline void read_refused(void **state, struct bytes bytes, const char *charset,
                                enum status status, const char *message)
{
    struct xml_document *document = NULL;
    struct fault fault = {{0}};
    assert_string_equal(status_name(xml_read(*state, bytes, charset, &roomy, &document, &fault)),
                        status_name(status));
    assert_string_equal(fault.message, message);
    assert_null(document);
}

#endif
